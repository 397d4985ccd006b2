"""From the commitment to the pairs: who does what, when, and that nothing is changed after it."""

import copy
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError

from core.errors import RuleError, StaleError
from core.models import AuditCheckpoint, AuditEntry
from core.triggers import refusal
from enforcement import draws as algorithm
from enforcement.models import Certificate, Draw, InspectionTask
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_files, draw_run, draw_tasks, draws
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = pytest.mark.django_db


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-id")[0]


# ------------------------------------------------------------------------------ the commitment
def test_the_commitment_is_the_hash_of_the_published_lists(cast: Cast) -> None:
    row = made.listed(cast)
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert last().action == "draw.commit"
    assert row.commitment in last().data
    assert algorithm.commitment_of(json.loads(row.lists)) == row.commitment
    data = draw_files.published(row)
    assert data["committed_at"] == made.local(made.moment())
    assert data["seed"] is data["result"] is None
    assert algorithm.difference(data) == ""


def test_nothing_is_published_before_the_commitment(cast: Cast) -> None:
    row = made.listed(cast)
    assert not Draw.objects.public().exists()
    with pytest.raises(ValueError, match="before its commitment"):
        draw_files.published(row)


@pytest.mark.parametrize("person", ["officer1", "officer2", "publisher", "supervisor"])
def test_an_officer_does_not_commit(cast: Cast, person: str) -> None:
    row = made.listed(cast)
    with pytest.raises(PermissionDenied):
        draw_run.commit(row, by=cast.people[person], at=made.moment())


def test_who_prepared_the_lists_neither_commits_nor_enters_the_seed(cast: Cast) -> None:
    row = made.listed(cast)
    both = made.both(cast)
    with pytest.raises(RuleError, match="准备名单的人不得承诺名单") as refused:
        draw_run.commit(row, by=both, at=made.moment())
    assert refused.value.article == "国办发〔2015〕58号"
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    made.signed(made.moment(23))
    with pytest.raises(RuleError, match="也不得录入随机数"):
        draw_run.run(row, by=both, on=made.SEED_DAY, value=made.VALUE)


def test_a_commitment_on_the_day_of_the_seed_is_too_late(cast: Cast) -> None:
    row = made.listed(cast)
    with pytest.raises(RuleError, match="承诺时随机数可能已经公开"):
        draw_run.commit(row, by=cast.unithead, at=factories.at(made.SEED_DAY, 0))
    draw_run.commit(row, by=cast.unithead, at=factories.at(day(4, 12), 23))


def test_a_class_with_too_few_objects_is_refused(cast: Cast) -> None:
    row = made.listed(cast, take={"": 8, "高风险": 1})
    with pytest.raises(RuleError, match="分类“高风险”只有0户，少于要抽取的1户"):
        draw_run.commit(row, by=cast.unithead, at=made.moment())


def test_an_object_nobody_may_go_to_is_refused_before_the_draw(cast: Cast) -> None:
    row = made.listed(cast)
    shop = row.objects_listed.all()[0]
    for officer in row.officers_listed.all()[:3]:
        draws.recuse(
            row, by=cast.officer1, listed_officer=officer, listed_object=shop, reason="亲属"
        )
    with pytest.raises(RuleError, match="可以指派的执法人员不足2名") as refused:
        draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert refused.value.article == "行政处罚法第四十三条"


def test_a_certificate_withdrawn_meanwhile_is_refused(cast: Cast) -> None:
    row = made.listed(cast)
    Certificate.objects.filter(officer=cast.officers[0]).update(ended_on=day(4, 12))
    with pytest.raises(RuleError, match="不在有效期内"):
        draw_run.commit(row, by=cast.unithead, at=made.moment())


def test_lists_are_committed_to_once(cast: Cast) -> None:
    row = made.committed(cast)
    with pytest.raises(StaleError, match="当前状态为“已承诺，待抽取”"):
        draw_run.commit(row, by=cast.unithead, at=made.moment(12))


# ------------------------------------------------------------------------------ the seed
def test_the_draw_gives_the_pairs_that_the_published_file_gives(cast: Cast) -> None:
    row = made.drawn(cast)
    assert row.status == Draw.Status.DRAWN
    assert last().action == "draw.run"
    data = draw_files.published(row)
    assert algorithm.difference(data) == ""
    assert len(data["result"]) == 3
    assert {len(set(pair["officers"])) for pair in data["result"]} == {2}
    note = AuditCheckpoint.objects.order_by("size")[0].note
    assert data["seed"] == {"checkpoint": note, "value": made.VALUE}


