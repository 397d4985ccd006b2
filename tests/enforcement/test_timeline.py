"""What stands at the top of a case: the next step and who takes it, the past, the clocks."""

from datetime import timedelta

import pytest

from enforcement import flows, timeline
from enforcement.models import Case, Decision, User
from enforcement.services import cases, decisions, notices, simple_report
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, draft, reviewed, tell
from tests.incidents import asked, decided

pytestmark = pytest.mark.django_db


def step(case: Case, user: User) -> timeline.NextStep:
    return timeline.next_step(Case.objects.get(pk=case.pk), user, ON)


def whose(cast: Cast, case: Case) -> set[str]:
    """The members of the cast the next step belongs to."""
    return {name for name, person in cast.people.items() if step(case, person).mine}


def test_a_new_case_waits_for_its_filing(cast: Cast) -> None:
    row = factories.case(cast.bureau)

    assert step(row, cast.officer1).url_name == "case-file"
    assert whose(cast, row) == {"unithead", "head"}


def test_a_filed_case_waits_for_its_draft(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)

    assert step(row, cast.officer1).url_name == "decision-draft"
    assert whose(cast, row) == {"officer1", "officer2"}


def test_a_draft_waits_for_the_notice_then_for_review_then_for_the_head(cast: Cast) -> None:
    row = draft(cast.bureau)
    first = step(row.case, cast.officer1)
    assert (first.url_name, first.target) == ("notice-serve", str(row.pk))
    assert [gap.code for gap in first.gaps] == ["review", "notice"]
    assert whose(cast, row.case) == {"officer1", "officer2"}

    notice = tell(row, on=ON)
    assert step(row.case, cast.officer1).url_name == "case-review"
    assert whose(cast, row.case) == {"officer1", "officer2", "reviewer"}

    reviewed(row)
    waiting = step(row.case, cast.officer1)
    assert waiting.url_name == "case-record"
    assert [gap.code for gap in waiting.gaps] == ["defence"]

    notices.waive(notice, by=cast.officer1, on=ON, note="书面声明放弃。")
    assert step(row.case, cast.head).url_name == "decision-issue"
    assert whose(cast, row.case) == {"head"}


def test_a_draft_beyond_its_notice_is_to_be_told_again(cast: Cast) -> None:
    row = draft(cast.bureau)
    tell(row, on=ON)
    decisions.edit(row, by=cast.officer1, content={"fine_cents": 300_000})

    assert step(row.case, cast.officer1).url_name == "notice-serve"


