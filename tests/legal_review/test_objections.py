"""异议: raised against the last return, negotiated, discussed by the heads; only their resolution
on exactly the returned draft opens the gate in place of a pass."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from core.errors import RuleError, StaleError
from enforcement.models import Decision, Discussion
from enforcement.services import decisions
from enforcement.services.discussions import Voice
from legal_review.models import Review, ReviewObjection
from recording.models import Document
from recording.services import documents, issuance
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again, audited, codes
from tests.legal_review import loops
from tests.legal_review.loops import ON, RETURNED, TALK, TALKED, voices
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.notified(cast.bureau)


@pytest.fixture
def review(decision: Decision) -> Review:
    return loops.returned(decision)


def refused(act: Callable[[], object], words: str, field: str = "") -> RuleError:
    with pytest.raises(RuleError, match=words) as caught:
        act()
    assert caught.value.field == field
    assert caught.value.article
    assert caught.value.remedy
    return caught.value


def issued(decision: Decision, cast: Cast, *, on: Any = ON) -> Decision:
    return issuance.issue(again(decision), by=cast.head, on=on)


# ------------------------------------------------------------------------------- the whole way
def test_the_resolution_of_the_heads_opens_the_gate(cast: Cast, decision: Decision) -> None:
    assert "review" in codes(decision, ON)

    objection = loops.upheld(decision)

    assert objection.status == "upheld"
    assert again(decision).clearance == objection.review.version
    assert "review" not in codes(decision, ON)
    assert issued(decision, cast).status == "issued"
    assert Review.objects.get().status == "returned", "the opinion stays what it was"


@pytest.mark.parametrize("step", ["returned", "objected", "negotiated", "called"])
def test_nothing_before_the_resolution_opens_it(cast: Cast, decision: Decision, step: str) -> None:
    row: Any = loops.returned(decision)
    for act in ("objected", "negotiated", "called"):
        if step == "returned":
            break
        row = getattr(loops, act)(row)
        if act == step:
            break

    assert again(decision).clearance is None
    with pytest.raises(RuleError, match="法制审核"):
        issued(decision, cast)


def test_every_step_is_logged_and_leaves_its_paper(cast: Cast, decision: Decision) -> None:
    objection = loops.upheld(decision)

    for action in ("review.object", "review.call_discussion", "reviewobjection.fail"):
        assert audited(objection, action), action
    assert audited(objection, "reviewobjection.uphold")
    talk = Document.objects.get(kind="review_negotiation")
    said = str(documents.plain_context(talk))
    for words in (TALK.unit_view, TALK.review_view, TALK.outcome, objection.grounds):
        assert words in said
    record = Document.objects.get(kind="collective_record")
    assert "表决：同意" in str(documents.plain_context(record))
    assert objection.review.version.sha256 in str(documents.plain_context(record))


def test_what_was_settled_goes_no_further(cast: Cast, review: Review) -> None:
    settled = loops.negotiated(loops.objected(review), agreed=True)

    assert settled.status == "settled"
    refused(lambda: loops.called(settled), "协商未达成一致")
    with pytest.raises(StaleError):
        loops.negotiated(settled)


@pytest.mark.parametrize("result", ["changed", "returned"])
def test_heads_who_do_not_agree_leave_the_gate_shut(
    cast: Cast, decision: Decision, result: str
) -> None:
    row = loops.resolved(loops.waiting(decision), result=result)

    assert row.status == "rejected"
    assert again(decision).clearance is None
    assert "review" in codes(decision, ON)
    second = factories.submit(again(decision), on=TALKED)
    assert (second.round, second.status) == (2, "open")


# ------------------------------------------------------------------------------- what voids it
def test_an_edit_takes_the_resolution_away(cast: Cast, decision: Decision) -> None:
    loops.upheld(decision)

    decisions.edit(again(decision), by=cast.officer1, content={"result": "罚款人民币1000元。"})

    assert again(decision).clearance is None
    assert "review" in codes(decision, ON)


def test_a_new_notice_takes_the_resolution_away(cast: Cast, decision: Decision) -> None:
    loops.upheld(decision)

    factories.notify(again(decision), on=TALKED, waived_on=TALKED)

    assert again(decision).clearance is None
    assert audited(decision, "decision.void_clearance")


def test_a_new_round_takes_the_resolution_away(cast: Cast, decision: Decision) -> None:
    loops.upheld(decision)

    factories.submit(again(decision), on=ON)

    assert again(decision).clearance is None


def test_a_draft_changed_before_the_discussion_has_nothing_to_discuss(
    cast: Cast, decision: Decision
) -> None:
    waits = loops.waiting(decision)
    talked = ReviewObjection.objects.get(pk=waits.pk)
    decisions.edit(again(decision), by=cast.officer1, content={"facts": "另一事实。"})

    refused(lambda: loops.resolved(talked), "草案已经修改")
    assert Discussion.objects.get().status == "called"


# ------------------------------------------------------------------------------- raising it
def test_only_a_handler_objects(cast: Cast, review: Review) -> None:
    refused(lambda: loops.objected(review, by=cast.unithead), "只有本案承办人员")
    for who in (cast.reviewer, cast.head, cast.publisher):
        with pytest.raises(PermissionDenied):
            loops.objected(review, by=who)


@pytest.mark.parametrize("grounds", ["", " \n"])
def test_an_objection_has_grounds(review: Review, grounds: str) -> None:
    refused(lambda: loops.objected(review, grounds=grounds), "应当说明理由", "grounds")


def test_an_objection_is_not_dated_before_the_opinion(review: Review) -> None:
    early = RETURNED - timedelta(days=1)
    refused(lambda: loops.objected(review, on=early), "不能早于审核日期", "on")
    assert loops.objected(review, on=RETURNED).raised_on == RETURNED


def test_an_opinion_is_objected_to_once(review: Review) -> None:
    loops.objected(review)
    refused(lambda: loops.objected(review), "已对该审核意见提出异议")


@pytest.mark.parametrize("state", ["open", "passed", "withdrawn"])
def test_only_a_return_is_objected_to(cast: Cast, decision: Decision, state: str) -> None:
    row = factories.submit(decision, on=loops.DAYS.submitted)
    if state == "passed":
        row = factories.approve(row, on=RETURNED)
    elif state == "withdrawn":
        Review.objects.filter(pk=row.pk).update(status="withdrawn")

    refused(lambda: loops.objected(row), "最近一次存在问题的审核意见")


def test_an_older_return_is_no_longer_objected_to(cast: Cast, decision: Decision) -> None:
    first = loops.returned(decision)
    second = loops.returned(again(decision), sent=RETURNED, on=RETURNED)

    refused(lambda: loops.objected(first), "最近一次")
    assert loops.objected(second).status == "raised"


def test_a_draft_that_was_changed_is_submitted_again_not_objected_for(
    cast: Cast, review: Review
) -> None:
    decisions.edit(again(review.decision), by=cast.officer1, content={"facts": "改写。"})
    refused(lambda: loops.objected(review), "草案已经修改")


# ------------------------------------------------------------------------------- negotiating
@pytest.mark.parametrize("field", ["present", "unit_view", "review_view", "outcome"])
def test_the_record_of_a_negotiation_is_whole(review: Review, field: str) -> None:
    row = loops.objected(review)
    talk = replace(TALK, **{field: " "})
    refused(lambda: loops.negotiated(row, talk=talk), "双方意见和协商结果", field)
    assert loops.negotiated(row, talk=replace(TALK, place="")).status == "unresolved"


def test_a_negotiation_is_not_before_the_objection(review: Review) -> None:
    row = loops.objected(review)
    early = RETURNED - timedelta(days=1)
    refused(lambda: loops.negotiated(row, on=early), "不能早于提出异议", "on")


def test_only_who_may_review_the_case_records_the_negotiation(cast: Cast, review: Review) -> None:
    row = loops.objected(review)
    for who in (cast.officer1, cast.unithead, cast.head):
        with pytest.raises(PermissionDenied):
            loops.negotiated(row, by=who)
    refused(lambda: loops.negotiated(row, by=factories.user("reviewer", cast.bureau)), "没有有效的")


# ------------------------------------------------------------------------------- calling
def test_heads_are_asked_only_after_the_talks_failed(cast: Cast, review: Review) -> None:
    row = loops.objected(review)
    refused(lambda: loops.called(row), "协商未达成一致")
    failed = loops.negotiated(row)
    early = TALKED - timedelta(days=1)
    refused(lambda: loops.called(failed, on=early), "不能早于协商日期", "on")
    refused(lambda: loops.called(failed, ground=" "), "应当说明理由", "ground")
    assert loops.called(failed, by=cast.head).discussion is not None
    refused(lambda: loops.called(failed), "尚未提请讨论的异议")


def test_where_the_rules_know_no_such_discussion_none_is_called() -> None:
    agency = factories.agency(profile="xinshi_urban")
    failed = loops.negotiated(loops.objected(loops.returned(factories.notified(agency))))

    error = refused(lambda: loops.called(failed), "没有规定以集体讨论", "about")
    assert "第十三条" in error.article


def test_a_stranger_calls_nobody(cast: Cast, review: Review) -> None:
    failed = loops.negotiated(loops.objected(review))
    for who in (cast.outsider, cast.publisher, cast.reviewer):
        with pytest.raises(PermissionDenied):
            loops.called(failed, by=who)


# ------------------------------------------------------------------------------- voting
@pytest.mark.parametrize(
    ("votes", "carried"),
    [
        (("agree", "agree", "agree"), True),
        (("agree", "agree", "against"), True),
        (("agree", "agree", "abstain"), True),
        (("agree", "against", "against"), False),
        (("agree", "abstain", "abstain"), False),
        (("against", "against", "against"), False),
    ],
)
def test_agreement_takes_more_than_half(
    cast: Cast, decision: Decision, votes: tuple[str, ...], carried: bool
) -> None:
    waits = loops.waiting(decision)
    if carried:
        assert loops.resolved(waits, voices=voices(*votes)).status == "upheld"
        return
    error = refused(lambda: loops.resolved(waits, voices=voices(*votes)), "没有超过", "result")
    assert "第五十七条" in error.article
    assert loops.resolved(waits, voices=voices(*votes), result="returned").status == "rejected"


def test_exactly_half_is_not_more_than_half(cast: Cast, decision: Decision) -> None:
    four = [*voices("agree", "agree", "against"), Voice("石承谨", "副局长", "不同意。", "against")]
    refused(lambda: loops.resolved(loops.waiting(decision), voices=four), "没有超过", "result")


def test_too_few_heads_resolve_nothing(cast: Cast, decision: Decision) -> None:
    waits = loops.waiting(decision)
    refused(lambda: loops.resolved(waits, voices=voices("agree", "agree")), "至少3名", "voices")
    assert ReviewObjection.objects.get().status == "unresolved"


@pytest.mark.parametrize("vote", ["", "yes", "同意"])
def test_every_head_votes(cast: Cast, decision: Decision, vote: str) -> None:
    two = voices("agree", "agree")
    third = Voice("顾清平", "总工程师", "同意。", vote)
    refused(
        lambda: loops.resolved(loops.waiting(decision), voices=[*two, third]), "逐人表决", "voices"
    )


@pytest.mark.parametrize("who", ["officer1", "officer2", "reviewer"])
def test_who_had_a_part_in_the_case_has_no_vote(cast: Cast, decision: Decision, who: str) -> None:
    name = cast.people[who].name
    mixed = [*voices("agree", "agree"), Voice(name, "副局长", "同意。", "agree")]
    error = refused(
        lambda: loops.resolved(loops.waiting(decision), voices=mixed), "没有表决权", "voices"
    )
    assert name in error.message


def test_only_a_head_of_the_agency_records_the_resolution(cast: Cast, decision: Decision) -> None:
    waits = loops.waiting(decision)
    for who in (cast.officer1, cast.unithead, cast.reviewer, cast.outsider):
        with pytest.raises((PermissionDenied, RuleError)):
            loops.resolved(waits, by=who)
    assert ReviewObjection.objects.get().status == "unresolved"


def test_a_discussion_that_was_not_asked_for_is_not_recorded(
    cast: Cast, decision: Decision
) -> None:
    failed = loops.negotiated(loops.objected(loops.returned(decision)))
    refused(lambda: loops.resolved(failed), "尚未提请集体讨论")


def test_the_reviewer_does_not_decide_even_after_the_resolution(
    cast: Cast, decision: Decision
) -> None:
    loops.upheld(decision)
    with pytest.raises((PermissionDenied, RuleError)):
        issuance.issue(again(decision), by=cast.reviewer, on=ON)
    with pytest.raises(DatabaseError):
        issued(decision, cast, on=TALKED - timedelta(days=1))
