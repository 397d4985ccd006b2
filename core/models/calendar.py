"""The working-day calendar as data, and the deadlines counted on it (domain §10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarNotice(models.Model):
    """The official notice (or its absence) that a year's days come from."""

    region = models.CharField(max_length=6, blank=True)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=300, blank=True)
    provisional = models.BooleanField(default=False)
    imported_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)


class CalendarDay(models.Model):
    """One day in one region ("" is the whole country, a division code is an overlay)."""

    region = models.CharField(max_length=6, blank=True)
    date = models.DateField()
    is_workday = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)
    statutory = models.BooleanField(default=False)
    notice = models.ForeignKey(CalendarNotice, on_delete=models.PROTECT, related_name="days")
    provisional = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "date"], name="calendar_one_row_a_day")
        ]


class Deadline(models.Model):
    """One running or ended statutory period of one subject.

    `subject_type`/`subject_id` name the row it belongs to (for example "decision", "<pk>"), so that
    core needs to know no app. `period` is the snapshot of the period applied (count, unit, ...),
    so a later change of profile never moves a running deadline. `suspended_on` is set while the
    clock stands still; such a deadline cannot fall due.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("进行中")
        MET = "met", _("按期完成")
        LATE = "late", _("逾期完成")
        VOID = "void", _("不再适用")

    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    agency_id = models.BigIntegerField(null=True)
    region = models.CharField(max_length=6, blank=True)
    period = models.JSONField()
    article = models.CharField(max_length=300)
    start_on = models.DateField()
    suspensions = models.JSONField(default=list, blank=True)
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    suspended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "key"],
                condition=models.Q(outcome="open"),
                name="deadline_one_open_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["outcome", "due_on"]),
        ]


class DeadlineChange(models.Model):
    """An imported notice moved a deadline: both dates are kept."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="changes")
    notice = models.ForeignKey(CalendarNotice, on_delete=models.PROTECT, related_name="+")
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    old_provisional = models.BooleanField()
    new_provisional = models.BooleanField()
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
