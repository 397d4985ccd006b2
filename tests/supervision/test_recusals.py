"""Who stays away from a file, how many files are taken, and in which order reviewers come."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.errors import RuleError
from enforcement.models import Agency, Case, User
from supervision.models import Campaign, FileReview
from supervision.services import campaigns, lots, recusals, results, sampling
from tests import factories
from tests.base import Cast, day
from tests.supervision.prepared import (
    SEED_DAY,
    archived,
    committed,
    drawn,
    file_of,
    panel,
    planned,
    sheets_of,
)

# --- units --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "own", "handling", "apart"),
    [
        (1, "一科", "一科", True),
        (1, "一科", "二科", False),
        (1, "", "二科", True),
        (1, "一科", "", True),
        (1, "", "", True),
        (2, "一科", "一科", False),
        (2, "", "", False),
    ],
)
def test_the_handling_unit_stays_away_and_an_unknown_one_too(
    agency: int, own: str, handling: str, apart: bool
) -> None:
    person, case = User(agency_id=agency, unit=own), Case(agency=Agency(pk=1))

    assert recusals.same_unit(person, case, handling) is apart


@pytest.mark.django_db
def test_the_unit_of_a_case_is_that_of_the_officer_who_leads(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True, staff=cast.officers)
    assert recusals.units([case]) == {case.pk: ""}
    for account, unit in ((cast.officer1, "执法一科"), (cast.officer2, "执法二科")):
        account.unit = unit
        account.save(update_fields=["unit"])

    assert recusals.units([case]) == {case.pk: "执法一科"}
    assert recusals.units([]) == {}


# --- persons ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_everybody_with_a_part_in_the_case_is_involved(cast: Cast) -> None:
    decided = factories.issue(factories.reviewed(cast.bureau), on=factories.DECIDED)
    case = decided.case
    handlers = {factories.account_of(row).pk for row in factories.staff_of(case)}

    assert recusals.involved([case])[case.pk] == {
        *handlers,
        case.created_by_id,
        decided.drafted_by_id,
        decided.issued_by_id,
        cast.reviewer.pk,
    }


@pytest.mark.django_db
def test_an_officer_who_left_the_case_stays_away_from_it(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True, staff=cast.officers)
    case.assignments.filter(officer__account=cast.officer2).update(until=day(3, 10))

    assert cast.officer2.pk in recusals.involved([case])[case.pk]


@pytest.mark.django_db
def test_pairs_take_the_same_number_of_questions_for_any_files(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    people = panel(cast, 2)
    cases = [factories.case(cast.bureau, filed=True) for _each in range(3)]
    with django_assert_num_queries(7):
        recusals.pairs(cases[:1], people)
    with django_assert_num_queries(7):
        found = recusals.pairs(cases, people)

    assert found == set()


@pytest.mark.django_db
def test_somebody_without_a_part_and_from_elsewhere_may_review(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True, staff=cast.officers)
    found = recusals.pairs([case], [cast.officer1, cast.reviewer, cast.supervisor])

    # The legal reviewer of the same agency has no part, but nobody registered the units.
    assert found == {(cast.officer1.pk, case.pk), (cast.reviewer.pk, case.pk)}
    assert recusals.pairs([], [cast.officer1]) == set()


# --- how many -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "rate", "there", "taken"),
    [
        (3, None, 10, 3),
        (3, None, 3, 3),
        (3, None, 2, 2),
        (None, 10, 1, 1),
        (None, 10, 10, 1),
        (None, 10, 11, 2),
        (None, 33, 3, 1),
        (None, 34, 3, 2),
        (None, 100, 7, 7),
        (None, 1, 99, 1),
        (None, 1, 101, 2),
    ],
)
def test_a_group_gives_its_number_or_its_rate_rounded_up_and_never_more_than_it_has(
    count: int | None, rate: int | None, there: int, taken: int
) -> None:
    row = Campaign(count=count, rate=rate)

    assert lots.take(row, ["甲"] * there) == {"甲": taken}


def test_groups_are_taken_from_one_by_one() -> None:
    assert lots.take(Campaign(count=2), ["乙", "甲", "乙", "乙"]) == {"乙": 2, "甲": 1}
    assert lots.take(Campaign(count=2), []) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "kinds", "count"),
    [
        (day(1, 1), ["penalty"], 1),
        (day(5, 31), ["penalty"], 1),
        (day(6, 1), ["penalty"], 0),
        (day(4, 1), ["permit"], 0),
        (day(4, 1), ["permit", "penalty"], 1),
    ],
)
def test_a_file_is_drawn_by_the_day_of_its_archive_and_its_kind(
    cast: Cast, on: Any, kinds: Sequence[str], count: int
) -> None:
    archived(cast.bureau, on=on)

    assert sampling.population(planned(cast, kinds=kinds)).count() == count


@pytest.mark.django_db
def test_a_file_of_an_agency_that_is_not_reviewed_is_not_drawn(cast: Cast) -> None:
    archived(cast.other_bureau)

    assert not sampling.population(planned(cast, agencies=[cast.bureau])).exists()


# --- in which order -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_order_of_reviewers_follows_from_the_seed_alone(cast: Cast) -> None:
    file = file_of(cast)
    campaign = Campaign.objects.get()
    deck = sampling.deck(campaign, file.case)

    assert deck == sampling.deck(campaign, file.case)
    assert set(deck) == set(campaign.reviewers.all())
    assert [sheet.reviewer for sheet in sheets_of(file)] == deck[:2]
    assert results.next_reviewer(file) == deck[2]
    campaign.seed_value = "3187.53"
    others = {tuple(sampling.deck(campaign, file.case)) for campaign.seed_value in SEEDS}
    assert len(others) > 1


SEEDS = [f"3187.{number:02}" for number in range(12)]


@pytest.mark.django_db
def test_whoever_joins_the_panel_after_the_commitment_comes_last(cast: Cast) -> None:
    archived(cast.bureau)
    row = drawn(cast, agencies=[cast.bureau])
    case = FileReview.objects.get().case
    before = sampling.deck(row, case)
    late = factories.user("reviewer", cast.justice)
    row.reviewers.add(late)

    assert sampling.deck(row, case) == [*before, late]


@pytest.mark.django_db
def test_lists_that_were_changed_after_the_commitment_are_not_drawn(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived(cast.bureau)
    row = committed(cast, agencies=[cast.bureau])
    lists = lots.committed(row)
    monkeypatch.setattr(lots, "committed", lambda _row: {**lists, "title": "另一个"})

    with pytest.raises(RuleError, match="名单与承诺值不一致") as caught:
        campaigns.run(row, by=cast.supervisor, on=SEED_DAY, value="3187.52")
    assert "核实审计日志" in str(caught.value.remedy)
    assert not FileReview.objects.exists()


@pytest.mark.django_db
def test_before_the_commitment_nothing_can_be_published(cast: Cast) -> None:
    with pytest.raises(ValueError, match="nothing was committed"):
        sampling.published(planned(cast))


@pytest.mark.django_db
def test_what_is_published_before_the_draw_has_no_result(cast: Cast) -> None:
    archived(cast.bureau)
    data = sampling.published(committed(cast, agencies=[cast.bureau]))

    assert data["seed"] is None and data["result"] is None
    assert data["lists"]["seed_source"]["day"] == "2026-06-03"
    assert data["abandoned"] == "" and data["added"] == []


@pytest.mark.django_db
def test_a_file_that_was_named_is_published_with_its_reason(cast: Cast) -> None:
    archived(cast.bureau)
    row = drawn(cast, agencies=[cast.bureau])
    case = archived(cast.bureau, 2, on=day(6, 1))
    campaigns.add(row, by=cast.supervisor, on=SEED_DAY, case=case, reason=" 群众投诉。 ")

    added = sampling.published(row)["added"]
    assert added == [{"object": str(case.pk), "reason": "群众投诉。"}]
