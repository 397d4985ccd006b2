"""Filing of major penalties (重大行政处罚备案) with the organ that supervises the agency."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Blob, Deadline
from enforcement.models import Agency, Decision


class PenaltyFilingQuerySet(models.QuerySet["PenaltyFiling"]):
    """Reading vocabulary of filings."""

    def visible_to(self, user: Any) -> "PenaltyFilingQuerySet":
        """Filings of the agencies whose cases the account may see."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def unsent(self) -> "PenaltyFilingQuerySet":
        """Filings the agency still has to send, or to send again."""
        return self.filter(status__in=PenaltyFiling.UNSENT)


class PenaltyFiling(models.Model):
    """The duty to file one penalty decision, and what became of it.

    `reasons`: the rules that demand it, as {"rule", "reason", "article"}. `receiver` is the organ it
    was sent to; `number` (备案号) is given on receipt. The clock runs until a package is sent and
    stands still while the receiver has it.
    """

    class Status(models.TextChoices):
        DUE = "due", _("待报送")
        SENT = "sent", _("已报送，待接收")
        RETURNED = "returned", _("已退回补正")
        RECEIVED = "received", _("已备案，审查中")
        ASKED = "asked", _("待答复询问")
        REVIEWED = "reviewed", _("已审查")

    class Result(models.TextChoices):
        CLEAR = "clear", _("未发现问题")
        ADVISED = "advised", _("提出纠正意见")

    UNSENT = (Status.DUE, Status.RETURNED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(_("应当备案的理由"))
    status = models.CharField(_("状态"), max_length=8, choices=Status.choices, default=Status.DUE)
    receiver = models.ForeignKey(
        Agency,
        verbose_name=_("接收机关"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_on = models.DateField(_("报送日期"), null=True, blank=True)
    number = models.CharField(_("备案号"), max_length=64, blank=True)
    received_on = models.DateField(_("备案日期"), null=True, blank=True)
    result = models.CharField(_("审查结果"), max_length=8, choices=Result.choices, blank=True)
    reviewed_on = models.DateField(_("审查日期"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PenaltyFilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("重大行政处罚备案")
        indexes = [models.Index(fields=["agency", "status"], name="penalty_filing_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["receiver", "number"],
                condition=~Q(number=""),
                name="penalty_filing_number_once",
            ),
            models.CheckConstraint(
                condition=Q(receiver=None) | ~Q(receiver=F("agency")),
                name="penalty_filing_not_with_oneself",
            ),
            models.CheckConstraint(
                condition=Q(status="due") | Q(receiver__isnull=False, sent_on__isnull=False),
                name="penalty_filing_sent_has_receiver",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["due", "sent", "returned"])
                | Q(received_on__isnull=False) & ~Q(number=""),
                name="penalty_filing_received_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(status="reviewed") | Q(reviewed_on__isnull=False) & ~Q(result=""),
                name="penalty_filing_reviewed_has_result",
            ),
        ]

    def __str__(self) -> str:
        return str(self.decision)


class FilingPackage(models.Model):
    """What was sent once: the report, everything bound into one PDF, and the list with hashes.

    `items`: [{"title", "number", "day", "pages", "sha256", "sm3"}], the report first. Append-only.
    """

    filing = models.ForeignKey(PenaltyFiling, on_delete=models.PROTECT, related_name="packages")
    ordinal = models.PositiveSmallIntegerField(_("报送次数"))
    report = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    bound = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(_("材料清单"))
    items_sha256 = models.CharField(_("清单校验值（SHA-256）"), max_length=64)
    note = models.CharField(_("补正说明"), max_length=500, blank=True)
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_on = models.DateField(_("报送日期"))

    class Meta:
        verbose_name = _("备案材料")
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "ordinal"], name="filing_package_once")
        ]

    @property
    def agency_id(self) -> int:
        """The agency that sent it."""
        return int(self.filing.agency_id)


class FilingEntry(models.Model):
    """What the organ and the agency said to each other about a filing. Append-only."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("退回补正")
        RECEIVED = "received", _("接收备案")
        QUESTION = "question", _("询问")
        ANSWER = "answer", _("答复")
        RESULT = "result", _("审查结果")

    filing = models.ForeignKey(PenaltyFiling, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    text = models.TextField(_("内容"))
    due_on = models.DateField(_("答复期限"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("日期"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("备案往来")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="filing_entry_says_something"),
            models.CheckConstraint(
                condition=Q(kind="question", due_on__isnull=False)
                | ~Q(kind="question") & Q(due_on=None),
                name="filing_entry_question_has_day",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency whose decision was filed."""
        return int(self.filing.agency_id)
