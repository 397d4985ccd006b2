"""Checks a copy of the publication log (公示日志), off-line.

This module is the script that the portal gives away as verify_ledger.py: one file, the standard
library only. Usage:

    python3 verify_ledger.py DIRECTORY [--key HEX] [--checkpoint FILE] [--on YYYY-MM-DD]

It prints OK and what became of every number, or the first thing that is wrong, and then ends with 1.

* DIRECTORY: the files of /ledger/ as they are: entries/000000.jsonl ..., leaves/000000.txt ...,
  checkpoints.jsonl, checkpoint, keys.json, agencies.json.
* --key: the P-256 public key of the portal (130 hex digits), noted from another source. Without it the
  copy's own key is used, which proves only that the copy is whole.
* --checkpoint: a checkpoint that was fetched earlier or elsewhere. The copy must contain that very log:
  one that was cut or replaced since cannot.
* --on: the day by which a number still pending is late; today without it.

1. A line is canonical JSON (sorted keys, no blanks, UTF-8). Its leaf is SHA-256(0x00 || line).
2. The leaves make the tree of RFC 6962; its head is signed by ECDSA P-256 (and by Ed25519, which this
   script leaves to others; both sign the same text, C2SP signed-note).
3. `commitment` is SHA-256(salt || canonical JSON of the content). The salt has 32 bytes, so nothing can
   be guessed from it, and the log stays whole when salt and content are erased.
4. Every number begins as issued or received and ends as published, or as withheld with a reason.
"""

import argparse
import base64
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

ORIGIN = "portal/ledger"
KIND = b"\xffecdsa-p256-sha256\n"
TILE = 1000  # lines of a file
FIELDS = {"agency", "commitment", "due", "event", "month", "on", "reason", "ref"}
# Event -> (the states it may follow, the state it leads to; "" leaves it as it was).
EVENTS: dict[str, tuple[set[str], str]] = {
    "issued": ({""}, "pending"),
    "received": ({""}, "pending"),
    "published": ({"pending"}, "published"),
    "corrected": ({"published"}, "published"),
    "withheld": ({"pending"}, "withheld"),
    "reopened": ({"withheld"}, "pending"),
    "term": ({"pending"}, "pending"),
    "withdrawn": ({"published"}, "ended"),
    "expired": ({"published"}, "ended"),
}
# P-256 (FIPS 186-5; SP 800-186).
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None


class Wrong(Exception):  # noqa: N818 - it is a finding, not an error of the script
    """The first thing that is wrong, in words."""


def require(condition: bool, words: str) -> None:
    """Raise Wrong unless the condition holds."""
    if not condition:
        raise Wrong(words)


def canonical(value: Any) -> str:
    """Compact JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def leaf_of(line: str) -> bytes:
    """Leaf hash of a line."""
    return hashlib.sha256(b"\x00" + line.encode()).digest()


def commitment(salt: str, content: Any) -> str:
    """What a line says of content it does not show; `salt` in hex."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(content).encode()).hexdigest()


# --- the signature ------------------------------------------------------------------------------


def plus(one: Point, two: Point) -> Point:
    """Sum of two points of the curve."""
    if one is None or two is None:
        return one or two
    (x, y), (u, v) = one, two
    if x == u:
        if (y + v) % P == 0:
            return None
        slope = (3 * x * x - 3) * pow(2 * y, -1, P)
    else:
        slope = (v - y) * pow(u - x, -1, P)
    w = (slope * slope - x - u) % P
    return w, (slope * (x - w) - y) % P


def times(factor: int, point: Point) -> Point:
    """The point added to itself that many times."""
    result: Point = None
    while factor:
        if factor & 1:
            result = plus(result, point)
        point, factor = plus(point, point), factor >> 1
    return result


def signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the public key (uncompressed point) signed the message."""
    if len(key) != 65 or key[0] != 4 or len(signature) != 64:
        return False
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    on_curve = (y * y - x * x * x + 3 * x - B) % P == 0 and max(x, y) < P
    if not (on_curve and 0 < r < N and 0 < s < N):
        return False
    digest, back = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, N)
    found = plus(times(digest * back % N, G), times(r * back % N, (x, y)))
    return found is not None and found[0] % N == r


def head_of(note: str, key: bytes) -> tuple[int, bytes]:
    """(size, root) of a checkpoint that the key has signed."""
    body, _, rest = note.partition("\n\n")
    lines = body.split("\n")
    require(len(lines) >= 3 and lines[0] == ORIGIN, "the checkpoint is none of this log")
    name = hashlib.sha256(ORIGIN.encode() + b"\n" + KIND + key).digest()[:4]
    for line in rest.splitlines():
        blob = base64.b64decode(line.rpartition(" ")[2])
        if blob[:4] == name and signed(key, blob[4:], f"{body}\n".encode()):
            return int(lines[1]), base64.b64decode(lines[2])
    raise Wrong("the checkpoint is not signed by this key")


# --- the entries --------------------------------------------------------------------------------


@dataclass
class Number:
    """How one number stands by its lines so far."""

    agency: int
    month: str
    state: str = ""
    published: bool = False
    due: str = ""
    reason: str = ""


def follow(numbers: dict[str, Number], line: str) -> dict[str, Any]:
    """Take one line in; Wrong when it is no line or cannot follow those before it."""
    row = json.loads(line)
    require(isinstance(row, dict) and canonical(row) == line, "the line is not canonical")
    require(set(row) == FIELDS and row["event"] in EVENTS, "the line is none of this log")
    number = numbers.setdefault(row["ref"], Number(row["agency"], row["month"]))
    after, leads_to = EVENTS[row["event"]]
    require(number.state in after, f"{row['event']} cannot follow {number.state or 'nothing'}")
    same = (number.agency, number.month) == (row["agency"], row["month"])
    require(same, "the number has changed its agency or its month")
    require((leads_to == "withheld") == bool(row["reason"]), "a reason is missing or out of place")
    number.state, number.reason = leads_to, row["reason"]
    if leads_to == "pending":
        number.due = row["due"]
    return dict(row)


def read_tiles(place: Path, name: str, ending: str) -> Iterator[str]:
    """The lines of the numbered files; Wrong when one is missing or has the wrong length."""
    paths = sorted(place.joinpath(name).glob(f"*.{ending}"))
    for number, path in enumerate(paths):
        require(path.stem == f"{number:06}", f"{name}/{number:06}.{ending} is missing")
        lines = path.read_bytes().decode("utf-8").split("\n")
        require(lines.pop() == "", f"{name}/{path.name} does not end with a line")
        full = len(lines) == TILE or path == paths[-1]
        require(full, f"{name}/{path.name} has {len(lines)} lines")
        yield from lines


def grow(edge: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf to the tree of `size` leaves, given by the roots of its perfect subtrees."""
    while size & 1:
        leaf, size = hashlib.sha256(b"\x01" + edge.pop() + leaf).digest(), size >> 1
    edge.append(leaf)


