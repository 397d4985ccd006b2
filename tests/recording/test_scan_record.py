"""The 行政检查扫码记录 comes of the scan itself: once, by nobody's hand, with what it was checked by."""

import pytest

from core.errors import RuleError
from enforcement.models import InspectionTask
from enforcement.services import visits
from recording import papers as worded
from recording.models import Document
from recording.services import documents, inspection_tasks
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.visits import FIRST, LAST
from tests.recording.papers import said

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
KIND = inspection_tasks.SCANNED
AT = factories.at(FIRST, 9)


def scanned(task: InspectionTask) -> Document:
    inspection_tasks.scan(task, at=AT)
    return Document.objects.get(case=task.case, kind=KIND)


def test_the_record_says_when_which_code_and_which_task(cast: Cast) -> None:
    task = made.notified(cast)
    row = scanned(task)
    assert (row.title, row.stage, row.dated_on) == ("行政检查扫码记录", "start", FIRST)
    assert row.created_by is None, "the enterprise made it, no account"
    context = documents.plain_context(row)
    fields = dict(context["fields"])
    assert fields["检查码"] == task.code
    assert fields["扫码时间"] == "2026年3月4日9时00分"
    assert fields["检查任务编号"] == task.case.number
    assert fields["检查期间"] == "2026年3月4日至2026年3月20日"
    (checked,) = context["sections"]
    assert "行政检查通知书已于2026年3月4日送达。" in checked["paragraphs"]
    words = said(row)
    for officer in cast.officers:
        assert officer.name in words


def test_a_second_press_keeps_no_second_record(cast: Cast) -> None:
    task = made.notified(cast)
    scanned(task)
    inspection_tasks.scan(made.fresh(task), at=factories.at(LAST))
    assert Document.objects.filter(kind=KIND).count() == 1


def test_a_code_scanned_before_the_notice_says_so_and_keeps_the_approval_first(cast: Cast) -> None:
    task = made.approved(cast)
    row = scanned(task)
    (checked,) = documents.plain_context(row)["sections"]
    assert checked["paragraphs"][-1] == "扫码时行政检查通知书尚未送达。"
    kept = Document.objects.filter(case=task.case).order_by("pk")
    assert [each.kind for each in kept] == ["inspection_approval", KIND]


def test_a_visit_without_notice_is_told_with_its_reason(cast: Cast) -> None:
    task = made.approved(cast)
    visits.notified(task, by=cast.officer1, on=FIRST, no_notice_reason="突发食品安全事件。")
    (checked,) = documents.plain_context(scanned(task))["sections"]
    assert checked["paragraphs"][-1].endswith("理由：突发食品安全事件。")


def test_a_scan_outside_of_the_period_keeps_nothing(cast: Cast) -> None:
    task = made.notified(cast)
    with pytest.raises(RuleError, match="不在批准的检查期间"):
        inspection_tasks.scan(task, at=factories.at(day(3, 21)))
    assert not Document.objects.filter(kind=KIND).exists()


def test_nobody_writes_one_by_hand() -> None:
    assert KIND not in worded.papers()
