"""The publication log: what became of every number, for anybody to check.

`LedgerEntry.line` is the public text of a leaf. What a line commits to lies apart in `LedgerOpening`
and may be erased: the line, its leaf and every proof stay as they are.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.sealed import Head, Seal
from disclosure.models.record import ExternalRecord
from enforcement.models import Agency, Decision


class LedgerNumber(models.Model):
    """One decision number and how it stands by its entries; `verify_ledger` holds it to them.

    `ref` is random: the public log knows the number by nothing else. `month` is that of the decision
    ("2026-11").
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待公开")
        PUBLISHED = "published", _("已公开")
        WITHHELD = "withheld", _("依法不公开")

    ref = models.CharField(max_length=32, unique=True)
    decision = models.OneToOneField(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    record = models.OneToOneField(
        ExternalRecord, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("编号去向")
        indexes = [models.Index(fields=["month", "agency", "state"], name="ledger_number_counts")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, record__isnull=True)
                | models.Q(decision__isnull=True, record__isnull=False),
                name="ledger_number_has_one_source",
            ),
        ]


class LedgerEntry(models.Model):
    """One leaf, written in the transaction of the act. Append-only."""

    class Event(models.TextChoices):
        ISSUED = "issued", _("作出决定")
        RECEIVED = "received", _("接收报送")
        PUBLISHED = "published", _("公开")
        CORRECTED = "corrected", _("更正")
        WITHHELD = "withheld", _("不公开")
        REOPENED = "reopened", _("重新评估公开")
        TERM = "term", _("公开期限调整")
        WITHDRAWN = "withdrawn", _("撤下")
        EXPIRED = "expired", _("公示期满")

    id = models.BigAutoField(primary_key=True)
    number = models.ForeignKey(LedgerNumber, on_delete=models.PROTECT, related_name="entries")
    event = models.CharField(max_length=9, choices=Event.choices)
    line = models.TextField()

    class Meta:
        verbose_name = _("公示日志条目")


class LedgerOpening(models.Model):
    """What a line commits to, and its salt. It may be erased, never changed."""

    entry = models.OneToOneField(
        LedgerEntry, primary_key=True, on_delete=models.PROTECT, related_name="opening"
    )
    salt = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        verbose_name = _("承诺的内容")


class LedgerSeal(Seal):
    """Position of one entry in the publication log."""


class LedgerCheckpoint(Head):
    """A signed head of the publication log."""

    class Meta:
        indexes = [models.Index(fields=["at"], name="ledger_checkpoint_at")]
