"""Voiding a number."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from core.models import NumberUse
from recording.forms.base import long_text
from recording.services import numbers


class VoidForm(ActForm):
    """Why the number is void."""

    reason = forms.CharField(label=gettext_lazy("作废原因"), max_length=200, widget=long_text(3))

    def shape(self) -> None:
        # The day of the entry is the day it is made; nothing is asked for.
        self.initial.pop("on", None)


NUMBER_VOID = Act[NumberUse](
    name="number-void",
    permission=numbers.VOID,
    title=gettext_lazy("作废编号"),
    done=gettext_lazy("已登记作废；该编号保留在登记簿中，不再使用。"),
    rows=numbers.uses_of,
    form=VoidForm,
    do=numbers.void,
    home=lambda row: (_("文书编号登记簿"), reverse("number-list")),
    lead=lambda row, on: row.text,
    open=lambda row: row.voided_at is None,
    question=gettext_lazy("作废后不能恢复，确定吗？"),
)
