"""Every answer to an applicant with its paper, dated and numbered, both or neither (行政许可法 32)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from core import numbering
from core.models import Deadline
from enforcement.models import (
    Application,
    Case,
    Decision,
    PermitHearing,
    Proceeding,
    SpecialProcedure,
    ThirdParty,
    User,
)
from enforcement.services import (
    cases,
    decisions,
    permit_hearings,
    permit_steps,
    permits,
    proceedings,
)
from recording import permit_papers as papers
from recording.contexts import Context
from recording.models import Document, Service
from recording.services import documents, service

NUMBER = "number.permit_paper"
ARTICLE = "行政许可法第三十二条、第三十八条、第四十四条"
# What reaches the applicant on paper, at the counter or by an act of service of its own.
TOLD = (
    *("application_receipt", "correction_request", "application_refusal", "acceptance_notice"),
    *("extension_notice", "special_notice", "third_party_notice", "permit_hearing_notice"),
    "renewal_deemed",
)


def _keep(case: Case, kind: str, context: Context, *, by: User | None, on: date) -> Document:
    number = numbering.take(
        agency_id=case.agency_id,
        kind="permit_paper",
        year=on.year,
        format=str(case.agency.rules().value(NUMBER)),
        prefix=case.agency.doc_prefix,
    )
    return documents.keep(case, kind=kind, context=context, by=by, on=on, number=number)


def _hand(paper: Document, *, by: User, on: date, receiver: str) -> Document:
    """Hand a paper over at the counter, when somebody is there to take it."""
    if receiver.strip():
        service.deliver(
            paper,
            by=by,
            on=on,
            method=Service.Method.DIRECT,
            receiver=receiver.strip(),
            place=paper.case.agency.name,
            told_publication=False,
        )
    return paper


def serve(document: Document, *, by: User, on: date, **handed: str) -> Service:
    """Serve a paper of a permit case that was not taken at the counter, once."""
    return service.deliver_later(document, by=by, on=on, among=TOLD, article=ARTICLE, **handed)


def unserved(case: Case) -> QuerySet[Document]:
    """Papers of the case that did not reach the applicant yet."""
    rows = Document.objects.filter(case=case, kind__in=TOLD, services=None)
    return rows.order_by("pk")


@transaction.atomic
def receive(
    row: Application,
    *,
    by: User,
    on: date,
    channel: str,
    materials: Sequence[str],
    joint: bool,
    receiver: str = "",
) -> Document:
    """Write down what was handed in, and give the receipt for it."""
    done = permits.receive(
        row.case, by=by, on=on, channel=channel, materials=materials, joint=joint
    )
    kept = _keep(row.case, "application_receipt", papers.receipt(done, on), by=by, on=on)
    return _hand(kept, by=by, on=on, receiver=receiver)


@transaction.atomic
def correct_on_spot(
    row: Application, *, by: User, on: date, what: str, receiver: str = ""
) -> Document:
    """当场更正, with a receipt that names what was corrected."""
    done = permits.correct_on_spot(row.case, by=by, on=on, what=what)
    context = papers.receipt(done, on, fixed=what)
    kept = _keep(row.case, "application_receipt", context, by=by, on=on)
    return _hand(kept, by=by, on=on, receiver=receiver)


@transaction.atomic
def ask_correction(
    row: Application, *, by: User, on: date, items: Sequence[str], receiver: str = ""
) -> Document:
    """一次告知补正."""
    done = permits.ask_correction(row.case, by=by, on=on, items=items)
    kept = _keep(row.case, "correction_request", papers.correction(done, on), by=by, on=on)
    return _hand(kept, by=by, on=on, receiver=receiver)


@transaction.atomic
def take_correction(
    row: Application, *, by: User, on: date, materials: Sequence[str], receiver: str = ""
) -> Document:
    """Take what was missing, and give the receipt for it."""
    done = permits.take_correction(row.case, by=by, on=on, materials=materials)
    kept = _keep(row.case, "application_receipt", papers.receipt(done, on), by=by, on=on)
    return _hand(kept, by=by, on=on, receiver=receiver)


@transaction.atomic
def refuse(
    row: Application,
    *,
    by: User,
    on: date,
    ground: str,
    reason: str,
    told_organ: str = "",
    receiver: str = "",
) -> Document:
    """不受理、不予受理, with the remedies; the case ends."""
    done = permits.refuse(
        row.case, by=by, on=on, ground=ground, reason=reason, told_organ=told_organ
    )
    case = done.case
    blank = Decision(case=case, agency=case.agency, kind=case.kind)
    context = papers.refusal(done, on, decisions.remedy_text(blank, on))
    kept = _keep(case, "application_refusal", context, by=by, on=on)
    return _hand(kept, by=by, on=on, receiver=receiver)


@transaction.atomic
def accept(row: Application, *, by: User, on: date, receiver: str = "") -> Document | None:
    """受理: the clock starts, and the 受理通知书 is kept."""
    filed = cases.file(row.case, by=by, on=on)
    kept = documents.keep_filing_form(filed, by=by)
    return _hand(kept, by=by, on=on, receiver=receiver) if kept else None


@transaction.atomic
def deem_accepted(key: UUID, on: date) -> bool:
    """What was answered too late is accepted from the day of receipt; the paper says so."""
    if not permits.deem_accepted(key, on):
        return False
    documents.keep_filing_form(Case.objects.get(pk=key), by=None)
    return True


@transaction.atomic
def extend(row: Application, *, by: User, on: date, reasons: str) -> Deadline:
    """延长期限, with the reasons told to the applicant."""
    clock = permit_steps.extend(row.case, by=by, on=on, reasons=reasons)
    row.refresh_from_db()
    context = papers.extension(row, on, clock.due_on)
    _keep(row.case, "extension_notice", context, by=by, on=on)
    return clock


@transaction.atomic
def start_special(
    row: Application, *, by: User, on: date, kind: str, days_needed: int, body: str
) -> SpecialProcedure:
    """A special procedure, with the notice of the time it needs."""
    done = permit_steps.start_special(
        row.case, by=by, on=on, kind=kind, days_needed=days_needed, body=body
    )
    _tell_time(done, by=by, on=on)
    return done


def _tell_time(procedure: SpecialProcedure, *, by: User, on: date) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        name = str(procedure.get_kind_display())
    context = papers.special(procedure, on, name)
    _keep(procedure.case, "special_notice", context, by=by, on=on)


@transaction.atomic
def tell(row: Application, *, by: User, on: date, name: str, interest: str) -> ThirdParty:
    """Tell a third party and the applicant of their rights."""
    told = permit_steps.tell(row.case, by=by, on=on, name=name, interest=interest)
    _keep(row.case, "third_party_notice", papers.third_party(told), by=by, on=on)
    return told


@transaction.atomic
def open_hearing(
    row: Application, *, by: User, on: date, origin: str, subject: str
) -> PermitHearing:
    """A hearing, announced or asked for; the applicant is told the time it needs."""
    if origin == PermitHearing.Origin.OFFICE:
        hearing = permit_hearings.announce(row.case, by=by, on=on, subject=subject)
        context = papers.announcement(hearing)
        _keep(row.case, "permit_hearing_announcement", context, by=by, on=on)
    else:
        hearing = permit_hearings.request(row.case, by=by, on=on, origin=origin, subject=subject)
    _tell_time(hearing.procedure, by=by, on=on)
    return hearing


@transaction.atomic
def notify_hearing(row: PermitHearing, *, by: User, on: date, **details: Any) -> PermitHearing:
    """The notice of day, place and host. `details`: scheduled_on, place, host."""
    done = permit_hearings.schedule(row, by=by, on=on, **details)
    _keep(row.case, "permit_hearing_notice", papers.hearing_notice(done, on), by=by, on=on)
    return done


@transaction.atomic
def close_hearing(row: PermitHearing, *, by: User, on: date, record: str) -> PermitHearing:
    """The record of the hearing."""
    done = permit_hearings.close(row, by=by, on=on, record=record)
    documents.keep(
        done.case, kind="hearing_record", context=papers.hearing_record(done, on), by=by, on=on
    )
    return done


@transaction.atomic
def lapse(key: int, on: date) -> bool:
    """The end of a term: expired, or renewed by silence, which is told to the holder."""
    done = proceedings.lapse(key, on)
    if isinstance(done, Proceeding):
        context = papers.deemed(done, done.licence, on)
        _keep(done.case, "renewal_deemed", context, by=None, on=on)
    return bool(done)
