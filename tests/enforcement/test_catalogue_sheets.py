"""A version of the catalogue of review goes out as a sheet, and a sheet goes into a draft only."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import tables
from core.row_report import RowReport
from core.tables import Cell, Sheet
from enforcement.imports import catalogue_rules as sheet
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.review_rules import TESTS
from tests import factories
from tests.base import Cast
from tests.catalogues import FROM, ON, begun, published, put

pytestmark = pytest.mark.django_db
NEW: dict[str, Cell] = {
    "审核事项": "行政检查",
    "依据条款": "第一条",
    "判断方法": "某类决定全部送审",
}
AMOUNT: dict[str, Cell] = {
    **NEW,
    "判断方法": "按罚款、没收数额",
    "比较的金额": "罚款\n没收",
    "罚款与没收": "合并计算",
    "公民数额": 3000.5,
    "法人或者其他组织数额": "50,000",
}


@pytest.fixture
def row(cast: Cast) -> ReviewCatalogue:
    return begun(cast.bureau, cast.listadmin)


def run(cast: Cast, row: ReviewCatalogue, sheets: list[Sheet], *, dry: bool = False) -> RowReport:
    return sheet.RuleImport(cast.listadmin, row, ON).run(sheets, dry_run=dry)


def imported(cast: Cast, row: ReviewCatalogue, *rows: dict[str, Cell], dry: bool = False) -> Any:
    head = list(dict.fromkeys(key for each in rows for key in each))
    lines = [(n, [each.get(key) for key in head]) for n, each in enumerate(rows, start=2)]
    return run(cast, row, [Sheet("a", [(1, list[Cell](head)), *lines])], dry=dry)


def file_of(row: ReviewCatalogue, form: str) -> bytes:
    lines = sheet.table(row.rules.all())
    return tables.csv_text(lines).encode() if form == "csv" else tables.xlsx_bytes(lines)


def rules(row: ReviewCatalogue) -> list[Any]:
    return list(row.rules.order_by("place").values())


# ------------------------------------------------------------------------- there and back
def test_the_words_of_each_column_are_told_apart() -> None:
    for key, words in sheet.WORDS.items():
        assert len(set(words.values())) == len(words), key
        assert not any(sign in word for word in words.values() for sign in "\n；;"), key
    assert set(sheet.WORDS["test"]) == set(TESTS)
    assert len({names[0] for names in sheet.COLUMNS.values()}) == len(sheet.COLUMNS)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(cast: Cast, row: ReviewCatalogue, form: str) -> None:
    limits = {
        "person": {"cents": 300050, "inclusive": True},
        "org": {"cents": 1, "inclusive": False},
    }
    terms = {"of": ["fine"], "counted": "sum", "limits": limits}
    put(row, cast.listadmin, label="=1+1", test="amount", kinds=["penalty"], terms=terms)
    put(row, cast.listadmin, label="=1+1", test="measure", terms={"measures": ["seal"]})
    before = rules(row)
    report = run(cast, row, tables.read_bytes(file_of(row, form)))
    assert (report.unchanged, report.rejected) == (len(before), [])
    assert rules(row) == before


def test_the_sheet_of_one_agency_makes_the_same_list_in_another_draft(
    cast: Cast, row: ReviewCatalogue
) -> None:
    imported(cast, row, NEW, {**AMOUNT, "审核事项": "较大数额"})
    below = begun(factories.agency(parent=cast.bureau), cast.listadmin)
    report = run(cast, below, tables.read_bytes(file_of(row, "xlsx")))
    assert (report.created, report.rejected) == (2, [])
    assert [rule.row() for rule in below.rules.all()] == [rule.row() for rule in row.rules.all()]


# ------------------------------------------------------------------------- rows
def test_a_new_rule_is_read_as_the_form_reads_it(cast: Cast, row: ReviewCatalogue) -> None:
    count = row.rules.count()
    assert imported(cast, row, AMOUNT, dry=True).created == 1 and row.rules.count() == count
    assert imported(cast, row, {**AMOUNT, "限于执法类别": "行政处罚"}).created == 1
    made = row.rules.get(label="行政检查")
    limits = {
        "person": {"cents": 300050, "inclusive": True},
        "org": {"cents": 5000000, "inclusive": True},
    }
    assert made.terms == {"of": ["fine", "confiscated"], "counted": "sum", "limits": limits}
    assert (made.kinds, made.procedures, made.place) == (["penalty"], [], count + 1)
    assert imported(cast, row, AMOUNT).unchanged == 1


def test_words_change_by_the_number_and_what_is_compared_stays(
    cast: Cast, row: ReviewCatalogue
) -> None:
    limits = {"person": {"cents": 5, "inclusive": True}, "org": {"cents": 9, "inclusive": False}}
    terms = {"of": ["fine"], "counted": "separate", "limits": limits}
    rule = put(row, cast.listadmin, test="amount", kinds=[], terms=terms)
    report = imported(cast, row, {"编号": rule.key, "审核事项": "新的名称"})
    rule.refresh_from_db()
    assert (report.updated, rule.label, rule.terms) == (1, "新的名称", terms)


def test_a_rule_of_a_local_law_stays(cast: Cast, row: ReviewCatalogue) -> None:
    before = rules(row)
    told = [sheet.told(rule) for rule in row.rules.all()]
    changes = [
        {"编号": each["key"], "审核事项": each["label"], "限于程序": "简易程序"} for each in told
    ]
    report = imported(cast, row, *[dict[str, Cell](each) for each in changes])
    assert report.rejected and all("法" in found.text for found in report.rejected)
    kept = {found.row - 2 for found in report.rejected}
    after = rules(row)
    assert all(after[n] == before[n] for n in kept)


REFUSED: list[tuple[dict[str, Cell], str]] = [
    ({**NEW, "审核事项": ""}, "每一项都应当写明"),
    ({**NEW, "依据条款": ""}, "每一项都应当写明"),
    ({**NEW, "依据条款": "\x00"}, "不能保存的字符"),
    ({**NEW, "审核事项": "事" * 201}, "超过 200 个字"),
    ({**NEW, "判断方法": ""}, "判断方法为空"),
    ({**NEW, "判断方法": "凭感觉"}, "没有“凭感觉”这一项"),
    ({**NEW, "判断方法": "按处罚种类"}, "没有选择要比较的内容"),
    ({**NEW, "公民数额": 100}, "不比较这一列"),
    ({**NEW, "限于程序": "普通程序\n#REF!"}, "没有“#REF!”这一项"),
    ({**AMOUNT, "公民数额": "三千"}, "不是以元为单位的数额"),
    ({**AMOUNT, "公民数额": "0.001"}, "不是以元为单位的数额"),
    ({**AMOUNT, "公民数额": -1}, "不是以元为单位的数额"),
    ({**AMOUNT, "公民数额": "1e999999"}, "不是以元为单位的数额"),
    ({**AMOUNT, "公民数额": 10**20}, "数额应当大于零"),
    ({**AMOUNT, "公民数额": "", "法人或者其他组织数额": ""}, "没有规定数额"),
    ({**AMOUNT, "含本数": "也许"}, "没有“也许”这一项"),
    ({**AMOUNT, "罚款与没收": "分别计算\n合并计算"}, "这一项"),
]


@pytest.mark.parametrize(("line", "words"), REFUSED)
def test_a_refused_row_says_why_and_the_others_go_in(
    cast: Cast, row: ReviewCatalogue, line: dict[str, Cell], words: str
) -> None:
    report = imported(cast, row, line, {**NEW, "审核事项": "另一项"})
    assert (report.created, len(report.rejected)) == (1, 1)
    assert words in report.rejected[0].text and report.rejected[0].row == 2


def test_one_rule_stands_on_one_row_and_of_two_alike_none_is_guessed(
    cast: Cast, row: ReviewCatalogue
) -> None:
    report = imported(cast, row, NEW, {**NEW, "依据条款": "第二条"})
    assert report.created == 1 and "与第 2 行是同一条目" in report.rejected[0].text
    put(row, cast.listadmin, label="行政检查")
    assert "几条相同的条目" in imported(cast, row, NEW).rejected[0].text


def test_a_version_holds_so_many_rules(
    cast: Cast, row: ReviewCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "RULES", row.rules.count() + 1)
    report = imported(cast, row, NEW, {**NEW, "审核事项": "另一项"})
    assert report.created == 1 and "一个版本不超过" in report.rejected[0].text


def test_nothing_comes_into_a_version_that_is_no_draft_or_another_s(
    cast: Cast, row: ReviewCatalogue
) -> None:
    foreign = sheet.RuleImport(factories.user("listadmin", cast.other_bureau), row, ON)
    given = [Sheet("a", [(1, list[Cell](NEW)), (2, list(NEW.values()))])]
    assert "不由您维护" in foreign.run(given).rejected[0].text
    done = published(row, cast.listadmin, cast.head, valid_from=FROM)
    count = CatalogueRule.objects.count()
    assert "不能修改" in imported(cast, done, NEW).rejected[0].text
    assert CatalogueRule.objects.count() == count


# ------------------------------------------------------------------------- on the page
def test_the_page_tries_and_then_imports_into_this_draft_only(
    cast: Cast, row: ReviewCatalogue
) -> None:
    client, url = cast.client("listadmin"), reverse("catalogue-import", args=[row.pk])
    data = tables.xlsx_bytes([list(NEW), list(NEW.values())])
    sent = {"agency": cast.bureau.pk, "file": SimpleUploadedFile("清单.xlsx", data)}
    tried = client.post(url, sent)
    assert "新增 1" in tried.content.decode() and not row.rules.filter(label="行政检查")
    below = begun(factories.agency(parent=cast.bureau), cast.listadmin)
    other = reverse("catalogue-import", args=[below.pk])
    token = {"token": tried.context["token"]}
    assert "试运行已过期" in client.post(other, token).content.decode()
    done = client.post(url, token)
    assert done["Location"] == reverse("catalogue-detail", args=[row.pk])
    assert row.rules.filter(label="行政检查").count() == 1


def test_the_page_of_a_version_offers_its_sheets(cast: Cast, row: ReviewCatalogue) -> None:
    client, asked = cast.client("listadmin"), reverse("catalogue-import", args=[row.pk])
    out = [reverse("catalogue-export", args=[row.pk, form]) for form in ("csv", "xlsx", "pdf")]
    shown = client.get(reverse("catalogue-detail", args=[row.pk])).content.decode()
    assert asked in shown and out[0] in shown and out[1] in shown
    assert [client.get(url).status_code for url in out] == [200, 200, 404]
    assert cast.client("outsider").get(out[0]).status_code == 404
    published(row, cast.listadmin, cast.head, valid_from=FROM)
    assert client.get(asked).status_code == 404 and client.get(out[0]).status_code == 200
