"""Lists that are models of their own as sheets: out and in unchanged, in as drafts, never public by it."""

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from core import tables
from core.errors import RuleError
from core.row_report import RowReport
from core.tables import Cell
from enforcement.imports import rows
from enforcement.imports.benchmark_sheet import table as benchmark_table
from enforcement.imports.benchmarks import BenchmarkImport
from enforcement.imports.books import BOOKS
from enforcement.models import (
    Benchmark,
    InspectionCap,
    InspectionPlan,
    RandomCheckItem,
    RandomCheckPlan,
)
from enforcement.services import inspection_lists, random_checks
from tests import factories, gauges
from tests.base import Cast
from tests.enforcement import listed
from tests.enforcement.sheeted import WAYS, Lines, as_csv, outcome, put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON, TODAY = date(2026, 1, 1), date(2026, 4, 1)
ITEM: dict[str, Any] = {
    "name": "食品销售抽查",
    "basis": "食品安全法第一百一十条",
    "target": "食品销售者",
    "content": "进货查验",
    "ratio": "5%",
    "way": "open",
    "method": "现场检查",
    "frequency": "每年一次",
    "effective_from": ON,
}


@pytest.fixture(autouse=True)
def lists(cast: Cast) -> dict[str, Any]:
    """One row of each list, none of them public."""
    item = factories.inspection_item(cast.bureau, on=ON)
    by = cast.listadmin
    own: dict[str, Any] = {"agency": cast.bureau}
    check = random_checks.keep_item(by=by, item=item, **own, **ITEM)
    months: dict[str, Any] = {"year": 2026, "first_month": 3, "last_month": 9}
    return {
        "random-items": check,
        "random-plans": random_checks.keep_plan(
            by=by, check_item=check, base=40, count=2, **own, **months
        ),
        "plans": inspection_lists.keep_plan(
            by=by, item=item, target="食品经营企业", count=20, **own, **months
        ),
        "caps": inspection_lists.keep_cap(
            by=by, times=2, grade="A类", basis="公告", valid_from=ON, **own
        ),
    }


def exported(cast: Cast, key: str) -> Lines:
    book = BOOKS[key]
    return list(rows.table(book, book.rows([cast.bureau, cast.other_bureau])))


def imported(
    cast: Cast, key: str, lines: Lines, *, dry: bool = False, way: str = "csv"
) -> RowReport:
    run = rows.RowImport(cast.listadmin, BOOKS[key], cast.bureau, [cast.bureau], TODAY)
    return run.run(tables.read_bytes(WAYS[way](lines)), dry_run=dry)


def the_one(cast: Cast, key: str) -> Any:
    return BOOKS[key].model.objects.get(agency=cast.bureau)


# ------------------------------------------------------------------------------- out and in
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", BOOKS)
def test_an_export_comes_back_unchanged_public_or_not(cast: Cast, key: str, way: str) -> None:
    assert outcome(imported(cast, key, exported(cast, key), way=way)) == (0, 0, 1, 0)
    BOOKS[key].model.objects.update(published_on=ON)
    assert outcome(imported(cast, key, exported(cast, key), way=way)) == (0, 0, 1, 0)
    assert the_one(cast, key).published_on == ON


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=40
).filter(str.strip)


@tried(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXT, remark=TEXT, ratio=TEXT, way=st.sampled_from(list(WAYS)))
def test_whatever_a_row_says_comes_back_unchanged(
    cast: Cast, name: str, remark: str, ratio: str, way: str
) -> None:
    row = the_one(cast, "random-items")
    said = {"name": name.strip(), "remark": remark.strip(), "ratio": ratio.strip()}
    random_checks.keep_item(row, by=cast.listadmin, **said)
    found = imported(cast, "random-items", exported(cast, "random-items"), way=way)
    assert outcome(found) == (0, 0, 1, 0), found.rejected


@pytest.mark.parametrize("key", BOOKS)
def test_an_exported_sheet_makes_the_same_rows_in_an_empty_list(cast: Cast, key: str) -> None:
    lines, before = exported(cast, key), the_one(cast, key)
    told = {name: getattr(before, name) for name in BOOKS[key].fields}
    RandomCheckPlan.objects.all().delete()
    if key != "random-plans":
        BOOKS[key].model.objects.all().delete()
    assert outcome(imported(cast, key, lines)) == (1, 0, 0, 0)
    after = the_one(cast, key)
    assert {name: getattr(after, name) for name in BOOKS[key].fields} == told
    assert after.published_on is None and after.pk != before.pk


