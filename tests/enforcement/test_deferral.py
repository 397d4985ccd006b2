"""延期、分期 by the head alone, 复议 and 诉讼: days on which a late fine does not grow (PL 66, 73)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from enforcement.models import Decision, Deferral
from enforcement.services import execution, relief
from enforcement.services.relief import Instalment
from tests.base import Cast, day
from tests.enforcement.dossier import audited, clock
from tests.enforcement.fined import DUE, FINE, SERVED, fined, pay

pytestmark = pytest.mark.django_db
ASKED, UNTIL = day(3, 10), day(6, 10)
PARTS = [Instalment(day(4, 10), 50_000), Instalment(UNTIL, 150_000)]


def ask(cast: Cast, row: Decision, **changes: Any) -> Deferral:
    values = {"by": cast.officer1, "on": ASKED, "reason": "停业半年，收入中断。", "until": UNTIL}
    return relief.apply(row, **{**values, **changes})


def refused(cast: Cast, row: Decision, field: str, **changes: Any) -> None:
    with pytest.raises(RuleError) as caught:
        ask(cast, row, **changes)
    assert (caught.value.field, caught.value.article) == (field, "行政处罚法第六十六条第二款")
    assert not Deferral.objects.exists()


def test_the_head_grants_and_the_time_to_pay_is_the_new_one(cast: Cast) -> None:
    row = fined(cast)
    asked = ask(cast, row, schedule=PARTS)
    assert asked.schedule[1] == {"due_on": "2026-06-10", "cents": 150_000}
    relief.grant(asked, by=cast.head, on=day(3, 12), opinion="情况属实，同意。")

    asked.refresh_from_db()
    assert (asked.status, asked.decided_by, asked.decided_on) == ("granted", cast.head, day(3, 12))
    assert clock(row, "decision", execution.PAY).outcome == "void"
    term = clock(row, "decision", execution.DEFERRED)
    assert (term.due_on, term.outcome) == (UNTIL, "open")
    assert execution.balance(row, UNTIL).due["surcharge"] == 0
    assert execution.balance(row, UNTIL + timedelta(days=1)).due["surcharge"] == 6_000
    assert execution.balance(row, UNTIL).due_on == UNTIL
    assert audited(asked, "deferral.apply")
    assert audited(asked, "deferral.grant")


def test_days_late_before_the_request_still_count(cast: Cast) -> None:
    row = fined(cast)
    asked = ask(cast, row, on=DUE + timedelta(days=6))
    relief.grant(asked, by=cast.head, on=DUE + timedelta(days=9))
    assert execution.balance(row, UNTIL).due["surcharge"] == 5 * 6_000


def test_a_refused_request_changes_nothing(cast: Cast) -> None:
    row = fined(cast)
    asked = ask(cast, row)
    with pytest.raises(RuleError, match="说明理由"):
        relief.refuse(asked, by=cast.head, on=day(3, 12), opinion=" ")
    relief.refuse(asked, by=cast.head, on=day(3, 12), opinion="没有证明材料。")
    assert clock(row, "decision", execution.PAY).outcome == "open"
    assert execution.balance(row, UNTIL).due["surcharge"] == FINE
    with pytest.raises(StaleError):
        relief.grant(asked, by=cast.head, on=day(3, 13))


def test_only_the_head_of_the_agency_grants(cast: Cast) -> None:
    asked = ask(cast, fined(cast))
    for name in ("officer1", "unithead", "reviewer", "supervisor", "outsider"):
        with pytest.raises(PermissionDenied):
            relief.grant(asked, by=cast.people[name], on=day(3, 12))
        with pytest.raises(PermissionDenied):
            relief.refuse(asked, by=cast.people[name], on=day(3, 12), opinion="不同意。")


def test_a_paid_fine_is_not_deferred(cast: Cast) -> None:
    row = fined(cast)
    asked = ask(cast, row)
    pay(row, cast.officer1, day(3, 11))
    with pytest.raises(RuleError, match="已经缴清"):
        relief.grant(asked, by=cast.head, on=day(3, 12))
    with pytest.raises(RuleError, match="已经缴清"):
        ask(cast, row, on=day(3, 12))


def test_a_request_tells_the_hardship_and_a_later_day(cast: Cast) -> None:
    row = fined(cast)
    refused(cast, row, "reason", reason=" ")
    refused(cast, row, "until", until=ASKED)
    refused(cast, row, "on", on=SERVED - timedelta(days=1))


@pytest.mark.parametrize(
    "schedule",
    [
        [Instalment(day(4, 10), 50_000), Instalment(UNTIL, 149_999)],
        [Instalment(day(4, 10), 0), Instalment(UNTIL, FINE)],
        [Instalment(UNTIL, 50_000), Instalment(day(4, 10), 150_000)],
        [Instalment(day(4, 10), FINE)],
        [Instalment(ASKED, 50_000), Instalment(UNTIL, 150_000)],
        [Instalment(UNTIL, 50_000), Instalment(UNTIL, 150_000)],
    ],
)
def test_instalments_make_up_the_fine_in_the_order_of_their_days(
    cast: Cast, schedule: list[Instalment]
) -> None:
    refused(cast, fined(cast), "schedule", schedule=schedule)


def test_one_request_waits_at_a_time(cast: Cast) -> None:
    row = fined(cast)
    ask(cast, row)
    with pytest.raises(RuleError, match="等待批准"):
        ask(cast, row)


def test_a_day_already_past_is_not_granted(cast: Cast) -> None:
    asked = ask(cast, fined(cast))
    with pytest.raises(RuleError, match="已经过去"):
        relief.grant(asked, by=cast.head, on=UNTIL)


# ------------------------------------------------------------------------------- 复议, 诉讼
def stay(cast: Cast, row: Decision, on: date, kind: str = "reconsideration") -> Any:
    return relief.stay(row, by=cast.officer1, on=on, kind=kind, number="云政复〔2026〕5号")


def test_no_surcharge_runs_up_while_a_review_is_pending(cast: Cast) -> None:
    row = fined(cast, on=day(9, 18), fine=300_000)
    begun = stay(cast, row, day(10, 20))
    assert execution.balance(row, day(11, 20)).days_late == 11
    relief.end_stay(begun, by=cast.officer1, on=day(11, 10), outcome="upheld", result="维持。")
    now = execution.balance(row, day(11, 20))
    # 43 days late, 22 of them under review, both ends of it included.
    assert (now.days_late, now.due["surcharge"]) == (21, 189_000)
    assert audited(begun, "stay.begin")
    assert audited(begun, "stay.end")


def test_a_review_does_not_stop_the_clock_to_pay(cast: Cast) -> None:
    row = fined(cast)
    stay(cast, row, day(3, 3))
    term = clock(row, "decision", execution.PAY)
    assert (term.outcome, term.suspended_on, term.due_on) == ("open", None, DUE)


def test_a_review_has_a_number_and_ends_once_with_a_result(cast: Cast) -> None:
    row = fined(cast)
    with pytest.raises(RuleError) as caught:
        relief.stay(row, by=cast.officer1, on=DUE, kind="suit", number=" ")
    assert (caught.value.field, caught.value.article) == ("number", "行政处罚法第七十三条")
    begun = stay(cast, row, DUE)
    with pytest.raises(RuleError, match="正在进行"):
        stay(cast, row, DUE, "suit")
    with pytest.raises(RuleError, match="结果"):
        relief.end_stay(begun, by=cast.officer1, on=day(4, 1), outcome="upheld", result="")
    with pytest.raises(RuleError, match="不能早于"):
        relief.end_stay(begun, by=cast.officer1, on=day(3, 1), outcome="upheld", result="维持。")
    relief.end_stay(begun, by=cast.officer1, on=day(4, 1), outcome="upheld", result="维持。")
    with pytest.raises(StaleError):
        relief.end_stay(begun, by=cast.officer1, on=day(4, 2), outcome="upheld", result="维持。")
