"""Ten thousand events: a changed byte, a deleted row, a cut tail, another log - each is found."""

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from core import merkle, sealed_log, signing
from disclosure import ledger, ledger_walk, verify_ledger
from disclosure.models import LedgerEntry, LedgerNumber, LedgerOpening, LedgerSeal
from enforcement.models import Agency
from tests.base import Cast, day
from tests.core.audit_case import tamper
from tests.disclosure import factories
from tests.disclosure.bulk_ledger import fill

pytestmark = [pytest.mark.django_db]
NUMBERS = 4546  # with what becomes of them, ten thousand events and one
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SCRIPT = Path(verify_ledger.__file__)
TAMPERED = """UPDATE disclosure_ledgerentry SET line = REPLACE(line, '"on":"2026-03-09"', '"on":"2026-03-08"')
WHERE id = (SELECT entry_id FROM disclosure_ledgerseal WHERE "index" = 7000)"""


@pytest.fixture
def log_place(settings: Settings, tmp_path: Path) -> Path:
    """Signing key and checkpoints of this test alone."""
    settings.VAR_DIR = tmp_path / "var"
    settings.CHECKPOINT_DIR = ""
    settings.SIGNING_KEY_FILE = ""
    return tmp_path


@pytest.fixture
def agency(log_place: Path) -> Agency:
    return factories.agency("云溪市城市管理局")


def seal(days: int = 0) -> int:
    """Seal what the test has written, in its own transaction."""
    count = sealed_log.take(ledger.LOG, NOW + timedelta(days=days), settled=False)
    sealed_log.publish(ledger.LOG, ledger.LOG.newest())
    return count


def exported(place: Path) -> Path:
    call_command("export_ledger", str(place), stdout=io.StringIO())
    return place


def found() -> str:
    """The kind of what verifying finds."""
    finding = ledger_walk.verify()
    return finding.kind if finding else ""


def entry_at(index: int) -> int:
    return LedgerSeal.objects.get(index=index).entry_id


def deleted() -> None:
    """A row in the middle, with what it committed to."""
    tamper("DELETE FROM disclosure_ledgeropening WHERE entry_id = %s", entry_at(700))
    tamper("DELETE FROM disclosure_ledgerentry WHERE id = %s", entry_at(700))


def cut_tail() -> None:
    """The newest events, their seals and the heads over them gone, the numbers set back."""
    for sql in (
        "DELETE FROM disclosure_ledgercheckpoint WHERE size > 9000",
        'DELETE FROM disclosure_ledgeropening WHERE entry_id > (SELECT entry_id FROM disclosure_ledgerseal WHERE "index" = 8999)',
        'DELETE FROM disclosure_ledgerentry WHERE id > (SELECT entry_id FROM disclosure_ledgerseal WHERE "index" = 8999)',
        'DELETE FROM disclosure_ledgerseal WHERE "index" > 8999',
    ):
        tamper(sql)


def rewritten() -> None:
    """A line, its leaf and nothing else rewritten to fit each other."""
    tamper(TAMPERED)
    pk = entry_at(7000)
    leaf = verify_ledger.leaf_of(LedgerEntry.objects.get(pk=pk).line).hex()
    tamper("UPDATE disclosure_ledgerseal SET leaf = %s WHERE entry_id = %s", leaf, pk)


def replaced() -> None:
    """The whole tree built anew over a rewritten line, with a head signed by the same key."""
    rewritten()
    leaves = list(LedgerSeal.objects.order_by("index").values_list("leaf", flat=True))
    tamper("DELETE FROM disclosure_ledgercheckpoint")
    tree = merkle.Range()
    for leaf in leaves:
        tree.append(bytes.fromhex(leaf))
    sealed_log.checkpoint(ledger.LOG, tree, NOW)


