"""A sheet of a list administrator changes nothing that is public: a second person approves its rows."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import reverse

from core import tables
from core.row_report import RowReport
from core.tables import Cell
from enforcement.citations import find_citations
from enforcement.directory import Directory
from enforcement.imports.items import ItemImport
from enforcement.imports.officers import OfficerImport
from enforcement.imports.sheets import Row
from enforcement.models import Item, ListVersion, User
from enforcement.services import list_versions
from tests import factories
from tests.base import Cast, day
from tests.enforcement.listed import drafted, fresh, hashes, item

pytestmark = pytest.mark.django_db
ON = day(4, 10)
HEAD: list[Cell] = ["事项名称", "职权类别", "收费情况", "公布日期"]
NAMES = [f"对第{n}种行为的处罚" for n in range(3)]


def imported(
    cast: Cast,
    *rows: list[Cell],
    by: User | None = None,
    dry: bool = False,
    head: Sequence[Cell] = HEAD,
) -> RowReport:
    data = tables.csv_text([head, *rows]).encode()
    run = ItemImport(by or cast.listadmin, ON, default=cast.bureau)
    return run.run(tables.read_bytes(data, name="a.csv"), dry_run=dry)


def lines(fee: str, published: str = "") -> list[list[Cell]]:
    return [[name, "行政处罚", fee, published] for name in NAMES]


@pytest.fixture
def rows(cast: Cast) -> list[Item]:
    return [item(cast, name=name) for name in NAMES]


def test_changed_rows_wait_as_one_batch(cast: Cast, rows: list[Item]) -> None:
    report = imported(cast, *lines("每件10元"))
    assert (report.updated, report.rejected) == (3, [])
    assert {fresh(row).fee for row in rows} == {"不收费"}
    waiting = ListVersion.objects.open()
    assert {row.status for row in waiting} == {"submitted"} and len(waiting) == 3
    assert len({row.batch for row in waiting}) == 1 and waiting[0].batch


def test_a_second_person_approves_the_batch_in_one_act(cast: Cast, rows: list[Item]) -> None:
    imported(cast, *lines("每件10元"))
    made = ListVersion.objects.open()
    sent = {"listed": [each.pk for each in made], "all": "1", "opinion": "同意", "examined": "on"}
    sent |= hashes(*made)
    assert cast.client("head").post(reverse("list-version-list"), sent).status_code == 302
    assert {fresh(row).fee for row in rows} == {"每件10元"}


def test_the_same_sheet_again_is_unchanged_while_it_waits_and_after(
    cast: Cast, rows: list[Item]
) -> None:
    imported(cast, *lines("每件10元"))
    assert imported(cast, *lines("每件10元")).unchanged == 3
    list_versions.publish_all(
        list(ListVersion.objects.open()), by=cast.head, examined=True, seen={}, on=ON
    )
    assert imported(cast, *lines("每件10元")).unchanged == 3
    assert not ListVersion.objects.open().exists()


def test_another_sheet_does_not_go_round_what_waits(cast: Cast, rows: list[Item]) -> None:
    imported(cast, *lines("每件10元"))
    report = imported(cast, *lines("每件20元"))
    assert len(report.rejected) == 3 and "待批准" in report.rejected[0].text
    fees = {row.content["fee"] for row in ListVersion.objects.open()}
    assert fees == {"每件10元"}, "what is approved is what was handed in"


def test_new_rows_are_public_by_approval_and_not_by_the_sheet(cast: Cast) -> None:
    told = [
        [*line, "《中华人民共和国食品安全法》第三十四条"] for line in lines("不收费", "2026-01-05")
    ]
    assert imported(cast, *told, head=[*HEAD, "实施依据"]).created == 3
    assert Item.objects.filter(name__in=NAMES).count() == 3
    assert not Item.objects.public(ON).filter(name__in=NAMES).exists()
    list_versions.publish_all(
        list(ListVersion.objects.open()), by=cast.head, examined=True, seen={}, on=ON
    )
    made = Item.objects.public(ON).filter(name__in=NAMES)
    assert {row.published_on for row in made} == {ON}


def test_a_row_that_rests_on_nothing_is_not_handed_in(cast: Cast) -> None:
    report = imported(cast, *lines("不收费", "2026-01-05"))
    assert report.created == 0 and "没有填写实施依据" in report.rejected[0].text
    assert not Item.objects.filter(name__in=NAMES).exists()


def test_what_a_sheet_publishes_for_the_first_time_is_no_change(cast: Cast) -> None:
    first: list[Cell] = [
        "对甲的处罚",
        "行政处罚",
        "不收费",
        "2026-01-05",
        "《行政处罚法》第二十八条",
    ]
    imported(cast, first, head=[*HEAD, "实施依据"])
    made = ListVersion.objects.open().get()
    shown = cast.client("head").get(reverse("list-version-detail", args=[made.pk]))
    page = shown.content.decode()
    assert made.change_note == "首次公布（表格导入）" and "首次公布" in page
    assert page.count("生效日期") == 1, "the day of the item; that of the version has its own name"
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    imported(cast, ["对甲的处罚", "行政处罚", "每件10元", ""])
    assert ListVersion.objects.open().get().change_note == "表格导入的修改"


def test_rows_that_are_not_public_are_written_at_once(cast: Cast) -> None:
    assert imported(cast, *lines("不收费")).created == 3
    assert imported(cast, *lines("每件10元")).updated == 3
    assert not ListVersion.objects.exists()
    assert {row.fee for row in Item.objects.filter(name__in=NAMES)} == {"每件10元"}


def test_a_trial_leaves_nothing(cast: Cast, rows: list[Item]) -> None:
    assert imported(cast, *lines("每件10元"), dry=True).updated == 3
    assert not ListVersion.objects.exists()


def test_a_command_loads_stock_at_once_and_keeps_what_was_said(
    cast: Cast, rows: list[Item]
) -> None:
    data = tables.csv_text([HEAD, *lines("每件10元")]).encode()
    ItemImport(None, ON, agency=cast.bureau).run(tables.read_bytes(data, name="a.csv"))
    assert {fresh(row).fee for row in rows} == {"每件10元"}
    assert ListVersion.objects.filter(way="recorded").count() == 2 * len(rows)


# ------------------------------------------------------------------------------ officers
def officers_sheet(cast: Cast, **changes: Any) -> RowReport:
    row = cast.officers[0]
    card = row.certificates.get()
    said = {"姓名": row.name, "职务": row.post, "内设机构": row.unit, "执法证号": card.number}
    said |= {"发证机关": card.issuer, "执法区域": card.area, "执法类别": card.category}
    said |= {"有效期自": str(card.valid_from), "有效期至": str(card.valid_to), **changes}
    data = tables.csv_text([list(said), list(said.values())]).encode()
    run = OfficerImport(cast.listadmin, cast.bureau, Directory([cast.bureau]), ON)
    return run.run(tables.read_bytes(data, name="a.csv"))


def test_another_post_of_an_officer_waits_and_the_unit_does_not(cast: Cast) -> None:
    row = cast.officers[0]
    assert officers_sheet(cast, 职务="执法大队长", 内设机构="执法三科").updated == 1
    now = fresh(row)
    assert (now.post, now.unit) == (row.post, "执法三科")
    made = ListVersion.objects.open().get()
    assert (made.kind, made.content["post"], made.status) == ("officer", "执法大队长", "submitted")
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert fresh(row).post == "执法大队长"
    assert officers_sheet(cast, 职务="执法大队长", 内设机构="执法三科").unchanged == 1


def test_an_officer_who_is_not_on_the_list_is_written_at_once(cast: Cast) -> None:
    row = cast.officers[0]
    type(row).objects.filter(pk=row.pk).update(status="suspended")
    assert officers_sheet(cast, 职务="执法大队长").updated == 1
    assert fresh(row).post == "执法大队长" and not ListVersion.objects.exists()


# ------------------------------------------------------------------------------ drafts of others
def test_a_sheet_leaves_the_draft_of_a_colleague(cast: Cast, rows: list[Item]) -> None:
    colleague = factories.user("listadmin", cast.bureau)
    made = drafted(rows[0], colleague, ON, unit="精心编写的承办机构")
    report = imported(cast, *lines("每件10元"))
    assert (report.updated, len(report.rejected)) == (2, 1)
    assert "已有他人编制中" in report.rejected[0].text
    assert (fresh(made).status, fresh(made).content["unit"]) == ("draft", "精心编写的承办机构")


def test_a_returned_sheet_is_corrected_by_another_of_the_same_account(
    cast: Cast, rows: list[Item]
) -> None:
    imported(cast, *lines("每件10元"))
    for row in ListVersion.objects.open():
        list_versions.give_back(row, by=cast.head, opinion="写明标准")
    stranger = factories.user("listadmin", cast.bureau)
    assert len(imported(cast, *lines("每件30元"), by=stranger).rejected) == 3
    assert imported(cast, *lines("每件20元")).updated == 3
    assert {row.content["fee"] for row in ListVersion.objects.open()} == {"每件20元"}


def test_a_certificate_of_a_sheet_waits_for_the_draft_of_a_colleague(cast: Cast) -> None:
    row = cast.officers[0]
    made = drafted(row, factories.user("listadmin", cast.bureau), ON, post="科长")
    assert len(officers_sheet(cast, 职务="副科长").rejected) == 1
    new = {"有效期自": "2032-01-01", "有效期至": "2033-12-31"}
    (finding,) = officers_sheet(cast, **new).rejected
    assert "他人编制中的版本" in finding.text
    assert not row.certificates.filter(valid_to="2033-12-31").exists()
    assert (fresh(made).status, fresh(made).content["post"]) == ("draft", "科长")


# ------------------------------------------------------------------------------ what a row cites
ACT = "《中华人民共和国食品安全法》第一百二十四条"


def taken(cast: Cast, text: str, refs: str) -> str:
    row: Row = {"name": NAMES[0], "kind": "行政处罚", "basis_text": text, "basis_refs": refs}
    return ItemImport(cast.listadmin, ON, agency=cast.bureau).take(2, row, RowReport())


def cited(row: Item) -> list[str]:
    return list(row.bases.values_list("citation", flat=True))


@pytest.mark.parametrize("text", ["依据甲", "依据乙"])
def test_a_provision_is_cited_once_it_is_approved(cast: Cast, text: str) -> None:
    row = item(cast, name=NAMES[0], basis_text="依据甲")
    assert taken(cast, text, ACT) == "updated"
    assert (cited(row), fresh(row).basis_text) == ([], "依据甲")
    made = ListVersion.objects.open().get()
    assert ACT in made.content["basis_text"], "the head reads what is approved"
    assert taken(cast, text, ACT) == "unchanged"
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert cited(fresh(row)) == [ACT]
    assert taken(cast, text, ACT) == "unchanged"
    assert taken(cast, text, "") == "updated" and cited(fresh(row)) == [ACT]


def test_stock_with_its_provisions_asks_for_nothing(cast: Cast) -> None:
    row = item(cast, name=NAMES[0], basis_text="依据甲", citations=find_citations(ACT))
    assert taken(cast, "依据甲", ACT) == "unchanged"
    assert cited(row) == [ACT] and not ListVersion.objects.exists()


@pytest.mark.parametrize("dry", [True, False])
def test_two_rows_of_one_item_are_told_apart_by_their_numbers(cast: Cast, dry: bool) -> None:
    new: list[Cell] = ["对新行为的处罚", "行政处罚", "每件10元", ""]
    report = imported(cast, new, [*new[:2], "每件20元", ""], new, dry=dry)
    assert (report.created, report.unchanged, report.rejected_rows) == (1, 1, 1)
    [found] = report.rejected
    assert (found.row, found.field) == (3, "事项名称")
    assert "与第2行是同一事项" in found.text and "合并为一行" in found.text
