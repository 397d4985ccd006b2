"""A deadline that is given more time keeps its start, its pauses and its trace."""

import json

import pytest

from core import deadlines
from core.models import AuditEntry
from core.periods import Period
from tests.core.calendar_case import day
from tests.core.deadline_case import PAY, PUBLISH, start

pytestmark = pytest.mark.django_db
MORE = Period("more", "延长", 3, "workday", article="测试")


def test_more_time_is_counted_as_one_period() -> None:
    row = start("2026-03-02")
    longer = Period(PUBLISH.key, PUBLISH.label, 10, "workday")

    after = deadlines.lengthen(row, by=MORE)

    assert after.due_on == start("2026-03-02", longer, subject="2").due_on == day("2026-03-16")
    assert (after.start_on, after.period["count"]) == (day("2026-03-02"), 10)
    entry = AuditEntry.objects.get(action="deadline.lengthen")
    assert json.loads(entry.data)["old_due_on"] == "2026-03-11"


def test_what_was_left_out_stays_left_out() -> None:
    row = start("2026-03-02")
    deadlines.suspend("decision", "1", on=day("2026-03-04"), reason="检测")
    deadlines.resume("decision", "1", on=day("2026-03-06"))

    assert deadlines.lengthen(row, by=MORE).due_on == day("2026-03-18")


def test_other_units_and_ended_deadlines_get_no_more() -> None:
    row = start("2026-03-02", PAY)
    with pytest.raises(ValueError, match="cannot be lengthened"):
        deadlines.lengthen(row, by=MORE)

    done = start("2026-03-02", subject="2")
    deadlines.close("decision", "2", on=day("2026-03-03"))
    with pytest.raises(ValueError, match="cannot be lengthened"):
        deadlines.lengthen(done, by=MORE)
