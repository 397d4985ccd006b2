"""The pages of a draw in every state: what they show, what they offer, and what a bad entry meets."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.forms.draws import MOST_ROWS
from enforcement.models import Draw, InspectionTask
from enforcement.services import draws
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made
from tests.enforcement.test_lot_moves import STATES

pytestmark = pytest.mark.django_db
RULE = {
    **{"title": "二季度双随机抽查", "take": "2", "officers_each": "2", "rule_text": ""},
    **{"source_name": "云溪综合指数收盘价", "source_url": "https://example.org/index"},
    **{"source_how": "当日收盘点数", "seed_mask": made.MASK, "seed_day": "2026-04-13"},
}


@pytest.fixture(autouse=True)
def today() -> Any:
    """The day of the commitment."""
    with (
        patch.object(timezone, "localdate", lambda *_args: made.COMMITTED),
        patch.object(timezone, "now", lambda: made.moment()),
    ):
        yield


def post(client: Client, name: str, pk: Any = None, /, **data: Any) -> Any:
    return client.post(reverse(name, args=[pk] if pk else []), data)


def page(client: Client, name: str, pk: Any = None, /, **query: str) -> str:
    answer = client.get(reverse(name, args=[pk] if pk else []), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


# ------------------------------------------------------------------------------ the page of a draw
OFFERED = {
    ("preparing", "officer1"): {"draw-objects", "draw-officers", "draw-recuse"},
    ("preparing", "unithead"): {"draw-commit", "draw-abandon"},
    ("preparing", "reviewer"): set(),
    ("committed", "officer1"): set(),
    ("committed", "head"): {"draw-seed", "draw-abandon"},
    ("drawn", "officer1"): set(),
    ("drawn", "unithead"): set(),
    ("abandoned", "unithead"): set(),
    ("abandoned", "officer1"): set(),
}
ACTS = (
    *("draw-objects", "draw-officers", "draw-recuse"),
    *("draw-commit", "draw-seed", "draw-abandon"),
)


@pytest.mark.parametrize(("state", "person"), list(OFFERED))
def test_a_person_is_offered_what_may_be_done_now(cast: Cast, state: str, person: str) -> None:
    row = STATES[state](cast)
    shown = page(cast.client(person), "draw-detail", row.pk)
    found = {name for name in ACTS if f'href="{reverse(name, args=[row.pk])}"' in shown}
    assert found == OFFERED[state, person]


SHOWN = {
    "preparing": ["准备名单", "云溪试验7号食品店", "安试一", made.MASK, "2026-04-13"],
    "committed": ["已承诺，待抽取", "石承方", "公示页面"],
    "drawn": ["已抽取", made.VALUE, "抽取结果", "建立检查任务"],
    "abandoned": ["已终止", "名单遗漏一个乡镇", "公示页面"],
}


@pytest.mark.parametrize("state", list(STATES))
def test_the_page_of_a_draw_tells_its_state(cast: Cast, state: str) -> None:
    row = STATES[state](cast)
    shown = page(cast.client("officer1"), "draw-detail", row.pk)
    assert [words for words in SHOWN[state] if words not in shown] == []
    assert row.commitment in shown
    assert ("公示页面" in shown) is (state != "preparing")


def test_rows_are_left_out_from_the_page_while_the_lists_are_open_only(cast: Cast) -> None:
    plan = made.random_plan(cast)
    row, done = made.listed(cast, plans=[plan]), made.committed(cast, plans=[plan])
    client = cast.client("officer1")
    for draw, found in ((row, True), (done, False)):
        shown = page(client, "draw-detail", draw.pk)
        shop, person = draw.objects_listed.all()[0], draw.officers_listed.all()[0]
        assert (reverse("draw-object-exclude", args=[shop.pk]) in shown) is found
        assert (reverse("draw-officer-exclude", args=[person.pk]) in shown) is found


def test_a_long_list_of_objects_is_read_page_by_page(cast: Cast) -> None:
    row, client = made.listed(cast), cast.client("officer1")
    with patch("enforcement.views.draws.SHOWN", 5):
        answer = client.get(reverse("draw-detail", args=[row.pk]))
        first = answer.context["page"]
        second = client.get(
            reverse("draw-detail", args=[row.pk]), {"after": first.next_cursor}
        ).context["page"]
    names = [each.name for each in [*first.rows, *second.rows]]
    assert names == [each.name for each in made.companies()]
    assert answer.context["total"] == 8
    assert second.next_cursor == ""


def test_the_list_of_draws_is_read_page_by_page_and_a_bad_place_is_the_first(cast: Cast) -> None:
    plan = made.random_plan(cast)
    rows = [made.begun(cast, plans=[plan], title=f"第{number}次") for number in range(3)]
    client, found = cast.client("officer1"), []
    with patch("enforcement.views.draws.PAGE", 2):
        answer = client.get(reverse("draw-list"), {"after": "%%"})
        found += answer.context["page"].rows
        after = answer.context["page"].next_cursor
        found += client.get(reverse("draw-list"), {"after": after}).context["page"].rows
    assert sorted(each.title for each in found) == [row.title for row in rows]


def test_without_draws_the_list_says_what_to_do(cast: Cast) -> None:
    assert "按照已公布的年度抽查计划准备抽取" in page(cast.client("officer1"), "draw-list")
    assert reverse("draw-create") in page(cast.client("officer1"), "draw-list")
    assert reverse("draw-create") not in page(cast.client("unithead"), "draw-list")


# ------------------------------------------------------------------------------ beginning one
BAD_RULES = [
    ({"title": ""}, "必填"),
    ({"take": "0"}, "每一类的抽取户数应当不少于1户"),
    ({"take": "9" * 5000}, "不是户数"),
    ({"take": "高=1\n低"}, "“低”不是户数"),
    ({"officers_each": "1"}, "每户执法人员不得少于2名"),
    ({"officers_each": "99999"}, "99"),
    ({"officers_each": "two"}, "整数"),
    ({"seed_mask": "99.99"}, "不足6位"),
    ({"seed_day": "2026-07-01"}, "不在计划"),
    ({"seed_day": "soon"}, "日期"),
    ({"source_url": "no address"}, "URL"),
    ({"source_url": f"https://example.org/{'a' * 200}"}, "200"),
]


@pytest.mark.parametrize(("changes", "words"), BAD_RULES, ids=range(len(BAD_RULES)))
def test_a_bad_rule_is_named_and_what_was_typed_stays(
    cast: Cast, changes: dict[str, str], words: str
) -> None:
    plan = made.random_plan(cast)
    answer = post(cast.client("officer1"), "draw-create", plans=[plan.pk], **{**RULE, **changes})
    shown = text(answer)
    (field,) = changes
    assert [words in str(error) for error in answer.context["form"].errors[field]] == [True]
    assert "当日收盘点数" in shown
    assert f'value="{plan.pk}"' in shown
    assert not Draw.objects.exists()


@pytest.mark.parametrize("published_on", [None, day(4, 11)])
def test_a_plan_not_announced_yet_is_not_offered(cast: Cast, published_on: Any) -> None:
    plan = made.random_plan(cast, published_on=published_on)
    answer = post(cast.client("officer1"), "draw-create", plans=[plan.pk], **RULE)
    assert "plans" in answer.context["form"].errors
    assert not Draw.objects.exists()


def test_the_plan_of_another_year_or_agency_is_not_offered(cast: Cast) -> None:
    last_year = made.random_plan(cast, year=2025)
    mine = made.random_plan(cast, check_item=last_year.check_item)
    answer = cast.client("officer1").get(reverse("draw-create"))
    assert list(answer.context["form"].fields["plans"].queryset) == [mine]
    other = cast.client("outsider").get(reverse("draw-create"))
    assert not other.context["form"].fields["plans"].queryset.exists()


def test_a_good_rule_leads_to_the_page_of_the_draw(cast: Cast) -> None:
    plan = made.random_plan(cast)
    answer = post(cast.client("officer1"), "draw-create", plans=[plan.pk], **RULE)
    row = Draw.objects.get()
    assert answer.url == reverse("draw-detail", args=[row.pk])
    assert (row.prepared_by, list(row.plans.all())) == (cast.officer1, [plan])


# ------------------------------------------------------------------------------ the lists
BAD_ROWS = [
    ("甲店\n,SHOP2", "第2行没有名称"),
    ("甲" * 201, "200"),
    (f"甲店,{'9' * 19}", "18"),
    (f"甲店,SHOP1,{'类' * 61}", "60"),
    (f'"{"甲" * 140_000}', f"一次最多{MOST_ROWS}行"),
]


@pytest.mark.parametrize(("rows", "words"), BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_rows_that_cannot_be_listed_are_shown_again(cast: Cast, rows: str, words: str) -> None:
    row = made.begun(cast)
    answer = post(cast.client("officer1"), "draw-objects", row.pk, kind="org", rows=rows)
    assert rows.splitlines()[0][1:40] in text(answer)
    assert words in str(answer.context["form"].errors["rows"])
    assert not row.objects_listed.exists()


def test_more_rows_than_one_form_takes_are_refused(cast: Cast) -> None:
    row = made.begun(cast)
    with patch("enforcement.forms.draws.MOST_ROWS", 2):
        answer = post(
            cast.client("officer1"), "draw-objects", row.pk, kind="org", rows="甲\n乙\n丙"
        )
        assert "一次最多2行" in text(answer)
        post(cast.client("officer1"), "draw-objects", row.pk, kind="org", rows="甲\n乙")
    assert row.objects_listed.count() == 2


@pytest.mark.parametrize(
    "rows", ["甲店\r乙店", "甲店\r\n乙店\r\n", '"甲店"\n乙店', "\n甲店\n ,\n乙店"]
)
def test_lines_may_end_as_on_any_machine(cast: Cast, rows: str) -> None:
    row = made.begun(cast)
    post(cast.client("officer1"), "draw-objects", row.pk, kind="org", rows=rows)
    assert sorted(each.name for each in row.objects_listed.all()) == ["乙店", "甲店"]


def test_only_officers_who_may_be_drawn_are_offered(cast: Cast) -> None:
    row = made.begun(cast)
    good = factories.officer(cast.bureau, valid_to=made.SEED_DAY)
    factories.officer(cast.bureau, valid_to=day(4, 12))
    draws.list_officers(row, by=cast.officer1, on=made.COMMITTED, officers=[cast.officers[1]])
    answer = cast.client("officer1").get(reverse("draw-officers", args=[row.pk]))
    assert list(answer.context["form"].fields["officers"].queryset) == [cast.officers[0], good]


def test_who_is_left_out_is_not_offered_for_a_recusal(cast: Cast) -> None:
    row, client = made.listed(cast), cast.client("officer1")
    shop, person = row.objects_listed.all()[0], row.officers_listed.all()[0]
    post(client, "draw-object-exclude", shop.pk, reason="停业")
    post(client, "draw-officer-exclude", person.pk, reason="病假")
    data = {"listed_officer": person.pk, "listed_object": shop.pk, "reason": "亲属"}
    answer = post(client, "draw-recuse", row.pk, **data)
    assert set(answer.context["form"].errors) == {"listed_officer", "listed_object"}
    assert "亲属" in text(answer)
    assert not row.recusals.exists()


@pytest.mark.parametrize("name", ["draw-object-exclude", "draw-officer-exclude"])
@pytest.mark.parametrize(
    ("reason", "words"), [("", "必填"), ("长" * 301, "300")], ids=["none", "long"]
)
def test_leaving_out_needs_a_reason_of_a_few_words(
    cast: Cast, name: str, reason: str, words: str
) -> None:
    row = made.listed(cast)
    one: Any = row.objects_listed.all()[0]
    if name == "draw-officer-exclude":
        one = row.officers_listed.all()[0]
    assert words in text(post(cast.client("officer1"), name, one.pk, reason=reason))
    one.refresh_from_db()
    assert one.excluded == ""


def test_a_colleague_is_told_that_the_preparer_does_it(cast: Cast) -> None:
    row, client = made.listed(cast), cast.client("officer2")
    shop = row.objects_listed.all()[0]
    for name, pk, data in (
        ("draw-objects", row.pk, {"kind": "org", "rows": "新店"}),
        ("draw-object-exclude", shop.pk, {"reason": "停业"}),
    ):
        assert "只有准备人可以修改名单" in text(post(client, name, pk, **data))
    assert row.objects_listed.filter(excluded="").count() == 8


# ------------------------------------------------------------------------------ to the end
@pytest.mark.parametrize(
    ("state", "person", "name"),
    [
        *(("committed", "officer1", name) for name in ("draw-objects", "draw-officers")),
        *(("drawn", "unithead", name) for name in ("draw-commit", "draw-seed", "draw-abandon")),
    ],
)
def test_a_page_that_comes_too_late_says_so(cast: Cast, state: str, person: str, name: str) -> None:
    row = STATES[state](cast)
    assert "当前状态下不能办理本事项" in page(cast.client(person), name, row.pk)


def test_lists_are_not_committed_to_unchecked(cast: Cast) -> None:
    row = made.listed(cast)
    answer = post(cast.client("unithead"), "draw-commit", row.pk, checked="")
    assert "checked" in answer.context["form"].errors
    row.refresh_from_db()
    assert row.status == Draw.Status.PREPARING


@pytest.mark.parametrize("value", ["3187.5", "3187。52", "31 87.52"])
def test_a_value_written_otherwise_stays_on_the_page(cast: Cast, value: str) -> None:
    row = made.committed(cast)
    with patch.object(timezone, "localdate", lambda *_args: made.SEED_DAY):
        shown = text(post(cast.client("unithead"), "draw-seed", row.pk, value=value))
    assert "没有按照承诺的格式“9999.99”书写" in shown
    assert f'value="{value}"' in shown
    assert row.source_name in shown


def test_a_visit_that_ends_before_it_begins_is_refused_in_words(cast: Cast) -> None:
    row = made.drawn(cast).drawn.order_by("ordinal")[0]
    data = {"visit_from": "2026-04-20", "visit_to": "2026-04-19", "place": "云溪市示范路1号"}
    answer = post(cast.client("officer1"), "drawn-task", row.pk, **data)
    assert "终了日期不能早于开始日期" in str(answer.context["form"].errors["visit_to"])
    assert "云溪市示范路1号" in text(answer)
    assert not InspectionTask.objects.exists()
    answer = post(
        cast.client("officer1"), "drawn-task", row.pk, **{**data, "visit_to": "2026-04-20"}
    )
    assert answer.url == reverse("draw-detail", args=[row.draw_id])
    assert InspectionTask.objects.get().visit_to == day(4, 20)
