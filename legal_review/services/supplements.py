"""Asking for supplements during a review, and answering: the clock stands still between (补正)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import User
from enforcement.services import cases
from legal_review import opinion_papers, papers, seals
from legal_review.flows import REVIEW, SUPPLEMENT
from legal_review.models import Review, ReviewSupplement
from legal_review.services.people import assert_may_review
from recording.services import documents

ARTICLE = "国办发〔2018〕118号第十四条；参照内蒙古自治区政府令第244号第三十一条"
PAUSE = gettext_noop("等待补正送审材料")
Status = ReviewSupplement.Status


def awaited(review: Review) -> ReviewSupplement | None:
    """The supplement that is asked for and not there yet."""
    return review.supplements.filter(status=Status.ASKED).first()


@transaction.atomic
def ask(review: Review, *, by: User, on: date, items: str) -> ReviewSupplement:
    """要求补正: says what is lacking, stops the clock from the day on and keeps the paper.

    RuleError when one is awaited already, the words are blank, or the day is before the submission.
    """
    assert_may_review(review, by, on)
    # Both a return and a pass start from here, so must this.
    locked = REVIEW.lock(review, "return")
    if not items.strip():
        raise _refusal(_("应当写明需要补正的材料和事项。"), _("请逐项列明。"), "items")
    if on < locked.submitted_on:
        raise _refusal(_("要求补正的日期不能早于送审日期。"), _("请核对日期。"), "on")
    if awaited(locked) is not None:
        raise _refusal(_("已要求补正材料，尚未补正。"), _("请等待承办机构补正。"), "items")
    row = ReviewSupplement.objects.create(
        review=locked, items=items.strip(), asked_by=by, asked_on=on
    )
    deadlines.suspend("review", str(locked.pk), on=on, reason=PAUSE)
    documents.keep(
        locked.decision.case,
        kind="review_supplement",
        context=opinion_papers.supplement(row),
        by=by,
        on=on,
        decision=locked.decision,
    )
    audit.append("review.ask_supplement", obj=row, actor=by, data={"on": on, "items": row.items})
    return row


def _refusal(message: str, remedy: str, field: str) -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


@transaction.atomic
def answer(supplement: ReviewSupplement, *, by: User, on: date, text: str) -> ReviewSupplement:
    """补正: what was added to the record is sealed on top of the submission; the clock runs again.

    The materials are taken from the record as it is now. The draft is not touched: a changed draft is
    a submission of its own. RuleError for blank words or a day before it was asked.
    """
    demand(by, "legal_review.submit")
    cases.assert_handler(supplement.review.decision.case, by)
    locked = SUPPLEMENT.lock(supplement, "answer")
    if not text.strip():
        raise _refusal(_("应当说明补正的情况；不能补正的，说明理由。"), _("请填写。"), "text")
    if on < locked.asked_on:
        raise _refusal(_("补正日期不能早于要求补正的日期。"), _("请核对日期。"), "on")
    review = locked.review
    materials = papers.materials(review.decision.case)
    before = review.sealed()[1]
    changes = {
        "answer": text.strip(),
        "answered_by": by,
        "answered_on": on,
        "materials": materials,
        "seal": seals.seal(before, materials),
    }
    moved = SUPPLEMENT.move(locked, "answer", by=by, changes=changes, note=text)
    deadlines.resume("review", str(review.pk), on=on)
    return moved


def lapse(review: Review, *, by: User) -> None:
    """A supplement still awaited when the review ends is awaited no more."""
    for row in review.supplements.filter(status=Status.ASKED):
        SUPPLEMENT.move(row, "lapse", by=by)
