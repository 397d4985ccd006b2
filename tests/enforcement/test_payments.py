"""Money that came in: never more than is owed, on the spot only on the grounds of the law."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Payment
from enforcement.services import execution, payments
from tests.base import Cast, day
from tests.enforcement.dossier import again, audited, clock, draft
from tests.enforcement.fined import DUE, FINE, SERVED, fined, pay

pytestmark = pytest.mark.django_db
LATE = DUE + timedelta(days=10)
SPOT: dict[str, Any] = {"way": "on_spot", "ground": "small", "receipt_no": "豫财罚0001"}


def refused(cast: Cast, row: Any, on: date = DUE, cents: int = FINE, **values: Any) -> RuleError:
    with pytest.raises(RuleError) as caught:
        pay(row, values.pop("by", cast.officer1), on, cents, **values)
    assert not Payment.objects.exists()
    return caught.value


def test_a_payment_is_kept_with_its_receipt_and_on_record(cast: Cast) -> None:
    row = fined(cast)
    paid = pay(row, cast.officer1, DUE)
    assert (paid.kind, paid.cents, paid.way, paid.receipt_no) == ("fine", FINE, "bank", "00017")
    assert audited(paid, "payment.record")
    assert execution.balance(row, DUE).total == 0


def test_a_fine_is_never_overpaid(cast: Cast) -> None:
    error = refused(cast, fined(cast), cents=FINE + 1)
    assert (error.field, error.article) == ("amount", "行政处罚法第六十六条、第七十二条")
    assert "2,000.00元" in error.message


@pytest.mark.parametrize("cents", [0, -1])
def test_nothing_or_less_is_no_payment(cast: Cast, cents: int) -> None:
    assert refused(cast, fined(cast), cents=cents).field == "amount"


def test_a_surcharge_is_taken_only_once_it_has_run_up(cast: Cast) -> None:
    row = fined(cast)
    assert refused(cast, row, cents=1, kind="surcharge").field == "amount"
    pay(row, cast.officer1, LATE)
    assert execution.balance(row, day(6, 1)).owed("surcharge") == 60_000
    pay(row, cast.officer1, day(6, 1), 60_000, kind="surcharge")
    assert execution.balance(row, day(7, 1)).total == 0


def test_the_balance_tells_fine_surcharge_and_days(cast: Cast) -> None:
    row = fined(cast)
    now = execution.balance(row, LATE)
    assert now.due == {"fine": FINE, "confiscation": 0, "surcharge": 60_000}
    assert (now.due_on, now.days_late, now.total) == (DUE, 10, 260_000)
    assert execution.balance(row, day(12, 1)).total == 2 * FINE


def test_a_payment_needs_the_number_of_its_receipt(cast: Cast) -> None:
    error = refused(cast, fined(cast), receipt_no=" ")
    assert (error.field, error.article) == ("receipt_no", "行政处罚法第七十条")


def test_a_payment_cannot_lie_before_the_decision(cast: Cast) -> None:
    assert refused(cast, fined(cast), on=SERVED - timedelta(days=1)).field == "on"


def test_who_decided_does_not_also_enter_the_payment(cast: Cast) -> None:
    row = fined(cast, by=cast.officer1)
    error = refused(cast, row)
    assert "第六十七条" in error.article
    assert pay(row, cast.officer2, DUE).pk


def test_only_a_handler_enters_a_payment(cast: Cast) -> None:
    row = fined(cast)
    with pytest.raises(PermissionDenied):
        pay(row, cast.head, DUE)
    assert "承办人员" in refused(cast, row, by=cast.outsider).message


def test_nothing_is_collected_for_a_decision_not_in_effect(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple", on=SERVED)
    assert "没有已生效" in refused(cast, row).message


# ------------------------------------------------------------------------------- on the spot
def test_a_fine_of_a_hundred_yuan_may_be_taken_on_the_spot(cast: Cast) -> None:
    row = fined(cast, fine=10_000, by=cast.officer1)
    paid = pay(row, cast.officer1, SERVED, 10_000, **SPOT)
    assert (paid.way, paid.ground) == ("on_spot", "small")


def test_a_cent_more_than_a_hundred_yuan_may_not(cast: Cast) -> None:
    row = fined(cast, fine=10_001, by=cast.officer1)
    error = refused(cast, row, on=SERVED, cents=10_001, **SPOT)
    assert error.field == "ground"
    assert "100.00元" in error.message


def test_a_fine_hard_to_collect_later_is_taken_on_the_spot_with_its_reason(cast: Cast) -> None:
    row = fined(cast, by=cast.officer1)
    values = {**SPOT, "ground": "hard_later"}
    assert refused(cast, row, on=SERVED, **values).field == "note"
    note = "当事人为外地流动摊贩，当日离境。"
    assert pay(row, cast.officer1, SERVED, **values, note=note).note == note


def test_the_grounds_of_an_on_the_spot_decision_end_with_its_day(cast: Cast) -> None:
    row = fined(cast, fine=10_000, by=cast.officer1)
    error = refused(cast, row, on=SERVED + timedelta(days=1), cents=10_000, **SPOT)
    assert (error.field, "第六十七条" in error.article) == ("ground", True)


def test_in_a_remote_place_the_party_must_have_asked(cast: Cast) -> None:
    row = fined(cast)
    values = {**SPOT, "ground": "remote"}
    assert refused(cast, row, **values).field == "note"
    assert (
        pay(row, cast.officer1, DUE, **values, note="当事人书面提出当场缴纳。").ground == "remote"
    )


def test_without_a_ground_or_for_a_surcharge_nothing_is_taken_on_the_spot(cast: Cast) -> None:
    row = fined(cast)
    assert refused(cast, row, **{**SPOT, "ground": ""}).field == "ground"
    assert refused(cast, row, on=LATE, kind="surcharge", cents=1, **SPOT).field == "ground"


# ------------------------------------------------------------------------------- turning in
def test_cash_goes_to_the_agency_and_the_bank_in_two_working_days_each(cast: Cast) -> None:
    row = fined(cast, fine=10_000, by=cast.officer1)
    paid = pay(row, cast.officer1, SERVED, 10_000, **SPOT)
    first = clock(paid, "payment", execution.TURN_IN)
    # Friday 27 February 2026; Saturday the 28th is a make-up working day.
    assert (first.start_on, first.due_on) == (SERVED, day(3, 2))

    payments.turn_in(paid, by=cast.officer1, on=day(3, 2))
    first.refresh_from_db()
    second = clock(paid, "payment", execution.BANK)
    assert (first.outcome, second.start_on, second.due_on) == ("met", day(3, 2), day(3, 4))

    payments.bank(paid, by=cast.officer1, on=day(3, 5))
    second.refresh_from_db()
    paid.refresh_from_db()
    assert (second.outcome, paid.turned_in_on, paid.banked_on) == ("late", day(3, 2), day(3, 5))
    assert audited(paid, "payment.turn_in")
    assert audited(paid, "payment.bank")


def test_on_the_water_the_two_days_run_from_the_landing(cast: Cast) -> None:
    values = {**SPOT, "ground": "remote", "note": "当事人在水上提出当场缴纳。"}
    paid = pay(fined(cast), cast.officer1, DUE, **values, ashore_on=day(3, 19))
    assert clock(paid, "payment", execution.TURN_IN).due_on == day(3, 23)


def test_nobody_comes_ashore_before_collecting(cast: Cast) -> None:
    values = {**SPOT, "ground": "remote", "note": "当事人在水上提出当场缴纳。"}
    assert refused(cast, fined(cast), **values, ashore_on=SERVED).field == "on"


def test_cash_is_turned_in_once_after_it_was_taken_and_before_it_is_banked(cast: Cast) -> None:
    paid = pay(fined(cast, fine=10_000, by=cast.officer1), cast.officer1, SERVED, 10_000, **SPOT)
    with pytest.raises(RuleError, match="尚未交至"):
        payments.bank(paid, by=cast.officer1, on=day(3, 2))
    with pytest.raises(RuleError, match="不能早于"):
        payments.turn_in(paid, by=cast.officer1, on=day(2, 26))
    payments.turn_in(paid, by=cast.officer1, on=day(3, 2))
    entries = AuditEntry.objects.count()
    with pytest.raises(RuleError, match="已交至"):
        payments.turn_in(paid, by=cast.officer1, on=day(3, 2))
    with pytest.raises(RuleError, match="不能早于"):
        payments.bank(paid, by=cast.officer1, on=SERVED)
    assert AuditEntry.objects.count() == entries


def test_money_paid_at_the_bank_is_not_turned_in(cast: Cast) -> None:
    paid = pay(fined(cast), cast.officer1, DUE)
    with pytest.raises(RuleError, match="直接缴入银行") as caught:
        payments.turn_in(paid, by=cast.officer1, on=DUE)
    assert "第七十一条" in caught.value.article


def test_a_closed_case_takes_no_more_money(cast: Cast) -> None:
    row = fined(cast)
    case = row.case
    case.status = "closed"
    case.save(update_fields=["status"])
    assert "案件已经办结" in refused(cast, again(row)).message
