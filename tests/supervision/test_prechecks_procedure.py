"""The pre-check of the course of a case: filing, notice, hearing, review, decision, service."""

from typing import Any

import pytest

from enforcement import limitation
from enforcement.services import decisions, execution, filing_clock
from legal_review.models import Review
from supervision.prechecks import procedure
from supervision.prechecks.facts import DECIDE_KEYS, Found
from tests.base import day
from tests.supervision.rows import (
    LINE,
    case,
    clock,
    decision,
    discussion,
    facts,
    many,
    measure,
    notice,
    paper,
    review,
    row,
    service,
    step,
)

PASSED, RETURNED = Review.Status.PASSED, Review.Status.RETURNED


def found(check: Any, **given: Any) -> Found:
    answer: Found = check(facts(**given), LINE)
    return answer


# --- filing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "findings"), [("met", 0), ("late", 1), ("open", None)])
def test_the_days_to_file_are_those_of_their_own_clock(outcome: str, findings: int | None) -> None:
    key = filing_clock.PERIOD
    answer = found(
        procedure.filing_time, clocks=[clock(key, day(3, 10), outcome=outcome, done=day(3, 2))]
    )

    assert answer.findings == findings
    assert "2026-03-10" in answer.reason
    assert "《某法》第一条" in answer.reason


def test_without_a_clock_a_person_judges_the_filing() -> None:
    assert found(procedure.filing_time) == Found(
        None, "系统中没有决定是否立案的期限记录，请查阅案卷判断。", "case"
    )
    permit = found(procedure.filing_time, case=case(kind="permit"))
    assert (permit.findings, permit.reason) == (None, "请核对受理日期是否在规定期限内。")


def test_an_investigation_before_the_filing_is_shown_and_left_to_the_reviewer() -> None:
    early = found(procedure.filed_first, steps=[step("inquiry", day(3, 1), 11)])

    assert early.findings is None
    assert "有1次调查" in early.reason
    assert early.anchor == "step-11"


@pytest.mark.parametrize(
    ("kind", "on"), [("inquiry", day(3, 2)), ("service", day(3, 1)), ("seizure", day(3, 3))]
)
def test_on_the_day_of_filing_and_after_nothing_is_early(kind: str, on: Any) -> None:
    assert found(procedure.filed_first, steps=[step(kind, on)]).findings == 0


def test_a_case_never_filed_has_nothing_early() -> None:
    answer = found(procedure.filed_first, case=case(filed_on=None), steps=[step("inquiry")])

    assert answer.findings == 0


# --- notice and hearing -------------------------------------------------------------------------


def test_a_penalty_without_a_notice_is_a_finding() -> None:
    assert found(procedure.notice) == Found(1, "没有事先告知的记录。")


@pytest.mark.parametrize(("served", "findings"), [(day(3, 16), 0), (day(3, 17), 1)])
def test_a_notice_comes_on_the_day_of_the_decision_at_the_latest(
    served: Any, findings: int
) -> None:
    answer = found(procedure.notice, notices=[notice(served_on=served)])

    assert answer.findings == findings
    assert answer.reason.startswith("告知晚于决定：") is bool(findings)
    assert answer.anchor == "notices"


def test_what_is_no_penalty_or_was_decided_on_the_spot_is_left_to_the_reviewer() -> None:
    assert found(procedure.notice, case=case(kind="permit")).findings is None
    spot = found(procedure.notice, case=case(procedure="simple"))
    assert (spot.findings, "口头告知" in spot.reason) == (None, True)
    assert found(procedure.notice, decision=None) == procedure.NOT_ASKED


def test_the_notice_has_its_own_receipt() -> None:
    given = [notice()]
    without = found(procedure.notice_served, notices=given, services=[service()])
    with_it = found(procedure.notice_served, notices=given, services=[service("prior_notice")])

    assert (without.findings, without.anchor) == (1, "notices")
    assert (with_it.findings, with_it.anchor) == (0, "service-9")


def test_what_hangs_on_the_notice_says_first_that_there_is_none() -> None:
    for check in (procedure.notice_served, procedure.window):
        assert found(check) == Found(1, "没有事先告知的记录。")


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"defence_until": day(3, 15)}, 0),
        ({"defence_until": day(3, 16)}, 1),
        ({"hearing_until": day(3, 16)}, 1),
        ({"hearing_until": day(3, 16), "waived_on": day(3, 5)}, 0),
        ({"hearing_until": day(3, 16), "defences": many(row(answered_on=None))}, 0),
    ],
)
def test_the_decision_waits_for_the_end_of_the_windows_or_a_word_of_the_party(
    changes: dict[str, Any], findings: int
) -> None:
    answer = found(procedure.window, notices=[notice(**changes)])

    assert answer.findings == findings
    assert "2026-03-16作出决定" in answer.reason


