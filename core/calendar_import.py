"""Importing a year's notice: read it, show which open deadlines it moves, then apply it.

The file is one year of the public holiday data: `{"year": 2027, "papers": [url], "days": [{"name":
"元旦", "date": "2027-01-01", "isOffDay": true}, ...]}`. Days not named are worked from Monday to
Friday; statutory days rest even when the file forgets them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeGuard

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, calendar, calendar_years, deadlines
from core.deadlines import Change
from core.errors import RuleError
from core.models import CalendarDay, CalendarNotice
from core.workdays import DayInfo, DayTable

ARTICLE = "全国年节及纪念日放假办法"
BATCH = 1000
NATIONAL = "国务院办公厅关于{year}年部分节假日安排的通知"
LOCAL = "行政区划{region}的地方放假通知（{year}年）"
MAX_URL, MAX_NAME = 300, 30
CODE_LENGTH = 6


@dataclass(frozen=True)
class Notice:
    """A notice as read: named days off and days worked, possibly touching the years beside it."""

    year: int
    url: str
    off: Mapping[date, str]
    work: Mapping[date, str]


@dataclass(frozen=True)
class Impact:
    """What an import does: days that change, deadlines that change, and what looks odd."""

    notice: Notice
    region: str
    days: Sequence[DayInfo]
    changes: Sequence[Change]
    warnings: Sequence[str]
    applied: CalendarNotice | None = None

    @property
    def moved(self) -> list[Change]:
        """Deadlines whose day moves."""
        return [change for change in self.changes if change.moved]

    @property
    def confirmed(self) -> list[Change]:
        """Deadlines whose day stays and is no longer provisional."""
        return [change for change in self.changes if not change.moved]


def import_notice(
    source: str | Path | Mapping[str, Any], *, region: str, by: Any, apply: bool
) -> Impact:
    """Read a notice and list its impact; with `apply` write it and move the open deadlines.

    `source` is a path or the parsed JSON; `region` "" for the whole country or a division code.
    Closed deadlines are never reopened. Raises RuleError naming what is wrong with the file.
    """
    notice = parse(source if isinstance(source, Mapping) else read(source))
    check_region(region)
    rows = days_to_write(notice, region)
    warnings = oddities(notice, region)
    if apply:
        return _apply(notice, region, rows, warnings, by)
    preview = partial(calendar.with_rows, changed=region, year=notice.year, rows=rows)
    found = deadlines.changes(region, preview)
    return Impact(notice, region, _differing(preview(region), region), found, warnings)


def read(path: str | Path) -> Mapping[str, Any]:
    """The JSON of a file. Raises RuleError when it cannot be read."""
    try:
        return load_json(Path(path).read_bytes())
    except OSError as error:
        raise RuleError(
            _("无法读取文件：%(path)s。") % {"path": path},
            remedy=_("请核对文件路径。"),
            field="file",
        ) from error


def load_json(data: bytes) -> Mapping[str, Any]:
    """The JSON object in some bytes. Raises RuleError when they hold none."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _bad(_("文件不是 UTF-8 编码的 JSON。")) from error
    if not isinstance(value, dict):
        raise _bad(_("文件的最外层应当是一个 JSON 对象。"))
    return value


def _bad(message: str) -> RuleError:
    return RuleError(
        message,
        article=_("放假安排数据格式"),
        remedy=_("请使用包含 year、papers、days 三项的年度放假安排文件。"),
        field="file",
    )


def parse(data: Mapping[str, Any]) -> Notice:
    """Check the shape of a notice. Raises RuleError naming the first thing that is wrong."""
    year, papers, days = data.get("year"), data.get("papers", []), data.get("days")
    span = (calendar_years.FIRST_YEAR, date.max.year - 1)
    if not isinstance(year, int) or isinstance(year, bool) or not span[0] <= year <= span[1]:
        raise _bad(_("year 应当是 %(from)s 年以后的年份。") % {"from": span[0]})
    if not isinstance(papers, list) or not all(legible(item) for item in papers):
        raise _bad(_("papers 应当是通知网址的列表。"))
    if not isinstance(days, list) or not days:
        raise _bad(_("days 为空：%(year)s 年的放假通知尚未发布或者没有录入。") % {"year": year})
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for index, row in enumerate(days, start=1):
        day, name, is_off = _day(row, index, year)
        if day in off or day in work:
            raise _bad(_("第 %(n)s 项的日期 %(day)s 重复。") % {"n": index, "day": day})
        (off if is_off else work)[day] = name
    return Notice(year, (papers or [""])[0][:MAX_URL], off, work)


