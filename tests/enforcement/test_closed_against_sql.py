"""A case that was closed decides and executes nothing more: against SQL too."""

from typing import Any

import pytest
from django.db.models import Model

from enforcement.models import Case, CourtApplication, Decision, ForcedExecution, Substitution
from tests import coercion, factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.test_told_against_sql import code, issue, update

pytestmark = pytest.mark.django_db
ON = factories.DECIDED


def closed(case: Case) -> Case:
    """The case, closed by two statements, as whoever holds the database could."""
    assert update(case, status="decided") == ""
    assert update(case, status="closed", ended_on=ON) == ""
    return case


@pytest.mark.parametrize("status", ["issued", "served"])
def test_no_decision_is_made_in_a_closed_case(cast: Cast, status: str) -> None:
    row = dossier.draft(cast.bureau, procedure="simple")
    closed(row.case)

    assert issue(row, ON, status=status) != ""

    assert Decision.objects.get(pk=row.pk).status == "draft"


def test_the_closed_case_is_what_refuses_it(cast: Cast) -> None:
    row = dossier.draft(cast.bureau, procedure="simple")
    closed(row.case)
    assert issue(row, ON) == "CLOSED"
    assert update(row, status="abandoned") == ""


def test_a_decision_made_before_may_still_be_revoked(cast: Cast) -> None:
    row = dossier.draft(cast.bureau, procedure="simple")
    issue(row, ON)
    update(row, status="served", served_on=ON)
    closed(row.case)
    revoked: dict[str, Any] = {"status": "revoked", "revoked_on": day(4, 20)}
    assert update(row, **revoked) != "CLOSED"


def copied(row: Model) -> str:
    """The code of the gate that refuses the same row once more."""
    row.pk = None
    return code(lambda: row.save(force_insert=True))


def test_no_execution_begins_in_a_closed_case(cast: Cast) -> None:
    row = coercion.urged(coercion.binding(cast.bureau))
    assert update(row, status="performed") == ""
    assert update(row.case, status="closed", ended_on=day(4, 20)) == ""
    before = ForcedExecution.objects.count()
    row.status = "urged"
    assert copied(row) == "CLOSED"
    assert ForcedExecution.objects.count() == before
    assert not Substitution.objects.exists() and not CourtApplication.objects.exists()
