"""A published catalogue of review: in force by its day, applied below, fixed in the database."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.triggers import refusal
from enforcement import review_scope
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.services import catalogues
from tests import factories
from tests.base import Cast, day
from tests.catalogues import FROM, ON, TEXT, begun, published, put
from tests.enforcement.dossier import draft

pytestmark = pytest.mark.django_db
BEFORE = day(3, 31)


def open_list(cast: Cast) -> ReviewCatalogue:
    return begun(cast.bureau, cast.listadmin)


def in_force(cast: Cast) -> ReviewCatalogue:
    """A published list that asks for inspections too."""
    row = open_list(cast)
    put(row, cast.listadmin)
    return published(row, cast.listadmin, cast.head)


def rule_of(row: ReviewCatalogue, key: str) -> CatalogueRule:
    return row.rules.get(key=key)


# --- in force --------------------------------------------------------------------------------------
def demands(cast: Cast, on: date | None) -> set[str]:
    """The rules that hit a finished inspection of the bureau."""
    row = draft(cast.bureau, procedure="inspection")
    return {hit.rule for hit in review_scope.match(row, on)}


def test_a_version_holds_from_its_day_and_not_before(cast: Cast) -> None:
    in_force(cast)
    row = draft(cast.bureau, procedure="inspection")

    found = [{hit.rule for hit in review_scope.match(row, on)} for on in (BEFORE, FROM, None)]

    assert found == [set(), {"own_7"}, {"own_7"}]
    assert row.review_required


def test_a_version_that_was_not_published_holds_on_no_day(cast: Cast) -> None:
    row = open_list(cast)
    put(row, cast.listadmin)
    assert demands(cast, None) == set()


def test_the_next_version_takes_its_place_on_its_first_day(cast: Cast) -> None:
    first = in_force(cast)
    following = begun(cast.bureau, cast.listadmin, on=FROM, doc_no="云市监规〔2026〕2号")
    catalogues.remove(following, by=cast.listadmin, on=FROM, rule=rule_of(following, "own_7"))
    second = published(following, cast.listadmin, cast.head, on=FROM, valid_from=day(5, 1))

    found = [
        ReviewCatalogue.objects.for_agency(cast.bureau, on)
        for on in (BEFORE, FROM, day(4, 30), day(5, 1), None)
    ]

    assert found == [None, first, first, second, second]


def test_an_agency_below_applies_the_list_above_until_it_has_its_own(cast: Cast) -> None:
    below = factories.agency(parent=cast.bureau)
    row = in_force(cast)
    assert ReviewCatalogue.objects.for_agency(below, FROM) == row
    assert ReviewCatalogue.objects.for_agency(cast.government, FROM) is None
    assert ReviewCatalogue.objects.for_agency(cast.other_bureau, FROM) is None

    keeper, head = (factories.user(role, below) for role in ("listadmin", "head"))
    own = published(begun(below, keeper, on=FROM), keeper, head, on=FROM, valid_from=day(4, 2))

    assert ReviewCatalogue.objects.for_agency(below, FROM) == row
    assert ReviewCatalogue.objects.for_agency(below, day(4, 2)) == own


def test_an_agency_under_other_rules_does_not_apply_the_list_above(cast: Cast) -> None:
    in_force(cast)
    foreign = factories.agency(parent=cast.bureau, profile="changzhi_police")

    assert ReviewCatalogue.objects.for_agency(foreign, FROM) is None


def test_what_the_law_asks_for_holds_even_where_a_list_was_written_round_the_services(
    cast: Cast,
) -> None:
    row = ReviewCatalogue.objects.create(
        agency=cast.bureau, profile="sanmenxia_gov", created_by=cast.listadmin, **TEXT
    )
    changes = {"submitted_by": cast.listadmin, "valid_from": FROM}
    ReviewCatalogue.objects.filter(pk=row.pk).update(status="submitted", **changes)
    approved = {"approved_by": cast.head, "published_on": FROM}
    ReviewCatalogue.objects.filter(pk=row.pk).update(status="published", **approved)

    decision = draft(cast.bureau)

    assert {hit.rule for hit in review_scope.match(decision, FROM)} == {"ordinary_penalty"}


# --- the database ----------------------------------------------------------------------------------
def code(sql: str, *values: Any) -> str:
    """The code of the gate that refuses the statement."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    return (refusal(caught.value) or ("CHECK", ""))[0]


@pytest.mark.parametrize(
    "change",
    ["title = 'x'", "valid_from = '2026-01-01'", "opinion = 'x'", "status = 'draft'"]
    + ["source = 'x'", "profile = 'national'", "approved_by_id = created_by_id"],
)
def test_a_published_version_is_never_changed_in_the_database(cast: Cast, change: str) -> None:
    in_force(cast)

    assert code(f"UPDATE enforcement_reviewcatalogue SET {change}") == "CATALOGUE"  # noqa: S608  # of this test


@pytest.mark.parametrize("table", ["reviewcatalogue", "cataloguerule"])
def test_no_row_of_a_published_version_is_deleted(cast: Cast, table: str) -> None:
    in_force(cast)

    assert code(f"DELETE FROM enforcement_{table}") == "CATALOGUE"  # noqa: S608  # of this test


def test_rules_of_a_version_handed_in_are_fixed_in_the_database(cast: Cast) -> None:
    row = catalogues.submit(open_list(cast), by=cast.listadmin, on=ON, valid_from=FROM)
    rule = rule_of(row, "coercion")
    columns = "catalogue_id, place, key, label, article, test, kinds, procedures, terms"

    assert code("UPDATE enforcement_cataloguerule SET label = 'x'") == "CATALOGUE"
    assert (
        code(
            f"INSERT INTO enforcement_cataloguerule ({columns}) SELECT catalogue_id, 99, 'late', "  # noqa: S608  # of this test
            "label, article, test, kinds, procedures, terms FROM enforcement_cataloguerule "
            "WHERE id = %s",
            rule.pk,
        )
        == "CATALOGUE"
    )
    assert code("UPDATE enforcement_reviewcatalogue SET title = 'x'") == "CATALOGUE"


def test_a_rule_of_a_draft_does_not_move_to_another_version(cast: Cast) -> None:
    first = in_force(cast)
    following = begun(cast.bureau, cast.listadmin, on=FROM, doc_no="云市监规〔2026〕2号")

    sql = "UPDATE enforcement_cataloguerule SET catalogue_id = %s WHERE catalogue_id = %s"
    assert code(sql, first.pk, following.pk) == "CATALOGUE"


def test_no_version_is_published_for_a_day_that_another_already_has(cast: Cast) -> None:
    in_force(cast)
    following = begun(cast.bureau, cast.listadmin, on=FROM, doc_no="云市监规〔2026〕2号")
    handed = catalogues.submit(following, by=cast.listadmin, on=ON, valid_from=day(5, 1))

    sql = (
        "UPDATE enforcement_reviewcatalogue SET status = 'published', valid_from = '2026-03-20', "
        "published_on = '2026-03-20', approved_by_id = %s WHERE id = %s"
    )
    assert code(sql, cast.head.pk, handed.pk) == "CATALOGUE"


def test_nobody_approves_his_own_list_in_the_database(cast: Cast) -> None:
    row = catalogues.submit(open_list(cast), by=cast.listadmin, on=ON, valid_from=FROM)

    sql = (
        "UPDATE enforcement_reviewcatalogue SET status = 'published', published_on = '2026-03-02', "
        "approved_by_id = submitted_by_id WHERE id = %s"
    )
    assert code(sql, row.pk) == "CHECK"
