"""Subjects go out as a sheet and come back unchanged; what the public reads waits for another person."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import tables
from core.models import AuditEntry
from core.row_report import RowReport
from core.tables import Cell, Sheet
from enforcement.imports import agencies as sheet
from enforcement.models import Agency, ListVersion, User
from enforcement.services import agencies, list_versions
from tests import factories
from tests.base import Cast
from tests.enforcement.listed import drafted, fresh

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 10)
CODE, SECOND = "11330231MB00000014", "11330231MB0000002X"
NEW = "云溪市应急管理局"
PROOF = {"确认机关": "云溪市人民政府", "公告日期": "2026-03-01"}


def kept(by: User) -> list[Agency]:
    return list(Agency.objects.kept_by(by))


def run(cast: Cast, sheets: list[Sheet], *, by: User | None = None, dry: bool = False) -> RowReport:
    who = by or cast.listadmin
    return sheet.AgencyImport(who, cast.bureau, kept(who), ON).run(sheets, dry_run=dry)


def imported(cast: Cast, *rows: dict[str, Cell], **how: Any) -> RowReport:
    head = list(dict.fromkeys(key for row in rows for key in row))
    lines = [(n, [row.get(key) for key in head]) for n, row in enumerate(rows, start=2)]
    return run(cast, [Sheet("a", [(1, list[Cell](head)), *lines])], **how)


def words_of(report: RowReport) -> str:
    """Why the only row was refused."""
    assert (report.created, report.updated, report.unchanged) == (0, 0, 0)
    (found,) = report.rejected
    return found.text


@pytest.fixture
def coded(cast: Cast) -> Agency:
    """The bureau with its code; it is confirmed."""
    return agencies.update(cast.bureau, uscc=CODE, phone="0391-1111111")


@pytest.fixture
def below(cast: Cast) -> Agency:
    """A subject below the bureau that is not public."""
    return agencies.create(parent=cast.bureau, name="云溪市执法大队", phone="0391-2222222")


# ------------------------------------------------------------------------- there and back
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(
    cast: Cast, coded: Agency, below: Agency, form: str
) -> None:
    agencies.update(below, powers="=1+1\n@危险", duties="暂无", head_name=None, uscc="错码")
    twin = agencies.create(parent=below, name=below.name, status="closed")
    agencies.create(parent=twin, name=below.name, field="应急")
    agencies.create(parent=twin, name=below.name, field="应急", division_code="330231")
    before = list(Agency.objects.order_by("pk").values())
    lines = sheet.table(kept(cast.listadmin))
    data = tables.csv_text(lines).encode() if form == "csv" else tables.xlsx_bytes(lines)
    report = run(cast, tables.read_bytes(data))
    assert (report.rows, report.unchanged, report.rejected) == (5, 5, [])
    assert list(Agency.objects.order_by("pk").values()) == before
    assert not ListVersion.objects.open().exists() and not report.flagged


def test_every_column_of_the_list_is_on_the_sheet() -> None:
    assert set(sheet.BOOK.fields) <= set(sheet.COLUMNS)
    assert len({names[0] for names in sheet.COLUMNS.values()}) == len(sheet.COLUMNS)


# ------------------------------------------------------------------------- changes
def test_what_the_public_reads_waits_and_the_rest_does_not(cast: Cast, coded: Agency) -> None:
    changes: dict[str, Cell] = {"咨询电话": "0391-9999999", "机关代字": "云市监新"}
    row = {"主体名称": coded.name, "统一社会信用代码": CODE.lower(), **changes}
    assert imported(cast, row, dry=True).updated == 1
    assert fresh(coded).doc_prefix != "云市监新" and not ListVersion.objects.open().exists()
    assert imported(cast, row).updated == 1
    now = fresh(coded)
    assert (now.phone, now.doc_prefix) == ("0391-1111111", "云市监新")
    made = ListVersion.objects.open().get()
    assert (made.kind, made.status, made.content["phone"]) == (
        "agency",
        "submitted",
        "0391-9999999",
    )
    assert imported(cast, row).unchanged == 1, "while it waits"
    list_versions.publish(made, by=cast.head, on=ON, examined=True)
    assert fresh(coded).phone == "0391-9999999"
    assert imported(cast, row).unchanged == 1, "and after"


def test_the_rule_of_review_is_a_column_in_words(cast: Cast, coded: Agency) -> None:
    row: dict[str, Cell] = {"主体名称": coded.name, "复议管辖规则": "法律、法规、规章授权的组织"}
    assert imported(cast, row).updated == 1
    assert fresh(coded).remedy_rule == "authorised_organisation"
    assert (
        imported(cast, row).unchanged == imported(cast, {**row, "复议管辖规则": ""}).unchanged == 1
    )
    assert fresh(coded).remedy_rule == "authorised_organisation", "an empty cell says nothing"
    assert "没有“随便”这一项" in words_of(imported(cast, {**row, "复议管辖规则": "随便"}))
    assert not ListVersion.objects.open().exists(), "the public does not read it on the list"


def test_rows_of_one_sheet_wait_as_one_batch(cast: Cast, coded: Agency, below: Agency) -> None:
    Agency.objects.filter(pk=below.pk).update(status="confirmed")
    report = imported(
        cast,
        {"主体名称": coded.name, "咨询电话": "1"},
        {"主体名称": below.name, "咨询电话": "2"},
    )
    waiting = ListVersion.objects.open()
    assert report.updated == 2 and len(waiting) == 2
    assert len({row.batch for row in waiting}) == 1 and waiting[0].batch


def test_a_subject_is_known_by_its_code_under_another_name(cast: Cast, coded: Agency) -> None:
    before = Agency.objects.count()
    row: dict[str, Cell] = {"主体名称": "云溪市市场监管局", "统一社会信用代码": CODE}
    assert imported(cast, row).updated == 1
    assert fresh(coded).name == cast.bureau.name and Agency.objects.count() == before
    assert ListVersion.objects.open().get().content["name"] == "云溪市市场监管局"


def test_a_subject_that_is_not_public_is_written_at_once(cast: Cast, below: Agency) -> None:
    assert imported(cast, {"主体名称": below.name, "咨询电话": "1", "办公时间": ""}).updated == 1
    assert fresh(below).phone == "1" and not ListVersion.objects.exists()
    assert imported(cast, {"主体名称": below.name, "咨询电话": ""}).updated == 1
    assert fresh(below).phone == "", "an empty cell clears"


def test_an_empty_cell_leaves_code_kind_and_status(cast: Cast, coded: Agency) -> None:
    row: dict[str, Cell] = {"主体名称": coded.name}
    blank: dict[str, Cell] = dict.fromkeys(("统一社会信用代码", "主体类别", "状态"), "")
    assert imported(cast, row | blank).unchanged == 1


def test_a_sheet_leaves_the_draft_of_a_colleague(cast: Cast, coded: Agency) -> None:
    made = drafted(coded, factories.user("listadmin", cast.bureau), ON, phone="0391-5555555")
    said = words_of(imported(cast, {"主体名称": coded.name, "咨询电话": "1"}))
    assert "已有他人编制中" in said and fresh(made).content["phone"] == "0391-5555555"


# ------------------------------------------------------------------------- new ones
def test_a_new_subject_is_pending_until_a_second_person_approves(cast: Cast) -> None:
    row: dict[str, Cell] = {"主体名称": NEW, "统一社会信用代码": CODE, "状态": "已确认", **PROOF}
    report = imported(cast, row)
    made = Agency.objects.get(uscc=CODE)
    assert (report.created, made.status, made.parent()) == (1, "pending", cast.bureau)
    assert not Agency.objects.public().filter(pk=made.pk).exists()
    assert imported(cast, row).unchanged == 1
    list_versions.publish(ListVersion.objects.open().get(), by=cast.head, on=ON, examined=True)
    assert Agency.objects.public().filter(pk=made.pk).exists()
    assert imported(cast, row).unchanged == 1


def test_a_new_subject_that_asks_for_nothing_stays_pending(cast: Cast) -> None:
    report = imported(cast, {"主体名称": NEW, "主体类别": "受委托组织", "公告日期": 46082.0})
    made = Agency.objects.get(name=NEW)
    assert (report.created, made.status, made.kind) == (1, "pending", "delegated")
    assert made.announced_on == date(2026, 3, 1) and not ListVersion.objects.exists()
    assert imported(cast, {"主体名称": NEW, "公告日期": "2026年3月1日"}).unchanged == 1


def test_a_wrong_code_is_remarked_on_and_not_refused(cast: Cast) -> None:
    report = imported(cast, {"主体名称": NEW, "统一社会信用代码": f"{CODE[:-1]}9"})
    assert report.created == 1 and "校验码不符" in report.flagged[0].text
    assert report.flagged[0].row == 2


def test_a_trial_registers_nobody(cast: Cast) -> None:
    before = Agency.objects.count()
    report = imported(cast, {"主体名称": NEW}, {"主体名称": "云溪市民政局"}, dry=True)
    assert report.created == 2 and Agency.objects.count() == before
    assert [found.text for found in report.taken] == ["云溪市应急管理局", "云溪市民政局"]


# ------------------------------------------------------------------------- refusals
REFUSED: list[tuple[dict[str, Cell], str]] = [
    ({"主体名称": ""}, "主体名称为空"),
    ({"主体名称": "\x00甲局"}, "不能保存的字符"),
    ({"主体名称": "甲\ud800局"}, "不能保存的字符"),
    ({"主体名称": "#REF!"}, "错误值"),
    ({"主体名称": "局" * 201}, "超过 200 个字"),
    ({"主体名称": NEW, "职责": "职" * 200_000}, "个字"),
    ({"主体名称": NEW, "咨询电话": 10**80}, "超过 60 个字"),
    ({"主体名称": NEW, "统一社会信用代码": "1" * 19}, "超过 18 个字"),
    ({"主体名称": NEW, "公告日期": "2026-13-45"}, "无法识别"),
    ({"主体名称": NEW, "公告日期": True}, "无法识别"),
    ({"主体名称": NEW, "主体类别": "公司"}, "没有“公司”这一项"),
    ({"主体名称": NEW, "状态": "已撤销"}, "不撤下主体"),
    ({"主体名称": NEW, "状态": "已确认"}, "应当写明确认机关和公告日期"),
    ({"主体名称": NEW, "状态": "已确认", "确认机关": "云溪市人民政府"}, "公告日期"),
]


@pytest.mark.parametrize(("row", "words"), REFUSED)
def test_a_refused_row_says_why_and_the_others_go_in(
    cast: Cast, row: dict[str, Cell], words: str
) -> None:
    report = imported(cast, row, {"主体名称": "云溪市民政局"})
    assert (report.created, len(report.rejected)) == (1, 1)
    assert words in report.rejected[0].text and report.rejected[0].row == 2
    assert not Agency.objects.filter(name=NEW).exists()


@pytest.mark.parametrize(
    ("before", "cell"),
    [("confirmed", "待确认"), ("confirmed", "已撤销"), ("closed", "已确认"), ("pending", "已撤销")],
)
def test_nothing_on_a_sheet_takes_a_subject_off_its_list(
    cast: Cast, below: Agency, before: str, cell: str
) -> None:
    Agency.objects.filter(pk=below.pk).update(status=before)
    said = words_of(imported(cast, {"主体名称": below.name, "状态": cell, **PROOF}))
    assert "不撤下主体" in said and fresh(below).status == before


def test_a_confirmed_subject_keeps_the_proof_of_it(cast: Cast, coded: Agency) -> None:
    Agency.objects.filter(pk=coded.pk).update(confirmed_by="市政府", announced_on=ON)
    said = words_of(imported(cast, {"主体名称": coded.name, "公告日期": ""}))
    assert "公告日期" in said and fresh(coded).announced_on == ON


def test_the_code_of_a_foreign_subject_is_refused_and_its_name_is_another_subject(
    cast: Cast,
) -> None:
    other = agencies.update(cast.other_bureau, uscc=SECOND)
    said = words_of(imported(cast, {"主体名称": other.name, "统一社会信用代码": SECOND}))
    assert "不由您维护" in said and other.name not in said
    assert imported(cast, {"主体名称": other.name, "咨询电话": "1"}).created == 1
    assert fresh(other).phone != "1"


def test_a_name_with_another_code_is_nobody_new(cast: Cast, coded: Agency) -> None:
    said = words_of(imported(cast, {"主体名称": coded.name, "统一社会信用代码": SECOND}))
    assert "与表中不同" in said and fresh(coded).uscc == CODE


def test_one_subject_stands_on_one_row(cast: Cast) -> None:
    row: dict[str, Cell] = {"主体名称": NEW, "统一社会信用代码": CODE}
    report = imported(cast, row, {"主体名称": "别名", "统一社会信用代码": CODE})
    assert report.created == 1 and "与第 2 行是同一条目" in report.rejected[0].text


def test_of_several_of_one_name_none_is_guessed(cast: Cast, below: Agency) -> None:
    agencies.create(parent=below, name=below.name)
    said = words_of(imported(cast, {"主体名称": below.name, "咨询电话": "1"}))
    assert "对应多个执法主体" in said and "统一社会信用代码" in said


# ------------------------------------------------------------------------- on the page
def test_the_page_tries_and_then_imports_the_same_file(cast: Cast) -> None:
    client, url = cast.client("listadmin"), reverse("agency-import")
    data = tables.xlsx_bytes([["主体名称", "状态"], [NEW, "待确认"], ["", "待确认"]])
    sent = {"agency": cast.bureau.pk, "file": SimpleUploadedFile("主体.xlsx", data)}
    tried = client.post(url, sent)
    assert "主体名称为空" in tried.content.decode() and not Agency.objects.filter(name=NEW)
    done = client.post(url, {"token": tried.context["token"]})
    assert done["Location"] == reverse("agency-admin-list")
    assert Agency.objects.get(name=NEW).parent() == cast.bureau
    assert '"rejected":1' in AuditEntry.objects.get(action="registry.agency-import").data


def test_the_list_offers_the_sheets_of_its_own_subjects(cast: Cast, below: Agency) -> None:
    listed = cast.client("listadmin").get(reverse("agency-admin-list")).content.decode()
    assert reverse("agency-import") in listed
    url = reverse("sheet-export", args=["agencies", "csv"])
    assert url in listed and below.name in cast.client("listadmin").get(url).content.decode()
    assert below.name not in cast.client("outsider").get(url).content.decode()
    empty = cast.client("listadmin").get(reverse("agency-import"), {"template": 1})
    assert empty.content.decode().lstrip("\ufeff").startswith("主体名称,主体类别")