DAMAGE: dict[str, tuple[Callable[[], None], str]] = {
    "a changed byte": (lambda: tamper(TAMPERED), "changed"),
    "a changed column": (
        lambda: tamper(
            "UPDATE disclosure_ledgerentry SET event = 'expired' WHERE id = %s", entry_at(5)
        ),
        "changed",
    ),
    "a deleted row": (deleted, "deleted"),
    "a deleted seal": (
        lambda: tamper('DELETE FROM disclosure_ledgerseal WHERE "index" = 700'),
        "deleted",
    ),
    "a cut tail": (cut_tail, "truncated"),
    "a line rewritten with its leaf": (rewritten, "replaced"),
    "a log built anew": (replaced, "replaced"),
    "a number set otherwise": (
        lambda: tamper(
            "UPDATE disclosure_ledgernumber SET state = 'published' WHERE state = 'withheld'"
        ),
        "changed",
    ),
    "a content that was not committed to": (
        lambda: tamper(
            "UPDATE disclosure_ledgeropening SET content = '{\"n\":0}' WHERE entry_id = %s",
            entry_at(60),
        ),
        "changed",
    ),
    "another salt": (
        lambda: tamper("UPDATE disclosure_ledgeropening SET salt = %s", "00" * 32),
        "changed",
    ),
}


def test_every_damage_to_ten_thousand_events_is_found(agency: Agency) -> None:
    fill(agency, NUMBERS)
    assert seal() >= 10_000
    assert ledger_walk.verify() is None
    for name, (damage, kind) in DAMAGE.items():
        with transaction.atomic():
            damage()
            assert found() == kind, name
            transaction.set_rollback(True)
    assert ledger_walk.verify() is None


def test_erasing_contents_and_salts_leaves_every_proof_valid(agency: Agency) -> None:
    fill(agency, 30)
    seal()
    head = ledger.LOG.newest()
    number = LedgerNumber.objects.get(record__key="bulk-4")
    before = ledger.proofs_of(number, head)
    assert [row["entry"].event for row in before] == ["issued", "published", "corrected"]
    LedgerOpening.objects.all().delete()
    assert ledger_walk.verify() is None
    assert ledger.proofs_of(number, head) == before
    for row in before:
        path = [bytes.fromhex(node) for node in row["path"]]
        leaf = verify_ledger.leaf_of(row["line"])
        assert merkle.verify_inclusion(
            leaf, row["index"], head.size, path, bytes.fromhex(head.root)
        )


def test_one_in_a_hundred_silent_omissions_are_all_found_and_nothing_else(agency: Agency) -> None:
    silent = frozenset(range(7, 5000, 100))
    refs = fill(agency, 5000, silent=silent)
    seal()
    assert ledger_walk.verify() is None
    late = ledger_walk.omissions(day(3, 12)).late
    rows = LedgerNumber.objects.filter(pk__in=late).values_list("ref", flat=True)
    assert sorted(rows) == sorted(refs)
    assert ledger_walk.omissions(day(3, 11)).late == [], "on the last day nothing is late"


