"""Payment, deferral, review or suit, urging, court."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import DayActForm
from core.forms import PastDateField
from enforcement.models import Payment, Stay
from enforcement.services import execution
from enforcement.services.relief import Instalment
from recording.forms.base import long_text

CENTS = 100
LINE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[\s,，]+(\d{1,9}(?:\.\d{1,2})?)")


def in_cents(amount: Decimal | str) -> int:
    """元 as 分."""
    return int(Decimal(amount) * CENTS)


class PaymentForm(DayActForm):
    """Money that came in."""

    kind = forms.ChoiceField(label=gettext_lazy("款项"), choices=Payment.Kind.choices)
    amount = forms.DecimalField(
        label=gettext_lazy("金额（元）"), min_value=Decimal("0.01"), decimal_places=2, max_digits=14
    )
    way = forms.ChoiceField(label=gettext_lazy("缴纳方式"), choices=Payment.Way.choices)
    receipt_no = forms.CharField(
        label=gettext_lazy("票据编号"),
        max_length=60,
        help_text=gettext_lazy("银行缴款凭证或者财政部门统一制发的专用票据的编号。"),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("当场收缴的理由"),
        choices=[("", gettext_lazy("不是当场收缴")), *Payment.Ground.choices],
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("说明"), widget=long_text(2), required=False)
    ashore_on = PastDateField(
        label=gettext_lazy("抵岸日期"),
        required=False,
        help_text=gettext_lazy("仅水上当场收缴的填写。"),
    )

    def known(self) -> dict[str, Any]:
        owed = execution.balance(self.row, self.today).owed(Payment.Kind.FINE)
        return {"kind": Payment.Kind.FINE, "amount": Decimal(owed) / CENTS if owed else None}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "amount" in data:
            data["cents"] = in_cents(data.pop("amount"))
        return data


class DeferralForm(DayActForm):
    """A request to pay later or in parts."""

    reason = forms.CharField(label=gettext_lazy("经济困难的情况"), widget=long_text(4))
    until = forms.DateField(label=gettext_lazy("申请延至"))
    schedule = forms.CharField(
        label=gettext_lazy("分期安排"),
        widget=long_text(4),
        required=False,
        help_text=gettext_lazy("分期缴纳的每行一期：日期和金额（元），例如 2026-05-01 1000.00。"),
    )

    def clean_schedule(self) -> list[Instalment]:
        """One instalment a line."""
        lines = [line.strip() for line in self.cleaned_data["schedule"].splitlines()]
        return [_instalment(line) for line in lines if line]


def _instalment(line: str) -> Instalment:
    found = LINE.fullmatch(line)
    try:
        day = parse_date(found[1]) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        raise ValidationError(_("“%(line)s”不是“日期 金额”的形式。请按示例填写。") % {"line": line})
    return Instalment(day, in_cents(found[2]))


class OpinionForm(DayActForm):
    """The head's answer to the request."""

    opinion = forms.CharField(label=gettext_lazy("意见"), widget=long_text(3), required=False)


class ReasonedForm(DayActForm):
    """A refusal, with its reasons."""

    opinion = forms.CharField(label=gettext_lazy("理由"), widget=long_text(3))


class StayForm(DayActForm):
    """复议 or 诉讼 was accepted."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Stay.Kind.choices)
    number = forms.CharField(label=gettext_lazy("案号"), max_length=100)


class StayEndForm(DayActForm):
    """复议 or 诉讼 has ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("结果类别"), choices=[("", "—"), *Stay.Outcome.choices]
    )
    result = forms.CharField(
        label=gettext_lazy("结果"),
        widget=long_text(3),
        help_text=gettext_lazy(
            "写明文书文号和结果。决定被变更、撤销、确认违法或者确认无效的，自上述日期起不再有效，"
            "已公开的自动撤下，并以此结果向社会说明理由。"
        ),
    )
    remake = forms.BooleanField(
        label=gettext_lazy("责令重新作出决定（本案恢复办理）"), required=False
    )


class UrgingDefenceForm(DayActForm):
    """What the party answered to the 催告."""

    text = forms.CharField(label=gettext_lazy("陈述申辩内容"), widget=long_text(5))
    adopted = forms.TypedChoiceField(
        label=gettext_lazy("复核结果"),
        choices=[("1", gettext_lazy("予以采纳")), ("0", gettext_lazy("不予采纳"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=gettext_lazy("复核意见及理由"), widget=long_text(4))


class CourtForm(DayActForm):
    """The court that is asked."""

    court = forms.CharField(label=gettext_lazy("有管辖权的人民法院"), max_length=100)

    def known(self) -> dict[str, Any]:
        return {"court": self.row.agency.court_name}


class CourtEndForm(DayActForm):
    """What the court did."""

    move = forms.ChoiceField(
        label=gettext_lazy("处理结果"),
        choices=[
            ("execute", gettext_lazy("执行完毕")),
            ("end", gettext_lazy("终结执行")),
            ("refuse", gettext_lazy("不予受理或者不予执行")),
        ],
    )
    ruling = forms.CharField(label=gettext_lazy("裁定文号和结果"), widget=long_text(3))
