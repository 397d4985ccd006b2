"""Edited copies go with the original they show: their bytes are removed too, their digests stay."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core import files, fixity, integrity
from core.errors import GoneError, RuleError
from core.models import AuditEntry, Blob
from recording import disposal_page
from recording.forms.supplies import SupplyForm
from recording.models import Disposal, EditedCopy, Evidence
from recording.services import destruction, supplies
from recording.services import edited as service
from recording.services.supplies import Piece
from tests.base import Cast
from tests.recording import edited
from tests.recording.over_time import approved, end, filed, paper, place_of

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0"


@pytest.fixture
def item(cast: Cast) -> Evidence:
    """An archived item whose keeping has ended."""
    _case, (row,) = filed(cast, 现场=paper("original"))
    end(row, cast)
    return row


def ready(item: Evidence, cast: Cast, data: bytes) -> EditedCopy:
    """A finished copy of the item, of those bytes."""
    row = edited.row(item, cast)
    blob = files.store(data, content_type="image/jpeg")
    EditedCopy.objects.filter(pk=row.pk).update(status="working")
    EditedCopy.objects.filter(pk=row.pk).update(
        status="ready", blob=blob, ready_at=timezone.now(), tool="Pillow"
    )
    row.refresh_from_db()
    return row


def bytes_of(row: EditedCopy) -> Path:
    """Where the bytes of the copy lie."""
    return Path(files.place().path(Blob.objects.get(pk=row.blob_id).key))


def run() -> int:
    return destruction.run(timezone.now())


def logged() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(AuditEntry.objects.get(action="evidence.disposed").data)
    return found


def mark_removed(key: str) -> None:
    """What an intruder would write to have bytes taken for lawfully destroyed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_blob SET removed_at = %s WHERE sha256 = %s", [timezone.now(), key]
        )


# ------------------------------------------------------------------------------- together
def test_the_copies_go_with_their_original_and_their_digests_stay(
    item: Evidence, cast: Cast
) -> None:
    one, two = ready(item, cast, JPEG + b"1"), ready(item, cast, JPEG + b"2")
    approved(cast, item)
    assert run() == 1
    assert [place_of(item).exists(), bytes_of(one).exists(), bytes_of(two).exists()] == [False] * 3
    for row in (one, two):
        blob = Blob.objects.get(pk=row.blob_id)
        assert blob.removed_at is not None
        assert (len(blob.sha256), len(blob.sm3)) == (64, 64)
    assert run() == 0


def test_the_log_names_each_copy_with_its_digests(item: Evidence, cast: Cast) -> None:
    row = ready(item, cast, JPEG + b"1")
    approved(cast, item)
    run()
    assert row.blob is not None
    assert logged()["copies"] == [
        {"copy": row.pk, "sha256": row.blob.sha256, "sm3": row.blob.sm3, "bytes_stay": False}
    ]
    assert logged()["bytes_stay"] is False


