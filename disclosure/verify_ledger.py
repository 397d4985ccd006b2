"""Checks a copy of the publication log (公示日志), off-line: entries, numbers, signatures, witnesses.

One file, the standard library only. Prints OK and what became of the numbers, or what is wrong (ends with 1).

    python3 verify_ledger.py DIRECTORY [--key HEX] [--checkpoint FILE] [--witness HEX] [--on YYYY-MM-DD]

DIRECTORY has the files of /ledger/. Take the keys of the portal and its witnesses (/ledger/witness/) from
another source. A kept --checkpoint must be one of this log. --on: the day by which a number is late.

A line is canonical JSON, its leaf SHA-256(0x00 || line), the tree RFC 6962; heads are C2SP signed-notes.
"""

import argparse
import base64
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import takewhile
from pathlib import Path
from typing import Any

ORIGIN, WITNESS, COSIGNED = "portal/ledger", "portal/witness", b"\x04"
ENTRIES, LEAVES = "entries/{:06}.jsonl", "leaves/{:06}.txt"
FIELDS = {"agency", "commitment", "due", "event", "month", "on", "reason", "ref"}
COUNTED = ("issued", "published", "withheld", "pending", "late")
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
P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # of P-256 (SP 800-186), like N, B and G
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Q, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # of Ed25519 (RFC 8032)
D = -121665 * pow(121666, -1, Q) % Q
Point = tuple[int, int]
Heads = dict[int, bytes]
Texts = Iterable[str]


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


def combined(plus: Callable[[Point, Point], Point], *pairs: tuple[int, Point]) -> Point | None:
    """The sum of points of a curve, each taken so many times."""
    total: Point | None = None
    for factor, point in pairs:
        while factor:
            if factor & 1:
                total = plus(total, point) if total else point
            point, factor = plus(point, point), factor >> 1
    return total


def plus_p256(one: Point, two: Point) -> Point:
    """Sum of two points of P-256 that are not opposite."""
    (x, y), (u, v) = one, two
    over, under = (3 * x * x - 3, 2 * y) if one == two else (v - y, u - x)
    slope = over * pow(under, -1, P)
    w = (slope * slope - x - u) % P
    return w, (slope * (x - w) - y) % P


