"""Batches of records: each by itself, redacted and public at once, with a receipt."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from disclosure.models import ExchangeReceipt, ExchangeToken, ExternalRecord, Publication
from disclosure.services import exchange_batches
from tests import factories
from tests.base import Cast
from tests.disclosure.exchanging import (
    call,
    give_codes,
    outcomes,
    record,
    sent,
    token,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def coded(cast: Cast) -> None:
    give_codes(cast)


@pytest.fixture
def key(cast: Cast, coded: None) -> str:
    return token(cast)


# ------------------------------------------------------------------------------- sending
def test_a_record_is_public_at_once_with_its_text_redacted(cast: Cast, key: str) -> None:
    receipt = sent(key, record(cast.bureau))
    assert outcomes(receipt) == ["created"]
    [result] = receipt["results"]
    assert (result["status"], result["errors"]) == ("published", [])
    row = Publication.objects.get(pk=result["id"])
    assert row.agency == cast.bureau
    page = Client().get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "行政处罚决定书全文" in page
    assert "13900001234" not in page
    stored = ExternalRecord.objects.get()
    assert stored.fields["fine_cents"] == 200_000
    assert stored.fields["penalty_kinds"] == ["fine", "confiscate_goods"]
    assert (receipt["rows"], receipt["created"], receipt["rejected"]) == (1, 1, 0)


def test_the_same_record_again_changes_nothing_and_a_changed_one_replaces_it(
    cast: Cast, key: str
) -> None:
    first = sent(key, record(cast.bureau))
    assert outcomes(sent(key, record(cast.bureau))) == ["unchanged"]
    # Brackets and blanks of a number do not make another decision.
    other = record(
        cast.bureau, doc_no="云市监罚[2026]71号", content="罚款2500元。", fine_wan="0.25"
    )
    again = sent(key, other)
    assert outcomes(again) == ["updated"]
    assert again["results"][0]["id"] == first["results"][0]["id"]
    assert ExternalRecord.objects.get().fields["fine_cents"] == 250_000


def test_a_field_left_out_is_gone(cast: Cast, key: str) -> None:
    sent(key, record(cast.bureau, remark="旧"))
    sent(key, record(cast.bureau))
    assert "remark" not in ExternalRecord.objects.get().fields


def test_what_is_wrong_with_one_record_stops_no_other(cast: Cast, key: str) -> None:
    bad: list[tuple[Any, str]] = [
        (record(cast.bureau, doc_no=...), "doc_no"),
        (record(cast.bureau, kind="tax"), "kind"),
        (record(cast.bureau, decided_on="明天"), "decided_on"),
        (record(cast.bureau, decided_on="2099-01-01"), "decided_on"),
        (record(cast.bureau, fine_wan=-1), "fine_wan"),
        (record(cast.bureau, fine_wan=True), "fine_wan"),
        (record(cast.bureau, facts={"a": 1}), "facts"),
        (record(cast.bureau, colour="red"), "colour"),
        (record(cast.bureau, penalty_kinds=["flogging"]), "penalty_kinds"),
        (record(cast.bureau, penalty_kinds=[]), "penalty_kinds"),
        (record(cast.bureau, agency_uscc=""), "agency_uscc"),
        (record(cast.other_bureau), "agency_uscc"),
        (record(cast.bureau, party_kind="外星人"), "party_kind"),
        ("不是对象", ""),
        (None, ""),
    ]
    good = record(cast.bureau, doc_no="云市监罚〔2026〕72号")
    receipt = sent(key, *[row for row, _field in bad], good)
    assert outcomes(receipt) == ["rejected"] * len(bad) + ["created"]
    for result, (_row, field) in zip(receipt["results"], bad, strict=False):
        assert field in {error["field"] for error in result["errors"]}, result
        assert result["id"] is None
    assert ExternalRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (
            "permit",
            {
                "permit_kind": "普通",
                "valid_from": "2026-03-02",
                "valid_to": "长期",
                "status": "有效",
            },
        ),
        ("coercion", {"coercion_kind": "扣押财物", "subject": "饼干12袋"}),
        ("inspection", {"inspection_type": "双随机", "check_result": "未发现问题"}),
        ("行政征收征用", {"levy_item": "水资源费", "amount_wan": 1.5}),
    ],
)
def test_every_kind_of_act_can_be_sent(
    cast: Cast, key: str, kind: str, fields: dict[str, Any]
) -> None:
    gone = dict.fromkeys(("violation_type", "penalty_kinds", "fine_wan"), ...)
    if kind == "permit":
        gone |= {"facts": ..., "basis": ...}
    receipt = sent(key, record(cast.bureau, kind=kind, **{**gone, **fields}))
    assert outcomes(receipt) == ["created"], receipt
    page = Client().get(reverse("decision-detail", args=[receipt["results"][0]["id"]]))
    assert page.status_code == 200
    text = page.content.decode()
    shown = [value for value in fields.values() if isinstance(value, str) and value != "长期"]
    assert all(value in text for value in shown)
    assert "违法事实" not in text or kind == "permit"


def test_a_person_is_shown_by_surname_and_its_number_nowhere(cast: Cast, key: str) -> None:
    person = {
        "party_name": "钱试三",
        "party_kind": "自然人",
        "uscc": ...,
        "legal_rep": ...,
        "id_type": "身份证",
        "id_no": "11010519491231002X",
    }
    receipt = sent(key, record(cast.bureau, facts="钱试三销售超过保质期的饼干。", **person))
    assert outcomes(receipt) == ["created"]
    everywhere = (
        json.dumps(receipt),
        Client().get(reverse("decision-detail", args=[receipt["results"][0]["id"]])).content,
        json.dumps(list(ExchangeReceipt.objects.values_list("answer", flat=True))),
        json.dumps(list(ExternalRecord.objects.values_list("fields", "raw"))),
    )
    for text in everywhere:
        told = text.decode() if isinstance(text, bytes) else text
        assert "11010519491231002X" not in told
    assert "钱试三" not in everywhere[1].decode()


def test_an_own_decision_is_neither_replaced_nor_doubled(cast: Cast, key: str) -> None:
    decision = factories.issued(cast.bureau)
    receipt = sent(key, record(cast.bureau, doc_no=decision.doc_no))
    assert outcomes(receipt) == ["rejected"]
    assert "本系统作出的决定" in receipt["results"][0]["errors"][0]["error"]


def test_a_system_speaks_for_the_agencies_below_it_only(cast: Cast) -> None:
    above = token(cast, of=cast.government, name="政务平台")
    assert outcomes(sent(above, record(cast.bureau), record(cast.other_bureau))) == ["created"] * 2
    below = token(cast, name="处罚系统")
    assert outcomes(sent(below, record(cast.government))) == ["rejected"]


# ------------------------------------------------------------------------------- receipts
def test_a_receipt_can_be_read_again_by_its_sender_only(cast: Cast, key: str) -> None:
    receipt = sent(key, record(cast.bureau))
    url = reverse("api-exchange-receipt", args=[receipt["receipt"]])
    mine = Client().get(url, headers={"authorization": f"Bearer {key}"})
    assert mine.json() == receipt
    other = token(cast, name="另一系统")
    assert Client().get(url, headers={"authorization": f"Bearer {other}"}).status_code == 404
    assert AuditEntry.objects.get(action="exchange.receive").object_id == receipt["receipt"]


def test_a_batch_with_a_key_is_taken_once(cast: Cast, key: str) -> None:
    first = sent(key, record(cast.bureau), **{"idempotency-key": "晨-1"})
    again = sent(key, record(cast.bureau), **{"idempotency-key": "晨-1"})
    assert first == again
    assert ExchangeReceipt.objects.count() == 1
    changed = [record(cast.bureau, remark="改")]
    clash = call(key, changed, **{"idempotency-key": "晨-1"})
    assert clash.status_code == 409
    assert "Idempotency-Key" in clash.json()["error"]
    # Without a key every request has its receipt.
    sent(key, record(cast.bureau))
    sent(key, record(cast.bureau))
    assert ExchangeReceipt.objects.count() == 3


def test_two_of_the_same_batch_at_once_end_with_one_receipt(
    cast: Cast, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ExchangeToken.objects.get()
    body, today = json.dumps([record(cast.bureau, fine_wan="0.2")]).encode(), timezone.localdate()
    first = exchange_batches.receive(row, json.loads(body), body=body, key="k", on=today)
    seen = iter([None, first])
    monkeypatch.setattr(exchange_batches, "replayed", lambda *_given: next(seen))
    assert exchange_batches.receive(row, json.loads(body), body=body, key="k", on=today) == first


@pytest.mark.parametrize("size", [0, exchange_batches.MOST + 1])
def test_a_batch_is_neither_empty_nor_endless(key: str, size: int) -> None:
    answer = call(key, [{}] * size)
    assert (answer.status_code, "1至1000条" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "{}",
        '"x"',
        "[NaN]",
        b"\xff\xfe",
        '["\\ud800"]',
        "[" * 100_000,
        f"[{'9' * 5000}]",
    ],
)
def test_what_is_no_array_of_records_is_refused_in_words(key: str, body: Any) -> None:
    answer = call(key, body)
    assert answer.status_code == 400, answer.content
    assert not ExchangeReceipt.objects.exists()


def test_hostile_text_is_kept_or_refused_and_never_breaks(cast: Cast, key: str) -> None:
    rows = [
        record(cast.bureau, facts="a\u0000b", doc_no="云市监罚〔2026〕1号"),
        record(cast.bureau, **{"\u0000key": "x"}),
        record(cast.bureau, kind="pen\u0000alty"),
        record(cast.bureau, doc_no="9" * 500),
        record(cast.bureau, facts="长" * 30_000),
        record(cast.bureau, fine_wan=10**25),
        record(cast.bureau, party_name=["x"]),
        record(cast.bureau, agency_uscc={"a": []}),
    ]
    receipt = sent(key, *rows)
    assert outcomes(receipt) == ["created"] + ["rejected"] * (len(rows) - 1)
