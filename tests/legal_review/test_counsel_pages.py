"""Counsel's own page and the pages of the agency: one browser, one draft, nothing closed, every look told."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.hidden_addresses import without_tokens
from legal_review.models import Counsel, CounselRequest, CounselView, Review
from legal_review.services import counsel
from recording.models import Closure, Document, Evidence
from tests import factories
from tests.base import Cast, client_of
from tests.legal_review.counselling import adviser, ask, browser, door, review, unprinted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


@pytest.fixture
def handed(cast: Cast) -> counsel.Handed:
    return ask(review(cast), cast)


def paper(handed: counsel.Handed, no: int) -> str:
    return reverse("counsel-paper", args=[handed.token, no])


def test_the_first_page_asks_for_the_code_and_shows_nothing(handed: counsel.Handed) -> None:
    answer = Client().get(door(handed))
    text = answer.content.decode()
    assert "填写核对码" in text
    draft = handed.request.review.version
    assert draft.facts not in text
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_wrong_code_stays_on_the_form(handed: counsel.Handed) -> None:
    answer = Client().post(reverse("counsel-confirm", args=[handed.token]), {"code": "00"})
    assert answer.status_code == 200
    assert "核对码不正确" in answer.content.decode()
    assert CounselRequest.objects.get().failures == 1


def test_nothing_is_shown_before_the_undertaking(handed: counsel.Handed) -> None:
    client = browser(handed, undertaken=False)
    text = client.get(door(handed)).content.decode()
    assert "严格保密" in text
    assert handed.request.review.version.facts not in text
    assert client.get(paper(handed, 1)).status_code == 404
    refused = client.post(reverse("counsel-accept", args=[handed.token]), {})
    assert "作出保密承诺之后才能查阅" in refused.content.decode()
    advise = reverse("counsel-advise", args=[handed.token])
    assert client.post(advise, {"text": "可以"}).status_code == 404
    assert not CounselView.objects.exists()


def test_the_draft_and_its_open_materials_are_shown_and_noted(
    cast: Cast, handed: counsel.Handed
) -> None:
    film = Evidence.objects.get()
    Closure.objects.create(
        case=film.case, evidence=film, group="private", reason="示例", set_by=cast.head
    )
    client = browser(handed)
    text = client.get(door(handed)).content.decode()
    version = handed.request.review.version
    for words in (version.facts, version.result, version.sha256, "询问笔录", "裁量是否适当"):
        assert words in text, words
    assert "现场录像" not in text
    answer = client.get(paper(handed, 1))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # a stream
    assert client.get(paper(handed, 2)).status_code == 404
    assert client.get(paper(handed, 0)).status_code == 404
    assert [view.title for view in CounselView.objects.all()] == [version.title, "询问笔录"]


def test_another_browser_is_a_stranger(handed: counsel.Handed) -> None:
    browser(handed)
    stranger = Client()
    for url in (door(handed), paper(handed, 1)):
        assert stranger.get(url).status_code == 404
    confirm = reverse("counsel-confirm", args=[handed.token])
    assert stranger.post(confirm, {"code": handed.code}).status_code == 404


def test_no_such_address_is_answered_like_a_closed_one(handed: counsel.Handed) -> None:
    browser(handed)
    unknown = Client().get(reverse("counsel-door", args=["x" * 32])).content.decode()
    closed = Client().get(door(handed)).content.decode()
    assert closed.replace(handed.token, "x" * 32) == unknown


def test_the_advice_is_given_once_and_the_door_is_shut(handed: counsel.Handed) -> None:
    client, advise = browser(handed), reverse("counsel-advise", args=[handed.token])
    assert client.post(advise, {"text": " "}).status_code == 200
    assert not CounselRequest.objects.get().advice
    assert CounselView.objects.count() == 1, "the draft was shown again with the refused form"
    answer = client.post(advise, {"text": "裁量适当，建议补充送达地址。"})
    assert "意见已提交" in answer.content.decode()
    assert client.get(door(handed)).status_code == 410
    assert client.post(advise, {"text": "再说"}).status_code == 410
    assert Document.objects.filter(kind="review_advice").count() == 1


def test_a_changed_draft_shuts_the_door_at_once(cast: Cast, handed: counsel.Handed) -> None:
    client = browser(handed)
    Review.objects.filter(pk=handed.request.review_id).update(status="withdrawn")
    assert client.get(door(handed)).status_code == 410
    assert client.get(paper(handed, 1)).status_code == 410


def test_the_token_is_in_no_log(handed: counsel.Handed) -> None:
    assert handed.token not in without_tokens(f"GET {door(handed)} 200")


# ------------------------------------------------------------------------------- the agency
def test_the_reviewer_makes_the_link_and_its_secrets_are_shown_once(cast: Cast) -> None:
    adviser(cast)
    row = review(cast)
    client, url = cast.client("reviewer"), reverse("counsel-ask", args=[row.pk])
    detail = reverse("review-detail", args=[row.pk])
    assert url in client.get(detail).content.decode()
    who = Counsel.objects.get()
    answer = client.post(url, {"counsel": who.pk, "question": "裁量是否适当"})
    text = answer.content.decode()
    assert "只在本页显示这一次" in text
    assert answer.context["code"] in text
    assert "no-store" in answer["Cache-Control"]
    page = client.get(detail).content.decode()
    assert "裁量是否适当" in page
    assert answer.context["code"] not in page
    made = CounselRequest.objects.get()
    assert reverse("counsel-withdraw", args=[made.pk]) in page
    withdraw = reverse("counsel-withdraw", args=[made.pk])
    assert client.post(withdraw, {"reason": "误发"}).status_code == 302
    assert "误发" in client.get(detail).content.decode()


def test_the_page_of_the_review_shows_advice_and_every_look(
    cast: Cast, handed: counsel.Handed
) -> None:
    client = browser(handed)
    client.get(door(handed))
    client.get(paper(handed, 1))
    client.post(reverse("counsel-advise", args=[handed.token]), {"text": "裁量适当。"})
    detail = reverse("review-detail", args=[handed.request.review_id])
    for name in ("reviewer", "head", "supervisor"):
        text = cast.client(name).get(detail).content.decode()
        for words in ("裁量适当。", "查阅记录 2 次", "询问笔录", "审核意见由本机关审核人员签署"):
            assert words in text, (name, words)


def test_another_agency_asks_nobody_here(cast: Cast, handed: counsel.Handed) -> None:
    client = client_of(factories.qualified_reviewer(cast.other_bureau))
    row = handed.request
    for name, key in (("counsel-ask", row.review_id), ("counsel-withdraw", row.pk)):
        assert client.get(reverse(name, args=[key])).status_code == 404


def test_the_list_of_counsel_by_its_pages(cast: Cast) -> None:
    client = cast.client("listadmin")
    assert "尚未登记" in client.get(reverse("counsel-list")).content.decode()
    data = {
        "kind": "public_lawyer",
        "name": "公职试",
        "organisation": "云溪市司法局",
        "licence": "示公20001",
        "account": "",
        "valid_from": "2026-01-01",
        "valid_to": "",
    }
    assert client.post(reverse("counsel-create"), data).status_code == 302
    again = client.post(reverse("counsel-create"), data)
    assert "已经登记" in again.content.decode()
    made = Counsel.objects.get()
    text = client.get(reverse("counsel-list")).content.decode()
    end = reverse("counsel-end", args=[made.pk])
    assert "公职律师" in text
    assert end in text
    assert end not in cast.client("reviewer").get(reverse("counsel-list")).content.decode()
    assert client.post(end, {"reason": "调离"}).status_code == 302
    assert "不在聘" in client.get(reverse("counsel-list")).content.decode()
    assert Counsel.objects.get().ended_on == timezone.localdate()
