"""The time to decide: longer by approval, and the days that are left out of it (行政处罚法 60)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case


class OfCases(models.QuerySet[Any]):
    """Rows of cases."""

    def visible_to(self, user: Any) -> "OfCases":
        """Rows of cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Extension(models.Model):
    """One request for more time, and its answer. `step`: the first of the chain is 1.

    `body` is who decides by the rules of the field: a head, the heads together, a superior organ;
    `minutes` says who discussed it or how the superior answered.
    """

    class Body(models.TextChoices):
        HEAD = "head", _("本机关负责人批准")
        COLLECTIVE = "collective", _("负责人集体讨论决定")
        SUPERIOR = "superior", _("报上一级机关批准")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    step = models.PositiveSmallIntegerField(_("第几次延长"))
    body = models.CharField(_("决定方式"), max_length=10, choices=Body.choices)
    reason = models.TextField(_("延长的理由"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_on = models.DateField(_("申请日期"))
    approved = models.BooleanField(_("是否批准"), null=True)
    opinion = models.TextField(_("审批意见"), blank=True)
    minutes = models.TextField(_("集体讨论情况或者上级批复"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("审批日期"), null=True)
    old_due_on = models.DateField(_("原期限届满日"))
    new_due_on = models.DateField(_("延长后的届满日"), null=True)

    objects = OfCases.as_manager()

    class Meta:
        verbose_name = _("延长办案期限")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"],
                condition=models.Q(approved=True) | models.Q(approved__isnull=True),
                name="extension_each_step_once",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(
                condition=models.Q(approved__isnull=True)
                | models.Q(decided_by__isnull=False, decided_on__isnull=False)
                & ~models.Q(opinion=""),
                name="extension_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(body="head") | ~models.Q(approved=True) | ~models.Q(minutes=""),
                name="extension_of_others_has_minutes",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)


class Exclusion(models.Model):
    """Days that do not count: from the paper that begins them to the paper that ends them."""

    class Ground(models.TextChoices):
        TESTING = "testing", _("检测、检验、检疫、鉴定")
        PUBLIC_NOTICE = "public_notice", _("公告")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exclusions")
    ground = models.CharField(_("扣除事由"), max_length=13, choices=Ground.choices)
    started_on = models.DateField(_("开始日期"))
    start_paper = models.CharField(_("起始文书"), max_length=200)
    told_on = models.DateField(_("书面告知当事人日期"), null=True, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True)
    end_paper = models.CharField(_("终结文书"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfCases.as_manager()

    class Meta:
        verbose_name = _("不计入办案期限的期间")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "ground"],
                condition=models.Q(ended_on__isnull=True),
                name="exclusion_one_open_per_ground",
            ),
            models.CheckConstraint(
                condition=~models.Q(start_paper="")
                & (models.Q(ended_on__isnull=True) | ~models.Q(end_paper="")),
                name="exclusion_has_its_papers",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="exclusion_in_order",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
