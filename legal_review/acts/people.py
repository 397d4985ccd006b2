"""Giving a review to another, recording specialism and training, ending engagements and links."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from legal_review import people_forms as forms
from legal_review import trainings
from legal_review.acts.extensions import page_of, reviews
from legal_review.models import Counsel, CounselRequest, Qualification, Review, ReviewerTraining
from legal_review.qualifications import CHANGE
from legal_review.services import assignment, counsel
from legal_review.services.people import REVIEW, assigned

VIEW = "enforcement.view_case"


def given(user: Any) -> QuerySet[Review]:
    """The reviews the account may give to another."""
    rows = reviews(user)
    keys = [row.pk for row in rows.filter(status=Review.Status.OPEN) if may(row, user)]
    return rows.filter(pk__in=keys)


def may(row: Review, user: Any) -> bool:
    """Whether the account may give the review away."""
    return assignment.may_reassign(row, user)


def qualified(user: Any) -> QuerySet[Qualification]:
    """Qualifications at the agencies the account may see."""
    rows = Qualification.objects.filter(agency_id__in=user.visible_agency_ids())
    return rows.select_related("account", "agency")


def trained(user: Any) -> QuerySet[ReviewerTraining]:
    """Trainings at the agencies the account may see."""
    rows = ReviewerTraining.objects.visible_to(user)
    return rows.select_related("qualification__account", "qualification__agency")


def listed(user: Any) -> QuerySet[Counsel]:
    """The counsel of the account's agency."""
    return Counsel.objects.filter(agency=user.agency_id)


def asked(user: Any) -> QuerySet[CounselRequest]:
    """The requests of the account's agency."""
    rows = CounselRequest.objects.visible_to(user).filter(review__agency=user.agency_id)
    return rows.select_related("review__decision__case", "counsel")


def reviewer_page(row: Qualification) -> tuple[str, str]:
    """The page of a reviewer."""
    return str(row.account), reverse("reviewer-detail", args=[row.pk])


def counsel_page(row: Counsel) -> tuple[str, str]:
    """The list of counsel."""
    return str(gettext_lazy("法律顾问和公职律师")), reverse("counsel-list")


def _now(row: Review, on: date) -> str:
    found = assigned(row)
    now = _("现由%(who)s审核。") % {"who": found.reviewer} if found else _("尚未分派。")
    if assignment.others(row, on):
        return now
    return now + _("本机关没有其他可以审核本案的人员，请先登记法制审核资格。")


def _withdraw(row: CounselRequest, *, by: Any, reason: str) -> object:
    return counsel.withdraw(row, by=by, at=timezone.now(), reason=reason)


REASSIGN = Act(
    name="review-reassign",
    permission=VIEW,
    title=gettext_lazy("改派审核人员"),
    done=gettext_lazy("已改派。"),
    rows=given,
    form=forms.ReassignForm,
    do=assignment.reassign,
    home=page_of,
    lead=_now,
    open=lambda row: row.status == Review.Status.OPEN,
)
VERSED = Act(
    name="reviewer-versed",
    permission=CHANGE,
    title=gettext_lazy("登记审核专长和工时"),
    done=gettext_lazy("已登记，下一次分派按此计算。"),
    rows=qualified,
    form=forms.VersedForm,
    do=trainings.versed,
    home=reviewer_page,
)
TRAIN = Act(
    name="reviewer-train",
    permission=CHANGE,
    title=gettext_lazy("登记培训"),
    done=gettext_lazy("已登记培训。"),
    rows=qualified,
    form=forms.TrainingForm,
    do=trainings.keep,
    home=reviewer_page,
)
VOID = Act(
    name="reviewer-training-void",
    permission=CHANGE,
    title=gettext_lazy("作废培训记录"),
    done=gettext_lazy("已作废，不再计入学时。"),
    rows=trained,
    form=forms.VoidForm,
    do=trainings.void,
    home=lambda row: reviewer_page(row.qualification),
    open=lambda row: row.voided_on is None,
)
COUNSEL_END = Act(
    name="counsel-end",
    permission=CHANGE,
    title=gettext_lazy("终止聘任"),
    done=gettext_lazy("已终止，尚未使用完的链接同时停用。"),
    rows=listed,
    form=forms.VoidForm,
    do=counsel.end,
    home=counsel_page,
    open=lambda row: row.ended_on is None,
)
COUNSEL_WITHDRAW = Act(
    name="counsel-withdraw",
    permission=REVIEW,
    title=gettext_lazy("停用链接"),
    done=gettext_lazy("已停用。"),
    rows=asked,
    form=forms.WithdrawForm,
    do=_withdraw,
    home=lambda row: page_of(row.review),
    open=lambda row: row.ended_at is None,
)
