"""Plain SQL against the rows of one case: states, amounts, people, days, copies and deletions."""

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Model

from disclosure.models import Publication, RedactedVersion
from enforcement.models import (
    Application,
    Case,
    CaseOfficer,
    CourtApplication,
    Decision,
    Defence,
    Deferral,
    Discussion,
    DiscussionMember,
    DraftVersion,
    Draw,
    DrawObject,
    DrawOfficer,
    ForcedExecution,
    Hearing,
    Incident,
    InspectionTask,
    Licence,
    Measure,
    MeasureItem,
    MeasureRelease,
    Notice,
    Payment,
    Stay,
    Substitution,
    User,
)
from legal_review.models import (
    Review,
    ReviewCheck,
    ReviewHandling,
    ReviewObjection,
    ReviewProblem,
    ReviewSupplement,
)
from recording.models import Document, Evidence, Step
from tests.base import Cast
from tests.factories import at

# Model -> the way from its rows to the subject (a case; a draw for those of a draw).
OF_CASE: dict[type[Model], str] = {
    Case: "pk",
    CaseOfficer: "case",
    Decision: "case",
    DraftVersion: "decision__case",
    Notice: "case",
    Defence: "notice__case",
    Hearing: "case",
    Discussion: "decision__case",
    DiscussionMember: "discussion__decision__case",
    Review: "decision__case",
    ReviewCheck: "review__decision__case",
    ReviewProblem: "review__decision__case",
    ReviewSupplement: "review__decision__case",
    ReviewHandling: "review__decision__case",
    ReviewObjection: "review__decision__case",
    Payment: "decision__case",
    Deferral: "decision__case",
    Stay: "decision__case",
    CourtApplication: "decision__case",
    Measure: "case",
    MeasureItem: "measure__case",
    MeasureRelease: "measure__case",
    ForcedExecution: "case",
    Substitution: "case",
    Incident: "case",
    InspectionTask: "case",
    Application: "case",
    Licence: "case",
    Publication: "decision__case",
    RedactedVersion: "publication__decision__case",
    Document: "case",
    Evidence: "case",
    Step: "case",
}
OF_DRAW: dict[type[Model], str] = {Draw: "pk", DrawObject: "draw", DrawOfficer: "draw"}
FILL = 0.6


def rows_of(subject: Model) -> list[Model]:
    """Every row that hangs on the subject, by the tables above."""
    ways = OF_DRAW if isinstance(subject, Draw) else OF_CASE
    return [
        row
        for model, way in ways.items()
        for row in model._default_manager.filter(**{way: subject.pk}).order_by("pk")
    ]


def execute(sql: str, *params: Any) -> int:
    """Run one statement; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def columns_of(row: Model) -> list["models.Field[Any, Any]"]:
    """The concrete columns besides the key."""
    return [field for field in row._meta.concrete_fields if not field.primary_key]


def prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The value as this database stores it."""
    return field.get_db_prep_save(value, connection)


def update(row: Model, values: dict[str, Any]) -> int:
    """UPDATE one row by name of field."""
    fields = {name: row._meta.get_field(name) for name in values}
    places = ", ".join(f'"{field.column}" = %s' for field in fields.values())  # type: ignore[union-attr]  # concrete
    key = row._meta.pk
    assert key is not None
    sql = f'UPDATE "{row._meta.db_table}" SET {places} WHERE "{key.column}" = %s'  # noqa: S608  # own names
    params = [prepared(field, values[name]) for name, field in fields.items()]  # type: ignore[arg-type]  # concrete
    return execute(sql, *params, prepared(key, row.pk))


def some(
    field: "models.Field[Any, Any]", dice: random.Random, days: Sequence[date], cast: Cast
) -> Any:
    """A value the column takes; None where nothing is known about it."""
    if field.choices:
        return dice.choice([value for value, _label in field.flatchoices])
    if isinstance(field, models.DateTimeField):
        return at(dice.choice(days))
    if isinstance(field, models.DateField):
        return dice.choice(days)
    if isinstance(field, models.ForeignKey) and field.related_model is User:
        return dice.choice(list(cast.people.values())).pk
    if isinstance(field, models.BooleanField):
        return dice.random() < 0.5
    if isinstance(field, models.BigIntegerField) and field.name.endswith("_cents"):
        return dice.choice((0, 1, 200_000, 5_000_000))
    if isinstance(field, (models.CharField, models.TextField)):
        return "改写"
    return None


def missing(row: Model, dice: random.Random, days: Sequence[date], cast: Cast) -> dict[str, Any]:
    """Values for columns that are empty, so that what a state must carry is there."""
    empty = [field for field in columns_of(row) if field.value_from_object(row) in (None, "")]
    found = {field.name: some(field, dice, days, cast) for field in empty if not field.unique}
    return {name: value for name, value in found.items() if value is not None}


def change_state(row: Model, dice: random.Random, days: Sequence[date], cast: Cast) -> int:
    """Any state of the model, often with what that state must carry."""
    field = row._meta.get_field("status")
    state = dice.choice([value for value, _label in field.flatchoices])  # type: ignore[union-attr]  # a column
    carried = missing(row, dice, days, cast) if dice.random() < FILL else {}
    return update(row, {**carried, "status": state})


def change_column(row: Model, dice: random.Random, days: Sequence[date], cast: Cast) -> int:
    """One column, whichever."""
    field = dice.choice(columns_of(row))
    value = some(field, dice, days, cast)
    return 0 if value is None else update(row, {field.name: value})


def delete(row: Model, dice: random.Random, days: Sequence[date], cast: Cast) -> int:
    """DELETE of the row, passing by every rule of Python."""
    key = row._meta.pk
    assert key is not None
    sql = f'DELETE FROM "{row._meta.db_table}" WHERE "{key.column}" = %s'  # noqa: S608  # own names
    return execute(sql, prepared(key, row.pk))


def copy(row: Model, dice: random.Random, days: Sequence[date], cast: Cast) -> int:
    """INSERT of the same row under a new key, in another state where it has one."""
    fields = columns_of(row)
    values = {field: field.value_from_object(row) for field in fields}
    for field in fields:
        if field.name == "status" or dice.random() < 0.1:
            made = some(field, dice, days, cast)
            values[field] = values[field] if made is None else made
    key = row._meta.pk
    if isinstance(key, models.UUIDField):
        values[key] = uuid.UUID(int=dice.getrandbits(128), version=4)
    names = ", ".join(f'"{field.column}"' for field in values)
    marks = ", ".join(["%s"] * len(values))
    sql = f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES ({marks})'  # noqa: S608  # own names
    return execute(sql, *(prepared(field, value) for field, value in values.items()))


Statement = Callable[[Model, random.Random, Sequence[date], Cast], int]
STATEMENTS: tuple[Statement, ...] = (change_column, change_column, delete, copy)


def disturb(subject: Model, dice: random.Random, days: Sequence[date], cast: Cast) -> int:
    """One statement against one row of the subject; how many rows it wrote."""
    rows = rows_of(subject)
    stated = [row for row in rows if any(f.name == "status" for f in row._meta.concrete_fields)]
    if dice.random() < FILL and stated:
        return change_state(dice.choice(stated), dice, days, cast)
    return dice.choice(STATEMENTS)(dice.choice(rows), dice, days, cast)
