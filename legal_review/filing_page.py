"""The filings as pages show them: with their clocks, and counted by agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from core import deadlines
from core.models import Deadline
from enforcement.models import Agency
from legal_review.models import FilingEntry, PenaltyFiling
from legal_review.models.penalty_filing import PenaltyFilingQuerySet
from legal_review.services.penalty_filings import QUESTION_SUBJECT

Status = PenaltyFiling.Status
ON_TIME = Q(sent_on__lte=F("deadline__due_on"))
WITH_ORGAN = (Status.RECEIVED, Status.ASKED, Status.REVIEWED)


@dataclass(frozen=True)
class Row:
    """A filing and the clock that matters now: to send, or to answer; `left` in working days."""

    filing: PenaltyFiling
    clock: Deadline | None
    left: int | None

    @property
    def late(self) -> bool:
        """Whether it was sent after its last day, or is not sent and that day is over."""
        sent, due = self.filing.sent_on, self.filing.deadline.due_on
        if self.filing.status in PenaltyFiling.UNSENT:
            return self.left is not None and self.left < 0
        return sent is not None and sent > due


def shown(filings: Iterable[PenaltyFiling], on: date) -> list[Row]:
    """Filings with their clocks; the number of queries does not grow."""
    found = list(filings)
    asked = [row.pk for row in found if row.status == Status.ASKED]
    questions = FilingEntry.objects.filter(filing__in=asked, kind=FilingEntry.Kind.QUESTION)
    last = {entry.filing_id: str(entry.pk) for entry in questions.order_by("pk")}
    running = deadlines.running().filter(
        subject_type=QUESTION_SUBJECT, subject_id__in=last.values()
    )
    by_entry = {clock.subject_id: clock for clock in running}
    clocks = {row.pk: _clock(row, by_entry.get(last.get(row.pk, ""))) for row in found}
    left = deadlines.remaining_of([clock for clock in clocks.values() if clock], on)
    return [
        Row(row, clock, left[clock.pk] if clock else None)
        for row in found
        for clock in [clocks[row.pk]]
    ]


def _clock(row: PenaltyFiling, question: Deadline | None) -> Deadline | None:
    return row.deadline if row.status in PenaltyFiling.UNSENT else question


def overdue(rows: PenaltyFilingQuerySet, on: date) -> PenaltyFilingQuerySet:
    """Filings whose last day is over and that are not with the organ."""
    return rows.unsent().filter(deadline__due_on__lt=on)


def counted(on: date) -> dict[str, Count]:
    """The columns of the table of agencies."""
    unsent = Q(status__in=PenaltyFiling.UNSENT)
    return {
        "due": Count("pk"),
        "on_time": Count("pk", filter=~unsent & ON_TIME),
        "late": Count("pk", filter=~unsent & ~ON_TIME),
        "running": Count("pk", filter=unsent & Q(deadline__due_on__gte=on)),
        "overdue": Count("pk", filter=unsent & Q(deadline__due_on__lt=on)),
        "received": Count("pk", filter=Q(status__in=WITH_ORGAN)),
        "asked": Count("pk", filter=Q(status=Status.ASKED)),
        "reviewed": Count("pk", filter=Q(status=Status.REVIEWED)),
        "advised": Count("pk", filter=Q(result=PenaltyFiling.Result.ADVISED)),
    }


@dataclass(frozen=True)
class Line:
    """The counts of one agency, in the order of `counted`."""

    agency: Agency
    counts: dict[str, int]


def table(rows: PenaltyFilingQuerySet, on: date) -> list[Line]:
    """One line for each agency that has a filing, in the order of the tree; two queries."""
    columns = counted(on)
    grouped = rows.order_by().values("agency_id").annotate(**columns)
    found: dict[int, Any] = {row["agency_id"]: row for row in grouped}
    return [
        Line(agency, {name: found[agency.pk][name] for name in columns})
        for agency in Agency.objects.filter(pk__in=found)
    ]
