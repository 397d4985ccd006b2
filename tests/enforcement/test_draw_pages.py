"""A draw in the back office: from the plan in the registry to the tasks, by the people of the cast."""

from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.models import Draw, RandomCheckItem, RandomCheckPlan
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made
from tests.enforcement.listed import approved

pytestmark = pytest.mark.django_db
RULE = {
    "title": "二季度双随机抽查",
    "take": "2",
    "officers_each": "2",
    "rule_text": "",
    "source_name": "云溪综合指数收盘价",
    "source_url": "https://example.org/index",
    "source_how": "当日收盘点数",
    "seed_mask": made.MASK,
    "seed_day": made.SEED_DAY.isoformat(),
}


@pytest.fixture(autouse=True)
def today() -> Any:
    """The day of the commitment."""
    with (
        patch.object(timezone, "localdate", lambda *_args: made.COMMITTED),
        patch.object(timezone, "now", lambda: made.moment()),
    ):
        yield


def post(client: Client, name: str, pk: Any = None, /, **data: Any) -> HttpResponse:
    path = reverse(name, args=[pk] if pk else [])
    return client.post(path, data)  # type: ignore[return-value]  # the client's own subclass


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_administrator_registers_item_and_plan(cast: Cast) -> None:
    client = cast.client("listadmin")
    item = factories.inspection_item(cast.bureau, on=day(1, 5))
    fields = {
        **{"agency": cast.bureau.pk, "item": item.pk, "name": "食品销售单位抽查", "basis": "法"},
        **{"target": "食品店", "content": "标签", "ratio": "5%", "way": "open"},
        **{"method": "现场检查", "frequency": "每年一次", "weight": "general"},
        **{"effective_from": "2026-01-05", "published_on": "2026-01-05"},
    }
    assert post(client, "random-item-create", **fields).status_code == 302
    approved(cast)
    row = RandomCheckItem.objects.get()
    assert row.published_on is not None
    plan = {
        **{"agency": cast.bureau.pk, "year": 2026, "check_item": row.pk, "base": 40, "count": 50},
        **{"first_month": 3, "last_month": 6, "published_on": "2026-01-20"},
    }
    refused = post(client, "random-plan-create", **plan)
    assert "不超过抽查基数" in text(refused)
    assert 'value="50"' in text(refused)
    assert post(client, "random-plan-create", **{**plan, "count": 3}).status_code == 302
    kept = RandomCheckPlan.objects.get()
    approved(cast)
    kept.refresh_from_db()
    more = {**plan, "count": 4, "published_on": str(kept.published_on)}
    assert post(client, "random-plan-edit", kept.pk, **more).status_code == 302
    changed = {**fields, "ratio": "6%", "published_on": str(row.published_on)}
    assert post(client, "random-item-edit", row.pk, **changed).status_code == 302
    approved(cast)
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.ratio, kept.count) == ("6%", 4)
    for name in ("random-item-list", "random-plan-list"):
        assert "食品销售单位抽查" in text(client.get(reverse(name)))


def test_a_draw_is_prepared_with_the_pages(cast: Cast) -> None:
    plan, client = made.random_plan(cast), cast.client("officer1")
    assert post(client, "draw-create", plans=[plan.pk], **RULE).status_code == 302
    draw = Draw.objects.get()
    assert draw.take == {"": 2}
    rows = "甲店,SHOP1\n乙店，SHOP2，\n\n丙店\tSHOP3\n丁店"
    assert post(client, "draw-objects", draw.pk, kind="org", rows=rows).status_code == 302
    assert draw.objects_listed.count() == 4
    officers = [row.pk for row in cast.officers]
    assert post(client, "draw-officers", draw.pk, officers=officers).status_code == 302
    shop, person = draw.objects_listed.order_by("pk")[3], draw.officers_listed.all()[0]
    assert post(client, "draw-object-exclude", shop.pk, reason="停业").status_code == 302
    other = draw.objects_listed.all()[0]
    recusal = {"listed_officer": person.pk, "listed_object": other.pk, "reason": "亲属"}
    assert post(client, "draw-recuse", draw.pk, **recusal).status_code == 302
    page = text(client.get(reverse("draw-detail", args=[draw.pk])))
    for words in ("甲店", "停业", "亲属", "执法人员名单"):
        assert words in page
    assert "承诺名单" not in page  # the right is another's


