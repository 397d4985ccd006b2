"""Answering a doubt, and correcting what is on record about a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import PastDateField
from enforcement.models import Item
from enforcement.services import amendment, findings


class FindingForm(ActForm):
    """One open doubt and its answer."""

    answer = forms.ChoiceField(label=_("说明事项"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 5}))
    basis = forms.CharField(
        label=_("依据"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("适用其他法律规定的追责期限时必填，写明法律名称和条、款、项。"),
    )
    until = forms.DateField(
        label=_("追责期限届满日"), required=False, help_text=_("适用其他法律规定时必填。")
    )
    on = PastDateField(label=_("日期"))

    def shape(self) -> None:
        choices = [
            (findings.key(code, doubt.subject), f"{code.label}：{doubt.gap.message}")
            for doubt in findings.open_doubts(self.row, self.today)
            for code in doubt.codes
        ]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if len(choices) == 1:
            self.fields["answer"].initial = choices[0][0]


class AmendForm(ActForm):
    """The facts of a case that may turn out otherwise while it is handled."""

    title = forms.CharField(label=_("案件名称"), max_length=300)
    cause = forms.CharField(label=_("案由或申请事项"), max_length=300)
    item = forms.ModelChoiceField(label=_("执法事项"), queryset=Item.objects.none(), required=False)
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    act_from = PastDateField(label=_("违法行为开始日期"), required=False)
    act_to = PastDateField(
        label=_("违法行为终了日期"),
        required=False,
        help_text=_("发现时违法行为仍在继续的，留空。"),
    )
    summary = forms.CharField(label=_("简要情况"), widget=forms.Textarea(attrs={"rows": 5}))
    reason = forms.CharField(label=_("更正理由"), widget=forms.Textarea(attrs={"rows": 3}))
    field_order = [*amendment.AMENDABLE, "reason"]

    def known(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in amendment.AMENDABLE}

    def shape(self) -> None:
        items = Item.objects.filter(agency=self.row.agency).in_force(self.today)
        self.fields["item"].queryset = items.order_by("kind", "name")  # type: ignore[attr-defined]  # a ModelChoiceField


class ReportForm(DayActForm):
    """The report of a decision made on the spot."""

    receiver = forms.CharField(label=_("接收备案的机构或者人员"), max_length=100)
