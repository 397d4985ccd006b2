"""A follow-up of liability (责任追究): a decision was changed, revoked or found illegal."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Decision
from legal_review.models import Review

SEE = "supervision.view_liabilities"
CONCLUDE = "supervision.conclude_liabilities"


class LiabilityQuerySet(models.QuerySet["Liability"]):
    """Reading vocabulary of follow-ups."""

    def visible_to(self, user: Any) -> "LiabilityQuerySet":
        """Those of the agencies the account may see; everybody without the right gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm(SEE):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())


class Liability(models.Model):
    """Who had which part in a decision that did not stand, and what its review had said.

    `chain` is a list of {"part", "name", "account", "on", "said"}; `checks` the reviewer's checklist as a
    list of {"head", "label", "result", "note"}; both as they were when the follow-up was opened. `heads`
    are the keys of the checklist that failed, as the supervisor finds.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("待认定")
        CONCLUDED = "concluded", _("已认定")

    class Result(models.TextChoices):
        NONE = "none", _("不予追究责任")
        CORRECTED = "corrected", _("责令改正、批评教育")
        TRANSFERRED = "transferred", _("移送有权机关处理")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ground = models.TextField(_("撤销、变更或者确认违法的理由"))
    revoked_on = models.DateField(_("撤销、变更或者确认违法日期"))
    opened_on = models.DateField(_("立项日期"))
    chain = models.JSONField(_("责任链"), default=list)
    checks = models.JSONField(_("审核内容"), default=list)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.OPEN)
    heads = models.JSONField(_("未把住的审核内容"), default=list)
    result = models.CharField(_("认定结果"), max_length=12, choices=Result.choices, blank=True)
    conclusion = models.TextField(_("认定意见"), blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    concluded_on = models.DateField(_("认定日期"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LiabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("责任追究事项")
        indexes = [models.Index(fields=["agency", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="open", result="", conclusion="")
                | models.Q(
                    status="concluded", concluded_by__isnull=False, concluded_on__isnull=False
                )
                & ~models.Q(result="")
                & ~models.Q(conclusion=""),
                name="liability_concluded_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision.title} {self.decision.doc_no}".strip()
