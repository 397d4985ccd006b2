"""Making a party pay: 催告 first, then the court, each in its time (行政强制法 35, 36, 53-57)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, calendar, deadlines, periods
from core.errors import RuleError
from core.permissions import demand
from core.workdays import ONE_DAY
from enforcement import remedies
from enforcement.flows.execution import COURT
from enforcement.models import CourtApplication, Decision, Deferral, Stay, Urging, User
from enforcement.models.kinds import Procedure
from enforcement.services import cases, execution, recusal

URGED = "coerce.court_urge_days"
WINDOW = execution.COURT_WINDOW
REVIEW_DAYS, SUIT = "remedy.reconsideration_days", "remedy.suit_months"
AFTER_REVIEW = "remedy.suit_after_reconsideration_days"
URGE_ARTICLE = "行政强制法第三十五条、第五十四条"
HEAR_ARTICLE = "行政强制法第三十六条"
COURT_ARTICLE = "行政强制法第五十三条"
DECIDE = "enforcement.decide"


def _end_of(decision: Decision, key: str, start: date) -> date:
    rules = decision.agency.rules()
    book = calendar.load(rules.region)
    return periods.apply(rules.period(key, on=start), start, book).due_on


@transaction.atomic
def urge(decision: Decision, *, by: User, on: date) -> Urging:
    """催告 served on the day: the party has the period of the profile to pay and to answer.

    RuleError before the last day to pay is over, or when nothing is owed.
    """
    locked = execution.lock_as_handler(decision, by)
    last = execution.last_day(locked) or locked.served_on
    if last is not None and on <= last:
        raise RuleError(
            _("缴纳期限%(day)s届满前不能催告。") % {"day": last},
            article=URGE_ARTICLE,
            remedy=_("请在期限届满后催告。"),
            field="on",
        )
    row = Urging.objects.create(
        decision=locked,
        served_on=on,
        until=_end_of(locked, URGED, on),
        owed_cents=_assert_owed(locked, on, URGE_ARTICLE),
        created_by=by,
    )
    open_window(locked, on)
    data = {"on": on, "until": row.until, "owed": row.owed_cents}
    audit.append("urging.serve", obj=row, actor=by, data=data)
    return row


def _assert_owed(decision: Decision, on: date, article: str) -> int:
    owed = execution.balance(decision, on).total
    if owed == 0:
        raise RuleError(
            _("应缴款项已经缴清，不需要催告或者申请强制执行。"),
            article=article,
            remedy=_("请办理结案。"),
        )
    return owed


@transaction.atomic
def hear(urging: Urging, *, by: User, on: date, text: str, adopted: bool, answer: str) -> Urging:
    """Record what the party answered to the 催告, whether it holds, and why; once."""
    execution.lock_as_handler(urging.decision, by)
    row = Urging.objects.select_for_update().get(pk=urging.pk)
    if row.defended_on is not None:
        raise RuleError(_("该催告的陈述申辩已经记录。"), remedy=_("请刷新页面查看。"))
    execution.refuse_before(on, row.served_on, _("催告送达日期"), HEAR_ARTICLE)
    for field, words in (("text", text), ("answer", answer)):
        if not words.strip():
            raise RuleError(
                _("对催告的陈述申辩应当记录、复核，并说明是否采纳的理由。"),
                article=HEAR_ARTICLE,
                remedy=_("请填写内容和复核意见。"),
                field=field,
            )
    row.defended_on, row.adopted = on, adopted
    row.defence, row.answer = text.strip(), answer.strip()
    row.save(update_fields=["defended_on", "adopted", "defence", "answer"])
    audit.append("urging.hear", obj=row, actor=by, data={"on": on, "adopted": adopted})
    return row


def remedy_end(decision: Decision) -> date | None:
    """The day the party's remedies ran out; None while 复议 or 诉讼 runs or before service.

    After a review the party may still sue; a judgment ends the matter (行政诉讼法 45).
    """
    stays = list(decision.stays.all())
    ended = [(row.kind, row.until) for row in stays if row.until is not None]
    if decision.served_on is None or len(ended) < len(stays):
        return None
    if not ended:
        key = REVIEW_DAYS if _review_first(decision) else SUIT
        return _end_of(decision, key, decision.served_on)
    return max(
        until if kind == Stay.Kind.SUIT else _end_of(decision, AFTER_REVIEW, until)
        for kind, until in ended
    )


def _review_first(decision: Decision) -> bool:
    """Whether no suit is possible without a review: on-the-spot decisions (行政复议法 23)."""
    if decision.case.procedure != Procedure.SIMPLE or decision.issued_on is None:
        return False
    try:
        version = remedies.law(decision.issued_on)
    except RuleError:
        return False
    return remedies.ON_THE_SPOT in version["review_first"]


def court_window(decision: Decision) -> tuple[date, date] | None:
    """First and last day to ask the court; None while the party's remedies still run in court.

    The window opens after the remedies ran out, or after a granted deferral if that is later
    (行政强制法 53, 行政处罚法 72).
    """
    start = _window_start(decision)
    return None if start is None else (start + ONE_DAY, _end_of(decision, WINDOW, start))


def _window_start(decision: Decision) -> date | None:
    end = remedy_end(decision)
    granted = decision.deferrals.filter(status=Deferral.Status.GRANTED)
    return None if end is None else max([end, *granted.values_list("until", flat=True)])


def urged(decision: Decision) -> Urging | None:
    """The first 催告 after the last day to pay: one before a later deferral counts no more."""
    rows = decision.urgings.order_by("until", "pk")
    last = execution.last_day(decision)
    return (rows.filter(served_on__gt=last) if last else rows).first()


def open_window(decision: Decision, on: date) -> None:
    """Once the party was urged, keep the agency's time to ask the court, from where it now begins."""
    start, key = _window_start(decision), str(decision.pk)
    deadlines.void(execution.DECISION, key, on=on, key=WINDOW)
    if start is not None and urged(decision) is not None:
        period = decision.agency.rules().period(WINDOW, on=start)
        execution.open_clock(execution.DECISION, key, decision, period, start)


