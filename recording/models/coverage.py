"""What is told about the recordings of a step: segments marked in them, reasons for what they lack."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recording.models.evidence import Evidence
from recording.models.step import Step


class RecordingMark(models.Model):
    """A segment (domain §8.3) seen in a recording, at so many seconds. Append-only.

    A mark set by mistake is taken back by a further row that names it in `cancels`.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    segment = models.CharField(_("内容"), max_length=20)
    second = models.PositiveIntegerField(_("位置（秒）"), default=0)
    cancels = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("录音录像标记")
        ordering = ["second", "pk"]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.evidence.agency_id


class CoverageNote(models.Model):
    """Why a recording was broken off, or lacks something: one finding, one reason. Append-only."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("问题"), max_length=10)
    begins = models.DateTimeField(_("开始"))
    segment = models.CharField(_("内容"), max_length=20, blank=True)
    reason = models.TextField(_("原因说明"), max_length=1000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("音像记录说明")
        ordering = ["begins", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "kind", "begins", "segment"], name="coverage_note_once"
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.step.agency_id