def test_each_defence_has_an_answer() -> None:
    open_one, closed = row(answered_on=None), row(answered_on=day(3, 10))

    assert found(procedure.defences).reason == "当事人没有陈述申辩。"
    good = found(procedure.defences, notices=[notice(defences=many(closed))])
    assert (good.findings, good.reason) == (0, "1次陈述申辩均有复核意见。")
    bad = found(procedure.defences, notices=[notice(defences=many(closed, open_one, open_one))])
    assert (bad.findings, bad.reason) == (1, "2次陈述申辩没有复核意见。")


@pytest.mark.parametrize(
    ("changes", "findings", "words"),
    [
        ({"hearing_requested_on": day(3, 5)}, 1, "没有办结记录"),
        ({"hearing_requested_on": day(3, 5), "hearing_closed_on": day(3, 12)}, 0, "已经办结"),
        ({"hearing_offered": True}, 0, "已告知听证权利"),
        ({}, None, "请判断是否属于听证范围"),
    ],
)
def test_a_hearing_that_was_asked_for_was_ended(
    changes: dict[str, Any], findings: int | None, words: str
) -> None:
    answer = found(procedure.hearing, notices=[notice(**changes)])

    assert answer.findings == findings
    assert words in answer.reason


def test_a_permit_without_an_offer_is_not_asked_about_a_hearing() -> None:
    answer = found(procedure.hearing, case=case(kind="permit"))

    assert (answer.findings, answer.reason) == (0, "本案不涉及。")


# --- review and discussion ----------------------------------------------------------------------


def test_what_needs_no_legal_review_has_no_finding() -> None:
    assert found(procedure.legal_review).findings == 0
    assert found(procedure.legal_review, decision=None).reason == "本案没有决定。"


@pytest.mark.parametrize(
    ("rows", "findings"),
    [
        ([], 1),
        ([(RETURNED, day(3, 10))], 1),
        ([(PASSED, day(3, 16))], 0),
        ([(PASSED, day(3, 17))], 1),
        ([(PASSED, None)], 1),
        ([(RETURNED, day(3, 8)), (PASSED, day(3, 12))], 0),
    ],
)
def test_a_decision_that_needs_it_follows_a_passed_review(
    rows: list[tuple[str, Any]], findings: int
) -> None:
    answer = found(
        procedure.legal_review,
        decision=decision(review_required=True),
        reviews=[review(status, on) for status, on in rows],
    )

    assert answer.findings == findings


def test_a_returned_draft_was_submitted_again() -> None:
    assert found(procedure.review_opinion) == procedure.NOT_ASKED
    ended = found(procedure.review_opinion, reviews=[review(RETURNED), review(PASSED)])
    assert ended.findings == 0
    assert "送审2次，退回1次" in ended.reason
    left = found(procedure.review_opinion, reviews=[review(PASSED), review(RETURNED)])
    assert left.findings is None


@pytest.mark.parametrize(("rows", "findings"), [([], 1), (["called"], 1), (["held"], 0)])
def test_what_the_heads_had_to_discuss_was_discussed(rows: list[str], findings: int) -> None:
    answer = found(
        procedure.discussed,
        decision=decision(discussion_required=True),
        discussions=[discussion(status) for status in rows],
    )

    assert answer.findings == findings


def test_what_the_heads_need_not_discuss_has_no_finding() -> None:
    assert found(procedure.discussed).findings == 0
    assert found(procedure.discussed, decision=None).findings == 0


# --- decision, service, end ---------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "findings"), [("met", 0), ("late", 1), ("open", None)])
def test_the_days_to_decide_are_those_of_their_own_clock(
    outcome: str, findings: int | None
) -> None:
    key = DECIDE_KEYS[0]
    other = clock("decision.serve", day(3, 1), outcome="late", subject_type="decision")
    answer = found(procedure.decision_time, clocks=[other, clock(key, day(5, 31), outcome=outcome)])

    assert answer.findings == findings
    assert "2026-05-31" in answer.reason


def test_a_decision_on_the_spot_has_no_days() -> None:
    answer = found(procedure.decision_time, case=case(procedure="simple"))

    assert (answer.findings, answer.reason) == (0, "当场作出决定，不涉及办案期限。")


def test_the_last_clock_of_service_counts() -> None:
    key = decisions.SERVICE
    first = clock(key, day(3, 20), outcome="late")
    last = clock(key, day(3, 25), outcome="met", done=day(3, 18))
    answer = found(procedure.service_time, clocks=[first, last], services=[service()])

    assert (answer.findings, answer.anchor) == (0, "service-9")
    assert "2026-03-25" in answer.reason


