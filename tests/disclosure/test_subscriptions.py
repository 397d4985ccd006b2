"""Saved searches by mail: the owner of the address decides, nobody is watched, and the end is one press."""

import logging
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core.errors import RuleError, StaleError
from core.hidden_addresses import without_tokens
from disclosure.models import Publication, Subscription
from disclosure.services import pipeline, records, subscriptions
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ADDRESS = "reader@example.org"
TODAY = factories.TODAY
NOW = timezone.make_aware(datetime(2026, 4, 1, 9))
LINK = re.compile(r"https?://[^/\s]+(/subscriptions/\S+)")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """No presses are remembered from test to test."""
    cache.clear()
    yield
    cache.clear()


def links(message: Any) -> list[str]:
    """The addresses of our own in a mail, without the host."""
    return LINK.findall(message.body)


def subscribed(**query: str) -> Subscription:
    """A confirmed subscription that was told everything up to the day before yesterday."""
    subscriptions.ask(ADDRESS, query or {"kind": "penalty"}, now=NOW)
    mail.outbox.clear()
    row = Subscription.objects.get()
    subscriptions.confirm(row, now=NOW, on=TODAY - timedelta(days=1))
    row.refresh_from_db()
    return row


def yesterday(on: date = TODAY - timedelta(days=1), **fields: Any) -> Publication:
    """A decision first published the day before today."""
    return records.publish_record(factories.record(factories.agency(), **fields), by=None, on=on)


# ---------------------------------------------------------------------------------- asking
def test_a_reader_saves_a_search_without_account_cookie_or_script(client: Client) -> None:
    url = reverse("subscription-new") + "?kind=penalty&q=食品"
    page = client.get(url)
    assert "行政处罚" in page.content.decode() and "食品" in page.content.decode()
    assert reverse("decision-feed") + "?kind=penalty&amp;q=" in page.content.decode()
    sent = client.post(url, {"address": ADDRESS})
    assert "请到邮箱查看确认邮件" in sent.content.decode()
    assert not client.cookies
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    confirm, stop = links(message)
    question = client.get(confirm)
    assert 'method="post"' in question.content.decode()
    # A mail program that opens every link has not agreed to anything.
    assert Subscription.objects.get().confirmed_at is None
    assert "订阅成功" in client.post(confirm).content.decode()
    assert Subscription.objects.get().confirmed_at is not None
    assert "退订" in client.get(stop).content.decode()
    assert Subscription.objects.exists()
    assert "已经退订" in client.post(stop).content.decode()
    assert not Subscription.objects.exists()


def test_the_answer_does_not_tell_whether_an_address_is_known(client: Client) -> None:
    url = reverse("subscription-new") + "?kind=penalty"
    first = client.post(url, {"address": ADDRESS})
    row = Subscription.objects.get()
    subscriptions.confirm(row, now=NOW, on=TODAY)
    again = client.post(url, {"address": f" {ADDRESS.upper()} "})
    assert first.content == again.content
    assert Subscription.objects.count() == 1
    assert len(mail.outbox) == 2


PEOPLE = [
    {"party": "张三"},
    {"q": "王小明"},
    {"q": "食品 欧阳修"},
    {"party": "张某某"},
    {"party": "阿卜杜拉·买买提"},
    {"q": "13812345678"},
    {"party": "11010519491231002X"},
    {"q": "豫A12345"},
]


@pytest.mark.parametrize("query", PEOPLE)
def test_nobody_can_watch_a_person(client: Client, query: dict[str, str]) -> None:
    with pytest.raises(RuleError, match="自然人"):
        subscriptions.ask(ADDRESS, query, now=NOW)
    response = client.post(
        f"{reverse('subscription-new')}?{urlencode(query)}", {"address": ADDRESS}
    )
    assert "不能订阅针对自然人的查询" in response.content.decode()
    assert not Subscription.objects.exists() and not mail.outbox


@pytest.mark.parametrize(
    "query",
    [{"q": "食品安全"}, {"party": "云溪市晨星商贸有限公司"}, {"q": "消防"}, {"agency": "1"}],
)
def test_subjects_organisations_and_agencies_can_be_followed(query: dict[str, str]) -> None:
    subscriptions.ask(ADDRESS, query, now=NOW)
    assert Subscription.objects.count() == 1


def test_everything_is_for_the_feed_only(client: Client) -> None:
    with pytest.raises(RuleError, match="没有选择任何条件"):
        subscriptions.ask(ADDRESS, {}, now=NOW)
    assert client.get(reverse("subscription-new")).status_code == 200


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b\nBcc: c@d.example", "a\x00@b.example", "x" * 300]
)
def test_what_is_no_address_is_refused_in_words(client: Client, address: str) -> None:
    response = client.post(reverse("subscription-new") + "?kind=penalty", {"address": address})
    assert response.status_code < 500
    assert not mail.outbox and not Subscription.objects.exists()


