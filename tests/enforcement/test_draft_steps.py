"""A told draft: each thing the law puts before the decision is the next step in its turn."""

import pytest

from enforcement import timeline
from enforcement.models import Decision, Notice
from enforcement.services import decisions, notices
from tests import gauges, hearings
from tests.base import Cast, day
from tests.enforcement.dossier import draft, tell

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TOLD, ASKED = day(3, 9), day(3, 10)
HEAVY = 5_000_000


def told(cast: Cast) -> Notice:
    return tell(draft(cast.bureau, fine_cents=HEAVY), on=TOLD)


def step(decision: Decision, cast: Cast, who: str = "officer1") -> timeline.NextStep:
    return timeline.next_step(decision.case, cast.people[who], day(3, 17))


def test_a_defence_is_answered_before_the_review(cast: Cast) -> None:
    notice = told(cast)
    defence = notices.defend(notice, by=cast.officer1, on=ASKED, text="请求从轻处罚。")

    found = step(notice.decision, cast)
    assert (found.label, found.url_name, found.target, found.mine) == (
        "复核陈述申辩",
        "defence-answer",
        str(defence.pk),
        True,
    )

    notices.answer(
        defence, by=cast.officer1, on=day(3, 11), adopted=False, reasons="无法定从轻情节。"
    )
    assert step(notice.decision, cast).url_name == "case-review"
    past = {moment["title"]: moment["when"] for moment in timeline.moments(notice.case)}
    assert (past["陈述申辩"], past["复核陈述申辩"]) == (ASKED, day(3, 11))


def test_a_hearing_that_was_asked_for_is_set_held_and_reported_before_the_review(
    cast: Cast,
) -> None:
    notice = hearings.ask(told(cast), on=ASKED)
    row = notice.decision
    waiting = step(row, cast, "unithead")
    assert (waiting.label, waiting.actor, waiting.mine) == ("通知听证", "承办机构负责人", True)
    assert not step(row, cast).mine

    hearing = hearings.schedule(notice)
    coming = step(row, cast, "reviewer")
    assert (coming.label, coming.until, coming.mine) == ("举行听证", hearing.scheduled_on, True)

    held = hearings.hold(hearing)
    assert (step(row, cast).label, step(row, cast).until) == ("提交听证报告", None)

    hearings.close(held)
    later = timeline.next_step(row.case, cast.officer1, day(4, 1))
    assert later.label == "在草案中写明听证笔录"
    past = {moment["title"]: moment["when"] for moment in timeline.moments(row.case)}
    assert (past["申请听证"], past["举行听证"]) == (ASKED, held.held_on)


def test_a_paper_without_its_elements_is_filled_before_the_review(cast: Cast) -> None:
    row = told(cast).decision
    decisions.edit(row, by=cast.officer1, content={"evidence": ""})

    found = step(row, cast)
    assert (found.label, found.url_name) == ("补充决定书内容", "decision-draft")


def test_a_told_and_reviewed_draft_waits_for_the_windows_of_the_party(cast: Cast) -> None:
    notice = tell(draft(cast.bureau, fine_cents=HEAVY), on=day(3, 16))
    row = notice.decision
    decisions.clear(row, version=decisions.freeze(row, by=cast.officer1), by=cast.officer1)
    row.refresh_from_db()

    found = step(row, cast)
    assert (found.label, found.actor, found.mine) == (
        "等待陈述申辩、听证申请期限届满",
        "当事人",
        False,
    )
    assert found.until == max(notice.defence_until, notice.hearing_until or TOLD)


def test_a_benchmark_is_applied_before_the_notice_tells_its_result(cast: Cast) -> None:
    gauges.benchmark(cast.bureau)
    row = draft(cast.bureau)

    found = step(row, cast)
    assert (found.label, found.url_name, found.mine) == (
        "适用裁量基准和法定情节",
        "decision-weigh",
        True,
    )


def test_leaving_the_tier_goes_to_the_head_before_the_notice(cast: Cast) -> None:
    row = gauges.weigh(
        draft(cast.bureau),
        gauges.benchmark(cast.bureau),
        "heavier",
        departure="多次违法，按从轻阶次难以过罚相当。",
    )

    found = step(row, cast, "head")
    assert (found.label, found.url_name, found.mine) == (
        "批准偏离裁量基准",
        "departure-approve",
        True,
    )
    assert not step(row, cast).mine
