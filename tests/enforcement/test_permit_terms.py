"""The terms of a licence one after the other: asked for in time, renewed by silence again and again."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from core.periods import add_months
from core.workdays import ONE_DAY, DayTable
from enforcement import licence_grounds, reapplication, renewal
from enforcement.gates.permit import OUTCOMES as FITTING
from enforcement.models import Case, Licence, Proceeding
from enforcement.profiles import load
from enforcement.services import cases, licences, permit_hearings, permit_steps, proceedings
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.permit_case import (
    accepted,
    again,
    asked,
    carried_out,
    decided,
    events,
    licensed,
)

ASK = load("national").period("permit.renew_before")
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 12, 31))


# --------------------------------------------------------------------- pure
@settings(max_examples=40)
@given(DAYS)
def test_who_asks_on_the_last_day_has_thirty_days_left(valid_to: date) -> None:
    assert (valid_to - renewal.ask_by(valid_to, ASK, DayTable({}))).days == ASK.count


@settings(max_examples=40)
@given(DAYS, st.integers(min_value=0, max_value=27), st.integers(min_value=1, max_value=60))
def test_terms_of_whole_months_stay_whole(first: date, shift: int, months: int) -> None:
    begun = first.replace(day=1 + shift)
    last = add_months(begun, months) - ONE_DAY

    following = renewal.silent_end(begun, last)

    third = renewal.silent_end(last + ONE_DAY, following)
    assert following == add_months(begun, 2 * months) - ONE_DAY
    assert third == add_months(begun, 3 * months) - ONE_DAY


@settings(max_examples=40)
@given(DAYS, st.integers(min_value=1, max_value=26))
def test_a_short_term_is_followed_by_as_many_days(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days - 1)

    assert (renewal.silent_end(first, last) - last).days == days


@settings(max_examples=40)
@given(st.text(max_size=12), st.text(max_size=12))
def test_no_ground_is_made_up(kind: str, ground: str) -> None:
    known = ground in licence_grounds.OF.get(kind, {})

    assert bool(licence_grounds.article(kind, ground)) == known
    assert bool(licence_grounds.words(kind, ground)) == known


def test_every_kind_of_proceeding_has_its_grounds_outcomes_and_effect() -> None:
    ends = set(Proceeding.Kind.values) - set(proceedings.APPLIED)
    assert set(licence_grounds.OF) == ends
    assert set(FITTING) == {"", *Proceeding.Kind.values}
    assert set(proceedings.EFFECTS) == set(Proceeding.Kind.values)
    assert set(licence_grounds.NOT_CANCELLED) == set(Licence.Status.values) - {"cancelled"}
    assert set(licence_grounds.CANCEL_STATES) <= set(licence_grounds.CANCEL)


@pytest.mark.parametrize(("kind", "table"), licence_grounds.OF.items())
def test_no_two_grounds_of_an_end_say_the_same(
    kind: str, table: dict[str, licence_grounds.Ground]
) -> None:
    assert len({str(row.label) for row in table.values()}) == len(table)
    with translation.override("en"):
        assert len({str(row.label) for row in table.values()}) == len(table), kind


# --------------------------------------------------------------------- one term after another
FIRST, END = day(1, 1), day(6, 30)


@pytest.fixture
def licence(cast: Cast) -> Licence:
    """A licence of six months."""
    return licensed(cast, valid_from=FIRST, valid_to=END)


def silent(cast: Cast, licence: Licence, *, on: date, after: date) -> Licence:
    """The licence after a renewal asked for on one day and not answered until the other."""
    row = asked(cast, again(licence), on=on)
    cases.file(row.case, by=cast.officer1, on=on)
    assert proceedings.lapse(licence.pk, after) == row
    return again(licence)


@pytest.mark.django_db
def test_silence_gives_the_last_term_again_not_all_terms_together(
    cast: Cast, licence: Licence
) -> None:
    once = silent(cast, licence, on=day(5, 4), after=day(7, 1))
    assert once.valid_to == day(12, 31)

    twice = silent(cast, licence, on=day(11, 2), after=day(1, 1, 2027))

    assert twice.valid_to == day(6, 30, 2027)
    assert events(twice) == ["granted", "deemed", "deemed"]


@pytest.mark.django_db
def test_after_a_decided_renewal_silence_gives_the_renewed_term(
    cast: Cast, licence: Licence
) -> None:
    case = cases.file(asked(cast, licence, on=day(4, 1)).case, by=cast.officer1, on=day(4, 1))
    decided(case, on=day(4, 8), valid_from=day(7, 1), valid_to=day(9, 30))

    assert silent(cast, licence, on=day(8, 3), after=day(10, 1)).valid_to == day(12, 31)


@pytest.mark.django_db
def test_a_renewal_without_a_first_day_counts_from_the_grant(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence, on=day(4, 1)).case, by=cast.officer1, on=day(4, 1))
    decided(case, on=day(4, 8), valid_from=None, valid_to=day(9, 30))

    assert silent(cast, licence, on=day(8, 3), after=day(10, 1)).valid_to == day(6, 30, 2027)


@pytest.mark.django_db
def test_silence_closes_every_clock_of_the_renewal(cast: Cast, licence: Licence) -> None:
    row = asked(cast, licence, on=day(6, 29))

    assert proceedings.lapse(licence.pk, day(7, 1)) == row

    clocks = Deadline.objects.filter(subject_id=str(row.case_id))
    assert {clock.outcome for clock in clocks} == {"met"}
    assert AuditEntry.objects.filter(action="licence.deemed", actor_id=None).count() == 1
    assert again(licence).events.latest("pk").note == "逾期未作决定，视为准予延续至2026-12-31。"


@pytest.mark.django_db
def test_a_refused_renewal_may_be_asked_for_again_and_silence_then_renews(
    cast: Cast, licence: Licence
) -> None:
    case = cases.file(asked(cast, licence, on=day(4, 1)).case, by=cast.officer1, on=day(4, 1))
    carried_out(case, "refused", on=day(4, 8))
    assert proceedings.pending_renewal(licence) is None

    assert silent(cast, licence, on=day(5, 6), after=day(7, 1)).valid_to == day(12, 31)


@pytest.mark.django_db
def test_a_change_asked_for_renews_nothing(cast: Cast, licence: Licence) -> None:
    asked(cast, licence, "change", on=day(5, 6))

    assert proceedings.lapse(licence.pk, day(7, 1)) is True
    assert (again(licence).status, again(licence).ended_on) == ("expired", END)


@pytest.mark.django_db
def test_licences_expire_the_oldest_first(cast: Cast, licence: Licence) -> None:
    younger = licensed(cast, valid_to=day(8, 31))

    assert licences.expiring(END) == []
    assert licences.expiring(day(7, 1)) == [licence.pk]
    assert licences.expiring(day(9, 1)) == [licence.pk, younger.pk]
    for key in (licence.pk, younger.pk):
        assert proceedings.lapse(key, day(9, 1)) is True
    assert licences.expiring(day(9, 2)) == []


@pytest.mark.django_db
def test_an_ended_licence_has_nothing_left_to_do(cast: Cast, licence: Licence) -> None:
    licences.end(licence, "withdraw", by=cast.head, on=day(5, 4), reason="情况变化")

    assert proceedings.lapse(licence.pk, day(7, 1)) is False
    assert events(licence) == ["granted", "withdrawn"]


@pytest.mark.django_db
def test_the_reasons_of_an_expiry_are_chinese_in_every_language(licence: Licence) -> None:
    with translation.override("en"):
        proceedings.lapse(licence.pk, day(7, 1))

    assert again(licence).end_reason == "有效期届满未延续"


# --------------------------------------------------------------------- kept in Chinese
@pytest.mark.django_db
def test_a_clock_that_stands_says_why_in_chinese(cast: Cast) -> None:
    case = accepted(cast)

    with translation.override("en"):
        permit_steps.start_special(
            case, by=cast.officer1, on=day(3, 10), kind="experts", days_needed=3
        )

    clock = permit_steps.running(case)
    assert clock is not None
    assert clock.suspensions[0]["reason"] == "专家评审"


@pytest.mark.django_db
def test_a_hearing_that_is_over_says_so_in_chinese(cast: Cast) -> None:
    row = permit_hearings.announce(
        accepted(cast), by=cast.officer1, on=day(3, 5), subject="公共利益。"
    )
    permit_hearings.schedule(
        row,
        by=cast.officer1,
        on=day(3, 5),
        scheduled_on=day(3, 17),
        place="三楼",
        host=cast.reviewer,
    )

    with translation.override("en"):
        closed = permit_hearings.close(row, by=cast.officer1, on=day(3, 17), record="陈述。")

    closed.procedure.refresh_from_db()
    assert closed.procedure.result == "听证结束"
    assert dossier.audited(closed, "permit_hearing.close")
    with pytest.raises(RuleError, match="听证随听证笔录结束"):
        permit_steps.end_special(closed.procedure, by=cast.officer1, on=day(3, 18), result="完")


# --------------------------------------------------------------------- who deceived before
@pytest.mark.django_db
def test_the_bars_of_a_party_come_the_oldest_first(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    found = []
    for on in (day(4, 1), day(3, 2)):
        case = accepted(cast, on=on, of=party, cause="食品经营许可")
        row = case.application
        row.false_on = on
        row.save(update_fields=["false_on"])
        found.append(case)

    later = accepted(cast, on=day(5, 6), of=party, cause="食品经营许可")

    assert [bar.case for bar in reapplication.bars(later)] == found[::-1]
    assert [bar.until for bar in reapplication.bars(later)] == [day(3, 2, 2027), day(4, 1, 2027)]


@pytest.mark.django_db
def test_what_the_agency_begins_itself_is_barred_to_nobody(cast: Cast, licence: Licence) -> None:
    row = licence.case.application
    row.false_on = day(4, 1)
    row.save(update_fields=["false_on"])
    case = factories.case(
        cast.bureau,
        kind="permit",
        procedure="permit",
        applied=False,
        of=licence.holder,
        cause=licence.case.cause,
        discovered_on=day(5, 6),
    )

    assert reapplication.bars(case) == []
    assert Case.objects.filter(application=None, kind="permit").count() == 1
