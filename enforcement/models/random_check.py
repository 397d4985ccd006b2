"""The list of random checks (随机抽查事项清单) and the yearly plan of them, as announced."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.inspection_list import DECEMBER, JANUARY, AnnouncedQuerySet
from enforcement.models.item import Item


class RandomCheckItemQuerySet(AnnouncedQuerySet):
    """Reading vocabulary of the list."""

    def in_force(self, on: date) -> "RandomCheckItemQuerySet":
        """The list as it stood on the day."""
        ended = models.Q(effective_to__isnull=True) | models.Q(effective_to__gt=on)
        return self.filter(ended, effective_from__lte=on)

    def public(self, on: date) -> "RandomCheckItemQuerySet":
        """Announced lines in force, of announced agencies."""
        rows: RandomCheckItemQuerySet = super().public(on).filter(pk__in=self.in_force(on))  # type: ignore[assignment]  # filter() keeps the class
        return rows


class RandomCheckItem(models.Model):
    """One line of the list (domain §6.3). `item` is the inspection item of the power list."""

    class Way(models.TextChoices):
        OPEN = "open", _("不定向抽查")
        TARGETED = "targeted", _("定向抽查")

    class Weight(models.TextChoices):
        GENERAL = "general", _("一般检查事项")
        KEY = "key", _("重点检查事项")

    agency = models.ForeignKey(
        Agency,
        verbose_name=_("抽查主体"),
        on_delete=models.PROTECT,
        related_name="random_check_items",
    )
    item = models.ForeignKey(
        Item, verbose_name=_("对应的行政检查事项"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("抽查事项名称"), max_length=300)
    basis = models.TextField(_("抽查依据"))
    target = models.TextField(_("抽查对象"))
    content = models.TextField(_("抽查内容"))
    ratio = models.CharField(_("抽查比例"), max_length=60)
    way = models.CharField(_("抽查方式"), max_length=10, choices=Way.choices)
    method = models.CharField(_("检查方法"), max_length=60)
    frequency = models.CharField(_("抽查频次"), max_length=60)
    times_a_year = models.PositiveSmallIntegerField(_("每年次数"), null=True, blank=True)
    weight = models.CharField(
        _("检查类别"), max_length=10, choices=Weight.choices, default=Weight.GENERAL
    )
    field = models.CharField(_("抽查领域"), max_length=60, blank=True)
    level = models.CharField(_("抽查层级"), max_length=60, blank=True)
    leading_unit = models.CharField(_("发起部门"), max_length=100, blank=True)
    joining_units = models.CharField(_("配合部门"), max_length=300, blank=True)
    season = models.CharField(_("实施时间"), max_length=100, blank=True)
    remark = models.CharField(_("备注"), max_length=300, blank=True)
    effective_from = models.DateField(_("生效日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)

    objects = RandomCheckItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("随机抽查事项")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="random_check_item_period",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RandomCheckPlan(models.Model):
    """One line of the yearly plan (年度抽查计划): which item, of how many objects, in which months.

    `base` is the number of objects when the plan is made (抽查基数).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    check_item = models.ForeignKey(
        RandomCheckItem,
        verbose_name=_("抽查事项"),
        on_delete=models.PROTECT,
        related_name="plans",
    )
    base = models.PositiveIntegerField(_("抽查基数"))
    count = models.PositiveIntegerField(_("计划抽查户数"))
    first_month = models.PositiveSmallIntegerField(_("开始月份"))
    last_month = models.PositiveSmallIntegerField(_("结束月份"))
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AnnouncedQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度抽查计划")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_month__gte=JANUARY, last_month__lte=DECEMBER)
                & models.Q(first_month__lte=models.F("last_month")),
                name="random_check_plan_months",
            ),
            models.CheckConstraint(
                condition=models.Q(count__gte=1, count__lte=models.F("base")),
                name="random_check_plan_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.check_item}"

    @property
    def name(self) -> str:
        """What its pages call it."""
        return str(self)

    def covers(self, day: date) -> bool:
        """Whether a draw on the day is within the months of the plan."""
        return self.year == day.year and self.first_month <= day.month <= self.last_month
