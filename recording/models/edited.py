"""Edited copies (编辑副本): clips, covered areas and muted spans, always beside the original."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from recording.models.evidence import Evidence

REASON_LENGTH, PURPOSE_LENGTH, PROBLEM_LENGTH = 300, 200, 300


class EditedCopy(models.Model):
    """An object made from an original by a list of edits. It never replaces the original.

    `parent_sha256`: digest of the original it is made from; `edits`: recording.media.edits.Edits as
    JSON. Both stay as asked. `blob`: the result with its SHA-256 and SM3, in the write-once store.
    `progress` in percent; `problem`: why it could not be made.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("照片")
        VIDEO = "video", _("录像")
        AUDIO = "audio", _("录音")

    class Status(models.TextChoices):
        ASKED = "asked", _("等待制作")
        WORKING = "working", _("正在制作")
        READY = "ready", _("制作完成")
        FAILED = "failed", _("未能制作")

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="edited_copies")
    parent_sha256 = models.CharField(_("原件 SHA-256"), max_length=64)
    kind = models.CharField(_("种类"), max_length=5, choices=Kind.choices)
    edits = models.JSONField(_("编辑内容"))
    reason = models.CharField(_("编辑理由"), max_length=REASON_LENGTH)
    purpose = models.CharField(_("用途"), max_length=PURPOSE_LENGTH)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("申请时间"))
    status = models.CharField(_("状态"), max_length=7, choices=Status.choices, default=Status.ASKED)
    progress = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    problem = models.CharField(_("未能制作的原因"), max_length=PROBLEM_LENGTH, blank=True)
    touched_at = models.DateTimeField()
    blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tool = models.CharField(_("制作程序"), max_length=200, blank=True)
    ready_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("编辑副本")
        ordering = ["pk"]
        indexes = [models.Index(fields=["status"], name="edited_copy_status")]
        constraints = [
            models.CheckConstraint(
                name="edited_copy_ready_has_content",
                condition=models.Q(status="ready", blob__isnull=False, ready_at__isnull=False)
                | (~models.Q(status="ready") & models.Q(blob=None, ready_at=None)),
            ),
            models.CheckConstraint(
                name="edited_copy_is_another_object",
                condition=models.Q(blob=None) | ~models.Q(blob_id=models.F("parent_sha256")),
            ),
            models.CheckConstraint(
                name="edited_copy_has_reason_and_purpose",
                condition=~models.Q(reason="") & ~models.Q(purpose=""),
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.evidence.agency_id
