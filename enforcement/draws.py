"""The random draw of objects and officers (双随机), re-run by anybody from the published file.

This module is the script that the portal publishes as verify_draw.py: one file, the standard library
only. `python3 verify_draw.py draw.json [commitment]` prints OK or the first difference; the second
argument is the commitment noted when it was announced.

1. The lists and the rule, as canonical JSON (sorted keys, no blanks, UTF-8), are committed to by
   their SHA-256 before the draw.
2. The seed is SHA-256 of the canonical JSON of the commitment, the root of the signed checkpoint
   named in the file, and the value of the public source that the lists name.
3. Words of 64 bits come from HMAC-SHA256(seed, label 0x00 counter), counter from 0, 8 bytes each.
   A number below n is a word modulo n; words of the last, incomplete span of n are rejected, so that
   every number is equally likely.
4. Each class of objects, in list order, is shuffled by Fisher-Yates and its first `take` are drawn
   (label "objects/<class>"). For each drawn object the officers without a recusal are shuffled
   and the first `officers_each` go (label "officers/<object>").
"""

import base64
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

FORMAT = "random-draw/1"
T = TypeVar("T")
WORD = 8
SPAN = 1 << (8 * WORD)
DIGIT = "9"  # stands for one digit in the mask of a seed value


def canonical(value: Any) -> bytes:
    """Compact UTF-8 JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment_of(lists: Any) -> str:
    """SHA-256 (hex) of the canonical lists."""
    return hashlib.sha256(canonical(lists)).hexdigest()


def root_of(note: str) -> str:
    """Root (hex) of a signed checkpoint: the third line of the note. ValueError when it is none."""
    lines = note.split("\n")
    if len(lines) < 3:
        raise ValueError("not a checkpoint")
    return base64.b64decode(lines[2], validate=True).hex()


def seed_of(commitment: str, note: str, value: str) -> bytes:
    """The 32 bytes of the seed."""
    parts = {"commitment": commitment, "checkpoint": root_of(note), "value": value}
    return hashlib.sha256(canonical(parts)).digest()


def fits(mask: str, value: str) -> bool:
    """Whether a seed value is written as the mask says: 9 for one digit, the rest as it stands."""
    pattern = "".join("[0-9]" if sign == DIGIT else re.escape(sign) for sign in mask)
    return re.fullmatch(pattern, value) is not None


def words(seed: bytes, label: str) -> Iterator[int]:
    """Endless 64-bit numbers, a stream of its own for each label."""
    head, counter = label.encode() + b"\x00", 0
    while True:
        block = hmac.digest(seed, head + counter.to_bytes(WORD, "big"), "sha256")
        for at in range(0, len(block), WORD):
            yield int.from_bytes(block[at : at + WORD], "big")
        counter += 1


def below(n: int, stream: Iterator[int]) -> int:
    """A number from 0 to n - 1, each equally likely."""
    limit = SPAN - SPAN % n
    return next(word for word in stream if word < limit) % n


def pick(rows: Sequence[T], count: int, stream: Iterator[int]) -> list[T]:
    """The first `count` rows of a Fisher-Yates shuffle. ValueError when there are fewer."""
    if count > len(rows):
        raise ValueError(f"{count} wanted of {len(rows)}")
    deck = list(rows)
    for place in range(count):
        other = place + below(len(deck) - place, stream)
        deck[place], deck[other] = deck[other], deck[place]
    return deck[:count]


def draw(lists: Any, seed: bytes) -> list[dict[str, Any]]:
    """The result: [{"object": id, "officers": [ids, the lead first]}] in the order drawn."""
    rule, drawn = lists["rule"], []
    for name, count in sorted(rule["take"].items()):
        ids = [row["id"] for row in lists["objects"] if row["class"] == name]
        drawn += pick(ids, count, words(seed, f"objects/{name}"))
    return [{"object": each, "officers": team(lists, seed, each)} for each in drawn]


def team(lists: Any, seed: bytes, chosen: str) -> list[str]:
    """The officers of one drawn object."""
    apart = {officer for officer, thing in lists["recusals"] if thing == chosen}
    free = [row["id"] for row in lists["officers"] if row["id"] not in apart]
    return pick(free, lists["rule"]["officers_each"], words(seed, f"officers/{chosen}"))


def flaw(lists: Any) -> str:
    """What makes the lists unfit for a fair draw, or "": a row listed twice would be drawn twice as
    often, and an excluded row must not be drawn."""
    for name in ("objects", "officers"):
        ids = [row["id"] for row in lists[name]]
        if ids != sorted(set(ids)):
            return f"{name}: not sorted, or a row is there twice"
        out = {row["id"] for row in lists["excluded"][name]}
        if out & set(ids):
            return f"{name}: excluded and still there: {sorted(out & set(ids))[0]}"
    return ""


def difference(data: Any, noted: str = "") -> str:
    """The first thing in a published file that does not fit, or ""."""
    lists, commitment = data["lists"], data["commitment"]
    if data["format"] != FORMAT:
        return f"unknown format {data['format']}"
    if noted and noted.lower() != commitment:
        return f"the commitment noted was {noted}, the file has {commitment}"
    if commitment_of(lists) != commitment:
        return f"the lists were changed: their hash is {commitment_of(lists)}, not {commitment}"
    fault = flaw(lists)
    if fault or data["seed"] is None:
        return fault or ("a result without a seed" if data["result"] is not None else "")
    return seed_fault(data) or result_fault(data)


def seed_fault(data: Any) -> str:
    """What is wrong with the seed, or ""."""
    source, seed = data["lists"]["seed_source"], data["seed"]
    if date.fromisoformat(source["day"]) <= date.fromisoformat(data["committed_at"][:10]):
        return f"the seed day {source['day']} is not after the commitment {data['committed_at']}"
    if not fits(source["mask"], seed["value"]):
        return f"the seed value {seed['value']} is not written as {source['mask']}"
    return ""


def result_fault(data: Any) -> str:
    """The first row of the result that a new run gives otherwise, or ""."""
    seed = seed_of(data["commitment"], data["seed"]["checkpoint"], data["seed"]["value"])
    expected, given = draw(data["lists"], seed), data["result"]
    for number, (right, found) in enumerate(zip(expected, given, strict=False), start=1):
        if right != found:
            return f"row {number}: the draw gives {right}, the file has {found}"
    if len(expected) != len(given):
        return f"the draw gives {len(expected)} rows, the file has {len(given)}"
    return ""


def main(arguments: Sequence[str]) -> int:
    """Check the file named first; 0 when it is OK, 1 when it is not, 2 when it cannot be read."""
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("usage: python3 verify_draw.py draw.json [commitment]\n")
        return 2
    try:
        data = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        fault = difference(data, arguments[1] if len(arguments) > 1 else "")
        rows = 0 if data["result"] is None else len(data["result"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stdout.write(f"UNREADABLE: {type(error).__name__}: {error}\n")
        return 2
    note = f"{rows} rows" if rows else "committed, not drawn yet"
    sys.stdout.write(f"DIFFERENT: {fault}\n" if fault else f"OK: {note}\n")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