# ---------------------------------------------------------------------------- copies, off-line
def script(place: Path, *more: str) -> tuple[int, str]:
    """The stand-alone script as a stranger runs it."""
    command = [sys.executable, "-I", str(place / "verify_ledger.py"), str(place), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    return done.returncode, done.stdout


def test_the_script_is_short_and_needs_nothing_but_python() -> None:
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    imports = [
        line.split()[1].split(".")[0]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    ]
    assert set(imports) <= set(sys.stdlib_module_names)


def test_a_copy_says_what_became_of_every_number(agency: Agency, log_place: Path) -> None:
    fill(agency, 1010, silent=frozenset({8, 9}))
    seal()
    place = exported(log_place / "copy")
    code, told = script(place, "--on", "2026-03-12", "--key", signing.public_key_p256().hex())
    assert (code, told.splitlines()[0]) == (0, "OK: 1010 numbers, 0 witnesses")
    assert told.splitlines()[1].startswith("NOT CHECKED: 0 lines")
    assert told.splitlines()[2] == (
        "2026-03 云溪市城市管理局: issued=1010 published=907 withheld=101 pending=2 late=2"
    )
    assert script(place, "--on", "2026-03-11")[1].endswith("late=0\n")
    call_command("verify_ledger", str(place))


def test_a_second_export_adds_what_is_new_and_touches_no_full_file(
    agency: Agency, log_place: Path
) -> None:
    fill(agency, 600)
    seal()
    place = exported(log_place / "copy")
    full = place / "entries/000000.jsonl"
    stamp = full.stat().st_mtime_ns
    older = place.joinpath("checkpoint").read_text("utf-8")
    factories.published(agency)
    seal(1)
    exported(place)
    assert full.stat().st_mtime_ns == stamp
    kept = log_place / "kept"
    kept.write_text(older, "utf-8")
    assert script(place, "--checkpoint", str(kept))[0] == 0
    assert len(place.joinpath("checkpoints.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_copy_taken_while_the_log_grew_is_good(agency: Agency, log_place: Path) -> None:
    fill(agency, 40)
    seal()
    place = exported(log_place / "copy")
    small = {
        name: place.joinpath(name).read_bytes() for name in ("checkpoint", "checkpoints.jsonl")
    }
    factories.published(agency)
    seal(1)
    exported(place)
    for name, data in small.items():
        place.joinpath(name).write_bytes(data)
    told = script(place)[1]
    assert told.startswith("OK: 40 numbers, ")
    assert "NOT CHECKED: 2 lines behind the checkpoint; agencies.json" in told


def line_changed(place: Path) -> None:
    path = place / "entries/000001.jsonl"
    path.write_text(path.read_text("utf-8").replace("2026-03-0", "2026-03-1", 1), "utf-8")


def line_and_leaf_changed(place: Path) -> None:
    line_changed(place)
    lines = (place / "entries/000001.jsonl").read_text("utf-8").splitlines()
    leaves = "".join(f"{verify_ledger.leaf_of(line).hex()}\n" for line in lines)
    place.joinpath("leaves/000001.txt").write_text(leaves, "utf-8")


def line_deleted(place: Path) -> None:
    for path in (place / "entries/000001.jsonl", place / "leaves/000001.txt"):
        rows = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(rows[:50] + rows[51:]), "utf-8")


def tail_cut(place: Path) -> None:
    for path in (place / "entries/000001.jsonl", place / "leaves/000001.txt"):
        rows = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(rows[:-3]), "utf-8")


def file_gone(place: Path) -> None:
    place.joinpath("entries/000000.jsonl").unlink()


def other_key(place: Path) -> None:
    point = verify_ledger.combined(verify_ledger.plus_p256, (7, verify_ledger.G))
    assert point is not None
    put_key(place, "p256", "04" + "".join(f"{part:064x}" for part in point))


def other_ed25519_key(place: Path) -> None:
    put_key(place, "ed25519", Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex())


def put_key(place: Path, name: str, key: str) -> None:
    keys = json.loads(place.joinpath("keys.json").read_text("utf-8"))
    place.joinpath("keys.json").write_text(json.dumps({**keys, name: key}), "utf-8")


def one_signature_gone(place: Path) -> None:
    """The newest head with the signature of one key alone, as who stole that one would sign it."""
    path = place / "checkpoint"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")


COPIES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a changed byte": (line_changed, "entry 1001 was changed"),
    "a changed line and its leaf": (line_and_leaf_changed, "entries 1 to 1320 are not those"),
    "a deleted row": (line_deleted, "entry 1051: withdrawn cannot follow pending"),
    "a cut tail": (tail_cut, "cut off: 1317 entries of 1320"),
    "a file that is gone": (file_gone, "cut off: 0 entries of 1320"),
    "another key": (other_key, "not signed by this key (p256)"),
    "another second key": (other_ed25519_key, "not signed by this key (ed25519)"),
    "one signature": (one_signature_gone, "not signed by this key"),
}


