"""Giving a review to a reviewer: by itself when it is submitted, by a person with a reason afterwards."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from enforcement.models import Hearing, User
from enforcement.services import recusal
from legal_review import workload
from legal_review.models import Qualification, Review, ReviewAssignment, ReviewerField
from legal_review.services.people import DECIDE, REVIEW, assigned, has_touched
from legal_review.workload import Candidate

WEIGHTS = "review.load_weights"
ARTICLE = "国办发〔2018〕118号第十一条"


def eligible(review: Review, on: date) -> list[Qualification]:
    """Qualifications of those who may take the review: of the agency, on the day, without a part in
    the case, not recused, and not somebody who decides."""
    rows = Qualification.objects.valid(on).filter(agency=review.agency_id)
    case = review.decision.case
    return [
        row
        for row in rows.filter(account__is_active=True).select_related("account__agency")
        if row.account.agency_id == review.agency_id
        and row.account.has_perm(REVIEW)
        and not row.account.has_perm(DECIDE)
        and not has_touched(case, row.account)
        and not recusal.is_recused(case, row.account)
    ]


def others(review: Review, on: date) -> list[Qualification]:
    """The eligible without the one who has the review."""
    held = assigned(review)
    return [
        row for row in eligible(review, on) if held is None or row.account_id != held.reviewer_id
    ]


def candidates(review: Review, rows: Sequence[Qualification], on: date) -> list[Candidate]:
    """The eligible with what they carry; a fixed number of queries."""
    people = [row.account_id for row in rows]
    loads = _loads(people, review, on)
    fields = {row.qualification_id: row for row in _fields(rows)}
    past = ReviewAssignment.objects.filter(reviewer__in=people).values_list("reviewer")
    last = dict(past.annotate(day=Max("on")).order_by())
    return [
        Candidate(
            reviewer=row.account_id,
            load=loads[row.account_id],
            share=fields[row.pk].share if row.pk in fields else workload.FULL,
            kinds=tuple(fields[row.pk].kinds) if row.pk in fields else (),
            last=last.get(row.account_id),
        )
        for row in rows
    ]


def _fields(rows: Iterable[Qualification]) -> Iterable[ReviewerField]:
    return ReviewerField.objects.filter(qualification__in=[row.pk for row in rows]).order_by("pk")


def _loads(people: Sequence[int], review: Review, on: date) -> dict[int, int]:
    """The weights of the open reviews of each."""
    weights = review.agency.rules().value(WEIGHTS, on=on)
    found: dict[int, int] = defaultdict(int)
    rows = ReviewAssignment.objects.filter(
        reviewer__in=people, ended_on=None, review__status=Review.Status.OPEN
    ).select_related("review__decision")
    open_ones = list(rows)
    decisions = [row.review.decision_id for row in open_ones]
    heard = set(
        Hearing.objects.filter(notice__decision__in=decisions)
        .heard()
        .values_list("notice__decision_id", flat=True)
    )
    for row in open_ones:
        found[row.reviewer_id] += workload.weight(
            row.review.decision.kind,
            heard=row.review.decision_id in heard,
            rounds=row.review.round,
            weights=weights,
        )
    return found


@transaction.atomic
def assign(review: Review, *, on: date) -> ReviewAssignment | None:
    """Give a review that was just submitted to the reviewer with the least to do.

    None when nobody may take it, or it is given already: then anybody who may review decides it.
    """
    Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if assigned(review) is not None:
        return None
    found = candidates(review, eligible(review, on), on)
    chosen = workload.choose(found, review.decision.kind)
    if chosen is None:
        return None
    row = ReviewAssignment.objects.create(
        review=review,
        reviewer_id=chosen.reviewer,
        on=on,
        loads=[each.told(review.decision.kind) for each in found],
    )
    data = {"review": str(review.pk), "reviewer": chosen.reviewer, "loads": row.loads}
    audit.append("reviewassignment.choose", obj=row, data=data)
    return row


def may_reassign(review: Review, user: User) -> bool:
    """Whether the account may give the review to another: the head, or who has it."""
    if review.status != Review.Status.OPEN or user.agency_id != review.agency_id:
        return False
    row = assigned(review)
    return user.has_perm(DECIDE) or (row is not None and row.reviewer_id == user.pk)


@transaction.atomic
def reassign(
    review: Review, *, by: User, on: date, reviewer: User, reason: str
) -> ReviewAssignment:
    """Give an open review to another reviewer, with the reason.

    PermissionDenied for who neither has it nor heads the agency; RuleError for somebody who may not
    take it, has it already, or without a reason.
    """
    locked = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if locked.status != Review.Status.OPEN:
        raise StaleError(_("本次审核已经办结。"), remedy=_("请刷新页面查看。"))
    if not may_reassign(locked, by):
        raise PermissionDenied(REVIEW)
    _assert_takes(locked, reviewer, on, reason)
    before = assigned(locked)
    if before is not None:
        before.ended_on = on
        before.save(update_fields=["ended_on"])
    row = ReviewAssignment.objects.create(
        review=locked, reviewer=reviewer, by=by, on=on, reason=reason.strip()
    )
    old = before.reviewer_id if before else None
    data = {"from": old, "to": reviewer.pk, "reason": row.reason}
    audit.append("reviewassignment.change", obj=row, actor=by, data=data)
    return row


def _assert_takes(review: Review, reviewer: User, on: date, reason: str) -> None:
    before = assigned(review)
    if reviewer.pk not in {row.account_id for row in eligible(review, on)}:
        raise RuleError(
            _("%(who)s不能审核本案：没有有效的审核资格，或者承办、决定、回避本案。")
            % {"who": reviewer},
            article="市场监督管理行政处罚程序规定第四十九条",
            remedy=_("请另选审核人员。"),
            field="reviewer",
        )
    if before is not None and before.reviewer_id == reviewer.pk:
        raise RuleError(
            _("本次审核已经由%(who)s办理。") % {"who": reviewer},
            article=ARTICLE,
            remedy=_("请另选审核人员。"),
            field="reviewer",
        )
    if not reason.strip():
        raise RuleError(
            _("改派应当说明理由。"), article=ARTICLE, remedy=_("请填写。"), field="reason"
        )
