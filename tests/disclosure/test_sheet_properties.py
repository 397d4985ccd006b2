"""Generated sheets: money is exact both ways, imports are idempotent, exports lose nothing."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import tables
from core.cells import is_null
from core.models import AuditEntry
from core.tables import Cell, Sheet
from disclosure.exchange import parse
from disclosure.exchange.layouts import CURRENT
from disclosure.models import ExternalRecord, Publication
from disclosure.presentation import yuan
from disclosure.services import exchange
from disclosure.services.exchange_export import export
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind
from enforcement.services import agencies

ON = date(2026, 11, 20)
ORGAN = "云溪市市场监督管理局"
IN_DATABASE = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CENTS = st.integers(0, 10**13)
TEXT = (
    st.text("甲乙丙丁《》〔〕（）-=+@'\",;；\n𠮷·ABCabc0123456789.%", min_size=1, max_size=30)
    .map(str.strip)
    .filter(lambda text: bool(text) and not is_null(text) and not text.startswith("'"))
)


@given(CENTS)
def test_cents_survive_the_way_to_wan_and_back(cents: int) -> None:
    wan = f"{Decimal(cents) / parse.CENTS_PER_WAN:f}"
    found = parse.wan(wan)
    assert found is not None
    plain, back = found
    assert back == cents
    assert parse.wan(plain) == (plain, cents)
    assert not plain.endswith(".") and (("." in plain) <= (not plain.endswith("0")))


@given(CENTS)
def test_cents_survive_the_way_to_yuan_and_back(cents: int) -> None:
    shown = yuan(cents)
    assert Decimal(shown) * 100 == cents
    assert len(shown.partition(".")[2]) == 2
    assert parse.wan(f"{Decimal(shown) / 10_000:f}") is not None


@given(st.decimals(min_value=0, max_value=10**9, places=8))
def test_parts_of_a_cent_are_refused_and_never_rounded(wan: Decimal) -> None:
    is_whole = wan * parse.CENTS_PER_WAN == (wan * parse.CENTS_PER_WAN).to_integral_value()
    if is_whole:
        found = parse.wan(f"{wan:f}")
        assert found is not None and found[1] == wan * parse.CENTS_PER_WAN
    else:
        with pytest.raises(ValueError, match="ten thousand yuan"):
            parse.wan(f"{wan:f}")


@given(st.dates(min_value=date(1954, 10, 4), max_value=date(2099, 12, 31)))
def test_a_day_is_the_same_in_every_spelling(day: date) -> None:
    iso = day.isoformat()
    serial = str((day - date(1899, 12, 30)).days)
    slashes = f"{day.year}/{day.month}/{day.day}"
    words = f"{day.year}年{day.month}月{day.day}日"
    spellings: list[Cell] = [iso, slashes, words, f"{day:%Y%m%d}", serial, f"{iso} 00:00:00", day]
    assert {parse.day(spelling) for spelling in spellings} == {iso}


@given(st.lists(st.sampled_from(PenaltyKind.values), unique=True))
def test_the_words_of_the_kinds_lead_back_to_the_kinds(kinds: list[str]) -> None:
    labels = dict(PenaltyKind.choices)
    found = parse.penalty_kinds("；".join(str(labels[kind]) for kind in kinds))
    assert set(kinds) - {PenaltyKind.OTHER} <= set(found)
    assert found == [kind for kind, _pattern in parse.PENALTY_WORDS if kind in found] or (
        found == [PenaltyKind.OTHER]
    )


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Cell]:
    """One row of the current penalty sheet: every column may be filled with anything it can hold."""
    kind = draw(st.sampled_from([PartyKind.ORG, PartyKind.PERSON]))
    day = draw(st.dates(min_value=date(2021, 7, 15), max_value=ON))
    amount = draw(st.one_of(st.just(""), CENTS.map(lambda c: f"{Decimal(c) / 1_000_000:f}")))
    row: dict[str, Cell] = {
        column.header: draw(TEXT)
        for column in CURRENT[ActionKind.PENALTY]
        if column.key in ("violation_type", "facts", "basis", "content", "remark", "licence")
    }
    return row | {
        "行政相对人名称": f"云溪市{draw(st.integers(1, 999))}号商行",
        "行政相对人类别": str(kind.label),
        "罚款金额（万元）": amount,
        "处罚决定日期": day.isoformat(),
        "处罚机关": ORGAN,
        "自编栏目": draw(st.one_of(st.just(""), TEXT)),
    }


SHEETS = st.lists(cases(), min_size=1, max_size=4)


@pytest.fixture
def bureau(db: None) -> Agency:
    return agencies.create(name=ORGAN, status=Agency.Status.CONFIRMED, profile="sanmenxia_gov")


def numbered(rows: list[dict[str, Cell]], tag: str) -> list[dict[str, Cell]]:
    return [
        {**row, "行政处罚决定书文号": f"云{tag}罚〔2026〕{n}号"}
        for n, row in enumerate(rows, start=1)
    ]


def sheet(rows: list[dict[str, Cell]]) -> Sheet:
    headers = list(rows[0])
    body: list[list[Cell]] = [[*headers], *([row.get(h, "") for h in headers] for row in rows)]
    return Sheet("", list(enumerate(body, start=1)))


def run(*sheets: Sheet) -> dict[str, Any]:
    return exchange.RecordImport(by=None, on=ON).run(sheets).as_json()


def everything() -> list[Any]:
    """All that an import may write, as values."""
    return [
        list(ExternalRecord.objects.order_by("pk").values("key", "fields", "raw", "updated_at")),
        list(Publication.objects.order_by("pk").values("status", "shown_id", "updated_at")),
        AuditEntry.objects.count(),
    ]


_round = iter(range(10_000))


@IN_DATABASE
@given(SHEETS)
def test_a_second_import_writes_nothing(bureau: Agency, rows: list[dict[str, Cell]]) -> None:
    given_rows = numbered(rows, f"甲{next(_round)}")
    first = run(sheet(given_rows))
    assert (first["created"], first["rejected"]) == (len(rows), [])
    before = everything()
    again = run(sheet(given_rows))
    assert (again["unchanged"], again["updated"], again["created"]) == (len(rows), 0, 0)
    assert everything() == before


@IN_DATABASE
@given(SHEETS)
def test_what_is_exported_comes_back_as_it_was(bureau: Agency, rows: list[dict[str, Cell]]) -> None:
    run(sheet(numbered(rows, f"乙{next(_round)}")))
    before = everything()
    out = tables.csv_text(export(ActionKind.PENALTY, start=date(2021, 1, 1), end=ON, on=ON))
    report = exchange.RecordImport(by=None, on=ON).run(tables.read_bytes(out.encode())).as_json()
    assert report["rejected"] == []
    assert (report["created"], report["updated"]) == (0, 0)
    assert everything()[:2] == before[:2]
    lines = list(csv.reader(io.StringIO(out[1:], newline="")))
    assert {len(line) for line in lines} == {len(lines[0])}


@IN_DATABASE
@given(SHEETS, st.data())
def test_a_sheet_cut_in_two_anywhere_gives_the_same_records(
    bureau: Agency, rows: list[dict[str, Cell]], data: st.DataObject
) -> None:
    given_rows = numbered(rows, f"丙{next(_round)}")
    cut = data.draw(st.integers(0, len(given_rows)))
    parts = [part for part in (given_rows[:cut], given_rows[cut:]) if part]
    report = run(*(sheet(part) for part in parts))
    assert report["created"] == len(given_rows)
    again = run(sheet(list(reversed(given_rows))))
    assert (again["unchanged"], again["updated"]) == (len(given_rows), 0)
