"""A watcher hears of every move in the transaction of the move, and of nothing else."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from core.errors import StaleError
from core.models import AuditEntry
from enforcement import flows
from enforcement.models import Case
from tests import factories
from tests.base import Cast

Heard = list[tuple[str, str, bool]]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """(state before, state after, whether in a transaction) of the moves of cases."""
    told: Heard = []

    @flows.CASE.watch
    def listen(row: Case, before: str) -> None:
        told.append((before, row.status, transaction.get_connection().in_atomic_block))

    yield told
    flows.CASE.watchers.remove(listen)


def test_a_move_is_told_with_both_states(cast: Cast, heard: Heard) -> None:
    factories.case(cast.bureau, filed=True)
    assert ("draft", "filed", True) in heard


def test_a_move_that_is_refused_is_not_told(cast: Cast, heard: Heard) -> None:
    case = factories.case(cast.bureau, filed=True)
    heard.clear()
    with pytest.raises(StaleError):
        flows.CASE.move(case, "file", by=None)
    assert heard == []


def test_a_watcher_that_fails_undoes_the_move(cast: Cast) -> None:
    @flows.CASE.watch
    def fail(row: Case, before: str) -> None:
        raise ValueError(f"{before} {row.status}")

    entries = AuditEntry.objects.filter(action="case.file").count()
    try:
        with pytest.raises(ValueError, match="filed"), transaction.atomic():
            factories.case(cast.bureau, filed=True)
    finally:
        flows.CASE.watchers.remove(fail)
    assert AuditEntry.objects.filter(action="case.file").count() == entries
    assert not Case.objects.filter(status="filed").exists()
