"""What the list of a file says beyond its pieces: numbers of the archive room, who, what is missing."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleError
from enforcement.models import Case
from recording import file_papers, manifest
from recording.models import Archive, FileRoom
from recording.services import archive
from tests import factories
from tests.base import Cast, day
from tests.recording import bare
from tests.recording.archived import file_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(3, 27)


@pytest.fixture
def case(cast: Cast) -> Case:
    row = factories.case(cast.bureau, filed=True)
    bare.paper(row, cast.officer1, "决定", kind="penalty_decision", title="决定书", pages=2)
    return row


def cover(case: Case, **given: Any) -> Any:
    return archive.content(case, "20260007", ON, **given)["cover"]


def test_a_file_without_an_archive_room_has_its_own_number_only(case: Case) -> None:
    said = cover(case)
    assert (said["fonds_no"], said["catalogue_no"], said["place"]) == ("", "", "")
    assert said["file_no"] == "0007"


def test_the_numbers_are_those_the_agencys_archive_room_assigned(cast: Cast, case: Case) -> None:
    for agency, fonds in ((cast.bureau, "009"), (cast.other_bureau, "010")):
        FileRoom.objects.create(agency=agency, fonds_no=fonds, catalogue_no="2", place="三楼")
    said = cover(case)
    assert (said["fonds_no"], said["catalogue_no"], said["place"]) == ("009", "2", "三楼")


def test_an_agency_has_one_archive_room(cast: Cast) -> None:
    FileRoom.objects.create(agency=cast.bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileRoom.objects.create(agency=cast.bureau)


def test_numbers_assigned_later_do_not_change_a_sealed_file(cast: Cast, case: Case) -> None:
    row = file_of(cast, case)
    FileRoom.objects.create(agency=cast.bureau, fonds_no="009")
    assert archive.changed(row) == []
    fields = dict(file_papers.for_cover(row.manifest, "main")["fields"])
    assert "全宗号" not in fields


@pytest.mark.parametrize("photos", [0, 1, 3])
def test_photographs_are_counted_and_films_are_not(cast: Cast, case: Case, photos: int) -> None:
    for no in range(photos):
        bare.item(case, cast.officer1, f"{no}", media="photo", content_type="image/png")
    bare.item(case, cast.officer1, "录像")
    assert cover(case)["photos"].get("main", 0) == photos
    notes = dict(file_papers.for_notes(archive.content(case, "", ON), "main")["fields"])
    assert notes["照片"] == f"{photos}张" and notes["音像、电子材料"] == "1件，见下表"


def test_who_checked_what_is_missing_and_what_else_is_to_say(cast: Cast, case: Case) -> None:
    given = archive.Assembly(checked_by=cast.unithead, missing=" 缺回执 ", remarks=" 有折痕 ")
    said = cover(case, by=cast.officer1, assembly=given)
    assert (said["assembled_by"], said["checked_by"]) == (cast.officer1.name, cast.unithead.name)
    assert (said["missing"], said["remarks"]) == ("缺回执", "有折痕")


def test_nobody_signs_a_file_that_is_not_sealed(case: Case) -> None:
    told = archive.content(case, "", None)
    assert (told["sealed_on"], told["cover"]["assembled_by"]) == ("", "")
    for box in file_papers.for_notes(told, "main")["opinions"]:
        assert (box["name"], box["date"]) == ("", "")


def test_the_list_names_case_agency_days_and_class(cast: Cast, case: Case) -> None:
    told = archive.content(case, "20260007", ON)
    assert told["version"] == manifest.VERSION
    assert (told["archive_no"], told["case"]) == ("20260007", str(case.pk))
    assert (told["case_no"], told["case_title"]) == (case.number, case.title)
    assert (told["agency"], told["cover"]["party"]) == (cast.bureau.name, case.party.name)
    assert told["filed_on"] == str(case.filed_on) and told["ended_on"] == ""
    assert told["sealed_on"] == "2026-03-27" and told["retention"]


def test_only_volumes_with_pieces_are_listed(cast: Cast, case: Case) -> None:
    assert [row["key"] for row in archive.content(case, "", None)["volumes"]] == ["main"]
    bare.paper(case, cast.officer1, "结案", kind="closing_approval", title="结案审批表")
    told = archive.content(case, "", None)
    assert [(row["key"], row["pieces"], row["pages"]) for row in told["volumes"]] == [
        *(("main", 1, 2), ("second", 1, 1))
    ]


@pytest.mark.parametrize("who", ["officer1", "outsider", "supervisor"])
def test_the_checker_is_another_person_of_the_agency(cast: Cast, case: Case, who: str) -> None:
    given = archive.Assembly(checked_by=cast.people[who])
    with pytest.raises(RuleError, match="不能由立卷人自己检查") as refused:
        archive.seal(case, by=cast.officer1, on=ON, assembly=given)
    assert (refused.value.field, refused.value.article) == ("checked_by", archive.ARTICLE)
    assert refused.value.remedy and not Archive.objects.exists()


# ------------------------------------------------------------------------------- found out
@pytest.mark.parametrize(
    ("field", "value"),
    [("case_title", "另一案"), ("retention", "永久"), ("sealed_on", "2020-01-01"), ("cover", {})],
)
def test_a_list_rewritten_beyond_its_lines_does_not_have_its_digest(
    cast: Cast, case: Case, field: str, value: Any
) -> None:
    row = file_of(cast, case)
    row.manifest = {**row.manifest, field: value}
    assert archive.changed(row) == ["清单与其校验值不一致。"]


def test_what_was_added_to_the_record_since_is_named(cast: Cast, case: Case) -> None:
    row = file_of(cast, case)
    bare.paper(case, cast.officer1, "附", kind="inquiry_record", title="后补笔录")
    [said] = archive.changed(row)
    assert "后补笔录" in said and "与归档时不一致" in said


def test_covers_kept_after_sealing_are_no_difference(cast: Cast, case: Case) -> None:
    row = file_of(cast, case)
    bare.paper(case, cast.officer1, "封面", kind="archive_cover", title="案卷封面")
    assert archive.changed(row) == []


def test_a_line_whose_piece_is_gone_is_named_and_the_others_are_not(cast: Cast, case: Case) -> None:
    row = file_of(cast, case)
    gone = {**row.manifest["entries"][0], "id": "0", "title": "抽走的笔录", "no": 1}
    bare.paper(case, cast.officer1, "笔录", kind="inquiry_record", title="笔录")
    told = archive.content(case, row.number, ON)
    told["entries"] = [*told["entries"], {**gone, "no": 3, "first": 4, "last": 5}]
    row.manifest, row.manifest_sha256 = told, manifest.digest(told)
    [said] = archive.changed(row)
    assert "第3项“抽走的笔录”" in said
