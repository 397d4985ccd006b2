"""Money that came in: at the bank, or on the spot on the grounds of the law (行政处罚法 67-71)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from core.permissions import demand
from enforcement.gates import yuan
from enforcement.models import Decision, Payment, User
from enforcement.models.kinds import Procedure
from enforcement.services import cases, execution
from enforcement.services.execution import BANK, PAYMENT, TURN_IN, refuse_before

ON_SPOT_MAX = "proc.onsite_collect_max"
SEPARATE = "行政处罚法第六十七条第一款、第二款"
HANDED = "行政处罚法第七十一条"
Kind, Way, Ground = Payment.Kind, Payment.Way, Payment.Ground


@transaction.atomic
def record(
    decision: Decision,
    *,
    by: User,
    on: date,
    kind: str,
    cents: int,
    way: str,
    receipt_no: str,
    ground: str = "",
    note: str = "",
    ashore_on: date | None = None,
) -> Payment:
    """Record money received on the day; the clock to pay ends when the fine is paid.

    RuleError for more than is owed, for money taken on the spot without one of its grounds, and
    when who decided also records the payment at the bank (决定与收缴分离).
    """
    locked = execution.lock_as_handler(decision, by)
    refuse_before(on, locked.issued_on, _("决定日期"), execution.ARTICLE)
    if way == Way.ON_SPOT:
        _assert_on_spot(locked, on, kind, ground, note)
    else:
        _assert_separate(locked, by)
        ground, ashore_on = "", None
    _assert_amount(locked, on, kind, cents, receipt_no)
    values = {"kind": kind, "cents": cents, "way": way, "paid_on": on, "receipt_no": receipt_no}
    more = {"ground": ground, "note": note.strip(), "ashore_on": ashore_on}
    row = Payment.objects.create(decision=locked, created_by=by, **values, **more)
    if way == Way.ON_SPOT:
        refuse_before(ashore_on or on, on, _("收缴日期"), HANDED)
        _hand_over(row, TURN_IN, ashore_on or on)
    audit.append("payment.record", obj=row, actor=by, data=values)
    execution.end_clocks(locked, on)
    return row


def _assert_separate(decision: Decision, by: User) -> None:
    if by.pk == decision.issued_by_id:
        raise RuleError(
            _("作出罚款决定的人员不得经办该罚款的收缴登记。"),
            article=SEPARATE,
            remedy=_("请由本案其他承办人员凭银行票据登记。"),
        )


def _assert_amount(decision: Decision, on: date, kind: str, cents: int, receipt_no: str) -> None:
    owed = execution.balance(decision, on).owed(kind)
    if not 0 < cents <= owed:
        raise RuleError(
            _("“%(kind)s”在%(day)s应缴余额为%(owed)s，不能登记%(cents)s。")
            % {
                "kind": Kind(kind).label,
                "day": on,
                "owed": yuan(owed),
                "cents": yuan(cents),
            },
            article="行政处罚法第六十六条、第七十二条",
            remedy=_("请核对款项、金额和缴纳日期。"),
            field="amount",
        )
    if not receipt_no.strip():
        raise RuleError(
            _("收缴罚没款应当有专用票据，并登记票据编号。"),
            article="行政处罚法第七十条",
            remedy=_("请填写票据编号；不出具专用票据的，当事人有权拒绝缴纳。"),
            field="receipt_no",
        )


def _assert_on_spot(decision: Decision, on: date, kind: str, ground: str, note: str) -> None:
    """Money is taken on the spot only on the grounds of 行政处罚法 68 and 69."""
    if kind != Kind.FINE or ground not in Ground.values:
        raise _no_ground(_("只有罚款可以当场收缴，并且应当具有法定理由。"))
    if ground != Ground.REMOTE:
        _assert_decided_on_spot(decision, on, ground)
    if ground != Ground.SMALL and not note.strip():
        raise RuleError(
            _("应当写明事后难以执行的情况，或者当事人缴纳确有困难并提出当场缴纳的情况。"),
            article="行政处罚法第六十八条、第六十九条",
            remedy=_("请填写说明。"),
            field="note",
        )


def _assert_decided_on_spot(decision: Decision, on: date, ground: str) -> None:
    if decision.case.procedure != Procedure.SIMPLE or on != decision.issued_on:
        raise _no_ground(_("该理由只适用于当场作出处罚决定时当场收缴的罚款。"))
    rules, party = decision.agency.rules(), decision.case.party.kind
    limit = rules.money(ON_SPOT_MAX, party, on=on)
    if ground == Ground.SMALL and decision.fine_cents > limit.amount_cents:
        raise _no_ground(
            _("罚款超过%(limit)s，不能以小额罚款为由当场收缴。")
            % {"limit": yuan(limit.amount_cents)}
        )


def _no_ground(message: str) -> RuleError:
    return RuleError(
        message,
        article="行政处罚法第六十七条至第六十九条",
        remedy=_("请告知当事人到指定的银行或者通过电子支付系统缴纳。"),
        field="ground",
    )


def _hand_over(payment: Payment, key: str, start_on: date) -> None:
    period = payment.decision.agency.rules().period(key, on=start_on)
    execution.open_clock(PAYMENT, str(payment.pk), payment.decision, period, start_on)


@transaction.atomic
def turn_in(payment: Payment, *, by: User, on: date) -> Payment:
    """The officer handed the money to the agency; the agency's time to bank it starts."""
    row = _lock_spot(payment, by)
    if row.turned_in_on is not None:
        raise RuleError(_("该笔罚款已交至行政机关。"), remedy=_("请刷新页面查看。"))
    refuse_before(on, row.paid_on, _("收缴日期"), HANDED)
    row.turned_in_on = on
    row.save(update_fields=["turned_in_on"])
    deadlines.close(PAYMENT, str(row.pk), on=on, key=TURN_IN)
    _hand_over(row, BANK, on)
    audit.append("payment.turn_in", obj=row, actor=by, data={"on": on})
    return row


@transaction.atomic
def bank(payment: Payment, *, by: User, on: date) -> Payment:
    """The agency paid the money into the bank."""
    row = _lock_spot(payment, by)
    if row.turned_in_on is None or row.banked_on is not None:
        raise RuleError(
            _("该笔罚款尚未交至行政机关，或者已缴付银行。"),
            article=HANDED,
            remedy=_("请先登记交至行政机关的日期，或者刷新页面查看。"),
        )
    refuse_before(on, row.turned_in_on, _("交至行政机关的日期"), HANDED)
    row.banked_on = on
    row.save(update_fields=["banked_on"])
    deadlines.close(PAYMENT, str(row.pk), on=on, key=BANK)
    audit.append("payment.bank", obj=row, actor=by, data={"on": on})
    return row


def _lock_spot(payment: Payment, by: User) -> Payment:
    demand(by, execution.RECORD)
    cases.assert_handler(payment.decision.case, by)
    row = Payment.objects.select_for_update().select_related("decision__agency")
    locked = row.get(pk=payment.pk)
    if locked.way != Way.ON_SPOT:
        raise RuleError(
            _("该笔款项直接缴入银行，不需要登记交付。"),
            article=HANDED,
            remedy=_("请选择当场收缴的罚款。"),
        )
    return locked
