"""A campaign of file review (评查计划): what is reviewed, by whom, and how the sample was drawn."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from supervision.models.lot import Lot, lot_constraints

MANAGE = "supervision.manage_reviews"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Reading vocabulary of campaigns."""

    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Campaigns that the account's own agency organises; everybody else gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm(MANAGE):
            return self.none()
        return self.filter(agency_id=user.agency_id)


class Campaign(Lot):
    """One campaign of file review; `sheet` is the whole scoring sheet as it was then."""

    class Status(models.TextChoices):
        PLANNING = "planning", _("拟定")
        COMMITTED = "committed", _("已承诺，待抽取")
        SCORING = "scoring", _("评查中")
        CLOSED = "closed", _("已通报")
        ABANDONED = "abandoned", _("已终止")

    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.PLANNING
    )
    period_from = models.DateField(_("案卷归档日期自"))
    period_to = models.DateField(_("案卷归档日期至"))
    kinds = models.JSONField(_("案卷类别"), default=list)
    sheet_key = models.CharField(_("评分表"), max_length=40)
    sheet = models.JSONField(default=dict)
    reviewers_each = models.PositiveSmallIntegerField(_("每卷评查人数"), default=2)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("评查计划")
        indexes = [models.Index(fields=["agency", "status"])]
        constraints = [
            *lot_constraints("campaign"),
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")),
                name="campaign_period_in_order",
            ),
            # One reviewer alone is no independent scoring (广东省行政执法案卷评查办法 10); an agency's
            # rules ("evaluate.reviewers") may ask for more, never for fewer.
            models.CheckConstraint(
                condition=models.Q(reviewers_each__gte=2), name="campaign_two_reviewers"
            ),
        ]
