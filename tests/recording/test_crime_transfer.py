"""涉嫌犯罪案件移送 (行政处罚法 27; 国务院令第310号 5, 6, 8, 9, 12): approval, papers, clocks, answers."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from core.triggers import refusal
from disclosure import eligibility
from disclosure.models import Publication
from disclosure.services import duties
from enforcement import gates
from enforcement.models import Case, Decision, Incident
from enforcement.services import crime_transfer, incident_course
from recording.models import Document
from recording.services import archive, incidents
from tests import factories
from tests.base import Cast, day
from tests.incidents import POLICE, approved, asked, crime_done, decided, sent, transferred
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
ON = day(3, 16)
Status = Incident.Status


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def clock(row: Incident, key: str) -> Deadline:
    return Deadline.objects.get(subject_type="incident", subject_id=str(row.pk), key=key)


def answered(cast: Cast, row: Incident, *, accepted: bool, on: date) -> Incident:
    words = "云公立字〔2026〕1号"
    return incidents.answer(row, by=cast.officer1, on=on, accepted=accepted, answer=words)


def test_a_suspected_crime_runs_from_the_report_to_the_goods(cast: Cast, case: Case) -> None:
    row = transferred(case, on=ON)

    assert row.status == Status.DONE
    actions = list(
        AuditEntry.objects.filter(action__startswith="incident.")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert actions == [
        f"incident.{name}" for name in ("apply", "approve", "send", "accept", "hand_over")
    ]


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("transfer.decide_days", day(3, 19)),
        ("transfer.send_hours", day(3, 18)),
        ("transfer.answer_days", day(3, 23)),
        ("transfer.handover_days", day(3, 23)),
    ],
)
def test_each_stage_has_its_clock_in_calendar_days(
    cast: Cast, case: Case, key: str, due: date
) -> None:
    row = decided(asked(case, "crime_transfer", on=ON), on=day(3, 17))
    row = incidents.send_crime(
        row, by=cast.officer1, on=day(3, 18), goods="无", opinion="无", other="无"
    )
    row = answered(cast, row, accepted=True, on=day(3, 20))
    crime_done(row, by=cast.officer1, on=day(3, 23))

    # 21 and 22 March are a weekend: a last day of rest moves to Monday (民法典 203).
    found = clock(row, key)
    assert (found.due_on, found.outcome) == (due, Deadline.Outcome.MET)


def test_a_late_decision_of_the_head_is_on_record_as_late(cast: Cast, case: Case) -> None:
    row = decided(asked(case, "crime_transfer", on=ON), on=day(3, 20))

    assert clock(row, "transfer.decide_days").outcome == Deadline.Outcome.LATE


def test_the_report_and_the_letter_say_what_the_rule_asks(cast: Cast, case: Case) -> None:
    row = sent(case, on=ON)

    report = said(Document.objects.get(case=case, kind="crime_report"))
    for expected in ("安试一", "安试二", "建议移送云溪市公安局", "经核实，情况属实"):
        assert expected in report
    paper = Document.objects.get(case=case, kind="crime_transfer_letter")
    letter = said(paper)
    assert paper.number == row.number == "云市监程〔2026〕1号"
    for expected in (
        POLICE,
        "涉嫌犯罪案件情况的调查报告",
        "涉案物品清单：饼干12袋",
        "有关检验报告或者鉴定结论：检验报告1份",
        "其他有关涉嫌犯罪的材料",
        "第二十七条",
    ):
        assert expected in letter


def test_missing_papers_are_named_and_nothing_is_sent(cast: Cast, case: Case) -> None:
    row = approved(case, "crime_transfer", on=ON)

    with pytest.raises(RuleError) as refused:
        incidents.send_crime(row, by=cast.officer1, on=ON, goods=" ", opinion="", other="无")
    assert "涉案物品清单、有关检验报告或者鉴定结论" in refused.value.message
    assert refused.value.article == "行政执法机关移送涉嫌犯罪案件的规定第六条"
    assert refused.value.field == "goods"
    assert Incident.objects.get().status == Status.APPROVED
    assert not Document.objects.filter(kind="crime_transfer_letter").exists()


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_officers_verify_nothing(cast: Cast, case: Case, count: int) -> None:
    with pytest.raises(RuleError) as refused:
        asked(case, "crime_transfer", on=ON, verified_by=tuple(cast.officers[:count]))
    assert refused.value.field == "verified_by"
    assert refused.value.article == "行政执法机关移送涉嫌犯罪案件的规定第五条"


def test_an_officer_without_a_certificate_that_day_verifies_nothing(cast: Cast, case: Case) -> None:
    late = factories.officer(cast.bureau, name="安试三", valid_from=day(3, 17))

    with pytest.raises(RuleError, match="有效执法证"):
        asked(case, "crime_transfer", on=ON, verified_by=(*cast.officers, late))


def test_a_refusal_of_the_head_keeps_its_reasons_and_lets_the_case_go_on(
    cast: Cast, case: Case
) -> None:
    row = asked(case, "crime_transfer", on=ON)
    with pytest.raises(RuleError) as blank:
        decided(row, on=ON, approved=False, opinion=" ")
    assert blank.value.field == "opinion"

    refused = decided(row, on=ON, approved=False, opinion="数额未达追诉标准。")

    assert (refused.status, refused.opinion) == (Status.REFUSED, "数额未达追诉标准。")
    words = said(Document.objects.get(case=case, kind="incident_approval"))
    assert "不予批准" in words
    assert "数额未达追诉标准" in words
    draft = factories.draft(cast.bureau, on=ON, case=factories.record(case, on=ON))
    assert "crime_transfer" not in {gap.code for gap in gates.before_issue(draft, ON)}


def test_only_the_head_decides(cast: Cast, case: Case) -> None:
    row = asked(case, "crime_transfer", on=ON)

    for by in (cast.officer1, cast.unithead, cast.reviewer, cast.outsider):
        with pytest.raises(PermissionDenied):
            decided(row, on=ON, by=by)


# ------------------------------------------------------------------------------- the gate
def penalty(cast: Cast, case: Case, **changes: Any) -> Decision:
    return factories.draft(cast.bureau, on=ON, case=factories.record(case, on=ON), **changes)


def stopped(draft: Decision) -> bool:
    return "crime_transfer" in {gap.code for gap in gates.before_issue(draft, ON)}


def test_no_fine_replaces_the_transfer_from_the_report_on(cast: Cast, case: Case) -> None:
    draft = penalty(cast, case)
    assert not stopped(draft)
    row = asked(case, "crime_transfer", on=ON)
    assert stopped(draft)
    row = decided(row, on=ON)
    assert stopped(draft)
    gap = next(gap for gap in gates.before_issue(draft, ON) if gap.code == "crime_transfer")
    assert "第二十七条" in gap.article
    assert "第十一条" in gap.article


def test_a_warning_may_come_before_the_transfer_and_not_after(cast: Cast, case: Case) -> None:
    draft = penalty(cast, case, penalty_kinds=["warning"], fine_cents=0, result="警告。")
    row = approved(case, "crime_transfer", on=ON)
    assert not stopped(draft)
    incidents.send_crime(row, by=cast.officer1, on=ON, goods="无", opinion="无", other="无")
    assert stopped(draft)


def test_the_database_refuses_a_decision_after_the_transfer(cast: Cast) -> None:
    draft = factories.reviewed(cast.bureau, on=ON)
    sent(draft.case, on=ON)

    with pytest.raises(DatabaseError) as error, transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(
            status="issued", issued_on=ON, issued_by=cast.head, doc_no="云市监罚决〔2026〕9号"
        )
    assert refusal(error.value) is not None


# ------------------------------------------------------------------------------- the answers
def test_a_refusal_to_file_is_objected_to_within_three_days_and_once(
    cast: Cast, case: Case
) -> None:
    row = answered(cast, sent(case, on=ON), accepted=False, on=ON)
    assert clock(row, "transfer.objection_days").due_on == day(3, 19)

    with pytest.raises(RuleError) as late:
        incidents.object_to(row, by=cast.officer1, on=day(3, 20), objection="达到追诉标准。")
    assert late.value.article == "行政执法机关移送涉嫌犯罪案件的规定第九条"
    row = incidents.object_to(row, by=cast.officer1, on=day(3, 19), objection="达到追诉标准。")
    assert row.status == Status.OBJECTED
    assert "达到追诉标准" in said(Document.objects.get(case=case, kind="crime_objection"))

    row = answered(cast, row, accepted=False, on=day(3, 20))
    with pytest.raises(RuleError, match="已经提请过复议"):
        incidents.object_to(row, by=cast.officer1, on=day(3, 20), objection="再次。")


def test_the_case_goes_on_after_a_final_refusal(cast: Cast, case: Case) -> None:
    row = answered(cast, sent(case, on=ON), accepted=False, on=ON)
    draft = penalty(cast, case)
    assert stopped(draft)

    ended = incident_course.go_on(row, by=cast.officer1, on=ON, result="公安机关退回案卷。")

    assert ended.status == Status.ENDED
    assert clock(row, "transfer.objection_days").outcome == Deadline.Outcome.VOID
    assert not stopped(draft)


def test_a_case_that_needs_no_prosecution_comes_back(cast: Cast, case: Case) -> None:
    row = transferred(case, on=ON)

    back = incident_course.go_on(row, by=cast.officer1, on=ON, result="检察机关不起诉，移送处罚。")

    assert back.status == Status.ENDED


@pytest.mark.parametrize("words", ["", "  "])
def test_an_answer_is_quoted(cast: Cast, case: Case, words: str) -> None:
    row = sent(case, on=ON)

    with pytest.raises(RuleError) as refused:
        incidents.answer(row, by=cast.officer1, on=ON, accepted=True, answer=words)
    assert refused.value.field == "answer"


def test_nothing_is_handed_over_before_the_police_filed(cast: Cast, case: Case) -> None:
    with pytest.raises(StaleError):
        crime_transfer.hand_over(sent(case, on=ON), by=cast.officer1, on=ON, result="饼干12袋。")


def test_a_step_is_never_dated_before_the_one_it_follows(cast: Cast, case: Case) -> None:
    row = sent(case, on=day(3, 18))

    with pytest.raises(RuleError) as refused:
        answered(cast, row, accepted=True, on=day(3, 17))
    assert refused.value.field == "on"


# ------------------------------------------------------------------------------- afterwards
def test_a_case_is_closed_as_transferred_only_by_a_complete_transfer(
    cast: Cast, case: Case
) -> None:
    with pytest.raises(RuleError) as refused:
        archive.close_case(case, by=cast.officer1, on=ON, ground="transferred")
    assert refused.value.field == "ground"

    row = answered(cast, sent(case, on=ON), accepted=True, on=ON)
    with pytest.raises(RuleError, match="尚未办结"):
        archive.close_case(case, by=cast.officer1, on=ON, ground="transferred")

    crime_done(row, by=cast.officer1, on=ON)
    closed = archive.close_case(case, by=cast.officer1, on=ON, ground="transferred")
    assert (closed.status, closed.close_ground) == (Case.Status.CLOSED, "案件移送")


def test_a_decision_in_a_suspected_crime_is_withheld_from_the_public(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=ON)
    assert eligibility.bar(decision) is None
    row = asked(decision.case, "crime_transfer", on=day(3, 17))

    bar = eligibility.bar(decision)
    assert bar is not None
    assert (bar.code, bar.article) == ("crime_transfer", "行政处罚法第二十七条")
    assert duties.open_duty(decision).status == Publication.Status.WITHHELD

    decided(row, on=day(3, 17), approved=False, opinion="不构成犯罪。")
    assert eligibility.bar(decision) is None


def test_raw_sql_neither_skips_the_approval_nor_rewrites_what_is_over(
    cast: Cast, case: Case
) -> None:
    row = decided(asked(case, "crime_transfer", on=ON), on=ON, approved=False)

    for changes in ({"status": "applied"}, {"opinion": "改写"}, {"reason": "改写"}):
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            Incident.objects.filter(pk=row.pk).update(**changes)
        assert refusal(error.value) == (
            "INCIDENT",
            "已办结的程序事项不能修改，已提出的申请不能改写；如有变化，请另行提出。",
        )
    with pytest.raises(DatabaseError) as skipped, transaction.atomic():
        Incident.objects.create(
            case=case,
            kind="suspension",
            status="approved",
            ground="other",
            reason="直接写入",
            applied_on=ON,
            applied_by=cast.officer1,
            decided_by=cast.head,
            decided_on=ON,
            decided_as="head",
        )
    found = refusal(skipped.value)
    assert found is not None
    assert found[0] == "APPROVAL_FIRST"
    with pytest.raises(DatabaseError) as gone, transaction.atomic():
        Incident.objects.filter(pk=row.pk).delete()
    assert "不能删除" in str(gone.value)
