"""The pre-check of papers, recordings, persons: what the file holds, and in which state it is."""

from typing import Any

import pytest

from enforcement.models import User
from recording import completeness, coverage
from recording.models import Archive
from supervision import prechecks, sheets
from supervision.prechecks import papers, people
from supervision.prechecks.facts import Facts, Found, anchor, in_time, judged
from tests import factories
from tests.base import Cast, day
from tests.supervision.rows import (
    LINE,
    ON,
    case,
    clock,
    decision,
    facts,
    item,
    paper,
    review,
    row,
    service,
    step,
)

# --- papers and steps ---------------------------------------------------------------------------


def test_a_paper_of_one_of_the_kinds_is_named_and_pointed_to() -> None:
    assert papers.papers(facts(), LINE) == Found(1, "案卷中没有：有审批文书。")
    other = paper("closing_approval")
    assert papers.papers(facts(documents=[other]), LINE).findings == 1
    found = papers.papers(facts(documents=[other, paper("filing_approval", 6)]), LINE)
    assert found == Found(0, "2026-03-02《立案审批表》〔2026〕1号", "document-6")


def test_steps_are_counted_and_the_first_is_pointed_to() -> None:
    assert papers.steps(facts(), LINE) == Found(1, "没有相应的过程记录：有审批文书。")
    given = [step("hearing", key=1), step("inquiry", key=2), step("inquiry", key=3)]
    found = papers.steps(facts(steps=given), LINE)
    assert found == Found(0, "有2份相应的笔录（记录）。", "step-2")


def test_a_paper_stands_for_a_step_and_a_step_for_a_paper() -> None:
    paper_first = papers.papers_or_steps(
        facts(documents=[paper("filing_approval")], steps=[step("inquiry")]), LINE
    )
    assert paper_first.anchor == "document-5"
    assert papers.papers_or_steps(facts(steps=[step("inquiry")]), LINE).anchor == "step-7"
    assert papers.papers_or_steps(facts(), LINE).findings == 1


@pytest.mark.parametrize(("source", "findings"), [("日常检查", 0), ("", 1)])
def test_the_source_of_the_case_is_told(source: str, findings: int) -> None:
    assert papers.source(facts(case=case(source=source)), LINE).findings == findings


def test_the_paper_of_the_decision_is_in_the_file() -> None:
    assert papers.decision_paper(facts(), LINE) == Found(1, "案卷中没有决定书。", "decision")
    kind = completeness.DECISIONS[0]
    found = papers.decision_paper(facts(documents=[paper(kind, 8)]), LINE)
    assert (found.findings, found.anchor) == (0, "document-8")


@pytest.mark.parametrize(
    ("given", "findings"),
    [(None, 0), (decision(), 0), (decision(remedies=""), 1)],
)
def test_the_decision_says_how_it_can_be_challenged(given: Any, findings: int) -> None:
    assert papers.remedy(facts(decision=given), LINE).findings == findings


@pytest.mark.parametrize(
    ("number", "given", "findings"),
    [
        ("〔2026〕1号", decision(), 0),
        ("", decision(), 1),
        ("〔2026〕1号", decision(doc_no=""), 1),
        ("〔2026〕1号", None, 0),
    ],
)
def test_case_and_decision_have_their_numbers(number: str, given: Any, findings: int) -> None:
    found = papers.number(facts(case=case(number=number), decision=given), LINE)

    assert found.findings == findings


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"tier_id": 3}, 0),
        ({"weighing": {"x": 1}}, 0),
        ({"discretion": "初次违法。"}, None),
        ({}, 1),
    ],
)
def test_the_weighing_names_its_tier_or_is_left_to_the_reviewer(
    changes: dict[str, Any], findings: int | None
) -> None:
    assert papers.weighed(facts(decision=decision(**changes)), LINE).findings == findings


def test_without_a_decision_nothing_was_weighed() -> None:
    assert papers.weighed(facts(decision=None), LINE).reason == "本案没有决定，不涉及。"


# --- recordings and originals -------------------------------------------------------------------


