"""How long a penalty is shown follows from dated rows of the profile, not from the code."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core import periods
from disclosure import period
from enforcement.models.kinds import PenaltyKind, Procedure
from enforcement.profiles import NATIONAL, PROFILE_KEYS, load, read
from tests.base import day
from tests.core.calendar_case import national

START = day(4, 1)
BEFORE = day(3, 31)
ORDER = "发展改革委令第36号"


@pytest.mark.parametrize("key", PROFILE_KEYS)
@pytest.mark.parametrize(
    ("kinds", "procedure", "expected"),
    [
        (["warning"], "ordinary", "轻微"),
        (["warning", "criticism"], "ordinary", "轻微"),
        (["fine"], "simple", "轻微"),
        (["fine"], "ordinary", "一般"),
        (["warning", "fine"], "ordinary", "一般"),
        (["stop_business"], "ordinary", "一般"),
        (["revoke_licence"], "ordinary", "严重"),
        (["fine", "restrict_practice"], "ordinary", "严重"),
        (["close_down"], "simple", "严重"),
        ([], "ordinary", "一般"),
    ],
)
def test_the_heaviest_kind_names_the_class(
    key: str, kinds: list[str], procedure: str, expected: str
) -> None:
    for on in (BEFORE, START):
        assert period.credit_class(load(key), kinds, procedure, on) == expected


def test_the_rows_name_kinds_and_procedures_that_exist() -> None:
    rules = load(NATIONAL)
    for on in (BEFORE, START):
        for name in ("严重.kinds", "轻微.kinds"):
            assert set(rules.value(f"{period.CLASS}.{name}", on=on)) <= set(PenaltyKind.values)
        procedures = rules.value(f"{period.CLASS}.轻微.procedures", on=on)
        assert set(procedures) <= set(Procedure.values)


def test_a_change_of_the_rows_changes_the_class_from_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows: dict[str, list[Mapping[str, Any]]] = {
        f"{period.CLASS}.严重.kinds": [
            {"value": [], "valid_to": BEFORE},
            {"value": ["fine"], "valid_from": START},
        ],
        f"{period.CLASS}.轻微.kinds": [{"value": ["fine"]}],
        f"{period.CLASS}.轻微.procedures": [{"value": []}],
    }
    monkeypatch.setattr("enforcement.profiles._index", lambda source, table: rows)
    rules = replace(load(NATIONAL), domain="")

    assert period.credit_class(rules, ["fine"], "simple", BEFORE) == "轻微"
    assert period.credit_class(rules, ["fine"], "simple", START) == "严重"


def rows_of_the_classes() -> list[Mapping[str, Any]]:
    """Every row of the classes in the national file."""
    tables = [*read(NATIONAL)["period"], *read(NATIONAL)["value"]]
    return [row for row in tables if row["key"].startswith(period.CLASS)]


def test_the_classes_begin_with_the_order_and_serve_older_decisions_only_by_reference() -> None:
    rows = rows_of_the_classes()
    assert len(rows) == 16
    for row in rows:
        assert ORDER in row["article"]
        if "valid_to" in row:
            assert row["valid_to"] == BEFORE
            assert row["confirmed"] is False
            assert row["article"].startswith("参照")
        else:
            assert row["valid_from"] == START


@pytest.mark.parametrize(
    ("name", "decided", "end"),
    [
        ("轻微", START, day(7, 1)),
        ("一般", START, date(2027, 4, 1)),
        ("严重", START, date(2029, 4, 1)),
        ("一般", BEFORE, date(2027, 3, 31)),
    ],
)
def test_the_end_is_counted_from_the_day_of_the_decision(
    name: str, decided: date, end: date
) -> None:
    longest = load(NATIONAL).period(f"{period.CLASS}.{name}.max", on=decided)

    assert periods.apply(longest, decided, national()).due_on == end


def test_the_article_shown_says_whether_the_order_or_only_a_reference_applies() -> None:
    rules, key = load(NATIONAL), f"{period.CLASS}.一般.max"

    assert "参照" in rules.period(key, on=BEFORE).article
    assert "参照" not in rules.period(key, on=START).article
