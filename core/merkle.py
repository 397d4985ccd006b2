"""The RFC 6962 Merkle tree: roots, proofs, signed checkpoints. Pure: no database, no clock.

Hashes are 32 raw bytes. A tree is given by its leaf hashes (`leaf_hash` of each entry), oldest first.
Sources: RFC 6962 section 2.1; RFC 9162 section 2.1.3-2.1.4 (verification); C2SP signed-note and
tlog-checkpoint (text of a checkpoint).
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()
ED25519_NOTE = b"\x01"
# C2SP signed-note leaves 0xff to kinds of signature without a number of their own, named in words.
P256_NOTE = b"\xffecdsa-p256-sha256\n"
Signer = Callable[[bytes], bytes]
Verifier = Callable[[bytes, bytes], bool]


def leaf_hash(data: bytes) -> bytes:
    """Hash of one entry: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Range:
    """A growing tree that remembers only the roots of its perfect subtrees, widest first."""

    size: int = 0
    edge: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        carry, node = self.size, leaf
        while carry & 1:
            node = node_hash(self.edge.pop(), node)
            carry >>= 1
        self.edge.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Tree head over everything appended so far."""
        if not self.edge:
            return EMPTY_ROOT
        node = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            node = node_hash(left, node)
        return node

    def to_text(self) -> str:
        """The edge as hex, separated by blanks; `from_text` reads it back."""
        return " ".join(node.hex() for node in self.edge)

    @classmethod
    def from_text(cls, size: int, text: str) -> "Range":
        """Raises ValueError when the number of subtrees does not fit `size`."""
        edge = [bytes.fromhex(part) for part in text.split()]
        if len(edge) != size.bit_count() or any(len(node) != 32 for node in edge):
            raise ValueError(f"edge does not fit a tree of {size} leaves")
        return cls(size, edge)


def root(leaves: Iterable[bytes]) -> bytes:
    """Tree head over leaf hashes."""
    tree = Range()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def split(size: int) -> int:
    """The largest power of two smaller than `size` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int, size: int | None = None) -> list[bytes]:
    """Audit path of leaf `index` in the tree of the first `size` leaves, lowest node first.

    Raises IndexError when the leaf is not in that tree.
    """
    size = len(leaves) if size is None else size
    if not 0 <= index < size <= len(leaves):
        raise IndexError(f"leaf {index} is not in a tree of {size} leaves")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(root(leaves[middle:end]))
            end = middle
        else:
            path.append(root(leaves[start:middle]))
            start = middle
    return path[::-1]


def consistency_proof(leaves: Sequence[bytes], old: int, size: int | None = None) -> list[bytes]:
    """Proof that the tree of `old` leaves is a prefix of the tree of `size` leaves.

    Raises IndexError unless 0 < old <= size <= len(leaves).
    """
    size = len(leaves) if size is None else size
    if not 0 < old <= size <= len(leaves):
        raise IndexError(f"no consistency proof from {old} to {size}")
    return consistency_path(old, size, lambda start, end: root(leaves[start:end]))


def consistency_path(old: int, size: int, node: Callable[[int, int], bytes]) -> list[bytes]:
    """The same for 0 < old <= size, of a tree whose node over leaves start..end-1 is `node(start, end)`."""
    start, end, path, whole = 0, size, [], True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(node(middle, end))
            end = middle
        else:
            path.append(node(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(node(start, end))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes
) -> bool:
    """True when `proof` shows that `leaf` is entry `index` of the tree with root `head`."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == head


def verify_consistency(
    old: int, size: int, old_head: bytes, head: bytes, proof: Sequence[bytes]
) -> bool:
    """True when `proof` shows that the tree `head` of `size` leaves extends `old_head` of `old`."""
    if old == size:
        return not proof and old_head == head
    if not 0 < old < size or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_head, *proof]
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    return fold_consistency(path, position, last) == (old_head, head)


def fold_consistency(path: Sequence[bytes], position: int, last: int) -> tuple[bytes, bytes] | None:
    """(old root, new root) that the path adds up to; None when its length does not fit."""
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        position, last = position >> 1, last >> 1
    return (older, newer) if last == 0 else None


@dataclass(frozen=True)
class Checkpoint:
    """A tree head as text: origin, size, root, and extension lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def body(self) -> str:
        """The signed part of the note, ending in a newline."""
        head = base64.b64encode(self.root).decode()
        return "\n".join([self.origin, str(self.size), head, *self.extensions]) + "\n"

    def sign(self, name: str, *keys: tuple[bytes, bytes, Signer]) -> str:
        """The full note with a signature line of each key: (kind, public key, signer)."""
        body = self.body()
        blobs = [key_id(name, key, kind) + signer(body.encode()) for kind, key, signer in keys]
        lines = "".join(f"\u2014 {name} {base64.b64encode(blob).decode()}\n" for blob in blobs)
        return f"{body}\n{lines}"


def key_id(name: str, public_key: bytes, kind: bytes = ED25519_NOTE) -> bytes:
    """Four bytes that tell keys apart (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public_key).digest()[:4]


def read_checkpoint(note: str) -> Checkpoint:
    """Parse the signed part of a note; raises ValueError when it is no checkpoint."""
    lines = note.partition("\n\n")[0].split("\n")
    if len(lines) < 3 or not lines[1].isdecimal() or str(int(lines[1])) != lines[1]:
        raise ValueError("not a checkpoint")
    try:
        head = base64.b64decode(lines[2], validate=True)
    except ValueError as error:
        raise ValueError("the root is not base64") from error
    if len(head) != 32:
        raise ValueError("the root is not 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), head, tuple(lines[3:]))


def open_checkpoint(
    note: str, name: str, public_key: bytes, verifier: Verifier, kind: bytes = ED25519_NOTE
) -> Checkpoint:
    """The checkpoint of a note signed by key `name`, of that kind.

    `verifier(signature, message)` answers whether the signature is good. Raises ValueError when no
    signature line of that key is, or when the note is no checkpoint.
    """
    body, separator, signatures = note.partition("\n\n")
    message = (body + "\n").encode()
    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        signer, _, encoded = rest.rpartition(" ")
        if dash != "\u2014" or signer != name or not separator:
            continue
        try:
            blob = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        if blob[:4] == key_id(name, public_key, kind) and verifier(blob[4:], message):
            return read_checkpoint(note)
    raise ValueError(f"no good signature of {name}")
