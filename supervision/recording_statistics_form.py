"""What the statistics of recording are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enforcement.models import User
from supervision import recording_statistics as statistics
from supervision.period_form import PeriodForm


class StatisticsForm(PeriodForm):
    """The period and the conditions; `reason` too comes from the numbers."""

    item = forms.ChoiceField(label=gettext_lazy("音像记录事项"), required=False)
    reason = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    field_order = ("since", "until", "agency", "kind", "item", "by")

    def __init__(self, data: QueryDict, *, user: User, on: date, **kwargs: Any) -> None:
        told = {"headings": statistics.headings(), "words": statistics.words()}
        super().__init__(data, user=user, on=on, **told, **kwargs)
        self.choose("item", [("", _("全部")), *statistics.items().items()])
