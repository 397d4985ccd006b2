"""What is learned about originals beside their rows: why one was kept, what a look found."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from recording.media.finding import Verdict
from recording.models.evidence import Evidence

REASON_LENGTH, PROBLEM_LENGTH = 300, 400


class KeptAnyway(models.Model):
    """An original that was refused and kept because the officer insists (例外保留). Append-only.

    `problem` is the sentence that was shown; who and when are those of the evidence row.
    """

    evidence = models.OneToOneField(
        Evidence, on_delete=models.PROTECT, primary_key=True, related_name="kept_anyway"
    )
    problem = models.CharField(_("问题"), max_length=PROBLEM_LENGTH)
    reason = models.CharField(_("仍要保留的理由"), max_length=REASON_LENGTH)

    class Meta:
        verbose_name = _("例外保留")


class MediaProbe(models.Model):
    """What one look at an original found (检测结果); a later look is a further row. Append-only.

    Of the bytes, not of the evidence row: the same bytes twice are looked at once. Columns as in
    recording.media.finding.Finding.
    """

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=200)
    verdict = models.CharField(_("检测结论"), max_length=12, choices=Verdict.choices)
    detail = models.CharField(max_length=300, blank=True)
    container = models.CharField(max_length=200, blank=True)
    video_codec = models.CharField(max_length=200, blank=True)
    audio_codec = models.CharField(max_length=200, blank=True)
    duration = models.FloatField(null=True, blank=True)
    width = models.IntegerField(null=True, blank=True)
    height = models.IntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    zone_told = models.BooleanField(default=False)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    device = models.CharField(max_length=200, blank=True)
    probed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("检测结果")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["blob", "tool"], name="probe_once_per_tool")]


class Derivative(models.Model):
    """A copy made for viewing (查看副本): a thumbnail, preview, waveform or playable film.

    It never stands for the original, can be made again at any time, and lies in a place of its own.
    `blob` is the parent, by its SHA-256; `progress` in percent; `reason` says why it failed.
    """

    class Kind(models.TextChoices):
        THUMBNAIL = "thumbnail", _("缩略图")
        PREVIEW = "preview", _("预览图")
        WAVEFORM = "waveform", _("声音波形")
        PROXY = "proxy", _("播放副本")

    class Status(models.TextChoices):
        WAITING = "waiting", _("等待生成")
        MAKING = "making", _("正在生成")
        READY = "ready", _("已生成")
        FAILED = "failed", _("未能生成")

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    progress = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    tool = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True)
    touched_at = models.DateTimeField()

    class Meta:
        verbose_name = _("查看副本")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["blob", "kind"], name="derivative_once_per_kind")
        ]
        indexes = [models.Index(fields=["status"], name="derivative_status")]


class Viewing(models.Model):
    """One person playing one recording (查看过程): its byte ranges merged until it falls silent.

    The first range is in the log when it is asked for, the whole of them when the viewing ends.
    `spans`: [[start, stop), ...] in bytes of `what`, in order, without overlap.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="viewings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    requests = models.IntegerField(default=0)
    spans = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("查看过程")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "user", "what"],
                condition=models.Q(closed_at=None),
                name="viewing_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["last_at"], condition=models.Q(closed_at=None), name="viewing_open"
            )
        ]
