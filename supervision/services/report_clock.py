"""Reports that are due: who still owes one, reminders before the day, alarms after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import audit
from core.models import Alert
from core.sentences import told
from disclosure.models import LedgerNumber
from enforcement.models import Agency, User
from enforcement.services.audience import Level, People
from supervision.models import YearlyReport
from supervision.services import yearly_reports

REMIND = "annual.remind_days"
KEEPERS = ("publisher", "listadmin")
HEADS = (*KEEPERS, "head")


@dataclass(frozen=True)
class Owed:
    """A report not published; `row` its newest version, None while nobody began it."""

    agency: Agency
    year: int
    due_on: date
    row: YearlyReport | None

    def left(self, on: date) -> int:
        """Days to the last day; negative once it is over."""
        return (self.due_on - on).days

    @property
    def url(self) -> str:
        """Where to go on."""
        return (
            reverse("yearly-report", args=[self.row.pk]) if self.row else reverse("yearly-reports")
        )


def owed(agency: Agency, on: date) -> Owed | None:
    """The report of last year, when it is near its day and not published; else None."""
    return next(_of(owing(on).filter(pk=agency.pk), on), None)


def owing(on: date) -> Any:
    """Announced agencies without a published report of last year; one without a number owes it too.

    Not an agency announced only after that year, nor an organisation that acts in the name of the
    one that delegates to it, as long as it has no number and no report of its own.
    """
    year = on.year - 1
    reports = YearlyReport.objects.filter(agency=OuterRef("pk"), year__lte=year)
    acted = LedgerNumber.objects.filter(agency=OuterRef("pk"), month__startswith=f"{year}-")
    done = Exists(reports.filter(year=year, status=YearlyReport.Status.PUBLISHED))
    later = Q(announced_on__gt=date(year, 12, 31))
    own = ~Q(kind=Agency.Kind.DELEGATED) & ~later
    return Agency.objects.public().filter(~done, Exists(reports) | Exists(acted) | own)


def _of(agencies: Iterable[Agency], on: date) -> Iterator[Owed]:
    year = on.year - 1
    for agency in agencies:
        due = yearly_reports.due_on(agency, year)
        if on >= due - timedelta(days=int(agency.rules().value(REMIND, on=on))):
            rows = YearlyReport.objects.filter(agency=agency, year=year)
            yield Owed(agency, year, due, rows.order_by("-version").first())


def give(on: date) -> int:
    """Give every alarm due on the day that was not given; how many."""
    rows = list(_of(owing(on), on))
    people = People.of((row.agency.pk for row in rows), ())
    return sum(
        _send(row, level, account, on)
        for row in rows
        for level in levels(row.left(on))
        for account in people.audience(
            row.agency, None, level, KEEPERS if row.left(on) >= 0 else HEADS
        )
    )


def levels(left: int) -> list[Level]:
    """A reminder in the last days, and once the day is over up the line at once."""
    return [Level.UNIT_HEAD, Level.SUPERVISOR] if left < 0 else [Level.WARN_7]


@transaction.atomic
def _send(row: Owed, level: Level, account: User, on: date) -> bool:
    alert, created = Alert.objects.get_or_create(
        subject=f"yearly:{row.agency.pk}:{row.year}:{level.value}",
        recipient=account,
        defaults={"level": level, "url": row.url, **text(row, on)},
    )
    if created:
        data = {"level": level.value, "recipient": account.pk, "left": row.left(on)}
        audit.append("alert.raise", obj=alert, agency_id=row.agency.pk, data=data)
    return created


def text(row: Owed, on: date) -> dict[str, str]:
    """The alarm in a sentence, in each language: text fields of an Alert."""
    words = {"agency": row.agency, "year": row.year, "due": row.due_on, "n": abs(row.left(on))}
    said = _("%(agency)s %(year)s年度行政执法统计年报应当在%(due)s前公布，剩余%(n)d日。")
    if row.left(on) < 0:
        said = _("%(agency)s %(year)s年度行政执法统计年报应当在%(due)s前公布，已逾期%(n)d日。")
    return told(said, words)
