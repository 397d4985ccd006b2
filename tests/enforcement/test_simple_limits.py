"""The limit of a fine on the spot, to the cent: by party, place, field and the law of the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement import gates, hearing
from enforcement.gates.content import simple
from enforcement.models.kinds import PartyKind, PenaltyKind
from enforcement.profiles import PROFILE_KEYS, Threshold, load
from tests.enforcement import unsaved

NOW = date(2026, 3, 16)
NEW_LAW = date(2021, 7, 15)
POLICE_LAW = date(2026, 1, 1)
POLICE = "public_security"
ONE_DAY = timedelta(days=1)
YUAN = 100


def limit(party: str, on: date, *, key: str = "national", domain: str | None = None) -> Threshold:
    """The limit of a profile."""
    return load(key).money("simple.fine_limit", party, on=on, domain=domain)


@pytest.mark.parametrize("key", PROFILE_KEYS)
@pytest.mark.parametrize(("party", "yuan"), [("person", 200), ("sole_trader", 200), ("org", 3000)])
def test_no_place_sets_a_limit_of_its_own(key: str, party: str, yuan: int) -> None:
    found = limit(party, NOW, key=key)

    assert (found.amount_cents, found.inclusive) == (yuan * YUAN, True)
    assert found.article == "行政处罚法第五十一条"


@pytest.mark.parametrize(
    ("party", "before", "after"),
    [("person", 50, 200), ("sole_trader", 50, 200), ("org", 1000, 3000)],
)
def test_the_limit_rises_on_the_first_day_of_the_law_of_2021(
    party: str, before: int, after: int
) -> None:
    assert limit(party, NEW_LAW - ONE_DAY).amount_cents == before * YUAN
    assert limit(party, NEW_LAW).amount_cents == after * YUAN
    assert "2017年修正" in limit(party, NEW_LAW - ONE_DAY).article


@pytest.mark.parametrize("party", PartyKind.values)
def test_public_security_has_one_limit_for_all_since_2026(party: str) -> None:
    found = limit(party, POLICE_LAW, key="changzhi_police", domain=POLICE)
    assert found.amount_cents == 500 * YUAN
    assert found.article == "治安管理处罚法第一百一十九条"

    older = limit(party, POLICE_LAW - ONE_DAY, key="changzhi_police", domain=POLICE)
    assert older.amount_cents == (3000 if party == "org" else 200) * YUAN


@pytest.mark.parametrize(
    ("party", "sealed", "cents", "closed"),
    [
        ("person", False, 0, False),
        ("person", False, 19_999, False),
        ("person", False, 20_000, False),
        ("person", False, 20_001, True),
        ("sole_trader", False, 20_000, False),
        ("sole_trader", False, 20_001, True),
        ("org", False, 299_999, False),
        ("org", False, 300_000, False),
        ("org", False, 300_001, True),
        ("person", True, 50_000, False),
        ("person", True, 50_001, True),
        ("org", True, 50_000, False),
        # A company in a case of public security: its limit is the lower one of that law.
        ("org", True, 50_001, True),
    ],
)
def test_one_cent_above_the_limit_closes_the_gate(
    party: str, sealed: bool, cents: int, closed: bool
) -> None:
    case = unsaved.case("changzhi_police", party_kind=party, sealed=sealed)
    row = unsaved.decision(case, penalty_kinds=["fine"], fine_cents=cents)

    gaps = simple(row, NOW)

    assert [gap.code for gap in gaps] == (["simple_fine"] if closed else [])
    if closed:
        assert gates.yuan(cents) in gaps[0].message
        assert "普通程序" in gaps[0].remedy


@pytest.mark.parametrize("kind", PenaltyKind.values)
def test_of_all_kinds_only_warning_and_fine_are_made_on_the_spot(kind: str) -> None:
    row = unsaved.decision(penalty_kinds=[kind])

    codes = [gap.code for gap in simple(row, NOW)]

    assert codes == ([] if kind in {"warning", "fine"} else ["simple_kind"])


def test_two_faults_are_both_named() -> None:
    row = unsaved.decision(penalty_kinds=["fine", "detention"], fine_cents=300_001)

    assert [gap.code for gap in simple(row, NOW)] == ["simple_kind", "simple_fine"]


def test_a_confiscated_cent_leaves_the_simple_procedure() -> None:
    row = unsaved.decision(penalty_kinds=["warning"], confiscated_cents=1)

    assert [gap.code for gap in simple(row, NOW)] == ["simple_kind"]


@given(
    cents=st.integers(min_value=0, max_value=10**13),
    amount=st.integers(min_value=1, max_value=10**13),
    inclusive=st.booleans(),
)
def test_an_amount_is_above_a_limit_or_within_it_and_never_both(
    cents: int, amount: int, inclusive: bool
) -> None:
    bound = Threshold(amount, inclusive, "示范条")

    assert hearing.exceeds(cents, bound) == (cents > amount or (cents == amount and not inclusive))
    assert hearing.reaches(cents, bound) == (cents > amount or (cents == amount and inclusive))
    # 以上 and 以下 of one number meet in the number itself, or leave exactly it out.
    assert (hearing.exceeds(cents, bound) == hearing.reaches(cents, bound)) == (cents != amount)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0.00元"),
        (1, "0.01元"),
        (99, "0.99元"),
        (100, "1.00元"),
        (20_001, "200.01元"),
        (123_456_789, "1,234,567.89元"),
    ],
)
def test_cents_are_written_as_yuan(cents: int, text: str) -> None:
    assert gates.yuan(cents) == text


@given(st.integers(min_value=0, max_value=10**15))
def test_no_cent_is_lost_in_writing(cents: int) -> None:
    assert int(gates.yuan(cents).removesuffix("元").replace(",", "").replace(".", "")) == cents
