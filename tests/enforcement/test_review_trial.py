"""A changed list run over history finds exactly what it would find one by one, in few queries."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from enforcement import review_scope, review_trial
from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind, PenaltyKind, Procedure
from enforcement.profiles import PROFILE_KEYS, Threshold
from enforcement.review_facts import BEYOND, DEPARTED, REDUCED, Draft, Facts, in_bulk
from enforcement.review_rules import hits
from enforcement.review_scope import rules_of
from tests import factories, gauges, review_history

SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
NAMES = [
    *("kind", "procedure", "party", "outcome", "penalty_kinds", "fine", "confiscated", "weights"),
    *("heard", "asked", "proceeding", "measures", "forced"),
]
COUNT = 120


def a_world() -> review_history.World:
    agency = factories.agency()
    other = factories.agency(parent=agency)
    row = gauges.benchmark(agency)
    factories.user("officer", agency)
    return review_history.World(
        [agency, other],
        [factories.party(agency, kind) for kind in ("person", "sole_trader", "org")],
        factories.user("head", agency),
        row,
        list(row.tiers.all()),
    )


def values(facts: Facts) -> list[Any]:
    return [getattr(facts, name) for name in NAMES]


LIMITS = st.fixed_dictionaries(
    {
        kind: st.builds(
            Threshold, st.sampled_from([500_000, 1_000_000, 10_000_000]), st.booleans(), st.just("")
        )
        for kind in ("person", "org")
    }
)


def subset(choices: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(choices)), min_size=1, max_size=3, unique=True)


RULES = st.fixed_dictionaries(
    {
        "test": st.sampled_from(
            [
                *("kind", "penalty_kinds", "amount", "outcome", "hearing_held", "hearing_asked"),
                *("benchmark", "measure", "forced", "asked"),
            ]
        ),
        "kinds": st.lists(st.sampled_from(ActionKind.values), max_size=2, unique=True),
        "procedures": st.lists(st.sampled_from(Procedure.values), max_size=2, unique=True),
        "penalty_kinds": subset(PenaltyKind.values),
        "limits": LIMITS,
        "of": subset(["fine", "confiscated"]),
        "counted": st.sampled_from(["sum", "separate"]),
        "outcomes": subset(["refused", "revoked", "penalty", "no_penalty"]),
        "weights": subset([REDUCED, BEYOND, DEPARTED]),
        "measures": subset(["seal", "seize", "freeze"]),
        "ways": subset(["auction", "demolish"]),
    }
)


@pytest.mark.django_db
def test_the_batch_finds_what_one_by_one_finds() -> None:
    made = review_history.write(a_world(), COUNT)
    bulk = {each["pk"]: facts for each, facts in in_bulk(Decision.objects.all())}
    single = {
        row.pk: Draft(row)
        for row in Decision.objects.select_related(
            "case__party", "agency", "benchmark", "tier__benchmark"
        )
    }

    assert len(bulk) == len(made) == COUNT
    for key, facts in bulk.items():
        assert values(facts) == values(single[key])
    _the_history_has_everything(list(bulk.values()))
    _any_rule_agrees(bulk, single)
    _the_lists_agree(bulk)


def _the_history_has_everything(rows: list[Any]) -> None:
    for name in NAMES:
        if name != "proceeding":
            assert len({getattr(row, name) for row in rows}) > 1, name


def _any_rule_agrees(bulk: Any, single: Any) -> None:
    @hypothesis_settings(max_examples=150, deadline=None, database=None)
    @given(rule=RULES)
    def agrees(rule: dict[str, Any]) -> None:
        for key, facts in bulk.items():
            assert hits(facts, rule) is hits(single[key], rule)

    agrees()


def _the_lists_agree(bulk: Any) -> None:
    """Against `match` itself, which reads agency, version and law as the gates do."""
    for row in Decision.objects.select_related("case__party", "agency")[:40]:
        rules = rules_of(row.agency, UNTIL)
        found = {rule["key"] for rule in rules if hits(bulk[row.pk], rule)}
        assert found == {hit.rule for hit in review_scope.match(row, UNTIL)}


@pytest.mark.django_db
def test_a_trial_counts_every_decision_once_in_few_queries() -> None:
    world = a_world()
    review_history.write(world, COUNT)
    factories.qualified_reviewer(world.agencies[0], username="first")
    old = rules_of(world.agencies[0], UNTIL)
    new = [rule for rule in old if rule["key"] not in ("coercion", "permit_refused")]
    new.append({"key": "own", "label": "本项", "article": "第一条", "test": "kind"} | INSPECTIONS)

    with CaptureQueriesContext(connection) as queries:
        trial = review_trial.run(world.agencies, old, new, since=SINCE, until=UNTIL)

    assert len(queries) <= 9
    total = trial.total
    assert total.decisions == COUNT == total.gained + total.lost + total.unchanged
    inspections = Decision.objects.filter(kind="inspection")
    heard = sum(facts.heard for each, facts in in_bulk(inspections))
    assert total.gained == inspections.count() - heard
    assert total.after - total.before == total.gained - total.lost
    assert trial.rules["own"].before == 0
    assert trial.rules["own"].after == inspections.count()
    for group in (trial.kinds, trial.units, trial.months):
        assert sum(row.decisions for row in group.values()) == COUNT
        assert sum(row.lost for row in group.values()) == total.lost
    assert len(trial.changed) == total.gained + total.lost
    assert [row.issued_on for row in trial.changed] == sorted(
        (row.issued_on for row in trial.changed), reverse=True
    )


INSPECTIONS = {"kinds": ["inspection"]}


@pytest.mark.django_db
def test_the_load_is_shared_by_the_reviewers_of_the_agencies() -> None:
    world = a_world()
    review_history.write(world, 30)
    for name in ("first", "second"):
        factories.qualified_reviewer(world.agencies[0], username=name)
    everything = [{"key": "all", "label": "全部", "article": "第一条", "test": "kind"}]

    trial = review_trial.run(world.agencies, [], everything, since=SINCE, until=UNTIL)

    assert trial.reviewers == 2
    assert sum(after or 0 for _month, _before, after in trial.load) == 15
    assert all(before == 0 for _month, before, _after in trial.load)
    assert review_trial.run([], [], everything, since=SINCE, until=UNTIL).load == []


@pytest.mark.django_db
def test_only_the_period_and_the_agencies_named_count() -> None:
    world = a_world()
    review_history.write(world, 30)
    one = world.agencies[:1]
    march = (date(2025, 3, 1), date(2025, 3, 31))
    rows = Decision.objects.filter(agency=one[0], issued_on__range=march)

    trial = review_trial.run(one, [], [], since=march[0], until=march[1])

    assert trial.total.decisions == rows.count()
    assert set(trial.units) <= {one[0].name}
    assert trial.changed == []
    assert trial.total.unchanged == trial.total.decisions


@pytest.mark.django_db
def test_a_list_governs_those_below_that_have_no_rules_and_no_list_of_their_own() -> None:
    top = factories.agency(profile="sanmenxia_gov")
    below = factories.agency(parent=top)
    deep = factories.agency(parent=below)
    foreign = factories.agency(parent=top, profile="changzhi_police")
    under_foreign = factories.agency(parent=foreign)

    found = {
        row.pk for row in review_trial.governed(Agency.objects.get(pk=top.pk), "sanmenxia_gov")
    }

    assert found == {top.pk, below.pk, deep.pk}
    assert under_foreign.pk not in found


@pytest.mark.django_db
@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_a_profile_against_itself_changes_nothing(key: str) -> None:
    agency = factories.agency(profile=key)
    rules = rules_of(agency, UNTIL)

    trial = review_trial.run([agency], rules, rules, since=SINCE, until=UNTIL)

    assert trial.total.decisions == trial.total.gained == trial.total.lost == 0
    assert set(trial.rules) == {rule["key"] for rule in rules}
