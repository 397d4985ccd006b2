"""How far the store's lock of an original reaches."""

from django.db import models


class BlobLock(models.Model):
    """The end of the lock as last read from the store (`address` of the place), and the day to look again.

    A lock is never shortened, so it reaches to `until` at least.
    """

    blob = models.OneToOneField(
        "core.Blob", primary_key=True, on_delete=models.PROTECT, related_name="lock"
    )
    address = models.CharField(max_length=400)
    until = models.DateField()
    look_on = models.DateField(db_index=True)
