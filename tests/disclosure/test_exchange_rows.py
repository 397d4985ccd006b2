"""One line of a sheet: values, remarks and refusals."""

from datetime import datetime
from typing import Any

import pytest

from core.tables import Cell, Sheet
from disclosure.exchange import parse
from disclosure.exchange.rows import ImportRow, find_table, read_rows
from enforcement.models.kinds import PartyKind

ORG, SOLE = "91350100M000100Y43", "92540124MA6T2A6Y9G"
PENALTY: dict[str, Cell] = {
    "行政相对人名称": "云溪市晨星商贸有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1 （统一社会信用代码）": ORG,
    "法定代表人": "钱试一",
    "行政处罚决定书文号": "云市监罚〔2026〕1号",
    "违法行为类型": "销售过期食品",
    "违法事实": "销售超过保质期的食品",
    "处罚依据": "《食品安全法》第一百二十四条",
    "处罚类别": "罚款;没收违法所得",
    "处罚内容": "罚款2000元",
    "罚款金额 (万元)": "0.2",
    "处罚决定日期": "2026-03-02",
    "处罚机关": "云溪市市场监督管理局",
}


def line(base: dict[str, Cell] | None = None, /, **changes: Any) -> ImportRow:
    """The row of a sheet with these columns; `...` as a value leaves a column out."""
    cells: dict[str, Any] = {**(base or PENALTY), **changes}
    cells = {header: cell for header, cell in cells.items() if cell is not ...}
    table = find_table(Sheet("", [(1, list(cells)), (2, list(cells.values()))]))
    assert table is not None
    [row] = read_rows(table)
    return row


def flags(row: ImportRow) -> dict[str, str]:
    return dict(row.flags)


def test_a_good_row_has_values_and_no_remark() -> None:
    row = line()
    assert (row.flags, row.errors) == ([], [])
    assert row.fields["fine_cents"] == 200_000
    assert row.fields["penalty_kinds"] == ["fine", "confiscate_income"]
    assert row.fields["decided_on"] == "2026-03-02"
    assert row.raw["罚款金额 (万元)"] == "0.2"


@pytest.mark.parametrize(
    ("cell", "cents", "plain"),
    [
        ("0.2", 200_000, "0.2"),
        ("0.000001", 1, "0.000001"),
        ("12.50万元", 12_500_000, "12.5"),
        ("100", 100_000_000, "100"),
        ("1,000.5", 1_000_500_000, "1000.5"),
        (0.16678, 166_780, "0.16678"),
        ("0", 0, "0"),
        # Beyond a column of seven digits, six of them decimals: 10 万元 must not overflow.
        ("9.999999", 9_999_999, "9.999999"),
        ("10.000000", 10_000_000, "10"),
        ("123456.789012", 123_456_789_012, "123456.789012"),
    ],
)
def test_ten_thousand_yuan_become_cents_exactly(cell: Cell, cents: int, plain: str) -> None:
    row = line(**{"罚款金额 (万元)": cell})
    assert (row.fields["fine_cents"], row.fields["fine_wan"]) == (cents, plain)


@pytest.mark.parametrize("cell", ["贰万", "-1", "0.0000001", "2000元"])
def test_an_amount_that_is_none_refuses_the_row(cell: str) -> None:
    assert "不是万元数" in dict(line(**{"罚款金额 (万元)": cell}).errors)["fine_wan"]


def test_an_amount_that_must_be_yuan_is_remarked_on() -> None:
    assert "单位是否为万元" in flags(line(**{"罚款金额 (万元)": "20000"}))["fine_wan"]


@pytest.mark.parametrize(
    "cell",
    [
        "2026/03/02",
        "2026-03-02 00:00:00.0",
        "2026年3月2日",
        "20260302",
        46083,
        datetime(2026, 3, 2),
    ],
)
def test_the_day_of_the_decision_is_read_in_every_style(cell: Cell) -> None:
    assert line(处罚决定日期=cell).fields["decided_on"] == "2026-03-02"


