"""What a party fills in on its own page, and what an officer fills in about the link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import PortalForm
from enforcement.models import PartyLink
from enforcement.services import party_acts, party_links
from recording.forms.base import long_text


class AnswerForm(PortalForm):
    """What only the party knows, asked once before the first visit."""

    answer = forms.CharField(
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, link: PartyLink, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark = party_links.mark_of(link.party)
        words = {"code": mark.label if mark else "—", "n": party_links.SHOWN_DIGITS}
        self.fields["answer"].label = _("%(code)s的最后 %(n)s 位") % words


class OwnDefenceForm(PortalForm):
    """The party's own words."""

    text = forms.CharField(
        label=_("陈述申辩内容"),
        max_length=party_acts.LONGEST,
        widget=long_text(8),
        help_text=_(
            "写明您认为不对的事实、理由和您的要求。提交后原样存入案卷，不能修改，可以补充。"
        ),
    )


class OwnRequestForm(PortalForm):
    """The request for a hearing needs no words, only a second look."""

    sure = forms.BooleanField(label=_("我要求举行听证"))


class RevokeForm(ActForm):
    """Why a link is withdrawn."""

    reason = forms.CharField(label=_("撤销理由"), max_length=200)
