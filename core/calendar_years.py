"""The rows of a calendar year from data files: official years, years on statutory days, overlays.

Pure; used by the migration that seeds the calendar and by the import of a notice.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from core.workdays import ONE_DAY, DayInfo

DATA = Path(__file__).parent / "data"
FIRST_YEAR, LAST_OFFICIAL_YEAR, LAST_YEAR = 2004, 2026, 2035
WEEKEND = gettext_noop("周末")
# What the rows call their days of rest, here so that they are translated where they are shown.
HOLIDAYS = (
    gettext_noop("元旦"),
    gettext_noop("春节"),
    gettext_noop("清明"),
    gettext_noop("清明节"),
    gettext_noop("劳动节"),
    gettext_noop("端午"),
    gettext_noop("端午节"),
    gettext_noop("中秋"),
    gettext_noop("中秋节"),
    gettext_noop("国庆节"),
    gettext_noop("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"),
    gettext_noop("肉孜节"),
    gettext_noop("古尔邦节"),
)
SATURDAY = 6


@cache
def _data(name: str) -> Mapping[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def days_of(year: int) -> Iterator[date]:
    """Every day of the year, in order."""
    on = date(year, 1, 1)
    while on.year == year:
        yield on
        on += ONE_DAY


def _month_day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


def _expand(year: int, text: str) -> Iterator[date]:
    first, _, last = text.partition("/")
    on, end = _month_day(year, first), _month_day(year, last or first)
    while on <= end:
        yield on
        on += ONE_DAY


def _named(year: int, groups: Mapping[str, list[str]]) -> dict[date, str]:
    return {
        day: name for name, runs in groups.items() for run in runs for day in _expand(year, run)
    }


def statutory_article(year: int) -> str:
    """The article that sets the statutory days of the year."""
    return str(_rule(year)["article"])


def _rule(year: int) -> Mapping[str, Any]:
    rules = _data("statutory_days")["rule"]
    return [rule for rule in rules if rule["valid_from"] <= date(year, 12, 31)][-1]  # type: ignore[no-any-return]  # TOML is untyped


def statutory(year: int) -> dict[date, str]:
    """法定节假日 of the year and their names (全国年节及纪念日放假办法 2).

    The moving festivals are left out for a year whose dates the data file does not hold.
    """
    rule, data = _rule(year), _data("statutory_days")
    found = {_month_day(year, day): name for name, days in rule["fixed"].items() for day in days}
    main_days = data["dates"].get(str(year), {})
    for festival, offsets in rule["festivals"].items():
        if festival in main_days:
            for offset in offsets:
                day = main_days[festival] + ONE_DAY * offset
                found.setdefault(day, data["names"][festival])
    return found


def year_rows(
    year: int, off: Mapping[date, str], work: Mapping[date, str], *, provisional: bool = False
) -> list[DayInfo]:
    """All days of a year: statutory days and `off` rest, `work` is worked, else Monday to Friday."""
    core = statutory(year)
    return [_row(day, core, off, work, provisional) for day in days_of(year)]


def _row(
    day: date,
    core: Mapping[date, str],
    off: Mapping[date, str],
    work: Mapping[date, str],
    provisional: bool,
) -> DayInfo:
    if day in work:
        return DayInfo(day, True, f"{work[day]}调休上班", provisional=provisional)
    if day in off or day in core:
        reason = off.get(day) or core[day]
        return DayInfo(day, False, reason, provisional=provisional, statutory=day in core)
    weekend = day.isoweekday() >= SATURDAY
    return DayInfo(day, not weekend, WEEKEND if weekend else "", provisional=provisional)


def official(year: int) -> list[DayInfo]:
    """A year whose notice is known (2004 to 2026)."""
    data = _data("national_days")[str(year)]
    return year_rows(year, _named(year, data["off"]), _named(year, data.get("work", {})))


def official_url(year: int) -> str:
    """Where the notice of the year was published, if recorded."""
    return str(_data("national_days")[str(year)].get("url", ""))


def without_notice(year: int) -> list[DayInfo]:
    """A year without notice: statutory days rest, other weekdays are worked, all provisional."""
    return year_rows(year, {}, {}, provisional=True)


def overlays() -> list[Mapping[str, Any]]:
    """Regional overlays as data: `code`, `name`, `title`, `days` (name -> dates)."""
    return list(_data("regional_days")["region"])


def overlay_rows(overlay: Mapping[str, Any], year: int) -> list[DayInfo]:
    """The extra days of rest of a region in a year, provisional until a local notice is imported."""
    return [
        DayInfo(day, False, name, provisional=True, statutory=True)
        for name, days in overlay["days"].items()
        for day in sorted(days)
        if day.year == year
    ]