@pytest.mark.parametrize("cell", ["", "无", "2026-02-30", "去年", "2099-12-31", "长期"])
def test_a_decision_without_a_possible_day_is_refused_once(cell: str) -> None:
    assert [key for key, _words in line(处罚决定日期=cell).errors] == ["decided_on"]


@pytest.mark.parametrize("cell", ["2099-12-31", "2099/12/31", "长期", "长期有效", "永久"])
def test_endless_validity_has_one_form(cell: str) -> None:
    row = line(处罚有效期=cell)
    assert row.fields["valid_to"] == parse.ENDLESS.isoformat()
    assert row.flags == []


def test_odd_days_are_remarked_on() -> None:
    assert "疑为长期" in flags(line(处罚有效期="2099-01-31"))["valid_to"]
    assert "早于决定日期" in flags(line(公示截止期="2020-01-01"))["publish_until"]


@pytest.mark.parametrize("word", ["无", "/", "-", "NULL", "空", "暂无", "（空）", "——"])
def test_null_words_leave_no_value(word: str) -> None:
    row = line(备注=word, 法定代表人=word, **{"罚款金额 (万元)": word})
    assert not {"remark", "legal_rep", "fine_wan", "fine_cents"} & row.fields.keys()
    assert row.errors == []


@pytest.mark.parametrize(
    ("column", "key"), [("行政相对人名称", "party_name"), ("行政处罚决定书文号", "doc_no")]
)
def test_a_row_that_cannot_be_identified_is_refused(column: str, key: str) -> None:
    assert key in dict(line(**{column: "无"}).errors)


def test_a_required_item_that_is_blank_is_remarked_on_with_its_header() -> None:
    row = line(违法事实="")
    assert (row.errors, flags(row)["facts"]) == ([], "必填项为空")
    assert row.header("facts") == "违法事实"


# ---------------------------------------------------------------------------------- party
@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        (
            {"行政相对人类别": "个体工商户", "行政相对人代码_1 （统一社会信用代码）": SOLE},
            "sole_trader",
        ),
        ({"行政相对人类别": "自然人", "行政相对人代码_1 （统一社会信用代码）": ""}, "person"),
        ({"行政相对人类别": ..., "行政相对人代码_1 （统一社会信用代码）": SOLE}, "sole_trader"),
        ({"行政相对人类别": ...}, "org"),
    ],
)
def test_the_kind_of_party_is_the_label_or_the_code(changes: dict[str, Any], kind: str) -> None:
    row = line(**changes)
    assert (row.fields["party_kind"], row.errors) == (kind, [])


def test_a_sole_traders_code_under_another_label_is_refused() -> None:
    row = line(**{"行政相对人代码_1 （统一社会信用代码）": SOLE})
    assert "92" in dict(row.errors)["party_kind"]


def test_an_unknown_label_is_refused() -> None:
    assert "没有“火星人”这一类别" in dict(line(行政相对人类别="火星人").errors)["party_kind"]


def test_a_short_name_without_any_code_is_hidden_as_a_person_and_said() -> None:
    kind, remark = parse.guess_party_kind(name="柳试然", uscc="", id_no="", legal_rep="")
    assert kind == PartyKind.PERSON and remark
    for name in ("晨星商行", "恒运汽修厂"):
        assert parse.guess_party_kind(name=name, uscc="", id_no="", legal_rep="")[0] == "org"


@pytest.mark.parametrize(
    ("uscc", "words"),
    [
        (ORG[:-1] + "4", "统一社会信用代码校验码不符"),
        ("15401252018000006093", "统一社会信用代码应为 18 位，现为 20 位"),
        ("", "缺少统一社会信用代码"),
    ],
)
def test_a_wrong_code_is_remarked_on_and_taken(uscc: str, words: str) -> None:
    row = line(**{"行政相对人代码_1 （统一社会信用代码）": uscc})
    assert words in [text for key, text in row.flags if key == "uscc"]
    assert row.errors == []


