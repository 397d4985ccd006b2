"""The copies of a supply: objects of their own, made again after a failure, never twice."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError
from django.urls import reverse
from django.utils import timezone, translation

from core import files, sniff
from core.models import AuditEntry, Blob
from recording import supply_papers
from recording.media import sandbox
from recording.models import Evidence, Supply, SupplyItem
from recording.services import supplies, supply_copies
from recording.services.supplies import Piece
from tests.base import Cast
from tests.originals import PHOTO
from tests.recording import caught
from tests.recording.supplying import (
    TITLE,
    approve,
    ask,
    kept,
    made,
    photograph,
    plain_copies,
)

pytestmark = pytest.mark.django_db
Status = Supply.Status


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


@pytest.fixture
def ready(item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    return made(ask(item, cast), cast, monkeypatch)


def test_each_copy_is_an_object_of_its_own_with_both_hashes_and_its_parent(
    ready: Supply, item: Evidence
) -> None:
    (piece,) = ready.items.select_related("blob")
    copy = kept(piece.blob)
    assert copy.sha256 != piece.parent_sha256 == item.blob_id
    assert files.verify(copy) == "ok"
    told = json.loads(files.read_bytes(kept(ready.manifest)))
    (line,) = told["items"]
    assert (line["sha256"], line["sm3"]) == (copy.sha256, copy.sm3)
    assert line["parent_sha256"] == item.blob_id
    assert (told["number"], told["organisation"]) == (ready.number, "云溪市人民法院")
    derived = AuditEntry.objects.get(action="evidence.derived", object_id=str(item.pk))
    assert json.loads(derived.data)["sha256"] == copy.sha256


def test_a_copy_that_cannot_be_made_says_why_and_is_tried_again(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: Any) -> Any:
        raise sandbox.Ended("moov atom not found")

    row = approve(ask(item, cast), cast)
    monkeypatch.setattr(supply_copies, "_write", fails)
    supply_copies.make_waiting()
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert "moov atom not found" in row.problem
    supplies.retry(row, by=cast.officer1)
    row.refresh_from_db()
    assert row.status == Status.APPROVED


def test_a_supply_at_work_is_not_taken_twice_but_after_a_silence(
    item: Evidence, cast: Cast
) -> None:
    row, now = approve(ask(item, cast), cast), timezone.now()
    assert supply_copies.claim(now) == row
    assert supply_copies.claim(now) is None
    assert supply_copies.claim(now + timedelta(minutes=6)) == row


# ---------------------------------------------------------------------------------- the worker
def fails_with(error: Exception) -> Any:
    def write(*given: Any) -> Any:
        raise error

    return write


def test_a_copy_tried_again_is_taken_at_once(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approve(ask(item, cast), cast)
    plain_copies(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(supply_copies, "_write", fails_with(sandbox.Ended("x")))
        supply_copies.make_waiting()
    supplies.retry(Supply.objects.get(pk=row.pk), by=cast.officer2)
    assert supply_copies.make_waiting() == 1
    row.refresh_from_db()
    assert (row.status, row.problem) == (Status.READY, "")


def test_a_failing_store_lets_the_supply_wait(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approve(ask(item, cast), cast)
    for error in (OSError("disk"), BotoCoreError()):
        Supply.objects.filter(pk=row.pk).update(touched_at=None)
        monkeypatch.setattr(supply_copies, "_write", fails_with(error))
        assert supply_copies.make_waiting() == 1
        row.refresh_from_db()
        assert (row.status, row.problem) == (Status.APPROVED, "")


def test_a_server_without_the_program_says_whom_to_ask(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approve(ask(item, cast), cast)
    monkeypatch.setattr(supply_copies, "_write", fails_with(sandbox.Missing("no font")))
    supply_copies.make_waiting()
    row.refresh_from_db()
    assert "系统管理员" in row.problem
    page = cast.client("officer1").get(reverse("supply-detail", args=[row.pk])).content.decode()
    assert row.problem in page
    assert reverse("supply-retry", args=[row.pk]) in page


def test_no_copy_is_made_of_an_original_that_is_not_whole(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approve(ask(item, cast), cast)
    monkeypatch.setattr(files, "verify", lambda blob, **options: "damaged")
    supply_copies.make_waiting()
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert "与收存时不一致" in row.problem
    assert row.items.get().blob is None


def test_a_supply_withdrawn_while_it_is_made_stays_withdrawn(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approve(ask(item, cast), cast)

    def write(supply: Any, piece: Any, path: Any, out: Any, tell: Any) -> Any:
        supplies.withdraw(row, by=cast.officer1, reason="不再需要")
        tell()

    monkeypatch.setattr(supply_copies, "_write", write)
    assert supply_copies.make_waiting() == 1
    row.refresh_from_db()
    assert (row.status, row.problem, row.manifest) == (Status.WITHDRAWN, "", None)


def test_what_was_made_before_a_crash_is_not_made_again(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = photograph(cast, case=item.case, title="货架照片", content=PHOTO + b"2")
    row = approve(ask(item, cast, pieces=[Piece(item), Piece(other)]), cast)
    plain_copies(monkeypatch)
    first = row.items.order_by("pk")[0]
    supply_copies._make(Supply.objects.get(pk=row.pk), first)
    Supply.objects.filter(pk=row.pk).update(touched_at=None)
    made_once = SupplyItem.objects.get(pk=first.pk).blob_id
    assert supply_copies.make_waiting() == 1
    pieces = list(row.items.order_by("pk"))
    assert pieces[0].blob_id == made_once
    assert None not in {piece.blob_id for piece in pieces}
    assert AuditEntry.objects.filter(action="evidence.derived").count() == 2


def test_the_original_stays_as_it_was(ready: Supply, item: Evidence) -> None:
    assert files.verify(item.blob) == "ok"
    assert files.read_bytes(item.blob) == PHOTO


# --------------------------------------------------------------------------------- the papers
def test_what_stands_on_the_copy_names_receiver_number_agency_and_day(ready: Supply) -> None:
    first, second = supply_papers.lines_of(ready)
    assert first == "仅供云溪市人民法院钟法官使用"
    assert ready.number in second
    assert "云溪市市场监督管理局" in second
    assert f"{timezone.localdate():%Y-%m-%d}" in second


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("柜台照片", "image/jpeg", "03_柜台照片.jpeg"),
        ("a/../b", "image/jpeg", "03_a..b.jpeg"),
        ("录 音", "audio/mp4", "03_录_音.m4a"),
        ("长" * 99, "application/zip", f"03_{'长' * 60}.zip"),
        ("无", "application/x-unknown", "03_无"),
    ],
)
def test_a_copy_is_named_by_its_place_and_title(title: str, kind: str, name: str) -> None:
    piece = SupplyItem(evidence=Evidence(title=title), blob=Blob(content_type=kind))
    assert supply_papers.name_of(piece, 3) == name


@pytest.mark.parametrize(
    ("fields", "words"),
    [({}, ""), ({"begin": 0, "end": 9}, "第0至9秒"), ({"edited_id": 4}, "编辑副本4")],
)
def test_the_part_is_told_in_words(fields: dict[str, Any], words: str) -> None:
    assert supply_papers.span_of(SupplyItem(**fields)) == words


def test_the_list_tells_everything_about_the_supply(ready: Supply, item: Evidence) -> None:
    listed = supply_papers.listed(ready)
    assert listed["basis"] == "审判机关依法调取"
    assert (listed["case"], listed["paper"]) == (item.case.number, "（2026）云法调1号")
    (line,) = listed["items"]
    assert (line["title"], line["part"], line["evidence"]) == (TITLE, "", str(item.pk))
    assert line["tool"] == "test"


def test_the_cover_sheet_names_who_approved_and_leaves_room_for_who_receives(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approve(ask(item, cast), cast)
    seen = caught.contexts(monkeypatch)
    with translation.override("en"):
        assert supply_papers.cover(row) == b"%PDF"
    approver, receiver = seen[0]["opinions"]

    assert (approver["label"], approver["text"], approver["name"]) == (
        *("批准人", "同意"),
        cast.head.name,
    )
    assert approver["date"] == timezone.localdate().isoformat()
    assert receiver == {"label": "接收人签收", "text": "", "name": "", "date": ""}
    assert dict(seen[0]["fields"])["依据"] == "审判机关依法调取，（2026）云法调1号"
    assert len(seen[0]["rows"]) == 1


def test_a_program_that_marks_nothing_wraps_the_file_with_its_cover(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = photograph(cast, case=item.case, title="台账")
    row = approve(ask(item, cast, pieces=[Piece(sheet)]), cast)
    monkeypatch.setattr(sniff, "IMAGES", set())
    monkeypatch.setattr(supply_papers, "cover", lambda supply: b"%PDF-1.4 cover")
    supply_copies.make_waiting()
    piece = row.items.select_related("blob").get()
    assert (kept(piece.blob).content_type, piece.tool) == ("application/zip", "zipfile")
    archive = zipfile.ZipFile(io.BytesIO(files.read_bytes(kept(piece.blob))))
    assert archive.namelist() == ["说明.pdf", "一.jpg"]
    assert archive.read("一.jpg") == PHOTO
