"""Alarms of running clocks: of cases, decisions, measures, and whatever a later room adds.

A clock is named by its subject; a `Kind` finds the rows behind the subjects of one type and says
who hears of them. Publications have warnings of their own, and windows of the party alarm nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import audit, deadlines
from core.models import Alert, Deadline
from core.sentences import told
from enforcement.models import Agency, Case, Decision, ListChange, Measure, User
from enforcement.services import filing_clock, freshness
from enforcement.services.audience import Level, People, levels, overdue

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEASURE_DAYS = "coerce.alert_days"
# A measure's period: its last days are calendar days, as the period itself is.
MEASURE_CLOCKS = (
    *("coerce.seal_days", "coerce.seal_days.extension"),
    *("coerce.freeze_days", "coerce.freeze_days.extension"),
)
COUNTDOWN = (Level.WARN_7, Level.WARN_3, Level.WARN_1)
LATE = (Level.UNIT_HEAD, Level.SUPERVISOR)


@dataclass(frozen=True)
class Subject:
    """What a clock belongs to: whose it is, how it is called, where one acts."""

    agency: Agency
    case: UUID
    name: str
    page: str


def anybody(account: User, subject: Subject) -> bool:
    """Whoever has the role hears."""
    return True


@dataclass(frozen=True)
class Kind:
    """A type of subject: how its rows are found, who hears besides the handlers of the case.

    `late_roles` hear once the last day is over, besides the head of the unit; `hears` keeps back
    from whom the very row is sealed, and is asked only about what was not given yet.
    """

    subject_type: str
    find: Callable[[Iterable[str]], dict[str, Subject]]
    roles: tuple[str, ...] = ()
    late_roles: tuple[str, ...] = ()
    hears: Callable[[User, Subject], bool] = anybody


@dataclass(frozen=True)
class Alarm:
    """One alarm to be given; `left` in working days, or in days for a measure's period."""

    subject: Subject
    deadline: Deadline
    recipient: User
    level: Level
    left: int

    def __str__(self) -> str:
        return f"{self.deadline.pk} {self.level} {self.recipient.pk}"


def of_cases(keys: Iterable[str]) -> dict[str, Subject]:
    """Cases by key."""
    rows = Case.objects.filter(pk__in=[UUID(key) for key in keys]).select_related("agency")
    return {str(row.pk): _subject(row, row.title, "case-detail") for row in rows}


def of_decisions(keys: Iterable[str]) -> dict[str, Subject]:
    """Decisions by key."""
    rows = Decision.objects.filter(pk__in=[UUID(key) for key in keys])
    found = rows.select_related("case__agency")
    return {str(row.pk): _subject(row.case, str(row), "case-detail") for row in found}


def of_measures(keys: Iterable[str]) -> dict[str, Subject]:
    """Measures by key."""
    rows = Measure.objects.filter(pk__in=[int(key) for key in keys])
    found = rows.select_related("case__agency")
    return {str(row.pk): _subject(row.case, str(row), "case-measures") for row in found}


def of_changes(keys: Iterable[str]) -> dict[str, Subject]:
    """Changes that public lists must follow, by key."""
    rows = ListChange.objects.filter(pk__in=[UUID(key) for key in keys]).select_related("agency")
    return {
        str(row.pk): Subject(row.agency, row.pk, row.what, "list-change-settle") for row in rows
    }


def _subject(case: Case, name: str, page: str) -> Subject:
    return Subject(case.agency, case.pk, name, page)


KINDS = (
    Kind("case", of_cases),
    Kind(filing_clock.SUBJECT, of_cases, ("unithead",)),
    Kind("decision", of_decisions),
    Kind("measure", of_measures, ("unithead", "head")),
    Kind(freshness.SUBJECT, of_changes, ("listadmin",), ("head",)),
)