@transaction.atomic
def apply_to_court(decision: Decision, *, by: User, on: date, court: str) -> CourtApplication:
    """The head asks the court to enforce what is owed on the day.

    RuleError without a 催告 whose days have passed, outside the window, or when nothing is owed.
    """
    recusal.demand_in_case(by, DECIDE, decision.case)
    locked = execution.lock(decision)
    owed = _assert_owed(locked, on, COURT_ARTICLE)
    urging = _assert_urged(locked, on)
    _assert_in_window(locked, on)
    if not court.strip():
        raise RuleError(
            _("应当写明有管辖权的人民法院。"),
            article="行政强制法第五十四条",
            remedy=_("请填写法院名称。"),
            field="court",
        )
    if locked.courtapplications.filter(status__in=OPEN).exists():
        raise RuleError(
            _("已向人民法院申请强制执行，尚未终结。"),
            article=COURT_ARTICLE,
            remedy=_("请记录法院的处理结果。"),
        )
    row = CourtApplication.objects.create(
        decision=locked,
        urging=urging,
        applied_on=on,
        court=court.strip(),
        owed_cents=owed,
        created_by=by,
    )
    deadlines.close(execution.DECISION, str(locked.pk), on=on, key=WINDOW)
    audit.append("courtapplication.apply", obj=row, actor=by, data={"on": on, "owed": owed})
    return row


OPEN = (CourtApplication.Status.APPLIED, CourtApplication.Status.ACCEPTED)


def _assert_urged(decision: Decision, on: date) -> Urging:
    urging = urged(decision)
    if urging is None or on <= urging.until:
        raise RuleError(
            _("催告期限届满后当事人仍未履行的，才能申请强制执行（最早可以申请的日期：%(day)s）。")
            % {"day": urging.until + ONE_DAY if urging else _("尚未催告")},
            article="行政强制法第五十四条、第六十九条",
            remedy=_("请先催告，并等待期限届满。"),
            field="on",
        )
    return urging


def _assert_in_window(decision: Decision, on: date) -> None:
    window = court_window(decision)
    if window is None:
        raise RuleError(
            _("复议、诉讼尚未终结，不能申请强制执行。"),
            article=COURT_ARTICLE,
            remedy=_("请等待终结并记录结果。"),
        )
    first, last = window
    if not first <= on <= last:
        raise RuleError(
            _("只能在%(first)s至%(last)s之间申请强制执行。") % {"first": first, "last": last},
            article=f"{COURT_ARTICLE}；行政处罚法第七十二条第二款",
            remedy=_("期限自救济期限或者延期、分期缴纳期限届满之日起计算，请核对日期。"),
            field="on",
        )


@transaction.atomic
def accept(application: CourtApplication, *, by: User, on: date) -> CourtApplication:
    """Record that the court took the application."""
    _assert_after(application, by, on)
    return COURT.move(application, "accept", by=by, changes={"accepted_on": on})


@transaction.atomic
def conclude(
    application: CourtApplication, *, by: User, on: date, move: str, ruling: str
) -> CourtApplication:
    """Record how the court ended it. `move`: "refuse", "execute" or "end"; with the ruling."""
    _assert_after(application, by, on)
    if not ruling.strip():
        raise RuleError(
            _("应当登记人民法院裁定的文号和结果。"),
            article="行政强制法第五十七条、第五十八条",
            remedy=_("请填写裁定书的文号和结果。"),
            field="ruling",
        )
    changes = {"ended_on": on, "ruling": ruling.strip()}
    return COURT.move(application, move, by=by, changes=changes, note=ruling)


def _assert_after(application: CourtApplication, by: User, on: date) -> None:
    demand(by, execution.RECORD)
    cases.assert_handler(application.decision.case, by)
    earliest = application.accepted_on or application.applied_on
    execution.refuse_before(on, earliest, _("申请、受理日期"), COURT_ARTICLE)
