"""Comparisons of money against thresholds, checked against decimal arithmetic."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement import gates, hearing
from enforcement.models.kinds import PartyKind, PenaltyKind
from enforcement.profiles import PROFILE_KEYS, Threshold, load
from tests.contents import DECIDED

cents = st.integers(0, 10**13)
profiles = st.sampled_from(PROFILE_KEYS).map(load)
parties = st.sampled_from(PartyKind.values)
kinds = st.lists(st.sampled_from(PenaltyKind.values), unique=True, max_size=4)
thresholds = st.builds(Threshold, cents, st.booleans(), st.just("某条"))


def yuan(amount: int) -> Decimal:
    return Decimal(amount) / 100


@given(amount=cents, limit=thresholds)
def test_above_and_below_meet_without_a_gap(amount: int, limit: Threshold) -> None:
    """«以上» and «以下» include their number exactly when the rule says so."""
    value, edge = yuan(amount), yuan(limit.amount_cents)

    assert hearing.reaches(amount, limit) == (value >= edge if limit.inclusive else value > edge)
    assert hearing.exceeds(amount, limit) == (value > edge if limit.inclusive else value >= edge)
    assert hearing.reaches(amount, limit) or hearing.exceeds(amount, limit) or value <= edge


@given(edge=cents)
def test_one_cent_decides(edge: int) -> None:
    inclusive, exclusive = Threshold(edge, True, ""), Threshold(edge, False, "")

    assert [hearing.reaches(edge + step, inclusive) for step in (-1, 0, 1)] == [False, True, True]
    assert [hearing.reaches(edge + step, exclusive) for step in (-1, 0, 1)] == [False, False, True]
    assert [hearing.exceeds(edge + step, inclusive) for step in (-1, 0, 1)] == [False, False, True]
    assert [hearing.exceeds(edge + step, exclusive) for step in (-1, 0, 1)] == [False, True, True]


def reasons(
    key: str, party: str, names: list[str], fine: int, taken: int, domain: str | None = None
) -> list[str]:
    return hearing.grounds(
        load(key),
        party_kind=party,
        penalty_kinds=names,
        fine_cents=fine,
        confiscated_cents=taken,
        on=DECIDED,
        domain=domain,
    )


@given(
    key=st.sampled_from(PROFILE_KEYS),
    party=parties,
    names=kinds,
    fine=cents,
    taken=cents,
    more=cents,
)
def test_a_heavier_penalty_never_loses_the_hearing(
    key: str, party: str, names: list[str], fine: int, taken: int, more: int
) -> None:
    lighter = reasons(key, party, names, fine, taken)

    assert len(reasons(key, party, names, fine + more, taken)) >= len(lighter)
    assert len(reasons(key, party, names, fine, taken + more)) >= len(lighter)
    assert len(reasons(key, party, [*names, "revoke_licence"], fine, taken)) >= len(lighter)


@given(key=st.sampled_from(PROFILE_KEYS), party=parties, fine=cents, taken=cents)
def test_the_grounds_are_those_of_the_thresholds(
    key: str, party: str, fine: int, taken: int
) -> None:
    limit = load(key).money("hearing.amount", party, on=DECIDED)
    expected = [
        words
        for words, amount in (
            ("较大数额罚款", fine),
            ("没收较大数额违法所得、较大价值非法财物", taken),
        )
        if amount and yuan(amount) >= yuan(limit.amount_cents)
    ]

    assert limit.inclusive
    assert reasons(key, party, ["fine", "confiscate_income"], fine, taken) == expected


@given(key=st.sampled_from(PROFILE_KEYS), party=parties)
def test_a_sole_trader_is_a_citizen_unless_a_rule_says_otherwise(key: str, party: str) -> None:
    profile = load(key)

    trader = profile.money("simple.fine_limit", "sole_trader", on=DECIDED)
    assert trader == profile.money("simple.fine_limit", "person", on=DECIDED)
    assert profile.money("simple.fine_limit", party, on=DECIDED).amount_cents > 0


@given(amount=cents)
def test_an_amount_reads_as_it_is(amount: int) -> None:
    text = gates.yuan(amount)

    assert Decimal(text.removesuffix("元").replace(",", "")) == yuan(amount)
    assert text.index(".") == len(text) - 4


def test_an_unknown_kind_of_party_has_no_threshold() -> None:
    with pytest.raises(RuleError, match="ship") as caught:
        load("sanmenxia_gov").money("hearing.amount", "ship", on=DECIDED)
    assert caught.value.field == "key"
