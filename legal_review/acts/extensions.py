"""Asking for more time for a review, and answering."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import User
from legal_review.filing_forms import TodayForm, words
from legal_review.models import Review, ReviewExtension
from legal_review.services import extensions
from legal_review.services.extensions import DECIDE

REVIEW = "legal_review.review"
APPROVE, REFUSE = "approve", "refuse"


class AskForm(TodayForm):
    """Why more time is needed."""

    reason = words(gettext_lazy("延长的理由"))


class AnswerForm(TodayForm):
    """The head's answer."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("审批结论"),
        choices=[(APPROVE, gettext_lazy("同意延长")), (REFUSE, gettext_lazy("不同意延长"))],
        widget=forms.RadioSelect,
    )
    answer = words(gettext_lazy("审批意见"))


def reviews(user: Any) -> QuerySet[Review]:
    """The reviews of the account's agency."""
    rows = Review.objects.visible_to(user).filter(agency=user.agency_id)
    return rows.select_related("agency", "decision__case")


def asked(user: Any) -> QuerySet[ReviewExtension]:
    """The requests of the account's agency."""
    rows = ReviewExtension.objects.visible_to(user).filter(review__agency=user.agency_id)
    return rows.select_related("review__agency", "review__decision__case", "asked_by")


def page_of(row: Review) -> tuple[str, str]:
    """The page of the review."""
    return row.decision.case.title, reverse("review-detail", args=[row.pk])


def _clock(row: Review, on: date) -> str:
    clock, period = extensions.clock_of(row), extensions.allowed(row, on)
    if clock is None or period is None:
        return _("本地规则没有规定可以延长法制审核期限。")
    return _(
        "审核期限至%(due)s。经本机关负责人批准，可以延长%(more)s（%(article)s），只能延长一次。"
    ) % {
        "due": clock.due_on,
        "more": period.words(),
        "article": period.article,
    }


def _asked(row: ReviewExtension, on: date) -> str:
    return _("%(who)s于%(day)s申请延长，原期限至%(due)s。理由：%(reason)s") % {
        "who": row.asked_by,
        "day": row.asked_on,
        "due": row.old_due_on,
        "reason": row.reason,
    }


def answer(row: ReviewExtension, *, by: User, on: date, outcome: str, answer: str) -> object:
    """The service of the chosen outcome."""
    act = extensions.approve if outcome == APPROVE else extensions.refuse
    return act(row, by=by, on=on, answer=answer)


EXTEND = Act(
    name="review-extend",
    permission=REVIEW,
    title=gettext_lazy("申请延长审核期限"),
    done=gettext_lazy("已申请，等待本机关负责人审批。"),
    rows=reviews,
    form=AskForm,
    do=extensions.ask,
    home=page_of,
    lead=_clock,
    open=extensions.askable,
)
ANSWER = Act(
    name="review-extension-answer",
    permission=DECIDE,
    title=gettext_lazy("审批延长审核期限"),
    done=gettext_lazy("已审批。"),
    rows=asked,
    form=AnswerForm,
    do=answer,
    home=lambda row: page_of(row.review),
    lead=_asked,
    open=lambda row: row.status == ReviewExtension.Status.ASKED,
)
