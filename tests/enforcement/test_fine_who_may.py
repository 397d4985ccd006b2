"""Handlers record, the head decides, nobody else does either (行政处罚法 43, 66, 67; 行政强制法 55)."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from enforcement.models import User
from tests import factories
from tests.base import Cast, day
from tests.enforcement.fine_states import Fine, kept, reach, refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
READERS = ("unithead", "reviewer", "publisher", "listadmin", "supervisor", "admin")
RECORDED = [
    ("", "pay"),
    ("", "spot"),
    ("spot", "turn_in"),
    ("spot turn_in", "bank"),
    ("", "defer"),
    ("", "stay"),
    ("stay", "end"),
    ("", "urge"),
    ("urge", "hear"),
    ("urge ask", "accept"),
    ("urge ask", "declined"),
    ("urge ask accept", "executed"),
    ("urge ask accept", "ended"),
]
DECIDED = [("defer", "grant"), ("defer", "refuse"), ("urge", "ask")]


def forbidden(fine: Fine, name: str, by: User) -> bool:
    """Whether the account lacks the right, and left nothing behind."""
    before = kept()
    with pytest.raises(PermissionDenied):
        fine.act(name, by=by)
    return kept() == before


@pytest.mark.parametrize(("path", "name"), RECORDED)
def test_what_happened_is_recorded_by_handlers_alone(cast: Cast, path: str, name: str) -> None:
    fine = reach(cast, path)
    for who in (*READERS, "head"):
        assert forbidden(fine, name, cast.people[who]), who
    colleague = factories.account_of(factories.officer(cast.bureau, name="安试九"))
    for stranger in (cast.outsider, colleague):
        error = refused(partial(fine.act, name, by=stranger))
        assert error.message == "只有本案承办人员可以办理。"
    assert fine.act(name, by="officer2")


@pytest.mark.parametrize(("path", "name"), DECIDED)
def test_the_head_of_the_agency_alone_decides(cast: Cast, path: str, name: str) -> None:
    fine = reach(cast, path)
    elsewhere = factories.user("head", cast.other_bureau, username="head2", name="外以宁")
    for who in (*READERS, "officer1", "officer2", "outsider"):
        assert forbidden(fine, name, cast.people[who]), who
    assert forbidden(fine, name, elsewhere)
    assert fine.act(name, by="head")


@pytest.mark.parametrize(("path", "name"), [("", "pay"), ("", "urge"), ("stay", "end")])
def test_who_left_the_case_records_no_more(cast: Cast, path: str, name: str) -> None:
    fine = reach(cast, path)
    assert fine.row.case.assignments.filter(officer=cast.officers[0]).update(until=day(3, 10))
    assert "承办人员" in refused(lambda: fine.act(name)).message
    assert fine.act(name, by="officer2")
