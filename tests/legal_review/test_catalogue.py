"""Which decisions must pass review, profile by profile, and the checklist of each."""

from datetime import date
from typing import Any

import pytest

from enforcement import review_scope
from enforcement.models import Agency, Decision
from enforcement.profiles import PROFILE_KEYS, load
from enforcement.services import decisions, notices
from legal_review import catalogue
from tests import factories, hearings
from tests.contents import DECIDED
from tests.enforcement.dossier import draft, lead, tell

pytestmark = pytest.mark.django_db
SEEDS = [key for key in PROFILE_KEYS if key != "national"]
ORDINARY = {"outcome": "penalty"}


def rules(decision: Decision, on: date | None = DECIDED) -> set[str]:
    return {hit.rule for hit in catalogue.match(decision, on)}


def made(profile: str, procedure: str, party: str = "org", **content: Any) -> Decision:
    agency = factories.agency(profile=profile)
    return draft(agency, procedure=procedure, of=factories.party(agency, party), **content)


# ------------------------------------------------------------------------------- penalties
@pytest.mark.parametrize("profile", SEEDS)
def test_every_ordinary_penalty_is_reviewed_everywhere(profile: str) -> None:
    decision = made(profile, "ordinary", fine_cents=100)

    assert rules(decision)
    assert decision.review_required
    assert review_scope.always_reviewed(decision)


@pytest.mark.parametrize("profile", SEEDS)
def test_a_penalty_on_the_spot_is_reviewed_nowhere(profile: str) -> None:
    decision = made(profile, "simple")

    assert rules(decision) == set()
    assert not decision.review_required


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("changzhi_police", {"all_but_simple"}),
        ("lingchuan_civil", {"ordinary_penalty"}),
        ("datong_commerce", {"ordinary_penalty"}),
        ("xinshi_urban", {"ordinary_penalty"}),
        ("sanmenxia_gov", {"ordinary_penalty"}),
    ],
)
def test_a_small_fine_is_reviewed_by_the_rule_of_the_place_or_the_default(
    profile: str, expected: set[str]
) -> None:
    assert rules(made(profile, "ordinary", fine_cents=100)) == expected


@pytest.mark.parametrize("profile", ["lingchuan_civil", "datong_commerce"])
def test_the_default_is_named_with_its_own_article(profile: str) -> None:
    decision = made(profile, "ordinary", fine_cents=100)

    (hit,) = catalogue.match(decision, DECIDED)
    assert "第五十八条" in hit.article
    assert hit.as_dict() == {"rule": hit.rule, "reason": hit.reason, "article": hit.article}


@pytest.mark.parametrize(
    ("profile", "party", "cents", "hit"),
    [
        ("sanmenxia_gov", "person", 1_000_000, True),
        ("sanmenxia_gov", "person", 999_999, False),
        ("sanmenxia_gov", "org", 10_000_000, True),
        ("sanmenxia_gov", "org", 9_999_999, False),
        ("datong_commerce", "person", 1_000_000, True),
        ("datong_commerce", "person", 999_999, False),
        ("datong_commerce", "org", 10_000_000, True),
        ("datong_commerce", "org", 9_999_999, False),
        ("lingchuan_civil", "person", 500_000, True),
        ("lingchuan_civil", "person", 499_999, False),
        ("lingchuan_civil", "org", 5_000_000, True),
        ("lingchuan_civil", "org", 4_999_999, False),
    ],
)
def test_the_amount_that_makes_a_penalty_significant(
    profile: str, party: str, cents: int, hit: bool
) -> None:
    fined = made(profile, "ordinary", party, fine_cents=cents)
    taken = made(
        profile,
        "ordinary",
        party,
        fine_cents=0,
        confiscated_cents=cents,
        penalty_kinds=["confiscate_income"],
    )

    assert ("amount" in rules(fined)) is hit
    assert ("amount" in rules(taken)) is hit


@pytest.mark.parametrize(
    ("profile", "kind", "hit"),
    [
        ("sanmenxia_gov", "stop_business", True),
        ("sanmenxia_gov", "revoke_licence", True),
        ("sanmenxia_gov", "lower_grade", False),
        ("datong_commerce", "lower_grade", True),
        ("datong_commerce", "restrict_practice", True),
        ("datong_commerce", "warning", False),
        ("lingchuan_civil", "restrict_business", True),
        ("lingchuan_civil", "lower_grade", False),
    ],
)
def test_the_kinds_that_make_a_penalty_significant(profile: str, kind: str, hit: bool) -> None:
    decision = made(profile, "ordinary", penalty_kinds=[kind], fine_cents=0)

    assert ("major_kinds" in rules(decision)) is hit


