"""The calendar as rows: every known day against two sources, overlays, the kept table."""

import csv
import json
import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import calendar, calendar_years
from core.models import CalendarDay, CalendarNotice
from core.workdays import CalendarGap, DayInfo, add_workdays
from tests.core.calendar_case import day

pytestmark = pytest.mark.django_db
XINJIANG = "650000"


def test_every_day_of_2004_to_2026_is_what_the_library_says() -> None:
    book = calendar.load()
    on = date(2004, 1, 1)
    while on <= date(2026, 12, 31):
        assert book.day(on).is_workday is chinese_calendar.is_workday(on), on
        on += timedelta(days=1)


def test_every_day_of_rest_has_a_name_that_can_be_translated() -> None:
    rows = CalendarDay.objects.filter(is_workday=False)
    named = set(rows.values_list("reason", flat=True))
    assert named == {calendar_years.WEEKEND, *calendar_years.HOLIDAYS}


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_day_is_what_the_published_notice_says(year: int, shared_data: Path) -> None:
    papers = [
        json.loads((shared_data / "holidays" / f"{number}.json").read_text(encoding="utf-8"))
        for number in (year, year + 1)
    ]
    named = {row["date"]: row["isOffDay"] for paper in papers for row in paper["days"]}
    book = calendar.load()
    for on in calendar_years.days_of(year):
        off = named.get(on.isoformat(), on.isoweekday() >= 6)
        assert book.holiday(on) is off, on


def test_the_joint_table_of_both_sources_agrees_too(shared_data: Path) -> None:
    path = shared_data / "holidays" / "workdays_2019_2026.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2922
    book = calendar.load()
    for row in rows:
        kept = str(int(book.day(day(row["date"])).is_workday))
        assert kept == row["is_workday_holiday_cn"] == row["is_workday_chinesecalendar"], row


def test_a_year_without_notice_rests_on_its_statutory_days_and_says_so() -> None:
    book = calendar.load()
    rest = [
        on
        for on in calendar_years.days_of(2027)
        if book.day(on).statutory and not book.day(on).is_workday
    ]
    assert [on.strftime("%m-%d") for on in rest] == [
        "01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02",
        "06-09", "09-15", "10-01", "10-02", "10-03",
    ]  # fmt: skip
    assert all(book.day(on).provisional for on in calendar_years.days_of(2027))
    assert "推定" in book.day(day("2027-03-01")).notice


def test_statutory_days_of_known_years_were_all_days_off() -> None:
    book = calendar.load()
    for year in range(2008, 2027):
        for on in calendar_years.statutory(year):
            assert book.holiday(on), on


def test_each_day_names_its_notice() -> None:
    info = calendar.load().day(day("2026-10-10"))
    assert info.notice == "国务院办公厅关于2026年部分节假日安排的通知"
    assert info.reason == "国庆节调休上班"
    assert CalendarNotice.objects.get(region="", year=2026).url.startswith("https://www.gov.cn/")


def test_the_calendar_ends_with_a_refusal() -> None:
    with pytest.raises(CalendarGap):
        calendar.load().day(day("2036-01-01"))
    with pytest.raises(CalendarGap):
        calendar.load().day(day("2003-12-31"))


def test_counting_never_calls_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("chinese_calendar")]:
        monkeypatch.setitem(sys.modules, name, None)
    assert add_workdays(calendar.load(), day("2026-11-20"), 7).date == day("2026-12-01")


def test_xinjiang_has_its_own_days_of_rest_over_the_national_ones() -> None:
    adha = day("2026-05-27")
    assert calendar.load().day(adha).is_workday
    info = calendar.load(XINJIANG).day(adha)
    assert not info.is_workday
    assert info.reason == "古尔邦节"
    assert info.provisional
    assert "待当地政府放假通知核定" in info.notice
    assert not calendar.load(XINJIANG).day(day("2026-03-20")).is_workday


def test_a_district_takes_the_calendar_of_its_region() -> None:
    district, region = calendar.load("650104"), calendar.load(XINJIANG)
    assert district.days == region.days
    assert calendar.load("140400").days == calendar.load().days


def test_the_overlay_moves_a_count_only_there() -> None:
    start = day("2026-05-22")
    assert add_workdays(calendar.load(), start, 5).date == day("2026-05-29")
    local = add_workdays(calendar.load("650104"), start, 5)
    assert local.date == day("2026-06-03")
    assert local.provisional


def test_a_city_may_lay_its_days_over_those_of_its_region() -> None:
    notice = CalendarNotice.objects.create(region="650100", year=2026, title="市通知")
    CalendarDay.objects.create(
        region="650100", date=day("2026-05-27"), is_workday=True, reason="", notice=notice
    )
    assert calendar.load("650104").day(day("2026-05-27")).is_workday
    assert not calendar.load("652300").day(day("2026-05-27")).is_workday


@pytest.mark.parametrize(
    ("region", "chain", "stem"),
    [
        ("", [""], ""),
        ("650000", ["", "650000"], "65"),
        ("650100", ["", "650000", "650100"], "6501"),
        ("650104", ["", "650000", "650100", "650104"], "650104"),
    ],
)
def test_regions_nest_by_their_code(region: str, chain: list[str], stem: str) -> None:
    assert calendar.chain(region) == chain
    assert calendar.stem(region) == stem


def test_the_table_is_kept_until_a_notice_is_written() -> None:
    first = calendar.load()
    with CaptureQueriesContext(connection) as queries:
        assert calendar.load() is first
    assert len(queries) == 1
    notice = CalendarNotice.objects.create(region="", year=2026, title="补充通知")
    CalendarDay.objects.filter(region="", date=day("2026-11-23")).update(
        is_workday=False, notice=notice
    )
    assert calendar.load().holiday(day("2026-11-23"))


def test_a_rolled_back_notice_leaves_nothing_behind() -> None:
    assert not calendar.load().holiday(day("2026-11-23"))


def test_the_rows_of_a_day_given_twice_do_not_add_up() -> None:
    parts = {
        "": {day("2026-11-23"): DayInfo(day("2026-11-23"), True)},
        "650000": {day("2026-11-23"): DayInfo(day("2026-11-23"), False, "地方假")},
    }
    assert calendar.compose(parts).day(day("2026-11-23")).reason == "地方假"
