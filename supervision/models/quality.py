"""The quality of legal review: a month's sample, looked at again by somebody who cannot see the case."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from legal_review.models import Review, ReviewCheck
from supervision.models.campaign import MANAGE
from supervision.models.lot import Lot, lot_constraints

SECOND = "legal_review.review"


class QualitySampleQuerySet(models.QuerySet["QualitySample"]):
    """Reading vocabulary of samples."""

    def visible_to(self, user: Any) -> "QualitySampleQuerySet":
        """Samples that the account's own agency organises; everybody else gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm(MANAGE):
            return self.none()
        return self.filter(agency_id=user.agency_id)

    def public(self) -> "QualitySampleQuerySet":
        """Samples that were committed to, also those given up after it."""
        return self.filter(committed_at__isnull=False).exclude(commitment="")


class QualitySample(Lot):
    """The legal reviews of one month that are reviewed again.

    `month` is its first day; `people` says which account a number on the published list is.
    """

    class Status(models.TextChoices):
        PLANNING = "planning", _("拟定")
        COMMITTED = "committed", _("已承诺，待抽取")
        SCORING = "scoring", _("复审中")
        CLOSED = "closed", _("已公布")
        ABANDONED = "abandoned", _("已终止")

    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.PLANNING
    )
    month = models.DateField(_("审核月份"))
    people = models.JSONField(default=dict)

    objects = QualitySampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("审核质量抽查")
        indexes = [models.Index(fields=["agency", "status"])]
        constraints = [
            *lot_constraints("sample"),
            # Whoever could draw a month again would draw until the result suits.
            models.UniqueConstraint(
                fields=["agency", "month"],
                condition=~models.Q(status="abandoned"),
                name="sample_once_a_month",
            ),
        ]


class SecondReviewQuerySet(models.QuerySet["SecondReview"]):
    """Reading vocabulary of second reviews."""

    def own(self, user: Any) -> "SecondReviewQuerySet":
        """The sheets the account fills in."""
        if not user.is_authenticated or not user.has_perm(SECOND):
            return self.none()
        return self.filter(reviewer=user)

    def organised_by(self, user: Any) -> "SecondReviewQuerySet":
        """The sheets of the samples that the account's agency organises."""
        return self.filter(sample__in=QualitySample.objects.visible_to(user))

    def signed(self) -> "SecondReviewQuerySet":
        """Those with an opinion that cannot change any more."""
        return self.filter(status=SecondReview.Status.SIGNED)


class SecondReview(models.Model):
    """The sheet of one second reviewer for one drawn review. Once it is no longer open it stays.

    `ordinal` is the place of the review among those drawn, `turn` the place of the reviewer among those
    it was given to. `reason`: why the reviewer stood aside, or why the sheet was closed.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("复审中")
        SIGNED = "signed", _("已签署")
        RECUSED = "recused", _("已回避")
        BARRED = "barred", _("已关闭")

    class Outcome(models.TextChoices):
        PASS = "pass", _("审核通过")
        RETURN = "return", _("审核不通过")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sample = models.ForeignKey(QualitySample, on_delete=models.PROTECT, related_name="sheets")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ordinal = models.PositiveIntegerField(_("序号"))
    turn = models.PositiveSmallIntegerField(_("第几名复审人员"), default=1)
    status = models.CharField(_("状态"), max_length=8, choices=Status.choices, default=Status.OPEN)
    outcome = models.CharField(_("复审结论"), max_length=6, choices=Outcome.choices, blank=True)
    opinion = models.TextField(_("复审意见"), blank=True)
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    reason = models.CharField(_("回避或者关闭的理由"), max_length=300, blank=True)
    note = models.TextField(_("后续处理"), blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_on = models.DateField(_("处理日期"), null=True, blank=True)

    objects = SecondReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("复审表")
        ordering = ["ordinal", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "review", "turn"], name="second_review_turn"),
            models.UniqueConstraint(
                fields=["sample", "review", "reviewer"], name="second_review_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="signed")
                | models.Q(signed_at__isnull=False) & ~models.Q(outcome="") & ~models.Q(opinion=""),
                name="second_review_signed_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["recused", "barred"]) | ~models.Q(reason=""),
                name="second_review_ends_with_reason",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The organiser: the log of a second review is not that of the agency whose review it is."""
        return int(self.sample.agency_id)


class SecondCheck(models.Model):
    """One head of the checklist as the second reviewer answered it; no result until judged."""

    sheet = models.ForeignKey(SecondReview, on_delete=models.PROTECT, related_name="checks")
    head = models.CharField(max_length=40)
    label = models.CharField(_("审核内容"), max_length=200)
    result = models.CharField(
        _("结果"), max_length=4, choices=ReviewCheck.Result.choices, blank=True
    )
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("复审结果")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "head"], name="second_check_once"),
            models.CheckConstraint(
                condition=models.Q(result__in=["", "pass", "fail", "none", "flaw"]),
                name="second_check_is_known",
            ),
        ]
