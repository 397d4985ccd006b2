"""A sealed file: nothing more goes in by any service, and what is lost or damaged is said."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry, Blob, Deadline
from core.storage import WormFileStorage
from enforcement.models import Case, Decision
from recording import completeness, kinds
from recording.models import Archive, Document, Evidence
from recording.services import archive, documents, evidence, notices, service, steps
from tests import factories
from tests.base import Cast, day
from tests.purposes import told

ON = day(3, 16)
CLOSED, SEALED = day(3, 25), day(3, 27)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    """A permit that was served: the shortest way to a file."""
    return factories.served(cast.bureau, on=ON, procedure="permit")


@pytest.fixture
def sealed(cast: Cast, decision: Decision) -> Archive:
    archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")
    return archive.seal(decision.case, by=cast.officer1, on=SEALED)


def more_evidence(cast: Cast, case: Case) -> Evidence:
    return evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(factories.PAPER),
        file_name="补充.pdf",
        kind="documentary",
        media="document",
        title="补充",
        stage="execution",
        at=factories.at(SEALED),
    )


ADDITIONS: dict[str, Callable[[Cast, Decision], object]] = {
    "step": lambda cast, row: steps.record(
        row.case,
        by=cast.officer1,
        kind="licence_delivery",
        at=factories.at(SEALED),
        text="补发。",
        officers=cast.officers,
    ),
    "evidence": lambda cast, row: more_evidence(cast, row.case),
    "paper": lambda cast, row: documents.keep(
        row.case, kind="step_record", context={}, by=cast.officer1, on=SEALED
    ),
    "service": lambda cast, row: service.deliver(
        Document.objects.filter(decision=row)[0],
        by=cast.officer1,
        on=SEALED,
        method="direct",
        receiver="钱试",
        place="店内",
    ),
    "notice": lambda cast, row: notices.serve(
        row,
        by=cast.officer1,
        on=SEALED,
        method="direct",
        receiver="钱试",
        place="店内",
        hearing_offered=False,
    ),
    "closing": lambda cast, row: archive.close_case(
        row.case, by=cast.officer1, on=SEALED, ground="completed"
    ),
}


@pytest.mark.parametrize("what", ADDITIONS)
def test_no_service_adds_to_a_sealed_file(cast: Cast, sealed: Archive, what: str) -> None:
    row = Decision.objects.get(case_id=sealed.case_id)
    entries = AuditEntry.objects.count()
    with pytest.raises(RuleError, match="已经归档") as refused:
        ADDITIONS[what](cast, row)
    assert "副卷" in refused.value.remedy
    assert AuditEntry.objects.count() == entries
    assert archive.changed(sealed) == []


@pytest.mark.parametrize("result", sorted(completeness.NOT_WHOLE))
def test_an_original_found_damaged_or_missing_is_named(sealed: Archive, result: str) -> None:
    entry = next(row for row in sealed.manifest["entries"] if row["type"] == "evidence")
    Blob.objects.filter(sha256=entry["sha256"]).update(check_result=result)
    (words,) = archive.changed(sealed)
    assert f"第{entry['no']}项" in words
    assert entry["title"] in words
    Blob.objects.filter(sha256=entry["sha256"]).update(check_result="ok")
    assert archive.changed(sealed) == []


@pytest.mark.parametrize("result", sorted(completeness.NOT_WHOLE))
def test_a_file_with_a_lost_original_is_not_sealed(
    cast: Cast, decision: Decision, result: str
) -> None:
    case = archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")
    item = Evidence.objects.filter(case=case)[0]
    Blob.objects.filter(pk=item.blob_id).update(check_result=result)
    with pytest.raises(RuleError, match="校验不一致") as refused:
        archive.seal(case, by=cast.officer1, on=SEALED)
    assert "备份" in refused.value.remedy
    assert not Archive.objects.exists()


def test_a_paper_lost_from_the_store_is_said_on_a_page(
    cast: Cast, sealed: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: object) -> int:
        raise FileNotFoundError

    paper = Document.objects.filter(case=sealed.case).first()
    assert paper is not None
    monkeypatch.setattr(WormFileStorage, "length", gone)
    monkeypatch.setattr(WormFileStorage, "chunks", gone)
    with pytest.raises(RuleError, match="不在存储中"):
        documents.open_for(paper, by=cast.officer1)
    answer = cast.client("officer1").get(reverse("document-pdf", args=[paper.pk]))
    assert 400 <= answer.status_code < 500
    assert "文书不在存储中" in answer.content.decode()
    page = cast.client("officer1").get(reverse("archive-detail", args=[sealed.case_id]))
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        (day(3, 25), day(4, 23)),  # 6 April is a holiday
        (day(4, 27), day(5, 27)),  # 1 to 5 May are holidays, 9 May is worked
        (day(9, 21), day(10, 26)),  # Mid-Autumn and National Day, 20 September and 10 October
    ],
)
def test_a_file_is_due_in_twenty_working_days(
    cast: Cast, decision: Decision, ended: date, due: date
) -> None:
    archive.close_case(decision.case, by=cast.officer1, on=ended, ground="completed")
    clock = Deadline.objects.get(subject_id=str(decision.case_id), key=archive.PERIOD)
    assert (clock.start_on, clock.due_on, clock.outcome) == (ended, due, "open")


@pytest.mark.parametrize("ground", sorted(kinds.grounds()))
def test_without_a_decision_or_an_approved_measure_no_ground_closes_a_case(
    cast: Cast, ground: str
) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True, procedure="simple")
    # The transfer or the termination itself comes first: tests/recording/test_crime_transfer.py.
    with pytest.raises(RuleError) as refused:
        archive.close_case(case, by=cast.officer1, on=ON, ground=ground)
    assert refused.value.article
    assert refused.value.remedy
    assert not Document.objects.filter(case=case).exists()


def test_a_file_is_not_sealed_before_the_case_ended(cast: Cast, decision: Decision) -> None:
    case = archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")
    with pytest.raises(RuleError, match="不能早于结案日期"):
        archive.seal(case, by=cast.officer1, on=day(3, 24))


@pytest.mark.parametrize("header", ["", "bytes=0-", "bytes=5-9", "bytes=-4"])
def test_every_read_of_an_original_is_on_record_by_its_bytes(
    cast: Cast, sealed: Archive, header: str
) -> None:
    item = Evidence.objects.filter(case=sealed.case)[0]
    client = told(cast.client("supervisor"), sealed.case)
    url = reverse("evidence-download", args=[item.pk])
    # The parts a player asks for belong to one viewing, which logs them together when it ends.
    for count in (1, 1) if header else (1, 2):
        assert client.get(url, headers={"Range": header}).status_code in (200, 206)
        reads = AuditEntry.objects.filter(action="evidence.read", object_id=str(item.pk))
        assert reads.count() == count
        assert reads[0].actor_id == cast.supervisor.pk


@pytest.mark.parametrize("name", ["archive-detail", "archive-manifest", "case-archive"])
def test_a_sealed_file_of_another_agency_does_not_exist(
    cast: Cast, sealed: Archive, name: str
) -> None:
    url = reverse(name, args=[sealed.case_id])
    assert cast.client("outsider").get(url).status_code == 404
    assert cast.client("publisher").get(url).status_code == 403
