"""The yearly plan and the limit of visits: kept by the list administrator, read by everybody."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import InspectionCap, InspectionPlan, ListVersion
from enforcement.services import inspection_lists
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.listed import hashes
from tests.enforcement.visits import ON, SINCE

pytestmark = pytest.mark.django_db


def plan(cast: Cast, **changes: Any) -> InspectionPlan:
    fields = {
        "agency": cast.bureau,
        "item": factories.inspection_item(cast.bureau, on=ON),
        "year": 2026,
        "target": "食品经营企业",
        "count": 20,
        "first_month": 3,
        "last_month": 6,
        **changes,
    }
    return inspection_lists.add_plan(by=cast.listadmin, **fields)


def published(cast: Cast, **changes: Any) -> InspectionPlan:
    row = plan(cast, **changes)
    return inspection_lists.publish_plan(row, by=cast.listadmin, on=ON)


def test_a_task_by_the_plan_rests_on_a_published_line(cast: Cast) -> None:
    row = published(cast)
    task = made.planned(cast, source="plan", source_note="", plan=row)
    assert task.plan == row
    assert AuditEntry.objects.filter(action="inspectionplan.publish").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"year": 2027},
        {"first_month": 4},
        {"first_month": 1, "last_month": 2},
    ],
)
def test_a_line_of_another_time_carries_no_task(cast: Cast, changes: dict[str, int]) -> None:
    row = published(cast, **changes)
    with pytest.raises(RuleError, match="没有已公布") as caught:
        made.planned(cast, source="plan", plan=row)
    assert caught.value.field == "plan"


def test_a_line_not_yet_published_or_missing_carries_no_task(cast: Cast) -> None:
    for row in (plan(cast), None):
        with pytest.raises(RuleError, match="没有已公布"):
            made.planned(cast, source="plan", plan=row)


def test_a_line_of_another_item_carries_no_task(cast: Cast) -> None:
    usual = factories.inspection_item(cast.bureau, on=ON)
    row = published(cast, item=made.item(cast, "计量器具检查"))
    assert row.item != usual
    with pytest.raises(RuleError, match="没有已公布"):
        made.planned(cast, source="plan", plan=row)


def test_a_line_is_published_once(cast: Cast) -> None:
    row = published(cast)
    with pytest.raises(StaleError, match="已经公布"):
        inspection_lists.publish_plan(row, by=cast.listadmin, on=day(3, 9))
    assert InspectionPlan.objects.get().published_on == ON


def test_months_do_not_run_backwards(cast: Cast) -> None:
    with pytest.raises(RuleError, match="结束月份早于开始月份"):
        plan(cast, first_month=9, last_month=2)
    row = plan(cast)
    with pytest.raises(IntegrityError, match="plan_months"), transaction.atomic():
        InspectionPlan.objects.filter(pk=row.pk).update(last_month=13)


def test_nobody_keeps_the_list_of_another_agency(cast: Cast) -> None:
    other = factories.inspection_item(cast.other_bureau, on=ON)
    with pytest.raises(RuleError, match="不由您维护"):
        plan(cast, agency=cast.other_bureau, item=other)
    with pytest.raises(RuleError, match="不属于该执法主体"):
        plan(cast, item=other)
    with pytest.raises(PermissionDenied):
        inspection_lists.publish_plan(plan(cast), by=cast.officer1, on=ON)


def test_the_pages_keep_plan_and_limit_and_the_public_reads_them(cast: Cast) -> None:
    today = timezone.localdate()
    item = factories.inspection_item(cast.bureau, on=SINCE)
    keeper = cast.client("listadmin")
    same = {"agency": str(cast.bureau.pk), "item": str(item.pk)}
    months = {"year": str(today.year), "first_month": "1", "last_month": "12"}
    answer = keeper.post(
        reverse("plan-create"), {**same, **months, "target": "重点食品企业", "count": "7"}
    )
    assert answer.status_code == 302
    row = InspectionPlan.objects.get()
    public = [
        reverse("agency-detail", args=[cast.bureau.pk]),
        reverse("item-detail", args=[item.pk]),
    ]
    for path in public:
        assert "重点食品企业" not in Client().get(path).content.decode()
    asked = {"valid_from": today.isoformat(), "change_note": "首次公布。"}
    assert keeper.post(reverse("plan-publish", args=[row.pk]), asked).status_code == 302
    days = {"published_on": today.isoformat(), "valid_from": today.isoformat()}
    limit = {"times": "3", "grade": "信用A类", "basis": "云市监公告〔2026〕8号"}
    assert keeper.post(reverse("cap-create"), {**same, **days, **limit}).status_code == 302
    assert InspectionCap.objects.get().times == 3
    waiting = ListVersion.objects.get(kind="cap")
    keeper.post(reverse("list-version-submit", args=[waiting.pk]), asked)
    for path in public:
        assert "重点食品企业" not in Client().get(path).content.decode()
    both = ListVersion.objects.open()
    chosen = {"versions": [str(row.pk) for row in both], "opinion": "同意", "examined": "on"}
    chosen |= hashes(*both)
    assert cast.client("head").post(reverse("list-version-list"), chosen).status_code == 302
    assert "云市监公告〔2026〕8号" in keeper.get(reverse("plan-list")).content.decode()
    for path in public:
        text = Client().get(path).content.decode()
        for words in ("重点食品企业", "信用A类", "云市监公告〔2026〕8号"):
            assert words in text


def test_without_a_limit_the_public_reads_the_reference_value(cast: Cast) -> None:
    text = Client().get(reverse("agency-detail", args=[cast.bureau.pk])).content.decode()
    assert "次数为参照值" in text


def test_a_limit_does_not_end_before_it_begins(cast: Cast) -> None:
    with pytest.raises(RuleError, match="失效日期早于生效日期"):
        inspection_lists.add_cap(
            by=cast.listadmin,
            agency=cast.bureau,
            item=None,
            times=1,
            basis="公告",
            published_on=ON,
            valid_from=ON,
            valid_to=day(3, 2),
        )
