"""A sealed file takes nothing more but a supplementary volume, approved by another and chained to it."""

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core import files
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import Case
from recording import manifest
from recording.models import Archive, Closure, Evidence, InnerVolume, Supplement, SupplementItem
from recording.services import archive, printing, supplements
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON, CLOSED, SEALED, LATER = day(3, 16), day(3, 25), day(3, 27), day(4, 2)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("services.documents", "services.supplements", "manifest"):
        monkeypatch.setattr(f"recording.{module}.pdf", bare.BlankPages())


@pytest.fixture
def file(cast: Cast) -> Archive:
    decision = factories.served(cast.bureau, on=ON, procedure="permit")
    archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")
    return archive.seal(decision.case, by=cast.officer1, on=SEALED)


@pytest.fixture
def volume(cast: Cast, file: Archive) -> Supplement:
    row = supplements.start(file, by=cast.officer1, reason="判决书在归档后收到。")
    add(row, cast, "判决书")
    return row


def add(row: Supplement, cast: Cast, title: str, **values: Any) -> SupplementItem:
    given = {"media": "document", "dated_on": SEALED, "source": "法院送达。", **values}
    stream = io.BytesIO(factories.PAPER)
    return supplements.add(
        row, by=cast.officer1, stream=stream, file_name="a.pdf", title=title, **given
    )


def sealed(row: Supplement, cast: Cast) -> Supplement:
    supplements.submit(row, by=cast.officer1)
    return supplements.approve(row, by=cast.unithead, on=LATER, opinion="同意")


def test_another_person_seals_it_with_its_own_papers_and_number(
    cast: Cast, file: Archive, volume: Supplement
) -> None:
    row = sealed(volume, cast)

    assert (row.status, row.no, row.decided_by) == ("sealed", 1, cast.unithead)
    assert manifest.digest(row.manifest) == row.manifest_sha256
    assert row.manifest["chained_to"] == row.manifest["previous"] == file.manifest_sha256
    assert [item.paper for item in row.items.exclude(paper="").order_by("no")] == [
        *("archive_cover", "archive_catalogue", "archive_notes")
    ]
    [entry] = row.manifest["entries"]
    assert (entry["title"], entry["first"], entry["volume"]) == ("判决书", 1, "supplement-1")
    assert row.manifest["volumes"][0]["label"] == "补充卷一"
    assert archive.changed(file) == supplements.changed(file) == []
    kept = AuditEntry.objects.get(action="supplement.seal")
    assert row.manifest_sha256 in kept.data


def test_the_next_one_names_the_seal_of_the_one_before(
    cast: Cast, file: Archive, volume: Supplement
) -> None:
    first = sealed(volume, cast)
    refused = supplements.start(file, by=cast.officer1, reason="误立。")
    add(refused, cast, "无关材料")
    supplements.submit(refused, by=cast.officer1)
    supplements.refuse(refused, by=cast.unithead, on=LATER, opinion="与本案无关。")
    last = supplements.start(file, by=cast.officer1, reason="又收到回执。")
    add(last, cast, "回执")
    last = sealed(last, cast)
    assert (last.no, last.request_no) == (2, 3)
    assert last.manifest["previous"] == first.manifest_sha256
    assert last.manifest["chained_to"] == file.manifest_sha256


def test_who_asked_does_not_approve_and_who_approves_has_the_right(
    cast: Cast, file: Archive
) -> None:
    row = supplements.start(file, by=cast.unithead, reason="判决书在归档后收到。")
    supplements.add(
        row,
        by=cast.unithead,
        stream=io.BytesIO(factories.PAPER),
        file_name="a.pdf",
        media="document",
        title="判决书",
        dated_on=SEALED,
        source="法院送达。",
    )
    supplements.submit(row, by=cast.unithead)
    with pytest.raises(RuleError, match="申请人以外的人"):
        supplements.approve(row, by=cast.unithead, on=LATER, opinion="")
    for name in ("officer1", "reviewer"):
        with pytest.raises(PermissionDenied):
            supplements.approve(row, by=cast.people[name], on=LATER, opinion="")
    assert supplements.approve(row, by=cast.head, on=LATER, opinion="").status == "sealed"


