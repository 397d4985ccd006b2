"""Legal review (法制审核): who may review, each submission, its checklist and its outcome."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Decision, DraftVersion


class QualificationQuerySet(models.QuerySet["Qualification"]):
    """Reading vocabulary of qualifications."""

    def valid(self, on: date) -> "QualificationQuerySet":
        """Qualifications in force on the day."""
        return self.filter(valid_from__lte=on).filter(
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=on)
        )


class Qualification(models.Model):
    """A reviewer's qualification: 法律职业资格, or review work begun before it was required."""

    class Ground(models.TextChoices):
        LEGAL_PROFESSION = "legal_profession", _("国家统一法律职业资格")
        EARLIER_REVIEWER = "earlier_reviewer", _("非初次从事法制审核")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("资格依据"), max_length=20, choices=Ground.choices)
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    reviewing_since = models.DateField(_("从事法制审核起始日期"))
    valid_from = models.DateField(_("生效日期"))
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("法制审核人员资格")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reading vocabulary of reviews."""

    def visible_to(self, user: Any) -> "ReviewQuerySet":
        """Reviews of the agencies the account may see."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def of(self, decision: Decision) -> "ReviewQuerySet":
        """Every submission of a draft, the first round first."""
        return self.filter(decision=decision).order_by("round")


class Review(models.Model):
    """One submission of one frozen draft, and its outcome. A decided review never changes."""

    class Status(models.TextChoices):
        OPEN = "open", _("待审核")
        PASSED = "passed", _("审核通过")
        RETURNED = "returned", _("审核不通过，已退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("送审次数"), default=1)
    materials = models.JSONField(_("送审材料目录"), default=list)
    reasons = models.JSONField(_("应当审核的理由"), default=list)
    declared = models.BooleanField(_("承诺材料真实、准确、完整"), default=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_on = models.DateField(_("送审日期"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(_("审核意见文号"), max_length=128, blank=True)
    opinion = models.TextField(_("审核意见"), blank=True)
    decided_on = models.DateField(_("审核日期"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("法制审核")
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(status="open"),
                name="review_one_open_per_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "withdrawn"])
                | (
                    models.Q(reviewer__isnull=False, decided_on__isnull=False)
                    & ~models.Q(opinion="")
                ),
                name="review_decided_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(declared=True), name="review_materials_declared"
            ),
        ]


class ReviewCheck(models.Model):
    """One head of the checklist (domain §9.3) with its result."""

    class Result(models.TextChoices):
        PASS = "pass", _("通过")
        FAIL = "fail", _("不通过")
        NONE = "none", _("不适用")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="checks")
    head = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    result = models.CharField(max_length=4, choices=Result.choices)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "head"], name="review_check_once")]


class ReviewAnswer(models.Model):
    """One head of 行政处罚法 58 as the handler judged it at submission. Append-only."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    head = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    applies = models.BooleanField(_("是否属于该情形"))
    reason = models.TextField(_("理由"))

    class Meta:
        verbose_name = _("应当审核情形的判断")
        constraints = [
            models.UniqueConstraint(fields=["review", "head"], name="review_answer_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="review_answer_has_reason"),
        ]
