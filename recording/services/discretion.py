"""Approving that a draft leaves the tier of its benchmark, with the paper for the case file."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation

from enforcement import weighing
from enforcement.models import Decision, Departure, User
from enforcement.services import discretion
from recording import contexts
from recording.services import documents

KIND = "departure_approval"


@transaction.atomic
def approve_departure(
    decision: Decision,
    *,
    by: User,
    on: date,
    way: str,
    opinion: str,
    organ: str = "",
    doc_no: str = "",
) -> Departure:
    """The approval of discretion.approve_departure and its 审批表 (国办发〔2022〕27号（十二）)."""
    documents.refuse_archived(decision.case)
    row = discretion.approve_departure(
        decision, by=by, on=on, way=way, opinion=opinion, organ=organ, doc_no=doc_no
    )
    context = paper(row)
    documents.keep(decision.case, kind=KIND, context=context, by=by, on=on, decision=decision)
    return row


def paper(row: Departure) -> contexts.Context:
    """What the approval form says: benchmark, tier, reasons, and the opinion."""
    decision = row.decision
    with translation.override(settings.LANGUAGE_CODE):
        way = str(Departure.Way(row.way).label)
        left = weighing.departures(decision)
    sections = [
        contexts.section("拟作出的决定", decision.result),
        contexts.section("裁量基准的适用", *weighing.applied(decision).lines),
        contexts.section("偏离的内容", *left),
    ]
    fields = [["批准方式", way], ["批准机关", row.organ], ["批准文号", row.doc_no]]
    opinion = {
        "label": "批准意见",
        "text": row.opinion,
        "name": row.approved_by.name,
        "date": row.approved_on.isoformat(),
    }
    return {
        **contexts.base_context(decision.case, on=row.approved_on),
        "fields": [pair for pair in fields if pair[1]],
        "sections": [part for part in sections if part["paragraphs"]],
        "opinions": [opinion],
    }
