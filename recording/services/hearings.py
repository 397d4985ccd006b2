"""Hearings with their papers: the notice served, the record and its step, the report."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from core import audit, numbering
from enforcement.models import Hearing, Notice, User
from enforcement.services import hearings
from enforcement.services.hearings import Sitting
from recording import contexts, hearing_papers, kinds
from recording.models import Document, Step
from recording.services import coverage_lines, documents, service

STEP = "hearing"
NUMBER = "number.hearing_notice"


@transaction.atomic
def schedule(
    notice: Notice,
    *,
    by: User,
    on: date,
    sitting: Sitting,
    method: str,
    receiver: str,
    delivered_at: str,
    note: str = "",
) -> Hearing:
    """Set the hearing and serve 听证通知书; `delivered_at` is the place of service.

    RuleError as `enforcement.services.hearings.schedule`, counted from the day service takes effect.
    """
    told = service.effective_day(notice.case, method=method, on=on)
    row = hearings.schedule(notice, by=by, notified_on=told, sitting=sitting)
    _tell(row, by=by, on=on, method=method, receiver=receiver, place=delivered_at, note=note)
    return row


@transaction.atomic
def reschedule(
    hearing: Hearing,
    *,
    by: User,
    on: date,
    sitting: Sitting,
    reason: str,
    method: str,
    receiver: str,
    delivered_at: str,
    note: str = "",
) -> Hearing:
    """Set another day and serve a new 听证通知书."""
    told = service.effective_day(hearing.case, method=method, on=on)
    row = hearings.reschedule(hearing, by=by, notified_on=told, sitting=sitting, reason=reason)
    _tell(row, by=by, on=on, method=method, receiver=receiver, place=delivered_at, note=note)
    return row


def _tell(
    hearing: Hearing, *, by: User, on: date, method: str, receiver: str, place: str, note: str
) -> Document:
    case = hearing.case
    number = numbering.take(
        agency_id=case.agency_id,
        kind="hearing_notice",
        year=on.year,
        format=str(case.agency.rules().value(NUMBER)),
        prefix=case.agency.doc_prefix,
    )
    context = hearing_papers.for_notice(hearing, on)
    paper = documents.keep(
        case,
        kind="hearing_notice",
        context=context,
        by=by,
        on=on,
        decision=hearing.notice.decision,
        number=number,
    )
    service.deliver(
        paper,
        by=by,
        on=on,
        method=method,
        receiver=receiver,
        place=place,
        note=note,
        told_publication=False,
    )
    return paper


@transaction.atomic
def hold(
    hearing: Hearing,
    *,
    by: User,
    on: date,
    record: str,
    signed: bool,
    unsigned_reason: str = "",
    agents: str = "",
    av_exemption: str = "",
) -> Hearing:
    """Keep 听证笔录 and the step of the hearing. `agents`: one name a line."""
    row = hearings.hold(
        hearing,
        by=by,
        on=on,
        record=record,
        signed=signed,
        unsigned_reason=unsigned_reason,
        agents=agents.splitlines(),
    )
    _step(row, by=by, av_exemption=av_exemption)
    documents.keep(
        row.case,
        kind="hearing_record",
        context=hearing_papers.for_record(row),
        by=by,
        on=on,
        decision=row.notice.decision,
    )
    return row


def _step(hearing: Hearing, *, by: User, av_exemption: str) -> Step:
    """The hearing as a step, so that its recording is asked for like that of every other."""
    case, kind = hearing.case, kinds.step_kind(hearing.case, STEP)
    kinds.refuse_exemption(kinds.av_rules(case, kind, party_present=True), av_exemption)
    at = datetime.combine(hearing.held_on or date.min, hearing.starts_at or time.min)
    step = Step.objects.create(
        case=case,
        stage=kind.stage,
        kind=STEP,
        at=timezone.make_aware(at),
        place=hearing.place,
        text=hearing.record,
        party_present=hearing.signed,
        av_exemption=av_exemption.strip(),
        created_by=by,
    )
    step.officers.set(contexts.handlers(case))
    coverage_lines.changed([case.pk])
    audit.append("step.record", obj=step, actor=by, data={"kind": STEP, "at": step.at})
    return step


@transaction.atomic
def close(hearing: Hearing, *, by: User, on: date, report: str) -> Hearing:
    """Close the hearing and keep 听证报告书."""
    row = hearings.close(hearing, by=by, on=on, report=report)
    documents.keep(
        row.case,
        kind="hearing_report",
        context=hearing_papers.for_report(row),
        by=by,
        on=on,
        decision=row.notice.decision,
    )
    return row
