"""Rows of permits that contradict themselves are refused by the database, whoever writes them."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.triggers import refusal
from enforcement.models import (
    Application,
    Case,
    Licence,
    PermitHearing,
    Proceeding,
    SpecialProcedure,
    ThirdParty,
)
from enforcement.services import permit_hearings, permit_steps, permits
from tests import factories
from tests.base import Cast, day
from tests.enforcement.permit_case import (
    LATER,
    RECEIVED,
    accepted,
    again,
    application,
    asked,
    licensed,
    started,
)

pytestmark = pytest.mark.django_db
TABLES = {
    "application": ("enforcement_application", "case_id"),
    "special": ("enforcement_specialprocedure", "id"),
    "third_party": ("enforcement_thirdparty", "id"),
    "hearing": ("enforcement_permithearing", "id"),
    "licence": ("enforcement_licence", "id"),
    "event": ("enforcement_licenceevent", "id"),
    "proceeding": ("enforcement_proceeding", "case_id"),
}


def update(table: str, change: str, key: Any) -> None:
    """Run the statement on one row, as somebody at the database console would."""
    name, column = TABLES[table]
    value = key.hex if hasattr(key, "hex") and connection.vendor == "sqlite" else key
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {name} SET {change} WHERE {column} = %s", [value])  # noqa: S608  # constants of this file
        assert cursor.rowcount == 1


def why(table: str, change: str, key: Any) -> str:
    """What refuses the statement: the code of a gate, or the words of a constraint."""
    with pytest.raises(IntegrityError) as caught:
        update(table, change, key)
    found = refusal(caught.value)
    return found[0] if found else str(caught.value)


@pytest.fixture
def waiting(cast: Cast) -> Case:
    return factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=RECEIVED)


@pytest.fixture
def case(cast: Cast) -> Case:
    return accepted(cast)


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return licensed(cast)


def special(cast: Cast, case: Case) -> SpecialProcedure:
    return permit_steps.start_special(
        case, by=cast.officer1, on=day(3, 10), kind="testing", days_needed=5
    )


def hearing(cast: Cast, case: Case) -> PermitHearing:
    return permit_hearings.announce(case, by=cast.officer1, on=day(3, 10), subject="公共利益。")


def told(cast: Cast, case: Case) -> ThirdParty:
    return permit_steps.tell(case, by=cast.officer1, on=day(3, 3), name="东邻", interest="采光。")


# --------------------------------------------------------------------- applications
UNANSWERED = [
    ("status = 'accepted'", "accepted_has_date"),
    ("status = 'refused', refused_on = '2026-03-03'", "refused_has_reason"),
    (
        "status = 'refused', refused_on = '2026-03-03', ground = 'false', reason = ''",
        "refused_has_reason",
    ),
    ("status = 'refused', ground = 'false', reason = '伪造'", "refused_has_reason"),
    ("ground = 'no_power', reason = '无权'", "without_power_names_the_organ"),
    ("deemed = TRUE, accepted_on = '2026-03-03'", "deemed_accepted_from_receipt"),
    ("extended_on = '2026-03-03'", "extended_with_reasons"),
]


@pytest.mark.parametrize(("change", "name"), UNANSWERED)
def test_an_answer_without_its_parts_is_none(waiting: Case, change: str, name: str) -> None:
    assert name in why("application", change, waiting.pk)

    assert application(waiting).status == "received"


WHOLE = [
    "status = 'accepted', accepted_on = '2026-03-03'",
    "status = 'accepted', accepted_on = '2026-03-02', deemed = TRUE",
    "status = 'refused', refused_on = '2026-03-03', ground = 'false', reason = '伪造'",
    "correction_asked_on = '2026-03-03', status = 'correcting'",
    "extended_on = '2026-03-03', extension_reasons = '事项复杂'",
    "received_on = '2026-03-01'",
]


@pytest.mark.parametrize("change", WHOLE)
def test_a_whole_answer_is_taken(waiting: Case, change: str) -> None:
    update("application", change, waiting.pk)

    assert Application.objects.filter(case=waiting).count() == 1


REWRITTEN = [
    "status = 'refused', refused_on = '2026-03-05', ground = 'false', reason = '伪造'",
    "status = 'correcting'",
    "accepted_on = NULL, status = 'received'",
    "accepted_on = '2026-03-05'",
    "received_on = '2026-02-27'",
]


@pytest.mark.parametrize("change", REWRITTEN)
def test_what_was_accepted_stays_accepted(case: Case, change: str) -> None:
    assert why("application", change, case.pk) == "SETTLED"


@pytest.mark.parametrize(
    "change", ["status = 'received'", "status = 'accepted', accepted_on = '2026-03-05'"]
)
def test_what_was_refused_stays_refused(cast: Cast, waiting: Case, change: str) -> None:
    permits.refuse(waiting, by=cast.officer1, on=day(3, 3), ground="not_needed", reason="不需要。")

    assert why("application", change, waiting.pk) == "SETTLED"


@pytest.mark.parametrize("value", ["NULL", "'2026-03-11'"])
def test_the_day_of_more_time_stays(cast: Cast, case: Case, value: str) -> None:
    permit_steps.extend(case, by=cast.head, on=day(3, 10), reasons="事项复杂。")

    assert why("application", f"extended_on = {value}", case.pk) == "ONE_EXTENSION"
    update("application", "extension_reasons = '事项复杂，补充说明'", case.pk)


def test_the_same_day_written_again_is_no_change(cast: Cast, waiting: Case) -> None:
    permits.ask_correction(waiting, by=cast.officer1, on=day(3, 3), items=["平面图"])

    update("application", "correction_asked_on = '2026-03-03'", waiting.pk)
    assert why("application", "correction_asked_on = '2026-03-02'", waiting.pk) == "ONE_NOTICE"


# --------------------------------------------------------------------- what runs before a decision
def test_a_procedure_does_not_end_before_it_began(cast: Cast, case: Case) -> None:
    row = special(cast, case)

    assert "ends_after_it_starts" in why("special", "ended_on = '2026-03-09'", row.pk)
    update("special", "ended_on = '2026-03-10'", row.pk)


def test_two_procedures_do_not_run_at_once(cast: Cast, case: Case) -> None:
    ended = permit_steps.end_special(
        special(cast, case), by=cast.officer1, on=day(3, 11), result="合格。"
    )
    special(cast, case)

    assert "unique" in why("special", "ended_on = NULL", ended.pk).lower()


def test_who_was_heard_said_something(cast: Cast, case: Case) -> None:
    row = told(cast, case)

    assert "heard_has_opinion" in why("third_party", "heard_on = '2026-03-04'", row.pk)
    update("third_party", "heard_on = '2026-03-04', opinion = '反对。'", row.pk)


CLOSED = [
    "closed_on = '2026-03-20'",
    "closed_on = '2026-03-20', record = '笔录'",
    "closed_on = '2026-03-20', record = '笔录', notified_on = '2026-03-10'",
    "closed_on = '2026-03-20', record = '笔录', scheduled_on = '2026-03-20'",
    "closed_on = '2026-03-20', notified_on = '2026-03-10', scheduled_on = '2026-03-20'",
]


@pytest.mark.parametrize("change", CLOSED)
def test_a_hearing_closes_with_notice_day_and_record(cast: Cast, case: Case, change: str) -> None:
    row = hearing(cast, case)

    assert "closed_has_record" in why("hearing", change, row.pk)
    update("hearing", f"{CLOSED[3]}, notified_on = '2026-03-10'", row.pk)


# --------------------------------------------------------------------- licences
SPLIT = [
    ("status = 'expired'", "ended_has_date"),
    ("ended_on = '2026-06-01'", "ended_has_date"),
    ("status = 'cancelled'", "ended_has_date"),
    ("status = 'punished', ended_on = '2026-06-01'", "punished_by_a_penalty"),
]


@pytest.mark.parametrize(("change", "name"), SPLIT)
def test_an_end_is_a_state_and_a_day(licence: Licence, change: str, name: str) -> None:
    assert name in why("licence", change, licence.pk)
    assert again(licence).status == "valid"


ENDED = ("expired", "withdrawn", "revoked", "cancelled")


@pytest.mark.parametrize("state", ENDED)
def test_an_end_is_final_but_for_striking_off(licence: Licence, state: str) -> None:
    update("licence", f"status = '{state}', ended_on = '2026-06-01'", licence.pk)

    for other in ("valid", *ENDED):
        change = f"status = '{other}'" + (", ended_on = NULL" if other == "valid" else "")
        if other in (state, "cancelled"):
            continue
        assert why("licence", change, licence.pk) == "ENDED"
    update("licence", "status = 'cancelled'", licence.pk)

    assert again(licence).status == "cancelled"


@pytest.mark.parametrize(
    "change", ["note = '另一种说法'", "\"on\" = '2026-01-01'", "kind = 'deemed'"]
)
def test_an_event_is_not_rewritten(licence: Licence, change: str) -> None:
    assert why("event", change, licence.events.get().pk) == "APPEND_ONLY"


# --------------------------------------------------------------------- proceedings
@pytest.mark.parametrize("kind", ["withdraw", "revoke", "cancel"])
def test_an_end_names_its_ground(cast: Cast, licence: Licence, kind: str) -> None:
    ending = started(cast, licence, "revoke", "abuse")

    assert "to_end_has_ground" in why("proceeding", "ground = ''", ending.pk)
    renewal = asked(cast, licence)
    assert "to_end_has_ground" in why("proceeding", f"kind = '{kind}'", renewal.pk)


def test_a_settled_proceeding_makes_room_for_another(cast: Cast, licence: Licence) -> None:
    first = asked(cast, licence)
    update("proceeding", "settled = 'dropped', settled_on = '2026-06-01'", first.pk)
    second = asked(cast, licence)

    assert "unique" in why("proceeding", "settled = ''", first.pk).lower()
    assert Proceeding.objects.get(settled="").pk == second.pk
    assert second.case.discovered_on == LATER
