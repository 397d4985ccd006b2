"""Service of documents (送达): method, effective day, receipt."""

from collections.abc import Container
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, calendar, deadlines, periods
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Case, Decision, User
from enforcement.services import cases, decisions
from enforcement.services.visits import follow_service
from recording import completeness, contexts, kinds
from recording.manner import facts_of
from recording.models import Document, Service
from recording.services import documents, modes

RECORD = "enforcement.record_step"
NOTICE_PERIOD = "proc.public_notice_service_days"
ARTICLE = "行政处罚法第六十一条"
# Methods that say nothing by themselves: why, who witnessed, what confirms it must be noted.
NOTED = {
    Service.Method.LEFT: "民事诉讼法第八十九条",
    Service.Method.ELECTRONIC: "行政处罚法第六十一条第二款",
    Service.Method.PUBLIC_NOTICE: "民事诉讼法第九十五条",
}


def effective_day(case: Case, *, method: str, on: date) -> date:
    """The day service takes effect: the day itself, that of the receipt, or the end of the notice."""
    if method == Service.Method.POST:
        return modes.received(method, on)
    if method != Service.Method.PUBLIC_NOTICE:
        return on
    rules, domain = case.agency.rules(), cases.rules_domain(case)
    book = calendar.load(rules.region)
    return periods.apply(rules.period(NOTICE_PERIOD, on=on, domain=domain), on, book).due_on


@transaction.atomic
def serve(
    decision: Decision,
    *,
    by: User,
    on: date,
    method: str,
    receiver: str,
    place: str,
    note: str = "",
    told_publication: bool = True,
    av_exemption: str = "",
) -> Service:
    """Record service of an issued decision, keep the receipt, end the period for service.

    The decision counts as served on the day service takes effect. RuleError when the decision is
    not issued, its document is missing, the method lacks its note, or a reason for no recording is
    given where the local rules know none.
    """
    cases.assert_handler(decision.case, by)
    for gap in completeness.gaps(decision.case, "service", on):
        raise gap.error()
    row = deliver(
        _paper_of(decision),
        by=by,
        on=on,
        method=method,
        receiver=receiver,
        place=place,
        note=note,
        told_publication=told_publication,
        av_exemption=av_exemption,
    )
    # The period for service ends with the act of service, not with the day it takes effect.
    for key in (decisions.SERVICE, decisions.PERMIT_DELIVERY):
        deadlines.close("decision", str(decision.pk), on=on, key=key)
    decisions.serve(decision, by=by, on=row.effective_on)
    follow_service(decision, by=by, on=on)
    return row


def _paper_of(decision: Decision) -> Document:
    papers = Document.objects.filter(decision=decision, kind__in=completeness.DECISIONS)
    document = papers.last()
    if document is None:
        raise RuleError(
            _("没有可送达的决定书。"), article=ARTICLE, remedy=_("请先作出决定并生成决定书。")
        )
    return document


@transaction.atomic
def deliver_later(
    document: Document,
    *,
    by: User,
    on: date,
    receiver: str,
    place: str,
    method: str,
    note: str = "",
    among: Container[str],
    article: str = ARTICLE,
) -> Service:
    """Hand over a paper that was kept before, once; `among` are the kinds served so.

    RuleError for who does not handle the case, another kind of paper, one served already.
    """
    demand(by, RECORD)
    cases.assert_handler(document.case, by)
    # Two clicks at once must not serve it twice.
    Case.objects.select_for_update().get(pk=document.case_id)
    if document.kind not in among or document.services.exists():
        raise RuleError(
            _("该文书已经送达，或者不需要另行送达。"), article=article, remedy=_("请刷新页面查看。")
        )
    return deliver(
        document,
        by=by,
        on=on,
        method=method,
        receiver=receiver,
        place=place,
        note=note,
        told_publication=False,
    )


@transaction.atomic
def deliver(
    document: Document,
    *,
    by: User,
    on: date,
    method: str,
    receiver: str,
    place: str,
    note: str = "",
    told_publication: bool = True,
    av_exemption: str = "",
) -> Service:
    """Record that one document was served, and keep the receipt; `method` may be a Manner."""
    case = document.case
    documents.refuse_archived(case)
    _assert_deliverable(document, method=method, on=on, note=note)
    _assert_exemption(case, method, av_exemption)
    row = Service.objects.create(
        consent=modes.demand(document, method=method, on=on),
        **asdict(facts_of(method)),
        case=case,
        decision=document.decision,
        document=document,
        method=method,
        served_on=on,
        effective_on=effective_day(case, method=method, on=on),
        receiver=receiver,
        place=place,
        note=note,
        told_publication=told_publication,
        av_exemption=av_exemption.strip(),
        created_by=by,
    )
    context = contexts.for_service(row)
    documents.keep(
        case, kind="service_receipt", context=context, by=by, on=on, decision=row.decision
    )
    audit.append("service.record", obj=row, actor=by, data={"method": method, "on": on})
    return row


def _assert_exemption(case: Case, method: str, reason: str) -> None:
    rule = kinds.service_rule(case, method)
    kinds.refuse_exemption([rule] if rule else [], reason)


def _assert_deliverable(document: Document, *, method: str, on: date, note: str) -> None:
    modes.assert_known(method)
    article = NOTED.get(Service.Method(method))
    if article and not note.strip():
        raise RuleError(
            _("“%(method)s”应当注明理由、过程和见证或者确认情况。")
            % {"method": Service.Method(method).label},
            article=article,
            remedy=_("请填写备注。"),
            field="note",
        )
    if on < document.dated_on:
        raise RuleError(
            _("送达日期不能早于文书日期%(day)s。") % {"day": document.dated_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
