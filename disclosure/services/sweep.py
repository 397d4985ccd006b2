"""One pass over every duty: open, withdraw, publish, expire, warn. Safe to repeat.

Work is found in rows, one transaction each, so a lost message or a killed worker loses nothing, two
workers at once double nothing, and one row that cannot be done never holds up the others.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from core.errors import RuleError, StaleError
from disclosure import eligibility
from disclosure.models import Publication
from disclosure.services import (
    complaints,
    consultations,
    corrections,
    duties,
    pipeline,
    publication_log,
    record_terms,
    secrecy,
    terms,
    warnings,
    withdrawals,
    withheld,
)
from enforcement.models import Decision
from enforcement.services import alarms, licences, measure_end
from enforcement.services import permits as applications
from legal_review import clocks
from legal_review.services import penalty_filings
from recording.services import permits

log = logging.getLogger(__name__)
Status = Publication.Status
T = TypeVar("T")
ASKED = (*corrections.KINDS, *complaints.KINDS, *consultations.KINDS)
CLOCKS = (*alarms.KINDS, *clocks.KINDS, *ASKED, *withheld.KINDS)
# What is wrong with one row. A lost database or a full disk is not, and ends the sweep.
FAILS = (RuleError, IntegrityError, DataError, ValueError, LookupError, ArithmeticError)


@dataclass
class Counts:
    """What one sweep did; `failed` rows stay as they are and are tried again by the next sweep."""

    accepted: int = 0
    lapsed: int = 0
    opened: int = 0
    logged: int = 0
    to_file: int = 0
    published: int = 0
    withdrawn: int = 0
    expired: int = 0
    warned: int = 0
    due_release: int = 0
    alarmed: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Plain values."""
        return asdict(self)


def run(on: date) -> Counts:
    """Do everything due on the day. What is revoked goes first, so that it is never published."""
    counts = Counts()
    counts.accepted = _each(
        counts, applications.lapsed(on), lambda key: permits.deem_accepted(key, on)
    )
    counts.lapsed = _each(counts, licences.expiring(on), lambda key: permits.lapse(key, on))
    counts.opened = _each(counts, duties.without_duty(), _open)
    _each(counts, record_terms.unjudged(), record_terms.judge_known)
    counts.logged = _log(counts, on)
    counts.to_file = _each(counts, penalty_filings.without_filing(), penalty_filings.open_for)
    counts.withdrawn = _each(
        counts, withdrawals.revoked(on), lambda key: withdrawals.take_down(key, on)
    )
    counts.withdrawn += _each(
        counts, withdrawals.barred(), lambda key: withdrawals.take_barred(key, on)
    )
    counts.published = _each(counts, _approved(on), lambda key: _publish(key, on))
    _each(counts, terms.outgrown(), terms.follow)
    counts.expired = _each(counts, _ended(on), lambda key: _expire(key, on))
    counts.warned = _each(counts, warnings.due(on), warnings.send)
    counts.due_release = _each(
        counts, measure_end.to_expire(on), lambda key: measure_end.expire(key, on)
    )
    counts.alarmed = _each(counts, alarms.due(on, CLOCKS), alarms.send)
    return counts


def _log(counts: Counts, on: date) -> int:
    """Bring the publication log in step: numbers from before it, last days counted anew."""
    done = _each(counts, publication_log.unlogged(), publication_log.adopt)
    done += _each(counts, publication_log.unlogged_records(), publication_log.adopt_record)
    terms_moved = publication_log.moved_terms()
    return done + _each(counts, terms_moved, lambda key: publication_log.follow_term(key, on))


def _each(counts: Counts, keys: Iterable[T], work: Callable[[T], bool | int]) -> int:
    """Do the work on each; the sum of what it says was done."""
    done = 0
    for key in keys:
        try:
            done += int(work(key))
        except StaleError:
            # A person or another worker moved it a moment ago: nothing is left to do.
            continue
        except FAILS:
            log.exception("sweep: %s could not be done and stays for the next sweep", key)
            counts.failed += 1
    return done


@transaction.atomic
def _open(key: UUID) -> bool:
    decision = Decision.objects.select_for_update().get(pk=key)
    if Publication.objects.filter(decision=decision).exists():
        return False
    duties.open_duty(decision)
    return True


def _approved(on: date) -> list[UUID]:
    # What may not go out is the desk's to show (secrecy.hold), not an error of every sweep.
    rows = Publication.objects.filter(secrecy.cleared(), secrecy.files_cleared())
    rows = rows.filter(~secrecy.undetermined())
    rows = rows.filter(status=Status.APPROVED, decision__isnull=False, decided_on__lte=on)
    return list(rows.order_by("decided_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def _publish(key: UUID, on: date) -> bool:
    row = Publication.objects.select_related("decision__case__party", "agency").get(pk=key)
    bar = eligibility.bar(row.decision) if row.decision else None
    if bar is not None:
        # What the agency learned after the approval, for example a birth date, still bars it.
        duties.withhold_barred(row, bar)
        return False
    pipeline.publish(row, by=None, on=on)
    return True


def _ended(on: date) -> list[UUID]:
    rows = Publication.objects.filter(status=Status.PUBLISHED, publish_until__lt=on)
    return list(rows.order_by("publish_until", "pk").values_list("pk", flat=True))


def _expire(key: UUID, on: date) -> bool:
    row = Publication.objects.get(pk=key)
    if terms.awaits_renewal(row, on):
        return False
    pipeline.expire(row, on=on)
    return True
