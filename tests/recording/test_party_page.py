"""The party's own page: its steps, windows and papers, its two acts, and nothing of anybody else's."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from core.hidden_addresses import HideTokens
from core.models import AuditEntry
from core.throttle import PREFIX
from enforcement.models import Case, Decision, Defence, PartyLink
from enforcement.services import party_links
from recording import openings
from recording.models import Document, Evidence
from recording.services import evidence
from recording.views.party import COOKIE, MOST
from tests import factories, hearings
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.party_links import (
    HEAVY,
    LAST,
    LATE,
    NOON,
    TAIL,
    TOLD,
    address,
    again,
    clock,
    end,
    issued,
    name_code,
    told,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WORDS = "货已下架，请求从轻处罚。"
CALM = "链接不能打开"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Every page is asked for at noon of the day of the notice, unless a test says otherwise."""
    cache.clear()
    with clock(NOON):
        yield
    cache.clear()


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return told(cast.bureau)


@pytest.fixture
def token(decision: Decision) -> str:
    return issued(decision.case)[1]


def status(client: Client, path: str) -> int:
    return client.get(path).status_code


def text(client: Client, token: str) -> str:
    answer = client.get(address(token))
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, token: str, name: str, **data: Any) -> str:
    """What the page says about what it refused; blank when it was taken."""
    answer = client.post(address(token, name), data)
    return answer.content.decode() if answer.status_code == 200 else ""


# ------------------------------------------------------------------------------- the door
def test_the_first_visit_asks_what_only_the_party_knows(token: str) -> None:
    stranger = Client()
    page = text(stranger, token)
    assert "统一社会信用代码的最后 4 位" in page
    assert "晨星" not in page

    said = post(stranger, token, "party-confirm", answer="0000")
    assert "核对不符" in said
    assert "0000" in said
    assert COOKIE not in stranger.cookies


def test_the_cookie_is_for_this_address_and_for_no_script(token: str) -> None:
    cookie = visitor(token).cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        address(token),
        True,
        "Lax",
    )
    link = PartyLink.objects.get()
    assert cookie.value.partition(":")[0] not in (link.token_hash, link.binding_hash)


def test_every_answer_keeps_out_of_caches_indexes_and_referrers(
    decision: Decision, token: str
) -> None:
    party = visitor(token)
    for client, path in ((party, address(token)), (Client(), address(token)), (Client(), "/p/x/")):
        answer = client.get(path)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]


def test_what_does_not_open_looks_the_same_to_a_stranger(decision: Decision) -> None:
    link, token = issued(decision.case)
    visitor(token)
    pages = {}
    for name, path in {"bound": address(token), "made up": address("made.up")}.items():
        answer = Client().get(path)
        assert answer.status_code == 404
        pages[name] = answer.content.decode().replace(path, "")
    party_links.revoke(again(link), by=dossier.lead(decision.case), at=NOON, reason="误发")
    answer = Client().get(address(token))
    pages["revoked"] = answer.content.decode().replace(address(token), "")

    assert answer.status_code == 404
    assert CALM in pages["bound"]
    assert len(set(pages.values())) == 1


def test_a_cookie_of_another_link_opens_nothing(cast: Cast, decision: Decision, token: str) -> None:
    other = told(cast.bureau)
    _link, elsewhere = issued(other.case)
    theirs = visitor(elsewhere).cookies[COOKIE].value
    visitor(token)

    thief = Client()
    thief.cookies[COOKIE] = theirs
    assert status(thief, address(token)) == 404
    thief.cookies[COOKIE] = theirs + "x"
    assert status(thief, address(elsewhere)) == 404


def test_the_party_is_told_that_its_link_has_ended(decision: Decision, token: str) -> None:
    party, link = visitor(token), PartyLink.objects.get()
    with clock(link.expires_at - timedelta(seconds=1)):
        assert status(party, address(token)) == 200
    with clock(link.expires_at):
        answer = party.get(address(token))
    assert answer.status_code == 410
    assert "链接已经失效" in answer.content.decode()


def test_a_case_sealed_since_opens_no_more(decision: Decision, token: str) -> None:
    party = visitor(token)
    Case.objects.filter(pk=decision.case_id).update(sealed=True)
    answer = party.get(address(token))
    assert answer.status_code == 410
    assert decision.case.title not in answer.content.decode()


