"""Raw SQL against a draw: each statement that would forge one is refused by the database itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from core.triggers import refusal
from enforcement.models import Draw, DrawnObject, DrawObject, DrawOfficer, DrawRecusal
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_files, draw_run, draw_tasks, draws
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = pytest.mark.django_db


def execute(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def refused(sql: str) -> str:
    """The code of the gate that refuses the statement."""
    with pytest.raises(DatabaseError) as error:
        execute(sql)
    found = refusal(error.value)
    assert found is not None, error.value
    return found[0]


RULE = [
    "title = 'x'",
    "agency_id = agency_id + 1",
    "officers_each = 1",
    "rule_text = 'x'",
    "source_name = 'x'",
    "source_url = 'x'",
    "source_how = 'x'",
    "seed_mask = '9'",
    "seed_day = '2026-04-30'",
    "take = '{\"\": 8}'",
    "lists = '{}'",
    "commitment = 'x'",
    "committed_at = '2026-04-12 00:00:00+00:00'",
    "committed_by_id = NULL",
    "prepared_by_id = committed_by_id",
    "status = 'preparing'",
]


@pytest.mark.parametrize("assignment", RULE)
def test_nothing_committed_to_is_changed(cast: Cast, assignment: str) -> None:
    made.committed(cast)
    before = Draw.objects.values().get()
    assert refused(f"UPDATE enforcement_draw SET {assignment}") == "DRAW_LISTS"  # noqa: S608  # our own
    assert Draw.objects.values().get() == before


ROWS = [
    "UPDATE enforcement_drawobject SET name = 'x'",
    "UPDATE enforcement_drawobject SET code = 'x'",
    "UPDATE enforcement_drawobject SET kind = 'person'",
    "UPDATE enforcement_drawobject SET salt = 'x'",
    "UPDATE enforcement_drawobject SET excluded = '停业'",
    "DELETE FROM enforcement_drawobject",
    "UPDATE enforcement_drawofficer SET number = number || 'x'",
    "UPDATE enforcement_drawofficer SET category = 'x'",
    "UPDATE enforcement_drawofficer SET excluded = '病假'",
    "DELETE FROM enforcement_drawofficer",
    "UPDATE enforcement_drawrecusal SET reason = 'x'",
    "DELETE FROM enforcement_drawrecusal",
    "INSERT INTO enforcement_drawobject"
    ' (draw_id, kind, name, code, lookup, salt, excluded, "group")'
    " SELECT draw_id, kind, 'x', '', 'x', 'x', '', '' FROM enforcement_drawobject LIMIT 1",
    "INSERT INTO enforcement_drawofficer (draw_id, officer_id, number, category, excluded)"
    " SELECT draw_id, officer_id, 'x', '', '' FROM enforcement_drawofficer LIMIT 1",
    "INSERT INTO enforcement_drawrecusal (draw_id, listed_officer_id, listed_object_id, reason)"
    " SELECT o.draw_id, f.id, o.id, 'x' FROM enforcement_drawobject o,"
    " enforcement_drawofficer f LIMIT 1",
]


def with_a_recusal(cast: Cast) -> Draw:
    """A draw on whose lists there is a row of each kind, not committed yet."""
    row = made.listed(cast)
    officer, shop = row.officers_listed.all()[0], row.objects_listed.all()[0]
    draws.recuse(row, by=cast.officer1, listed_officer=officer, listed_object=shop, reason="亲属")
    return row


def contents() -> list[Any]:
    return [list(model.objects.values()) for model in (DrawObject, DrawOfficer, DrawRecusal)]


def test_no_row_of_the_lists_is_changed_after_the_commitment(cast: Cast) -> None:
    draw_run.commit(with_a_recusal(cast), by=cast.unithead, at=made.moment())
    before = contents()
    assert {sql: refused(sql) for sql in ROWS} == dict.fromkeys(ROWS, "DRAW_LISTS")
    assert contents() == before


def test_the_rows_of_a_draw_given_up_after_the_commitment_are_kept_too(cast: Cast) -> None:
    row = with_a_recusal(cast)
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    draw_run.abandon(row, by=cast.unithead, reason="遗漏")
    before = contents()
    assert {sql: refused(sql) for sql in ROWS} == dict.fromkeys(ROWS, "DRAW_LISTS")
    assert contents() == before


def test_the_lists_are_open_until_the_commitment(cast: Cast) -> None:
    with_a_recusal(cast)
    assert execute("UPDATE enforcement_drawobject SET excluded = '停业'") == 8
    assert execute("UPDATE enforcement_drawofficer SET category = '食品'") == 4
    assert execute("DELETE FROM enforcement_drawrecusal") == 1


ENDED = [
    "seed_value = '1111.11'",
    "checkpoint = 'x'",
    "seed_by_id = NULL",
    "drawn_on = '2026-04-30'",
    "status = 'committed'",
]


@pytest.mark.parametrize("assignment", ENDED)
def test_the_seed_of_a_draw_that_was_made_is_not_exchanged(cast: Cast, assignment: str) -> None:
    made.drawn(cast)
    before = Draw.objects.values().get()
    assert refused(f"UPDATE enforcement_draw SET {assignment}") == "DRAW_RESULT"  # noqa: S608  # our own
    assert Draw.objects.values().get() == before


def test_a_draw_given_up_is_not_taken_up_again(cast: Cast) -> None:
    row = made.committed(cast)
    draw_run.abandon(row, by=cast.unithead, reason="遗漏")
    assert refused("UPDATE enforcement_draw SET status = 'committed'") == "DRAW_RESULT"
    assert refused("UPDATE enforcement_draw SET seed_value = '1111.11'") == "DRAW_RESULT"


@pytest.mark.parametrize("state", ["committed", "drawn"])
def test_a_committed_draw_is_not_deleted(cast: Cast, state: str) -> None:
    {"committed": made.committed, "drawn": made.drawn}[state](cast)
    assert refused("DELETE FROM enforcement_draw") == "DRAW_LISTS"


RESULT = [
    "UPDATE enforcement_drawnobject SET ordinal = ordinal + 10",
    "UPDATE enforcement_drawnobject SET listed_id = listed_id + 100",
    "UPDATE enforcement_drawnobject SET id = id + 100",
    "DELETE FROM enforcement_drawnobject",
    "UPDATE enforcement_drawnofficer SET ordinal = ordinal + 10",
    "UPDATE enforcement_drawnofficer SET listed_id = listed_id + 100",
    "UPDATE enforcement_drawnofficer SET drawn_id = drawn_id + 100",
    "DELETE FROM enforcement_drawnofficer",
]


def test_the_pairs_are_append_only(cast: Cast) -> None:
    row = made.drawn(cast)
    before = draw_files.published(row)
    assert {sql: refused(sql) for sql in RESULT} == dict.fromkeys(RESULT, "APPEND_ONLY")
    assert draw_files.published(row) == before


DRAWN_BY_HAND = (
    "INSERT INTO enforcement_drawnobject (draw_id, ordinal, listed_id)"
    " SELECT draw_id, 9, id FROM enforcement_drawobject"
    " WHERE id NOT IN (SELECT listed_id FROM enforcement_drawnobject) ORDER BY id LIMIT 1"
)
SENT_BY_HAND = (
    "INSERT INTO enforcement_drawnofficer (drawn_id, ordinal, listed_id)"
    " SELECT o.id, 9, f.id FROM enforcement_drawnobject o, enforcement_drawofficer f"
    " WHERE NOT EXISTS (SELECT 1 FROM enforcement_drawnofficer t"
    " WHERE t.drawn_id = o.id AND t.listed_id = f.id) ORDER BY o.id, f.id LIMIT 1"
)


def given_up(cast: Cast) -> Draw:
    return draw_run.abandon(made.committed(cast), by=cast.unithead, reason="遗漏")


@pytest.mark.parametrize("state", [made.listed, made.drawn, given_up])
def test_nothing_is_drawn_by_hand_before_the_commitment_or_after_the_draw(
    cast: Cast, state: Callable[[Cast], Draw]
) -> None:
    row = state(cast)
    before = row.drawn.count()
    assert refused(DRAWN_BY_HAND) == "DRAW_RESULT"
    assert row.drawn.count() == before


def test_no_officer_is_added_to_a_draw_that_was_made(cast: Cast) -> None:
    before = draw_files.published(made.drawn(cast))
    assert refused(SENT_BY_HAND) == "DRAW_RESULT"
    assert draw_files.published(Draw.objects.get()) == before


def test_a_result_takes_rows_of_its_own_lists_only(cast: Cast) -> None:
    row = made.committed(cast)
    other = made.begun(cast, plans=list(row.plans.all()))
    shop = draws.Listed("晚到店", "SHOP999")
    draws.list_objects(other, by=cast.officer1, kind=PartyKind.ORG, rows=[shop])
    foreign = other.objects_listed.get()
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        DrawnObject.objects.create(draw=row, ordinal=9, listed=foreign)
    assert "[DRAW_RESULT]" in str(error.value)
    assert execute(DRAWN_BY_HAND) == 1
    assert execute(SENT_BY_HAND) == 1


def test_why_a_draw_was_given_up_stays_as_published(cast: Cast) -> None:
    row = given_up(cast)
    for words in ("'结果不合意'", "''"):
        sql = f"UPDATE enforcement_draw SET abandon_reason = {words}"  # noqa: S608  # our own
        assert refused(sql) == "DRAW_RESULT"
    row.refresh_from_db()
    assert row.abandon_reason == "遗漏"


def test_the_task_of_a_pair_is_set_once(cast: Cast) -> None:
    first, second, _third = draw_files.results(made.drawn(cast))
    for pair in (first, second):
        draw_tasks.open_task(pair, by=cast.officer1, on=day(4, 14), visit_from=day(4, 20))
    take_away = f"UPDATE enforcement_drawnobject SET task_id = NULL WHERE id = {first.pk}"  # noqa: S608  # our own
    assert refused(take_away) == "DRAW_RESULT"
    assert execute("UPDATE enforcement_drawnobject SET task_id = task_id") == 3


# ------------------------------------------------------------------------------ constraints
IMPOSSIBLE = [
    ("status = 'committed'", "draw_commits_to_lists"),
    ("status = 'drawn'", "draw_"),
    ("status = 'abandoned'", "draw_abandoned_has_reason"),
    ("committed_by_id = prepared_by_id", "draw_committed_by_another"),
    ("seed_by_id = prepared_by_id", "draw_seeded_by_another"),
]


@pytest.mark.parametrize(("assignment", "constraint"), IMPOSSIBLE)
def test_a_draw_that_is_not_ready_does_not_pass_for_one(
    cast: Cast, assignment: str, constraint: str
) -> None:
    row = made.listed(cast)
    with pytest.raises(IntegrityError, match=constraint):
        execute(f"UPDATE enforcement_draw SET {assignment}")  # noqa: S608  # our own
    row.refresh_from_db()
    assert row.status == Draw.Status.PREPARING


@pytest.mark.parametrize(
    "assignment",
    [
        "status = 'drawn', seed_value = '1111.11', checkpoint = 'x', drawn_on = '2026-04-12',"
        " seed_by_id = committed_by_id",
        "status = 'drawn', seed_value = '', checkpoint = 'x', drawn_on = '2026-04-13',"
        " seed_by_id = committed_by_id",
        "status = 'drawn', seed_value = '1111.11', checkpoint = '', drawn_on = '2026-04-13',"
        " seed_by_id = committed_by_id",
        "status = 'drawn', seed_value = '1111.11', checkpoint = 'x', drawn_on = '2026-04-13',"
        " seed_by_id = NULL",
        "status = 'drawn', seed_value = '1111.11', checkpoint = 'x', drawn_on = NULL,"
        " seed_by_id = committed_by_id",
    ],
)
def test_a_draw_without_a_whole_seed_of_its_day_is_not_drawn(cast: Cast, assignment: str) -> None:
    made.committed(cast)
    with pytest.raises(IntegrityError, match="draw_has_seed_of_its_day"):
        execute(f"UPDATE enforcement_draw SET {assignment}")  # noqa: S608  # our own


@pytest.mark.parametrize(
    ("assignment", "constraint"),
    [
        ("count = 0", "random_check_plan_count"),
        ("count = 41", "random_check_plan_count"),
        ("first_month = 0", "random_check_plan_months"),
        ("last_month = 13", "random_check_plan_months"),
        ("first_month = 7", "random_check_plan_months"),
    ],
)
def test_a_plan_that_cannot_be_is_not_in_the_database(
    cast: Cast, assignment: str, constraint: str
) -> None:
    made.random_plan(cast)
    with pytest.raises(IntegrityError, match=constraint):
        execute(f"UPDATE enforcement_randomcheckplan SET {assignment}")  # noqa: S608  # our own


def test_a_line_that_ends_before_it_begins_is_not_in_the_database(cast: Cast) -> None:
    made.random_item(cast)
    with pytest.raises(IntegrityError, match="random_check_item_period"):
        execute("UPDATE enforcement_randomcheckitem SET effective_to = '2026-01-04'")
