"""The custody page and the certificate: made by people, checked by anybody with the script alone."""

import ast
import base64
import copy
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from core import audit, chunks, files, fixity, merkle, signing
from core.audit import proofs
from core.audit.sealing import ORIGIN
from core.errors import RuleError
from core.models import AuditCheckpoint, AuditEntry, AuditSeal, BlobChunks
from recording import custody, verify_custody
from recording.models import Evidence
from recording.models.step import Stage
from recording.services import custody as service
from recording.services import evidence
from tests import factories
from tests.base import Cast
from tests.originals import PAPER
from tests.recording import caught

# The sealer waits for open transactions on PostgreSQL, and each test is one.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Run = Callable[..., tuple[int, str]]
LONGEST = 300
TAIL = bytes(range(256)) * 10_000  # makes the original two chunks and a half


@pytest.fixture(autouse=True)
def log_place(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"
    settings.CHECKPOINT_DIR = ""
    settings.SIGNING_KEY_FILE = ""


@pytest.fixture
def item(cast: Cast) -> Evidence:
    """An item that was received, checked and looked at."""
    case = factories.case(cast.bureau, filed=True)
    row = evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(PAPER + TAIL),
        file_name="询价单.pdf",
        kind=Evidence.Kind.DOCUMENTARY,
        media=Evidence.Media.DOCUMENT,
        title="询价单",
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
    )
    fixity.check(timezone.now())
    service.verify(row, by=cast.officer1)
    audit.seal(timezone.now())
    return row


