"""Supplementary volumes: who may, in which state, with which words, and what is left of each."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from recording import manifest
from recording.models import Archive, Supplement, SupplementItem
from recording.services import supplements
from tests import factories
from tests.base import Cast, day
from tests.recording import bare
from tests.recording.archived import LATER, SEALED, added, code_of, draft, file_of, piece

pytestmark = pytest.mark.django_db
ARTICLE = supplements.ARTICLE


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("services.documents", "services.supplements", "manifest"):
        monkeypatch.setattr(f"recording.{module}.pdf", bare.BlankPages())


@pytest.fixture
def file(cast: Cast) -> Archive:
    return file_of(cast)


@pytest.fixture
def volume(cast: Cast, file: Archive) -> Supplement:
    return draft(file, cast, "判决书")


def handed_in(row: Supplement, cast: Cast) -> Supplement:
    return supplements.submit(row, by=cast.officer1)


# ------------------------------------------------------------------------------- beginning
@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_a_volume_begins_with_a_reason(cast: Cast, file: Archive, reason: str) -> None:
    with pytest.raises(RuleError, match="请写明理由") as refused:
        supplements.start(file, by=cast.officer1, reason=reason)
    assert (refused.value.field, refused.value.article) == ("reason", ARTICLE)
    assert refused.value.remedy
    assert not Supplement.objects.exists()


@pytest.mark.parametrize("name", ["reviewer", "publisher", "listadmin", "supervisor", "outsider"])
def test_who_may_not_archive_the_case_begins_none(cast: Cast, file: Archive, name: str) -> None:
    with pytest.raises((PermissionDenied, RuleError)):
        supplements.start(file, by=cast.people[name], reason="归档后收到。")
    assert not Supplement.objects.exists()


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_one_volume_is_open_at_a_time(cast: Cast, file: Archive, state: str) -> None:
    row = draft(file, cast, "判决书")
    if state == "submitted":
        handed_in(row, cast)
    with pytest.raises(RuleError, match="已有一个补充卷尚未办结") as refused:
        supplements.start(file, by=cast.officer2, reason="再立。")
    assert refused.value.article == ARTICLE and "撤回" in refused.value.remedy


@pytest.mark.parametrize("end", ["withdraw", "refuse", "approve"])
def test_after_an_end_another_volume_begins(
    cast: Cast, file: Archive, volume: Supplement, end: str
) -> None:
    if end == "withdraw":
        supplements.withdraw(volume, by=cast.officer1)
    else:
        handed_in(volume, cast)
        answer = {"by": cast.unithead, "on": LATER, "opinion": "意见。"}
        getattr(supplements, end)(volume, **answer)
    row = supplements.start(file, by=cast.officer2, reason="再立。")
    assert (row.request_no, row.no, row.status) == (2, None, "draft")


def test_its_beginning_is_logged_with_the_reason(cast: Cast, volume: Supplement) -> None:
    entry = AuditEntry.objects.get(action="supplement.start")
    assert (entry.object_id, entry.actor_id) == (str(volume.pk), cast.officer1.pk)
    assert "归档后收到。" in entry.data


# ------------------------------------------------------------------------------- pieces
@pytest.mark.parametrize("source", ["", "  "])
def test_a_piece_says_where_it_came_from(cast: Cast, volume: Supplement, source: str) -> None:
    with pytest.raises(RuleError, match="请写明理由") as refused:
        piece(volume, cast, "回执", source=source)
    assert refused.value.field == "source"
    assert volume.items.count() == 1


def test_a_piece_without_a_title_has_that_of_its_file(cast: Cast, volume: Supplement) -> None:
    assert piece(volume, cast, "  ", file_name="扫描件.pdf").title == "扫描件.pdf"


def test_pieces_are_numbered_in_the_order_they_came(cast: Cast, volume: Supplement) -> None:
    piece(volume, cast, "回执", number=" 5号 ", stream=io.BytesIO(factories.PAPER))
    rows = list(volume.items.order_by("no").values_list("no", "title", "number"))
    assert rows == [(1, "判决书", ""), (2, "回执", "5号")]


@pytest.mark.parametrize("data", [b"", b"plain words", b"MZ" + bytes(64)])
def test_bytes_that_are_not_what_they_say_are_no_piece(
    cast: Cast, volume: Supplement, data: bytes
) -> None:
    with pytest.raises(RuleError) as refused:
        piece(volume, cast, "回执", stream=io.BytesIO(data))
    assert refused.value.message and refused.value.remedy
    assert volume.items.count() == 1


@pytest.mark.parametrize("state", ["submitted", "sealed", "refused", "withdrawn"])
def test_a_volume_takes_pieces_only_while_it_is_put_together(
    cast: Cast, volume: Supplement, state: str
) -> None:
    if state == "withdrawn":
        supplements.withdraw(volume, by=cast.officer1)
    else:
        handed_in(volume, cast)
    if state == "sealed":
        supplements.approve(volume, by=cast.unithead, on=LATER, opinion="")
    if state == "refused":
        supplements.refuse(volume, by=cast.unithead, on=LATER, opinion="无关。")
    with pytest.raises(RuleError, match="不能增加材料") as refused:
        piece(volume, cast, "回执")
    assert refused.value.article == ARTICLE and "另立补充卷" in refused.value.remedy


@pytest.mark.parametrize("name", ["reviewer", "supervisor", "outsider", "publisher"])
def test_only_who_may_archive_adds_and_hands_in(cast: Cast, volume: Supplement, name: str) -> None:
    by = cast.people[name]
    given: dict[str, Any] = {
        "media": "document",
        "dated_on": SEALED,
        "source": "某处。",
        "file_name": "a.pdf",
    }
    acts = (
        lambda: supplements.add(
            volume, by=by, title="甲", stream=io.BytesIO(factories.PAPER), **given
        ),
        lambda: supplements.submit(volume, by=by),
        lambda: supplements.withdraw(volume, by=by),
    )
    for act in acts:
        with pytest.raises((PermissionDenied, RuleError)):
            act()
    volume.refresh_from_db()
    assert (volume.status, volume.items.count()) == ("draft", 1)


def test_an_addition_is_logged_with_the_digest(cast: Cast, volume: Supplement) -> None:
    item = volume.items.get()
    entry = AuditEntry.objects.get(action="supplement.add")
    assert entry.object_id == str(item.pk) and item.blob.sha256 in entry.data


def test_an_empty_volume_is_not_handed_in(cast: Cast, file: Archive) -> None:
    row = draft(file, cast)
    with pytest.raises(RuleError, match="还没有材料") as refused:
        handed_in(row, cast)
    assert (refused.value.article, bool(refused.value.remedy)) == (ARTICLE, True)


# ------------------------------------------------------------------------------- the answer
@pytest.mark.parametrize("answer", ["approve", "refuse"])
@pytest.mark.parametrize(
    "name", ["officer1", "officer2", "reviewer", "publisher", "supervisor", "outsider"]
)
def test_only_the_heads_of_the_agency_answer(
    cast: Cast, volume: Supplement, answer: str, name: str
) -> None:
    handed_in(volume, cast)
    with pytest.raises(PermissionDenied):
        getattr(supplements, answer)(volume, by=cast.people[name], on=LATER, opinion="意见。")
    volume.refresh_from_db()
    assert volume.status == "submitted"


@pytest.mark.parametrize("answer", ["approve", "refuse"])
def test_who_asked_gives_no_answer(cast: Cast, file: Archive, answer: str) -> None:
    row = supplements.start(file, by=cast.unithead, reason="归档后收到。")
    piece(row, cast, "判决书")
    handed_in(row, cast)
    with pytest.raises(RuleError, match="申请人以外的人") as refused:
        getattr(supplements, answer)(row, by=cast.unithead, on=LATER, opinion="意见。")
    assert refused.value.article == ARTICLE and refused.value.remedy


@pytest.mark.parametrize("opinion", ["", "  "])
def test_a_refusal_gives_its_reason(cast: Cast, volume: Supplement, opinion: str) -> None:
    handed_in(volume, cast)
    with pytest.raises(RuleError, match="请写明理由") as refused:
        supplements.refuse(volume, by=cast.unithead, on=LATER, opinion=opinion)
    assert refused.value.field == "opinion"


def test_a_refused_volume_stays_on_record_and_out_of_the_file(
    cast: Cast, file: Archive, volume: Supplement
) -> None:
    handed_in(volume, cast)
    supplements.refuse(volume, by=cast.head, on=LATER, opinion="与本案无关。")
    kept = Supplement.objects.get()
    assert (kept.status, kept.no, kept.manifest, kept.pages) == ("refused", None, {}, 0)
    assert kept.items.count() == 1 and supplements.of(file.case) == []
    assert "与本案无关" in AuditEntry.objects.get(action="supplement.refuse").data


@pytest.mark.parametrize(("on", "good"), [(day(3, 26), False), (SEALED, True), (day(3, 28), True)])
def test_no_volume_is_sealed_before_the_file(
    cast: Cast, volume: Supplement, on: date, good: bool
) -> None:
    handed_in(volume, cast)
    if good:
        row = supplements.approve(volume, by=cast.head, on=on, opinion="")
        assert row.manifest["sealed_on"] == on.isoformat()
        return
    with pytest.raises(RuleError, match="不能早于归档日期2026-03-27") as refused:
        supplements.approve(volume, by=cast.head, on=on, opinion="")
    assert refused.value.field == "on"
    assert not SupplementItem.objects.exclude(paper="").exists()


@pytest.mark.parametrize(
    ("state", "step"),
    [
        *(("draft", "approve"), ("draft", "refuse"), ("sealed", "approve"), ("sealed", "refuse")),
        *(("sealed", "withdraw"), ("withdrawn", "submit"), ("withdrawn", "approve")),
    ],
)
def test_a_step_out_of_turn_is_refused(
    cast: Cast, volume: Supplement, state: str, step: str
) -> None:
    if state == "sealed":
        supplements.approve(handed_in(volume, cast), by=cast.head, on=LATER, opinion="")
    if state == "withdrawn":
        supplements.withdraw(volume, by=cast.officer1)
    words: dict[str, Any] = {"by": cast.unithead, "on": LATER, "opinion": "意见。"}
    given = words if step in ("approve", "refuse") else {"by": cast.officer1}
    with pytest.raises(StaleError, match="当前状态为"):
        getattr(supplements, step)(volume, **given)
    volume.refresh_from_db()
    assert volume.status == state


# ------------------------------------------------------------------------------- its list and papers
def test_the_list_says_for_which_file_why_by_whom_and_behind_what(
    cast: Cast, file: Archive
) -> None:
    first, second = added(file, cast, "判决书"), added(file, cast, "回执", "收条")
    told = second.manifest
    assert (told["archive_no"], told["case_no"]) == (file.number, file.case.number)
    assert (told["supplement"], told["reason"]) == (2, "归档后收到。")
    assert (told["requested_by"], told["approved_by"]) == (cast.officer1.name, cast.unithead.name)
    assert (told["chained_to"], told["previous"]) == (file.manifest_sha256, first.manifest_sha256)
    assert told["volumes"] == [
        {"key": "supplement-2", "label": "补充卷二", "pieces": 2, "pages": 2, "files": 0}
    ]
    assert [(row["title"], row["first"], row["last"]) for row in told["entries"]] == [
        *(("回执", 1, 1), ("收条", 2, 2))
    ]
    assert manifest.digest(told) == second.manifest_sha256


def test_the_papers_of_a_volume_bear_its_name_and_the_approval(
    cast: Cast, volume: Supplement
) -> None:
    handed_in(volume, cast)
    row = supplements.approve(volume, by=cast.head, on=LATER, opinion=" 准予补入 ")
    papers = row.items.exclude(paper="").order_by("no")
    assert [item.title for item in papers] == [
        *("案卷封面（补充卷一）", "卷内目录（补充卷一）", "卷内备考表（补充卷一）")
    ]
    cover = row.manifest["cover"]
    assert cover["remarks"] == "归档后补充。理由：归档后收到。批准意见：准予补入。"
    assert (cover["assembled_by"], cover["checked_by"]) == (cast.officer1.name, cast.head.name)


def test_without_words_an_approval_says_that_it_agrees(cast: Cast, file: Archive) -> None:
    asked = handed_in(draft(file, cast, "判决书"), cast)
    row = supplements.approve(asked, by=cast.head, on=LATER, opinion="  ")
    assert row.manifest["cover"]["remarks"].endswith("批准意见：同意。")


def test_a_film_in_a_volume_is_listed_with_its_carrier(cast: Cast, file: Archive) -> None:
    row = draft(file, cast)
    blob = bare.blob("一段录像", content_type="video/mp4")
    SupplementItem.objects.create(
        supplement=row,
        no=1,
        title="庭审录像",
        dated_on=SEALED,
        source="法院移交。",
        file_name="庭审.mp4",
        blob=blob,
        pages=0,
        added_by=cast.officer1,
    )
    row = supplements.approve(handed_in(row, cast), by=cast.head, on=LATER, opinion="")
    [entry] = row.manifest["entries"]
    assert (entry["first"], entry["last"], entry["sha256"]) == (0, 0, blob.sha256)
    assert "电子原件" in entry["carrier"] and "庭审.mp4" in entry["carrier"]
    assert row.manifest["volumes"][0]["files"] == 1 and row.pages == 0


# ------------------------------------------------------------------------------- found out
ENTRY_FIELDS = ("title", "number", "date", "sha256", "sm3", "size", "first", "last", "group")


@pytest.mark.parametrize("field", ENTRY_FIELDS)
def test_a_line_that_says_otherwise_than_its_piece_is_named(
    cast: Cast, file: Archive, field: str
) -> None:
    row = added(file, cast, "判决书")
    assert supplements.changed(file) == []
    row.manifest["entries"][0][field] = "别的"
    row.manifest_sha256 = manifest.digest(row.manifest)
    assert supplements.linked(file, [row]) == ["第1补充卷的材料与入卷时不一致。"]


@pytest.mark.parametrize("field", ["chained_to", "previous"])
def test_a_volume_behind_another_seal_is_named_even_with_a_fitting_digest(
    cast: Cast, file: Archive, field: str
) -> None:
    row = added(file, cast, "判决书")
    row.manifest[field] = "f" * 64
    row.manifest_sha256 = manifest.digest(row.manifest)
    assert supplements.linked(file, [row]) == ["第1补充卷与其校验值或者前一卷不衔接。"]


def test_a_volume_taken_out_of_the_middle_breaks_the_chain(cast: Cast, file: Archive) -> None:
    first, second, third = (added(file, cast, title) for title in "甲乙丙")
    assert supplements.linked(file, [first, second, third]) == []
    assert supplements.linked(file, [first, third]) == ["第3补充卷与其校验值或者前一卷不衔接。"]
    found = supplements.linked(file, [second, first, third])
    assert len(found) == 3


# ------------------------------------------------------------------------------- the database itself
SET = "UPDATE recording_supplement SET "


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ("reason = 'x'", "APPEND_ONLY"),
        ("requested_at = '2020-01-01'", "APPEND_ONLY"),
        ("request_no = 9", "APPEND_ONLY"),
        ("status = 'sealed'", ""),
        ("status = 'refused'", "MOVE"),
    ],
)
def test_raw_sql_rewrites_nothing_of_what_was_asked(
    cast: Cast, volume: Supplement, changes: str, code: str
) -> None:
    said = code_of(SET + changes)
    assert said != "accepted" and code in said
    volume.refresh_from_db()
    assert (volume.status, volume.reason) == ("draft", "归档后收到。")


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
@pytest.mark.parametrize("changes", ["status = 'draft'", "opinion = 'x'", "status = 'submitted'"])
def test_raw_sql_revives_no_volume_that_ended(
    cast: Cast, volume: Supplement, state: str, changes: str
) -> None:
    if state == "refused":
        handed_in(volume, cast)
        supplements.refuse(volume, by=cast.head, on=LATER, opinion="无关。")
    else:
        supplements.withdraw(volume, by=cast.officer1)
    assert code_of(SET + changes) in ("ARCHIVED", "MOVE")
    volume.refresh_from_db()
    assert volume.status == state


@pytest.mark.parametrize("paper", ["archive_cover", ""])
def test_raw_sql_puts_no_paper_into_a_draft_and_no_piece_behind_it(
    cast: Cast, volume: Supplement, paper: str
) -> None:
    if not paper:
        handed_in(volume, cast)
    names = (
        "supplement_id, no, paper, title, number, dated_on, source, file_name, blob_id, pages,"
        " added_by_id, added_at"
    )
    chosen = names.replace("no,", "no + 9,", 1).replace("paper", f"'{paper}'")
    sql = f"INSERT INTO recording_supplementitem ({names}) SELECT {chosen}"  # noqa: S608  # a test's own words
    assert code_of(sql + " FROM recording_supplementitem") == "ARCHIVED"
    assert volume.items.count() == 1
