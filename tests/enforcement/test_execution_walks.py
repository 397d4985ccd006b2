"""Any course of acts of execution leaves the books within the law (domain §16.18, §16.19)."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from core.errors import RuleError
from enforcement.models import Decision, Payment
from enforcement.services import compulsion, execution, payments, relief
from tests.base import Cast
from tests.enforcement.fined import FINE, SERVED, fined, pay

pytestmark = pytest.mark.django_db
ACTS = 40
Walk = Callable[[Cast, Decision, date, Random], object]


def some_payment(cast: Cast, row: Decision, on: date, dice: Random) -> object:
    way = dice.choice(["bank", "on_spot"])
    return pay(
        row,
        cast.officer1,
        on,
        dice.choice([1, 50_000, 100_000, FINE, FINE + 1]),
        kind=dice.choice(Payment.Kind.values),
        way=way,
        ground=dice.choice(["", *Payment.Ground.values]),
        note=dice.choice(["", "当事人提出当场缴纳。"]),
        receipt_no=dice.choice(["", "1"]),
    )


def some_deferral(cast: Cast, row: Decision, on: date, dice: Random) -> object:
    asked = row.deferrals.filter(status="applied").first()
    if asked is None:
        until = on + timedelta(days=dice.randint(-5, 60))
        return relief.apply(row, by=cast.officer1, on=on, reason="停业。", until=until)
    decide = dice.choice([relief.grant, relief.refuse])
    return decide(asked, by=cast.head, on=on, opinion="意见。")


def some_stay(cast: Cast, row: Decision, on: date, dice: Random) -> object:
    running = row.stays.filter(status="running").first()
    if running is not None:
        return relief.end_stay(running, by=cast.officer1, on=on, outcome="upheld", result="维持。")
    kind = dice.choice(["reconsideration", "suit"])
    return relief.stay(row, by=cast.officer1, on=on, kind=kind, number="1号")


def some_force(cast: Cast, row: Decision, on: date, dice: Random) -> object:
    court = row.courtapplications.filter(status__in=compulsion.OPEN).first()
    if court is not None:
        move = dice.choice(["refuse", "execute", "end"])
        return compulsion.conclude(court, by=cast.officer1, on=on, move=move, ruling="1号")
    if dice.random() < 0.5:
        return compulsion.urge(row, by=cast.officer1, on=on)
    return compulsion.apply_to_court(row, by=cast.head, on=on, court="云溪市人民法院")


def some_turning_in(cast: Cast, row: Decision, on: date, dice: Random) -> object:
    paid = dice.choice(list(row.payments.all()) or [None])
    act = dice.choice([payments.turn_in, payments.bank])
    return act(paid, by=cast.officer1, on=on) if paid else None


WALKS: tuple[Walk, ...] = (
    some_payment,
    some_deferral,
    some_stay,
    some_force,
    some_turning_in,
)


def assert_lawful(row: Decision, on: date) -> None:
    now = execution.balance(row, on)
    assert now.paid["fine"] <= FINE
    assert now.due["surcharge"] <= FINE
    assert now.paid["surcharge"] <= FINE
    assert now.paid["confiscation"] == 0
    for paid in row.payments.filter(way="on_spot"):
        assert paid.kind == "fine"
        assert paid.ground
        assert paid.receipt_no
    for court in row.courtapplications.select_related("urging"):
        assert court.applied_on > court.urging.until


@pytest.mark.parametrize("seed", range(3))
def test_no_course_of_acts_collects_too_much_or_forces_too_early(cast: Cast, seed: int) -> None:
    dice, row, on = Random(seed), fined(cast), SERVED  # noqa: S311  # a walk, not a secret
    done = 0
    for _ in range(ACTS):
        on += timedelta(days=dice.choice([0, 0, 1, 3, 9]))
        try:
            done += dice.choice(WALKS)(cast, row, on, dice) is not None
        except RuleError:
            continue
        assert_lawful(row, on)
    assert done > 0
