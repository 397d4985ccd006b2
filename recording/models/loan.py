"""The lending register (借阅登记) of archived files."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enforcement.models import Case
from recording.models.archive import Archive


class LoanQuerySet(models.QuerySet["Loan"]):
    """Reading vocabulary of loans."""

    def visible_to(self, user: Any) -> "LoanQuerySet":
        """Loans of the files of cases the account may see."""
        return self.filter(archive__case__in=Case.objects.visible_to(user))

    def overdue(self, on: date) -> "LoanQuerySet":
        """Out beyond their day. Electronic ones end by themselves."""
        out = self.filter(status=Loan.Status.LENT, until__lt=on)
        return out.exclude(form=Loan.Form.ELECTRONIC)


class Loan(models.Model):
    """One lending of a file: who, what for, by whose leave, until when, and its return."""

    class What(models.TextChoices):
        WHOLE = "whole", _("全卷")
        MAIN = "main", _("正卷")
        SECOND = "second", _("副卷")

    class Form(models.TextChoices):
        COPY = "copy", _("复制件")
        ORIGINAL = "original", _("纸质原卷")
        ELECTRONIC = "electronic", _("电子查阅")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("待批准")
        LENT = "lent", _("已借出")
        REFUSED = "refused", _("不予批准")
        RETURNED = "returned", _("已归还")

    archive = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="loans")
    what = models.CharField(_("借阅内容"), max_length=10, choices=What.choices)
    form = models.CharField(_("借阅方式"), max_length=10, choices=Form.choices)
    borrower = models.CharField(_("借阅人"), max_length=60)
    unit = models.CharField(_("借阅单位"), max_length=100)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(_("用途"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200)
    starts_on = models.DateField(_("借阅日期"))
    until = models.DateField(_("应还日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.REQUESTED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("批准日期"), null=True, blank=True)
    opinion = models.CharField(_("审批意见"), max_length=200, blank=True)
    returned_on = models.DateField(_("归还日期"), null=True, blank=True)
    return_note = models.CharField(_("归还时的情况"), max_length=200, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("案卷借阅")
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("requested_by")), name="loan_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(form="electronic", account__isnull=False)
                | ~Q(form="electronic") & Q(account=None),
                name="loan_electronic_to_account",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("starts_on")), name="loan_ends_later"),
            models.CheckConstraint(
                condition=Q(status="requested") | Q(decided_by__isnull=False),
                name="loan_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["archive", "what"],
                condition=Q(form="original", status="lent"),
                name="loan_original_once",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the file."""
        return int(self.archive.agency_id)

    def late(self, on: date) -> bool:
        """Whether it should have come back."""
        out = self.status == self.Status.LENT and self.form != self.Form.ELECTRONIC
        return out and self.until < on

    def open(self, on: date) -> bool:
        """Whether an electronic loan shows the file on the day."""
        lent = self.status == self.Status.LENT and self.form == self.Form.ELECTRONIC
        return lent and self.starts_on <= on <= self.until
