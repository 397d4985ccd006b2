"""Queries about one person: nobody is told by mail what is new of them."""

from disclosure.redaction import asks_for_a_person
from disclosure.redaction.names import is_personal

TYPED = ("q", "party", "doc_no")
MASK = "某"  # the character in the place of a hidden name


def means_a_person(text: str) -> bool:
    """Whether a word of a query is the number or the name of a natural person, also a masked one."""
    return asks_for_a_person(text) or any(
        is_personal(word) or MASK in word for word in text.split()
    )
