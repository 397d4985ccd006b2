"""催告 before force, ten working days, three months for the court (行政强制法 35, 36, 53-57)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core import deadlines
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import CourtApplication, Decision, Urging
from enforcement.services import compulsion, execution, relief
from tests.base import Cast, day
from tests.enforcement.dossier import audited, clock
from tests.enforcement.fined import DUE, FINE, fined, pay

pytestmark = pytest.mark.django_db
URGED = day(3, 17)  # the day after the last day to pay
UNTIL = day(3, 31)  # ten working days after it
# Served on 27 February: sixty days of review (no suit without one, 行政复议法 23) end on 28 April.
REMEDIES_OVER = day(4, 28)
FIRST, LAST = day(4, 29), day(7, 28)
COURT = "云溪市人民法院"


def urge(cast: Cast, row: Decision, on: date = URGED) -> Urging:
    return compulsion.urge(row, by=cast.officer1, on=on)


def ask(cast: Cast, row: Decision, on: date, court: str = COURT) -> CourtApplication:
    return compulsion.apply_to_court(row, by=cast.head, on=on, court=court)


def refused(cast: Cast, row: Decision, on: date, **changes: Any) -> RuleError:
    with pytest.raises(RuleError) as caught:
        ask(cast, row, on, **changes)
    assert not CourtApplication.objects.exists()
    return caught.value


# ------------------------------------------------------------------------------- 催告
def test_the_party_is_urged_once_the_time_to_pay_is_over(cast: Cast) -> None:
    row = fined(cast)
    with pytest.raises(RuleError, match="届满前不能催告") as caught:
        urge(cast, row, DUE)
    assert (caught.value.field, "第三十五条" in caught.value.article) == ("on", True)
    urging = urge(cast, row)
    assert (urging.until, urging.owed_cents) == (UNTIL, FINE + 6_000)
    assert audited(urging, "urging.serve")


def test_nobody_is_urged_to_pay_what_is_paid(cast: Cast) -> None:
    row = fined(cast)
    pay(row, cast.officer1, DUE)
    with pytest.raises(RuleError, match="已经缴清"):
        urge(cast, row)


def test_what_the_party_answers_is_recorded_weighed_and_answered_once(cast: Cast) -> None:
    urging = urge(cast, fined(cast))
    values: dict[str, Any] = {"by": cast.officer1, "on": day(3, 20), "adopted": False}
    for text, answer, field in ((" ", "不成立。", "text"), ("无力缴纳。", " ", "answer")):
        with pytest.raises(RuleError) as caught:
            compulsion.hear(urging, **values, text=text, answer=answer)
        assert (caught.value.field, caught.value.article) == (field, "行政强制法第三十六条")
    with pytest.raises(RuleError, match="不能早于"):
        compulsion.hear(urging, **{**values, "on": DUE}, text="无力缴纳。", answer="不成立。")
    compulsion.hear(urging, **values, text="无力缴纳。", answer="理由不成立，可以申请分期。")
    urging.refresh_from_db()
    assert (urging.defended_on, urging.adopted) == (day(3, 20), False)
    assert audited(urging, "urging.hear")
    with pytest.raises(RuleError, match="已经记录"):
        compulsion.hear(urging, **values, text="无力缴纳。", answer="不成立。")


def test_urging_shows_the_window_of_the_court_as_a_clock(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    term = clock(row, "decision", execution.COURT_WINDOW)
    assert (term.start_on, term.due_on, term.outcome) == (REMEDIES_OVER, LAST, "open")
    pay(row, cast.officer1, DUE + timedelta(days=2))
    term.refresh_from_db()
    assert term.outcome == "open"  # the surcharge of two days is still owed
    pay(row, cast.officer1, day(3, 20), 12_000, kind="surcharge")
    term.refresh_from_db()
    assert term.outcome == "void"


# ------------------------------------------------------------------------------- the court
def test_the_court_is_asked_inside_the_window_by_the_head(cast: Cast) -> None:
    row = fined(cast)
    urging = urge(cast, row)
    asked = ask(cast, row, FIRST)
    assert (asked.urging, asked.court, asked.status) == (urging, COURT, "applied")
    assert asked.owed_cents == 2 * FINE
    assert clock(row, "decision", execution.COURT_WINDOW).outcome == "met"
    assert audited(asked, "courtapplication.apply")


def test_the_last_day_of_the_window_is_in_time_and_the_next_is_not(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    error = refused(cast, row, LAST + timedelta(days=1))
    assert (error.field, "第五十三条" in error.article) == ("on", True)
    assert refused(cast, row, REMEDIES_OVER).field == "on"
    assert ask(cast, row, LAST).pk


def test_without_an_urging_or_before_its_ten_working_days_passed_nothing_is_asked(
    cast: Cast,
) -> None:
    row = fined(cast)
    assert "尚未催告" in refused(cast, row, FIRST).message
    urging = urge(cast, row, day(4, 22))
    assert urging.until == day(5, 9)  # 1 to 5 May are holidays, Saturday 9 May is worked
    error = refused(cast, row, urging.until)
    assert (error.field, "第五十四条" in error.article) == ("on", True)
    assert ask(cast, row, day(5, 10)).pk


def test_an_ordinary_fine_may_be_sued_against_for_six_months_first(cast: Cast) -> None:
    row = fined(cast)
    row.case.procedure = "ordinary"
    assert compulsion.remedy_end(row) == day(8, 27)
    assert compulsion.court_window(row) == (day(8, 28), day(11, 27))


def test_while_a_review_or_suit_runs_no_court_is_asked(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    begun = relief.stay(row, by=cast.officer1, on=day(4, 1), kind="suit", number="1号")
    assert clock(row, "decision", execution.COURT_WINDOW).outcome == "void"
    assert compulsion.court_window(row) is None
    assert "尚未终结" in refused(cast, row, FIRST).message
    relief.end_stay(
        begun, by=cast.officer1, on=day(6, 1), outcome="dismissed", result="驳回诉讼请求。"
    )
    assert compulsion.court_window(row) == (day(6, 2), day(9, 1))
    last = deadlines.for_subject("decision", str(row.pk)).last()
    assert last is not None
    assert last.due_on == day(9, 1)


def test_after_a_review_the_fifteen_days_to_sue_come_first(cast: Cast) -> None:
    row = fined(cast)
    begun = relief.stay(row, by=cast.officer1, on=day(3, 3), kind="reconsideration", number="5号")
    relief.end_stay(begun, by=cast.officer1, on=day(4, 1), outcome="upheld", result="维持。")
    assert compulsion.remedy_end(row) == day(4, 16)


def test_after_a_deferral_the_window_runs_from_its_end_and_needs_a_new_urging(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    asked = relief.apply(row, by=cast.officer1, on=day(3, 20), reason="停业。", until=day(8, 10))
    relief.grant(asked, by=cast.head, on=day(3, 23))
    assert compulsion.court_window(row) == (day(8, 11), day(11, 10))
    assert "尚未催告" in refused(cast, row, day(8, 11)).message
    urge(cast, row, day(8, 11))
    assert ask(cast, row, day(8, 26)).applied_on == day(8, 26)


def test_only_the_head_signs_the_application(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    for name in ("officer1", "unithead", "supervisor", "outsider"):
        with pytest.raises(PermissionDenied):
            compulsion.apply_to_court(row, by=cast.people[name], on=FIRST, court=COURT)


def test_the_court_is_named_and_asked_once_at_a_time(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    assert refused(cast, row, FIRST, court=" ").field == "court"
    ask(cast, row, FIRST)
    with pytest.raises(RuleError, match="尚未终结"):
        ask(cast, row, FIRST)


def test_a_court_is_not_asked_for_what_is_paid(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    pay(row, cast.officer1, DUE + timedelta(days=1))
    pay(row, cast.officer1, FIRST, 6_000, kind="surcharge")
    assert "已经缴清" in refused(cast, row, FIRST).message


@pytest.mark.parametrize(
    ("move", "status"), [("execute", "executed"), ("end", "ended"), ("refuse", "refused")]
)
def test_what_the_court_did_is_recorded_with_its_ruling(cast: Cast, move: str, status: str) -> None:
    row = fined(cast)
    urge(cast, row)
    asked = ask(cast, row, FIRST)
    compulsion.accept(asked, by=cast.officer1, on=day(5, 6))
    with pytest.raises(RuleError, match="文号和结果"):
        compulsion.conclude(asked, by=cast.officer1, on=day(6, 6), move=move, ruling="")
    with pytest.raises(RuleError, match="不能早于"):
        compulsion.conclude(asked, by=cast.officer1, on=FIRST, move=move, ruling="1号裁定")
    compulsion.conclude(asked, by=cast.officer1, on=day(6, 6), move=move, ruling="1号裁定")
    asked.refresh_from_db()
    assert (asked.status, asked.accepted_on, asked.ended_on) == (status, day(5, 6), day(6, 6))
    assert audited(asked, f"courtapplication.{move}")
    with pytest.raises(StaleError):
        compulsion.accept(asked, by=cast.officer1, on=day(6, 7))


def test_a_court_that_has_not_accepted_cannot_have_executed(cast: Cast) -> None:
    row = fined(cast)
    urge(cast, row)
    asked = ask(cast, row, FIRST)
    entries = AuditEntry.objects.count()
    with pytest.raises(StaleError):
        compulsion.conclude(asked, by=cast.officer1, on=FIRST, move="execute", ruling="1号")
    assert AuditEntry.objects.count() == entries


def test_an_unserved_decision_has_no_end_of_remedies() -> None:
    assert compulsion.remedy_end(Decision(served_on=None)) is None
