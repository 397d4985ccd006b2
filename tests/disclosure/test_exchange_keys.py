"""What a key of the exchange opens; withdrawals, and the feed of changes."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.identifiers import normalise_code
from core.models import AuditEntry
from core.triggers import refusal
from disclosure import ledger
from disclosure.models import ExchangeToken, ExternalRecord, Publication
from disclosure.services import exchange_tokens
from disclosure.tasks import seal_ledger
from tests import factories
from tests.base import Cast
from tests.disclosure.exchanging import (
    AGREED,
    ALL,
    SEND,
    call,
    changes,
    code_of,
    give_codes,
    outcomes,
    record,
    sent,
    taken_down,
    token,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def coded(cast: Cast) -> None:
    give_codes(cast)


@pytest.fixture
def key(cast: Cast, coded: None) -> str:
    return token(cast)


# ------------------------------------------------------------------------------- keys
def test_without_a_key_in_force_nothing_is_taken(cast: Cast, key: str) -> None:
    row = ExchangeToken.objects.get()
    body = [record(cast.bureau)]
    assert call("", body).status_code == 401
    assert call("x" * 43, body).status_code == 401
    assert (
        Client().put(reverse(SEND), data="[]", content_type="application/json").status_code == 401
    )
    assert cast.client("admin").put(reverse(SEND), data="[]").status_code == 401
    exchange_tokens.revoke(row, by=cast.admin, at=timezone.now())
    assert call(key, body).status_code == 401
    assert not ExternalRecord.objects.exists()


def test_a_key_ends_with_its_last_day(cast: Cast, key: str) -> None:
    last = ExchangeToken.objects.get().expires_on
    assert exchange_tokens.known_by(key, last)
    assert exchange_tokens.known_by(key, last + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("send", {SEND}), ("withdraw", {"api-exchange-withdraw"}), ("read", {"api-exchange-changes"})],
)
def test_a_key_opens_what_its_scopes_say(cast: Cast, scope: str, allowed: set[str]) -> None:
    made = token(cast, scopes=[scope], name=scope)
    asked = {SEND: "put", "api-exchange-withdraw": "post", "api-exchange-changes": "get"}
    for name, method in asked.items():
        code = call(made, "[]", name=name, method=method).status_code
        assert (code != 403) == (name in allowed), (name, code)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_on": date(2020, 1, 1)}, "expires_on"),
        ({"expires_on": date(2099, 1, 1)}, "expires_on"),
        ({"name": "处罚系统"}, "name"),
        ({"agreement": " "}, "agreement"),
        ({"scopes": ["read", "send"], "agreement": ""}, "agreement"),
    ],
)
def test_a_wrong_key_is_not_registered(
    cast: Cast, key: str, changes: dict[str, Any], field: str
) -> None:
    today = timezone.localdate()
    given = {
        "agency": cast.bureau,
        "name": "新系统",
        "scopes": ALL,
        "agreement": AGREED,
        "expires_on": today + timedelta(days=9),
        **changes,
    }
    with pytest.raises(RuleError) as caught:
        exchange_tokens.issue(by=cast.admin, on=today, **given)
    assert caught.value.field == field


def test_the_page_shows_a_token_once_and_stops_it(cast: Cast) -> None:
    admin = cast.client("admin")
    url = reverse("exchange-token-list")
    sent = {
        "agency": cast.bureau.pk,
        "name": "处罚系统",
        "scopes": ["send"],
        "agreement": AGREED,
        "expires_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    html = admin.post(url, sent).content.decode()
    row = ExchangeToken.objects.get()
    made = html.split('<code id="token">')[1].split("</code>")[0]
    assert exchange_tokens.digest(made) == row.token_sha256
    assert made not in admin.get(url).content.decode()
    assert made not in json.dumps(list(AuditEntry.objects.values_list("data", flat=True)))
    assert "处罚系统" in html
    again = admin.post(url, {**sent, "scopes": []}).content.decode()
    assert "必填" in again or "不能为空" in again
    admin.post(reverse("exchange-token-revoke", args=[row.pk]))
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert call(made, [record(cast.bureau)]).status_code == 401


def test_sql_can_neither_change_a_key_nor_a_receipt(cast: Cast, key: str) -> None:
    sent(key, record(cast.bureau), **{"idempotency-key": "a"})
    row = ExchangeToken.objects.get()
    exchange_tokens.revoke(row, by=cast.admin, at=timezone.now())
    for sql, code in (
        ("UPDATE disclosure_exchangetoken SET scopes = '[]'", "APPEND_ONLY"),
        ("UPDATE disclosure_exchangetoken SET revoked_at = NULL", "STOPPED"),
        ("DELETE FROM disclosure_exchangetoken", "APPEND_ONLY"),
        ("UPDATE disclosure_exchangereceipt SET answer = '{}'", "APPEND_ONLY"),
        ("DELETE FROM disclosure_exchangereceipt", "APPEND_ONLY"),
    ):
        with (
            pytest.raises(DatabaseError) as caught,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
        assert (refusal(caught.value) or ("",))[0] == code, sql


# ------------------------------------------------------------------------------- withdrawal
def test_what_is_withdrawn_is_gone_and_stays_gone(cast: Cast, key: str) -> None:
    made = sent(key, record(cast.bureau))["results"][0]["id"]
    answer = taken_down(key, cast.bureau)
    assert answer.json()["status"] == "withdrawn"
    page = Client().get(reverse("decision-detail", args=[made]))
    assert (page.status_code, "该决定已被依法撤销" in page.content.decode()) == (410, True)
    assert "晨星商贸" not in page.content.decode()
    assert taken_down(key, cast.bureau).json() == answer.json(), "harmless when repeated"
    again = sent(key, record(cast.bureau, content="罚款2100元。"))
    assert again["results"][0]["status"] == "withdrawn"
    assert Client().get(reverse("decision-detail", args=[made])).status_code == 410


def test_a_withdrawal_that_cannot_be_is_refused_in_words(cast: Cast, key: str) -> None:
    sent(key, record(cast.bureau))
    decision = factories.issued(cast.bureau)
    for given, field in (
        ({"doc_no": "云市监罚〔2026〕999号"}, "doc_no"),
        ({"doc_no": decision.doc_no}, "doc_no"),
        ({"reason": "当事人电话13900001234。"}, "reason"),
        ({"agency_uscc": code_of(cast.other_bureau)}, "doc_no"),
    ):
        answer = taken_down(key, cast.bureau, **given)
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    wrong: list[dict[str, Any]] = [
        {"reason": ""},
        {"kind": "x"},
        {"kind": []},
        {"doc_no": "\u0000"},
    ]
    for change in wrong:
        assert taken_down(key, cast.bureau, **change).status_code == 400
    assert call(key, [], name="api-exchange-withdraw", method="post").status_code == 400
    assert Publication.objects.get(record__isnull=False).status == "published"


# ------------------------------------------------------------------------------- changes
@pytest.mark.django_db(transaction=True)
def test_the_feed_tells_each_change_once_and_tombstones_hold_nothing(cast: Cast, key: str) -> None:
    assert changes(key) == {"changes": [], "next": 0}
    sent(key, record(cast.bureau), record(cast.bureau, doc_no="云市监罚〔2026〕72号"))
    seal_ledger()
    first = changes(key)
    assert [row["event"] for row in first["changes"]] == ["published"] * 2
    assert all(row["public"] and row["url"] for row in first["changes"])
    assert {row["agency_uscc"] for row in first["changes"]} == {code_of(cast.bureau)}
    assert changes(key, first["next"])["changes"] == []
    taken_down(key, cast.bureau)
    seal_ledger()
    [gone] = changes(key, first["next"])["changes"]
    assert (gone["event"], gone["public"]) == ("withdrawn", False)
    assert (gone["doc_no"], gone["agency_uscc"], gone["url"], gone["kind"]) == (None,) * 4
    assert gone["reason"] == "该决定已被依法撤销。"
    # Who starts anew learns nothing of it from its earlier steps either.
    old = [row for row in changes(key)["changes"] if row["id"] == gone["id"]]
    assert {(row["doc_no"], row["public"]) for row in old} == {(None, False)}
    assert ledger.LOG.newest().size == changes(key)["next"]


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "٣", "9" * 40])
def test_a_number_that_is_none_is_refused(key: str, since: str) -> None:
    assert changes(key, since) == {"code": 400}


def test_an_unknown_parameter_is_refused(key: str) -> None:
    assert changes(key, "0&limit=5") == {"code": 400}
    assert changes(key, 2**63)["changes"] == []


def test_codes_are_compared_as_they_are_meant(cast: Cast, key: str) -> None:
    lower = code_of(cast.bureau).lower()
    assert normalise_code(lower) == code_of(cast.bureau)
    assert outcomes(sent(key, record(cast.bureau, agency_uscc=f" {lower} "))) == ["created"]
