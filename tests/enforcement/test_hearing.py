"""The right to a hearing: when it must be offered, asked for, held; and the clock meanwhile."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import RuleError
from enforcement.models import Notice
from enforcement.services import decisions, notices
from tests import factories, hearings
from tests.base import Cast, day
from tests.enforcement.dossier import again, audited, clock, codes, draft, lead, reviewed, tell

pytestmark = pytest.mark.django_db
TOLD = day(11, 20)
ON = day(12, 1)
FIVE_THOUSAND, FIFTY_THOUSAND = 500_000, 5_000_000


def required(profile: str, party: str, **content: Any) -> bool:
    agency = factories.agency(profile=profile)
    row = draft(agency, of=factories.party(agency, party), **content)
    return bool(notices.hearing_required(row, factories.DECIDED))


@pytest.mark.parametrize(
    ("profile", "party", "cents", "offered"),
    [
        ("sanmenxia_gov", "person", 500_000, True),
        ("sanmenxia_gov", "person", 499_999, False),
        ("sanmenxia_gov", "sole_trader", 500_000, True),
        ("sanmenxia_gov", "org", 5_000_000, True),
        ("sanmenxia_gov", "org", 4_999_999, False),
        ("datong_commerce", "person", 1_000_000, True),
        ("datong_commerce", "person", 999_999, False),
        ("datong_commerce", "org", 10_000_000, True),
        ("datong_commerce", "org", 9_999_999, False),
        ("changzhi_police", "person", 200_000, True),
        ("changzhi_police", "person", 199_999, False),
        ("changzhi_police", "org", 1_000_000, True),
        ("changzhi_police", "org", 999_999, False),
        ("lingchuan_civil", "person", 500_000, True),
        ("lingchuan_civil", "person", 499_999, False),
        ("xinshi_urban", "org", 5_000_000, True),
        ("xinshi_urban", "org", 4_999_999, False),
    ],
)
def test_the_amount_that_calls_for_a_hearing(
    profile: str, party: str, cents: int, offered: bool
) -> None:
    assert required(profile, party, fine_cents=cents) is offered


@pytest.mark.parametrize("cents", [399_999, 400_000])
def test_public_security_has_its_own_amount(cents: int) -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    row = draft(police, of=factories.party(police, "person"), fine_cents=cents)

    assert row.case.sealed
    assert bool(notices.hearing_required(row, factories.DECIDED)) is (cents == 400_000)


@pytest.mark.parametrize(("cents", "offered"), [(5_000_000, True), (4_999_999, False)])
def test_confiscation_counts_at_the_same_value_but_not_added_to_the_fine(
    cents: int, offered: bool
) -> None:
    kinds = ["fine", "confiscate_income"]

    found = required(
        "sanmenxia_gov",
        "org",
        confiscated_cents=cents,
        fine_cents=4_999_999,
        penalty_kinds=kinds,
    )

    assert found is offered


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        ("warning", False),
        ("criticism", False),
        ("suspend_licence", False),
        ("lower_grade", True),
        ("stop_business", True),
        ("close_down", True),
        ("restrict_practice", True),
        ("revoke_licence", True),
    ],
)
def test_some_kinds_call_for_a_hearing_whatever_the_amount(kind: str, offered: bool) -> None:
    assert required("sanmenxia_gov", "org", penalty_kinds=[kind], fine_cents=0) is offered


@pytest.mark.parametrize(
    ("on", "cents", "offered"),
    [
        (date(2021, 11, 30), 500_000, True),
        (date(2021, 12, 1), 500_000, True),
        (date(2021, 12, 1), 499_999, False),
    ],
)
def test_the_amount_is_that_in_force_on_the_day(on: date, cents: int, offered: bool) -> None:
    agency = factories.agency()
    row = draft(agency, of=factories.party(agency, "person"), fine_cents=cents)

    assert bool(notices.hearing_required(row, on)) is offered


# ------------------------------------------------------------------------------- asking for it
@pytest.fixture
def told(cast: Cast) -> Notice:
    """A large fine, told with the right to a hearing on 2026-11-20."""
    return tell(draft(cast.bureau, on=ON, fine_cents=FIFTY_THOUSAND), on=TOLD)


def request(notice: Notice, on: date) -> Notice:
    return notices.request_hearing(notice, by=lead(notice.case), on=on)


def close(notice: Notice, on: date) -> Notice:
    hearings.hear(notice, on=on)
    return Notice.objects.get(pk=notice.pk)


@pytest.mark.parametrize("on", [TOLD, day(11, 27)])
def test_a_hearing_is_asked_for_within_five_working_days(told: Notice, on: date) -> None:
    assert request(told, on).hearing_requested_on == on
    assert audited(told, "notice.hearing_request")


@pytest.mark.parametrize("on", [day(11, 19), day(11, 28), day(11, 30)])
def test_outside_the_window_the_request_is_refused(told: Notice, on: date) -> None:
    with pytest.raises(RuleError, match="截止2026-11-27") as caught:
        request(told, on)
    assert (caught.value.field, caught.value.article) == ("on", "行政处罚法第六十四条")


def test_without_the_offer_there_is_nothing_to_ask_for(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, on=ON), on=TOLD)

    with pytest.raises(RuleError, match="不在听证申请期限内（截止—）"):
        request(notice, TOLD)


def test_a_request_and_an_end_are_recorded_once(told: Notice) -> None:
    request(told, TOLD)
    with pytest.raises(RuleError, match="已记录听证申请"):
        request(told, day(11, 23))
    close(told, day(12, 2))
    with pytest.raises(RuleError, match="已记录听证结束"):
        notices.close_hearing(told, by=lead(told.case), on=day(12, 3))


def test_a_hearing_that_was_not_held_does_not_end(told: Notice) -> None:
    request(told, day(11, 24))
    for prepare in (lambda: None, lambda: hearings.hold(hearings.schedule(told))):
        prepare()
        with pytest.raises(RuleError, match="没有举行或者没有依法终止") as caught:
            notices.close_hearing(told, by=lead(told.case), on=day(12, 2))
        assert "第六十五条" in caught.value.article


def test_only_a_handler_records_the_hearing(cast: Cast, told: Notice) -> None:
    for person in (cast.head, cast.outsider):
        with pytest.raises(RuleError, match="只有本案承办人员"):
            notices.request_hearing(told, by=person, on=TOLD)


# ------------------------------------------------------------------------------- the gate
def test_the_window_keeps_the_gate_closed_to_its_last_day(cast: Cast, told: Notice) -> None:
    decision = reviewed(told.decision, on=TOLD)

    assert codes(decision, day(11, 27)) == ["defence", "hearing"]
    with pytest.raises(RuleError) as caught:
        decisions.issue(decision, by=cast.head, on=day(11, 27))
    assert caught.value.extra == ["听证申请期限至2026-11-27届满，期限内不得作出决定。"]

    assert decisions.issue(decision, by=cast.head, on=day(11, 28)).issued_on == day(11, 28)


def test_a_waiver_of_both_rights_opens_it_earlier(told: Notice) -> None:
    decision = reviewed(told.decision, on=TOLD)
    notices.waive(told, by=lead(told.case), on=day(11, 23), note="书面声明放弃听证。")

    assert codes(decision, day(11, 23)) == []


def test_a_defence_alone_does_not_end_the_window_of_the_hearing(told: Notice) -> None:
    decision = reviewed(told.decision, on=TOLD)
    row = notices.defend(told, by=lead(told.case), on=day(11, 23), text="请求从轻。")
    notices.answer(row, by=lead(told.case), on=day(11, 23), adopted=False, reasons="不成立。")

    assert codes(decision, day(11, 24)) == ["hearing"]


def test_a_request_keeps_the_gate_closed_until_the_hearing_is_over(told: Notice) -> None:
    reviewed(told.decision, on=TOLD)
    request(told, TOLD)
    notices.waive(told, by=lead(told.case), on=TOLD, note="改变主意。")
    assert codes(told.decision, day(12, 31)) == ["review", "hearing"]

    close(told, day(12, 2))

    assert codes(told.decision, day(12, 1)) == ["hearing_record", "review", "hearing"]
    assert codes(told.decision, day(12, 2)) == ["hearing_record", "review"]
    assert audited(told, "notice.hearing_close")


def test_what_review_passed_before_the_hearing_no_longer_counts(cast: Cast, told: Notice) -> None:
    decision = reviewed(told.decision, on=TOLD)
    assert decision.clearance is not None
    request(told, TOLD)
    close(told, day(12, 2))

    kept = again(decision)
    assert (kept.clearance, kept.review_required) == (None, True)

    named = {"evidence": "现场检查笔录、听证笔录。"}
    decisions.edit(decision, by=lead(told.case), content=named)
    reviewed(decision, on=day(12, 3))
    made = decisions.issue(decision, by=cast.head, on=day(12, 4))
    assert made.status == "issued"


def test_a_draft_grown_beyond_its_notice_calls_for_the_offer(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, on=ON), on=TOLD)
    decisions.edit(notice.decision, by=cast.officer1, content={"fine_cents": FIFTY_THOUSAND})

    assert codes(notice.decision, day(12, 1)) == ["review", "above_notice", "hearing"]


# ------------------------------------------------------------------------------- the clock
def test_the_time_to_decide_stands_still_during_the_hearing(told: Notice) -> None:
    before = clock(told.case, "case").due_on
    request(told, day(11, 23))
    assert clock(told.case, "case").suspended_on == day(11, 23)

    close(told, day(12, 2))

    after = clock(told.case, "case")
    assert after.suspended_on is None
    # 2026-11-23 up to and including 2026-12-02 are ten days.
    assert after.suspensions == [{"start": "2026-11-23", "end": "2026-12-02", "reason": "听证"}]
    assert after.due_on >= before + timedelta(days=10)
