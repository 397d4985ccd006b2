"""The sealed inner volume (密封内卷): what goes in, what the file says of it, and to whom it opens."""

from typing import Any

import pytest
from django.utils import translation

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import file_papers, inner_volume, manifest
from recording.models import Archive, Closure, Evidence, InnerVolume
from recording.services import archive, printing
from tests import factories
from tests.base import Cast
from tests.recording import bare
from tests.recording.archived import code_of, file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with a paper, two photographs and a film."""
    row = factories.case(cast.bureau, filed=True)
    bare.paper(row, cast.officer1, "决定", kind="penalty_decision", title="决定书")
    for title in ("门面照片", "住宅照片"):
        bare.item(row, cast.officer1, title, title=title, content_type="image/png")
    bare.item(row, cast.officer1, title="询问录像")
    return row


def close(cast: Cast, case: Case, *titles: str, group: str = "private") -> None:
    for item in Evidence.objects.filter(case=case, title__in=titles):
        Closure.objects.create(
            case=case, evidence=item, group=group, reason="试。", set_by=cast.officer1
        )


def test_a_file_with_nothing_closed_has_none(cast: Cast, case: Case) -> None:
    file = file_of(cast, case)
    assert "inner" not in file.manifest
    assert inner_volume.entries(file) == []
    assert not InnerVolume.objects.exists()


def test_pages_of_the_inner_volume_begin_at_one_and_those_outside_run_on(
    cast: Cast, case: Case
) -> None:
    close(cast, case, "门面照片", "询问录像")
    file = file_of(cast, case)
    inside = [(row["title"], row["no"], row["first"]) for row in inner_volume.entries(file)]
    assert inside == [("门面照片", 1, 1), ("询问录像", 2, 0)]
    outside = [(row["title"], row["no"], row["first"]) for row in file.manifest["entries"]]
    assert outside == [("决定书", 1, 1), ("住宅照片", 2, 2)]
    assert (file.manifest["inner"]["pieces"], file.manifest["inner"]["pages"]) == (2, 1)


def test_grounds_are_named_once_each_in_chinese_and_sorted(cast: Cast, case: Case) -> None:
    close(cast, case, "门面照片", "住宅照片")
    close(cast, case, "询问录像", group="trade")
    with translation.override("en"):
        told = archive.content(case, "", None)["inner"]
    assert told["grounds"] == ["涉及个人隐私", "涉及商业秘密"]


def test_a_case_closed_as_a_whole_has_no_inner_volume(cast: Cast, case: Case) -> None:
    """Then nobody who may not see it gets any of it; there is nothing to set apart."""
    Closure.objects.create(case=case, group="secret", reason="试。", set_by=cast.officer1)
    assert "inner" not in archive.content(case, "", None)
    file = file_of(cast, case)
    with pytest.raises(RuleError, match="限制查阅"):
        inner_volume.assert_open(case, cast.reviewer)
    with pytest.raises(RuleError, match="归档后限制查阅"):
        inner_volume.assert_lendable(file, cast.reviewer)
    inner_volume.assert_open(case, cast.officer1)


@pytest.mark.parametrize("name", ["reviewer", "unithead", "supervisor"])
def test_before_sealing_who_may_not_see_a_piece_takes_no_file(
    cast: Cast, case: Case, name: str
) -> None:
    close(cast, case, "住宅照片")
    with pytest.raises(RuleError, match="限制查阅的证据") as refused:
        inner_volume.assert_open(case, cast.people[name])
    assert refused.value.article and "授权" in refused.value.remedy


@pytest.mark.parametrize("name", ["reviewer", "unithead", "supervisor"])
def test_after_sealing_the_rest_goes_out_and_the_inner_volume_does_not(
    cast: Cast, case: Case, name: str
) -> None:
    close(cast, case, "住宅照片")
    file_of(cast, case)
    user = cast.people[name]
    inner_volume.assert_open(case, user)
    with pytest.raises(RuleError, match="限制查阅的证据"):
        inner_volume.assert_open(case, user, inner=True)
    close(cast, case, "门面照片")
    with pytest.raises(RuleError, match="限制查阅的证据"):
        inner_volume.assert_open(case, user)


@pytest.mark.parametrize("name", ["officer1", "officer2", "head"])
def test_handlers_and_the_head_open_both(cast: Cast, case: Case, name: str) -> None:
    close(cast, case, "住宅照片")
    file_of(cast, case)
    for inner in (False, True):
        inner_volume.assert_open(case, cast.people[name], inner=inner)


def test_the_inner_volume_has_cover_contents_and_notes_of_its_own(cast: Cast, case: Case) -> None:
    close(cast, case, "住宅照片", "询问录像")
    file = file_of(cast, case)
    told = inner_volume.content(file)
    assert told["volumes"] == [
        {"key": "inner", "label": "密封内卷", "pieces": 2, "pages": 1, "files": 1}
    ]
    makes: dict[str, Any] = {**file_papers.FRONT, **file_papers.BACK}
    papers = {kind: make(told, "inner") for kind, make in makes.items()}
    assert {paper["title"].partition("（")[2] for paper in papers.values()} == {"密封内卷）"}
    rows = papers["archive_catalogue"]["rows"]
    assert [row[1] for row in rows] == ["住宅照片", "询问录像"]
    assert file.manifest["inner"]["sha256"] in papers["archive_catalogue"]["notes"][-1]
    assert [row[1] for row in papers["archive_notes"]["rows"]] == ["询问录像"]


def test_opening_it_is_refused_without_a_trace_of_reading(cast: Cast, case: Case) -> None:
    close(cast, case, "住宅照片")
    file = file_of(cast, case)
    with pytest.raises(RuleError):
        printing.print_inner(file, by=cast.reviewer)
    assert not AuditEntry.objects.filter(action="archive.read").exists()


@pytest.mark.parametrize("change", ["title", "sha256", "id"])
def test_an_inner_list_with_another_line_does_not_have_its_digest(
    cast: Cast, case: Case, change: str
) -> None:
    close(cast, case, "住宅照片")
    file = file_of(cast, case)
    rows = [dict(row) for row in inner_volume.entries(file)]
    assert manifest.digest({"entries": rows}) == file.manifest["inner"]["sha256"]
    rows[0][change] = "别的"
    assert manifest.digest({"entries": rows}) != file.manifest["inner"]["sha256"]


def test_what_was_closed_and_is_opened_later_stays_where_it_was_sealed(
    cast: Cast, case: Case
) -> None:
    close(cast, case, "住宅照片")
    file = file_of(cast, case)
    assert archive.changed(file) == []
    Closure.objects.filter(case=case).update(
        lifted_at=factories.at(file.sealed_on), lifted_by=cast.head, lifted_reason="已公开。"
    )
    assert archive.changed(Archive.objects.get()) == []
    assert [row["title"] for row in inner_volume.entries(file)] == ["住宅照片"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE recording_innervolume SET manifest_sha256 = 'x'",
        "UPDATE recording_innervolume SET archive_id = archive_id",
        "DELETE FROM recording_innervolume",
    ],
)
def test_raw_sql_does_not_touch_it(cast: Cast, case: Case, sql: str) -> None:
    close(cast, case, "住宅照片")
    file = file_of(cast, case)
    assert code_of(sql) == "APPEND_ONLY"
    assert archive.changed(file) == []
