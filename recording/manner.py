"""How a document reached the party: a method of service with the facts that make it valid."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a method of service rests on.

    relation: who took it for the party (代收). witness: who saw it left. recorded: it was filmed.
    received_on, tracking: the day on the postal receipt, and its number.
    """

    relation: str = ""
    witness: str = ""
    recorded: bool = False
    received_on: date | None = None
    tracking: str = ""


NO_FACTS = Facts()


class Manner(str):
    """A method of service (a value of Service.Method) that carries its facts.

    It goes wherever the plain method goes, so that whoever serves a paper need not know the rules of
    each method.
    """

    __slots__ = ("facts",)
    facts: Facts

    def __new__(cls, method: str, facts: Facts = NO_FACTS) -> "Manner":
        """The method with its facts."""
        manner = super().__new__(cls, method)
        manner.facts = facts
        return manner


def facts_of(method: str) -> Facts:
    """The facts a method carries; none for a plain one."""
    return method.facts if isinstance(method, Manner) else NO_FACTS
