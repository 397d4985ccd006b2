"""A list of review may ask for more than the law, never for less."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models.kinds import ActionKind, PartyKind, Procedure
from enforcement.profiles import PROFILE_KEYS, Threshold, load
from enforcement.review_facts import Row
from enforcement.review_floor import assert_kept, floor, missing, reaches_as_far
from enforcement.review_rules import hits

LAW = {row["key"]: row for row in floor(load("national"), None)}
SCOPES = st.builds(
    lambda kinds, procedures: {"test": "kind", "kinds": kinds, "procedures": procedures},
    st.lists(st.sampled_from(ActionKind.values), unique=True),
    st.lists(st.sampled_from(Procedure.values), unique=True),
)


LIMITS = st.dictionaries(
    st.sampled_from(PartyKind.values),
    st.builds(Threshold, st.sampled_from([100, 200, 300]), st.booleans(), st.just("第一条")),
)
AMOUNTS = st.builds(
    lambda test, limits, of, counted, ways: {
        **{"test": test, "limits": limits, "of": of, "counted": counted, "ways": ways}
    },
    st.shared(st.sampled_from(["amount", "forced"]), key="test"),
    LIMITS,
    st.sampled_from([["fine"], ["confiscated"], ["fine", "confiscated"]]),
    st.sampled_from(["separate", "sum"]),
    st.lists(st.sampled_from(["restore", "transfer"]), unique=True),
)
OUTCOMES = st.builds(
    lambda outcomes, proceedings: {
        **{"test": "outcome", "outcomes": outcomes, "proceedings": proceedings}
    },
    st.lists(st.sampled_from(["granted", "refused"]), unique=True),
    st.lists(st.sampled_from(["", "renew", "change"]), unique=True),
)


def own(test: str, **terms: Any) -> dict[str, Any]:
    return {"key": "own", "label": "本项", "article": "第一条", "test": test, **terms}


def test_the_law_asks_for_ordinary_penalties_and_for_what_was_heard() -> None:
    assert set(LAW) == {"ordinary_penalty", "hearing_held"}
    assert all("行政处罚法第五十八条" in row["article"] for row in LAW.values())


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_the_law_is_the_floor_of_every_jurisdiction(key: str) -> None:
    assert {row["key"] for row in floor(load(key), None)} >= set(LAW)


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        (own("kind", kinds=["penalty"], procedures=["ordinary"]), True),
        (own("kind", kinds=["penalty"]), True),
        (own("kind"), True),
        (own("kind", procedures=["ordinary", "permit"]), True),
        (own("kind", kinds=["penalty"], procedures=["simple"]), False),
        (own("kind", kinds=["permit"]), False),
        (own("amount", kinds=["penalty"], limits={}), False),
        (own("penalty_kinds", penalty_kinds=["fine"]), False),
    ],
)
def test_ordinary_penalties_stay_within_the_list(rule: dict[str, Any], kept: bool) -> None:
    assert reaches_as_far(rule, LAW["ordinary_penalty"]) is kept


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        (own("hearing_held"), True),
        (own("hearing_held", kinds=["penalty"]), False),
        (own("kind"), True),
        (own("kind", procedures=["ordinary"]), False),
        (own("hearing_asked"), False),
    ],
)
def test_what_was_heard_stays_within_the_list(rule: dict[str, Any], kept: bool) -> None:
    assert reaches_as_far(rule, LAW["hearing_held"]) is kept


@pytest.mark.parametrize(
    ("mine", "kept"), [(["revoke_licence", "fine"], True), (["fine"], False), ([], False)]
)
def test_a_list_of_kinds_is_kept_by_a_longer_one(mine: list[str], kept: bool) -> None:
    law = own("penalty_kinds", penalty_kinds=["revoke_licence"])

    assert reaches_as_far(own("penalty_kinds", penalty_kinds=mine), law) is kept


@given(rule=SCOPES, law=SCOPES)
def test_a_rule_that_reaches_as_far_hits_all_that_the_law_hits(
    rule: dict[str, Any], law: dict[str, Any]
) -> None:
    acts = [Row(kind, way, "org") for kind, way in product(ActionKind.values, Procedure.values)]
    if reaches_as_far(rule, law):
        assert all(hits(act, rule) for act in acts if hits(act, law))


@given(rule=AMOUNTS, law=AMOUNTS)
def test_one_that_reaches_as_far_asks_for_no_higher_amount(
    rule: dict[str, Any], law: dict[str, Any]
) -> None:
    cents = (0, 99, 100, 101, 200, 299, 300, 301)
    acts = [
        Row("penalty", "ordinary", party, fine=fine, confiscated=taken, forced=forced)
        for party, fine, taken in product(PartyKind.values, cents, (0, 100, 200))
        for forced in ((), (("restore", fine),), (("transfer", fine), ("restore", taken)))
    ]
    if reaches_as_far(rule, law):
        assert all(hits(act, rule) for act in acts if hits(act, law))


@given(rule=OUTCOMES, law=OUTCOMES)
def test_one_that_reaches_as_far_asks_of_every_proceeding(
    rule: dict[str, Any], law: dict[str, Any]
) -> None:
    acts = [
        Row("permit", "permit", "org", outcome=outcome, proceeding=proceeding)
        for outcome, proceeding in product(["granted", "refused"], ["", "renew", "change"])
    ]
    if reaches_as_far(rule, law):
        assert all(hits(act, rule) for act in acts if hits(act, law))


def test_an_amount_is_kept_by_a_lower_one_that_counts_alike() -> None:
    def rule(cents: int, *, inclusive: bool = True, **terms: Any) -> dict[str, Any]:
        return own("amount", limits={"org": Threshold(cents, inclusive, "第一条")}, **terms)

    law = rule(200)
    assert reaches_as_far(rule(200), law)
    assert reaches_as_far(rule(100, inclusive=False), law)
    assert not reaches_as_far(rule(200, inclusive=False), law)
    assert not reaches_as_far(rule(300), law)
    assert not reaches_as_far(rule(100, counted="sum"), law)
    assert not reaches_as_far(rule(100, of=["fine"]), law)
    assert not reaches_as_far(own("amount", limits={}), law)


def test_a_list_that_drops_the_law_is_refused_with_what_it_drops() -> None:
    with pytest.raises(RuleError) as refused:
        assert_kept([own("kind", kinds=["permit"])], LAW.values())

    assert "适用普通程序的行政处罚决定" in refused.value.message
    assert "经过听证程序作出的决定" in refused.value.message
    assert refused.value.article == "行政处罚法第五十八条；国办发〔2018〕118号第十二条"
    assert refused.value.remedy
    assert missing([own("kind")], LAW.values()) == []
