"""The time to decide: the chain of extensions of each field, and the days left out of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, periods
from core.errors import RuleError
from core.periods import Suspension
from core.triggers import refusal
from enforcement.models import Case, Exclusion, Extension
from enforcement.profiles import load
from enforcement.services import decision_time, decisions
from tests import factories
from tests import hearings as sessions
from tests.base import Cast, day
from tests.enforcement.dossier import audited, clock, draft, head, lead, reviewed, tell

pytestmark = pytest.mark.django_db
# Filed on 2026-03-03; ninety days end on Monday 2026-06-01.
ON = factories.DECIDED
DUE = day(6, 1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def refused(act: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def request(case: Case, *, on: date = ON, reason: str = "案情复杂，尚待取证。") -> Extension:
    return decision_time.request(case, by=lead(case), on=on, reason=reason)


def answer(row: Extension, **changes: Any) -> Extension:
    values: dict[str, Any] = {
        "by": head(row.case.agency),
        "on": ON,
        "approved": True,
        "opinion": "情况属实。",
        **changes,
    }
    return decision_time.answer(row, **values)


def exclude(case: Case, *, on: date = ON, **changes: Any) -> Exclusion:
    values: dict[str, Any] = {"ground": "testing", "paper": "云检委〔2026〕1号", **changes}
    return decision_time.exclude(case, by=lead(case), on=on, **values)


def end(row: Exclusion, *, on: date, paper: str = "检测报告2026-11号") -> Exclusion:
    return decision_time.end_exclusion(row, by=lead(row.case), on=on, paper=paper)


# ------------------------------------------------------------------------------- the chain
def test_the_period_ends_after_ninety_days(case: Case) -> None:
    assert clock(case, "case").due_on == DUE


def test_a_head_gives_thirty_days_more_counted_with_the_ninety(case: Case) -> None:
    row = answer(request(case))

    # A hundred and twenty days after 2026-03-03.
    assert (row.step, row.body, row.new_due_on) == (1, "head", day(7, 1))
    assert clock(case, "case").due_on == day(7, 1)
    assert audited(row, "case.extension_request")
    assert audited(row, "case.extension_answer")


def test_vector_ninety_days_and_thirty_more_roll_over_once() -> None:
    book, rules = calendar.load(""), load("national")
    own, more = rules.period("proc.file_decide_days"), rules.period(decision_time.STEPS[0])
    both = periods.Period(**{**own.to_dict(), "count": own.count + more.count})

    assert periods.apply(own, day(7, 6), book).due_on == day(10, 8)
    assert periods.apply(own, day(8, 22), book).due_on == day(11, 20)
    # The 120th day after 2026-07-06 is 2026-11-03: the holiday of the 90th day moves nothing.
    assert periods.apply(both, day(7, 6), book).due_on == day(11, 3)


@pytest.mark.parametrize(
    ("profile", "sealed", "steps"),
    [
        ("national", False, [(30, "head")]),
        ("sanmenxia_gov", False, [(30, "head")]),
        ("xinshi_urban", False, [(30, "head"), (60, "collective")]),
        ("changzhi_police", True, [(30, "superior"), (30, "superior")]),
    ],
)
def test_each_field_has_its_own_chain(
    profile: str, sealed: bool, steps: list[tuple[int, str]]
) -> None:
    agency = factories.agency(profile=profile, field="治安" if sealed else "")
    row = factories.case(agency, filed=True)
    found = []
    while (link := decision_time.next_link(row, ON)) is not None:
        found.append((link.period.count, link.body))
        answer(request(row), minutes="三名负责人一致同意。")

    assert found == steps
    assert "不允许再次延长" in refused(lambda: request(row)).message
    more = sum(days for days, _ in steps)
    assert clock(row, "case").period["count"] == (30 if sealed else 90) + more


def test_the_heads_together_or_a_superior_leave_their_minutes(cast: Cast) -> None:
    agency = factories.agency(profile="xinshi_urban")
    row = factories.case(agency, filed=True)
    answer(request(row))
    second = request(row)

    assert refused(lambda: answer(second)).field == "minutes"
    assert answer(second, approved=False).new_due_on is None
    assert answer(request(row), minutes="集体讨论一致同意。").step == 2


def test_a_refusal_changes_nothing_and_may_be_asked_again(case: Case) -> None:
    row = answer(request(case), approved=False, opinion="理由不足。")

    assert (row.new_due_on, clock(case, "case").due_on) == (None, DUE)
    assert answer(request(case)).step == 1


@pytest.mark.parametrize(("on", "allowed"), [(DUE, True), (DUE + timedelta(days=1), False)])
def test_more_time_is_asked_for_before_the_period_has_run_out(
    case: Case, on: date, allowed: bool
) -> None:
    if allowed:
        assert request(case, on=on).old_due_on == DUE
        return
    error = refused(lambda: request(case, on=on))
    assert (error.field, error.article) == ("on", "行政处罚法第六十条")
    assert "2026-06-01届满" in error.message


def test_it_is_granted_before_the_period_has_run_out(case: Case) -> None:
    row = request(case, on=DUE)

    assert refused(lambda: answer(row, on=DUE + timedelta(days=1))).field == "on"
    assert refused(lambda: answer(row, on=DUE - timedelta(days=1))).field == "on"
    assert answer(row, on=DUE).approved


@pytest.mark.parametrize(("change", "field"), [({"opinion": " "}, "opinion")])
def test_an_answer_gives_its_opinion(case: Case, change: dict[str, Any], field: str) -> None:
    row = request(case)

    assert refused(lambda: answer(row, **change)).field == field


def test_a_request_gives_its_reasons_and_waits_for_its_answer(case: Case) -> None:
    assert refused(lambda: request(case, reason="")).field == "reason"
    row = request(case)
    assert "待审批" in refused(lambda: request(case)).message
    answer(row)
    assert "已经审批" in refused(lambda: answer(row)).message


def test_handlers_ask_and_heads_answer(cast: Cast, case: Case) -> None:
    with pytest.raises(PermissionDenied):
        decision_time.request(case, by=cast.head, on=ON, reason="复杂。")
    row = request(case)
    for person in (cast.officer1, cast.unithead, cast.outsider):
        with pytest.raises(PermissionDenied):
            answer(row, by=person)


def test_without_a_clock_there_is_nothing_to_prolong(cast: Cast) -> None:
    waiting = factories.case(cast.bureau)

    assert "没有正在计算的办案期限" in refused(lambda: request(waiting)).message


def test_lateness_is_an_alarm_and_no_bar(cast: Cast) -> None:
    row = draft(cast.bureau)
    notice = tell(row, on=ON)
    late = DUE + timedelta(days=30)
    assert late > notice.defence_until
    decision = reviewed(row, on=late)

    assert decisions.issue(decision, by=cast.head, on=late).status == "issued"
    assert clock(row.case, "case").outcome == "late"


# ------------------------------------------------------------------------------- days left out
@pytest.mark.parametrize("ground", ["testing", "public_notice"])
def test_days_from_paper_to_paper_do_not_count(case: Case, ground: str) -> None:
    row = exclude(case, ground=ground)
    assert clock(case, "case").suspended_on == ON

    end(row, on=day(3, 25))

    found = clock(case, "case")
    # Ten days: 2026-03-16 up to and including 2026-03-25.
    assert (found.suspended_on, found.due_on) == (None, day(6, 11))
    assert found.suspensions[0]["reason"] == Exclusion.Ground(ground).label
    assert audited(row, "case.exclusion")
    assert audited(row, "case.exclusion_end")


def test_public_security_leaves_out_appraisals_only(cast: Cast) -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    row = factories.case(police, filed=True)

    error = refused(lambda: exclude(row, ground="public_notice"))
    assert (error.field, error.article) == ("ground", "治安管理处罚法第一百一十八条")
    assert exclude(row).started_on == ON


@pytest.mark.parametrize("ground", ["", "holiday"])
def test_what_is_no_ground_leaves_nothing_out(case: Case, ground: str) -> None:
    error = refused(lambda: exclude(case, ground=ground))

    assert error.field == "ground"
    assert f"没有把“{ground}”的时间排除" in str(error)
    assert not case.exclusions.exists()


@pytest.mark.parametrize(("change", "field"), [({"paper": ""}, "paper"), ({"on": day(3, 2)}, "on")])
def test_a_period_begins_with_its_paper_after_the_filing(
    case: Case, change: dict[str, Any], field: str
) -> None:
    assert refused(lambda: exclude(case, **change)).field == field
    assert clock(case, "case").suspended_on is None


def test_a_period_ends_once_with_its_paper_in_order(case: Case) -> None:
    row = exclude(case)
    assert refused(lambda: exclude(case)).field == "ground"
    assert refused(lambda: end(row, on=day(3, 15))).field == "on"
    assert refused(lambda: end(row, on=ON, paper=" ")).field == "paper"
    end(row, on=ON)
    assert "已经结束" in refused(lambda: end(row, on=ON)).message


def test_the_clock_stands_until_nothing_holds_it_any_more(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, fine_cents=5_000_000), on=ON)
    sample, notice_board = exclude(notice.case), exclude(notice.case, ground="public_notice")
    sessions.ask(notice, on=day(3, 17))
    end(sample, on=day(3, 18))
    assert clock(notice.case, "case").suspended_on == ON
    sessions.hear(notice, on=day(3, 26))
    assert clock(notice.case, "case").suspended_on == ON

    end(notice_board, on=day(3, 30))

    found = clock(notice.case, "case")
    assert found.suspensions == [
        {"start": "2026-03-16", "end": "2026-03-30", "reason": "检测、检验、检疫、鉴定"}
    ]
    assert found.due_on == DUE + timedelta(days=15)


def test_more_time_may_be_asked_for_while_the_clock_stands(case: Case) -> None:
    exclude(case)

    assert answer(request(case, on=day(9, 1)), on=day(9, 1)).approved


@given(st.integers(0, 60), st.integers(0, 30), st.integers(0, 60))
def test_each_day_left_out_moves_the_nominal_end_by_one(gap: int, days: int, more: int) -> None:
    period, book = load("national").period("proc.file_decide_days"), calendar.load("")
    start = day(1, 5)
    first = start + timedelta(days=1 + gap)
    pause = Suspension(first, first + timedelta(days=days))
    longer = periods.Period(**{**period.to_dict(), "count": period.count + more})

    plain, moved = (
        periods.apply(longer, start, book, pauses).nominal_on for pauses in ([], [pause])
    )

    assert plain is not None and moved is not None
    assert (moved - plain).days == days + 1


# ------------------------------------------------------------------------------- raw SQL
def gate(statement: str, *params: Any) -> str:
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, params)
    code = refusal(caught.value)
    assert code is not None, caught.value
    return code[0]


def test_raw_sql_rewrites_neither_an_answer_nor_a_period_that_is_over(case: Case) -> None:
    row, away = answer(request(case)), exclude(case)
    end(away, on=ON)

    change = "UPDATE enforcement_extension SET approved = NULL WHERE id = %s"
    assert gate(change, row.pk) == "EXTENSION_ANSWERED"
    later = "UPDATE enforcement_exclusion SET ended_on = %s WHERE id = %s"
    assert gate(later, day(5, 1), away.pk) == "EXCLUSION_ENDED"
    assert gate("DELETE FROM enforcement_extension WHERE id = %s", row.pk) == "APPEND_ONLY"