@pytest.mark.parametrize("key", BOOKS)
def test_a_dry_run_says_the_same_and_keeps_nothing(cast: Cast, key: str) -> None:
    lines = exported(cast, key)
    RandomCheckPlan.objects.all().delete()
    if key != "random-plans":
        BOOKS[key].model.objects.all().delete()
    assert outcome(imported(cast, key, lines, dry=True)) == (1, 0, 0, 0)
    assert not BOOKS[key].model.objects.exists()


# ------------------------------------------------------------------------------- never public
CHANGES = {
    "random-items": ("抽查比例", "10%"),
    "random-plans": ("抽查基数", "41"),
    "plans": ("计划检查户数", "21"),
    "caps": ("每年最多次数", "3"),
}


@pytest.mark.parametrize("key", BOOKS)
def test_a_row_nobody_published_is_changed_and_a_public_one_waits(cast: Cast, key: str) -> None:
    lines = put(exported(cast, key), *CHANGES[key])
    assert outcome(imported(cast, key, lines)) == (0, 1, 0, 0)
    assert CHANGES[key][1] in exported(cast, key)[1]
    BOOKS[key].model.objects.update(published_on=ON)
    again = put(exported(cast, key), CHANGES[key][0], "47")
    assert outcome(imported(cast, key, again)) == (0, 1, 0, 0)
    assert CHANGES[key][1] in exported(cast, key)[1], "the public reads what it read"
    assert listed.approved(cast) == 1
    assert "47" in exported(cast, key)[1]


@pytest.mark.parametrize("key", BOOKS)
def test_no_sheet_makes_a_row_public_or_moves_its_day(cast: Cast, key: str) -> None:
    lines = put(exported(cast, key), "公布日期", "2026-02-01")
    assert outcome(imported(cast, key, lines)) == (0, 0, 0, 1)
    BOOKS[key].model.objects.update(published_on=ON)
    report = imported(cast, key, put(exported(cast, key), "公布日期", "2026-02-01"))
    assert outcome(report) == (0, 0, 0, 1) and "公布日期不由表格填写" in report.rejected[0].text
    assert the_one(cast, key).published_on == ON


def test_a_limit_counts_only_once_it_is_published(cast: Cast) -> None:
    cap = the_one(cast, "caps")
    assert not InspectionCap.objects.public(ON).exists()
    client, url = cast.client("listadmin"), reverse("cap-publish", args=[cap.pk])
    assert url in client.get(reverse("plan-list")).content.decode()
    today = timezone.localdate()
    asked = {"valid_from": today.isoformat(), "change_note": "首次公布。"}
    assert client.post(url, asked).status_code == 302
    assert not InspectionCap.objects.public(today).exists()
    assert listed.approved(cast) == 1
    assert InspectionCap.objects.public(today).get() == cap
    assert not InspectionCap.objects.public(today - timedelta(days=1)).exists()
    assert url not in client.get(reverse("plan-list")).content.decode()


def test_what_is_public_is_not_rewritten_by_the_services_of_a_sheet(cast: Cast) -> None:
    for key, change in (("plans", {"count": 5}), ("caps", {"times": 9})):
        BOOKS[key].model.objects.update(published_on=ON)
        with pytest.raises(RuleError, match="已经公布"):
            BOOKS[key].save(the_one(cast, key), by=cast.listadmin, **change)


