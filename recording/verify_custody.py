"""Checks a custody certificate (保管证明) of one item of evidence, off-line.

This module is the script that the portal gives away as verify_custody.py: one file, the standard
library only. Usage:

    python3 verify_custody.py certificate.json [--key HEX] [--checkpoint audit.txt]
                              [--file ORIGINAL | --part PART]

It prints OK, or the first thing that is wrong, and then ends with 1.

* --key: the public key of the portal (64 hex digits), noted from another source than the certificate.
  Without it only the certificate's own key is used, which proves that nothing changed since it was made.
* --checkpoint: a signed checkpoint of the log that was fetched earlier or elsewhere. The certificate must
  rest on that very checkpoint: a log that was replaced by another cannot produce it.
* --file: the original itself; size and both digests are compared (SM3 where Python offers it).
* --part: the part that came with the certificate; its chunks are compared with the tree of the original.

1. The certificate without "signature" is canonical JSON (sorted keys, no blanks, UTF-8), signed by
   Ed25519 (RFC 8032): any change of it, a removed entry, a cut tail is found.
2. The digest of an entry is SHA-256 of the JSON array of its columns, its hash SHA-256(prev || digest);
   entries of one object are chained by `prev`.
3. The leaf of an entry is SHA-256(0x00 || "id hash"); its proof leads to the root of the checkpoint (RFC
   6962), whose note is signed by the same key (C2SP signed-note).
4. The root over the chunks of the original stands in the entry "blob.chunks".
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMAT = "custody-certificate/1"
ORIGIN = "portal/audit"
COLUMNS = ("at", "actor_id", "actor", "action", "object_type", "object_id", "agency_id", "data")
READ = 1 << 20
# Ed25519: the field, the order of the base point, and the constant of the curve (RFC 8032, 5.1).
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


class Wrong(Exception):  # noqa: N818 - it is a finding, not an error of the script
    """The first thing that is wrong, in words."""


def require(condition: bool, words: str) -> None:
    """Raise Wrong unless the condition holds."""
    if not condition:
        raise Wrong(words)


def canonical(value: Any) -> bytes:
    """Compact UTF-8 JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# --- Ed25519 ------------------------------------------------------------------------------------


