"""What the law of collection makes absolute, the database refuses even to raw SQL (§16.18, §16.19)."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from core.triggers import refusal
from enforcement.models import CourtApplication, Decision, Deferral, Payment, Stay, Urging
from enforcement.services import compulsion, payments, relief
from tests.base import Cast, day
from tests.enforcement.fined import FINE, SERVED, fined, pay

pytestmark = pytest.mark.django_db


def code_of(act: Callable[[], object]) -> str:
    """The code of the gate that refused, or "CHECK" for a constraint."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    return found[0] if found else "CHECK"


def run(sql: str, *values: str | int | None) -> Callable[[], object]:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return act


def row_of(cast: Cast, decision: Decision, **changes: object) -> Payment:
    """A payment that no service has looked at."""
    values: dict[str, object] = {
        "kind": "fine",
        "cents": 1,
        "paid_on": SERVED,
        "way": "bank",
        "receipt_no": "1",
        **changes,
    }
    return Payment(decision=decision, created_by=cast.officer1, **values)


def test_more_than_the_fine_is_not_collected_by_any_statement(cast: Cast) -> None:
    row = fined(cast)
    row_of(cast, row, cents=FINE - 1).save()
    assert code_of(row_of(cast, row, cents=2).save) == "OVERPAID"
    assert code_of(row_of(cast, row, kind="confiscation").save) == "OVERPAID"
    row_of(cast, row, cents=1).save()


def test_the_surcharge_is_never_more_than_the_fine(cast: Cast) -> None:
    row = fined(cast)
    row_of(cast, row, kind="surcharge", cents=FINE).save()
    assert code_of(row_of(cast, row, kind="surcharge").save) == "OVERPAID"


def test_nothing_is_collected_for_a_decision_not_served(cast: Cast) -> None:
    row = fined(cast)
    Decision.objects.filter(pk=row.pk).update(status="revoked", revoked_on=SERVED)
    assert code_of(row_of(cast, row).save) == "UNSERVED"


@pytest.mark.parametrize(
    "changes",
    [
        {"way": "on_spot"},
        {"way": "on_spot", "ground": "small", "kind": "surcharge"},
        {"way": "on_spot", "ground": "small", "receipt_no": ""},
        {"receipt_no": ""},
        {"cents": 0},
        {"ground": "small"},
        {"turned_in_on": SERVED},
        {"way": "on_spot", "ground": "small", "banked_on": SERVED},
        {"way": "on_spot", "ground": "small", "turned_in_on": day(2, 1)},
    ],
)
def test_money_on_the_spot_has_a_ground_and_a_receipt(
    cast: Cast, changes: dict[str, object]
) -> None:
    assert code_of(row_of(cast, fined(cast), **changes).save) == "CHECK"


def test_a_payment_is_neither_changed_nor_deleted(cast: Cast) -> None:
    paid = pay(fined(cast), cast.officer1, SERVED, 100)
    table = "enforcement_payment"
    for column, value in (("cents", 1), ("receipt_no", "2"), ("paid_on", "2026-01-01")):
        sql = f"UPDATE {table} SET {column} = %s WHERE id = %s"  # noqa: S608  # names of this test
        assert code_of(run(sql, value, paid.pk)) == "APPEND_ONLY"
    assert code_of(run(f"DELETE FROM {table}")) == "APPEND_ONLY"  # noqa: S608  # as above


def test_the_days_of_turning_in_are_set_once(cast: Cast) -> None:
    row = fined(cast, fine=10_000, by=cast.officer1)
    spot = {"way": "on_spot", "ground": "small", "receipt_no": "1"}
    paid = pay(row, cast.officer1, SERVED, 10_000, **spot)
    payments.turn_in(paid, by=cast.officer1, on=day(3, 2))
    sql = "UPDATE enforcement_payment SET turned_in_on = %s WHERE id = %s"
    assert code_of(run(sql, "2026-02-28", paid.pk)) == "ONCE"
    assert code_of(run(sql, None, paid.pk)) == "ONCE"


def test_a_decided_deferral_and_an_ended_review_stay_as_they_are(cast: Cast) -> None:
    row = fined(cast)
    asked = relief.apply(row, by=cast.officer1, on=SERVED, reason="停业。", until=day(6, 1))
    update = "UPDATE enforcement_deferral SET"
    assert code_of(run(f"{update} until = '2027-01-01'")) == "APPEND_ONLY"
    relief.grant(asked, by=cast.head, on=SERVED)
    assert code_of(run(f"{update} status = 'refused'")) == "ONCE"
    begun = relief.stay(row, by=cast.officer1, on=SERVED, kind="suit", number="1号")
    assert code_of(run("UPDATE enforcement_stay SET since = '2026-01-01'")) == "APPEND_ONLY"
    relief.end_stay(begun, by=cast.officer1, on=day(3, 5), outcome="dismissed", result="驳回。")
    assert code_of(run("UPDATE enforcement_stay SET until = '2026-12-31'")) == "ONCE"
    assert code_of(run("DELETE FROM enforcement_stay")) == "APPEND_ONLY"


def test_one_request_one_review_and_one_application_are_open_at_a_time(cast: Cast) -> None:
    row = fined(cast)
    by = cast.officer1
    relief.apply(row, by=by, on=SERVED, reason="停业。", until=day(6, 1))
    relief.stay(row, by=by, on=SERVED, kind="suit", number="1号")
    urging = compulsion.urge(row, by=by, on=day(3, 17))
    own = {"decision": row, "created_by": by}
    asked = {**own, "urging": urging, "applied_on": day(5, 6), "court": "甲法院", "owed_cents": 1}
    CourtApplication.objects.create(**asked)
    later = {"applied_on": SERVED, "reason": "再次。", "until": day(7, 1)}
    assert code_of(lambda: Deferral.objects.create(**own, **later)) == "RUNNING"
    again = {"kind": "suit", "number": "2号", "since": SERVED}
    assert code_of(lambda: Stay.objects.create(**own, **again)) == "RUNNING"
    assert code_of(lambda: CourtApplication.objects.create(**asked)) == "RUNNING"


def test_an_urging_leaves_time_and_its_answer_stays(cast: Cast) -> None:
    row = fined(cast)
    own = {"decision": row, "created_by": cast.officer1, "owed_cents": 1}
    on = day(3, 17)
    assert code_of(lambda: Urging.objects.create(**own, served_on=on, until=on)) == "CHECK"
    urging = compulsion.urge(row, by=cast.officer1, on=on)
    assert code_of(run("UPDATE enforcement_urging SET defence = 'x'")) == "CHECK"
    compulsion.hear(
        urging, by=cast.officer1, on=on, text="无力缴纳。", adopted=False, answer="不成立。"
    )
    assert code_of(run("UPDATE enforcement_urging SET answer = 'x'")) == "ONCE"


def test_who_grants_a_deferral_is_named(cast: Cast) -> None:
    own = {"decision": fined(cast), "created_by": cast.officer1}
    values = {"applied_on": SERVED, "reason": "停业。", "until": day(6, 1)}
    assert code_of(lambda: Deferral.objects.create(**own, **values, status="granted")) == "CHECK"
