"""What the log keeps of a catalogue of review, and every refusal with its rule and the way on."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.acts import catalogues as acts
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.services import catalogues
from tests import factories
from tests.base import Cast, day
from tests.catalogues import FROM, INSPECTIONS, ON, TEXT, begun, published, put

pytestmark = pytest.mark.django_db
ARTICLE = "国办发〔2018〕118号第十二条"


@pytest.fixture
def row(cast: Cast) -> ReviewCatalogue:
    return begun(cast.bureau, cast.listadmin)


def handed_in(cast: Cast, row: ReviewCatalogue) -> ReviewCatalogue:
    return catalogues.submit(row, by=cast.listadmin, on=ON, valid_from=FROM)


def entry(action: str) -> tuple[str, dict[str, Any]]:
    """Who did it last, and what the log has of it."""
    found = AuditEntry.objects.filter(action=action).latest("pk")
    return found.actor, json.loads(found.data)


def refused(act: Callable[[], object]) -> RuleError:
    """The refusal, which leaves no entry."""
    before = AuditEntry.objects.count()
    with pytest.raises(RuleError) as caught:
        act()
    assert AuditEntry.objects.count() == before
    return caught.value


# --- entries ----------------------------------------------------------------------------------------
def test_beginning_is_kept_with_its_document_and_number_of_rules(
    cast: Cast, row: ReviewCatalogue
) -> None:
    actor, data = entry("catalogue.begin")

    assert actor == cast.listadmin.name
    assert data == {**TEXT, "rules": row.rules.count()}
    found = AuditEntry.objects.get(action="catalogue.begin")
    assert (found.agency_id, found.object_id) == (cast.bureau.pk, str(row.pk))


def test_a_new_rule_is_kept_whole_and_without_a_before(cast: Cast, row: ReviewCatalogue) -> None:
    rule = put(row, cast.listadmin, label="  行政检查的处理决定 ", procedures=["inspection"])

    _actor, data = entry("catalogue.rule")
    assert data == {
        **INSPECTIONS,
        "key": rule.key,
        "procedures": ["inspection"],
        "terms": {},
    }
    found = AuditEntry.objects.get(action="catalogue.rule")
    assert (found.agency_id, found.object_id) == (cast.bureau.pk, str(rule.pk))


def test_a_changed_rule_is_kept_with_all_that_it_was(cast: Cast, row: ReviewCatalogue) -> None:
    rule = row.rules.get(key="coercion")
    old = {name: getattr(rule, name) for name in (*INSPECTIONS, "procedures", "terms")}

    put(row, cast.listadmin, rule, label="行政强制决定", kinds=["coercion"])

    _actor, data = entry("catalogue.rule")
    assert data["before"] == old
    assert (data["label"], data["key"]) == ("行政强制决定", "coercion")


def test_a_removed_rule_leaves_its_words_in_the_log(cast: Cast, row: ReviewCatalogue) -> None:
    rule = row.rules.get(key="coercion")
    words = {"key": "coercion", "label": rule.label, "article": rule.article}

    catalogues.remove(row, by=cast.listadmin, on=ON, rule=rule)

    assert entry("catalogue.remove_rule") == (cast.listadmin.name, words)


def test_rewriting_keeps_what_was_given_and_only_that(cast: Cast, row: ReviewCatalogue) -> None:
    catalogues.rewrite(row, by=cast.listadmin, change_note="增加行政检查。", title="新名称")

    assert entry("catalogue.rewrite")[1] == {"change_note": "增加行政检查。", "title": "新名称"}
    row.refresh_from_db()
    assert (row.title, row.doc_no) == ("新名称", TEXT["doc_no"])


def test_every_step_of_a_version_is_in_the_log_with_its_article(
    cast: Cast, row: ReviewCatalogue
) -> None:
    handed_in(cast, row)
    catalogues.give_back(row, by=cast.head, opinion="请补充。")
    handed_in(cast, row)
    catalogues.publish(row, by=cast.head, on=ON, opinion="同意公布。")

    rows = AuditEntry.objects.filter(action__startswith="reviewcatalogue.").order_by("pk")
    steps = [(each.action.split(".")[1], each.actor, json.loads(each.data)) for each in rows]
    assert [(name, actor, data["note"]) for name, actor, data in steps] == [
        ("submit", "柏正源", ""),
        ("return", "江以宁", "请补充。"),
        ("submit", "柏正源", ""),
        ("publish", "江以宁", "同意公布。"),
    ]
    assert {data["article"] for _name, _actor, data in steps} == {ARTICLE}


def test_what_was_given_up_keeps_its_reason_and_its_rules(cast: Cast, row: ReviewCatalogue) -> None:
    count = row.rules.count()

    gone = catalogues.discard(row, by=cast.listadmin, reason="文件另行制定。")

    assert entry("reviewcatalogue.discard")[1]["note"] == "文件另行制定。"
    assert (gone.status, gone.rules.count()) == ("discarded", count)


# --- refusals ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "label"),
    [("title", "清单名称"), ("doc_no", "制定文件文号"), ("source", "制定依据")],
)
@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_an_empty_name_is_asked_for_by_its_label(
    cast: Cast, row: ReviewCatalogue, name: str, label: str, blank: str
) -> None:
    error = refused(lambda: catalogues.rewrite(row, by=cast.listadmin, **{name: blank}))

    assert (error.message, error.field) == (f"请填写{label}。", name)
    assert (error.article, error.remedy) == (ARTICLE, "目录清单应当写明制定文件和依据。")


def test_a_second_open_version_is_refused_while_one_waits_for_approval(
    cast: Cast, row: ReviewCatalogue
) -> None:
    handed_in(cast, row)

    error = refused(lambda: begun(cast.bureau, cast.listadmin))

    assert error.message == "本机关已有编制中或者待批准的目录清单。"
    assert (error.article, error.field) == (ARTICLE, "agency")
    assert error.remedy == "请先公布或者放弃该版本。"


def test_another_agency_below_is_not_held_up_by_an_open_version(
    cast: Cast, row: ReviewCatalogue
) -> None:
    below = factories.agency(parent=cast.bureau)

    made = begun(below, cast.listadmin)

    assert made.agency == below
    assert row.status == made.status == "draft"


@pytest.mark.parametrize("name", ["label", "article"])
@pytest.mark.parametrize("blank", ["", " \t"])
def test_a_rule_without_words_is_refused(
    cast: Cast, row: ReviewCatalogue, name: str, blank: str
) -> None:
    error = refused(lambda: put(row, cast.listadmin, **dict[str, Any]({name: blank})))

    assert (error.message, error.field) == ("每一项都应当写明事项和依据条款。", name)
    assert error.article == ARTICLE


@pytest.mark.parametrize("days_after", [0, 1])
def test_the_first_day_may_be_today(cast: Cast, row: ReviewCatalogue, days_after: int) -> None:
    valid_from = date(ON.year, ON.month, ON.day + days_after)

    made = published(row, cast.listadmin, cast.head, valid_from=valid_from)

    assert (made.valid_from, made.published_on) == (valid_from, ON)


def test_a_day_that_is_past_is_refused_at_both_steps(cast: Cast, row: ReviewCatalogue) -> None:
    past = day(3, 1)
    first = refused(
        lambda: catalogues.submit(row, by=cast.listadmin, on=ON, valid_from=past),
    )
    handed_in(cast, row)
    later = refused(lambda: catalogues.publish(row, by=cast.head, on=day(4, 2), opinion="同意。"))

    for error in (first, later):
        assert error.message == "生效日期不能早于公布日期。"
        assert (error.article, error.field) == (ARTICLE, "valid_from")
        assert error.remedy == "目录清单不溯及既往；请另定生效日期。"


@pytest.mark.parametrize(("number", "open_"), [(31, False), (1, False), (2, True)])
def test_the_next_version_takes_effect_later_than_the_last(
    cast: Cast, row: ReviewCatalogue, number: int, *, open_: bool
) -> None:
    published(row, cast.listadmin, cast.head)
    following = begun(cast.bureau, cast.listadmin, doc_no="云市监规〔2026〕2号")
    valid_from = day(3 if number == 31 else 4, number)

    def act() -> ReviewCatalogue:
        return catalogues.submit(following, by=cast.listadmin, on=ON, valid_from=valid_from)

    if open_:
        assert act().valid_from == valid_from
        return
    error = refused(act)
    assert error.message == "生效日期应当晚于已公布版本的生效日期2026-04-01。"
    assert (error.article, error.field) == (ARTICLE, "valid_from")


def test_who_decides_must_have_the_right(cast: Cast, row: ReviewCatalogue) -> None:
    handed_in(cast, row)
    for person in (cast.listadmin, cast.officer1, cast.reviewer, cast.supervisor, cast.admin):
        with pytest.raises(PermissionDenied):
            catalogues.give_back(row, by=person, opinion="意见。")
    row.refresh_from_db()
    assert row.status == "submitted"


def test_a_draft_is_neither_published_nor_sent_back(cast: Cast, row: ReviewCatalogue) -> None:
    for act, words in (
        (lambda: catalogues.publish(row, by=cast.head, on=ON, opinion="同意。"), "批准公布"),
        (lambda: catalogues.give_back(row, by=cast.head, opinion="意见。"), "退回修改"),
    ):
        error = refused(act)
        assert isinstance(error, StaleError)
        assert error.message == f"当前状态为“编制中”，不能{words}。"
        assert error.article == ARTICLE


@pytest.mark.parametrize("reason", ["", " "])
def test_sending_back_and_giving_up_say_why(cast: Cast, row: ReviewCatalogue, reason: str) -> None:
    up = refused(lambda: catalogues.discard(row, by=cast.listadmin, reason=reason))
    handed_in(cast, row)
    back = refused(lambda: catalogues.give_back(row, by=cast.head, opinion=reason))

    assert (up.message, up.field) == ("放弃编制应当说明理由。", "reason")
    assert (back.message, back.field) == ("退回修改应当说明理由。", "opinion")
    assert up.article == back.article == ARTICLE


def test_a_rule_of_another_version_is_not_changed_through_this_one(
    cast: Cast, row: ReviewCatalogue
) -> None:
    below = factories.agency(parent=cast.bureau)
    other = begun(below, cast.listadmin).rules.get(key="coercion")

    with pytest.raises(CatalogueRule.DoesNotExist):
        put(row, cast.listadmin, other)
    with pytest.raises(CatalogueRule.DoesNotExist):
        catalogues.remove(row, by=cast.listadmin, on=ON, rule=other)
    assert CatalogueRule.objects.filter(pk=other.pk).exists()


def test_keys_and_places_of_removed_rules_are_not_given_twice_at_once(
    cast: Cast, row: ReviewCatalogue
) -> None:
    first, second = put(row, cast.listadmin), put(row, cast.listadmin)
    assert [(each.key, each.place) for each in (first, second)] == [("own_7", 7), ("own_8", 8)]
    catalogues.remove(row, by=cast.listadmin, on=ON, rule=first)

    third = put(row, cast.listadmin)

    assert (third.key, third.place) == ("own_9", 9)


# --- what is offered, and the document --------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "keeper", "head"),
    [
        ("draft", ["报请批准", "放弃编制"], []),
        ("submitted", [], ["批准公布", "退回修改"]),
        ("published", [], []),
    ],
)
def test_each_is_offered_what_the_state_and_the_right_allow(
    cast: Cast, row: ReviewCatalogue, state: str, keeper: list[str], head: list[str]
) -> None:
    if state != "draft":
        handed_in(cast, row)
    if state == "published":
        catalogues.publish(row, by=cast.head, on=ON, opinion="同意。")
    found = ReviewCatalogue.objects.get(pk=row.pk)

    assert [title for title, _url in acts.offered(found, cast.listadmin)] == keeper
    assert [title for title, _url in acts.offered(found, cast.head)] == head
    assert acts.offered(found, cast.officer1) == []


def test_the_document_names_people_inside_and_nobody_outside(
    cast: Cast, row: ReviewCatalogue
) -> None:
    made = published(row, cast.listadmin, cast.head)

    inside, outside = dict(catalogues.facts(made)), dict(catalogues.facts(made, public=True))

    assert (inside["报批人"], inside["批准人"], inside["意见"]) == (
        "柏正源",
        "江以宁",
        "同意公布。",
    )
    assert set(inside) - set(outside) == {"报批人", "批准人", "意见"}
    assert "修订说明" not in inside


# --- the database -----------------------------------------------------------------------------------
def code(sql: str, *values: Any) -> str:
    """The code of the gate that refuses the statement."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    return (refusal(caught.value) or ("CHECK", ""))[0]


