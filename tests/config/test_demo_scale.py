"""Synthetic records loaded in bulk are the rows that the service writes for the same records."""

import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from pytest_django import Settings

from config.demo import scale
from config.demo.bulk import Bulk
from core.models import AuditEntry, Deadline
from core.search import place
from core.triggers import installed
from disclosure.ledger import commitment
from disclosure.models import (
    ExternalRecord,
    LedgerEntry,
    LedgerNumber,
    LedgerOpening,
    Publication,
    RedactedVersion,
    SearchEntry,
    SenderReview,
)
from disclosure.services import records
from enforcement.models import Agency

pytestmark = pytest.mark.django_db
TODAY, LATER = date(2026, 11, 24), date(2031, 1, 15)
FIRST = date(2026, 11, 2)  # when the portal first made something public
SERIALS = (*range(24), 99, 1234, 54321, 987_654, 1_000_003)
OWN = {"id", "received_at", "created_at", "updated_at", "approved_at"}
# Made anew at every load, and what points to another row: that is compared with it.
LOOSE = OWN | {"record_id", "publication_id", "version_id", "shown_id", "deadline_id", "number_id"}
LOOSE |= {"subject_id", "ref", "salt", "line", "entry_id"}
Load = Callable[[Sequence[ExternalRecord], date], object]


def plain(row: models.Model) -> dict[str, Any]:
    """The columns of a row that do not depend on when and as which number it was written."""
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in LOOSE}


def agency(name: str, **fields: Any) -> Agency:
    """An agency of the given profile."""
    made = Agency(name=name, folded_name=name, doc_prefix=name[:2], **fields)
    Agency.objects.add_root(instance=made)
    return made


@pytest.fixture
def offices() -> list[Agency]:
    """One that publishes, one of the market, one whose records are sealed, one that leaves a doubt."""
    return [
        agency("云岭城市管理局", profile="xinshi_urban", division_code="419900"),
        agency("云岭市场监督管理局", profile="sanmenxia_gov", field="市场监督管理"),
        agency("云岭公安分局", profile="changzhi_police", field="治安管理"),
        agency("云岭市公安局交警支队", profile="xinshi_urban"),
    ]


def batch(offices: Sequence[Agency], on: date) -> list[ExternalRecord]:
    """Synthetic records, and two of persons that differ in digits alone."""
    made = [scale.record(n, offices[n % len(offices)], on) for n in SERIALS]
    for last, row in zip("89", (made[4], made[8]), strict=True):
        facts = f"张建国驾车途经此地，联系电话1381234567{last}。"
        row.fields |= {"party_kind": "person", "party_name": "张建国", "facts": facts}
    return made


def by_service(made: Sequence[ExternalRecord], on: date) -> None:
    """As an import does it."""
    for row in made:
        row.save()
        records.publish_record(row, by=None, on=on)


def in_bulk(made: Sequence[ExternalRecord], on: date) -> None:
    """In two batches."""
    bulk = Bulk(on)
    for part in (made[:9], made[9:]):
        bulk.publish(part)


def written(load: Load, offices: Sequence[Agency], on: date) -> list[dict[str, Any]]:
    """What the load writes, record by record, and how many rows in each table; then it is undone."""
    with transaction.atomic():
        before = counts()
        load(batch(offices, on), on)
        found = [told(row) for row in ExternalRecord.objects.filter(layout="synthetic")]
        rows = counts()
        transaction.set_rollback(True)
    return [*sorted(found, key=lambda row: row["record"]["key"]), rows - before]


def counts() -> Counter[str]:
    """Rows of every table but the audit log and what SQLite keeps of its own for the search."""
    tables = [name for name in connection.introspection.table_names() if "_fts" not in name]
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608  # own tables
            found[name] = cursor.fetchone()[0]
    del found["core_auditentry"]
    return found


