"""Samples of legal reviews on the desk: sheets to fill in, what the organiser does next."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import READ, Entry, Queue
from config.desk.file_reviews import queue
from enforcement.models import User
from supervision.models import QualitySample, SecondReview

OPEN = SecondReview.Status.OPEN


def to_review_again(user: User, on: date) -> Queue | None:
    """The open second reviews of the account; None when there are none."""
    rows = SecondReview.objects.own(user).filter(status=OPEN)
    found = list(rows.select_related("review__version", "sample")[:READ])
    entries = [
        Entry(
            title=row.review.version.title,
            detail=row.sample.title,
            url=reverse("second-review", args=[row.pk]),
            step=_("复审"),
        )
        for row in found
    ]
    return queue("second-reviews", _("盲审复核"), entries, reverse("second-reviews"))


def to_sample(user: User, on: date) -> Queue | None:
    """What the samples of the account's agency wait for: the draw, or the announcement."""
    rows = QualitySample.objects.visible_to(user)
    drawable = rows.filter(status="committed", seed_day__lte=on)
    waiting = SecondReview.objects.filter(status=OPEN).values("sample_id")
    over = rows.filter(status="scoring").exclude(pk__in=waiting)
    entries = [
        *(entry(row, "quality-seed", _("录入随机数并抽取")) for row in drawable[:READ]),
        *(entry(row, "quality-results", _("查看一致率并公布")) for row in over[:READ]),
    ]
    return queue("quality-samples", _("审核质量抽查"), entries, reverse("quality-samples"))


def entry(row: QualitySample, page: str, step: str) -> Entry:
    """One sample and the page to go on with."""
    url = reverse(page, args=[row.pk])
    return Entry(title=row.title, detail=f"{row.month:%Y-%m}", url=url, step=step)
