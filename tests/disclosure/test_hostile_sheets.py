"""Sheets of careless and hostile senders: every row is taken whole or refused in words."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from core.tables import Cell, Sheet
from disclosure.exchange import layouts, parse
from disclosure.exchange.rows import CONTROL, find_table, read_rows
from disclosure.models import ExternalRecord, Publication
from disclosure.services import exchange
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind
from enforcement.services import agencies
from tests.disclosure.test_exchange_import import CODE, ON, ORGAN, counts, take
from tests.disclosure.test_exchange_rows import ORG, PENALTY

NUMBER = "行政处罚决定书文号"
FINE = "罚款金额 (万元)"


@pytest.fixture
def bureau(db: None) -> Agency:
    return agencies.create(name=ORGAN, status=Agency.Status.CONFIRMED, profile="sanmenxia_gov")


def sheet(headers: list[str], *rows: list[Cell]) -> Sheet:
    return Sheet("", list(enumerate([[*headers], *rows], start=1)))


def only_row(headers: list[str], cells: list[Cell]) -> Any:
    table = find_table(sheet(headers, cells))
    assert table is not None
    (row,) = read_rows(table)
    return row


# ---------------------------------------------------------------------------------- headers
@pytest.mark.parametrize(
    "spelling",
    [
        "行政相对人名称",
        " 行政相对人名称 ",
        "*行政相对人名称",
        "行政相对人名称（必填）",
        "行政 相对人 名称",
        "行政相对人\n名称",
        "CF_XDR_MC",
        "cf_xdr_mc",
        "ＣＦ＿ＸＤＲ＿ＭＣ",
        "\ufeff行政相对人名称",
        "行政相对人名称：",
        "“行政相对人名称”",
    ],
)
def test_a_header_is_known_in_every_spelling(spelling: str) -> None:
    headers = [spelling, *list(PENALTY)[1:]]
    row = only_row(headers, list(PENALTY.values()))
    assert row.text("party_name") == "云溪市晨星商贸有限公司"
    assert row.errors == []


@pytest.mark.parametrize("spelling", ["行政相对人姓名称", "行政相队人名称", "名称", "相对人"])
def test_a_sheet_whose_party_column_is_misspelt_is_no_sheet_of_ours(spelling: str) -> None:
    assert find_table(sheet([spelling, *list(PENALTY)[1:]], list(PENALTY.values()))) is None


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        (NUMBER, "doc_no"),
        ("处罚决定日期", "decided_on"),
    ],
)
def test_a_missing_column_that_identifies_refuses_every_row(left_out: str, field: str) -> None:
    kept = {header: cell for header, cell in PENALTY.items() if header != left_out}
    row = only_row(list(kept), list(kept.values()))
    assert field in {key for key, _words in row.errors}


@pytest.mark.parametrize("left_out", ["法定代表人", "违法事实", "处罚依据", FINE, CODE, "处罚类别"])
def test_a_missing_column_that_only_describes_refuses_nothing(left_out: str) -> None:
    kept = {
        h: cell for h, cell in PENALTY.items() if h.replace(" ", "") != left_out.replace(" ", "")
    }
    assert len(kept) == len(PENALTY) - 1
    assert only_row(list(kept), list(kept.values())).errors == []


def test_a_repeated_header_keeps_the_filled_cell() -> None:
    headers = [*PENALTY, "处罚内容"]
    row = only_row(headers, [*PENALTY.values(), ""])
    assert row.text("content") == "罚款2000元"


def test_rows_shorter_and_longer_than_the_heading_are_read() -> None:
    headers = list(PENALTY)
    short = only_row(headers, list(PENALTY.values())[:-1])
    assert short.text("organ") == "" and short.text("decided_on") == "2026-03-02"
    extra = only_row(headers, [*PENALTY.values(), "多出来的", None])
    assert extra.errors == [] and "extra" not in extra.fields


@pytest.mark.parametrize("depth", range(layouts.HEADER_DEPTH + 1))
def test_a_heading_is_looked_for_in_the_first_rows_only(depth: int) -> None:
    above: list[list[Cell]] = [[f"说明{n}", None] for n in range(depth)]
    body: list[list[Cell]] = [*above, [*PENALTY], [*PENALTY.values()]]
    found = find_table(Sheet("", list(enumerate(body, start=1))))
    assert (found is not None) is (depth < layouts.HEADER_DEPTH)


def test_a_heading_repeated_by_its_codes_or_types_is_no_case() -> None:
    names = {column.header: column for column in layouts.CURRENT[ActionKind.PENALTY]}
    codes: list[Cell] = [column.codes[0] for column in names.values()]
    types: list[Cell] = ["文本(128个字符)" for _column in names]
    case: list[Cell] = [{"处罚决定日期": "2026-03-02"}.get(name, "甲") for name in names]
    table = find_table(sheet(list(names), codes, types, case))
    assert table is not None
    assert [row.number for row in read_rows(table)] == [4]


def test_no_two_columns_of_a_layout_answer_to_one_name() -> None:
    for kind, columns in layouts.COLUMNS.items():
        keys: dict[str, str] = {}
        for column in columns:
            for name in (*column.headers, *column.codes):
                known = keys.setdefault(layouts.header_key(name), column.key)
                assert known == column.key, (kind, name)
    for layout in layouts.LAYOUTS:
        assert set(layout.keys) <= {column.key for column in layouts.COLUMNS[layout.kind]}
        assert len(set(layout.keys)) == len(layout.keys), layout.name


# ---------------------------------------------------------------------------------- values
@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("0.2", 200_000),
        ("０．２", 200_000),
        ("0.2万元", 200_000),
        ("1,234.5", 1_234_500_000),
        ("0", 0),
        ("0.000001", 1),
        (0.1, 100_000),
        (3, 3_000_000),
        ("1e2", 100_000_000),
        (".5", 500_000),
    ],
)
def test_an_amount_is_exact_to_the_cent(typed: Cell, cents: int) -> None:
    row = only_row(list(PENALTY), list({**PENALTY, FINE: typed}.values()))
    assert (row.errors, row.fields["fine_cents"]) == ([], cents)


@pytest.mark.parametrize(
    "typed",
    [
        "两千",
        "-1",
        "0.0000001",
        "1e999999",
        "Infinity",
        "9" * 20,
        "9" * 31,
        "1..2",
        "0x10",
        "１／２",
    ],
)
def test_what_is_no_amount_refuses_its_row_and_no_other(bureau: Agency, typed: str) -> None:
    report = take({FINE: typed}, {NUMBER: "云市监罚〔2026〕2号"})
    assert counts(report) == (1, 0, 0, 1)
    assert [(f.row, "万元" in f.field) for f in report.rejected] == [(2, True)]
    assert ExternalRecord.objects.get().fields["doc_no"] == "云市监罚〔2026〕2号"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-03-02", "2026-03-02"),
        ("2026/3/2", "2026-03-02"),
        ("2026年3月2日", "2026-03-02"),
        ("20260302", "2026-03-02"),
        ("２０２６．３．２", "2026-03-02"),
        ("2026-03-02 10:20:30", "2026-03-02"),
        ("46083", "2026-03-02"),
        ("长期", "2099-12-31"),
        ("永久有效", "2099-12-31"),
        ("", ""),
        ("—", ""),
        ("NaN", ""),
    ],
)
def test_a_day_is_read_in_every_spelling(typed: str, expected: str) -> None:
    assert parse.day(typed) == expected


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "2026-13-01", "26-3-2", "去年", "0000-00-00", "3月2日"]
)
def test_what_is_no_day_is_refused_in_words(typed: str) -> None:
    row = only_row(list(PENALTY), list({**PENALTY, "处罚决定日期": typed}.values()))
    words = dict(row.errors)["decided_on"]
    assert typed in words and "无法识别" in words


@pytest.mark.parametrize("code", [0, 1, 8, 11, 12, 14, 27, 31])
def test_characters_nobody_can_see_are_left_out(bureau: Agency, client: Client, code: int) -> None:
    sign = chr(code)
    assert code in CONTROL
    change = {
        "违法事实": f"销售{sign}过期食品",
        "处罚内容": f"罚款{sign}2000元",
        "自编": f"甲{sign}乙",
    }
    assert counts(take(change)) == (1, 0, 0, 0)
    record = ExternalRecord.objects.get()
    stored = str(record.fields) + str(record.raw)
    assert sign not in stored and repr(sign)[1:-1] not in stored
    assert record.fields["extra"] == {"自编": "甲乙"}
    assert client.get(reverse("decision-feed")).status_code == 200
    assert counts(take(change)) == (0, 0, 1, 0)


def test_line_breaks_and_tabs_are_text(bureau: Agency) -> None:
    take({"违法事实": "一\n二\t三"})
    assert ExternalRecord.objects.get().fields["facts"] == "一\n二\t三"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "'; DROP TABLE disclosure_publication; --",
        "{{ 7*7 }}{% load %}",
        "%s%s%(name)s{0}",
        "𠮷" * 50,
    ],
)
def test_hostile_text_is_only_text(bureau: Agency, client: Client, text: str) -> None:
    assert counts(take({"违法事实": text, "备注": text, "自编": text})) == (1, 0, 0, 0)
    row = Publication.objects.get()
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "<script>alert" not in page
    assert ExternalRecord.objects.get().fields["facts"] == text
    assert client.get(reverse("decision-list"), {"q": text[:20]}).status_code == 200


def test_what_turns_the_line_round_is_not_kept(bureau: Agency, client: Client) -> None:
    """A reader would see other words than a search finds."""
    assert counts(take({"违法事实": "\u202e反向"})) == (1, 0, 0, 0)
    assert ExternalRecord.objects.get().fields["facts"] == "反向"
    page = client.get(reverse("decision-detail", args=[Publication.objects.get().pk]))
    assert "\u202e" not in page.content.decode()


# ---------------------------------------------------------------------------------- corrections
def test_a_corrected_end_of_the_period_is_followed_and_on_record(bureau: Agency) -> None:
    take({"公示截止期": "2027-03-02"})
    first = Publication.objects.get()
    assert counts(take({"公示截止期": "2026-05-01"})) == (0, 1, 0, 0)
    row = Publication.objects.get()
    assert (str(first.publish_until), str(row.publish_until)) == ("2027-03-02", "2026-05-01")
    assert row.shown_id == first.shown_id
    assert row.first_published_on == ON
    assert AuditEntry.objects.filter(action="publication.period").count() == 2


def test_a_name_typed_behind_the_document_number_is_not_public(bureau: Agency) -> None:
    person = {"行政相对人名称": "柳试然", "行政相对人类别": "自然人", CODE: "", "法定代表人": ""}
    take({**person, NUMBER: "云市监罚〔2026〕9号-柳试然"})
    shown = Publication.objects.get().shown
    assert shown is not None
    assert shown.doc_no == "云市监罚〔2026〕9号-柳某某"
    assert "柳试然" not in str(vars(shown))
    assert ExternalRecord.objects.get().fields["doc_no"].endswith("柳试然")


@pytest.mark.parametrize(
    "number",
    ["140524199013071234", "云市监罚〔2026〕110105号", "JY11410000000017", ORG, "无编号2026"],
)
def test_a_document_number_that_only_looks_like_something_stays(
    bureau: Agency, number: str
) -> None:
    take({NUMBER: number})
    shown = Publication.objects.get().shown
    assert shown is not None and shown.doc_no == number


def test_the_same_sheet_in_another_order_changes_nothing(bureau: Agency) -> None:
    rows = [{NUMBER: f"云市监罚〔2026〕{n}号", "备注": f"第{n}件"} for n in range(1, 6)]
    assert counts(take(*rows)) == (5, 0, 0, 0)
    before = list(ExternalRecord.objects.order_by("pk").values("key", "fields", "updated_at"))
    assert counts(take(*reversed(rows))) == (0, 0, 5, 0)
    assert (
        list(ExternalRecord.objects.order_by("pk").values("key", "fields", "updated_at")) == before
    )


def test_the_secret_numbers_are_only_ever_stored_encrypted() -> None:
    fields = {"id_no": "11010519491231002X", "rep_id_no": "440524188001010014", "doc_no": "1号"}
    stored = exchange.conceal(fields)
    assert not {fields["id_no"], fields["rep_id_no"]} & set(stored.values())
    assert exchange.reveal(stored) == fields
    assert stored["doc_no"] == "1号"
