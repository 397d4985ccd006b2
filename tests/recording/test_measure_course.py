"""The period of a measure: thirty days and thirty, tests left out, alarms, 应当解除 (CL 25-28)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core import calendar
from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry, Deadline
from disclosure.services import sweep
from enforcement import timeline
from enforcement.models import Case, Decision, Measure, MeasureTest
from enforcement.services import alarms, measure_course, measure_end
from recording.models import Document, Service
from recording.services import measures as acts
from tests import coercion, factories
from tests.base import Cast, day
from tests.coercion import END, EXTENDED_END, ON
from tests.factories import at
from tests.recording.papers import said

pytestmark = pytest.mark.one_database
LAST_BUT_ONE = day(4, 14)
REASON = "案情复杂，检验结论尚未作出。"


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def held(case: Case) -> Measure:
    return coercion.in_force(case)


def fresh(measure: Measure) -> Measure:
    return Measure.objects.get(pk=measure.pk)


def examined(measure: Measure, cast: Cast, **changes: Any) -> MeasureTest:
    values: dict[str, Any] = {
        "subject": "食品检验",
        "body": "云溪市检验检测中心",
        "from_on": day(3, 20),
        "until_on": day(3, 29),
        "notified_on": day(3, 19),
    }
    return measure_course.exclude_test(measure, by=cast.officer1, **{**values, **changes})


# ------------------------------------------------------------------------------- the period
def test_thirty_days_end_on_the_thirtieth_day_after(held: Measure) -> None:
    assert held.until_on == END == ON + timedelta(days=30)


def test_the_end_does_not_roll_over_a_holiday(cast: Cast) -> None:
    row = factories.case(cast.bureau, on=day(9, 14), filed=True)  # filed on 1 September
    measure = coercion.in_force(row, on=day(9, 3))
    assert measure.until_on == day(10, 3)  # within the national holiday
    assert calendar.load(cast.bureau.rules().region).holiday(day(10, 3))


def test_the_clock_is_on_the_page_of_the_case(held: Measure) -> None:
    clocks = timeline.open_deadlines(held.case, day(3, 20))
    assert ("measure", END) in {(row.subject_type, row.due_on) for row in clocks}


# ------------------------------------------------------------------------------- one extension
def extend(cast: Cast, measure: Measure, on: date = LAST_BUT_ONE, reason: str = REASON) -> Measure:
    return acts.extend(measure, by=cast.head, on=on, reason=reason)


def test_the_head_extends_once_by_thirty_days_with_reasons(cast: Cast, held: Measure) -> None:
    row = extend(cast, held)
    assert (row.extended_until, row.end_on) == (EXTENDED_END, EXTENDED_END)
    words = said(Document.objects.get(kind="measure_extension"))
    assert "延长扣押期限决定书" in words and REASON in words and "2026年5月15日" in words
    assert AuditEntry.objects.filter(action="measure.extend").count() == 1
    clock = Deadline.objects.get(subject_type="measure", outcome="open")
    assert (clock.key, clock.due_on) == ("coerce.seal_days.extension", EXTENDED_END)
    with pytest.raises(RuleError, match="只能延长一次"):
        extend(cast, fresh(held), on=day(5, 1))


@pytest.mark.parametrize("on", [END, END + timedelta(days=1)])
def test_an_extension_comes_before_the_last_day(cast: Cast, held: Measure, on: date) -> None:
    with pytest.raises(RuleError) as error:
        extend(cast, held, on=on)
    assert error.value.article == "行政强制法第二十五条"
    assert "届满（2026-04-15）前" in error.value.message


def test_an_extension_needs_its_reason(cast: Cast, held: Measure) -> None:
    with pytest.raises(RuleError, match="应当说明理由"):
        extend(cast, held, reason=" ")


@pytest.mark.parametrize("name", ["officer1", "unithead"])
def test_nobody_but_the_head_extends(cast: Cast, held: Measure, name: str) -> None:
    with pytest.raises(PermissionDenied):
        acts.extend(held, by=cast.people[name], on=day(4, 10), reason=REASON)


def test_the_extension_is_told_in_writing(cast: Cast, held: Measure) -> None:
    extend(cast, held)
    coercion.handed_paper(held, kind="measure_extension", on=day(4, 14))
    paper = Document.objects.get(kind="measure_extension")
    assert Service.objects.get(document=paper).receiver == "钱试一"
    with pytest.raises(RuleError, match="已经送达"):
        coercion.handed_paper(held, kind="measure_extension", on=day(4, 15))


# ------------------------------------------------------------------------------- tests
def test_the_days_of_a_test_are_left_out(cast: Cast, held: Measure) -> None:
    examined(held, cast)
    assert fresh(held).until_on == END + timedelta(days=10)
    clock = Deadline.objects.get(subject_type="measure", outcome="open")
    assert clock.due_on == END + timedelta(days=10)
    assert AuditEntry.objects.filter(action="measure.test").count() == 1


def test_a_test_within_the_extension_moves_its_end_only(cast: Cast, held: Measure) -> None:
    extend(cast, held)
    examined(fresh(held), cast, from_on=day(4, 20), until_on=day(4, 24), notified_on=day(4, 20))
    row = fresh(held)
    assert (row.until_on, row.end_on) == (END, EXTENDED_END + timedelta(days=5))


@pytest.mark.parametrize(
    "changes",
    [
        {"notified_on": day(3, 21)},  # told after it began
        {"notified_on": day(3, 15)},  # told before the measure
        {"until_on": day(3, 19)},  # ends before it begins
        {"from_on": day(4, 16), "until_on": day(4, 20)},  # begins after the end
    ],
)
def test_a_test_is_fixed_and_told_beforehand(
    cast: Cast, held: Measure, changes: dict[str, Any]
) -> None:
    with pytest.raises(RuleError) as error:
        examined(held, cast, **changes)
    assert error.value.article == "行政强制法第二十五条第三款"


def test_a_measure_that_is_over_leaves_out_no_more_days(cast: Cast, held: Measure) -> None:
    measure_end.expire_all(END)
    with pytest.raises(RuleError, match="不在实施中"):
        examined(held, cast)


# ------------------------------------------------------------------------------- 应当解除
def test_on_the_last_day_the_sweep_turns_it_to_release(held: Measure) -> None:
    assert sweep.run(END - timedelta(days=1)).due_release == 0
    assert sweep.run(END).due_release == 1
    assert fresh(held).status == "due_release"
    assert sweep.run(END).due_release == 0
    assert AuditEntry.objects.filter(action="measure.expire").count() == 1


def test_an_extended_measure_runs_to_its_new_end(cast: Cast, held: Measure) -> None:
    extend(cast, held)
    assert measure_end.to_expire(END + timedelta(days=1)) == []
    assert measure_end.to_expire(EXTENDED_END) == [held.pk]


def test_an_emergency_nobody_approved_is_to_be_released(case: Case) -> None:
    row = coercion.enforced(coercion.planned(case, emergency=True), when=at(ON, 10))
    assert measure_end.to_expire(day(3, 17)) == []
    assert measure_end.to_expire(day(3, 18)) == [row.pk]
    assert measure_end.expire(row.pk, day(3, 18))
    assert not measure_end.expire(row.pk, day(3, 18))


@pytest.mark.parametrize("do", ["extend", "custody"])
def test_what_ran_out_takes_nothing_but_its_release(cast: Cast, held: Measure, do: str) -> None:
    measure_end.expire_all(END)
    if do == "extend":
        with pytest.raises(StaleError):
            extend(cast, held, on=day(4, 14))
    else:
        measure_course.log_custody(
            held, by=cast.officer1, at=at(END), keeper="库管员", text="仍在库房。"
        )
    assert coercion.released(fresh(held), on=END, ground="expired").measure.status == "released"


# ------------------------------------------------------------------------------- custody and release
def test_custody_is_logged_and_needs_a_keeper(cast: Cast, held: Measure) -> None:
    row = measure_course.log_custody(
        held, by=cast.officer1, at=at(ON, 15), keeper="库管员", text="入库，封条完好。"
    )
    assert AuditEntry.objects.filter(action="measure.custody", object_id=str(row.pk)).exists()
    for keeper, text, when in (("", "入库", 15), ("库管员", " ", 15), ("库管员", "入库", 9)):
        with pytest.raises(RuleError, match="保管记录应当写明"):
            measure_course.log_custody(
                held, by=cast.officer1, at=at(ON, when), keeper=keeper, text=text
            )


@pytest.mark.parametrize("ground", ["no_violation", "unrelated", "decided", "other"])
def test_the_goods_go_back_at_once_against_a_receipt(held: Measure, ground: str) -> None:
    row = coercion.released(held, on=day(3, 20), ground=ground)
    assert row.measure.status == "released"
    assert not row.measure.items.filter(held=True).exists()
    words = said(Document.objects.get(kind="measure_release"))
    assert "解除扣押决定书" in words and "领取人：钱试一" in words and "全部领回" in words
    assert Deadline.objects.get(subject_type="measure").outcome == "met"
    assert AuditEntry.objects.filter(action="measure.release").count() == 1


def test_time_is_no_ground_before_it_is_over(held: Measure) -> None:
    with pytest.raises(RuleError) as error:
        coercion.released(held, on=END - timedelta(days=1), ground="expired")
    assert error.value.article == "行政强制法第二十八条"


def test_a_ground_the_law_does_not_know_is_refused(held: Measure) -> None:
    with pytest.raises(RuleError, match="解除事由不成立"):
        coercion.released(held, on=day(3, 20), ground="favour")


def test_a_late_release_is_late_for_good(held: Measure) -> None:
    measure_end.expire_all(END)
    coercion.released(fresh(held), on=END + timedelta(days=2), ground="expired")
    assert Deadline.objects.get(subject_type="measure").outcome == "late"


@pytest.mark.parametrize("blank", ["receiver", "receipt", "reason"])
def test_a_release_without_receipt_is_refused(cast: Cast, held: Measure, blank: str) -> None:
    values = {"receiver": "钱试一", "receipt": "已领回", "reason": "查清", blank: " "}
    with pytest.raises(RuleError, match="清点签收"):
        acts.release(held, by=cast.officer1, on=day(3, 20), ground="other", **values)


def test_goods_go_with_the_criminal_case_and_the_party_is_told(cast: Cast, held: Measure) -> None:
    row = acts.hand_over(
        held, by=cast.officer1, on=day(3, 25), organ="云溪市公安局", note="清单核对无误。"
    )
    assert row.status == "handed_over"
    words = said(Document.objects.get(kind="goods_handover"))
    assert "云溪市公安局" in words and row.doc_no in words
    with pytest.raises(StaleError):
        coercion.released(fresh(held), on=day(3, 26))


def test_a_hand_over_names_its_receiver(cast: Cast, held: Measure) -> None:
    with pytest.raises(RuleError) as error:
        acts.hand_over(held, by=cast.officer1, on=day(3, 25), organ=" ", note="核对")
    assert error.value.article == "行政强制法第二十一条"


def test_confiscation_needs_a_decision_within_the_period(cast: Cast, held: Measure) -> None:
    with pytest.raises(RuleError, match="没有在该日前作出的没收决定"):
        measure_end.confiscate(held, by=cast.officer1, on=day(4, 1), note="按决定没收。")
    with pytest.raises(RuleError, match="期限已于2026-04-15届满"):
        measure_end.confiscate(held, by=cast.officer1, on=day(4, 16), note="按决定没收。")


def test_a_decision_to_confiscate_ends_the_measure(cast: Cast, held: Measure) -> None:
    decided(held, on=day(3, 30))
    row = measure_end.confiscate(held, by=cast.officer1, on=day(4, 1), note="按决定没收。")
    assert (row.status, row.ended_on) == ("confiscated", day(4, 1))


def decided(held: Measure, on: date) -> Decision:
    """A decision of the case that confiscates the goods."""
    factories.record(held.case, on=day(3, 17))
    coercion.filmed(held.case)
    draft = factories.draft(
        held.case.agency,
        on=on,
        case=Case.objects.get(pk=held.case_id),
        penalty_kinds=["confiscate_goods"],
        fine_cents=0,
        result="没收超过保质期的饼干12袋。",
    )
    factories.notify(draft, on=day(3, 21), waived_on=day(3, 22))
    return factories.issue(factories.pass_review(draft, on=on), on=on)


def test_what_the_law_destroys_needs_no_decision(cast: Cast, held: Measure) -> None:
    row = measure_end.confiscate(
        held, by=cast.officer1, on=day(4, 1), note="依法销毁。", destroyed=True
    )
    assert row.status == "confiscated"


# ------------------------------------------------------------------------------- alarms
def given() -> set[tuple[str, str]]:
    rows = Alert.objects.filter(deadline__subject_type="measure")
    return set(rows.values_list("recipient__username", "level"))


HEARERS = ("officer1", "officer2", "unithead", "head")


@pytest.mark.parametrize(
    ("left", "level"),
    [(8, None), (7, "warn7"), (4, "warn7"), (3, "warn3"), (2, "warn3"), (1, "warn1"), (0, "warn1")],
)
def test_handlers_unit_head_and_head_hear_at_seven_three_and_one_days(
    held: Measure, left: int, level: str | None
) -> None:
    sweep.run(END - timedelta(days=left))
    assert given() == ({(name, level) for name in HEARERS} if level else set())


def test_an_alarm_is_given_once_a_level(held: Measure) -> None:
    for left in range(9, -1, -1):
        sweep.run(END - timedelta(days=left))
    assert len(given()) == Alert.objects.filter(deadline__subject_type="measure").count() == 12


def test_a_measure_held_too_long_goes_up_to_the_supervisor(held: Measure) -> None:
    sweep.run(END + timedelta(days=2))
    up_the_line = {(name, "unit_head") for name in HEARERS}
    assert given() == up_the_line | {("supervisor", "supervisor")}
    assert "应当立即解除" in Alert.objects.filter(deadline__subject_type="measure")[0].text


def test_a_released_measure_alarms_nobody(held: Measure) -> None:
    coercion.released(held, on=day(3, 20))
    sweep.run(END)
    assert given() == set()


def test_an_extension_starts_the_alarms_anew(cast: Cast, held: Measure) -> None:
    sweep.run(END - timedelta(days=3))
    extend(cast, held)
    sweep.run(EXTENDED_END - timedelta(days=7))
    assert {level for _name, level in given()} == {"warn3", "warn7"}


def test_the_alarm_leads_to_the_measures_of_the_case(cast: Cast, held: Measure) -> None:
    sweep.run(END - timedelta(days=7))
    for alert in Alert.objects.filter(deadline__subject_type="measure"):
        assert alert.url == f"/office/cases/{held.case_id}/measures/"
        assert "剩余7日" in alert.text and held.doc_no in alert.text


def test_every_profile_warns_at_seven_three_and_one_days(cast: Cast) -> None:
    assert cast.bureau.rules().value(alarms.MEASURE_DAYS, on=ON) == [7, 3, 1]
