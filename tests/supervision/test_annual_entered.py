"""Numbers an agency states itself: what is a number, what nobody stated, and where they show."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from supervision.annual import entered, figures, tables
from supervision.annual.entered import ENTRIES
from supervision.annual.scope import scope
from supervision.models import YearlyReport
from supervision.services import report_printing, yearly_reports
from tests.base import Cast
from tests.supervision import yearly
from tests.supervision.yearly import NUMBERS, QUERIED, TEXTS, YEAR

RULING, MONEY = ENTRIES["ruling"], ENTRIES["levy_amount"]


# ------------------------------------------------------------------------------- what is a number
@pytest.mark.parametrize(
    ("text", "kept"),
    [("", ""), (" ", ""), ("无", "无"), (" 无 ", "无"), ("0", "0"), (" 12 ", "12")],
)
def test_a_number_is_kept_as_it_is_told(text: str, kept: str) -> None:
    assert entered.read(RULING, text, "元") == kept


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "+1",
        "1.5",
        "01",
        "1,000",
        "１２",
        "十",
        "1e3",
        "0x1",
        "1 2",
        "1\x002",
        "\ud800",
        "9" * 10,
    ],
)
def test_nothing_else_is_a_count(text: str) -> None:
    with pytest.raises(RuleError, match="“行政裁决”不是可以填报的数字") as error:
        entered.read(RULING, text, "元")
    assert error.value.field == "ruling"


@pytest.mark.parametrize(
    ("text", "unit", "kept"),
    [
        ("12", "元", "12.00"),
        ("12.5", "元", "12.50"),
        ("0.01", "元", "0.01"),
        ("1.234567", "万元", "1.234567"),
        ("3", "万元", "3.000000"),
    ],
)
def test_an_amount_is_kept_to_the_cent_of_its_unit(text: str, unit: str, kept: str) -> None:
    assert entered.read(MONEY, text, unit) == kept


@pytest.mark.parametrize(
    ("text", "unit"),
    [("1.", "元"), (".5", "元"), ("1.234", "元"), ("1.2345678", "万元"), ("-0", "元")],
)
def test_an_amount_below_a_cent_is_none(text: str, unit: str) -> None:
    with pytest.raises(RuleError, match="行政征收总金额"):
        entered.read(MONEY, text, unit)


@given(st.text(max_size=30), st.sampled_from(list(ENTRIES)), st.sampled_from(["元", "万元"]))
def test_whatever_is_typed_is_refused_or_reads_back_the_same(
    text: str, key: str, unit: str
) -> None:
    entry = ENTRIES[key]
    try:
        kept = entered.read(entry, text, unit)
    except RuleError:
        return
    assert entered.read(entry, kept, unit) == kept
    value = entered.value({key: kept}, key)
    assert (value == entered.UNSAID) is (kept == "") and (value is None) is (kept == "无")


def test_what_nobody_stated_is_never_zero() -> None:
    assert entered.value({}, "ruling") == entered.value({"ruling": ""}, "ruling") == "未填报"
    assert entered.value({"ruling": "0"}, "ruling") == 0
    assert entered.value({"ruling": "无"}, "ruling") is None
    assert entered.missing({}) == [entry.name for entry in ENTRIES.values()]
    assert entered.missing(NUMBERS) == []


# ------------------------------------------------------------------------------- in the report
def columns(cast: Cast, **given: str) -> dict[str, Any]:
    rules = scope(cast.bureau, YEAR, on=QUERIED, entered={**NUMBERS, **given})
    return {column["key"]: column for row in tables.count(rules) for column in row["columns"]}


@pytest.mark.django_db
def test_a_stated_number_says_that_it_was_stated(cast: Cast) -> None:
    told = columns(cast, ruling="2", levy_amount="30.50", lost="0")
    assert told["ruling"]["label"] == "行政裁决（件，填报数）"
    assert (told["ruling"]["value"], told["lost"]["value"], told["remade"]["value"]) == (2, 0, None)
    assert told["levy_amount"]["label"] == "行政征收总金额（元，填报数）"
    assert told["levy_amount"]["value"] == "30.50"
    assert not told["ruling"]["listed"]
    with pytest.raises(RuleError, match="没有这一栏"):
        figures.behind(scope(cast.bureau, YEAR, on=QUERIED), "other", "ruling", after=0, size=5)


@pytest.mark.django_db
def test_a_report_is_not_frozen_with_a_number_nobody_stated(cast: Cast) -> None:
    row = yearly.started(cast)
    yearly_reports.write(row, by=cast.listadmin, numbers={**NUMBERS, "grant": " "}, **TEXTS)
    with pytest.raises(RuleError, match="还有没有填报的数字：行政给付。"):
        yearly_reports.freeze(row, by=cast.listadmin, on=QUERIED)
    yearly_reports.write(row, by=cast.listadmin, numbers={"grant": "7"})
    frozen = yearly_reports.freeze(row, by=cast.listadmin, on=QUERIED)
    assert "  行政给付（件，填报数）：7" in list(figures.lines(frozen.figures or {}))


@pytest.mark.django_db
def test_a_refused_number_leaves_the_report_as_it_was(cast: Cast) -> None:
    row = yearly.told(yearly.started(cast), cast)
    with pytest.raises(RuleError):
        yearly_reports.write(row, by=cast.listadmin, numbers={"grant": "七"}, plans="改")
    row.refresh_from_db()
    assert (row.plans, row.entered) == (TEXTS["plans"], NUMBERS)


@pytest.mark.django_db
def test_a_correction_begins_with_the_numbers_of_the_version_before(cast: Cast) -> None:
    first = yearly.published(cast)
    second = yearly_reports.correct(first, by=cast.listadmin, notice="更正。")
    assert second.entered == first.entered == NUMBERS


@pytest.mark.django_db
def test_a_report_frozen_before_there_were_such_numbers_shows_as_it_was(
    client: Client, cast: Cast
) -> None:
    row = yearly.started(cast)
    old = figures.compute(scope(cast.bureau, YEAR, on=QUERIED))
    for told in old["tables"]:
        for column in told["columns"]:
            del column["listed"]
    old["tables"] = [told for told in old["tables"] if told["key"] == "penalty"]
    YearlyReport.objects.filter(pk=row.pk).update(
        status="frozen", figures=old, queried_on=QUERIED, frozen_by=cast.listadmin, **TEXTS
    )
    row.refresh_from_db()
    assert row.entered is None and report_printing.told(row, QUERIED) == old
    yearly_reports.publish(row, by=cast.publisher, on=QUERIED)
    url = reverse("statistics-report", args=[YEAR, row.agency_id])
    html = client.get(url).content.decode()
    assert "行政处罚实施情况统计表" in html and "填报数" not in html


@pytest.mark.django_db
def test_the_form_keeps_what_was_typed_and_names_the_number(cast: Cast) -> None:
    row = yearly.started(cast)
    url = reverse("yearly-write", args=[row.pk])
    client = cast.client("listadmin")
    html = client.post(url, {**TEXTS, **NUMBERS, "reward": "三\x00件"}).content.decode()
    assert 'value="三' in html or "reward" in html
    row.refresh_from_db()
    assert row.entered is None
    html = client.post(url, {**TEXTS, **NUMBERS, "reward": "三件"}).content.decode()
    assert "“行政奖励”不是可以填报的数字" in html and 'value="三件"' in html
    assert client.post(url, {**TEXTS, **NUMBERS, "reward": "3"}).status_code == 302
    assert 'value="3"' in client.get(url).content.decode()


@pytest.mark.django_db
def test_the_sheet_and_the_public_page_show_them(client: Client, cast: Cast) -> None:
    row = yearly.started(cast)
    numbers = {**NUMBERS, "confirmation": "41"}
    yearly_reports.write(row, by=cast.listadmin, numbers=numbers, **TEXTS)
    yearly_reports.freeze(row, by=cast.listadmin, on=QUERIED)
    yearly_reports.publish(row, by=cast.publisher, on=QUERIED)
    url = reverse("statistics-file", args=[YEAR, row.agency_id, "xlsx"])
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(url).content)).active
    assert sheet is not None
    rows = [tuple(cells)[1:3] for cells in sheet.iter_rows(values_only=True)]
    assert ("行政确认（件，填报数）", 41) in rows and ("行政裁决（件，填报数）", "—") in rows
    html = client.get(reverse("statistics-report", args=[YEAR, row.agency_id])).content.decode()
    assert "行政确认（件，填报数）" in html and "由本单位填报" in html
