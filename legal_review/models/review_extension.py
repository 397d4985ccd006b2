"""More time for a review (延长法制审核期限): asked for with its reason, answered by the head."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from legal_review.models.reviews import Review


class ReviewExtensionQuerySet(models.QuerySet["ReviewExtension"]):
    """Reading vocabulary of extensions."""

    def visible_to(self, user: Any) -> "ReviewExtensionQuerySet":
        """Extensions of the reviews the account may see."""
        return self.filter(review__in=Review.objects.visible_to(user))


class ReviewExtension(models.Model):
    """One request for more time. A review is extended once; a refused request may be made again."""

    class Status(models.TextChoices):
        ASKED = "asked", _("待审批")
        APPROVED = "approved", _("同意延长")
        REFUSED = "refused", _("不同意延长")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="extensions")
    reason = models.TextField(_("延长的理由"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField(_("申请日期"))
    old_due_on = models.DateField(_("原期限届满日"))
    status = models.CharField(_("状态"), max_length=8, choices=Status.choices, default=Status.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("审批日期"), null=True, blank=True)
    answer = models.TextField(_("审批意见"), blank=True)
    new_due_on = models.DateField(_("延长后的届满日"), null=True, blank=True)

    objects = ReviewExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("延长法制审核期限")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=~Q(status="refused"),
                name="review_extension_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="review_extension_has_reason"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="review_extension_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="asked")
                | Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(answer=""),
                name="review_extension_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", new_due_on__isnull=False)
                | ~Q(status="approved") & Q(new_due_on=None),
                name="review_extension_day_when_approved",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the review."""
        return int(self.review.agency_id)
