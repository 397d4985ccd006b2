"""The derivation of a due day, as people see it."""

import pytest

from core import deadlines, derivation
from core.periods import Period
from tests.core.calendar_case import day
from tests.core.deadline_case import PAY, start

pytestmark = pytest.mark.django_db


def test_every_day_from_the_start_to_the_due_day_has_its_line() -> None:
    rows = derivation.of_deadline(start("2026-09-29"))
    assert [row.on for row in rows] == [
        day("2026-09-29") if n == 29 else day(f"2026-{'09' if n == 30 else '10'}-{n:02d}")
        for n in (29, 30, *range(1, 15))
    ]
    assert rows[0].text == "起算日，不计入"
    assert (rows[-1].text, rows[-1].last) == ("第 7 个工作日", True)
    assert sum(row.counted for row in rows) == 7


def test_a_line_says_why_and_by_which_notice() -> None:
    rows = {row.on: row for row in derivation.of_deadline(start("2026-09-29"))}
    assert rows[day("2026-10-01")].reason == "国庆节"
    assert rows[day("2026-10-10")].reason == "国庆节调休上班"
    assert rows[day("2026-10-10")].counted
    assert "2026年" in rows[day("2026-10-01")].notice


def test_rolling_over_is_told_day_by_day() -> None:
    rows = derivation.of_deadline(start("2026-09-18", PAY))
    texts = {row.on: row.text for row in rows}
    assert texts[day("2026-10-03")] == "第 15 日"
    assert texts[day("2026-10-05")] == "不计入"
    assert texts[day("2026-10-08")] == "顺延后的到期日"
    assert [row.on for row in rows if row.last] == [day("2026-10-08")]


def test_months_show_the_nominal_day_and_the_way_off_it() -> None:
    month = Period("p", "p", 1, "month", rolls=True)
    rows = derivation.of_period(month, day("2026-09-03"))
    assert [row.text for row in rows][:2] == ["起算日，不计入", "名义到期日，为休息日，顺延"]
    assert rows[-1].on == day("2026-10-08")


def test_hours_and_an_unrolled_month_have_a_start_and_an_end() -> None:
    for period, end in (
        (Period("p", "p", 24, "hour"), "2026-10-02"),
        (Period("p", "p", 1, "month"), "2026-11-01"),
    ):
        rows = derivation.of_period(period, day("2026-10-01"))
        assert [(row.on, row.last) for row in rows] == [
            (day("2026-10-01"), False),
            (day(end), True),
        ]


def test_a_suspended_day_gives_its_reason() -> None:
    row = start("2026-11-20")
    deadlines.suspend("decision", "1", on=day("2026-11-24"), reason="听证")
    deadlines.resume("decision", "1", on=day("2026-11-25"))
    row.refresh_from_db()
    line = next(r for r in derivation.of_deadline(row) if r.on == day("2026-11-24"))
    assert (line.reason, line.counted) == ("听证", False)


def test_a_provisional_day_is_marked() -> None:
    rows = derivation.of_deadline(start("2026-12-28"))
    assert [row.provisional for row in rows if row.on.year == 2027].count(False) == 0
    assert not any(row.provisional for row in rows if row.on.year == 2026)
