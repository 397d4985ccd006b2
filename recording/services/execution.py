"""The acts of execution that leave a paper: the act and its paper at once, or neither."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, numbering
from core.errors import RuleError
from enforcement.models import CourtApplication, Decision, Deferral, Payment, Urging, User
from enforcement.services import compulsion, payments, recusal, relief
from enforcement.services import execution as rules
from recording import collection
from recording.models import Document, Service
from recording.services import documents, service

PAYMENT, DEFERRAL, SURCHARGE = "payment_record", "deferral_notice", "surcharge_decision"
URGING, COURT = "urging_notice", "court_application"
# Made by the head, handed over by the officers later.
SERVED_LATER = (DEFERRAL, SURCHARGE)


def _keep(
    decision: Decision, kind: str, context: Mapping[str, Any], *, by: User, on: date
) -> Document:
    """A paper of the execution under a number of its own series."""
    agency = decision.agency
    number = numbering.take(
        agency_id=agency.pk,
        kind=kind,
        year=on.year,
        format=str(agency.rules().value(f"number.{kind}")),
        prefix=agency.doc_prefix,
    )
    return documents.keep(
        decision.case, kind=kind, context=context, by=by, on=on, decision=decision, number=number
    )


@transaction.atomic
def record_payment(decision: Decision, *, by: User, on: date, **received: Any) -> Payment:
    """Record a payment (see `payments.record`) and keep its record for the file."""
    payment = payments.record(decision, by=by, on=on, **received)
    documents.keep(
        decision.case,
        kind=PAYMENT,
        context=collection.for_payment(payment),
        by=by,
        on=on,
        decision=payment.decision,
        number=payment.receipt_no,
    )
    return payment


@transaction.atomic
def grant(deferral: Deferral, *, by: User, on: date, opinion: str = "") -> Deferral:
    """The head grants the deferral; the party's letter is kept."""
    row = relief.grant(deferral, by=by, on=on, opinion=opinion)
    _keep(row.decision, DEFERRAL, collection.for_deferral(row, on), by=by, on=on)
    return row


@transaction.atomic
def refuse(deferral: Deferral, *, by: User, on: date, opinion: str) -> Deferral:
    """The head refuses the deferral; the party's letter is kept."""
    row = relief.refuse(deferral, by=by, on=on, opinion=opinion)
    _keep(row.decision, DEFERRAL, collection.for_deferral(row, on), by=by, on=on)
    return row


@transaction.atomic
def decide_surcharge(decision: Decision, *, by: User, on: date) -> Document:
    """加处罚款决定: the head tells the standard and the amount so far (行政强制法 45), once.

    RuleError before a day late has counted.
    """
    recusal.demand_in_case(by, relief.DECIDE, decision.case)
    locked = rules.lock(decision)
    balance = rules.balance(locked, on)
    if balance.owed(Payment.Kind.SURCHARGE) == 0:
        raise _no_surcharge(_("截至%(day)s没有应当加处的罚款。") % {"day": on}, "on")
    if Document.objects.filter(decision=locked, kind=SURCHARGE).exists():
        raise _no_surcharge(_("已作出加处罚款决定，数额依法逐日计算，不需要重复作出。"), "")
    paper = _keep(locked, SURCHARGE, collection.for_surcharge(locked, balance, on), by=by, on=on)
    data = {"on": on, "days": balance.days_late, "cents": balance.due[Payment.Kind.SURCHARGE]}
    audit.append("decision.surcharge", obj=locked, actor=by, data=data)
    return paper


def _no_surcharge(message: str, field: str) -> RuleError:
    return RuleError(
        message,
        article="行政处罚法第七十二条；行政强制法第四十五条",
        remedy=_("请核对缴纳期限、缴款和复议、诉讼、延期的记录。"),
        field=field,
    )


def serve(paper: Document, *, by: User, on: date, **handed: str) -> Service:
    """Serve the answer to a request to pay later, or the decision on the surcharge, once."""
    return service.deliver_later(paper, by=by, on=on, among=SERVED_LATER, **handed)


@transaction.atomic
def urge(
    decision: Decision,
    *,
    by: User,
    on: date,
    receiver: str,
    place: str,
    method: str,
    note: str = "",
) -> Urging:
    """Serve the 催告书; its days run from the day service takes effect."""
    effective = service.effective_day(decision.case, method=method, on=on)
    urging = compulsion.urge(decision, by=by, on=effective)
    balance = rules.balance(urging.decision, effective)
    context = collection.for_urging(urging, balance, on)
    service.deliver(
        _keep(urging.decision, URGING, context, by=by, on=on),
        by=by,
        on=on,
        method=method,
        receiver=receiver,
        place=place,
        note=note,
        told_publication=False,
    )
    return urging


@transaction.atomic
def apply_to_court(decision: Decision, *, by: User, on: date, court: str) -> CourtApplication:
    """The head asks the court; the 申请书 is kept."""
    row = compulsion.apply_to_court(decision, by=by, on=on, court=court)
    balance = rules.balance(row.decision, on)
    _keep(row.decision, COURT, collection.for_court(row, balance), by=by, on=on)
    return row
