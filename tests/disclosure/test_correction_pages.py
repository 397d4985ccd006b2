"""A citizen asks for a correction and follows it by its receipt; the office sees what it may."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from config.desk import corrections as queue
from core.models import AuditEntry
from disclosure.models import CorrectionRequest, Publication
from disclosure.services import corrections
from disclosure.views.public.unseen import MOST
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure import factories as public
from tests.disclosure.asking import NAME, ON, PHONE, WRONG, correction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEW, PROGRESS = "/corrections/new/", "/progress/"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return public.published(cast.bureau)


def filled(**changes: Any) -> dict[str, str]:
    given = {
        "what": "text",
        "relation": "public",
        "statement": WRONG,
        "applicant": NAME,
        "contact": PHONE,
        "seed": "seed",
    }
    return {**given, **changes}


def page(answer: Any) -> str:
    return str(answer.content.decode())


def sent(**changes: Any) -> str:
    return page(Client().post(NEW, filled(**changes)))


def code_on(text: str) -> str:
    found = re.search(r'name="code" value="([^"]+)"', text)
    assert found
    return found[1]


def asked(number: str, code: str, path: str = PROGRESS, **more: str) -> str:
    return page(Client().post(path, {"number": number, "code": code, **more}))


# --------------------------------------------------------------------------------- the form
def test_a_decision_leads_to_a_form_that_knows_it(shown: Publication) -> None:
    reader = Client()
    link = f"{NEW}?decision={shown.pk}"
    assert link in page(reader.get(reverse("decision-detail", args=[shown.pk])))
    assert f'value="{shown.pk}"' in page(reader.get(link))


def test_the_answer_to_a_form_is_its_receipt(shown: Publication) -> None:
    text = sent(decision=str(shown.pk))
    row = CorrectionRequest.objects.get()
    assert row.number in text
    assert code_on(text)
    assert "2026-04-30" in text
    for secret in (NAME, PHONE, WRONG):
        assert secret not in text


def test_a_reload_of_the_receipt_shows_it_again_and_makes_nothing(shown: Publication) -> None:
    first = sent(decision=str(shown.pk))
    assert code_on(sent(decision=str(shown.pk))) == code_on(first)
    assert CorrectionRequest.objects.count() == 1


def test_what_was_typed_stays_when_the_decision_is_not_found(shown: Publication) -> None:
    text = sent(decision="没有的文号〔2026〕1号")
    assert "没有找到" in text
    assert WRONG in text
    assert not CorrectionRequest.objects.exists()


@pytest.mark.parametrize("field", ["decision", "what", "statement", "relation", "seed"])
def test_what_is_needed_is_asked_for(shown: Publication, field: str) -> None:
    sent(**{"decision": str(shown.pk), field: ""})
    assert not CorrectionRequest.objects.exists()


def test_nobody_has_to_say_who_asks(shown: Publication) -> None:
    sent(decision=str(shown.pk), applicant="", contact="")
    assert CorrectionRequest.objects.get().applicant == ""


@pytest.mark.parametrize("path", [NEW, PROGRESS])
def test_the_pages_leave_no_trace(path: str) -> None:
    answer = Client().get(path)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_a_machine_is_slowed_down(shown: Publication) -> None:
    for turn in range(MOST):
        sent(decision=str(shown.pk), statement=f"第{turn}次")
    assert "操作过于频繁" in sent(decision=str(shown.pk), statement="再一次")
    assert CorrectionRequest.objects.count() == MOST


def test_other_methods_are_refused() -> None:
    assert Client().put(NEW).status_code == 405
    assert Client().delete(PROGRESS).status_code == 405


# --------------------------------------------------------------------------------- the mark
def test_the_public_page_says_that_it_is_disputed_and_not_by_whom(shown: Publication) -> None:
    path = reverse("decision-detail", args=[shown.pk])
    assert "异议处理中" not in page(Client().get(path))
    row, _receipt = correction(shown)
    text = page(Client().get(path))
    assert "异议处理中" in text
    for secret in (NAME, PHONE, WRONG, row.number):
        assert secret not in text


# --------------------------------------------------------------------------------- progress
def test_the_receipt_tells_how_far_it_is(cast: Cast, shown: Publication) -> None:
    row, receipt = correction(shown)
    text = asked(receipt.number.lower(), receipt.code.replace("-", " "))
    assert "已收到" in text
    assert "2026-04-30" in text
    corrections.refuse(row, by=cast.publisher, on=ON, answer="与决定书一致，电话13812345678。")
    answered = asked(receipt.number, receipt.code)
    assert "与决定书一致" in answered
    assert "13812345678" not in answered
    for secret in (NAME, PHONE, WRONG, str(cast.publisher)):
        assert secret not in answered
    assert AuditEntry.objects.filter(action="correctionrequest.read").count() == 2


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(shown: Publication) -> None:
    _row, receipt = correction(shown)
    other = "GZ20260401-AAAAAAAA"
    wrong_code = asked(receipt.number, "AAAA-AAAA-AAAA-AAAA")
    wrong_number = asked(other, receipt.code)
    assert "编号或者查询码不正确" in wrong_code
    assert wrong_code.replace(receipt.number, "") == wrong_number.replace(other, "").replace(
        receipt.code, "AAAA-AAAA-AAAA-AAAA"
    )


def test_a_wrong_number_costs_what_a_wrong_code_costs(
    shown: Publication, django_assert_num_queries: Any
) -> None:
    _row, receipt = correction(shown)
    for number, code in (
        (receipt.number, "AAAA-AAAA-AAAA-AAAA"),
        ("GZ20260401-AAAAAAAA", receipt.code),
        ("没有这种编号", receipt.code),
    ):
        with django_assert_num_queries(1):
            asked(number, code)


def test_who_guesses_is_slowed_down_and_who_knows_is_not(shown: Publication) -> None:
    _row, receipt = correction(shown)
    for _turn in range(40):
        text = asked(receipt.number, "AAAA-AAAA-AAAA-AAAA")
    assert "操作过于频繁" in text
    assert "已收到" in asked(receipt.number, receipt.code)


def test_the_applicant_supplies_what_was_asked_for(cast: Cast, shown: Publication) -> None:
    row, receipt = correction(shown)
    corrections.ask(row, by=cast.publisher, on=ON, asked="请说明第几页。")
    text = asked(receipt.number, receipt.code)
    assert "请说明第几页" in text
    assert "停止计算" in text
    done = asked(receipt.number, receipt.code, "/progress/correction/", text="第二页。")
    assert "已收到您的补充" in done
    row.refresh_from_db()
    assert (row.status, row.supplied) == ("accepted", "第二页。")


def test_the_applicant_has_it_looked_at_again_once(cast: Cast, shown: Publication) -> None:
    row, receipt = correction(shown)
    corrections.refuse(row, by=cast.publisher, on=ON, answer="与决定书一致。")
    again = "/progress/correction/again/"
    assert "申请复查" in asked(receipt.number, receipt.code)
    assert "已收到您的复查申请" in asked(receipt.number, receipt.code, again, text="第三页。")
    row.refresh_from_db()
    corrections.refuse(row, by=cast.publisher2, on=ON, answer="复查后不变。")
    assert "行政复议" in asked(receipt.number, receipt.code)
    refused = asked(receipt.number, receipt.code, again, text="还是不服。")
    assert "已经复查过" in refused
    assert "还是不服。" in refused


def test_nobody_acts_with_a_wrong_code(cast: Cast, shown: Publication) -> None:
    row, receipt = correction(shown)
    corrections.refuse(row, by=cast.publisher, on=ON, answer="与决定书一致。")
    text = asked(receipt.number, "AAAA", "/progress/correction/again/", text="不服。")
    assert "编号或者查询码不正确" in text
    row.refresh_from_db()
    assert row.status == "refused"


# --------------------------------------------------------------------------------- the office
def test_the_desk_of_the_publisher_has_what_waits(cast: Cast, shown: Publication) -> None:
    assert queue.of(cast.publisher, ON) is None
    row, _receipt = correction(shown)
    made = queue.of(cast.publisher, ON)
    assert made is not None
    assert [(entry.step, entry.left) for entry in made.entries] == [("受理", 20)]
    corrections.ask(row, by=cast.publisher, on=ON, asked="请补充。")
    assert queue.of(cast.publisher, ON) is None
    text = page(cast.client("publisher").get(reverse("desk")))
    assert NAME not in text


def test_a_desk_next_door_has_nothing(cast: Cast, shown: Publication) -> None:
    correction(shown)
    assert queue.of(factories.user("publisher", cast.other_bureau), ON) is None


def test_the_list_shows_what_waits_or_all(cast: Cast, shown: Publication) -> None:
    row, _receipt = correction(shown)
    corrections.refuse(row, by=cast.publisher, on=ON, answer="与决定书一致。")
    client, path = cast.client("publisher"), reverse("correction-list")
    assert row.number not in page(client.get(path))
    text = page(client.get(path, {"status": "all"}))
    assert row.number in text
    for secret in (NAME, PHONE, WRONG):
        assert secret not in text


@pytest.mark.parametrize("name", ["correction-detail", "correction-contact", "correction-accept"])
def test_a_request_next_door_is_not_found(cast: Cast, shown: Publication, name: str) -> None:
    row, _receipt = correction(shown)
    stranger = client_of(factories.user("publisher", cast.other_bureau))
    assert stranger.get(reverse(name, args=[row.pk])).status_code == 404


def test_each_look_at_a_request_is_logged(cast: Cast, shown: Publication) -> None:
    row, _receipt = correction(shown)
    client = cast.client("publisher")
    text = page(client.get(reverse("correction-detail", args=[row.pk])))
    assert WRONG in text
    assert NAME not in text
    assert PHONE not in text
    told = client.get(reverse("correction-contact", args=[row.pk]))
    assert NAME in page(told)
    assert told["Cache-Control"] == "private, no-store"
    reads = AuditEntry.objects.filter(action="correctionrequest.read", object_id=str(row.pk))
    assert [entry.data for entry in reads.order_by("id")] == [
        '{"what":"statement"}',
        '{"what":"applicant"}',
    ]


@pytest.mark.parametrize("who", ["head", "supervisor", "unithead"])
def test_who_only_looks_does_not_reach_the_applicant(
    cast: Cast, shown: Publication, who: str
) -> None:
    row, _receipt = correction(shown)
    client = cast.client(who)
    text = page(client.get(reverse("correction-detail", args=[row.pk])))
    assert "查看申请人和联系方式" not in text
    assert reverse("correction-refuse", args=[row.pk]) not in text
    assert client.get(reverse("correction-contact", args=[row.pk])).status_code == 403


def test_the_publisher_handles_it_by_pages(cast: Cast) -> None:
    shown = factories.published(cast.bureau, on=day(3, 16))
    row, _receipt = correction(shown)
    first, second = cast.client("publisher"), cast.client("publisher2")
    first.post(reverse("correction-accept", args=[row.pk]), {"sent": "1"})
    form = first.get(reverse("correction-propose", args=[row.pk])).context["form"]
    given = {name: field.initial or "" for name, field in form.fields.items()}
    given["title"] = "更正后的标题"
    told = first.post(reverse("correction-propose", args=[row.pk]), given)
    assert told.status_code == 302, told.context["form"].errors
    form = second.get(reverse("correction-correct", args=[row.pk])).context["form"]
    seen = form["seen"].value()
    answer = {"on": "2026-04-01", "answer": "已更正。", "examined": "on", "seen": seen}
    own = first.post(reverse("correction-correct", args=[row.pk]), answer)
    assert "不得审批自己" in page(own)
    assert second.post(reverse("correction-correct", args=[row.pk]), answer).status_code == 302
    assert "更正后的标题" in page(Client().get(reverse("decision-detail", args=[shown.pk])))


def test_nobody_becomes_the_party_without_saying_so(shown: Publication) -> None:
    form = page(Client().get(f"{NEW}?decision={shown.pk}"))
    select = re.search(r'<select name="relation".*?</select>', form, re.DOTALL)
    assert select is not None
    first = re.search(r'<option value="([^"]*)"[^>]*>([^<]*)<', select[0])
    assert first is not None
    assert (first[1], first[2].strip()) == ("", "请选择")
    assert "请选择您与该信息的关系" in sent(decision=str(shown.pk), relation="")
    assert not CorrectionRequest.objects.exists()