def test_the_shared_number_column_of_2016_goes_to_the_person_or_the_representative() -> None:
    card = "11010519491231002X"
    column = "行政相对人代码_5 (居民身份证号)"
    organisation = line(**{column: card})
    assert organisation.fields["rep_id_no"] == card and "id_no" not in organisation.fields
    code = "行政相对人代码_1 （统一社会信用代码）"
    person = line(**{column: card, "行政相对人类别": "自然人", code: "", "法定代表人": ""})
    assert person.fields["id_no"] == card
    assert column in person.secret_headers


# ---------------------------------------------------------------------------------- penalties
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1、警告", ["warning"]),
        ("罚款;没收违法所得和非法财物;", ["fine", "confiscate_income", "confiscate_goods"]),
        ("没收过期药品，罚款", ["fine", "confiscate_goods"]),
        ("没收非法收入、罚款", ["fine", "confiscate_income"]),
        ("暂扣或者吊销许可证", ["suspend_licence", "revoke_licence"]),
        ("责令停产停业", ["stop_business"]),
        ("行政拘留", ["detention"]),
        ("其他（见处罚类别2）", ["other"]),
        ("", []),
    ],
)
def test_labels_of_every_age_name_kinds_of_penalty(text: str, kinds: list[str]) -> None:
    assert parse.penalty_kinds(text) == kinds


def test_a_result_typed_into_the_state_is_used_and_said() -> None:
    row = line(处罚内容="", 当前状态="警告，处6000元罚款", 处罚类别="其他")
    assert row.fields["content"] == "警告，处6000元罚款"
    assert "content" in flags(row)
    assert row.fields["penalty_kinds"] == ["warning", "fine"]
    assert "content" not in line(处罚内容="", 当前状态="处理完毕").fields


def test_the_day_of_effect_stands_in_for_a_missing_day_of_decision() -> None:
    row = line(处罚决定日期=..., 处罚生效期="2018-03-01")
    assert row.fields["decided_on"] == row.fields["effective_on"] == "2018-03-01"
    assert "处罚生效期" in flags(row)["decided_on"]


# ---------------------------------------------------------------------------------- permits
PERMIT: dict[str, Cell] = {
    "行政相对人名称": "云溪市晨星商贸有限公司",
    "行政相对人代码_1 (统一社会信用代码)": ORG,
    "行政许可决定文书号": "",
    "许可类别": "普通",
    "许可编号": "JY2026001",
    "许可内容": "食品经营",
    "许可决定日期": "2026-03-02",
    "有效期至": "2099/12/31",
    "许可机关": "云溪市市场监督管理局",
}


def test_a_permit_without_a_document_number_is_known_by_its_permit_number() -> None:
    row = line(PERMIT)
    assert (row.text("doc_no"), row.kind, row.errors) == ("JY2026001", "permit", [])
    assert "doc_no" in flags(row)
    assert "doc_no" in dict(line(PERMIT, 许可编号="").errors)


def test_unknown_columns_are_kept_as_they_came() -> None:
    row = line(自编栏目="甲", 空栏="")
    assert row.fields["extra"] == {"自编栏目": "甲"}


def test_a_row_that_describes_the_columns_is_no_record() -> None:
    cells = ["文本(128个字符)", "文本(64个字符)", "日期\n如文本格式为:2016-03-25", ""]
    assert parse.is_specification(cells)
    assert not parse.is_specification(["晨星公司", "文本公司", "2026-03-02", "日期不详"])


def test_a_cell_of_monstrous_length_is_refused() -> None:
    assert "超过" in dict(line(违法事实="长" * 20_001).errors)["facts"]
    assert "超过" in dict(line(行政处罚决定书文号="长" * 129).errors)["doc_no"]
    assert "超过" in dict(line(行政相对人名称="长" * 201).errors)["party_name"]