@pytest.mark.parametrize("on", [made.COMMITTED, day(4, 12)])
def test_a_seed_is_not_entered_before_its_day(cast: Cast, on: date) -> None:
    row = made.committed(cast)
    with pytest.raises(RuleError, match="才产生，现在不能录入") as refused:
        draw_run.run(row, by=cast.unithead, on=on, value=made.VALUE)
    assert refused.value.field == "value"


@pytest.mark.parametrize("value", ["3187.5", "03187.52", "3187,52", "", " 3187.52"])
def test_a_seed_is_written_as_was_committed(cast: Cast, value: str) -> None:
    row = made.committed(cast)
    with pytest.raises(RuleError, match="没有按照承诺的格式“9999.99”书写"):
        draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value=value)


@pytest.mark.parametrize(
    "sealed_at", [None, made.moment(9), factories.at(made.SEED_DAY, 0), factories.at(day(4, 14))]
)
def test_a_log_not_sealed_between_commitment_and_seed_stops_the_draw(
    cast: Cast, sealed_at: datetime | None
) -> None:
    row = made.listed(cast)
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    if sealed_at is not None:
        made.signed(sealed_at)
    with pytest.raises(RuleError, match="没有签名的检查点"):
        draw_run.run(row, by=cast.unithead, on=day(4, 14), value=made.VALUE)


def test_a_later_checkpoint_changes_nothing(cast: Cast) -> None:
    row = made.committed(cast)
    first = draw_run.checkpoint_of(row)
    made.signed(factories.at(day(4, 11)))
    assert AuditCheckpoint.objects.count() == 2
    assert draw_run.checkpoint_of(row) == first


@pytest.mark.parametrize("lists", ["gone", '{"objects": []}', "[]"])
def test_lists_that_are_not_what_was_committed_to_are_not_drawn_from(
    cast: Cast, lists: str
) -> None:
    row = made.listed(cast)
    forged = {"lists": lists, "commitment": "0" * 64, "committed_at": made.moment()}
    Draw.objects.filter(pk=row.pk).update(status="committed", committed_by=cast.unithead, **forged)
    row.refresh_from_db()
    made.signed(made.moment(23))

    with pytest.raises(RuleError, match="名单与已经公布的承诺值不一致"):
        draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value=made.VALUE)
    assert not row.drawn.exists()
    assert "lists were changed" in algorithm.difference(draw_files.published(row))


def test_a_draw_is_made_once(cast: Cast) -> None:
    row = made.drawn(cast)
    with pytest.raises(StaleError, match="当前状态为“已抽取”"):
        draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value="1111.11")


def test_a_recused_officer_is_not_drawn_for_the_object(cast: Cast) -> None:
    row = made.listed(cast, take={"": 8})
    shops, officer = list(row.objects_listed.all()), row.officers_listed.all()[0]
    for shop in shops:
        draws.recuse(
            row, by=cast.officer1, listed_officer=officer, listed_object=shop, reason="亲属"
        )
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    made.signed(made.moment(23))
    draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value=made.VALUE)
    teams = [pair["officers"] for pair in draw_files.published(row)["result"]]
    assert len(teams) == 8
    assert officer.number not in {number for team in teams for number in team}


# ------------------------------------------------------------------------------ giving up
def test_a_draw_given_up_after_the_commitment_stays_public(cast: Cast) -> None:
    row = made.committed(cast)
    draw_run.abandon(row, by=cast.unithead, reason="名单遗漏一个乡镇")
    assert last().action == "draw.abandon"
    assert Draw.objects.public().get() == row
    data = draw_files.published(row)
    assert data["abandoned"] == "名单遗漏一个乡镇"
    assert algorithm.difference(data) == ""
    with pytest.raises(StaleError):
        draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value=made.VALUE)


def test_giving_up_needs_a_reason_and_a_draw_that_is_not_made(cast: Cast) -> None:
    row = made.committed(cast)
    with pytest.raises(RuleError, match="终止抽取应当写明理由"):
        draw_run.abandon(row, by=cast.unithead, reason=" ")
    draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value=made.VALUE)
    with pytest.raises(StaleError):
        draw_run.abandon(row, by=cast.unithead, reason="结果不合意")