@pytest.mark.parametrize("take", ["二十", "高风险=三", "高=1\n高=2", "=", "-1"])
def test_what_is_no_number_of_objects_is_refused_in_words(cast: Cast, take: str) -> None:
    plan = made.random_plan(cast)
    answer = post(cast.client("officer1"), "draw-create", plans=[plan.pk], **{**RULE, "take": take})
    assert "不是户数" in text(answer)
    assert not Draw.objects.exists()


def test_classes_are_read_line_by_line(cast: Cast) -> None:
    plan = made.random_plan(cast)
    values = {**RULE, "take": "高风险=10\n低风险＝2"}
    post(cast.client("officer1"), "draw-create", plans=[plan.pk], **values)
    assert Draw.objects.get().take == {"高风险": 10, "低风险": 2}


def test_a_refused_rule_is_shown_and_what_was_typed_stays(cast: Cast) -> None:
    plan = made.random_plan(cast)
    values = {**RULE, "seed_day": made.COMMITTED.isoformat()}
    answer = text(post(cast.client("officer1"), "draw-create", plans=[plan.pk], **values))
    assert "承诺时随机数可能已经公开" in answer
    assert "二季度双随机抽查" in answer


def test_commitment_and_seed_come_from_the_head_of_the_unit(cast: Cast) -> None:
    draw, client = made.listed(cast), cast.client("unithead")
    assert "共8个对象、4名执法人员" in text(client.get(reverse("draw-commit", args=[draw.pk])))
    assert post(client, "draw-commit", draw.pk, checked="on").status_code == 302
    made.signed(made.moment(23))
    early = text(post(client, "draw-seed", draw.pk, value=made.VALUE))
    assert "现在不能录入" in early
    assert made.VALUE in early
    with patch.object(timezone, "localdate", lambda *_args: made.SEED_DAY):
        assert post(client, "draw-seed", draw.pk, value=made.VALUE).status_code == 302
    draw.refresh_from_db()
    assert draw.status == Draw.Status.DRAWN
    officer = cast.client("officer1")
    drawn = draw.drawn.order_by("ordinal")[0]
    assert "建立检查任务" in text(officer.get(reverse("draw-detail", args=[draw.pk])))
    assert post(officer, "drawn-task", drawn.pk, visit_from="2026-04-20").status_code == 302
    drawn.refresh_from_db()
    assert drawn.task is not None
    assert reverse("task-detail", args=[drawn.task.pk]) in text(
        officer.get(reverse("draw-detail", args=[draw.pk]))
    )


def test_a_committed_draw_is_given_up_with_a_reason(cast: Cast) -> None:
    draw, client = made.committed(cast), cast.client("unithead")
    assert post(client, "draw-abandon", draw.pk, reason="遗漏乡镇").status_code == 302
    assert "遗漏乡镇" in text(client.get(reverse("draw-detail", args=[draw.pk])))


@pytest.mark.parametrize("name", ["draw-commit", "draw-seed", "draw-abandon"])
def test_an_officer_neither_commits_nor_draws(cast: Cast, name: str) -> None:
    draw = made.listed(cast)
    assert post(cast.client("officer1"), name, draw.pk).status_code == 403


def test_draws_of_another_agency_do_not_exist(cast: Cast) -> None:
    draw, client = made.drawn(cast), cast.client("outsider")
    rows = [
        ("draw-detail", draw.pk),
        ("draw-objects", draw.pk),
        ("draw-officers", draw.pk),
        ("draw-recuse", draw.pk),
        ("draw-object-exclude", draw.objects_listed.all()[0].pk),
        ("draw-officer-exclude", draw.officers_listed.all()[0].pk),
        ("drawn-task", draw.drawn.all()[0].pk),
    ]
    for name, pk in rows:
        assert client.get(reverse(name, args=[pk])).status_code == 404, name
    assert draw.title not in text(client.get(reverse("draw-list")))
    assert draw.title in text(cast.client("supervisor").get(reverse("draw-list")))
