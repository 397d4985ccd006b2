"""What a filing refuses: in which words, by which rule, in which state; and what stays on the form."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core import calendar, periods
from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from core.periods import Period
from legal_review.models import FilingPackage, PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings
from tests.base import Cast
from tests.legal_review.filed import LATER, again, asked, due, received, sent, unprinted

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ARTICLE = "三政办〔2019〕16号"
Act = Callable[[PenaltyFiling, Cast], object]


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: LATER)


def returned(cast: Cast) -> PenaltyFiling:
    """A filing that came back."""
    row = sent(cast)
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺少送达回证。")
    return again(row)


def reviewed(cast: Cast) -> PenaltyFiling:
    """A filing that was examined."""
    row = received(cast)
    filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result="clear", text="好。")
    return again(row)


def logged(row: PenaltyFiling, action: str) -> list[dict[str, Any]]:
    """What the log keeps of each act of the name on the filing, the oldest first."""
    rows = AuditEntry.objects.filter(object_id=str(row.pk), action=f"penaltyfiling.{action}")
    return [json.loads(entry.data) for entry in rows.order_by("pk")]


ACTS: dict[str, Act] = {
    "send": lambda row, cast: penalty_filings.send(row, by=cast.reviewer, on=LATER, note="补。"),
    "answer": lambda row, cast: penalty_filings.answer(
        row, by=cast.reviewer, on=LATER, text="答。"
    ),
    "receive": lambda row, cast: filing_inbox.receive(row, by=cast.supervisor, on=LATER),
    "return": lambda row, cast: filing_inbox.give_back(
        row, by=cast.supervisor, on=LATER, text="缺。"
    ),
    "ask": lambda row, cast: filing_inbox.ask(
        row, by=cast.supervisor, on=LATER, text="问。", days=3
    ),
    "conclude": lambda row, cast: filing_inbox.conclude(
        row, by=cast.supervisor, on=LATER, result="clear", text="好。"
    ),
}


# ------------------------------------------------------------------------------- states
@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (sent, {"receive", "return"}),
        (returned, {"send"}),
        (received, {"ask", "conclude"}),
        (asked, {"answer"}),
        (reviewed, set()),
    ],
)
def test_in_each_state_every_other_act_is_too_late_or_too_early(
    cast: Cast, state: Callable[[Cast], PenaltyFiling], possible: set[str]
) -> None:
    row = state(cast)
    entries, packages = row.entries.count(), row.packages.count()
    for name in set(ACTS) - possible:
        with pytest.raises(StaleError) as caught:
            ACTS[name](row, cast)
        assert caught.value.remedy, name
    assert again(row).status == row.status
    assert (row.entries.count(), row.packages.count()) == (entries, packages)


# ------------------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("state", "act"),
    [
        (
            sent,
            lambda row, cast: filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text=""),
        ),
        (
            received,
            lambda row, cast: filing_inbox.ask(row, by=cast.supervisor, on=LATER, text=" ", days=3),
        ),
        (
            asked,
            lambda row, cast: penalty_filings.answer(row, by=cast.reviewer, on=LATER, text="\n"),
        ),
        (
            received,
            lambda row, cast: filing_inbox.conclude(
                row, by=cast.supervisor, on=LATER, result="advised", text="\t"
            ),
        ),
    ],
)
def test_nobody_says_nothing(cast: Cast, state: Callable[[Cast], PenaltyFiling], act: Act) -> None:
    row = state(cast)
    clocks = Deadline.objects.filter(outcome="open").count()
    with pytest.raises(RuleError) as caught:
        act(row, cast)
    error = caught.value
    assert (error.message, error.remedy, error.field) == ("请写明内容。", "请填写。", "text")
    assert ARTICLE in error.article
    assert again(row).status == row.status
    assert Deadline.objects.filter(outcome="open").count() == clocks


@pytest.mark.parametrize("note", ["", " ", "\n"])
def test_what_was_put_right_is_said_before_anything_is_assembled(cast: Cast, note: str) -> None:
    row = returned(cast)
    with pytest.raises(RuleError) as caught:
        penalty_filings.send(row, by=cast.reviewer, on=LATER, note=note)
    assert caught.value.message == "退回补正的，应当说明补正了什么。"
    assert ARTICLE in caught.value.article
    assert FilingPackage.objects.count() == 1


def test_without_a_supervising_organ_the_administrator_is_asked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = due(cast)
    monkeypatch.setattr("enforcement.services.audience.supervisors", list)
    with pytest.raises(RuleError) as caught:
        penalty_filings.send(row, by=cast.reviewer, on=LATER)
    assert cast.bureau.name in caught.value.message
    assert caught.value.article == "国办发〔2018〕118号第二十一条"
    assert "系统管理员" in caught.value.remedy
    assert again(row).status == "due"


def test_receipt_before_the_day_of_sending_names_that_day(cast: Cast) -> None:
    row = sent(cast)
    with pytest.raises(RuleError, match=LATER.isoformat()) as caught:
        filing_inbox.receive(row, by=cast.supervisor, on=LATER - timedelta(days=1))
    assert ARTICLE in caught.value.article
    assert filing_inbox.receive(row, by=cast.supervisor, on=LATER).received_on == LATER


@pytest.mark.parametrize("result", ["", "CLEAR", "passed"])
def test_a_result_is_chosen_from_the_two(cast: Cast, result: str) -> None:
    row = received(cast)
    with pytest.raises(RuleError) as caught:
        filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result=result, text="好。")
    assert (caught.value.message, caught.value.field) == ("请选择审查结果。", "result")
    assert not row.entries.filter(kind="result").exists()


# ------------------------------------------------------------------------------- what is kept
def test_what_was_put_right_goes_with_the_second_package_trimmed(cast: Cast) -> None:
    row = returned(cast)
    package = penalty_filings.send(row, by=cast.reviewer, on=LATER, note=" 已补。 ")
    assert package.note == "已补。"
    assert (package.receiver, package.sent_by) == (cast.justice, cast.reviewer)
    assert package.agency_id == cast.bureau.pk
    assert list(row.packages.values_list("ordinal", flat=True)) == [1, 2]
    assert str(row) == str(row.decision)


def test_the_clock_stands_still_in_chinese_whoever_sends(cast: Cast) -> None:
    row = due(cast)
    with translation.override("en"):
        penalty_filings.send(row, by=cast.reviewer, on=LATER)
    clock = Deadline.objects.get(pk=row.deadline_id)
    assert clock.suspended_on == LATER
    assert clock.label == penalty_filings.LABEL == "报送重大行政处罚备案"
    assert penalty_filings.WITH_RECEIVER in json.dumps(
        list(Deadline.objects.filter(pk=clock.pk).values()), ensure_ascii=False, default=str
    )


@pytest.mark.parametrize(("text", "kept"), [("", filing_inbox.TAKEN), (" 齐全。 ", "齐全。")])
def test_receipt_says_something_of_itself(cast: Cast, text: str, kept: str) -> None:
    row = sent(cast)
    filing_inbox.receive(row, by=cast.supervisor, on=LATER, text=text)
    entry = row.entries.get()
    assert (entry.kind, entry.text, entry.by, entry.on) == (
        "received",
        kept,
        cast.supervisor,
        LATER,
    )
    assert entry.due_on is None
    assert entry.agency_id == cast.bureau.pk


@pytest.mark.parametrize("days", [1, 5, 10])
def test_a_question_is_due_after_so_many_working_days(cast: Cast, days: int) -> None:
    row = received(cast)
    entry = filing_inbox.ask(row, by=cast.supervisor, on=LATER, text=" 问。 ", days=days)
    clock = Period(key="x", label="", count=days, unit="workday", article="")
    assert entry.due_on == periods.apply(clock, LATER, calendar.load()).due_on
    assert entry.text == "问。"
    kept = Deadline.objects.get(subject_type=penalty_filings.QUESTION_SUBJECT)
    assert (kept.label, kept.article) == (filing_inbox.LABEL, filing_inbox.ASKED)
    assert kept.agency_id == cast.bureau.pk


@pytest.mark.parametrize(("after", "outcome"), [(0, "met"), (1, "late")])
def test_an_answer_is_in_time_until_its_last_day(cast: Cast, after: int, outcome: str) -> None:
    row = asked(cast)
    last = row.entries.get(kind="question").due_on
    assert last is not None
    penalty_filings.answer(
        row, by=cast.reviewer, on=last + timedelta(days=after), text="按第二档。"
    )
    kept = Deadline.objects.get(subject_type=penalty_filings.QUESTION_SUBJECT)
    assert kept.outcome == outcome


def test_the_log_keeps_what_was_opened_entered_and_asked(cast: Cast) -> None:
    row = asked(cast)
    assert logged(row, "open") == [
        {"decision": str(row.decision_id), "due_on": row.deadline.due_on.isoformat()}
    ]
    question = row.entries.get(kind="question")
    entered = logged(row, "enter")
    assert [entry["kind"] for entry in entered] == ["received", "question"]
    assert question.due_on is not None
    assert entered[1] == {
        "entry": question.pk,
        "kind": "question",
        "due_on": question.due_on.isoformat(),
    }


# ------------------------------------------------------------------------------- on the form
@pytest.mark.parametrize(
    ("state", "who", "name", "data", "words"),
    [
        (sent, "supervisor", "return", {"text": " "}, "必填"),
        (received, "supervisor", "ask", {"text": "裁量依据何在", "days": "91"}, "90"),
        (received, "supervisor", "ask", {"text": "裁量依据何在", "days": ""}, "必填"),
        (received, "supervisor", "conclude", {"text": "总体适当", "result": ""}, "必填"),
        (asked, "reviewer", "answer", {"text": ""}, "必填"),
    ],
)
def test_a_refused_act_keeps_what_was_typed(
    cast: Cast,
    state: Callable[[Cast], PenaltyFiling],
    who: str,
    name: str,
    data: dict[str, str],
    words: str,
) -> None:
    row = state(cast)
    answer = cast.client(who).post(reverse(f"penalty-filing-{name}", args=[row.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert words in str(answer.context["form"].errors)
    assert data["text"].strip() in page
    assert again(row).status == row.status


@pytest.mark.parametrize("name", ["send", "receive", "return", "ask", "conclude", "answer"])
def test_the_page_of_an_act_out_of_time_offers_no_form(cast: Cast, name: str) -> None:
    row = reviewed(cast)
    who = "reviewer" if name in ("send", "answer") else "supervisor"
    page = cast.client(who).get(reverse(f"penalty-filing-{name}", args=[row.pk]))
    assert page.status_code == 200
    assert "当前状态下不能办理本事项" in page.content.decode()
    assert not page.context["may"]


def test_an_act_sent_too_late_by_page_says_that_it_moved(cast: Cast) -> None:
    row = received(cast)
    url = reverse("penalty-filing-receive", args=[row.pk])
    answer = cast.client("supervisor").post(url, {"text": "再次接收"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "再次接收" in answer.content.decode()
    assert row.entries.filter(kind="received").count() == 1
