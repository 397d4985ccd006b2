"""The tamper-evident log: entries, the batches that seal them, the signed checkpoints."""

from typing import Any

from django.db import models

from core.models.sealed import Head, Seal


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Who may read which entries."""

    def visible_to(self, user: Any) -> "AuditEntryQuerySet":
        """Entries of the agencies the account may see; an administrator also those of no agency."""
        scope = models.Q(agency_id__in=user.visible_agency_ids())
        if "admin" in user.roles:
            scope |= models.Q(agency_id__isnull=True)
        return self.filter(scope)


class AuditEntry(models.Model):
    """One change or sensitive read, written in the transaction of the change itself.

    Append-only: database triggers refuse UPDATE, DELETE and INSERT OR REPLACE. `prev` is the hash
    of the previous entry of the same object; `hash` covers every other column but `id`, which the
    database gives; the sealed leaf covers `id` and `hash`.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    agency_id = models.BigIntegerField(null=True)
    data = models.TextField(default="{}")
    ip = models.CharField(max_length=45, blank=True)
    salt = models.CharField(max_length=32)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["agency_id", "id"]),
        ]


class AuditSeal(Seal):
    """Position of one entry in the sealed log."""


class AuditCheckpoint(Head):
    """A signed head of the audit log."""

    class Meta:
        indexes = [models.Index(fields=["at"], name="core_auditcheckpoint_at")]


class AuditTimestamp(models.Model):
    """The answer (RFC 3161, DER) of a time-stamping authority about the last head of a day.

    Its imprint is the SHA-256 of the head's note; `told_at` is the authority's own time, which may be
    long after the day when the authority was down. Append-only.
    """

    day = models.DateField(unique=True)
    checkpoint = models.OneToOneField(
        AuditCheckpoint, on_delete=models.PROTECT, related_name="stamp"
    )
    token = models.BinaryField()
    told_at = models.DateTimeField()
    kept_at = models.DateTimeField(auto_now_add=True)
