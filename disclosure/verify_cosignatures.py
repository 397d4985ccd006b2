"""Checks who has witnessed a copy of the publication log (公示日志), off-line.

This module is the script that the portal gives away as verify_cosignatures.py: one file, the standard
library only. Usage:

    python3 verify_cosignatures.py DIRECTORY --log HEX [--witness HEX ...]

DIRECTORY: checkpoint, checkpoints.jsonl and cosignatures.jsonl of /ledger/, as they are. HEX: Ed25519 public
keys of 64 digits, of the log and of each witness, noted from another source than this copy: the page
/ledger/witness/ of the witness itself. Without --witness every key the copy names is used, which proves
only that the copy agrees with itself.

It prints, for each witness, the last head it signed and when, or the first thing that is wrong, and
then ends with 1. It is wrong when a signature is not good, and when two heads of the same size differ:
then the log has shown two pasts. That the entries are those of a head is for verify_ledger.py.

A witness signs "cosignature/v1", the time and the head (C2SP tlog-cosignature), and only after a proof
that the head continues the one it signed before.
"""

import argparse
import base64
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

ORIGIN, WITNESS = "portal/ledger", "portal/witness"
LOG_KIND, WITNESS_KIND = b"\x01", b"\x04"
# Ed25519 (RFC 8032).
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # of -1
Point = tuple[int, int, int, int]


class Wrong(Exception):  # noqa: N818 - it is a finding, not an error of the script
    """The first thing that is wrong, in words."""


def plus(one: Point, two: Point) -> Point:
    """Sum of two points in extended coordinates (RFC 8032, 5.1.4)."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, point: Point) -> Point:
    """The point added to itself that many times."""
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = plus(result, point)
        point, factor = plus(point, point), factor >> 1
    return result


def point_of(raw: bytes) -> Point | None:
    """The point written in 32 bytes; None when there is none."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def same(one: Point, two: Point) -> bool:
    """Whether two points are one."""
    return not ((one[0] * two[2] - two[0] * one[2]) % P or (one[1] * two[2] - two[1] * one[2]) % P)


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the public key signed the message."""
    if len(key) != 32 or len(signature) != 64 or BASE is None:
        return False
    owner, first = point_of(key), point_of(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if owner is None or first is None or number >= L:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    factor = int.from_bytes(digest, "little") % L
    return same(times(number, BASE), plus(first, times(factor, owner)))


def key_id(name: str, key: bytes, kind: bytes) -> bytes:
    """Four bytes that tell keys apart (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + kind + key).digest()[:4]


def head_of(note: str, key: bytes) -> tuple[int, str]:
    """(size, root) of a head that the log has signed."""
    body, _, rest = note.partition("\n\n")
    lines = body.split("\n")
    if len(lines) < 3 or lines[0] != ORIGIN:
        raise Wrong("the checkpoint is none of this log")
    for line in rest.splitlines():
        blob = base64.b64decode(line.rpartition(" ")[2])
        if blob[:4] == key_id(ORIGIN, key, LOG_KIND) and signed(
            key, blob[4:], f"{body}\n".encode()
        ):
            return int(lines[1]), lines[2]
    raise Wrong("the checkpoint is not signed by this key")


def signed_at(note: str, line: str, key: bytes) -> int:
    """Seconds since 1970 at which the witness signed the head."""
    body = note.partition("\n\n")[0]
    blob = base64.b64decode(line.rpartition(" ")[2])
    at = int.from_bytes(blob[4:12], "big")
    message = f"cosignature/v1\ntime {at}\n{body}\n".encode()
    if blob[:4] != key_id(WITNESS, key, WITNESS_KIND) or not signed(key, blob[12:], message):
        raise Wrong("a line is not signed by its witness")
    return at


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of JSON of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def check(place: Path, log: str, witnesses: list[str]) -> dict[str, tuple[str, int, int]]:
    """Key of each witness -> (name, size, moment) of the last head it signed; Wrong if one is not good."""
    key = bytes.fromhex(log)
    heads: dict[int, str] = {}
    rows = read(place / "cosignatures.jsonl")
    notes = [row["note"] for row in (*read(place / "checkpoints.jsonl"), *rows)]
    for note in (*notes, (place / "checkpoint").read_text("utf-8")):
        size, root = head_of(note, key)
        if heads.setdefault(size, root) != root:
            raise Wrong(f"the log has shown two pasts: there are two checkpoints of {size} entries")
    found: dict[str, tuple[str, int, int]] = {}
    for row in rows:
        if witnesses and row["key"] not in witnesses:
            continue
        at = signed_at(row["note"], row["line"], bytes.fromhex(row["key"]))
        found[row["key"]] = (row["witness"], head_of(row["note"], key)[0], at)
    missing = [known for known in witnesses if known not in found]
    if missing:
        raise Wrong(f"no head is signed by witness {missing[0][:12]}")
    return found


def main() -> int:
    """0 when everything holds."""
    parser = argparse.ArgumentParser(description="Check who witnessed a publication log, off-line.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--log", required=True)
    parser.add_argument("--witness", action="append", default=[])
    given = parser.parse_args()
    try:
        found = check(given.directory, given.log.lower(), [key.lower() for key in given.witness])
    except Wrong as finding:
        sys.stdout.write(f"WRONG: {finding}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stdout.write(f"WRONG: the copy cannot be read: {error!r}\n")
        return 1
    sys.stdout.write(f"OK: {len(found)} witnesses\n")
    for key, (name, size, at) in sorted(found.items()):
        day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
        sys.stdout.write(f"{name} {key[:12]}: {size} entries at {day}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
