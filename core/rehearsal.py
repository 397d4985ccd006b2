"""Running an act whole and keeping nothing of it, to show the papers it would keep.

Inside `rehearse` everything happens as it would, in a transaction that is always rolled back: no row
and no audit entry stays. The two things a roll-back cannot undo ask `active` and hold still: the
store of originals writes no file (core.files), a series gives a crossed number away (core.numbering).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model


@dataclass(frozen=True)
class Paper:
    """A paper that would be kept: its PDF, its title, and the row it would belong to."""

    data: bytes
    title: str
    of: Model


_shown: ContextVar[list[Paper] | None] = ContextVar("rehearsal", default=None)


def active() -> bool:
    """Whether what happens now will be undone."""
    return _shown.get() is not None


def show(paper: Paper) -> None:
    """Hand a paper to the rehearsal. RuntimeError outside of one."""
    papers = _shown.get()
    if papers is None:
        raise RuntimeError("rehearsal.show() outside a rehearsal")
    papers.append(paper)


@contextmanager
def rehearse() -> Iterator[list[Paper]]:
    """A block whose changes are undone when it ends, however it ends; yields the papers shown."""
    papers: list[Paper] = []
    token = _shown.set(papers)
    try:
        with transaction.atomic():
            yield papers
            transaction.set_rollback(True)
    finally:
        _shown.reset(token)


class Crossed:
    """Stands for the count in a number that is not taken: any format shows the cross."""

    def __format__(self, spec: str) -> str:
        return "×"
