"""Destroying originals after their time (处置): the appraisal, its list, and what stays of each item."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency
from recording.models.evidence import Evidence


class DisposalQuerySet(models.QuerySet["DisposalAppraisal"]):
    """Reading vocabulary of appraisals."""

    def visible_to(self, user: Any) -> "DisposalQuerySet":
        """Those of the agencies whose internal rows the account may see."""
        return self.filter(agency__in=user.visible_agency_ids())


class DisposalAppraisal(models.Model):
    """鉴定记录: why a list of items whose keeping has ended may be destroyed (档案法实施条例 24).

    A second person approves or refuses it; the worker carries it out.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("待审批")
        APPROVED = "approved", _("已批准，待销毁")
        REFUSED = "refused", _("不予销毁")
        EXECUTED = "executed", _("已执行")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    appraiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    members = models.CharField(_("鉴定小组成员"), max_length=300)
    grounds = models.CharField(_("鉴定依据"), max_length=500)
    assessment = models.CharField(_("价值鉴定意见"), max_length=1000)
    appraised_on = models.DateField(_("鉴定日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    opinion = models.CharField(_("审批意见"), max_length=500, blank=True)
    executed_at = models.DateTimeField(_("执行时间"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("鉴定记录")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="disposal_second_person_decides",
                condition=models.Q(status="pending", decided_by=None, decided_at=None)
                | (
                    ~models.Q(status="pending")
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(decided_by=models.F("appraiser"))
                ),
            ),
            models.CheckConstraint(
                name="disposal_refused_with_reason",
                condition=~models.Q(status="refused") | ~models.Q(opinion=""),
            ),
            models.CheckConstraint(
                name="disposal_appraised_in_full",
                condition=~models.Q(members="") & ~models.Q(grounds="") & ~models.Q(assessment=""),
            ),
        ]

    def __str__(self) -> str:
        return str(_("鉴定记录第%(no)s号")) % {"no": self.pk}


class DisposalItem(models.Model):
    """One line of the list. `until` and `basis` as they stood at the appraisal; `left_out` says why the
    item was not destroyed after all."""

    appraisal = models.ForeignKey(DisposalAppraisal, on_delete=models.PROTECT, related_name="items")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="appraisals")
    until = models.DateField(_("保管至"))
    basis = models.CharField(_("保管期限的依据"), max_length=300)
    left_out = models.CharField(_("未销毁的原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "evidence"], name="disposal_item_once")
        ]


class Disposal(models.Model):
    """What stays of a destroyed item: its digests and the appraisal. Append-only.

    Written before the bytes are removed, so that nobody takes their absence for damage; `removed_at`
    is written once they are. `shared`: the same bytes are still kept for another item and stay.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="disposal")
    appraisal = models.ForeignKey(
        DisposalAppraisal, on_delete=models.PROTECT, related_name="disposals"
    )
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField()  # of its printed copy, as counted in the file's list
    shared = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    removed_at = models.DateTimeField(_("销毁时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("销毁记录")