def lack(kind: str, text: str, *, opened: bool = True) -> Any:
    return row(finding=row(kind=kind), open=opened, text=text, step=step("inquiry", key=31))


def with_lacks(monkeypatch: pytest.MonkeyPatch, *lacks: Any) -> Facts:
    monkeypatch.setattr(Facts, "lacks", lambda self: list(lacks))
    return facts()


def test_open_lacks_of_the_map_are_findings_and_late_ones_are_counted_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = with_lacks(
        monkeypatch,
        lack(coverage.MISSING, "缺少录像"),
        lack(coverage.GAP, "已说明", opened=False),
        lack(coverage.LATE, "迟了2小时", opened=False),
    )

    assert papers.covered(given, LINE) == Found(1, "缺少录像", "step-31")
    assert papers.late_storage(given, LINE) == Found(1, "迟了2小时", "step-31")


def test_many_lacks_are_counted_and_the_first_three_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [lack(coverage.MISSING, f"第{number}处") for number in range(5)]
    found = papers.covered(with_lacks(monkeypatch, *rows), LINE)

    assert (found.findings, found.reason) == (5, "第0处；第1处；第2处")


def test_a_whole_map_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    given = with_lacks(monkeypatch)

    assert papers.covered(given, LINE).findings == 0
    assert papers.late_storage(given, LINE) == Found(0, "音像记录均按时上传。", "coverage")


def test_an_original_found_damaged_or_missing_is_named() -> None:
    whole = facts(documents=[paper("a", state="intact")], evidence=[item("照片", "")])
    assert papers.whole(whole, LINE) == Found(0, "2件电子原件没有校验异常。")
    bad = facts(
        documents=[paper("a", state="missing")],
        evidence=[item("照片", "damaged"), item("录像", "intact")],
    )
    found = papers.whole(bad, LINE)
    assert (found.findings, found.reason) == (2, "校验不一致：照片等2件。")


@pytest.mark.parametrize(
    ("gaps", "reason"),
    [([], "按照完整性规则，材料齐全。"), (["缺一", "缺二", "缺三", "缺四"], "缺一；缺二；缺三")],
)
def test_what_the_rules_of_completeness_miss_is_told(
    monkeypatch: pytest.MonkeyPatch, gaps: list[str], reason: str
) -> None:
    monkeypatch.setattr(Facts, "gaps", lambda self: gaps)

    assert papers.complete(facts(), LINE) == Found(len(gaps), reason, "documents")


def test_the_archive_is_told_with_its_number_and_pages() -> None:
    assert papers.archived(facts(), LINE).findings == 1
    sealed = Archive(number="2026001", pages=31, sealed_on=day(4, 1))
    found = papers.archived(facts(archive=sealed), LINE)
    assert found == Found(0, "2026-04-01归档，归档号2026001，共31页。", "archive")


# --- persons ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "uscc", "id_no", "findings"),
    [("甲", "9141", "", 0), ("甲", "", "4112", 0), ("甲", "", "", 1), ("", "9141", "", 1)],
)
def test_the_party_has_a_name_and_a_number(name: str, uscc: str, id_no: str, findings: int) -> None:
    party = row(name=name, uscc=uscc, id_no=id_no)

    assert people.party(facts(case=case(party=party)), LINE).findings == findings


def handled(*accounts: int, **changes: Any) -> Any:
    rows = row(values_list=lambda *_names, flat: list(accounts))
    return case(assignments=rows, created_by_id=accounts[0], **changes)


@pytest.mark.parametrize(
    ("issuer", "reviewer", "procedure", "findings"),
    [
        (9, 8, "ordinary", 0),
        (2, 8, "ordinary", 1),
        (9, 1, "ordinary", 1),
        (9, 3, "ordinary", 1),
        (1, None, "simple", 0),
        (9, None, "ordinary", 0),
    ],
)
def test_who_handled_neither_reviews_nor_decides(
    issuer: int, reviewer: int | None, procedure: str, findings: int
) -> None:
    given = review("passed")
    given.reviewer_id = reviewer
    # Account 3 drafted; 1 and 2 handled.
    made = decision(issued_by=User(pk=issuer, name="江以宁"), drafted_by=User(pk=3))
    found = people.apart(
        facts(case=handled(1, 2, procedure=procedure), decision=made, reviews=[given]), LINE
    )

    assert found.findings == findings


