"""The rule and the lists of a draw at their edges: what comes in, what stays out, what is published."""

import json
from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry
from enforcement import draws as algorithm
from enforcement.models import (
    Agency,
    Certificate,
    Draw,
    DrawObject,
    Officer,
    RandomCheckItem,
    RandomCheckPlan,
)
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_files, draw_run, draws
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GUIDELINE = "国办发〔2015〕58号"
ID_CARD = "11010519491231002X"


def log() -> int:
    return AuditEntry.objects.count()


def with_objects(row: Draw, *rows: Listed, kind: str = PartyKind.ORG) -> int:
    return draws.list_objects(row, by=row.prepared_by, kind=kind, rows=rows)


def with_officers(row: Draw, *officers: Officer, on: date = made.COMMITTED) -> int:
    return draws.list_officers(row, by=row.prepared_by, on=on, officers=officers)


# ------------------------------------------------------------------------------ the rule
RULES = [
    ({"take": {}}, "每一类的抽取户数应当不少于1户", "take", ""),
    ({"take": {"": -1}}, "每一类的抽取户数应当不少于1户", "take", ""),
    ({"officers_each": 0}, "每户执法人员不得少于2名", "officers_each", "行政处罚法第四十二条"),
    ({"officers_each": 1}, "每户执法人员不得少于2名", "officers_each", "行政处罚法第四十二条"),
    ({"seed_day": day(4, 10)}, "2026-04-10不晚于承诺名单的日期", "seed_day", GUIDELINE),
    ({"seed_day": day(2, 28)}, "不在计划", "seed_day", GUIDELINE),
    ({"seed_day": day(7, 1)}, "不在计划", "seed_day", GUIDELINE),
    ({"seed_day": day(4, 13, 2027)}, "不在计划", "seed_day", GUIDELINE),
    ({"seed_mask": "99999"}, "书写格式中的数字不足6位", "seed_mask", GUIDELINE),
    ({"seed_mask": "12345678"}, "书写格式中的数字不足6位", "seed_mask", GUIDELINE),
]


@pytest.mark.parametrize(("fields", "words", "field", "article"), RULES)
def test_a_rule_that_cannot_be_begins_no_draw(
    cast: Cast, fields: dict[str, Any], words: str, field: str, article: str
) -> None:
    plan = made.random_plan(cast)
    before = log()
    with pytest.raises(RuleError, match=words) as refused:
        made.begun(cast, plans=[plan], **fields)
    assert (refused.value.field, refused.value.article) == (field, article)
    assert refused.value.remedy.startswith("请")
    assert not Draw.objects.exists()
    assert log() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"seed_day": day(4, 11)},
        {"seed_day": day(6, 30)},
        {"seed_mask": "999999"},
        {"seed_mask": "9,99,999"},
        {"take": {"高风险": 1, "低风险": 1}},
        {"officers_each": 3},
    ],
)
def test_a_rule_at_the_edge_begins_a_draw(cast: Cast, fields: dict[str, Any]) -> None:
    row = Draw.objects.get(pk=made.begun(cast, **fields).pk)
    assert {name: getattr(row, name) for name in fields} == fields


def test_title_and_mask_are_kept_without_blanks_around_them(cast: Cast) -> None:
    row = made.begun(cast, title="  二季度抽查 ", seed_mask=" 9999.99 ")
    assert (row.title, row.seed_mask) == ("二季度抽查", "9999.99")


def test_a_draw_without_a_plan_is_refused(cast: Cast) -> None:
    values: dict[str, Any] = {
        **{"title": "抽查", "take": {"": 1}, "officers_each": 2, "seed_day": made.SEED_DAY},
        **{"seed_mask": made.MASK, "source_name": "指数"},
    }
    with pytest.raises(RuleError, match="按照本机关的年度抽查计划进行") as refused:
        draws.prepare(by=cast.officer1, agency=cast.bureau, on=made.COMMITTED, plans=[], **values)
    assert (refused.value.field, refused.value.article) == ("plans", GUIDELINE)


def unannounce(plan: RandomCheckPlan) -> None:
    RandomCheckPlan.objects.filter(pk=plan.pk).update(published_on=day(4, 11))


def announce_the_item_later(plan: RandomCheckPlan) -> None:
    RandomCheckItem.objects.filter(pk=plan.check_item_id).update(published_on=day(4, 11))


def end_the_item(plan: RandomCheckPlan) -> None:
    RandomCheckItem.objects.filter(pk=plan.check_item_id).update(effective_to=made.COMMITTED)