def test_no_account_of_the_portal_steps_into_the_partys_place(cast: Cast, token: str) -> None:
    officer = cast.client("officer1")
    answer = officer.get(address(token))
    assert (answer.status_code, "只供当事人本人使用" in answer.content.decode()) == (404, True)
    assert post(officer, token, "party-confirm", answer=TAIL) == ""
    assert PartyLink.objects.get().bound_at is None


def test_whoever_tries_addresses_without_pause_is_slowed_down() -> None:
    cache.set(f"{PREFIX}party:127.0.0.1", MOST - 1)
    answers = [status(Client(), "/p/guess.guess/") for _try in range(2)]
    assert answers == [404, 409]


def test_acts_without_the_browser_lead_back_to_the_door(decision: Decision, token: str) -> None:
    visitor(token)
    for name in ("party-confirm", "party-defence", "party-hearing"):
        answer = Client().post(address(token, name), {"text": WORDS, "sure": "on", "answer": TAIL})
        assert (answer.status_code, answer["Location"]) == (302, address(token))
    assert not Defence.objects.exists()


@pytest.mark.parametrize("name", ["party-confirm", "party-defence", "party-hearing"])
def test_an_address_opened_again_leads_back_to_the_page_and_says_so(token: str, name: str) -> None:
    party = visitor(token)
    answer = party.get(address(token, name), follow=True)
    assert answer.redirect_chain == [(address(token), 302)]
    assert "没有重复提交任何内容" in answer.content.decode()
    assert not Defence.objects.exists()
    assert party.put(address(token, name)).status_code == 405


def test_a_closed_door_leads_back_without_a_word(token: str) -> None:
    visitor(token)
    answer = Client().get(address(token, "party-defence"), follow=True)
    assert "没有重复提交任何内容" not in answer.content.decode()


# ------------------------------------------------------------------------------- the case
def test_the_page_says_where_the_case_stands_and_how_long_is_left(
    decision: Decision, token: str
) -> None:
    page = text(visitor(token), token)
    for words in (
        "机关已告知拟作出的决定",
        "陈述申辩期限",
        "申请听证期限",
        "剩余 5 个工作日",
        LAST.isoformat(),
        "您的期限",
        decision.case.number,
    ):
        assert words in page


def test_nothing_internal_is_on_the_page(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=TOLD, fine_cents=HEAVY)
    name_code(decision.case)
    factories.notify(decision, on=TOLD)
    _link, token = issued(decision.case)

    page = text(visitor(token), token)

    assert "行政处罚事先告知书" in page
    for words in ("立案审批表", "调查终结", decision.facts, decision.case.summary, "询问"):
        assert words not in page


def test_papers_served_are_downloaded_and_no_others(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=TOLD, fine_cents=HEAVY)
    name_code(decision.case)
    factories.notify(decision, on=TOLD)
    _link, token = issued(decision.case)
    party = visitor(token)

    got = {
        row.kind: status(party, address(token, "party-document", row.pk))
        for row in Document.objects.filter(case=decision.case)
    }

    assert [kind for kind, code in got.items() if code == 200] == ["prior_notice"]
    assert {"filing_approval", "service_receipt"} <= set(got)
    served = Document.objects.get(case=decision.case, kind="prior_notice")
    assert status(Client(), address(token, "party-document", served.pk)) == 404
    assert party.get(address(token, "party-document", served.pk))["Content-Type"] == (
        "application/pdf"
    )
    read = AuditEntry.objects.filter(action="document.read").latest("id")
    assert (read.actor_id, '"link":' in read.data) == (None, True)


def test_a_paper_of_another_case_is_not_found(cast: Cast, token: str) -> None:
    other = factories.draft(cast.bureau, on=TOLD, fine_cents=HEAVY)
    factories.notify(other, on=TOLD)
    paper = Document.objects.get(case=other.case, kind="prior_notice")
    assert status(visitor(token), address(token, "party-document", paper.pk)) == 404


def test_a_decision_is_told_with_its_service_and_not_before(cast: Cast) -> None:
    decided = factories.issued(cast.bureau, on=day(11, 16))
    name_code(decided.case)
    _link, token = issued(decided.case)
    party = visitor(token)
    assert decided.doc_no not in text(party, token)

    factories.serve(decided, on=day(11, 18))

    page = text(party, token)
    for words in (decided.doc_no, "缴纳罚款", "申请行政复议", "提起行政诉讼", "不服决定怎么办"):
        assert words in page
    assert "2026-12-03" in page


