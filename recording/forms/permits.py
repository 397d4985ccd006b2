"""An application and a licence: received, answered, examined, renewed, changed, ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from enforcement import licence_grounds
from enforcement.models import (
    Application,
    Decision,
    PermitHearing,
    Proceeding,
    SpecialProcedure,
    User,
)
from enforcement.services import licences, proceedings
from recording.forms.base import long_text

ONE_A_LINE = _("每行一项。")
AT_THE_COUNTER = _("申请人在场领取的，填写领取人；留空的，该文书列入待送达文书。")
ENDS = (Proceeding.Kind.WITHDRAW, Proceeding.Kind.REVOKE, Proceeding.Kind.CANCEL)


class LinesField(forms.CharField):
    """A list typed one item a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=long_text(6), help_text=ONE_A_LINE, **kwargs)

    def clean(self, value: Any) -> list[str]:
        text: str = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class CounterForm(DayActForm):
    """An answer to the applicant, perhaps taken along at once."""

    receiver = forms.CharField(
        label=_("当场交付给"), max_length=60, required=False, help_text=AT_THE_COUNTER
    )

    def known(self) -> dict[str, Any]:
        here = self.row.channel == Application.Channel.WINDOW
        return {"receiver": self.row.case.party.name if here else ""}

    def shape(self) -> None:
        # Who takes the paper along is the last thing that happens at the counter.
        self.fields["receiver"] = self.fields.pop("receiver")


class ReceiveForm(CounterForm):
    """What was handed in, and how."""

    channel = forms.ChoiceField(label=_("提交方式"), choices=Application.Channel.choices)
    materials = LinesField(label=_("收到的材料"))
    joint = forms.BooleanField(label=_("统一、联合或者集中办理"), required=False)

    def known(self) -> dict[str, Any]:
        return {
            **super().known(),
            "on": self.row.received_on,
            "channel": self.row.channel,
            "materials": "\n".join(self.row.materials),
            "joint": self.row.joint,
        }


class SpotForm(CounterForm):
    """A slip corrected at once."""

    what = forms.CharField(label=_("当场更正的内容"), widget=long_text(3))


class CorrectionForm(CounterForm):
    """Everything that is missing, told once."""

    items = LinesField(label=_("需要补正的全部内容"))


class CorrectedForm(CounterForm):
    """What came in afterwards."""

    materials = LinesField(label=_("收到的补正材料"))


class RefuseForm(CounterForm):
    """Why an application is not accepted."""

    ground = forms.ChoiceField(label=_("不予受理事由"), choices=Application.Ground.choices)
    reason = forms.CharField(label=_("理由"), widget=long_text(4))
    told_organ = forms.CharField(
        label=_("有权机关"),
        max_length=200,
        required=False,
        help_text=_("不属于本机关职权范围的必填。"),
    )


class ExtendForm(DayActForm):
    """Why more time is needed."""

    reasons = forms.CharField(label=_("延长期限的理由"), widget=long_text(4))


class SpecialForm(DayActForm):
    """A procedure whose time is left out."""

    kind = forms.ChoiceField(label=_("特别程序"))
    days_needed = forms.IntegerField(label=_("所需时间（工作日）"), min_value=1)
    body = forms.CharField(label=_("实施单位"), max_length=200, required=False)

    def shape(self) -> None:
        hearing = SpecialProcedure.Kind.HEARING
        found = [row for row in SpecialProcedure.Kind.choices if row[0] != hearing]
        self.fields["kind"].choices = found  # type: ignore[attr-defined]  # a ChoiceField


class ResultForm(DayActForm):
    """What a special procedure came to."""

    result = forms.CharField(label=_("结论"), widget=long_text(4))


class ThirdPartyForm(DayActForm):
    """Whose interest is touched, and which."""

    name = forms.CharField(label=_("利害关系人"), max_length=200)
    interest = forms.CharField(label=_("涉及的重大利益"), widget=long_text(3))


class OpinionForm(DayActForm):
    """What a third party said."""

    opinion = forms.CharField(label=_("意见"), widget=long_text(5))


class HearingForm(DayActForm):
    """Who wants the hearing, about what."""

    origin = forms.ChoiceField(label=_("听证的提起"), choices=PermitHearing.Origin.choices)
    subject = forms.CharField(label=_("听证事项"), widget=long_text(3))


class HearingNoticeForm(DayActForm):
    """Day, place and host."""

    scheduled_on = forms.DateField(label=_("听证日期"))
    place = forms.CharField(label=_("听证地点"), max_length=200)
    host = forms.ModelChoiceField(label=_("听证主持人"), queryset=User.objects.none())

    def shape(self) -> None:
        people = User.objects.filter(agency=self.row.agency_id, is_active=True)
        self.fields["host"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField


class HearingRecordForm(DayActForm):
    """The record of the hearing."""

    record = forms.CharField(label=_("听证笔录"), widget=long_text(12))


class ApplyForm(DayActForm):
    """What the holder asks for."""

    kind = forms.ChoiceField(
        label=_("申请事项"),
        choices=[(kind.value, kind.label) for kind in proceedings.APPLIED],
    )
    wish = forms.CharField(label=_("申请的内容和理由"), widget=long_text(4))


class EndForm(DayActForm):
    """Why a licence is to end."""

    kind = forms.ChoiceField(
        label=_("办理事项"), choices=[(kind.value, kind.label) for kind in ENDS]
    )
    ground = forms.ChoiceField(label=_("法定事由"))
    reasons = forms.CharField(label=_("事实和理由"), widget=long_text(5))
    compensation = forms.CharField(
        label=_("补偿或者赔偿"),
        widget=long_text(3),
        required=False,
        help_text=_("撤回的必填；撤销损害被许可人合法权益的，应当依法给予赔偿。"),
    )
    superior = forms.CharField(
        label=_("责令撤销的上级行政机关"),
        max_length=200,
        required=False,
        help_text=_("由本机关自行撤销的留空。"),
    )

    def shape(self) -> None:
        self.fields["ground"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (kind.label, [(key, f"{row.label}（{row.article}）") for key, row in table.items()])
            for kind in ENDS
            for table in (licence_grounds.OF[kind],)
        ]


class PunishForm(DayActForm):
    """The penalty that takes the licence away."""

    penalty = forms.ModelChoiceField(label=_("吊销处罚决定"), queryset=Decision.objects.none())

    def shape(self) -> None:
        keys = [row.pk for row in licences.penalties(self.row)]
        self.fields["penalty"].queryset = Decision.objects.filter(pk__in=keys)  # type: ignore[attr-defined]  # a ModelChoiceField