def test_a_bad_filter_is_explained_and_nothing_can_be_sent(client: Client) -> None:
    response = client.post(reverse("subscription-new") + "?from=x", {"address": ADDRESS})
    assert response.status_code == 400
    assert 'name="address"' not in response.content.decode()
    assert not mail.outbox


def test_one_address_is_not_flooded(client: Client) -> None:
    for no in range(subscriptions.PER_ADDRESS):
        subscriptions.ask(ADDRESS, {"q": f"食品{no}"}, now=NOW)
    with pytest.raises(StaleError):
        subscriptions.ask(ADDRESS, {"q": "道路"}, now=NOW)
    assert len(mail.outbox) == subscriptions.PER_ADDRESS
    subscriptions.ask("other@example.org", {"q": "道路"}, now=NOW)


def test_one_network_cannot_send_to_many(client: Client) -> None:
    url = reverse("subscription-new") + "?kind=penalty"
    for no in range(25):
        client.post(url, {"address": f"reader{no}@example.org"})
    assert len(mail.outbox) == 20


def test_without_a_mail_server_only_the_feed_is_offered(client: Client, settings: Any) -> None:
    settings.MAIL_ENABLED = False
    url = reverse("subscription-new") + "?kind=penalty"
    assert 'name="address"' not in client.get(url).content.decode()
    client.post(url, {"address": ADDRESS})
    assert not mail.outbox and not Subscription.objects.exists()


# ---------------------------------------------------------------------------------- confirming
def test_what_nobody_confirms_is_forgotten_with_the_address(client: Client) -> None:
    subscriptions.ask(ADDRESS, {"kind": "penalty"}, now=NOW)
    confirm = links(mail.outbox[0])[0]
    assert subscriptions.forget_unconfirmed(NOW + timedelta(hours=48)) == 0
    assert subscriptions.forget_unconfirmed(NOW + timedelta(hours=48, seconds=1)) == 1
    assert not Subscription.objects.exists()
    assert "已经失效" in client.post(confirm).content.decode()


def test_a_confirmed_one_is_not_forgotten_and_confirming_again_changes_nothing() -> None:
    row = subscribed()
    assert subscriptions.forget_unconfirmed(NOW + timedelta(days=400)) == 0
    subscriptions.confirm(row, now=NOW + timedelta(days=9), on=TODAY + timedelta(days=9))
    assert Subscription.objects.get().told_until == row.told_until


def test_a_link_for_one_thing_is_none_for_the_other_and_none_can_be_made_up(client: Client) -> None:
    row = subscribed()
    stop = subscriptions.link(row, subscriptions.STOP).rsplit("/", 2)[1]
    confirm = subscriptions.link(row, subscriptions.CONFIRM).rsplit("/", 2)[1]
    for name, token in (
        ("confirm", stop),
        ("stop", confirm),
        ("stop", stop[:-1] + ("A" if stop[-1] != "A" else "B")),
        ("stop", str(row.pk)),
        ("stop", "a" * 5000),
    ):
        path = f"/subscriptions/{name}/{token}/"
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert Subscription.objects.exists()


# ---------------------------------------------------------------------------------- telling
def test_a_mail_a_day_tells_what_is_new_and_nothing_twice() -> None:
    row = subscribed(q="饼干")
    decision = yesterday(facts="销售超过保质期的饼干。")
    other = yesterday(facts="擅自占用道路。")
    today = yesterday(TODAY, facts="饼干。")
    assert subscriptions.run(NOW, TODAY)["mailed"] == 1
    (message,) = mail.outbox
    assert str(decision.pk) in message.body
    assert str(other.pk) not in message.body and str(today.pk) not in message.body
    assert subscriptions.run(NOW, TODAY)["mailed"] == 0
    subscriptions.run(NOW, TODAY + timedelta(days=1))
    assert len(mail.outbox) == 2
    assert str(today.pk) in mail.outbox[1].body and str(decision.pk) not in mail.outbox[1].body
    row.refresh_from_db()
    assert row.told_until == TODAY