def unconfirm_the_agency(plan: RandomCheckPlan) -> None:
    Agency.objects.filter(pk=plan.agency_id).update(status=Agency.Status.PENDING)


SPOILED = [unannounce, announce_the_item_later, end_the_item, unconfirm_the_agency]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_plan_that_is_not_announced_on_the_day_begins_no_draw(cast: Cast, spoil: Any) -> None:
    plan = made.random_plan(cast)
    spoil(plan)
    plan.refresh_from_db()
    with pytest.raises(RuleError, match="没有公布，不得实施抽查") as refused:
        made.begun(cast, plans=[plan])
    assert (refused.value.field, refused.value.article) == ("plans", GUIDELINE)
    assert "清单管理员先行公布" in refused.value.remedy


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_plan_taken_back_before_the_commitment_stops_it(cast: Cast, spoil: Any) -> None:
    row = made.listed(cast)
    spoil(row.plans.get())
    before = log()
    with pytest.raises(RuleError, match="没有公布，不得实施抽查"):
        draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert Draw.objects.get(pk=row.pk).commitment == ""
    assert log() == before


def test_one_plan_of_several_that_is_not_announced_spoils_the_draw(cast: Cast) -> None:
    good = made.random_plan(cast)
    bad = made.random_plan(cast, check_item=good.check_item, published=False)
    with pytest.raises(RuleError, match="没有公布"):
        made.begun(cast, plans=[good, bad])
    assert not Draw.objects.exists()


# ------------------------------------------------------------------------------ the objects
@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (Listed("甲店", "SHOP-1"), Listed("改名的甲店", "shop 1"), 1),
        (Listed("甲店"), Listed("甲 店"), 1),
        (Listed("ABC店"), Listed("ａｂｃ店"), 1),
        (Listed("甲店", "SHOP1"), Listed("甲店", "SHOP2"), 2),
        (Listed("甲店"), Listed("甲店", "SHOP1"), 2),
    ],
)
def test_the_same_object_is_listed_once(
    cast: Cast, first: Listed, second: Listed, kept: int
) -> None:
    row = made.begun(cast)
    assert with_objects(row, first, second) == kept
    assert with_objects(row, second) == 0
    assert DrawObject.objects.filter(draw=row).count() == kept


def test_a_row_without_a_name_lists_nothing_of_what_was_sent(cast: Cast) -> None:
    row = made.begun(cast)
    before = log()
    with pytest.raises(RuleError, match="第3行没有名称") as refused:
        with_objects(row, Listed("甲店"), Listed("乙店"), Listed("", "SHOP3"))
    assert refused.value.field == "rows"
    assert "名称,代码,分类" in refused.value.remedy
    assert not row.objects_listed.exists()
    assert log() == before


def test_an_excluded_object_is_not_brought_back_by_listing_it_again(cast: Cast) -> None:
    row = made.begun(cast)
    with_objects(row, Listed("甲店", "SHOP1"))
    draws.exclude(row.objects_listed.get(), by=cast.officer1, reason="停业")
    assert with_objects(row, Listed("甲店", "SHOP1")) == 0
    assert row.objects_listed.get().excluded == "停业"


def test_the_code_of_a_listed_person_is_not_stored_in_clear(cast: Cast) -> None:
    row = made.begun(cast)
    with_objects(row, Listed("苗青野", ID_CARD), kind=PartyKind.PERSON)
    assert ID_CARD not in "".join(AuditEntry.objects.values_list("data", flat=True))
    assert ID_CARD not in row.objects_listed.get().lookup
    assert row.objects_listed.get().code == ID_CARD


def test_the_same_person_has_another_key_in_every_draw(cast: Cast) -> None:
    keys = set()
    plan = made.random_plan(cast)
    for _each in range(2):
        row = made.begun(cast, plans=[plan])
        with_objects(row, Listed("苗青野", ID_CARD), kind=PartyKind.PERSON)
        keys.add(row.objects_listed.get().key)
    assert len(keys) == 2


# ------------------------------------------------------------------------------ the officers
@pytest.mark.parametrize(
    "status", [each for each in Officer.Status.values if each != Officer.Status.ACTIVE]
)
def test_an_officer_not_in_post_is_refused(cast: Cast, status: str) -> None:
    row, person = made.begun(cast), factories.officer(cast.bureau, name="安试离")
    person.status = status
    with pytest.raises(RuleError, match="安试离不是本机关在岗人员") as refused:
        with_officers(row, *cast.officers, person)
    assert (refused.value.field, refused.value.article) == ("officers", "行政处罚法第四十二条")
    assert not row.officers_listed.exists()


