"""Filing of major penalties (domain §9.7): to whom, with what, in time, and what is said about it."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core import files
from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from enforcement.models import Decision, User
from enforcement.services import alarms
from legal_review import clocks, filing_papers
from legal_review.models import FilingEntry, FilingPackage, PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited
from tests.legal_review.filed import (
    LATER,
    ON,
    again,
    asked,
    due,
    received,
    sent,
    unprinted,
)

pytestmark = pytest.mark.django_db
Status, Kind, Result = PenaltyFiling.Status, FilingEntry.Kind, PenaltyFiling.Result


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


# ------------------------------------------------------------------------------- the receiver
def test_the_nearest_supervising_organ_receives(cast: Cast) -> None:
    assert penalty_filings.receiver_of(cast.bureau) == cast.justice


def test_an_organ_does_not_take_its_own_filings(cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有负责接收") as caught:
        penalty_filings.receiver_of(cast.justice)
    assert "司法行政部门" in caught.value.remedy


def test_the_nearer_of_two_levels_receives(cast: Cast) -> None:
    province = factories.agency("云省人民政府", kind="government")
    county = factories.agency("试县人民政府", parent=cast.government)
    bureau, justice = (factories.agency(name, parent=county) for name in ("县局", "县司法局"))
    far = factories.agency("省司法厅", parent=province)
    factories.user("supervisor", far)
    factories.user("supervisor", justice)
    assert penalty_filings.receiver_of(bureau) == justice
    assert penalty_filings.receiver_of(cast.bureau) == cast.justice


# ------------------------------------------------------------------------------- the package
def test_the_package_is_taken_from_the_record_with_hashes(cast: Cast) -> None:
    row = due(cast)
    factories.serve(row.decision, on=day(3, 25))
    package = penalty_filings.send(row, by=cast.reviewer, on=LATER)
    titles = [item["title"] for item in package.items]
    assert titles[0] == filing_papers.TITLE
    assert titles[1].endswith("决定书")
    assert "法制审核意见书" in titles
    assert "送达回证" in titles
    assert package.items[0]["sha256"] == package.report.sha256
    assert package.items_sha256 == filing_papers.digest(package.items)
    whole = files.read_bytes(package.bound)
    assert files.read_bytes(package.report) in whole
    assert again(row).sent_on == LATER


def test_the_report_names_what_the_law_asks(cast: Cast) -> None:
    row = due(cast)
    said = filing_papers.report(
        row, filing_papers.papers(row.decision), receiver=cast.justice, on=LATER, note=""
    )
    text = json.dumps(said, ensure_ascii=False)
    assert said["addressee"] == "云溪市司法局"
    for part in ("罚款100,000.00元", row.decision.doc_no, "尚未送达", "三政办〔2019〕16号"):
        assert part in text
    served = factories.serve(row.decision, on=day(3, 25))
    row.decision = served
    said = filing_papers.report(row, [], receiver=cast.justice, on=LATER, note="已补齐")
    text = json.dumps(said, ensure_ascii=False)
    assert "2026年3月25日" in text
    assert "已补齐" in text


def test_only_the_opinion_that_passed_goes_along(cast: Cast) -> None:
    row = due(cast)
    found = [paper.kind for paper in filing_papers.papers(row.decision)]
    assert found.count("review_opinion") == 1
    assert found[0] == "penalty_decision"


def test_without_the_opinion_nothing_is_sent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = due(cast)
    found = filing_papers.papers(row.decision)
    fewer = [paper for paper in found if paper.kind != "review_opinion"]
    monkeypatch.setattr(filing_papers, "papers", lambda decision: fewer)
    with pytest.raises(RuleError, match="案卷中没有：法制审核意见书"):
        penalty_filings.send(row, by=cast.reviewer, on=LATER)
    assert not FilingPackage.objects.exists()


def test_the_single_files_carry_the_listed_bytes(cast: Cast) -> None:
    package = sent(cast).packages.get()
    members = filing_papers.members(package)
    assert members[0] == ("00_清单.json", filing_papers.canonical(package.items))
    assert [name[:2] for name, _data in members[1:]] == [
        f"{no:02d}" for no in range(1, len(package.items) + 1)
    ]


# ------------------------------------------------------------------------------- sent in time?
@pytest.mark.parametrize(("after", "outcome"), [(0, "met"), (1, "late")])
def test_the_day_of_sending_decides_not_that_of_receipt(
    cast: Cast, after: int, outcome: str
) -> None:
    row = due(cast)
    on = row.deadline.due_on + timedelta(days=after)
    penalty_filings.send(row, by=cast.reviewer, on=on)
    filing_inbox.receive(row, by=cast.supervisor, on=on + timedelta(days=30))
    assert again(row).deadline.outcome == outcome


def test_while_the_organ_has_it_the_clock_stands_still(cast: Cast) -> None:
    row = sent(cast, on=ON)
    assert row.deadline.suspended_on == ON
    back = ON + timedelta(days=40)
    filing_inbox.give_back(row, by=cast.supervisor, on=back, text="缺少送达回证。")
    clock = again(row).deadline
    assert clock.suspended_on is None
    assert clock.due_on > back
    assert again(row).status == Status.RETURNED


def test_what_came_back_goes_again_with_a_word(cast: Cast) -> None:
    row = sent(cast)
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺少送达回证。")
    with pytest.raises(RuleError, match="说明补正了什么") as caught:
        penalty_filings.send(row, by=cast.reviewer, on=LATER)
    assert caught.value.field == "note"
    package = penalty_filings.send(row, by=cast.reviewer, on=LATER, note="已补送达回证。")
    assert (package.ordinal, package.note) == (2, "已补送达回证。")
    assert FilingPackage.objects.count() == 2


# ------------------------------------------------------------------------------- the organ
def test_receipt_gives_a_number_of_the_organ(cast: Cast) -> None:
    row, second = received(cast), received(cast)
    assert (row.number, second.number) == ("云司备〔2026〕1号", "云司备〔2026〕2号")
    assert row.received_on == LATER
    assert row.entries.get().text == filing_inbox.TAKEN
    assert audited(row, "penaltyfiling.receive")


def test_nothing_is_received_before_it_was_sent(cast: Cast) -> None:
    row = sent(cast)
    with pytest.raises(RuleError, match="不能早于报送日期"):
        filing_inbox.receive(row, by=cast.supervisor, on=LATER - timedelta(days=1))


def test_a_question_has_a_clock_and_ends_with_its_answer(cast: Cast) -> None:
    row = asked(cast)
    question = row.entries.get(kind=Kind.QUESTION)
    clock = Deadline.objects.get(subject_type="filing_question", subject_id=str(question.pk))
    assert question.due_on == clock.due_on
    assert clock.due_on > LATER
    penalty_filings.answer(row, by=cast.reviewer, on=LATER, text="按基准第二档。")
    clock.refresh_from_db()
    assert clock.outcome == Deadline.Outcome.MET
    assert again(row).status == Status.RECEIVED
    assert [entry.kind for entry in row.entries.all()] == ["received", "question", "answer"]


def test_it_may_be_asked_twice_but_not_at_once(cast: Cast) -> None:
    row = asked(cast)
    with pytest.raises(StaleError):
        filing_inbox.ask(row, by=cast.supervisor, on=LATER, text="还有呢？", days=3)
    penalty_filings.answer(row, by=cast.reviewer, on=LATER, text="答。")
    filing_inbox.ask(row, by=cast.supervisor, on=LATER, text="还有呢？", days=3)
    penalty_filings.answer(row, by=cast.reviewer, on=LATER, text="再答。")
    assert row.entries.filter(kind=Kind.ANSWER).count() == 2


@pytest.mark.parametrize("result", Result.values)
def test_the_examination_ends_with_a_result(cast: Cast, result: str) -> None:
    row = received(cast)
    filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result=result, text="意见如上。")
    row = again(row)
    assert (row.status, row.result, row.reviewed_on) == (Status.REVIEWED, result, LATER)
    assert row.entries.last().text == "意见如上。"  # type: ignore[union-attr]  # there are two


def test_a_result_is_one_of_the_list_and_says_why(cast: Cast) -> None:
    row = received(cast)
    with pytest.raises(RuleError, match="请选择审查结果"):
        filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result="good", text="好。")
    with pytest.raises(RuleError, match="写明内容") as caught:
        filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result="clear", text=" ")
    assert caught.value.field == "text"
    assert again(row).status == Status.RECEIVED


def test_an_open_question_bars_the_result(cast: Cast) -> None:
    with pytest.raises(StaleError):
        filing_inbox.conclude(
            asked(cast), by=cast.supervisor, on=LATER, result="clear", text="好。"
        )


# ------------------------------------------------------------------------------- who may
@pytest.mark.parametrize("name", ["officer1", "head", "supervisor", "outsider", "admin"])
def test_only_who_files_for_the_agency_sends(cast: Cast, name: str) -> None:
    row = due(cast)
    with pytest.raises(PermissionDenied):
        penalty_filings.send(row, by=cast.people[name], on=LATER)


def elsewhere(cast: Cast) -> User:
    """A supervisor of another organ below the same government."""
    return factories.user("supervisor", factories.agency("监督二局", parent=cast.government))


@pytest.mark.parametrize("act", ["receive", "give_back", "ask", "conclude"])
@pytest.mark.parametrize("name", ["reviewer", "head", "other"])
def test_only_the_organ_it_was_sent_to_acts_on_it(cast: Cast, act: str, name: str) -> None:
    row = sent(cast) if act in ("receive", "give_back") else received(cast)
    by = elsewhere(cast) if name == "other" else cast.people[name]
    told = {"receive": {}, "conclude": {"result": "clear", "text": "好。"}}.get(
        act, {"text": "补。"} if act == "give_back" else {"text": "问。", "days": 3}
    )
    before = again(row).status
    with pytest.raises(PermissionDenied):
        getattr(filing_inbox, act)(row, by=by, on=LATER, **told)
    assert again(row).status == before


def test_only_the_agency_answers(cast: Cast) -> None:
    row = asked(cast)
    foreign = factories.user("reviewer", cast.other_bureau)
    for by in (cast.supervisor, foreign):
        with pytest.raises(PermissionDenied):
            penalty_filings.answer(row, by=by, on=LATER, text="答。")


# ------------------------------------------------------------------------------- alarms
def heard(on: date) -> set[tuple[str, str]]:
    """(account, level) of the alarms of filings due on the day."""
    kinds = [kind for kind in clocks.KINDS if kind is not clocks.REVIEW]
    return {(row.recipient.username, row.level.value) for row in alarms.due(on, kinds)}


def test_who_files_is_warned_and_the_supervisor_hears_of_lateness(cast: Cast) -> None:
    last = due(cast).deadline.due_on
    assert heard(ON) == set()
    assert {name for name, _level in heard(last)} == {"reviewer", "unithead"}
    assert ("supervisor", "supervisor") in heard(last + timedelta(days=30))


def test_nobody_is_warned_of_what_lies_with_the_organ(cast: Cast) -> None:
    row = sent(cast)
    assert heard(row.deadline.due_on + timedelta(days=60)) == set()


def test_an_unanswered_question_alarms_too(cast: Cast) -> None:
    row = asked(cast)
    on = row.entries.get(kind=Kind.QUESTION).due_on
    assert on is not None
    assert ("reviewer", "warn1") in heard(on)


def test_every_step_is_in_the_log(cast: Cast) -> None:
    row = asked(cast)
    penalty_filings.answer(row, by=cast.reviewer, on=LATER, text="答。")
    filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result="advised", text="请纠正。")
    found = AuditEntry.objects.filter(object_id=str(row.pk)).values_list("action", flat=True)
    steps = ("open", "send", "receive", "ask", "answer", "conclude")
    assert {f"penaltyfiling.{name}" for name in steps} <= set(found)
    assert Decision.objects.get(pk=row.decision_id).status == "issued"