def legible(text: object) -> TypeGuard[str]:
    """Whether it is text that can be shown and stored: no control character, no lone surrogate."""
    return isinstance(text, str) and text.isprintable()


def _day(row: Any, index: int, year: int) -> tuple[date, str, bool]:
    where = {"n": index}
    if not isinstance(row, dict) or not {"name", "date", "isOffDay"} <= set(row):
        raise _bad(_("第 %(n)s 项缺少 name、date 或者 isOffDay。") % where)
    name, is_off = row["name"], row["isOffDay"]
    if not legible(name) or not 0 < len(name.strip()) <= MAX_NAME:
        raise _bad(_("第 %(n)s 项的 name 应当是节日名称。") % where)
    if not isinstance(is_off, bool):
        raise _bad(_("第 %(n)s 项的 isOffDay 应当是 true 或者 false。") % where)
    try:
        day = date.fromisoformat(row["date"])
    except (TypeError, ValueError) as error:
        raise _bad(_("第 %(n)s 项的 date 应当是 2027-01-01 这样的日期。") % where) from error
    if abs(day.year - year) > 1:
        raise _bad(_("第 %(n)s 项的日期不在 %(year)s 年前后。") % {**where, "year": year})
    return day, name.strip(), is_off


def check_region(region: str) -> None:
    """Refuse anything but "" and a division code of six digits."""
    if region and not (len(region) == CODE_LENGTH and region.isascii() and region.isdigit()):
        raise RuleError(
            _("“%(region)s”不是六位行政区划代码。") % {"region": region},
            remedy=_("全国通知请留空，地方通知请填写六位代码，例如 650000。"),
            field="region",
        )


def days_to_write(notice: Notice, region: str) -> list[DayInfo]:
    """The rows an import writes: a whole year nationally, the named days alone for a region."""
    named = {**notice.off, **notice.work}
    by_year = {
        year: calendar_years.year_rows(year, notice.off, notice.work)
        for year in sorted({notice.year, *(day.year for day in named)})
    }
    return [
        row
        for year, rows in by_year.items()
        for row in rows
        if row.date in named or (year == notice.year and not region)
    ]


def oddities(notice: Notice, region: str) -> list[str]:
    """What a careful reader would ask about; nothing here stops the import."""
    found = []
    if not notice.url:
        found.append(_("文件没有注明通知网址（papers）。"))
    core = {} if region else calendar_years.statutory(notice.year)
    missing = [day.isoformat() for day in sorted(core) if day not in notice.off]
    if missing:
        found.append(
            _("下列法定节假日没有列为放假：%(days)s；除文件列为上班的以外，仍按%(article)s放假。")
            % {"days": "、".join(missing), "article": ARTICLE}
        )
    return found


def _differing(after: DayTable, region: str) -> list[DayInfo]:
    """The days worked differently from now, or not known yet."""
    now = calendar.load(region).days
    return [
        row
        for day, row in sorted(after.days.items())
        if day not in now or now[day].is_workday != row.is_workday
    ]


@transaction.atomic
def _apply(
    notice: Notice, region: str, rows: Sequence[DayInfo], warnings: Sequence[str], by: Any
) -> Impact:
    after = calendar.with_rows(region, changed=region, year=notice.year, rows=rows)
    differing = _differing(after, region)
    same_year = CalendarNotice.objects.filter(region=region, year=notice.year, superseded_at=None)
    list(same_year.select_for_update())  # a second import of the year waits here
    saved = CalendarNotice.objects.create(
        region=region,
        year=notice.year,
        title=LOCAL.format(region=region, year=notice.year)
        if region
        else NATIONAL.format(year=notice.year),
        url=notice.url,
    )
    same_year.exclude(pk=saved.pk).update(superseded_at=timezone.now())
    _write(saved, rows)
    data = {"year": notice.year, "region": region, "url": notice.url, "days": len(differing)}
    audit.append("calendar.import", obj=saved, actor=by, data=data)
    found = deadlines.recompute_open(region, saved, by)
    return Impact(notice, region, differing, found, warnings, saved)


def _write(notice: CalendarNotice, rows: Sequence[DayInfo]) -> None:
    """Replace the rows of these days; what was provisional in the year goes."""
    stale = CalendarDay.objects.filter(region=notice.region, date__year=notice.year)
    stale.filter(provisional=True).delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                region=notice.region,
                date=row.date,
                is_workday=row.is_workday,
                reason=row.reason,
                statutory=row.statutory,
                notice=notice,
                provisional=False,
            )
            for row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["region", "date"],
        update_fields=["is_workday", "reason", "statutory", "notice", "provisional"],
    )
