"""What a desk is made of: queues of entries, each with its step, its link and its clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from core import deadlines
from core.models import Deadline

LIMIT = 50
# Rows read to find the most urgent ones; a desk with more is answered by the full list.
READ = 200


@dataclass(frozen=True)
class Entry:
    """One thing that waits. `step` says what to do; `mine` whether this account does it."""

    title: str
    url: str
    step: str
    detail: str = ""
    mine: bool = True
    clock: Deadline | None = None
    left: int | None = None

    @property
    def tone(self) -> str:
        """Class of the entry in the list: late, near or nothing."""
        if self.left is None:
            return ""
        if self.left < 0:
            return "is-late"
        return "is-near" if self.left <= 3 else ""


@dataclass(frozen=True)
class Queue:
    """One queue of a desk. `title` of the empty state and `hint` say what happens next."""

    key: str
    title: str
    entries: list[Entry]
    empty: str
    hint: str
    more_url: str = ""
    total: int = 0

    @property
    def more(self) -> int:
        """How many entries the full list has beyond those shown."""
        return max(0, self.total - len(self.entries))


@dataclass
class Clocks:
    """The running deadlines of many subjects and their remaining working days, read at once."""

    on: date
    by_subject: dict[tuple[str, str], Deadline] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, subjects: dict[str, list[str]], on: date) -> "Clocks":
        """The next due clock of each subject: `subjects` is type -> keys. One query a type."""
        found = cls(on)
        for kind, keys in subjects.items():
            rows = deadlines.running().filter(subject_type=kind, subject_id__in=keys)
            for row in rows.order_by("-due_on", "-pk"):
                found.by_subject[kind, row.subject_id] = row
        found.left = deadlines.remaining_of(found.by_subject.values(), on)
        return found

    def next(self, *subjects: tuple[str, str]) -> tuple[Deadline | None, int | None]:
        """The clock that runs out first among the subjects, and its remaining working days."""
        rows = [self.by_subject[key] for key in subjects if key in self.by_subject]
        if not rows:
            return None, None
        clock = min(rows, key=lambda row: (row.due_on, row.pk))
        return clock, self.left[clock.pk]


def urgent(entries: Iterable[Entry]) -> list[Entry]:
    """The entries to show: by remaining working days, those without a clock last."""
    return sorted(entries, key=lambda row: (row.left is None, row.left or 0, not row.mine))[:LIMIT]


def with_clocks(
    rows: QuerySet[Any], subject: str, on: date, say: Callable[[Any], Entry]
) -> list[Entry]:
    """What the public sent in and waits for an answer, as `say` tells it, each with its clock."""
    found = list(rows.order_by("received_on", "pk")[:READ])
    clocks = Clocks.of({subject: [str(row.pk) for row in found]}, on)
    each = ((say(row), clocks.next((subject, str(row.pk)))) for row in found)
    return [replace(entry, clock=clock, left=left) for entry, (clock, left) in each]
