"""A campaign of file review (评查计划): what is reviewed, by whom, and how the sample was drawn."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency

MANAGE = "supervision.manage_reviews"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Reading vocabulary of campaigns."""

    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Campaigns that the account's own agency organises; everybody else gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm(MANAGE):
            return self.none()
        return self.filter(agency_id=user.agency_id)


class Campaign(models.Model):
    """One campaign. `lists` is the canonical JSON committed to before the draw (enforcement.draws);
    `sheet` the whole scoring sheet as it was then. Exactly one of `count` and `rate` is given."""

    class Status(models.TextChoices):
        PLANNING = "planning", _("拟定")
        COMMITTED = "committed", _("已承诺，待抽取")
        SCORING = "scoring", _("评查中")
        CLOSED = "closed", _("已通报")
        ABANDONED = "abandoned", _("已终止")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("评查名称"), max_length=200)
    agencies = models.ManyToManyField(Agency, related_name="+")
    period_from = models.DateField(_("案卷归档日期自"))
    period_to = models.DateField(_("案卷归档日期至"))
    kinds = models.JSONField(_("案卷类别"), default=list)
    count = models.PositiveSmallIntegerField(_("每个单位抽取件数"), null=True, blank=True)
    rate = models.PositiveSmallIntegerField(_("抽取比例（%）"), null=True, blank=True)
    sheet_key = models.CharField(_("评分表"), max_length=40)
    sheet = models.JSONField(default=dict)
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    reviewers_each = models.PositiveSmallIntegerField(_("每卷评查人数"), default=2)
    source_name = models.CharField(_("随机数来源"), max_length=100)
    source_url = models.URLField(_("来源网址"))
    source_how = models.CharField(_("取值和书写方法"), max_length=300)
    seed_mask = models.CharField(_("书写格式"), max_length=60)
    seed_day = models.DateField(_("随机数产生日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.PLANNING
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    lists = models.TextField(blank=True)
    commitment = models.CharField(_("承诺值"), max_length=64, blank=True)
    committed_at = models.DateTimeField(_("承诺时间"), null=True, blank=True)
    checkpoint = models.TextField(blank=True)
    seed_value = models.CharField(_("随机数"), max_length=60, blank=True)
    drawn_on = models.DateField(_("抽取日期"), null=True, blank=True)
    closed_on = models.DateField(_("通报日期"), null=True, blank=True)
    summary = models.TextField(_("通报意见"), blank=True)
    abandon_reason = models.CharField(_("终止理由"), max_length=300, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("评查计划")
        indexes = [models.Index(fields=["agency", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__isnull=True, rate__isnull=False)
                | models.Q(count__isnull=False, rate__isnull=True),
                name="campaign_count_or_rate",
            ),
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")),
                name="campaign_period_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewers_each__gte=2), name="campaign_two_reviewers"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["committed", "scoring", "closed"])
                | models.Q(committed_at__isnull=False)
                & ~models.Q(commitment="")
                & ~models.Q(lists=""),
                name="campaign_commits_to_lists",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["scoring", "closed"])
                | models.Q(drawn_on__gte=models.F("seed_day"))
                & ~models.Q(seed_value="")
                & ~models.Q(checkpoint=""),
                name="campaign_drawn_with_seed",
            ),
        ]

    def __str__(self) -> str:
        return self.title
