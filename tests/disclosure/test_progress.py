"""/progress/: a party follows its case by number and code, and a stranger learns nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from disclosure import progress
from disclosure.matters import MATTERS, of_case
from disclosure.progress import look_up, moments_of, plain
from disclosure.services import complaints, corrections
from disclosure.views.public.progress import WRONG
from enforcement.models import Case, PartyLink
from enforcement.services import party_links
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure import factories as public
from tests.disclosure.asking import ON, complaint, correction
from tests.party_links import NOON, TOLD, bound, case, clock, issued, told

pytestmark = pytest.mark.django_db
PATH = "/progress/"
REFUSED = "编号或者查询码不正确"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


@pytest.fixture
def link(cast: Cast) -> PartyLink:
    row, _token = issued(case(cast.bureau))
    return row


def asked(number: str, code: str, **more: Any) -> str:
    with clock(NOON):
        answer = Client(**more).post(PATH, {"number": number, "code": code})
    assert answer.status_code == 200
    return str(answer.content.decode())


def known(link: PartyLink) -> tuple[str, str]:
    return party_links.enquiry_number(link), party_links.enquiry_code(link)


# --------------------------------------------------------------------------------- the case
def test_a_party_learns_how_far_its_case_is(link: PartyLink) -> None:
    text = asked(*known(link))
    assert "行政执法案件" in text
    assert link.case.number in text
    assert "机关正在调查" in text
    assert link.case.agency.name in text


def test_the_number_of_the_case_does_as_well_in_any_brackets(link: PartyLink) -> None:
    _number, code = known(link)
    for typed in (link.case.number, link.case.number.replace("〔", "[").replace("〕", "]")):
        assert "机关正在调查" in asked(typed, code)


def test_the_page_of_a_case_shows_nothing_personal(cast: Cast) -> None:
    row = told(cast.bureau).case
    row.refresh_from_db()
    link, token = issued(row)
    text = asked(*known(link))
    party = link.party
    for word in (party.name, party.uscc, party.phone, party.address, row.title, row.cause, token):
        assert not word or word not in text, word
    for officer in cast.officers:
        assert officer.name not in text


def test_a_party_that_was_told_sees_its_own_last_day(cast: Cast) -> None:
    link, _token = issued(told(cast.bureau).case)
    text = asked(*known(link))
    assert "2026-11-27" in text
    assert "您可以在期限内提出意见" in text


def test_it_needs_no_browser_that_is_tied_to_the_link(cast: Cast) -> None:
    link = bound(case(cast.bureau))
    assert "机关正在调查" in asked(*known(link))


def test_an_application_is_followed_alike(cast: Cast) -> None:
    row = factories.case(cast.bureau, kind="permit", procedure="permit", filed=True, on=TOLD)
    row.party.uscc = "91350100M000100Y43"
    row.party.save(update_fields=["uscc"])
    link, _token = issued(row)
    with clock(NOON):
        shown = of_case(link, TOLD)
    assert shown.kind == "行政许可申请"
    assert shown.acts == {}
    assert shown.answer == ""


# --------------------------------------------------------------------------------- the end
def test_a_link_that_was_withdrawn_tells_nothing(cast: Cast, link: PartyLink) -> None:
    party_links.revoke(link, by=cast.officer1, at=NOON, reason="误发。")
    assert REFUSED in asked(*known(link))


def test_a_new_link_makes_the_old_code_worthless(cast: Cast, link: PartyLink) -> None:
    newer, _token = issued(link.case)
    assert known(newer)[1] != known(link)[1]
    assert REFUSED in asked(link.case.number, known(link)[1])
    assert "机关正在调查" in asked(link.case.number, known(newer)[1])


def test_a_link_that_expired_tells_nothing(link: PartyLink) -> None:
    with clock(link.expires_at):
        answer = Client().post(PATH, dict(zip(("number", "code"), known(link), strict=True)))
    assert REFUSED in answer.content.decode()
    with clock(link.expires_at - timedelta(seconds=1)):
        answer = Client().post(PATH, dict(zip(("number", "code"), known(link), strict=True)))
    assert REFUSED not in answer.content.decode()


def test_a_sealed_case_tells_nothing(link: PartyLink) -> None:
    Case.objects.filter(pk=link.case_id).update(sealed=True)
    assert REFUSED in asked(*known(link))
    assert REFUSED in asked(link.case.number, known(link)[1])


# --------------------------------------------------------------------------------- strangers
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("AJ999999", "AAAA-AAAA-AAAA-AAAA"),
        ("AJ", "AAAA"),
        ("AJ１２", "AAAA"),
        ("AJ-1", "AAAA"),
        ("AJ" + "9" * 60, "AAAA"),
        ("GZ20260401-AAAAAAAA", "AAAA"),
        ("TS20260401-AAAAAAAA", "AAAA"),
        ("云市监案〔2026〕9999号", "AAAA"),
        ("' OR 1=1 --", "AAAA"),
        ("\u202e号", "码"),
    ],
)
def test_what_is_no_number_gets_the_one_refusal(cast: Cast, number: str, code: str) -> None:
    assert REFUSED in asked(number, code)


@pytest.mark.parametrize("field", ["number", "code"])
def test_both_are_asked_for(link: PartyLink, field: str) -> None:
    given = {"number": link.case.number, "code": known(link)[1], field: ""}
    text = asked(**given)
    assert "机关正在调查" not in text


def test_the_code_of_one_case_does_not_open_another(cast: Cast, link: PartyLink) -> None:
    other, _token = issued(case(cast.bureau))
    assert REFUSED in asked(known(other)[0], known(link)[1])


def test_the_token_of_the_address_is_no_code(cast: Cast) -> None:
    link, token = issued(case(cast.bureau))
    assert REFUSED in asked(known(link)[0], token[:64])
    assert REFUSED in asked(known(link)[0], link.token_hash)


def test_a_wrong_number_costs_what_a_wrong_code_costs(
    link: PartyLink, django_assert_num_queries: Any
) -> None:
    for number in (known(link)[0], link.case.number, "AJ999999", "云市监案〔2026〕9999号"):
        with django_assert_num_queries(1):
            assert REFUSED in asked(number, "AAAA-AAAA-AAAA-AAAA")


def test_who_guesses_is_slowed_down_and_the_party_is_not(link: PartyLink) -> None:
    for _turn in range(WRONG + 1):
        text = asked(known(link)[0], "AAAA")
    assert "操作过于频繁" in text
    assert "机关正在调查" in asked(*known(link))


def test_one_who_guesses_slows_down_nobody_else(link: PartyLink) -> None:
    for _turn in range(WRONG + 1):
        asked(known(link)[0], "AAAA", REMOTE_ADDR="192.0.2.1")
    assert REFUSED in asked(known(link)[0], "AAAA", REMOTE_ADDR="192.0.2.2")


def test_asking_is_logged_without_the_address(link: PartyLink) -> None:
    asked(*known(link), REMOTE_ADDR="192.0.2.1")
    entry = AuditEntry.objects.get(action="partylink.read")
    assert (entry.object_id, entry.ip, entry.actor_id) == (str(link.pk), "", None)
    assert entry.data == '{"what":"progress"}'


def test_a_wrong_answer_leaves_no_entry(link: PartyLink) -> None:
    before = AuditEntry.objects.count()
    asked(known(link)[0], "AAAA")
    assert AuditEntry.objects.count() == before


def test_nothing_of_the_question_is_in_an_address(link: PartyLink) -> None:
    number, code = known(link)
    answer = Client().get(PATH, {"number": number, "code": code})
    text = answer.content.decode()
    assert f'value="{code}"' not in text
    assert "机关正在调查" not in text


# --------------------------------------------------------------------------------- handing out
def test_number_and_code_are_handed_out_with_the_link_once(cast: Cast) -> None:
    row = case(cast.bureau)
    client = client_of(factories.account_of(factories.lead_of(row)))
    path = reverse("party-link-issue", args=[row.pk])
    form = client.get(path).context["form"]
    given = {name: form[name].value() for name in form.fields}
    text = client.post(path, given or {"sent": "1"}).content.decode()
    link = PartyLink.objects.get(case=row)
    number, code = known(link)
    assert code in text
    assert number in text
    assert code not in client.get(reverse("case-party", args=[row.pk])).content.decode()


def test_the_code_is_in_no_column(link: PartyLink) -> None:
    stored = " ".join(str(value) for value in PartyLink.objects.values().get(pk=link.pk).values())
    _number, code = known(link)
    assert code not in stored
    assert code.replace("-", "") not in stored


# --------------------------------------------------------------------------------- the parts
def test_each_kind_is_found_by_its_own_prefix(cast: Cast) -> None:
    first = correction(public.published(cast.bureau))[1]
    second = complaint(cast.bureau)[1]
    for receipt, kind in ((first, "更正申请"), (second, "投诉举报")):
        found = look_up(MATTERS, receipt.number, receipt.code, ON)
        assert found is not None
        assert found[1].kind == kind


def test_the_code_of_a_complaint_does_not_open_a_request(cast: Cast) -> None:
    first = correction(public.published(cast.bureau))[1]
    second = complaint(cast.bureau)[1]
    assert look_up(MATTERS, first.number, second.code, ON) is None
    assert look_up(MATTERS, second.number, first.code, ON) is None


@pytest.mark.parametrize(
    ("status", "words"),
    [("received", "是否受理"), ("accepted", "核对"), ("more", "补充"), ("refused", "申请复查")],
)
def test_each_state_of_a_request_says_what_comes_next(cast: Cast, status: str, words: str) -> None:
    row, receipt = correction(public.published(cast.bureau))
    if status in ("accepted", "more"):
        corrections.accept(row, by=cast.publisher)
    if status == "more":
        corrections.ask(row, by=cast.publisher, on=ON, asked="第几页？")
    if status == "refused":
        corrections.refuse(row, by=cast.publisher, on=ON, answer="一致。")
    found = look_up(MATTERS, receipt.number, receipt.code, ON)
    assert found is not None
    assert words in found[1].next


def test_an_extension_is_told_with_its_reason(cast: Cast) -> None:
    row, receipt = complaint(cast.bureau)
    complaints.accept(row, by=cast.supervisor, on=ON)
    complaints.extend(row, by=cast.supervisor, on=day(4, 20), reason="需要鉴定，电话13812345678。")
    found = look_up(MATTERS, receipt.number, receipt.code, day(4, 20))
    assert found is not None
    told = " ".join(moment["title"] for moment in found[1].moments)
    assert "需要鉴定" in told
    assert "13812345678" not in told


def test_words_of_an_agency_lose_what_identifies_a_person() -> None:
    text = plain("请联系13812345678，身份证110101199003077758。")
    assert "13812345678" not in text
    assert "110101199003077758" not in text
    assert plain("") == ""


def test_what_has_no_day_is_no_moment() -> None:
    assert moments_of((None, "无"), (ON, "有")) == [{"when": ON, "title": "有"}]


def test_only_running_clocks_are_shown(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    complaints.accept(row, by=cast.supervisor, on=ON)
    shown = progress.open_clocks(complaints.SUBJECT, str(row.pk))
    assert [clock.key for clock in shown] == ["complaint.decide"]


def test_the_question_names_every_kind_of_matter_it_answers() -> None:
    text = Client().get("/progress/").content.decode()
    for kind in ("咨询", "更正申请", "投诉举报", "案件", "许可"):
        assert kind in text.partition('class="lead"')[2].partition("</p>")[0], kind
