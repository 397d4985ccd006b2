"""Lists as they really arrive: missing, doubled and shuffled columns, several sheets, odd cells."""

from datetime import date

import pytest

from core import tables
from core.errors import RuleError
from core.row_report import RowReport
from core.tables import Cell, Sheet
from enforcement.directory import Directory
from enforcement.imports.items import ItemImport
from enforcement.imports.officers import OfficerImport
from enforcement.models import Agency, Certificate, Item, Officer
from enforcement.services import agencies

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
BASIS = "《食品安全法》第三十四条"
OFFICER_HEAD = "姓名,职务,执法证号,发证机关,执法区域,有效期自,有效期至"
OFFICER = "安试一,科员,YX001,云溪市人民政府,云溪市,2024-01-01,2028-12-31"


@pytest.fixture
def bureau() -> Agency:
    return agencies.create(name="云溪市市场监督管理局")


def sheets(*texts: str) -> list[Sheet]:
    """One sheet for each text, as CSV is read."""
    return [sheet for text in texts for sheet in tables.read_bytes(text.encode())]


def items_in(bureau: Agency, *texts: str) -> RowReport:
    return ItemImport(None, ON, default=bureau).run(sheets(*texts))


def officers_in(bureau: Agency, *texts: str) -> RowReport:
    return OfficerImport(None, bureau, Directory([bureau]), date(2026, 4, 1)).run(sheets(*texts))


def outcome(report: RowReport) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    return report.created, report.updated, report.unchanged, report.rejected_rows


# ------------------------------------------------------------------------------- items
def test_a_list_without_a_column_for_the_basis_leaves_the_basis_alone(bureau: Agency) -> None:
    items_in(bureau, f"事项名称,职权类别,实施依据\n销售过期食品的处罚,行政处罚,{BASIS}")

    again = items_in(bureau, "事项名称,职权类别,办理期限\n销售过期食品的处罚,行政处罚,90日")

    item = Item.objects.get()
    assert outcome(again) == (0, 1, 0, 0)
    assert (item.basis_text, item.time_limit) == (BASIS, "90日")
    assert [basis.citation for basis in item.bases.all()] == [BASIS]


def test_an_empty_cell_of_the_basis_takes_the_basis_away(bureau: Agency) -> None:
    items_in(bureau, f"事项名称,职权类别,实施依据\n销售过期食品的处罚,行政处罚,{BASIS}")

    again = items_in(bureau, "事项名称,职权类别,实施依据\n销售过期食品的处罚,行政处罚,无")

    item = Item.objects.get()
    assert outcome(again) == (0, 1, 0, 0)
    assert item.basis_text == ""
    assert not item.bases.exists()


@pytest.mark.parametrize(
    "line",
    [f"甲处罚,行政处罚,{BASIS},", f"甲处罚,行政处罚,,{BASIS}", f"甲处罚,行政处罚,无,{BASIS}"],
)
def test_of_two_columns_for_one_thing_the_one_that_says_something_counts(
    bureau: Agency, line: str
) -> None:
    items_in(bureau, f"事项名称,职权类别,实施依据,设定依据\n{line}")

    assert Item.objects.get().basis_text == BASIS


@pytest.mark.parametrize(
    "head",
    [
        "事项名称,职权类别",
        "*事项名称,职权类别：",
        "事项名称（必填）,职权类别（选填）",
        " 事 项 名 称 ,职权类别",
        "﻿事项名称,职权类别",
        "权力名称,职权类型",
        "2026年度清单\n编制单位：试验局\n\n事项名称,职权类别",
    ],
)
def test_a_header_is_known_by_its_words_not_its_dress(bureau: Agency, head: str) -> None:
    known = "权力名称" not in head
    text = f"{head}\n销售过期食品的处罚,行政处罚"
    if known:
        assert outcome(items_in(bureau, text)) == (1, 0, 0, 0)
        return
    with pytest.raises(RuleError, match="表头应包含：事项名称") as refused:
        items_in(bureau, text)
    assert "下载模板" in refused.value.remedy