@pytest.mark.parametrize(
    "query",
    [{"q": "饼干"}, {"party": "晨星商贸"}, {"kind": "penalty"}, {"q": "饼", "kind": "penalty"}],
)
def test_a_digest_finds_what_the_list_finds(client: Client, query: dict[str, str]) -> None:
    yesterday(facts="销售超过保质期的饼干。")
    yesterday(facts="别的。", party_name="别的公司", kind="permit", title="甲案")
    shown = [str(row.pk) for row in client.get("/decisions/", query).context["page"].rows]
    since = TODAY - timedelta(days=2)
    assert [str(row.pk) for row in subscriptions.news(query, TODAY, since=since)] == shown


def test_what_was_withdrawn_or_ended_meanwhile_is_in_no_mail() -> None:
    subscribed()
    gone, kept = yesterday(), yesterday()
    pipeline.withdraw(gone, by=None, on=TODAY, reason="决定被撤销。")
    ended = yesterday()
    Publication.objects.filter(pk=ended.pk).update(publish_until=TODAY - timedelta(days=1))
    subscriptions.run(NOW, TODAY)
    (message,) = mail.outbox
    assert str(kept.pk) in message.body
    assert str(gone.pk) not in message.body and str(ended.pk) not in message.body


def test_a_day_without_news_sends_nothing_and_an_unconfirmed_one_is_never_told() -> None:
    subscribed(q="没有这样的词")
    subscriptions.ask("other@example.org", {"kind": "penalty"}, now=NOW)
    mail.outbox.clear()
    yesterday()
    assert subscriptions.run(NOW, TODAY)["mailed"] == 0
    assert not mail.outbox


def test_a_mail_names_no_person_and_no_address_of_its_reader() -> None:
    subscribed()
    row = yesterday(
        party_kind="person", party_name="张三", facts="当事人张三销售饼干。", title="张三案"
    )
    subscriptions.run(NOW, TODAY)
    body = mail.outbox[0].body
    assert "张" not in body and ADDRESS not in body and str(row.pk) in body


def test_a_mail_program_unsubscribes_with_one_request(client: Client) -> None:
    subscribed()
    yesterday()
    subscriptions.run(NOW, TODAY)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = LINK.findall(headers["List-Unsubscribe"].strip("<>"))[0]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_mail_that_cannot_be_sent_is_sent_later_and_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    subscribed()
    subscriptions.ask("other@example.org", {"kind": "penalty"}, now=NOW)
    other = Subscription.objects.get(confirmed_at=None)
    subscriptions.confirm(other, now=NOW, on=TODAY - timedelta(days=1))
    yesterday()
    mail.outbox.clear()
    real = mail.EmailMessage.send

    def send(self: Any, *args: Any) -> int:
        if ADDRESS in self.to:
            raise SMTPException(f"{ADDRESS}: mailbox full")
        return int(real(self, *args))

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    with caplog.at_level(logging.DEBUG):
        assert subscriptions.run(NOW, TODAY) == {"forgotten": 0, "mailed": 1, "failed": 1}
    assert ADDRESS not in caplog.text and "1 subscribers could not be told" in caplog.text
    monkeypatch.setattr(mail.EmailMessage, "send", real)
    assert subscriptions.run(NOW, TODAY) == {"forgotten": 0, "mailed": 1, "failed": 0}
    assert mail.outbox[-1].to == [ADDRESS]


# ---------------------------------------------------------------------------------- keeping
def test_the_address_is_kept_encrypted_and_no_log_shows_a_token() -> None:
    row = subscribed()
    stored = Subscription.objects.values_list("address", "address_key", "query").get()
    assert all(ADDRESS not in str(value) and "example" not in str(value) for value in stored)
    for purpose in (subscriptions.CONFIRM, subscriptions.STOP):
        address = subscriptions.link(row, purpose)
        token = address.rsplit("/", 2)[1]
        assert token not in without_tokens(f'"GET {address} HTTP/1.1" 200')


def test_the_form_keeps_its_filter_in_words_for_any_language(client: Client) -> None:
    page = client.get(
        reverse("subscription-new") + "?from=2026-01-05&penalty=fine"
    ).content.decode()
    assert "2026-01-05" in page and "罚款" in page


def test_a_mail_is_in_the_language_of_who_asked(client: Client) -> None:
    """The scheduler has a language of its own, which is nobody's."""
    with translation.override("en"):
        subscriptions.ask(ADDRESS, {"kind": "penalty"}, now=NOW)
    row = Subscription.objects.get()
    subscriptions.confirm(row, now=NOW, on=TODAY - timedelta(days=1))
    yesterday()
    with translation.override("zh-hans"):
        subscriptions.run(NOW, TODAY)
    asked, told = mail.outbox
    for message in (asked, told):
        assert message.subject.isascii(), message.subject
    assert "unsubscribe" in told.body.lower() and "退订" not in told.body
