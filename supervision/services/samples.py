"""A sample of a month's legal reviews from its plan to the announcement of the agreement."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand, demand_in
from enforcement.models import Agency, User
from enforcement.services import draws
from legal_review.models import Review, ReviewCheck
from supervision import flows
from supervision.models import QualitySample, SecondCheck, SecondReview
from supervision.models.campaign import MANAGE
from supervision.services import blindness, lots, sample_lists

ARTICLE = lots.ARTICLE


@transaction.atomic
def plan(
    *,
    by: User,
    on: date,
    month: date,
    title: str,
    agencies: Sequence[Agency],
    reviewers: Sequence[User],
    seed_day: date,
    seed_mask: str,
    **details: Any,
) -> QualitySample:
    """Plan the sample of a month over agencies the account oversees. `details`: count or rate,
    source_name, source_url, source_how.

    RuleError for an agency outside, a month that is not over or was sampled already, nobody who may
    review, no or two ways to count the sample, a seed day that is not ahead.
    """
    demand(by, MANAGE)
    organiser = lots.organiser_of(by, agencies)
    first = month.replace(day=1)
    _assert_month(organiser, first, on)
    _assert_people(reviewers, organiser, on)
    lots.assert_counted_once(details["count"], details["rate"])
    draws.assert_ahead(seed_day, on)
    draws.assert_mask(seed_mask)
    row = QualitySample.objects.create(
        agency=organiser,
        month=first,
        title=title.strip(),
        seed_day=seed_day,
        seed_mask=seed_mask.strip(),
        prepared_by=by,
        **details,
    )
    row.agencies.set(agencies)
    row.reviewers.set(reviewers)
    data = {"month": f"{first:%Y-%m}", "agencies": [each.pk for each in agencies]}
    audit.append("qualitysample.plan", obj=row, actor=by, data=data)
    return row


def _assert_month(organiser: Agency, first: date, on: date) -> None:
    if on < sample_lists.next_month(first):
        raise RuleError(
            _("%(month)s还没有结束，当月的审核还会增加，不能抽查。") % {"month": f"{first:%Y-%m}"},
            article=ARTICLE,
            remedy=_("请在次月以后拟定。"),
            field="month",
        )
    there = QualitySample.objects.filter(agency=organiser, month=first)
    if there.exclude(status=QualitySample.Status.ABANDONED).exists():
        raise RuleError(
            _("%(month)s已经拟定过抽查，同一月份只抽查一次。") % {"month": f"{first:%Y-%m}"},
            article=ARTICLE,
            remedy=_("请查看已有的抽查；尚未抽取的，可以写明理由终止后重新拟定。"),
            field="month",
        )


def _assert_people(reviewers: Sequence[User], organiser: Agency, on: date) -> None:
    if not reviewers:
        raise RuleError(
            _("没有选择复审人员。"),
            article=blindness.ARTICLE,
            remedy=_("请选择被抽查机关以外、具有法制审核资格的人员。"),
            field="reviewers",
        )
    blindness.assert_fit(reviewers, organiser.pk, on)


@transaction.atomic
def commit(sample: QualitySample, *, by: User, at: datetime) -> QualitySample:
    """Commit to the reviews and the second reviewers; which are drawn follows from a later public value.

    RuleError when nothing was decided in the month, the seed could be known already, somebody lost the
    qualification, or a review finds nobody who may look at it again.
    """
    demand_in(by, MANAGE, sample.agency_id)
    row = flows.SAMPLE.lock(sample, "commit")
    on = timezone.localtime(at).date()
    draws.assert_ahead(row.seed_day, on)
    people = list(row.reviewers.order_by("pk"))
    _assert_people(people, row.agency, on)
    row.people = sample_lists.numbered(people)
    lists = sample_lists.lists_of(row)
    _assert_drawable(lists)
    changes = {"people": row.people, **lots.promised(lists), "committed_at": at}
    note = changes["commitment"]
    return flows.SAMPLE.move(sample, "commit", by=by, changes=changes, note=note)


def _assert_drawable(lists: dict[str, Any]) -> None:
    if not lists["objects"]:
        raise RuleError(
            _("该月没有可以抽查的法制审核意见。"),
            article=ARTICLE,
            remedy=_("请终止后调整月份或者单位，重新拟定。"),
        )
    row = lots.understaffed(lists)
    if row is not None:
        raise RuleError(
            _("%(name)s的一件审核没有可以复审的人员：名单中的人员能够查看该案或者参与过该案。")
            % {"name": row["name"]},
            article=blindness.ARTICLE,
            remedy=_("请终止后增加其他机关的法制审核人员，重新拟定。"),
        )


@transaction.atomic
def run(sample: QualitySample, *, by: User, on: date, value: str) -> QualitySample:
    """Enter the public value; each drawn review goes to its second reviewer at once.

    RuleError as `lots.drawn`.
    """
    demand_in(by, MANAGE, sample.agency_id)
    row = flows.SAMPLE.lock(sample, "run")
    pairs, changes = lots.drawn(row, value, on)
    for name, given in changes.items():
        setattr(row, name, given)
    reviews = Review.objects.select_related("decision__case").in_bulk(
        [pair["object"] for pair in pairs]
    )
    by_key = {str(key): review for key, review in reviews.items()}
    moved = flows.SAMPLE.move(sample, "run", by=by, changes=changes, note=value)
    for ordinal, pair in enumerate(pairs, start=1):
        give(row, by_key[pair["object"]], ordinal, on)
    return moved


def give(sample: QualitySample, review: Review, ordinal: int, on: date) -> SecondReview | None:
    """Give the review to whoever comes next in the order of the seed; None when nobody is left.

    The heads are those the first reviewer was asked, in their order, without any answer.
    """
    person = sample_lists.next_reviewer(sample, review, on)
    if person is None:
        audit.append("qualitysample.nobody_left", obj=sample, data={"review": review.pk})
        return None
    turn = sample.sheets.filter(review=review).count() + 1
    sheet = SecondReview.objects.create(
        sample=sample, review=review, reviewer=person, ordinal=ordinal, turn=turn
    )
    heads = ReviewCheck.objects.filter(review=review).order_by("pk").values_list("head", "label")
    SecondCheck.objects.bulk_create(
        SecondCheck(sheet=sheet, head=head, label=label) for head, label in heads
    )
    data = {"reviewer": person.pk, "review": review.pk}
    audit.append("secondreview.assign", obj=sheet, data=data)
    return sheet


@transaction.atomic
def abandon(sample: QualitySample, *, by: User, reason: str) -> QualitySample:
    """Give a sample up before its draw; a commitment and the reason stay public."""
    demand_in(by, MANAGE, sample.agency_id)
    told = lots.reason_of(reason)
    changes = {"abandon_reason": told}
    return flows.SAMPLE.move(sample, "abandon", by=by, changes=changes, note=told)


def waiting(sample: QualitySample) -> int:
    """How many second reviews are still open."""
    return sample.sheets.filter(status=SecondReview.Status.OPEN).count()


@transaction.atomic
def close(sample: QualitySample, *, by: User, on: date, summary: str) -> QualitySample:
    """Announce how far both agree. RuleError while a second review is open."""
    demand_in(by, MANAGE, sample.agency_id)
    left = waiting(sample)
    if left:
        raise RuleError(
            _("还有%(left)s件没有签署复审意见，不能公布。") % {"left": left},
            article=ARTICLE,
            remedy=_("请在全部签署后公布。"),
        )
    changes = {"closed_on": on, "summary": summary.strip()}
    return flows.SAMPLE.move(sample, "close", by=by, changes=changes)