def test_a_receipt_of_another_paper_is_none_of_the_decision() -> None:
    other = service("prior_notice", of_decision=False)

    assert found(procedure.receipt, services=[other]).findings == 1
    assert found(procedure.receipt, services=[other], decision=None).findings == 0
    given = found(procedure.receipt, services=[other, service()])
    assert (given.findings, given.anchor) == (0, "service-9")
    assert "直接送达" in given.reason


def test_nothing_owed_is_no_finding_and_asks_no_database() -> None:
    nothing = decision(fine_cents=0, confiscated_cents=0)

    assert found(procedure.paid, decision=nothing).reason == "没有罚款和没收款项。"
    assert found(procedure.paid, decision=None).findings == 0


@pytest.mark.parametrize(("left", "findings"), [(0, 0), (-5, 0), (1, None)])
def test_what_was_owed_came_in_or_a_person_looks_at_it(
    monkeypatch: pytest.MonkeyPatch, left: int, findings: int | None
) -> None:
    monkeypatch.setattr(execution, "balance", lambda *_given: row(total=left))
    answer = found(procedure.paid, decision=decision(fine_cents=200_000, confiscated_cents=50))

    assert answer.findings == findings
    assert "应缴2000.50元" in answer.reason


def test_the_closing_has_its_paper_and_its_ground() -> None:
    from_file = [paper("closing_approval", 21)]

    assert found(procedure.closed).findings == 1
    assert found(procedure.closed, documents=from_file).findings == 1
    answer = found(procedure.closed, documents=from_file, case=case(close_ground="执行完毕"))
    assert (answer.findings, answer.reason) == (0, "结案事由：执行完毕。")


@pytest.mark.parametrize(
    ("fields", "ended", "findings"),
    [
        ({"status": "in_force"}, None, 0),
        ({"status": "in_force"}, day(3, 20), 1),
        ({"status": "due_release"}, day(3, 20), 1),
        ({"status": "released", "until_on": day(3, 10), "ended_on": day(3, 10)}, None, 0),
        ({"status": "released", "until_on": day(3, 10), "ended_on": day(3, 11)}, None, 1),
        (
            {
                "status": "released",
                "until_on": day(3, 10),
                "extended_until": day(3, 12),
                "ended_on": day(3, 12),
            },
            None,
            0,
        ),
    ],
)
def test_a_measure_ends_by_its_day_or_its_extension(
    fields: dict[str, Any], ended: Any, findings: int
) -> None:
    answer = found(procedure.measures, measures=[measure(**fields)], case=case(ended_on=ended))

    assert answer.findings == findings


def test_without_a_measure_there_is_nothing_to_say() -> None:
    assert found(procedure.measures) == Found(0, "没有采取强制措施。")


# --- publication --------------------------------------------------------------------------------


def published(on: Any = None, due: Any = None, **more: Any) -> Any:
    values = {"withheld_code": "", "first_published_on": on, "deadline": due and row(due_on=due)}
    return row(**{**values, **more})


@pytest.mark.parametrize(
    ("publication", "findings", "words"),
    [
        (None, None, "没有公开任务"),
        (published(withheld_code="x", public_reason="涉及国家秘密"), 0, "涉及国家秘密"),
        (published(), None, "尚未届满"),
        (published(due=day(6, 3)), None, "尚未届满"),
        (published(due=day(6, 2)), 1, "至2026-06-03没有公开"),
        (published(day(6, 2), day(6, 2)), 0, "2026-06-02公开"),
        (published(day(6, 3), day(6, 2)), 1, "逾期公开"),
    ],
)
def test_a_decision_is_published_by_its_day_or_lawfully_not(
    publication: Any, findings: int | None, words: str
) -> None:
    answer = found(procedure.publication_time, publication=publication)

    assert answer.findings == findings
    assert words in answer.reason


def test_without_a_decision_nothing_is_published() -> None:
    assert found(procedure.publication_time, decision=None) == procedure.NOT_ASKED


@pytest.mark.parametrize(("last", "findings"), [(day(3, 1), 0), (day(2, 28), None)])
def test_a_late_discovery_is_left_to_the_reviewer(
    monkeypatch: pytest.MonkeyPatch, last: Any, findings: int | None
) -> None:
    monkeypatch.setattr(limitation, "limit", lambda _case: limitation.Limit(last, "《某法》"))

    assert found(procedure.in_limitation).findings == findings
    assert found(procedure.in_limitation, case=case(kind="permit")) == procedure.NOT_ASKED
