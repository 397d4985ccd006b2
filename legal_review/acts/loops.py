"""What may be done about a review beside submitting and deciding it, one page each."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.acts import Act
from enforcement.models import Decision, User
from enforcement.services import cases
from legal_review import desk, services
from legal_review import loop_forms as forms
from legal_review.models import Review, ReviewCheck, ReviewObjection, ReviewSupplement
from legal_review.services import Talk, handling, objections, supplements

SEE, SUBMIT = "enforcement.view_case", "legal_review.submit"
REVIEW, DECIDE = "legal_review.review", "enforcement.decide"
Status = ReviewObjection.Status


def reviews_of(user: Any) -> QuerySet[Review]:
    """The reviews the account may see."""
    rows = Review.objects.visible_to(user)
    return rows.select_related("decision__case__agency", "agency", "version", "reviewer")


def _supplements(user: Any) -> QuerySet[ReviewSupplement]:
    rows = ReviewSupplement.objects.visible_to(user)
    return rows.select_related("review__decision__case__agency", "review__agency")


def _objections(user: Any) -> QuerySet[ReviewObjection]:
    rows = ReviewObjection.objects.visible_to(user)
    return rows.select_related(
        "review__decision__case__agency", "review__version", "review__agency", "discussion"
    )


def _home(review: Review) -> tuple[str, str]:
    return str(_("法制审核")), reverse("review-detail", args=[review.pk])


def _home_of(row: Any) -> tuple[str, str]:
    return _home(row.review)


def _drafted(review: Review) -> bool:
    return bool(review.decision.status == Decision.Status.DRAFT)


def _open(review: Review) -> bool:
    return review.status == Review.Status.OPEN and supplements.awaited(review) is None


def _to_handle(review: Review) -> bool:
    """A return, or a pass with flaws, nobody has yet answered for."""
    if not _drafted(review) or handling.recorded(review) is not None:
        return False
    flawed = review.checks.filter(result=ReviewCheck.Result.FLAW)
    passed = review.status == Review.Status.PASSED and flawed.exists()
    return passed or review.status == Review.Status.RETURNED


def _objectionable(review: Review) -> bool:
    last = handling.last_return(review.decision) == review
    return last and _drafted(review) and objections.of(review) is None


def _negotiate(
    row: ReviewObjection, *, by: User, on: date, agreed: bool, **parts: str
) -> ReviewObjection:
    return services.negotiate(row, by=by, on=on, talk=Talk(**parts), agreed=agreed)


ASK = Act[Review](
    name="material-ask",
    permission=REVIEW,
    title=_("要求补正材料"),
    done=_("已要求补正，审核期限自即日起停止计算。"),
    rows=reviews_of,
    form=forms.AskForm,
    do=services.ask,
    home=_home,
    open=_open,
    papers=True,
)
ANSWER = Act[ReviewSupplement](
    name="material-answer",
    permission=SUBMIT,
    title=_("补正送审材料"),
    done=_("已补正，审核期限继续计算。"),
    rows=_supplements,
    form=forms.AnswerForm,
    do=services.answer,
    home=_home_of,
    lead=lambda row, on: row.items,
    open=lambda row: row.status == ReviewSupplement.Status.ASKED,
)
HANDLE = Act[Review](
    name="opinion-handle",
    permission=SUBMIT,
    title=_("记录审核意见处理情况"),
    done=_("已记录处理情况并归入案卷。"),
    rows=reviews_of,
    form=forms.HandleForm,
    do=services.handle,
    home=_home,
    lead=lambda review, on: review.opinion,
    open=_to_handle,
    papers=True,
)
OBJECT = Act[Review](
    name="objection-raise",
    permission=SUBMIT,
    title=_("对审核意见提出异议"),
    done=_("已提出异议，请与法制审核机构协商。"),
    rows=reviews_of,
    form=forms.ObjectForm,
    do=services.object_to,
    home=_home,
    lead=lambda review, on: review.opinion,
    open=_objectionable,
)
NEGOTIATE = Act[ReviewObjection](
    name="objection-negotiate",
    permission=REVIEW,
    title=_("记录协商"),
    done=_("协商记录已归入案卷。"),
    rows=_objections,
    form=forms.NegotiateForm,
    do=_negotiate,
    home=_home_of,
    lead=lambda row, on: row.grounds,
    open=lambda row: row.status == Status.RAISED and _drafted(row.review),
    papers=True,
)
CALL = Act[ReviewObjection](
    name="objection-call",
    permission=SEE,
    title=_("提请集体讨论异议"),
    done=_("已提请负责人集体讨论。"),
    rows=_objections,
    form=forms.CallForm,
    do=services.call,
    home=_home_of,
    lead=lambda row, on: row.outcome,
    open=lambda row: (
        row.status == Status.UNRESOLVED and row.discussion_id is None and _drafted(row.review)
    ),
)
RESOLVE = Act[ReviewObjection](
    name="objection-resolve",
    permission=DECIDE,
    title=_("记录对异议的集体讨论决定"),
    done=_("已记录，集体讨论笔录已保存。"),
    rows=_objections,
    form=forms.ResolveForm,
    do=services.resolve,
    home=_home_of,
    lead=lambda row, on: row.discussion.ground if row.discussion else "",
    open=lambda row: (
        row.status == Status.UNRESOLVED and row.discussion_id is not None and _drafted(row.review)
    ),
    papers=True,
)
ACTS: tuple[Act[Any], ...] = (ASK, ANSWER, HANDLE, OBJECT, NEGOTIATE, CALL, RESOLVE)
OF_HANDLERS: tuple[Act[Any], ...] = (ANSWER, HANDLE, OBJECT, CALL)


def offered(review: Review, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do about the review now."""
    objection, awaited = objections.of(review), supplements.awaited(review)
    found: list[tuple[Act[Any], Any]] = [(ASK, review)] if desk.is_for(user, review) else []
    found += [(HANDLE, review), (OBJECT, review)]
    found += [(ANSWER, awaited)] if awaited is not None else []
    if objection is not None:
        found += [(NEGOTIATE, objection), (CALL, objection), (RESOLVE, objection)]
    handles = cases.is_handler(review.decision.case, user)
    heads = user.has_perm(DECIDE) and user.agency_id == review.agency_id
    return [
        (str(act.title), reverse(act.name, args=[row.pk]))
        for act, row in found
        if act.offered(row, user) and (act not in OF_HANDLERS or handles or (act is CALL and heads))
    ]
