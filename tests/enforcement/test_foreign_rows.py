"""Every page of the room that names a row: another agency's row does not exist, and says nothing."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, reverse

from core.models import AuditEntry
from enforcement import urls, urls_registry
from enforcement.models import Case, Certificate, Decision, Item, Officer, Party
from enforcement.services import delegations, items
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement.dossier import draft
from tests.registers import opened

pytestmark = pytest.mark.django_db
EVERYTHING = ["officer", "unithead", "reviewer", "head", "publisher", "listadmin"]
SHARED = {"statute-detail"}
FORM = {
    **{"reason": "试一试", "on": "2026-03-16", "name": "改名", "kind": "penalty", "post": "科长"},
    **{"effective_from": "2026-01-01", "status": "active", "remake": "on", "number": "YX9"},
}


def patterns(*, with_row: bool) -> dict[str, str]:
    """Name and address of every page of the room, with or without a row in its address."""
    found = [*urls.urlpatterns, *urls_registry.urlpatterns]
    return {
        str(each.name): str(each.pattern)
        for each in found
        if isinstance(each, URLPattern) and ("pk" in str(each.pattern)) is with_row
    }


def rows_of(cast: Cast) -> dict[str, Any]:
    """One row of each kind at the other bureau."""
    other = cast.other_bureau
    decision = draft(other, procedure="permit")
    officer = cast.outsider.officer
    return {
        "case": decision.case_id,
        "decision": decision.pk,
        "agency": other.pk,
        "officer": officer.pk,
        "certificate": officer.certificates.get().pk,
        "item": items.create(
            agency=other, kind="penalty", name="外单位事项", effective_from=factories.DECIDED
        ).pk,
        "party": decision.case.party_id,
    }


def subject(name: str) -> str:
    """The kind of row a page is about; adding a certificate is about its officer."""
    if name == "certificate-create":
        return "officer"
    return {"decision-draft": "case"}.get(name, name.split("-")[0])


def asked_here(name: str, rows: dict[str, Any]) -> bool:
    """Whether the page is about one of the rows; the permission matrix asks about all others."""
    return name not in SHARED and subject(name) in rows


def held() -> list[Any]:
    """All that a page of the room could change."""
    models = (Case, Certificate, Decision, Item, Officer, Party)
    return [sorted(map(str, model._default_manager.values_list())) for model in models]


def test_no_page_shows_or_changes_a_row_of_another_agency(cast: Cast) -> None:
    client = client_of(factories.user(EVERYTHING, cast.bureau))
    rows = rows_of(cast)
    before, log = held(), AuditEntry.objects.count()
    pages = [name for name in patterns(with_row=True) if asked_here(name, rows)]
    assert len(pages) >= 13

    for name in pages:
        address = reverse(name, args=[rows[subject(name)]])
        assert client.get(address).status_code == 404, name
        assert client.post(address, FORM).status_code == 404, name

    assert held() == before
    assert AuditEntry.objects.count() == log


def test_a_row_that_never_was_and_one_of_others_are_answered_alike(cast: Cast) -> None:
    client = client_of(factories.user(EVERYTHING, cast.bureau))
    rows = rows_of(cast)

    for name, pattern in patterns(with_row=True).items():
        if not asked_here(name, rows):
            continue
        nobody = uuid4() if "uuid" in pattern else 987_654_321
        addresses = [reverse(name, args=[key]) for key in (rows[subject(name)], nobody)]
        # The page leads back to where one was, so the address itself is left out.
        answers = [client.get(place).content.decode().replace(place, "") for place in addresses]
        assert len(answers[0]) == len(answers[1]), name


def test_the_own_rows_are_there_for_the_same_account(cast: Cast) -> None:
    client = client_of(factories.user(EVERYTHING, cast.bureau))
    case = factories.case(cast.bureau, filed=True)
    row = draft(cast.bureau, case=case)
    keys = {
        "case-detail": case.pk,
        "decision-draft": case.pk,
        "decision-read": row.pk,
        "agency-admin-edit": cast.bureau.pk,
        "officer-admin-edit": cast.officers[0].pk,
        "certificate-create": cast.officers[0].pk,
        "certificate-end": cast.officers[0].certificates.get().pk,
        "party-edit": case.party_id,
    }
    for name, key in keys.items():
        assert client.get(reverse(name, args=[key])).status_code == 200, name


def test_no_list_or_search_names_what_others_have(cast: Cast) -> None:
    rows_of(cast)
    Party.objects.filter(agency=cast.other_bureau).update(name="外单位当事人")
    Case.objects.filter(agency=cast.other_bureau).update(title="外单位案件")
    delegations.create(
        delegator=cast.other_bureau,
        delegate=cast.justice,
        number="外单位委托书",
        matters="路政巡查",
        powers="警告",
        valid_from=factories.DECIDED,
        valid_to=factories.DECIDED,
    )
    keeper = factories.user("listadmin", cast.other_bureau)
    opened(cast.other_bureau, keeper, "channel")
    client = client_of(factories.user(EVERYTHING, cast.bureau))
    theirs = ["示范channel", "外单位事项", "外试人", "外单位当事人"]
    theirs += ["外单位案件", "外单位委托书", "云溪市交通运输局"]

    # Planning a visit offers every announced agency as a partner: their names are public. Counts
    # are the supervisor's, who sees the agencies below.
    for name, pattern in patterns(with_row=False).items():
        if name in ("task-plan", "task-counts"):
            continue
        parts = {"<slug:register>": "channel", "<slug:book>": "random-items", "<slug:form>": "csv"}
        args = [value for part, value in parts.items() if part in pattern]
        for query in ({}, {"q": "外"}, {"q": "云溪市交通运输局"}):
            answer = client.get(reverse(name, args=args), query)
            assert answer.status_code == 200, name
            # The delegate may be any agency of the portal, so its form names them all; and what
            # was searched for stays in the box.
            text = answer.content.decode().replace(f'value="{query.get("q", "")}"', "")
            if name != "delegation-admin-create":
                assert not [word for word in theirs if word in text], (name, query)


@pytest.mark.parametrize("name", ["case-list", "party-list", "case-open"])
@pytest.mark.parametrize("person", ["listadmin", "admin"])
def test_case_data_is_closed_to_those_who_keep_lists_or_the_system(
    cast: Cast, name: str, person: str
) -> None:
    assert cast.client(person).get(reverse(name)).status_code == 403
