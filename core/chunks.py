"""The Merkle tree over the chunks of an original (RFC 6962 hashes), taken when it is first checked.

A party that has been given a part only, whole chunks of it, can prove with their leaf hashes that they
are that part of the original.
"""

from django.db import transaction

from core import audit, merkle
from core.models import Blob, BlobChunks

SIZE = 1 << 20  # bytes of a chunk, the last one may be shorter
HASH = 32


class Tree:
    """Takes a stream in pieces of any size and keeps the leaf hash of each chunk."""

    def __init__(self) -> None:
        self.rest = bytearray()
        self.leaves = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""
        if not self.rest and len(piece) == SIZE:
            self.leaves += merkle.leaf_hash(piece)
            return
        self.rest += piece
        while len(self.rest) >= SIZE:
            self.leaves += merkle.leaf_hash(bytes(self.rest[:SIZE]))
            del self.rest[:SIZE]

    def close(self) -> bytes:
        """All leaf hashes; the stream has ended."""
        if self.rest:
            self.leaves += merkle.leaf_hash(bytes(self.rest))
            self.rest.clear()
        return bytes(self.leaves)


def hashes(leaves: bytes) -> list[bytes]:
    """The leaf hashes one by one."""
    return [leaves[at : at + HASH] for at in range(0, len(leaves), HASH)]


@transaction.atomic
def keep(blob: Blob, leaves: bytes) -> BlobChunks:
    """Write the tree of an original that was just read and found whole; the first one stays."""
    root = merkle.root(hashes(leaves)).hex()
    row, made = BlobChunks.objects.get_or_create(
        blob=blob, defaults={"chunk_size": SIZE, "root": root, "leaves": leaves}
    )
    if made:
        audit.append("blob.chunks", obj=blob, data={"root": root, "chunk_size": SIZE})
    return row


def proofs(row: BlobChunks, first: int, last: int) -> list[list[bytes]]:
    """The audit paths of the chunks `first` to `last` (both included); IndexError beyond the end."""
    leaves = hashes(bytes(row.leaves))
    return [merkle.inclusion_proof(leaves, index) for index in range(first, last + 1)]
