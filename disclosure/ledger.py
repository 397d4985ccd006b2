"""Reading the publication log: its seal, the proof of an entry, the files that anybody may mirror."""

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import Max
from django.db.models.functions import TruncDate

from core import signing
from core.audit.proofs import Tree
from core.audit.sealing import flag_step_of
from core.sealed_log import SealedLog
from disclosure.models import Cosignature, LedgerCheckpoint, LedgerEntry, LedgerNumber, LedgerSeal
from disclosure.verify_ledger import ORIGIN, canonical, leaf_of
from enforcement.models import Agency

TILE = 1000  # lines of a file


def commitment(salt: str, content: Any) -> str:
    """What a line says of content it does not show: SHA-256(salt || canonical JSON); `salt` in hex.

    The salt has 32 bytes, so nothing can be guessed, and the log stays whole when both are erased.
    """
    return sha256(bytes.fromhex(salt) + canonical(content).encode()).hexdigest()


def entry_leaf(entry_id: int, line: str) -> bytes:
    """Leaf hash of an entry: of its line alone, so that a file of lines is enough to check it."""
    return leaf_of(line)


LOG = SealedLog(
    origin=ORIGIN,
    file_name="ledger.txt",
    command="verify_ledger",
    lock_key=0x6C65646772,  # "ledgr"
    entries="disclosure_ledgerentry",
    column="line",
    seals=LedgerSeal,
    heads=LedgerCheckpoint,
    leaf=entry_leaf,
    stepped=flag_step_of,
)


@lru_cache(maxsize=2)
def tree(size: int, root: str) -> Tree:
    """The tree under a head; `root` tells heads of different logs apart."""
    return Tree(size, LedgerSeal)


def proofs_of(number: LedgerNumber, head: LedgerCheckpoint) -> list[dict[str, Any]]:
    """Each sealed entry of a number, oldest first: event, line, index, path to the head (hex)."""
    entries = list(LedgerEntry.objects.filter(number=number).order_by("pk"))
    seals = LedgerSeal.objects.filter(entry_id__in=[row.pk for row in entries])
    places = dict(seals.filter(index__lt=head.size).values_list("entry_id", "index"))
    whole = tree(head.size, head.root)
    return [
        {
            "entry": row,
            "line": row.line,
            "index": places[row.pk],
            "path": [node.hex() for node in whole.proof(places[row.pk])],
        }
        for row in entries
        if row.pk in places
    ]


# --- the files ----------------------------------------------------------------------------------


def keys() -> dict[str, str]:
    """The public keys of the log, in hex."""
    return {
        "origin": ORIGIN,
        "p256": signing.public_key_p256().hex(),
        "ed25519": signing.public_key().hex(),
    }


def agencies() -> dict[str, str]:
    """Agency of a line -> its name."""
    known = LedgerNumber.objects.values("agency_id").distinct()
    rows = Agency.objects.filter(pk__in=known).order_by("pk").values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def tiles(head: LedgerCheckpoint | None) -> range:
    """The numbers of the files of entries under a head."""
    return range(-(-head.size // TILE)) if head else range(0)


def tile(number: int, size: int) -> list[tuple[str, str]]:
    """(line, leaf in hex) of the entries of one file, of a log of `size` entries."""
    start, stop = number * TILE, min((number + 1) * TILE, size)
    seals = LedgerSeal.objects.filter(index__gte=start, index__lt=stop).order_by("index")
    places = list(seals.values_list("entry_id", "leaf"))
    lines = dict(
        LedgerEntry.objects.filter(pk__in=[pk for pk, _leaf in places]).values_list("pk", "line")
    )
    return [(lines[pk], leaf) for pk, leaf in places]


def daily_heads() -> Iterator[str]:
    """A line of JSON for the last head of each day, oldest first."""
    days = LedgerCheckpoint.objects.annotate(day=TruncDate("at")).values("day")
    sizes = [row["size"] for row in days.annotate(size=Max("size"))]
    for head in LedgerCheckpoint.objects.filter(size__in=sizes).order_by("size"):
        yield canonical({"note": head.note, "size": head.size})


def cosigned() -> Iterator[str]:
    """A line of JSON for the last head that each witness signed on each day, oldest first."""
    days = Cosignature.objects.annotate(day=TruncDate("head__at")).values("witness", "day")
    last = days.annotate(size=Max("head")).values_list("witness", "size")
    for witness, size in sorted(last, key=lambda row: (row[1], row[0])):
        row = Cosignature.objects.select_related("witness", "head").get(witness=witness, head=size)
        told = {"key": row.witness.key, "line": row.line, "note": row.head.note}
        yield canonical({**told, "size": size, "witness": row.witness.name})


def small_files(head: LedgerCheckpoint) -> dict[str, str]:
    """Name -> text of the files beside the entries."""
    return {
        "agencies.json": json.dumps(agencies(), ensure_ascii=False, indent=1) + "\n",
        "keys.json": json.dumps(keys(), indent=1) + "\n",
        "checkpoints.jsonl": "".join(f"{line}\n" for line in daily_heads()),
        "cosignatures.jsonl": "".join(f"{line}\n" for line in cosigned()),
        "checkpoint": head.note,
    }
