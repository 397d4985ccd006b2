"""What goes back and forth over a review: supplements, the unit's handling, an objection."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Discussion
from legal_review.models.reviews import Review

PERSON = settings.AUTH_USER_MODEL


class OfReviews(models.QuerySet[Any]):
    """Reading vocabulary of rows that belong to a review."""

    def visible_to(self, user: Any) -> "OfReviews":
        """Rows of the reviews the account may see."""
        return self.filter(review__in=Review.objects.visible_to(user))


class ReviewSupplement(models.Model):
    """Materials asked for during a review (补正材料); the clock stands still until the answer.

    `materials`: the list as it is after the answer; `seal`: SHA-256 over the seal before and that
    list (legal_review.seals).
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("等待补正")
        ANSWERED = "answered", _("已补正")
        LAPSED = "lapsed", _("未补正，审核已终结")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="supplements")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    items = models.TextField(_("要求补正的材料和事项"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(_("要求补正日期"))
    answer = models.TextField(_("补正说明"), blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("补正日期"), null=True)
    materials = models.JSONField(_("补正后的材料目录"), null=True)
    seal = models.CharField(_("补正后的校验值"), max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfReviews.as_manager()

    class Meta:
        verbose_name = _("审核补正")
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=models.Q(status="asked"),
                name="review_supplement_one_asked",
            ),
            models.CheckConstraint(
                condition=~models.Q(items=""), name="review_supplement_says_what"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="answered")
                | models.Q(answered_by__isnull=False, answered_on__isnull=False)
                & ~models.Q(answer="")
                & ~models.Q(seal=""),
                name="review_supplement_answered_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True)
                | models.Q(answered_on__gte=models.F("asked_on")),
                name="review_supplement_in_order",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the review."""
        return int(self.review.agency_id)


class ReviewHandling(models.Model):
    """What the handling unit did about an opinion (承办机构处理情况). Append-only."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="handling")
    text = models.TextField(_("承办机构处理情况"))
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("处理日期"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfReviews.as_manager()

    class Meta:
        verbose_name = _("审核意见处理情况")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="review_handling_says_what")
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the review."""
        return int(self.review.agency_id)


class ReviewObjection(models.Model):
    """An objection of the handling unit to a returned review (异议), its negotiation, its end."""

    class Status(models.TextChoices):
        RAISED = "raised", _("待协商")
        SETTLED = "settled", _("协商一致")
        UNRESOLVED = "unresolved", _("协商未达成一致")
        UPHELD = "upheld", _("集体讨论同意承办机构意见")
        REJECTED = "rejected", _("集体讨论未同意承办机构意见")

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="objection")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RAISED)
    grounds = models.TextField(_("异议的理由"))
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("提出异议日期"))
    negotiated_on = models.DateField(_("协商日期"), null=True)
    place = models.CharField(_("协商地点"), max_length=200, blank=True)
    present = models.TextField(_("参加协商人员"), blank=True)
    unit_view = models.TextField(_("承办机构意见"), blank=True)
    review_view = models.TextField(_("法制审核机构意见"), blank=True)
    outcome = models.TextField(_("协商结果"), blank=True)
    recorded_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    discussion = models.OneToOneField(
        Discussion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfReviews.as_manager()

    class Meta:
        verbose_name = _("对审核意见的异议")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(grounds=""), name="review_objection_has_grounds"
            ),
            models.CheckConstraint(
                condition=models.Q(status="raised")
                | models.Q(negotiated_on__isnull=False, recorded_by__isnull=False)
                & ~models.Q(unit_view="")
                & ~models.Q(review_view="")
                & ~models.Q(outcome=""),
                name="review_objection_negotiated_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(negotiated_on__isnull=True)
                | models.Q(negotiated_on__gte=models.F("raised_on")),
                name="review_objection_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["upheld", "rejected"])
                | models.Q(discussion__isnull=False),
                name="review_objection_was_discussed",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the review."""
        return int(self.review.agency_id)
