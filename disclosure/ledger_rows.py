"""The numbers behind each count of the statistics and of the publication log, row by row.

A row says what the public log says of it: its random name, agency, month, what became of it. Only what the
public may read today is named by its title.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from disclosure import timeliness
from disclosure.filters import PatternField, PublicFilter, chosen_agency
from disclosure.ledger_counts import REASONS
from disclosure.models import LedgerNumber, Publication
from disclosure.search import of_agency

State = LedgerNumber.State
COUNTED = {
    "issued": _("作出"),
    "published": _("已公开"),
    "withheld": _("依法不公开"),
    "pending": _("待公开"),
    "overdue": _("待公开中逾期的"),
    "shown": _("现可查阅"),
    "in_time": _("按期公开"),
    "out_of_time": _("逾期公开"),
    "not_judged": _("报送未评判"),
}
OF_PUBLICATIONS = {
    "in_time": timeliness.IN_TIME,
    "out_of_time": timeliness.LATE,
    "not_judged": timeliness.NOT_JUDGED,
}


class PeriodField(PatternField):
    """A year or a month, as 2026 or 2026-11."""

    pattern = r"2[0-9]{3}(-(0[1-9]|1[0-2]))?"

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if self.fits(text):
            return text
        raise forms.ValidationError(_("请填写年度或者月份，例如2026或者2026-11。"))


class NumberFilter(PublicFilter):
    """Which numbers: of a span of time, of an agency, counted as what."""

    period = PeriodField(label=_("决定年度或者月份"), required=False)
    agency = chosen_agency()
    counted = forms.ChoiceField(label=_("计入"), required=False, choices=[*COUNTED.items()])


@dataclass(frozen=True)
class Row:
    """A number; `publication` only while the public may read it; `reason` in words."""

    number: LedgerNumber
    publication: Publication | None
    reason: str


def numbers(values: Mapping[str, Any], on: date) -> QuerySet[LedgerNumber]:
    """The numbers that answer the cleaned values of a NumberFilter: as many as the count says."""
    rows = LedgerNumber.objects.filter(
        of_agency(values.get("agency") or ""), month__startswith=values.get("period") or ""
    )
    counted = values.get("counted") or "issued"
    if counted in State.values:
        return rows.filter(state=counted)
    if counted == "overdue":
        return rows.filter(state=State.PENDING, due_on__lt=on)
    if counted == "shown":
        return rows.filter(_of(Publication.objects.public(on)))
    if counted in OF_PUBLICATIONS:
        return rows.filter(_of(Publication.objects.filter(OF_PUBLICATIONS[counted])))
    return rows


def _of(rows: QuerySet[Publication]) -> Q:
    decisions = rows.filter(decision__isnull=False).values("decision_id")
    records = rows.filter(record__isnull=False).values("record_id")
    return Q(decision__in=decisions) | Q(record__in=records)


def told(rows: Iterable[LedgerNumber], on: date) -> list[Row]:
    """Each with what the public may read of it; one query however many."""
    found = list(rows)
    keys = {"decision__in": [row.decision_id for row in found if row.decision_id]}
    records = {"record__in": [row.record_id for row in found if row.record_id]}
    public = Publication.objects.public(on).filter(Q(**keys) | Q(**records))
    known = {(one.decision_id, one.record_id): one for one in public.select_related("shown")}
    return [
        Row(
            row,
            known.get((row.decision_id, row.record_id)),
            str(REASONS.get(row.reason, _("其他法定事由"))) if row.reason else "",
        )
        for row in found
    ]