# ------------------------------------------------------------------------------- bad rows
@pytest.mark.parametrize(
    ("key", "header", "cell", "words"),
    [
        ("random-items", "抽查方式", "随便", "没有“随便”这一项"),
        ("random-items", "抽查事项名称", "", "抽查事项名称为空"),
        ("random-items", "抽查比例", "长" * 61, "超过 60 个字"),
        ("random-items", "抽查依据", "长" * 40_000, "个字"),
        ("random-items", "对应的行政检查事项", "没有的事项", "清单中没有“没有的事项”"),
        ("random-items", "失效日期", "2025-01-01", "失效日期早于生效日期"),
        ("random-items", "生效日期", "昨天", "无法识别"),
        ("random-items", "执法主体", "云溪市交通运输局", "不在您可以维护的执法主体之内"),
        ("random-items", "备注", "#REF!", "公式的错误值"),
        ("random-plans", "计划抽查户数", "41", "不超过抽查基数"),
        ("random-plans", "结束月份", "13", "1至12之间"),
        ("random-plans", "年度", "99999", "2000 至 2100"),
        ("plans", "开始月份", "0", "1至12之间"),
        ("plans", "结束月份", "2", "结束月份早于开始月份"),
        ("plans", "计划检查户数", "0", "不少于1户"),
        ("plans", "计划检查户数", "-1", "的整数"),
        ("plans", "计划检查户数", "99999999999", "的整数"),
        ("plans", "计划检查户数", "二十", "的整数"),
        ("caps", "失效日期", "2025-12-31", "失效日期早于生效日期"),
        ("caps", "每年最多次数", "40000", "0 至 32767"),
    ],
)
def test_a_bad_row_is_refused_in_words_and_the_good_one_is_kept(
    cast: Cast, key: str, header: str, cell: Cell, words: str
) -> None:
    lines = exported(cast, key)
    good = list(lines[1])
    bad = put([lines[0], list(lines[1])], header, cell)[1]
    report = imported(cast, key, [lines[0], bad, _other(lines[0], good, key)])
    assert report.rejected and words in report.rejected[0].text, report
    assert report.rejected[0].row == 2
    assert outcome(report) == (1, 0, 0, 1)


def _other(head: list[Cell], line: list[Cell], key: str) -> list[Cell]:
    """The same row as another one of the list."""
    header, cell = {
        "random-items": ("抽查事项名称", "另一抽查"),
        "random-plans": ("年度", "2027"),
        "plans": ("年度", "2027"),
        "caps": ("企业类别", "B类"),
    }[key]
    return put([head, line], header, cell)[1]


@pytest.mark.parametrize("key", BOOKS)
def test_two_lines_about_one_row_are_not_both_taken(cast: Cast, key: str) -> None:
    lines = exported(cast, key)
    report = imported(cast, key, [*lines, list(lines[1])])
    assert outcome(report) == (0, 0, 1, 1) and "与第 2 行是同一条目" in report.rejected[0].text


def test_a_row_without_a_needed_column_is_refused_and_names_it(cast: Cast) -> None:
    lines: Lines = [["抽查事项名称", "生效日期"], ["新的抽查", "2026-01-01"]]
    report = imported(cast, "random-items", lines)
    assert outcome(report) == (0, 0, 0, 1)
    assert "抽查依据、抽查对象" in report.rejected[0].text


def test_columns_that_are_not_there_change_nothing(cast: Cast) -> None:
    lines: Lines = [["抽查事项名称", "生效日期", "备注"], ["食品销售抽查", "2026-01-01", "重点"]]
    assert outcome(imported(cast, "random-items", lines)) == (0, 1, 0, 0)
    row = the_one(cast, "random-items")
    assert (row.remark, row.ratio) == ("重点", "5%")


# ------------------------------------------------------------------------------- hostile sheets
@pytest.mark.parametrize("cell", ["甲\x00乙", "甲\ud800乙", "=1+1", "\u202e", "'"])
def test_no_cell_breaks_the_page(cast: Cast, cell: str) -> None:
    lines = put(exported(cast, "caps"), "公布文件", cell)
    data = "\n".join(",".join(str(each) for each in line) for line in lines)
    file = SimpleUploadedFile("清单.csv", data.encode("utf-8", "surrogatepass"))
    answer = cast.client("listadmin").post(
        reverse("sheet-import", args=["caps"]), {"agency": cast.bureau.pk, "file": file}
    )
    assert answer.status_code == 200 and the_one(cast, "caps").basis == "公告"