def root_of(edge: list[bytes]) -> bytes:
    """The root of that tree."""
    node = edge[-1] if edge else hashlib.sha256(b"").digest()
    for left in reversed(edge[:-1]):
        node = hashlib.sha256(b"\x01" + left + node).digest()
    return node


def walk(lines: Iterable[str], leaves: Iterable[str], heads: dict[int, bytes]) -> dict[str, Number]:
    """Every line against its leaf, its number and the heads; Wrong names the first bad entry.

    Lines beyond the newest head came while the copy was made: no head answers for them yet.
    """
    numbers: dict[str, Number] = {}
    edge: list[bytes] = []
    size, good, stored, newest = 0, 0, iter(leaves), max(heads, default=0)
    for size, line in enumerate(islice(lines, newest), start=1):
        require(next(stored, "") == leaf_of(line).hex(), f"entry {size} was changed")
        try:
            follow(numbers, line)
        except (Wrong, ValueError, KeyError, TypeError) as error:
            raise Wrong(f"entry {size}: {error}") from error
        grow(edge, size - 1, leaf_of(line))
        if size in heads:
            words = f"entries {good + 1} to {size} are not those of the checkpoint of {size}"
            require(heads[size] == root_of(edge), words)
            good = size
    require(size == newest, f"cut off: {size} entries of {newest}")
    return numbers


# --- what became of them ------------------------------------------------------------------------


def state_of(number: Number) -> str:
    """published (also what was withdrawn or has expired since), withheld, pending or late."""
    return "published" if number.state == "ended" else number.state


def late(number: Number, on: date) -> bool:
    """Whether a number is still pending after its last day."""
    return number.state == "pending" and bool(number.due) and number.due < on.isoformat()


def counts(numbers: Iterable[Number], on: date) -> dict[tuple[int, str], Counter[str]]:
    """(agency, month) -> issued, published, withheld, pending, late."""
    found: dict[tuple[int, str], Counter[str]] = {}
    for number in numbers:
        row = found.setdefault((number.agency, number.month), Counter())
        row.update(["issued", state_of(number), *(["late"] if late(number, on) else [])])
    return found


def check(place: Path, key: str = "", notes: Iterable[str] = ()) -> dict[str, Number]:
    """Everything in a directory, against its own heads and those that were kept; Wrong if not so."""
    own = json.loads(place.joinpath("keys.json").read_text("utf-8"))["p256"]
    require(not key or key.lower() == own, "the copy is signed by another key")
    lines = place.joinpath("checkpoints.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line)["note"] for line in lines]
    heads: dict[int, bytes] = {}
    for note in (*told, place.joinpath("checkpoint").read_text("utf-8"), *notes):
        size, root = head_of(note, bytes.fromhex(own))
        words = f"the log was replaced: there are two checkpoints of {size} entries"
        require(heads.setdefault(size, root) == root, words)
    return walk(read_tiles(place, "entries", "jsonl"), read_tiles(place, "leaves", "txt"), heads)


def main() -> int:
    """0 when everything holds."""
    parser = argparse.ArgumentParser(description="Check a copy of the publication log off-line.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--key", default="")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--on", default=time.strftime("%Y-%m-%d"))
    given = parser.parse_args()
    try:
        notes = [given.checkpoint.read_text("utf-8")] if given.checkpoint else []
        numbers = check(given.directory, given.key, notes)
        names = json.loads(given.directory.joinpath("agencies.json").read_text("utf-8"))
    except Wrong as finding:
        sys.stdout.write(f"WRONG: {finding}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stdout.write(f"WRONG: the copy cannot be read: {error!r}\n")
        return 1
    sys.stdout.write(f"OK: {len(numbers)} numbers\n")
    for (agency, month), row in sorted(
        counts(numbers.values(), date.fromisoformat(given.on)).items()
    ):
        told = " ".join(f"{name}={row[name]}" for name in ("issued", "published", "withheld"))
        rest = f"pending={row['pending']} late={row['late']}"
        sys.stdout.write(f"{month} {names.get(str(agency), agency)}: {told} {rest}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
