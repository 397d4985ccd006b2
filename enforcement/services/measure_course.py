"""A measure carried out: its period, tests left out, the one extension, custody (CL 18-26, 29-32)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, calendar, deadlines, periods
from core.errors import RuleError
from core.periods import Period, Suspension
from core.permissions import demand
from enforcement import flows
from enforcement.models import Case, CustodyEntry, Measure, MeasureTest, User
from enforcement.services import cases, recusal
from enforcement.services.measures import (
    DECIDE,
    EMERGENCY,
    PERIODS,
    RECORD,
    SUBJECT,
    Kind,
    Status,
    approval_hours,
    assert_own_power,
    rules_of,
)

FREEZE_NOTICE = "coerce.freeze_notice_days"
# Kept with the deadline, so Chinese whatever the language of the account that acts.
LABELS = {
    "coerce.seal_days": gettext_noop("查封、扣押期限"),
    "coerce.freeze_days": gettext_noop("冻结期限"),
    EMERGENCY: gettext_noop("补办强制措施批准手续"),
    FREEZE_NOTICE: gettext_noop("向当事人交付冻结决定书"),
}
TESTING = gettext_noop("检测、检验、检疫、鉴定期间")


@transaction.atomic
def enforce(
    measure: Measure, *, by: User, at: datetime, place: str, doc_no: str, papers_on: date | None
) -> Measure:
    """Carry the measure out at the scene; the period begins with that day.

    `papers_on` is the day decision and inventory were handed over, told by the room that keeps
    papers; for a sealing or seizure the database demands that it is the day itself (CL 24).
    """
    demand(by, RECORD)
    cases.assert_handler(measure.case, by)
    name = "enforce_at_once" if measure.status == Status.PLANNED else "enforce"
    locked = flows.MEASURE.lock(measure, name)
    on = timezone.localtime(at).date()
    _assert_ready(locked, on=on, at=at, papers_on=papers_on)
    locked.from_on = on
    until = last_days(locked, [])[0]
    changes = {
        "started_at": at,
        "place": place.strip(),
        "doc_no": doc_no,
        "papers_on": papers_on,
        "from_on": on,
        "until_on": until,
    }
    moved = flows.MEASURE.move(measure, name, by=by, changes=changes)
    _open(moved, PERIODS[Kind(moved.kind)], first_period(moved), on)
    if moved.emergency and moved.approved_at is None:
        _open(moved, EMERGENCY, rules_of(moved).period(EMERGENCY, on=on), on)
    if moved.kind == Kind.FREEZE and papers_on is None:
        _open(moved, FREEZE_NOTICE, rules_of(moved).period(FREEZE_NOTICE, on=on), on)
    return moved


def _assert_ready(measure: Measure, *, on: date, at: datetime, papers_on: date | None) -> None:
    case = measure.case
    assert_own_power(case, on)
    cases.assert_certified(case, on)
    if case.status != Case.Status.FILED or (case.filed_on and on < case.filed_on):
        raise RuleError(
            _("案件不在办理中，不能采取强制措施。"),
            article="行政强制法第十六条、第十八条",
            remedy=_("请先立案，并核对实施时间。"),
            field="at",
        )
    if not measure.items.exists():
        raise RuleError(
            _("清单上没有财物。"),
            article="行政强制法第二十四条",
            remedy=_("请先逐项登记名称、数量和状况。"),
        )
    if measure.approved_at is None and not measure.emergency:
        raise RuleError(
            _("实施前须向行政机关负责人报告并经批准。"),
            article="行政强制法第十八条第一项",
            remedy=_("请先报批；情况紧急的，报请时注明并在%(hours)d小时内补办。")
            % {"hours": approval_hours(case, on)},
        )
    if measure.approved_at is not None and at < measure.approved_at:
        raise RuleError(
            _("实施时间不能早于批准时间%(at)s。")
            % {"at": timezone.localtime(measure.approved_at).strftime("%Y-%m-%d %H:%M")},
            article="行政强制法第十八条第一项",
            remedy=_("请核对时间。"),
            field="at",
        )
    if measure.kind != Kind.FREEZE and papers_on != on:
        raise RuleError(
            _("应当制作并当场交付查封、扣押决定书和清单。"),
            article="行政强制法第二十四条",
            remedy=_("请在实施当日交付决定书和清单（一式二份）。"),
            field="on",
        )


def first_period(measure: Measure) -> Period:
    """The period the decision set: within the law's, never rolled over a holiday."""
    period = rules_of(measure).period(PERIODS[Kind(measure.kind)], on=measure.from_on)
    return replace(period, count=measure.days)


