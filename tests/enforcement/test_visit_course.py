"""The page of a task says what it waits for, who acts and until when."""

import pytest
from django.urls import reverse

from enforcement import visit_course
from enforcement.forms.decisions import INSPECTION_KINDS, INSPECTION_METHODS
from enforcement.models import InspectionTask
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import page
from tests.enforcement.prepared_visits import in_state
from tests.enforcement.visits import FIRST, LAST, arrived, item

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(
    ("state", "words", "who"),
    [
        ("planned", "审批检查任务", "承办机构负责人"),
        ("approved", "送达行政检查通知书", "检查人员"),
        ("notified", "由企业扫描检查码", "检查人员"),
        ("arrived", "记录现场检查", "检查人员"),
    ],
)
def test_before_the_result_the_task_says_it(cast: Cast, state: str, words: str, who: str) -> None:
    task = in_state(cast, state)
    step = visit_course.next_step(task, cast.officer1, FIRST)
    assert step is not None
    assert words in step.label
    assert step.label.endswith(f"（检查期间至{LAST.isoformat()}）")
    assert step.actor == who
    assert step.label in page(cast.client("officer1"), "task-detail", task.pk)


def test_who_was_there_is_led_to_the_record_and_nobody_else(cast: Cast) -> None:
    task = in_state(cast, "arrived")
    mine, other = (
        visit_course.next_step(task, user, FIRST) for user in (cast.officer1, cast.unithead)
    )
    assert mine is not None
    assert other is not None
    assert (mine.url_name, mine.target, mine.mine) == ("step-create", str(task.case_id), True)
    assert (other.url_name, other.mine) == ("", False)


def test_once_recorded_the_case_says_it(cast: Cast) -> None:
    step = visit_course.next_step(in_state(cast, "recorded"), cast.officer1, FIRST)
    assert step is not None
    assert step.url_name == "decision-draft"


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_a_task_that_is_over_waits_for_nothing(cast: Cast, state: str) -> None:
    assert visit_course.next_step(in_state(cast, state), cast.officer1, FIRST) is None


def test_the_draft_of_the_result_begins_with_what_the_task_says(cast: Cast) -> None:
    things = [
        item(cast, "甲项检查", basis_text="甲法第一条"),
        item(cast, "乙项检查", basis_text="乙法第二条"),
    ]
    task = arrived(cast, items=things, kind="special")
    factories.record(task.case, on=FIRST)
    answer = cast.client("officer1").get(reverse("decision-draft", args=[task.case_id]))
    begun = answer.context["form"].initial
    assert (begun["title"], begun["inspection_kind"]) == ("检查结果告知书", "专项检查")
    assert (begun["inspection_method"], begun["basis"]) == ("现场检查", "甲法第一条\n乙法第二条")
    assert begun["facts"] == "", "what was planned to be checked is not what was found"


def test_every_kind_and_way_of_a_visit_may_be_chosen_in_the_draft() -> None:
    kinds, ways = InspectionTask.Kind.labels, InspectionTask.Method.labels
    assert set(map(str, kinds)) == set(INSPECTION_KINDS)
    assert set(map(str, ways)) == set(INSPECTION_METHODS)


def test_a_case_without_a_task_knows_nothing(cast: Cast) -> None:
    assert visit_course.known(factories.case(cast.bureau, filed=True)) == {}