def test_what_is_refused(cast: Cast, file: Archive, volume: Supplement) -> None:
    with pytest.raises(RuleError, match="尚未办结"):
        supplements.start(file, by=cast.officer1, reason="再立。")
    with pytest.raises(RuleError, match="请写明理由") as blank:
        add(volume, cast, "甲", source=" ")
    assert blank.value.field == "source"
    with pytest.raises(RuleError):
        supplements.add(
            volume,
            by=cast.officer1,
            stream=io.BytesIO(b"nothing"),
            file_name="a.pdf",
            media="document",
            title="甲",
            dated_on=SEALED,
            source="乙",
        )
    supplements.submit(volume, by=cast.officer1)
    with pytest.raises(RuleError, match="不能增加材料"):
        add(volume, cast, "甲")
    with pytest.raises(RuleError, match="不能早于归档日期") as early:
        supplements.approve(volume, by=cast.head, on=CLOSED, opinion="")
    assert early.value.field == "on"
    supplements.withdraw(volume, by=cast.officer1)
    with pytest.raises(StaleError):
        supplements.approve(volume, by=cast.head, on=LATER, opinion="")
    empty = supplements.start(file, by=cast.officer1, reason="再立。")
    with pytest.raises(RuleError, match="还没有材料"):
        supplements.submit(empty, by=cast.officer1)
    with pytest.raises(PermissionDenied):
        supplements.submit(empty, by=cast.reviewer)


def code_of(sql: str) -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(sql)
    found = refusal(refused.value)
    return found[0] if found else str(refused.value)


COPY = (
    "INSERT INTO recording_supplementitem (supplement_id, no, paper, title, number, dated_on,"
    " source, file_name, blob_id, pages, added_by_id, added_at) SELECT supplement_id, no + 90,"
    " '', title, number, dated_on, source, file_name, blob_id, pages, added_by_id, added_at"
    " FROM recording_supplementitem WHERE paper = ''"
)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE recording_supplement SET pages = 9", "ARCHIVED"),
        ("UPDATE recording_supplement SET manifest = '{}'", "ARCHIVED"),
        # Two gates hold it; which answers first is the database's own order.
        ("UPDATE recording_supplement SET reason = 'x'", "ARCHIVED APPEND_ONLY"),
        ("UPDATE recording_supplement SET status = 'draft'", "ARCHIVED"),
        ("DELETE FROM recording_supplement", "APPEND_ONLY"),
        ("UPDATE recording_supplementitem SET title = 'x'", "APPEND_ONLY"),
        ("DELETE FROM recording_supplementitem", "APPEND_ONLY"),
        (COPY, "ARCHIVED"),
    ],
)
def test_raw_sql_changes_nothing_of_a_sealed_volume(
    cast: Cast, file: Archive, volume: Supplement, sql: str, code: str
) -> None:
    sealed(volume, cast)
    assert code_of(sql) in code.split()
    assert supplements.changed(file) == []


def test_raw_sql_seals_no_volume_by_itself(cast: Cast, volume: Supplement) -> None:
    assert code_of("UPDATE recording_supplement SET status = 'refused'") == "MOVE"
    by = f"decided_by_id = {cast.officer1.pk}"
    supplements.submit(volume, by=cast.officer1)
    for changes in ("status = 'sealed'", f"status = 'refused', {by}"):
        with pytest.raises(DatabaseError, match="supplement_"), transaction.atomic():
            connection.cursor().execute("UPDATE recording_supplement SET " + changes)  # noqa: S608  # a test's own words


def test_a_volume_that_was_tampered_with_is_named(
    cast: Cast, file: Archive, volume: Supplement
) -> None:
    row = sealed(volume, cast)
    row.manifest["previous"] = "0" * 64
    found = supplements.linked(file, [row])
    assert any("不衔接" in line for line in found)
    row.manifest["entries"][0]["sha256"] = "0" * 64
    assert any("材料与入卷时不一致" in line for line in supplements.linked(file, [row]))


# ------------------------------------------------------------------------------- who saw to the file
@pytest.fixture
def ended(cast: Cast) -> Case:
    decision = factories.served(cast.bureau, on=ON, procedure="permit")
    return archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")


def test_the_page_of_sealing_tells_the_notes_who_checked_and_what_is_missing(
    cast: Cast, ended: Case
) -> None:
    url = reverse("case-archive", args=[ended.pk])
    sent = {"on": "2026-03-27", "missing": "缺邮寄回执1份", "remarks": "第3页有折痕"}
    own = {**sent, "checked_by": str(cast.officer1.pk)}
    assert "不能由立卷人自己检查" in cast.client("officer1").post(url, own).content.decode()
    other = {**sent, "checked_by": str(cast.unithead.pk)}
    assert cast.client("officer1").post(url, other).status_code == 302
    told = Archive.objects.get(case=ended).manifest["cover"]
    assert (told["missing"], told["remarks"]) == ("缺邮寄回执1份", "第3页有折痕")
    assert (told["assembled_by"], told["checked_by"]) == (cast.officer1.name, cast.unithead.name)


