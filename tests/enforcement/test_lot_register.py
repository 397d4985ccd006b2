"""The list of random checks and the yearly plan: what is refused, what is kept, who keeps it."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Agency, ListVersion, RandomCheckItem, RandomCheckPlan
from enforcement.services import items, random_checks
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement import prepared_draws as made

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GUIDELINE = "国办发〔2015〕58号"
ITEM = {
    **{"name": "食品销售单位抽查", "basis": "《食品安全法》第一百一十条", "target": "食品店"},
    **{"content": "标签", "ratio": "不低于5%", "way": "open", "method": "现场检查"},
    **{"frequency": "每年一次", "weight": "key", "effective_from": "2026-01-05"},
    "published_on": "2026-01-05",
}
PLAN = {
    **{"year": "2026", "base": "40", "count": "3", "first_month": "3", "last_month": "6"},
    "published_on": "2026-01-20",
}


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-id")[0]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def item_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the page of a line of the list sends."""
    inspected = factories.inspection_item(cast.bureau, on=day(1, 5))
    return {**ITEM, "agency": cast.bureau.pk, "item": inspected.pk, **changes}


def plan_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the page of a plan sends."""
    found = RandomCheckItem.objects.first() or made.random_item(cast)
    return {**PLAN, "agency": cast.bureau.pk, "check_item": found.pk, **changes}


# ------------------------------------------------------------------------------ the services
@pytest.mark.parametrize("to", [None, day(1, 5), day(12, 31)])
def test_a_line_may_end_on_the_day_it_begins_or_later_or_never(cast: Cast, to: date | None) -> None:
    assert made.random_item(cast, effective_to=to).effective_to == to


def test_a_line_that_ends_the_day_before_it_begins_is_refused(cast: Cast) -> None:
    row = made.random_item(cast)
    before = AuditEntry.objects.count()
    with pytest.raises(RuleError, match="失效日期早于生效日期") as refused:
        random_checks.keep_item(row, by=cast.listadmin, effective_to=day(1, 4))
    assert (refused.value.field, refused.value.remedy) == ("effective_to", "请核对清单。")
    row.refresh_from_db()
    assert row.effective_to is None
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("kind", ["penalty", "permit", "coercion", "levy"])
def test_an_item_of_another_kind_is_not_checked_at_random(cast: Cast, kind: str) -> None:
    other = items.create(agency=cast.bureau, kind=kind, name="别的事项", effective_from=day(1, 5))
    with pytest.raises(RuleError, match="不是本机关的行政检查事项") as refused:
        made.random_item(cast, item=other)
    assert (refused.value.article, refused.value.field) == (GUIDELINE, "item")
    assert not RandomCheckItem.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "article"),
    [
        ({"count": 0}, "count", GUIDELINE),
        ({"count": -1}, "count", GUIDELINE),
        ({"count": 41}, "count", GUIDELINE),
        ({"base": 2}, "count", GUIDELINE),
        ({"first_month": 7}, "last_month", ""),
        ({"last_month": 2}, "last_month", ""),
    ],
)
def test_a_plan_changed_into_one_that_cannot_be_is_refused(
    cast: Cast, fields: dict[str, Any], field: str, article: str
) -> None:
    row = made.random_plan(cast)
    kept, before = RandomCheckPlan.objects.values().get(), AuditEntry.objects.count()
    with pytest.raises(RuleError) as refused:
        random_checks.keep_plan(row, by=cast.listadmin, **fields)
    assert (refused.value.field, refused.value.article) == (field, article)
    assert "请核对" in refused.value.remedy
    assert RandomCheckPlan.objects.values().get() == kept
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    "fields",
    [{"count": 1}, {"count": 40}, {"first_month": 6}, {"first_month": 1, "last_month": 12}],
)
def test_a_plan_at_the_edge_is_kept(cast: Cast, fields: dict[str, int]) -> None:
    row = random_checks.keep_plan(made.random_plan(cast), by=cast.listadmin, **fields)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("on", "within"),
    [
        (day(2, 28), False),
        (day(3, 1), True),
        (day(6, 30), True),
        (day(7, 1), False),
        (day(4, 10, 2025), False),
        (day(4, 10, 2027), False),
    ],
)
def test_a_plan_covers_whole_months_of_its_year(on: date, within: bool) -> None:
    plan = RandomCheckPlan(year=2026, first_month=3, last_month=6)
    assert plan.covers(on) is within


def test_the_log_names_the_fields_that_changed_only(cast: Cast) -> None:
    row = made.random_item(cast)
    random_checks.keep_item(row, by=cast.listadmin, ratio="不低于8%")
    entry = last()
    assert (entry.action, entry.actor_id) == ("randomcheckitem.update", cast.listadmin.pk)
    assert json.loads(entry.data) == {"ratio": "不低于8%"}


def test_a_plan_remembers_who_made_it_not_who_changed_it(cast: Cast) -> None:
    row = made.random_plan(cast)
    other = factories.user("listadmin", cast.bureau)
    random_checks.keep_plan(row, by=other, count=4)
    assert RandomCheckPlan.objects.get().created_by == cast.listadmin


def test_only_a_list_administrator_keeps_the_register(cast: Cast) -> None:
    plan = made.random_plan(cast)
    for name in ("officer1", "unithead", "head", "publisher", "supervisor", "admin", "reviewer"):
        with pytest.raises(PermissionDenied):
            random_checks.keep_item(plan.check_item, by=cast.people[name], name="别名")
        with pytest.raises(PermissionDenied):
            random_checks.keep_plan(plan, by=cast.people[name], count=1)


def test_the_register_of_an_agency_beside_or_above_is_not_kept(cast: Cast) -> None:
    plan = made.random_plan(cast)
    stranger = factories.user("listadmin", cast.other_bureau)
    for keep, row in ((random_checks.keep_item, plan.check_item), (random_checks.keep_plan, plan)):
        with pytest.raises(RuleError, match="该机关的清单不由您维护") as refused:
            keep(row, by=stranger)  # type: ignore[arg-type]  # each with its own row
        assert (refused.value.field, refused.value.remedy) == (
            "agency",
            "请选择本机关或者下级机关。",
        )


def test_a_superior_keeps_the_register_of_the_agencies_below_it(cast: Cast) -> None:
    above = factories.user("listadmin", cast.government)
    row = random_checks.keep_item(made.random_item(cast), by=above, ratio="不低于9%")
    assert row.ratio == "不低于9%"


def test_a_line_without_an_agency_is_nobodys(cast: Cast) -> None:
    with pytest.raises(RuleError, match="不由您维护"):
        random_checks.keep_item(by=cast.listadmin, name="没有抽查主体")


# ------------------------------------------------------------------------------ what is announced
@pytest.mark.parametrize(("on", "seen"), [(day(1, 19), False), (day(1, 20), True)])
def test_a_plan_is_public_from_its_announcement_on(cast: Cast, on: date, seen: bool) -> None:
    made.random_plan(cast)
    assert RandomCheckPlan.objects.public(on).exists() is seen


@pytest.mark.parametrize(
    ("fields", "on", "seen"),
    [
        ({"published_on": day(2, 1)}, day(1, 31), False),
        ({"published_on": day(2, 1)}, day(2, 1), True),
        ({"effective_from": day(3, 1)}, day(2, 28), False),
        ({"effective_from": day(3, 1)}, day(3, 1), True),
        ({"effective_to": day(1, 5)}, day(1, 5), False),
        ({"published_on": None}, day(12, 31), False),
    ],
)
def test_a_line_is_public_while_it_is_announced_and_in_force(
    cast: Cast, fields: dict[str, Any], on: date, seen: bool
) -> None:
    made.random_item(cast, **fields)
    assert RandomCheckItem.objects.public(on).exists() is seen


@pytest.mark.parametrize("status", [each for each in Agency.Status if each != "confirmed"])
def test_nothing_of_an_agency_that_is_not_confirmed_is_public(cast: Cast, status: str) -> None:
    made.random_plan(cast)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=status)
    assert not RandomCheckItem.objects.public(day(4, 10)).exists()
    assert not RandomCheckPlan.objects.public(day(4, 10)).exists()


# ------------------------------------------------------------------------------ the pages
def send(client: Client, name: str, data: dict[str, Any], pk: int | None = None) -> Any:
    return client.post(reverse(name, args=[pk] if pk else []), data)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_to": "2026-01-04"}, "失效日期早于生效日期"),
        ({"name": ""}, "必填"),
        ({"way": "sideways"}, "不在可用的选项中"),
        ({"effective_from": "someday"}, "日期"),
    ],
)
def test_a_line_that_cannot_be_is_shown_again_as_typed(
    cast: Cast, changes: dict[str, str], words: str
) -> None:
    answer = send(cast.client("listadmin"), "random-item-create", item_form(cast, **changes))
    assert answer.status_code == 200
    assert words in text(answer)
    assert "《食品安全法》第一百一十条" in text(answer)
    assert not RandomCheckItem.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": "0"}, "不少于1户"),
        ({"count": "41"}, "不超过抽查基数"),
        ({"first_month": "7"}, "结束月份早于开始月份"),
        ({"last_month": "13"}, "不在可用的选项中"),
        ({"base": "many"}, "整数"),
    ],
)
def test_a_plan_that_cannot_be_is_shown_again_as_typed(
    cast: Cast, changes: dict[str, str], words: str
) -> None:
    answer = send(cast.client("listadmin"), "random-plan-create", plan_form(cast, **changes))
    assert answer.status_code == 200
    assert words in text(answer)
    assert 'value="2026-01-20"' in text(answer)
    assert not RandomCheckPlan.objects.exists()


def test_a_good_line_and_a_good_plan_lead_back_to_their_lists(cast: Cast) -> None:
    client = cast.client("listadmin")
    answer = send(client, "random-item-create", item_form(cast))
    draft = ListVersion.objects.get()
    assert answer.url == reverse("list-version-detail", args=[draft.pk])
    row = RandomCheckItem.objects.get()
    assert (row.weight, row.published_on) == ("key", None), "it is announced by approval"
    quiet = send(client, "random-item-create", item_form(cast, name="另一项", published_on=""))
    assert quiet.url == reverse("random-item-list")
    answer = send(client, "random-plan-create", plan_form(cast))
    waiting = ListVersion.objects.exclude(pk=draft.pk).get()
    assert answer.url == reverse("list-version-detail", args=[waiting.pk])
    plan = RandomCheckPlan.objects.get()
    assert (plan.created_by, plan.published_on) == (cast.listadmin, None)
    quiet = send(client, "random-plan-create", plan_form(cast, published_on=""))
    assert quiet.url == reverse("random-plan-list")


def test_the_pages_show_what_is_known(cast: Cast) -> None:
    plan, client = made.random_plan(cast), cast.client("listadmin")
    shown = text(client.get(reverse("random-item-edit", args=[plan.check_item_id])))
    for words in ("食品销售单位经营行为抽查", "进货查验、标签和保质期", "不低于5%", "2026-01-05"):
        assert words in shown
    shown = text(client.get(reverse("random-plan-edit", args=[plan.pk])))
    for words in ('value="40"', 'value="3" selected', 'value="6" selected', "2026-01-20"):
        assert words in shown


def test_an_item_of_another_agency_is_not_offered(cast: Cast) -> None:
    foreign = factories.inspection_item(cast.other_bureau, on=day(1, 5))
    answer = send(cast.client("listadmin"), "random-item-create", item_form(cast, item=foreign.pk))
    assert answer.status_code == 200
    assert "item" in answer.context["form"].errors
    assert not RandomCheckItem.objects.exists()


def test_the_rows_of_another_agency_do_not_exist(cast: Cast) -> None:
    plan = made.random_plan(cast)
    client = client_of(factories.user("listadmin", cast.other_bureau))
    for name, pk in (("random-item-edit", plan.check_item_id), ("random-plan-edit", plan.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
        assert client.post(reverse(name, args=[pk]), {}).status_code == 404
    for name in ("random-item-list", "random-plan-list"):
        assert "食品销售单位经营行为抽查" not in text(client.get(reverse(name)))


def test_who_only_reads_finds_no_way_to_change(cast: Cast) -> None:
    plan = made.random_plan(cast)
    shown = text(cast.client("officer1").get(reverse("random-item-list")))
    assert "食品销售单位经营行为抽查" in shown
    assert reverse("random-item-edit", args=[plan.check_item_id]) not in shown
    assert reverse("random-item-create") not in shown


@pytest.mark.parametrize(
    ("name", "words"),
    [("random-item-list", "还没有随机抽查事项"), ("random-plan-list", "还没有年度抽查计划")],
)
def test_an_empty_register_says_what_to_do(cast: Cast, name: str, words: str) -> None:
    assert words in text(cast.client("listadmin").get(reverse(name)))