@pytest.mark.parametrize(
    ("valid", "good"),
    [
        ((day(1, 1), made.SEED_DAY), True),
        ((made.COMMITTED, made.SEED_DAY), True),
        ((day(1, 1), day(4, 12)), False),
        ((day(4, 11), day(12, 31)), False),
    ],
)
def test_a_certificate_is_valid_today_and_on_the_day_of_the_seed(
    cast: Cast, valid: tuple[date, date], good: bool
) -> None:
    row = made.begun(cast)
    person = factories.officer(cast.bureau, valid_from=valid[0], valid_to=valid[1])
    if good:
        assert with_officers(row, person) == 1
        return
    with pytest.raises(RuleError, match="执法证到2026-04-13不在有效期内"):
        with_officers(row, person)


def test_an_officer_listed_twice_is_there_once(cast: Cast) -> None:
    row = made.begun(cast)
    assert with_officers(row, *cast.officers) == 2
    assert with_officers(row, *cast.officers, factories.officer(cast.bureau)) == 1
    numbers = set(Certificate.objects.values_list("number", flat=True))
    assert set(row.officers_listed.values_list("number", flat=True)) <= numbers


def test_an_officer_who_left_meanwhile_is_left_out_or_nothing_is_committed(cast: Cast) -> None:
    row = made.listed(cast)
    gone = row.officers_listed.all()[3]
    Certificate.objects.filter(officer=gone.officer).update(ended_on=day(4, 11))
    with pytest.raises(RuleError, match="请从名单中排除并写明理由") as refused:
        draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert refused.value.field == "officers"
    draws.exclude(gone, by=cast.officer1, reason="调离")
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert gone.number not in {each["id"] for each in json.loads(row.lists)["officers"]}


# ------------------------------------------------------------------------------ too few
def test_objects_left_out_do_not_count(cast: Cast) -> None:
    row = made.listed(cast, take={"": 8})
    draws.exclude(row.objects_listed.all()[0], by=cast.officer1, reason="停业")
    with pytest.raises(RuleError, match="分类“不分类”只有7户，少于要抽取的8户") as refused:
        draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert refused.value.article == GUIDELINE
    assert "补充对象名单" in refused.value.remedy


def test_as_many_officers_as_one_visit_needs_are_enough(cast: Cast) -> None:
    row = made.listed(cast, people=2)
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert row.status == Draw.Status.COMMITTED


def test_an_officer_left_out_leaves_too_few(cast: Cast) -> None:
    row = made.listed(cast, people=2)
    draws.exclude(row.officers_listed.all()[0], by=cast.officer1, reason="病假")
    with pytest.raises(RuleError, match="可以指派的执法人员不足2名") as refused:
        draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert (refused.value.article, refused.value.remedy) == (
        "行政处罚法第四十三条",
        "请补充执法人员名单。",
    )


def test_a_recusal_of_who_is_left_out_anyway_is_not_counted_twice(cast: Cast) -> None:
    row = made.listed(cast, people=3)
    shop, apart = row.objects_listed.all()[0], row.officers_listed.all()[2]
    draws.recuse(row, by=cast.officer1, listed_officer=apart, listed_object=shop, reason="亲属")
    draws.exclude(apart, by=cast.officer1, reason="病假")
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    assert row.commitment


def test_two_rows_that_would_be_published_alike_are_refused(cast: Cast) -> None:
    row = made.listed(cast)
    assert with_objects(row, Listed("《甲》"), Listed("改名", "《甲》")) == 2
    with pytest.raises(RuleError, match="名单中有重复的行"):
        draw_run.commit(row, by=cast.unithead, at=made.moment())


# ------------------------------------------------------------------------------ the published lists
def test_the_published_lists_say_everything_the_draw_rests_on(cast: Cast) -> None:
    row = made.listed(cast)
    lists = draw_files.lists_of(row)
    assert lists["agency"] == cast.bureau.name
    assert lists["items"] == ["食品销售单位经营行为抽查"]
    assert lists["rule"] == {"take": {"": 3}, "officers_each": 2, "text": row.rule_text}
    assert lists["seed_source"]["mask"] == made.MASK
    assert lists["seed_source"]["day"] == "2026-04-13"
    first = {"id": "SHOP000", "name": "云溪试验0号食品店", "kind": "org", "class": ""}
    assert lists["objects"][0] == first
    assert algorithm.flaw(lists) == ""
    assert "安试一" not in json.dumps(lists, ensure_ascii=False)
