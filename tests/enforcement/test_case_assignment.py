"""Who handles a case: the team of the day, and how the head of the unit changes it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import Case, Certificate, Officer
from enforcement.services import assignment, cases
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, draft, lead

pytestmark = pytest.mark.django_db
LATER = day(4, 1)


@pytest.fixture
def third(cast: Cast) -> Officer:
    return factories.officer(cast.bureau, name="安试三")


@pytest.fixture
def filed(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def reassign(cast: Cast, case: Case, *team: Officer, on: date = LATER) -> list[str]:
    """The names on the case afterwards, the lead first."""
    rows = assignment.reassign(case, officers=team, by=cast.unithead, on=on, reason="工作调整。")
    return [row.officer.name for row in rows]


def test_another_officer_takes_over_and_the_first_keeps_his_history(
    cast: Cast, filed: Case, third: Officer
) -> None:
    lead_officer, second = cast.officers

    assert reassign(cast, filed, lead_officer, third) == ["安试一", "安试三"]

    ended = filed.assignments.get(officer=second)
    assert ended.until == LATER
    assert not assignment.is_handler(filed, cast.officer2)
    assert assignment.is_handler(filed, factories.account_of(third))
    entry = AuditEntry.objects.get(action="case.reassign")
    assert "工作调整" in entry.data


def test_who_stays_in_his_part_keeps_his_row(cast: Cast, filed: Case, third: Officer) -> None:
    before = filed.assignments.get(officer=cast.officers[0]).pk

    reassign(cast, filed, cast.officers[0], third)

    assert filed.assignments.get(officer=cast.officers[0], until=None).pk == before


def test_the_two_may_change_parts(cast: Cast, filed: Case) -> None:
    assert reassign(cast, filed, cast.officers[1], cast.officers[0]) == ["安试二", "安试一"]
    assert filed.assignments.count() == 4


def test_the_handlers_of_a_day_are_those_of_that_day(
    cast: Cast, filed: Case, third: Officer
) -> None:
    reassign(cast, filed, cast.officers[0], third)

    def names(on: date) -> list[str]:
        return sorted(assignment.on_the_case(filed, on).values_list("name", flat=True))

    assert names(LATER - timedelta(days=1)) == ["安试一", "安试二"]
    assert names(LATER) == ["安试一", "安试三"]
    assert names(filed.discovered_on - timedelta(days=1)) == []


def test_an_expired_certificate_is_cured_by_another_officer(cast: Cast, third: Officer) -> None:
    decision = draft(cast.bureau, procedure="simple", on=ON)
    Certificate.objects.filter(officer=cast.officers[1]).update(valid_to=ON)
    case = decision.case
    with pytest.raises(RuleError, match="安试二"):
        assignment.assert_certified(case, LATER)

    reassign(cast, case, cast.officers[0], third)

    assignment.assert_certified(case, LATER)
    assignment.assert_certified(case, ON)


def test_a_new_team_without_valid_certificates_is_refused(cast: Cast, filed: Case) -> None:
    late = factories.officer(cast.bureau, name="安试四", valid_from=LATER + timedelta(days=1))

    with pytest.raises(RuleError, match="安试四"):
        reassign(cast, filed, cast.officers[0], late)
    assert filed.assignments.filter(until=None).count() == 2
    assert not AuditEntry.objects.filter(action="case.reassign").exists()


def test_a_team_is_two_different_officers_of_the_agency(
    cast: Cast, filed: Case, third: Officer
) -> None:
    for team in ([third], [third, third], []):
        with pytest.raises(RuleError, match="至少2名不同"):
            reassign(cast, filed, *team)
    with pytest.raises(RuleError, match="外试人不是本机关"):
        reassign(cast, filed, third, cast.outsider.officer)


def test_a_larger_team_is_allowed(cast: Cast, filed: Case, third: Officer) -> None:
    assert reassign(cast, filed, *cast.officers, third) == ["安试一", "安试二", "安试三"]


def test_a_reason_is_needed_and_the_day_does_not_lie_before_the_present_team(
    cast: Cast, filed: Case, third: Officer
) -> None:
    team = [cast.officers[0], third]
    with pytest.raises(RuleError, match="说明理由") as caught:
        assignment.reassign(filed, officers=team, by=cast.unithead, on=LATER, reason=" ")
    assert caught.value.field == "reason"
    with pytest.raises(RuleError, match="不能早于"):
        reassign(cast, filed, *team, on=filed.discovered_on - timedelta(days=1))


def test_only_the_heads_of_the_own_agency_change_the_team(
    cast: Cast, filed: Case, third: Officer
) -> None:
    for person in (lead(filed), cast.reviewer, factories.user("unithead", cast.other_bureau)):
        with pytest.raises(PermissionDenied):
            assignment.reassign(
                filed, officers=[cast.officers[0], third], by=person, on=LATER, reason="调整"
            )


def test_a_case_that_is_over_keeps_its_team(cast: Cast, third: Officer) -> None:
    row = factories.case(cast.bureau)
    cases.reject(row, by=cast.unithead, on=day(4, 1), reason="没有违法事实。")

    with pytest.raises(RuleError, match="已办结"):
        reassign(cast, row, cast.officers[0], third)


def test_only_a_handler_may_act_and_a_namesake_is_none(cast: Cast, filed: Case) -> None:
    namesake = factories.account_of(factories.officer(cast.bureau, name="安试一"))

    assignment.assert_handler(filed, cast.officer1)
    for person in (namesake, cast.unithead, cast.head, cast.outsider):
        with pytest.raises(RuleError, match="只有本案承办人员"):
            assignment.assert_handler(filed, person)


def test_who_has_given_the_opinion_cannot_become_a_handler(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    officer = factories.officer(cast.bureau, cast.reviewer)

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        reassign(cast, decision.case, cast.officers[0], officer)
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "REVIEWER"
