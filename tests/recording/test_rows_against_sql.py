"""Every row of the record holds against UPDATE, DELETE, OR REPLACE and upsert, column by column."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from core.triggers import refusal
from enforcement.models import Case
from recording.models import Archive, Document, Evidence, Service, Step
from tests import factories
from tests.base import Cast
from tests.recording import bare

TABLES = {
    "step": Step,
    "document": Document,
    "evidence": Evidence,
    "service": Service,
    "archive": Archive,
}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def row_of(name: str, cast: Cast, case: Case) -> Model:
    """One row of the table, as a service would leave it."""
    by = cast.officer1
    if name == "step":
        return bare.step(case, by)
    if name == "evidence":
        return bare.item(case, by)
    if name == "archive":
        return bare.archive(case, by)
    document = bare.paper(case, by)
    return document if name == "document" else bare.receipt(document, by)


def raw(statement: str, *params: Any) -> None:
    """Run a statement as a person with a database prompt would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def refused(statement: str, *params: Any) -> str:
    """The code of the gate that refused the statement."""
    with pytest.raises(DatabaseError) as caught:
        raw(statement, *params)
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


def stored(row: Model) -> dict[str, Any]:
    """The row by column as the database holds it."""
    with connection.cursor() as cursor:
        columns = [str(field.column) for field in row._meta.concrete_fields]
        listed = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(f"SELECT {listed} FROM {row._meta.db_table}")  # noqa: S608  # own names
        (values,) = cursor.fetchall()
    return dict(zip(columns, values, strict=True))


@pytest.mark.parametrize("name", TABLES)
def test_no_column_of_a_kept_row_is_ever_changed(cast: Cast, case: Case, name: str) -> None:
    row = row_of(name, cast, case)
    table, before = row._meta.db_table, stored(row)
    for column in before:
        # Even the same value again: a row that is only touched was touched.
        assert refused(f'UPDATE {table} SET "{column}" = "{column}"') == "APPEND_ONLY", column  # noqa: S608  # own names
    assert stored(row) == before


@pytest.mark.parametrize("name", TABLES)
def test_a_kept_row_is_neither_deleted_nor_emptied_out(cast: Cast, case: Case, name: str) -> None:
    row = row_of(name, cast, case)
    table = row._meta.db_table
    assert refused(f"DELETE FROM {table}") == "APPEND_ONLY"  # noqa: S608  # own names
    assert refused(f"DELETE FROM {table} WHERE 1 = 1 AND id IS NOT NULL") == "APPEND_ONLY"  # noqa: S608  # own names
    assert type(row)._default_manager.count() == 1


@pytest.mark.parametrize("name", TABLES)
def test_an_upsert_does_not_write_over_a_kept_row(cast: Cast, case: Case, name: str) -> None:
    row = row_of(name, cast, case)
    values = stored(row)
    columns = ", ".join(f'"{column}"' for column in values)
    marks = ", ".join(["%s"] * len(values))
    statement = (
        f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks}) "  # noqa: S608  # own names
        "ON CONFLICT (id) DO UPDATE SET case_id = EXCLUDED.case_id"
    )
    assert refused(statement, *adapted(values)) == "APPEND_ONLY"
    assert stored(row) == values


def adapted(values: dict[str, Any]) -> list[Any]:
    """The values as parameters of a statement; PostgreSQL reads JSON back as Python."""
    return [
        connection.ops.adapt_json_value(value, None) if isinstance(value, dict) else value
        for value in values.values()
    ]


@pytest.mark.sqlite
@pytest.mark.parametrize("name", TABLES)
def test_or_replace_does_not_slip_past_the_delete_gate(cast: Cast, case: Case, name: str) -> None:
    row = row_of(name, cast, case)
    values = stored(row)
    marks = ", ".join(["%s"] * len(values))
    columns = ", ".join(f'"{column}"' for column in values)
    for verb in ("INSERT OR REPLACE", "REPLACE"):
        statement = f"{verb} INTO {row._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608  # own names
        assert refused(statement, *values.values()) == "APPEND_ONLY"
    assert refused(f"UPDATE OR REPLACE {row._meta.db_table} SET id = id") == "APPEND_ONLY"  # noqa: S608  # own names
    assert stored(row) == values


