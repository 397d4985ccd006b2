"""Queries about one person: a number of theirs finds nothing, and nobody is told what is new of them.

Only the shape of the query counts, so the answer takes the same time and says the same whether the
number is anywhere in the record or not.
"""

from collections.abc import Mapping
from typing import Any

from disclosure.redaction import asks_for_a_person
from disclosure.redaction.names import is_personal

TYPED = ("q", "party", "doc_no")
MASK = "某"  # the character in the place of a hidden name


def asked_for(values: Mapping[str, Any]) -> bool:
    """Whether a field holds an identity number, a telephone, a card, a plate or the like."""
    return any(asks_for_a_person(str(values.get(name) or "")) for name in TYPED)


def means_a_person(text: str) -> bool:
    """Whether a word of a query is the number or the name of a natural person, also a masked one."""
    return asks_for_a_person(text) or any(
        is_personal(word) or MASK in word for word in text.split()
    )
