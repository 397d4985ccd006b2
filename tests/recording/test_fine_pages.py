"""The page of each act of execution: who gets it, what it refuses and keeps, where it leads."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEntry
from enforcement.models import Case
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement.fine_states import COURT, Fine, kept, reach

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAID = {"kind": "fine", "amount": "2000.00", "way": "bank", "receipt_no": "票00017"}
HANDED = {"method": "direct", "receiver": "钱试", "place": "云溪市示范路1号"}
HEARD = {"text": "无力缴纳。", "adopted": "0", "answer": "可以申请分期。"}
DEFERRED = {"reason": "停业半年。", "until": "2026-06-10"}


@dataclass(frozen=True)
class Page:
    """One act: the state before it, whose row, by whom, the day, data; wrong: refused, and why."""

    name: str
    path: str
    rows: str
    day: str
    wrong: dict[str, str]
    says: str
    data: dict[str, str] = field(default_factory=dict)
    by: str = "officer1"

    @property
    def good(self) -> dict[str, str]:
        return {"on": self.day, **self.data}

    @property
    def bad(self) -> dict[str, str]:
        return {**self.good, **self.wrong}


EARLY, LATE = {"on": "2026-01-05"}, {"on": "2026-08-03"}
PAGES = [
    Page(
        "payment-record", "", "", "2026-03-16", {"amount": "2000.01"}, "应缴余额为2,000.00元", PAID
    ),
    Page("payment-turn-in", "spot", "payments", "2026-03-17", EARLY, "不能早于收缴日期"),
    Page("payment-bank", "spot turn_in", "payments", "2026-03-18", EARLY, "不能早于交至行政机关"),
    Page(
        "deferral-apply",
        "",
        "",
        "2026-03-10",
        {"schedule": "2026-06-10 1999.99"},
        "应当等于尚未缴纳的罚款2,000.00元",
        DEFERRED,
    ),
    Page("deferral-grant", "defer", "deferrals", "2026-03-12", LATE, "已经过去", by="head"),
    Page(
        "deferral-refuse",
        "defer",
        "deferrals",
        "2026-03-12",
        EARLY,
        "不能早于申请日期",
        {"opinion": "没有证明材料。"},
        "head",
    ),
    Page(
        "stay-begin",
        "",
        "",
        "2026-03-10",
        EARLY,
        "不能早于决定日期",
        {"kind": "suit", "number": "云行初1号"},
    ),
    Page(
        "stay-end",
        "stay",
        "stays",
        "2026-04-01",
        EARLY,
        "不能早于受理日期",
        {"outcome": "dismissed", "result": "驳回。"},
    ),
    Page("surcharge-decide", "", "", "2026-03-26", EARLY, "没有应当加处的罚款", by="head"),
    Page("urging-serve", "", "", "2026-03-17", EARLY, "届满前不能催告", HANDED),
    Page("urging-hear", "urge", "urgings", "2026-03-20", EARLY, "不能早于催告送达日期", HEARD),
    Page("court-apply", "urge", "", "2026-04-29", LATE, "之间申请", {"court": COURT}, "head"),
    Page("court-accept", "urge ask", "courtapplications", "2026-05-06", EARLY, "不能早于申请"),
    Page(
        "court-conclude",
        "urge ask accept",
        "courtapplications",
        "2026-06-06",
        EARLY,
        "不能早于申请、受理日期",
        {"move": "end", "ruling": "云执1号裁定"},
    ),
]
each_page = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


def url(fine: Fine, page: Page) -> str:
    row = getattr(fine.row, page.rows).latest("pk") if page.rows else fine.row
    return reverse(page.name, args=[row.pk])


def send(fine: Fine, page: Page, data: dict[str, str]) -> Any:
    return fine.cast.client(page.by).post(url(fine, page), data)


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


@each_page
def test_a_refused_act_says_why_and_keeps_what_was_typed(cast: Cast, page: Page) -> None:
    fine = reach(cast, page.path)
    before = kept()
    shown = text(send(fine, page, page.bad))
    assert page.says in shown
    assert "提交的内容有误，未保存" in shown
    for value in page.bad.values():
        assert value in shown, value
    assert kept() == before


@each_page
def test_a_good_act_leads_back_to_the_execution_and_says_so(cast: Cast, page: Page) -> None:
    fine = reach(cast, page.path)
    client, home = cast.client(page.by), reverse("case-execution", args=[fine.row.case_id])
    assert 'name="on"' in text(client.get(url(fine, page)))
    answer = client.post(url(fine, page), page.good, follow=True)
    assert answer.redirect_chain == [(home, 302)]
    assert "已" in text(answer)
    by = AuditEntry.objects.filter(actor=fine.account(page.by))
    assert by.exists()


@each_page
def test_an_act_is_done_once_and_then_no_longer_offered(cast: Cast, page: Page) -> None:
    fine = reach(cast, page.path)
    if not page.rows and page.name != "stay-begin":
        Case.objects.filter(pk=fine.row.case_id).update(status=Case.Status.CLOSED)
    else:
        assert send(fine, page, page.good).status_code == 302
    shown = text(cast.client(page.by).get(url(fine, page)))
    assert "当前状态下不能办理本事项" in shown
    assert 'name="on"' not in shown
    tab = cast.client(page.by).get(reverse("case-execution", args=[fine.row.case_id]))
    assert url(fine, page) not in text(tab)


@each_page
def test_the_page_is_for_its_role_and_its_agency(cast: Cast, page: Page) -> None:
    fine = reach(cast, page.path)
    address = url(fine, page)
    before = kept()
    other = "officer1" if page.by == "head" else "head"
    for name in (other, "unithead", "publisher", "supervisor"):
        for answer in (cast.client(name).get(address), cast.client(name).post(address, page.good)):
            assert answer.status_code == 403, name
    elsewhere = factories.user("head", cast.other_bureau, username="head2", name="外以宁")
    stranger = client_of(elsewhere if page.by == "head" else cast.outsider)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, page.good).status_code == 404
    assert kept() == before


def test_the_pages_tell_what_is_known(cast: Cast) -> None:
    fine = reach(cast, "defer urge")
    cast.bureau.court_name = COURT
    cast.bureau.save(update_fields=["court_name"])
    head, officer = cast.client("head"), cast.client("officer1")
    known: list[tuple[Any, str, Any, str]] = [
        (head, "court-apply", fine.row, COURT),
        (head, "deferral-grant", fine.row.deferrals.get(), "停业半年，收入中断。"),
        (head, "deferral-refuse", fine.row.deferrals.get(), "停业半年，收入中断。"),
        (officer, "payment-record", fine.row, 'value="2000"'),
        (officer, "urging-serve", fine.row, fine.row.case.party.name),
    ]
    for client, name, row, words in known:
        assert words in text(client.get(reverse(name, args=[row.pk]))), name


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"way": "on_spot", "ground": "remote"}, "应当写明"),
        ({"way": "on_spot"}, "法定理由"),
        ({"kind": "surcharge", "amount": "0.01"}, "应缴余额为0.00元"),
        ({"on": "2999-01-01"}, "不能晚于现在"),
    ],
)
def test_a_payment_that_breaks_a_rule_stays_on_the_form(
    cast: Cast, changes: dict[str, str], label: str
) -> None:
    fine, page = reach(cast), PAGES[0]
    shown = text(send(fine, page, {**page.good, **changes}))
    assert label in shown
    assert 'value="2000.00"' in shown or "amount" in changes
    assert not fine.row.payments.exists()
