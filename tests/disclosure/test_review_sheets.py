"""The list of reviewed decisions as a file says what its page says, on any day."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import tables
from disclosure import review_catalogues, review_sheets
from enforcement.models import Agency
from tests import factories
from tests.base import Cast

pytestmark = pytest.mark.django_db
ON = timezone.localdate()


def answer(agency: Agency, kind: str, status: int = 200, **query: Any) -> Any:
    found = Client().get(reverse("review-catalogue-export", args=[agency.pk, kind]), query)
    assert found.status_code == status
    return found


@pytest.mark.parametrize("on", [ON, ON - timedelta(days=90), ON + timedelta(days=90)])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sheet_holds_every_line_of_the_page(cast: Cast, kind: str, on: Any) -> None:
    found = answer(cast.bureau, kind, on=on.isoformat())
    assert f"-{on}.{kind}" in found["Content-Disposition"]
    (sheet,) = tables.read_bytes(found.content)
    rows = [["" if cell is None else str(cell) for cell in cells] for _number, cells in sheet.rows]
    applied = review_catalogues.applied(cast.bureau, on)
    wanted = review_sheets.rows(applied)
    assert rows[0] == review_sheets.columns() and rows[1:] == wanted
    said = [row[2] for row in wanted]
    parts = (applied.lines, applied.questions, applied.materials, applied.focus)
    assert said == [row.label for part in parts for row in part] and len(said) > 4
    assert all(part for part in parts)


def test_the_file_of_the_interface_is_its_answer(cast: Cast) -> None:
    found = json.loads(answer(cast.bureau, "json").content)
    told = Client().get(reverse("api-review-catalogue-detail", args=[cast.bureau.pk])).json()
    same = {key: told[key] for key in told if key != "url"}
    assert {key: found[key] for key in found if key != "url"} == same


def test_before_lists_were_public_the_sheet_is_empty(cast: Cast) -> None:
    old = factories.agency("早就公告的机关", prefix="早", announced_on=date(1985, 1, 1))
    (sheet,) = tables.read_bytes(answer(old, "csv", on="1990-01-01").content)
    assert len(list(sheet.rows)) == 1
    page = Client().get(reverse("review-catalogue-detail", args=[old.pk]), {"on": "1990-01-01"})
    assert "export.csv" not in page.content.decode()


def test_the_page_leads_to_the_files_of_its_day(cast: Cast) -> None:
    page = Client().get(reverse("review-catalogue-detail", args=[cast.bureau.pk]))
    for kind in review_sheets.FILES:
        assert f"export.{kind}?on={ON}" in page.content.decode()


def test_what_is_not_there_is_not_found(cast: Cast) -> None:
    answer(cast.bureau, "pdf", status=404)
    Agency.objects.filter(pk=cast.other_bureau.pk).update(status="pending")
    for kind in review_sheets.FILES:
        answer(cast.other_bureau, kind, status=404)


@pytest.mark.parametrize("on", ["2026-13-01", "\0", "x" * 999])
def test_a_day_that_is_none_is_refused(cast: Cast, on: str) -> None:
    found = Client().get(
        reverse("review-catalogue-export", args=[cast.bureau.pk, "csv"]), {"on": on}
    )
    assert 400 <= found.status_code < 500
