"""The yearly report of enforcement (行政执法统计年报): figures as of a day, and what is said about them."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency

VIEW = "supervision.view_reports"
WRITE = "supervision.write_reports"
PUBLISH = "supervision.publish_reports"
# The parts of the 情况说明, in the order of the report.
PARTS = ("staffing", "performance", "remedies", "problems", "plans")


class YearlyReportQuerySet(models.QuerySet["YearlyReport"]):
    """Reading vocabulary of yearly reports."""

    def visible_to(self, user: Any) -> "YearlyReportQuerySet":
        """Reports of the agencies the account may see."""
        if not user.is_authenticated or not user.has_perm(VIEW):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def own(self, user: Any) -> "YearlyReportQuerySet":
        """Those of the account's agency, which alone writes and publishes them."""
        return self.visible_to(user).filter(agency_id=user.agency_id)

    def public(self) -> "YearlyReportQuerySet":
        """What was published, every version of it, of announced agencies."""
        return self.filter(
            status=YearlyReport.Status.PUBLISHED, agency__status=Agency.Status.CONFIRMED
        )


class YearlyReport(models.Model):
    """One version of the report of one agency and year.

    Frozen: `figures` holds the tables as counted on `queried_on`, and nothing of it changes any more;
    a later correction is a new version whose `notice` says what is different and why.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("拟稿")
        FROZEN = "frozen", _("已定稿")
        PUBLISHED = "published", _("已公布")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    notice = models.TextField(_("更正说明"), blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    staffing = models.TextField(_("机构与人员"), blank=True)
    performance = models.TextField(_("三项制度执行情况"), blank=True)
    remedies = models.TextField(_("行政复议、行政诉讼情况"), blank=True)
    problems = models.TextField(_("存在的问题"), blank=True)
    plans = models.TextField(_("下一年度安排"), blank=True)
    # Key of annual.entered -> what the agency states itself.
    entered = models.JSONField(_("填报数"), null=True, blank=True)
    figures = models.JSONField(_("统计数据"), null=True, blank=True)
    queried_on = models.DateField(_("查询日期"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("公布期限"))
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = YearlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政执法统计年报")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "version"], name="yearly_report_version"
            ),
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=models.Q(status="draft"),
                name="yearly_report_one_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(notice=""),
                name="yearly_report_correction_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", figures__isnull=True, queried_on__isnull=True)
                | models.Q(figures__isnull=False, queried_on__isnull=False, frozen_by__isnull=False)
                & ~models.Q(status="draft"),
                name="yearly_report_frozen_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status="published", published_on__isnull=False, published_by__isnull=False
                )
                | models.Q(published_on__isnull=True, published_by__isnull=True)
                & ~models.Q(status="published"),
                name="yearly_report_published_has_day",
            ),
        ]
        indexes = [models.Index(fields=["status", "year"])]

    def __str__(self) -> str:
        told = f"{self.year}年度行政执法统计年报"
        return told if self.version == 1 else f"{told}（第{self.version}版）"

    @classmethod
    def heading(cls, part: str) -> str:
        """The heading of a part of the 情况说明."""
        return str(cls._meta.get_field(part).verbose_name)  # type: ignore[union-attr]  # a column

    @property
    def late(self) -> bool:
        """Whether the first version came after its day; a correction is late by itself never."""
        return bool(self.version == 1 and self.published_on and self.published_on > self.due_on)
