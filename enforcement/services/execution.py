"""What a penalty of money costs on a day, and the clocks of paying it (行政处罚法 66, 67, 72, 73)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import calendar, deadlines, periods
from core.errors import RuleError
from core.models import Deadline
from core.periods import Period, Suspension
from core.permissions import demand
from enforcement import surcharge
from enforcement.models import Case, Decision, Deferral, Payment, Stay, User
from enforcement.models.kinds import ActionKind
from enforcement.services import cases

PAY, DEFERRED = "proc.pay_days", "proc.pay_days.deferred"
TURN_IN, BANK = "proc.onsite_money_turnin", "proc.onsite_money_turnin.bank"
COURT_WINDOW = "coerce.court_window"
RATE, CAP = "proc.surcharge_rate", "proc.surcharge_cap"
ARTICLE = "行政处罚法第六十七条"
RECORD = "enforcement.record_step"
DECISION, PAYMENT = "decision", "payment"
# Kept with the deadline, so Chinese whatever the language of the account that acts.
LABELS = {
    PAY: gettext_noop("缴纳罚款"),
    DEFERRED: gettext_noop("延期、分期缴纳罚款"),
    TURN_IN: gettext_noop("当场收缴的罚款交至行政机关"),
    BANK: gettext_noop("罚款缴付指定的银行"),
    COURT_WINDOW: gettext_noop("申请人民法院强制执行"),
}
Kind = Payment.Kind


@dataclass(frozen=True)
class Balance:
    """What a decision costs on a day, in cents by kind of payment, and what of it was paid.

    `due_on`: the last day to pay the fine, approved deferral included; None without a fine.
    `days_late`: days that count for the surcharge.
    """

    due: dict[str, int]
    paid: dict[str, int]
    due_on: date | None = None
    days_late: int = 0

    def owed(self, kind: str) -> int:
        """What is still to be paid of one kind."""
        return max(0, self.due[kind] - self.paid[kind])

    @property
    def total(self) -> int:
        """What is still to be paid of everything."""
        return sum(self.owed(kind) for kind in self.due)


def carried_out(decision: Decision) -> bool:
    """Whether the decision is a penalty of money in effect."""
    money = decision.fine_cents or decision.confiscated_cents
    in_effect = decision.status == Decision.Status.SERVED
    return bool(money) and in_effect and decision.kind == ActionKind.PENALTY


def start_pay_clock(decision: Decision, on: date) -> None:
    """The party has its time to pay from the day the decision was served (行政处罚法 67)."""
    if carried_out(decision) and decision.fine_cents:
        open_clock(DECISION, str(decision.pk), decision, _pay_period(decision, on), on)


def open_clock(
    subject: str, key: str, decision: Decision, period: Period, start_on: date
) -> Deadline:
    """Start a period of the execution of a decision."""
    return deadlines.open_deadline(
        key=period.key,
        label=LABELS[period.key],
        subject_type=subject,
        subject_id=key,
        agency_id=decision.agency_id,
        region=decision.agency.rules().region,
        period=period,
        start_on=start_on,
    )


def _pay_period(decision: Decision, on: date) -> Period:
    domain = cases.rules_domain(decision.case)
    return decision.agency.rules().period(PAY, on=on, domain=domain)


def pay_due(decision: Decision) -> date | None:
    """The last day to pay by the decision itself; None before service or without a fine."""
    if decision.served_on is None or not decision.fine_cents:
        return None
    clock = deadlines.for_subject(DECISION, str(decision.pk)).filter(key=PAY).last()
    if clock is not None:
        return clock.due_on
    # Served before the portal kept this clock.
    book = calendar.load(decision.agency.rules().region)
    period = _pay_period(decision, decision.served_on)
    return periods.apply(period, decision.served_on, book).due_on


def pauses(decision: Decision) -> list[Suspension]:
    """The days that add no surcharge: granted deferrals from the day they were asked for, stays."""
    granted = decision.deferrals.filter(status=Deferral.Status.GRANTED)
    found = [Suspension(row.applied_on, row.until, str(row._meta.verbose_name)) for row in granted]
    stays: list[Stay] = list(decision.stays.all())
    return found + [Suspension(row.since, row.until, row.get_kind_display()) for row in stays]


def last_day(decision: Decision) -> date | None:
    """The last day to pay, a granted deferral included."""
    due_on = pay_due(decision)
    granted = decision.deferrals.filter(status=Deferral.Status.GRANTED)
    until = granted.aggregate(last=Max("until"))["last"]
    return max(due_on, until) if due_on and until else due_on


def balance(decision: Decision, on: date) -> Balance:
    """What is owed of fine, confiscation and surcharge by the end of the day."""
    rows = list(decision.payments.all())
    paid = {kind: sum(row.cents for row in rows if row.kind == kind) for kind in Kind.values}
    if not carried_out(decision):
        return Balance(dict.fromkeys(Kind.values, 0), paid)
    due = {
        Kind.FINE.value: decision.fine_cents,
        Kind.CONFISCATION.value: decision.confiscated_cents,
        Kind.SURCHARGE.value: 0,
    }
    due_on = pay_due(decision)
    if due_on is None:
        return Balance(due, paid)
    rules, rests = decision.agency.rules(), pauses(decision)
    terms = surcharge.Terms(
        decision.fine_cents,
        due_on,
        Decimal(rules.value(RATE, on=due_on)),
        Decimal(rules.value(CAP, on=due_on)),
    )
    parts = [surcharge.Paid(row.paid_on, row.cents) for row in rows if row.kind == Kind.FINE]
    due[Kind.SURCHARGE.value] = surcharge.accrued(terms, on, pauses=rests, paid=parts)
    late = len(surcharge.late_days(due_on, on, rests))
    return Balance(due, paid, last_day(decision), late)


def lock(decision: Decision) -> Decision:
    """The decision, locked and in effect. Raises RuleError when there is nothing to carry out."""
    row = Decision.objects.select_for_update().select_related("agency", "case__party")
    locked = row.get(pk=decision.pk)
    if not carried_out(locked) or locked.case.status != Case.Status.DECIDED:
        raise RuleError(
            _("本案没有已生效且需要缴纳款项的处罚决定，或者案件已经办结。"),
            article="行政处罚法第六十六条",
            remedy=_("请先送达决定书；已结案的，请核对案卷。"),
        )
    return locked


def lock_as_handler(decision: Decision, by: User) -> Decision:
    """As `lock`, for a handler of the case."""
    demand(by, RECORD)
    cases.assert_handler(decision.case, by)
    return lock(decision)


def refuse_before(on: date, earliest: date | None, what: str, article: str) -> None:
    """Raise RuleError when the day lies before the event `what` it must follow."""
    if earliest is not None and on < earliest:
        raise RuleError(
            _("日期不能早于%(what)s%(day)s。") % {"what": what, "day": earliest},
            article=article,
            remedy=_("请核对日期。"),
            field="on",
        )


def end_clocks(decision: Decision, on: date) -> None:
    """The clock to pay ends with the fine, the window of the court with everything owed."""
    now = balance(decision, on)
    if now.owed(Kind.FINE) == 0:
        for key in (PAY, DEFERRED):
            deadlines.close(DECISION, str(decision.pk), on=on, key=key)
    if now.total == 0:
        deadlines.void(DECISION, str(decision.pk), on=on, key=COURT_WINDOW)
