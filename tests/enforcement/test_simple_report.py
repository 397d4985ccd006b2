"""当场处罚决定报所属机关备案 (行政处罚法 52): the days to do it, who does it, and what stays of it."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement import timeline
from enforcement.acts.casework import offered
from enforcement.models import Decision
from enforcement.services import decisions, simple_report
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited, clock, draft, lead, page, said

pytestmark = pytest.mark.django_db
KEY = simple_report.PERIOD
ON, DUE = day(3, 16), day(3, 19)


def made(cast: Cast, on: date = ON, **content: Any) -> Decision:
    """A decision on the spot by its officers."""
    return decisions.issue(
        draft(cast.bureau, procedure="simple", on=on, **content), by=cast.officer1, on=on
    )


def report(row: Decision, cast: Cast, **changes: Any) -> Decision:
    values = {"by": cast.officer1, "on": ON, "receiver": " 法制科 ", **changes}
    return simple_report.report(row, **values)


def refused(row: Decision, cast: Cast, **changes: Any) -> RuleError:
    """The rule that refused; nothing is logged and the clock runs on."""
    before = AuditEntry.objects.count()
    with pytest.raises(RuleError) as caught:
        report(row, cast, **changes)
    assert AuditEntry.objects.count() == before
    assert caught.value.article == "行政处罚法第五十二条第三款"
    assert caught.value.remedy
    return caught.value


# ------------------------------------------------------------------------------- the days
@pytest.mark.parametrize(
    ("on", "due"),
    [
        (ON, DUE),
        (day(2, 12), day(2, 24)),  # over the Spring Festival; Saturday the 14th is worked
        (day(4, 30), day(5, 8)),  # over Labour Day
        (day(9, 24), day(9, 30)),  # over the Mid-Autumn Festival
        (day(11, 20), day(11, 25)),  # over a weekend
    ],
)
def test_three_working_days_run_from_the_decision(cast: Cast, on: date, due: date) -> None:
    term = clock(made(cast, on), "decision", KEY)

    assert (term.start_on, term.due_on, term.outcome) == (on, due, "open")
    assert "行政处罚法第五十二条" in term.article
    assert (term.label, term.agency_id) == ("当场处罚决定报所属机关备案", cast.bureau.pk)


@pytest.mark.parametrize("on", [ON, day(3, 20), day(4, 30)])
def test_public_security_has_twenty_four_hours(on: date) -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    row = draft(police, procedure="simple", on=on)
    decisions.issue(row, by=lead(row.case), on=on)

    term = clock(row, "decision", KEY)

    assert (term.period["count"], term.period["unit"]) == (24, "hour")
    assert (term.due_on - on).days == 1  # hours do not wait for a working day
    assert term.article == "治安管理处罚法第一百二十条"


def test_the_label_is_kept_in_chinese(cast: Cast) -> None:
    with translation.override("en"):
        assert clock(made(cast), "decision", KEY).label == "当场处罚决定报所属机关备案"


@pytest.mark.parametrize("procedure", ["ordinary", "permit", "inspection"])
def test_other_procedures_are_not_reported(cast: Cast, procedure: str) -> None:
    row = draft(cast.bureau, procedure=procedure)
    simple_report.start_clock(row, ON)

    assert not Deadline.objects.filter(key=KEY).exists()
    assert not simple_report.clocks(row.case)


def test_no_penalty_no_report(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple", outcome="no_penalty_minor")
    simple_report.start_clock(row, ON)

    assert not Deadline.objects.filter(key=KEY).exists()
    assert "不需要报备案" in refused(row, cast).message


# ------------------------------------------------------------------------------- the report
@pytest.mark.parametrize(
    ("on", "outcome"), [(ON, "met"), (DUE, "met"), (day(3, 20), "late"), (day(6, 1), "late")]
)
def test_the_report_ends_the_clock_in_time_or_late(cast: Cast, on: date, outcome: str) -> None:
    row = made(cast)

    report(row, cast, on=on)

    term = clock(row, "decision", KEY)
    assert (term.outcome, term.ended_on) == (outcome, on)
    entry = AuditEntry.objects.get(action="decision.report", object_id=str(row.pk))
    told = json.loads(entry.data)
    assert (entry.actor_id, told["receiver"], told["outcome"]) == (
        cast.officer1.pk,
        "法制科",
        outcome,
    )


def test_service_does_not_stand_for_the_report(cast: Cast) -> None:
    row = made(cast)

    decisions.serve(row, by=cast.officer1, on=ON)

    assert clock(row, "decision", decisions.SERVICE).outcome == "met"
    assert clock(row, "decision", KEY).outcome == "open"
    report(Decision.objects.get(pk=row.pk), cast, by=cast.officer2)
    assert clock(row, "decision", KEY).outcome == "met"


def test_a_decision_is_reported_once_after_it_was_made_and_to_somebody(cast: Cast) -> None:
    row = made(cast)
    early = refused(row, cast, on=day(3, 15))
    assert (early.message, early.field) == ("备案日期不能早于决定日期2026-03-16。", "on")
    assert refused(row, cast, receiver="  ").field == "receiver"
    assert clock(row, "decision", KEY).outcome == "open"

    report(row, cast)

    assert "已经备案" in refused(row, cast).message


def test_a_decision_taken_back_is_reported_no_more(cast: Cast) -> None:
    row = made(cast)
    decisions.revoke(row, by=cast.head, on=ON, ground="事实不清。")

    assert clock(row, "decision", KEY).outcome == "void"
    assert "不需要报备案" in refused(Decision.objects.get(pk=row.pk), cast).message


@pytest.mark.parametrize("name", ["unithead", "head", "reviewer", "publisher", "supervisor"])
def test_only_its_officers_report_a_decision(cast: Cast, name: str) -> None:
    row = made(cast)

    with pytest.raises(PermissionDenied):
        report(row, cast, by=cast.people[name])
    with pytest.raises(RuleError, match="只有本案承办人员"):
        report(row, cast, by=cast.outsider)

    assert clock(row, "decision", KEY).outcome == "open"
    assert not audited(row, "decision.report")


# ------------------------------------------------------------------------------- the page
def test_the_case_page_shows_the_clock_the_act_and_then_the_day(cast: Cast) -> None:
    row = made(cast)
    address = reverse("decision-report", args=[row.pk])
    client = cast.client("officer1")
    before = page(client, "case-detail", row.case_id)
    assert "当场处罚决定报所属机关备案" in before
    assert address in before
    assert "必填" in said(client, "decision-report", {"on": "2026-03-17"}, row.pk)

    answer = client.post(address, {"on": "2026-03-17", "receiver": "法制科"})

    assert answer["Location"] == reverse("case-detail", args=[row.case_id])
    after = page(client, "case-detail", row.case_id)
    assert address not in after
    assert ("报所属机关备案", day(3, 17)) in [
        (moment["title"], moment["when"]) for moment in timeline.moments(row.case)
    ]


def test_the_act_is_offered_to_the_officers_alone(cast: Cast) -> None:
    row = made(cast)
    way = ("报所属机关备案", reverse("decision-report", args=[row.pk]))

    assert way in offered(row.case, cast.officer1)
    assert way not in offered(row.case, cast.head)
    report(row, cast)
    assert way not in offered(row.case, cast.officer1)
