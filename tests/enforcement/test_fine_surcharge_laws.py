"""What holds for every fine, every course of payment and every pause (行政处罚法 72, 73)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.periods import Suspension
from core.workdays import ONE_DAY
from enforcement.services.execution import Balance
from enforcement.services.relief import Instalment
from enforcement.surcharge import Paid, Terms, accrued, late_days

DUE = date(2026, 3, 16)
RATE, CAP = Decimal("0.03"), Decimal("1.00")
FEW = settings(max_examples=25)

fines = st.integers(1, 10**9)
spans = st.integers(-10, 90)
days = st.integers(-10, 60).map(lambda number: DUE + ONE_DAY * number)
paid_parts = st.lists(st.builds(Paid, days, st.integers(1, 10**8)), max_size=5)
pauses = st.lists(
    st.builds(
        lambda start, length: Suspension(start, start + ONE_DAY * length), days, st.integers(0, 30)
    ),
    max_size=3,
)


def terms(fine: int, rate: Decimal = RATE, cap: Decimal = CAP) -> Terms:
    return Terms(fine, DUE, rate, cap)


@FEW
@given(span=spans, rests=pauses)
def test_late_days_come_in_order_after_the_last_day_and_outside_pauses(
    span: int, rests: list[Suspension]
) -> None:
    on = DUE + ONE_DAY * span
    found = late_days(DUE, on, rests)
    assert found == sorted(set(found))
    assert all(DUE < each <= on for each in found)
    assert not any(rest.covers(each) for rest in rests for each in found)
    assert len(found) <= max(0, span)


@FEW
@given(fine=fines, span=spans, paid=paid_parts, data=st.data())
def test_the_order_in_which_payments_were_entered_is_no_matter(
    fine: int, span: int, paid: list[Paid], data: st.DataObject
) -> None:
    on = DUE + ONE_DAY * span
    mixed = data.draw(st.permutations(paid))
    assert accrued(terms(fine), on, paid=mixed) == accrued(terms(fine), on, paid=paid)


@FEW
@given(fine=st.integers(2, 10**9), on=days, first=st.integers(1, 10**8))
def test_one_payment_or_two_of_the_same_day_are_the_same(fine: int, on: date, first: int) -> None:
    last = DUE + ONE_DAY * 60
    whole = accrued(terms(fine), last, paid=[Paid(on, first + 1)])
    assert accrued(terms(fine), last, paid=[Paid(on, first), Paid(on, 1)]) == whole


@FEW
@given(fine=fines, on=days, rests=pauses)
def test_paying_a_day_earlier_never_costs_more(
    fine: int, on: date, rests: list[Suspension]
) -> None:
    last = DUE + ONE_DAY * 90
    earlier = accrued(terms(fine), last, pauses=rests, paid=[Paid(on - ONE_DAY, fine)])
    later = accrued(terms(fine), last, pauses=rests, paid=[Paid(on, fine)])
    assert earlier <= later
    assert later - earlier <= fine * 3 // 100 + 1


@FEW
@given(fine=fines, span=spans, rests=pauses)
def test_the_order_of_pauses_is_no_matter(fine: int, span: int, rests: list[Suspension]) -> None:
    on = DUE + ONE_DAY * span
    assert accrued(terms(fine), on, pauses=rests) == accrued(terms(fine), on, pauses=rests[::-1])


@FEW
@given(fine=fines, span=st.integers(1, 90))
def test_a_pause_over_all_late_days_leaves_nothing(fine: int, span: int) -> None:
    on = DUE + ONE_DAY * span
    for rest in (Suspension(DUE + ONE_DAY, on), Suspension(DUE, None), Suspension(DUE + ONE_DAY)):
        assert accrued(terms(fine), on, pauses=[rest]) == 0


@FEW
@given(fine=fines, span=spans, more=st.integers(0, 10**6))
def test_a_higher_fine_never_costs_less(fine: int, span: int, more: int) -> None:
    on = DUE + ONE_DAY * span
    assert accrued(terms(fine), on) <= accrued(terms(fine + more), on)


@pytest.mark.parametrize(
    ("cap", "limit"),
    [("1.00", 99_999), ("0.50", 49_999), ("0.00", 0), ("0.333", 33_299)],
)
def test_the_cap_is_a_part_of_the_fine_in_whole_cents(cap: str, limit: int) -> None:
    bound = terms(99_999, cap=Decimal(cap))
    assert bound.limit_cents == limit
    assert accrued(bound, DUE + timedelta(days=400)) == limit


@pytest.mark.parametrize(
    ("fine", "late", "cents"),
    [(1, 33, 0), (1, 34, 1), (33, 1, 0), (34, 1, 1), (100, 1, 3), (101, 33, 99), (101, 34, 101)],
)
def test_a_fraction_of_a_cent_is_dropped_from_the_sum_not_from_each_day(
    fine: int, late: int, cents: int
) -> None:
    assert accrued(terms(fine), DUE + ONE_DAY * late) == cents


def test_a_part_overpaid_is_no_credit_against_other_days() -> None:
    paid = [Paid(DUE + ONE_DAY, 300), Paid(DUE + ONE_DAY * 2, 300)]
    assert accrued(terms(100), DUE + ONE_DAY * 9, paid=paid) == 3


@FEW
@given(
    due=st.lists(st.integers(0, 10**9), min_size=3, max_size=3),
    paid=st.lists(st.integers(0, 10**9), min_size=3, max_size=3),
)
def test_what_is_owed_is_never_below_nothing(due: list[int], paid: list[int]) -> None:
    kinds = ("fine", "confiscation", "surcharge")
    now = Balance(dict(zip(kinds, due, strict=True)), dict(zip(kinds, paid, strict=True)))
    assert all(now.owed(kind) >= 0 for kind in kinds)
    assert now.total == sum(max(0, one - other) for one, other in zip(due, paid, strict=True))
    assert (now.due_on, now.days_late) == (None, 0)


@FEW
@given(on=st.dates(), cents=st.integers(1, 10**9))
def test_an_instalment_is_kept_as_plain_values_that_say_the_same(on: date, cents: int) -> None:
    plain = Instalment(on, cents).plain()
    assert Instalment(date.fromisoformat(plain["due_on"]), plain["cents"]) == Instalment(on, cents)
