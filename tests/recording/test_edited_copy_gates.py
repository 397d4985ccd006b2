"""What was asked of an edited copy stays as asked, and a result stays as made, by SQL too."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.triggers import refusal
from recording.models import EditedCopy, Evidence
from tests.base import Cast
from tests.originals import PHOTO
from tests.recording import bare, edited

pytestmark = pytest.mark.django_db
OTHER = "0" * 64


@pytest.fixture
def parent(cast: Cast) -> Evidence:
    return edited.item(cast, PHOTO)


@pytest.fixture
def row(parent: Evidence, cast: Cast) -> EditedCopy:
    return edited.row(parent, cast)


def code(sql: str, values: list[Any]) -> str:
    """The code of the gate that refuses the statement; "CHECK" for a constraint, "" for none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


def put(row: EditedCopy, **values: Any) -> str:
    """What answers to an update."""
    sets = ", ".join(f'"{name}" = %s' for name in values)
    sql = f"UPDATE recording_editedcopy SET {sets} WHERE id = %s"  # noqa: S608  # own names
    return code(sql, [*values.values(), row.pk])


def made(row: EditedCopy, content: str = "副本") -> EditedCopy:
    """The row with its result."""
    EditedCopy.objects.filter(pk=row.pk).update(status="working")
    EditedCopy.objects.filter(pk=row.pk).update(
        status="ready", blob=bare.blob(content), ready_at=timezone.now(), tool="Pillow"
    )
    return row


@pytest.mark.parametrize(
    "values",
    [
        {"edits": '{"areas": []}'},
        {"parent_sha256": OTHER},
        {"reason": "别的理由"},
        {"purpose": "别的用途"},
        {"kind": "video"},
        {"asked_at": "2026-01-01 00:00:00+00"},
    ],
)
def test_what_was_asked_cannot_be_changed(row: EditedCopy, values: dict[str, Any]) -> None:
    assert put(row, **values) == "APPEND_ONLY"


def test_a_copy_cannot_be_hung_under_another_original(
    row: EditedCopy, cast: Cast, parent: Evidence
) -> None:
    other = edited.item(cast, PHOTO + b"other")
    assert put(row, evidence_id=_key(other)) == "APPEND_ONLY"


def _key(parent: Evidence) -> str:
    return parent.pk.hex if connection.vendor == "sqlite" else str(parent.pk)


def test_a_copy_cannot_be_deleted(row: EditedCopy) -> None:
    assert code("DELETE FROM recording_editedcopy WHERE id = %s", [row.pk]) == "APPEND_ONLY"


def test_a_copy_cannot_be_written_over(row: EditedCopy) -> None:
    if connection.vendor != "sqlite":
        connection.check_constraints()
        assert code("TRUNCATE recording_editedcopy CASCADE", []) == "APPEND_ONLY"
        return
    columns = [field.column for field in EditedCopy._meta.concrete_fields]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join("'别的'" if name == "reason" else f'"{name}"' for name in columns)
    sql = (
        f"INSERT OR REPLACE INTO recording_editedcopy ({names}) "  # noqa: S608  # own names
        f"SELECT {values} FROM recording_editedcopy WHERE id = %s"
    )
    assert code(sql, [row.pk]) == "APPEND_ONLY"


def test_a_finished_copy_changes_no_more(row: EditedCopy) -> None:
    made(row)
    other = bare.blob("另一份")
    assert put(row, blob_id=other.pk) == "APPEND_ONLY"
    assert put(row, tool="另一个程序") == "APPEND_ONLY"
    assert put(row, status="asked") == "APPEND_ONLY"


def test_a_failed_copy_stays_failed(row: EditedCopy) -> None:
    EditedCopy.objects.filter(pk=row.pk).update(status="failed", problem="文件损坏")
    assert put(row, status="asked") == "APPEND_ONLY"


def test_a_copy_names_the_digest_of_its_own_original(parent: Evidence, cast: Cast) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        edited.row(parent, cast, parent_sha256=OTHER)
    assert (refusal(caught.value) or ("",))[0] == "PARENT"


def test_a_copy_begins_as_asked_and_is_worked_on_before_it_is_ready(
    row: EditedCopy, parent: Evidence, cast: Cast
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        edited.row(parent, cast, status="working")
    blob = bare.blob("副本")
    assert put(row, status="ready", blob_id=blob.pk, ready_at=timezone.now()) == "MOVE"
    assert put(row, status="working") == ""


def test_ready_means_that_there_is_a_result(row: EditedCopy) -> None:
    EditedCopy.objects.filter(pk=row.pk).update(status="working")
    assert put(row, status="ready") == "CHECK"
    assert put(row, blob_id=bare.blob("副本").pk) == "CHECK"


def test_the_original_itself_is_never_its_copy(row: EditedCopy) -> None:
    EditedCopy.objects.filter(pk=row.pk).update(status="working")
    now = timezone.now()
    assert put(row, status="ready", blob_id=row.parent_sha256, ready_at=now) == "CHECK"
