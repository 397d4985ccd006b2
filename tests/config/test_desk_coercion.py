"""Coercion on the desks: the head's approvals with their hours, the handler's duty to release."""

import pytest

from config.desk import casework, coercion
from enforcement.models import Case
from enforcement.services import measure_end, measures
from tests import coercion as made
from tests import factories
from tests.base import Cast, day
from tests.coercion import END, ON
from tests.factories import at

pytestmark = pytest.mark.one_database


@pytest.fixture
def case(cast: Cast) -> Case:
    return made.case(cast.bureau)


def test_the_head_finds_what_was_asked_for(cast: Cast, case: Case) -> None:
    row = made.planned(case)
    (entry,) = coercion.to_approve(cast.head, ON).entries
    assert (entry.step, entry.title) == ("审批强制措施", case.title)
    assert entry.url == f"/office/measures/{row.pk}/approval/"
    made.judged(row, when=at(ON, 9))
    assert coercion.to_approve(cast.head, ON).entries == []


def test_what_lists_nothing_is_not_ready_for_the_head(cast: Cast, case: Case) -> None:
    measures.plan(
        case,
        by=cast.officer1,
        on=ON,
        kind="seal",
        basis="《食品安全法》",
        reason="防止转移",
        days=9,
    )
    assert coercion.to_approve(cast.head, ON).entries == []


def test_an_emergency_shows_the_hours_left(cast: Cast, case: Case) -> None:
    made.enforced(made.planned(case, emergency=True), when=at(ON, 10))
    (entry,) = coercion.to_approve(cast.head, ON).entries
    assert entry.step == "补办强制措施审批"
    assert entry.clock is not None and entry.clock.key == "coerce.emergency_report_hours"


def test_an_execution_awaits_the_head_once_its_time_has_passed(cast: Cast) -> None:
    row = made.urged(made.binding(cast.bureau))
    assert coercion.to_approve(cast.head, row.perform_until).entries == []
    (entry,) = coercion.to_approve(cast.head, day(4, 18)).entries
    assert entry.step == "作出强制执行决定" and row.urging_no in entry.detail


def test_another_agency_sees_none_of_it(cast: Cast, case: Case) -> None:
    made.planned(case)
    stranger = factories.someone(cast.other_bureau, "head")
    assert coercion.to_approve(stranger, ON).entries == []


def test_the_handler_sees_the_clock_of_what_is_held_and_must_release(
    cast: Cast, case: Case
) -> None:
    made.in_force(case)
    (entry,) = [
        row for row in casework.my_cases(cast.officer1, ON).entries if row.title == case.title
    ]
    assert entry.clock is not None and entry.clock.due_on == END
    measure_end.expire_all(END)
    (entry,) = [
        row for row in casework.my_cases(cast.officer1, END).entries if row.title == case.title
    ]
    assert (entry.step, entry.url) == (
        "立即解除强制措施",
        f"/office/cases/{case.pk}/measures/",
    )


def test_an_application_is_answered_on_its_permit_page(cast: Cast) -> None:
    case = factories.case(cast.bureau, kind="permit", procedure="permit")
    (entry,) = [
        row for row in casework.my_cases(cast.officer1, ON).entries if row.title == case.title
    ]
    assert (entry.step, entry.url) == ("决定是否受理", f"/office/cases/{case.pk}/permit/")
