"""Importing a notice: read with care, shown before it is applied, and both dates kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from core import calendar, deadlines
from core.calendar_import import Impact, check_region, import_notice, load_json, parse
from core.errors import RuleError
from core.models import AuditEntry, CalendarDay, CalendarNotice, DeadlineChange
from core.periods import Period
from tests.core.calendar_case import day, notice_2027
from tests.core.deadline_case import PAY, PUBLISH, start

pytestmark = pytest.mark.django_db


def run(data: Any = None, *, apply: bool = True, region: str = "") -> Impact:
    """Import the fictional notice of 2027, or other data."""
    given = data if data is not None else notice_2027()
    return import_notice(given, region=region, by=None, apply=apply)


def test_before_it_is_applied_an_import_only_tells() -> None:
    row = start("2027-01-25")
    before = CalendarNotice.objects.count()
    impact = run(apply=False)
    assert [(c.old_due_on, c.new_due_on) for c in impact.moved] == [
        (day("2027-02-03"), day("2027-02-02"))
    ]
    row.refresh_from_db()
    assert row.due_on == day("2027-02-03")
    assert calendar.load().day(day("2027-02-09")).provisional
    assert CalendarNotice.objects.count() == before
    assert not DeadlineChange.objects.exists()


def test_the_preview_says_exactly_what_applying_does() -> None:
    for n, on in enumerate(("2026-12-28", "2027-01-25", "2027-02-01", "2027-09-28")):
        start(on, subject=str(n))
        start(on, PAY, subject=str(n))
    told, done = run(apply=False), run()
    pairs = [
        [(c.deadline.pk, c.old_due_on, c.new_due_on, c.new_provisional) for c in impact.changes]
        for impact in (told, done)
    ]
    assert pairs[0] == pairs[1]
    assert [row.date for row in told.days] == [row.date for row in done.days]
    assert done.applied is not None
    assert told.applied is None


def test_a_notice_moves_open_deadlines_and_keeps_both_dates() -> None:
    row = start("2027-02-01")
    assert (row.due_on, row.provisional) == (day("2027-02-12"), True)
    impact = run()
    row.refresh_from_db()
    assert (row.due_on, row.provisional) == (day("2027-02-16"), False)
    change = row.changes.get()
    assert (change.old_due_on, change.new_due_on) == (day("2027-02-12"), day("2027-02-16"))
    assert (change.old_provisional, change.new_provisional) == (True, False)
    assert change.notice == impact.applied
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"calendar.import", "deadline.recompute"} <= actions


def test_a_date_may_come_nearer_as_well() -> None:
    row = start("2027-01-25")
    run()
    row.refresh_from_db()
    assert row.due_on == day("2027-02-02")


def test_a_date_that_stays_is_confirmed() -> None:
    row = start("2027-03-01")
    impact = run()
    row.refresh_from_db()
    assert (row.due_on, row.provisional) == (day("2027-03-10"), False)
    assert impact.moved == []
    assert [change.deadline.pk for change in impact.confirmed] == [row.pk]


def test_an_ended_deadline_is_not_reopened_or_moved() -> None:
    row = start("2027-02-01")
    deadlines.close("decision", "1", on=day("2027-02-09"))
    run()
    row.refresh_from_db()
    assert (row.due_on, row.outcome) == (day("2027-02-12"), "met")
    assert not row.changes.exists()


def test_a_suspended_deadline_is_recomputed_with_its_suspensions() -> None:
    row = start("2027-02-01")
    deadlines.suspend("decision", "1", on=day("2027-02-03"), reason="听证")
    deadlines.resume("decision", "1", on=day("2027-02-04"))
    run()
    row.refresh_from_db()
    assert row.due_on == day("2027-02-17")


def test_an_import_replaces_the_provisional_year_and_only_it() -> None:
    run()
    book = calendar.load()
    assert not book.day(day("2027-02-09")).is_workday
    assert book.day(day("2027-02-14")).is_workday
    assert not any(info.provisional for on, info in book.days.items() if on.year == 2027)
    assert book.day(day("2028-03-01")).provisional
    assert CalendarNotice.objects.get(region="", year=2027, superseded_at=None).url


def test_a_corrected_notice_supersedes_the_first() -> None:
    run()
    row = start("2027-06-07")
    run(notice_2027(d0610=True))
    row.refresh_from_db()
    assert row.due_on == day("2027-06-18")
    assert row.changes.count() == 1
    assert CalendarNotice.objects.filter(region="", year=2027, superseded_at=None).count() == 1
    assert CalendarNotice.objects.filter(region="", year=2027).count() == 3


def test_importing_the_same_notice_again_moves_nothing() -> None:
    start("2027-02-01")
    run()
    again = run()
    assert (again.changes, again.days) == ([], [])


def test_days_in_the_year_before_are_taken_from_the_notice() -> None:
    data = notice_2027()
    data["days"].append({"name": "元旦", "date": "2026-12-31", "isOffDay": True})
    run(data)
    assert calendar.load().holiday(day("2026-12-31"))
    assert calendar.load().day(day("2026-12-30")).is_workday
    assert calendar.load().day(day("2026-10-10")).is_workday


def test_statutory_days_rest_even_when_the_file_forgets_them() -> None:
    only = {
        "year": 2027,
        "papers": [],
        "days": [{"name": "元旦", "date": "2027-01-04", "isOffDay": True}],
    }
    impact = run(only)
    assert calendar.load().holiday(day("2027-10-01"))
    assert calendar.load().holiday(day("2027-01-04"))
    assert any("2027-10-01" in warning for warning in impact.warnings)
    assert any("papers" in warning for warning in impact.warnings)


def test_a_complete_notice_raises_no_eyebrow() -> None:
    assert run(apply=False).warnings == []


def test_a_local_notice_changes_its_region_alone() -> None:
    here = start("2027-05-14", region="650104", subject="xj")
    there = start("2027-05-14", subject="cn")
    assert here.due_on == day("2027-05-28")
    local = {
        "year": 2027,
        "papers": ["https://example.invalid/xj"],
        "days": [{"name": "古尔邦节", "date": "2027-05-18", "isOffDay": True}],
    }
    impact = run(local, region="650000")
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.due_on == day("2027-05-26")
    assert there.due_on == day("2027-05-25")
    assert [change.deadline.pk for change in impact.changes] == [here.pk]
    days = CalendarDay.objects.filter(region="650000", date__year=2027)
    assert list(days.values_list("date", "provisional")) == [(day("2027-05-18"), False)]


def test_a_national_notice_leaves_the_local_days_standing() -> None:
    run()
    assert calendar.load("650000").holiday(day("2027-05-18"))
    assert calendar.load("650000").day(day("2027-05-18")).provisional


def test_a_local_preview_matches_too() -> None:
    start("2027-05-14", region="650104")
    local = {
        "year": 2027,
        "papers": [],
        "days": [{"name": "节", "date": "2027-05-18", "isOffDay": True}],
    }
    told, done = run(local, apply=False, region="650000"), run(local, region="650000")
    assert [c.new_due_on for c in told.changes] == [c.new_due_on for c in done.changes]
    assert [row.date for row in told.days] == [row.date for row in done.days]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"year": "2027"}, "year"),
        ({"year": True}, "year"),
        ({"year": 1999}, "year"),
        ({"year": 9999}, "year"),
        ({"papers": "x"}, "papers"),
        ({"papers": [1]}, "papers"),
        ({"days": {}}, "days"),
        ({"days": []}, "尚未发布"),
        ({"days": ["2027-01-01"]}, "第 1 项"),
        ({"days": [{"name": "元旦", "date": "2027-01-01"}]}, "isOffDay"),
        ({"days": [{"name": "", "date": "2027-01-01", "isOffDay": True}]}, "name"),
        ({"days": [{"name": "节" * 31, "date": "2027-01-01", "isOffDay": True}]}, "name"),
        ({"days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": 1}]}, "isOffDay"),
        ({"days": [{"name": "元旦", "date": "2027-02-30", "isOffDay": True}]}, "date"),
        ({"days": [{"name": "元旦", "date": 20270101, "isOffDay": True}]}, "date"),
        ({"days": [{"name": "元旦", "date": "2030-01-01", "isOffDay": True}]}, "2027"),
        ({"days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}] * 2}, "重复"),
    ],
)
def test_a_bad_file_is_refused_in_words(change: dict[str, Any], says: str) -> None:
    before = CalendarNotice.objects.count()
    with pytest.raises(RuleError) as refusal:
        run({**notice_2027(), **change})
    assert says in refusal.value.message
    assert refusal.value.remedy
    assert CalendarNotice.objects.count() == before


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{", b"[]", b"[" * 100_000])
def test_bytes_that_are_no_notice_are_refused(data: bytes) -> None:
    with pytest.raises(RuleError):
        load_json(data)


def test_a_file_is_read_from_its_path_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "2027.json"
    path.write_text("\ufeff" + json.dumps(notice_2027()), encoding="utf-8")
    assert import_notice(path, region="", by=None, apply=False).notice.year == 2027
    with pytest.raises(RuleError):
        import_notice(tmp_path / "none.json", region="", by=None, apply=False)


def test_the_published_stub_of_2027_is_no_notice(shared_data: Path) -> None:
    with pytest.raises(RuleError):
        import_notice(shared_data / "holidays" / "2027.json", region="", by=None, apply=True)


def test_the_published_notice_of_2026_changes_nothing(shared_data: Path) -> None:
    start("2026-11-20")
    impact = import_notice(shared_data / "holidays" / "2026.json", region="", by=None, apply=True)
    assert (list(impact.days), list(impact.changes), list(impact.warnings)) == ([], [], [])


@pytest.mark.parametrize("region", ["65", "abcdef", "６５００００", "6500000"])
def test_a_region_is_a_code_of_six_digits(region: str) -> None:
    with pytest.raises(RuleError):
        check_region(region)


def test_a_notice_is_parsed_into_days_off_and_days_worked() -> None:
    notice = parse(notice_2027())
    assert notice.off[day("2027-01-01")] == "元旦"
    assert notice.work[day("2027-10-09")] == "国庆节"


def test_a_backward_period_is_recomputed_as_well() -> None:
    row = start("2027-02-18", Period("hearing", "x", 7, "workday", direction="backward"))
    before = row.due_on
    run()
    row.refresh_from_db()
    assert row.due_on < before
    assert PUBLISH.direction == "forward"