# ------------------------------------------------------------------------------- other acts
@pytest.mark.parametrize(
    ("profile", "outcome", "expected"),
    [
        ("changzhi_police", "granted", {"all_but_simple"}),
        ("changzhi_police", "refused", {"all_but_simple"}),
        ("lingchuan_civil", "granted", set()),
        ("lingchuan_civil", "refused", {"permit_refused"}),
        ("xinshi_urban", "granted", set()),
        ("xinshi_urban", "refused", {"permit_refused"}),
        ("sanmenxia_gov", "granted", set()),
        ("sanmenxia_gov", "withdrawn", {"permit_refused"}),
        ("sanmenxia_gov", "revoked", {"permit_refused"}),
    ],
)
def test_permits_are_reviewed_by_their_outcome(
    profile: str, outcome: str, expected: set[str]
) -> None:
    decision = made(profile, "permit", outcome=outcome)

    assert rules(decision) == expected
    assert decision.review_required is bool(expected)


@pytest.mark.parametrize("profile", ["xinshi_urban", "sanmenxia_gov", "lingchuan_civil"])
def test_a_permit_that_was_heard_is_reviewed(profile: str) -> None:
    decision = made(profile, "permit")
    notice = tell(decision, on=DECIDED, offered=True)
    notices.request_hearing(notice, by=lead(decision.case), on=DECIDED)
    assert rules(decision) == set()

    hearings.hear(notice)

    assert rules(decision) == {"hearing_held"}
    assert Decision.objects.get(pk=decision.pk).review_required


def test_a_hearing_counts_though_the_party_was_told_again() -> None:
    decision = made("sanmenxia_gov", "ordinary", fine_cents=5_000_000)
    notice = tell(decision, on=DECIDED)
    notices.request_hearing(notice, by=lead(decision.case), on=DECIDED)
    hearings.hear(notice)
    decisions.edit(decision, by=lead(decision.case), content={"fine_cents": 100_000})
    tell(Decision.objects.get(pk=decision.pk), on=DECIDED)

    assert "hearing_held" in rules(decision)


@pytest.mark.parametrize("profile", ["changzhi_police", "datong_commerce", "xinshi_urban"])
def test_a_clean_inspection_is_not_reviewed(profile: str) -> None:
    assert rules(made(profile, "inspection")) == set()


@pytest.mark.parametrize("profile", SEEDS)
def test_coercion_is_reviewed_everywhere(profile: str) -> None:
    agency = factories.agency(profile=profile)
    row = factories.case(agency, kind="coercion", procedure="ordinary", filed=True)

    decision = draft(agency, case=row, outcome="measure", penalty_kinds=[], fine_cents=0)

    assert "coercion" in rules(decision)
    assert decision.review_required


@pytest.mark.parametrize("profile", ["xinshi_urban", "sanmenxia_gov"])
def test_levies_are_reviewed_where_they_are_made(profile: str) -> None:
    agency = factories.agency(profile=profile)
    row = factories.case(agency, kind="levy", procedure="ordinary", filed=True)

    assert draft(agency, case=row, outcome="levy", penalty_kinds=[], fine_cents=0).review_required


# ------------------------------------------------------------------------------- in words
@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_every_rule_names_a_test_that_exists_and_an_article(profile: str) -> None:
    for rule in load(profile).review_rules():
        assert rule["test"] in review_scope.TESTS
        assert rule["article"]
        assert rule["label"]


@pytest.mark.parametrize("profile", SEEDS)
def test_the_page_shows_hits_and_misses(profile: str) -> None:
    decision = made(profile, "ordinary", fine_cents=100)

    lines = catalogue.explain(decision, DECIDED)

    assert len(lines) == len(review_scope.rules_for(decision, DECIDED))
    assert sum(line.startswith("●") for line in lines) == len(catalogue.match(decision, DECIDED))
    assert all(line.endswith("）") for line in lines)


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_the_checklist_has_the_heads_of_the_law(profile: str) -> None:
    heads = catalogue.heads(load(profile))

    assert {"subject", "officers"} <= set(heads)
    assert len(heads) >= 8
    assert len(set(heads.values())) == len(heads)


def test_the_rules_asked_are_those_of_the_agency_not_of_another() -> None:
    city: Agency = factories.agency(profile="sanmenxia_gov")
    below = factories.agency(parent=city)

    assert rules(draft(below, penalty_kinds=["stop_business"], fine_cents=0)) == {
        "ordinary_penalty",
        "major_kinds",
    }
