"""What a power list says of an item besides: typed or imported, public, and told when it changes."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import tables
from core.models import AuditEntry
from core.row_report import RowReport
from core.tables import Cell
from disclosure import register_targets
from enforcement.imports import list_sheets
from enforcement.imports.items import COLUMNS, ItemImport
from enforcement.models import Agency, Item
from enforcement.models.item import DISCLOSED, disclosed
from enforcement.registers import TEXT
from enforcement.services import items
from tests.base import Cast
from tests.enforcement.listed import approved

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = date(2026, 1, 5)
SAID = {
    "duties": "查处生产经营过期食品",
    "responsibilities": "1.立案责任\n2.调查责任",
    "supervision": "电话0000-12345",
    "filing_no": "云司备〔2026〕8号",
}
FORM = {"kind": "penalty", "name": "对生产经营过期食品的处罚", "effective_from": "2026-01-05"}


@pytest.fixture
def row(cast: Cast) -> Item:
    return items.create(
        by=cast.listadmin,
        agency=cast.bureau,
        kind="penalty",
        name=FORM["name"],
        effective_from=ON,
        published_on=ON,
        disclosed=disclosed(SAID),
    )


def imported(cast: Cast, head: list[Cell], *rows: list[Cell]) -> RowReport:
    data = tables.csv_text([head, *rows]).encode()
    run = ItemImport(cast.listadmin, ON, default=cast.bureau)
    return run.run(tables.read_bytes(data, name="a.csv"))


def page(row: Item) -> str:
    return str(Client().get(reverse("item-detail", args=[row.pk])).content.decode())


def test_the_page_says_all_of_it_line_by_line(row: Item) -> None:
    shown = page(row)
    for text in ("查处生产经营过期食品", "1.立案责任<br>2.调查责任", "0000-12345", "8号"):
        assert text in shown
    for key in SAID:
        assert str(DISCLOSED[key]) in shown
    assert str(DISCLOSED["accountability"]) not in shown, "what was not said has no name"


def test_what_is_typed_is_shown_as_text(row: Item, cast: Cast) -> None:
    items.update(row, by=cast.listadmin, disclosed={"duties": "<script>1</script>"})
    assert "<script>1</script>" not in page(row) and "&lt;script&gt;" in page(row)


def test_the_api_says_the_same(row: Item, cast: Cast) -> None:
    data = Client().get(reverse("api-item-detail", args=[row.pk])).json()
    assert data["disclosed"] == SAID
    items.update(row, by=cast.listadmin, disclosed=None)
    assert Client().get(reverse("api-item-detail", args=[row.pk])).json()["disclosed"] is None


def test_a_change_is_what_a_correction_waits_for(row: Item, cast: Cast) -> None:
    before = register_targets.find(f"item-{row.pk}", ON).told
    items.update(row, by=cast.listadmin, disclosed={**SAID, "supervision": "电话0000-99999"})
    assert register_targets.find(f"item-{row.pk}", ON).told != before
    entry = AuditEntry.objects.filter(action="item.update").latest("pk")
    assert "0000-12345" in entry.data and "0000-99999" in entry.data


# --------------------------------------------------------------------------------- the form
def test_the_form_keeps_what_was_typed_and_shows_it_again(cast: Cast) -> None:
    client = cast.client("listadmin")
    sent = {**FORM, "agency": cast.bureau.pk, **SAID}
    answer = client.post(reverse("item-admin-create"), sent)
    made = Item.objects.get(name=FORM["name"])
    assert answer.status_code == 302
    assert made.disclosed == {**SAID, "responsibilities": SAID["responsibilities"]}
    edit = reverse("item-admin-edit", args=[made.pk])
    assert SAID["duties"] in client.get(edit).content.decode()
    client.post(edit, {**sent, "duties": " ", "accountability": "不履行职责的"})
    made.refresh_from_db()
    assert made.disclosed is not None
    assert "duties" not in made.disclosed and made.disclosed["accountability"] == "不履行职责的"
    client.post(edit, {**FORM, "agency": cast.bureau.pk})
    made.refresh_from_db()
    assert made.disclosed is None


@pytest.mark.parametrize("text", ["长" * (TEXT + 1), "职\0责"])
def test_the_form_refuses_what_cannot_be_kept(cast: Cast, text: str) -> None:
    sent = {**FORM, "agency": cast.bureau.pk, "duties": text}
    answer = cast.client("listadmin").post(reverse("item-admin-create"), sent)
    assert answer.status_code in (200, 422)
    assert not Item.objects.filter(name=FORM["name"]).exists()


# --------------------------------------------------------------------------------- sheets
def test_a_sheet_changes_only_the_columns_it_has(row: Item, cast: Cast) -> None:
    report = imported(
        cast, ["事项名称", "职权类别", "监督方式"], [row.name, "行政处罚", "电话0000-99999"]
    )
    assert approved(cast) == 1, "a public text waits for another's approval"
    row.refresh_from_db()
    assert report.updated == 1
    assert row.disclosed == {**SAID, "supervision": "电话0000-99999"}
    assert imported(cast, ["事项名称", "职权类别"], [row.name, "行政处罚"]).unchanged == 1


def test_an_empty_cell_takes_a_text_away(row: Item, cast: Cast) -> None:
    imported(cast, ["事项名称", "职权类别", *map(str, ["职责"])], [row.name, "行政处罚", ""])
    approved(cast)
    row.refresh_from_db()
    assert row.disclosed is not None and "duties" not in row.disclosed


def test_it_goes_out_and_comes_back_unchanged(row: Item, cast: Cast) -> None:
    own = Agency.objects.filter(pk=cast.bureau.pk)
    head, *lines = list(list_sheets.item_table(own))
    assert imported(cast, head, *lines).unchanged == len(lines)
    row.refresh_from_db()
    assert row.disclosed == SAID


def test_a_text_that_is_too_long_is_refused_by_its_column(cast: Cast) -> None:
    report = imported(
        cast, ["事项名称", "职权类别", "责任事项"], ["对甲的处罚", "行政处罚", "长" * (TEXT + 1)]
    )
    assert report.rejected[0].field == "责任事项"
    assert not Item.objects.filter(name="对甲的处罚").exists()


def test_every_text_has_a_column_and_no_column_has_two_meanings() -> None:
    headers = [header for names in COLUMNS.values() for header in names]
    assert len(headers) == len(set(headers))
    assert DISCLOSED.keys() <= COLUMNS.keys()


@given(said=st.dictionaries(st.sampled_from([*DISCLOSED, "other"]), st.text(max_size=9)))
def test_only_known_texts_that_say_something_are_kept(said: dict[str, Any]) -> None:
    kept = disclosed(said) or {}
    assert kept.keys() <= DISCLOSED.keys() and all(kept.values())
    assert disclosed(kept) == (kept or None)
    assert list(kept) == [key for key in DISCLOSED if key in kept]
