"""Keeping the benchmarks of discretion: entered whole, checked, announced by approval, ended.

What becomes public does so by a version that another approves (list_versions); here are the rules.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.folding import fold_name
from core.permissions import demand
from enforcement import lists, statutes
from enforcement.models import Agency, Benchmark, Tier, User
from enforcement.services import list_records
from enforcement.services.benchmark_checks import Step as Step
from enforcement.services.benchmark_checks import check, check_once, check_size, refuse

CHANGE = "enforcement.change_registry"
MOVING = frozenset({"published_on", "effective_to"})  # the rest of a benchmark never changes
PUBLISHED = lists.PUBLISHED


@transaction.atomic
def create(*, by: User | None, agency: Agency, steps: Sequence[Step], **values: Any) -> Benchmark:
    """Enter a benchmark with its tiers, light to heavy. `values` are columns of Benchmark.

    An account enters one that is to be announced; only what is taken over as it was (no `by`) may have
    its day of publication, and then has its first version. Raises RuleError when a field of
    国办发〔2022〕27号（六） is missing, tiers overlap or leave the range, there are fewer than the
    jurisdiction asks for, or the violation has a benchmark already.
    """
    public_since = values.pop(PUBLISHED, None)
    if by is not None:
        demand(by, CHANGE)
        _assert_approved_first(public_since)
    row = Benchmark(agency=agency, **values)
    row.violation = row.violation.strip()
    row.folded_violation = fold_name(row.violation)
    check_size(row, steps)
    row.basis_refs = list(statutes.link_citations(row.basis, row.effective_from))
    check(row, steps)
    row.save(force_insert=True)
    Tier.objects.bulk_create(
        Tier(benchmark=row, place=place, **asdict(step))
        for place, step in enumerate(steps, start=1)
    )
    data = {"violation": row.violation, "doc_no": row.doc_no, "tiers": len(steps)}
    audit.append("benchmark.create", obj=row, actor=by, data=data)
    return row if public_since is None else _taken_over(row, public_since)


def _assert_approved_first(day: date | None) -> None:
    if day is not None:
        raise refuse(
            _("裁量基准应当报经批准后公布。"), _("请登记后报请公布，由负责人批准。"), PUBLISHED
        )


def _taken_over(row: Benchmark, since: date) -> Benchmark:
    """Public before it was entered here: its text is its first version."""
    row.published_on = since
    list_records.first(row, lists.content(row), date.max)
    row.save(update_fields=[PUBLISHED])
    return row


@transaction.atomic
def update(benchmark: Benchmark, *, by: User | None = None, **changes: Any) -> Benchmark:
    """Set the day from which it is public or no longer holds: what the approval of a version does.

    RuleError for any other change of its text. An account alone makes nothing public that the public
    would read at once: of it only the rules are checked, and an approved version writes it.
    """
    if by is not None:
        demand(by, CHANGE)
    rows = Benchmark.objects.select_for_update(of=("self",)).select_related("agency")
    row = rows.get(pk=benchmark.pk)
    fresh = {key: value for key, value in changes.items() if getattr(row, key) != value}
    _assert_same_text(fresh)
    begins = row.published_on is None and fresh.get(PUBLISHED) is not None
    said, before = lists.content(row), {key: getattr(row, key) for key in fresh}
    for key, value in fresh.items():
        setattr(row, key, value)
    if begins:
        check_once(row)
    if not fresh or (begins and by is not None and row.agency.status == Agency.Status.CONFIRMED):
        return row
    row.save(update_fields=list(fresh))
    list_records.record(row, said, by=by)
    audit.append("benchmark.update", obj=row, actor=by, data={"before": before, "after": fresh})
    if begins and row.replaces is not None:
        _replaced(row.replaces, row.effective_from)
    return row


def _assert_same_text(fresh: dict[str, Any]) -> None:
    moved = [key for key in fresh if key not in MOVING]
    if moved:
        raise refuse(
            _("裁量基准登记后内容不得修改。"), _("请登记修订后的基准，报请公布。"), moved[0]
        )


def _replaced(old: Benchmark, on: date) -> None:
    """The one that a revision takes the place of holds until the day of the revision."""
    if old.effective_to is None or old.effective_to > on:
        update(old, effective_to=on)


@transaction.atomic
def end(benchmark: Benchmark, *, by: User, on: date, reason: str) -> Benchmark:
    """废止: it no longer holds from the day on; acts before that day keep it."""
    demand(by, CHANGE)
    assert_may_end(benchmark, on=on, reason=reason)
    row = update(benchmark, by=by, effective_to=on)
    audit.append("benchmark.end", obj=row, actor=by, data={"on": on, "reason": reason})
    return row


def assert_may_end(benchmark: Benchmark, *, on: date, reason: str) -> None:
    """RuleError without a reason, and for a benchmark that does not hold on the day or has ended."""
    if not reason.strip():
        raise refuse(_("废止裁量基准应当说明理由。"), _("请填写文件名称和文号。"), "reason")
    row = Benchmark.objects.select_for_update().get(pk=benchmark.pk)
    if on < row.effective_from or row.effective_to is not None:
        raise refuse(_("该裁量基准在这一天没有效力或者已经废止。"), _("请核对日期。"), "on")
