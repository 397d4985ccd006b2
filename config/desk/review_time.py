"""Requests for more time of a review, on the desk of the head who answers them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Clocks, Entry, Queue, urgent
from enforcement.models import User
from legal_review.models import ReviewExtension


def of(user: User, on: date) -> Queue | None:
    """The requests of the account's agency nobody answered; None when there are none."""
    rows = ReviewExtension.objects.filter(
        review__agency=user.agency_id, status=ReviewExtension.Status.ASKED, review__status="open"
    ).exclude(asked_by=user)
    found = list(rows.select_related("review__decision__case", "asked_by")[:LIMIT])
    clocks = Clocks.of({"review": [str(row.review_id) for row in found]}, on)
    entries = []
    for row in found:
        clock, left = clocks.next(("review", str(row.review_id)))
        entries.append(
            Entry(
                title=row.review.decision.case.title,
                detail=f"{row.asked_by} · {row.reason}"[:120],
                url=reverse("review-extension-answer", args=[row.pk]),
                step=_("审批延长审核期限"),
                clock=clock,
                left=left,
            )
        )
    if not entries:
        return None
    return Queue(
        key="review-extensions",
        title=_("待审批的审核延期"),
        entries=urgent(entries),
        total=len(entries),
        more_url=reverse("review-queue"),
        empty=_("没有待审批的审核延期"),
        hint=_("审核人员在期限届满前申请延长的，在这里审批。"),
    )
