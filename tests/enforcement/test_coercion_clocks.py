"""The clocks of a measure: opened by the act, moved by tests, judged by the day it ended."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from enforcement.models import Case, Measure, MeasureTest
from enforcement.services import measure_course, measure_end, measures
from tests import coercion
from tests.base import Cast, day
from tests.coercion import END, EXTENDED_END, ON
from tests.enforcement import coerced
from tests.enforcement.coerced import LATER, clocks, fresh, refuses
from tests.enforcement.dossier import audited
from tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SEAL, SEAL_MORE = "coerce.seal_days", "coerce.seal_days.extension"
HOURS = "coerce.emergency_report_hours"
NOTICE, FREEZE = "coerce.freeze_notice_days", "coerce.freeze_days"
LIMIT = at(ON, 10) + timedelta(hours=24)
BEFORE_END = day(4, 10)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def held(case: Case) -> Measure:
    return coerced.in_force(case)


@pytest.fixture
def urgent(case: Case) -> Measure:
    """Carried out on the spot, not approved yet."""
    return fresh(coerced.begun(coercion.planned(case, emergency=True)))


@pytest.fixture
def frozen(cast: Cast, case: Case) -> Measure:
    item = coercion.freezing_item(cast.bureau)
    row = coerced.answered(coercion.planned(case, kind="freeze", item=item))
    return fresh(coerced.begun(row, papers_on=None))


def left_out(
    measure: Measure, cast: Cast, first: date, last: date, told: date | None = None
) -> MeasureTest:
    return measure_course.exclude_test(
        measure,
        by=cast.officer1,
        subject="食品检验",
        body="云溪市检验检测中心",
        from_on=first,
        until_on=last,
        notified_on=told or first,
    )


def extended(measure: Measure, cast: Cast, on: date = BEFORE_END) -> Measure:
    return fresh(measure_course.extend(measure, by=cast.head, on=on, reason="案情复杂。"))


# ------------------------------------------------------------------------------- the act itself
@pytest.mark.parametrize("days", [1, 5, 29, 30])
def test_the_period_is_as_long_as_the_decision_says(case: Case, days: int) -> None:
    row = coerced.in_force(case, days=days)
    assert (row.until_on, row.end_on) == (ON + timedelta(days=days),) * 2
    assert clocks(row) == {SEAL: ("open", ON + timedelta(days=days))}
    assert audited(row, "measure.enforce")


def test_an_unapproved_emergency_runs_two_clocks(urgent: Measure) -> None:
    assert clocks(urgent) == {SEAL: ("open", END), HOURS: ("open", ON + timedelta(days=1))}


def test_a_freezing_runs_two_clocks(frozen: Measure) -> None:
    assert clocks(frozen) == {FREEZE: ("open", END), NOTICE: ("open", day(3, 19))}


def test_an_emergency_the_head_approved_beforehand_owes_no_report(case: Case) -> None:
    row = coerced.answered(coercion.planned(case, emergency=True))
    assert set(clocks(coerced.begun(row))) == {SEAL}


SCENES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"hour": 8}, "不能早于批准时间2026-03-16 09:00", "行政强制法第十八条第一项", "at"),
    ({"papers_on": None}, "当场交付查封、扣押决定书和清单", "行政强制法第二十四条", "on"),
    ({"papers_on": day(3, 17)}, "当场交付查封、扣押决定书和清单", "行政强制法第二十四条", "on"),
    ({"papers_on": day(3, 13)}, "当场交付查封、扣押决定书和清单", "行政强制法第二十四条", "on"),
]


@pytest.mark.parametrize(("changes", "words", "article", "field"), SCENES)
def test_a_scene_out_of_order_is_no_measure(
    case: Case, changes: dict[str, Any], words: str, article: str, field: str
) -> None:
    row = coerced.answered(coercion.planned(case))
    with refuses(words, article, field):
        coerced.begun(row, **changes)
    assert fresh(row).status == "approved" and clocks(row) == {}


def test_the_minute_of_the_approval_itself_is_late_enough(case: Case) -> None:
    assert coerced.begun(coerced.answered(coercion.planned(case)), hour=9).status == "in_force"


# ------------------------------------------------------------------------------- emergencies
@pytest.mark.parametrize(
    ("when", "agree", "becomes", "outcome"),
    [
        (at(ON, 10), True, "in_force", "met"),
        (LIMIT, True, "in_force", "met"),
        (LIMIT, False, "due_release", "met"),
        (LIMIT + timedelta(days=2), False, "due_release", "late"),
    ],
)
def test_the_answer_after_the_act_closes_its_clock(
    urgent: Measure, when: datetime, agree: bool, becomes: str, outcome: str
) -> None:
    row = coerced.answered(urgent, when=when, agree=agree)
    assert (row.status, row.approved_at) == (becomes, when)
    assert clocks(row) == {SEAL: ("open", END), HOURS: (outcome, day(3, 17))}
    assert audited(row, "measure.approve_after" if agree else "measure.disapprove")


@pytest.mark.parametrize(("when", "agree"), [(LIMIT + MINUTE, True), (at(ON, 10) - MINUTE, True)])
def test_an_answer_before_the_act_or_after_the_hours_is_refused(
    urgent: Measure, when: datetime, agree: bool
) -> None:
    words = "应当在2026-03-17 10:00前报告并补办批准手续"
    with refuses(words, "行政强制法第十九条", "at"):
        coerced.answered(urgent, when=when, agree=agree)
    assert clocks(urgent)[HOURS][0] == "open"


@pytest.mark.parametrize("emergency", [False, True])
def test_an_answer_is_given_once(case: Case, emergency: bool) -> None:
    row = coercion.planned(case, emergency=emergency)
    if emergency:
        coerced.begun(row)
    coerced.answered(row, when=at(ON, 10))
    if not emergency:
        coerced.begun(fresh(row))
    with refuses("该措施已经批准，无需再次审批", "行政强制法第十九条"):
        coerced.answered(fresh(row), when=LIMIT)


@pytest.mark.parametrize("emergency", [False, True])
def test_a_no_has_its_reason(cast: Cast, case: Case, emergency: bool) -> None:
    row = coercion.planned(case, emergency=emergency)
    if emergency:
        coerced.begun(row)
    with refuses("不予批准应当说明理由", "行政强制法第十八条、第十九条", "opinion"):
        measures.judge(row, by=cast.head, at=LIMIT, agree=False, opinion=" \n")


def test_an_emergency_nobody_approved_is_due_for_release_the_day_after_its_last(
    urgent: Measure,
) -> None:
    assert measure_end.to_expire(day(3, 17)) == []
    assert measure_end.expire_all(day(3, 18)) == 1
    assert fresh(urgent).status == "due_release"


# ------------------------------------------------------------------------------- freezing
def test_a_freezing_decision_is_not_handed_over_before_the_freezing(
    cast: Cast, frozen: Measure
) -> None:
    with refuses("不能早于冻结日期2026-03-16", "行政强制法第三十一条", "on"):
        measure_course.serve_freeze(frozen, by=cast.officer1, on=ON - timedelta(days=1))
    assert fresh(frozen).papers_on is None


def test_a_freezing_is_extended_under_its_own_article(cast: Cast, frozen: Measure) -> None:
    row = extended(frozen, cast)
    assert clocks(row)[f"{FREEZE}.extension"] == ("open", EXTENDED_END)
    with refuses("期限只能延长一次，本措施已延长至2026-05-15", "行政强制法第三十二条"):
        extended(row, cast, on=day(5, 1))


# ------------------------------------------------------------------------------- the extension
@pytest.mark.parametrize(
    ("on", "allowed"), [(ON, True), (END - timedelta(days=1), True), (END, False)]
)
def test_an_extension_is_approved_before_the_last_day(
    cast: Cast, held: Measure, on: date, allowed: bool
) -> None:
    if allowed:
        row = extended(held, cast, on=on)
        assert (row.end_on, row.extended_by) == (EXTENDED_END, cast.head)
        assert clocks(row) == {SEAL: ("void", END), SEAL_MORE: ("open", EXTENDED_END)}
        return
    with refuses("应当在期限届满（2026-04-15）前批准延长", "行政强制法第二十五条", "on"):
        extended(held, cast, on=on)
    assert clocks(held) == {SEAL: ("open", END)}


def test_a_short_period_is_extended_by_thirty_days_too(cast: Cast, case: Case) -> None:
    row = extended(coerced.in_force(case, days=5), cast, on=day(3, 18))
    assert (row.until_on, row.end_on) == (day(3, 21), day(4, 20))


def test_an_extension_without_reason_is_refused(cast: Cast, held: Measure) -> None:
    with refuses("应当说明理由，并书面告知当事人", "行政强制法第二十五条", "reason"):
        measure_course.extend(held, by=cast.head, on=LATER, reason="\t")


# ------------------------------------------------------------------------------- tests
@pytest.mark.parametrize(
    ("spans", "more"),
    [
        ([(ON, ON)], 0),  # the day of the act never counted
        ([(day(3, 17), day(3, 17))], 1),
        ([(day(3, 20), day(3, 29))], 10),
        ([(END, END)], 1),
        ([(day(3, 20), day(3, 22)), (day(3, 25), day(3, 26))], 5),
        ([(day(3, 20), day(3, 24)), (day(3, 23), day(3, 26))], 7),  # a day is left out once
    ],
)
def test_each_day_of_a_test_is_left_out_once(
    cast: Cast, held: Measure, spans: list[tuple[date, date]], more: int
) -> None:
    for first, last in spans:
        left_out(fresh(held), cast, first, last)
    assert fresh(held).end_on == END + timedelta(days=more)
    assert clocks(held) == {SEAL: ("open", END + timedelta(days=more))}


TOLD_LATE = "应当明确，在开始前书面告知当事人，并在措施期限（2026-04-15）内开始"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (day(3, 20), day(3, 22), day(3, 21)),
        (day(3, 20), day(3, 19), day(3, 19)),
        (day(4, 16), day(4, 18), day(4, 14)),
        (day(3, 20), day(3, 22), day(3, 15)),
    ],
)
def test_a_test_is_fixed_and_told_before_it_begins(
    cast: Cast, held: Measure, first: date, last: date, told: date
) -> None:
    with refuses(TOLD_LATE, "行政强制法第二十五条第三款", "from_on"):
        left_out(held, cast, first, last, told)
    assert not MeasureTest.objects.exists()


def test_a_test_after_the_extension_moves_the_extended_end(cast: Cast, held: Measure) -> None:
    row = extended(held, cast)
    left_out(row, cast, day(5, 10), day(5, 12))
    assert (fresh(row).until_on, fresh(row).end_on) == (END, EXTENDED_END + timedelta(days=3))
    assert clocks(row)[SEAL_MORE] == ("open", EXTENDED_END + timedelta(days=3))


def test_a_new_end_is_the_last_day_for_an_extension_too(cast: Cast, held: Measure) -> None:
    left_out(held, cast, day(3, 20), day(3, 21))
    assert extended(fresh(held), cast, on=day(4, 16)).end_on == EXTENDED_END + timedelta(days=2)


# ------------------------------------------------------------------------------- custody
@pytest.mark.parametrize(
    ("keeper", "text", "hour", "field"),
    [
        ("", "入库。", 15, "keeper"),
        (" ", " ", 15, "keeper"),
        ("库管员", "\n", 15, "text"),
        ("库管员", "入库。", 9, "text"),
    ],
)
def test_a_line_of_custody_says_who_what_and_when(
    cast: Cast, held: Measure, keeper: str, text: str, hour: int, field: str
) -> None:
    with refuses("保管记录应当写明时间", "行政强制法第二十六条", field):
        measure_course.log_custody(
            held, by=cast.officer1, at=at(ON, hour), keeper=keeper, text=text
        )
    assert not held.custody.exists()


@pytest.mark.parametrize("state", ["planned", "approved"])
def test_nothing_is_kept_before_it_was_taken(cast: Cast, case: Case, state: str) -> None:
    row = coerced.in_state(case, state)
    with refuses("不能早于实施时间", "行政强制法第二十六条", "text"):
        measure_course.log_custody(row, by=cast.officer1, at=at(ON), keeper="库管员", text="入库")


def test_custody_may_begin_with_the_minute_of_the_act(cast: Cast, held: Measure) -> None:
    row = measure_course.log_custody(
        held, by=cast.officer2, at=at(ON, 10), keeper=" 库管员 ", text=" 入库，封条完好。 "
    )
    assert (row.keeper, row.text, row.created_by) == ("库管员", "入库，封条完好。", cast.officer2)
    assert audited(row, "measure.custody")
