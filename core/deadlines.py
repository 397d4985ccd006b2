"""Running deadlines: opened with a snapshot of their period, suspended, closed, recomputed.

Every function takes its dates; the due day follows from the start day, never from when a task ran.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from core import audit, calendar, periods
from core.errors import RuleError
from core.models import CalendarNotice, Deadline, DeadlineChange
from core.periods import Due, Period, Suspension
from core.workdays import ONE_DAY, Calendar, workdays_between

M = TypeVar("M", bound=Model)
Outcome = Deadline.Outcome


@dataclass(frozen=True)
class Change:
    """What a notice would do, or did, to one open deadline."""

    deadline: Deadline
    old_due_on: date
    new_due_on: date
    old_provisional: bool
    new_provisional: bool

    @property
    def moved(self) -> bool:
        """Whether the day itself is another."""
        return self.old_due_on != self.new_due_on


@transaction.atomic
def open_deadline(
    *,
    key: str,
    label: str,
    subject_type: str,
    subject_id: str,
    agency_id: int | None,
    region: str,
    period: Period,
    start_on: date,
    suspensions: Iterable[Suspension] = (),
) -> Deadline:
    """Start a period for a subject; the one already open for the key is returned unchanged.

    Raises CalendarGap when the calendar does not reach the due day.
    """
    pauses = list(suspensions)
    due = periods.apply(period, start_on, calendar.load(region), pauses)
    deadline, created = Deadline.objects.get_or_create(
        subject_type=subject_type,
        subject_id=subject_id,
        key=key,
        outcome=Outcome.OPEN,
        defaults={
            **counted(period, start_on, due, region=region),
            "label": label,
            "agency_id": agency_id,
            "suspensions": [pause.to_dict() for pause in pauses],
            "suspended_on": next((pause.start for pause in pauses if pause.end is None), None),
        },
    )
    if created:
        data = {"key": key, "start_on": start_on, "due_on": due.due_on}
        audit.append("deadline.open", obj=deadline, data=data)
    return deadline


def counted(period: Period, start_on: date, due: Due, *, region: str) -> dict[str, Any]:
    """What a deadline keeps of how its last day was counted."""
    return {
        "region": region,
        "period": period.to_dict(),
        "article": period.article,
        "start_on": start_on,
        "due_on": due.due_on,
        "provisional": due.provisional,
    }


def close(subject_type: str, subject_id: str, *, on: date, key: str = "") -> str:
    """End the open deadlines of a subject (of one key, or all) on the day the duty was done.

    Returns "late" when one of them was late, else "met"; "" when none was open.
    """
    return _end(subject_type, subject_id, key, on, judged)


def void(subject_type: str, subject_id: str, *, on: date, key: str = "") -> str:
    """End the open deadlines of a subject without judging them: the duty fell away."""
    return _end(subject_type, subject_id, key, on, lambda deadline, day: Outcome.VOID)


def judged(deadline: Deadline, on: date) -> Outcome:
    """Whether a duty that was done on the day was done in time."""
    return Outcome.MET if on <= deadline.due_on else Outcome.LATE


@transaction.atomic
def _end(
    subject_type: str,
    subject_id: str,
    key: str,
    on: date,
    judge: Callable[[Deadline, date], Outcome],
) -> str:
    worst = ""
    for deadline in _open_of(subject_type, subject_id, key):
        if deadline.suspended_on is not None:
            _resume(deadline, on)
        deadline.outcome, deadline.ended_on = judge(deadline, on), on
        deadline.save(update_fields=["outcome", "ended_on"])
        data = {"outcome": deadline.outcome, "on": on, "due_on": deadline.due_on}
        audit.append("deadline.end", obj=deadline, data=data)
        worst = Outcome.LATE if Outcome.LATE in (worst, deadline.outcome) else deadline.outcome
    return str(worst)


def keys_of(subject_type: str, subject_id: str) -> set[str]:
    """The keys of the open deadlines of a subject."""
    rows = Deadline.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return set(rows.filter(outcome=Outcome.OPEN).values_list("key", flat=True))


def _open_of(subject_type: str, subject_id: str, key: str) -> list[Deadline]:
    rows = Deadline.objects.select_for_update().filter(
        subject_type=subject_type, subject_id=subject_id, outcome=Outcome.OPEN
    )
    return list(rows.filter(key=key) if key else rows)


@transaction.atomic
def suspend(
    subject_type: str, subject_id: str, *, on: date, reason: str, key: str = ""
) -> list[Deadline]:
    """Stop the clock from the day `on`, which no longer counts. Raises RuleError before the start."""
    found = [row for row in _open_of(subject_type, subject_id, key) if row.suspended_on is None]
    for deadline in found:
        if on < deadline.start_on:
            raise RuleError(
                _("中止日期不能早于期限起算日%(day)s。") % {"day": deadline.start_on},
                article=deadline.article,
                remedy=_("请核对日期。"),
                field="on",
            )
        pause = Suspension(on, None, reason)
        deadline.suspended_on = on
        deadline.suspensions = [*deadline.suspensions, pause.to_dict()]
        deadline.save(update_fields=["suspended_on", "suspensions"])
        audit.append("deadline.suspend", obj=deadline, data={"on": on, "reason": reason})
    return found


@transaction.atomic
def resume(subject_type: str, subject_id: str, *, on: date, key: str = "") -> list[Deadline]:
    """Let the clock run again; the day `on` counts. The due day moves by what was left out."""
    found = [row for row in _open_of(subject_type, subject_id, key) if row.suspended_on]
    for deadline in found:
        before = deadline.due_on
        _resume(deadline, on)
        data = {"on": on, "old_due_on": before, "due_on": deadline.due_on}
        audit.append("deadline.resume", obj=deadline, data=data)
    return found


@transaction.atomic
def lengthen(deadline: Deadline, *, by: Period) -> Deadline:
    """Give an open deadline the units of `by` on top of its own; what was left out stays left out.

    ValueError when the units differ or the deadline has ended.
    """
    row = Deadline.objects.select_for_update().get(pk=deadline.pk)
    own = Period.from_dict(row.period)
    if row.outcome != Outcome.OPEN or own.unit != by.unit:
        raise ValueError(f"{row.key} ({row.outcome}) cannot be lengthened by {by.count} {by.unit}")
    before = row.due_on
    row.period = replace(own, count=own.count + by.count).to_dict()
    due = compute(row, calendar.load(row.region))
    row.due_on, row.provisional = due.due_on, due.provisional
    row.save(update_fields=["period", "due_on", "provisional"])
    data = {"by": by.key, "old_due_on": before, "due_on": row.due_on}
    audit.append("deadline.lengthen", obj=row, data=data)
    return row


def _resume(deadline: Deadline, on: date) -> None:
    pauses = []
    for pause in pauses_of(deadline):
        ended = replace(pause, end=on - ONE_DAY) if pause.end is None else pause
        if ended.end is not None and ended.end >= ended.start:
            pauses.append(ended)
    deadline.suspended_on = None
    deadline.suspensions = [pause.to_dict() for pause in pauses]
    due = compute(deadline, calendar.load(deadline.region))
    deadline.due_on, deadline.provisional = due.due_on, due.provisional
    deadline.save(update_fields=["suspended_on", "suspensions", "due_on", "provisional"])


def pauses_of(deadline: Deadline) -> list[Suspension]:
    """The suspensions of a deadline, in the order they were set."""
    return [Suspension.from_dict(row) for row in deadline.suspensions]


def compute(deadline: Deadline, book: Calendar) -> Due:
    """The due day of a deadline on a calendar, from its own snapshot of the period."""
    period = Period.from_dict(deadline.period)
    return periods.apply(period, deadline.start_on, book, pauses_of(deadline))


def changes(region: str, book_of: Callable[[str], Calendar]) -> list[Change]:
    """What the calendars given by `book_of` would change in the open deadlines of a region."""
    rows = Deadline.objects.filter(outcome=Outcome.OPEN, region__startswith=calendar.stem(region))
    books: dict[str, Calendar] = {}
    found = []
    for row in rows.order_by("due_on", "pk"):
        if row.region not in books:
            books[row.region] = book_of(row.region)
        due = compute(row, books[row.region])
        change = Change(row, row.due_on, due.due_on, row.provisional, due.provisional)
        if change.moved or change.old_provisional != change.new_provisional:
            found.append(change)
    return found


@transaction.atomic
def recompute_open(region: str, notice: CalendarNotice, by: Any) -> list[Change]:
    """Move the open deadlines of a region to the calendar now in force, keeping both dates."""
    locked = Deadline.objects.select_for_update().filter(outcome=Outcome.OPEN)
    list(locked.filter(region__startswith=calendar.stem(region)).values_list("pk", flat=True))
    found = changes(region, calendar.load)
    for change in found:
        deadline = change.deadline
        deadline.due_on, deadline.provisional = change.new_due_on, change.new_provisional
        deadline.save(update_fields=["due_on", "provisional"])
        DeadlineChange.objects.create(
            deadline=deadline,
            notice=notice,
            old_due_on=change.old_due_on,
            new_due_on=change.new_due_on,
            old_provisional=change.old_provisional,
            new_provisional=change.new_provisional,
            changed_by=by,
        )
        data = {"old": change.old_due_on, "new": change.new_due_on, "notice": notice.title}
        audit.append("deadline.recompute", obj=deadline, actor=by, data=data)
    return found


def remaining(deadline: Deadline, on: date, book: Calendar | None = None) -> int:
    """Working days left after `on` up to and including the due day; negative once it is past.

    Calendar-day periods are shown in working days too. A suspended clock stands at the day it was
    stopped. For a list use `remaining_of`, which loads each calendar once.
    """
    book = book or calendar.load(deadline.region)
    at = min(on, deadline.suspended_on) if deadline.suspended_on else on
    if at <= deadline.due_on:
        return workdays_between(book, at, deadline.due_on)
    return min(-1, -workdays_between(book, deadline.due_on, at))


def remaining_of(deadlines: Iterable[Deadline], on: date) -> dict[int, int]:
    """Deadline key -> `remaining`, with one calendar per region however long the list."""
    books: dict[str, Calendar] = {}
    found = {}
    for row in deadlines:
        if row.region not in books:
            books[row.region] = calendar.load(row.region)
        found[row.pk] = remaining(row, on, books[row.region])
    return found


def beside(
    rows: Iterable[M], subject_type: str, on: date
) -> list[tuple[M, Deadline | None, int | None]]:
    """Each row with its last clock and the working days left of it; few queries for a whole list."""
    found = list(rows)
    keys = [str(row.pk) for row in found]
    clocks = {
        clock.subject_id: clock
        for clock in Deadline.objects.filter(
            subject_type=subject_type, subject_id__in=keys
        ).order_by("pk")
    }
    left = remaining_of(clocks.values(), on)
    pairs = ((row, clocks.get(str(row.pk))) for row in found)
    return [(row, clock, left[clock.pk] if clock else None) for row, clock in pairs]


def for_subject(subject_type: str, subject_id: str) -> QuerySet[Deadline]:
    """All deadlines of a subject, the next due first."""
    rows = Deadline.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return rows.order_by("due_on", "pk")


def running() -> QuerySet[Deadline]:
    """Open deadlines whose clock is not standing still."""
    return Deadline.objects.filter(outcome=Outcome.OPEN, suspended_on=None)


def open_due_by(on: date) -> QuerySet[Deadline]:
    """Running deadlines due on or before the day, the oldest first."""
    return running().filter(due_on__lte=on).order_by("due_on", "pk")