def test_a_hearing_that_is_set_says_when_and_where(cast: Cast) -> None:
    notice = hearings.ask(
        factories.notify(factories.draft(cast.bureau, on=TOLD, fine_cents=HEAVY), on=TOLD), on=TOLD
    )
    name_code(notice.case)
    row = hearings.schedule(notice)
    _link, token = issued(notice.case)
    page = text(visitor(token), token)
    assert f"听证将于{row.scheduled_on}" in page
    assert row.place in page
    assert "申请听证期限" not in page


# ------------------------------------------------------------------------------- its acts
def test_the_party_files_its_defence_and_sees_it_received(decision: Decision, token: str) -> None:
    party = visitor(token)
    assert post(party, token, "party-defence", text=WORDS) == ""

    page = text(party, token)
    assert WORDS in page
    assert "已收到您的陈述申辩" in page
    read = AuditEntry.objects.filter(action="defence.receive").get()
    assert (read.actor_id, read.ip) == (None, "127.0.0.1")


def test_a_late_defence_is_refused_with_its_article_and_kept_in_the_form(
    decision: Decision, token: str
) -> None:
    party = visitor(token)
    with clock(end(LAST)):
        assert "提交陈述申辩" in text(party, token)
    with clock(factories.at(LATE, 0)):
        page = text(party, token)
        said = post(party, token, "party-defence", text=WORDS)
    assert "提交陈述申辩" not in page
    assert "期限已于 2026-11-27 届满" in page
    for words in (WORDS, "行政处罚法第四十四条、第四十五条", "仍可当面或者书面"):
        assert words in said
    assert not Defence.objects.exists()


def test_the_party_asks_for_a_hearing_after_a_second_look(decision: Decision, token: str) -> None:
    party = visitor(token)
    assert "我要求举行听证" in post(party, token, "party-hearing")
    assert post(party, token, "party-hearing", sure="on") == ""
    assert decision.notices.get().hearing_requested_on == TOLD
    assert "已收到您的听证申请" in text(party, token)


@pytest.mark.parametrize(("at", "taken"), [(end(LAST), True), (factories.at(LATE, 0), False)])
def test_the_hearing_window_closes_at_midnight(
    decision: Decision, token: str, at: datetime, taken: bool
) -> None:
    party = visitor(token)
    with clock(at):
        said = post(party, token, "party-hearing", sure="on")
    assert (said == "") == taken
    assert taken or "行政处罚法第六十四条" in said


# ------------------------------------------------------------------------------- traces
def test_who_opened_the_evidence_is_told_by_certificate_or_by_role_alone(cast: Cast) -> None:
    case = factories.recorded(cast.bureau, on=TOLD)
    name_code(case)
    item = Evidence.objects.filter(case=case)[0]
    for reader in (cast.officer1, cast.officer1, cast.reviewer):
        evidence.open_for(item, by=reader)
    evidence.open_for(
        Evidence.objects.filter(case=factories.recorded(cast.bureau, on=TOLD))[0], by=cast.head
    )

    found = {row.reader: row for row in openings.of(case)}

    assert set(found) == {"安试一", ""}
    assert (found["安试一"].times, found["安试一"].on) == (2, TOLD)
    number = cast.officers[0].certificates.get().number
    assert number in found["安试一"].bearer
    assert "法制审核" in found[""].bearer
    _link, token = issued(case)
    page = text(visitor(token), token)
    assert number in page
    assert "办理本案" in page
    assert "法如山" not in page
    assert item.title not in page


def test_each_visit_is_recorded_without_an_account(decision: Decision, token: str) -> None:
    party = visitor(token)
    text(party, token)
    text(party, token)
    link = PartyLink.objects.get()
    seen = AuditEntry.objects.filter(action="partylink.read", object_id=str(link.pk))
    assert [row.actor_id for row in seen] == [None, None]
    assert {row.agency_id for row in seen} == {decision.agency_id}


def test_no_token_is_in_the_audit_log_or_on_the_console(
    decision: Decision, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    party = visitor(token)
    secret = party.cookies[COOKIE].value
    caplog.handler.addFilter(HideTokens())
    with caplog.at_level(logging.DEBUG):
        for client in (party, Client()):
            client.get(address(token))
            client.get(address(token, "party-document", 0))
            client.post(address(token, "party-defence"), {"text": WORDS})
    said = caplog.text + " ".join(
        f"{row.data}{row.object_id}{row.actor}" for row in AuditEntry.objects.all()
    )
    assert "Not Found: /p/…/" in said
    for words in (token, token[:24], secret, secret[:24], WORDS):
        assert words not in said
