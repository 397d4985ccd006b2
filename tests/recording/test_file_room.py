"""档案室设置: who enters the numbers of the archive room, what is kept of a change, where they show."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import file_papers
from recording.models import FileRoom
from recording.services import archive, file_rooms
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import page, said
from tests.recording import bare
from tests.recording.archived import file_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
URL = "file-room"
GIVEN = {"fonds_no": "J012", "catalogue_no": "3", "place": "三楼档案室"}


def enter(cast: Cast, who: str = "listadmin", **changes: str) -> FileRoom:
    by = cast.people[who]
    return file_rooms.change(cast.bureau, by=by, **{**GIVEN, **changes})


@pytest.fixture
def case(cast: Cast) -> Case:
    """A closed case with a paper, for the page of archiving."""
    row = factories.case(cast.bureau, filed=True)
    bare.paper(row, cast.officer1, "决定", kind="penalty_decision", title="决定书", pages=2)
    return row


# ------------------------------------------------------------------------------- entering
@pytest.mark.parametrize("who", ["listadmin", "unithead"])
def test_who_keeps_the_lists_or_heads_the_unit_enters_the_numbers(cast: Cast, who: str) -> None:
    room = enter(cast, who)
    assert (room.fonds_no, room.catalogue_no, room.place) == ("J012", "3", "三楼档案室")
    [entry] = AuditEntry.objects.filter(action="fileroom.change")
    assert entry.agency_id == cast.bureau.pk and entry.actor_id == cast.people[who].pk


@pytest.mark.parametrize(
    "who", ["officer1", "reviewer", "head", "publisher", "supervisor", "admin"]
)
def test_nobody_else_does(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        enter(cast, who)
    assert cast.client(who).get(reverse(URL)).status_code == 403
    assert not FileRoom.objects.exists()


def test_nobody_enters_those_of_another_agency(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        file_rooms.change(cast.other_bureau, by=cast.listadmin, **GIVEN)
    cast.client("listadmin").post(reverse(URL), GIVEN)
    assert [row.agency for row in FileRoom.objects.all()] == [cast.bureau]


def test_an_account_without_an_agency_has_no_archive_room(cast: Cast) -> None:
    cast.listadmin.agency = None
    cast.listadmin.save(update_fields=["agency"])
    assert cast.client("listadmin").get(reverse(URL)).status_code == 404


def test_numbers_are_kept_in_one_width_without_blanks(cast: Cast) -> None:
    room = enter(cast, fonds_no=" Ｊ０１２－１ ", catalogue_no="２", place="  档案室 ")
    assert (room.fonds_no, room.catalogue_no, room.place) == ("J012-1", "2", "档案室")


@pytest.mark.parametrize("bad", ["全宗十二", "12 3", "-1", "1--2", "<b>", "1-"])
@pytest.mark.parametrize("field", ["fonds_no", "catalogue_no"])
def test_what_is_no_number_is_refused_at_its_field(cast: Cast, field: str, bad: str) -> None:
    with pytest.raises(RuleError, match="不是") as refused:
        enter(cast, **{field: bad})
    assert (refused.value.field, refused.value.article) == (field, file_rooms.ARTICLE)
    assert "档案部门" in refused.value.remedy
    assert not AuditEntry.objects.filter(action="fileroom.change").exists()


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast) -> None:
    text = said(cast.client("listadmin"), URL, {**GIVEN, "fonds_no": "十二"})
    assert "“十二”不是全宗号。" in text and 'value="三楼档案室"' in text


# ------------------------------------------------------------------------------- history
def test_every_change_is_on_the_page_with_before_and_after(cast: Cast) -> None:
    client = cast.client("listadmin")
    assert "还没有登记过" in page(client, URL)
    assert "今后归档的案卷" in client.post(reverse(URL), GIVEN, follow=True).content.decode()
    enter(cast, "unithead", catalogue_no="4")
    text = page(client, URL)
    assert "目录号：3 → 4" in text and "全宗号：（空） → J012" in text
    assert cast.unithead.name in text and 'value="4"' in text
    newest, first = file_rooms.changes(FileRoom.objects.get())
    assert newest.fields == [("目录号", "3", "4")] and len(first.fields) == 3


def test_saving_the_same_again_is_no_change(cast: Cast) -> None:
    enter(cast)
    enter(cast)
    assert AuditEntry.objects.filter(action="fileroom.change").count() == 1
    assert FileRoom.objects.count() == 1


def test_a_wrong_number_is_corrected_to_none(cast: Cast) -> None:
    enter(cast)
    assert enter(cast, fonds_no="").fonds_no == ""
    assert file_rooms.unset(cast.bureau.pk) == ["全宗号"]


# ------------------------------------------------------------------------------- where they show
def test_cover_contents_and_notes_bear_what_was_entered(cast: Cast, case: Case) -> None:
    enter(cast)
    told = archive.content(case, "20260007", day(3, 27))
    cover = dict(file_papers.for_cover(told, "main")["fields"])
    assert (cover["全宗号"], cover["目录号"], cover["案卷号"]) == ("J012", "3", "0007")
    contents = file_papers.for_catalogue(told, "main")["fields"]
    assert contents == [["全宗号", "J012"], ["目录号", "3"], ["案卷号", "0007"]]
    assert dict(file_papers.for_notes(told, "main")["fields"])["纸质案卷存放地点"] == "三楼档案室"


def test_contents_of_a_file_sealed_before_there_were_covers_bear_no_numbers(
    cast: Cast, case: Case
) -> None:
    told: dict[str, Any] = {**archive.content(case, "20260007", day(3, 27))}
    del told["cover"]
    assert file_papers.for_catalogue(told, "main")["fields"] == []


def test_a_change_touches_no_file_that_is_sealed(cast: Cast, case: Case) -> None:
    enter(cast)
    row = file_of(cast, case)
    enter(cast, fonds_no="J099")
    row.refresh_from_db()
    assert row.manifest["cover"]["fonds_no"] == "J012"
    assert archive.changed(row) == []


# ------------------------------------------------------------------------------- the hint
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ["全宗号", "目录号"]),
        ({"fonds_no": "J012"}, ["目录号"]),
        ({"catalogue_no": "1"}, ["全宗号"]),
        ({"fonds_no": "J012", "catalogue_no": "1"}, []),
    ],
)
def test_what_the_covers_will_lack_is_named(
    cast: Cast, given: dict[str, str], missing: list[str]
) -> None:
    if given:
        FileRoom.objects.create(agency=cast.bureau, **given)
    FileRoom.objects.create(agency=cast.other_bureau, fonds_no="9", catalogue_no="9")
    assert file_rooms.unset(cast.bureau.pk) == missing


def test_the_page_of_archiving_tells_beforehand_and_whom_to_ask(cast: Cast, case: Case) -> None:
    text = page(cast.client("officer1"), "case-archive", case.pk)
    assert "还没有登记全宗号、目录号" in text and "请先联系" in text
    assert reverse(URL) not in text
    assert reverse(URL) in page(cast.client("unithead"), "case-archive", case.pk)
    enter(cast)
    assert "还没有登记" not in page(cast.client("officer1"), "case-archive", case.pk)


def test_the_way_there_is_offered_to_who_may_only(cast: Cast) -> None:
    assert reverse(URL) in page(cast.client("listadmin"), "registry-home")
    assert reverse(URL) not in page(cast.client("officer1"), "registry-home")