# ------------------------------------------------------------------------------- pages
def test_the_walk_through_the_pages(cast: Cast, file: Archive) -> None:
    officer, head = cast.client("officer1"), cast.client("unithead")
    detail = reverse("archive-detail", args=[file.case_id])
    assert "另立补充卷" in officer.get(detail).content.decode()
    url = reverse("supplement-start", args=[file.pk])
    assert officer.post(url, {"reason": "判决书在归档后收到。"}).status_code == 302
    row = Supplement.objects.get()
    page = reverse("supplement-detail", args=[row.pk])
    assert page in officer.get(detail).content.decode()
    upload = io.BytesIO(factories.PAPER)
    upload.name = "判决书.pdf"
    sent = {
        **{"original": upload, "medium": "document", "title": "判决书", "number": "1号"},
        **{"dated_on": "2026-03-27", "source": "法院送达。"},
    }
    assert officer.post(reverse("supplement-add", args=[row.pk]), sent).status_code == 302
    assert "判决书" in officer.get(page).content.decode()
    officer.post(reverse("supplement-submit", args=[row.pk]), {"csrfmiddlewaretoken": "x"})
    approve = reverse("supplement-approve", args=[row.pk])
    assert approve not in officer.get(page).content.decode()
    assert approve in head.get(page).content.decode()
    assert head.post(approve, {"on": "2026-04-02", "opinion": "同意"}).status_code == 302
    shown = officer.get(page).content.decode()
    assert "已入卷" in shown and "卷内备考表（补充卷一）" in shown
    item = row.items.get(paper="")
    got = officer.get(reverse("supplement-item", args=[item.pk]))
    assert b"".join(got.streaming_content) == files.read_bytes(item.blob)  # type: ignore[attr-defined]  # a stream
    assert AuditEntry.objects.filter(action="supplementitem.read").exists()
    other = cast.client("outsider")
    for name, key in (("supplement-detail", row.pk), ("supplement-item", item.pk)):
        assert other.get(reverse(name, args=[key])).status_code == 404


# ------------------------------------------------------------------------------- inner volume
@pytest.fixture
def closed(cast: Cast) -> Archive:
    """A file with one photograph that is not for everybody."""
    decision = factories.served(cast.bureau, on=ON, procedure="permit")
    item = Evidence.objects.filter(case=decision.case)[0]
    Closure.objects.create(
        case=decision.case, evidence=item, group="trade", reason="配方。", set_by=cast.officer1
    )
    archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")
    return archive.seal(decision.case, by=cast.officer1, on=SEALED)


def test_what_is_closed_lies_in_an_inner_volume_of_which_only_the_presence_is_named(
    closed: Archive,
) -> None:
    item = Closure.objects.get().evidence
    assert item is not None
    told = closed.manifest["inner"]
    assert (told["pieces"], told["grounds"]) == (1, ["涉及商业秘密"])
    text = manifest.pretty(closed.manifest)
    assert str(item.pk) not in text and item.blob.sha256 not in text
    inner = InnerVolume.objects.get(archive=closed)
    assert [row["id"] for row in inner.manifest["entries"]] == [str(item.pk)]
    assert inner.manifest_sha256 == told["sha256"]
    assert archive.changed(closed) == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE recording_innervolume SET manifest = '{}'", "APPEND_ONLY"),
        ("DELETE FROM recording_innervolume", "APPEND_ONLY"),
    ],
)
def test_raw_sql_does_not_touch_the_inner_volume(closed: Archive, sql: str, code: str) -> None:
    assert code_of(sql) == code


def test_no_inner_volume_is_added_to_a_sealed_file(file: Archive) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        InnerVolume.objects.create(archive=file, manifest={}, manifest_sha256="0" * 64)
    assert (refusal(refused.value) or ("",))[0] == "ARCHIVED"


def test_the_inner_volume_is_for_those_to_whom_nothing_is_closed(
    cast: Cast, closed: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuleError, match="限制查阅"):
        printing.print_inner(closed, by=cast.reviewer)
    page = cast.client("reviewer").get(reverse("archive-detail", args=[closed.case_id]))
    assert "密封内卷" in page.content.decode()
    bound: list[int] = []
    monkeypatch.setattr("core.pdf.render", lambda template, context: b"x")
    monkeypatch.setattr("core.pdf.bind", lambda parts, file: bound.append(len(parts)))
    printing.print_inner(closed, by=cast.officer1)
    assert bound == [4]  # cover, contents, the photograph, notes
    assert AuditEntry.objects.filter(action="archive.read", data__contains="inner").exists()


def test_a_file_without_one_has_none_to_open(cast: Cast, file: Archive) -> None:
    with pytest.raises(RuleError, match="没有密封内卷"):
        printing.print_inner(file, by=cast.officer1)
