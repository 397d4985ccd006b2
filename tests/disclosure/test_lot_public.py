"""Random checks as the public reads them: each state, each filter, what is kept back and how it is sent."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure import random_checks
from disclosure.views.public.random_checks import facts
from enforcement import draws as algorithm
from enforcement.models import Agency, InspectionTask, RandomCheckItem
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_files, draw_run, draw_tasks, draws
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made
from tests.enforcement.test_lot_moves import STATES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DETAILS = ("random-check-detail", "random-check-file", "api-random-check-detail")
LISTS = ("random-check-list", "api-random-check-list")
USCC = "11410100MB00000001"


@pytest.fixture(autouse=True)
def today() -> Any:
    with patch.object(timezone, "localdate", lambda *_args: made.SEED_DAY):
        yield


def page(client: Client, name: str, pk: Any = None, **query: str) -> str:
    answer = client.get(reverse(name, args=[pk] if pk else []), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def body(client: Client, name: str, pk: Any = None, **query: str) -> Any:
    return json.loads(page(client, name, pk, **query))


ANNOUNCED = ("committed", "drawn", "abandoned")
KEPT: list[tuple[str, int | None, str]] = [
    ("committed", None, ""),
    ("drawn", 3, ""),
    ("abandoned", None, "名单遗漏一个乡镇"),
]


# ------------------------------------------------------------------------------ each state
@pytest.mark.parametrize(("state", "rows", "reason"), KEPT)
def test_the_file_of_each_state_passes_the_script(
    cast: Cast, client: Client, state: str, rows: int | None, reason: str
) -> None:
    row = STATES[state](cast)
    data = body(client, "random-check-file", row.pk)
    assert algorithm.difference(data, row.commitment) == ""
    assert (data["format"], data["abandoned"]) == (algorithm.FORMAT, reason)
    assert (data["seed"] is None) is (data["result"] is None) is (rows is None)
    assert rows is None or len(data["result"]) == rows


@pytest.mark.parametrize("state", ANNOUNCED)
def test_the_interface_says_what_the_page_says(cast: Cast, client: Client, state: str) -> None:
    row = STATES[state](cast)
    found, shown = body(client, DETAILS[2], row.pk), page(client, DETAILS[0], row.pk)
    assert (found["status"], found["title"]) == (state, row.title)
    assert found["lists"] == json.loads(row.lists)
    assert found["agency"]["name"] == cast.bureau.name
    for words in (found["commitment"], found["seed_value"], found["abandon_reason"]):
        assert words in shown
    for pair in found["pairs"]:
        assert pair["name"] in shown
    assert found["url"].endswith(reverse("random-check-detail", args=[row.pk]))


def test_a_draw_given_up_before_the_commitment_was_never_there(cast: Cast, client: Client) -> None:
    row = made.listed(cast)
    draw_run.abandon(row, by=cast.unithead, reason="计划调整")
    for name in DETAILS:
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    for name in LISTS:
        assert row.title not in page(client, name)


@pytest.mark.parametrize("status", [Agency.Status.PENDING, Agency.Status.CLOSED])
def test_the_draws_of_an_agency_that_is_not_confirmed_are_not_shown(
    cast: Cast, client: Client, status: str
) -> None:
    row = made.committed(cast)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=status)
    for name in DETAILS:
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    for name in (*LISTS, "random-check-items"):
        assert "食品销售单位" not in page(client, name)


def test_what_was_left_out_is_shown_with_its_reason_but_a_person_without_a_name(
    cast: Cast, client: Client
) -> None:
    row = made.listed(cast)
    people = [Listed("苗青野", "11010519491231002X")]
    draws.list_objects(row, by=cast.officer1, kind=PartyKind.PERSON, rows=people)
    for name, reason in (("苗青野", "已歇业"), ("云溪试验3号食品店", "已注销")):
        draws.exclude(row.objects_listed.get(name=name), by=cast.officer1, reason=reason)
    draws.exclude(row.officers_listed.all()[3], by=cast.officer1, reason="脱产培训")
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    shown = page(client, "random-check-detail", row.pk)
    for words in ("已歇业", "已注销", "脱产培训", "云溪试验3号食品店"):
        assert words in shown
    assert "对象 7 个，执法人员 3 名" in shown
    for name in DETAILS:
        text = page(client, name, row.pk)
        assert not any(secret in text for secret in ("苗青野", "安试一", people[0].code))


# ------------------------------------------------------------------------------ the lists
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"q": "食品销售"}, True),
        ({"q": "计量器具"}, False),
        ({"agency": USCC}, True),
        ({"agency": "11410100MB00000002"}, False),
        ({"q": "食品销售", "agency": USCC}, True),
    ],
)
def test_draws_and_lines_are_found_by_word_and_agency(
    cast: Cast, client: Client, query: dict[str, str], found: bool
) -> None:
    Agency.objects.filter(pk=cast.bureau.pk).update(uscc=USCC)
    row = made.committed(cast)
    for name in LISTS:
        assert (str(row.pk) in page(client, name, **query)) is found
    assert ("经营行为抽查" in page(client, "random-check-items", **query)) is found


@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_a_draw_is_found_by_its_whole_commitment(
    cast: Cast, client: Client, change: Callable[[str], str]
) -> None:
    row = made.committed(cast)
    assert str(row.pk) in page(client, LISTS[0], q=change(row.commitment))
    assert str(row.pk) not in page(client, LISTS[0], q=change(row.commitment[:-1]))


def test_the_newest_commitment_comes_first_page_by_page(cast: Cast, client: Client) -> None:
    plan = made.random_plan(cast)
    rows = []
    for hour in (9, 11, 10):
        row = made.listed(cast, plans=[plan], people=2)
        draw_run.commit(row, by=cast.unithead, at=made.moment(hour))
        rows.append(row)
    expected = [rows[1], rows[2], rows[0]]
    with patch("disclosure.views.public.random_checks.PAGE", 2):
        first = client.get(reverse(LISTS[0])).context["page"]
        second = client.get(reverse(LISTS[0]), {"after": first.next_cursor}).context["page"]
    assert [*first.rows, *second.rows] == expected
    assert [each["id"] for each in body(client, LISTS[1])["results"]] == [
        str(row.pk) for row in expected
    ]


def test_the_lines_of_one_agency_are_read_page_by_page(cast: Cast, client: Client) -> None:
    rows = [made.random_item(cast, name=f"第{number}项抽查") for number in range(3)]
    with patch("disclosure.views.public.random_checks.PAGE", 2):
        first = client.get(reverse("random-check-items")).context["page"]
        after = {"after": first.next_cursor}
        second = client.get(reverse("random-check-items"), after).context["page"]
    assert [*first.rows, *second.rows] == rows


@pytest.mark.parametrize(
    ("query", "field"), [({"agency": "乙局"}, "agency"), ({"q": "长" * 2000}, "q")]
)
def test_the_interface_names_the_parameter_at_fault(
    client: Client, query: dict[str, str], field: str
) -> None:
    answer = client.get(reverse("api-random-check-list"), query)
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {field}
    for name in ("random-check-list", "random-check-items"):
        assert client.get(reverse(name), query).status_code == 400


def test_without_draws_the_list_says_so(client: Client, db: None) -> None:
    assert "没有符合条件的抽取" in page(client, "random-check-list")
    assert body(client, "api-random-check-list") == {"next": None, "results": []}


# ------------------------------------------------------------------------------ one line
def test_only_the_announced_plans_of_this_year_are_shown_with_a_line(
    cast: Cast, client: Client
) -> None:
    item = made.random_item(cast)
    for fields in (
        {"base": 101},
        {"base": 102, "published": False},
        {"base": 103, "published_on": made.SEED_DAY + timedelta(days=1)},
        {"base": 104, "year": 2025},
        {"base": 105, "published_on": made.SEED_DAY},
    ):
        made.random_plan(cast, check_item=item, **fields)
    (row,) = random_checks.items({}, made.SEED_DAY)
    assert [plan.base for plan in row.this_year] == [101, 105]  # type: ignore[attr-defined]  # a Prefetch
    shown = page(client, "random-check-item", item.pk)
    assert [base for base in range(101, 106) if f"{base} 户" in shown] == [101, 105]


def test_a_line_is_not_shown_before_its_day_nor_after_its_end(cast: Cast, client: Client) -> None:
    ended = made.random_item(cast, effective_to=made.SEED_DAY)
    later = made.random_item(cast, effective_from=made.SEED_DAY + timedelta(days=1))
    for row in (ended, later):
        assert client.get(reverse("random-check-item", args=[row.pk])).status_code == 404
    with patch.object(timezone, "localdate", lambda *_args: day(4, 12)):
        assert ended.name in page(client, "random-check-item", ended.pk)


def test_facts_without_a_value_are_left_out() -> None:
    names = {
        "name": "食品抽查",
        "basis": "法",
        "way": "targeted",
        "weight": "key",
        "remark": "合并",
    }
    row = RandomCheckItem(agency=Agency(name="云溪市试验局"), effective_from=day(1, 5), **names)
    found = {str(name): str(value) for name, value in facts(row)}
    assert found == {
        **{"抽查主体": "云溪市试验局", "抽查依据": "法", "抽查方式": "定向抽查"},
        **{"检查类别": "重点检查事项", "备注": "合并", "生效日期": "2026-01-05"},
    }


# ------------------------------------------------------------------------------ what was found
def test_a_decision_whose_publication_ended_is_not_linked(cast: Cast) -> None:
    row = made.drawn(cast)
    first = row.drawn.order_by("ordinal")[0]
    task = draw_tasks.open_task(first, by=cast.officer1, on=made.SEED_DAY, visit_from=day(4, 20))
    found = factories.published(cast.bureau)
    assert found.decision is not None
    assert found.publish_until is not None
    InspectionTask.objects.filter(pk=task.pk).update(case=found.decision.case)
    after = found.publish_until + timedelta(days=1)
    for on, linked in ((found.publish_until, found), (after, None)):
        assert random_checks.pairs(row, on)[0].inspection == linked


def test_pairs_carry_the_key_and_the_numbers_of_the_file(cast: Cast) -> None:
    row = made.drawn(cast)
    pairs = random_checks.pairs(row, made.SEED_DAY)
    result = draw_files.published(row)["result"]
    assert [{"object": each.key, "officers": each.officers} for each in pairs] == result
    assert [each.ordinal for each in pairs] == [1, 2, 3]
    assert random_checks.pairs(made.committed(cast, plans=list(row.plans.all())), day(4, 20)) == []


# ------------------------------------------------------------------------------ how it is sent
@pytest.mark.parametrize("name", [*LISTS, "random-check-items", "random-check-script"])
def test_a_register_may_be_a_minute_old(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert "max-age=60" in answer["Cache-Control"]
    again = client.get(reverse(name), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_draw_is_asked_for_again_before_every_use(cast: Cast, client: Client) -> None:
    row = made.drawn(cast)
    for name in ("random-check-detail", "api-random-check-detail"):
        assert "no-cache" in client.get(reverse(name, args=[row.pk]))["Cache-Control"]
    answer = client.get(reverse("random-check-file", args=[row.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="draw.json"'
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", ["random-check-list", "random-check-items", "random-check-script"])
def test_nothing_is_sent_to_the_public_pages(client: Client, db: None, name: str) -> None:
    assert client.post(reverse(name)).status_code == 405


def test_the_page_gives_the_command_that_checks_this_draw(cast: Cast, client: Client) -> None:
    row = made.drawn(cast)
    shown = page(client, "random-check-detail", row.pk)
    assert f"python3 verify_draw.py draw.json {row.commitment}" in shown
    for path in (reverse("random-check-script"), reverse("random-check-file", args=[row.pk])):
        assert f"curl -O http://testserver{path}" in shown
