"""Recordings that must be stored and are not yet: which step, since when, until when (domain §8.5).

The same day; where that could not be done, within the hours of the profile after the return to the unit,
with the reason (三政办〔2019〕16号三（二）4).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import periods
from enforcement.models import Agency, Case, Officer
from recording import kinds
from recording.coverage_map import AUDIOVISUAL
from recording.models import DeviceLoan, Evidence, FieldReturn, Step

UPLOAD_PERIOD = "record.upload"
MOST = 500
OVER = (Case.Status.ARCHIVED, Case.Status.REJECTED)


@dataclass(frozen=True)
class Owed:
    """A step whose recording is not stored: until when it should be, and the return that was told."""

    step: Step
    title: str
    due_at: datetime
    article: str
    back: FieldReturn | None = None
    officers: list[Officer] = field(default_factory=list)

    def late(self, now: datetime) -> bool:
        """Whether its time is over."""
        return now > self.due_at

    @property
    def ended(self) -> datetime:
        """When the step ended, as told."""
        return ended(self.step)


def concerned(user: Any) -> QuerySet[Case]:
    """The cases whose recordings the account answers for: its own, its agency's, those it watches."""
    rows: QuerySet[Case] = Case.objects.visible_to(user)
    if user.has_perm("enforcement.supervise") or user.has_perm("enforcement.approve_filing"):
        return rows
    mine = Case.objects.filter(assignments__officer__account=user, assignments__until=None).values(
        "pk"
    )
    return rows.filter(pk__in=mine)


def ended(step: Step) -> datetime:
    """When the step ended; its moment when no end was told."""
    return step.ended_at or step.at


def end_of_day(moment: datetime) -> datetime:
    """The last second of the day, by local time."""
    local = timezone.localtime(moment)
    return datetime.combine(local.date(), time(23, 59, 59), local.tzinfo)


def due_at(agency: Agency, step: Step, back: FieldReturn | None) -> datetime:
    """Until when the recordings of a step are stored: that day, or some hours after the return."""
    same_day = end_of_day(ended(step))
    if back is None:
        return same_day
    return max(same_day, periods.until(agency.rules().period(UPLOAD_PERIOD), back.returned_at))


def unstored(cases: QuerySet[Case], since: date | None = None) -> QuerySet[Step]:
    """Steps that may have to be recorded, of open cases, without any recording or exemption."""
    asked = {key for key, kind in kinds.step_kinds().items() if kind.activity}
    stored = Evidence.objects.filter(step=OuterRef("pk"), media__in=AUDIOVISUAL)
    rows = Step.objects.filter(case__in=cases.exclude(status__in=OVER), av_exemption="")
    rows = rows.filter(Q(kind__in=asked) | Q(party_present=False)).exclude(Exists(stored))
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    return rows.select_related("case__agency", "field_return").prefetch_related("officers")


def owed(cases: QuerySet[Case], since: date | None = None) -> list[Owed]:
    """What is owed in the cases, the earliest due first; three queries and the profiles."""
    agencies: dict[int, Agency] = {}
    rows: list[Owed] = []
    for step in unstored(cases, since).order_by("at", "pk")[:MOST]:
        # One agency object for all its cases: its profile is looked up once.
        step.case.agency = agencies.setdefault(step.case.agency_id, step.case.agency)
        rows += _duty(step)
    return sorted(rows, key=lambda row: (row.due_at, row.step.pk))


def _duty(step: Step) -> Iterator[Owed]:
    kind = kinds.step_kinds().get(step.kind)
    if kind is None:
        return
    rules = kinds.av_rules(step.case, kind, party_present=step.party_present)
    if not any(rule.required for rule in rules):
        return
    back = getattr(step, "field_return", None)
    yield Owed(
        step=step,
        title=kind.label,
        due_at=due_at(step.case.agency, step, back),
        article=step.case.agency.rules().article(UPLOAD_PERIOD),
        back=back,
        officers=list(step.officers.all()),
    )


@dataclass(frozen=True)
class Out:
    """A device still out after its day, and the steps of its holder whose recordings are owed."""

    loan: DeviceLoan
    promised: list[Owed]


def devices_out(agencies: Iterable[int], rows: Iterable[Owed], on: date) -> list[Out]:
    """Devices taken before the day and not given back, the longest out first; one query."""
    owing = list(rows)
    loans = DeviceLoan.objects.filter(
        device__agency__in=list(agencies),
        returned_at=None,
        taken_at__lt=timezone.make_aware(datetime.combine(on, time())),
    ).select_related("device__agency", "officer__account")
    return [
        Out(
            loan,
            [
                row
                for row in owing
                if row.step.at >= loan.taken_at - timedelta(minutes=1)
                and loan.officer_id in {officer.pk for officer in row.officers}
            ],
        )
        for loan in loans.order_by("taken_at", "pk")[:MOST]
    ]