def due(on: date, kinds: Sequence[Kind] = KINDS) -> list[Alarm]:
    """Every alarm due on the day that has not been given; few queries however many rows."""
    pairs = [pair for kind in kinds for pair in _running(kind)]
    clocks = [clock for clock, _subject, _kind in pairs]
    left = deadlines.remaining_of(clocks, on)
    subjects = [subject for _clock, subject, _kind in pairs]
    people = People.of(
        (subject.agency.pk for subject in subjects), (subject.case for subject in subjects)
    )
    given = _given(clocks)
    return [
        Alarm(subject, clock, account, level, count)
        for clock, subject, kind in pairs
        for count, level in _levels(clock, subject, left[clock.pk], on, people)
        for account in people.audience(subject.agency, subject.case, level, _roles(kind, level))
        if (clock.pk, account.pk, level.value) not in given and kind.hears(account, subject)
    ]


def _running(kind: Kind) -> list[tuple[Deadline, Subject, Kind]]:
    clocks = list(
        deadlines.running().filter(subject_type=kind.subject_type).order_by("due_on", "pk")
    )
    found = kind.find(row.subject_id for row in clocks) if clocks else {}
    return [(row, found[row.subject_id], kind) for row in clocks if row.subject_id in found]


def _given(clocks: Iterable[Deadline]) -> set[tuple[int, int, str]]:
    rows = Alert.objects.filter(deadline__in=[row.pk for row in clocks])
    return set(rows.values_list("deadline_id", "recipient_id", "level"))


def _roles(kind: Kind, level: Level) -> tuple[str, ...]:
    """The head of the unit hears at the last warning and of lateness, and of a measure always."""
    late = kind.late_roles if level in LATE else ()
    return (*kind.roles, *late, "unithead") if level in (Level.WARN_1, *LATE) else kind.roles


def _levels(
    clock: Deadline, subject: Subject, left: int, on: date, people: People
) -> list[tuple[int, Level]]:
    if clock.key not in MEASURE_CLOCKS:
        return [(left, level) for level in levels(left, people.days(subject.agency))]
    count = (clock.due_on - on).days
    steps = [int(days) for days in subject.agency.rules().value(MEASURE_DAYS, on=on)]
    late = people.days(subject.agency)["alert.supervisor_days"]
    return [(count, level) for level in countdown(count, steps, late)]


def countdown(left: int, steps: Sequence[int], supervisor_days: int) -> list[Level]:
    """The level at `left` days of a measure; `steps` are the days of the warnings, falling."""
    if left < 0:
        return overdue(left, supervisor_days)
    reached = [level for step, level in zip(steps, COUNTDOWN, strict=True) if left <= step]
    return reached[-1:]


@transaction.atomic
def send(alarm: Alarm) -> bool:
    """Give one alarm, once: the unique key makes a repeated or parallel sweep harmless."""
    alert, created = Alert.objects.get_or_create(
        deadline=alarm.deadline,
        recipient=alarm.recipient,
        level=alarm.level,
        defaults={
            **text(alarm),
            "url": reverse(alarm.subject.page, args=[alarm.subject.case]),
        },
    )
    if created:
        audit.append(
            "alert.raise",
            obj=alert,
            agency_id=alarm.subject.agency.pk,
            data={"level": alert.level, "recipient": alert.recipient_id, "left": alarm.left},
        )
    return created


def text(alarm: Alarm) -> dict[str, str]:
    """The alarm in a sentence, in each language: text fields of an Alert."""
    words = {
        "name": alarm.subject.name,
        "clock": _(alarm.deadline.label),
        "due": alarm.deadline.due_on,
        "n": abs(alarm.left),
    }
    measure = alarm.deadline.key in MEASURE_CLOCKS
    return told(_measure_text(alarm.left) if measure else _clock_text(alarm.left), words)


def _clock_text(left: int) -> StrOrPromise:
    if left < 0:
        return _("%(name)s：“%(clock)s”应当在%(due)s前完成，已逾期%(n)d个工作日。")
    if left == 0:
        return _("%(name)s：“%(clock)s”应当在%(due)s前完成，今日到期。")
    return _("%(name)s：“%(clock)s”应当在%(due)s前完成，剩余%(n)d个工作日。")


def _measure_text(left: int) -> StrOrPromise:
    if left < 0:
        return _("%(name)s：%(clock)s已于%(due)s届满%(n)d日，应当立即解除并退还财物。")
    if left == 0:
        return _("%(name)s：%(clock)s今日届满，应当解除并退还财物。")
    return _("%(name)s：%(clock)s至%(due)s届满，剩余%(n)d日。请作出处理决定、延长或者解除。")
