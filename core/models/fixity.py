"""Runs of the fixity check and what each of them found, original by original."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FixityRun(models.Model):
    """One walk over the originals, in slices; a later run takes up what a crashed one left.

    `position` is the SHA-256 of the original read last; counts are of originals, `size` of bytes
    read. `beat_at` moves while a process holds the run; `host` and `pid` name that process.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待继续")
        RUNNING = "running", _("正在校验")
        FINISHED = "finished", _("已完成")
        CRASHED = "crashed", _("中断")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    everything = models.BooleanField(default=False)
    continues = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    asked_by = models.CharField(max_length=150, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField()
    host = models.CharField(max_length=100, blank=True)
    pid = models.IntegerField(default=0)
    position = models.CharField(max_length=64, blank=True)
    total = models.IntegerField(default=0)
    ok = models.IntegerField(default=0)
    damaged = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "started_at"])]

    @property
    def not_checked(self) -> int:
        """How many originals of the run were not read, for whatever reason."""
        return self.total - self.ok - self.damaged

    @property
    def done(self) -> int:
        """How many originals were read."""
        return self.ok + self.damaged

    @property
    def good(self) -> bool:
        """Whether the run came to its end and found every original whole."""
        return self.state == self.State.FINISHED and self.ok == self.total


class FixityOutcome(models.Model):
    """What one run found of one original. Written "not checked" when the run begins, so that a run
    that dies leaves just that. `word` is what is wrong: changed, missing or unreadable."""

    class Result(models.TextChoices):
        OK = "ok", _("完好")
        DAMAGED = "damaged", _("损坏")
        NOT_CHECKED = "not_checked", _("未校验")

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(FixityRun, on_delete=models.PROTECT, related_name="outcomes")
    blob = models.ForeignKey("core.Blob", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=12, choices=Result.choices, default=Result.NOT_CHECKED)
    word = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "blob"], name="fixity_outcome_once")]
        indexes = [models.Index(fields=["run", "result", "id"])]
