"""Warnings shown to people, and the heartbeat of the processes that raise them."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Alert(models.Model):
    """One warning to one account about one deadline or one subject; the unique keys make a repeated
    sweep harmless."""

    class Level(models.TextChoices):
        # Steps, not days: the rules of an agency say at how many days each is taken, and a warning
        # may be given later than that. How many days are left is in its text.
        WARN_7 = "warn7", _("提前提醒")
        WARN_3 = "warn3", _("首次预警")
        WARN_1 = "warn1", _("再次预警")
        UNIT_HEAD = "unit_head", _("逾期：报承办机构负责人")
        SUPERVISOR = "supervisor", _("逾期：报监督机关")
        ORIGINALS = "originals", _("原件告警")
        LOG = "log", _("日志告警")
        DOUBT = "doubt", _("可能依法不得公开")

    deadline = models.ForeignKey(
        "core.Deadline", null=True, blank=True, on_delete=models.PROTECT, related_name="alerts"
    )
    # What a warning without a deadline is about, for example "fixity:12".
    subject = models.CharField(max_length=80, blank=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(max_length=12, choices=Level.choices)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "recipient", "level"], name="alert_once"),
            models.UniqueConstraint(
                fields=["subject", "recipient"],
                condition=~models.Q(subject=""),
                name="alert_once_a_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=False) | ~models.Q(subject=""),
                name="alert_about_something",
            ),
        ]
        indexes = [models.Index(fields=["recipient", "read_at"])]

    @property
    def words(self) -> str:
        """The sentence in the language of the reader; one of before it was kept has the Chinese."""
        english = (get_language() or "").startswith("en")
        return (english and self.text_en) or self.text


class Heartbeat(models.Model):
    """The last time a background process reported; shown on /readyz and to supervisors."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()
    detail = models.JSONField(default=dict, blank=True)
