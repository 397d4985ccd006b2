"""The working-day calendar from its rows.

A region's calendar is the national one with the rows of each wider region laid over it: 650104 is
the country, then 650000, then 650100, then 650104 itself. Counting reads a table kept per process;
one small query tells whether a notice was imported since.
"""

from collections.abc import Iterable
from datetime import date, datetime

from core.models import CalendarDay, CalendarNotice
from core.workdays import DayInfo, DayTable

Version = tuple[int, datetime] | None
Layers = dict[str, dict[date, DayInfo]]
_tables: dict[str, tuple[Version, DayTable]] = {}


def chain(region: str) -> list[str]:
    """The regions whose rows apply, widest first; division codes of six digits, "" the country."""
    if not region:
        return [""]
    return list(dict.fromkeys(["", f"{region[:2]}0000", f"{region[:4]}00", region]))


def stem(region: str) -> str:
    """What the codes of the region and of every division inside it begin with."""
    return region.removesuffix("00").removesuffix("00")


def load(region: str = "") -> DayTable:
    """The calendar of a region, from memory while no notice was imported. One query, or two."""
    version = current_version()
    kept = _tables.get(region)
    if kept is None or kept[0] != version:
        kept = (version, compose(layers(region)))
        _tables[region] = kept
    return kept[1]


def current_version() -> Version:
    """Changes with every import of a notice."""
    return CalendarNotice.objects.order_by("-pk").values_list("pk", "imported_at").first()


def layers(region: str) -> Layers:
    """The rows of each region of the chain, widest first."""
    found: Layers = {code: {} for code in chain(region)}
    rows = CalendarDay.objects.filter(region__in=found).values_list(
        "region", "date", "is_workday", "reason", "notice__title", "provisional", "statutory"
    )
    for code, day, is_workday, reason, title, provisional, is_statutory in rows:
        found[code][day] = DayInfo(day, is_workday, reason, title, provisional, is_statutory)
    return found


def compose(parts: Layers) -> DayTable:
    """One calendar out of layers; a later layer covers an earlier one."""
    days: dict[date, DayInfo] = {}
    for part in parts.values():
        days |= part
    return DayTable(days)


def with_rows(region: str, *, changed: str, year: int, rows: Iterable[DayInfo]) -> DayTable:
    """The calendar of `region` as it would be once a notice of `changed` for `year` is written."""
    parts = layers(region)
    if changed in parts:
        kept = {
            day: row
            for day, row in parts[changed].items()
            if not (row.provisional and day.year == year)
        }
        parts[changed] = kept | {row.date: row for row in rows}
    return compose(parts)


def notices(region: str = "") -> list[CalendarNotice]:
    """The notices now in force for one region, newest year first."""
    current = CalendarNotice.objects.filter(region=region, superseded_at=None)
    return list(current.order_by("-year", "-pk"))
