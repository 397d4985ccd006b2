"""The pages of filing: the list of the agency, the inbox of the organ, one filing, who sees which."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import desk
from core.models import AuditEntry
from enforcement.models import User
from legal_review.models import PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings
from tests import factories
from tests.base import Cast, client_of
from tests.legal_review.filed import LATER, again, asked, due, received, sent, unprinted

pytestmark = pytest.mark.django_db
NAMES = ("send", "answer", "receive", "return", "ask", "conclude")


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: LATER)


def text(client: Client, name: str, *args: Any, **query: str) -> str:
    """What the page says."""
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def acts(client: Client, row: PenaltyFiling) -> set[str]:
    """The acts the page of the filing offers."""
    page = text(client, "penalty-filing", row.pk)
    return {name for name in NAMES if reverse(f"penalty-filing-{name}", args=[row.pk]) in page}


def test_the_list_shows_the_filing_its_ground_and_its_clock(cast: Cast) -> None:
    row = due(cast)
    page = text(cast.client("reviewer"), "penalty-filings")
    assert row.decision.doc_no in page
    assert "罚款100,000.00元" in page
    assert row.deadline.due_on.isoformat() in page
    assert "各机关报送情况" in page


def test_an_agency_without_filings_is_told_why(cast: Cast) -> None:
    assert "没有应当备案的决定" in text(cast.client("reviewer"), "penalty-filings")


def test_the_list_narrows_by_agency_state_and_lateness(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, gone = due(cast), sent(cast)
    client = cast.client("supervisor")
    monkeypatch.setattr(
        timezone, "localdate", lambda *_args: late.deadline.due_on + timedelta(days=3)
    )
    for query, wanted, other in (
        ({"overdue": "on"}, late, gone),
        ({"status": "sent"}, gone, late),
    ):
        page = text(client, "penalty-filings", **query)
        assert str(wanted.pk) in page
        assert str(other.pk) not in page
    page = text(client, "penalty-filings", agency=str(cast.other_bureau.pk))
    assert str(late.pk) not in page


def test_the_inbox_sorts_by_what_it_waits_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    late = due(cast)
    came, taken, open_one = sent(cast), received(cast), asked(cast)
    monkeypatch.setattr(
        timezone, "localdate", lambda *_args: late.deadline.due_on + timedelta(days=3)
    )
    page = text(cast.client("supervisor"), "penalty-filing-inbox")
    parts = [
        page.index(word)
        for word in ("待接收（1）", "审查中（1）", "等待答复（1）", "逾期未报（1）")
    ]
    assert parts == sorted(parts)
    places = [page.index(str(row.pk)) for row in (came, taken, open_one, late)]
    assert all(a < b for a, b in zip(parts, places, strict=True))


def test_what_was_examined_is_listed_below(cast: Cast) -> None:
    row = received(cast)
    filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result="clear", text="好。")
    page = text(cast.client("supervisor"), "penalty-filing-inbox")
    assert "最近审查" in page
    assert again(row).number in page


def test_another_organ_has_nothing_in_its_inbox(cast: Cast) -> None:
    sent(cast)
    other = factories.user("supervisor", factories.agency("监督二局", parent=cast.government))
    page = text(client_of(other), "penalty-filing-inbox")
    assert "待接收（0）" in page


@pytest.mark.parametrize(
    ("state", "agency", "organ"),
    [
        (due, {"send"}, set()),
        (sent, set(), {"receive", "return"}),
        (received, set(), {"ask", "conclude"}),
        (asked, {"answer"}, set()),
    ],
)
def test_each_side_is_offered_its_own_acts(
    cast: Cast, state: Any, agency: set[str], organ: set[str]
) -> None:
    row = state(cast)
    assert acts(cast.client("reviewer"), row) == agency
    assert acts(cast.client("supervisor"), row) == organ
    assert acts(cast.client("officer1"), row) == set()
    assert acts(cast.client("head"), row) == set()


def test_a_whole_filing_by_pages(cast: Cast) -> None:
    row = due(cast)
    agency, organ = cast.client("reviewer"), cast.client("supervisor")
    steps: list[tuple[Client, str, dict[str, str]]] = [
        (agency, "send", {"go": "1"}),
        (organ, "return", {"text": "缺少送达回证"}),
        (agency, "send", {"note": "已补"}),
        (organ, "receive", {"text": ""}),
        (organ, "ask", {"text": "裁量依据？", "days": "5"}),
        (agency, "answer", {"text": "按第二档"}),
        (organ, "conclude", {"result": "advised", "text": "请注意文书规范"}),
    ]
    for client, name, data in steps:
        url = reverse(f"penalty-filing-{name}", args=[row.pk])
        assert client.get(url).status_code == 200
        answer = client.post(url, data)
        assert answer.status_code == 302, (name, answer.content.decode()[-2000:])
    assert again(row).status == "reviewed"
    page = text(agency, "penalty-filing", row.pk)
    for word in ("第 1 次报送", "第 2 次报送", "缺少送达回证", "按第二档", "提出纠正意见"):
        assert word in page


def test_a_refused_act_stays_on_its_form(cast: Cast) -> None:
    row = sent(cast)
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺。")
    url = reverse("penalty-filing-send", args=[row.pk])
    page = cast.client("reviewer").get(url).content.decode()
    assert "缺。" in page
    assert "选填" not in page
    answer = cast.client("reviewer").post(url, {"note": " "})
    assert answer.status_code == 200
    assert "说明补正了什么" in answer.content.decode()


def test_a_note_longer_than_its_place_is_refused_and_kept_on_the_form(cast: Cast) -> None:
    row = sent(cast)
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺。")
    url, note = reverse("penalty-filing-send", args=[row.pk]), "补" * 501
    answer = cast.client("reviewer").post(url, {"note": note})
    assert answer.status_code == 200
    assert note in answer.content.decode()
    assert answer.context["form"].errors["note"].get_json_data()[0]["code"] == "max_length"
    assert again(row).status == "returned"


def test_the_package_is_read_as_pdf_and_as_single_files_and_the_reading_is_logged(
    cast: Cast,
) -> None:
    package = sent(cast).packages.get()
    for name in ("reviewer", "supervisor"):
        client = cast.client(name)
        paper = client.get(reverse("penalty-filing-paper", args=[package.pk]))
        assert paper["Content-Type"] == "application/pdf"
        assert "no-store" in paper["Cache-Control"]
        answer: Any = client.get(reverse("penalty-filing-zip", args=[package.pk]))
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
            assert archive.namelist()[0] == "00_清单.json"
            assert len(archive.namelist()) == len(package.items) + 1
    reads = AuditEntry.objects.filter(object_id=str(package.pk), action__contains="read")
    assert reads.count() == 4


def on_desk(user: User) -> list[tuple[str, str]]:
    """(step, address) of the filings on the desk of the account."""
    queues = desk.queues(user, on=LATER, now=timezone.now())
    found = [row for row in queues if row.key == "penalty-filings"]
    return [(entry.step, entry.url) for row in found for entry in row.entries]


@pytest.mark.parametrize(
    ("state", "agency", "organ"),
    [
        (due, ["报送备案"], []),
        (sent, [], ["接收备案"]),
        (received, [], ["审查备案"]),
        (asked, ["答复询问"], []),
    ],
)
def test_each_side_finds_it_on_the_desk(
    cast: Cast, state: Any, agency: list[str], organ: list[str]
) -> None:
    url = reverse("penalty-filing", args=[state(cast).pk])
    assert on_desk(cast.reviewer) == [(step, url) for step in agency]
    assert on_desk(cast.supervisor) == [(step, url) for step in organ]
    assert on_desk(cast.officer1) == []


def test_what_came_back_and_what_is_late_is_on_the_desk(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sent(cast)
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺。")
    assert [step for step, _url in on_desk(cast.reviewer)] == ["补正后重新报送"]
    late = again(row).deadline.due_on + timedelta(days=1)
    monkeypatch.setattr("tests.legal_review.test_filing_pages.LATER", late)
    assert [step for step, _url in on_desk(cast.supervisor)] == ["督促报送（逾期）"]


def test_the_case_leads_to_its_filing(cast: Cast) -> None:
    row = received(cast)
    text_of = text(cast.client("officer1"), "case-review", row.decision.case_id)
    assert reverse("penalty-filing", args=[row.pk]) in text_of
    assert row.number in text_of
    other = factories.draft(cast.bureau)
    assert "重大行政处罚备案：" not in text(cast.client("officer1"), "case-review", other.case_id)


def strangers(cast: Cast) -> list[User]:
    """Accounts that see no case of the bureau."""
    return [
        cast.outsider,
        factories.user("reviewer", cast.other_bureau),
        factories.user("supervisor", factories.agency("别市司法局")),
    ]


def test_a_filing_is_there_for_its_agency_and_its_supervisors_only(cast: Cast) -> None:
    row = sent(cast)
    package = row.packages.get()
    for user in strangers(cast):
        client = client_of(user)
        for name, key in (
            ("penalty-filing", row.pk),
            ("penalty-filing-paper", package.pk),
            ("penalty-filing-zip", package.pk),
        ):
            assert client.get(reverse(name, args=[key])).status_code == 404, (user, name)
        assert str(row.pk) not in text(client, "penalty-filings")
    for name in ("officer1", "unithead", "reviewer", "head", "publisher", "supervisor"):
        assert cast.client(name).get(reverse("penalty-filing", args=[row.pk])).status_code == 200
    for name in ("listadmin", "admin"):
        assert cast.client(name).get(reverse("penalty-filing", args=[row.pk])).status_code == 403


def test_the_inbox_is_the_supervisors_alone(cast: Cast) -> None:
    for name, member in cast.people.items():
        status = client_of(member).get(reverse("penalty-filing-inbox")).status_code
        assert status == (200 if name == "supervisor" else 403), name


def test_the_table_counts_each_filing_where_it_stands(cast: Cast) -> None:
    due(cast)
    sent(cast)
    row = received(cast)
    filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result="advised", text="请纠正。")
    late = due(cast)
    penalty_filings.send(late, by=cast.reviewer, on=late.deadline.due_on + timedelta(days=1))
    page = cast.client("supervisor").get(reverse("penalty-filings"))
    (line,) = page.context["lines"]
    assert line.agency == cast.bureau
    assert line.counts == {
        "due": 4,
        "on_time": 2,
        "late": 1,
        "running": 1,
        "overdue": 0,
        "received": 1,
        "asked": 0,
        "reviewed": 1,
        "advised": 1,
    }


def queries(client: Client, url: str) -> int:
    """How many questions the page asks the database."""
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def test_a_longer_list_asks_no_more_questions(cast: Cast) -> None:
    client, url = cast.client("supervisor"), reverse("penalty-filing-inbox")
    asked(cast)
    sent(cast)
    few = queries(client, url)
    asked(cast)
    sent(cast)
    assert queries(client, url) <= few
