"""Co-signatures of a log's heads by witnesses, and what is said between a log and a witness.

Pure: no database, no clock. Sources: C2SP tlog-cosignature (what a witness signs), C2SP tlog-witness
(the request `add-checkpoint` and its answers). A witness signs a head only after a proof that it
continues the head it signed before: a log cannot show two readers two pasts and have both signed.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from core.merkle import Signer, Verifier, key_id

WITNESS_NOTE = b"\x04"  # a signature of kind cosignature/v1
STAMP, SIGNATURE = 8, 64  # bytes
MOST_NODES = 63  # of a proof
SIGNATURE_LINE = re.compile("\u2014 (\\S+) ([A-Za-z0-9+/]+={0,2})")


class Malformed(ValueError):
    """A request or a line that cannot be read."""


def body_of(note: str) -> str:
    """The signed part of a note, ending in a newline. Raises Malformed when there is none."""
    body, separator, _signatures = note.partition("\n\n")
    if not separator:
        raise Malformed("no signed note")
    return f"{body}\n"


def message(body: str, at: int) -> bytes:
    """What a witness signs: the moment (seconds since 1970) and the body of the note."""
    return f"cosignature/v1\ntime {at}\n{body}".encode()


def cosign(note: str, name: str, key: bytes, signer: Signer, at: datetime) -> str:
    """The line of a witness under a note, ending in a newline."""
    seconds = int(at.timestamp())
    signature = signer(message(body_of(note), seconds))
    blob = key_id(name, key, WITNESS_NOTE) + seconds.to_bytes(STAMP) + signature
    return f"\u2014 {name} {base64.b64encode(blob).decode()}\n"


def cosigned_at(note: str, line: str, name: str, key: bytes, verifier: Verifier) -> datetime:
    """When the witness of that name and key signed the note; Malformed when the line does not say so.

    `verifier(signature, message)` answers whether the signature is good.
    """
    found = SIGNATURE_LINE.fullmatch(line.rstrip("\n"))
    try:
        blob = base64.b64decode(found[2], validate=True) if found else b""
    except ValueError as error:
        raise Malformed("no signature line") from error
    head = len(key_id(name, key, WITNESS_NOTE))
    if not found or found[1] != name or len(blob) != head + STAMP + SIGNATURE:
        raise Malformed("no signature line of this witness")
    seconds = int.from_bytes(blob[head : head + STAMP])
    good = blob[:head] == key_id(name, key, WITNESS_NOTE)
    if not good or not verifier(blob[head + STAMP :], message(body_of(note), seconds)):
        raise Malformed("not signed by this witness")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Malformed("no moment") from error


@dataclass(frozen=True)
class Request:
    """A head to be signed: the size the witness saw last (0: none), the proof from there, the note."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def to_text(self) -> str:
        """As it is sent."""
        nodes = [base64.b64encode(node).decode() for node in self.proof]
        return "\n".join([f"old {self.old}", *nodes]) + f"\n\n{self.note}"

    @classmethod
    def from_text(cls, text: str) -> "Request":
        """Raises Malformed when it is none."""
        head, separator, note = text.partition("\n\n")
        first, *nodes = head.split("\n")
        size = re.fullmatch(r"old (0|[1-9][0-9]{0,17})", first)
        if not separator or size is None or len(nodes) > MOST_NODES:
            raise Malformed("no request for a signature")
        try:
            proof = tuple(base64.b64decode(node, validate=True) for node in nodes)
        except ValueError as error:
            raise Malformed("the proof is not base64") from error
        if any(len(node) != 32 for node in proof):
            raise Malformed("a node of the proof is not 32 bytes")
        return cls(int(size[1]), proof, note)