def test_nobody_is_asked_about_when_nothing_was_decided() -> None:
    given = facts(decision=None)

    assert people.apart(given, LINE).findings == 0
    assert people.approved(given, LINE).findings == 0


@pytest.mark.parametrize(
    ("issuer", "on", "findings"),
    [(User(pk=1, name="江以宁"), day(3, 16), 0), (None, day(3, 16), 1), (User(pk=1), None, 1)],
)
def test_the_decision_names_who_decided_and_when(
    issuer: User | None, on: Any, findings: int
) -> None:
    made = decision(issued_by=issuer, issued_on=on)

    assert people.approved(facts(decision=made), LINE).findings == findings


def test_the_receipt_says_whether_publication_was_told() -> None:
    assert people.told_publication(facts(), LINE).findings is None
    told = people.told_publication(facts(services=[service()]), LINE)
    assert (told.findings, told.anchor) == (0, "service-9")
    untold = people.told_publication(facts(services=[service(told_publication=False)]), LINE)
    assert (untold.findings, untold.reason) == (1, "送达时没有告知决定将依法公开。")


@pytest.mark.django_db
def test_officers_without_a_certificate_on_the_day_do_not_count(cast: Cast) -> None:
    filed = factories.case(cast.bureau, filed=True, staff=cast.officers)
    found = people.officers(facts(case=filed), LINE)
    assert found.findings == 0
    assert "安试一、安试二" in found.reason

    cast.officers[1].certificates.update(valid_to=filed.discovered_on)
    short = people.officers(facts(case=filed), LINE)
    assert short.findings == 1
    assert "只有1人，应当不少于2人" in short.reason


# --- all of them together -----------------------------------------------------------------------


def test_an_anchor_names_the_row_or_nothing() -> None:
    assert anchor(None) == ""
    assert anchor(step("inquiry", key=4)) == "step-4"
    assert judged(True, "好", "坏", "x") == Found(0, "好", "x")
    assert judged(False, "好", "坏") == Found(1, "坏")


def test_a_duty_done_is_told_with_both_days_and_the_article() -> None:
    met = in_time(clock("k", day(3, 9), outcome="met", done=day(3, 8)), "送达")

    assert met.reason == "送达期限至2026-03-09，2026-03-08完成（《某法》第一条）。"
    assert in_time(clock("k", day(3, 9)), "送达").reason.startswith("送达尚未完成。")
    late = in_time(clock("k", day(3, 9), outcome="late", done=day(3, 10)), "送达")
    assert (late.findings, late.reason[:5]) == (1, "送达逾期。")


def test_the_clock_of_the_decision_is_the_one_of_the_case() -> None:
    assert facts().decide_clock is None
    assert facts(clocks=[clock("other", day(3, 9))]).decide_clock is None


@pytest.mark.parametrize(("answer", "kept"), [(0, 0), (1, None), (None, None)])
def test_the_pre_check_clears_a_veto_and_never_finds_it(
    monkeypatch: pytest.MonkeyPatch, answer: int | None, kept: int | None
) -> None:
    monkeypatch.setitem(prechecks.CHECKS, "notice", lambda _facts, _line: Found(answer, "因为"))
    line = next(one for one in sheets.find("national", ON).lines if one.key == "v_untold")
    found = prechecks._answer(facts(), line)

    assert found == {"item": "v_untold", "findings": kept, "reason": "因为", "anchor": ""}


@pytest.mark.django_db
def test_every_check_of_the_sheet_answers_for_a_bare_file_in_chinese(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    filed = factories.case(cast.bureau, filed=True, staff=cast.officers)
    sheet = sheets.find("national", ON)
    with django_assert_max_num_queries(60):
        answers = prechecks.run(filed, sheet, ON)
    asked = [line.key for line in sheet.of_kind("penalty") if line.check]

    assert [one["item"] for one in answers] == asked
    assert all(one["reason"] for one in answers)
    assert not any(one["reason"].isascii() for one in answers)
