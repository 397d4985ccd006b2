"""Seals that no head covers hide nothing: each of them is a finding."""

import pytest

from core import audit
from core.models import AuditSeal
from tests.core.audit_case import sealed, tamper, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_place")]
BATCHES = (3, 1, 4)


def found() -> audit.Finding:
    """What verifying finds; it must find something."""
    finding = audit.verify()
    assert finding is not None
    return finding


@pytest.mark.parametrize("index", [8, 9, 10**9, -1])
def test_an_entry_sealed_where_no_head_reaches_is_not_hidden(index: int) -> None:
    sealed(*BATCHES)
    (entry,) = write(1)
    AuditSeal.objects.create(index=index, entry_id=entry.id, leaf="00" * 32)
    tamper("UPDATE core_auditentry SET action = 'forged' WHERE id = %s", entry.id)
    assert found().entry_id == entry.id


def test_a_seal_without_any_head_is_found() -> None:
    (entry,) = write(1)
    AuditSeal.objects.create(index=0, entry_id=entry.id, leaf="00" * 32)
    assert found().entry_id == entry.id


def test_a_seal_of_an_entry_that_never_was_is_found() -> None:
    sealed(*BATCHES)
    AuditSeal.objects.create(index=8, entry_id=10**6, leaf="00" * 32)
    assert found().entry_id == 10**6
