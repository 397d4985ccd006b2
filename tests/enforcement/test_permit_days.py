"""The days of a permit: the last day in time, the first day late, and no day before its cause."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement.models import Case, PermitHearing, SpecialProcedure, ThirdParty, User
from enforcement.services import cases, intake, permit_hearings, permit_steps, permits
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.permit_case import RECEIVED, accepted, application, decided

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OnDay = Callable[[Case, User, date], object]
ANSWERS: dict[str, OnDay] = {
    "receive": lambda case, by, on: permits.receive(
        case, by=by, on=on, channel="window", materials=["申请书"]
    ),
    "fix": lambda case, by, on: permits.correct_on_spot(case, by=by, on=on, what="笔误"),
    "refuse": lambda case, by, on: permits.refuse(
        case, by=by, on=on, ground="not_needed", reason="不需要许可。"
    ),
    "ask": lambda case, by, on: permits.ask_correction(case, by=by, on=on, items=["平面图"]),
}


def received(cast: Cast, on: date = RECEIVED) -> Case:
    """An application received on the day, unanswered."""
    return factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=on)


def clock(case: Case, key: str = intake.DECIDE) -> Deadline:
    """The clock of the case."""
    return dossier.clock(case, "case", key)


# --------------------------------------------------------------------- before the acceptance
@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_is_answered_before_it_was_received(cast: Cast, name: str) -> None:
    case = received(cast)

    with pytest.raises(RuleError, match="日期不能早于2026-03-02") as caught:
        ANSWERS[name](case, cast.officer1, day(3, 1))

    assert (caught.value.field, caught.value.article) == ("on", "行政许可法第三十二条")
    assert not AuditEntry.objects.filter(action__startswith="application.").exists()


@pytest.mark.parametrize("name", ANSWERS)
def test_everything_may_be_answered_on_the_day_of_receipt(cast: Cast, name: str) -> None:
    case = received(cast)

    ANSWERS[name](case, cast.officer1, RECEIVED)

    assert AuditEntry.objects.filter(action__startswith="application.").count() == 1


@pytest.mark.parametrize("name", ["receive", "fix", "refuse"])
@pytest.mark.parametrize("corrected", [False, True])
def test_after_a_correction_the_days_count_from_it(cast: Cast, name: str, corrected: bool) -> None:
    case = received(cast)
    permits.ask_correction(case, by=cast.officer1, on=day(3, 4), items=["平面图"])
    if corrected:
        permits.take_correction(case, by=cast.officer1, on=day(3, 10), materials=["平面图"])
    first = day(3, 10) if corrected else day(3, 4)

    with pytest.raises(RuleError, match=f"日期不能早于{first}"):
        ANSWERS[name](case, cast.officer1, date.fromordinal(first.toordinal() - 1))
    ANSWERS[name](case, cast.officer1, first)


# Received -> the fifth working day: over a weekend, from a Saturday, and over 清明 (4-6 April).
FIFTH = [
    (day(3, 6), day(3, 13)),
    (day(3, 7), day(3, 13)),
    (day(3, 8), day(3, 13)),
    (day(4, 1), day(4, 9)),
    (day(4, 3), day(4, 13)),
]


@pytest.mark.parametrize(("on", "last"), FIFTH)
def test_the_five_days_are_working_days(cast: Cast, on: date, last: date) -> None:
    case = received(cast, on)

    assert clock(case, intake.CORRECTION).due_on == last
    assert permits.lapsed(last) == []
    assert permits.lapsed(date.fromordinal(last.toordinal() + 1)) == [case.pk]


@pytest.mark.parametrize("name", ["ask", "refuse"])
def test_the_fifth_day_is_in_time_and_the_sixth_is_not(cast: Cast, name: str) -> None:
    ANSWERS[name](received(cast), cast.officer1, day(3, 9))
    late = received(cast)

    with pytest.raises(RuleError, match="自收到之日2026-03-02起即为受理") as caught:
        ANSWERS[name](late, cast.officer1, day(3, 10))

    assert caught.value.field == "on"
    assert caught.value.remedy == "请以收到申请的日期作为受理日期。"
    assert application(late).status == "received"
    assert clock(late, intake.CORRECTION).outcome == "open"


@pytest.mark.parametrize(("on", "fine"), [(day(3, 9), True), (day(3, 10), False)])
def test_an_acceptance_is_dated_within_the_five_days(cast: Cast, on: date, fine: bool) -> None:
    case = received(cast)
    if fine:
        assert cases.file(case, by=cast.officer1, on=on).filed_on == on
        return
    with pytest.raises(RuleError, match="即为受理"):
        cases.file(case, by=cast.officer1, on=on)
    case.refresh_from_db()
    assert (case.status, case.number, application(case).accepted_on) == ("draft", "", None)


def test_a_correction_may_come_on_the_day_it_was_asked_for(cast: Cast) -> None:
    case = received(cast)
    permits.ask_correction(case, by=cast.officer1, on=day(3, 4), items=["平面图"])

    row = permits.take_correction(case, by=cast.officer1, on=day(3, 4), materials=["平面图"])

    assert (row.corrected_on, row.status) == (day(3, 4), "received")


def test_a_corrected_application_does_not_lapse(cast: Cast) -> None:
    case = received(cast)
    permits.ask_correction(case, by=cast.officer1, on=day(3, 9), items=["平面图"])
    permits.take_correction(case, by=cast.officer1, on=day(4, 20), materials=["平面图"])

    assert permits.lapsed(day(6, 1)) == []
    assert cases.file(case, by=cast.officer1, on=day(4, 30)).filed_on == day(4, 30)


def test_the_oldest_application_lapses_first(cast: Cast) -> None:
    younger = received(cast, day(3, 4))
    older = received(cast, day(3, 3))

    assert permits.lapsed(day(3, 11)) == [older.pk]
    assert permits.lapsed(day(3, 12)) == [older.pk, younger.pk]


@pytest.mark.parametrize(("on", "fine"), [(day(3, 1), False), (RECEIVED, True)])
def test_false_papers_are_not_found_before_they_came(cast: Cast, on: date, fine: bool) -> None:
    case = accepted(cast)
    if fine:
        assert permits.find_false(case, by=cast.officer1, on=on).false_on == on
        return
    with pytest.raises(RuleError, match="不能早于2026-03-02") as caught:
        permits.find_false(case, by=cast.officer1, on=on)
    assert caught.value.article == "行政许可法第七十八条"
    assert application(case).false_on is None


# --------------------------------------------------------------------- the time to decide
DECISIONS = [(day(3, 2), "met"), (day(3, 30), "met"), (day(3, 31), "late")]


@pytest.mark.parametrize(("on", "outcome"), DECISIONS)
def test_the_twentieth_working_day_is_the_last(cast: Cast, on: date, outcome: str) -> None:
    case = accepted(cast)

    made = decided(case, on=on)

    assert (clock(case).outcome, clock(case).ended_on) == (outcome, on)
    assert dossier.clock(made, "decision").label == "送达"


def test_a_licence_is_handed_over_within_ten_working_days(cast: Cast) -> None:
    made = decided(accepted(cast), on=day(3, 30))

    delivery = dossier.clock(made, "decision")
    assert (delivery.start_on, delivery.due_on) == (day(3, 30), day(4, 14))
    assert delivery.article.startswith("行政许可法第四十四条")


EXTENDED = [(day(3, 1), "不能早于2026-03-02"), (day(3, 31), "期限已于2026-03-30届满")]


@pytest.mark.parametrize(("on", "words"), EXTENDED)
def test_time_is_given_while_it_runs(cast: Cast, on: date, words: str) -> None:
    case = accepted(cast)

    with pytest.raises(RuleError, match=words) as caught:
        permit_steps.extend(case, by=cast.head, on=on, reasons="事项复杂。")

    assert (caught.value.field, caught.value.article) == ("on", "行政许可法第四十二条")
    assert clock(case).due_on == day(3, 30)
    assert not AuditEntry.objects.filter(action="deadline.lengthen").exists()


@pytest.mark.parametrize("on", [RECEIVED, day(3, 30)])
def test_the_day_it_is_given_does_not_change_how_much(cast: Cast, on: date) -> None:
    case = accepted(cast)

    assert permit_steps.extend(case, by=cast.head, on=on, reasons="事项复杂。").due_on == day(4, 14)
    entry = AuditEntry.objects.get(action="application.extend")
    assert "2026-04-14" in str(entry.data)


def test_more_time_comes_on_top_of_the_time_left_out(cast: Cast) -> None:
    case = accepted(cast)
    row = special(cast, case, day(3, 10))
    assert permit_steps.running(case) == clock(case)
    permit_steps.extend(case, by=cast.head, on=day(3, 11), reasons="事项复杂。")

    permit_steps.end_special(row, by=cast.officer1, on=day(3, 17), result="合格。")

    # 14 April and the five working days of the procedure.
    assert clock(case).due_on == day(4, 21)


# --------------------------------------------------------------------- time left out
def special(cast: Cast, case: Case, on: date) -> SpecialProcedure:
    """A procedure that begins on the day."""
    return permit_steps.start_special(case, by=cast.officer1, on=on, kind="experts", days_needed=3)


# Begun, ended, the day the decision is due: the day it ends counts again.
LEFT_OUT = [
    (day(3, 10), day(3, 10), day(3, 30)),
    (day(3, 10), day(3, 11), day(3, 31)),
    (day(3, 14), day(3, 16), day(3, 30)),
    (day(3, 13), day(3, 16), day(3, 31)),
    (RECEIVED, day(3, 4), day(3, 31)),
]


@pytest.mark.parametrize(("begun", "ended", "due"), LEFT_OUT)
def test_only_working_days_of_the_procedure_are_left_out(
    cast: Cast, begun: date, ended: date, due: date
) -> None:
    case = accepted(cast)

    row = special(cast, case, begun)
    permit_steps.end_special(row, by=cast.officer1, on=ended, result="通过。")

    assert (clock(case).due_on, clock(case).suspended_on) == (due, None)
    row.refresh_from_db()
    assert (row.ended_on, row.result) == (ended, "通过。")
    assert dossier.audited(row, "application.special_end")


def test_two_procedures_are_both_left_out(cast: Cast) -> None:
    case = accepted(cast)
    for begun, ended in ((day(3, 10), day(3, 12)), (day(3, 16), day(3, 18))):
        row = special(cast, case, begun)
        permit_steps.end_special(row, by=cast.officer1, on=ended, result="通过。")

    assert clock(case).due_on == day(4, 3)


# --------------------------------------------------------------------- third parties, hearings
def told(cast: Cast, case: Case, on: date) -> ThirdParty:
    """A neighbour told on the day."""
    return permit_steps.tell(
        case, by=cast.officer1, on=on, name=" 邻里业委会 ", interest=" 采光通风。 "
    )


@pytest.mark.parametrize(
    ("on", "until"),
    [(RECEIVED, day(3, 9)), (day(3, 6), day(3, 13)), (day(4, 1), day(4, 9))],
)
def test_the_days_to_ask_for_a_hearing_are_working_days(cast: Cast, on: date, until: date) -> None:
    row = told(cast, accepted(cast), on)

    assert row.hearing_until == until
    assert (row.name, row.interest) == ("邻里业委会", "采光通风。")
    assert dossier.audited(row, "application.tell")


def test_nobody_is_told_before_the_acceptance_nor_heard_before_being_told(cast: Cast) -> None:
    case = accepted(cast)
    with pytest.raises(RuleError, match="不能早于2026-03-02") as caught:
        told(cast, case, day(3, 1))
    assert caught.value.article == "行政许可法第三十六条、第四十七条"
    row = told(cast, case, day(3, 4))

    with pytest.raises(RuleError, match="不能早于2026-03-04"):
        permit_steps.hear(row, by=cast.officer1, on=day(3, 3), opinion="反对。")
    permit_steps.hear(row, by=cast.officer1, on=day(3, 4), opinion=" 反对。 ")

    row.refresh_from_db()
    assert (row.heard_on, row.opinion) == (day(3, 4), "反对。")
    assert dossier.audited(row, "application.hear")


def test_what_was_heard_is_not_written_over(cast: Cast) -> None:
    row = told(cast, accepted(cast), day(3, 4))
    permit_steps.hear(row, by=cast.officer1, on=day(3, 4), opinion="反对。")

    with pytest.raises(RuleError, match="已经记录"):
        permit_steps.hear(row, by=cast.officer1, on=day(3, 5), opinion="没有意见。")

    row.refresh_from_db()
    assert (row.heard_on, row.opinion) == (day(3, 4), "反对。")


@pytest.mark.parametrize(("on", "fine"), [(day(3, 12), True), (day(3, 13), False)])
def test_the_last_who_was_told_may_still_ask(cast: Cast, on: date, fine: bool) -> None:
    case = accepted(cast)
    told(cast, case, day(3, 5))
    told(cast, case, day(3, 3))
    if fine:
        assert hearing(cast, case, on).opened_on == on
        return
    with pytest.raises(RuleError, match="听证申请期限已于2026-03-12届满") as caught:
        hearing(cast, case, on)
    assert (caught.value.field, caught.value.remedy) == (
        "on",
        "确有必要的，可以依职权公告听证。",
    )
    assert not PermitHearing.objects.exists()


def hearing(cast: Cast, case: Case, on: date, subject: str = "油烟排放。") -> PermitHearing:
    """A hearing the applicant asks for."""
    return permit_hearings.request(
        case, by=cast.officer1, on=on, origin="applicant", subject=subject
    )


@pytest.mark.parametrize("subject", ["", "  ", "\n"])
def test_a_hearing_is_about_something(cast: Cast, subject: str) -> None:
    case = accepted(cast)
    told(cast, case, day(3, 3))

    with pytest.raises(RuleError, match="应当写明听证事项") as caught:
        hearing(cast, case, day(3, 4), subject)

    assert (caught.value.field, caught.value.article) == ("subject", "行政许可法第四十八条")
    assert not SpecialProcedure.objects.exists()


@pytest.mark.parametrize(("on", "outcome"), [(day(3, 30), "met"), (day(3, 31), "late")])
def test_a_hearing_is_organised_within_twenty_working_days(
    cast: Cast, on: date, outcome: str
) -> None:
    case = accepted(cast)
    row = permit_hearings.announce(case, by=cast.officer1, on=RECEIVED, subject="公共利益。")
    permit_hearings.schedule(
        row, by=cast.officer1, on=day(3, 10), scheduled_on=on, place="三楼", host=cast.reviewer
    )

    permit_hearings.close(row, by=cast.officer1, on=on, record="各方陈述。")

    assert clock(case, permit_hearings.ORGANISE).outcome == outcome
    assert clock(case).suspended_on is None


def test_a_hearing_is_not_notified_before_it_was_opened(cast: Cast) -> None:
    row = permit_hearings.announce(
        accepted(cast), by=cast.officer1, on=day(3, 5), subject="公共利益。"
    )
    values: dict[str, Any] = {"scheduled_on": day(3, 31), "place": "三楼", "host": cast.reviewer}

    with pytest.raises(RuleError, match="不能早于2026-03-05") as caught:
        permit_hearings.schedule(row, by=cast.officer1, on=day(3, 4), **values)
    assert caught.value.article == "行政许可法第四十八条"
    permit_hearings.schedule(row, by=cast.officer1, on=day(3, 5), **values)

    row.refresh_from_db()
    assert (row.notified_on, row.host) == (day(3, 5), cast.reviewer)
