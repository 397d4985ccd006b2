"""Urging, deciding and carrying out forced execution; performance by substitute."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from enforcement.models import Decision, ForcedExecution
from enforcement.models.kinds import Termination
from enforcement.services.coercion_review import reviewable
from recording.forms.base import PastTimeField, long_text
from recording.forms.decision import DeliveryForm

CENTS = 100
URGENT = _("仅在夜间或者法定节假日因情况紧急实施时填写。")


def cents(amount: Decimal | None) -> int:
    """Yuan of a form as cents."""
    return int((amount or Decimal(0)) * CENTS)


# What the paper says comes before how it reached the party.
SUBJECT = ("way", "perform_until", "perform_how", "amount")


class UrgeForm(DeliveryForm):
    """催告: until when and how to perform."""

    way = forms.ChoiceField(label=_("强制执行方式"), choices=ForcedExecution.Way.choices)
    perform_until = forms.DateField(label=_("履行义务的期限"))
    perform_how = forms.CharField(label=_("履行义务的方式"), widget=long_text(3))
    amount = forms.DecimalField(
        label=_("金钱给付的金额（元）"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
    )
    field_order = [*SUBJECT, "on", "method", "receiver", "place"]


class HearForm(DayActForm):
    """The defence against the urging, and its answer."""

    text = forms.CharField(label=_("陈述申辩内容"), widget=long_text(5))
    answer = forms.CharField(label=_("复核意见及理由"), widget=long_text(4))
    answered_on = forms.DateField(label=_("复核日期"))


class ForcedDecisionForm(DayActForm):
    """The head's decision to execute."""

    power_basis = forms.CharField(label=_("本机关强制执行权的法律依据"), widget=long_text(2))
    reason = forms.CharField(label=_("强制执行的理由"), widget=long_text(3))
    means = forms.CharField(label=_("强制执行的方式和时间"), widget=long_text(3))
    residents = forms.BooleanField(label=_("影响居民生活"), required=False)
    at_once_ground = forms.CharField(
        label=_("转移或者隐匿财物的迹象"),
        widget=long_text(2),
        required=False,
        help_text=_("仅在催告期间需要立即强制执行时填写。"),
    )
    announced_on = forms.DateField(label=_("强制拆除公告日期"), required=False)
    reviewed = forms.ModelChoiceField(
        label=_("经法制审核的行政强制决定"),
        queryset=Decision.objects.none(),
        required=False,
        help_text=_(
            "列入法制审核目录的强制执行，应当先对该当事人作出经法制审核通过的行政强制决定。"
        ),
    )

    def shape(self) -> None:
        rows = reviewable(self.row.case, self.today)
        self.fields["reviewed"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField


class HoursForm(ActForm):
    """From when to when, and why at that hour."""

    started_at = PastTimeField(label=_("开始时间"))
    ended_at = PastTimeField(label=_("结束时间"))
    urgency = forms.CharField(
        label=_("情况紧急的理由"), widget=long_text(2), required=False, help_text=URGENT
    )


class ExecuteForm(HoursForm):
    """The record of the execution."""

    record = forms.CharField(label=_("执行情况"), widget=long_text(6))
    residents = forms.BooleanField(label=_("影响居民生活"), required=False)


class PerformForm(DayActForm):
    """The party performed by itself."""

    record = forms.CharField(label=_("履行情况"), widget=long_text(4))


class TerminateForm(DayActForm):
    """Nothing can be executed any more."""

    ground = forms.ChoiceField(label=_("终结执行的情形"), choices=Termination.choices)
    record = forms.CharField(label=_("有关情况"), widget=long_text(4))


class OrderForm(DayActForm):
    """The head's decision on performance by substitute."""

    basis = forms.CharField(label=_("代履行的理由和依据"), widget=long_text(3))
    means = forms.CharField(label=_("代履行的方式"), widget=long_text(2))
    subject = forms.CharField(label=_("代履行的标的"), widget=long_text(2))
    planned_on = forms.DateField(label=_("代履行日期"))
    budget = forms.DecimalField(
        label=_("费用预算（元）"), max_digits=14, decimal_places=2, min_value=0
    )
    performer = forms.CharField(label=_("代履行人"), max_length=200)
    at_once_ground = forms.CharField(
        label=_("需要立即清除且当事人不能清除的情况"),
        widget=long_text(2),
        required=False,
        help_text=_("道路、河道、航道或者公共场所的遗洒物、障碍物或者污染物，当事人不能清除的。"),
    )


class CarryOutForm(HoursForm):
    """The work, who watched it, who signed, what it cost."""

    record = forms.CharField(label=_("代履行情况"), widget=long_text(5))
    supervisors = forms.CharField(label=_("到场监督的工作人员"), max_length=200)
    signatures = forms.CharField(label=_("签名或者盖章情况"), widget=long_text(2))
    cost = forms.DecimalField(
        label=_("实际费用（元）"), max_digits=14, decimal_places=2, min_value=0
    )

    def known(self) -> dict[str, Any]:
        staff = self.row.case.assignments.filter(until=None).select_related("officer")
        return {"supervisors": "、".join(part.officer.name for part in staff.order_by("pk"))}
