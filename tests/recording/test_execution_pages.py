"""The tab of execution and its forms: what is owed, who may act, and what was refused stays typed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement import collecting
from enforcement.models import CourtApplication, Decision, Deferral, Payment, Stay, Urging
from enforcement.services import compulsion, payments, relief
from recording import execution_page
from tests.base import Cast, day
from tests.enforcement.dossier import draft, page, said
from tests.enforcement.fined import DUE, SERVED, fined, pay

pytestmark = pytest.mark.django_db
RECORD_ACTS = ("payment-record", "deferral-apply", "stay-begin", "urging-serve")
HEAD_ACTS = ("surcharge-decide", "court-apply")


def tab(cast: Cast, row: Decision, name: str = "officer1") -> str:
    return page(cast.client(name), "case-execution", row.case_id)


def test_the_tab_tells_what_is_owed_and_what_comes_next(cast: Cast) -> None:
    text = tab(cast, fined(cast))
    # Today is long after the last day to pay: the surcharge has reached the fine.
    for expected in (
        "罚款",
        "加处罚款",
        "2,000.00元",
        "催告当事人履行",
        "第三十五条",
        "2026-03-16",
    ):
        assert expected in text, expected


def test_each_role_is_offered_its_own_acts(cast: Cast) -> None:
    row = fined(cast)
    links = {name: reverse(name, args=[row.pk]) for name in (*RECORD_ACTS, *HEAD_ACTS)}
    officer, head, reader = (tab(cast, row, name) for name in ("officer1", "head", "supervisor"))
    assert all(links[name] in officer for name in RECORD_ACTS)
    assert not any(links[name] in officer for name in HEAD_ACTS)
    assert all(links[name] in head for name in HEAD_ACTS)
    assert not any(link in reader for link in links.values())


def test_another_agency_finds_nothing(cast: Cast) -> None:
    row = fined(cast)
    paid = pay(row, cast.officer1, DUE, 100)
    client = cast.client("outsider")
    assert client.get(reverse("case-execution", args=[row.case_id])).status_code == 404
    assert client.get(reverse("payment-record", args=[row.pk])).status_code == 404
    assert client.get(reverse("payment-bank", args=[paid.pk])).status_code == 404


def test_a_case_without_money_says_so(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple", on=SERVED)
    assert "没有需要缴纳的款项" in tab(cast, row)


def test_the_amount_owed_is_filled_in_and_paying_it_empties_the_tab(cast: Cast) -> None:
    row = fined(cast)
    client = cast.client("officer1")
    assert "2000" in page(client, "payment-record", row.pk)
    data = {"on": "2026-03-16", "kind": "fine", "amount": "2000.00", "way": "bank"}
    text = said(client, "payment-record", {**data, "amount": "2000.01", "receipt_no": "7"}, row.pk)
    assert "应缴余额为2,000.00元" in text
    assert 'value="2000.01"' in text
    answer = client.post(
        reverse("payment-record", args=[row.pk]), {**data, "receipt_no": "7"}, follow=True
    )
    assert "没有应缴未缴的款项" in answer.content.decode()
    assert Payment.objects.get().cents == 200_000


def test_instalments_are_typed_a_line_each(cast: Cast) -> None:
    row = fined(cast)
    client = cast.client("officer1")
    data = {"on": "2026-03-10", "reason": "停业。", "until": "2026-06-10"}
    for bad in ("四月十日 500", "2026-13-40 500", "2026-04-10"):
        text = said(client, "deferral-apply", {**data, "schedule": bad}, row.pk)
        assert "不是“日期 金额”的形式" in text
    lines = "2026-04-10 500\n\n2026-06-10，1500.00"
    client.post(reverse("deferral-apply", args=[row.pk]), {**data, "schedule": lines})
    assert [part["cents"] for part in Deferral.objects.get().schedule] == [50_000, 150_000]


def everything(cast: Cast) -> Decision:
    """A row of each kind, all still open."""
    row, by = fined(cast, fine=10_000, by=cast.officer1), cast.officer1
    spot: dict[str, Any] = {"way": "on_spot", "ground": "small", "receipt_no": "票0001"}
    pay(row, by, SERVED, 5_000, **spot)
    relief.apply(row, by=by, on=day(3, 20), reason="停业。", until=day(12, 31))
    urging = compulsion.urge(row, by=by, on=day(3, 20))
    CourtApplication.objects.create(
        decision=row,
        created_by=cast.head,
        urging=urging,
        applied_on=day(5, 6),
        court="云溪市人民法院",
        owed_cents=1,
    )
    relief.stay(row, by=by, on=day(3, 20), kind="suit", number="行初1号")
    return row


def test_the_history_shows_each_event_with_what_may_be_done(cast: Cast) -> None:
    row = everything(cast)
    officer, head = tab(cast, row), tab(cast, row, "head")
    for expected in ("50.00元", "票0001", "待交至行政机关", "停业。", "行初1号", "云溪市人民法院"):
        assert expected in officer, expected
    for model, name in (
        (Payment, "payment-turn-in"),
        (Stay, "stay-end"),
        (Urging, "urging-hear"),
        (CourtApplication, "court-accept"),
        (CourtApplication, "court-conclude"),
    ):
        assert reverse(name, args=[model.objects.get().pk]) in officer
    for name in ("deferral-grant", "deferral-refuse"):
        link = reverse(name, args=[Deferral.objects.get().pk])
        assert link in head
        assert link not in officer


def test_ended_rows_offer_nothing_more(cast: Cast) -> None:
    row = everything(cast)
    by = cast.officer1
    paid, asked, court = (
        Payment.objects.get(),
        Deferral.objects.get(),
        CourtApplication.objects.get(),
    )
    payments.bank(payments.turn_in(paid, by=by, on=day(3, 2)), by=by, on=day(3, 3))
    relief.refuse(asked, by=cast.head, on=day(3, 23), opinion="不符合条件。")
    relief.end_stay(Stay.objects.get(), by=by, on=day(4, 1), outcome="dismissed", result="驳回。")
    compulsion.hear(
        Urging.objects.get(), by=by, on=day(3, 23), text="无力。", adopted=False, answer="不成立。"
    )
    compulsion.conclude(court, by=by, on=day(6, 1), move="refuse", ruling="1号裁定")
    entries = execution_page.entries(row, cast.officer1)
    assert len(entries) == 5
    assert not any(entry.acts for entry in entries)
    text = " ".join(f"{entry.text}{entry.state}" for entry in entries)
    for expected in ("已缴付银行", "不予批准", "驳回。", "无力。", "1号裁定"):
        assert expected in text, expected


def test_the_tab_asks_no_more_of_the_database_for_a_second_payment(cast: Cast) -> None:
    row = fined(cast)
    client, counts = cast.client("officer1"), []
    for _ in range(2):
        pay(row, cast.officer1, DUE, 100)
        tab(cast, row)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("case-execution", args=[row.case_id]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ------------------------------------------------------------------------------- what comes next
def next_of(row: Decision, month: int, number: int) -> str:
    found = collecting.awaited(row, day(month, number))
    return f"{found.label}|{found.actor}" if found else ""


def test_what_an_unpaid_fine_waits_for_follows_the_order_of_the_law(cast: Cast) -> None:
    row, by = fined(cast), cast.officer1
    assert next_of(row, 3, 16).startswith("等待当事人缴纳，截止2026-03-16")
    assert next_of(row, 3, 17) == "催告当事人履行|承办人"
    stay = relief.stay(row, by=by, on=day(3, 17), kind="suit", number="1号")
    assert next_of(row, 3, 18).startswith("等待复议、诉讼终结")
    relief.end_stay(stay, by=by, on=day(4, 1), outcome="dismissed", result="驳回。")
    asked = relief.apply(row, by=by, on=day(4, 2), reason="停业。", until=day(5, 6))
    assert next_of(row, 4, 2) == "审批延期、分期缴纳罚款的申请|行政机关负责人"
    relief.refuse(asked, by=cast.head, on=day(4, 3), opinion="不符合条件。")
    compulsion.urge(row, by=by, on=day(4, 7))
    assert next_of(row, 4, 7).startswith("自2026-04-22起可以申请")
    assert next_of(row, 4, 22) == "申请人民法院强制执行，截止2026-07-01|行政机关负责人"
    assert "届满" in next_of(row, 7, 2)
    compulsion.apply_to_court(row, by=cast.head, on=day(4, 22), court="云溪市人民法院")
    assert next_of(row, 4, 23) == "等待人民法院处理|人民法院"


def test_a_paid_fine_waits_for_nothing_but_its_closing(cast: Cast) -> None:
    row = fined(cast)
    pay(row, cast.officer1, DUE)
    assert next_of(row, 3, 17) == ""