@pytest.mark.parametrize("change", ["profile = 'national'", "created_by_id = %s", "agency_id = %s"])
def test_a_draft_stays_with_its_agency_its_rules_and_its_author(
    cast: Cast, row: ReviewCatalogue, change: str
) -> None:
    values = {"created_by_id = %s": [cast.head.pk], "agency_id = %s": [cast.justice.pk]}

    sql = f"UPDATE enforcement_reviewcatalogue SET {change}"  # noqa: S608  # of this test
    assert code(sql, *values.get(change, [])) == "CATALOGUE"


@pytest.mark.parametrize("text", ["title", "doc_no", "source"])
def test_no_version_has_an_empty_document_in_the_database(row: ReviewCatalogue, text: str) -> None:
    assert code(f"UPDATE enforcement_reviewcatalogue SET {text} = ''") == "CHECK"  # noqa: S608  # of this test


def test_no_version_is_born_published(cast: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewCatalogue.objects.create(
            agency=cast.bureau,
            profile="sanmenxia_gov",
            created_by=cast.listadmin,
            submitted_by=cast.listadmin,
            approved_by=cast.head,
            status="published",
            valid_from=FROM,
            published_on=ON,
            **TEXT,
        )


def test_one_agency_has_one_open_version_in_the_database(cast: Cast, row: ReviewCatalogue) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewCatalogue.objects.create(
            agency=cast.bureau, profile=row.profile, created_by=cast.listadmin, **TEXT
        )


@pytest.mark.parametrize("name", ["label", "article", "test"])
def test_no_rule_is_without_words_in_the_database(row: ReviewCatalogue, name: str) -> None:
    assert code(f"UPDATE enforcement_cataloguerule SET {name} = ''") == "CHECK"  # noqa: S608  # of this test


def test_what_was_given_up_is_not_taken_up_again(cast: Cast, row: ReviewCatalogue) -> None:
    catalogues.discard(row, by=cast.listadmin, reason="文件另行制定。")

    assert code("UPDATE enforcement_reviewcatalogue SET status = 'draft'") == "CATALOGUE"
    assert code("UPDATE enforcement_cataloguerule SET label = 'x'") == "CATALOGUE"
    assert code("DELETE FROM enforcement_cataloguerule") == "CATALOGUE"