@pytest.mark.parametrize("depth", [9, 10])
def test_a_header_is_looked_for_in_the_first_ten_rows(bureau: Agency, depth: int) -> None:
    text = "说明\n" * depth + "事项名称,职权类别\n甲处罚,行政处罚"
    if depth < 10:
        assert outcome(items_in(bureau, text)) == (1, 0, 0, 0)
    else:
        with pytest.raises(RuleError, match="没有找到表头"):
            items_in(bureau, text)


def test_a_second_sheet_without_a_header_stops_before_anything_is_saved(bureau: Agency) -> None:
    with pytest.raises(RuleError, match="没有找到表头"):
        items_in(bureau, "事项名称,职权类别\n甲处罚,行政处罚", "填表说明\n请按实际填写")

    assert not Item.objects.exists()


def test_every_sheet_with_a_header_comes_in_and_an_empty_one_is_no_fault(bureau: Agency) -> None:
    given = [
        *sheets("事项名称,职权类别\n甲处罚,行政处罚"),
        Sheet("空表", []),
        *sheets("职权类别,事项名称\n行政检查,乙检查"),
    ]

    report = ItemImport(None, ON, default=bureau).run(given)

    assert outcome(report) == (2, 0, 0, 0)
    assert set(Item.objects.values_list("name", "kind")) == {
        ("甲处罚", "penalty"),
        ("乙检查", "inspection"),
    }


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("销售过期食品的行政处罚", "", "penalty"),
        ("食品经营许可", "", "permit"),
        ("食品经营监督检查", "", "inspection"),
        ("查封场所的行政强制", "", "coercion"),
        ("城市道路占用费征收", "", "levy"),
        ("对某行为罚款的决定", "", None),
        ("甲", "行政确认", "confirmation"),
        ("甲", "给付", "payment"),
        ("甲", "行政奖励", "reward"),
        ("甲", "行政裁决", "adjudication"),
        ("甲", "其他行政权力", "other"),
        ("物资征用", "行政征用", "requisition"),
        ("甲", "行政处理", None),
        ("其他", "", None),
        ("甲", "行政许可（含审批）", "permit"),
        ("甲处罚", "行政检查", "inspection"),
    ],
)
def test_the_kind_is_read_from_its_column_and_guessed_only_without(
    bureau: Agency, name: str, kind: str, expected: str | None
) -> None:
    report = items_in(bureau, f"事项名称,职权类别\n{name},{kind}")

    assert [row.kind for row in Item.objects.all()] == ([expected] if expected else [])
    assert bool(report.flagged) is (expected is not None and not kind)
    if expected is None:
        assert "不是权责清单的职权类别" in report.rejected[0].text


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026/1/31", "2026-01-31"),
        ("2026年1月31日", "2026-01-31"),
        ("20260131", "2026-01-31"),
        ("46053", "2026-01-31"),
        ("2026-02-30", None),
        ("长期", None),
        ("2026年", None),
        ("无", "2026-03-02"),
    ],
)
def test_a_day_is_read_as_offices_write_it(bureau: Agency, cell: str, day: str | None) -> None:
    report = items_in(bureau, f"事项名称,职权类别,生效日期\n甲处罚,行政处罚,{cell}")

    assert [str(row.effective_from) for row in Item.objects.all()] == ([day] if day else [])
    if day is None:
        finding = report.rejected[0]
        assert (finding.row, finding.field) == (2, "生效日期")
        assert cell in finding.text and "2026-01-31" in finding.text


@pytest.mark.parametrize("length", [500, 501])
def test_a_name_fits_its_column_or_is_named_as_too_long(bureau: Agency, length: int) -> None:
    report = items_in(bureau, f"事项名称,职权类别\n{'名' * length},行政处罚")

    assert outcome(report) == ((1, 0, 0, 0) if length == 500 else (0, 0, 0, 1))


