"""The clocks of the record that no single act watches: archiving once an act has ended, storing in time.

Found in rows and safe to repeat: a clock runs once, an alarm is given once to each account and level.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import audit, calendar
from core.errors import RuleError
from core.models import Alert, Deadline
from core.sentences import told
from core.workdays import Calendar, workdays_between
from enforcement.gates import PUNISHED
from enforcement.models import Agency, Case, Decision, Payment, User
from enforcement.models.kinds import ActionKind
from enforcement.services.audience import Level, People, overdue
from recording import closing, owed
from recording.services import archive

log = logging.getLogger(__name__)
BACK = timedelta(days=60)  # older lacks are the coverage map's; nobody is woken up for them
Calendars = Callable[[str], Calendar]
DONE_BY_SERVICE = (ActionKind.PERMIT, ActionKind.INSPECTION)


def run(now: datetime) -> tuple[int, int]:
    """Start the clocks of archiving, give the alarms of storing: how many of each."""
    on = timezone.localtime(now).date()
    opened = sum(_open(key, on) for key in ended(on))
    return opened, sum(send(alarm) for alarm in due(now))


# ------------------------------------------------------------------------------- archiving
def ended(on: date) -> list[Decision]:
    """Served decisions of open cases whose act has ended, with no clock of archiving yet.

    A permit and an inspection end with the service; a penalty once everything is paid; the rest when
    it is closed. Two queries, and those of closing for what has no clock.
    """
    rows = Decision.objects.filter(
        status=Decision.Status.SERVED, case__status=Case.Status.DECIDED, served_on__lte=on
    )
    paid = Payment.objects.filter(decision=OuterRef("pk")).exclude(kind=Payment.Kind.SURCHARGE)
    sums = paid.values("decision").annotate(total=Sum("cents")).values("total")
    rows = rows.annotate(paid=Coalesce(Subquery(sums), 0))
    money = Q(kind=ActionKind.PENALTY, paid__gte=F("fine_cents") + F("confiscated_cents"))
    found = rows.filter(Q(kind__in=DONE_BY_SERVICE) | money).select_related("case__agency")
    waiting = list(found.order_by("served_on", "pk"))
    clocks = Deadline.objects.filter(subject_type="case", key=archive.PERIOD)
    running = set(
        clocks.filter(subject_id__in=[str(row.case_id) for row in waiting]).values_list(
            "subject_id", flat=True
        )
    )
    return [row for row in waiting if str(row.case_id) not in running and _over(row, on)]


def _over(row: Decision, on: date) -> bool:
    """Whether nothing of it is still carried out; a penalty besides by the rule of closing."""
    try:
        closing.refuse_open(row.case)
        if row.kind == ActionKind.PENALTY and row.outcome == PUNISHED:
            closing.refuse_ground(row.case, row, ground="executed", on=on)
    except RuleError:
        return False
    return True


def last_act(row: Decision) -> date | None:
    """The day the act ended: its service, or the last payment."""
    last = Payment.objects.filter(decision=row).order_by("-paid_on").first()
    days = [row.served_on, last.paid_on if last else None]
    return max((day for day in days if day is not None), default=None)


@transaction.atomic
def _open(row: Decision, on: date) -> bool:
    case = Case.objects.select_for_update().select_related("agency").get(pk=row.case_id)
    start = last_act(row)
    if case.status != Case.Status.DECIDED or start is None:
        return False
    archive.open_clock(case, min(start, on))
    return True


# ------------------------------------------------------------------------------- storing
@dataclass(frozen=True)
class Alarm:
    """One alarm about something not stored: `subject` names it in the table of alarms."""

    subject: str
    agency: Agency
    recipient: User
    level: Level
    said: dict[str, str]


def due(now: datetime) -> list[Alarm]:
    """Every alarm of storing that is due and was not given."""
    on = timezone.localtime(now).date()
    rows = owed.owed(open_cases(), on - BACK)
    late = [row for row in rows if row.late(now)]
    out = owed.devices_out(Agency.objects.values_list("pk", flat=True), rows, on)
    agencies = {row.step.case.agency_id for row in late}
    agencies |= {item.loan.device.agency_id for item in out}
    people = People.of(agencies, (row.step.case_id for row in late))
    load = cache(calendar.load)  # once for each region, not for each row
    found = [*_of_steps(late, on, people, load), *_of_devices(out, on, people, load)]
    given = set(
        Alert.objects.filter(subject__in={alarm.subject for alarm in found}).values_list(
            "subject", "recipient_id"
        )
    )
    return [alarm for alarm in found if (alarm.subject, alarm.recipient.pk) not in given]


def open_cases() -> QuerySet[Case]:
    """Cases whose record is still being made."""
    return Case.objects.exclude(status__in=owed.OVER)


def _levels(agency: Agency, since: date, on: date, people: People, load: Calendars) -> list[Level]:
    left = -workdays_between(load(agency.rules().region), since, on)
    # At once up the line, and to the supervisors once it lasts.
    return overdue(min(left, -1), people.days(agency)["alert.supervisor_days"])


def _of_steps(
    rows: Iterable[owed.Owed], on: date, people: People, load: Calendars
) -> Iterable[Alarm]:
    for row in rows:
        case = row.step.case
        said = told(
            _("%(case)s：“%(step)s”的音像记录应当在%(due)s前储存，已逾期。"),
            {
                "case": case.title,
                "step": row.title,
                "due": f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}",
            },
        )
        since = timezone.localtime(row.due_at).date()
        for level in _levels(case.agency, since, on, people, load):
            for account in people.audience(case.agency, case.pk, level, ("unithead",)):
                yield Alarm(f"storage:{row.step.pk}:{level}", case.agency, account, level, said)


def _of_devices(
    rows: Iterable[owed.Out], on: date, people: People, load: Calendars
) -> Iterable[Alarm]:
    for item in rows:
        loan, agency = item.loan, item.loan.device.agency
        said = told(
            _("%(device)s由%(name)s于%(day)s领用，尚未归还，其中的音像记录未储存。"),
            {
                "device": loan.device,
                "name": loan.officer.name,
                "day": timezone.localtime(loan.taken_at).date(),
            },
        )
        since = timezone.localtime(loan.taken_at).date()
        for level in _levels(agency, since, on, people, load):
            heard = people.audience(agency, None, level, ("unithead",))
            holder = loan.officer.account
            if holder is not None and holder.is_active and level == Level.UNIT_HEAD:
                heard = [holder, *(row for row in heard if row.pk != holder.pk)]
            for account in heard:
                yield Alarm(f"device:{loan.pk}:{level}", agency, account, level, said)


@transaction.atomic
def send(alarm: Alarm) -> bool:
    """Give one alarm, once."""
    alert, created = Alert.objects.get_or_create(
        subject=alarm.subject,
        recipient=alarm.recipient,
        defaults={"level": alarm.level, "url": reverse("storage-list"), **alarm.said},
    )
    if created:
        data = {"level": alert.level, "recipient": alert.recipient_id, "subject": alert.subject}
        audit.append("alert.raise", obj=alert, agency_id=alarm.agency.pk, data=data)
    return created
