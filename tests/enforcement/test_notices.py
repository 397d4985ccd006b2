"""The notice before a penalty: its windows, what it binds, and when it may be replaced."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from enforcement.models import Decision, Notice
from enforcement.services import decisions, notices
from tests import factories, hearings
from tests.base import Cast, day
from tests.contents import PENALTY
from tests.enforcement.dossier import ON, again, audited, clock, codes, draft, head, lead, tell

pytestmark = pytest.mark.django_db
TOLD = day(11, 20)
LATE = day(12, 1)


def edit(decision: Decision, **content: object) -> Decision:
    decisions.edit(decision, by=lead(decision.case), content=content)
    return again(decision)


def defended(decision: Decision, notice: Notice) -> None:
    row = notices.defend(notice, by=lead(decision.case), on=notice.served_on, text="请求从轻。")
    notices.answer(
        row, by=lead(decision.case), on=notice.served_on, adopted=False, reasons="理由不成立。"
    )


def test_the_windows_are_five_working_days_from_service(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE, fine_cents=5_000_000)

    notice = tell(row, on=TOLD)

    assert (notice.defence_until, notice.hearing_until) == (day(11, 27), day(11, 27))
    assert clock(notice, "notice", notices.HEARING).due_on == day(11, 27)
    assert clock(notice, "notice", notices.DEFENCE).due_on == day(11, 27)
    assert audited(notice, "notice.serve")


def test_a_notice_keeps_what_was_told(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE, confiscated_cents=9_600, penalty_kinds=["fine", "warning"])

    notice = tell(row, on=TOLD)
    edit(row, fine_cents=1, facts="另一个事实")

    kept = Notice.objects.get(pk=notice.pk)
    assert (kept.fine_cents, kept.confiscated_cents) == (200_000, 9_600)
    assert kept.penalty_kinds == ["fine", "warning"]
    assert kept.facts == PENALTY["facts"]


def test_without_a_hearing_only_the_defence_runs(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, on=LATE), on=TOLD)

    assert notice.hearing_until is None
    assert clock(notice, "notice").key == notices.DEFENCE


def test_a_hearing_may_be_offered_though_it_need_not(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, on=LATE), on=TOLD, offered=True)

    assert notice.hearing_until == day(11, 27)


def test_a_hearing_that_must_be_offered_is_not_left_out(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE, fine_cents=5_000_000)

    with pytest.raises(RuleError, match="应当告知听证权利：较大数额罚款") as caught:
        tell(row, on=TOLD, offered=False)
    assert (caught.value.field, caught.value.article) == ("hearing_offered", "行政处罚法第六十三条")
    assert notices.current(row) is None


def test_the_notice_does_not_come_before_the_filing(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE)
    filed = row.case.filed_on
    assert filed is not None

    with pytest.raises(RuleError, match="不能早于立案日期"):
        tell(row, on=date(2026, 1, 5))
    assert tell(row, on=filed).served_on == filed


def test_only_a_handler_serves_the_notice(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE)
    for person in (cast.head, cast.reviewer, cast.outsider):
        with pytest.raises(RuleError, match="只有本案承办人员"):
            notices.notify(row, by=person, on=TOLD, hearing_offered=False)


def test_what_is_made_can_no_longer_be_told(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple")
    decisions.issue(row, by=cast.officer1, on=ON)

    with pytest.raises(RuleError, match="决定已经作出"):
        tell(row, on=ON)


# ------------------------------------------------------------------------------- telling again
def test_a_new_notice_replaces_the_old_and_stops_its_clocks(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE)
    first = tell(row, on=TOLD)
    edit(row, fine_cents=300_000)

    second = tell(row, on=day(11, 23))

    assert notices.current(row) == second
    assert Notice.objects.get(pk=first.pk).superseded
    assert clock(first, "notice").outcome == "void"
    assert clock(second, "notice").outcome == "open"
    assert second.defence_until == day(11, 30)


def test_the_new_notice_is_not_earlier_than_the_old(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE)
    tell(row, on=TOLD)

    with pytest.raises(RuleError, match="不能早于上次告知日期"):
        tell(row, on=day(11, 23).replace(day=19))
    assert tell(row, on=TOLD).served_on == TOLD


def test_a_defence_never_makes_the_penalty_heavier(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE)
    defended(row, tell(row, on=TOLD))
    for heavier in (
        {"fine_cents": 200_001},
        {"fine_cents": 200_000, "confiscated_cents": 1},
        {"confiscated_cents": 0, "penalty_kinds": ["fine", "warning"]},
    ):
        row = edit(row, **heavier)
        with pytest.raises(RuleError, match="不得因当事人陈述、申辩而给予更重的处罚") as caught:
            tell(row, on=day(11, 23))
        assert "第四十五条" in caught.value.article


def test_after_a_defence_a_lighter_penalty_or_new_facts_may_be_told(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE)
    defended(row, tell(row, on=TOLD))
    lighter = edit(row, fine_cents=100_000)
    defended(lighter, tell(lighter, on=day(11, 23)))

    other = edit(row, fine_cents=900_000, facts="另查明，当事人此前已被处罚一次。")

    assert tell(other, on=day(11, 24)).fine_cents == 900_000


def test_a_pending_hearing_is_not_told_away(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE, fine_cents=5_000_000)
    notice = tell(row, on=TOLD)
    notices.request_hearing(notice, by=cast.officer1, on=TOLD)
    edit(row, fine_cents=100_000)

    with pytest.raises(RuleError, match="听证结束前不能重新告知"):
        tell(row, on=day(11, 23))

    hearings.hear(notice, on=day(12, 3))
    assert tell(row, on=day(12, 3)).fine_cents == 100_000


def test_a_replaced_notice_takes_nothing_more(cast: Cast) -> None:
    row = draft(cast.bureau, on=LATE)
    first = tell(row, on=TOLD, offered=True)
    tell(row, on=TOLD)
    by = cast.officer1

    for act in (
        lambda: notices.defend(first, by=by, on=TOLD, text="请求从轻。"),
        lambda: notices.waive(first, by=by, on=TOLD, note="书面声明。"),
        lambda: notices.request_hearing(first, by=by, on=TOLD),
        lambda: notices.close_hearing(first, by=by, on=TOLD),
    ):
        with pytest.raises(RuleError, match="已被重新告知取代"):
            act()


def test_the_clocks_of_the_party_stop_when_the_decision_is_made(cast: Cast) -> None:
    row = factories.reviewed(cast.bureau)
    notice = notices.current(row)
    assert notice is not None
    assert clock(notice, "notice").outcome == "open"

    decisions.issue(row, by=head(cast.bureau), on=ON)

    assert clock(notice, "notice").outcome == "void"
    assert clock(row.case, "case").outcome == "met"


@pytest.mark.parametrize(
    ("content", "closed"),
    [
        ({}, False),
        ({"fine_cents": 200_000}, False),
        ({"fine_cents": 199_999}, False),
        ({"fine_cents": 200_001}, True),
        ({"confiscated_cents": 1, "penalty_kinds": ["fine", "confiscate_goods"]}, True),
        ({"penalty_kinds": ["fine", "warning"]}, True),
        ({"penalty_kinds": ["warning"], "fine_cents": 0}, True),
        ({"facts": "另一个事实"}, True),
        ({"basis": "《城市道路管理条例》第一条"}, True),
        ({"facts": f"  {PENALTY['facts']}\n"}, False),
        ({"discretion": "从轻处罚。", "performance": "十五日内缴纳。"}, False),
    ],
)
def test_the_decision_does_not_go_beyond_what_was_told(
    cast: Cast, content: dict[str, object], closed: bool
) -> None:
    row = draft(cast.bureau, on=LATE)
    notices.waive(tell(row, on=TOLD), by=cast.officer1, on=TOLD, note="书面声明。")

    edit(row, **content)

    assert ("above_notice" in codes(row, LATE)) is closed


def test_a_stranger_has_no_way_to_a_notice(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, on=LATE), on=TOLD)
    with pytest.raises(RuleError, match="只有本案承办人员"):
        notices.waive(notice, by=cast.outsider, on=TOLD, note="书面声明。")
    with pytest.raises(PermissionDenied):
        decisions.edit(notice.decision, by=cast.head, content={"facts": "x"})
