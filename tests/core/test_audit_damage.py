"""Damage of every kind at places chosen by dice: none of it passes, and the first is named."""

import random
from typing import Any

import pytest

from core import audit
from core.audit import verification
from core.models import AuditCheckpoint, AuditEntry, AuditSeal
from tests.core.audit_case import sealed, tamper, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_place")]
BATCHES = (3, 1, 4)


def found() -> audit.Finding:
    """What verifying finds; it must find something."""
    finding = audit.verify()
    assert finding is not None
    return finding


def test_entries_that_only_wait_are_no_damage() -> None:
    sealed(*BATCHES)
    write(3, object_id="2")
    assert audit.verify() is None


DAMAGE = {
    "entry changed": "UPDATE core_auditentry SET {column} = 'x' || SUBSTR({column}, 2) WHERE id = {entry}",
    "entry gone": "DELETE FROM core_auditentry WHERE id = {entry}",
    "seal gone": "DELETE FROM core_auditseal WHERE entry_id = {entry}",
    "leaf changed": "UPDATE core_auditseal SET leaf = '{zeros}' WHERE entry_id = {entry}",
    "seal moved": 'UPDATE core_auditseal SET "index" = "index" + 100 WHERE entry_id = {entry}',
    "head changed": "UPDATE core_auditcheckpoint SET root = '{zeros}' WHERE size = {size}",
    "note changed": "UPDATE core_auditcheckpoint SET note = note || 'x' WHERE size = {size}",
    "edge only": "UPDATE core_auditcheckpoint SET edge = '{zeros}' WHERE size = {size}",
}
# The edge serves the next batch, which refuses it; the note's tail is behind the signed part.
SILENT = {"edge only", "note changed"}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("what", sorted(set(DAMAGE) - SILENT))
def test_no_damage_anywhere_in_the_log_passes(what: str, seed: int) -> None:
    dice = random.Random(f"{what} {seed}")  # noqa: S311  # a repeatable choice, no secret
    entries = sealed(*BATCHES)
    values: dict[str, Any] = {
        "entry": dice.choice(entries).id,
        "column": dice.choice(
            ["actor", "action", "object_id", "data", "ip", "salt", "prev", "hash"]
        ),
        "size": dice.choice([3, 4, 8]),
        "zeros": "00" * 32,
    }
    assert audit.verify() is None
    tamper(DAMAGE[what].format(**values))
    finding = found()
    assert finding.message
    if what in {"entry changed", "entry gone", "leaf changed"}:
        assert finding.entry_id == values["entry"]


def test_a_damaged_edge_is_never_built_upon() -> None:
    sealed(2)
    tamper(DAMAGE["edge only"].format(size=2, zeros="00" * 32))
    write(1)
    with pytest.raises(ValueError, match="damaged"):
        audit.seal(AuditCheckpoint.objects.get().at)


def test_the_first_of_several_faults_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "PAGE", 2)
    entries = sealed(*BATCHES)
    for entry in (entries[6], entries[3], entries[5]):
        tamper("UPDATE core_auditentry SET ip = 'x' WHERE id = %s", entry.id)
    assert (found().kind, found().entry_id) == ("changed", entries[3].id)


def test_verifying_changes_nothing() -> None:
    sealed(*BATCHES)
    before = [
        list(model.objects.order_by("pk").values())
        for model in (AuditEntry, AuditSeal, AuditCheckpoint)
    ]
    assert audit.verify() is None
    after = [
        list(model.objects.order_by("pk").values())
        for model in (AuditEntry, AuditSeal, AuditCheckpoint)
    ]
    assert before == after
