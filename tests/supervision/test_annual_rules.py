"""What the places may set for the yearly statistics, and the tables as they are printed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from core.models import Alert
from enforcement import profiles
from enforcement.models.kinds import ActionKind
from supervision.annual import figures, tables
from supervision.annual.scope import scope
from supervision.services import report_clock, report_printing
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import FIRST, LAST, QUERIED, of

COLUMNS = [
    {"key": key, "label": key, "group": group, "part": False, "value": value}
    for key, group, value in (("a", "", 1), ("b", "组", 0), ("c", "", None))
]
TOLD: dict[str, Any] = {
    "agency": {"name": "云溪市城市管理局", "uscc": "11410000MB0000001X"},
    "year": 2026,
    "from": "2026-01-01",
    "to": "2026-12-31",
    "queried_on": "2027-01-05",
    "complete": True,
    "tables": [
        {
            "key": "x",
            "title": "甲表",
            "unit": "宗",
            "duty": True,
            "note": "",
            "notes": ["一"],
            "columns": COLUMNS,
        },
        {
            "key": "y",
            "title": "乙表",
            "unit": "件",
            "duty": False,
            "note": tables.NO_DUTY,
            "notes": [],
            "columns": [],
        },
    ],
}


# ------------------------------------------------------------------------------- printing
def test_the_lines_tell_zero_and_none_apart() -> None:
    assert list(figures.lines(TOLD)) == [
        "云溪市城市管理局 2026年度行政执法统计",
        "统计期间：2026-01-01 至 2026-12-31；查询日期：2027-01-05",
        "",
        "表一 甲表（单位：宗）",
        "  a：1",
        "  组·b：0",
        "  c：—",
        "",
        "表二 乙表（单位：件）",
        "  本单位无相关行政执法职责",
    ]


def test_the_sheet_keeps_numbers_as_numbers() -> None:
    assert figures.cells(TOLD) == [
        ["统计表", "项目", "数值", "单位"],
        ["表一 甲表", "a", 1, "宗"],
        ["表一 甲表", "组·b", 0, "宗"],
        ["表一 甲表", "c", "—", "宗"],
        ["表二 乙表", "本单位无相关行政执法职责", None, None],
    ]


def test_the_paper_lays_two_numbers_on_a_line() -> None:
    shown = report_printing.paper_table(1, TOLD["tables"][0])
    assert shown["lines"] == [["a", "1", "组·b", "0"], ["c", "—", "", ""]]
    assert shown["title"] == "表一　甲表"
    assert report_printing.paper_table(2, TOLD["tables"][1])["lines"] == []


@pytest.mark.parametrize(("text", "year"), [("2026", 2026), ("0", 0)])
def test_a_year_is_read_from_digits(text: str, year: int) -> None:
    assert figures.year_of(text) == year


@pytest.mark.parametrize("text", ["", "二〇二六", "２０２６", "2026.0", " 2026", "+2026"])
def test_nothing_else_is_a_year(text: str) -> None:
    with pytest.raises(RuleError, match="不是年度"):
        figures.year_of(text)


# ------------------------------------------------------------------------------- rules
@pytest.mark.parametrize("key", profiles.PROFILE_KEYS)
def test_every_place_has_rules_for_the_yearly_statistics(key: str) -> None:
    rules = profiles.load(key)
    levels = rules.annual_levels(LAST)
    assert len(levels) in (12, 13)
    assert levels[0]["key"] == "other"
    assert rules.value("annual.amount_unit") in tables.UNITS
    assert set(rules.value("annual.tables")) <= set(tables.TABLES)
    assert isinstance(rules.value("annual.counts_revoked"), bool)
    assert int(rules.value("annual.remind_days")) > 0


@pytest.mark.django_db
def test_the_unit_and_the_tables_are_those_of_the_place(cast: Cast) -> None:
    record(cast.bureau, on=FIRST, fine_cents=12_345_600)
    given = replace(of(cast), unit="万元", tables=("penalty",))
    (told,) = tables.count(given)
    amount = next(row for row in told["columns"] if row["key"] == "amount")
    assert (amount["label"], amount["value"]) == ("罚没金额（万元）", "12.345600")


@pytest.mark.django_db
def test_every_column_belongs_to_a_kind_or_has_no_rows(cast: Cast) -> None:
    for (table, key), column in tables.columns_of(of(cast)).items():
        assert (column.rows is None) is (column.kind == ""), (table, key)
        assert column.kind in ("", tables.PEOPLE, *ActionKind.values)


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1999, 2028])
def test_a_year_out_of_reach_is_refused_with_the_years_there_are(cast: Cast, year: int) -> None:
    with pytest.raises(RuleError, match="2000年至2027年"):
        scope(cast.bureau, year, on=QUERIED)


# ------------------------------------------------------------------------------- the clock
@pytest.mark.parametrize(
    ("left", "levels"),
    [
        (30, [Alert.Level.WARN_7]),
        (0, [Alert.Level.WARN_7]),
        (-1, [Alert.Level.UNIT_HEAD, Alert.Level.SUPERVISOR]),
    ],
)
def test_the_last_day_is_still_a_reminder(left: int, levels: list[str]) -> None:
    assert report_clock.levels(left) == levels


@pytest.mark.django_db
def test_a_closed_agency_owes_no_report(cast: Cast) -> None:
    yearly.announced(cast)
    late = date(2027, 3, 1)
    assert report_clock.owed(cast.bureau, late) is not None
    cast.bureau.status = "closed"
    cast.bureau.save(update_fields=["status"])
    assert report_clock.owed(cast.bureau, late) is None
    assert report_clock.give(late) == 0


@pytest.mark.django_db
def test_a_frozen_report_is_still_owed_until_it_is_public(cast: Cast) -> None:
    row = yearly.frozen(cast)
    found = report_clock.owed(cast.bureau, QUERIED)
    assert found is not None and found.row == row
    assert str(row.pk) in found.url
