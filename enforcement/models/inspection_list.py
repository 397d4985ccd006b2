"""What an agency announces about its inspections: the plan of the year, and how often at most."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.item import Item

JANUARY, DECEMBER = 1, 12


class AnnouncedQuerySet(models.QuerySet[Any]):
    """Reading vocabulary of announced rows."""

    def public(self, on: date) -> "AnnouncedQuerySet":
        """Rows announced by the day, of announced agencies."""
        return self.filter(published_on__lte=on, agency__status=Agency.Status.CONFIRMED)


class InspectionPlan(models.Model):
    """One line of the yearly plan (年度检查计划): which item, whom, how many, in which months."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    item = models.ForeignKey(
        Item, verbose_name=_("检查事项"), on_delete=models.PROTECT, related_name="+"
    )
    target = models.CharField(_("检查对象范围"), max_length=300)
    count = models.PositiveIntegerField(_("计划检查户数"))
    first_month = models.PositiveSmallIntegerField(_("开始月份"))
    last_month = models.PositiveSmallIntegerField(_("结束月份"))
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AnnouncedQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度检查计划")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    first_month__gte=JANUARY,
                    last_month__lte=DECEMBER,
                    first_month__lte=models.F("last_month"),
                ),
                name="plan_months",
            ),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="plan_counts_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.item}（{self.target}）"

    @property
    def name(self) -> str:
        """What its pages call it."""
        return str(self)

    def covers(self, day: date) -> bool:
        """Whether a visit on the day is within the months of the plan."""
        return self.year == day.year and self.first_month <= day.month <= self.last_month


class InspectionCap(models.Model):
    """How often at most one enterprise is visited in a year (年度检查频次上限), as announced.

    Without an item it holds for every item of the agency; `grade` is the class of enterprises it
    is for (分级分类检查), "" all of them.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        Item,
        verbose_name=_("检查事项"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    grade = models.CharField(_("企业类别"), max_length=60, blank=True)
    times = models.PositiveSmallIntegerField(_("每年最多次数"))
    basis = models.CharField(_("公布文件"), max_length=200)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AnnouncedQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度检查频次上限")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="cap_period",
            )
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.item or self.agency), self.grade, self.basis]))

    @property
    def name(self) -> str:
        """What its pages call it."""
        return str(self)
