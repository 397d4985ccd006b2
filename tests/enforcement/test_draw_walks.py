"""Whatever is tried in whatever order, a draw keeps what it committed to and what it drew."""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError

from core.errors import RuleError
from enforcement import draws as algorithm
from enforcement.models import Draw
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_files, draw_run, draws
from enforcement.services.draws import Listed
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = pytest.mark.django_db
WALKS, STEPS = 4, 50
PEOPLE = ("officer1", "officer2", "unithead", "head", "outsider", "listadmin")
DAYS = (made.COMMITTED, made.SEED_DAY, day(4, 20))
SQL = (
    "UPDATE enforcement_draw SET lists = '{}' WHERE status <> 'preparing'",
    "UPDATE enforcement_draw SET seed_value = '0000.00' WHERE status = 'drawn'",
    "UPDATE enforcement_drawobject SET excluded = 'x'",
    "DELETE FROM enforcement_drawnofficer",
    "UPDATE enforcement_draw SET status = 'preparing'",
)
Step = Callable[[], Any]


def raw(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def steps(row: Draw, cast: Cast, chance: random.Random) -> list[Step]:
    """One of each kind of step, by somebody, on some day, with some value."""
    by, on = cast.people[chance.choice(PEOPLE)], chance.choice(DAYS)
    value = chance.choice((made.VALUE, "1111.11", "31875"))
    name = f"新店{chance.randrange(5)}"
    shop = chance.choice(list(row.objects_listed.all()))
    return [
        lambda: draws.list_objects(row, by=by, kind=PartyKind.ORG, rows=[Listed(name)]),
        lambda: draws.exclude(shop, by=by, reason="停业"),
        lambda: draw_run.commit(row, by=by, at=made.moment()),
        lambda: draw_run.run(row, by=by, on=on, value=value),
        lambda: draw_run.abandon(row, by=by, reason="遗漏"),
        lambda: made.signed(made.moment(23)),
        lambda: raw(chance.choice(SQL)),
    ]


# Giving up ends a walk, so it is tried seldom.
WEIGHTS = (6, 2, 4, 6, 1, 2, 4)


def assert_sound(row: Draw, committed: str) -> None:
    """What must hold in every state."""
    fresh = Draw.objects.get(pk=row.pk)
    assert committed in ("", fresh.commitment)
    if not fresh.commitment:
        assert fresh.status in (Draw.Status.PREPARING, Draw.Status.ABANDONED)
        assert not fresh.drawn.exists()
        return
    assert json.loads(fresh.lists) == draw_files.lists_of(fresh)
    assert algorithm.difference(draw_files.published(fresh), fresh.commitment) == ""
    assert fresh.prepared_by_id not in (fresh.committed_by_id, fresh.seed_by_id)
    assert fresh.drawn.exists() is (fresh.status == Draw.Status.DRAWN)


def walk(row: Draw, cast: Cast, chance: random.Random) -> set[str]:
    """Take the steps, refused or not, looking after each; the states that were reached."""
    reached, committed = set(), ""
    for _step in range(STEPS):
        chosen = chance.choices(steps(row, cast, chance), WEIGHTS)[0]
        with suppress(RuleError, PermissionDenied, DatabaseError), transaction.atomic():
            chosen()
        row.refresh_from_db()
        assert_sound(row, committed)
        committed = row.commitment
        reached.add(row.status)
    return reached


def test_no_order_of_steps_leads_to_a_forged_draw(cast: Cast) -> None:
    reached: set[str] = set()
    for number in range(WALKS):
        chance = random.Random(number)  # noqa: S311  # the walk must be the same every time
        reached |= walk(made.listed(cast), cast, chance)
    assert reached == set(Draw.Status.values)
