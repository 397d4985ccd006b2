"""A notice with any part of it spoilt is refused in words that name the part; nothing is guessed."""

import copy
import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import calendar_years
from core.calendar_import import (
    MAX_NAME,
    MAX_URL,
    Notice,
    check_region,
    days_to_write,
    load_json,
    oddities,
    parse,
    read,
)
from core.errors import RuleError
from tests.core.calendar_case import notice_2027

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def with_day(**change: Any) -> dict[str, Any]:
    """The notice with its third day changed."""
    notice = copy.deepcopy(notice_2027())
    notice["days"][2] |= change
    return notice


def refusal(data: dict[str, Any]) -> RuleError:
    """The error that refuses the notice; it names the file and what to do."""
    with pytest.raises(RuleError) as refused:
        parse(data)
    assert refused.value.field == "file"
    assert refused.value.remedy
    return refused.value


@pytest.mark.parametrize(
    "name",
    ["", " ", "\t", "节" * (MAX_NAME + 1), None, 7, ["元旦"], "元\x00旦", "元\ud800旦", "元\n旦"],
)
def test_a_day_has_a_name_people_can_read(name: object) -> None:
    assert "第 3 项的 name" in refusal(with_day(name=name)).message


@pytest.mark.parametrize("flag", [0, 1, "true", None, [], "否"])
def test_a_day_is_off_or_not_and_nothing_between(flag: object) -> None:
    assert "第 3 项的 isOffDay" in refusal(with_day(isOffDay=flag)).message


@pytest.mark.parametrize(
    "day",
    [
        "2027-02-30",
        "",
        "元旦",
        None,
        20270101,
        "2027/01/01",
        "01-01",
        "２０２７-01-01",
        ["2027-01-01"],
    ],
)
def test_a_day_is_a_date_in_iso_form(day: object) -> None:
    assert "第 3 项的 date" in refusal(with_day(date=day)).message


@pytest.mark.parametrize(
    ("day", "good"),
    [("2026-12-31", True), ("2028-01-01", True), ("2025-12-31", False), ("2029-01-01", False)],
)
def test_a_notice_may_touch_the_years_beside_its_own(day: str, good: bool) -> None:
    if good:
        assert date.fromisoformat(day) in parse(with_day(date=day)).off
    else:
        assert "前后" in refusal(with_day(date=day)).message


@pytest.mark.parametrize("flag", [True, False])
def test_a_day_named_twice_is_refused_even_when_both_agree(flag: bool) -> None:
    assert "重复" in refusal(with_day(date="2027-01-01", isOffDay=flag)).message


@pytest.mark.parametrize("lost", ["name", "date", "isOffDay"])
def test_a_day_without_one_of_its_parts_is_refused(lost: str) -> None:
    notice = notice_2027()
    del notice["days"][0][lost]
    assert "第 1 项缺少" in refusal(notice).message


@pytest.mark.parametrize("row", [None, [], "2027-01-01", 7])
def test_a_day_that_is_no_object_is_refused(row: object) -> None:
    assert "第 2 项" in refusal({"year": 2027, "days": [notice_2027()["days"][0], row]}).message


@pytest.mark.parametrize("year", [True, None, "2027", 2027.0, 2003, 9999, 0, -1, 10**9])
def test_a_notice_is_of_one_year_the_calendar_can_hold(year: object) -> None:
    assert "year" in refusal({**notice_2027(), "year": year}).message


@pytest.mark.parametrize(
    "papers", ["https://example.invalid", None, [1], [["x"]], ["\x00"], ["\ud800"]]
)
def test_papers_are_a_list_of_addresses(papers: object) -> None:
    assert "papers" in refusal({**notice_2027(), "papers": papers}).message