@pytest.mark.sqlite
@pytest.mark.parametrize("column", ["case_id", "number"])
def test_a_second_file_does_not_replace_the_first_by_its_case_or_number(
    cast: Cast, case: Case, column: str
) -> None:
    first = bare.archive(case, cast.officer1)
    other = factories.case(cast.bureau, filed=True)
    values = stored(first) | {"id": first.pk + 1}
    if column == "number":
        values["case_id"] = other.pk.hex
    else:
        values["number"] = "20260002"
    marks = ", ".join(["%s"] * len(values))
    statement = f"INSERT OR REPLACE INTO recording_archive ({', '.join(values)}) VALUES ({marks})"  # noqa: S608  # own names
    assert refused(statement, *values.values()) == "APPEND_ONLY"
    assert Archive.objects.get() == first


def test_a_number_is_given_to_one_file_of_an_agency_and_a_case_has_one_file(
    cast: Cast, case: Case
) -> None:
    bare.archive(case, cast.officer1)
    other = factories.case(cast.bureau, filed=True)
    for twin, number in ((other, "20260001"), (case, "20260002")):
        with pytest.raises(IntegrityError), transaction.atomic():
            bare.archive(twin, cast.officer1, number=number)
    assert bare.archive(other, cast.officer1, number="20260002").pk


def test_who_was_there_is_never_rewritten(cast: Cast, case: Case) -> None:
    first, second = cast.officers
    row = bare.step(case, cast.officer1)
    row.officers.set([first])
    table = "recording_step_officers"
    swap = f"UPDATE {table} SET officer_id = %s WHERE step_id = %s"  # noqa: S608  # own names
    assert refused(swap, second.pk, row.pk) == "APPEND_ONLY"
    assert refused(f"DELETE FROM {table} WHERE step_id = %s", row.pk) == "APPEND_ONLY"  # noqa: S608  # own names
    # A manager call is no way round: it deletes what is no longer named.
    with pytest.raises(DatabaseError), transaction.atomic():
        row.officers.set([second])
    with pytest.raises(DatabaseError), transaction.atomic():
        row.officers.clear()
    assert list(row.officers.all()) == [first]


@pytest.mark.sqlite
def test_an_officer_of_a_step_is_not_replaced_by_the_pair(cast: Cast, case: Case) -> None:
    row = bare.step(case, cast.officer1)
    row.officers.set(cast.officers)
    statement = (
        "INSERT OR REPLACE INTO recording_step_officers (id, step_id, officer_id) "
        "VALUES (99999, %s, %s)"
    )
    assert refused(statement, row.pk, cast.officers[0].pk) == "APPEND_ONLY"
    assert row.officers.count() == 2


@pytest.mark.parametrize("name", ["step", "document", "evidence", "service"])
def test_the_orm_in_bulk_meets_the_same_gates(cast: Cast, case: Case, name: str) -> None:
    row = row_of(name, cast, case)
    rows = TABLES[name]._default_manager.all()
    for act in (
        lambda: rows.update(stage="archive") if name != "service" else rows.update(note="x"),
        lambda: rows._raw_delete("default"),
        lambda: row.save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert rows.count() == 1


def test_a_case_gains_its_archived_state_only_with_its_own_list(cast: Cast, case: Case) -> None:
    other = factories.case(cast.bureau, filed=True)
    bare.archive(other, cast.officer1)
    statement = "UPDATE enforcement_case SET status = 'archived' WHERE number = %s"
    assert refused(statement, case.number) == "UNSEALED"
    raw("UPDATE enforcement_case SET status = 'closed' WHERE number = %s", other.number)
    raw(statement, other.number)
    assert refused("UPDATE enforcement_case SET title = 'x' WHERE number = %s", other.number)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        bare.step(Case.objects.get(pk=other.pk), cast.officer1)
    assert (refusal(caught.value) or ("",))[0] == "ARCHIVED"


def test_an_officer_is_not_added_to_a_step_of_an_archived_file(cast: Cast, case: Case) -> None:
    row = bare.step(case, cast.officer1)
    row.officers.set([cast.officers[0]])
    bare.archive(case, cast.officer1)
    for state in ("closed", "archived"):
        raw("UPDATE enforcement_case SET status = %s WHERE number = %s", state, case.number)
    statement = "INSERT INTO recording_step_officers (step_id, officer_id) VALUES (%s, %s)"
    assert refused(statement, row.pk, cast.officers[1].pk) == "ARCHIVED"
