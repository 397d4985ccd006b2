"""The sums of the yearly statistics counted again by hand, the rows behind them, and the command."""

import json
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from disclosure.models import ExternalRecord
from enforcement import profiles
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind, PenaltyKind
from supervision.annual import figures, tables
from supervision.annual.scope import scope
from supervision.models import YearlyReport
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import AFTER, EDGES, EVENTS, FIRST, LAST, QUERIED, TWELVE, of, table
from tests.supervision.yearly import ungated as ungated

pytestmark = pytest.mark.django_db

KINDS = st.lists(st.sampled_from(PenaltyKind.values), max_size=4, unique=True)
ROW = st.tuples(KINDS, st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(EDGES))


def heaviest(kinds: list[str]) -> str:
    """The rule again, by hand."""
    rank = {kind: no for no, row in enumerate(levels()) for kind in row["kinds"]}
    return str(levels()[max(rank[kind] for kind in kinds or ["other"])]["key"])


def levels() -> list[Any]:
    return profiles.load("national").annual_levels()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=12))
def test_the_kinds_add_up_to_the_total_and_to_a_count_by_hand(
    cast: Cast, rows: list[tuple[list[str], int, int, date]]
) -> None:
    ExternalRecord.objects.all().delete()
    for kinds, fine, taken, on in rows:
        told: dict[str, Any] = {
            "penalty_kinds": kinds,
            "fine_cents": fine,
            "confiscated_cents": taken,
        }
        record(cast.bureau, on=on, **told)
    yearly.power(cast, "penalty")
    found = table(of(cast), "penalty")
    inside = [row for row in rows if FIRST <= row[3] <= LAST]
    by_hand = Counter(heaviest(kinds) for kinds, *_rest in inside)
    assert {key: found[key] for key in TWELVE} == {key: by_hand[key] for key in TWELVE}
    assert sum(found[key] for key in TWELVE) == found["total"] == len(inside)
    cents = sum(fine + taken for _kinds, fine, taken, _on in inside)
    assert found["amount"] == tables.money(cents, "元")


@pytest.mark.usefixtures("ungated")
def test_own_decisions_and_received_records_are_added(cast: Cast) -> None:
    for no, kind in enumerate(PenaltyKind.values):
        yearly.penalty(cast, FIRST + timedelta(days=no), kind, fine_cents=no)
        record(cast.bureau, on=LAST, penalty_kinds=[kind], fine_cents=0)
    found = table(of(cast), "penalty")
    mine = Decision.objects.filter(agency=cast.bureau, kind=ActionKind.PENALTY)
    by_hand = Counter(heaviest(row.penalty_kinds) for row in mine)
    assert {key: found[key] for key in TWELVE} == {key: 2 * by_hand[key] for key in TWELVE}
    assert found["total"] == 2 * len(PenaltyKind.values)


@pytest.mark.usefixtures("ungated")
def test_every_number_is_the_number_of_its_rows(cast: Cast) -> None:
    for _key, _column, happens in EVENTS.values():
        happens(cast, FIRST)
    given = of(cast)
    for row in tables.count(given):
        for column in row["columns"]:
            if column["key"] == "amount" or not column["listed"]:
                continue
            rows = figures.behind(given, row["key"], column["key"], after=0, size=500)[1]
            assert len(rows) == column["value"], column
        parts = [column["value"] for column in row["columns"] if column["part"]]
        whole = [column["value"] for column in row["columns"] if column["key"] == "total"]
        assert not whole or sum(parts) == whole[0]


@pytest.mark.usefixtures("ungated")
def test_the_rows_behind_a_number_come_page_by_page_from_all_their_places(cast: Cast) -> None:
    for no in range(3):
        yearly.penalty(cast, FIRST + timedelta(days=no), "fine")
        record(cast.bureau, on=LAST)
    seen = []
    for after in range(0, 8, 2):
        seen += figures.behind(of(cast), "penalty", "fine", after=after, size=2)[1]
    assert len({row.number for row in seen}) == 6
    assert [row.case is None for row in seen] == [False] * 3 + [True] * 3


def test_a_number_that_is_none_is_refused(cast: Cast) -> None:
    for column in ("ruling", "nonsense"):
        with pytest.raises(RuleError, match="没有这一栏"):
            figures.behind(of(cast), "other", column, after=0, size=5)


# ------------------------------------------------------------------------------- the command
def told(*args: str) -> str:
    out = StringIO()
    call_command("annual_report", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def coded(cast: Cast) -> str:
    cast.bureau.uscc = "11410000MB0000001X"
    cast.bureau.save(update_fields=["uscc"])
    return "11410000MB0000001X"


def test_the_command_prints_the_tables_and_the_same_as_json(cast: Cast, coded: str) -> None:
    year = timezone.localdate().year
    record(cast.bureau, on=date(year, 1, 1), penalty_kinds=["warning", "fine"])
    uscc = coded
    text, data = (
        told(str(year), "--agency", uscc),
        json.loads(told(str(year), "--agency", uscc, "--json")),
    )
    assert f"{cast.bureau.name} {year}年度行政执法统计" in text
    assert "  罚款：1\n" in text and "  罚没金额（元）：2000.00\n" in text
    assert "表二 行政许可实施情况统计表（单位：件）\n  本单位无相关行政执法职责" in text
    assert data["agency"] == {"name": cast.bureau.name, "uscc": uscc}
    assert (data["year"], data["complete"]) == (year, False)
    assert data == figures.compute(scope(cast.bureau, year, on=timezone.localdate()))
    assert list(figures.lines(data)) == text.splitlines()


def test_the_command_tells_the_numbers_of_the_newest_version(cast: Cast, coded: str) -> None:
    year = timezone.localdate().year
    rest = {"agency": cast.bureau, "year": year, "created_by": cast.publisher}
    due = date(year + 1, 1, 31)
    told_of = ["--agency", coded, "--json"]

    def ruling() -> object:
        tables = {row["key"]: row for row in json.loads(told(str(year), *told_of))["tables"]}
        return {one["key"]: one["value"] for one in tables["other"]["columns"]}["ruling"]

    assert ruling() == "未填报"
    YearlyReport.objects.create(**rest, due_on=due, entered={"ruling": "12"}, version=1)
    assert ruling() == 12
    YearlyReport.objects.filter(version=1).update(entered={"ruling": "无"})
    assert ruling() is None


@pytest.mark.parametrize("year", ["1999", "2999", "二〇二六", "", "-1"])
def test_the_command_refuses_a_year_that_is_none(coded: str, year: str) -> None:
    with pytest.raises(CommandError, match="年度的?统计数据"):
        told("--agency", coded, "--", year)


@pytest.mark.parametrize("uscc", ["91410000000000000X", "", "不是代码"])
def test_the_command_refuses_an_agency_nobody_registered(cast: Cast, uscc: str) -> None:
    with pytest.raises(CommandError, match="没有统一社会信用代码为"):
        told("2026", "--agency", uscc)


def test_the_year_that_runs_is_told_as_of_the_query(cast: Cast) -> None:
    assert of(cast).last == LAST
    running = scope(cast.bureau, 2026, on=date(2026, 6, 30))
    assert running.last == date(2026, 6, 30)
    assert not figures.compute(running)["complete"]
    assert not figures.compute(scope(cast.bureau, 2026, on=LAST))["complete"]
    assert figures.compute(of(cast, on=AFTER))["complete"]
    assert QUERIED > LAST
