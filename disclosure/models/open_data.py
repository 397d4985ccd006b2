"""Daily snapshots of the public tables: what was public on a day, as commitments; no content is kept."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """The signed manifest of one day. Append-only.

    `manifest` is canonical JSON; `signature` the DER signature of its bytes by the P-256 key, in hex.
    """

    day = models.DateField(_("日期"), unique=True)
    manifest = models.TextField()
    signature = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("开放数据快照")
        ordering = ["-day"]


class SnapshotDictionary(models.Model):
    """What the fields of the tables are, as the manifests that name the digest said it. Append-only.

    A day keeps its own: a field that is new today was in no row of then.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("开放数据字典")


class SnapshotLineQuerySet(models.QuerySet["SnapshotLine"]):
    """Reading vocabulary of the lines."""

    def of(self, table: str, day: date) -> "SnapshotLineQuerySet":
        """The lines of a table on a day, in their order, which never changes."""
        running = models.Q(last_day=None) | models.Q(last_day__gte=day)
        return self.filter(running, table=table, first_day__lte=day).order_by("pk")


class SnapshotLine(models.Model):
    """One version of one public row, and the days on which it was public.

    `commitment` is SHA-256(salt, canonical JSON of the row). `last_day` is empty while it is public.
    The salt is erased with the end, and then nobody can say what the line committed to.
    """

    table = models.CharField(max_length=20)
    key = models.CharField(max_length=36)
    commitment = models.CharField(max_length=64)
    salt = models.CharField(max_length=64, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True)

    objects = SnapshotLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("快照中的一行")
        indexes = [models.Index(fields=["table", "first_day", "last_day"], name="snapshot_line_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "key"],
                condition=models.Q(last_day=None),
                name="snapshot_line_current_once",
            )
        ]