def test_an_item_without_copies_says_that_none_went(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    run()
    assert logged()["copies"] == []


def test_two_copies_of_the_same_bytes_are_removed_once(item: Evidence, cast: Cast) -> None:
    one, two = ready(item, cast, JPEG), ready(item, cast, JPEG)
    assert one.blob_id == two.blob_id
    approved(cast, item)
    assert run() == 1
    assert not bytes_of(one).exists()
    assert [row["copy"] for row in logged()["copies"]] == [one.pk, two.pk]


def test_nobody_takes_their_absence_for_damage(item: Evidence, cast: Cast) -> None:
    ready(item, cast, JPEG)
    approved(cast, item)
    run()
    assert fixity.check(timezone.now(), everything=True).good
    assert integrity.troubles() == []


# ------------------------------------------------------------------------------- needed elsewhere
def test_bytes_of_a_copy_that_are_another_item_stay_until_that_one_goes(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("one"), 乙=paper("two"))
    end(one, cast)
    row = ready(one, cast, paper("two"))
    assert row.blob_id == two.blob_id
    approved(cast, one)
    assert run() == 1
    assert not place_of(one).exists()
    assert place_of(two).exists()
    assert logged()["copies"][0]["bytes_stay"] is True
    end(two, cast)
    approved(cast, two)
    assert run() == 1
    assert not place_of(two).exists()


def test_an_original_that_is_the_copy_of_a_kept_item_keeps_its_bytes(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("one"), 乙=paper("two"))
    row = ready(one, cast, paper("two"))
    end(two, cast)
    approved(cast, two)
    assert run() == 1
    assert Disposal.objects.get(evidence=two).shared
    assert bytes_of(row).exists()
    assert files.read_bytes(Blob.objects.get(pk=row.blob_id)) == paper("two")


def test_copies_go_also_when_the_bytes_of_their_original_stay(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("same"), 乙=paper("same"))
    mine, other = ready(one, cast, JPEG + b"1"), ready(two, cast, JPEG + b"2")
    end(one, cast)
    approved(cast, one)
    assert run() == 1
    assert (place_of(two).exists(), bytes_of(mine).exists()) == (True, False)
    assert bytes_of(other).exists()


def test_the_same_copy_of_two_items_stays_with_the_second(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("same"), 乙=paper("same"))
    ready(one, cast, JPEG)
    second = ready(two, cast, JPEG)
    end(one, cast)
    approved(cast, one)
    run()
    assert bytes_of(second).exists()
    end(two, cast)
    approved(cast, two)
    run()
    assert not bytes_of(second).exists()


def test_bytes_of_a_copy_that_come_in_again_are_kept_and_the_old_copy_stays_gone(
    item: Evidence, cast: Cast
) -> None:
    row = ready(item, cast, paper("again"))
    approved(cast, item)
    run()
    assert not bytes_of(row).exists()
    _case, (new,) = filed(cast, 新=paper("again"))
    assert new.blob_id == row.blob_id
    assert Blob.objects.get(pk=row.blob_id).removed_at is None
    assert run() == 0
    assert place_of(new).exists()
    answer = cast.client("officer1").get(reverse("edited-download", args=[row.pk]))
    assert answer.status_code == 410


# ------------------------------------------------------------------------------- not finished yet
def test_a_copy_nobody_began_is_not_made_any_more_and_says_why(item: Evidence, cast: Cast) -> None:
    row = edited.row(item, cast)
    approved(cast, item)
    assert run() == 1
    row.refresh_from_db()
    assert (row.status, row.problem) == ("failed", "原件已依法销毁，没有制作。")
    assert service.make_waiting() == 0
    entry = AuditEntry.objects.get(action="editedcopy.failed")
    assert "原件已依法销毁" in entry.data


def test_an_item_waits_while_a_copy_of_it_is_being_made(item: Evidence, cast: Cast) -> None:
    row = edited.row(item, cast)
    approved(cast, item)
    EditedCopy.objects.filter(pk=row.pk).update(status="working")
    assert run() == 0
    assert place_of(item).exists()
    assert not Disposal.objects.exists()
    EditedCopy.objects.filter(pk=row.pk).update(status="failed", problem="中断")
    assert run() == 1
    assert not place_of(item).exists()


def test_a_lock_on_a_copy_lets_the_item_wait(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ready(item, cast, JPEG)
    approved(cast, item)
    assert row.blob is not None
    locked, later = row.blob.key, timezone.now() + timedelta(days=3)
    with monkeypatch.context() as store:
        store.setattr(
            type(files.place()), "locked", lambda _place, key, _v: later if key == locked else None
        )
        assert run() == 0
    assert place_of(item).exists()
    assert bytes_of(row).exists()
    assert run() == 1


def test_killed_before_the_bytes_are_removed_the_next_run_removes_the_copies_too(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ready(item, cast, JPEG)
    approved(cast, item)
    with monkeypatch.context() as broken:
        broken.setattr(files, "dispose", _fails)
        assert run() == 0
    assert (place_of(item).exists(), bytes_of(row).exists()) == (True, True)
    assert fixity.check(timezone.now(), everything=True).good
    assert run() == 1
    assert (place_of(item).exists(), bytes_of(row).exists()) == (False, False)


def _fails(*_args: object) -> None:
    raise OSError("no answer")


def test_nothing_is_asked_of_what_is_gone(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    run()
    with pytest.raises(GoneError, match="已按鉴定记录") as refused:
        service.ask(
            item,
            by=cast.officer1,
            edit_list={"areas": [edited.AREA]},
            reason="遮盖行人",
            purpose="提供",
            at=timezone.now(),
        )
    assert refused.value.article == "档案法实施条例第二十四条"
    assert not service.may_edit(item, cast.officer1)
    assert not EditedCopy.objects.exists()


# ------------------------------------------------------------------------------- what people see
def test_the_file_of_the_copy_answers_410_and_its_page_says_why(item: Evidence, cast: Cast) -> None:
    row = ready(item, cast, JPEG)
    officer = cast.client("officer1")
    url = reverse("edited-download", args=[row.pk])
    assert officer.get(url).status_code == 200
    made = approved(cast, item)
    run()
    for headers in ({}, {"range": "bytes=0-1"}):
        answer = officer.get(url, headers=headers)
        assert answer.status_code == 410
        assert "仅保留校验值" in answer.content.decode()
    page = officer.get(reverse("edited-detail", args=[row.pk])).content.decode()
    assert "编辑副本一并销毁" in page
    assert reverse("disposal-detail", args=[made.pk]) in page
    assert str(row.blob_id) in page
    assert url not in page
    assert reverse("evidence-edit", args=[item.pk]) not in page


def test_the_evidence_page_lists_the_copy_without_a_way_to_its_file(
    item: Evidence, cast: Cast
) -> None:
    row = ready(item, cast, JPEG)
    officer, url = cast.client("officer1"), reverse("evidence-detail", args=[item.pk])
    download = reverse("edited-download", args=[row.pk])
    assert download in officer.get(url).content.decode()
    approved(cast, item)
    run()
    page = officer.get(url).content.decode()
    assert f"编辑副本 {row.pk}" in page
    assert download not in page


def test_the_register_says_how_many_copies_went_along(item: Evidence, cast: Cast) -> None:
    ready(item, cast, JPEG + b"1")
    ready(item, cast, JPEG + b"2")
    edited.row(item, cast)  # never made
    row = approved(cast, item)
    assert disposal_page.lines(row, cast.head)[0].state == "尚未执行"
    run()
    (line,) = disposal_page.lines(row, cast.head)
    assert line.copies == 2
    assert "已销毁，连同编辑副本 2 份" in line.state
    page = cast.client("head").get(reverse("disposal-detail", args=[row.pk]))
    assert "连同编辑副本 2 份" in page.content.decode()


def test_neither_the_item_nor_its_copy_is_offered_to_outsiders_any_more(
    item: Evidence, cast: Cast
) -> None:
    row = ready(item, cast, JPEG)

    def offered() -> set[str]:
        form = SupplyForm(case=item.case, user=cast.officer1)
        return {*form.items, *form.copies} & {str(item.pk), f"copy-{row.pk}"}

    assert offered() == {str(item.pk), f"copy-{row.pk}"}
    approved(cast, item)
    run()
    assert offered() == set()
    told = {"applicant": "钱试", "organisation": "", "contact": "", "paper": "", "purpose": "阅卷"}
    with pytest.raises(RuleError, match="不在您可以查阅的范围内"):
        supplies.ask(
            item.case,
            by=cast.officer1,
            at=timezone.now(),
            pieces=[Piece(item, row)],
            due_on=timezone.localdate(),
            **{**told, "basis": "party", "channel": "medium"},
        )


# ------------------------------------------------------------------------------- raw SQL
def test_sql_removes_no_copy_of_an_item_that_is_kept(item: Evidence, cast: Cast) -> None:
    row = ready(item, cast, JPEG)
    with pytest.raises(IntegrityError, match="还有未经销毁的证据"):
        mark_removed(str(row.blob_id))
    approved(cast, item)
    with pytest.raises(IntegrityError, match="还有未经销毁的证据"):
        mark_removed(str(row.blob_id))
    assert Blob.objects.get(pk=row.blob_id).removed_at is None


def test_sql_removes_no_bytes_that_belong_to_nothing_destroyed() -> None:
    blob = files.store(b"loose", content_type="application/pdf")
    with pytest.raises(IntegrityError, match="DISPOSAL"):
        mark_removed(blob.pk)


def test_sql_removes_no_original_that_is_the_copy_of_a_kept_item(cast: Cast) -> None:
    _case, (one, two) = filed(cast, 甲=paper("one"), 乙=paper("two"))
    row = ready(one, cast, paper("two"))
    end(two, cast)
    approved(cast, two)
    run()
    with pytest.raises(IntegrityError, match="还有未经销毁的证据"):
        mark_removed(str(row.blob_id))


def test_what_stays_of_a_destroyed_copy_is_not_changed_by_sql(item: Evidence, cast: Cast) -> None:
    row = ready(item, cast, JPEG)
    approved(cast, item)
    run()
    before = Blob.objects.get(pk=row.blob_id)
    for text in (
        "DELETE FROM recording_editedcopy",
        "UPDATE recording_editedcopy SET blob_id = NULL",
        "UPDATE recording_editedcopy SET purpose = 'x'",
        "UPDATE core_blob SET sm3 = 'x'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)
    assert Blob.objects.get(pk=row.blob_id) == before
