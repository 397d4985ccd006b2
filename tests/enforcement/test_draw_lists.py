"""Preparing a draw: the register behind it, its rule, its lists, who is left out."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Draw, DrawObject, RandomCheckItem
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_run, draws, random_checks
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = pytest.mark.django_db


def last_action() -> str:
    return AuditEntry.objects.order_by("-id")[0].action


# ------------------------------------------------------------------------------ the register
def test_the_list_administrator_keeps_the_list_and_the_plan(cast: Cast) -> None:
    item = made.random_item(cast)
    assert last_action() == "randomcheckitem.create"
    plan = made.random_plan(cast, check_item=item)
    assert last_action() == "randomcheckplan.create"
    random_checks.keep_plan(plan, by=cast.listadmin, count=5)
    assert last_action() == "randomcheckplan.update"
    plan.refresh_from_db()
    assert plan.count == 5


@pytest.mark.parametrize("person", ["officer1", "head", "supervisor"])
def test_nobody_else_keeps_the_list(cast: Cast, person: str) -> None:
    item = made.random_item(cast)
    with pytest.raises(PermissionDenied):
        random_checks.keep_item(item, by=cast.people[person], name="别的名称")


def test_the_list_of_another_agency_is_not_kept(cast: Cast) -> None:
    item = made.random_item(cast)
    with pytest.raises(RuleError, match="不由您维护"):
        random_checks.keep_item(item, by=cast.listadmin, agency=cast.other_bureau)


def test_only_an_inspection_item_of_the_agency_is_checked_at_random(cast: Cast) -> None:
    foreign = factories.inspection_item(cast.other_bureau, on=day(1, 5))
    with pytest.raises(RuleError, match="不是本机关的行政检查事项") as refused:
        made.random_item(cast, item=foreign)
    assert refused.value.article == "国办发〔2015〕58号"


def test_a_line_does_not_end_before_it_begins(cast: Cast) -> None:
    with pytest.raises(RuleError, match="失效日期早于生效日期"):
        made.random_item(cast, effective_to=day(1, 4))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"count": 0}, "不少于1户"),
        ({"count": 41}, "不超过抽查基数"),
        ({"first_month": 7}, "结束月份早于开始月份"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast: Cast, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(RuleError, match=words):
        made.random_plan(cast, **fields)


def test_a_plan_for_an_item_of_another_agency_is_refused(cast: Cast) -> None:
    item = made.random_item(cast)
    RandomCheckItem.objects.filter(pk=item.pk).update(agency=cast.other_bureau)
    item.refresh_from_db()
    with pytest.raises(RuleError, match="抽查事项不属于该机关"):
        made.random_plan(cast, check_item=item)


@pytest.mark.parametrize(
    ("on", "seen"),
    [(day(1, 4), False), (day(1, 5), True), (day(5, 31), True), (day(6, 1), False)],
)
def test_a_line_is_public_from_its_announcement_to_its_end(
    cast: Cast, on: date, seen: bool
) -> None:
    made.random_item(cast, effective_to=day(6, 1))
    assert RandomCheckItem.objects.public(on).exists() is seen


# ------------------------------------------------------------------------------ the rule
def test_a_draw_is_prepared_from_an_announced_plan(cast: Cast) -> None:
    row = made.begun(cast)
    assert row.status == Draw.Status.PREPARING
    assert last_action() == "draw.prepare"


def test_a_plan_of_another_agency_is_refused(cast: Cast) -> None:
    plan = made.random_plan(cast)
    plan.agency = cast.other_bureau
    with pytest.raises(RuleError, match="按照本机关的年度抽查计划进行"):
        made.begun(cast, plans=[plan])


def test_a_plan_that_is_not_announced_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有公布，不得实施抽查"):
        made.begun(cast, plans=[made.random_plan(cast, published=False)])


def test_an_item_that_is_not_announced_is_refused(cast: Cast) -> None:
    item = made.random_item(cast, published=False)
    with pytest.raises(RuleError, match="没有公布，不得实施抽查"):
        made.begun(cast, plans=[made.random_plan(cast, check_item=item)])


def test_a_day_outside_the_months_of_the_plan_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleError, match="不在计划") as refused:
        made.begun(cast, seed_day=day(7, 1))
    assert refused.value.field == "seed_day"


@pytest.mark.parametrize("seed_day", [made.COMMITTED, day(4, 9)])
def test_a_seed_of_today_or_before_is_refused(cast: Cast, seed_day: date) -> None:
    with pytest.raises(RuleError, match="承诺时随机数可能已经公开") as refused:
        made.begun(cast, seed_day=seed_day)
    assert refused.value.field == "seed_day"


def test_a_seed_of_tomorrow_is_allowed(cast: Cast) -> None:
    assert made.begun(cast, seed_day=day(4, 11)).seed_day == day(4, 11)


@pytest.mark.parametrize("mask", ["999.99", "ABCDEF", ""])
def test_a_source_with_fewer_than_six_digits_is_refused(cast: Cast, mask: str) -> None:
    with pytest.raises(RuleError, match="不足6位"):
        made.begun(cast, seed_mask=mask)


@pytest.mark.parametrize("take", [{}, {"": 0}, {"高": 2, "低": 0}])
def test_nothing_to_draw_is_refused(cast: Cast, take: dict[str, int]) -> None:
    with pytest.raises(RuleError, match="不少于1户"):
        made.begun(cast, take=take)


def test_one_officer_is_not_enough(cast: Cast) -> None:
    with pytest.raises(RuleError, match="不得少于2名") as refused:
        made.begun(cast, officers_each=1)
    assert refused.value.article == "行政处罚法第四十二条"


# ------------------------------------------------------------------------------ the lists
def test_an_object_listed_twice_is_there_once(cast: Cast) -> None:
    row = made.begun(cast)
    rows = [Listed("甲店", "SHOP1"), Listed("甲店", " shop1 "), Listed("乙店"), Listed("乙店")]
    assert draws.list_objects(row, by=cast.officer1, kind=PartyKind.ORG, rows=rows) == 2
    assert draws.list_objects(row, by=cast.officer1, kind=PartyKind.ORG, rows=rows) == 0


def test_a_row_without_a_name_is_named_by_its_number(cast: Cast) -> None:
    row = made.begun(cast)
    with pytest.raises(RuleError, match="第2行没有名称"):
        draws.list_objects(
            row, by=cast.officer1, kind=PartyKind.ORG, rows=[Listed("甲店"), Listed(" ")]
        )
    assert not row.objects_listed.exists()


def test_an_officer_whose_certificate_ends_before_the_draw_is_refused(cast: Cast) -> None:
    row = made.begun(cast)
    short = factories.officer(cast.bureau, valid_to=day(4, 12))
    with pytest.raises(RuleError, match="不在有效期内"):
        draws.list_officers(row, by=cast.officer1, on=made.COMMITTED, officers=[short])
    until_then = factories.officer(cast.bureau, valid_to=made.SEED_DAY)
    assert draws.list_officers(row, by=cast.officer1, on=made.COMMITTED, officers=[until_then]) == 1


def test_an_officer_of_another_agency_is_refused(cast: Cast) -> None:
    row = made.begun(cast)
    with pytest.raises(RuleError, match="不是本机关在岗人员"):
        draws.list_officers(
            row, by=cast.officer1, on=made.COMMITTED, officers=[cast.outsider.officer]
        )


def test_only_who_prepares_changes_the_lists(cast: Cast) -> None:
    row = made.begun(cast)
    with pytest.raises(RuleError, match="只有准备人可以修改名单"):
        draws.list_objects(row, by=cast.officer2, kind=PartyKind.ORG, rows=made.companies())


def test_lists_are_closed_by_the_commitment(cast: Cast) -> None:
    row = made.committed(cast)
    with pytest.raises(StaleError, match="已经承诺，不能再修改"):
        draws.list_objects(row, by=cast.officer1, kind=PartyKind.ORG, rows=[Listed("新店")])
    with pytest.raises(StaleError, match="已经承诺，不能再修改"):
        draws.exclude(row.objects_listed.all()[0], by=cast.officer1, reason="停业")


def test_who_is_left_out_stays_in_the_published_lists_with_the_reason(cast: Cast) -> None:
    row = made.listed(cast)
    shop = row.objects_listed.get(name="云溪试验3号食品店")
    person = row.officers_listed.all()[3]
    draws.exclude(shop, by=cast.officer1, reason="已注销")
    draws.exclude(person, by=cast.officer1, reason="脱产培训")
    assert last_action() == "draw.exclude"
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    lists = draw_run.lists_of(row)
    assert [each["reason"] for each in lists["excluded"]["objects"]] == ["已注销"]
    assert [each["id"] for each in lists["excluded"]["officers"]] == [person.number]
    assert shop.key not in {each["id"] for each in lists["objects"]}
    assert len(lists["officers"]) == 3


@pytest.mark.parametrize("reason", ["", "  "])
def test_leaving_out_without_a_reason_is_refused(cast: Cast, reason: str) -> None:
    row = made.listed(cast)
    shop, officer = row.objects_listed.all()[0], row.officers_listed.all()[0]
    with pytest.raises(RuleError, match="应当写明理由"):
        draws.exclude(shop, by=cast.officer1, reason=reason)
    with pytest.raises(RuleError, match="应当写明理由"):
        draws.recuse(
            row, by=cast.officer1, listed_officer=officer, listed_object=shop, reason=reason
        )


def test_a_recusal_names_two_rows_of_this_draw(cast: Cast) -> None:
    row, other = made.listed(cast), made.begun(cast)
    shop, officer = row.objects_listed.all()[0], row.officers_listed.all()[0]
    with pytest.raises(RuleError, match="不在本次抽取的名单中"):
        draws.recuse(
            other, by=cast.officer1, listed_officer=officer, listed_object=shop, reason="亲属"
        )
    for _twice in range(2):
        draws.recuse(
            row, by=cast.officer1, listed_officer=officer, listed_object=shop, reason="亲属"
        )
    assert draw_run.lists_of(row)["recusals"] == [[officer.number, shop.key]]


def test_a_natural_person_is_published_as_a_salted_hash(cast: Cast) -> None:
    row = made.begun(cast)
    people = [Listed("苗青野", "11010519491231002X")]
    draws.list_objects(row, by=cast.officer1, kind=PartyKind.PERSON, rows=people)
    lists = draw_run.lists_of(row)
    assert lists["objects"][0]["name"] == ""
    assert lists["objects"][0]["id"].startswith("person-")
    assert "苗青野" not in str(lists)
    assert "11010519491231002X" not in str(lists)
    again = DrawObject(kind=PartyKind.PERSON, name="苗青野", code="11010519491231002X", salt="0")
    assert again.key != lists["objects"][0]["id"]
