"""Closing a case and sealing its file: complete, in order, and unchanged for good."""

import io
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from core.errors import RuleError
from core.models import AuditEntry, Blob, Deadline
from core.triggers import refusal
from enforcement.models import Case, Decision
from recording import completeness, manifest
from recording.manner import Facts, Manner
from recording.models import Archive, Document, Evidence, Service, Step
from recording.services import archive, evidence, steps
from recording.services import service as deliveries
from tests import factories
from tests.base import Cast, day
from tests.incidents import transferred
from tests.recording.papers import said

ON = day(3, 16)
SERVED = ON + timedelta(days=1)
CLOSED, SEALED = day(3, 25), day(3, 27)
RECORDS: tuple[type[Model], ...] = (Step, Document, Evidence, Service)


def closed(cast: Cast, decision: Decision, ground: str = "executed") -> Case:
    """The decided case with its performance recorded, closed."""
    if decision.kind == "penalty":
        steps.record(
            decision.case,
            by=cast.officer1,
            kind="performance",
            at=factories.at(SERVED),
            text="当事人已缴纳罚款，票据编号0001。",
            officers=cast.officers,
        )
        factories.pay(decision, on=SERVED)
    return archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground=ground)


def sealed(cast: Cast, **options: str) -> Archive:
    """A file sealed in time."""
    case = closed(cast, factories.served(cast.bureau, on=ON, **options))
    return archive.seal(case, by=cast.officer1, on=SEALED)


def test_closing_starts_the_period_for_archiving(cast: Cast) -> None:
    case = closed(cast, factories.served(cast.bureau, on=ON))
    case.refresh_from_db()
    assert (case.status, case.ended_on) == ("closed", CLOSED)
    assert case.close_ground == "决定已经履行或者执行完毕"
    clock = Deadline.objects.get(subject_id=str(case.pk), key="record.archive_days")
    # 20 working days after 25 March 2026: 6 April is the Qingming holiday.
    assert (clock.outcome, clock.due_on) == ("open", day(4, 23))
    assert Document.objects.filter(case=case, kind="closing_approval").count() == 1
    assert AuditEntry.objects.filter(action="case.close", object_id=str(case.pk)).exists()


def test_an_unserved_decision_cannot_be_closed(cast: Cast) -> None:
    case = factories.issued(cast.bureau, on=ON, procedure="simple").case
    with pytest.raises(RuleError, match="尚未送达"):
        archive.close_case(case, by=cast.officer1, on=CLOSED, ground="executed")


