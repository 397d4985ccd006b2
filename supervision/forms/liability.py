"""Concluding a follow-up of liability."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from supervision.models import Liability


class ConcludeForm(DayActForm):
    """Which heads failed, the result, and why."""

    heads = forms.MultipleChoiceField(
        label=_("未把住的审核内容"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("法制审核时认为通过或者不适用，事后证明有问题的；没有的不选。"),
    )
    result = forms.ChoiceField(
        label=_("认定结果"), choices=Liability.Result.choices, widget=forms.RadioSelect
    )
    conclusion = forms.CharField(
        label=_("认定意见"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写明问题出在哪一环节、责任人员和理由。"),
    )

    def shape(self) -> None:
        field: Any = self.fields["heads"]
        field.choices = [(check["head"], check["label"]) for check in self.row.checks]
        if not self.row.checks:
            del self.fields["heads"]
