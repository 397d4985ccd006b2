"""Procedural measures with their papers: the measure and its document, both or neither."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db import transaction

from core import numbering
from enforcement.models import Case, Incident, Officer, User
from enforcement.services import crime_transfer, incident_course, jurisdiction, suspension
from enforcement.services import incidents as measures
from enforcement.services.incident_requests import Request
from enforcement.services.incident_requests import apply as apply_for
from enforcement.services.incidents import Verdict
from recording import incident_papers as papers
from recording.contexts import Context
from recording.models import Document
from recording.services import archive, documents

Kind, Status = Incident.Kind, Incident.Status
NUMBER = "number.incident"
FORM = "incident_approval"
LETTERS: Mapping[str, tuple[str, Callable[[Incident], Context]]] = {
    Kind.RECUSAL: ("recusal_decision", papers.for_recusal),
    Kind.SUSPENSION: ("suspension_decision", papers.for_suspension),
    Kind.TERMINATION: ("termination_decision", papers.for_termination),
}


def _number(case: Case, on: date) -> str:
    return numbering.take(
        agency_id=case.agency_id,
        kind="incident",
        year=on.year,
        format=str(case.agency.rules().value(NUMBER)),
        prefix=case.agency.doc_prefix,
    )


def _keep(
    incident: Incident, kind: str, context: Context, *, by: User, on: date, number: str = ""
) -> Document:
    return documents.keep(incident.case, kind=kind, context=context, by=by, on=on, number=number)


def _letter(incident: Incident, kind: str, context: Context, *, by: User, on: date) -> None:
    number = incident.number or _number(incident.case, on)
    _keep(incident, kind, context, by=by, on=on, number=number)


# ---------------------------------------------------------------------------------- asking
@transaction.atomic
def ask(case: Case, *, by: User, on: date, request: Request) -> Incident:
    """Ask for a measure; a suspected crime is reported in writing at once (国务院令第310号第五条)."""
    documents.refuse_archived(case)
    incident = apply_for(case, by=by, on=on, request=request)
    if incident.kind == Kind.CRIME_TRANSFER:
        _keep(incident, "crime_report", papers.for_crime_report(incident), by=by, on=on)
    return incident


@transaction.atomic
def order_recusal(
    case: Case,
    *,
    by: User,
    on: date,
    officer: Officer | None = None,
    person: User | None = None,
    ground: str,
    reason: str,
) -> Incident:
    """指令回避: the head orders on his own motion what nobody asked for."""
    request = Request(
        kind=Kind.RECUSAL,
        ground=ground,
        reason=reason,
        applicant=Incident.Applicant.ORDER,
        officer=officer,
        person=person,
    )
    incident = ask(case, by=by, on=on, request=request)
    return decide(incident, by=by, on=on, verdict=Verdict(approved=True, opinion=reason))


# ---------------------------------------------------------------------------------- deciding
@transaction.atomic
def decide(incident: Incident, *, by: User, on: date, verdict: Verdict) -> Incident:
    """Approve or refuse, with the form and, where the measure has one, the decision served on it.

    An approved termination or withdrawal of the filing closes the case by its ground.
    """
    documents.refuse_archived(incident.case)
    moved = measures.decide(incident, by=by, on=on, verdict=verdict)
    moved.refresh_from_db()
    documents.keep_filing_form(moved.case, by=by)
    _keep(moved, FORM, papers.for_form(moved), by=by, on=on)
    told = verdict.approved or moved.kind == Kind.RECUSAL
    if told and moved.kind in LETTERS:
        kind, context = LETTERS[moved.kind]
        _letter(moved, kind, context(moved), by=by, on=on)
    ground = incident_course.measure_of(moved).closes
    if verdict.approved and ground:
        archive.end_case(moved.case, by=by, on=on, ground=ground)
    return moved


# ---------------------------------------------------------------------------------- carrying out
@transaction.atomic
def resume(incident: Incident, *, by: User, on: date, result: str) -> Incident:
    """恢复调查, with its decision."""
    moved = suspension.resume(incident, by=by, on=on, result=result)
    _letter(moved, "resumption_decision", papers.for_resumption(moved), by=by, on=on)
    return moved


@transaction.atomic
def send_crime(
    incident: Incident, *, by: User, on: date, goods: str, opinion: str, other: str
) -> Incident:
    """Hand a suspected crime over, with the letter and everything the rule lists."""
    moved = crime_transfer.send(
        incident,
        by=by,
        on=on,
        number=_number(incident.case, on),
        papers={"goods": goods, "opinion": opinion, "other": other},
    )
    _letter(moved, "crime_transfer_letter", papers.for_crime_letter(moved), by=by, on=on)
    return moved


@transaction.atomic
def object_to(incident: Incident, *, by: User, on: date, objection: str) -> Incident:
    """提请复议, in writing."""
    moved = crime_transfer.object_to(incident, by=by, on=on, objection=objection)
    context = papers.for_objection(moved)
    _keep(moved, "crime_objection", context, by=by, on=on, number=_number(moved.case, on))
    return moved


@transaction.atomic
def send_case(incident: Incident, *, by: User, on: date) -> Incident:
    """Hand a case to the organ that has jurisdiction, with the letter."""
    number = _number(incident.case, on)
    moved = jurisdiction.send(incident, by=by, on=on, number=number)
    _letter(moved, "case_transfer_letter", papers.for_case_letter(moved), by=by, on=on)
    return moved


@transaction.atomic
def answer(incident: Incident, *, by: User, on: date, accepted: bool, answer: str) -> Incident:
    """What the receiving organ answered to a transfer of either kind."""
    crime = incident.kind == Kind.CRIME_TRANSFER
    record = crime_transfer.answer if crime else jurisdiction.answer
    return record(incident, by=by, on=on, accepted=accepted, answer=answer)
