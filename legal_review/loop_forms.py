"""Forms of what goes back and forth over a review."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from enforcement.models import Discussion, DiscussionMember
from enforcement.services.discussions import Voice

PARTS = 4
COMMA = re.compile("[,，]")


def words(label: Any, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """A text that must say something."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        max_length=4000,
    )


class AskForm(DayActForm):
    """What is lacking."""

    items = words(_("需要补正的材料和事项"), help_text=_("逐项列明；补正期间不计入审核期限。"))


class AnswerForm(DayActForm):
    """What was added."""

    text = words(
        _("补正说明"),
        help_text=_("补充的材料请先录入过程记录或者证据，这里只作说明，材料从案卷中取得。"),
    )


class HandleForm(DayActForm):
    """What was done about the opinion."""

    text = words(_("承办机构处理情况"))


class ObjectForm(DayActForm):
    """Why the unit does not agree."""

    grounds = words(_("异议的理由"))


class NegotiateForm(DayActForm):
    """What both said, and whether they agreed."""

    place = forms.CharField(label=_("协商地点"), max_length=200, required=False)
    present = words(_("参加协商人员"), 2)
    unit_view = words(_("承办机构意见"))
    review_view = words(_("法制审核机构意见"))
    outcome = words(_("协商结果"), 3)
    agreed = forms.TypedChoiceField(
        label=_("是否协商一致"),
        choices=[("yes", _("协商一致")), ("no", _("未达成一致"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class CallForm(DayActForm):
    """Why the heads should decide."""

    ground = words(_("提请讨论的理由"))

    def known(self) -> dict[str, Any]:
        return {"ground": self.row.outcome}


class ResolveForm(DayActForm):
    """Who took part, how each voted and what each said, and what was resolved."""

    place = forms.CharField(label=_("讨论地点"), max_length=200)
    votes = words(
        _("参加人、表决和意见"),
        6,
        _(
            "每行一名：姓名，职务，表决（同意、不同意或者弃权），意见。承办、送审、拟稿和审核本案的人员没有表决权。"
        ),
    )
    result = forms.ChoiceField(label=_("讨论结论"), choices=Discussion.Result.choices)
    conclusion = words(_("结论意见"))

    def clean(self) -> dict[str, Any]:
        """The lines as voices."""
        data = super().clean() or {}
        text = data.pop("votes", "")
        data["voices"] = [self._voice(line) for line in text.splitlines() if line.strip()]
        return data

    def _voice(self, line: str) -> Voice:
        parts = [part.strip() for part in COMMA.split(line, maxsplit=PARTS - 1)]
        votes = {str(label): value for value, label in DiscussionMember.Vote.choices}
        if len(parts) < PARTS or parts[2] not in votes:
            self.add_error(
                "votes",
                gettext("“%(line)s”应当依次写明姓名、职务、表决（%(votes)s）、意见，以逗号分开。")
                % {"line": line.strip(), "votes": "、".join(votes)},
            )
            return Voice("", "", "")
        name, post, vote, opinion = parts
        return Voice(name, post, opinion, votes[vote])