def test_a_citation_with_a_slip_of_the_pen_does_not_stop_the_list(bureau: Agency) -> None:
    report = items_in(
        bureau, f"事项名称,职权类别,实施依据\n甲处罚,行政处罚,{BASIS}；《甲法》第二十9条"
    )

    assert outcome(report) == (1, 0, 0, 0)
    assert [basis.citation for basis in Item.objects.get().bases.all()] == [BASIS]


# ------------------------------------------------------------------------------- officers
def test_a_list_without_units_and_categories_leaves_them_alone(bureau: Agency) -> None:
    officers_in(bureau, f"{OFFICER_HEAD},内设机构,执法类别\n{OFFICER},执法一队,食品")

    again = officers_in(bureau, f"{OFFICER_HEAD}\n{OFFICER}")

    assert outcome(again) == (0, 0, 1, 0)
    assert again.flagged == []
    assert Officer.objects.get().unit == "执法一队"
    assert Certificate.objects.get().category == "食品"


def test_an_empty_unit_is_an_empty_unit_and_another_category_is_remarked_on(
    bureau: Agency,
) -> None:
    officers_in(bureau, f"{OFFICER_HEAD},内设机构,执法类别\n{OFFICER},执法一队,食品")

    again = officers_in(bureau, f"{OFFICER_HEAD},内设机构,执法类别\n{OFFICER},,药品")

    assert outcome(again) == (0, 1, 0, 0)
    assert Officer.objects.get().unit == ""
    assert "证件内容不改写" in again.flagged[0].text
    assert Certificate.objects.get().category == "食品"


@pytest.mark.parametrize(
    ("place", "cell", "field"),
    [
        (0, "", "姓名"),
        (0, "名" * 61, "姓名"),
        (1, "无", "职务"),
        (2, " ", "执法证号"),
        (2, "9" * 41, "执法证号"),
        (3, "", "发证机关"),
        (4, "—", "执法区域"),
        (5, "2024-13-01", "有效期自"),
        (5, "", "有效期自"),
        (6, "长期", "有效期至"),
        (6, "2023-12-31", "有效期至"),
    ],
)
def test_a_bad_cell_is_named_by_its_header_and_the_next_row_comes_in(
    bureau: Agency, place: int, cell: str, field: str
) -> None:
    bad = OFFICER.split(",")
    bad[place] = cell
    good = OFFICER.replace("安试一", "安试二").replace("YX001", "YX002")

    report = officers_in(bureau, "\n".join([OFFICER_HEAD, ",".join(bad), good]))

    assert outcome(report) == (1, 0, 0, 1)
    assert (report.rejected[0].row, report.rejected[0].field) == (2, field)
    assert Officer.objects.get().name == "安试二"


@pytest.mark.parametrize("line", ["安试一,科员", "安试一"])
def test_a_row_that_breaks_off_lacks_what_follows(bureau: Agency, line: str) -> None:
    report = officers_in(bureau, f"{OFFICER_HEAD}\n{line}")

    assert outcome(report) == (0, 0, 0, 1)
    assert "为空" in report.rejected[0].text


def test_cells_that_are_numbers_and_days_already_are_read_as_such(bureau: Agency) -> None:
    head: list[Cell] = list(OFFICER_HEAD.split(","))
    cells: list[Cell] = ["安试一", "科员", 14099012345.0, "云溪市", "云溪市", ON, date(2028, 3, 1)]

    report = OfficerImport(None, bureau, Directory([bureau]), date(2026, 4, 1)).run(
        [Sheet("表", [(1, head), (2, cells)])]
    )

    assert outcome(report) == (1, 0, 0, 0)
    card = Certificate.objects.get()
    assert (card.number, card.valid_from, card.valid_to) == ("14099012345", ON, date(2028, 3, 1))


def test_the_same_card_twice_in_one_list_is_one_card(bureau: Agency) -> None:
    report = officers_in(bureau, f"{OFFICER_HEAD}\n{OFFICER}\n{OFFICER}")

    assert outcome(report) == (1, 0, 1, 0)
    assert Certificate.objects.count() == Officer.objects.count() == 1
