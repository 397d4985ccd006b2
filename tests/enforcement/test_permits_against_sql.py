"""What the law makes absolute about permits holds against raw SQL, on both databases."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.triggers import refusal
from enforcement.models import Case, Licence, LicenceEvent
from enforcement.services import permit_steps, permits, proceedings
from tests import factories
from tests.base import Cast, day
from tests.enforcement.permit_case import RECEIVED, accepted, licensed


def refused(sql: str, *values: Any) -> str:
    """The code of the gate that refuses the statement."""
    with (
        pytest.raises(IntegrityError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    found = refusal(caught.value)
    return found[0] if found else str(caught.value)


def key(case: Case) -> str:
    """The key of a case as its column holds it."""
    return case.pk.hex if connection.vendor == "sqlite" else str(case.pk)


@pytest.fixture
def asked(cast: Cast) -> Case:
    case = factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=RECEIVED)
    permits.ask_correction(case, by=cast.officer1, on=day(3, 3), items=["健康证明"])
    return case


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return licensed(cast)


UPDATE = "UPDATE enforcement_application SET {0} WHERE case_id = %s"


@pytest.mark.parametrize("value", ["'2026-03-04'", "NULL"])
def test_what_is_missing_is_told_once_and_stays_told(asked: Case, value: str) -> None:
    sql = UPDATE.format(f"correction_asked_on = {value}")
    assert refused(sql, key(asked)) == "ONE_NOTICE"


def test_the_period_is_lengthened_once(cast: Cast) -> None:
    case = accepted(cast)
    permit_steps.extend(case, by=cast.head, on=day(3, 10), reasons="需要补充核查。")

    sql = UPDATE.format("extended_on = '2026-03-20'")
    assert refused(sql, key(case)) == "ONE_EXTENSION"


@pytest.mark.parametrize(
    "change", ["status = 'received'", "accepted_on = '2026-03-09'", "received_on = '2026-03-01'"]
)
def test_an_acceptance_is_not_rewritten(cast: Cast, change: str) -> None:
    assert refused(UPDATE.format(change), key(accepted(cast))) == "SETTLED"


@pytest.mark.parametrize(
    "change",
    [
        "status = 'accepted'",
        "status = 'refused'",
        "ground = 'no_power'",
        "deemed = TRUE, accepted_on = '2026-03-09'",
        "extended_on = '2026-03-09'",
    ],
)
def test_an_answer_is_whole_or_it_is_none(asked: Case, change: str) -> None:
    assert "application_" in refused(UPDATE.format(change), key(asked))


@pytest.mark.parametrize("status", ["valid", "withdrawn", "punished"])
def test_an_ended_licence_does_not_come_back(licence: Licence, status: str) -> None:
    proceedings.lapse(licence.pk, day(1, 4, 2027))

    sql = "UPDATE enforcement_licence SET status = %s WHERE id = %s"
    assert refused(sql, status, licence.pk) == "ENDED"


def test_a_licence_without_a_penalty_is_not_taken_away(licence: Licence) -> None:
    sql = "UPDATE enforcement_licence SET status = 'punished', ended_on = %s WHERE id = %s"
    assert "licence_punished_by_a_penalty" in refused(sql, day(6, 1), licence.pk)


def test_an_end_has_its_day(licence: Licence) -> None:
    sql = "UPDATE enforcement_licence SET status = 'revoked' WHERE id = %s"
    assert "licence_ended_has_date" in refused(sql, licence.pk)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE enforcement_licenceevent SET note = 'x' WHERE id = %s",
        "DELETE FROM enforcement_licenceevent WHERE id = %s",
    ],
)
def test_what_happened_to_a_licence_stays(licence: Licence, sql: str) -> None:
    assert refused(sql, LicenceEvent.objects.get(licence=licence).pk) == "APPEND_ONLY"


def test_two_renewals_are_not_open_at_once(cast: Cast, licence: Licence) -> None:
    proceedings.apply_for(licence, by=cast.officer1, on=day(6, 1), kind="renew", wish="延续")
    other = factories.case(cast.bureau, kind="permit", procedure="permit")

    sql = (
        "INSERT INTO enforcement_proceeding (case_id, licence_id, kind, ground, reasons,"
        " compensation, superior, late, settled) VALUES (%s, %s, 'renew', '', '', '', '', FALSE, '')"
    )
    assert "UNIQUE" in refused(sql, key(other), licence.pk).upper()
