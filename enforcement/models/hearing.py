"""A hearing (听证): when, where, who hears, who came, what was said (行政处罚法 63-65; 行政许可法 46-48)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case
from enforcement.models.procedure import Notice


class HearingQuerySet(models.QuerySet["Hearing"]):
    """Reading vocabulary of hearings."""

    def visible_to(self, user: Any) -> "HearingQuerySet":
        """Hearings of cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def over(self) -> "HearingQuerySet":
        """Hearings that ended, whether the party was heard or not."""
        return self.filter(status__in=[Hearing.Status.CLOSED, Hearing.Status.TERMINATED])

    def heard(self) -> "HearingQuerySet":
        """Hearings in which something was said: closed, or ended when the party walked out."""
        return self.filter(
            models.Q(status=Hearing.Status.CLOSED) | models.Q(ground=Hearing.Ground.LEFT)
        )


class Hearing(models.Model):
    """One hearing on one notice; a new day is a new row that follows the `previous` one.

    `agents`: names of the one or two people who act for the party. A request that is taken back
    before a day was set has neither day nor host.
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("已通知")
        HELD = "held", _("已举行")
        CLOSED = "closed", _("已结束")
        TERMINATED = "terminated", _("已终止")
        RESCHEDULED = "rescheduled", _("已改期")

    class Ground(models.TextChoices):
        ABSENT = "absent", _("当事人及其代理人无正当理由拒不出席")
        LEFT = "left", _("当事人及其代理人未经许可中途退出")
        WITHDRAWN = "withdrawn", _("当事人撤回听证申请")
        ENDED = "ended", _("当事人死亡或者终止，无权利义务承受人")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="hearings")
    previous = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        _("状态"), max_length=12, choices=Status.choices, default=Status.SCHEDULED
    )
    scheduled_on = models.DateField(_("听证日期"), null=True)
    starts_at = models.TimeField(_("听证时间"), null=True)
    place = models.CharField(_("听证地点"), max_length=200, blank=True)
    public = models.BooleanField(_("公开举行"), default=True)
    private_reason = models.CharField(_("不公开的理由"), max_length=300, blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    notified_on = models.DateField(_("通知送达日期"), null=True)
    agents = models.JSONField(_("代理人"), default=list, blank=True)
    record = models.TextField(_("听证笔录"), blank=True)
    signed = models.BooleanField(_("当事人已签名或者盖章"), default=False)
    unsigned_reason = models.CharField(_("拒绝签名的情况"), max_length=300, blank=True)
    held_on = models.DateField(_("举行日期"), null=True)
    report = models.TextField(_("听证报告"), blank=True)
    ground = models.CharField(_("终止事由"), max_length=10, choices=Ground.choices, blank=True)
    note = models.TextField(_("终止或者改期的情况"), blank=True)
    ended_on = models.DateField(_("结束日期"), null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = _("听证")
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=~models.Q(status="rescheduled"),
                name="hearing_one_live_per_notice",
            ),
            models.CheckConstraint(
                condition=models.Q(ground="withdrawn")
                | models.Q(scheduled_on__isnull=False, starts_at__isnull=False)
                & models.Q(host__isnull=False, clerk__isnull=False, notified_on__isnull=False)
                & ~models.Q(place=""),
                name="hearing_says_when_where_who",
            ),
            models.CheckConstraint(
                condition=models.Q(public=True) | ~models.Q(private_reason=""),
                name="hearing_private_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(host__isnull=True) | ~models.Q(host=models.F("clerk")),
                name="hearing_host_is_not_clerk",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["held", "closed"])
                | models.Q(held_on__isnull=False)
                & ~models.Q(record="")
                & (models.Q(signed=True) | ~models.Q(unsigned_reason="")),
                name="hearing_held_has_signed_record",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed")
                | models.Q(ended_on__isnull=False) & ~models.Q(report=""),
                name="hearing_closed_has_report",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="terminated")
                | models.Q(ended_on__isnull=False) & ~models.Q(ground="") & ~models.Q(note=""),
                name="hearing_terminated_has_ground",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