def told(record: ExternalRecord) -> dict[str, Any]:
    """All rows about a record."""
    row = Publication.objects.get(record=record)
    clocks = Deadline.objects.filter(subject_type="record", subject_id=str(row.pk))
    assert list(clocks) == ([row.deadline] if row.deadline else [])
    versions = RedactedVersion.objects.filter(publication=row)
    assert list(versions) == ([row.shown] if row.shown else [])
    entries = SearchEntry.objects.filter(publication=row)
    assert all(entry.pk == place(row.decided_on, row.pk) for entry in entries)
    found = {
        "clocks": clocks,
        "versions": versions,
        "reviews": SenderReview.objects.filter(version__in=versions),
        "entries": entries,
        "numbers": LedgerNumber.objects.filter(record=record),
    }
    return {
        "record": plain(record),
        "row": plain(row),
        "approved": row.approved_at is not None,
        "log": logged(row),
        **{name: [plain(one) for one in rows] for name, rows in found.items()},
    }


def logged(row: Publication) -> list[Any]:
    """What the publication log says of it, in its order, and commits to."""
    said = []
    for entry in LedgerEntry.objects.filter(number__record=row.record).order_by("pk"):
        line, opening = json.loads(entry.line), LedgerOpening.objects.get(entry=entry)
        assert line.pop("commitment") == commitment(opening.salt, opening.content)
        assert line.pop("ref") == entry.number.ref
        assert opening.content.get("publication", str(row.pk)) == str(row.pk)
        said.append((entry.event, line, {**opening.content, "publication": ""}))
    return said


@pytest.mark.parametrize("on", [TODAY, LATER])
def test_bulk_writes_the_rows_of_the_service(offices: list[Agency], on: date) -> None:
    by_service([scale.record(5_000_000, offices[0], FIRST)], FIRST)
    expected = written(by_service, offices, on)
    states = Counter(row["row"]["status"] for row in expected[:-1])
    assert {"published", "withheld", "pending"} == set(states)
    outcomes = {clock["outcome"] for row in expected[:-1] for clock in row["clocks"]}
    assert outcomes == {"met", "late", "open"}
    reasons = {row["row"]["withheld_code"] for row in expected[:-1]}
    assert reasons == ({"", "sealed"} if on == TODAY else {"", "sealed", "period_over"})
    assert written(in_bulk, offices, on) == expected


def test_history_is_not_judged_in_bulk_either(offices: list[Agency]) -> None:
    expected = written(by_service, offices, TODAY)
    assert "history" in {row["row"]["not_judged"] for row in expected[:-1]}
    assert written(in_bulk, offices, TODAY) == expected


def test_a_number_in_a_text_is_hidden_in_every_record(offices: list[Agency]) -> None:
    Bulk(TODAY).publish(batch(offices, TODAY))
    people = RedactedVersion.objects.filter(party_kind="person").values_list("facts", flat=True)
    assert len(people) == 2
    assert not any("1381234567" in text or "建国" in text for text in people)


def test_loading_twice_goes_on_with_the_numbers_and_leaves_the_logs_whole(
    offices: list[Agency], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(scale, "BATCH", 20)
    monkeypatch.setattr(scale, "SECONDS", 0.0)
    gates, said = installed(connection), list[str]()
    assert [scale.load(30, said.append), scale.load(10, said.append)] == [30, 10]
    assert [line.partition(",")[0] for line in said] == ["20 of 30", "30 of 30", "10 of 10"]
    keys = set(ExternalRecord.objects.values_list("key", flat=True))
    assert keys == {f"synthetic-{n}" for n in range(40)}
    data = AuditEntry.objects.filter(action="record.synthetic").values_list("data", flat=True)
    assert [json.loads(row)["count"] for row in data.order_by("pk")] == [20, 10, 10]
    assert installed(connection) == gates
    for command in ("verify_audit", "verify_ledger"):
        out = io.StringIO()
        call_command(command, stdout=out)
        assert "ok" in out.getvalue().lower()
    held = Publication.objects.filter(status="pending").count()
    assert LedgerNumber.objects.count() == 40 - held
    assert not LedgerNumber.objects.filter(state="pending").exists()