def signed_p256(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the public key (uncompressed point) signed the message (FIPS 186-5)."""
    parts = (key[1:33], key[33:], signature[:32], signature[32:])
    x, y, r, s = (int.from_bytes(part, "big") for part in parts)
    on_curve = key[:1] == b"\x04" and max(x, y) < P and (y * y - x * x * x + 3 * x - B) % P == 0
    if not (on_curve and len(key) == 65 and len(signature) == 64 and 0 < r < N and 0 < s < N):
        return False
    digest, back = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, N)
    found = combined(plus_p256, (digest * back % N, G), (r * back % N, (x, y)))
    return found is not None and found[0] % N == r


def plus_ed25519(one: Point, two: Point) -> Point:
    """Sum of two points of Ed25519."""
    (x, y), (u, v) = one, two
    k = D * x * y * u * v
    under = pow(1 - k * k, -1, Q)
    return (x * v + y * u) * (1 - k) * under % Q, (y * v + x * u) * (1 + k) * under % Q


def point_of(raw: bytes) -> Point | None:
    """The point of Ed25519 written in 32 bytes; None when there is none."""
    sign, y = divmod(int.from_bytes(raw, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, Q) % Q
    root = pow(square, (Q + 3) // 8, Q)
    x = root if root * root % Q == square else root * pow(2, (Q - 1) // 4, Q) % Q
    if len(raw) != 32 or y >= Q or x * x % Q != square or (x == 0 and sign):
        return None
    return x if x & 1 == sign else Q - x, y


def signed_ed25519(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the public key signed the message (RFC 8032, 5.1.7)."""
    owner, number = point_of(key), int.from_bytes(signature[32:], "little")
    if owner is None or len(signature) != 64 or number >= L:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little")
    theirs = (digest % L, (Q - owner[0], owner[1]))
    x, y = combined(plus_ed25519, (number, BASE), theirs) or (0, 1)
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


BASE = point_of((4 * pow(5, -1, Q) % Q).to_bytes(32, "little")) or (0, 1)
# Name in keys.json -> (the kind of key in a note, its check).
KINDS = {"p256": (b"\xffecdsa-p256-sha256\n", signed_p256), "ed25519": (b"\x01", signed_ed25519)}


def blob_of(lines: str, name: str, kind: bytes, key: bytes) -> bytes:
    """What lines of signatures carry of a key (C2SP signed-note)."""
    known = hashlib.sha256(name.encode() + b"\n" + kind + key).digest()[:4]
    found = [base64.b64decode(line.rpartition(" ")[2]) for line in lines.splitlines()]
    return next((blob[4:] for blob in found if blob[:4] == known), b"")


def take(heads: Heads, note: str, keys: dict[str, str]) -> int:
    """Size of a checkpoint that both keys have signed, taken in; Wrong when another root is known."""
    body, _, rest = note.partition("\n\n")
    lines, text = body.split("\n"), f"{body}\n".encode()
    require(len(lines) >= 3 and lines[0] == ORIGIN, "the checkpoint is none of this log")
    for name, (kind, signed) in KINDS.items():
        key = bytes.fromhex(keys[name])
        good = signed(key, blob_of(rest, ORIGIN, kind, key), text)
        require(good, f"the checkpoint is not signed by this key ({name})")
    size, root = int(lines[1]), base64.b64decode(lines[2])
    require(heads.setdefault(size, root) == root, f"the log was replaced: two heads of {size}")
    return size


def witnessed(heads: Heads, lines: Texts, keys: dict[str, str], asked: Texts) -> dict[str, str]:
    """Key of each witness -> what it signed last; Wrong when a line is not good or one is missing."""
    found: dict[str, str] = {}
    for row in map(json.loads, lines):
        size, key = take(heads, row["note"], keys), bytes.fromhex(row["key"])
        blob = blob_of(row["line"], WITNESS, COSIGNED, key)
        at, body = int.from_bytes(blob[:8], "big"), row["note"].partition("\n\n")[0]
        text = f"cosignature/v1\ntime {at}\n{body}\n".encode()
        require(signed_ed25519(key, blob[8:], text), "a line is not signed by its witness")
        day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
        found[row["key"]] = f"{row['witness']} {row['key'][:12]}: {size} entries at {day}"
    for name in asked:
        require(name.lower() in found, f"no head is signed by witness {name[:12]}")
    return found


@dataclass
class Number:
    """How one number stands by its lines so far."""

    agency: int
    month: str
    state: str = ""
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
    number.due = row["due"] if leads_to == "pending" else number.due
    return dict(row)


def read_tiles(place: Path, name: str) -> Iterator[str]:
    """The lines of the numbered files, up to the first that is not there."""
    paths = (place / name.format(number) for number in range(10**6))
    for path in takewhile(Path.is_file, paths):
        yield from path.read_bytes().decode("utf-8").split("\n")[:-1]


def grow(edge: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf to the tree of `size` leaves, given by the roots of its perfect subtrees."""
    while size & 1:
        leaf, size = hashlib.sha256(b"\x01" + edge.pop() + leaf).digest(), size >> 1
    edge.append(leaf)


def root_of(edge: list[bytes]) -> bytes:
    """The root of that tree."""
    return reduce(lambda node, left: hashlib.sha256(b"\x01" + left + node).digest(), edge[::-1])


def walk(lines: Texts, leaves: Texts, heads: Heads) -> dict[str, Number]:
    """Every line up to the newest head against its leaf, its number and the heads."""
    numbers: dict[str, Number] = {}
    edge: list[bytes] = []
    size, good, stored, newest = 0, 0, iter(leaves), max(heads, default=0)
    for size, line in zip(range(1, newest + 1), lines, strict=False):
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


def counts(numbers: Iterable[Number], on: date) -> dict[tuple[int, str], Counter[str]]:
    """(agency, month) -> issued, published, withheld, pending, and late: pending after its last day."""
    found: dict[tuple[int, str], Counter[str]] = {}
    for number in numbers:
        late = number.state == "pending" and bool(number.due) and number.due < on.isoformat()
        row = found.setdefault((number.agency, number.month), Counter())
        state = "published" if number.state == "ended" else number.state
        row.update(["issued", state, *(["late"] if late else [])])
    return found


def check(place: Path, known: Texts = (), notes: Texts = (), asked: Texts = ()) -> Any:
    """({ref: Number}, {key: what a witness signed}) of a directory and of heads that were kept."""
    names = ("keys.json", "checkpoint", "checkpoints.jsonl", "cosignatures.jsonl")
    keys, newest, told, signed = (place.joinpath(name).read_text("utf-8") for name in names)
    own = {name: str(json.loads(keys)[name]) for name in KINDS}
    require({*map(str.lower, known)} <= {*own.values()}, "the copy is signed by another key")
    heads: Heads = {}
    for note in (*(json.loads(line)["note"] for line in told.splitlines()), newest, *notes):
        take(heads, note, own)
    found = witnessed(heads, signed.splitlines(), own, asked)
    return walk(read_tiles(place, ENTRIES), read_tiles(place, LEAVES), heads), found


def main() -> int:
    """0 when everything holds."""
    parser = argparse.ArgumentParser(description="Check a copy of the publication log off-line.")
    parser.add_argument("directory", type=Path)
    for name in ("--key", "--checkpoint", "--witness"):
        parser.add_argument(name, action="append", default=[])
    parser.add_argument("--on", default=time.strftime("%Y-%m-%d"), type=date.fromisoformat)
    given = parser.parse_args()
    try:
        notes = [Path(name).read_text("utf-8") for name in given.checkpoint]
        numbers, names = check(given.directory, given.key, notes, given.witness)
        agencies = json.loads(given.directory.joinpath("agencies.json").read_text("utf-8"))
        size = int((given.directory / "checkpoint").read_text("utf-8").split("\n")[1])
        more = len([*read_tiles(given.directory, ENTRIES)]) - size
    except (Wrong, OSError, ValueError, KeyError, TypeError, IndexError) as error:
        words = str(error) if isinstance(error, Wrong) else f"the copy cannot be read: {error!r}"
        sys.stdout.write(f"WRONG: {words}\n")
        return 1
    sys.stdout.write(f"OK: {len(numbers)} numbers, {len(names)} witnesses\n")
    sys.stdout.write(f"NOT CHECKED: {more} lines behind the checkpoint; agencies.json\n")
    for (agency, month), row in sorted(counts(numbers.values(), given.on).items()):
        told = (f"{name}={row[name]}" for name in COUNTED)
        sys.stdout.write(f"{month} {agencies.get(str(agency), agency)}: {' '.join(told)}\n")
    sys.stdout.writelines(f"{line}\n" for line in names.values())
    return 0


if __name__ == "__main__":
    sys.exit(main())
