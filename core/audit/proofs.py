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
        leaves = self.leaves(number * BLOCK, min((number + 1) * BLOCK, self.size))
        below = merkle.inclusion_proof(leaves, inside)
        return [*below, *merkle.inclusion_proof(self.blocks, number)]

    def consistency(self, old: int) -> list[bytes]:
        """Proof that the first `old` leaves are the beginning of this tree; IndexError if they are not."""
        if not 0 < old <= self.size:
            raise IndexError(f"no consistency proof from {old} to {self.size}")
        return merkle.consistency_path(old, self.size, self.node)

    def node(self, start: int, end: int) -> bytes:
        """Root over leaves start..end-1, a subtree of this tree: of whole blocks, or inside one."""
        if start % BLOCK == 0 and (end % BLOCK == 0 or end == self.size):
            return merkle.root(self.blocks[start // BLOCK : -(-end // BLOCK)])
        return merkle.root(self.leaves(start, end))

    def leaves(self, start: int, end: int) -> list[bytes]:
        """The leaf hashes start..end-1."""
        rows = self.seals.objects.filter(index__gte=start, index__lt=end).order_by("index")
        return [bytes.fromhex(leaf) for leaf in rows.values_list("leaf", flat=True)]


def entries_of(obj: Model) -> list[AuditEntry]:
    """Every entry of one object, oldest first."""
    rows = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return list(rows.order_by("id"))


def places_of(entries: list[AuditEntry], checkpoint: AuditCheckpoint) -> dict[int, int]:
    """Entry id -> leaf index, for those below the checkpoint."""
    keys = [entry.pk for entry in entries]
    rows = AuditSeal.objects.filter(entry_id__in=keys, index__lt=checkpoint.size)
    return dict(rows.values_list("entry_id", "index"))
