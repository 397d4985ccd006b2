"""加处罚款: three percent a day of what is unpaid, never more than the fine (行政处罚法 72, 73)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Suspension
from enforcement.profiles import PROFILE_KEYS, load
from enforcement.surcharge import Paid, Terms, accrued, late_days

DUE, NOW = date(2026, 10, 8), date(2026, 11, 20)
REVIEW = Suspension(date(2026, 10, 20), date(2026, 11, 10), "行政复议")
RATE, ALL = Decimal("0.03"), Decimal("1.00")
TWENTY_THOUSAND = Terms(2_000_000, DUE, RATE, ALL)

fines = st.integers(min_value=1, max_value=10**10)
spans = st.integers(min_value=-40, max_value=200)
pauses = st.lists(
    st.builds(
        lambda start, length: Suspension(
            DUE + timedelta(days=start), DUE + timedelta(days=start + length), "复议"
        ),
        st.integers(-20, 120),
        st.integers(0, 60),
    ),
    max_size=4,
)
parts = st.lists(
    st.builds(
        lambda day, cents: Paid(DUE + timedelta(days=day), cents),
        st.integers(-20, 120),
        st.integers(1, 10**9),
    ),
    max_size=4,
)


def test_forty_three_days_late_would_be_129_percent_and_stop_at_the_fine() -> None:
    assert len(late_days(DUE, NOW)) == 43
    assert accrued(TWENTY_THOUSAND, NOW) == 2_000_000


def test_twenty_two_days_of_reconsideration_leave_63_percent() -> None:
    assert len(late_days(DUE, NOW, [REVIEW])) == 21
    assert accrued(TWENTY_THOUSAND, NOW, pauses=[REVIEW]) == 1_260_000


def test_nothing_is_added_on_the_last_day_for_payment() -> None:
    assert accrued(TWENTY_THOUSAND, DUE) == 0
    assert accrued(TWENTY_THOUSAND, DUE - timedelta(days=30)) == 0
    assert accrued(TWENTY_THOUSAND, DUE + timedelta(days=1)) == 60_000


def test_the_cap_is_reached_on_the_thirty_fourth_day() -> None:
    assert accrued(TWENTY_THOUSAND, DUE + timedelta(days=33)) == 1_980_000
    assert accrued(TWENTY_THOUSAND, DUE + timedelta(days=34)) == 2_000_000


def test_the_day_of_payment_still_counts_and_the_next_does_not() -> None:
    late = DUE + timedelta(days=5)
    paid = [Paid(late, 2_000_000)]
    assert accrued(TWENTY_THOUSAND, late, paid=paid) == 300_000
    assert accrued(TWENTY_THOUSAND, NOW, paid=paid) == 300_000


def test_a_part_paid_in_time_is_not_counted_again() -> None:
    paid = [Paid(DUE, 500_000)]
    assert accrued(TWENTY_THOUSAND, DUE + timedelta(days=10), paid=paid) == 450_000


def test_a_pause_that_still_runs_leaves_out_every_day_since() -> None:
    running = Suspension(DUE + timedelta(days=3), None, "行政诉讼")
    assert accrued(TWENTY_THOUSAND, NOW, pauses=[running]) == 120_000


def test_two_pauses_over_the_same_days_leave_them_out_once() -> None:
    again = Suspension(date(2026, 11, 1), date(2026, 11, 15), "分期")
    assert len(late_days(DUE, NOW, [REVIEW, again])) == 16


def test_a_fraction_of_a_cent_is_not_owed() -> None:
    assert accrued(Terms(99, DUE, RATE, ALL), DUE + timedelta(days=1)) == 2


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_the_rate_and_the_cap_are_the_laws_in_every_place(profile: str) -> None:
    rules = load(profile)
    assert Decimal(rules.value("proc.surcharge_rate")) == RATE
    assert Decimal(rules.value("proc.surcharge_cap")) == ALL
    assert "第七十二条" in rules.article("proc.surcharge_rate")


@given(fine=fines, first=spans, more=st.integers(0, 100), rests=pauses, paid=parts)
def test_it_never_shrinks_as_days_pass(
    fine: int, first: int, more: int, rests: list[Suspension], paid: list[Paid]
) -> None:
    terms, on = Terms(fine, DUE, RATE, ALL), DUE + timedelta(days=first)
    later = on + timedelta(days=more)
    assert accrued(terms, on, pauses=rests, paid=paid) <= accrued(
        terms, later, pauses=rests, paid=paid
    )


@given(fine=fines, span=spans, rests=pauses, paid=parts)
def test_it_is_never_above_the_fine_nor_below_nothing(
    fine: int, span: int, rests: list[Suspension], paid: list[Paid]
) -> None:
    terms, on = Terms(fine, DUE, RATE, ALL), DUE + timedelta(days=span)
    assert 0 <= accrued(terms, on, pauses=rests, paid=paid) <= fine


@given(fine=fines, rest=pauses.filter(bool), paid=parts)
def test_no_day_inside_a_pause_adds_anything(
    fine: int, rest: list[Suspension], paid: list[Paid]
) -> None:
    terms, pause = Terms(fine, DUE, RATE, ALL), rest[0]
    assert pause.end is not None
    before = accrued(terms, pause.start - timedelta(days=1), pauses=rest, paid=paid)
    assert accrued(terms, pause.end, pauses=rest, paid=paid) == before


@given(fine=fines, span=spans, rests=pauses, paid=parts)
def test_a_pause_or_a_payment_never_makes_it_more(
    fine: int, span: int, rests: list[Suspension], paid: list[Paid]
) -> None:
    terms, on = Terms(fine, DUE, RATE, ALL), DUE + timedelta(days=span)
    assert accrued(terms, on, pauses=rests, paid=paid) <= accrued(terms, on)


@given(fine=fines, span=st.integers(0, 200))
def test_unpaused_and_unpaid_it_is_the_formula_of_the_law(fine: int, span: int) -> None:
    on = DUE + timedelta(days=span)
    assert accrued(Terms(fine, DUE, RATE, ALL), on) == min(fine, fine * 3 * span // 100)
