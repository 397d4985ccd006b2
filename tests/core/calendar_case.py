"""Calendars for tests that need no database, and the fictional notice of 2027."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from core import calendar_years as years
from core.workdays import DayInfo, DayTable


@cache
def national() -> DayTable:
    """Every year of the data files as one table: official to 2026, provisional after."""
    rows: list[DayInfo] = []
    for year in range(years.FIRST_YEAR, years.LAST_YEAR + 1):
        known = year <= years.LAST_OFFICIAL_YEAR
        rows += years.official(year) if known else years.without_notice(year)
    return table(rows)


def table(rows: Iterable[DayInfo]) -> DayTable:
    """A calendar of the given days."""
    return DayTable({row.date: row for row in rows})


def day(text: str) -> date:
    """A date in its ISO form."""
    return date.fromisoformat(text)


def notice_2027(**changes: bool) -> dict[str, Any]:
    """A fictional 2027 notice, complete; `changes` are further days by name `d0111=True` (off)."""
    off = {
        "元旦": ["2027-01-01", "2027-01-02", "2027-01-03"],
        "春节": [f"2027-02-{n:02d}" for n in range(5, 12)],
        "清明节": ["2027-04-03", "2027-04-04", "2027-04-05"],
        "劳动节": [f"2027-05-0{n}" for n in range(1, 6)],
        "端午节": ["2027-06-09"],
        "中秋节": ["2027-09-15"],
        "国庆节": [f"2027-10-0{n}" for n in range(1, 8)],
    }
    days = [{"name": n, "date": d, "isOffDay": True} for n, ds in off.items() for d in ds]
    for name, worked in (("春节", "2027-01-31"), ("春节", "2027-02-14"), ("国庆节", "2027-10-09")):
        days.append({"name": name, "date": worked, "isOffDay": False})
    for key, is_off in changes.items():
        when = f"2027-{key[1:3]}-{key[3:5]}"
        days.append({"name": "调整", "date": when, "isOffDay": is_off})
    return {"year": 2027, "papers": ["https://example.invalid/2027"], "days": days}
