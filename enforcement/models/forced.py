"""Forced execution by the agency itself (行政强制执行) and performance by substitute (代履行)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case
from enforcement.models.decision import Decision
from enforcement.models.kinds import Termination


class Terminated(models.Model):
    """终结执行 (行政强制法 40): the day and the ground, None for what did not end so."""

    terminated_on = models.DateField(_("终结执行日期"), null=True, blank=True)
    termination = models.CharField(
        _("终结执行的情形"), max_length=10, choices=Termination.choices, null=True, blank=True
    )

    class Meta:
        abstract = True


class ForcedQuerySet(models.QuerySet["ForcedExecution"]):
    """Reading vocabulary of forced executions."""

    def visible_to(self, user: Any) -> "ForcedQuerySet":
        """Those of the cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def used_reviews(self) -> models.QuerySet[Any, Any]:
        """Keys of the reviewed decisions that an execution stands on."""
        return self.filter(reviewed__isnull=False).values_list("reviewed", flat=True)


class ForcedExecution(Terminated):
    """催告 -> 陈述申辩 -> 强制执行决定 -> 执行 (行政强制法 34-38).

    `defence_answered_on` is needed only where a defence came in. `cleared_by_law` names the 法律
    that gives the agency the power itself (13): without one the court is asked. `review_due`: whether
    the list in force on the day of the decision wants such an execution reviewed, None before it;
    `reviewed` is the decision on it that passed, which no other execution may stand on.
    """

    class Way(models.TextChoices):
        TRANSFER = "transfer", _("划拨存款、汇款")
        AUCTION = "auction", _("拍卖或者依法处理财物")
        RESTORE = "restore", _("排除妨碍、恢复原状")
        DEMOLISH = "demolish", _("强制拆除违法的建筑物、构筑物、设施")
        OTHER = "other", _("其他强制执行方式")

    class Status(models.TextChoices):
        URGED = "urged", _("已催告")
        DECIDED = "decided", _("已作出强制执行决定")
        EXECUTED = "executed", _("已执行")
        PERFORMED = "performed", _("当事人已履行")
        ENDED = "ended", _("终结执行")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="forced_executions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("强制执行方式"), max_length=10, choices=Way.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.URGED)
    urging_no = models.CharField(_("催告书文号"), max_length=128)
    urged_on = models.DateField(_("催告书送达日期"))
    perform_until = models.DateField(_("履行义务的期限"))
    perform_how = models.TextField(_("履行义务的方式"))
    amount_cents = models.BigIntegerField(_("金钱给付的金额（分）"), default=0)
    defence = models.TextField(_("陈述申辩内容"), blank=True)
    defence_on = models.DateField(_("收到陈述申辩日期"), null=True, blank=True)
    defence_answer = models.TextField(_("对陈述申辩的复核意见"), blank=True)
    defence_answered_on = models.DateField(_("复核日期"), null=True, blank=True)
    power_basis = models.TextField(_("本机关强制执行权的法律依据"), blank=True)
    reason = models.TextField(_("强制执行的理由"), blank=True)
    means = models.TextField(_("强制执行的方式和时间"), blank=True)
    at_once_ground = models.TextField(_("转移或者隐匿财物的迹象"), blank=True)
    announced_on = models.DateField(_("强制拆除公告日期"), null=True, blank=True)
    decided_on = models.DateField(_("强制执行决定日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    doc_no = models.CharField(_("强制执行决定书文号"), max_length=128, blank=True)
    review_due = models.BooleanField(_("应当经法制审核"), null=True)
    reviewed = models.ForeignKey(
        Decision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("经法制审核的行政强制决定"),
    )
    started_at = models.DateTimeField(_("执行开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("执行结束时间"), null=True, blank=True)
    urgency = models.TextField(_("情况紧急的理由"), blank=True)
    record = models.TextField(_("执行情况"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ForcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政强制执行")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "way"],
                condition=models.Q(status__in=["urged", "decided"]),
                name="forced_execution_once",
            ),
            models.UniqueConstraint(
                fields=["reviewed"],
                condition=models.Q(reviewed__isnull=False),
                name="forced_review_used_once",
            ),
            models.CheckConstraint(
                condition=models.Q(perform_until__gt=models.F("urged_on"))
                & ~models.Q(urging_no=""),
                name="forced_urged_with_time",
            ),
            # 行政强制法 36, 37: a defence is answered first; the time of the urging has passed.
            models.CheckConstraint(
                condition=models.Q(status__in=["urged", "performed"])
                | (
                    models.Q(decided_on__isnull=False, decided_by__isnull=False)
                    & ~models.Q(doc_no="")
                    & ~models.Q(power_basis="")
                    & (
                        models.Q(decided_on__gt=models.F("perform_until"))
                        | ~models.Q(at_once_ground="")
                    )
                    & (
                        models.Q(defence_on__isnull=True)
                        | models.Q(
                            defence_answered_on__isnull=False,
                            defence_answered_on__lte=models.F("decided_on"),
                        )
                    )
                ),
                name="forced_decided_after_urging",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="executed")
                | models.Q(
                    started_at__isnull=False,
                    ended_at__isnull=False,
                    ended_at__gte=models.F("started_at"),
                ),
                name="forced_executed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.doc_no or self.urging_no

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """Reading vocabulary of substitutions."""

    def visible_to(self, user: Any) -> "SubstitutionQuerySet":
        """Those of the cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Substitution(Terminated):
    """代履行 (行政强制法 50-52): decision, urging three days before, supervised work, signatures.

    `at_once_ground`: what lies on a road, river or public place and the party cannot clear (52);
    then neither time nor urging is owed. `supervisors` name those of the agency at the scene.
    """

    class Status(models.TextChoices):
        ORDERED = "ordered", _("已作出代履行决定")
        URGED = "urged", _("已催告")
        EXECUTED = "executed", _("已代履行")
        PERFORMED = "performed", _("当事人已履行")
        ENDED = "ended", _("终结执行")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="substitutions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ORDERED)
    doc_no = models.CharField(_("代履行决定书文号"), max_length=128)
    ordered_on = models.DateField(_("代履行决定日期"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    basis = models.TextField(_("代履行的理由和依据"))
    means = models.TextField(_("代履行的方式"))
    subject = models.TextField(_("代履行的标的"))
    planned_on = models.DateField(_("代履行日期"))
    budget_cents = models.BigIntegerField(_("费用预算（分）"))
    performer = models.CharField(_("代履行人"), max_length=200)
    at_once_ground = models.TextField(_("需要立即清除且当事人不能清除的情况"), blank=True)
    urged_on = models.DateField(_("催告日期"), null=True, blank=True)
    started_at = models.DateTimeField(_("代履行开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("代履行结束时间"), null=True, blank=True)
    urgency = models.TextField(_("情况紧急的理由"), blank=True)
    supervisors = models.CharField(_("到场监督的工作人员"), max_length=200, blank=True)
    signatures = models.TextField(_("签名或者盖章情况"), blank=True)
    cost_cents = models.BigIntegerField(_("实际费用（分）"), null=True, blank=True)
    record = models.TextField(_("代履行情况"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("代履行")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(doc_no="")
                & ~models.Q(performer="")
                & models.Q(budget_cents__gte=0, planned_on__gte=models.F("ordered_on")),
                name="substitution_order_is_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="executed")
                | (
                    (models.Q(urged_on__isnull=False) | ~models.Q(at_once_ground=""))
                    & models.Q(started_at__isnull=False, ended_at__isnull=False)
                    & models.Q(ended_at__gte=models.F("started_at"))
                    & ~models.Q(signatures="")
                    & ~models.Q(supervisors="")
                ),
                name="substitution_executed_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.doc_no

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