@pytest.fixture
def made(item: Evidence) -> dict[str, Any]:
    part = custody.part_of(item, 1, 2)
    return json.loads(custody.as_json(custody.certificate(item, at=timezone.now(), part=part)))  # type: ignore[no-any-return]  # what was just written


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the script in a folder where nothing else is, without this project on its path."""
    place = tmp_path / "alone"
    place.mkdir()
    shutil.copy(custody.SCRIPT, place)

    def go(data: Any, *more: str, **files_given: bytes) -> tuple[int, str]:
        (place / "c.json").write_text(json.dumps(data), encoding="utf-8")
        for name, content in files_given.items():
            (place / name).write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-I", custody.SCRIPT.name, "c.json", *more],
            cwd=place,
            env={},
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout.decode()

    return go


def resigned(data: dict[str, Any]) -> dict[str, Any]:
    """The certificate as somebody with the key of the portal could sign it anew."""
    rest = {name: value for name, value in data.items() if name != "signature"}
    signature = base64.b64encode(signing.sign(verify_custody.canonical(rest))).decode()
    return {**rest, "signature": signature}


def wrong(data: dict[str, Any], key: str = "", note: str = "") -> str:
    with pytest.raises(verify_custody.Wrong) as finding:
        verify_custody.check(data, key, note)
    return str(finding.value)


def test_the_script_is_short_and_needs_the_standard_library_only() -> None:
    text = custody.SCRIPT.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= LONGEST


def test_an_untouched_certificate_the_original_and_a_part_are_ok(
    made: dict[str, Any], run: Run
) -> None:
    whole = PAPER + TAIL
    code, text = run(made, "--file", "o.bin", **{"o.bin": whole})
    assert (code, text.startswith("OK: 3 entries; its own key")) == (0, True)
    key = ("--key", signing.public_key().hex())
    assert run(made, *key) == (0, "OK: 3 entries\n")
    part = whole[chunks.SIZE :]
    assert run(made, *key, "--part", "p.bin", **{"p.bin": part}) == (0, "OK: 3 entries\n")


def test_a_changed_part_or_original_is_found(made: dict[str, Any], run: Run) -> None:
    whole = bytearray(PAPER + TAIL)
    whole[-1] ^= 1
    code, text = run(made, "--file", "o.bin", **{"o.bin": bytes(whole)})
    assert (code, text) == (1, "WRONG: the file is not the original (sha256)\n")
    part = bytes(whole[chunks.SIZE :])
    code, text = run(made, "--part", "p.bin", **{"p.bin": part})
    assert (code, text) == (1, "WRONG: chunk 2 is not that of the original\n")
    code, text = run(made, "--part", "p.bin", **{"p.bin": part[: chunks.SIZE]})
    assert (code, text) == (1, "WRONG: the part has another number of chunks\n")


def test_a_file_that_is_no_certificate_is_said_so(run: Run) -> None:
    assert run({"format": "x"}) == (1, "WRONG: this is no custody certificate\n")
    assert run([])[0] == 1
    assert run({"format": verify_custody.FORMAT})[0] == 1


def test_any_change_breaks_the_signature(made: dict[str, Any]) -> None:
    changed = copy.deepcopy(made)
    changed["entries"][0]["actor"] = "someone else"
    assert wrong(changed) == "the certificate was changed after it was signed"
    cut = {**made, "entries": made["entries"][:-1]}
    assert wrong(cut) == "the certificate was changed after it was signed"
    assert wrong({**made, "signature": base64.b64encode(bytes(64)).decode()}) != ""


def test_a_changed_entry_is_found_even_when_it_is_signed_anew(made: dict[str, Any]) -> None:
    changed = copy.deepcopy(made)
    changed["entries"][0]["actor"] = "someone else"
    number = changed["entries"][0]["id"]
    assert wrong(resigned(changed)) == f"entry {number} was changed"


def test_a_removed_entry_is_found_even_when_it_is_signed_anew(item: Evidence, cast: Cast) -> None:
    service.verify(item, by=cast.officer1)
    audit.seal(timezone.now())
    data = json.loads(custody.as_json(custody.certificate(item, at=timezone.now())))
    own = [row for row in data["entries"] if row["object_type"] == "recording.evidence"]
    data["entries"].remove(own[1])
    assert wrong(resigned(data)) == f"an entry before {own[2]['id']} is missing"
    data["entries"].remove(own[0])
    assert "is missing" in wrong(resigned(data))


def test_an_entry_of_another_log_or_item_is_found(made: dict[str, Any]) -> None:
    moved = copy.deepcopy(made)
    moved["entries"][0]["index"] += 1
    assert "is not in the log of this checkpoint" in wrong(resigned(moved))
    other = copy.deepcopy(made)
    other["item"]["id"] = "another"
    assert "belongs to another item" in wrong(resigned(other))
    digest = copy.deepcopy(made)
    digest["item"]["sha256"] = "0" * 64
    assert "belongs to another item" in wrong(resigned(digest))


def test_another_key_is_found(made: dict[str, Any]) -> None:
    assert wrong(made, key="00" * 32) == "the certificate is signed by another key"
    stranger = Ed25519PrivateKey.generate()
    forged = {**made, "public_key": stranger.public_key().public_bytes_raw().hex()}
    del forged["signature"]
    signature = stranger.sign(verify_custody.canonical(forged))
    forged["signature"] = base64.b64encode(signature).decode()
    assert wrong(forged) == "the checkpoint is not signed by this key"


def test_a_replaced_log_is_found_by_a_checkpoint_that_somebody_holds(
    made: dict[str, Any],
) -> None:
    held = AuditCheckpoint.objects.order_by("-size")[0]
    verify_custody.check(made, note=held.note)
    other = merkle.Checkpoint(ORIGIN, held.size, bytes(32))
    assert "the log was replaced" in wrong(made, note=signing.sign_checkpoint(other))
    longer = merkle.Checkpoint(ORIGIN, held.size + 5, bytes(32))
    text = wrong(made, note=signing.sign_checkpoint(longer))
    assert text == f"ask for a certificate at the checkpoint of {held.size + 5} entries"


def test_a_certificate_rests_on_the_checkpoint_that_is_asked_for(
    item: Evidence, cast: Cast
) -> None:
    older = AuditCheckpoint.objects.order_by("-size")[0]
    service.verify(item, by=cast.officer1)
    audit.seal(timezone.now())
    data = custody.certificate(item, at=timezone.now(), size=older.size)
    verify_custody.check(json.loads(custody.as_json(data)), note=older.note)
    assert len(data["entries"]) == 3
    with pytest.raises(RuleError, match="没有这个检查点"):
        custody.certificate(item, at=timezone.now(), size=older.size + 99)


def test_proofs_over_many_blocks_are_those_of_the_whole_tree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.audit.proofs.BLOCK", 4)
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(19)]
    AuditSeal.objects.bulk_create(
        AuditSeal(index=n, entry_id=n + 1, leaf=leaf.hex()) for n, leaf in enumerate(leaves)
    )
    for size in (1, 4, 5, 18, 19):
        tree = proofs.Tree(size)
        for index in range(size):
            assert tree.proof(index) == merkle.inclusion_proof(leaves, index, size)


def test_ed25519_of_the_script_agrees_with_the_library() -> None:
    for _ in range(3):
        key, message = Ed25519PrivateKey.generate(), os.urandom(40)
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert verify_custody.signed(public, signature, message)
        assert not verify_custody.signed(public, signature, message + b"x")
        assert not verify_custody.signed(public, signature[:32] + b"\xff" * 32, message)
    assert not verify_custody.signed(b"", b"", b"")


def test_chunk_hashes_do_not_depend_on_how_the_stream_is_cut() -> None:
    data = os.urandom(2 * chunks.SIZE + 17)
    trees = [chunks.Tree(), chunks.Tree()]
    for at in range(0, len(data), 999_983):
        trees[0].feed(data[at : at + 999_983])
    for at in range(0, len(data), chunks.SIZE):
        trees[1].feed(data[at : at + chunks.SIZE])
    assert trees[0].close() == trees[1].close()


def test_chunk_hashes_are_taken_once_and_stand_in_the_log(item: Evidence) -> None:
    row = BlobChunks.objects.get(pk=item.blob_id)
    entry = AuditEntry.objects.get(action="blob.chunks", object_id=item.blob_id)
    assert json.loads(entry.data) == {"root": row.root, "chunk_size": chunks.SIZE}
    with transaction.atomic():
        assert chunks.keep(item.blob, b"\x00" * 32).root == row.root


@pytest.fixture
def officer(cast: Cast) -> Client:
    return cast.client("officer1")


def test_the_page_shows_who_did_what_and_offers_the_certificate(
    item: Evidence, officer: Client
) -> None:
    page = officer.get(reverse("custody-page", args=[item.pk])).content.decode()
    for words in ("收存封存", "校验", "分段校验值记入日志", "已封存", "出具保管证明"):
        assert words in page
    assert "custody/" in officer.get(reverse("evidence-detail", args=[item.pk])).content.decode()


def test_a_certificate_by_the_page_is_noted_with_its_purpose_and_checks_out(
    item: Evidence, officer: Client
) -> None:
    told = {"kind": "json", "purpose": "某区人民法院调取"}
    answer = officer.post(reverse("custody-page", args=[item.pk]), told)
    data = json.loads(answer.content)
    verify_custody.check(data)
    last = data["entries"][-1]
    assert (last["action"], json.loads(last["data"])["purpose"]) == (
        *("evidence.exported", "某区人民法院调取"),
    )
    script = officer.get(reverse("custody-script")).content
    assert script == custody.SCRIPT.read_bytes()


def test_a_part_comes_with_its_certificate_and_the_script(
    item: Evidence, officer: Client, tmp_path: Path
) -> None:
    told = {"kind": "part", "purpose": "某区人民法院调取", "first": 1, "last": 1}
    answer = officer.post(reverse("custody-page", args=[item.pk]), told)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "verify_custody.py", "custody.json", "--part", "part.bin"],
        cwd=tmp_path,
        capture_output=True,
    )
    assert done.stdout.startswith(b"OK"), done.stdout


def test_a_certificate_as_pdf_names_the_digests(item: Evidence, officer: Client) -> None:
    told = {"kind": "pdf", "purpose": "某区人民法院调取"}
    answer = officer.post(reverse("custody-page", args=[item.pk]), told)
    assert answer.content.startswith(b"%PDF")


def test_a_certificate_on_paper_is_chinese_and_tells_the_time_of_the_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = {"at": "2026-03-16T18:30:05.000001Z", "action": "evidence.export", "actor": ""}
    item = {
        "case": "1号",
        "title": "询价单",
        "file_name": "a.pdf",
        "size": 3,
        "sha256": "a",
        "sm3": "b",
    }
    seen = caught.contexts(monkeypatch)
    with translation.override("en"):
        custody.as_pdf(
            {
                "item": {**item, "received_at": "2026-03-16T15:59:59.000000Z"},
                "entries": [{**entry, "hash": "ab" * 32}],
                "public_key": "k",
                "checkpoint": "portal/audit 1",
            },
            agency="甲局",
            on="2026-03-17",
        )
    context = seen[0]

    assert context["title"] == "证据保管证明"
    assert context["rows"] == [["2026年3月17日 02:30:05", "随案卷导出", "系统", "ab" * 8]]
    assert dict(context["fields"])["收存时间"] == "2026年3月16日 23:59:59"
    assert any("北京时间" in note for note in context["notes"])


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"kind": "json", "purpose": ""}, "必填"),
        ({"kind": "part", "purpose": "x"}, "请填写起止段号"),
        ({"kind": "part", "purpose": "x", "first": 2, "last": 1}, "片段超出原件范围"),
        ({"kind": "part", "purpose": "x", "first": 0, "last": 99}, "0 至 2 之间"),
        ({"kind": "json", "purpose": "x", "checkpoint": 999}, "没有这个检查点"),
    ],
)
def test_what_cannot_be_certified_is_said_beside_the_field_and_not_noted(
    item: Evidence, officer: Client, told: dict[str, Any], words: str
) -> None:
    page = officer.post(reverse("custody-page", args=[item.pk]), told).content.decode()
    assert words in page
    assert not AuditEntry.objects.filter(action="evidence.exported").exists()


def test_a_damaged_original_is_said_at_once_and_noted(item: Evidence, officer: Client) -> None:
    path = Path(files.place().path(item.blob.key))
    path.chmod(0o600)
    path.write_bytes(b"forged")
    try:
        url = reverse("custody-verify", args=[item.pk])
        assert "不得再作为定案依据" in officer.post(url, follow=True).content.decode()
    finally:
        path.unlink()
    last = AuditEntry.objects.filter(action="evidence.verified").latest("id")
    assert json.loads(last.data) == {"result": "damaged"}


def test_nobody_certifies_what_is_not_his(item: Evidence, cast: Cast) -> None:
    url = reverse("custody-page", args=[item.pk])
    assert cast.client("outsider").get(url).status_code == 404
    assert cast.client("publisher").get(url).status_code == 403
