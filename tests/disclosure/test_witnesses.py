"""Witnesses: one portal signs the heads of another, over real HTTP, and only while its log has one past."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from core import cosigning, merkle, signing
from core.audit.proofs import BLOCK, Tree
from core.errors import RuleError
from core.models import Alert, AuditEntry
from disclosure import verify_ledger
from disclosure.models import (
    Cosignature,
    LedgerCheckpoint,
    LedgerSeal,
    Witness,
    WitnessedHead,
    WitnessedLog,
)
from disclosure.services import witnesses, witnessing
from disclosure.tasks import ask_witnesses, seal_ledger
from tests.base import Cast
from tests.disclosure import factories
from tests.factories import user

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
OTHER_KEY = OTHER.public_key().public_bytes_raw()
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(20)]
SCRIPT = Path(verify_ledger.__file__)


def note(leaves: list[bytes], key: Ed25519PrivateKey = OTHER) -> str:
    """A head that another portal signed."""
    head = merkle.Checkpoint("portal/ledger", len(leaves), merkle.root(leaves), ("time x",))
    public = key.public_key().public_bytes_raw()
    return head.sign("portal/ledger", (merkle.ED25519_NOTE, public, key.sign))


def request(old: int, leaves: list[bytes]) -> str:
    """What that portal asks, with an honest proof of its own leaves."""
    proof = merkle.consistency_proof(leaves, old) if old else []
    return cosigning.Request(old, tuple(proof), note(leaves)).to_text()


@pytest.fixture
def log(cast: Cast) -> WitnessedLog:
    return witnessing.watch(by=cast.admin, name="云泽市公示平台", key=OTHER_KEY.hex())


def take(text: str) -> tuple[int, str]:
    answer = witnessing.take(text, NOW)
    return int(answer.status), answer.text


# ------------------------------------------------------------------------------ as a witness
@pytest.mark.django_db
def test_a_log_that_grows_is_signed_each_time(log: WitnessedLog) -> None:
    for old, size in ((0, 3), (3, 3), (3, 4), (4, 20)):
        status, line = take(request(old, LEAVES[:size]))
        assert status == 200
        key = signing.public_key()
        at = cosigning.cosigned_at(note(LEAVES[:size]), line, witnessing.NAME, key, signing.verify)
        assert at == NOW
    assert list(log.heads.values_list("size", flat=True)) == [20, 4, 3]
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_who_forgot_what_we_saw_is_told_the_size(log: WitnessedLog) -> None:
    take(request(0, LEAVES[:5]))
    assert take(request(0, LEAVES[:7])) == (409, "5\n")
    assert take(request(3, LEAVES[:7])) == (409, "5\n")
    assert take(request(5, LEAVES[:7]))[0] == 200


@pytest.mark.django_db
def test_another_past_is_never_signed_and_is_told_to_people(log: WitnessedLog) -> None:
    take(request(0, LEAVES[:5]))
    forked = [merkle.leaf_hash(b"other"), *LEAVES[1:9]]
    assert take(request(5, forked)) == (422, "")
    same_size = cosigning.Request(5, (), note(forked[:5])).to_text()
    assert take(same_size) == (409, "5\n")
    assert log.heads.count() == 1
    assert "不一致" in Alert.objects.latest("pk").text
    kept = AuditEntry.objects.filter(action="witness.refuse").latest("pk")
    assert json.loads(kept.data)["note"] == note(forked[:5])


@pytest.mark.django_db
def test_a_shorter_log_is_never_signed(log: WitnessedLog) -> None:
    take(request(0, LEAVES[:9]))
    assert take(request(9, LEAVES[:9]))[0] == 200
    cut = cosigning.Request(9, (), note(LEAVES[:4])).to_text()
    assert take(cut) == (400, "")
    assert take(request(4, LEAVES[:4])) == (409, "9\n")
    assert log.heads.count() == 1


@pytest.mark.django_db
def test_only_the_key_we_know_has_its_heads_signed(cast: Cast, log: WitnessedLog) -> None:
    stranger = Ed25519PrivateKey.generate()
    text = cosigning.Request(0, (), note(LEAVES[:3], stranger)).to_text()
    assert take(text) == (403, "")
    other_log = cosigning.Request(0, (), note(LEAVES[:3]).replace("portal/ledger", "a/b"))
    assert take(other_log.to_text()) == (404, "")
    witnessing.unwatch(log, by=cast.admin, at=NOW)
    assert take(request(0, LEAVES[:3])) == (403, "")
    assert not WitnessedHead.objects.exists()


@pytest.mark.django_db
@given(
    sizes=st.lists(st.integers(1, 20), min_size=1, max_size=6),
    changed=st.lists(st.integers(0, 19), max_size=6),
)
@settings(max_examples=30, deadline=None)
def test_whatever_is_asked_only_one_past_is_signed(sizes: list[int], changed: list[int]) -> None:
    """Every head ever signed is a beginning of the last one, whatever order and forks are tried."""
    with transaction.atomic():
        by = user(["admin"])
        row = WitnessedLog.objects.create(name="甲", key=OTHER_KEY.hex(), created_by=by)
        tried = {}
        for no, size in enumerate(sizes):
            leaves = list(LEAVES)
            for place in changed[: no if no % 2 else 0]:
                leaves[place] = merkle.leaf_hash(b"changed")
            seen = row.heads.first()
            old = seen.size if seen else 0
            if old <= size:
                tried[merkle.root(leaves[:size]).hex()] = leaves[:size]
                take(request(old, leaves[:size]))
        heads = list(row.heads.order_by("size"))
        whole = tried[heads[-1].root]
        for head in heads:
            assert merkle.root(whole[: head.size]).hex() == head.root
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"old 0\n\n\0", b"old 0\n\nx", b"x" * 20_000, b"old 0\n\n" + b"\n" * 500],
)
def test_any_other_body_is_a_400(client: Client, body: bytes) -> None:
    answer = client.post(reverse("witness-add"), body, content_type="text/plain")
    assert (answer.status_code, answer.content) == (400, b"")


@pytest.mark.django_db
def test_the_page_of_a_witness_shows_what_it_saw(client: Client, log: WitnessedLog) -> None:
    assert client.get(reverse("witness-add")).status_code == 405
    page = client.get(reverse("witness")).content.decode()
    assert "还没有请求签名" in page and signing.public_key().hex() in page
    url = reverse("witness-add")
    first = client.post(url, request(0, LEAVES[:6]).encode(), content_type="text/plain")
    assert (first.status_code, first["Content-Type"]) == (200, "text/plain; charset=utf-8")
    again = client.post(url, request(0, LEAVES[:6]).encode(), content_type="text/plain")
    assert (again.status_code, again["Content-Type"]) == (409, "text/x.tlog.size")
    Client().get("/")  # no cookie, no account: nothing of the asker is kept
    assert merkle.root(LEAVES[:6]).hex() in Client().get(f"{reverse('witness')}?x").content.decode()


@pytest.mark.django_db
def test_the_database_keeps_what_was_signed(log: WitnessedLog) -> None:
    take(request(0, LEAVES[:6]))
    statements = [
        "UPDATE disclosure_witnessedhead SET root = 'x'",
        "DELETE FROM disclosure_witnessedhead",
        "UPDATE disclosure_witnessedlog SET key = 'x'",
        "DELETE FROM disclosure_witnessedlog",
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    for size in (6, 5, 0):
        with pytest.raises(DatabaseError), transaction.atomic():
            WitnessedHead.objects.create(log=log, size=size, root="x", note="x", at=NOW)


@pytest.mark.django_db
def test_only_an_administrator_registers_and_nothing_twice(cast: Cast, log: WitnessedLog) -> None:
    key = OTHER_KEY.hex()
    acts: list[Callable[[], object]] = [
        lambda: witnessing.watch(by=cast.publisher, name="乙", key="ab" * 32),
        lambda: witnessing.unwatch(log, by=cast.publisher, at=NOW),
        lambda: witnesses.register(by=cast.officer1, name="乙", url="https://a.example", key=key),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    for name, text in (
        ("乙", key),
        (log.name, "ab" * 32),
        ("", "ab" * 32),
        ("乙", "ab"),
        ("乙", "字"),
    ):
        with pytest.raises(RuleError):
            witnessing.watch(by=cast.admin, name=name, key=text)
    with pytest.raises(RuleError, match="https://"):
        witnesses.register(by=cast.admin, name="乙", url="ftp://a.example", key=key)
    assert (WitnessedLog.objects.count(), Witness.objects.count()) == (1, 0)


# --------------------------------------------------------------------- of our own log, over HTTP
@pytest.fixture
def asked(cast: Cast, live_server: LiveServer, settings: Settings, tmp_path: Path) -> Witness:
    """This very portal, asked as if it were another one."""
    settings.VAR_DIR, settings.DEBUG = tmp_path, True
    settings.CHECKPOINT_DIR = settings.SIGNING_KEY_FILE = ""
    key = signing.public_key().hex()
    witnessing.watch(by=cast.admin, name="本平台", key=key)
    return witnesses.register(by=cast.admin, name="云泽市公示平台", url=live_server.url, key=key)


def grown(cast: Cast) -> LedgerCheckpoint:
    factories.published(cast.bureau)
    seal_ledger()
    return LedgerCheckpoint.objects.latest("size")


@pytest.mark.django_db(transaction=True)
def test_each_new_head_is_signed_and_anybody_can_check_it_off_line(
    cast: Cast, asked: Witness, client: Client, tmp_path: Path
) -> None:
    assert ask_witnesses() == 0  # nothing is sealed yet
    for _round in range(3):
        grown(cast)
        assert ask_witnesses() == 1
        assert ask_witnesses() == 0
    assert Cosignature.objects.count() == 3
    asked.refresh_from_db()
    assert (asked.size, asked.last_error) == (6, "")
    page = client.get(reverse("ledger")).content.decode()
    assert asked.name in page and "前 6 条" in page
    place = tmp_path / "copy"
    call_command("export_ledger", place, stdout=StringIO())
    ours = signing.public_key().hex()
    done = checked(place, "--key", ours, "--witness", ours)
    assert (done.returncode, done.stdout.split("\n")[0]) == (0, "OK: 3 numbers, 1 witnesses")
    assert "6 entries at" in done.stdout
    for name in ("cosignatures.jsonl", SCRIPT.name):
        served = client.get(reverse("ledger-file", args=[name])).content
        assert served == (place / name).read_bytes()
    assert damages(place, ours) == []


def checked(place: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", str(SCRIPT), str(place), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def damages(place: Path, key: str) -> list[str]:
    """The damages that the script did not find."""
    path = place / "cosignatures.jsonl"
    whole = path.read_text("utf-8")
    row = json.loads(whole.splitlines()[-1])
    moved = {**row, "line": row["line"].replace("A", "B", 1) + "", "key": row["key"]}
    fork = note(LEAVES[:6])
    cases = {
        "another signature": (json.dumps({**row, "line": forged(row["line"])}), key, "not signed"),
        "another log": (json.dumps({**moved, "note": fork}), key, "not signed by this key"),
        "no witness": ("", key, "no head is signed"),
        "another key": (whole, "ab" * 32, "signed by another key"),
        "no JSON": ("x\n", key, "cannot be read"),
    }
    missed = []
    for name, (text, log_key, words) in cases.items():
        path.write_text(text, "utf-8")
        done = checked(place, "--key", log_key, "--witness", key)
        if done.returncode != 1 or words not in done.stdout:
            missed.append(f"{name}: {done.stdout} {done.stderr}")
    path.write_text(whole, "utf-8")
    return missed


def forged(line: str) -> str:
    dash, name, blob = line.split()
    return f"{dash} {name} {blob[:40]}{'A' if blob[40] != 'A' else 'B'}{blob[41:]}\n"


@pytest.mark.django_db(transaction=True)
def test_a_replaced_log_is_refused_and_both_sides_hear_of_it(cast: Cast, asked: Witness) -> None:
    grown(cast)
    ask_witnesses()
    seen = WitnessedHead.objects.get()
    log = seen.log
    other = WitnessedLog.objects.create(name="旧", key="ab" * 32, created_by=cast.admin)
    # What the witness saw was longer, and another log than the one we show now.
    WitnessedHead.objects.create(
        log=log, size=3, root=merkle.root(LEAVES[:3]).hex(), note=seen.note, at=NOW
    )
    grown(cast)
    assert ask_witnesses() == 0
    asked.refresh_from_db()
    assert "422" in asked.last_error
    texts = " ".join(Alert.objects.values_list("text", flat=True))
    assert "拒绝签名" in texts and "与本平台此前见证的日志不一致" in texts
    assert AuditEntry.objects.filter(action="witness.refused").exists()
    assert other.heads.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_witness_that_is_down_stops_no_other_and_is_told_after_a_day(
    cast: Cast, asked: Witness, live_server: LiveServer
) -> None:
    dead = witnesses.register(by=cast.admin, name="停机", url="http://127.0.0.1:9", key="cd" * 32)
    liar = witnesses.register(by=cast.admin, name="冒名", url=live_server.url, key="ef" * 32)
    head = grown(cast)
    assert ask_witnesses() == 1
    for row in (dead, liar):
        row.refresh_from_db()
        assert row.last_success_at is None
    assert (dead.last_error, liar.last_error) == ("URLError", "no good signature in the answer")
    at = max(head.at, dead.created_at, liar.created_at)
    assert witnesses.alarm(at + timedelta(hours=23, minutes=59)) == 0
    assert witnesses.alarm(at + timedelta(hours=24, seconds=1)) == 2
    count = Alert.objects.count()
    assert witnesses.alarm(at + timedelta(hours=24, seconds=2)) == 2
    assert Alert.objects.count() == count  # once a day
    witnesses.stop(dead, by=cast.admin, at=NOW)
    witnesses.stop(liar, by=cast.admin, at=NOW)
    assert witnesses.alarm(at + timedelta(hours=30)) == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_registers_lists_and_stops(cast: Cast, asked: Witness) -> None:
    out = StringIO()
    by = cast.admin.get_username()
    call_command("witness", "ask", "丙", url="https://c.example", key="12" * 32, by=by, stdout=out)
    call_command("witness", "watch", "丁", key="34" * 32, by=by, stdout=out)
    call_command("witness", "stop", "丙", by=by, stdout=out)
    call_command("witness", "unwatch", "丁", by=by, stdout=out)
    call_command("witness", "list", stdout=out)
    told = out.getvalue().splitlines()
    assert "witness 丙: stopped, signed 0 entries, last never, last error: none" in told[-5:]
    assert "log 丁: stopped, seen 0 entries" in told[-5:]
    for words in (("stop", "无"), ("ask", "丙"), ("watch", "")):
        with pytest.raises(CommandError):
            call_command("witness", *words, by=by, stdout=out)
    with pytest.raises(CommandError, match="--by"):
        call_command("witness", "stop", "丙", by="nobody", stdout=out)


# ------------------------------------------------------------------------ proofs over whole blocks
@pytest.mark.django_db
def test_a_proof_over_blocks_is_the_proof_over_leaves() -> None:
    size = 2 * BLOCK + 77
    leaves = [merkle.leaf_hash(n.to_bytes(4)) for n in range(size)]
    LedgerSeal.objects.bulk_create(
        LedgerSeal(index=n, entry_id=n + 1, leaf=leaf.hex()) for n, leaf in enumerate(leaves)
    )
    tree = Tree(size, LedgerSeal)
    edges = {1, 2, 3, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1, size - 1, size, 1500}
    for old in edges:
        proof = tree.consistency(old)
        assert proof == merkle.consistency_proof(leaves, old), old
        before = merkle.root(leaves[:old])
        assert merkle.verify_consistency(old, size, before, merkle.root(leaves), proof)
    for old in (0, -1, size + 1):
        with pytest.raises(IndexError):
            tree.consistency(old)
