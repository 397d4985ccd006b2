"""A complaint or report about how a unit enforces (投诉举报), sealed from the unit it is about."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.models import Blob
from enforcement.models import Agency, Officer

HANDLE = "disclosure.handle_complaints"


def part_of(agency: Agency, unit: Agency) -> bool:
    """Whether an agency is the unit or a branch of it; a department is no branch of a government."""
    if agency.pk == unit.pk:
        return True
    return unit.kind != Agency.Kind.GOVERNMENT and agency.path.startswith(unit.path)


def _own(agency: Agency) -> models.Q:
    """Complaints about what the agency is a part of, as `part_of` says."""
    ends = range(Agency.steplen, len(agency.path), Agency.steplen)
    above = models.Q(unit__path__in=[agency.path[:end] for end in ends])
    return models.Q(unit_id=agency.pk) | above & ~models.Q(unit__kind=Agency.Kind.GOVERNMENT)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Reading vocabulary of complaints."""

    def visible_to(self, user: Any) -> "ComplaintQuerySet":
        """Those the account handles: as a supervisor of the unit from outside it, or as the legal
        reviewer whom the unit's own rules name. Nobody else finds one, by whatever way (404)."""
        if not user.is_authenticated or not user.has_perm(HANDLE):
            return self.none()
        mine = models.Q(pk__in=[])
        if "supervisor" in user.roles and user.agency is not None:
            mine |= models.Q(unit_id__in=user.visible_agency_ids()) & ~_own(user.agency)
        if "reviewer" in user.roles and user.agency_id is not None:
            own = models.Q(unit_id=user.agency_id)
            mine |= own & models.Q(handled_by=Complaint.Handler.LEGAL_UNIT)
        # Nobody handles what is said of themselves (回避).
        return self.filter(mine).exclude(officer__account=user)

    def pending(self) -> "ComplaintQuerySet":
        """Not answered and not declined."""
        return self.filter(status__in=Complaint.OPEN)


class Complaint(models.Model):
    """One complaint about one unit. Who complains and what is written is encrypted.

    `handled_by` is what the rules of the unit said on the day, or the supervisor where the `officer`
    complained about has a say in the unit's own legal reviews. There is no `agency` here on purpose:
    whatever goes by the agency of a row, as the audit log does, must not lead to the unit.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("已收到，待决定是否受理")
        ACCEPTED = "accepted", _("已受理，办理中")
        DECLINED = "declined", _("不予受理")
        ANSWERED = "answered", _("已答复")

    class Form(models.TextChoices):
        COMPLAINT = "complaint", _("投诉（涉及自己的权益）")
        REPORT = "report", _("举报（反映他人违法执法的线索）")

    class What(models.TextChoices):
        INACTION = "inaction", _("有案不立、推诿扯皮、以罚代管")
        MONEY = "money", _("乱收费、乱罚款、趋利性执法")
        INSPECTION = "inspection", _("乱检查")
        SEIZURE = "seizure", _("乱查封、扣押")
        OUTSIDE = "outside", _("违规异地执法")
        CONDUCT = "conduct", _("不亮证、态度粗暴等不文明执法")
        PROCEDURE = "procedure", _("其他违反程序的行为")

    class Handler(models.TextChoices):
        SUPERVISOR = "supervisor", _("行政执法监督机构")
        LEGAL_UNIT = "legal_unit", _("本机关法制机构")

    class Channel(models.TextChoices):
        REMEDY = "remedy", _("行政复议、行政诉讼")
        PETITION = "petition", _("信访")
        MARKET = "market", _("市场监管投诉举报（12315）")
        INFORMATION = "information", _("依申请公开政府信息")
        CORRECTION = "correction", _("更正公开信息")
        DISCIPLINE = "discipline", _("纪检监察举报（12388）")
        NONE = "none", _("没有其他途径")

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", _("满意")
        PARTLY = "partly", _("基本满意")
        DISSATISFIED = "dissatisfied", _("不满意")

    OPEN = (Status.RECEIVED, Status.ACCEPTED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("回执编号"), max_length=24, unique=True)
    code_hash = models.CharField(max_length=64)
    unit = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("被反映的机关")
    )
    officer = models.ForeignKey(
        Officer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("被反映的执法人员"),
    )
    handled_by = models.CharField(_("办理机构"), max_length=10, choices=Handler.choices)
    form = models.CharField(_("性质"), max_length=10, choices=Form.choices)
    what = models.CharField(_("反映的问题"), max_length=10, choices=What.choices)
    reporter = EncryptedTextField(_("投诉举报人"), blank=True)
    contact = EncryptedTextField(_("联系方式"), blank=True)
    statement = EncryptedTextField(_("具体情况"))
    received_on = models.DateField(_("收到日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.RECEIVED
    )
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    extended_on = models.DateField(_("延长日期"), null=True, blank=True)
    extend_reason = models.TextField(_("延长理由"), blank=True)
    channel = models.CharField(
        _("应当通过的途径"), max_length=12, choices=Channel.choices, blank=True
    )
    answer = models.TextField(_("答复"), blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    satisfaction = models.CharField(
        _("满意度"), max_length=12, choices=Satisfaction.choices, blank=True
    )
    rated_on = models.DateField(_("评价日期"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("投诉举报")
        indexes = [models.Index(fields=["unit", "status", "-received_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["declined", "answered"])
                | models.Q(answered_on__isnull=False, decided_by__isnull=False)
                & ~models.Q(answer=""),
                name="complaint_answered_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="declined") | ~models.Q(channel=""),
                name="complaint_declined_names_a_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(satisfaction="") | models.Q(status__in=["declined", "answered"]),
                name="complaint_rated_after_the_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        """Whether it waits for somebody."""
        return self.status in self.OPEN


class ComplaintFile(models.Model):
    """A file that came with a complaint; its name may say who sent it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(_("文件名"))

    class Meta:
        verbose_name = _("投诉举报附件")