# ------------------------------------------------------------------------------ raw SQL
LISTS = [
    "UPDATE enforcement_drawobject SET name = '换一家'",
    "UPDATE enforcement_drawobject SET excluded = '停业'",
    "DELETE FROM enforcement_drawobject",
    "UPDATE enforcement_drawofficer SET number = '9'",
    "DELETE FROM enforcement_drawofficer",
    "INSERT INTO enforcement_drawrecusal (draw_id, listed_officer_id, listed_object_id, reason) "
    "SELECT o.draw_id, f.id, o.id, 'x' FROM enforcement_drawobject o, enforcement_drawofficer f",
    "UPDATE enforcement_draw SET commitment = 'x'",
    "UPDATE enforcement_draw SET lists = '{}'",
    "UPDATE enforcement_draw SET take = '{\"\": 1}'",
    "UPDATE enforcement_draw SET seed_day = '2026-04-09'",
    "UPDATE enforcement_draw SET seed_mask = '999999'",
    "UPDATE enforcement_draw SET committed_at = '2026-01-01 00:00:00+00:00'",
    "UPDATE enforcement_draw SET status = 'preparing'",
    "DELETE FROM enforcement_draw",
]
RESULT = [
    "UPDATE enforcement_draw SET seed_value = '1111.11'",
    "UPDATE enforcement_draw SET checkpoint = 'x'",
    "UPDATE enforcement_draw SET status = 'abandoned', abandon_reason = 'x'",
    "UPDATE enforcement_drawnobject SET ordinal = ordinal + 10",
    "DELETE FROM enforcement_drawnobject",
    "UPDATE enforcement_drawnofficer SET ordinal = ordinal + 10",
    "DELETE FROM enforcement_drawnofficer",
]


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    found = refusal(error.value)
    assert found is not None, error.value
    return found[0]


def test_raw_sql_changes_neither_committed_lists_nor_a_result(cast: Cast) -> None:
    made.drawn(cast)
    # Two triggers stand on a list that has been drawn; either may speak first.
    assert {refused(sql) for sql in LISTS} <= {"DRAW_LISTS", "DRAW_RESULT"}
    assert {refused(sql) for sql in RESULT} == {"DRAW_RESULT", "APPEND_ONLY"}


def test_lists_are_open_to_their_own_draw_only(cast: Cast) -> None:
    made.committed(cast)
    other = made.begun(cast)
    draws.list_objects(other, by=cast.officer1, kind=PartyKind.ORG, rows=[Listed("晚到店")])
    move = f"UPDATE enforcement_drawobject SET draw_id = '{other.pk.hex}'"  # noqa: S608  # our own key
    if connection.vendor == "postgresql":
        move = f"UPDATE enforcement_drawobject SET draw_id = '{other.pk}'"  # noqa: S608  # our own key
    assert refused(f"{move} WHERE name LIKE '云溪%'") == "DRAW_LISTS"


def change_a_name(data: dict[str, Any]) -> None:
    data["lists"]["objects"][0]["name"] = "换一家"


def change_an_officer(data: dict[str, Any]) -> None:
    data["result"][0]["officers"].reverse()


@pytest.mark.parametrize(
    ("tamper", "words"),
    [(change_a_name, "the lists were changed"), (change_an_officer, "row 1: the draw gives")],
)
def test_a_changed_published_file_is_found(
    cast: Cast, tamper: Callable[[dict[str, Any]], None], words: str
) -> None:
    data = copy.deepcopy(draw_files.published(made.drawn(cast)))
    tamper(data)
    assert words in algorithm.difference(data)


# ------------------------------------------------------------------------------ the inspection
def test_a_drawn_object_becomes_a_task_of_the_officers_drawn(cast: Cast) -> None:
    drawn = draw_files.results(made.drawn(cast))[0]
    task = draw_tasks.open_task(drawn, by=cast.officer1, on=day(4, 14), visit_from=day(4, 20))
    assert last().action == "draw.open_task"
    assert task.source == InspectionTask.Source.DRAW
    assert task.kind == InspectionTask.Kind.RANDOM
    assert task.draw_ref == f"{drawn.draw_id}#1"
    assert task.party.uscc == drawn.listed.code
    team = [each.listed.officer for each in drawn.team.all()]
    assert set(task.case.officers.all()) == set(team)
    with pytest.raises(RuleError, match="检查任务已经建立"):
        draw_tasks.open_task(drawn, by=cast.officer1, on=day(4, 14), visit_from=day(4, 20))


def test_the_task_of_a_drawn_object_is_not_exchanged(cast: Cast) -> None:
    drawn = draw_files.results(made.drawn(cast))
    for row in drawn[:2]:
        draw_tasks.open_task(row, by=cast.officer1, on=day(4, 14), visit_from=day(4, 20))
    sql = f"UPDATE enforcement_drawnobject SET task_id = NULL WHERE id = {drawn[0].pk}"  # noqa: S608  # our own key
    assert refused(sql) == "DRAW_RESULT"


def test_the_party_of_a_drawn_object_is_the_one_the_agency_knows(cast: Cast) -> None:
    drawn = draw_files.results(made.drawn(cast))[0]
    known = factories.party(cast.bureau)
    known.uscc = drawn.listed.code
    known.kind = drawn.listed.kind
    known.save(update_fields=["uscc", "kind"])
    task = draw_tasks.open_task(drawn, by=cast.officer1, on=day(4, 14), visit_from=day(4, 20))
    assert task.party == known