def add(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def times(factor: int, point: Point) -> Point:
    """The point added to itself that many times."""
    result = NEUTRAL
    while factor:
        if factor & 1:
            result = add(result, point)
        point, factor = add(point, point), factor >> 1
    return result


def point_of(data: bytes) -> Point:
    """The point that 32 bytes name; Wrong when none."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    require(
        y < P and (x * x - square) % P == 0, "the key or the signature is no point of the curve"
    )
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the public key signed the message."""
    if len(key) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = hashlib.sha512(signature[:32] + key + message).digest()
    left = times(s, BASE)
    right = add(point_of(signature[:32]), times(int.from_bytes(h, "little") % L, point_of(key)))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- the log ------------------------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that an audit path leads to (RFC 9162, 2.1.3.2); None when its length does not fit."""
    if not 0 <= index < size:
        return None
    last, found = size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if index & 1 or index == last:
            found = node(sibling, found)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = node(found, sibling)
        index, last = index >> 1, last >> 1
    return found if last == 0 else None


def head_of(note: str, key: bytes) -> tuple[int, bytes]:
    """(size, root) of a checkpoint that the key has signed."""
    body, _, rest = note.partition("\n\n")
    lines = body.split("\n")
    require(len(lines) >= 3 and lines[0] == ORIGIN, "the checkpoint is none of the portal's log")
    name = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + key).digest()[:4]
    for line in rest.splitlines():
        blob = base64.b64decode(line.rpartition(" ")[2])
        if blob[:4] == name and signed(key, blob[4:], f"{body}\n".encode()):
            return int(lines[1]), base64.b64decode(lines[2])
    raise Wrong("the checkpoint is not signed by this key")


def check_entry(entry: dict[str, Any], size: int, root: bytes) -> None:
    """One entry: its hash covers its columns, and its leaf is in the tree."""
    row = [entry[name] for name in (*COLUMNS, "ip", "salt")]
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    chained = hashlib.sha256((entry["prev"] + digest).encode()).hexdigest()
    require(chained == entry["hash"], f"entry {entry['id']} was changed")
    leaf = hashlib.sha256(b"\x00" + f"{entry['id']} {entry['hash']}".encode()).digest()
    proof = [bytes.fromhex(one) for one in entry["proof"]]
    found = root_from(leaf, entry["index"], size, proof)
    require(found == root, f"entry {entry['id']} is not in the log of this checkpoint")


def check_chain(entries: list[dict[str, Any]]) -> None:
    """The entries of each object follow one another: none is missing in between."""
    known: dict[str, set[str]] = {}
    for entry in entries:
        earlier = known.setdefault(entry["object_type"], set())
        start = not earlier and entry["prev"] == ""
        words = f"an entry before {entry['id']} is missing"
        require(start or entry["prev"] in earlier, words)
        earlier.add(entry["hash"])


def check_item(data: dict[str, Any]) -> None:
    """Every entry is about this item or about the content it was sealed with."""
    item = data["item"]
    about = {("recording.evidence", item["id"]), ("core.blob", item["sha256"])}
    for entry in data["entries"]:
        named = (entry["object_type"], entry["object_id"])
        require(named in about, f"entry {entry['id']} belongs to another item")
    received = [row for row in data["entries"] if row["action"] == "evidence.seal"]
    require(bool(received), "the entry of receipt is missing")
    require(
        json.loads(received[0]["data"])["sha256"] == item["sha256"],
        "the digest is not that of receipt",
    )


# --- the content --------------------------------------------------------------------------------


def chunks_of(path: Path, size: int) -> Iterator[bytes]:
    """The chunks of a file."""
    with path.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


def check_file(item: dict[str, Any], path: Path) -> None:
    """The whole original against its digests."""
    names = ["sha256", *(["sm3"] if "sm3" in hashlib.algorithms_available else [])]
    hashes = {name: hashlib.new(name) for name in names}
    for chunk in chunks_of(path, READ):
        for digest in hashes.values():
            digest.update(chunk)
    require(path.stat().st_size == item["size"], "the file has another size than the original")
    for name, digest in hashes.items():
        require(digest.hexdigest() == item[name], f"the file is not the original ({name})")


def check_part(data: dict[str, Any], path: Path) -> None:
    """A part of the original against the tree of its chunks."""
    require("part" in data, "the certificate is about no part")
    part = data["part"]
    told = [json.loads(row["data"]) for row in data["entries"] if row["action"] == "blob.chunks"]
    require(bool(told), "the log does not hold the chunk hashes of the original")
    root, size = bytes.fromhex(told[0]["root"]), told[0]["chunk_size"]
    count = -(-data["item"]["size"] // size)
    chunks = list(chunks_of(path, size))
    require(len(chunks) == len(part["proofs"]), "the part has another number of chunks")
    for offset, (chunk, proof) in enumerate(zip(chunks, part["proofs"], strict=True)):
        leaf = hashlib.sha256(b"\x00" + chunk).digest()
        index = part["first"] + offset
        found = root_from(leaf, index, count, [bytes.fromhex(one) for one in proof])
        require(found == root, f"chunk {index} is not that of the original")


# --- all of it ----------------------------------------------------------------------------------


def check(data: dict[str, Any], key: str = "", note: str = "") -> None:
    """Everything but the content; Wrong at the first thing that does not hold."""
    require(data.get("format") == FORMAT, "this is no custody certificate")
    public = bytes.fromhex(data["public_key"])
    require(not key or bytes.fromhex(key) == public, "the certificate is signed by another key")
    rest = {name: value for name, value in data.items() if name != "signature"}
    good = signed(public, base64.b64decode(data["signature"]), canonical(rest))
    require(good, "the certificate was changed after it was signed")
    size, root = head_of(data["checkpoint"], public)
    if note:
        other = head_of(note, public)
        require(other[0] == size, f"ask for a certificate at the checkpoint of {other[0]} entries")
        require(other[1] == root, "the log was replaced: the checkpoint you hold has another root")
    for entry in data["entries"]:
        check_entry(entry, size, root)
    check_chain(data["entries"])
    check_item(data)


def main() -> int:
    """0 when everything holds."""
    parser = argparse.ArgumentParser(description="Check a custody certificate off-line.")
    parser.add_argument("certificate", type=Path)
    parser.add_argument("--key", default="")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--part", type=Path)
    given = parser.parse_args()
    try:
        data = json.loads(given.certificate.read_text(encoding="utf-8"))
        note = given.checkpoint.read_text(encoding="utf-8") if given.checkpoint else ""
        check(data, given.key, note)
        if given.file:
            check_file(data["item"], given.file)
        if given.part:
            check_part(data, given.part)
    except Wrong as finding:
        sys.stdout.write(f"WRONG: {finding}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stdout.write(f"WRONG: the certificate cannot be read: {error!r}\n")
        return 1
    own = (
        "" if given.key else f"; its own key {data['public_key']}: compare it with a published one"
    )
    sys.stdout.write(f"OK: {len(data['entries'])} entries{own}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
