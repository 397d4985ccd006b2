"""What the published papers say is what was frozen: sheet, lines and public API, number by number."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from supervision.annual import figures
from supervision.models import YearlyReport
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import FIRST, LAST, YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> YearlyReport:
    """Published with numbers in two tables; afterwards more is received."""
    yearly.power(cast, "inspection")
    for no, kind in enumerate(("fine", "warning", "detention"), start=1):
        record(cast.bureau, on=FIRST, penalty_kinds=[kind], fine_cents=no)
    row = yearly.published(cast)
    record(cast.bureau, on=LAST, party_name="王小试", party_kind="person")
    return row


def frozen(report: YearlyReport) -> list[dict[str, Any]]:
    assert report.figures is not None
    return list(report.figures["tables"])


def test_the_sheet_has_each_frozen_number_once_and_no_other(
    client: Client, report: YearlyReport
) -> None:
    url = reverse("statistics-file", args=[YEAR, report.agency_id, "xlsx"])
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(url).content)).active
    assert sheet is not None
    _heading, *rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    expected = [
        (figures.name(column), figures.NOTHING if column["value"] is None else column["value"])
        for table in frozen(report)
        for column in table["columns"]
    ]
    assert [(row[1], row[2]) for row in rows if row[2] is not None] == expected
    empty = [row for row in rows if row[2] is None]
    assert len(empty) == sum(not table["duty"] for table in frozen(report)) == 2
    assert ("罚没金额（元）", "0.06") in expected


def test_the_public_answers_tell_the_frozen_numbers_and_no_person(
    client: Client, report: YearlyReport
) -> None:
    (told,) = client.get(reverse("api-statistics"), {"year": str(YEAR)}).json()["reports"]
    assert told["tables"] == frozen(report)
    url = reverse("statistics-report", args=[YEAR, report.agency_id])
    html = client.get(url).content.decode()
    assert "0.06" in html and "王小试" not in html and "王小试" not in str(told)
    written = "\n".join(figures.lines({**(report.figures or {})}))
    assert "  合计：3\n" in written and "  罚没金额（元）：0.06" in written
