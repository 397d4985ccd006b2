"""A procedural measure of a case (程序事项): asked for, approved or refused, carried out, ended."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.case import Case
from enforcement.models.officer import Officer

# Asked for and not yet over; the flow table of the kind says what may follow.
OPEN = ("applied", "approved", "sent", "accepted", "declined", "objected")
DECIDED = ("approved", "refused", "sent", "accepted", "declined", "objected", "done", "ended")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Reading vocabulary of measures."""

    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """Measures of the cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def open(self) -> "IncidentQuerySet":
        """Measures that are not over."""
        return self.filter(status__in=OPEN)

    def suspended(self) -> "IncidentQuerySet":
        """Suspensions in force."""
        return self.filter(kind=Incident.Kind.SUSPENSION, status=Incident.Status.APPROVED)

    def suspected_crime(self) -> "IncidentQuerySet":
        """Transfers of a suspected crime that were not refused and did not come back."""
        over = [Incident.Status.REFUSED, Incident.Status.ENDED]
        return self.filter(kind=Incident.Kind.CRIME_TRANSFER).exclude(status__in=over)

    def against(self, user: Any) -> "IncidentQuerySet":
        """Recusals in force of an account, whether as a person or as an officer."""
        rows = self.filter(kind=Incident.Kind.RECUSAL, status=Incident.Status.DONE)
        return rows.filter(Q(person=user) | Q(officer__account=user))


class Incident(models.Model):
    """One measure. `attachments` maps keys of incidents.attachments() to what was handed over.

    A recusal concerns an `officer`, or a `person` of the agency who is none (reviewer, head).
    """

    class Kind(models.TextChoices):
        RECUSAL = "recusal", _("回避")
        CRIME_TRANSFER = "crime_transfer", _("涉嫌犯罪案件移送")
        JURISDICTION_TRANSFER = "jurisdiction_transfer", _("管辖移送")
        SUSPENSION = "suspension", _("中止调查")
        TERMINATION = "termination", _("终止调查")
        FILING_WITHDRAWAL = "filing_withdrawal", _("撤销立案")

    class Status(models.TextChoices):
        APPLIED = "applied", _("待审批")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("不予批准")
        SENT = "sent", _("已移送，待回复")
        ACCEPTED = "accepted", _("公安机关已立案")
        DECLINED = "declined", _("对方不予立案或者不受理")
        OBJECTED = "objected", _("已提请复议")
        DONE = "done", _("已办结")
        ENDED = "ended", _("已终结，案件继续办理")

    class Applicant(models.TextChoices):
        HANDLER = "handler", _("承办人员提出")
        SELF = "self", _("本人自行申请")
        PARTY = "party", _("当事人申请")
        ORDER = "order", _("负责人决定")

    class Body(models.TextChoices):
        HEAD = "head", _("行政机关负责人")
        COLLECTIVE = "collective", _("负责人集体讨论")
        SUPERIOR = "superior", _("上级机关或者同级人民政府")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(_("事项"), max_length=24, choices=Kind.choices)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.APPLIED
    )
    applicant = models.CharField(
        _("提出方式"), max_length=10, choices=Applicant.choices, default=Applicant.HANDLER
    )
    ground = models.CharField(_("事由"), max_length=20)
    reason = models.TextField(_("事实和理由"))
    applied_on = models.DateField(_("提出日期"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_by = models.ManyToManyField(Officer, related_name="+", verbose_name=_("核实人员"))
    decided_as = models.CharField(_("决定机构"), max_length=10, choices=Body.choices, blank=True)
    decided_note = models.CharField(_("参加讨论人员或者上级决定文号"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("审批日期"), null=True)
    opinion = models.TextField(_("审批意见"), blank=True)
    target = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    target_name = models.CharField(_("受移送机关"), max_length=200, blank=True)
    number = models.CharField(_("文号"), max_length=128, blank=True)
    attachments = models.JSONField(_("移送材料"), default=dict, blank=True)
    started_on = models.DateField(_("移送或者开始日期"), null=True)
    answered_on = models.DateField(_("收到回复日期"), null=True)
    answer = models.TextField(_("回复内容"), blank=True)
    objected_on = models.DateField(_("提请复议日期"), null=True)
    objection = models.TextField(_("复议理由"), blank=True)
    ended_on = models.DateField(_("结束日期"), null=True)
    result = models.TextField(_("结果"), blank=True)
    new_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("程序事项")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(ground=""), name="incident_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="recusal")
                | Q(officer__isnull=False, person__isnull=True)
                | Q(officer__isnull=True, person__isnull=False),
                name="incident_recusal_names_one",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED)
                | Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(decided_as=""),
                name="incident_decided_has_decider",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(opinion=""), name="incident_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_as__in=["", "head"]) | ~Q(decided_note=""),
                name="incident_body_is_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sent", "accepted", "declined", "objected"])
                | Q(started_on__isnull=False) & ~Q(target_name=""),
                name="incident_sent_has_target",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(status__in=OPEN) & ~Q(kind="recusal"),
                name="incident_one_open_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["case", "officer"],
                condition=Q(kind="recusal", status__in=["applied", "done"]),
                name="incident_officer_recused_once",
            ),
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(kind="recusal", status__in=["applied", "done"]),
                name="incident_person_recused_once",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(kind="crime_transfer"), name="incident_crime")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.get_status_display()}）"

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)

    @property
    def latest(self) -> date:
        """The day of the last thing that happened to the measure."""
        days = (self.applied_on, self.decided_on, self.started_on, self.answered_on)
        return max(day for day in (*days, self.objected_on, self.ended_on) if day is not None)

    @property
    def subject_name(self) -> str:
        """Whom a recusal concerns; "" for other measures."""
        subject = self.officer or self.person
        return subject.name if subject else ""
