"""What the end of its term does to a licence (行政许可法 50, 70)."""

import pytest

from core.errors import RuleError
from enforcement.models import Licence, Proceeding
from enforcement.services import cases, intake, licences, permits, proceedings
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.permit_case import ENDS, LATER, again, asked, decided, events, licensed


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return licensed(cast)


def test_silence_until_the_end_renews(cast: Cast, licence: Licence) -> None:
    row = asked(cast, licence, on=day(12, 1))
    cases.file(row.case, by=cast.officer1, on=day(12, 1))
    assert licences.expiring(ENDS) == []
    assert proceedings.lapse(licence.pk, ENDS) is False

    done = proceedings.lapse(licence.pk, day(1, 1, 2027))

    assert isinstance(done, Proceeding)
    now = again(licence)
    assert (now.status, now.valid_to) == ("valid", day(10, 18, 2027))
    assert events(now) == ["granted", "deemed"]
    row.refresh_from_db()
    assert (row.settled, row.settled_on) == ("deemed", ENDS)
    assert dossier.clock(row.case, "case", intake.DECIDE).outcome in ("met", "late")


def test_a_second_sweep_renews_nothing_again(cast: Cast, licence: Licence) -> None:
    cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)
    assert proceedings.lapse(licence.pk, day(1, 1, 2027))

    assert proceedings.lapse(licence.pk, day(1, 2, 2027)) is False
    assert events(licence) == ["granted", "deemed"]


def test_after_silence_no_decision_is_made_any_more(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)
    proceedings.lapse(licence.pk, day(1, 1, 2027))

    with pytest.raises(RuleError, match="视为准予延续"):
        decided(case, on=day(1, 4, 2027), valid_to=day(12, 31, 2029))


def test_an_application_received_on_the_last_day_counts_too(cast: Cast, licence: Licence) -> None:
    row = asked(cast, licence, on=day(12, 30))

    proceedings.lapse(licence.pk, day(1, 1, 2027))

    row.case.refresh_from_db()
    assert (row.case.status, events(licence)) == ("filed", ["granted", "deemed"])


def test_who_did_not_correct_the_application_gets_no_silence(cast: Cast, licence: Licence) -> None:
    row = asked(cast, licence)
    permits.ask_correction(row.case, by=cast.officer1, on=LATER, items=["延续申请书"])

    assert proceedings.lapse(licence.pk, day(1, 1, 2027)) is True
    assert again(licence).status == "expired"


def test_a_licence_nobody_renews_expires_with_its_last_day(licence: Licence) -> None:
    assert licences.expiring(day(1, 1, 2027)) == [licence.pk]

    proceedings.lapse(licence.pk, day(1, 4, 2027))

    now = again(licence)
    assert (now.status, now.ended_on, now.end_reason) == ("expired", ENDS, "有效期届满未延续")


def test_a_licence_without_end_never_expires(cast: Cast) -> None:
    row = licensed(cast, valid_to=None)

    assert licences.expiring(day(1, 1, 2040)) == []
    assert proceedings.last_day_to_ask(row) is None
