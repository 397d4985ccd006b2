"""How far a matter has come, for whoever has its number and its code: stage, days, nothing personal.

A number that is not there and a code that does not fit are answered alike, after the same work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from core import deadlines, receipts
from core.models import Deadline
from core.templatetags.ui import Moment
from disclosure import redaction

Outcome = Deadline.Outcome


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What the page shows. `answer` is the agency's words with numbers and addresses hidden.
    A clock has label, due_on, article and provisional, and suspended_on while it stands still.

    `acts`: name of a form the person may send now -> what it asks.
    """

    kind: str
    number: str
    agency: str
    stage: str
    next: str
    moments: list[Moment]
    clocks: Sequence[Any] = field(default_factory=list)
    answer: str = ""
    asked: str = ""
    acts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Matter:
    """One kind of matter: the rows of a number, the hash of a row's code, what is told of a row."""

    prefix: str
    rows: Callable[[str], "models.QuerySet[Any]"]
    code_hash: Callable[[Any], str]
    tell: Callable[[Any, date], Progress]


def open_clocks(subject_type: str, subject_id: str) -> list[Deadline]:
    """The running clocks of a matter, the next due first."""
    rows = deadlines.for_subject(subject_type, subject_id)
    return list(rows.filter(outcome=Outcome.OPEN))


def plain(text: str) -> str:
    """Words of an agency without what identifies a person."""
    return redaction.redact(text).text if text else ""


def moments_of(*rows: tuple[date | None, str]) -> list[Moment]:
    """The dated ones, in order."""
    return [Moment(when=when, title=title) for when, title in rows if when is not None]


def look_up(
    matters: Sequence[Matter], number: str, code: str, on: date
) -> tuple[Any, Progress] | None:
    """The row of the number and how far it has come; None when number or code is wrong,
    or when the number is of none of the matters."""
    typed = receipts.folded(number)
    # The last kind of all has no prefix: its numbers are the agencies' own.
    matter = next((row for row in matters if typed.startswith(row.prefix)), None)
    found = matter.rows(typed).first() if matter is not None else None
    stored = matter.code_hash(found) if matter is not None and found is not None else ""
    if not receipts.fits(code, stored) or matter is None:
        return None
    return found, matter.tell(found, on)