def extension_period(measure: Measure) -> Period:
    """The law's one extension."""
    return rules_of(measure).period(
        f"{PERIODS[Kind(measure.kind)]}.extension", on=measure.extended_on
    )


def pauses(tests: Iterable[MeasureTest]) -> list[Suspension]:
    """The days of the tests, which do not count."""
    return [Suspension(row.from_on, row.until_on, TESTING) for row in tests]


def last_days(
    measure: Measure, tests: Iterable[MeasureTest], extra: Period | None = None
) -> tuple[date, date | None]:
    """The last day, and the last day of the extension when `extra` is given."""
    if measure.from_on is None:
        raise ValueError("the measure was not carried out yet")
    left_out, book = pauses(tests), calendar.load(rules_of(measure).region)
    first = periods.apply(first_period(measure), measure.from_on, book, left_out).due_on
    if extra is None:
        return first, None
    return first, periods.apply(extra, first, book, left_out).due_on


def _open(
    measure: Measure, key: str, period: Period, start: date, tests: Iterable[MeasureTest] = ()
) -> None:
    deadlines.open_deadline(
        key=key,
        label=LABELS[key.removesuffix(".extension")],
        subject_type=SUBJECT,
        subject_id=str(measure.pk),
        agency_id=measure.agency_id,
        region=rules_of(measure).region,
        period=period,
        start_on=start,
        suspensions=pauses(tests),
    )


def _reopen(measure: Measure, on: date, key: str, period: Period, start: date) -> None:
    """The clock anew with what changed: the tests left out, or the extension."""
    base = PERIODS[Kind(measure.kind)]
    for old in (base, f"{base}.extension"):
        deadlines.void(SUBJECT, str(measure.pk), on=on, key=old)
    _open(measure, key, period, start, measure.tests.order_by("from_on"))


@transaction.atomic
def serve_freeze(measure: Measure, *, by: User, on: date) -> Measure:
    """Record that the freezing decision reached the party; its three working days end."""
    demand(by, RECORD)
    cases.assert_handler(measure.case, by)
    locked = Measure.objects.select_for_update().select_related("case").get(pk=measure.pk)
    awaits = locked.status == Status.IN_FORCE and locked.papers_on is None
    if not awaits or locked.from_on is None:
        raise RuleError(
            _("没有待交付的冻结决定书。"),
            article="行政强制法第三十一条",
            remedy=_("请刷新页面查看。"),
        )
    if on < locked.from_on:
        raise RuleError(
            _("交付日期不能早于冻结日期%(day)s。") % {"day": locked.from_on},
            article="行政强制法第三十一条",
            remedy=_("请核对日期。"),
            field="on",
        )
    locked.papers_on = on
    locked.save(update_fields=["papers_on"])
    late = deadlines.close(SUBJECT, str(locked.pk), on=on, key=FREEZE_NOTICE)
    audit.append("measure.serve", obj=locked, actor=by, data={"on": on, "outcome": late})
    return locked


@transaction.atomic
def extend(measure: Measure, *, by: User, on: date, reason: str) -> Measure:
    """延长, once, by the head, with reasons, before the last day (CL 25, 32)."""
    recusal.demand_in_case(by, DECIDE, measure.case)
    locked = flows.MEASURE.lock(measure, "extend")
    article = rules_of(locked).article(f"{PERIODS[Kind(locked.kind)]}.extension", on=on)
    _assert_extendable(locked, on, reason, article)
    locked.extended_on = on
    extra = extension_period(locked)
    until, end = last_days(locked, locked.tests.all(), extra)
    changes = {
        "extended_on": on,
        "extended_until": end,
        "extended_by": by,
        "extension_reason": reason.strip(),
    }
    moved = flows.MEASURE.move(measure, "extend", by=by, changes=changes, note=reason)
    _reopen(moved, on, extra.key, extra, until)
    return moved


