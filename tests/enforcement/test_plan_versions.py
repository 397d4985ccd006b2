"""Yearly plans and limits of visits: announced by a second person, changed by versions, told as of a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from enforcement import lists
from enforcement.models import InspectionCap, InspectionPlan, ListVersion, RandomCheckPlan
from enforcement.services import announcing, inspection_lists, list_versions, random_checks
from tests import factories
from tests.base import Cast
from tests.enforcement import listed, prepared_draws
from tests.enforcement.prepared_visits import cap, line

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
BEFORE = ON - timedelta(days=40)
LATER = ON - timedelta(days=10)
NOTE = "按照年中调整的计划"


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def shown(cast: Cast, kind: str, on: date = BEFORE) -> Any:
    """A row of each kind that is public since the day."""
    since: dict[str, Any] = {"published_on": on}
    if kind == "plan":
        factories.inspection_item(cast.bureau, on=BEFORE - timedelta(days=400))
        return inspection_lists.publish_plan(line(cast, year=on.year), by=cast.listadmin, on=on)
    if kind == "cap":
        return cap(cast, 2, valid_from=on, **since)
    item = prepared_draws.random_item(cast, effective_from=on, **since)
    return prepared_draws.random_plan(cast, check_item=item, year=on.year, **since)


CHANGED: dict[str, dict[str, Any]] = {
    "plan": {"count": 31},
    "cap": {"times": 7},
    "draw_plan": {"count": 9},
}
PAGES = {"plan": "inspection-plan", "cap": "inspection-cap", "draw_plan": "random-check-plan"}
WORDS = {"plan": ("20", "31"), "cap": ("2", "7"), "draw_plan": ("3", "9")}
KINDS = sorted(CHANGED)


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_waits_for_another_person_and_the_days_before_keep_their_words(
    cast: Cast, kind: str
) -> None:
    row = shown(cast, kind)
    both = factories.user(["listadmin", "head"], cast.bureau)
    made = listed.submitted(row, both, LATER, **CHANGED[kind])
    assert lists.content(listed.fresh(row)) == lists.content(row)
    with pytest.raises(RuleError, match="报批人不能批准"):
        list_versions.publish(made, by=both, examined=True, on=LATER)
    list_versions.publish(made, by=cast.head, examined=True, on=LATER)
    (field, value), *_ = CHANGED[kind].items()
    assert getattr(listed.fresh(row), field) == value
    old, new = WORDS[kind]
    for on, words in ((LATER - timedelta(days=1), old), (LATER, new)):
        facts = text(Client(), PAGES[kind], row.pk, on=on.isoformat())
        assert f"<dd>{words}</dd>" in "".join(facts.split()), (on, words)
    assert "没有记录" in text(Client(), PAGES[kind], row.pk, on=(BEFORE - timedelta(1)).isoformat())
    told = text(Client(), "list-version-changes", kind, row.pk, made.number)
    assert f"<del>{old}</del>" in told and f"<ins>{new}</ins>" in told


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_off_is_gone_with_its_history_at_once(cast: Cast, kind: str) -> None:
    row = shown(cast, kind)
    made = listed.published(cast, row, LATER, **CHANGED[kind])
    assert (
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None}) is None
    )
    for name, args in (
        (PAGES[kind], [row.pk]),
        ("list-version-changes", [kind, row.pk, made.number]),
    ):
        for query in ({}, {"on": LATER.isoformat()}):
            assert Client().get(reverse(name, args=args), query).status_code == 404


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("plan", {"year": ON.year + 1}),
        ("cap", {"valid_from": BEFORE + timedelta(days=3)}),
        ("draw_plan", {"year": ON.year + 1}),
    ],
)
def test_an_announced_line_does_not_become_another_one(
    cast: Cast, kind: str, changes: dict[str, Any]
) -> None:
    row = shown(cast, kind)
    with pytest.raises(RuleError, match="不能改换") as caught:
        list_versions.change(row, by=cast.listadmin, on=ON, changes=changes)
    assert caught.value.field in changes
    assert not ListVersion.objects.open().exists()
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None})
    assert list_versions.change(row, by=cast.listadmin, on=ON, changes=changes) is None
    assert {key: getattr(listed.fresh(row), key) for key in changes} == changes


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        ("plan", {"count": 0}, "不少于1户"),
        ("plan", {"first_month": 12, "last_month": 1}, "早于开始月份"),
        ("cap", {"valid_to": BEFORE - timedelta(days=1)}, "早于生效日期"),
        ("draw_plan", {"count": 41}, "不超过抽查基数"),
    ],
)
def test_a_draft_keeps_the_rules_of_its_list(
    cast: Cast, kind: str, wrong: dict[str, Any], words: str
) -> None:
    row = shown(cast, kind)
    with pytest.raises(RuleError, match=words):
        list_versions.change(row, by=cast.listadmin, on=ON, changes=wrong)
    assert lists.content(listed.fresh(row)) == lists.content(row)
    assert not ListVersion.objects.open().exists()


def test_announcing_is_one_act_and_not_done_twice(cast: Cast) -> None:
    row = line(cast, year=ON.year)
    asked: dict[str, Any] = {"by": cast.listadmin, "on": ON, "valid_from": ON, "change_note": NOTE}
    announcing.announce(row, **asked)
    assert ListVersion.objects.get().status == ListVersion.Status.SUBMITTED
    assert listed.fresh(row).published_on is None
    with pytest.raises(RuleError):
        announcing.announce(row, **asked)
    assert listed.approved(cast) == 1
    assert listed.fresh(row).published_on == ON
    with pytest.raises(StaleError, match="已经公布"):
        announcing.announce(row, **asked)


def test_a_limit_of_nothing_is_told_as_nothing(cast: Cast) -> None:
    row = shown(cast, "cap")
    listed.published(cast, row, LATER, times=0)
    assert "<dd>0</dd>" in "".join(text(Client(), "inspection-cap", row.pk).split())


def test_the_column_and_the_interface_tell_the_numbers_of_the_day(cast: Cast) -> None:
    if LATER.year != (LATER - timedelta(days=1)).year:
        pytest.fail("the days of this test lie in two years: take others")
    plan, limit = shown(cast, "plan"), shown(cast, "cap")
    listed.published(cast, plan, LATER, count=31)
    listed.published(cast, limit, LATER, times=7)
    for on, count, times in ((LATER - timedelta(days=1), 20, 2), (LATER, 31, 7), (ON, 31, 7)):
        cells = "".join(text(Client(), "inspection-column", on=on.isoformat()).split())
        assert f">{count}</td>" in cells and f">{times}</td>" in cells
        for name, field, value in (
            ("api-inspection-plans", "count", count),
            ("api-inspection-caps", "times", times),
        ):
            rows = Client().get(reverse(name), {"on": on.isoformat()}).json()["results"]
            assert [row[field] for row in rows] == [value], (name, on)


def test_the_pages_of_a_keeper_change_a_line_and_take_it_off(cast: Cast) -> None:
    row, client = shown(cast, "plan"), cast.client("listadmin")
    form = {key: getattr(row, key) for key in ("year", "target", "first_month", "last_month")}
    form |= {"agency": row.agency_id, "item": row.item_id, "published_on": BEFORE, "count": 31}
    path = reverse("plan-edit", args=[row.pk])
    assert 'value="20"' in text(client, "plan-edit", row.pk)
    answer = client.post(path, form)
    made = ListVersion.objects.open().get()
    assert answer.headers["Location"] == reverse("list-version-detail", args=[made.pk])
    assert 'value="31"' in text(client, "plan-edit", row.pk)
    list_versions.discard(made, by=cast.listadmin, reason="不调整了")
    assert client.post(path, {**form, "published_on": ""}).headers["Location"] == reverse(
        "plan-list"
    )
    assert listed.fresh(row).published_on is None


def test_the_lines_of_another_agency_are_not_there(cast: Cast) -> None:
    keeper = factories.someone(cast.other_bureau, "listadmin")
    client = Client()
    client.force_login(keeper)
    for kind, name in (("plan", "plan-edit"), ("cap", "cap-edit")):
        row = shown(cast, kind)
        path = reverse(name, args=[row.pk])
        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told_before_it_is_announced_or_of_an_agency_that_is_not(
    cast: Cast, kind: str
) -> None:
    row = shown(cast, kind)
    model: Any = {"plan": InspectionPlan, "cap": InspectionCap, "draw_plan": RandomCheckPlan}[kind]
    model.objects.filter(pk=row.pk).update(published_on=ON + timedelta(days=1))
    path = reverse(PAGES[kind], args=[row.pk])
    assert Client().get(path).status_code == 404
    model.objects.filter(pk=row.pk).update(published_on=BEFORE)
    assert Client().get(path).status_code == 200
    type(cast.bureau).objects.filter(pk=cast.bureau.pk).update(status="pending")
    assert Client().get(path).status_code == 404


def test_a_number_of_a_person_in_a_plan_is_not_handed_in(cast: Cast) -> None:
    row = shown(cast, "plan")
    draft = listed.drafted(
        row, cast.listadmin, ON, target="王某某（身份证号110101199003072316）经营的店"
    )
    with pytest.raises(RuleError, match="个人信息"):
        list_versions.submit(draft, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)


def test_a_change_made_by_the_service_is_in_the_history(cast: Cast) -> None:
    row = shown(cast, "draw_plan")
    random_checks.keep_plan(row, by=cast.listadmin, count=5)
    said = ListVersion.objects.of("draw_plan", row.pk).order_by("number")
    assert [each.content["count"] for each in said] == [3, 5]
    assert {each.way for each in said} == {ListVersion.Way.RECORDED}
