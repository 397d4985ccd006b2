"""The made-up stories themselves hold: every procedure reaches the public through real services."""

import pytest

from enforcement.models import Agency
from tests import factories
from tests.base import Cast, client_of


@pytest.mark.parametrize("procedure", ["ordinary", "simple", "permit", "inspection"])
def test_a_case_of_every_procedure_is_published(cast: Cast, procedure: str) -> None:
    publication = factories.published(cast.bureau, procedure=procedure)
    assert publication.status == "published"
    assert publication.deadline is not None
    publication.deadline.refresh_from_db()
    assert publication.deadline.outcome == "met"


def test_the_cast_handles_the_cases_of_its_bureau(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    assert factories.staff_of(row) == cast.officers
    assert row.number


def test_an_agency_without_staff_gets_the_people_a_case_needs(db: None) -> None:
    decision = factories.issued(factories.agency())
    assert decision.doc_no
    assert Agency.objects.get(pk=decision.agency_id).officers.count() == 2


def test_a_browser_of_the_cast_is_logged_in(cast: Cast) -> None:
    session = client_of(cast.officer1).session
    assert session["_auth_user_id"] == str(cast.officer1.pk)
