"""Inclusion proofs for entries of the log, without holding a tree of a million leaves in memory."""

from typing import Any

from django.db.models import Model

from core import merkle
from core.models import AuditCheckpoint, AuditEntry, AuditSeal

BLOCK = 1024  # leaves; a power of two, so that blocks are perfect subtrees


class Tree:
    """The tree under one checkpoint, as the roots of its blocks. One pass over the seals.

    `seals`: the model after core.models.sealed.Seal whose log it is.
    """

    def __init__(self, size: int, seals: Any = AuditSeal) -> None:
        self.size = size
        self.seals = seals
        self.blocks: list[bytes] = []
        part = merkle.Range()
        rows = seals.objects.filter(index__lt=size).order_by("index")
        for leaf in rows.values_list("leaf", flat=True).iterator(5000):
            part.append(bytes.fromhex(leaf))
            if part.size == BLOCK:
                self.blocks.append(part.root())
                part = merkle.Range()
        if part.size:
            self.blocks.append(part.root())

    def proof(self, index: int) -> list[bytes]:
        """Audit path of leaf `index`, lowest node first; IndexError beyond the tree."""
        number, inside = divmod(index, BLOCK)
        start, stop = number * BLOCK, min((number + 1) * BLOCK, self.size)
        rows = self.seals.objects.filter(index__gte=start, index__lt=stop).order_by("index")
        leaves = [bytes.fromhex(leaf) for leaf in rows.values_list("leaf", flat=True)]
        below = merkle.inclusion_proof(leaves, inside)
        return [*below, *merkle.inclusion_proof(self.blocks, number)]


def entries_of(obj: Model) -> list[AuditEntry]:
    """Every entry of one object, oldest first."""
    rows = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return list(rows.order_by("id"))


def places_of(entries: list[AuditEntry], checkpoint: AuditCheckpoint) -> dict[int, int]:
    """Entry id -> leaf index, for those below the checkpoint."""
    keys = [entry.pk for entry in entries]
    rows = AuditSeal.objects.filter(entry_id__in=keys, index__lt=checkpoint.size)
    return dict(rows.values_list("entry_id", "index"))
