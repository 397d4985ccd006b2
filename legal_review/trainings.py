"""Training of reviewers: kept as records, added up by year, compared with what the rules ask."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand
from enforcement.models import User
from legal_review.models import Qualification, ReviewerField, ReviewerTraining
from legal_review.models.people import FULL_SHARE
from legal_review.qualifications import CHANGE

HOURS = "review.training_hours"
ARTICLE = "国办发〔2018〕118号第十一条"


@dataclass(frozen=True)
class Year:
    """What a reviewer did in a year; `needed` is None where the rules set no number."""

    hours: Decimal
    needed: Decimal | None
    expired: int

    @property
    def short(self) -> Decimal:
        """Hours that are still missing."""
        return max(Decimal(0), (self.needed or Decimal(0)) - self.hours)


def year(row: Qualification, on: date) -> Year:
    """The hours of the calendar year of the day, and how many certificates ran out by it."""
    rules = row.agency.rules()
    kept = list(ReviewerTraining.objects.standing().filter(qualification=row))
    hours = [each.hours for each in kept if each.held_on.year == on.year and each.held_on <= on]
    needed = Decimal(str(rules.value(HOURS, on=on))) if rules.has(HOURS, on=on) else None
    expired = sum(each.valid_until is not None and each.valid_until < on for each in kept)
    return Year(sum(hours, Decimal(0)), needed, expired)


def _demand(row: Qualification, by: User) -> None:
    demand(by, CHANGE)
    if row.agency_id not in by.visible_agency_ids():
        raise PermissionDenied(CHANGE)


def _refusal(text: str, field: str) -> RuleError:
    return RuleError(text, article=ARTICLE, remedy=_("请核对后填写。"), field=field)


@transaction.atomic
def keep(
    row: Qualification,
    *,
    by: User,
    on: date,
    topic: str,
    organiser: str,
    hours: Decimal,
    held_on: date,
    valid_until: date | None = None,
    certificate: str = "",
) -> ReviewerTraining:
    """Record a training that was held. RuleError for a day ahead, no hours, an end before its day."""
    _demand(row, by)
    if held_on > on:
        raise _refusal(_("培训日期不能晚于今天。"), "held_on")
    if hours <= 0:
        raise _refusal(_("学时应当大于零。"), "hours")
    if valid_until is not None and valid_until < held_on:
        raise _refusal(_("有效期不能早于培训日期。"), "valid_until")
    made = ReviewerTraining.objects.create(
        qualification=row,
        topic=topic.strip(),
        organiser=organiser.strip(),
        hours=hours,
        held_on=held_on,
        valid_until=valid_until,
        certificate=certificate.strip(),
        kept_by=by,
    )
    data = {"qualification": row.pk, "hours": str(hours), "held_on": held_on}
    audit.append("reviewertraining.keep", obj=made, actor=by, data=data)
    return made


@transaction.atomic
def void(training: ReviewerTraining, *, by: User, on: date, reason: str) -> ReviewerTraining:
    """Take a wrong record back; it stays readable and no longer counts."""
    _demand(training.qualification, by)
    row = ReviewerTraining.objects.select_for_update().get(pk=training.pk)
    if row.voided_on is not None:
        raise StaleError(_("该培训记录已经作废。"), remedy=_("请刷新页面查看。"))
    if not reason.strip():
        raise _refusal(_("作废培训记录应当说明理由。"), "reason")
    row.voided_on, row.void_reason = on, reason.strip()
    row.save(update_fields=["voided_on", "void_reason"])
    audit.append("reviewertraining.void", obj=row, actor=by, data={"reason": row.void_reason})
    return row


@transaction.atomic
def versed(
    row: Qualification, *, by: User, on: date, kinds: list[str], share: int
) -> ReviewerField:
    """Record what a reviewer is versed in and the share of full time given to reviews."""
    _demand(row, by)
    if not 1 <= share <= FULL_SHARE:
        raise _refusal(_("工时应当在百分之一至百分之一百之间。"), "share")
    made = ReviewerField.objects.create(
        qualification=row, kinds=list(kinds), share=share, set_on=on, set_by=by
    )
    audit.append("reviewerfield.set", obj=made, actor=by, data={"kinds": kinds, "share": share})
    return made


def field_of(row: Qualification) -> ReviewerField | None:
    """What was last recorded of the reviewer."""
    return ReviewerField.objects.filter(qualification=row).order_by("pk").last()
