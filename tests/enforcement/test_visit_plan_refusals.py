"""A visit that may not be planned: who asks, what for, whom, when; and nothing is left of it."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import StaleError
from enforcement.models import Agency, InspectionTask
from enforcement.services import agencies, cases, inspection_lists, inspection_tasks
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import (
    ARTICLE,
    cap,
    entry,
    line,
    recuse,
    refused,
    written,
)
from tests.enforcement.visits import FIRST, LAST, ON, SINCE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TEAM = "行政处罚法第四十二条"


@pytest.mark.parametrize(
    ("article", "changes", "words", "field"),
    [
        (ARTICLE, {"source": "complaint", "source_note": ""}, "应当写明具体线索", "source_note"),
        (ARTICLE, {"source": "other", "source_note": " \t"}, "应当写明具体线索", "source_note"),
        (ARTICLE, {"source": "plan"}, "没有已公布、包含本事项", "plan"),
        (ARTICLE, {"assistants": 1}, "事先确定人数和职责", "assistants_note"),
        (ARTICLE, {"assistants": 3, "assistants_note": " "}, "不得单独实施", "assistants_note"),
        ("", {"visit_to": day(3, 3)}, "终了日期不能早于开始日期", "visit_to"),
    ],
)
def test_what_the_visit_lacks_is_named_with_its_field(
    cast: Cast, article: str, changes: dict[str, Any], words: str, field: str
) -> None:
    visit = made.visit(cast, **changes)
    with refused(words, article=article, field=field):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


@pytest.mark.parametrize("last", [FIRST, None, LAST])
def test_a_visit_of_one_day_of_many_or_without_an_end_is_planned(
    cast: Cast, last: date | None
) -> None:
    task = made.planned(cast, visit_to=last)
    assert (task.visit_from, task.visit_to, task.visit_year) == (FIRST, last, 2026)


@pytest.mark.parametrize("source", ["draw", "recheck"])
def test_a_source_that_speaks_for_itself_needs_no_words(cast: Cast, source: str) -> None:
    assert made.planned(cast, source=source, source_note="").source == source


@pytest.mark.parametrize("who", ["unithead", "reviewer", "head", "publisher", "listadmin", "admin"])
def test_only_officers_plan(cast: Cast, who: str) -> None:
    visit = made.visit(cast)
    before = written()
    with pytest.raises(PermissionDenied):
        inspection_tasks.plan(visit, by=cast.people[who], agency=cast.bureau, on=ON)
    assert written() == before


def test_an_officer_of_another_agency_plans_nothing_here(cast: Cast) -> None:
    visit = made.visit(cast)
    with pytest.raises(PermissionDenied):
        inspection_tasks.plan(visit, by=cast.outsider, agency=cast.bureau, on=ON)
    assert not InspectionTask.objects.exists()


def test_the_party_of_another_agency_is_not_visited(cast: Cast) -> None:
    visit = made.visit(cast, party=factories.party(cast.other_bureau))
    with refused("当事人信息不属于本机关", article="", field="party"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


@pytest.mark.parametrize("team", ["alone", "twice"])
def test_one_officer_is_no_team(cast: Cast, team: str) -> None:
    lead = cast.officers[0]
    visit = made.visit(cast, officers=[lead] if team == "alone" else [lead, lead])
    with refused("至少2名不同的执法人员", article=TEAM, field="officers"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


def test_an_officer_of_another_agency_is_not_on_the_team(cast: Cast) -> None:
    visit = made.visit(cast, officers=[cast.officers[0], cast.outsider.officer])
    with refused("外试人不是本机关的执法人员", article=TEAM, field="officers"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


@pytest.mark.parametrize(
    ("first", "last", "enough"),
    [
        (SINCE, ON, True),
        (ON, LAST, True),
        (SINCE, day(3, 2), False),
        (FIRST, LAST, False),
    ],
)
def test_a_certificate_counts_from_its_first_to_its_last_day(
    cast: Cast, first: date, last: date, enough: bool
) -> None:
    second = factories.officer(cast.bureau, name="安试三", valid_from=first, valid_to=last)
    visit = made.visit(cast, officers=[cast.officers[0], second])
    if enough:
        assert inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON).pk
        return
    with refused("只有1名，至少需要2名", article=TEAM, field="officers"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


@pytest.mark.parametrize("status", [name for name in Agency.Status.values if name != "confirmed"])
def test_a_subject_not_confirmed_neither_inspects_nor_joins(cast: Cast, status: str) -> None:
    alone, joint = made.visit(cast), made.visit(cast, joint_agencies=[cast.other_bureau])
    for agency, visit in ((cast.other_bureau, joint), (cast.bureau, alone)):
        Agency.objects.filter(pk=agency.pk).update(status=status)
        agency.refresh_from_db()
        with refused(f"“{agency.name}”的行政检查主体资格没有经过确认", field="agency"):
            inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "penalty"},
        {"effective_from": FIRST},
        {"published_on": FIRST},
        {"effective_to": ON},
    ],
)
def test_an_item_of_another_kind_or_time_is_no_ground(cast: Cast, changes: dict[str, Any]) -> None:
    since = {key: changes[key] for key in changes if key == "published_on"}
    item = made.item(cast, "计量器具检查", **since)
    type(item).objects.filter(pk=item.pk).update(**changes)
    item.refresh_from_db()
    visit = made.visit(cast, items=[item])
    with refused("未经公布的，不得实施", field="item"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


def test_the_item_of_a_joining_agency_does_not_lead(cast: Cast) -> None:
    foreign = factories.inspection_item(cast.other_bureau, on=ON)
    visit = made.visit(cast, items=[foreign, made.item(cast)], joint_agencies=[cast.other_bureau])
    with refused(foreign.name, field="items"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        (day(3, 1), day(3, 31), True),
        (day(6, 30), day(6, 30), True),
        (day(2, 28), day(3, 2), False),
        (day(6, 30), day(7, 1), False),
        (day(3, 1, 2027), day(3, 2, 2027), False),
        (day(6, 30), None, True),
        (day(7, 1), None, False),
    ],
)
def test_a_line_of_the_plan_covers_whole_months_of_its_year(
    cast: Cast, first: date, last: date | None, fits: bool
) -> None:
    row = line(cast, first_month=3, last_month=6)
    inspection_lists.publish_plan(row, by=cast.listadmin, on=SINCE)
    row.refresh_from_db()
    visit = made.visit(cast, source="plan", plan=row, visit_from=first, visit_to=last)
    if fits:
        task = inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)
        assert task.plan == row
        return
    with refused("没有已公布", field="plan"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


@pytest.mark.parametrize(("published", "fits"), [(FIRST, True), (day(3, 5), False)])
def test_a_line_counts_from_the_day_it_is_published(
    cast: Cast, published: date, fits: bool
) -> None:
    row = inspection_lists.publish_plan(line(cast), by=cast.listadmin, on=published)
    visit = made.visit(cast, source="plan", plan=row)
    if fits:
        assert inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON).plan == row
        return
    with refused("没有已公布", field="plan"):
        inspection_tasks.plan(visit, by=cast.officer1, agency=cast.bureau, on=ON)


def test_what_was_asked_for_is_in_the_log_by_its_keys(cast: Cast) -> None:
    things = [made.item(cast), made.item(cast, "计量器具检查")]
    task = made.planned(cast, items=things, joint_agencies=[cast.other_bureau])
    row = entry("inspectiontask.plan", task)
    assert json.loads(row.data) == {
        "kind": "routine",
        "source": "other",
        "items": [item.pk for item in things],
        "officers": [officer.pk for officer in cast.officers],
        "joint": [cast.other_bureau.pk],
    }
    assert row.actor_id == cast.officer1.pk


@pytest.mark.parametrize(
    ("note", "summary", "expected"),
    [
        ("12315登记3号", "", "投诉举报：12315登记3号"),
        ("12315登记3号", "核查冷链。", "核查冷链。"),
    ],
)
def test_the_case_says_what_the_visit_is_about(
    cast: Cast, note: str, summary: str, expected: str
) -> None:
    task = made.planned(cast, source="complaint", source_note=note, summary=summary)
    case = task.case
    assert (case.summary, case.title) == (expected, "云溪市晨星商贸有限公司日常检查")
    assert (case.place, case.discovered_on) == ("云溪市示范路1号", ON)


# --------------------------------------------------------------------------- the approval
@pytest.mark.parametrize("who", ["officer1", "officer2", "reviewer", "publisher", "listadmin"])
def test_nobody_but_a_head_approves_a_visit(cast: Cast, who: str) -> None:
    task = made.planned(cast)
    before = written()
    with pytest.raises(PermissionDenied):
        cases.file(task.case, by=cast.people[who], on=ON)
    assert (made.fresh(task).code, written()) == ("", before)


def test_a_head_who_was_recused_does_not_approve(cast: Cast) -> None:
    task = made.planned(cast)
    recuse(cast, task, cast.unithead)
    with refused("您已经回避本案", article="行政处罚法第四十三条"):
        cases.file(task.case, by=cast.unithead, on=ON)
    cases.file(task.case, by=cast.head, on=ON)
    assert made.fresh(task).approved_by == cast.head


def test_a_visit_is_not_approved_before_it_was_planned(cast: Cast) -> None:
    task = made.planned(cast)
    with refused("不能早于发现日期", article="行政处罚法第五十四条", field="on"):
        cases.file(task.case, by=cast.unithead, on=day(3, 2))


def test_a_visit_is_approved_once(cast: Cast) -> None:
    task = made.approved(cast)
    with refused("立案", article="", error=StaleError):
        cases.file(task.case, by=cast.unithead, on=ON)


@pytest.mark.parametrize(
    ("opinion", "kept"), [("", "同意检查。"), ("  ", "同意检查。"), (" 可。", "可。")]
)
def test_an_approval_without_words_agrees(cast: Cast, opinion: str, kept: str) -> None:
    task = made.planned(cast)
    cases.file(task.case, by=cast.unithead, on=ON, opinion=opinion)
    assert made.fresh(task).opinion == kept


@pytest.mark.parametrize("spoiled", ["joint", "item", "limit"])
def test_the_approval_looks_again_at_each_gate(cast: Cast, spoiled: str) -> None:
    item = made.item(cast, "计量器具检查")
    task = made.planned(cast, items=[item], joint_agencies=[cast.other_bureau])
    words, field = {
        "joint": (cast.other_bureau.name, "agency"),
        "item": ("未经公布的", "item"),
        "limit": ("达到年度频次上限0次", "source"),
    }[spoiled]
    if spoiled == "joint":
        agencies.update(cast.other_bureau, announced_on=None)
    elif spoiled == "item":
        type(item).objects.filter(pk=item.pk).update(published_on=None)
    else:
        cap(cast, 0)
    with refused(words, field=field):
        cases.file(task.case, by=cast.unithead, on=ON)
    assert made.fresh(task).status == "planned"
