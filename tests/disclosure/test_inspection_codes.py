"""The code at the enterprise's door: what it shows, what it keeps, what it hides."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core.errors import StaleError
from core.models import AuditEntry
from disclosure import inspection_codes
from enforcement.models import InspectionTask, TaskRating
from enforcement.services import officers, visits
from recording.models import Document
from recording.services import documents
from recording.services import inspection_tasks as papers
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.visits import FIRST, LAST

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def show(code: str) -> str:
    return Client().get(reverse("verify-code", args=[code])).content.decode()


def press(code: str, name: str = "task-arrived", **data: str) -> Any:
    return Client().post(reverse(name, args=[code]), data)


def open_task(cast: Cast) -> InspectionTask:
    """A notified task whose period has no end, so that today is within it."""
    return made.notified(cast, visit_to=None)


def test_the_page_names_subject_item_basis_and_officers(cast: Cast) -> None:
    item = made.item(cast, "特种设备检查", basis_text="《中华人民共和国特种设备安全法》第五十七条")
    task = made.approved(cast, items=[item], visit_to=None)
    text = show(task.code)
    certificate = cast.officers[0].certificates.get()
    for words in (
        cast.bureau.name,
        "特种设备检查",
        "特种设备安全法",
        "2020-01-01",
        cast.officers[0].name,
        cast.officers[1].name,
        certificate.number,
        "2031-12-31",
        "2026-03-03",
        "有权拒绝检查",
        "申请回避",
        "投诉举报",
    ):
        assert words in text, words


def test_the_page_names_no_party_and_nobody_private(cast: Cast) -> None:
    party = factories.party(cast.bureau, "person", name="柳试然", phone="13900001234")
    task = made.approved(cast, party=party, visit_to=None, source_note="柳试然的邻居投诉")
    text = show(task.code)
    for words in ("柳试然", "13900001234", "邻居", "示范路1号"):
        assert words not in text


def test_a_code_is_found_however_it_was_typed(cast: Cast) -> None:
    task = made.approved(cast, visit_to=None)
    assert inspection_codes.find(f" {task.code.lower()} ") == task


@pytest.mark.parametrize("code", ["A" * 24, "", "A" * 23, "' OR 1=1 --"])
def test_a_code_nobody_was_given_leads_nowhere(cast: Cast, code: str) -> None:
    made.approved(cast)
    assert inspection_codes.find(code) is None


def test_an_unknown_code_is_404_for_a_press(cast: Cast) -> None:
    assert press("A" * 24).status_code == 404


def test_a_press_keeps_the_moment_and_moves_the_task(cast: Cast) -> None:
    task = open_task(cast)
    assert press(task.code).status_code == 302
    task = made.fresh(task)
    assert task.status == "arrived"
    assert task.scanned_at is not None
    assert AuditEntry.objects.filter(action="inspectiontask.scan").exists()


def test_a_second_press_changes_nothing(cast: Cast) -> None:
    task = open_task(cast)
    press(task.code)
    first = made.fresh(task).scanned_at
    assert press(task.code).status_code == 302
    assert made.fresh(task).scanned_at == first


def test_a_press_before_the_notice_counts_when_the_notice_is_given(cast: Cast) -> None:
    task = made.approved(cast, visit_to=None)
    visits.scan(task, at=factories.at(FIRST))
    assert made.fresh(task).status == "approved"
    visits.notified(made.fresh(task), by=cast.officer1, on=FIRST)
    task = made.fresh(task)
    assert (task.status, task.arrived_on) == ("arrived", FIRST)


def test_pressing_without_pause_is_refused(cast: Cast) -> None:
    task = open_task(cast)
    with patch("disclosure.views.public.codes.MOST", 2):
        answers = [press(task.code).status_code for _press in range(4)]
    assert answers == [302, 302, 409, 409]


def test_the_code_of_a_cancelled_task_says_so_and_takes_no_press(cast: Cast) -> None:
    task = open_task(cast)
    visits.cancel(task, by=cast.unithead, reason="企业停业。")
    assert "已取消，本码无效" in show(task.code)
    assert "企业停业" not in show(task.code)
    assert press(task.code).status_code == 409


def test_the_code_of_a_period_that_is_over_says_so(cast: Cast) -> None:
    task = made.notified(cast)
    assert inspection_codes.state(task, LAST)[1] == "good"
    assert inspection_codes.state(task, day(3, 21)) == ("已过批准的检查期间，本码无效", "bad")
    assert inspection_codes.state(task, day(3, 3)) == ("尚未到批准的检查期间", "warn")
    assert press(task.code).status_code in (409, 422)


def test_the_code_of_a_finished_visit_lets_nobody_in_again(cast: Cast) -> None:
    task = made.arrived(cast)
    visits.recorded(task, by=cast.officer1, on=FIRST)
    words, tone = inspection_codes.state(made.fresh(task), FIRST)
    assert ("检查已经结束" in words, tone) == (True, "warn")
    with pytest.raises(StaleError):
        visits.scan(task, at=factories.at(FIRST))


def test_a_certificate_that_ended_is_shown_as_invalid(cast: Cast) -> None:
    task = made.approved(cast, visit_to=None)
    officers.end_certificate(cast.officers[1].certificates.get(), on=FIRST, reason="调离")
    card = inspection_codes.card(task, FIRST)
    assert [row.tone for row in card.inspectors] == ["good", "bad"]


def test_the_enterprise_rates_once_after_the_arrival(cast: Cast) -> None:
    task = open_task(cast)
    assert press(task.code, "task-rated", stars="5").status_code == 409
    press(task.code)
    assert press(task.code, "task-rated", stars="2", text="态度生硬").status_code == 302
    assert press(task.code, "task-rated", stars="5").status_code == 409
    row = TaskRating.objects.get()
    assert (row.task, row.stars, row.text) == (task, 2, "态度生硬")
    assert "态度生硬" not in show(task.code)


@pytest.mark.parametrize("stars", ["0", "6", "", "x"])
def test_a_rating_is_one_to_five(cast: Cast, stars: str) -> None:
    task = open_task(cast)
    press(task.code)
    text = press(task.code, "task-rated", stars=stars).content.decode()
    assert "评分" in text
    assert not TaskRating.objects.exists()


@pytest.mark.parametrize(
    ("who", "reads"),
    [("officer1", False), ("officer2", False), ("unithead", True), ("supervisor", True)],
)
def test_the_inspectors_never_read_what_the_enterprise_said(
    cast: Cast, who: str, reads: bool
) -> None:
    task = open_task(cast)
    press(task.code)
    press(task.code, "task-rated", stars="1", text="要求赞助")
    page = cast.client(who).get(reverse("task-detail", args=[task.pk])).content.decode()
    assert ("要求赞助" in page) is reads


def test_an_opinion_cannot_be_changed_afterwards(cast: Cast) -> None:
    task = open_task(cast)
    press(task.code)
    press(task.code, "task-rated", stars="1")
    for act in (TaskRating.objects.all().delete, lambda: TaskRating.objects.update(stars=5)):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_notice_bears_the_code_and_what_the_law_wants_named(cast: Cast) -> None:
    task = made.notified(cast, assistants=1, assistants_note="检测所，抽样")
    paper = Document.objects.get(case=task.case, kind="inspection_notice")
    context = documents.plain_context(paper)
    assert context["code"] == task.code
    assert context["code_url"].endswith(f"/v/{task.code}")
    labels = dict(context["fields"])
    assert {"检查事项", "任务来源", "检查期间", "检查频次", "协助检查人员"} <= set(labels)
    assert "此前0次，上限2次" in labels["检查频次"]
    assert Document.objects.filter(case=task.case, kind="inspection_approval").exists()


def test_a_task_taken_back_is_not_carried_out(cast: Cast) -> None:
    task = made.notified(cast)
    papers.cancel(task, by=cast.unithead, on=FIRST, reason="合并到联合检查。")
    assert made.fresh(task).status == "cancelled"
    with pytest.raises(StaleError, match="已取消"):
        factories.record(task.case, on=FIRST)


def test_a_task_taken_back_before_its_approval_rejects_its_case(cast: Cast) -> None:
    waiting = made.planned(cast)
    papers.cancel(waiting, by=cast.unithead, on=FIRST, reason="不再需要。")
    waiting = made.fresh(waiting)
    assert (waiting.status, waiting.case.status) == ("cancelled", "rejected")


def test_a_visit_that_began_is_not_taken_back(cast: Cast) -> None:
    task = made.arrived(cast)
    with pytest.raises(StaleError, match="不能取消"):
        papers.cancel(task, by=cast.unithead, on=FIRST, reason="不查了。")
