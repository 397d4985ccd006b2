"""The catalogue of review as dated data: begun, edited, approved by another, in force by its day."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import review_scope
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.profiles import PROFILE_KEYS
from enforcement.review_facts import Row
from enforcement.review_rules import hits
from enforcement.services import catalogues
from tests import factories
from tests.base import Cast, day
from tests.catalogues import FROM, INSPECTIONS, ON, begun, published, put
from tests.enforcement.dossier import audited

pytestmark = pytest.mark.django_db
BEFORE = day(3, 31)
LAW = "行政处罚法第五十八条；国办发〔2018〕118号第十二条"


def open_list(cast: Cast) -> ReviewCatalogue:
    return begun(cast.bureau, cast.listadmin)


def in_force(cast: Cast, **kinds: Any) -> ReviewCatalogue:
    """A published list that asks for inspections too."""
    row = open_list(cast)
    put(row, cast.listadmin, **kinds)
    return published(row, cast.listadmin, cast.head)


def rule_of(row: ReviewCatalogue, key: str) -> CatalogueRule:
    return row.rules.get(key=key)


# --- beginning -----------------------------------------------------------------------------------
@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_a_version_begins_with_exactly_the_scope_in_force(profile: str) -> None:
    agency = factories.agency(profile=profile)
    row = begun(agency, factories.user("listadmin", agency))

    before = review_scope.rules_of(agency, ON)
    for kind, procedure in (
        ("penalty", "ordinary"),
        ("permit", "permit"),
        ("coercion", "ordinary"),
    ):
        for cents in (0, 499_999, 500_000, 999_999, 1_000_000, 9_999_999, 10_000_000):
            for party in ("person", "sole_trader", "org"):
                facts = Row(
                    kind,
                    procedure,
                    party,
                    outcome="refused",
                    penalty_kinds=("revoke_licence",),
                    fine=cents,
                    heard=bool(cents % 2),
                )
                found = [hits(facts, rule) for rule in before]
                assert found == [hits(facts, rule) for rule in row.rows()]
    assert audited(row, "catalogue.begin")
    assert (row.status, row.profile) == ("draft", profile)


def test_the_next_version_begins_with_the_one_in_force(cast: Cast) -> None:
    in_force(cast)

    row = begun(cast.bureau, cast.listadmin, on=FROM, doc_no="云市监规〔2026〕2号")

    assert rule_of(row, "own_7").label == INSPECTIONS["label"]


@pytest.mark.parametrize("name", ["title", "doc_no", "source"])
def test_a_version_names_its_document(cast: Cast, name: str) -> None:
    with pytest.raises(RuleError) as refused:
        begun(cast.bureau, cast.listadmin, on=ON, **{name: " "})

    assert refused.value.field == name
    assert refused.value.article == "国办发〔2018〕118号第十二条"
    assert not ReviewCatalogue.objects.exists()


def test_an_agency_works_on_one_version_at_a_time(cast: Cast) -> None:
    row = open_list(cast)
    with pytest.raises(RuleError, match="已有编制中"):
        open_list(cast)

    catalogues.discard(row, by=cast.listadmin, reason="文件另行制定。")
    assert open_list(cast).pk != row.pk


def test_lists_are_kept_by_their_administrator_alone(cast: Cast) -> None:
    other = factories.user("listadmin", cast.other_bureau)
    for person in (cast.officer1, cast.head, cast.reviewer, cast.supervisor, cast.admin):
        with pytest.raises(PermissionDenied):
            begun(cast.bureau, person)
    with pytest.raises(RuleError, match="不由您维护") as refused:
        begun(cast.bureau, other)
    assert refused.value.field == "agency"
    row = open_list(cast)
    with pytest.raises(RuleError, match="不由您维护"):
        put(row, other)


# --- editing ---------------------------------------------------------------------------------------
def test_a_rule_is_added_changed_and_removed_with_an_entry_each(cast: Cast) -> None:
    row = open_list(cast)
    rule = put(row, cast.listadmin)
    assert (rule.key, rule.place) == ("own_7", 7)
    again = put(row, cast.listadmin, rule, label="检查后的责令改正", test="outcome", terms=RECTIFY)
    assert (again.pk, again.label, again.terms) == (rule.pk, "检查后的责令改正", RECTIFY)
    data = json.loads(AuditEntry.objects.filter(action="catalogue.rule").latest("pk").data)
    assert data["before"]["label"] == INSPECTIONS["label"]

    catalogues.remove(row, by=cast.listadmin, on=ON, rule=again)

    assert not CatalogueRule.objects.filter(pk=rule.pk).exists()
    assert AuditEntry.objects.filter(action="catalogue.remove_rule").exists()


RECTIFY = {"outcomes": ["rectify"]}


def test_the_amounts_of_the_local_plan_may_be_changed_by_a_new_document(cast: Cast) -> None:
    row = open_list(cast)
    rule = rule_of(row, "amount")
    limits = {"person": {"cents": 2_000_000, "inclusive": False}}
    terms = {"of": ["fine"], "counted": "separate", "limits": limits}

    put(row, cast.listadmin, rule, test="amount", kinds=[], terms=terms, label="较大数额罚款")

    found = published(row, cast.listadmin, cast.head).rows()
    kept = next(each for each in found if each["key"] == "amount")
    facts = Row("penalty", "ordinary", "person", fine=2_000_000)
    assert not hits(facts, kept)
    assert hits(Row("penalty", "ordinary", "person", fine=2_000_001), kept)


def test_what_the_law_asks_for_cannot_be_removed(cast: Cast) -> None:
    row = open_list(cast)
    for key, label in (
        ("ordinary_penalty", "适用普通程序的行政处罚决定"),
        ("hearing_held", "经过听证程序作出的决定"),
    ):
        with pytest.raises(RuleError) as refused:
            catalogues.remove(row, by=cast.listadmin, on=ON, rule=rule_of(row, key))
        assert label in refused.value.message
        assert refused.value.article == LAW
        assert "不能缩小" in refused.value.remedy
    assert row.rules.count() == 6


@pytest.mark.parametrize(
    "change",
    [
        {"kinds": ["penalty"], "procedures": ["simple"]},
        {"kinds": ["permit"]},
        {"test": "penalty_kinds", "terms": {"penalty_kinds": ["fine"]}},
        {"test": "asked"},
    ],
)
def test_what_the_law_asks_for_cannot_be_narrowed(cast: Cast, change: dict[str, Any]) -> None:
    row = open_list(cast)
    rule = rule_of(row, "ordinary_penalty")
    with pytest.raises(RuleError) as refused:
        put(row, cast.listadmin, rule, **{"test": "kind", "kinds": ["penalty"], **change})

    assert "适用普通程序的行政处罚决定" in refused.value.message
    assert rule_of(row, "ordinary_penalty").kinds == ["penalty"]


def test_a_wider_rule_may_take_the_place_of_one_of_the_law(cast: Cast) -> None:
    row = open_list(cast)
    put(row, cast.listadmin, label="全部决定", kinds=[])

    catalogues.remove(row, by=cast.listadmin, on=ON, rule=rule_of(row, "ordinary_penalty"))

    assert not row.rules.filter(key="ordinary_penalty").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"test": "guess"}, "test"),
        ({"kinds": ["war"]}, "kinds"),
        ({"procedures": ["none"]}, "procedures"),
        ({"label": " "}, "label"),
        ({"article": ""}, "article"),
        ({"test": "penalty_kinds"}, "penalty_kinds"),
        ({"test": "penalty_kinds", "terms": {"penalty_kinds": ["flogging"]}}, "penalty_kinds"),
        ({"test": "outcome", "terms": {}}, "outcomes"),
        ({"test": "outcome", "terms": {**RECTIFY, "proceedings": ["x"]}}, "proceedings"),
        ({"test": "amount", "terms": {"of": ["fine"]}}, "limit_person"),
        ({"test": "amount", "terms": {"of": ["bribe"]}}, "of"),
        ({"test": "amount", "terms": {"of": ["fine"], "counted": "twice"}}, "counted"),
        (
            {
                "test": "amount",
                "terms": {"of": ["fine"], "limits": {"org": {"cents": 0, "inclusive": True}}},
            },
            "limit_org",
        ),
        (
            {
                "test": "amount",
                "terms": {"of": ["fine"], "limits": {"king": {"cents": 1, "inclusive": True}}},
            },
            "limits",
        ),
        ({"test": "benchmark"}, "weights"),
        ({"test": "measure", "terms": {"measures": ["jail"]}}, "measures"),
        ({"test": "forced"}, "ways"),
    ],
)
def test_a_rule_that_says_nothing_is_refused_beside_its_field(
    cast: Cast, values: dict[str, Any], field: str
) -> None:
    row = open_list(cast)
    with pytest.raises(RuleError) as refused:
        put(row, cast.listadmin, **values)

    assert refused.value.field == field
    assert refused.value.remedy
    assert row.rules.count() == 6


def test_the_document_of_a_draft_may_be_rewritten(cast: Cast) -> None:
    row = catalogues.rewrite(open_list(cast), by=cast.listadmin, doc_no="云市监规〔2026〕9号")

    assert ReviewCatalogue.objects.get().doc_no == row.doc_no == "云市监规〔2026〕9号"
    assert audited(row, "catalogue.rewrite")
    with pytest.raises(RuleError) as refused:
        catalogues.rewrite(row, by=cast.listadmin, source="")
    assert refused.value.field == "source"


# --- approval --------------------------------------------------------------------------------------
def test_a_version_is_published_by_the_head_and_not_by_who_handed_it_in(cast: Cast) -> None:
    row = catalogues.submit(open_list(cast), by=cast.listadmin, on=ON, valid_from=FROM)
    with pytest.raises(PermissionDenied):
        catalogues.publish(row, by=cast.listadmin, on=ON, opinion="同意。")

    made = catalogues.publish(row, by=cast.head, on=ON, opinion="同意。")

    assert (made.status, made.published_on, made.approved_by) == ("published", ON, cast.head)
    assert audited(made, "reviewcatalogue.publish")


def test_one_person_with_both_roles_does_not_approve_what_he_handed_in(cast: Cast) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau)
    row = catalogues.submit(begun(cast.bureau, both), by=both, on=ON, valid_from=FROM)

    with pytest.raises(RuleError, match="自己报请"):
        catalogues.publish(row, by=both, on=ON, opinion="同意。")


def test_the_head_of_another_agency_does_not_approve_it(cast: Cast) -> None:
    row = catalogues.submit(open_list(cast), by=cast.listadmin, on=ON, valid_from=FROM)
    other = factories.user("head", cast.other_bureau)

    for act in (catalogues.publish, catalogues.give_back):
        given: dict[str, Any] = {"on": ON} if act is catalogues.publish else {}
        with pytest.raises(RuleError, match="编制机关负责人"):
            act(row, by=other, opinion="意见。", **given)


def test_what_was_sent_back_is_edited_and_handed_in_again(cast: Cast) -> None:
    row = catalogues.submit(open_list(cast), by=cast.listadmin, on=ON, valid_from=FROM)
    with pytest.raises(RuleError, match="说明理由"):
        catalogues.give_back(row, by=cast.head, opinion=" ")
    back = catalogues.give_back(row, by=cast.head, opinion="请补充强制执行。")
    assert (back.status, back.opinion) == ("draft", "请补充强制执行。")

    put(back, cast.listadmin)
    again = catalogues.submit(back, by=cast.listadmin, on=ON, valid_from=FROM)

    assert (again.status, again.opinion) == ("submitted", "")


def test_nothing_is_edited_once_it_was_handed_in(cast: Cast) -> None:
    row = catalogues.submit(open_list(cast), by=cast.listadmin, on=ON, valid_from=FROM)
    rule = rule_of(row, "coercion")

    for act in (
        lambda: put(row, cast.listadmin),
        lambda: put(row, cast.listadmin, rule),
        lambda: catalogues.remove(row, by=cast.listadmin, on=ON, rule=rule),
        lambda: catalogues.rewrite(row, by=cast.listadmin, title="另一名称"),
        lambda: catalogues.discard(row, by=cast.listadmin, reason="不再需要。"),
        lambda: catalogues.submit(row, by=cast.listadmin, on=ON, valid_from=FROM),
    ):
        with pytest.raises(RuleError, match="待批准"):
            act()


def test_a_version_is_published_once(cast: Cast) -> None:
    row = in_force(cast)
    with pytest.raises(StaleError):
        catalogues.publish(row, by=cast.head, on=ON, opinion="同意。")


def test_the_day_of_effect_is_never_past_and_always_later_than_the_last(cast: Cast) -> None:
    row = open_list(cast)
    with pytest.raises(RuleError, match="不能早于") as refused:
        catalogues.submit(row, by=cast.listadmin, on=ON, valid_from=day(3, 1))
    assert refused.value.field == "valid_from"
    handed = catalogues.submit(row, by=cast.listadmin, on=ON, valid_from=FROM)
    with pytest.raises(RuleError, match="不能早于"):
        catalogues.publish(handed, by=cast.head, on=day(4, 2), opinion="同意。")
    catalogues.publish(handed, by=cast.head, on=FROM, opinion="同意。")

    following = begun(cast.bureau, cast.listadmin, doc_no="云市监规〔2026〕2号")
    with pytest.raises(RuleError, match="应当晚于"):
        catalogues.submit(following, by=cast.listadmin, on=ON, valid_from=FROM)


def test_giving_up_needs_a_reason(cast: Cast) -> None:
    row = open_list(cast)
    with pytest.raises(RuleError) as refused:
        catalogues.discard(row, by=cast.listadmin, reason="")
    assert refused.value.field == "reason"
