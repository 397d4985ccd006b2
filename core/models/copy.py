"""The second copy of each original, in another place."""

from django.db import models


class BlobCopy(models.Model):
    """Where the second copy is (`address` of the place, version where versioned) and how it was found.

    `result`: ok, damaged, missing, unread, or removed together with the original.
    """

    blob = models.OneToOneField(
        "core.Blob", primary_key=True, on_delete=models.PROTECT, related_name="copy"
    )
    address = models.CharField(max_length=400)
    version = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    result = models.CharField(max_length=12, db_index=True)