def test_a_hidden_sheet_is_refused_or_read_like_a_visible_one(cast: Cast) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for line in exported(cast, "caps"):
        sheet.append(line)
    hidden = book.create_sheet("隐藏")
    hidden.append(["企业类别", "生效日期", "检查事项"])
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    file = SimpleUploadedFile("清单.xlsx", target.getvalue())
    answer = cast.client("listadmin").post(
        reverse("sheet-import", args=["caps"]), {"agency": cast.bureau.pk, "file": file}
    )
    assert answer.status_code == 200 and InspectionCap.objects.count() == 1


# ------------------------------------------------------------------------------- the pages
@pytest.mark.parametrize("key", BOOKS)
def test_a_sheet_goes_out_and_in_by_the_pages(cast: Cast, key: str) -> None:
    client, url = cast.client("listadmin"), reverse("sheet-import", args=[key])
    empty = client.get(url, {"template": "1"})
    assert empty["Content-Disposition"].endswith(f'sheet-import-{key}.csv"')
    sheet = client.get(reverse("sheet-export", args=[key, "xlsx"])).content
    lines = put([cells for _no, cells in tables.read_bytes(sheet)[0].rows], *CHANGES[key])
    file = SimpleUploadedFile("清单.csv", as_csv(lines))
    shown: Any = client.post(url, {"agency": cast.bureau.pk, "file": file})
    assert "更新 1" in shown.content.decode() and "尚未公布" in shown.content.decode()
    assert CHANGES[key][1] not in exported(cast, key)[1]
    done: Any = client.post(url, {"token": shown.context["token"]})
    assert done.url == reverse(BOOKS[key].back) and CHANGES[key][1] in exported(cast, key)[1]
    listed = client.get(done.url).content.decode()
    assert url in listed and reverse("sheet-export", args=[key, "csv"]) in listed


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("sheet-import", ["nothing"]),
        ("sheet-import", ["benchmarks"]),
        ("sheet-export", ["nothing", "csv"]),
        ("sheet-export", ["plans", "pdf"]),
    ],
)
def test_there_is_no_other_sheet(cast: Cast, name: str, args: list[str]) -> None:
    assert cast.client("listadmin").get(reverse(name, args=args)).status_code == 404


def test_an_export_holds_the_account_s_own_agencies_only(cast: Cast) -> None:
    InspectionPlan.objects.update(agency=cast.other_bureau)
    url = reverse("sheet-export", args=["plans", "csv"])
    assert "食品经营企业" not in cast.client("listadmin").get(url).content.decode()


def test_the_documents_name_every_list_with_its_columns() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "sheets.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ([^|`]+) \| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    expected = {
        (
            str(book.title),
            book.key,
            "、".join(
                names[0] for key, names in book.columns().items() if key not in rows.OF_AGENCY
            ),
            "、".join(book.columns()[key][0] for key in book.identity),
        )
        for book in BOOKS.values()
    }
    assert {tuple(cell.strip() for cell in line) for line in told} == expected


# ------------------------------------------------------------------------------- benchmarks
@pytest.mark.parametrize("make", [gauges.benchmark, gauges.by_value])
def test_benchmarks_come_back_unchanged_and_make_the_same_elsewhere(cast: Cast, make: Any) -> None:
    row: Benchmark = make(cast.bureau)
    lines = list(benchmark_table(Benchmark.objects.filter(pk=row.pk)))
    sheets = tables.read_bytes(as_csv(lines))
    run = BenchmarkImport(cast.listadmin, cast.bureau)
    assert run.run(sheets).unchanged == row.tiers.count() == len(lines) - 1
    at = lines[0].index("执法主体")
    moved = [
        lines[0],
        *([*line[:at], cast.other_bureau.name, *line[at + 1 :]] for line in lines[1:]),
    ]
    report = BenchmarkImport(None, cast.bureau).run(tables.read_bytes(as_csv(moved)))
    assert report.created == row.tiers.count() and not report.rejected
    other = Benchmark.objects.get(agency=cast.other_bureau)
    heads = ("violation", "basis", "penalty_kinds", "unit", "low", "high", "effective_from")
    assert [getattr(other, key) for key in heads] == [getattr(row, key) for key in heads]
    steps = ("degree", "conditions", "low", "high", "low_open", "high_open", "measure_from")
    assert list(other.tiers.values_list(*steps)) == list(row.tiers.values_list(*steps))
    assert RandomCheckItem.objects.count() == 1
