"""A file is sealed whole or not at all, and what is lost later is named piece by piece."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import Blob, Deadline
from enforcement.models import Case, Decision
from recording import completeness, kinds, manifest, volumes
from recording.models import Archive, Document
from recording.services import archive, steps
from tests import factories
from tests.base import Cast, day
from tests.incidents import approved
from tests.purposes import told
from tests.recording import bare

ON = day(3, 16)
CLOSED, SEALED = day(3, 25), day(3, 27)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", bare.BlankPages())


@pytest.fixture
def filed(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.served(cast.bureau, on=ON, procedure="permit")


@pytest.fixture
def closed(cast: Cast, decision: Decision) -> Case:
    return archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")


def spoil(sha256: str, result: str = "damaged") -> None:
    Blob.objects.filter(sha256=sha256).update(check_result=result)


# ------------------------------------------------------------------------------- before sealing
@pytest.mark.parametrize("result", sorted(completeness.NOT_WHOLE))
@pytest.mark.parametrize("kind", ["permit_decision", "service_receipt", "closing_approval"])
def test_a_damaged_paper_keeps_the_file_open_as_a_damaged_photo_does(
    cast: Cast, closed: Case, kind: str, result: str
) -> None:
    paper = Document.objects.get(case=closed, kind=kind)
    spoil(paper.blob_id, result)
    with pytest.raises(RuleError, match="校验不一致") as refused:
        archive.seal(closed, by=cast.officer1, on=SEALED)
    assert paper.title in refused.value.message
    assert "备份" in refused.value.remedy
    assert not Archive.objects.exists()
    spoil(paper.blob_id, "ok")
    assert archive.seal(closed, by=cast.officer1, on=SEALED).pages


def test_the_papers_of_another_case_do_not_keep_this_file_open(
    cast: Cast, closed: Case, filed: Case
) -> None:
    bare.paper(filed, cast.officer1, "别案的一页")
    spoil(Document.objects.get(case=filed, kind="step_record").blob_id)
    assert completeness.gaps(closed, "archive", SEALED) == []


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_day_of_sealing_is_not_before_the_end_of_the_case(
    cast: Cast, closed: Case, days: int
) -> None:
    on = date(CLOSED.year, CLOSED.month, CLOSED.day + days)
    if days >= 0:
        assert archive.seal(closed, by=cast.officer1, on=on).sealed_on == on
        return
    with pytest.raises(RuleError, match="不能早于结案日期"):
        archive.seal(closed, by=cast.officer1, on=on)


@pytest.mark.parametrize(("on", "outcome"), [(day(4, 23), "met"), (day(4, 24), "late")])
def test_the_twentieth_working_day_is_in_time_and_the_next_is_late(
    cast: Cast, closed: Case, on: date, outcome: str
) -> None:
    archive.seal(closed, by=cast.officer1, on=on)
    clock = Deadline.objects.get(subject_id=str(closed.pk), key=archive.PERIOD)
    assert (clock.due_on, clock.outcome) == (day(4, 23), outcome)


def test_a_file_is_sealed_once(cast: Cast, closed: Case) -> None:
    archive.seal(closed, by=cast.officer1, on=SEALED)
    with pytest.raises(RuleError):
        archive.seal(closed, by=cast.officer1, on=SEALED)
    assert Archive.objects.count() == 1


def test_numbers_of_files_run_on_within_a_year(cast: Cast) -> None:
    numbers = []
    for _ in range(2):
        row = factories.case(cast.bureau, filed=True)
        approved(row, "termination", on=CLOSED)
        numbers.append(archive.seal(row, by=cast.officer1, on=SEALED).number)
    assert numbers == ["20260001", "20260002"]


# ------------------------------------------------------------------------------- after sealing
def test_every_piece_with_the_lost_bytes_is_named_not_only_one(cast: Cast, filed: Case) -> None:
    first = bare.item(filed, cast.officer1, title="照片甲")
    second = bare.item(filed, cast.officer1, title="照片乙")
    assert first.blob_id == second.blob_id
    content = {"entries": manifest.entries(filed)}
    row = bare.archive(
        filed, cast.officer1, manifest=content, manifest_sha256=manifest.digest(content)
    )
    assert archive.changed(row) == []
    spoil(first.blob_id)
    found = archive.changed(row)
    assert len(found) == 2
    assert "照片甲" in found[0]
    assert "照片乙" in found[1]


@pytest.mark.parametrize("field", ["title", "sha256", "first", "last", "date", "number", "size"])
def test_a_list_that_says_otherwise_than_the_file_is_found_out(
    cast: Cast, filed: Case, field: str
) -> None:
    bare.paper(filed, cast.officer1)
    content = {"entries": manifest.entries(filed)}
    content["entries"][0][field] = "别的"  # type: ignore[literal-required]  # every field of an entry
    row = bare.archive(
        filed, cast.officer1, manifest=content, manifest_sha256=manifest.digest(content)
    )
    assert len(archive.changed(row)) == 1


def test_a_list_with_another_hash_than_its_own_is_found_out(cast: Cast, filed: Case) -> None:
    content = {"entries": manifest.entries(filed)}
    row = bare.archive(filed, cast.officer1, manifest=content, manifest_sha256="0" * 64)
    assert archive.changed(row) == ["清单与其校验值不一致。"]


# ------------------------------------------------------------------------------- order and pages
papers = st.lists(
    st.tuples(
        st.sampled_from(["step_record", "closing_approval", "penalty_decision", "filing_approval"]),
        st.integers(1, 9),
        st.integers(1, 28),
    ),
    max_size=7,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_papers=papers, photos=st.integers(0, 3))
def test_pages_run_from_one_without_hole_or_overlap_in_the_order_of_the_file(
    cast: Cast, given_papers: list[tuple[str, int, int]], photos: int
) -> None:
    row = factories.case(cast.bureau, filed=True)
    for kind, count, number in given_papers:
        bare.paper(row, cast.officer1, kind=kind, pages=count, dated_on=day(3, number))
    for no in range(photos):
        bare.item(row, cast.officer1, f"{no}", content_type="image/jpeg")
        bare.item(row, cast.officer1, f"{no}录")
    found = manifest.entries(row)
    for volume in ("main", "second"):
        own = [entry for entry in found if entry["volume"] == volume]
        spans = [(entry["first"], entry["last"]) for entry in own if entry["last"]]
        assert [page for first, last in spans for page in range(first, last + 1)] == list(
            range(1, manifest.pages(found, volume) + 1)
        )
        assert [entry["no"] for entry in own] == list(range(1, len(own) + 1))
    assert manifest.pages(found) == sum(count for _, count, _ in given_papers) + photos
    places = volumes.places(row)
    by_key = {str(paper.pk): paper for paper in Document.objects.filter(case=row)}
    listed = [by_key[entry["id"]] for entry in found if entry["type"] == "document"]
    ranks = [(places[kinds.paper_classes()[paper.kind]].rank, paper.dated_on) for paper in listed]
    assert ranks == sorted(ranks)


def test_the_hash_of_a_list_does_not_hang_on_the_order_of_its_names() -> None:
    one, other = {"a": 1, "b": [2, 3]}, {"b": [2, 3], "a": 1}
    assert manifest.digest(one) == manifest.digest(other)
    assert manifest.digest(one) != manifest.digest({"a": 1, "b": [3, 2]})


@pytest.mark.parametrize("change", ["text", "place", "party_present", "av_exemption", "officers"])
def test_the_hash_of_a_step_is_over_everything_it_says(
    cast: Cast, filed: Case, change: str
) -> None:
    values = {"text": "别的。", "place": "别处", "party_present": False, "av_exemption": "理由"}
    one = bare.step(filed, cast.officer1)
    other = bare.step(filed, cast.officer1, **{k: v for k, v in values.items() if k == change})
    one.officers.set(cast.officers[:1])
    other.officers.set(cast.officers if change == "officers" else cast.officers[:1])
    first, second = manifest.entries(filed)
    assert first["sha256"] != second["sha256"]
    assert first["sm3"] != second["sm3"]


# ------------------------------------------------------------------------------- pages
@pytest.mark.parametrize("name", ["evidence-list", "case-archive", "case-record"])
def test_a_page_of_the_record_asks_the_same_number_of_questions_however_long(
    cast: Cast, filed: Case, name: str
) -> None:
    client, url = told(cast.client("officer1"), filed), reverse(name, args=[filed.pk])
    counts = []
    for no in range(2):
        for each in range(1 + 4 * no):
            row = bare.step(filed, cast.officer1)
            row.officers.set(cast.officers)
            bare.item(filed, cast.officer1, f"{no}{each}", step=row, recorder=cast.officers[0])
            bare.receipt(bare.paper(filed, cast.officer1, f"{no}{each}"), cast.officer1)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("days", [-1, 0])
def test_performance_is_not_recorded_before_the_decision_it_performs(cast: Cast, days: int) -> None:
    row = factories.served(cast.bureau, on=ON, procedure="simple").case
    at = factories.at(date(ON.year, ON.month, ON.day + days))
    given: dict[str, Any] = {
        "kind": "performance",
        "at": at,
        "text": "已缴纳。",
        "officers": cast.officers,
    }
    if days == 0:
        assert steps.record(row, by=cast.officer1, **given).at == at
        return
    with pytest.raises(RuleError, match="不能早于决定日期") as refused:
        steps.record(row, by=cast.officer1, **given)
    assert refused.value.field == "at"
