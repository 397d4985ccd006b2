"""回避: whoever a complaint names neither handles nor finds it, and no unit looks into its own heads."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from core.errors import RuleError
from disclosure.models import Complaint
from disclosure.services import complaints
from enforcement.models import Agency, Officer, User
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure.asking import CONDUCT, NAME, ON, complaint, gate
from tests.disclosure.test_complaints import legal as legal  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


def officer_of(account: User) -> Officer:
    """The account as an officer of its agency."""
    assert account.agency is not None
    return Officer.objects.create(
        agency=account.agency, account=account, name=str(account), post="科员"
    )


def number_of(officer: Officer) -> str:
    return str(officer.certificates.latest("pk").number)


def sent(cast: Cast, **changes: str) -> str:
    given = {
        "unit": str(cast.bureau.pk),
        "form": "complaint",
        "what": "conduct",
        "statement": CONDUCT,
        "reporter": NAME,
        "contact": "",
        "seed": "seed",
        **changes,
    }
    return str(Client().post(reverse("complaint-new"), given).content.decode())


def found_by(user: User) -> list[Complaint]:
    return list(Complaint.objects.visible_to(user))


# ------------------------------------------------------------------------------ who handles it
def test_the_one_complained_about_neither_finds_nor_handles_it(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau, officer=officer_of(cast.supervisor))
    other = factories.user("supervisor", cast.justice)
    assert found_by(cast.supervisor) == []
    assert found_by(other) == [row]
    for act in (complaints.accept, complaints.reporter):
        with pytest.raises(PermissionDenied):
            act(row, by=cast.supervisor, **({"on": ON} if act is complaints.accept else {}))
    for name in ("complaint-detail", "complaint-reporter", "complaint-accept"):
        path = reverse(name, args=[row.pk])
        assert client_of(cast.supervisor).get(path).status_code == 404
    assert complaints.accept(row, by=other, on=ON).status == "accepted"


def test_the_others_stay_with_the_one_recused_from_this(cast: Cast) -> None:
    complaint(cast.bureau, officer=officer_of(cast.supervisor))
    beside, _receipt = complaint(cast.bureau, statement="另一件。")
    third, _receipt = complaint(cast.bureau, statement="第三件。", officer=cast.officers[0])
    assert set(found_by(cast.supervisor)) == {beside, third}


@pytest.mark.parametrize("role", ["reviewer", "unithead", "head"])
def test_no_unit_looks_into_those_who_lead_or_review_in_it(
    cast: Cast, legal: Agency, role: str
) -> None:
    reviewer = factories.qualified_reviewer(legal, username="law", name="法试人")
    plain, _receipt = complaint(legal, officer=factories.officer(legal))
    assert plain.handled_by == "legal_unit"
    named = officer_of(factories.user(role, legal))
    row, _receipt = complaint(legal, statement="反映负责人。", officer=named)
    assert row.handled_by == "supervisor"
    assert found_by(reviewer) == [plain]


# ------------------------------------------------------------------------------ the database
def test_the_database_knows_it_too(cast: Cast) -> None:
    named = officer_of(cast.supervisor)
    row, _receipt = complaint(cast.bureau, officer=named)
    answered: dict[str, Any] = {
        "answered_on": day(4, 10),
        "answer": "查无实据。",
        "channel": "none",
    }
    decided = {"status": "declined", **answered}
    assert gate(row, **decided, decided_by=cast.supervisor) == "RECUSED"
    other = factories.user("supervisor", cast.justice)
    assert gate(row, **decided, decided_by=other) == ""


@pytest.mark.parametrize("to", [None, "another"])
def test_whom_it_names_stays_as_it_was_said(cast: Cast, to: str | None) -> None:
    row, _receipt = complaint(cast.bureau, officer=cast.officers[0])
    assert gate(row, officer=cast.officers[1] if to else None) == "APPEND_ONLY"
    bare, _receipt = complaint(cast.bureau, statement="没有指明。")
    assert gate(bare, officer=cast.officers[0]) == "APPEND_ONLY"


# ------------------------------------------------------------------------------ the form
def test_the_form_takes_the_number_of_a_certificate(cast: Cast) -> None:
    assert "回执" in sent(cast, certificate=f" {number_of(cast.officers[0]).lower()} ")
    assert Complaint.objects.get().officer == cast.officers[0]


def test_nobody_has_to_know_the_number(cast: Cast) -> None:
    sent(cast, certificate="")
    assert Complaint.objects.get().officer is None


@pytest.mark.parametrize("number", ["00000000", "%", "' OR 1=1", "９" * 60])
def test_an_unknown_number_is_said_and_nothing_is_lost(cast: Cast, number: str) -> None:
    text = sent(cast, certificate=number)
    assert "没有使用这一执法证号的执法人员" in text
    assert CONDUCT in text
    assert not Complaint.objects.exists()


def test_an_officer_of_another_unit_is_not_of_this_one(cast: Cast) -> None:
    other = factories.officer(cast.other_bureau)
    with pytest.raises(RuleError, match="没有使用这一执法证号"):
        complaints.named_officer(cast.bureau, number_of(other), ON)


@pytest.mark.parametrize("given", ["\x00", "x" * 61])
def test_what_no_number_can_be_is_refused(cast: Cast, given: str) -> None:
    assert "errorlist" in sent(cast, certificate=given) or not Complaint.objects.exists()
    assert not Complaint.objects.exists()
