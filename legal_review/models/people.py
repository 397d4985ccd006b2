"""Who reviews which draft, what each reviewer is versed in, and what they were trained in."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.models.kinds import ActionKind
from legal_review.models.qualification import Qualification
from legal_review.models.reviews import Review

FULL_SHARE = 100


class ReviewAssignment(models.Model):
    """A review given to a reviewer; `by` is null when the portal chose.

    `loads`: what each candidate carried at that moment, as [{"reviewer", "load", "share", "fit"}].
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField(_("分派日期"))
    reason = models.CharField(_("改派的理由"), max_length=300, blank=True)
    loads = models.JSONField(_("分派时各审核人员的工作量"), default=list)
    ended_on = models.DateField(_("改派日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("审核分派")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(ended_on=None), name="review_assigned_to_one"
            ),
            models.CheckConstraint(
                condition=Q(by=None) | ~Q(reason=""), name="review_assigned_with_reason"
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the review."""
        return int(self.review.agency_id)


class ReviewerField(models.Model):
    """What a reviewer is versed in, and the share of full time given to reviews. The newest counts.

    `kinds`: kinds of enforcement, all when empty.
    """

    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField(_("擅长的执法类别"), default=list)
    share = models.PositiveSmallIntegerField(_("用于审核的工时（%）"), default=FULL_SHARE)
    set_on = models.DateField(_("登记日期"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("审核专长和工时")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=FULL_SHARE), name="reviewer_share_in_percent"
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the reviewer."""
        return int(self.qualification.agency_id)

    @property
    def kinds_shown(self) -> str:
        """The kinds in words."""
        return "、".join(str(ActionKind(kind).label) for kind in self.kinds)


class ReviewerTrainingQuerySet(models.QuerySet["ReviewerTraining"]):
    """Reading vocabulary of trainings."""

    def visible_to(self, user: Any) -> "ReviewerTrainingQuerySet":
        """Trainings at the agencies the account may see."""
        return self.filter(qualification__agency_id__in=user.visible_agency_ids())

    def standing(self) -> "ReviewerTrainingQuerySet":
        """Records nobody took back."""
        return self.filter(voided_on=None)


class ReviewerTraining(models.Model):
    """One training of a reviewer: hours, day, and until when it counts. A wrong record is taken back."""

    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("培训内容"), max_length=200)
    organiser = models.CharField(_("举办单位"), max_length=120)
    hours = models.DecimalField(_("学时"), max_digits=5, decimal_places=1)
    held_on = models.DateField(_("培训日期"))
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    certificate = models.CharField(_("结业证书编号"), max_length=60, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    voided_on = models.DateField(_("作废日期"), null=True, blank=True)
    void_reason = models.CharField(_("作废的理由"), max_length=200, blank=True)

    objects = ReviewerTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("法制审核人员培训")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_has_hours"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("held_on")),
                name="training_valid_from_its_day",
            ),
            models.CheckConstraint(
                condition=Q(voided_on=None, void_reason="")
                | Q(voided_on__isnull=False) & ~Q(void_reason=""),
                name="training_void_with_reason",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the reviewer."""
        return int(self.qualification.agency_id)