def test_an_on_the_spot_draft_is_decided_by_its_handlers(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple")

    assert step(row.case, cast.officer1).url_name == "decision-issue-on-spot"
    assert step(row.case, cast.head).url_name == "decision-issue"
    assert whose(cast, row.case) == {"officer1", "officer2", "head"}


def test_a_decision_waits_for_service_its_report_closing_and_the_archive(cast: Cast) -> None:
    row = decisions.issue(draft(cast.bureau, procedure="simple"), by=cast.officer1, on=ON)
    assert (step(row.case, cast.officer1).url_name, step(row.case, cast.officer1).target) == (
        "decision-serve",
        str(row.pk),
    )

    decisions.serve(row, by=cast.officer1, on=ON)
    waiting = step(row.case, cast.officer1)
    assert (waiting.url_name, waiting.target) == ("decision-report", str(row.pk))
    assert whose(cast, row.case) == {"officer1", "officer2"}

    simple_report.report(row, by=cast.officer1, on=ON, receiver="法制科")
    assert step(row.case, cast.officer1).url_name == "case-close"

    flows.CASE.move(row.case, "close", by=cast.officer1, changes={"ended_on": ON})
    assert step(row.case, cast.officer1).url_name == "case-archive"
    assert whose(cast, row.case) == {"officer1", "officer2"}

    row.case.status = Case.Status.ARCHIVED
    over = timeline.next_step(row.case, cast.officer1, ON)
    assert (over.label, over.url_name, over.mine) == ("无待办事项", "", False)


def test_a_rejected_case_waits_for_nothing(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    cases.reject(row, by=cast.unithead, on=ON, reason="没有违法事实。")

    assert step(row, cast.unithead).url_name == ""


def test_a_revoked_decision_that_must_be_remade_brings_the_draft_back(cast: Cast) -> None:
    row = decisions.issue(draft(cast.bureau, procedure="simple"), by=cast.officer1, on=ON)
    decisions.revoke(row, by=cast.head, on=ON, ground="事实不清。", remake=True)

    assert step(row.case, cast.officer1).url_name == "decision-draft"


# ------------------------------------------------------------------------------- the past
def test_the_past_is_told_in_the_order_of_its_days(cast: Cast) -> None:
    row = draft(cast.bureau)
    tell(row, on=day(3, 9))
    reviewed(row)
    decisions.issue(row, by=cast.head, on=day(3, 17))
    decisions.serve(row, by=cast.officer1, on=day(3, 18))
    decisions.revoke(row, by=cast.head, on=day(4, 1), ground="复议撤销。")
    case = Case.objects.get(pk=row.case_id)

    told = timeline.moments(case)

    assert [moment["when"] for moment in told] == sorted(moment["when"] for moment in told)
    assert [moment["title"] for moment in told] == [
        "发现或申请",
        "立案（受理）",
        "事先告知",
        "作出决定",
        "送达",
        "撤销、变更或者确认违法",
    ]
    assert case.number in [moment["text"] for moment in told]


def test_a_new_case_has_only_its_discovery(cast: Cast) -> None:
    told = timeline.moments(factories.case(cast.bureau))

    assert [(moment["title"], moment["text"]) for moment in told] == [("发现或申请", "日常检查")]


# ------------------------------------------------------------------------------- the clocks
def test_the_clocks_of_a_case_are_those_of_its_decision_and_notice_too(cast: Cast) -> None:
    row = draft(cast.bureau, fine_cents=5_000_000)
    tell(row, on=ON)
    other = draft(cast.bureau)
    tell(other, on=ON)

    found = timeline.open_deadlines(row.case, ON)

    assert [clock.key for clock in found] == [
        "proc.defence_days",
        "proc.hearing_request_days",
        "proc.file_decide_days",
    ]
    assert [clock.due_on for clock in found] == sorted(clock.due_on for clock in found)


def test_a_window_of_the_party_that_passed_is_not_shown_as_lateness(cast: Cast) -> None:
    row = draft(cast.bureau)
    tell(row, on=ON)
    later = ON + timedelta(days=30)

    assert [clock.key for clock in timeline.open_deadlines(row.case, later)] == [
        "proc.file_decide_days"
    ]


def test_a_clock_that_has_ended_is_not_shown(cast: Cast) -> None:
    row = decisions.issue(draft(cast.bureau, procedure="permit"), by=cast.head, on=ON)
    assert [clock.key for clock in timeline.open_deadlines(row.case, ON)] == ["permit.deliver_days"]

    decisions.serve(row, by=cast.officer1, on=ON + timedelta(days=1))

    assert timeline.open_deadlines(row.case, ON) == []
    assert Decision.objects.get(pk=row.pk).status == "served"


# ------------------------------------------------------------------------------- who is left
def test_a_case_whose_officer_was_recused_waits_for_another_one(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True)
    row = asked(case, "recusal", on=ON, officer=cast.officers[1])
    decided(row, on=ON, by=cast.head)

    found = step(case, cast.unithead)

    assert (found.label, found.url_name, found.mine) == ("调整承办人员", "case-reassign", True)
    assert found.gaps[0].article.startswith("行政处罚法第四十二条")
    assert not step(case, cast.officer1).mine


def test_a_measure_is_offered_to_who_decides_it(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True)
    asked(case, "suspension", on=ON)

    assert step(case, cast.head).url_name == "case-incidents"
    assert {"head", "officer1"} <= whose(cast, case)
    assert "reviewer" not in whose(cast, case)
