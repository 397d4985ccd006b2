"""Notice, defence, decision, service, closing."""

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import PastDateField
from enforcement.incidents import measures
from enforcement.services import notices
from recording import kinds
from recording.forms.base import long_text
from recording.manner import Facts, Manner
from recording.models import Service, ServiceConsent

NOTED = _("留置、电子、公告送达的，写明理由和过程；公告送达的，写明其他方式为何无法送达。")
FACTS = tuple(field.name for field in dataclasses.fields(Facts))


class HowForm(ActForm):
    """How a document reached the party, with what makes the method valid; cleaned into one Manner."""

    method = forms.ChoiceField(label=_("送达方式"), choices=Service.Method.choices)
    receiver = forms.CharField(label=_("收件人"), max_length=60)
    relation = forms.CharField(
        label=_("代收人与受送达人的关系"),
        max_length=60,
        required=False,
        help_text=_("他人代收的必填。"),
    )
    witness = forms.CharField(
        label=_("见证人"),
        max_length=100,
        required=False,
        help_text=_("留置送达的，填写见证人或者勾选已录像。"),
    )
    recorded = forms.BooleanField(label=_("已录像记录送达过程"), required=False)
    received_on = PastDateField(
        label=_("回执载明的收件日期"),
        required=False,
        help_text=_("邮寄送达的必填，收到回执后登记。"),
    )
    tracking = forms.CharField(label=_("邮件号"), max_length=60, required=False)
    note = forms.CharField(label=_("备注"), widget=long_text(3), required=False, help_text=NOTED)

    def known(self) -> dict[str, Any]:
        party = self.row.case.party
        return {"receiver": party.name, "place": party.address}

    def clean(self) -> dict[str, Any]:
        """The method and its facts as one value, as the services take them."""
        data = super().clean() or {}
        facts = {name: data.pop(name) for name in FACTS if name in data}
        if "method" in data and len(facts) == len(FACTS):
            data["method"] = Manner(data["method"], Facts(**facts))
        return data


class DeliveryForm(HowForm, DayActForm):
    """How and where a document reached the party."""

    place = forms.CharField(label=_("送达地点"), max_length=200)
    field_order = ["on", "method", "receiver", "place"]


class ConsentForm(DayActForm):
    """The signed consent to electronic service."""

    medium = forms.ChoiceField(label=_("电子送达方式"), choices=ServiceConsent.Medium.choices)
    address = forms.CharField(label=_("电子送达地址"), max_length=200)


class ServeForm(DeliveryForm):
    """Service of the decision."""

    av_exemption = forms.CharField(
        label=_("不进行音像记录的理由"),
        max_length=300,
        required=False,
        help_text=_("仅在本地规则允许以文字记录代替音像记录的送达方式中填写。"),
    )
    told_publication = forms.BooleanField(
        label=_("已告知当事人决定将依法公开"), required=False, initial=True
    )


class NoticeForm(DeliveryForm):
    """Service of the notice before a penalty."""

    hearing_offered = forms.BooleanField(label=_("告知听证权利"), required=False)

    def known(self) -> dict[str, Any]:
        grounds = notices.hearing_required(self.row, self.today)
        return {**super().known(), "hearing_offered": bool(grounds)}


class DefenceForm(DayActForm):
    """A defence as received."""

    text = forms.CharField(label=_("陈述申辩内容"), widget=long_text(8))


class AnswerForm(DayActForm):
    """The re-examination of a defence."""

    adopted = forms.TypedChoiceField(
        label=_("复核结果"),
        choices=[("1", _("予以采纳")), ("0", _("不予采纳"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label=_("复核意见及理由"), widget=long_text(6))


class WaiverForm(DayActForm):
    """An express waiver."""

    note = forms.CharField(
        label=_("放弃的证据"),
        widget=long_text(3),
        help_text=_("写明书面声明等证据的名称和日期，并上传原件。"),
    )


class CloseForm(DayActForm):
    """Closing a case."""

    ground = forms.ChoiceField(label=_("结案事由"))

    def shape(self) -> None:
        approved = {row.closes for row in measures().values()}
        rows = kinds.grounds().items()
        choices = [(key, row.label) for key, row in rows if key not in approved]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["ground"].initial = kinds.usual_ground(self.row.kind)
