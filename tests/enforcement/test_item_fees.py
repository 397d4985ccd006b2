"""What a power list says of fees, applications, filing and the item above (domain §6.2), each by itself."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import tables
from core.errors import RuleError
from core.row_report import RowReport
from enforcement.imports import list_sheets
from enforcement.imports.items import ItemImport
from enforcement.models import Agency, Item
from enforcement.services import items
from tests.base import Cast, day
from tests.enforcement.listed import SINCE, fresh, item

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SAID = {
    "parent": "食品经营管理",
    "on_application": "是",
    "fee_charged": "是",
    "fee_standard": "每件10元",
    "fee_basis": "《行政许可法》第五十九条",
    "filed_on": "2026-01-31",
}


def test_the_page_says_each_of_them(cast: Cast) -> None:
    row = item(cast, disclosed=SAID)
    shown = Client().get(reverse("item-detail", args=[row.pk])).content.decode()
    for words in ("所属大项", "是否依申请", "收费标准", "收费依据", "备案日期", *SAID.values()):
        assert words in shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fee_charged": "也许"}, "fee_charged"),
        ({"on_application": "Y"}, "on_application"),
        ({"filed_on": "去年"}, "filed_on"),
        ({"filed_on": "2026-02-30"}, "filed_on"),
        ({"fee_standard": ""}, "fee_standard"),
        ({"fee_basis": " "}, "fee_basis"),
    ],
)
def test_what_cannot_be_said_is_refused_by_its_name(
    cast: Cast, changes: dict[str, str], field: str
) -> None:
    said = {key: text for key, text in {**SAID, **changes}.items() if text.strip()}
    with pytest.raises(RuleError) as caught:
        item(cast, disclosed=said)
    assert caught.value.field == field
    assert not Item.objects.exists()


@pytest.mark.parametrize("charged", ["否", ""])
def test_without_a_fee_nothing_more_is_asked(cast: Cast, charged: str) -> None:
    said = {"fee_charged": charged} if charged else {}
    assert item(cast, disclosed=said or None).pk


def test_another_field_of_an_item_that_says_nothing_of_fees_may_change(cast: Cast) -> None:
    row = item(cast)
    assert items.update(row, unit="执法一科")


# --------------------------------------------------------------------------------- form and sheet
def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    sent = {"agency": cast.bureau.pk, "kind": "permit", "name": "食品经营许可"}
    return {**sent, "effective_from": SINCE, **SAID, **changes}


def test_the_form_keeps_and_shows_them(cast: Cast) -> None:
    client = cast.client("listadmin")
    assert client.post(reverse("item-admin-create"), form(cast)).status_code == 302
    row = Item.objects.get()
    assert row.disclosed == SAID
    shown = client.get(reverse("item-admin-edit", args=[row.pk])).content.decode()
    assert 'value="2026-01-31"' in shown and '<option value="是" selected>' in shown


@pytest.mark.parametrize(
    "changes",
    [
        *({"fee_charged": "也许"}, {"filed_on": "去年"}, {"fee_basis": ""}),
        *({"filed_on": "\0"}, {"on_application": "是\0"}, {"parent": "\0"}),
    ],
)
def test_the_form_refuses_in_words_and_keeps_what_was_typed(
    cast: Cast, changes: dict[str, str]
) -> None:
    answer = cast.client("listadmin").post(reverse("item-admin-create"), form(cast, **changes))
    assert answer.status_code in (200, 400, 422)
    assert not Item.objects.exists()


def imported(cast: Cast, lines: list[list[Any]]) -> RowReport:
    run = ItemImport(cast.listadmin, day(4, 10), default=cast.bureau)
    return run.run(tables.read_bytes(tables.csv_text(lines).encode(), name="a.csv"))


def test_a_sheet_brings_them_in_and_comes_back_unchanged(cast: Cast) -> None:
    head = ["事项名称", "职权类别", "所属大项", "是否依申请", "是否收费", "收费标准", "收费依据"]
    line = ["食品经营许可", "行政许可", *(SAID[key] for key in list(SAID)[:5]), "2026年1月31日"]
    assert imported(cast, [[*head, "备案日期"], line]).created == 1
    assert Item.objects.get().disclosed == SAID
    own = Agency.objects.filter(pk=cast.bureau.pk)
    assert imported(cast, list(list_sheets.item_table(own))).unchanged == 1


@pytest.mark.parametrize(
    ("column", "cell"), [("是否收费", "看情况"), ("备案日期", "去年"), ("是否收费", "是")]
)
def test_a_cell_that_cannot_be_read_is_refused_by_its_column(
    cast: Cast, column: str, cell: str
) -> None:
    report = imported(cast, [["事项名称", "职权类别", column], ["甲许可", "行政许可", cell]])
    assert len(report.rejected) == 1 and report.rejected[0].field in (column, "收费标准")
    assert not Item.objects.exists()


def test_what_was_said_before_stays_readable(cast: Cast) -> None:
    row = item(cast, disclosed=SAID)
    items.update(row, disclosed={**SAID, "fee_standard": "每件20元"})
    assert fresh(row).disclosed["fee_standard"] == "每件20元"
