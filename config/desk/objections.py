"""Objections to opinions of legal review on the desk: to negotiate, and to resolve by the heads."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import READ, Entry, Queue, urgent
from enforcement.models import Decision, User
from legal_review import desk, services
from legal_review.models import Review, ReviewObjection

Status = ReviewObjection.Status


def to_negotiate(user: User, on: date) -> Queue | None:
    """Objections to the opinions of the account's agency that a qualified reviewer has to talk over."""
    if services.qualification(user, on) is None:
        return None
    reviews = desk.decidable(Review.objects.visible_to(user), user)
    rows = live(user).filter(status=Status.RAISED, review__in=reviews)
    return queue("objections", _("待协商的审核异议"), _("记录协商"), "objection-negotiate", rows)


def to_resolve(user: User, on: date) -> Queue | None:
    """Objections about which the heads of the account's agency have to decide."""
    rows = live(user).filter(
        status=Status.UNRESOLVED, discussion__isnull=False, review__agency=user.agency_id
    )
    title, step = _("待集体讨论的审核异议"), _("记录对异议的集体讨论决定")
    return queue("resolutions", title, step, "objection-resolve", rows)


def live(user: User) -> QuerySet[ReviewObjection]:
    """Objections whose draft is not decided yet, the oldest first."""
    rows = ReviewObjection.objects.visible_to(user)
    drafts = rows.filter(review__decision__status=Decision.Status.DRAFT)
    return drafts.select_related("review__decision__case").order_by("raised_on", "pk")


def queue(
    key: str, title: str, step: str, page: str, rows: QuerySet[ReviewObjection]
) -> Queue | None:
    """A queue, or None: an objection is rare, and an empty queue of them says nothing."""
    entries = [
        Entry(
            title=row.review.decision.case.title,
            detail=f"{row.raised_on} · {row.grounds}"[:120],
            url=reverse(page, args=[row.pk]),
            step=step,
        )
        for row in rows[:READ]
    ]
    if not entries:
        return None
    return Queue(
        key=key,
        title=title,
        entries=urgent(entries),
        total=len(entries),
        more_url=reverse("review-queue"),
        empty="",
        hint=_("承办机构对审核意见有异议的，先协商；协商不成的，由负责人集体讨论决定。"),
    )
