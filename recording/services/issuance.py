"""Making the decision: the decision and its document, both or neither."""

from datetime import date

from django.db import transaction

from enforcement.models import Decision, User
from enforcement.services import decisions
from recording import completeness, contexts, elements, kinds
from recording.services import documents


@transaction.atomic
def issue(decision: Decision, *, by: User, on: date) -> Decision:
    """Make the decision and keep its document.

    RuleError for every open gate, for a record with gaps, for a paper missing of what a gate asked,
    for a legal element left blank and for a character the font lacks (all are named): then neither
    the decision nor its number exists.
    """
    decisions.demand_issue(decision, by)
    completeness.refuse_gaps(decision.case, completeness.REVIEW, on)
    issued = decisions.issue(decision, by=by, on=on)
    completeness.refuse_unpapered(issued, on)
    kind, context = kinds.decision_document(issued).key, contexts.for_decision(issued)
    elements.refuse_blank(kind, context)
    documents.keep(
        issued.case,
        kind=kind,
        context=context,
        by=by,
        on=on,
        decision=issued,
        number=issued.doc_no,
    )
    return issued
