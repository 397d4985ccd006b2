"""The chunk tree of an original: what proves that a part belongs to it without the rest."""

from django.db import models


class BlobChunks(models.Model):
    """Leaf hashes (32 bytes each, in order) of the chunks of one original, and the root over them.

    The root is also in the audit log ("blob.chunks"), where nobody can change it unseen.
    """

    blob = models.OneToOneField(
        "core.Blob", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    chunk_size = models.IntegerField()
    root = models.CharField(max_length=64)
    leaves = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)
