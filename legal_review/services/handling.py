"""What the handling unit did about an opinion (承办机构处理情况)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Decision, User
from enforcement.services import cases, decisions
from legal_review import opinion_papers
from legal_review.models import Review, ReviewHandling
from recording.services import documents

ARTICLE = "国办发〔2018〕118号第十三条"


def last_return(decision: Decision) -> Review | None:
    """The newest return of the draft, unless a pass or another submission came after it."""
    last = Review.objects.of(decision).exclude(status=Review.Status.WITHDRAWN).last()
    return last if last is not None and last.status == Review.Status.RETURNED else None


def recorded(review: Review) -> ReviewHandling | None:
    """The handling on record."""
    return ReviewHandling.objects.filter(review=review).first()


@transaction.atomic
def handle(review: Review, *, by: User, on: date, text: str) -> ReviewHandling:
    """Record what the unit did about a return, or about the flaws of a pass; once, with its paper."""
    demand(by, "legal_review.submit")
    cases.assert_handler(review.decision.case, by)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    if locked.status not in (Review.Status.PASSED, Review.Status.RETURNED):
        raise _refusal(_("审核意见尚未出具，没有需要处理的意见。"), _("请等待审核意见。"))
    if recorded(locked) is not None:
        raise _refusal(_("该审核意见的处理情况已经记录。"), _("请刷新页面查看。"))
    if not text.strip():
        raise _refusal(_("应当写明对审核意见的处理情况。"), _("请逐项填写处理情况。"), "text")
    if locked.decided_on is None or on < locked.decided_on:
        raise _refusal(_("处理日期不能早于审核日期。"), _("请核对日期。"), "on")
    row = ReviewHandling.objects.create(review=locked, text=text.strip(), by=by, on=on)
    documents.keep(
        locked.decision.case,
        kind="review_handling",
        context=opinion_papers.handling(row),
        by=by,
        on=on,
        decision=locked.decision,
    )
    audit.append("review.handle", obj=row, actor=by, data={"on": on, "text": row.text})
    if (
        locked.status == Review.Status.PASSED
        and locked == Review.objects.of(locked.decision).last()
    ):
        # The flaws of a pass are cured: only now the draft is cleared.
        decisions.clear(locked.decision, version=locked.version, by=by)
    return row


def _refusal(message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def before_next_round(decision: Decision, *, by: User, on: date, text: str) -> None:
    """A draft that was returned is submitted again only with what was done about the opinion."""
    returned = last_return(decision)
    if returned is None or recorded(returned) is not None:
        return
    if not text.strip():
        raise _refusal(
            _("上次审核意见（%(number)s）的处理情况没有填写。") % {"number": returned.number},
            _("请写明对上次审核意见逐项作了哪些处理，再送审。"),
            "handled",
        )
    handle(returned, by=by, on=on, text=text)
