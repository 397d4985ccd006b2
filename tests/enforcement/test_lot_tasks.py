"""From a drawn object to its inspection: whose party it is, who goes, and when it is refused."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Agency, Case, Certificate, DrawnObject, InspectionTask, Item, Party
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_files, draw_run, draw_tasks, draws, items
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = pytest.mark.django_db
ON, VISIT = day(4, 14), day(4, 20)
ID_CARD = "11010519491231002X"


def open_task(row: DrawnObject, cast: Cast, **fields: Any) -> InspectionTask:
    """Plan the visit of a drawn object by the officer who prepared the draw."""
    values = {"by": cast.officer1, "on": ON, "visit_from": VISIT, **fields}
    return draw_tasks.open_task(row, **values)


def drawn_of(cast: Cast, *rows: Listed, kind: str = PartyKind.ORG, **fields: Any) -> DrawnObject:
    """The one object that was drawn of the given."""
    row = made.begun(cast, take={rows[0].group: 1}, **fields)
    draws.list_objects(row, by=cast.officer1, kind=kind, rows=rows)
    draws.list_officers(row, by=cast.officer1, on=made.COMMITTED, officers=cast.officers)
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    made.signed(made.moment(23))
    draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value=made.VALUE)
    return draw_files.results(row)[0]


def nothing_new(row: DrawnObject) -> bool:
    """Whether no trace of a task is left."""
    row.refresh_from_db()
    tasks = InspectionTask.objects.exists() or Case.objects.exists()
    return row.task_id is None and not tasks and not Party.objects.exists()


# ------------------------------------------------------------------------------ what it becomes
def test_the_visit_carries_everything_the_draw_knows(cast: Cast) -> None:
    row = drawn_of(cast, Listed("云溪甲店", "SHOPA", "高风险"))
    task = open_task(row, cast, visit_to=day(4, 24), place="云溪市示范路1号")
    assert (task.kind, task.source) == ("random", "draw")
    assert task.source_note == row.draw.title
    assert task.draw_ref == f"{row.draw_id}#1"
    assert task.grade == "高风险"
    assert (task.visit_from, task.visit_to, task.visit_year) == (VISIT, day(4, 24), 2026)
    assert (task.case.place, task.case.discovered_on) == ("云溪市示范路1号", ON)
    assert task.case.title.startswith("云溪甲店")
    assert task.created_by == cast.officer1


def test_the_log_has_the_task_with_its_draw(cast: Cast) -> None:
    row = drawn_of(cast, Listed("云溪甲店"))
    task = open_task(row, cast)
    entry = AuditEntry.objects.order_by("-id")[0]
    assert (entry.action, entry.object_id) == ("draw.open_task", str(row.pk))
    assert entry.agency_id == cast.bureau.pk
    assert json.loads(entry.data) == {"task": str(task.pk)}


def test_the_first_officer_drawn_leads_the_case(cast: Cast) -> None:
    row = drawn_of(cast, Listed("云溪甲店"))
    team = [each.listed.officer for each in row.team.order_by("ordinal")]
    task = open_task(row, cast)
    assert factories.staff_of(task.case) == team


def test_several_items_of_a_draw_are_one_visit(cast: Cast) -> None:
    first = made.random_plan(cast)
    second = items.create(
        agency=cast.bureau,
        kind="inspection",
        name="计量器具监督检查",
        effective_from=day(1, 5),
        published_on=day(1, 5),
    )
    other = made.random_item(cast, item=second, name="计量器具抽查")
    plans = [
        first,
        made.random_plan(cast, check_item=other),
        made.random_plan(cast, check_item=first.check_item, count=2),
    ]
    task = open_task(drawn_of(cast, Listed("云溪甲店"), plans=plans), cast)
    assert set(task.items.all()) == {first.check_item.item, second}
    assert task.case.item == first.check_item.item


# ------------------------------------------------------------------------------ whose party
PARTIES: list[tuple[str, Listed, dict[str, str]]] = [
    (PartyKind.ORG, Listed("云溪甲店", "91410100MA00000001"), {"uscc": "91410100MA00000001"}),
    (PartyKind.ORG, Listed("云溪甲店"), {"name": "云溪甲店"}),
    (PartyKind.SOLE_TRADER, Listed("云溪甲店", "SHOPA"), {"uscc": "SHOPA"}),
    (PartyKind.PERSON, Listed("苗青野", ID_CARD), {"id_no": ID_CARD}),
]


@pytest.mark.parametrize(("kind", "listed", "marks"), PARTIES)
def test_a_party_the_agency_knows_is_not_made_again(
    cast: Cast, kind: str, listed: Listed, marks: dict[str, str]
) -> None:
    row = drawn_of(cast, listed, kind=kind)
    known = factories.party(cast.bureau, kind, **{"name": "旧名称", **marks})
    assert open_task(row, cast).party == known
    assert Party.objects.count() == 1


@pytest.mark.parametrize(("kind", "listed", "marks"), PARTIES)
def test_a_party_of_another_agency_or_kind_is_not_taken(
    cast: Cast, kind: str, listed: Listed, marks: dict[str, str]
) -> None:
    row = drawn_of(cast, listed, kind=kind)
    values = {"name": "旧名称", **marks}
    known = [factories.party(cast.other_bureau, kind, **values)]
    if kind != PartyKind.PERSON:
        other = {PartyKind.ORG: PartyKind.SOLE_TRADER}.get(PartyKind(kind), PartyKind.ORG)
        known.append(factories.party(cast.bureau, other, **values))
    party = open_task(row, cast).party
    assert party not in known
    assert (party.agency, party.kind, party.name) == (cast.bureau, kind, listed.name)
    assert (party.uscc, party.id_no) == (
        ("", listed.code) if kind == PartyKind.PERSON else (listed.code, "")
    )


# ------------------------------------------------------------------------------ refused
def take_back_the_item(row: DrawnObject) -> None:
    Item.objects.filter(kind="inspection").update(published_on=None)


def end_a_certificate(row: DrawnObject) -> None:
    first = row.team.all()[0].listed.officer
    Certificate.objects.filter(officer=first).update(ended_on=ON)


def unannounce_the_agency(row: DrawnObject) -> None:
    Agency.objects.filter(pk=row.agency_id).update(announced_on=None)


REFUSALS: list[tuple[Callable[[DrawnObject], None], str]] = [
    (take_back_the_item, "行政检查事项未经公布的，不得实施"),
    (end_a_certificate, "持有效执法证的承办人员只有1名"),
    (unannounce_the_agency, "行政检查主体资格没有经过确认并公告"),
]


@pytest.mark.parametrize(("spoil", "words"), REFUSALS)
def test_a_visit_that_may_not_be_made_leaves_nothing_behind(
    cast: Cast, spoil: Callable[[DrawnObject], None], words: str
) -> None:
    row = drawn_of(cast, Listed("云溪甲店"))
    spoil(row)
    before = AuditEntry.objects.count()
    with pytest.raises(RuleError, match=words) as refused:
        open_task(DrawnObject.objects.get(pk=row.pk), cast)
    assert refused.value.article
    assert nothing_new(row)
    assert AuditEntry.objects.count() == before


def test_a_task_is_opened_once(cast: Cast) -> None:
    row = drawn_of(cast, Listed("云溪甲店"))
    task = open_task(row, cast)
    with pytest.raises(RuleError, match="该对象的检查任务已经建立") as refused:
        open_task(row, cast)
    assert refused.value.remedy == "请打开该检查任务办理。"
    assert InspectionTask.objects.get() == task


def test_only_an_officer_of_the_agency_opens_a_task(cast: Cast) -> None:
    row = drawn_of(cast, Listed("云溪甲店"))
    for person in ("unithead", "head", "listadmin", "supervisor", "outsider", "publisher"):
        with pytest.raises(PermissionDenied):
            open_task(row, cast, by=cast.people[person])
    assert nothing_new(row)


def test_an_officer_who_was_not_drawn_may_open_the_task_but_does_not_go(cast: Cast) -> None:
    row = drawn_of(cast, Listed("云溪甲店"))
    third = factories.officer(cast.bureau)
    task = open_task(row, cast, by=factories.account_of(third))
    assert third not in task.case.officers.all()


@pytest.mark.parametrize("on", [made.SEED_DAY, day(12, 31)])
def test_a_task_is_opened_on_the_day_of_the_draw_or_later(cast: Cast, on: date) -> None:
    row = drawn_of(cast, Listed("云溪甲店"))
    assert open_task(row, cast, on=on, visit_from=on).case.discovered_on == on