def test_without_a_decision_only_transfer_or_termination_closes(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    with pytest.raises(RuleError) as refused:
        archive.close_case(case, by=cast.officer1, on=CLOSED, ground="executed")
    assert refused.value.field == "ground"
    with pytest.raises(RuleError, match="不存在的结案事由"):
        archive.close_case(case, by=cast.officer1, on=CLOSED, ground="because")
    transferred(case, on=CLOSED)
    moved = archive.close_case(case, by=cast.officer1, on=CLOSED, ground="transferred")
    assert moved.status == "closed"
    assert archive.seal(moved, by=cast.officer1, on=SEALED).pages > 0


def test_a_case_cannot_end_before_the_decision_was_served(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=ON, procedure="simple")
    with pytest.raises(RuleError) as refused:
        archive.close_case(decision.case, by=cast.officer1, on=ON, ground="executed")
    assert refused.value.field == "on"


def test_who_closes_and_archives(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=ON, procedure="permit")
    for name in ("reviewer", "head", "publisher", "supervisor"):
        with pytest.raises(PermissionDenied):
            archive.close_case(decision.case, by=cast.people[name], on=CLOSED, ground="completed")
    with pytest.raises(RuleError, match="承办人员"):
        archive.close_case(decision.case, by=cast.outsider, on=CLOSED, ground="completed")
    case = archive.close_case(decision.case, by=cast.unithead, on=CLOSED, ground="completed")
    assert archive.seal(case, by=cast.unithead, on=SEALED).sealed_by == cast.unithead


def test_the_manifest_names_every_piece_once_with_its_hash(cast: Cast) -> None:
    row = sealed(cast)
    content = row.manifest
    listed = {(entry["type"], entry["id"]) for entry in content["entries"]}
    documents = Document.objects.filter(case=row.case).exclude(kind__in=manifest.COVERS)
    expected = {("document", str(pk)) for pk in documents.values_list("pk", flat=True)}
    expected |= {
        ("evidence", str(pk))
        for pk in Evidence.objects.filter(case=row.case).values_list("pk", flat=True)
    }
    expected |= {
        ("step", str(pk)) for pk in Step.objects.filter(case=row.case).values_list("pk", flat=True)
    }
    assert listed == expected
    hashes = {entry["sha256"] for entry in content["entries"]}
    kept = Blob.objects.filter(sha256__in=hashes).count()
    assert kept == len(
        {d.blob_id for d in documents} | {e.blob_id for e in Evidence.objects.filter(case=row.case)}
    )
    for volume in ("main", "second", "record"):
        numbers = [entry["no"] for entry in content["entries"] if entry["volume"] == volume]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers
    assert manifest.digest(json.loads(manifest.pretty(content))) == row.manifest_sha256


def test_the_pages_of_each_volume_run_on_without_a_hole(cast: Cast) -> None:
    row = sealed(cast)
    assert [volume["key"] for volume in row.manifest["volumes"]] == ["main", "second"]
    for volume in row.manifest["volumes"]:
        own = [e for e in row.manifest["entries"] if e["volume"] == volume["key"] and e["last"]]
        spans = [page for e in own for page in range(e["first"], e["last"] + 1)]
        assert spans == list(range(1, volume["pages"] + 1))
    assert row.pages == sum(volume["pages"] for volume in row.manifest["volumes"])


def test_the_decision_and_its_receipts_come_first(cast: Cast) -> None:
    titles = [entry["title"] for entry in sealed(cast).manifest["entries"]]
    assert titles[0] == "行政处罚决定书"
    assert titles[1] == "送达回证"
    assert titles.index("立案审批表") < titles.index("询问笔录")


def test_the_file_has_a_number_of_its_year_a_cover_and_a_catalogue(cast: Cast) -> None:
    first, second = sealed(cast), sealed(cast)
    assert (first.number, second.number) == ("20260001", "20260002")
    case = first.case
    assert (case.status, case.archived_on) == ("archived", SEALED)
    covers = Document.objects.filter(case=case, kind="archive_cover").order_by("pk")
    assert [row.title for row in covers] == ["案卷封面（正卷）", "案卷封面（副卷）"]
    for cover in covers:
        words_of = said(cover)
        for words in (first.number, "定期30年", case.title, case.number):
            assert words in words_of
        assert cover.pages == 1
    contents = Document.objects.filter(case=case, kind="archive_catalogue").order_by("pk")
    assert "送达回证" in said(contents[0])
    assert "案件调查终结报告" in said(contents[1])
    assert all(first.manifest_sha256 in said(row) for row in contents)
    clock = Deadline.objects.get(subject_id=str(case.pk), key="record.archive_days")
    assert clock.outcome == "met"


def test_a_file_with_gaps_is_refused_with_all_of_them(cast: Cast) -> None:
    content = {"result": "警告。", "penalty_kinds": ["warning"], "fine_cents": 0}
    decision = factories.served(cast.bureau, on=ON, **content)
    case = archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="executed")
    with pytest.raises(RuleError, match="履行") as refused:
        archive.seal(case, by=cast.officer1, on=SEALED)
    assert refused.value.article
    assert not Archive.objects.filter(case=case).exists()


def test_a_damaged_original_keeps_the_file_open(cast: Cast) -> None:
    case = closed(cast, factories.served(cast.bureau, on=ON))
    damaged = Evidence.objects.filter(case=case).first()
    assert damaged is not None
    Blob.objects.filter(pk=damaged.blob_id).update(check_result="damaged")
    with pytest.raises(RuleError, match="校验不一致"):
        archive.seal(case, by=cast.officer1, on=SEALED)


