"""Every act on an inspection task from every state: where it leads, and where it is refused."""

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from enforcement import flows
from enforcement.models import InspectionTask
from enforcement.services import inspections, visits
from recording.services import inspection_tasks as papers
from tests import factories
from tests.base import Cast
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import (
    STATES,
    entry,
    in_state,
    recuse,
    refused,
    written,
)
from tests.enforcement.visits import FIRST, ON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Act = Callable[[InspectionTask, Cast], object]


def approve(task: InspectionTask, cast: Cast) -> object:
    return inspections.approve_case(task.case, by=cast.unithead, on=ON)


def notify(task: InspectionTask, cast: Cast) -> object:
    return visits.notified(task, by=cast.officer1, on=FIRST)


def arrive(task: InspectionTask, cast: Cast) -> object:
    return visits.arrived(task, by=cast.officer1, on=FIRST)


def record(task: InspectionTask, cast: Cast) -> object:
    return visits.recorded(task, by=cast.officer1, on=FIRST)


def take_back(task: InspectionTask, cast: Cast) -> object:
    return visits.cancel(task, by=cast.unithead, reason="企业停业。")


def withdraw(task: InspectionTask, cast: Cast) -> object:
    return papers.cancel(task, by=cast.unithead, on=FIRST, reason="企业停业。")


def scan(task: InspectionTask, cast: Cast) -> object:
    return visits.scan(task, at=factories.at(FIRST))


def rate(task: InspectionTask, cast: Cast) -> object:
    return visits.rate(task, stars=4, text="规范。", at=factories.at(FIRST))


def end_case(task: InspectionTask, cast: Cast) -> object:
    visits.follow_closing(task.case, by=cast.officer1, ground="结案。")
    return None


def hand_notice(task: InspectionTask, cast: Cast) -> object:
    visits.follow_step(task.case, kind=visits.NOTICE, by=cast.officer1, on=FIRST)
    return None


def ask_around(task: InspectionTask, cast: Cast) -> object:
    visits.follow_step(task.case, kind="inquiry", by=cast.officer1, on=FIRST)
    return None


STAY = {name: name for name in STATES}
# Where each act leads from the states it is allowed in; from any other it is refused.
LEADS: dict[Act, dict[str, str]] = {
    approve: {"planned": "approved"},
    notify: {"approved": "notified"},
    arrive: {"notified": "arrived"},
    record: {
        **dict.fromkeys(("notified", "arrived", "recorded"), "recorded"),
        **{"told": "told", "closed": "closed"},
    },
    take_back: dict.fromkeys(("planned", "approved", "notified"), "cancelled"),
    withdraw: dict.fromkeys(("planned", "approved", "notified"), "cancelled"),
    scan: {"approved": "approved", "notified": "arrived", "arrived": "arrived"},
    rate: {name: name for name in ("arrived", "recorded", "told", "closed")},
    end_case: {
        **dict.fromkeys(("planned", "approved", "notified", "cancelled"), "cancelled"),
        **dict.fromkeys(("arrived", "recorded", "told", "closed"), "closed"),
    },
    hand_notice: {**STAY, "approved": "notified"},
    ask_around: STAY,
}
del LEADS[hand_notice]["planned"]
GOOD = [(act, before, after) for act, row in LEADS.items() for before, after in row.items()]
WRONG = [(act, state) for act, row in LEADS.items() for state in STATES if state not in row]
# What a person reads when the act does not fit the state.
SAID: dict[Act, str] = {
    approve: "不能批准检查",
    notify: "不能通知检查",
    hand_notice: "不能通知检查",
    arrive: "不能记录到场",
    take_back: "不能取消检查任务",
    withdraw: "不能取消",
    scan: "不能确认到场",
    rate: "不能评价",
}


def test_the_table_knows_every_pair_of_act_and_state() -> None:
    assert len(GOOD) + len(WRONG) == len(LEADS) * len(STATES)
    assert set(SAID) | {record, end_case, ask_around} == set(LEADS)


@pytest.mark.parametrize(("act", "before", "after"), GOOD)
def test_an_act_in_its_place_leads_where_the_table_says(
    cast: Cast, act: Act, before: str, after: str
) -> None:
    task = in_state(cast, before)
    act(task, cast)
    assert made.fresh(task).status == after


@pytest.mark.parametrize(("act", "state"), [pair for pair in WRONG if pair[0] in SAID])
def test_an_act_out_of_place_is_refused_and_writes_nothing(
    cast: Cast, act: Act, state: str
) -> None:
    task = in_state(cast, state)
    with refused(SAID[act], error=StaleError):
        act(task, cast)
    assert made.fresh(task).status == state


@pytest.mark.parametrize("state", ["planned", "approved"])
def test_a_record_before_the_notice_names_the_two_ways_out(cast: Cast, state: str) -> None:
    task = in_state(cast, state)
    with refused("尚未送达行政检查通知书", field="kind"):
        record(task, cast)
    with pytest.raises(RuleError, match="记录不事先通知的理由"):
        visits.follow_step(task.case, kind=visits.RECORD, by=cast.officer1, on=FIRST)


