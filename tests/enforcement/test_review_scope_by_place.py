"""Which drafts each place sends to legal review, to the cent and the day."""

from datetime import date
from typing import Any

import pytest

from enforcement import review_scope
from enforcement.models import Decision
from enforcement.models.kinds import PROCEDURES, PenaltyKind
from enforcement.profiles import PROFILE_KEYS, load
from tests.enforcement import unsaved

# One rule asks whether a hearing was held, so the database is asked; nothing is written.
pytestmark = pytest.mark.django_db
NOW = date(2026, 3, 16)
DEFAULT = "ordinary_penalty"
LISTING = {"sanmenxia_gov", "xinshi_urban", "changzhi_police", "national"}
ALL = [
    (str(kind), str(procedure))
    for kind, procedures in PROCEDURES.items()
    for procedure in procedures
]


def draft(key: str, kind: str, procedure: str, *, party: str = "org", **content: Any) -> Decision:
    """A draft of the place that is not saved."""
    case = unsaved.case(key, party_kind=party, kind=kind, procedure=procedure)
    outcome = {"permit": "granted", "inspection": "clean"}.get(kind, "penalty")
    return unsaved.decision(case, **{"outcome": outcome, **content})


def hits(row: Decision, on: date | None = NOW) -> set[str]:
    """The keys of the rules that demand review."""
    return {hit.rule for hit in review_scope.match(row, on)}


@pytest.mark.parametrize("key", PROFILE_KEYS)
@pytest.mark.parametrize("outcome", ["penalty", "no_penalty"])
@pytest.mark.parametrize("party", ["person", "org"])
def test_no_penalty_by_the_ordinary_procedure_escapes_review_anywhere(
    key: str, outcome: str, party: str
) -> None:
    row = draft(key, "penalty", "ordinary", party=party, outcome=outcome)

    assert hits(row) and hits(row, None)


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_a_warning_on_the_spot_goes_to_review_nowhere(key: str) -> None:
    assert hits(draft(key, "penalty", "simple", penalty_kinds=["warning"])) == set()


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_coercion_goes_to_review_everywhere(key: str) -> None:
    assert "coercion" in hits(draft(key, "coercion", "ordinary", outcome="measure"))


@pytest.mark.parametrize(
    ("key", "outcome", "reviewed"),
    [
        ("national", "granted", False),
        ("national", "refused", True),
        ("national", "withdrawn", True),
        ("national", "revoked", True),
        ("sanmenxia_gov", "granted", False),
        ("sanmenxia_gov", "refused", True),
        ("lingchuan_civil", "granted", False),
        ("lingchuan_civil", "refused", True),
        ("xinshi_urban", "granted", False),
        ("xinshi_urban", "refused", True),
        # Here everything but the simple procedure is reviewed.
        ("changzhi_police", "granted", True),
        ("changzhi_police", "refused", True),
    ],
)
def test_a_permit_is_reviewed_when_it_is_refused_or_the_place_says_always(
    key: str, outcome: str, reviewed: bool
) -> None:
    assert bool(hits(draft(key, "permit", "permit", outcome=outcome))) is reviewed


@pytest.mark.parametrize(
    ("key", "reviewed"),
    [("sanmenxia_gov", True), ("xinshi_urban", True), ("national", False)],
)
def test_a_levy_is_reviewed_where_the_plan_names_it(key: str, reviewed: bool) -> None:
    assert bool(hits(draft(key, "levy", "ordinary", outcome="levy"))) is reviewed


@pytest.mark.parametrize("key", PROFILE_KEYS)
@pytest.mark.parametrize("outcome", ["clean", "rectify", "transfer"])
def test_an_inspection_is_reviewed_nowhere(key: str, outcome: str) -> None:
    assert hits(draft(key, "inspection", "inspection", outcome=outcome)) == set()


@pytest.mark.parametrize(
    ("key", "party", "edge"),
    [
        ("sanmenxia_gov", "person", 1_000_000),
        ("sanmenxia_gov", "sole_trader", 1_000_000),
        ("sanmenxia_gov", "org", 10_000_000),
        ("datong_commerce", "person", 1_000_000),
        ("datong_commerce", "org", 10_000_000),
        ("lingchuan_civil", "person", 500_000),
        ("lingchuan_civil", "org", 5_000_000),
    ],
)
@pytest.mark.parametrize("column", ["fine_cents", "confiscated_cents"])
def test_an_amount_is_named_as_a_ground_from_its_first_cent(
    key: str, party: str, edge: int, column: str
) -> None:
    for cents, named in ((edge - 1, False), (edge, True), (edge + 1, True)):
        row = draft(key, "penalty", "ordinary", party=party, **{column: cents})
        assert ("amount" in hits(row)) is named, cents


def test_two_amounts_below_the_edge_are_not_added_up() -> None:
    row = draft(
        "sanmenxia_gov",
        "penalty",
        "ordinary",
        fine_cents=9_999_999,
        confiscated_cents=9_999_999,
    )

    assert "amount" not in hits(row)


@pytest.mark.parametrize("kind", PenaltyKind.values)
@pytest.mark.parametrize("key", ["sanmenxia_gov", "lingchuan_civil", "datong_commerce"])
def test_a_kind_is_named_as_a_ground_where_the_plan_lists_it(key: str, kind: str) -> None:
    listed = {
        name
        for rule in load(key).review_rules(NOW)
        if rule["test"] == "penalty_kinds"
        for name in rule["penalty_kinds"]
    }

    row = draft(key, "penalty", "ordinary", penalty_kinds=["warning", kind])

    assert ("major_kinds" in hits(row)) is (kind in listed)
    assert {"stop_business", "revoke_licence"} <= listed


@pytest.mark.parametrize("key", PROFILE_KEYS)
@pytest.mark.parametrize(("kind", "procedure"), ALL)
def test_every_ground_is_named_once_with_words_and_article(
    key: str, kind: str, procedure: str
) -> None:
    row = draft(
        key,
        kind,
        procedure,
        penalty_kinds=["fine", "revoke_licence"],
        fine_cents=10**12,
        confiscated_cents=10**12,
        outcome="refused",
    )

    found = review_scope.match(row, NOW)

    assert len({hit.rule for hit in found}) == len(found)
    assert all(hit.reason.strip() and hit.article.strip() for hit in found)
    assert all(set(hit.as_dict()) == {"rule", "reason", "article"} for hit in found)


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_the_national_rule_steps_in_only_where_the_place_has_none(key: str) -> None:
    rules = review_scope.rules_for(draft(key, "penalty", "ordinary"), NOW)

    own = {rule["key"] for rule in load(key).review_rules(NOW)}
    added = [rule["key"] for rule in rules if rule["key"] not in own]
    assert added == ([] if key in LISTING else [DEFAULT])


@pytest.mark.parametrize(("kind", "procedure"), ALL)
def test_only_penalties_off_the_spot_are_reviewed_whatever_the_list_says(
    kind: str, procedure: str
) -> None:
    expected = kind == "penalty" and procedure == "ordinary"

    assert review_scope.always_reviewed(draft("national", kind, procedure)) is expected
