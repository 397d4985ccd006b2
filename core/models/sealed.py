"""What a log under seal consists of beside its entries: the place of each, and the signed heads."""

from django.db import models


class Seal(models.Model):
    """Position of one entry in a sealed log: leaf `index` of the Merkle tree."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    leaf = models.CharField(max_length=64)

    class Meta:
        abstract = True


class Head(models.Model):
    """A signed tree head: size, root, time, and the signatures over them.

    `edge` holds the roots of the perfect subtrees that make up the tree (hex, widest first), so that
    the next batch extends the tree without reading the earlier leaves.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    edge = models.TextField(blank=True)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        abstract = True
