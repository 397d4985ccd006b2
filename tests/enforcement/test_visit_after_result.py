"""After the result: the case that follows, the second look, and who hears of neither."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import StaleError
from core.models import Deadline
from enforcement.models import Case, InspectionTask
from enforcement.services import inspection_tasks, officers, visits
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import (
    ARTICLE,
    cap,
    entry,
    in_state,
    recuse,
    refused,
    stranger,
    written,
)
from tests.enforcement.visits import FIRST, ON
from tests.moving import put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TEAM, FINDING, ORDER = "行政处罚法第四十二条", "行政处罚法第五十四条", "行政处罚法第二十八条"
LATER: dict[str, Any] = {"on": day(3, 18)}
AGAIN: dict[str, Any] = {**LATER, "visit_from": day(3, 25), "visit_to": day(3, 27)}
CAUSE = "销售超过保质期的食品"


def resulted(cast: Cast, result: str, **changes: Any) -> InspectionTask:
    """A task whose result was told, without the papers of the way there."""
    task = in_state(cast, "told", **changes)
    InspectionTask.objects.filter(pk=task.pk).update(result=result)
    return made.fresh(task)


@pytest.mark.parametrize("result", ["rectify", "file", "transfer"])
def test_a_finding_opens_a_case_that_awaits_its_filing(cast: Cast, result: str) -> None:
    task = resulted(cast, result)
    case = inspection_tasks.follow_up(task, by=cast.officer1, cause=CAUSE, **LATER)
    assert (case.kind, case.procedure, case.status) == ("penalty", "ordinary", "draft")
    assert (case.title, case.source) == (f"{task.party.name}{CAUSE}案", "检查发现")
    assert (case.discovered_on, case.created_by) == (FIRST, cast.officer1)
    row = entry("inspectiontask.follow_up", task)
    assert str(case.pk) in row.data
    assert not Deadline.objects.filter(subject_type="case", subject_id=str(case.pk)).exists()


@pytest.mark.parametrize(
    ("result", "words"), [("clean", "检查结果为“未发现问题”"), ("", "检查结果为“尚未告知”")]
)
def test_without_a_finding_no_case_follows(cast: Cast, result: str, words: str) -> None:
    task = resulted(cast, result)
    with refused(words, article=FINDING):
        inspection_tasks.follow_up(task, by=cast.officer1, cause=CAUSE, **LATER)


def test_one_visit_has_one_case(cast: Cast) -> None:
    task = resulted(cast, "file")
    inspection_tasks.follow_up(task, by=cast.officer1, cause=CAUSE, **LATER)
    with refused("已经立案", article="", error=StaleError):
        inspection_tasks.follow_up(task, by=cast.officer2, cause="再次", **LATER)
    assert Case.objects.filter(kind="penalty").count() == 1


@pytest.mark.parametrize("act", [inspection_tasks.follow_up, inspection_tasks.recheck])
def test_who_did_not_inspect_opens_nothing_from_it(cast: Cast, act: Any) -> None:
    task = resulted(cast, "rectify")
    fields = {"cause": CAUSE, **LATER} if act is inspection_tasks.follow_up else AGAIN
    for person in (stranger(cast), cast.outsider, cast.unithead, cast.head):
        with refused("只有本案承办人员可以办理", article=TEAM):
            act(task, by=person, **fields)


@pytest.mark.parametrize("act", [inspection_tasks.follow_up, inspection_tasks.recheck])
def test_who_was_recused_opens_nothing_from_it(cast: Cast, act: Any) -> None:
    task = resulted(cast, "rectify")
    recuse(cast, task, cast.officer2)
    fields = {"cause": CAUSE, **LATER} if act is inspection_tasks.follow_up else AGAIN
    with refused("只有本案承办人员可以办理", article=TEAM):
        act(task, by=cast.officer2, **fields)


def test_a_handler_without_the_right_opens_no_case(cast: Cast) -> None:
    task = resulted(cast, "file")
    cast.officer1.roles = ["publisher"]
    cast.officer1.save(update_fields=["roles"])
    before = written()
    with pytest.raises(PermissionDenied):
        inspection_tasks.follow_up(task, by=cast.officer1, cause=CAUSE, **LATER)
    assert written() == before
    assert made.fresh(task).follow_up is None


def test_the_case_takes_an_item_of_the_agency_only(cast: Cast) -> None:
    task = resulted(cast, "file")
    foreign = factories.inspection_item(cast.other_bureau, on=ON)
    with refused("执法事项不属于本机关", article="行政处罚法第十七条", field="item"):
        inspection_tasks.follow_up(task, by=cast.officer1, cause=CAUSE, item=foreign, **LATER)


def test_what_was_found_is_the_newest_that_was_written_down(cast: Cast) -> None:
    task = resulted(cast, "file", summary="核查冷链。")
    assert inspection_tasks.findings(task.case) == "核查冷链。"
    told = made.told(cast, outcome="file")
    assert inspection_tasks.findings(told.case) == told.case.decisions.get().facts


def test_the_lead_comes_first_among_the_handlers(cast: Cast) -> None:
    task = made.planned(cast, officers=list(reversed(cast.officers)))
    assert inspection_tasks.handlers(task.case) == list(reversed(cast.officers))
    recuse(cast, task, cast.officer2)
    assert inspection_tasks.handlers(task.case) == [cast.officers[0]]


# ------------------------------------------------------------------------- the second look
@pytest.mark.parametrize("result", ["clean", "file", "transfer", ""])
def test_only_what_was_ordered_is_looked_at_again(cast: Cast, result: str) -> None:
    task = resulted(cast, result)
    with refused("只有责令改正的检查需要复查", article=ORDER):
        inspection_tasks.recheck(task, by=cast.officer1, **AGAIN)


def test_the_second_look_asks_for_what_the_first_saw(cast: Cast) -> None:
    things = [made.item(cast), made.item(cast, "计量器具检查")]
    task = resulted(cast, "rectify", items=things, joint_agencies=[cast.other_bureau], grade="A类")
    again = inspection_tasks.recheck(task, by=cast.officer2, **AGAIN)
    assert (again.of_task, again.source, again.source_note) == (
        task,
        "recheck",
        task.case.number,
    )
    assert (again.kind, again.method, again.grade) == (task.kind, task.method, "A类")
    assert list(again.items.order_by("pk")) == things
    assert list(again.joint_agencies.all()) == [cast.other_bureau]
    assert (again.visit_from, again.visit_to) == (day(3, 25), day(3, 27))
    assert (again.status, again.code, again.created_by) == ("planned", "", cast.officer2)
    assert inspection_tasks.handlers(again.case) == cast.officers


def test_the_second_look_counts_and_a_full_year_stops_it(cast: Cast) -> None:
    task = resulted(cast, "rectify")
    cap(cast, 1)
    with refused("达到年度频次上限1次", article=ARTICLE, field="source"):
        inspection_tasks.recheck(task, by=cast.officer1, **AGAIN)


@pytest.mark.parametrize(("last", "right"), [(day(3, 25), True), (day(3, 24), False)])
def test_the_second_look_does_not_end_before_it_begins(cast: Cast, last: date, right: bool) -> None:
    task = resulted(cast, "rectify")
    fields = {**AGAIN, "visit_to": last}
    if right:
        assert inspection_tasks.recheck(task, by=cast.officer1, **fields).visit_to == last
        return
    with refused("终了日期不能早于开始日期", article="", field="visit_to"):
        inspection_tasks.recheck(task, by=cast.officer1, **fields)


def test_the_second_look_needs_certificates_on_its_day(cast: Cast) -> None:
    task = resulted(cast, "rectify")
    officers.end_certificate(cast.officers[1].certificates.get(), on=day(3, 18), reason="调离")
    with refused("只有1名，至少需要2名", article=TEAM, field="officers"):
        inspection_tasks.recheck(task, by=cast.officer1, **AGAIN)


# --------------------------------------------------------------- what the record brings along
@pytest.mark.parametrize("outcome", ["clean", "rectify", "file", "transfer"])
def test_the_served_result_is_the_result_of_the_task(cast: Cast, outcome: str) -> None:
    task = made.told(cast, outcome=outcome)
    assert (task.status, task.result, task.told_on) == ("told", outcome, day(3, 17))
    assert entry("inspectiontask.tell", task).actor_id == cast.officer1.pk


@pytest.mark.parametrize("state", ["told", "closed"])
def test_a_service_at_another_time_changes_no_result(cast: Cast, state: str) -> None:
    told = made.told(cast, outcome="file")
    decision = told.case.decisions.get()
    put(told, state, result="clean")
    before = written()
    visits.follow_service(decision, by=cast.officer1, on=day(3, 20))
    task = made.fresh(told)
    assert (task.status, task.result, task.told_on) == (state, "clean", day(3, 17))
    assert written() == before


# --------------------------------------------------------------------------- who is visited
@pytest.mark.parametrize("typed", [made.USCC, made.USCC.lower(), f" {made.USCC} "])
def test_a_party_is_known_by_its_code_however_it_is_typed(cast: Cast, typed: str) -> None:
    older, newer = made.shop(cast), made.shop(cast)
    fields = {"kind": "org", "name": "别名", "uscc": typed}
    found = inspection_tasks.party_for(by=cast.officer1, agency=cast.bureau, fields=fields)
    assert (found, found.pk == older.pk) == (newer, False)


def test_a_party_without_a_code_or_of_another_agency_is_recorded_anew(cast: Cast) -> None:
    theirs = factories.party(cast.other_bureau, uscc=made.USCC)
    bare = factories.party(cast.bureau, name="云溪市甲店")
    for fields in ({"name": "云溪市甲店"}, {"name": "云溪市甲店", "uscc": made.USCC}):
        found = inspection_tasks.party_for(
            by=cast.officer1, agency=cast.bureau, fields={"kind": "org", **fields}
        )
        assert found not in (theirs, bare)
        assert found.agency == cast.bureau
