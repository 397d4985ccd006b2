"""One source for two questions: what a decision must have before it, and what its file must hold."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import RuleError
from enforcement import gates
from enforcement.models import Decision, Defence
from enforcement.services import notices
from recording import completeness, kinds, timeline
from recording.models import Document
from recording.services import archive, defences, issuance
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import codes, lead, page, reviewed, tell
from tests.recording import bare

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = factories.DECIDED
TOLD = factories.Days.before(ON).notified
ROWS = {row.key: row for row in kinds.requirements() if row.owed}


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", bare.BlankPages())


@pytest.fixture
def draft(cast: Cast, unprinted: None) -> Decision:
    """A draft with its record and nothing else."""
    return factories.draft(cast.bureau, on=ON)


def owing(monkeypatch: pytest.MonkeyPatch, *what: str) -> None:
    """A decision that owes exactly these things."""
    monkeypatch.setattr("enforcement.gates.owes", lambda decision, name, on: name in what)


def before(decision: Decision, on: date = ON) -> set[str]:
    """What keeps the decision from being made."""
    return {gap.code for gap in completeness.before_decision(decision, on)}


def in_file(decision: Decision, on: date = ON) -> set[str]:
    """What keeps the file from being sealed."""
    return {gap.code for gap in completeness.gaps(decision.case, completeness.ARCHIVE, on)}


# ------------------------------------------------------------------------------- the table
def test_whatever_a_gate_asks_has_its_paper_in_the_file_and_no_other() -> None:
    assert {row.owed for row in ROWS.values()} == set(gates.OWED)
    assert {row.stage for row in ROWS.values()} == {completeness.DECISION}
    assert all(row.documents and not row.steps and not row.evidence for row in ROWS.values())


@pytest.mark.parametrize("procedure", ["ordinary", "simple", "permit", "inspection"])
def test_every_procedure_that_may_owe_a_review_or_hearing_asks_for_its_paper(
    procedure: str,
) -> None:
    asked = {row.owed for row in ROWS.values() if procedure in row.procedures}
    assert "review" in asked
    assert ("hearing_record" in asked) == (procedure in ("ordinary", "permit"))


@pytest.mark.parametrize("key", ROWS)
def test_a_paper_the_gate_asks_for_is_missing_in_the_file_too_and_found_by_both(
    cast: Cast, draft: Decision, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ROWS[key]
    owing(monkeypatch, row.owed)
    monkeypatch.setattr("enforcement.gates.before_issue", lambda decision, on: [])
    record = completeness.Record.of(draft.case, draft)

    def missing() -> tuple[bool, bool]:
        papers = {gap.code for gap in completeness._before_archive(record, ON)}
        return key in before(draft), key in papers

    assert missing() == (True, True)
    bare.paper(
        draft.case, cast.officer1, "另案", kind=row.documents[0], decision=other(cast, draft)
    )
    record = completeness.Record.of(draft.case, draft)
    assert missing() == (True, True)
    bare.paper(draft.case, cast.officer1, "本案", kind=row.documents[0], decision=draft)
    record = completeness.Record.of(draft.case, draft)
    assert missing() == (False, False)


def other(cast: Cast, draft: Decision) -> Decision:
    """Another draft; a paper about it is none of this one."""
    return factories.draft(cast.bureau, on=ON)


@pytest.mark.parametrize("key", ROWS)
def test_what_is_not_owed_is_asked_by_neither(
    draft: Decision, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owing(monkeypatch)
    record = completeness.Record.of(draft.case, draft)
    assert key not in before(draft)
    assert key not in {gap.code for gap in completeness._before_archive(record, ON)}


@pytest.mark.parametrize("procedure", ["ordinary", "permit", "inspection"])
def test_all_that_the_file_asks_of_the_time_before_is_asked_before_the_decision(
    cast: Cast, unprinted: None, procedure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = factories.KIND_OF[procedure]
    case = factories.case(cast.bureau, on=ON, kind=kind, procedure=procedure, filed=True)
    decision = factories.draft(cast.bureau, case=case)
    owing(monkeypatch, *gates.OWED)
    monkeypatch.setattr("enforcement.gates.before_issue", lambda decision, on: [])
    record = completeness.Record.of(case, decision)
    table = {row.key: row.stage for row in kinds.requirements() if row.applies(case)}
    filed = {gap.code for gap in completeness._before_archive(record, ON)} & set(table)
    earlier = {key for key in filed if table[key] != completeness.ARCHIVE}
    assert earlier == before(decision) & set(table)
    assert earlier >= {"filing_document"}


# ------------------------------------------------------------------------------- the day
def test_the_file_is_held_to_the_law_of_the_day_of_the_decision(
    cast: Cast, unprinted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = factories.issued(cast.bureau, on=ON)
    asked: set[date] = set()

    def owes(row: Decision, what: str, on: date) -> bool:
        asked.add(on)
        return False

    monkeypatch.setattr("enforcement.gates.owes", owes)
    in_file(decision, day(12, 1))
    assert asked == {ON}


def test_a_shut_gate_is_told_once_and_not_again_as_a_missing_paper(draft: Decision) -> None:
    found = [gap.code for gap in completeness.before_decision(draft, ON)]
    assert "notice" in found and "review" in found
    assert not {"prior_notice", "review_opinion"} & set(found)
    assert found[: len(codes(draft, ON))] == codes(draft, ON)


# ------------------------------------------------------------------------------- real cases
def test_a_notice_without_its_paper_opens_the_gate_and_not_the_decision(
    cast: Cast, draft: Decision
) -> None:
    notice = tell(draft, on=TOLD)
    notices.waive(notice, by=lead(draft.case), on=TOLD, note="书面声明。")
    ready = reviewed(draft, on=ON)
    assert codes(ready, ON) == []
    assert before(ready) == {"prior_notice", "review_opinion"}

    with pytest.raises(RuleError, match="缺少事先告知书") as refused:
        issuance.issue(ready, by=cast.head, on=ON)

    assert refused.value.article == "行政处罚法第四十四条" and "补办该环节" in refused.value.remedy
    ready.refresh_from_db()
    assert (ready.status, ready.doc_no) == ("draft", "")
    assert not Document.objects.filter(decision=ready, kind="penalty_decision").exists()


def test_the_page_of_the_head_names_the_paper_that_is_missing(cast: Cast, draft: Decision) -> None:
    notice = tell(draft, on=TOLD)
    notices.waive(notice, by=lead(draft.case), on=TOLD, note="书面声明。")
    reviewed(draft, on=ON)
    text = page(cast.client("head"), "decision-issue", draft.pk)
    assert "缺少事先告知书。" in text and "缺少法制审核意见书。" in text


def test_a_decision_made_in_the_usual_way_owes_nothing_any_more(
    cast: Cast, unprinted: None
) -> None:
    decision = factories.issued(cast.bureau, on=ON)
    assert not in_file(decision) & set(ROWS)


def test_a_file_of_a_decision_not_to_punish_needs_no_prior_notice(
    cast: Cast, unprinted: None
) -> None:
    why = {"not_established": "证据不足以证明违法事实。"}
    plain: dict[str, Any] = {"outcome": "no_penalty", "penalty_kinds": [], "fine_cents": 0}
    row = factories.draft(cast.bureau, on=ON, circumstances=why, **plain)
    decision = factories.issue(factories.pass_review(row, on=ON), on=ON)
    factories.serve(decision, on=ON)
    archive.close_case(decision.case, by=cast.officer1, on=day(4, 2), ground="no_penalty")
    decision.case.refresh_from_db()
    assert completeness.gaps(decision.case, completeness.ARCHIVE, day(4, 3)) == []


def test_the_number_of_queries_does_not_grow_with_the_papers(cast: Cast, unprinted: None) -> None:
    decision = factories.reviewed(cast.bureau, on=ON)
    counts = []
    for _round in range(2):
        fresh = Decision.objects.select_related("case__party", "agency", "case__agency")
        row = fresh.get(pk=decision.pk)
        with CaptureQueriesContext(connection) as queries:
            assert completeness.before_decision(row, ON) == []
        counts.append(len(queries))
        for no in range(4):
            bare.paper(decision.case, cast.officer1, f"第{no}页")
    assert counts[0] == counts[1]


# ------------------------------------------------------------------------------- the defence
@pytest.fixture
def defence(cast: Cast, draft: Decision) -> Defence:
    """What the party said against the notice."""
    notice = factories.notify(draft, on=TOLD)
    return notices.defend(notice, by=cast.officer1, on=TOLD, text="货值很小，请求从轻。😀")


@pytest.mark.parametrize(("adopted", "verdict"), [(True, "予以采纳"), (False, "不予采纳")])
def test_the_answer_to_a_defence_is_kept_as_a_paper(
    cast: Cast, defence: Defence, adopted: bool, verdict: str
) -> None:
    defences.answer(defence, by=cast.officer1, on=TOLD, adopted=adopted, reasons="已考虑货值。")
    paper = Document.objects.get(kind="reexamination_opinion")
    said = {row["heading"]: row["paragraphs"] for row in paper.context["sections"]}
    assert said["陈述、申辩的内容"] == ["货值很小，请求从轻。〓"]
    assert said["复核情况和意见"] == [f"{verdict}。已考虑货值。"]
    assert (paper.decision_id, paper.dated_on) == (defence.notice.decision_id, TOLD)
    assert paper.created_by == cast.officer1


def test_a_defence_that_is_answered_without_a_paper_keeps_decision_and_file_open(
    cast: Cast, draft: Decision, defence: Defence
) -> None:
    assert "defence" in before(draft) and "defence_answer" not in before(draft)
    notices.answer(defence, by=cast.officer1, on=TOLD, adopted=False, reasons="已考虑。")
    [gap] = [gap for gap in completeness.before_decision(draft, ON) if gap.code == "defence_answer"]
    assert gap.remedy == "请在“制作文书”中补制《陈述申辩复核意见书》。"


def test_a_paper_that_is_missing_can_be_written_until_the_file_is_sealed(
    cast: Cast, draft: Decision
) -> None:
    case, link = draft.case, reverse("paper-list", args=[draft.case_id])
    for status, offered in (("closed", True), ("archived", False)):
        case.status = status
        urls = [action.url for action in timeline.actions(case, cast.officer1)]
        assert (link in urls) is offered


def test_a_refused_answer_keeps_no_paper(cast: Cast, defence: Defence) -> None:
    with pytest.raises(RuleError, match="说明是否采纳的理由"):
        defences.answer(defence, by=cast.officer1, on=TOLD, adopted=True, reasons=" ")
    assert not Document.objects.filter(kind="reexamination_opinion").exists()
    defence.refresh_from_db()
    assert defence.answered_on is None


def test_the_page_of_the_answer_shows_the_paper_beforehand_and_keeps_it(
    cast: Cast, defence: Defence
) -> None:
    client, url = cast.client("officer1"), reverse("defence-answer", args=[defence.pk])
    given = {"on": str(TOLD), "adopted": "1", "reasons": "情况属实。"}
    answer = client.post(url, given, follow=True)
    assert "复核意见书已保存" in answer.content.decode()
    assert Document.objects.filter(kind="reexamination_opinion").count() == 1