def test_service_by_leaving_needs_its_recording_before_archiving(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure="permit")
    deliveries.serve(
        decision,
        by=cast.officer1,
        on=SERVED,
        method=Manner("left", Facts(witness="基层组织工作人员")),
        receiver="邻居",
        place="当事人住所",
        note="当事人拒绝签收，由基层组织见证并拍照。",
    )
    case = archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")
    codes = {gap.code for gap in completeness.gaps(case, "archive", SEALED)}
    assert "av_lien_service" in codes


def test_a_sealed_file_is_as_it_was_until_somebody_touches_it(cast: Cast) -> None:
    row = sealed(cast)
    assert archive.changed(row) == []
    row.manifest["entries"][0]["sha256"] = "0" * 64
    words = archive.changed(row)
    assert len(words) == 2
    assert "行政处罚决定书" in words[1]


CHANGES = {
    "recording_step": "UPDATE recording_step SET text = 'x'",
    "recording_document": "UPDATE recording_document SET title = 'x'",
    "recording_evidence": "UPDATE recording_evidence SET late_reason = 'x'",
    "recording_service": "UPDATE recording_service SET receiver = 'x'",
}
COPY = "INSERT INTO TABLE (id, COLUMNS) SELECT NEWKEY, COLUMNS FROM TABLE LIMIT 1"
NEW_UUID = {"sqlite": "hex(randomblob(16))", "postgresql": "gen_random_uuid()"}


def code_of(sql: str) -> str:
    """The code with which the database refuses a statement."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(sql)
    found = refusal(refused.value)
    assert found is not None, refused.value
    return found[0]


def copy_of(table: str) -> str:
    """A statement that inserts a row like those already there."""
    model = next(row for row in RECORDS if row._meta.db_table == table)
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    key = NEW_UUID[connection.vendor] if model is Evidence else "id + 9000"
    listed = ", ".join(f'"{column}"' for column in columns)
    return COPY.replace("COLUMNS", listed).replace("TABLE", table).replace("NEWKEY", key)


@pytest.mark.parametrize("table", CHANGES)
def test_raw_sql_can_neither_change_nor_remove_nor_add_to_a_sealed_file(
    cast: Cast, table: str
) -> None:
    row = sealed(cast)
    assert code_of(CHANGES[table]) == "APPEND_ONLY"
    assert code_of("DELETE FROM TABLE".replace("TABLE", table)) == "APPEND_ONLY"
    assert code_of(copy_of(table)) == "ARCHIVED"
    assert archive.changed(row) == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE recording_archive SET manifest_sha256 = 'x'", "APPEND_ONLY"),
        ("DELETE FROM recording_archive", "APPEND_ONLY"),
        ("UPDATE enforcement_case SET close_ground = 'x' WHERE status = 'archived'", "ARCHIVED"),
        ("UPDATE recording_step_officers SET officer_id = officer_id + 1", "APPEND_ONLY"),
        ("DELETE FROM recording_step_officers", "APPEND_ONLY"),
    ],
)
def test_raw_sql_cannot_rewrite_the_archive(cast: Cast, sql: str, code: str) -> None:
    sealed(cast)
    assert code_of(sql) == code


def test_no_case_becomes_archived_without_its_manifest(cast: Cast) -> None:
    case = closed(cast, factories.served(cast.bureau, on=ON))
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="archived")
    found = refusal(refused.value)
    assert found is not None
    assert found[0] == "UNSEALED"


def test_the_services_add_nothing_to_a_sealed_file(cast: Cast) -> None:
    row = sealed(cast)
    case = Case.objects.get(pk=row.case_id)
    with pytest.raises(RuleError, match="已经归档"):
        steps.record(
            case,
            by=cast.officer1,
            kind="performance",
            at=factories.at(SEALED),
            text="补记。",
            officers=cast.officers,
        )
    with pytest.raises(RuleError, match="已经归档"):
        evidence.seal(
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
    with pytest.raises(RuleError):
        archive.seal(case, by=cast.officer1, on=SEALED)
    assert archive.changed(row) == []
