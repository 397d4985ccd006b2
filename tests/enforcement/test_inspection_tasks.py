"""A task from its plan to its result: every gate before the visit, every move after it."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Case, InspectionTask
from enforcement.services import agencies, cases, inspection_tasks, officers, visits
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.visits import FIRST, LAST, ON

pytestmark = pytest.mark.django_db
ARTICLE = "国办发〔2024〕54号"


def refused(act: Any, words: str, article: str = ARTICLE) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    assert words in str(caught.value.message)
    assert article in str(caught.value.article)
    assert caught.value.remedy
    return caught.value


def test_a_planned_task_opens_the_case_that_keeps_its_record(cast: Cast) -> None:
    task = made.planned(cast, source="complaint", source_note="12315登记3号")
    case = task.case
    assert (task.status, task.code, case.status) == ("planned", "", "draft")
    assert (case.kind, case.cause, case.source) == (
        "inspection",
        "食品经营日常监督检查",
        "投诉举报",
    )
    assert [row.officer for row in case.assignments.order_by("pk")] == cast.officers
    assert AuditEntry.objects.filter(action="inspectiontask.plan", object_id=task.pk).exists()


def test_one_approval_files_the_case_and_gives_the_task_its_code(cast: Cast) -> None:
    task = made.planned(cast)
    cases.file(task.case, by=cast.unithead, on=ON, opinion="同意，注意安全。")
    task = made.fresh(task)
    assert (task.status, task.approved_on, task.approved_by) == ("approved", ON, cast.unithead)
    assert task.opinion == "同意，注意安全。"
    assert task.case.status == "filed"
    assert len(task.code) == 24
    assert AuditEntry.objects.filter(action="inspectiontask.approve").exists()


def test_no_two_codes_are_alike(cast: Cast) -> None:
    first, second = made.approved(cast), made.approved(cast)
    assert first.code != second.code


def test_an_agency_that_was_not_announced_does_not_inspect(cast: Cast) -> None:
    agencies.update(cast.bureau, announced_on=None)
    cast.bureau.refresh_from_db()
    refused(lambda: made.planned(cast), "没有经过确认并公告")


def test_an_agency_announced_after_the_day_does_not_inspect(cast: Cast) -> None:
    agencies.update(cast.bureau, announced_on=day(3, 4))
    cast.bureau.refresh_from_db()
    refused(lambda: made.planned(cast, on=ON), "没有经过确认并公告")
    assert made.planned(cast, on=day(3, 4)).status == "planned"


@pytest.mark.parametrize("published", [None, day(3, 4)])
def test_an_item_not_published_on_the_day_may_not_be_used(
    cast: Cast, published: date | None
) -> None:
    item = made.item(cast, "尚未公布的检查", published_on=published)
    refused(lambda: made.planned(cast, items=[item]), "未经公布的，不得实施")


def test_one_unpublished_item_spoils_a_merged_visit(cast: Cast) -> None:
    things = [made.item(cast), made.item(cast, "计量器具检查", published_on=None)]
    refused(lambda: made.planned(cast, items=things), "未经公布的，不得实施")


def test_a_task_without_an_item_is_refused(cast: Cast) -> None:
    party = made.shop(cast)
    bare = inspection_tasks.Visit(
        party=party,
        kind="routine",
        source="other",
        source_note="巡查",
        items=[],
        officers=cast.officers,
        visit_from=FIRST,
        visit_to=LAST,
    )
    plan = partial(inspection_tasks.plan, bare, by=cast.officer1, agency=cast.bureau, on=ON)
    refused(plan, "未经公布的，不得实施")


def test_several_items_are_one_visit_and_one_case(cast: Cast) -> None:
    things = [made.item(cast), made.item(cast, "计量器具检查")]
    task = made.planned(cast, items=things)
    assert list(task.items.order_by("pk")) == things
    assert task.case.cause == "食品经营日常监督检查、计量器具检查"
    assert Case.objects.filter(kind="inspection").count() == 1


def test_the_item_of_an_agency_that_does_not_take_part_is_refused(cast: Cast) -> None:
    foreign = factories.inspection_item(cast.other_bureau, on=ON)
    things = [made.item(cast), foreign]
    refused(lambda: made.planned(cast, items=things), "不属于本机关或者联合检查的机关")
    joint = made.planned(cast, items=things, joint_agencies=[cast.other_bureau])
    assert list(joint.joint_agencies.all()) == [cast.other_bureau]


def test_an_agency_not_announced_does_not_join(cast: Cast) -> None:
    agencies.update(cast.other_bureau, announced_on=None)
    cast.other_bureau.refresh_from_db()
    refused(lambda: made.planned(cast, joint_agencies=[cast.other_bureau]), "没有经过确认并公告")


def test_only_officers_with_a_valid_certificate_inspect(cast: Cast) -> None:
    expired = factories.officer(cast.bureau, valid_to=day(3, 2))
    team = [cast.officers[0], expired]
    refused(lambda: made.planned(cast, officers=team), "至少需要2名", "行政处罚法第四十二条")


def test_a_certificate_that_ends_before_the_arrival_stops_the_visit(cast: Cast) -> None:
    task = made.notified(cast)
    certificate = cast.officers[1].certificates.get()
    officers.end_certificate(certificate, on=FIRST, reason="调离")
    refused(
        lambda: visits.arrived(task, by=cast.officer1, on=FIRST),
        "至少需要2名",
        "行政处罚法第四十二条",
    )


def test_assistants_are_counted_beforehand_and_have_a_task(cast: Cast) -> None:
    refused(lambda: made.planned(cast, assistants=2), "事先确定人数和职责")
    task = made.planned(cast, assistants=2, assistants_note="检测所，现场抽样")
    assert task.assistants == 2


@pytest.mark.parametrize("source", ["complaint", "assigned", "data", "other"])
def test_a_lead_is_nothing_without_its_words(cast: Cast, source: str) -> None:
    error = refused(lambda: made.planned(cast, source=source, source_note=" "), "具体线索")
    assert error.field == "source_note"


def test_approval_looks_again_at_what_changed_since_the_plan(cast: Cast) -> None:
    task = made.planned(cast)
    agencies.update(cast.bureau, announced_on=None)
    refused(
        lambda: cases.file(Case.objects.get(pk=task.case_id), by=cast.unithead, on=ON),
        "没有经过确认并公告",
    )
    assert made.fresh(task).status == "planned"


def test_a_refused_task_never_gets_a_code(cast: Cast) -> None:
    task = made.planned(cast)
    cases.reject(task.case, by=cast.unithead, on=ON, reason="可以书面核查。")
    task = made.fresh(task)
    assert (task.status, task.code, task.cancel_reason) == ("cancelled", "", "可以书面核查。")


def test_the_notice_moves_the_task_and_is_kept_as_a_paper(cast: Cast) -> None:
    task = made.notified(cast)
    assert (task.status, task.notice_on) == ("notified", FIRST)


def test_a_notice_before_the_approval_is_refused(cast: Cast) -> None:
    task = made.planned(cast)
    with pytest.raises(StaleError):
        visits.notified(task, by=cast.officer1, on=ON)
    task = made.approve(task, cast, on=FIRST)
    refused(lambda: visits.notified(task, by=cast.officer1, on=ON), "不能早于批准日期")


def test_a_visit_without_notice_needs_its_reason_on_record(cast: Cast) -> None:
    task = made.approved(cast)
    record = partial(visits.recorded, by=cast.officer1, on=FIRST)
    refused(lambda: record(task), "尚未送达行政检查通知书")
    visits.notified(task, by=cast.officer1, on=FIRST, no_notice_reason="突发食品安全事件")
    task = made.fresh(task)
    assert (task.status, task.notice_on) == ("notified", None)
    assert record(task).status == "recorded"


@pytest.mark.parametrize("on", [day(3, 3), day(3, 21)])
def test_an_arrival_outside_the_approved_days_is_refused(cast: Cast, on: date) -> None:
    task = made.notified(cast)
    refused(lambda: visits.arrived(task, by=cast.officer1, on=on), "不在批准的检查期间")


@pytest.mark.parametrize("on", [FIRST, LAST])
def test_the_first_and_the_last_approved_day_are_within(cast: Cast, on: date) -> None:
    task = made.notified(cast)
    assert visits.arrived(task, by=cast.officer1, on=on).arrived_on == on


def test_the_record_and_the_service_of_the_result_move_the_task(cast: Cast) -> None:
    task = made.told(cast, outcome="rectify")
    assert (task.status, task.result, task.told_on) == ("told", "rectify", day(3, 17))


def test_the_case_that_follows_knows_what_the_visit_knew(cast: Cast) -> None:
    task = made.told(cast, outcome="file")
    case = inspection_tasks.follow_up(
        task, by=cast.officer1, on=day(3, 18), cause="销售超过保质期的食品"
    )
    assert (case.kind, case.party, case.status) == ("penalty", task.party, "draft")
    assert (case.discovered_on, case.place) == (task.arrived_on, "云溪市示范路1号")
    assert case.summary == task.case.decisions.get().facts
    assert [row.officer for row in case.assignments.order_by("pk")] == cast.officers
    assert made.fresh(task).follow_up == case
    with pytest.raises(StaleError):
        inspection_tasks.follow_up(task, by=cast.officer1, on=day(3, 18), cause="再次")


def test_a_clean_visit_is_no_ground_for_a_case(cast: Cast) -> None:
    task = made.told(cast)
    refused(
        lambda: inspection_tasks.follow_up(task, by=cast.officer1, on=day(3, 18), cause="无"),
        "不能据此立案",
        "行政处罚法第五十四条",
    )


def test_an_order_to_correct_is_checked_again_by_a_task_of_its_own(cast: Cast) -> None:
    task = made.told(cast, outcome="rectify")
    again = inspection_tasks.recheck(
        task, by=cast.officer1, on=day(3, 18), visit_from=day(3, 25), visit_to=day(3, 27)
    )
    assert (again.of_task, again.source, again.party) == (task, "recheck", task.party)
    assert list(again.items.all()) == list(task.items.all())
    assert again.source_note == task.case.number


def test_what_was_clean_is_not_checked_again(cast: Cast) -> None:
    task = made.told(cast)
    refused(
        lambda: inspection_tasks.recheck(
            task, by=cast.officer1, on=day(3, 18), visit_from=day(3, 25), visit_to=day(3, 27)
        ),
        "只有责令改正",
        "行政处罚法第二十八条",
    )


def test_a_case_opened_the_old_way_gets_its_task_when_it_is_filed(cast: Cast) -> None:
    case = factories.case(cast.bureau, kind="inspection", procedure="inspection", filed=True)
    task = InspectionTask.objects.get(case=case)
    assert (task.status, task.kind, task.source_note) == ("approved", "routine", case.source)
    assert list(task.items.all()) == [case.item]
