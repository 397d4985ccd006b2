"""Verifying: whatever somebody with every right on the database does to the log is found."""

import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from core import audit, signing
from core.audit import verification
from core.audit.entries import CONTENT, chained_hash, content_digest, leaf
from core.audit.sealing import ORIGIN
from core.merkle import Checkpoint, Range
from core.models import AuditCheckpoint, AuditEntry, AuditSeal
from core.triggers import suspended
from tests.core.audit_case import NOW, sealed, tamper, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_place")]


def found() -> tuple[str, int | None]:
    finding = audit.verify()
    assert finding is not None
    assert str(finding) == finding.message
    return finding.kind, finding.entry_id


def rehash(entry_id: int) -> None:
    """Give a changed entry the hash of its new content, as a careful forger would."""
    entry = AuditEntry.objects.get(pk=entry_id)
    digest = content_digest(tuple(getattr(entry, name) for name in CONTENT))
    tamper(
        "UPDATE core_auditentry SET hash = %s WHERE id = %s",
        chained_hash(entry.prev, digest),
        entry_id,
    )


def reseal(size: int) -> None:
    """Write leaves and the newest head anew over the present entries, with our own key."""
    tree = Range()
    with suspended(connection):
        for seal in AuditSeal.objects.order_by("index")[:size]:
            entry = AuditEntry.objects.get(pk=seal.entry_id)
            node = leaf(entry.id, entry.hash)
            AuditSeal.objects.filter(pk=seal.pk).update(leaf=node.hex())
            tree.append(node)
        head = Checkpoint(ORIGIN, size, tree.root())
        AuditCheckpoint.objects.filter(size=size).update(
            root=tree.root().hex(), note=signing.sign_checkpoint(head), edge=tree.to_text()
        )


def test_an_empty_log_and_an_untouched_log_are_whole() -> None:
    assert audit.verify() is None
    sealed(3, 4, 1)
    write(2)
    assert audit.verify() is None


@pytest.mark.parametrize("column", [name for name in CONTENT if name not in ("at", "actor_id")])
def test_a_changed_column_names_its_entry(column: str) -> None:
    entry = sealed(3, 2)[2]
    value = 99 if column == "agency_id" else "forged"
    tamper(
        f"UPDATE core_auditentry SET {column} = %s WHERE id = %s",  # noqa: S608  # our column names
        value,
        entry.id,
    )
    assert found() == ("changed", entry.id)


def test_a_changed_time_or_account_names_its_entry() -> None:
    entry = sealed(3)[1]
    tamper(
        "UPDATE core_auditentry SET at = %s WHERE id = %s", timezone.now() + timedelta(1), entry.id
    )
    assert found() == ("changed", entry.id)
    tamper("UPDATE core_auditentry SET at = %s, actor_id = 5 WHERE id = %s", entry.at, entry.id)
    assert found() == ("changed", entry.id)


def test_a_change_with_a_matching_hash_is_found_by_its_leaf() -> None:
    entry = sealed(3)[1]
    tamper("UPDATE core_auditentry SET action = 'forged' WHERE id = %s", entry.id)
    rehash(entry.id)
    assert found() == ("changed", entry.id)


def test_a_change_with_hash_and_leaf_is_found_by_the_head_of_its_batch() -> None:
    entry = sealed(3, 2, 2)[3]
    tamper("UPDATE core_auditentry SET action = 'forged' WHERE id = %s", entry.id)
    rehash(entry.id)
    fresh = AuditEntry.objects.get(pk=entry.id)
    tamper(
        "UPDATE core_auditseal SET leaf = %s WHERE entry_id = %s",
        leaf(fresh.id, fresh.hash).hex(),
        entry.id,
    )
    assert found() == ("changed", entry.id)


def test_a_log_rewritten_with_our_own_key_is_found_by_the_head_outside() -> None:
    entry = sealed(4)[1]
    tamper("UPDATE core_auditentry SET action = 'forged' WHERE id = %s", entry.id)
    rehash(entry.id)
    reseal(4)
    assert found() == ("replaced", None)


def test_a_deleted_entry_is_named() -> None:
    entry = sealed(3, 2)[1]
    tamper("DELETE FROM core_auditentry WHERE id = %s", entry.id)
    assert found() == ("deleted", entry.id)


def test_an_entry_deleted_with_its_seal_leaves_a_hole() -> None:
    entry = sealed(3)[1]
    tamper("DELETE FROM core_auditentry WHERE id = %s", entry.id)
    tamper("DELETE FROM core_auditseal WHERE entry_id = %s", entry.id)
    assert found() == ("deleted", None)


