"""The gates hold the number of officers the profiles ask for, and a check says when they do not."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection

from enforcement.models import Certificate
from enforcement.profiles import NATIONAL, PROFILE_KEYS, Profile, load
from legal_review import gates
from tests import factories
from tests.base import Cast, day
from tests.legal_review.test_decision_gates import ISSUE, ON, refused

THREE_LATER = [(date.min, 2), (day(1, 1), 3)]


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[tuple[date, Any]]]]:
    """What profiles ask for, by key, in place of their files."""
    given: dict[str, list[tuple[date, Any]]] = {}
    real = Profile.values_over_time

    def asked(self: Profile, key: str) -> list[tuple[date, Any]]:
        named = key in ("k", gates.MINIMUM)
        return (given.get(self.key) if named else None) or real(self, key)

    monkeypatch.setattr(Profile, "values_over_time", asked)
    yield given


def regenerate() -> None:
    """What the next migration would do; the test's transaction takes it back."""
    # PostgreSQL alters no table while checks of its rows are still waiting for the commit.
    connection.check_constraints()
    with connection.cursor() as cursor:
        for gate in gates.officer_gates():
            for statement in gate.statements(connection.vendor):
                cursor.execute(statement)


# ------------------------------------------------------------------------------- the number as SQL
def test_a_number_that_never_changed_is_one_number() -> None:
    assert gates.minimum(load(NATIONAL), "NEW.filed_on") == "2"


def test_a_dated_change_takes_effect_on_its_day(numbers: dict[str, Any]) -> None:
    numbers[NATIONAL] = [*THREE_LATER, (day(7, 1), 4)]

    assert gates.minimum(load(NATIONAL), "d") == (
        "CASE WHEN d >= '2026-07-01' THEN 4 WHEN d >= '2026-01-01' THEN 3 ELSE 2 END"
    )


def test_a_time_without_a_number_is_refused_not_taken_for_none(numbers: dict[str, Any]) -> None:
    numbers[NATIONAL] = [(date.min, None), (day(1, 1), 2)]

    with pytest.raises(ValueError, match="time without a value"):
        gates.minimum(load(NATIONAL), "d")


def test_the_values_of_a_key_are_read_with_their_days(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Mapping[str, Any]] = [
        {"key": "k", "value": 2, "valid_to": date(2025, 12, 31)},
        {"key": "k", "value": 3, "valid_from": day(1, 1)},
    ]
    monkeypatch.setattr("enforcement.profiles._index", lambda source, table: {"k": rows})
    profile = replace(load(NATIONAL), base={"value": rows})

    assert profile.values_over_time("k") == THREE_LATER


# ------------------------------------------------------------------------------- agreement
@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_every_profile_asks_for_the_number_the_gates_hold(key: str) -> None:
    assert gates.differs(load(key), load(NATIONAL)) == ""
    assert [value for _, value in load(key).values_over_time(gates.MINIMUM)] == [2]


def test_a_profile_of_another_number_fails_the_system_check(numbers: dict[str, Any]) -> None:
    assert run_checks(tags=["profiles"]) == []
    numbers["xinshi_urban"] = [(date.min, 3)]

    (found,) = run_checks(tags=["profiles"])

    assert found.id == "legal_review.E001"
    assert "xinshi_urban" in found.msg


@pytest.mark.django_db
def test_installed_gates_hold_the_national_number() -> None:
    assert gates.gates_current(databases=["default"]) == []
    assert gates.gates_current(databases=None) == []


@pytest.mark.django_db
def test_a_gate_left_behind_by_its_profile_fails_the_check(numbers: dict[str, Any]) -> None:
    numbers[NATIONAL] = THREE_LATER

    found = gates.gates_current(databases=["default"])

    assert {item.id for item in found} == {"legal_review.E002"}
    assert len(found) == 2
    regenerate()
    assert gates.gates_current(databases=["default"]) == []


# ------------------------------------------------------------------------------- the gate itself
@pytest.mark.django_db
def test_a_gate_made_from_a_higher_number_refuses_what_two_could_do(
    cast: Cast, numbers: dict[str, Any]
) -> None:
    decision = factories.reviewed(cast.bureau)
    numbers[NATIONAL] = THREE_LATER
    regenerate()

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "TWO_OFFICERS"


@pytest.mark.django_db
def test_two_are_enough_and_one_is_not(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    Certificate.objects.filter(officer=cast.officers[1]).update(valid_to=day(1, 2))

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "TWO_OFFICERS"
