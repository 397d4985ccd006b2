"""Items and officers go out as sheets and come back unchanged, whoever made them, and nothing twice."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core import tables
from core.row_report import RowReport
from core.tables import Cell, Sheet
from enforcement.directory import Directory
from enforcement.imports import items as item_import
from enforcement.imports import list_sheets
from enforcement.imports.items import ItemImport
from enforcement.imports.officers import OfficerImport
from enforcement.models import Agency, Certificate, Item, Officer
from enforcement.services import items, officers
from tests import factories
from tests.base import Cast, day
from tests.enforcement.listed import approved

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = date(2026, 3, 2)
LAW = "《中华人民共和国食品安全法》第一百二十四条第一款"


def own(cast: Cast) -> Any:
    return Agency.objects.filter(pk=cast.bureau.pk)


def sheet_of(lines: list[list[Cell]]) -> list[Sheet]:
    """As the file of the export is read again."""
    return tables.read_bytes(tables.csv_text(lines).encode(), name="a.csv")


def of_items(cast: Cast, lines: list[list[Cell]], *, dry: bool = False) -> RowReport:
    return ItemImport(cast.listadmin, ON, default=cast.bureau).run(sheet_of(lines), dry_run=dry)


def of_officers(cast: Cast, lines: list[list[Cell]]) -> RowReport:
    return OfficerImport(cast.listadmin, cast.bureau, Directory(own(cast)), ON).run(sheet_of(lines))


@pytest.fixture
def typed(cast: Cast) -> Item:
    """An item typed on the page, which no sheet ever brought."""
    return items.create(
        by=cast.listadmin,
        agency=cast.bureau,
        kind="penalty",
        name="对生产经营过期食品的处罚",
        code="330231001",
        field="食品",
        basis_text=f"{LAW}，货值金额不足一万元的",
        effective_from=ON,
        published_on=ON,
        time_limit="90日",
    )


def column(lines: list[list[Cell]], name: str, number: int = 1) -> int:
    assert lines[number]
    return lines[0].index(name)


def test_items_come_back_unchanged(cast: Cast, typed: Item) -> None:
    factories.inspection_item(cast.bureau, on=ON)
    before = list(Item.objects.order_by("pk").values())
    lines = list(list_sheets.item_table(own(cast)))
    report = of_items(cast, lines)
    assert (report.unchanged, report.updated, report.created, report.rejected) == (
        len(before),
        0,
        0,
        [],
    )
    assert list(Item.objects.order_by("pk").values()) == before
    assert lines[0] == [names[0] for names in item_import.COLUMNS.values()]


def test_a_changed_cell_changes_the_item_typed_on_the_page(cast: Cast, typed: Item) -> None:
    lines = list(list_sheets.item_table(own(cast)))
    at = column(lines, "办理期限")
    row = next(line for line in lines if "330231001" in line)
    row[at] = "60日"
    assert of_items(cast, lines, dry=True).updated == 1
    typed.refresh_from_db()
    assert typed.time_limit == "90日", "a trial changes nothing"
    report = of_items(cast, lines)
    assert approved(cast) == 1, "a public text waits for another's approval"
    typed.refresh_from_db()
    assert (report.updated, report.created, typed.time_limit) == (1, 0, "60日")
    assert Item.objects.filter(code="330231001").count() == 1


def test_the_source_of_an_item_still_finds_it_after_the_page_changed_it(cast: Cast) -> None:
    source: list[list[Cell]] = [["事项名称", "职权类别"], ["对无证经营的处罚", "行政处罚"]]
    assert of_items(cast, source).created == 1
    row = Item.objects.get(name="对无证经营的处罚")
    items.update(row, by=cast.listadmin, code="330231009")
    assert of_items(cast, source).created == 0
    assert of_items(cast, list(list_sheets.item_table(own(cast)))).created == 0
    assert Item.objects.filter(name="对无证经营的处罚").count() == 1


def test_of_two_items_alike_the_first_is_meant(cast: Cast, typed: Item) -> None:
    second = items.create(
        agency=cast.bureau, kind="penalty", name="另一项", code="330231001", field="食品",
        effective_from=ON,
    )  # fmt: skip
    lines = list(list_sheets.item_table(own(cast)))
    at = column(lines, "办理期限")
    changed = [lines[0], next(line for line in lines if typed.name in line)]
    changed[1][at] = "30日"
    of_items(cast, changed)
    approved(cast)
    typed.refresh_from_db()
    second.refresh_from_db()
    assert (typed.time_limit, second.time_limit) == ("30日", "")


def test_a_row_that_is_refused_is_not_taken_for_known(cast: Cast) -> None:
    head: list[Cell] = ["事项名称", "职权类别", "生效日期", "失效日期"]
    bad: list[Cell] = ["对甲的处罚", "行政处罚", "2026-05-01", "2026-01-01"]
    good: list[Cell] = ["对甲的处罚", "行政处罚", "2026-05-01", ""]
    report = of_items(cast, [head, bad, good])
    assert (len(report.rejected), report.created) == (1, 1)


def test_a_row_that_is_known_costs_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    head: list[Cell] = ["事项名称", "职权类别"]
    lines = [head]
    lines += [[f"对第{no}类行为的处罚", "行政处罚"] for no in range(30)]
    of_items(cast, lines)
    with django_assert_max_num_queries(30 * 6 + 12):
        assert of_items(cast, lines).unchanged == 30


# --------------------------------------------------------------------------------- officers
def test_officers_come_back_unchanged(cast: Cast) -> None:
    lines = list(list_sheets.officer_table(own(cast)))
    people = Officer.objects.filter(agency=cast.bureau, certificates__isnull=False).distinct()
    assert len(lines) - 1 == people.count() > 0
    before = list(Certificate.objects.order_by("pk").values())
    report = of_officers(cast, lines)
    assert (report.unchanged, report.created, report.rejected) == (len(lines) - 1, 0, [])
    assert list(Certificate.objects.order_by("pk").values()) == before


def test_an_officer_is_one_row_with_the_newest_certificate(cast: Cast) -> None:
    officer = cast.officers[0]
    card = officer.certificates.get()
    officers.certify(
        officer,
        by=cast.listadmin,
        number="YX990001",
        issuer=card.issuer,
        area=card.area,
        valid_from=day(1, 1, 2030),
        valid_to=day(1, 1, 2035),
    )
    lines = list(list_sheets.officer_table(own(cast)))
    mine = [line for line in lines if officer.name in line]
    assert len(mine) == 1 and "2035-01-01" in mine[0]
    assert of_officers(cast, lines).created == 0


def test_a_sheet_of_officers_says_nothing_that_is_not_public(cast: Cast) -> None:
    assert list(list_sheets.officer_table(own(cast)))[0] == [
        *("姓名", "单位", "职务", "内设机构", "执法证号", "发证机关", "执法区域", "执法类别"),
        *("有效期自", "有效期至"),
    ]


# --------------------------------------------------------------------------------- pages
@pytest.mark.parametrize(("book", "page"), [("items", "item"), ("officers", "officer")])
def test_the_list_offers_its_sheet_and_only_ones_own_rows(
    cast: Cast, typed: Item, book: str, page: str
) -> None:
    client = cast.client("listadmin")
    listed = client.get(reverse(f"{page}-admin-list")).content.decode()
    for form in ("csv", "xlsx"):
        assert reverse("sheet-export", args=[book, form]) in listed
    data = client.get(reverse("sheet-export", args=[book, "xlsx"])).content
    cells = [
        str(cell) for sheet in tables.read_bytes(data) for _no, row in sheet.rows for cell in row
    ]
    mine, other = (
        (typed.name, "别的机关的处罚")
        if book == "items"
        else (cast.officers[0].name, cast.outsider.officer.name)
    )
    assert mine in cells and other not in cells
    stranger = cast.client("outsider").get(reverse("sheet-export", args=[book, "csv"]))
    assert mine not in stranger.content.decode()


def test_what_a_spreadsheet_would_run_is_text(cast: Cast) -> None:
    items.create(agency=cast.bureau, kind="penalty", name="=HYPERLINK(1)处罚", effective_from=ON)
    answer = cast.client("listadmin").get(reverse("sheet-export", args=["items", "csv"]))
    assert "\n=HYPERLINK" not in answer.content.decode()