def _assert_extendable(measure: Measure, on: date, reason: str, article: str) -> None:
    if measure.extended_on is not None:
        raise RuleError(
            _("期限只能延长一次，本措施已延长至%(day)s。") % {"day": measure.extended_until},
            article=article,
            remedy=_("请在期限届满前作出处理决定或者解除。"),
        )
    if measure.until_on is None or on >= measure.until_on:
        raise RuleError(
            _("应当在期限届满（%(day)s）前批准延长。") % {"day": measure.until_on},
            article=article,
            remedy=_("请解除强制措施，退还财物。"),
            field="on",
        )
    if not reason.strip():
        raise RuleError(
            _("延长期限应当说明理由，并书面告知当事人。"),
            article=article,
            remedy=_("请填写情况复杂、需要延长的理由。"),
            field="reason",
        )


@transaction.atomic
def exclude_test(
    measure: Measure,
    *,
    by: User,
    subject: str,
    body: str,
    from_on: date,
    until_on: date,
    notified_on: date,
) -> MeasureTest:
    """Leave the days of a test out of the period; fixed and told in writing beforehand (CL 25)."""
    demand(by, RECORD)
    cases.assert_handler(measure.case, by)
    locked = Measure.objects.select_for_update().select_related("case").get(pk=measure.pk)
    _assert_test(locked, from_on=from_on, until_on=until_on, notified_on=notified_on)
    row = MeasureTest.objects.create(
        measure=locked,
        subject=subject.strip(),
        body=body.strip(),
        from_on=from_on,
        until_on=until_on,
        notified_on=notified_on,
        created_by=by,
    )
    extra = extension_period(locked) if locked.extended_on else None
    first, end = last_days(locked, locked.tests.all(), extra)
    locked.until_on, locked.extended_until = first, end
    locked.save(update_fields=["until_on", "extended_until"])
    start = first if extra else from_of(locked)
    period = extra or first_period(locked)
    _reopen(locked, notified_on, period.key, period, start)
    data = {"from": from_on, "until": until_on, "end": locked.end_on}
    audit.append("measure.test", obj=row, actor=by, data=data)
    return row


def from_of(measure: Measure) -> date:
    """The day the measure began. ValueError before it did."""
    if measure.from_on is None:
        raise ValueError("the measure was not carried out yet")
    return measure.from_on


def _assert_test(measure: Measure, *, from_on: date, until_on: date, notified_on: date) -> None:
    article = "行政强制法第二十五条第三款"
    end = measure.end_on
    if measure.status != Status.IN_FORCE or end is None:
        raise RuleError(
            _("措施不在实施中，不能扣除检测期间。"), article=article, remedy=_("请刷新页面查看。")
        )
    if not from_of(measure) <= notified_on <= from_on <= min(until_on, end):
        raise RuleError(
            _(
                "检测、检验、检疫、鉴定的期间应当明确，在开始前书面告知当事人，并在措施期限（%(end)s）内开始。"
            )
            % {"end": end},
            article=article,
            remedy=_("请核对告知日期和起止日期。"),
            field="from_on",
        )


@transaction.atomic
def log_custody(
    measure: Measure, *, by: User, at: datetime, keeper: str, text: str
) -> CustodyEntry:
    """Add a line to the custody log: where the goods are, in what state, who keeps them (CL 26)."""
    demand(by, RECORD)
    cases.assert_handler(measure.case, by)
    locked = Measure.objects.select_for_update().select_related("case").get(pk=measure.pk)
    if locked.started_at is None or at < locked.started_at or not (keeper.strip() and text.strip()):
        raise RuleError(
            _("保管记录应当写明时间、保管人和保管情况，时间不能早于实施时间。"),
            article="行政强制法第二十六条",
            remedy=_("请补全并核对时间。"),
            field="text" if keeper.strip() else "keeper",
        )
    row = CustodyEntry.objects.create(
        measure=locked, at=at, keeper=keeper.strip(), text=text.strip(), created_by=by
    )
    audit.append("measure.custody", obj=row, actor=by, data={"at": at, "keeper": row.keeper})
    return row
