"""How long an agency has for a request, and a handler for a complaint: days, holidays, ends of year."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import calendar, deadlines
from core.errors import RuleError, StaleError
from core.models import Deadline
from core.workdays import is_workday, workdays_between
from disclosure.models import Complaint, CorrectionRequest, Publication
from disclosure.services import complaints, corrections
from enforcement.models import Agency
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.disclosure.asking import complaint, correction

pytestmark = pytest.mark.django_db
ANSWER = "与决定书一致，不予更正。"
NATIONAL, POLICE = "national", "changzhi_police"


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return public.published(cast.bureau, on=date(2025, 3, 17))


def on_clock(row: CorrectionRequest) -> Deadline:
    found = corrections.clock_of(row)
    assert found is not None
    return found


def complaint_clock(row: Complaint) -> Deadline:
    found = complaints.clock_of(row)
    assert found is not None
    return found


def unit_of(cast: Cast, profile: str) -> Agency:
    """A unit that goes by the rules of the profile, below the government of the cast."""
    return factories.agency("云溪市示例局", parent=cast.government, profile=profile, prefix="云示")


# --------------------------------------------------------------------------------- corrections
@pytest.mark.parametrize(
    ("received", "target", "outer", "provisional"),
    [
        # 元旦 2026: 1 to 3 January are off, Sunday 4 January is worked.
        (date(2025, 12, 26), date(2026, 1, 5), date(2026, 1, 26), False),
        (date(2025, 12, 31), date(2026, 1, 8), date(2026, 1, 29), False),
        # 春节 2026: two Saturdays are worked, the week between is off.
        (date(2026, 1, 30), date(2026, 2, 6), date(2026, 3, 5), False),
        (date(2026, 2, 12), date(2026, 2, 26), date(2026, 3, 18), False),
        # 清明, 劳动节 with the worked 9 May, 端午.
        (date(2026, 3, 27), date(2026, 4, 3), date(2026, 4, 27), False),
        (date(2026, 4, 30), date(2026, 5, 11), date(2026, 6, 1), False),
        (date(2026, 6, 18), date(2026, 6, 26), date(2026, 7, 17), False),
        # 国庆 with the worked 20 September and 10 October.
        (date(2026, 9, 18), date(2026, 9, 24), date(2026, 10, 22), False),
        (date(2026, 9, 29), date(2026, 10, 12), date(2026, 11, 2), False),
        (date(2026, 11, 20), date(2026, 11, 27), date(2026, 12, 18), False),
        # No notice for 2027 yet: a day all the same, past New Year's Day, said to be provisional.
        (date(2026, 12, 18), date(2026, 12, 25), date(2027, 1, 18), True),
    ],
)
def test_a_request_has_its_working_days_around_the_holidays(
    shown: Publication, received: date, target: date, outer: date, provisional: bool
) -> None:
    row, _receipt = correction(shown, on=received)
    clock = on_clock(row)
    assert (corrections.target(row), clock.due_on) == (target, outer)
    assert clock.provisional is provisional


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [(day(4, 29), "met"), (day(4, 30), "met"), (day(5, 1), "late"), (day(5, 6), "late")],
)
def test_the_last_day_is_in_time_and_the_holiday_after_it_is_not(
    cast: Cast, shown: Publication, answered: date, outcome: str
) -> None:
    row, _receipt = correction(shown)
    corrections.accept(row, by=cast.publisher)
    corrections.refuse(row, by=cast.publisher, on=answered, answer=ANSWER)
    assert (on_clock(row).outcome, on_clock(row).ended_on) == (outcome, answered)


@pytest.mark.parametrize(
    ("asked", "supplied", "due"),
    [
        # Asked and answered on one day: nothing is left out.
        (day(4, 2), day(4, 2), day(4, 30)),
        # One working day is left out, and the holiday after it moves the end behind 劳动节.
        (day(4, 2), day(4, 3), day(5, 6)),
        # A pause over 清明 leaves out its working days alone: 2 and 3 April.
        (day(4, 2), day(4, 7), day(5, 7)),
        # The weekend before the answer adds nothing.
        (day(4, 9), day(4, 10), day(5, 6)),
        (day(4, 10), day(4, 13), day(5, 6)),
        # A pause over the whole of 劳动节, with the worked 9 May.
        (day(4, 29), day(5, 12), day(5, 13)),
    ],
)
def test_only_working_days_of_the_pause_are_given_back(
    cast: Cast, shown: Publication, asked: date, supplied: date, due: date
) -> None:
    row, _receipt = correction(shown)
    corrections.accept(row, by=cast.publisher)
    corrections.ask(row, by=cast.publisher, on=asked, asked="请补充决定书第三页。")
    assert on_clock(row).suspended_on == asked
    corrections.supply(row, on=supplied, text="见附页。")
    assert (on_clock(row).suspended_on, on_clock(row).due_on) == (None, due)


def test_a_refusal_while_the_applicant_is_asked_ends_the_pause_too(
    cast: Cast, shown: Publication
) -> None:
    row, _receipt = correction(shown)
    corrections.ask(row, by=cast.publisher, on=day(4, 28), asked="请补充。")
    corrections.refuse(row, by=cast.publisher, on=day(6, 30), answer="逾期未补充，不予更正。")
    clock = on_clock(row)
    assert (clock.suspended_on, clock.outcome) == (None, "met")
    assert clock.due_on >= day(6, 30)


def test_nobody_is_asked_for_more_before_the_request_came(cast: Cast, shown: Publication) -> None:
    row, _receipt = correction(shown)
    with pytest.raises(RuleError, match="不能早于"):
        corrections.ask(row, by=cast.publisher, on=day(3, 31), asked="请补充。")
    row.refresh_from_db()
    assert (row.status, row.asked, on_clock(row).suspended_on) == ("received", "", None)


@pytest.mark.parametrize(
    ("again", "target", "outer"),
    [
        (day(4, 30), day(5, 11), day(6, 1)),
        (day(9, 29), day(10, 12), day(11, 2)),
        (day(12, 18), day(12, 25), date(2027, 1, 18)),
    ],
)
def test_a_second_look_has_a_clock_and_a_target_of_its_own(
    cast: Cast, shown: Publication, again: date, target: date, outer: date
) -> None:
    row, _receipt = correction(shown)
    corrections.refuse(row, by=cast.publisher, on=day(6, 30), answer=ANSWER)
    corrections.reopen(row, on=again, text="第三页写明1000元。")
    assert (corrections.target(row), on_clock(row).due_on) == (target, outer)
    ended = [clock.outcome for clock in deadlines.for_subject("correction", str(row.pk))]
    # The late first answer stays late.
    assert sorted(ended) == ["late", "open"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    received=st.dates(date(2025, 4, 1), date(2026, 11, 30)),
    wait=st.integers(0, 40),
    pause=st.integers(0, 40),
)
def test_the_agency_has_twenty_working_days_however_long_it_waits(
    shown: Publication, received: date, wait: int, pause: int
) -> None:
    book = calendar.load(shown.agency.rules().region)
    asked = date.fromordinal(received.toordinal() + wait)
    supplied = date.fromordinal(asked.toordinal() + pause)
    row, _receipt = correction(shown, on=received)
    deadlines.suspend("correction", str(row.pk), on=asked, reason="待补充")
    deadlines.resume("correction", str(row.pk), on=supplied)
    due = on_clock(row).due_on
    assert is_workday(book, due)
    given = workdays_between(book, received, due)
    before = date.fromordinal(asked.toordinal() - 1)
    kept = max(before, received)
    left_out = (
        workdays_between(book, kept, date.fromordinal(supplied.toordinal() - 1))
        if (supplied > asked and supplied.toordinal() - 1 >= kept.toordinal())
        else 0
    )
    # A pause that begins after the end takes nothing back from what was due before it.
    if asked <= due:
        assert given - left_out == 20
    else:
        assert given == 20


# --------------------------------------------------------------------------------- complaints
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2025, 12, 26), date(2026, 1, 5)),
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 4, 30), date(2026, 5, 11)),
        (date(2026, 6, 18), date(2026, 6, 26)),
        (date(2026, 9, 29), date(2026, 10, 12)),
        (date(2026, 12, 18), date(2026, 12, 25)),
    ],
)
@pytest.mark.parametrize("profile", [NATIONAL, POLICE])
def test_whether_to_accept_is_decided_in_five_working_days(
    cast: Cast, profile: str, received: date, due: date
) -> None:
    row, _receipt = complaint(unit_of(cast, profile), on=received)
    assert (complaint_clock(row).key, complaint_clock(row).due_on) == ("complaint.accept", due)


@pytest.mark.parametrize(
    ("profile", "accepted", "due"),
    [
        # Days: a last day on a holiday or a weekend moves to the next working day.
        (NATIONAL, date(2025, 12, 26), date(2026, 1, 26)),
        (NATIONAL, date(2026, 2, 12), date(2026, 3, 16)),
        (NATIONAL, date(2026, 6, 18), date(2026, 7, 20)),
        (NATIONAL, date(2026, 9, 29), date(2026, 10, 29)),
        (NATIONAL, date(2026, 11, 20), date(2026, 12, 21)),
        (NATIONAL, date(2026, 12, 18), date(2027, 1, 18)),
        # 山西: working days.
        (POLICE, date(2025, 12, 26), date(2026, 2, 9)),
        (POLICE, date(2026, 2, 12), date(2026, 4, 1)),
        (POLICE, date(2026, 4, 30), date(2026, 6, 15)),
        (POLICE, date(2026, 9, 18), date(2026, 11, 5)),
        (POLICE, date(2026, 9, 29), date(2026, 11, 16)),
    ],
)
def test_the_answer_has_the_days_of_the_unit_s_own_rules(
    cast: Cast, profile: str, accepted: date, due: date
) -> None:
    row, _receipt = complaint(unit_of(cast, profile), on=accepted)
    complaints.accept(row, by=cast.supervisor, on=accepted)
    assert (complaint_clock(row).key, complaint_clock(row).due_on) == ("complaint.decide", due)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        # Fifty days from the start, not twenty from a day that had moved.
        (date(2025, 12, 26), date(2026, 2, 14)),
        (date(2025, 12, 31), date(2026, 2, 24)),
        (date(2026, 2, 12), date(2026, 4, 3)),
        (date(2026, 2, 13), date(2026, 4, 7)),
        (date(2026, 6, 18), date(2026, 8, 7)),
        (date(2026, 9, 18), date(2026, 11, 9)),
    ],
)
def test_an_extension_counts_on_from_the_first_day(cast: Cast, accepted: date, due: date) -> None:
    row, _receipt = complaint(cast.bureau, on=accepted)
    complaints.accept(row, by=cast.supervisor, on=accepted)
    complaints.extend(row, by=cast.supervisor, on=accepted, reason="需要鉴定。")
    assert complaint_clock(row).due_on == due


@pytest.mark.parametrize(
    ("asked", "words"), [(day(5, 8), ""), (day(5, 9), "期限已满"), (day(5, 11), "期限已满")]
)
def test_time_is_asked_for_on_the_last_day_and_not_after_it(
    cast: Cast, asked: date, words: str
) -> None:
    row, _receipt = complaint(cast.bureau)
    complaints.accept(row, by=cast.supervisor, on=day(4, 8))
    assert complaint_clock(row).due_on == day(5, 8)
    if not words:
        complaints.extend(row, by=cast.supervisor, on=asked, reason="需要鉴定。")
        assert complaint_clock(row).due_on == day(5, 28)
        return
    with pytest.raises(RuleError, match=words):
        complaints.extend(row, by=cast.supervisor, on=asked, reason="需要鉴定。")
    assert complaint_clock(row).due_on == day(5, 8)


@pytest.mark.parametrize(
    ("accepted", "first"),
    [(day(4, 9), "met"), (day(4, 10), "late"), (day(4, 13), "late")],
)
def test_a_late_acceptance_is_late_and_the_answer_has_its_full_time(
    cast: Cast, accepted: date, first: str
) -> None:
    row, _receipt = complaint(cast.bureau)
    complaints.accept(row, by=cast.supervisor, on=accepted)
    clocks = {clock.key: clock for clock in deadlines.for_subject("complaint", str(row.pk))}
    assert clocks["complaint.accept"].outcome == first
    assert clocks["complaint.decide"].start_on == accepted
    complaints.answer(row, by=cast.supervisor, on=accepted, answer="已责令改正。")
    clocks = {clock.key: clock for clock in deadlines.for_subject("complaint", str(row.pk))}
    assert clocks["complaint.accept"].outcome == first
    assert clocks["complaint.decide"].outcome == "met"


def test_a_change_of_rules_does_not_move_who_handles_what_came_before(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    Agency.objects.filter(pk=cast.bureau.pk).update(profile=POLICE)
    later, _receipt = complaint(Agency.objects.get(pk=cast.bureau.pk), statement="又一次。")
    assert (row.handled_by, later.handled_by) == ("supervisor", "legal_unit")
    found = Complaint.objects.visible_to(cast.reviewer)
    assert set(found) == {later}


def test_an_ended_complaint_has_no_clock_that_runs(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    complaints.decline(
        row, by=cast.supervisor, on=day(4, 2), channel="market", answer="属消费纠纷。"
    )
    acts: list[Callable[[], object]] = [
        lambda: complaints.extend(row, by=cast.supervisor, on=day(4, 2), reason="复杂。"),
        lambda: complaints.answer(row, by=cast.supervisor, on=day(4, 2), answer="又查了。"),
        lambda: complaints.accept(row, by=cast.supervisor, on=day(4, 2)),
    ]
    for act in acts:
        with pytest.raises(StaleError):
            act()
    clocks = deadlines.for_subject("complaint", str(row.pk))
    assert [(clock.key, clock.outcome) for clock in clocks] == [("complaint.accept", "met")]


# --------------------------------------------------------------------------------- laundering
@pytest.mark.parametrize("act", ["answer", "decline", "extend", "refuse", "again"])
def test_nothing_is_answered_before_it_came(cast: Cast, shown: Publication, act: str) -> None:
    """A day before the request would make every late answer one in time."""
    row, _receipt = complaint(cast.bureau)
    wish, _receipt = correction(shown)
    early = day(3, 31)
    if act in ("answer", "extend"):
        complaints.accept(row, by=cast.supervisor, on=day(4, 8))
        early = day(4, 7)
    if act == "again":
        corrections.refuse(wish, by=cast.publisher, on=day(4, 3), answer=ANSWER)
        corrections.reopen(wish, on=day(4, 20), text="不服。")
        early = day(4, 19)
    by = cast.supervisor
    acts: dict[str, Callable[[], object]] = {
        "answer": lambda: complaints.answer(row, by=by, on=early, answer="已查。"),
        "decline": lambda: complaints.decline(
            row, by=by, on=early, channel="none", answer="无线索。"
        ),
        "extend": lambda: complaints.extend(row, by=by, on=early, reason="复杂。"),
        "refuse": lambda: corrections.refuse(wish, by=cast.publisher, on=early, answer=ANSWER),
        "again": lambda: corrections.refuse(wish, by=cast.publisher2, on=early, answer=ANSWER),
    }
    with pytest.raises(RuleError, match="不能早于"):
        acts[act]()
