"""Running deadlines: opened once, suspended, ended, and how many working days are left."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import deadlines
from core.errors import RuleError
from core.models import AuditEntry, Deadline
from core.periods import Period, Suspension
from tests.core.calendar_case import day
from tests.core.deadline_case import PAY, PUBLISH, start

pytestmark = pytest.mark.django_db


def actions() -> list[str]:
    """What the log says happened to deadlines, in order."""
    rows = AuditEntry.objects.filter(object_type="core.deadline").order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_a_deadline_keeps_a_snapshot_of_its_period() -> None:
    row = start("2026-11-20")
    assert row.due_on == day("2026-12-01")
    assert Period.from_dict(row.period) == PUBLISH
    assert row.article == PUBLISH.article
    assert not row.provisional
    assert actions() == ["deadline.open"]


def test_opening_twice_gives_the_same_deadline() -> None:
    first, again = start("2026-11-20"), start("2026-11-27")
    assert first.pk == again.pk
    assert again.due_on == day("2026-12-01")
    assert actions() == ["deadline.open"]


def test_an_ended_deadline_makes_room_for_another() -> None:
    first = start("2026-11-20")
    deadlines.close("decision", "1", on=day("2026-11-30"))
    assert start("2026-12-01").pk != first.pk


def test_ending_on_the_due_day_is_in_time_and_a_day_later_is_late() -> None:
    start("2026-11-20", subject="a")
    start("2026-11-20", subject="b")
    assert deadlines.close("decision", "a", on=day("2026-12-01")) == "met"
    assert deadlines.close("decision", "b", on=day("2026-12-02")) == "late"
    assert deadlines.close("decision", "b", on=day("2026-12-03")) == ""
    late = deadlines.for_subject("decision", "b").get()
    assert (late.outcome, late.ended_on) == ("late", day("2026-12-02"))
    assert actions().count("deadline.end") == 2


def test_closing_all_reports_the_worst() -> None:
    start("2026-11-20")
    start("2026-11-06", PAY)
    assert deadlines.close("decision", "1", on=day("2026-11-27")) == "late"
    outcomes = dict(Deadline.objects.values_list("key", "outcome"))
    assert outcomes == {PUBLISH.key: "met", PAY.key: "late"}


def test_closing_one_key_leaves_the_others_running() -> None:
    start("2026-11-20")
    start("2026-11-20", PAY)
    deadlines.close("decision", "1", on=day("2026-11-23"), key=PAY.key)
    assert list(deadlines.running().values_list("key", flat=True)) == [PUBLISH.key]


def test_a_void_deadline_is_neither_met_nor_late() -> None:
    start("2026-11-20")
    assert deadlines.void("decision", "1", on=day("2027-03-01")) == "void"
    assert deadlines.for_subject("decision", "1").get().outcome == "void"


def test_a_suspended_clock_stands_still_and_cannot_fall_due() -> None:
    row = start("2026-11-20")
    deadlines.suspend("decision", "1", on=day("2026-11-24"), reason="听证")
    row.refresh_from_db()
    assert row.suspended_on == day("2026-11-24")
    assert deadlines.remaining(row, day("2026-12-20")) == 5
    assert not deadlines.open_due_by(day("2027-01-31")).exists()


def test_resuming_moves_the_due_day_by_the_working_days_left_out() -> None:
    row = start("2026-11-20")
    deadlines.suspend("decision", "1", on=day("2026-11-24"), reason="听证")
    deadlines.resume("decision", "1", on=day("2026-11-27"))
    row.refresh_from_db()
    assert (row.due_on, row.suspended_on) == (day("2026-12-04"), None)
    assert row.suspensions == [{"start": "2026-11-24", "end": "2026-11-26", "reason": "听证"}]
    assert actions() == ["deadline.open", "deadline.suspend", "deadline.resume"]


def test_resuming_the_same_day_leaves_no_trace_in_the_count() -> None:
    row = start("2026-11-20")
    deadlines.suspend("decision", "1", on=day("2026-11-24"), reason="听证")
    deadlines.resume("decision", "1", on=day("2026-11-24"))
    row.refresh_from_db()
    assert (row.due_on, row.suspensions) == (day("2026-12-01"), [])


def test_suspending_twice_changes_nothing() -> None:
    start("2026-11-20")
    assert len(deadlines.suspend("decision", "1", on=day("2026-11-24"), reason="听证")) == 1
    assert deadlines.suspend("decision", "1", on=day("2026-11-25"), reason="鉴定") == []


def test_a_suspension_before_the_start_is_refused_in_words() -> None:
    start("2026-11-20")
    with pytest.raises(RuleError) as refusal:
        deadlines.suspend("decision", "1", on=day("2026-11-19"), reason="听证")
    assert refusal.value.field == "on"
    assert deadlines.running().count() == 1


def test_a_suspended_deadline_can_be_ended() -> None:
    start("2026-11-20")
    deadlines.suspend("decision", "1", on=day("2026-11-24"), reason="听证")
    assert deadlines.close("decision", "1", on=day("2026-12-10")) == "met"
    row = deadlines.for_subject("decision", "1").get()
    assert row.suspended_on is None
    assert row.due_on > day("2026-12-10")


def test_suspensions_known_at_the_start_are_taken_into_account() -> None:
    done = start("2026-11-20", suspensions=[Suspension(day("2026-11-24"), day("2026-11-24"), "x")])
    assert done.due_on == day("2026-12-02")
    waiting = start("2026-11-20", PAY, suspensions=[Suspension(day("2026-11-24"), None, "x")])
    assert waiting.suspended_on == day("2026-11-24")


@pytest.mark.parametrize(
    ("on", "left"),
    [
        ("2026-11-20", 7),
        ("2026-11-21", 7),
        ("2026-11-30", 1),
        ("2026-12-01", 0),
        ("2026-12-02", -1),
        ("2026-12-07", -4),
    ],
)
def test_the_days_left_are_working_days(on: str, left: int) -> None:
    assert deadlines.remaining(start("2026-11-20"), day(on)) == left


def test_overdue_shows_at_once_even_on_a_day_of_rest() -> None:
    friday = start("2026-11-18", Period("p", "p", 2, "workday"))
    assert friday.due_on == day("2026-11-20")
    assert deadlines.remaining(friday, day("2026-11-21")) == -1


def test_calendar_days_are_shown_in_working_days_too() -> None:
    assert deadlines.remaining(start("2026-09-18", PAY), day("2026-09-18")) == 9


def test_a_list_loads_one_calendar_per_region() -> None:
    rows = [start("2026-11-20", subject=str(n)) for n in range(5)]
    with CaptureQueriesContext(connection) as queries:
        left = deadlines.remaining_of(rows, day("2026-11-20"))
    assert left == {row.pk: 7 for row in rows}
    assert len(queries) == 1


def test_what_is_due_by_a_day_comes_oldest_first() -> None:
    later, sooner = start("2026-11-20", subject="b"), start("2026-11-19", subject="a")
    assert list(deadlines.open_due_by(day("2026-12-01"))) == [sooner, later]
    assert list(deadlines.open_due_by(day("2026-11-30"))) == [sooner]


def test_a_region_counts_on_its_own_calendar() -> None:
    assert start("2026-05-22", region="650000", subject="xj").due_on == day("2026-06-05")
    assert start("2026-05-22", subject="cn").due_on == day("2026-06-02")
    assert Deadline.objects.get(subject_id="xj").provisional
