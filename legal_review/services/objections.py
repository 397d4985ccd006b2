"""An objection of the unit to a return: negotiated, and where that fails, discussed by the heads.

国办发〔2018〕118号第十三条; 三政办〔2019〕16号三（三）3. Only a resolution recorded on exactly the
returned draft opens the gate in place of a passed review.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement import drafts
from enforcement.models import Discussion, DiscussionMember, User
from enforcement.services import cases, decisions
from enforcement.services import discussions as enforcement_discussions
from enforcement.services.discussions import Voice
from legal_review import opinion_papers
from legal_review.flows import OBJECTION as FLOW
from legal_review.models import Review, ReviewObjection
from legal_review.services.handling import last_return
from legal_review.services.people import assert_may_review
from recording.services import discussions, documents

ARTICLE = "国办发〔2018〕118号第十三条"
MAJORITY = "discussion.majority"
Vote = DiscussionMember.Vote
Status = ReviewObjection.Status


@dataclass(frozen=True)
class Talk:
    """What a negotiation came to: where, who was there, both views and the outcome in words."""

    place: str
    present: str
    unit_view: str
    review_view: str
    outcome: str


def of(review: Review) -> ReviewObjection | None:
    """The objection to a review."""
    return ReviewObjection.objects.filter(review=review).first()


@transaction.atomic
def object_to(review: Review, *, by: User, on: date, grounds: str) -> ReviewObjection:
    """提出异议: to the last return, while the draft is still the one that was returned."""
    demand(by, "legal_review.submit")
    cases.assert_handler(review.decision.case, by)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    if locked.status != Review.Status.RETURNED or last_return(locked.decision) != locked:
        raise _refusal(
            _("只能对最近一次存在问题的审核意见提出异议。"), _("请刷新页面查看审核记录。")
        )
    if of(locked) is not None:
        raise _refusal(_("已对该审核意见提出异议。"), _("请刷新页面查看。"))
    if not grounds.strip():
        raise _refusal(_("提出异议应当说明理由。"), _("请填写理由。"), "grounds")
    if locked.decided_on is None or on < locked.decided_on:
        raise _refusal(_("提出异议的日期不能早于审核日期。"), _("请核对日期。"), "on")
    _assert_same_draft(locked)
    row = ReviewObjection.objects.create(
        review=locked, grounds=grounds.strip(), raised_by=by, raised_on=on
    )
    audit.append("review.object", obj=row, actor=by, data={"on": on, "grounds": row.grounds})
    return row


def _refusal(message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def _assert_same_draft(review: Review) -> None:
    if not drafts.same(review.decision, review.version):
        raise _refusal(
            _("草案已经修改，不再是退回的送审稿，异议没有对象。"),
            _("请将修改后的草案重新送审。"),
        )


@transaction.atomic
def negotiate(
    objection: ReviewObjection, *, by: User, on: date, talk: Talk, agreed: bool
) -> ReviewObjection:
    """协商记录, by the reviewer's side: the views of both, and whether they agreed; with its paper."""
    assert_may_review(objection.review, by, on)
    locked = FLOW.lock(objection, "settle")
    _assert_whole(talk)
    if on < locked.raised_on:
        raise _refusal(_("协商日期不能早于提出异议的日期。"), _("请核对日期。"), "on")
    changes = {
        "negotiated_on": on,
        "place": talk.place.strip(),
        "present": talk.present.strip(),
        "unit_view": talk.unit_view.strip(),
        "review_view": talk.review_view.strip(),
        "outcome": talk.outcome.strip(),
        "recorded_by": by,
    }
    moved = FLOW.move(
        locked, "settle" if agreed else "fail", by=by, changes=changes, note=talk.outcome
    )
    documents.keep(
        moved.review.decision.case,
        kind="review_negotiation",
        context=opinion_papers.negotiation(moved),
        by=by,
        on=on,
        decision=moved.review.decision,
    )
    return moved


def _assert_whole(talk: Talk) -> None:
    for name in ("present", "unit_view", "review_view", "outcome"):
        if not getattr(talk, name).strip():
            raise _refusal(
                _("协商记录应当写明参加人员、双方意见和协商结果。"), _("请补充填写。"), name
            )


