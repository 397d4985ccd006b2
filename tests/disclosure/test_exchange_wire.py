"""Records as JSON: what is read, what is refused, and that no input breaks the reader."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import Cell, Sheet
from disclosure.exchange import wire
from disclosure.exchange.layouts import CURRENT, Form
from disclosure.exchange.rows import find_table, read_rows
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind

CODE = "11990000000000002X"
BASE: dict[str, Any] = {
    "agency_uscc": CODE,
    "kind": "penalty",
    "doc_no": "云市监罚〔2026〕71号",
    "party_name": "云溪市晨星商贸有限公司",
    "party_kind": "法人及非法人组织",
    "facts": "销售超过保质期的饼干12袋。",
    "basis": "《中华人民共和国食品安全法》第一百二十四条",
    "content": "罚款2000元。",
    "decided_on": "2026-03-02",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.text(max_size=30),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=6,
)
KEYS = sorted({key for columns in wire.FIELDS.values() for key in columns})


def read(**changes: Any) -> wire.WireRow:
    """The record with changes; `...` leaves a field out."""
    record = {**BASE, **changes}
    return wire.read({key: value for key, value in record.items() if value is not ...}, 0)


def wrong(row: wire.WireRow) -> set[str]:
    return {field for field, _words in row.errors}


def remarked(row: wire.WireRow) -> set[str]:
    return {field for field, _words in row.flags}


def test_a_whole_record_is_read_without_an_error() -> None:
    row = read()
    assert row.errors == []
    assert (row.kind, row.layout, row.number) == ("penalty", "api", 0)
    assert row.fields["decided_on"] == "2026-03-02"
    assert row.fields["organ_uscc"] == CODE


@pytest.mark.parametrize("kind", ActionKind.values)
def test_a_kind_goes_by_its_identifier_and_by_its_name(kind: str) -> None:
    label = str(ActionKind(kind).label)
    assert wire.kind_of({"kind": kind}) == wire.kind_of({"kind": label}) == kind
    assert {"party_name", "doc_no", "decided_on", "full_text"} <= wire.FIELDS[kind].keys()
    assert "any_id_no" not in wire.FIELDS[kind]


@pytest.mark.parametrize("kind", ["", "Penalty", "处罚", None, 1, [], {}, "\u0000"])
def test_another_kind_is_named_with_those_there_are(kind: Any) -> None:
    row = read(kind=kind)
    assert wrong(row) == {"kind"}
    assert all(known in row.errors[0][1] for known in ActionKind.values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facts", True),
        ("facts", []),
        ("facts", {"text": "x"}),
        ("fine_wan", "二千"),
        ("fine_wan", -1),
        ("fine_wan", Decimal("0.0000001")),
        ("fine_wan", 10**25),
        ("decided_on", "2026-02-30"),
        ("decided_on", 20260302.5),
        ("decided_on", "长期"),
        ("decided_on", ...),
        ("doc_no", ...),
        ("doc_no", ""),
        ("doc_no", "9" * 129),
        ("party_name", ...),
        ("party_name", "名" * 201),
        ("party_kind", "国际组织"),
        ("agency_uscc", ...),
        ("agency_uscc", "  "),
        ("agency_uscc", 12),
        ("penalty_kinds", "fine"),
        ("penalty_kinds", []),
        ("penalty_kinds", ["fine", "罚款"]),
        ("penalty_kinds", [["fine"]]),
        ("facts", "长" * 20_001),
        ("coercion_kind", "扣押"),
        ("valid_until", "2026-03-02"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_at_its_field(field: str, value: Any) -> None:
    assert field in wrong(read(**{field: value}))


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        (Decimal("0.2"), 200_000),
        ("0.2", 200_000),
        (2, 2_000_000),
        ("1,000", 1_000_000_000),
        (Decimal("0.000001"), 1),
        ("0.2万元", 200_000),
        (0, 0),
    ],
)
def test_amounts_are_exact_however_they_are_written(value: Any, cents: int) -> None:
    row = read(fine_wan=value)
    assert (row.errors, row.fields["fine_cents"]) == ([], cents)


def test_an_amount_in_yuan_is_remarked_on() -> None:
    assert "fine_wan" in remarked(read(fine_wan=200_000))


@given(st.lists(st.sampled_from(PenaltyKind.values), min_size=1, unique=True))
def test_kinds_of_penalty_keep_the_order_of_the_law(kinds: list[str]) -> None:
    row = read(penalty_kinds=kinds)
    assert row.errors == []
    assert row.fields["penalty_kinds"] == [kind for kind in PenaltyKind.values if kind in kinds]


def test_only_a_penalty_has_kinds_of_penalty() -> None:
    assert "penalty_kinds" in wrong(read(kind="inspection", penalty_kinds=["fine"]))


@pytest.mark.parametrize(
    ("field", "missing"), [("facts", True), ("basis", True), ("content", True), ("remark", False)]
)
def test_an_empty_field_that_is_required_is_remarked_on(field: str, missing: bool) -> None:
    assert (field in remarked(read(**{field: ...}))) is missing
    assert (field in remarked(read(**{field: "无"}))) is missing, "无 says that there is nothing"


@pytest.mark.parametrize(
    ("uscc", "kind", "refused"),
    [
        ("92540124MA6T2A6Y9G", "法人及非法人组织", True),
        ("92540124MA6T2A6Y9G", "个体工商户", False),
        ("91350100M000100Y43", "法人及非法人组织", False),
        ("91350100M000100Y44", "法人及非法人组织", False),
    ],
)
def test_the_code_of_a_sole_trader_decides_the_kind(uscc: str, kind: str, refused: bool) -> None:
    assert ("party_kind" in wrong(read(uscc=uscc, party_kind=kind))) is refused


def test_a_wrong_check_digit_is_remarked_on_and_taken() -> None:
    row = read(uscc="91350100M000100Y44")
    assert (row.errors, "uscc" in remarked(row)) == ([], True)


@pytest.mark.parametrize("key", ["id_no", "rep_id_no"])
def test_numbers_of_people_are_known_as_secrets(key: str) -> None:
    row = read(party_kind="自然人", **{key: "11010519491231002X"})
    assert key in row.secret_headers
    assert wire.FIELDS["penalty"][key].form == Form.SECRET


def test_a_strange_field_is_named_and_nothing_of_it_kept() -> None:
    row = read(**{"颜色": "红", "x" * 100: 1, "a\u0000b": 2})
    assert {"颜色", "x" * 60, "ab"} <= wrong(row)
    assert "红" not in json.dumps([row.fields, row.raw], ensure_ascii=False)


def test_a_number_without_a_document_number_is_that_of_the_permit() -> None:
    row = read(kind="permit", doc_no=..., permit_no="云许〔2026〕3号", valid_from="2026-03-02")
    assert (row.fields["doc_no"], "doc_no" in remarked(row)) == ("云许〔2026〕3号", True)


def test_what_cannot_be_held_by_a_database_is_left_out_of_texts() -> None:
    row = read(facts="甲\u0000乙\u001b丙\n丁")
    assert row.fields["facts"] == "甲乙丙\n丁"


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=12), JSON, max_size=12))
def test_no_object_breaks_the_reader(record: dict[str, Any]) -> None:
    row = wire.read(record, 3)
    assert row.errors, "nothing at random is a record"
    assert row.number == 3
    json.dumps(row.fields, default=str)


@given(
    kind=st.sampled_from(ActionKind.values),
    changes=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5),
)
def test_no_value_breaks_a_record_that_was_right(kind: str, changes: dict[str, Any]) -> None:
    row = wire.read({**BASE, "kind": kind, **changes}, 0)
    for key, value in row.fields.items():
        assert isinstance(value, str | int | list), (key, value)
    assert set(row.raw) <= {*wire.FIELDS[kind], "agency_uscc", "penalty_kinds"}


@given(
    day=st.dates(min_value=date(2017, 10, 1), max_value=date(2026, 3, 1)),
    cents=st.integers(0, 10**12),
    party=st.sampled_from([PartyKind.ORG, PartyKind.PERSON]),
    facts=st.text(alphabet="甲乙丙丁，。 0123", min_size=1, max_size=40),
)
def test_a_record_is_read_as_the_same_row_of_a_sheet(
    day: date, cents: int, party: PartyKind, facts: str
) -> None:
    wan = Decimal(cents) / 1_000_000
    values = {
        "party_name": "云溪市晨星商贸有限公司" if party == PartyKind.ORG else "钱试三",
        "party_kind": str(party.label) if party == PartyKind.PERSON else "法人及非法人组织",
        "doc_no": "云市监罚〔2026〕1号",
        "violation_type": "销售过期食品",
        "facts": facts,
        "basis": "《食品安全法》第一百二十四条",
        "penalty_kinds_text": "罚款",
        "content": "罚款",
        "fine_wan": f"{wan:f}",
        "decided_on": day.isoformat(),
        "organ": "云溪市市场监督管理局",
        "organ_uscc": CODE,
    }
    columns = [column for column in CURRENT[ActionKind.PENALTY] if column.key in values]
    cells: list[Cell] = [values[column.key] for column in columns]
    table = find_table(Sheet("", [(1, [*(c.header for c in columns)]), (2, cells)]))
    assert table is not None
    [line] = read_rows(table)
    row = wire.read({"agency_uscc": CODE, "kind": "penalty", **values}, 0)
    assert row.fields == line.fields
    assert row.errors == line.errors == []


def test_identifiers_of_kinds_need_no_words_beside_them() -> None:
    assert "penalty_kinds_text" in remarked(read())
    assert "penalty_kinds_text" not in remarked(read(penalty_kinds=["fine"]))


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({"content": "决定不予行政处罚。"}, None),
        ({"content": "免予处罚。"}, None),
        ({"penalty_kinds_text": "其他-免于行政处罚", "content": "教育。"}, None),
        ({"content": "对甲罚款200元，对乙不予行政处罚。"}, ["fine"]),
        ({"content": "责令改正。"}, ["other"]),
        ({"content": "决定不予行政处罚。", "penalty_kinds": ["warning"]}, ["warning"]),
    ],
)
def test_a_decision_not_to_punish_is_of_no_kind(
    said: dict[str, Any], kinds: list[str] | None
) -> None:
    """行政处罚法 33: not even of another kind."""
    assert read(**said).fields.get("penalty_kinds") == kinds


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u202e", "\u2060", "\ufeff", "\ufffe", "\uffff", "\x00", "\x85", "\xad"]
)
def test_what_leaves_no_mark_is_not_kept(unseen: str) -> None:
    """It would part words that are searched for, and a PDF or a feed cannot hold some of it."""
    row = read(doc_no=f"云市监罚{unseen}〔2026〕71号", facts=f"销售{unseen}过期饼干。\n第二行")
    assert row.fields["doc_no"] == "云市监罚〔2026〕71号"
    assert row.fields["facts"] == "销售过期饼干。\n第二行"
    assert unseen not in str(row.raw.values())