def test_damage_to_a_copy_is_found_by_script_and_command(agency: Agency, log_place: Path) -> None:
    fill(agency, 600)
    assert seal() == 1320
    whole = exported(log_place / "whole")
    for name, (damage, words) in COPIES.items():
        place = shutil.copytree(whole, log_place / "copy", dirs_exist_ok=True)
        damage(place)
        code, told = script(place)
        assert (code, told.startswith("WRONG: ")) == (1, True), name
        assert words in told, name
        with pytest.raises(CommandError, match=re.escape(words)):
            call_command("verify_ledger", str(place))
        shutil.rmtree(place)


def test_a_log_that_was_replaced_does_not_fit_a_checkpoint_kept_elsewhere(
    agency: Agency, log_place: Path
) -> None:
    fill(agency, 40)
    seal()
    kept = log_place / "kept"
    kept.write_text(ledger.LOG.newest().note, "utf-8")
    tamper(TAMPERED.replace("7000", "60"))
    leaf = verify_ledger.leaf_of(LedgerEntry.objects.get(pk=entry_at(60)).line).hex()
    tamper("UPDATE disclosure_ledgerseal SET leaf = %s WHERE entry_id = %s", leaf, entry_at(60))
    tamper("DELETE FROM disclosure_ledgercheckpoint")
    tree = merkle.Range()
    for row in LedgerSeal.objects.order_by("index"):
        tree.append(bytes.fromhex(row.leaf))
    sealed_log.checkpoint(ledger.LOG, tree, NOW)
    place = exported(log_place / "copy")
    assert script(place)[0] == 0, "alone it cannot be told from an honest one"
    assert "the log was replaced" in script(place, "--checkpoint", str(kept))[1]


def test_the_command_names_the_fault_and_counts_the_omissions(
    agency: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(agency, 20, silent=frozenset({1}))
    seal()
    call_command("verify_ledger", on=day(3, 12))
    assert "late=1 unlogged=0 unmade=0" in capsys.readouterr().out
    with pytest.raises(CommandError, match="left out"):
        call_command("verify_ledger", "--omissions", on=day(3, 12))
    tamper("UPDATE disclosure_ledgerentry SET event = 'term' WHERE id = %s", entry_at(3))
    with pytest.raises(CommandError, match=f"changed: .*{entry_at(3)}"):
        call_command("verify_ledger")


def test_the_head_is_signed_by_both_kinds_of_key(agency: Agency, log_place: Path) -> None:
    fill(agency, 3)
    seal()
    note = log_place.joinpath("var/checkpoints/ledger.txt").read_text("utf-8")
    assert signing.read_signed(note, ledger.LOG.origin).size == 6
    both = merkle.open_checkpoint(
        note, ledger.LOG.origin, signing.public_key_p256(), signing.verify_p256, merkle.P256_NOTE
    )
    heads: dict[int, bytes] = {}
    assert verify_ledger.take(heads, note, ledger.keys()) == 6
    assert heads == {6: both.root}


def test_an_openly_wrong_signature_or_key_is_refused(log_place: Path) -> None:
    key, message = signing.public_key_p256(), b"head"
    good = signing.sign_p256(message)
    assert verify_ledger.signed_p256(key, good, message)
    assert signing.verify_p256(good, message)
    for other in (bytes(64), good[:-1], good[:-1] + bytes([good[-1] ^ 1]), b"\xff" * 64):
        assert not verify_ledger.signed_p256(key, other, message)
    assert not verify_ledger.signed_p256(b"\x04" + bytes(64), good, message)
    assert not verify_ledger.signed_p256(key, good, b"another")


def test_two_in_the_log_of_the_cast_are_not_mixed_up(cast: Cast, log_place: Path) -> None:
    one, two = (factories.published(cast.bureau) for _ in range(2))
    seal()
    head = ledger.LOG.newest()
    told = [
        ledger.proofs_of(LedgerNumber.objects.get(record=row.record), head) for row in (one, two)
    ]
    assert [row["index"] for row in told[0]] == [0, 1]
    assert [row["index"] for row in told[1]] == [2, 3]
