"""The lines that statistics count: what the coverage map says, a row per step and item of the list.

The map itself is read case by case. What changes it says so in its own transaction (`changed`), and the
worker makes the lines of those cases anew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enforcement.models import Agency, Case
from enforcement.models.case import CaseOfficer
from recording import coverage, coverage_map, kinds
from recording.coverage_map import Row
from recording.models import CoverageLine, StaleCoverage, Step

BATCH = 200
# A run ends before the worker's limit on a task; the next one goes on.
MOST_BATCHES = 50
COLUMNS = {
    coverage.LATE: "late",
    coverage.GAP: "gaps",
    coverage.DRIFT: "drifts",
    coverage.UNSHOWN: "unshown",
}
# Lead officers of a case: (since, until, unit).
Leads = dict[UUID, list[tuple[date, date | None, str]]]


def changed(cases: Iterable[UUID]) -> None:
    """Note that the record of the cases changed. In the transaction of the change."""
    StaleCoverage.objects.bulk_create(StaleCoverage(case_id=pk) for pk in cases)


def refresh(most: int = MOST_BATCHES) -> int:
    """Make the lines of the changed cases anew, at most `most` batches; returns how many cases."""
    done = 0
    for _each in range(most):
        found = _batch()
        if not found:
            break
        done += found
    return done


def rebuild() -> int:
    """Make every line anew: after a change of the rules or of the division of an agency."""
    with transaction.atomic():
        keys = Step.objects.order_by().values_list("case_id", flat=True).distinct()
        changed(keys.iterator())
    done = 0
    while found := refresh():
        done += found
    return done


@transaction.atomic
def _batch() -> int:
    # Read before the record is: what changes meanwhile has a row of its own that stays.
    rows = dict(
        StaleCoverage.objects.select_for_update()
        .order_by("pk")
        .values_list("pk", "case_id")[:BATCH]
    )
    _write(set(rows.values()))
    StaleCoverage.objects.filter(pk__in=rows).delete()
    return len(set(rows.values()))


def _write(keys: set[UUID]) -> None:
    cases = list(Case.objects.filter(pk__in=keys))
    agencies = Agency.objects.in_bulk({case.agency_id for case in cases})
    for case in cases:
        # One instance for all its cases, because it remembers its profile.
        case.agency = agencies[case.agency_id]
    leads = _leads(cases)
    CoverageLine.objects.filter(case_id__in=keys).delete()
    lines = (
        line
        for case, rows in coverage_map.read_many(cases)
        for row in rows
        for line in lines_of(case, row, leads.get(case.pk, []))
    )
    CoverageLine.objects.bulk_create(lines, batch_size=1000)


def _leads(cases: Sequence[Case]) -> Leads:
    found: Leads = {}
    for pk, since, until, unit in CaseOfficer.objects.filter(case__in=cases).led():
        found.setdefault(pk, []).append((since, until, unit))
    return found


def lines_of(
    case: Case, row: Row, leads: Sequence[tuple[date, date | None, str]] = ()
) -> Iterator[CoverageLine]:
    """The lines of one step of the map, the first for the activity of the step itself."""
    on = timezone.localtime(row.step.at).date()
    state = coverage.standing(row.duty)
    values: dict[str, Any] = {
        **{"case": case, "step": row.step, "agency_id": case.agency_id, "kind": case.kind},
        **{"on": on, "month": on.replace(day=1), "unit": _unit(leads, on)},
        **{"full": row.level == kinds.FULL, "state": state},
        "reason": row.step.av_exemption if state == coverage.EXEMPT else "",
        "unsettled": sum(lack.open for lack in row.lacks),
    }
    found = Counter(lack.finding.kind for lack in row.lacks)
    values |= {column: found[kind] for kind, column in COLUMNS.items()}
    for no, activity in enumerate(row.activities):
        yield CoverageLine(activity=activity, first=no == 0, **values)


def _unit(leads: Sequence[tuple[date, date | None, str]], on: date) -> str:
    """The unit of who led the case on the day; of the first one before that, the last after it."""
    for since, until, unit in leads:
        if since <= on and (until is None or on <= until):
            return unit
    if not leads:
        return ""
    return leads[0][2] if on < leads[0][0] else leads[-1][2]
