"""The end of keeping of an item (domain §8.5): by its class, by what was decided, and by holds."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core import calendar, periods
from core.periods import Period
from recording import classes
from recording.models import Archive, Evidence, LegalHold, Retention

ROUTINE_PERIOD = "record.min_retention"
ARTICLE = "国办发〔2018〕118号第九条"
LOCK_YEARS = 30  # of the store, not of the law
YEARS = re.compile(r"定期(\d+)年")
Group = Retention.Group


@dataclass(frozen=True)
class Term:
    """How long an item is kept: `until` is None for 永久, and for a file that is not archived yet
    (`open`); `basis` says why."""

    group: str
    until: date | None
    basis: str
    open: bool = False
    held: bool = False

    def expired(self, on: date) -> bool:
        """Whether nothing keeps the item any longer. A hold beats the end of the period."""
        if self.held or self.open or self.until is None:
            return False
        return self.until < on

    @property
    def label(self) -> str:
        """The class in words."""
        return str(Group(self.group).label)


def term_of(evidence: Evidence) -> Term:
    """The term of an item: what was decided last, else that of its file. Three queries."""
    held = LegalHold.objects.filter(evidence=evidence, lifted_at=None).exists()
    decided = Retention.objects.filter(evidence=evidence).order_by("-pk").first()
    if decided is not None:
        return Term(decided.group, decided.until, decided.reason, held=held)
    archive = Archive.objects.filter(case=evidence.case_id).first()
    if archive is None:
        assigned = classes.of(evidence)
        basis = _("%(reason)s；归档后起算") % {"reason": assigned.reason}
        return Term(assigned.group, None, basis, open=True, held=held)
    words = _("与案卷保管期限相同：%(term)s") % {"term": archive.retention}
    until = file_end(archive)
    return Term(Group.CASE if until else Group.PERMANENT, until, words, held=held)


def file_end(archive: Archive) -> date | None:
    """The last day of keeping of an archived file; None for 永久 and for words without a number."""
    found = YEARS.fullmatch(archive.retention)
    if found is None:
        return None
    years = Period(key="archive.retention", label="", count=int(found[1]), unit="year")
    return periods.apply(years, archive.sealed_on, calendar.load()).due_on


def shortest(evidence: Evidence) -> date:
    """The last day of the shortest keeping of a recording, counted from its upload."""
    period = evidence.case.agency.rules().period(ROUTINE_PERIOD)
    start = timezone.localtime(evidence.uploaded_at).date()
    return periods.apply(period, start, calendar.load()).due_on


def long_after(start: date) -> date:
    """How far the lock of what is kept for good reaches at first: a lock cannot be taken back, the row
    says 永久, and the end of the lock is lengthened again in time (services.lock_renewal)."""
    years = Period(key="archive.retention", label="", count=LOCK_YEARS, unit="year")
    return periods.apply(years, start, calendar.load()).due_on