def test_a_cancelled_task_is_not_carried_out(cast: Cast) -> None:
    task = in_state(cast, "cancelled")
    with refused("检查任务已取消，不能实施检查", error=StaleError):
        record(task, cast)


@pytest.mark.parametrize("state", ["recorded", "told", "closed"])
def test_a_further_record_of_the_same_visit_writes_nothing(cast: Cast, state: str) -> None:
    task = in_state(cast, state)
    before = written()
    assert visits.recorded(task, by=cast.officer1, on=FIRST).status == state
    assert written() == before


@pytest.mark.parametrize(
    ("act", "before", "action"),
    [
        (approve, "planned", "approve"),
        (notify, "approved", "notify"),
        (arrive, "notified", "arrive"),
        (record, "arrived", "record"),
        (take_back, "notified", "cancel"),
        (end_case, "told", "close"),
    ],
)
def test_each_move_is_one_entry_of_the_log_with_its_rule(
    cast: Cast, act: Act, before: str, action: str
) -> None:
    task = in_state(cast, before)
    act(task, cast)
    row = entry(f"inspectiontask.{action}", task)
    told = json.loads(row.data)
    assert (told["from"], told["to"]) == (before, made.fresh(task).status)
    assert told["article"] == "国办发〔2024〕54号"
    assert row.agency_id == cast.bureau.pk


def test_an_act_on_a_page_grown_old_does_not_move_the_task_twice(cast: Cast) -> None:
    old = made.approved(cast)
    notify(made.fresh(old), cast)
    assert old.status == "approved"
    with refused("当前状态为“已通知”", error=StaleError):
        notify(old, cast)


@pytest.mark.parametrize("state", STATES)
def test_the_moves_offered_are_those_that_lead_on(cast: Cast, state: str) -> None:
    offered = {move.name for move in flows.TASK.allowed(InspectionTask(status=state))}
    expected = {
        "planned": {"approve", "cancel"},
        "approved": {"notify", "cancel"},
        "notified": {"arrive", "cancel"},
        "arrived": {"record"},
        "recorded": {"tell", "close"},
        "told": {"close"},
    }
    assert offered == expected.get(state, set())


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_task_is_not_taken_back_without_a_reason(cast: Cast, reason: str) -> None:
    task = made.approved(cast)
    with refused("取消检查任务应当说明理由", field="reason"):
        visits.cancel(task, by=cast.unithead, reason=reason)
    assert made.fresh(task).status == "approved"


@pytest.mark.parametrize(
    "who", ["officer1", "officer2", "reviewer", "outsider", "supervisor", "listadmin", "admin"]
)
def test_who_may_not_approve_a_task_takes_none_back(cast: Cast, who: str) -> None:
    task = made.approved(cast)
    before = written()
    with pytest.raises(PermissionDenied):
        visits.cancel(task, by=cast.people[who], reason="企业停业。")
    assert (made.fresh(task).status, written()) == ("approved", before)


@pytest.mark.parametrize("state", ["planned", "approved", "notified"])
def test_who_was_recused_takes_no_task_back(cast: Cast, state: str) -> None:
    task = in_state(cast, state)
    recuse(cast, task, cast.unithead)
    with refused("您已经回避本案", article="行政处罚法第四十三条"):
        papers.cancel(task, by=cast.unithead, on=FIRST, reason="企业停业。")
    assert made.fresh(task).status == state

    papers.cancel(task, by=cast.head, on=FIRST, reason="企业停业。")
    assert entry("inspectiontask.cancel", task).actor_id == cast.head.pk


@pytest.mark.parametrize("who", ["officer1", "reviewer", "publisher", "listadmin", "outsider"])
def test_a_task_that_waits_is_taken_back_by_who_may_approve_only(cast: Cast, who: str) -> None:
    task = made.planned(cast)
    with pytest.raises(PermissionDenied):
        papers.cancel(task, by=cast.people[who], on=ON, reason="不再需要。")
    assert made.fresh(task).status == "planned"


def test_the_reason_and_the_end_of_the_case_go_together(cast: Cast) -> None:
    task = made.planned(cast)
    papers.cancel(task, by=cast.head, on=ON, reason=" 不再需要。 ")
    task = made.fresh(task)
    assert (task.cancel_reason, task.case.status) == ("不再需要。", "rejected")
    assert entry("case.reject", task.case).actor_id == cast.head.pk


@pytest.mark.parametrize(("kind", "expected"), [("penalty", None), ("inspection", "planned")])
def test_only_an_inspection_has_a_task(cast: Cast, kind: str, expected: str | None) -> None:
    case = made.planned(cast).case if kind == "inspection" else factories.case(cast.bureau)
    task = inspections.task_of(case)
    assert (task.status if task else None) == expected


def test_filing_another_kind_of_case_makes_no_task(cast: Cast) -> None:
    case = factories.case(cast.bureau)
    assert inspections.approve_case(case, by=cast.unithead, on=ON) is None
    for follow in (hand_notice, ask_around, end_case):
        follow(InspectionTask(case=case), cast)
    assert not InspectionTask.objects.exists()
