"""Asking for a measure, listing goods, approval, the scene, and how it ends."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from enforcement import review_scope
from enforcement.models import Decision, Item, Measure, MeasureRelease
from enforcement.models.kinds import ActionKind
from enforcement.services.coercion_review import reviewable
from enforcement.services.measures import PERIODS, approval_hours
from recording.forms.base import PastTimeField, long_text
from recording.models import Service

SCENE = _("写明出示证件、告知理由和依据、听取陈述申辩、逐项清点等情况。")
AT_THE_BANK = _("写明出示证件、向金融机构交付冻结通知书和金融机构办理冻结的情况。")
# What the inventory asks of an account, and what is known of every one.
ACCOUNT = {
    "mark": _("账号"),
    "quantity": _("数额"),
    "place": _("金融机构"),
    "owner": _("户名"),
    "relevance": _("与案件的关系及数额与违法行为涉及的金额相当的说明"),
    "necessity": _("属于公民个人及其所扶养家属的生活必需费用"),
    "sealed_elsewhere": _("已被其他国家机关依法冻结"),
}
OF_ACCOUNT = {"name": "存款", "unit": "元", "state": "正常", "place": ""}
BY_HAND = [(way.value, way.label) for way in (Service.Method.DIRECT, Service.Method.LEFT)]


def frozen(measure: Measure) -> bool:
    """Whether it freezes an account rather than holds goods."""
    return measure.kind == Measure.Kind.FREEZE


class MeasurePlanForm(DayActForm):
    """What is to be taken, and why."""

    kind = forms.ChoiceField(label=_("强制措施种类"), choices=Measure.Kind.choices)
    item = forms.ModelChoiceField(
        label=_("行政强制事项"),
        queryset=Item.objects.none(),
        required=False,
        help_text=_("冻结存款、汇款必须选择由法律授权的事项。"),
    )
    basis = forms.CharField(label=_("法律、法规依据"), widget=long_text(3))
    reason = forms.CharField(label=_("理由"), widget=long_text(4))
    days = forms.IntegerField(label=_("期限（日）"), min_value=1)
    emergency = forms.BooleanField(label=_("情况紧急，当场实施后补办批准手续"), required=False)

    def known(self) -> dict[str, Any]:
        period = self.row.agency.rules().period(PERIODS[Measure.Kind.SEIZE], on=self.today)
        return {"days": period.count}

    def shape(self) -> None:
        rows = Item.objects.in_force(self.today).filter(
            agency=self.row.agency, kind=ActionKind.COERCION
        )
        self.fields["item"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
        hours = approval_hours(self.row, self.today)
        self.fields["emergency"].help_text = _("实施后%(hours)d小时内补办。") % {"hours": hours}


class ThingForm(ActForm):
    """One object of the inventory."""

    name = forms.CharField(label=_("名称"), max_length=200)
    mark = forms.CharField(label=_("编号、批号、号牌或者坐落"), max_length=200, required=False)
    quantity = forms.DecimalField(label=_("数量"), max_digits=14, decimal_places=3)
    unit = forms.CharField(label=_("单位"), max_length=20)
    state = forms.CharField(label=_("状况"), max_length=200)
    place = forms.CharField(label=_("存放地点"), max_length=200)
    owner = forms.CharField(label=_("所有人或者持有人"), max_length=200)
    relevance = forms.CharField(
        label=_("与案件的关系及不属于生活必需品的说明"), widget=long_text(3)
    )
    necessity = forms.BooleanField(
        label=_("属于公民个人及其所扶养家属的生活必需品"), required=False
    )
    sealed_elsewhere = forms.BooleanField(label=_("已被其他国家机关依法查封"), required=False)

    def known(self) -> dict[str, Any]:
        found = {"owner": self.row.case.party.name, "place": self.row.case.place}
        return {**found, **OF_ACCOUNT} if frozen(self.row) else found

    def shape(self) -> None:
        if not frozen(self.row):
            return
        for name, label in ACCOUNT.items():
            self.fields[name].label = label
        self.fields["mark"].required = True


class JudgeForm(ActForm):
    """The head's answer."""

    at = PastTimeField(label=_("审批时间"))
    agree = forms.TypedChoiceField(
        label=_("审批结果"),
        choices=[("1", _("同意")), ("0", _("不同意"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(label=_("审批意见"), widget=long_text(3), required=False)
    reviewed = forms.ModelChoiceField(
        label=_("经法制审核的行政强制决定"),
        queryset=Decision.objects.none(),
        required=False,
        help_text=_(
            "列入法制审核目录的强制措施，应当先对该当事人作出经法制审核通过的行政强制决定；"
            "情况紧急的，可以当场实施后补办批准手续。"
        ),
    )

    def known(self) -> dict[str, Any]:
        return {"at": timezone.localtime()}

    def shape(self) -> None:
        """The reviewed decision is asked for only where the list wants one."""
        listed = review_scope.of_measure(self.row, self.today)
        if self.row.status != Measure.Status.PLANNED or not listed:
            del self.fields["reviewed"]
            return
        rows = reviewable(self.row.case, self.today)
        self.fields["reviewed"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField


class SceneForm(ActForm):
    """What happened at the scene, and who took the papers."""

    at = PastTimeField(label=_("实施时间"))
    place = forms.CharField(label=_("实施地点"), max_length=200)
    text = forms.CharField(label=_("现场笔录"), widget=long_text(8), help_text=SCENE)
    party_present = forms.BooleanField(label=_("当事人到场"), required=False, initial=True)
    witness = forms.CharField(label=_("见证人"), max_length=100, required=False)
    receiver = forms.CharField(label=_("收件人"), max_length=60)
    method = forms.ChoiceField(label=_("送达方式"), choices=BY_HAND)
    note = forms.CharField(label=_("备注"), widget=long_text(2), required=False)

    def known(self) -> dict[str, Any]:
        return {"receiver": self.row.case.party.name, "place": self.row.case.place}


class FreezeForm(ActForm):
    """What the bank was asked, and who took the notice there."""

    at = PastTimeField(label=_("冻结时间"))
    bank = forms.CharField(label=_("金融机构"), max_length=200)
    receiver = forms.CharField(label=_("金融机构签收人"), max_length=60)
    text = forms.CharField(label=_("现场笔录"), widget=long_text(6), help_text=AT_THE_BANK)

    def known(self) -> dict[str, Any]:
        account = self.row.items.order_by("pk").first()
        return {"bank": account.place if account else ""}


class TestForm(ActForm):
    """The days of a test, told in writing beforehand."""

    __test__ = False  # not a test class, whatever its name

    subject = forms.CharField(label=_("检测、检验、检疫或者技术鉴定事项"), max_length=200)
    body = forms.CharField(label=_("检测机构"), max_length=200)
    notified_on = forms.DateField(label=_("书面告知当事人日期"))
    from_on = forms.DateField(label=_("检测期间自"))
    until_on = forms.DateField(label=_("检测期间至"))
    receiver = forms.CharField(label=_("告知书收件人"), max_length=60)
    method = forms.ChoiceField(label=_("送达方式"), choices=BY_HAND)
    note = forms.CharField(label=_("备注"), widget=long_text(2), required=False)

    def known(self) -> dict[str, Any]:
        return {"receiver": self.row.case.party.name}


class ReasonedForm(DayActForm):
    """A day and a reason."""

    reason = forms.CharField(label=_("理由"), widget=long_text(4))


class CustodyForm(ActForm):
    """A line of the custody log."""

    at = PastTimeField(label=_("时间"))
    keeper = forms.CharField(label=_("保管人"), max_length=100)
    text = forms.CharField(label=_("保管情况"), widget=long_text(4))


class ReleaseForm(DayActForm):
    """Why it is lifted, and to whom the goods went back."""

    ground = forms.ChoiceField(label=_("解除事由"), choices=MeasureRelease.Ground.choices)
    reason = forms.CharField(label=_("说明"), widget=long_text(3))
    receiver = forms.CharField(label=_("领取人"), max_length=60)
    receipt = forms.CharField(label=_("退还清点和签收情况"), widget=long_text(3))

    def known(self) -> dict[str, Any]:
        return {"receiver": self.row.case.party.name}

    def shape(self) -> None:
        if frozen(self.row):
            self.fields["receiver"].label = _("解除冻结决定书签收人")
            self.fields["receipt"].label = _("通知金融机构和当事人的情况")


class HandOverForm(DayActForm):
    """To whom the goods went with the criminal case."""

    organ = forms.CharField(label=_("接收机关"), max_length=100)
    note = forms.CharField(label=_("交接情况"), widget=long_text(3))


class ConfiscateForm(DayActForm):
    """Confiscated by a decision, or destroyed by law."""

    destroyed = forms.BooleanField(label=_("法律、行政法规规定应当销毁"), required=False)
    note = forms.CharField(label=_("依据和处理情况"), widget=long_text(3))
