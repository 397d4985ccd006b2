"""What the statistics of legal review are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from enforcement.models import User
from supervision import review_statistics as statistics
from supervision.period_form import PeriodForm


class ReviewStatisticsForm(PeriodForm):
    """The period and the conditions; `reviewer`, `head` and `code` come from the numbers."""

    reviewer = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    head = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ("since", "until", "agency", "kind", "by")

    def __init__(self, data: QueryDict, *, user: User, on: date, **kwargs: Any) -> None:
        told = {"headings": statistics.headings(), "words": statistics.words()}
        super().__init__(data, user=user, on=on, **told, **kwargs)
