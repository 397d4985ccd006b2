"""Forms of the yearly report."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import PortalForm
from supervision.annual.entered import ENTRIES
from supervision.forms.reviews import TodayForm
from supervision.models import YearlyReport
from supervision.models.yearly import PARTS

MOST = 5000
STATE = _("有职责未发生的填“0”，没有这项职责的填“无”。")
ROWS = 8


class StartForm(PortalForm):
    """Which year."""

    year = forms.IntegerField(label=_("年度"), min_value=2000)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"year": on.year - 1}, **kwargs)


class WriteForm(ActForm):
    """The numbers the agency states, and the parts of the 情况说明, as they stand."""

    def known(self) -> dict[str, Any]:
        return {**(self.row.entered or {}), **{part: getattr(self.row, part) for part in PARTS}}

    def shape(self) -> None:
        unit = self.row.agency.rules().value("annual.amount_unit", on=date(self.row.year, 12, 31))
        for key, entry in ENTRIES.items():
            self.fields[key] = forms.CharField(
                label=entry.label(unit), required=False, max_length=20, help_text=STATE
            )
        for part in PARTS:
            self.fields[part] = forms.CharField(
                label=YearlyReport.heading(part),
                required=False,
                max_length=MOST,
                widget=forms.Textarea(attrs={"rows": ROWS}),
            )


class FreezeForm(TodayForm):
    """Nothing but the day, which is today: numbers cannot be asked of the past."""


class PublishForm(DayActForm):
    """The day the report was published."""


class CorrectForm(ActForm):
    """What was wrong."""

    notice = forms.CharField(
        label=_("更正说明"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明哪一项数据或者说明有误、如何更正和理由；公布时一并公开。"),
    )