@transaction.atomic
def call(objection: ReviewObjection, *, by: User, on: date, ground: str) -> Discussion:
    """提请负责人集体讨论 an objection that negotiation did not settle.

    RuleError where the local rules know no such discussion, or the draft was changed meanwhile.
    """
    locked = ReviewObjection.objects.select_for_update().get(pk=objection.pk)
    if locked.status != Status.UNRESOLVED or locked.discussion_id is not None:
        raise _refusal(
            _("协商未达成一致、尚未提请讨论的异议，才能提请集体讨论。"),
            _("请先与法制审核机构协商并记录。"),
        )
    if locked.negotiated_on is None or on < locked.negotiated_on:
        raise _refusal(_("提请讨论的日期不能早于协商日期。"), _("请核对日期。"), "on")
    _assert_same_draft(locked.review)
    row = enforcement_discussions.call(
        locked.review.decision, by=by, on=on, ground=ground, about=Discussion.About.OBJECTION
    )
    locked.discussion = row
    locked.save(update_fields=["discussion"])
    audit.append("review.call_discussion", obj=locked, actor=by, data={"discussion": row.pk})
    return row


@transaction.atomic
def resolve(
    objection: ReviewObjection,
    *,
    by: User,
    on: date,
    place: str,
    voices: Sequence[Voice],
    result: str,
    conclusion: str,
) -> ReviewObjection:
    """记录集体讨论决定: agreement clears exactly the draft that was returned and discussed.

    Every head votes; agreement takes more than the share of the profile. Who handled, drafted,
    submitted or reviewed the case has no vote. RuleError otherwise, and as `discussions.hold`.
    """
    locked = FLOW.lock(objection, "uphold")
    review, discussion = locked.review, locked.discussion
    if discussion is None:
        raise _refusal(_("尚未提请集体讨论。"), _("请先提请负责人集体讨论。"))
    _assert_same_draft(review)
    _assert_votes(review, voices, result, on)
    held = discussions.hold(
        discussion,
        by=by,
        on=on,
        place=place,
        voices=voices,
        result=result,
        conclusion=conclusion,
    )
    agreed = held.result == Discussion.Result.AGREED
    moved = FLOW.move(locked, "uphold" if agreed else "reject", by=by, note=conclusion)
    if agreed:
        decisions.clear(review.decision, version=review.version, by=by)
    return moved


def _assert_votes(review: Review, voices: Sequence[Voice], result: str, on: date) -> None:
    if any(voice.vote not in Vote.values for voice in voices):
        raise _refusal(
            _("对异议的集体讨论应当逐人表决。"),
            _("请为每名参加人选择同意、不同意或者弃权。"),
            "voices",
        )
    barred = [voice.name.strip() for voice in voices if voice.name.strip() in partial(review)]
    if barred:
        raise _refusal(
            _("承办、送审、拟稿和审核本案的人员没有表决权：%(list)s") % {"list": "、".join(barred)},
            _("请由未参与本案的负责人表决；上述人员可以列席说明情况。"),
            "voices",
        )
    agreed = [voice for voice in voices if voice.vote == Vote.AGREE]
    rules = review.agency.rules()
    share = float(str(rules.value(MAJORITY, on=on)))
    if result == Discussion.Result.AGREED and len(agreed) <= share * len(voices):
        raise RuleError(
            _("表决同意的%(agreed)s人，没有超过参加人%(all)s人中应有的比例，结论不能为同意。")
            % {"agreed": len(agreed), "all": len(voices)},
            article=rules.article(MAJORITY, on=on),
            remedy=_("请核对表决，或者按讨论结果记录结论。"),
            field="result",
        )


def partial(review: Review) -> set[str]:
    """Names of all who had a part in the case and so no vote on the objection."""
    decision = review.decision
    people = [review.reviewer, review.submitted_by, decision.drafted_by]
    officers = decision.case.assignments.values_list("officer__name", flat=True)
    return {*(person.name for person in people if person is not None), *officers}
