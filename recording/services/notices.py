"""Serving the notice before a penalty (事先告知): the windows, the paper and the receipt at once."""

from datetime import date

from django.db import transaction

from core import numbering
from enforcement.models import Decision, Notice, User
from enforcement.services import notices
from recording import contexts, elements
from recording.models import Document
from recording.services import documents, service

KIND = "prior_notice"
NUMBER = "number.notice"


@transaction.atomic
def serve(
    decision: Decision,
    *,
    by: User,
    on: date,
    receiver: str,
    place: str,
    method: str,
    hearing_offered: bool,
    note: str = "",
) -> Notice:
    """Tell the party what is proposed and which rights run, and keep the proof of it.

    The windows run from the day service takes effect. RuleError when a hearing must be offered and
    is not, or the draft is no draft any more.
    """
    case = decision.case
    documents.refuse_archived(case)
    effective = service.effective_day(case, method=method, on=on)
    notice = notices.notify(decision, by=by, on=effective, hearing_offered=hearing_offered)
    document = _paper(notice, by=by, on=on)
    service.deliver(
        document,
        by=by,
        on=on,
        method=method,
        receiver=receiver,
        place=place,
        note=note,
        told_publication=False,
    )
    return notice


def _paper(notice: Notice, *, by: User, on: date) -> Document:
    """The numbered 事先告知书, dated the day it is handed over."""
    case = notice.case
    context = {**contexts.for_notice(notice), "date": on.isoformat()}
    elements.refuse_blank(KIND, context)
    number = numbering.take(
        agency_id=case.agency_id,
        kind="notice",
        year=on.year,
        format=str(case.agency.rules().value(NUMBER)),
        prefix=case.agency.doc_prefix,
    )
    return documents.keep(
        case,
        kind=KIND,
        context=context,
        by=by,
        on=on,
        decision=notice.decision,
        number=number,
    )
