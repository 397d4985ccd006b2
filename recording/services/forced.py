"""Forced execution and substitution with their papers (行政强制法 35-38, 51)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from enforcement.models import Decision, ForcedExecution, Substitution, User
from enforcement.services import forced, substitution
from enforcement.services.substitution import Order
from recording import measure_papers
from recording.models import Service
from recording.services import coercion, documents

PERFORM_FIELDS = ("way", "perform_until", "perform_how", "amount_cents")


@transaction.atomic
def urge(
    decision: Decision,
    *,
    by: User,
    on: date,
    receiver: str,
    place: str,
    method: str = Service.Method.DIRECT,
    note: str = "",
    **what: Any,
) -> ForcedExecution:
    """Serve 催告书; `what` is keyed by PERFORM_FIELDS."""
    case = decision.case
    documents.refuse_archived(case)
    number = coercion.number(case, "forced_urging", on)
    row = forced.urge(decision, by=by, on=on, number=number, **what)
    context = measure_papers.for_urging(row)
    paper = coercion.keep(case, "forced_urging", context, by=by, on=on, number=number)
    coercion.hand_over(
        paper, by=by, on=on, receiver=receiver, place=place, method=method, note=note
    )
    return row


@transaction.atomic
def decide(execution: ForcedExecution, *, by: User, on: date, **what: Any) -> ForcedExecution:
    """强制执行决定书 of the head; `what` as `enforcement.services.forced.decide`."""
    case = execution.case
    documents.refuse_archived(case)
    number = coercion.number(case, "forced_decision", on)
    row = forced.decide(execution, by=by, on=on, number=number, **what)
    context = measure_papers.for_forced(row, remedies=coercion.remedy_text(case, on))
    coercion.keep(case, "forced_decision", context, by=by, on=on, number=number)
    return row


@transaction.atomic
def execute(
    execution: ForcedExecution, *, by: User, started_at: datetime, **what: Any
) -> ForcedExecution:
    """The execution and its record, once the decision was served (CL 38)."""
    documents.refuse_archived(execution.case)
    on = timezone.localtime(started_at).date()
    coercion.assert_paper_served(execution.case, execution.doc_no, on)
    row = forced.execute(execution, by=by, started_at=started_at, **what)
    context = measure_papers.for_execution_record(row)
    coercion.keep(row.case, "forced_record", context, by=by, on=on, number=row.doc_no)
    return row


@transaction.atomic
def order(decision: Decision, *, by: User, on: date, what: Order) -> Substitution:
    """代履行决定书 of the head."""
    case = decision.case
    documents.refuse_archived(case)
    number = coercion.number(case, "substitution_decision", on)
    row = substitution.order(decision, by=by, on=on, number=number, what=what)
    context = measure_papers.for_substitution(row, remedies=coercion.remedy_text(case, on))
    coercion.keep(case, "substitution_decision", context, by=by, on=on, number=number)
    return row


@transaction.atomic
def urge_substitution(
    row: Substitution, *, by: User, on: date, receiver: str, place: str, method: str, note: str
) -> Substitution:
    """催告书 before the work, served in time."""
    case = row.case
    documents.refuse_archived(case)
    moved = substitution.urge(row, by=by, on=on)
    paper = coercion.keep(
        case,
        "forced_urging",
        measure_papers.for_substitution_urging(moved, on),
        by=by,
        on=on,
        number=coercion.number(case, "forced_urging", on),
    )
    coercion.hand_over(
        paper, by=by, on=on, receiver=receiver, place=place, method=method, note=note
    )
    return moved


@transaction.atomic
def carry_out(row: Substitution, *, by: User, started_at: datetime, **what: Any) -> Substitution:
    """The work and its record; the decision was served before, save where it could not wait."""
    documents.refuse_archived(row.case)
    on = timezone.localtime(started_at).date()
    if not row.at_once_ground:
        coercion.assert_paper_served(row.case, row.doc_no, on)
    moved = substitution.carry_out(row, by=by, started_at=started_at, **what)
    context = measure_papers.for_substitution_record(moved)
    coercion.keep(row.case, "substitution_record", context, by=by, on=on, number=row.doc_no)
    return moved
