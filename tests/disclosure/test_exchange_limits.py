"""How much one system may send, what a batch costs the others, and two senders of one record."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEntry
from core.numbering import fold_doc_no
from disclosure.api import exchange as api
from disclosure.models import ExchangeReceipt, ExchangeToken, ExternalRecord, Publication
from disclosure.services import exchange_batches, exchange_changes, sweep
from disclosure.tasks import seal_ledger
from enforcement.models import Agency
from tests.base import Cast
from tests.disclosure.exchanging import (
    SEND,
    call,
    changes,
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


def numbered(agency: Agency, no: int, **changed: Any) -> dict[str, Any]:
    return record(agency, doc_no=f"云市监罚〔2026〕{no}号", **changed)


def test_a_body_above_the_limit_is_refused_before_it_is_read(
    cast: Cast, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MAX_BODY", 500)
    answer = call(key, [record(cast.bureau)])
    assert (answer.status_code, "分批" in answer.content.decode()) == (413, True)
    assert not ExchangeReceipt.objects.exists()


def test_a_system_that_asks_too_often_waits_and_no_citizen_does(
    cast: Cast, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(api.PerToken, "rate", "3/min", raising=False)
    other = token(cast, name="另一系统")
    assert [changes(key).get("code", 200) for _each in range(4)] == [200, 200, 200, 429]
    assert changes(other).get("code", 200) == 200, "each has its own count"
    assert Client().get(reverse("decision-list")).status_code == 200
    assert Client().get(reverse("api-decision-list")).status_code == 200
    cache.clear()


def test_a_signed_in_person_is_no_system(cast: Cast) -> None:
    for name in ("admin", "publisher", "supervisor"):
        client = cast.client(name)
        assert client.get(reverse("api-exchange-changes")).status_code == 401
        answer = client.put(reverse(SEND), data="[]", content_type="application/json")
        assert answer.status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "bearer x", "Token x"])
def test_every_other_header_is_asked_for_a_token(header: str) -> None:
    answer = Client().get(reverse("api-exchange-changes"), headers={"authorization": header})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_the_answers_are_kept_by_nobody(cast: Cast, key: str) -> None:
    answer = call(key, [record(cast.bureau)])
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "delete", "patch"])
def test_only_the_methods_there_are_answer(key: str, method: str) -> None:
    assert call(key, "[]", method=method).status_code == 405


def test_another_content_type_is_refused(key: str) -> None:
    answer = Client().put(
        reverse(SEND),
        data="<xml/>",
        content_type="application/xml",
        headers={"authorization": f"Bearer {key}"},
    )
    assert answer.status_code in (400, 415)
    assert not ExchangeReceipt.objects.exists()


def test_an_endless_idempotency_key_is_refused(cast: Cast, key: str) -> None:
    answer = call(key, [record(cast.bureau)], **{"idempotency-key": "k" * 81})
    assert answer.status_code == 400
    assert call(key, [record(cast.bureau)], **{"idempotency-key": "k" * 80}).status_code == 200


def test_two_systems_may_use_the_same_idempotency_key(cast: Cast, key: str) -> None:
    other = token(cast, name="另一系统")
    first = sent(key, numbered(cast.bureau, 1), **{"idempotency-key": "1"})
    second = sent(other, numbered(cast.bureau, 2), **{"idempotency-key": "1"})
    assert first["receipt"] != second["receipt"]


def test_a_record_twice_in_one_batch_is_taken_once(cast: Cast, key: str) -> None:
    receipt = sent(key, numbered(cast.bureau, 1), numbered(cast.bureau, 1))
    assert outcomes(receipt) == ["created", "unchanged"]
    clash = sent(key, numbered(cast.bureau, 2), numbered(cast.bureau, 2, content="罚款1元。"))
    assert outcomes(clash) == ["created", "rejected"]
    assert "第 0 行" in clash["results"][1]["errors"][0]["error"]


def test_the_log_names_the_token_and_the_body_of_each_batch(cast: Cast, key: str) -> None:
    receipt = sent(key, numbered(cast.bureau, 1), {"kind": "x"})
    entry = AuditEntry.objects.get(action="exchange.receive")
    told = json.loads(entry.data)
    assert told["token"] == ExchangeToken.objects.get().pk
    assert told["sha256"] == receipt["sha256"]
    assert (told["created"], told["rejected"]) == (1, 1)
    assert entry.agency_id == cast.bureau.pk


@pytest.mark.django_db(transaction=True)
def test_asking_for_changes_costs_the_same_for_one_and_for_many(cast: Cast, key: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            exchange_changes.since(0, timezone.localdate())
        return len(seen)

    sent(key, numbered(cast.bureau, 1))
    seal_ledger()
    few = queries()
    sent(key, *[numbered(cast.bureau, no) for no in range(2, 12)])
    seal_ledger()
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_pages_of_changes_meet_every_step_once(cast: Cast, key: str) -> None:
    sent(key, *[numbered(cast.bureau, no) for no in range(7)])
    taken_down(key, cast.bureau, doc_no="云市监罚〔2026〕3号")
    seal_ledger()
    whole, end = exchange_changes.since(0, timezone.localdate())
    met, start = [], 0
    while True:
        page, following = exchange_changes.since(start, timezone.localdate(), size=3)
        if following == start:
            break
        met += page
        start = following
    assert [(row.seq, row.event) for row in met] == [(row.seq, row.event) for row in whole]
    assert start == end
    assert [row.event for row in whole].count("published") == 7
    assert [row.seq for row in whole] == sorted({row.seq for row in whole})


@pytest.mark.django_db(transaction=True)
def test_what_is_not_sealed_yet_is_not_told_yet(cast: Cast, key: str) -> None:
    sent(key, numbered(cast.bureau, 1))
    assert changes(key) == {"changes": [], "next": 0}
    seal_ledger()
    assert len(changes(key)["changes"]) == 1


@pytest.mark.django_db(transaction=True)
def test_an_end_of_the_period_is_a_tombstone_without_a_reason(cast: Cast, key: str) -> None:
    today = timezone.localdate()
    sent(key, numbered(cast.bureau, 1, publish_until=today.isoformat()))
    sweep.run(today + timedelta(days=1))
    seal_ledger()
    _published, row = changes(key)["changes"]
    assert (row["public"], row["doc_no"], row["url"]) == (False, None, None)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["send", "change", "withdraw"]), st.integers(1, 3)),
        min_size=1,
        max_size=8,
    )
)
def test_any_order_of_sending_and_withdrawing_ends_alike(
    cast: Cast, key: str, steps: list[tuple[str, int]]
) -> None:
    """What was withdrawn stays gone; what was sent last is what is shown of the others."""
    cache.clear()
    round_no = AuditEntry.objects.count()
    withdrawn: set[int] = set()
    last: dict[int, str] = {}
    for at, (step, no) in enumerate(steps):
        number = round_no * 10 + no
        if step == "withdraw":
            code = taken_down(key, cast.bureau, doc_no=f"云市监罚〔2026〕{number}号").status_code
            assert code == (200 if number in last else 422)
            withdrawn |= {number} & last.keys()
            continue
        content = f"罚款{at if step == 'change' else 0}元。"
        sent(key, numbered(cast.bureau, number, content=content))
        if number not in withdrawn:
            last[number] = content
    for number, content in last.items():
        folded = fold_doc_no(f"云市监罚〔2026〕{number}号")
        row = Publication.objects.select_related("shown").get(record__key=folded)
        assert row.status == ("withdrawn" if number in withdrawn else "published")
        assert row.shown is not None and row.shown.result == content


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_senders_of_one_record_end_with_one(cast: Cast, key: str) -> None:
    """Both at once: one creates it, the other finds it there or is told to send again."""
    row = ExchangeToken.objects.get()
    body = [numbered(cast.bureau, 1, fine_wan="0.2")]
    ready = threading.Barrier(2)
    found: list[str] = []
    told: list[Any] = []

    def send() -> None:
        ready.wait()
        receipt = exchange_batches.receive(
            row, body, body=json.dumps(body).encode(), key="", on=timezone.localdate()
        )
        found.extend(outcomes(receipt.answer))
        told.append(receipt.answer)
        connections.close_all()

    threads = [threading.Thread(target=send) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "created" in found and len(found) == 2, [row["results"][0]["errors"] for row in told]
    assert set(found) <= {"created", "unchanged", "rejected"}
    assert ExternalRecord.objects.count() == 1
    assert Publication.objects.filter(record__isnull=False).count() == 1
