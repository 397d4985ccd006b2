"""Write-once content: a row per distinct sequence of bytes, named by its SHA-256."""

from django.db import models


class Blob(models.Model):
    """Bytes kept for good. `key` is the storage key, `version` the object version where versioned.

    `removed_at`: an approved appraisal destroyed them (recording.services.destruction); the digests
    stay. The same bytes may come in again, which empties it.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    sm3 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    version = models.CharField(max_length=200, blank=True)
    stored_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_result = models.CharField(max_length=12, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
