"""Notice and arrival by the day: the first day, the last day, too early, too late, another year."""

import json
from datetime import date

import pytest

from enforcement.acts import inspection_tasks as acts
from enforcement.models import InspectionTask
from enforcement.services import officers, visits
from recording.models import Document, Step
from recording.services import inspection_tasks as papers
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import (
    cap,
    entry,
    in_state,
    refused,
    stranger,
)
from tests.enforcement.visits import FIRST, LAST, ON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TEAM = "行政处罚法第四十二条"
NEW_YEAR = {"visit_from": day(12, 28), "visit_to": day(1, 15, 2027)}


@pytest.mark.parametrize("on", [ON, FIRST, day(3, 21)])
def test_a_notice_counts_from_the_day_of_the_approval(cast: Cast, on: date) -> None:
    task = visits.notified(made.approved(cast), by=cast.officer1, on=on)
    assert (task.status, task.notice_on, task.no_notice_reason) == ("notified", on, "")


@pytest.mark.parametrize("reason", ["", "突发食品安全事件"])
def test_a_notice_or_its_exception_is_not_older_than_the_approval(cast: Cast, reason: str) -> None:
    task = made.approve(made.planned(cast), cast, on=FIRST)
    with refused("通知日期不能早于批准日期2026-03-04", field="on"):
        visits.notified(task, by=cast.officer1, on=ON, no_notice_reason=reason)


@pytest.mark.parametrize("reason", ["突发食品安全事件", "  突发食品安全事件\n"])
def test_an_unannounced_visit_keeps_its_reason_and_no_day_of_notice(
    cast: Cast, reason: str
) -> None:
    task = visits.notified(made.approved(cast), by=cast.officer1, on=FIRST, no_notice_reason=reason)
    assert (task.notice_on, task.no_notice_reason) == (None, "突发食品安全事件")
    assert json.loads(entry("inspectiontask.notify", task).data)["note"] == "突发食品安全事件"


def test_blanks_are_no_reason_to_come_unannounced(cast: Cast) -> None:
    task = visits.notified(made.approved(cast), by=cast.officer1, on=FIRST, no_notice_reason="  ")
    assert (task.notice_on, task.no_notice_reason) == (FIRST, "")


@pytest.mark.parametrize(
    ("on", "inside"),
    [
        (day(3, 3), False),
        (FIRST, True),
        (day(3, 12), True),
        (LAST, True),
        (day(3, 21), False),
        (day(3, 12, 2027), False),
    ],
)
@pytest.mark.parametrize("way", ["arrive", "record", "scan"])
def test_a_visit_is_made_on_the_approved_days_only(
    cast: Cast, way: str, on: date, inside: bool
) -> None:
    task = in_state(cast, "notified")

    def go() -> object:
        if way == "scan":
            return visits.scan(task, at=factories.at(on))
        act = visits.arrived if way == "arrive" else visits.recorded
        return act(task, by=cast.officer1, on=on)

    if inside:
        go()
        assert made.fresh(task).arrived_on == on
        return
    with refused(f"{on}不在批准的检查期间（2026-03-04至2026-03-20）", field="on"):
        go()
    assert made.fresh(task).status == "notified"


def test_a_visit_without_an_end_is_open_to_the_day_it_is_closed(cast: Cast) -> None:
    task = in_state(cast, "notified", visit_to=None)
    with refused("至办结", field="on"):
        visits.arrived(task, by=cast.officer1, on=ON)
    assert visits.arrived(task, by=cast.officer1, on=day(12, 31)).arrived_on == day(12, 31)


@pytest.mark.parametrize(("on", "early"), [(day(3, 5), True), (day(3, 6), False)])
def test_nobody_arrives_before_the_approval(cast: Cast, on: date, early: bool) -> None:
    task = made.approve(made.planned(cast), cast, on=day(3, 6))
    task = visits.notified(task, by=cast.officer1, on=day(3, 6))
    if early:
        with refused("不在批准的检查期间（2026-03-06至2026-03-20）", field="on"):
            visits.arrived(task, by=cast.officer1, on=on)
    else:
        assert visits.arrived(task, by=cast.officer1, on=on).arrived_on == on


@pytest.mark.parametrize(("ended", "enough"), [(FIRST, False), (day(3, 5), True)])
def test_the_certificates_of_the_day_decide(cast: Cast, ended: date, enough: bool) -> None:
    task = in_state(cast, "notified")
    officers.end_certificate(cast.officers[1].certificates.get(), on=ended, reason="调离")
    if enough:
        assert visits.arrived(task, by=cast.officer1, on=FIRST).status == "arrived"
        return
    for act in (visits.arrived, visits.recorded):
        with refused("只有1名，至少需要2名", article=TEAM, field="officers"):
            act(task, by=cast.officer1, on=FIRST)
    with refused("安试二", article=TEAM, field="officers"):
        visits.scan(task, at=factories.at(FIRST))


