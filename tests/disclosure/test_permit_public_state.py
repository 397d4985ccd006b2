"""What the public and the exchange see of a licence, and how long its record stays."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from core.models import AuditEntry
from disclosure import licences
from disclosure.models import Publication
from disclosure.services import terms
from enforcement.models import Decision, Licence
from enforcement.services import cases, permits, proceedings
from enforcement.services import licences as lives
from tests import factories
from tests.base import Cast, day
from tests.enforcement.permit_case import (
    ENDS,
    LATER,
    accepted,
    again,
    asked,
    carried_out,
    decided,
    licensed,
)
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
AFTER, SILENT_END = day(1, 4, 2027), day(10, 18, 2027)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return licensed(cast)


@pytest.fixture
def row(cast: Cast) -> Publication:
    """A published permit, valid to the end of the year."""
    return factories.published(cast.bureau, procedure="permit", valid_to=ENDS)


def made(licence: Licence) -> Decision:
    """The decision that gave the licence, as the database has it now."""
    return Decision.objects.select_related("case").get(pk=licence.decision_id)


# --------------------------------------------------------------------- whether it holds
def test_a_refused_permit_shows_no_licence(cast: Cast) -> None:
    refused = decided(accepted(cast), outcome="refused", valid_from=None, valid_to=None)

    assert licences.licence_of(refused) is None
    assert licences.sheet_status(refused) == ""


def test_a_record_of_another_system_shows_none() -> None:
    assert licences.licence_of(None) is None
    assert licences.sheet_status(None) == ""


def test_a_refused_renewal_is_no_record_of_the_licence(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)

    assert licences.licence_of(carried_out(case, "refused", on=day(6, 10))) is None


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_is_chinese_in_every_language(licence: Licence, language: str) -> None:
    with translation.override(language):
        assert licences.sheet_status(made(licence)) == "有效"


# --------------------------------------------------------------------- how long it is shown
def renewed(cast: Cast, licence: Licence) -> Licence:
    """The licence renewed by silence at the end of its term."""
    asked(cast, again(licence), on=day(11, 20))
    assert proceedings.lapse(licence.pk, AFTER)
    return again(licence)


def licence_of(row: Publication) -> Licence:
    """The licence behind the record."""
    return Licence.objects.get(decision=row.decision_id)


def test_a_record_follows_a_term_given_by_silence_once(cast: Cast, row: Publication) -> None:
    assert terms.outgrown() == []
    renewed(cast, licence_of(row))
    assert terms.outgrown() == [row.pk]

    assert terms.follow(row.pk)

    row.refresh_from_db()
    assert row.publish_until == SILENT_END
    assert terms.outgrown() == []
    entry = AuditEntry.objects.get(action="publication.term")
    assert entry.object_id == str(row.pk)
    assert "2026-12-31" in str(entry.data)
    assert "2027-10-18" in str(entry.data)


def test_a_term_given_by_a_decision_has_a_record_of_its_own(cast: Cast, row: Publication) -> None:
    case = cases.file(asked(cast, licence_of(row)).case, by=cast.officer1, on=LATER)

    decided(case, on=day(6, 10), valid_to=day(12, 31, 2029))

    assert licence_of(row).valid_to == day(12, 31, 2029)
    assert terms.outgrown() == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": "withdrawn", "ended_on": LATER},
        {"valid_to": None},
        {"valid_to": ENDS},
    ],
)
def test_only_a_licence_that_stands_longer_is_followed(
    cast: Cast, row: Publication, change: dict[str, Any]
) -> None:
    now = renewed(cast, licence_of(row))

    Licence.objects.filter(pk=now.pk).update(**change)

    assert terms.outgrown() == []


def test_a_licence_without_end_sets_no_term(cast: Cast, row: Publication) -> None:
    Licence.objects.filter(decision=row.decision_id).update(valid_to=None)

    assert not terms.follow(row.pk)

    row.refresh_from_db()
    assert row.publish_until == ENDS
    assert not AuditEntry.objects.filter(action="publication.term").exists()


def test_the_record_of_a_penalty_has_no_licence_to_follow(cast: Cast) -> None:
    row = factories.published(cast.bureau, procedure="simple")

    assert not terms.follow(row.pk)
    assert not terms.awaits_renewal(row, day(1, 1, 2040))


WAITS = [(day(12, 30), False), (ENDS, True), (day(1, 1, 2027), True)]


@pytest.mark.parametrize(("on", "waits"), WAITS)
def test_from_its_last_day_a_record_waits_for_the_renewal(
    cast: Cast, row: Publication, on: date, waits: bool
) -> None:
    assert not terms.awaits_renewal(row, on), "nobody asked"

    asked(cast, licence_of(row), on=day(11, 20))

    assert terms.awaits_renewal(row, on) == waits


def test_a_refused_renewal_is_not_waited_for(cast: Cast, row: Publication) -> None:
    begun = asked(cast, licence_of(row), on=day(11, 20))
    permits.refuse(
        begun.case, by=cast.officer1, on=day(11, 20), ground="not_needed", reason="尚早。"
    )

    assert not terms.awaits_renewal(row, ENDS)


def test_an_ended_licence_is_not_waited_for(cast: Cast, row: Publication) -> None:
    asked(cast, licence_of(row), on=day(11, 20))
    lives.end(licence_of(row), "cancel", by=cast.head, on=day(12, 1), reason="法人终止")

    assert not terms.awaits_renewal(row, ENDS)
