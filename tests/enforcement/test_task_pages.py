"""The pages of a task: planned, approved, read, counted."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from enforcement.acts import inspection_tasks as acts
from enforcement.models import Case, InspectionTask, Party
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.visits import SINCE, USCC

pytestmark = pytest.mark.django_db


def asked(cast: Cast, **changes: Any) -> dict[str, Any]:
    """A filled form of a visit."""
    today = timezone.localdate().isoformat()
    lead, second = cast.officers
    return {
        "kind": "routine",
        "source": "complaint",
        "source_note": "12315登记3号",
        "item": str(factories.inspection_item(cast.bureau, on=SINCE).pk),
        "method": "onsite",
        "visit_from": today,
        "visit_to": today,
        "place": "云溪市示范路1号",
        "lead": str(lead.pk),
        "second": str(second.pk),
        "party_kind": "org",
        "party_name": "云溪市晨星商贸有限公司",
        "party_uscc": USCC,
        **changes,
    }


def test_an_officer_plans_a_visit_on_one_page(cast: Cast) -> None:
    typed = asked(cast)
    typed["more_items"] = [str(made.item(cast, "计量器具检查").pk)]
    answer = cast.client("officer1").post(reverse("task-plan"), typed)
    task = InspectionTask.objects.get()
    assert answer.headers["Location"] == reverse("task-detail", args=[task.pk])
    assert task.items.count() == 2
    assert task.case.source == "投诉举报"


def test_an_enterprise_known_by_its_code_is_not_recorded_again(cast: Cast) -> None:
    party = made.shop(cast)
    cast.client("officer1").post(reverse("task-plan"), asked(cast))
    assert InspectionTask.objects.get().party == party
    assert Party.objects.count() == 1


def test_a_refused_plan_keeps_what_was_typed_and_nothing_else(cast: Cast) -> None:
    answer = cast.client("officer1").post(
        reverse("task-plan"), asked(cast, source_note="", place="云溪市乙路9号")
    )
    text = answer.content.decode()
    assert "任务来源应当写明具体线索" in text
    assert "云溪市乙路9号" in text
    assert not (Case.objects.exists() or Party.objects.exists())


def test_only_published_items_are_offered(cast: Cast) -> None:
    made.item(cast, "公布了的检查")
    made.item(cast, "没有公布的检查", published_on=None)
    text = cast.client("officer1").get(reverse("task-plan")).content.decode()
    assert "公布了的检查" in text
    assert "没有公布的检查" not in text


def test_the_head_of_the_unit_approves_on_the_page_of_the_task(cast: Cast) -> None:
    task = made.planned(cast)
    page = cast.client("unithead")
    path = reverse("task-approve", args=[task.pk])
    assert "年度已安排现场检查0次，上限2次" in page.get(path).content.decode()
    today = timezone.localdate().isoformat()
    assert page.post(path, {"on": today, "opinion": "同意。"}).status_code == 302
    task = made.fresh(task)
    assert (task.status, task.opinion) == ("approved", "同意。")
    text = page.get(reverse("task-detail", args=[task.pk])).content.decode()
    assert task.code in text
    assert "<svg" in text


def test_a_refused_approval_says_why_on_the_form(cast: Cast) -> None:
    task = made.planned(cast)
    certificate = cast.officers[1].certificates.get()
    certificate.ended_on = day(3, 4)
    certificate.save(update_fields=["ended_on"])
    today = timezone.localdate().isoformat()
    answer = cast.client("unithead").post(
        reverse("task-approve", args=[task.pk]), {"on": today, "opinion": ""}
    )
    assert "持有效执法证的承办人员只有1名" in answer.content.decode()
    assert made.fresh(task).status == "planned"


def test_the_officers_record_notice_and_arrival_on_the_pages(cast: Cast) -> None:
    task = made.approved(cast, visit_to=None)
    page = cast.client("officer1")
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    words = {"receiver": "钱试一", "place": "云溪市示范路1号", "text": "送达通知书。"}
    page.post(reverse("task-notify", args=[task.pk]), {"at": moment, **words})
    assert made.fresh(task).status == "notified"
    today = timezone.localdate().isoformat()
    page.post(reverse("task-arrive", args=[task.pk]), {"on": today})
    assert made.fresh(task).status == "arrived"


def test_an_officer_who_does_not_inspect_records_nothing(cast: Cast) -> None:
    task = made.notified(cast, visit_to=None)
    other = factories.officer(cast.bureau, username="officer3")
    stranger = factories.account_of(other)
    with pytest.raises(RuleError, match="只有本案承办人员"):
        acts.arrive(task, by=stranger, on=made.FIRST)


def test_one_press_opens_the_case_that_follows(cast: Cast) -> None:
    task = made.told(cast, outcome="file")
    page = cast.client("officer1")
    path = reverse("task-follow-up", args=[task.pk])
    assert "食品经营日常监督检查" in page.get(path).content.decode()
    today = timezone.localdate().isoformat()
    assert page.post(path, {"on": today, "cause": "销售超过保质期的食品"}).status_code == 302
    case = made.fresh(task).follow_up
    assert case is not None
    text = page.get(reverse("task-detail", args=[task.pk])).content.decode()
    assert reverse("case-detail", args=[case.pk]) in text


def test_the_list_is_filtered_and_shows_only_own_tasks(cast: Cast) -> None:
    made.approved(cast)
    made.planned(cast, kind="special", party=factories.party(cast.bureau, name="云溪市乙示例店"))
    page = cast.client("officer1")
    path = reverse("task-list")
    every = page.get(path).content.decode()
    assert "晨星商贸" in every
    assert "乙示例店" in every
    for query, shown in (
        ("?status=approved", "晨星商贸"),
        ("?kind=special", "乙示例店"),
        ("?q=乙示例", "乙示例店"),
    ):
        text = page.get(path + query).content.decode()
        assert [name for name in ("晨星商贸", "乙示例店") if name in text] == [shown]
    assert "晨星商贸" not in cast.client("outsider").get(path).content.decode()


def test_the_list_asks_the_same_number_of_queries_for_many_tasks(cast: Cast) -> None:
    page = cast.client("officer1")
    made.planned(cast)
    page.get(reverse("task-list"))
    with CaptureQueriesContext(connection) as few:
        page.get(reverse("task-list"))
    for number in range(3):
        made.planned(cast, party=factories.party(cast.bureau, name=f"云溪市示例{number}店"))
    with CaptureQueriesContext(connection) as many:
        page.get(reverse("task-list"))
    assert len(many) == len(few)


def test_the_supervisor_reads_the_counts_of_every_enterprise(cast: Cast) -> None:
    made.approved(cast)
    page = cast.client("supervisor")
    text = page.get(reverse("task-counts"), {"year": "2026"}).content.decode()
    assert USCC in text
    assert USCC not in page.get(reverse("task-counts"), {"year": "2025"}).content.decode()