def test_newest_entries_cut_off_with_their_seals_are_missed() -> None:
    entries = sealed(3, 2)
    tamper("DELETE FROM core_auditentry WHERE id >= %s", entries[3].id)
    tamper("DELETE FROM core_auditseal WHERE entry_id >= %s", entries[3].id)
    assert found() == ("truncated", None)


def test_newest_entries_cut_off_with_seals_and_head_are_missed_by_the_file() -> None:
    entries = sealed(3, 2)
    tamper("DELETE FROM core_auditentry WHERE id >= %s", entries[3].id)
    tamper("DELETE FROM core_auditseal WHERE entry_id >= %s", entries[3].id)
    tamper("DELETE FROM core_auditcheckpoint WHERE size = 5")
    assert found() == ("truncated", None)
    write(3)
    audit.seal(NOW)
    assert found() == ("replaced", None), "writing on must not hide it"


def test_an_emptied_log_is_found() -> None:
    sealed(3)
    for table in ("core_auditentry", "core_auditseal", "core_auditcheckpoint"):
        tamper(f"DELETE FROM {table}")  # noqa: S608  # our table names
    assert found() == ("truncated", None)


def test_a_log_without_a_head_outside_is_not_called_whole(log_place: Path) -> None:
    sealed(3)
    shutil.rmtree(log_place / "checkpoints")
    assert found() == ("anchor", None)


def test_a_head_outside_that_we_did_not_sign_is_found(log_place: Path, settings: Settings) -> None:
    sealed(3)
    (log_place / "checkpoints" / "audit.txt").write_text("nonsense", encoding="utf-8")
    assert found() == ("anchor", None)


def test_two_entries_in_each_others_place_are_found() -> None:
    first, second = sealed(3)[:2]
    tamper("UPDATE core_auditseal SET entry_id = -1 WHERE entry_id = %s", first.id)
    tamper("UPDATE core_auditseal SET entry_id = %s WHERE entry_id = %s", first.id, second.id)
    tamper("UPDATE core_auditseal SET entry_id = %s WHERE entry_id = -1", second.id)
    assert found() == ("changed", second.id)


@pytest.mark.parametrize("column", ["root", "note"])
def test_a_changed_head_is_found(column: str) -> None:
    sealed(2, 2)
    tamper(
        f"UPDATE core_auditcheckpoint SET {column} = 'forged' WHERE size = 4"  # noqa: S608  # ours
    )
    assert found() == ("checkpoint", None)


def test_a_changed_older_head_is_found() -> None:
    first = sealed(2, 2)[0]
    tamper("UPDATE core_auditcheckpoint SET note = 'forged' WHERE size = 2")
    assert found() == ("changed", first.id)


def test_a_change_before_sealing_is_found_by_the_entrys_own_hash() -> None:
    sealed(2)
    entry = write(2)[0]
    tamper("UPDATE core_auditentry SET action = 'forged' WHERE id = %s", entry.id)
    assert found() == ("changed", entry.id)


def test_a_deletion_before_sealing_is_found_by_the_chain() -> None:
    first, second, third = write(3)
    tamper("DELETE FROM core_auditentry WHERE id = %s", second.id)
    assert found() == ("chain", third.id)


def test_two_readers_of_one_object_may_chain_to_the_same_entry() -> None:
    first, second, third = write(3)
    tamper("UPDATE core_auditentry SET prev = %s WHERE id = %s", first.hash, third.id)
    rehash(third.id)
    audit.seal(NOW)
    assert audit.verify() is None


def test_a_log_longer_than_a_page_is_walked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "PAGE", 3)
    sealed(7, 2)
    last = write(8)[-1]
    assert audit.verify() is None
    tamper("UPDATE core_auditentry SET action = 'forged' WHERE id = %s", last.id)
    assert found() == ("changed", last.id)


def test_the_command_counts_a_whole_log() -> None:
    sealed(3)
    write(2)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == "ok: 3 entries sealed, 2 waiting for the sealer\n"


def test_the_command_names_the_first_bad_entry() -> None:
    entries = sealed(4)
    for entry in entries[1:3]:
        tamper("UPDATE core_auditentry SET action = 'forged' WHERE id = %s", entry.id)
    with pytest.raises(CommandError, match=f"changed: 条目 {entries[1].id} 被改动"):
        call_command("verify_audit")
