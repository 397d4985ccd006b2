"""The party in the back office: its tab in a case, the making of a link, an organisation's own page."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from enforcement import party_history
from enforcement.models import Case, Defence, PartyLink, User
from enforcement.services import cases, party_acts, party_links
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import audited, page, said
from tests.party_links import CODE, NOON, TAIL, bound, case, clock, issued, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADDRESS = re.compile(r"http[^<\s]+/p/([^/<\s]+)/")


def status(client: Client, name: str, key: object) -> int:
    return client.get(reverse(name, args=[key])).status_code


# ------------------------------------------------------------------------------- the tab
def test_the_tab_shows_the_party_in_full_and_says_so_in_the_log(cast: Cast) -> None:
    row = case(cast.bureau)
    row.party.phone = "13800005678"
    row.party.save(update_fields=["phone"])

    text = page(cast.client("officer1"), "case-party", row.pk)

    assert "13800005678" in text
    assert audited(row.party, "party.read")
    assert reverse("party-detail", args=[row.party_id]) in text


def test_a_natural_person_has_no_page_but_inside_its_case(cast: Cast) -> None:
    row = case(cast.bureau)
    row.party.kind = "person"
    row.party.save(update_fields=["kind"])
    officer = cast.client("officer1")

    assert reverse("party-detail", args=[row.party_id]) not in page(officer, "case-party", row.pk)
    assert status(officer, "party-detail", row.party_id) == 404


def test_a_case_of_another_agency_is_not_found(cast: Cast) -> None:
    row = case(cast.bureau)
    stranger = cast.client("outsider")
    for name in ("case-party", "party-link-issue"):
        assert status(stranger, name, row.pk) == 404
    assert status(stranger, "party-detail", row.party_id) == 404
    assert status(stranger, "party-link-revoke", bound(row).pk) == 404


# ------------------------------------------------------------------------------- the link
def test_the_address_is_shown_once_with_its_code(cast: Cast) -> None:
    row, officer = case(cast.bureau), cast.client("officer1")
    assert "统一社会信用代码" in page(officer, "party-link-issue", row.pk)

    made = officer.post(reverse("party-link-issue", args=[row.pk]))

    text = made.content.decode()
    token = ADDRESS.search(text)
    assert token is not None
    assert party_links.find(token[1]) == PartyLink.objects.get()
    assert "<svg" in text
    assert made["Cache-Control"] == "private, no-store"
    assert token[1] not in page(officer, "case-party", row.pk)
    assert "已有一个链接" in page(officer, "party-link-issue", row.pk)


def test_a_page_sent_twice_does_not_end_the_link_it_made(cast: Cast) -> None:
    row, officer = case(cast.bureau), cast.client("officer1")
    address = reverse("party-link-issue", args=[row.pk])
    sent = {"newest": officer.get(address).context["form"]["newest"].value()}
    assert ADDRESS.search(officer.post(address, sent).content.decode())
    again = officer.post(address, sent).content.decode()
    assert ADDRESS.search(again) is None
    assert "已经出具过链接" in again
    assert PartyLink.objects.standing().count() == PartyLink.objects.count() == 1
    fresh = {"newest": officer.get(address).context["form"]["newest"].value()}
    assert ADDRESS.search(officer.post(address, fresh).content.decode())
    assert PartyLink.objects.standing().count() == 1 < PartyLink.objects.count()


def test_a_refusal_is_explained_on_the_page(cast: Cast) -> None:
    row = case(cast.bureau)
    row.party.uscc = ""
    row.party.save(update_fields=["uscc"])
    assert "无法核对其身份" in said(cast.client("officer1"), "party-link-issue", {}, row.pk)
    assert not PartyLink.objects.exists()


def test_a_sealed_case_offers_none_and_says_why(cast: Cast) -> None:
    row = case(cast.bureau)
    Case.objects.filter(pk=row.pk).update(sealed=True)
    text = page(cast.client("officer1"), "case-party", row.pk)
    assert reverse("party-link-issue", args=[row.pk]) not in text
    assert "治安管理处罚法第一百三十六条" in text


def test_an_officer_who_does_not_handle_the_case_is_offered_none(cast: Cast) -> None:
    row = case(cast.bureau)
    colleague = factories.officer(cast.bureau)
    assert not cases.is_handler(row, factories.account_of(colleague))
    client = Client()
    client.force_login(factories.account_of(colleague), backend="core.permissions.RoleBackend")
    assert reverse("party-link-issue", args=[row.pk]) not in page(client, "case-party", row.pk)


def test_a_link_is_withdrawn_on_its_page(cast: Cast) -> None:
    row, officer = case(cast.bureau), cast.client("officer1")
    link, token = issued(row)
    assert "撤销理由" in said(officer, "party-link-revoke", {"reason": ""}, link.pk)

    officer.post(reverse("party-link-revoke", args=[link.pk]), {"reason": "误发"})

    assert party_links.knock(party_links.find(token), secret="", at=NOON).value == "closed"
    assert "误发" in page(officer, "case-party", row.pk)
    assert "当前状态下不能办理" in page(officer, "party-link-revoke", link.pk)


def test_the_tab_tells_how_each_link_stands(cast: Cast) -> None:
    row = case(cast.bureau)
    link, _token = issued(row)
    with clock(NOON):
        officer = cast.client("officer1")
        assert "等待当事人启用" in page(officer, "case-party", row.pk)
        party_links.bind(link, answer=TAIL, at=NOON)
        assert "使用中" in page(officer, "case-party", row.pk)
    with clock(link.expires_at):
        assert "已过期" in page(cast.client("officer1"), "case-party", row.pk)


def test_a_defence_the_party_filed_waits_for_its_answer_there(cast: Cast) -> None:
    row = told(cast.bureau).case
    party_acts.defend(bound(row), at=NOON, text="请求从轻处罚。")
    text = page(cast.client("officer1"), "case-party", row.pk)
    for words in ("请求从轻处罚。", "待复核"):
        assert words in text
    assert reverse("defence-answer", args=[Defence.objects.get().pk]) in text
    assert "请求从轻处罚。" in page(
        cast.client("officer1"), "defence-answer", Defence.objects.get().pk
    )


# ------------------------------------------------------------------------------- the organisation
def test_an_organisation_has_one_page_across_the_cases_of_the_agency(cast: Cast) -> None:
    first, second = case(cast.bureau), case(cast.bureau)
    other, elsewhere = factories.case(cast.bureau), case(cast.other_bureau)
    text = page(cast.client("officer1"), "party-detail", first.party_id)

    for row in (first, second):
        assert reverse("case-detail", args=[row.pk]) in text
    for row in (other, elsewhere):
        assert reverse("case-detail", args=[row.pk]) not in text
    assert AuditEntry.objects.filter(action="party.read", actor_id=cast.officer1.pk).count() == 1


def history(case: Case, user: User) -> party_history.History:
    """The numbers of the organisation as the account sees them."""
    return party_history.of(case.party, party_history.cases_of(case.party, user))


def test_a_person_with_a_companys_code_is_not_drawn_into_its_page(cast: Cast) -> None:
    company, person = case(cast.bureau), case(cast.bureau)
    person.party.kind = "person"
    person.party.save(update_fields=["kind"])
    assert list(party_history.cases_of(company.party, cast.officer1)) == [company]
    assert history(company, cast.officer1).cases == 1


def test_only_decisions_that_bind_are_counted(cast: Cast) -> None:
    decided = factories.issued(cast.bureau)
    decided.case.party.uscc = CODE
    decided.case.party.save(update_fields=["uscc"])
    told(cast.bureau)
    found = history(decided.case, cast.officer1)
    assert (found.penalties, found.fines, found.running) == (1, "2,000.00元", 1)
    text = page(cast.client("head"), "party-detail", decided.case.party_id)
    assert decided.doc_no in text


def test_a_decision_not_to_punish_is_no_penalty(cast: Cast) -> None:
    why = {"not_established": "证据不足以证明违法事实。"}
    plain: dict[str, Any] = {"outcome": "no_penalty", "penalty_kinds": [], "fine_cents": 0}
    spared = factories.issued(cast.bureau, circumstances=why, **plain)
    spared.case.party.uscc = CODE
    spared.case.party.save(update_fields=["uscc"])
    found = history(spared.case, cast.officer1)
    assert (found.penalties, found.fines) == (0, "0.00元")
    assert spared.doc_no in page(cast.client("officer1"), "party-detail", spared.case.party_id)


def test_the_numbers_cost_no_more_for_more_cases(cast: Cast) -> None:
    row = case(cast.bureau)
    few = queries(cast, row)
    for _more in range(3):
        case(cast.bureau)
    assert queries(cast, row) == few
    assert history(row, cast.officer1).cases == 4


def queries(cast: Cast, row: Case) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert history(row, cast.officer1).running
    return len(seen)


def test_the_list_of_parties_leads_to_organisations_only(cast: Cast) -> None:
    row = case(cast.bureau)
    person = factories.party(cast.bureau)
    person.kind = "person"
    person.save(update_fields=["kind"])
    text = page(cast.client("officer1"), "party-list")
    assert reverse("party-detail", args=[row.party_id]) in text
    assert reverse("party-edit", args=[person.pk]) not in text
    assert reverse("party-edit", args=[row.party_id]) in text