@pytest.mark.parametrize("days", [None, [], {}, "x", 7])
def test_a_notice_without_days_is_no_notice(days: object) -> None:
    assert "尚未发布" in refusal({**notice_2027(), "days": days}).message


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from(["year", "papers", "days", "x"]), JSON, max_size=4))
def test_no_object_at_all_breaks_the_parser(data: dict[str, Any]) -> None:
    try:
        notice = parse(data)
    except RuleError as refused:
        assert refused.message
    else:
        assert notice.off or notice.work


@settings(max_examples=60)
@given(st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
def test_no_bytes_at_all_break_the_reader(data: bytes) -> None:
    try:
        value = load_json(data)
    except RuleError as refused:
        assert refused.field == "file"
    else:
        assert isinstance(value, dict)


@pytest.mark.parametrize(
    "data",
    [
        b'{"year": ' + b"9" * 5000 + b"}",
        b"[" * 5000,
        b"\xff\xfe{\x00}\x00",
        b"",
        b"[]",
        b"null",
        b'"x"',
    ],
    ids=["long number", "deep", "utf-16", "empty", "list", "null", "text"],
)
def test_json_made_to_do_harm_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(RuleError, match=r"JSON"):
        load_json(data)


def test_a_path_that_cannot_be_read_is_named(tmp_path: Any) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(RuleError, match="无法读取") as refused:
            read(path)
        assert str(path) in refused.value.message


def test_a_long_address_is_cut_and_blanks_around_a_name_are_dropped() -> None:
    notice = parse({**with_day(name=" 元旦 "), "papers": ["h" * 900, "second"]})
    assert len(notice.url) == MAX_URL
    assert notice.off[date(2027, 1, 3)] == "元旦"
    assert parse({**notice_2027(), "papers": []}).url == ""


@pytest.mark.parametrize(
    "region", ["65000", "6500000", "65000x", "６５００００", "650 00", "新疆", "-65000"]
)
def test_a_region_is_six_plain_digits(region: str) -> None:
    with pytest.raises(RuleError, match="行政区划") as refused:
        check_region(region)
    assert refused.value.field == "region"


def test_a_national_notice_writes_the_whole_year_and_a_local_one_its_days_alone() -> None:
    notice = parse(json.loads(json.dumps(notice_2027())))
    assert [row.date for row in days_to_write(notice, "")] == list(calendar_years.days_of(2027))
    local = days_to_write(notice, "650000")
    assert {row.date for row in local} == {*notice.off, *notice.work}


def test_days_of_the_year_beside_are_written_without_the_rest_of_it() -> None:
    eve = date(2026, 12, 31)
    notice = Notice(2027, "", {eve: "元旦"}, {date(2028, 1, 1): "元旦"})
    beside = [row for row in days_to_write(notice, "") if row.date.year != 2027]
    assert [(row.date, row.is_workday) for row in beside] == [
        (eve, False),
        (date(2028, 1, 1), True),
    ]


@settings(max_examples=30)
@given(
    st.sets(st.integers(0, 364), min_size=1, max_size=8), st.sets(st.integers(0, 364), max_size=8)
)
def test_named_days_are_what_the_notice_says_and_the_rest_is_the_week(
    off: set[int], work: set[int]
) -> None:
    start = date(2027, 1, 1)
    rest = {start + timedelta(days=n): "休" for n in off - work}
    worked = {start + timedelta(days=n): "班" for n in work}
    core = calendar_years.statutory(2027)
    for row in calendar_years.year_rows(2027, rest, worked):
        expected = row.date.isoweekday() < 6 and row.date not in core
        if row.date in rest or row.date in worked:
            expected = row.date in worked
        assert row.is_workday is expected
        assert bool(row.reason) is (row.date in {*rest, *worked, *core} or not row.is_workday)


def test_forgotten_statutory_days_are_asked_about_but_only_nationally() -> None:
    notice = Notice(2027, "", {date(2027, 1, 1): "元旦"}, {})
    national = oddities(notice, "")
    assert len(national) == 2
    assert "2027-10-01" in national[1]
    assert "2027-01-01" not in national[1]
    assert oddities(notice, "650000") == national[:1]
