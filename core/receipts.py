"""A receipt for whoever asks without an account: a number to be known by, and a code that entitles.

Both follow from a seed that only the asking browser knows, so that a form sent twice gets the same
receipt and makes nothing twice. The portal keeps the keyed hash of the code alone.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest

from core.secrets import keyed_hash

# No 0, 1, I, O: a receipt is read aloud and typed from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NUMBER_LENGTH, CODE_LENGTH, GROUP = 8, 16, 4
SEED_BYTES = 24
NOBODY = "0" * 64


@dataclass(frozen=True)
class Receipt:
    """What the person takes home: `code` is shown once and in groups of four."""

    number: str
    code: str

    @property
    def code_hash(self) -> str:
        """What the portal keeps of the code."""
        return hash_of(self.code)


def seed() -> str:
    """A fresh seed for one form."""
    return secrets.token_urlsafe(SEED_BYTES)


def issue(prefix: str, of: str, *, on: date) -> Receipt:
    """The receipt of a seed: "GZ20261122-7KQ2M9XA" with its code. ValueError without a seed."""
    if not of.strip():
        raise ValueError("a receipt needs a seed")
    number = f"{prefix}{on:%Y%m%d}-{_letters(f'number {of}', NUMBER_LENGTH)}"
    return Receipt(number, code_of(of))


def code_of(seed: str) -> str:
    """The code that goes with a seed, in groups of four."""
    letters = _letters(f"code {seed}", CODE_LENGTH)
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def _letters(text: str, length: int) -> str:
    """Letters of the alphabet from the keyed hash of the text; 32 letters divide it evenly."""
    value = int(keyed_hash(text), 16)
    found = []
    for _step in range(length):
        value, rest = divmod(value, len(ALPHABET))
        found.append(ALPHABET[rest])
    return "".join(found)


def folded(text: str) -> str:
    """A number or code as it was typed, in one spelling."""
    return text.strip().upper().replace("－", "-").replace("—", "-").replace(" ", "")


def hash_of(code: str) -> str:
    """The keyed hash of a code, the same with and without its hyphens, spaces and capitals."""
    return keyed_hash(folded(code).replace("-", ""))


def fits(code: str, code_hash: str) -> bool:
    """Whether the code is that of the hash; as long for a receipt that does not exist ("")."""
    return compare_digest(hash_of(code), code_hash or NOBODY) and bool(code_hash)