# ------------------------------------------------------------------------------ who may
@pytest.mark.parametrize("state", ["approved", "notified"])
def test_who_does_not_inspect_neither_excuses_nor_arrives(cast: Cast, state: str) -> None:
    task = in_state(cast, state)
    for person in (stranger(cast), cast.outsider, cast.unithead):
        with refused("只有本案承办人员可以办理", article=TEAM):
            if state == "approved":
                acts.go_unannounced(task, by=person, on=FIRST, no_notice_reason="突发事件")
            else:
                acts.arrive(task, by=person, on=FIRST)


def test_who_does_not_inspect_hands_over_no_notice(cast: Cast) -> None:
    task = made.approved(cast)
    person = stranger(cast)
    with refused("只有本案承办人员可以办理", article=TEAM):
        papers.notify(
            task, by=person, at=factories.at(FIRST), receiver="钱试一", place="门前", text="送达。"
        )


@pytest.mark.parametrize("state", ["planned", "approved"])
def test_a_notice_ahead_of_the_approval_leaves_neither_step_nor_paper(
    cast: Cast, state: str
) -> None:
    task = in_state(cast, state)
    early = state == "approved"
    words = "通知日期不能早于批准日期2026-03-03" if early else "不能通知检查"
    with refused(words, field="on" if early else ""):
        papers.notify(
            task,
            by=cast.officer1,
            at=factories.at(day(3, 2)),
            receiver="钱试一",
            place="",
            text="送达。",
        )
    assert not (Step.objects.exists() or Document.objects.exists())
    assert made.fresh(task).status == state


def test_a_second_notice_is_a_step_and_no_move(cast: Cast) -> None:
    task = made.notified(cast)
    papers.notify(
        task,
        by=cast.officer2,
        at=factories.at(day(3, 5)),
        receiver="钱试二",
        place="云溪市示范路1号",
        text=" 补充送达。 ",
    )
    task = made.fresh(task)
    assert (task.status, task.notice_on) == ("notified", FIRST)
    last = Step.objects.filter(case=task.case).order_by("-at")[0]
    assert last.text == "补充送达。\n签收人：钱试二"


# ------------------------------------------------------------------------------ the press
def test_a_press_at_midnight_counts_for_the_local_day(cast: Cast) -> None:
    task = in_state(cast, "notified")
    # In universal time this moment is still the day before the visit.
    moment = factories.at(FIRST, 0)
    assert moment.utctimetuple().tm_mday == ON.day
    visits.scan(task, at=moment)
    assert made.fresh(task).arrived_on == FIRST


def test_a_press_after_the_officers_recorded_the_arrival_is_kept_beside_it(cast: Cast) -> None:
    task = in_state(cast, "arrived")
    visits.scan(task, at=factories.at(day(3, 5)))
    task = made.fresh(task)
    assert (task.arrived_on, task.scanned_at) == (FIRST, factories.at(day(3, 5)))


def test_a_press_before_the_notice_makes_the_exception_an_arrival_too(cast: Cast) -> None:
    task = made.approved(cast)
    visits.scan(task, at=factories.at(FIRST))
    visits.notified(task, by=cast.officer1, on=day(3, 5), no_notice_reason="突发事件")
    task = made.fresh(task)
    assert (task.status, task.arrived_on, task.notice_on) == ("arrived", FIRST, None)


# ----------------------------------------------------------------------- another year
def test_a_visit_put_off_into_the_next_year_counts_there(cast: Cast) -> None:
    cap(cast, 5)
    task = made.approved(cast, **NEW_YEAR)
    visits.notified(task, by=cast.officer1, on=day(12, 28))
    visits.arrived(task, by=cast.officer1, on=day(1, 5, 2027))
    task = made.fresh(task)
    assert (task.visit_year, task.cap, task.visits_before) == (2027, 5, 0)
    assert list(InspectionTask.objects.visits(2027)) == [task]
    assert not InspectionTask.objects.visits(2026).exists()


@pytest.mark.parametrize("on", [day(12, 28), day(12, 31)])
def test_a_visit_made_in_its_own_year_is_not_measured_again(cast: Cast, on: date) -> None:
    cap(cast, 5)
    task = made.approved(cast, **NEW_YEAR)
    cap(cast, 0, item=task.items.get())
    visits.notified(task, by=cast.officer1, on=day(12, 28))
    assert visits.arrived(task, by=cast.officer1, on=on).cap == 5


def test_a_lead_lets_a_late_visit_into_a_full_year_and_is_kept(cast: Cast) -> None:
    lead = {"source": "complaint", "source_note": "12315登记9号"}
    task = made.approved(cast, **NEW_YEAR, **lead)
    cap(cast, 0)
    visits.notified(task, by=cast.officer1, on=day(12, 28))
    visits.arrived(task, by=cast.officer1, on=day(1, 4, 2027))
    task = made.fresh(task)
    assert (task.exception, task.cap, task.visit_year) == ("complaint", 0, 2027)
