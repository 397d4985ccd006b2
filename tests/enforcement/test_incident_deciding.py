"""Deciding on a procedural measure: who may, in whose name, and what an approval does at once."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from enforcement.incidents import measures
from enforcement.models import Case, Incident, User
from enforcement.services import assignment, incidents, recusal
from enforcement.services.incident_requests import Request, apply
from enforcement.services.incidents import Verdict
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.incidents import GROUNDS, POLICE, REASON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(3, 16)
DAY = timedelta(days=1)
KINDS = list(GROUNDS)
APPROVED = {
    "recusal": "done",
    "crime_transfer": "approved",
    "jurisdiction_transfer": "approved",
    "suspension": "approved",
    "termination": "done",
    "filing_withdrawal": "done",
}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def pending(cast: Cast, case: Case, kind: str, *, on: date = ON, **fields: Any) -> Incident:
    """A measure that awaits its approval."""
    if kind == "recusal" and not fields:
        fields["officer"] = cast.officers[1]
    if "transfer" in kind:
        fields.setdefault("target_name", POLICE)
    if kind == "crime_transfer":
        fields["verified_by"] = tuple(cast.officers)
    said = Request(kind=kind, ground=GROUNDS[kind], reason=REASON, **fields)
    return apply(case, by=cast.officer1, on=on, request=said)


def decide(row: Incident, by: User, *, on: date = ON, yes: bool = True, **said: Any) -> Incident:
    verdict = Verdict(approved=yes, **{"opinion": "情况属实。", **said})
    return incidents.decide(row, by=by, on=on, verdict=verdict)


def kept() -> tuple[Any, ...]:
    """Everything a refused decision must leave as it was."""
    rows = Incident.objects.order_by("pk").values_list("pk", "status", "opinion", "decided_on")
    clocks = Deadline.objects.order_by("pk").values_list("pk", "outcome", "suspended_on")
    return AuditEntry.objects.count(), list(rows), list(clocks)


def refused(row: Incident, by: User, **said: Any) -> RuleError:
    before = kept()
    with pytest.raises(RuleError) as error:
        decide(row, by, **said)
    assert kept() == before
    return error.value


# ------------------------------------------------------------------------------- who decides
def test_the_head_decides_and_nobody_else(cast: Cast, case: Case) -> None:
    row = pending(cast, case, "suspension")
    others = [person for name, person in cast.people.items() if name != "head"]
    others.append(factories.someone(cast.other_bureau, "head"))

    for person in others:
        assert not incidents.may_decide(row, person)
        with pytest.raises(PermissionDenied):
            decide(row, person)
    assert incidents.may_decide(row, cast.head)
    assert Incident.objects.get().status == "applied"


@pytest.mark.parametrize(
    ("subject", "deciders"),
    [
        ("reviewer", {"head"}),
        ("unithead", {"head"}),
        ("officer1", {"head"}),
        ("head", {"unithead"}),
    ],
)
def test_about_the_head_somebody_else_decides_and_about_others_the_head(
    cast: Cast, case: Case, subject: str, deciders: set[str]
) -> None:
    row = pending(cast, case, "recusal", person=cast.people[subject])

    found = {name for name, person in cast.people.items() if incidents.may_decide(row, person)}
    assert found == deciders


def test_a_head_who_is_an_officer_of_the_case_does_not_decide_about_himself(
    cast: Cast, case: Case
) -> None:
    chief = factories.user("head", cast.bureau, name="首试一")
    officer = factories.officer(cast.bureau, chief)
    row = pending(cast, case, "recusal", officer=officer)

    assert not incidents.may_decide(row, chief)
    error = refused(row, cast.unithead)
    assert (error.field, "第四条" in error.article) == ("body", True)
    assert "负责人集体讨论" in error.message
    done = decide(row, cast.unithead, body="collective", note="副局长二人参加")
    assert (done.status, done.decided_as) == ("done", "collective")
    assert recusal.recused_officers(case) == {officer.pk}


def test_a_recused_head_decides_nothing_in_the_case(cast: Cast, case: Case) -> None:
    about = pending(cast, case, "recusal", person=cast.head)
    other = pending(cast, case, "suspension")
    decide(about, cast.unithead, body="superior", note="云政函〔2026〕3号")

    assert incidents.entitled(other, cast.head)
    assert not incidents.may_decide(other, cast.head)
    with pytest.raises(PermissionDenied):
        decide(other, cast.head)
    second = factories.someone(cast.bureau, "head", but=cast.head)
    assert decide(other, second).decided_by == second


# ------------------------------------------------------------------------------- what is written
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("yes", [True, False])
def test_a_decision_is_kept_with_who_made_it_and_why(
    cast: Cast, case: Case, kind: str, yes: bool
) -> None:
    row = pending(cast, case, kind)

    decide(row, cast.head, yes=yes, opinion="  依法决定。 ", body="collective", note=" 三人参加 ")

    row = Incident.objects.get(pk=row.pk)
    assert row.status == (APPROVED[kind] if yes else "refused")
    assert (row.opinion, row.decided_note, row.decided_as) == (
        "依法决定。",
        "三人参加",
        "collective",
    )
    assert (row.decided_by, row.decided_on) == (cast.head, ON)
    entry = AuditEntry.objects.get(action=f"incident.{'approve' if yes else 'refuse'}")
    data = json.loads(entry.data)
    assert (data["from"], data["to"]) == ("applied", row.status)
    assert data["article"]
    assert entry.actor_id == cast.head.pk


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"opinion": " "}, "opinion", "应当写明审批意见和理由"),
        ({"opinion": "", "yes": False}, "opinion", "应当写明审批意见和理由"),
        ({"body": ""}, "body", "应当写明由谁决定"),
        ({"body": "mayor"}, "body", "应当写明由谁决定"),
        ({"body": "collective"}, "note", "应当写明参加集体讨论的人员"),
        ({"body": "superior", "note": " "}, "note", "上级决定的文号"),
        ({"on": ON - DAY}, "on", "日期不能早于上一环节的日期2026-03-16"),
    ],
)
def test_a_decision_that_does_not_say_enough_is_refused(
    cast: Cast, case: Case, said: dict[str, Any], field: str, words: str
) -> None:
    for kind in KINDS:
        error = refused(pending(cast, case, kind), cast.head, **said)
        assert (error.field, error.article) == (field, measures()[kind].article)
        assert words in error.message
        assert error.remedy


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", [True, False])
def test_what_is_decided_is_not_decided_again(
    cast: Cast, case: Case, kind: str, first: bool
) -> None:
    row = decide(pending(cast, case, kind), cast.head, yes=first)

    for yes, word in ((True, "批准"), (False, "不予批准")):
        error = refused(row, cast.head, yes=yes)
        assert isinstance(error, StaleError)
        state = Incident.objects.get(pk=row.pk).get_status_display()
        assert error.message == f"当前状态为“{state}”，不能{word}。"


@pytest.mark.parametrize("kind", ["jurisdiction_transfer", "termination", "filing_withdrawal"])
def test_a_draft_made_meanwhile_stands_in_the_way_of_approving_only(
    cast: Cast, case: Case, kind: str
) -> None:
    row = pending(cast, case, kind)
    dossier.draft(cast.bureau, case=case)

    error = refused(row, cast.head)
    assert (error.message, error.article) == (
        "本案已有决定草案或者决定。",
        measures()[kind].article,
    )
    assert decide(row, cast.head, yes=False, opinion="已有草案。").status == "refused"


@pytest.mark.parametrize("kind", ["crime_transfer", "suspension", "recusal"])
def test_a_draft_does_not_stand_in_the_way_of_what_halts_the_case(
    cast: Cast, case: Case, kind: str
) -> None:
    row = pending(cast, case, kind)
    dossier.draft(cast.bureau, case=case)

    assert decide(row, cast.head).status == APPROVED[kind]


# ------------------------------------------------------------------------------- in time
@pytest.mark.parametrize(
    ("asked", "on", "outcome"),
    [
        (day(3, 16), day(3, 16), "met"),
        (day(3, 16), day(3, 19), "met"),
        (day(3, 16), day(3, 20), "late"),
        # Three days end on a Sunday, so Monday is still in time (民法典 203).
        (day(3, 12), day(3, 16), "met"),
        (day(3, 12), day(3, 17), "late"),
    ],
)
@pytest.mark.parametrize("yes", [True, False])
def test_a_report_of_a_crime_is_decided_on_within_three_days(
    cast: Cast, case: Case, asked: date, on: date, outcome: str, yes: bool
) -> None:
    row = decide(pending(cast, case, "crime_transfer", on=asked), cast.head, on=on, yes=yes)

    clocks = Deadline.objects.filter(subject_type="incident", subject_id=str(row.pk))
    ended = clocks.get(key="transfer.decide_days")
    assert (ended.outcome, ended.ended_on) == (outcome, on)
    running = list(clocks.filter(outcome="open").values_list("key", "start_on"))
    assert running == ([("transfer.send_hours", on)] if yes else [])


# ------------------------------------------------------------------------------- its effects
def test_a_recusal_ends_only_the_part_of_the_one_recused(cast: Cast, case: Case) -> None:
    decide(pending(cast, case, "recusal"), cast.head, on=day(3, 18))

    rows = {row.officer_id: row.until for row in case.assignments.all()}
    assert rows == {cast.officers[0].pk: None, cast.officers[1].pk: day(3, 18)}
    entry = AuditEntry.objects.get(action="case.recuse")
    assert json.loads(entry.data) == {"officer": cast.officers[1].pk, "on": "2026-03-18"}
    assert entry.object_id == str(case.pk)


def test_a_recusal_of_an_account_ends_the_part_of_its_officer(cast: Cast, case: Case) -> None:
    decide(pending(cast, case, "recusal", person=cast.officer2), cast.head)

    assert case.assignments.get(officer=cast.officers[1]).until == ON
    assert recusal.is_recused(case, cast.officer2)
    assert recusal.recused_officers(case) == {cast.officers[1].pk}


def test_a_part_that_begins_later_ends_the_day_it_begins(cast: Cast, case: Case) -> None:
    third = factories.officer(cast.bureau, name="安试三")
    team = [cast.officers[0], third]
    later = day(3, 20)
    assignment.reassign(case, officers=team, by=cast.unithead, on=later, reason="调整。")

    decide(pending(cast, case, "recusal", officer=third), cast.head)

    part = case.assignments.get(officer=third)
    assert (part.since, part.until) == (later, later)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_touches_neither_the_team_nor_the_clock_of_the_case(
    cast: Cast, case: Case, kind: str
) -> None:
    row = pending(cast, case, kind)
    before = list(Deadline.objects.filter(subject_type="case").values())

    decide(row, cast.head, yes=False)

    assert list(Deadline.objects.filter(subject_type="case").values()) == before
    assert case.assignments.filter(until=None).count() == 2
    assert not AuditEntry.objects.filter(action="case.recuse").exists()
    assert Incident.objects.get().started_on is None


def test_a_suspension_stops_the_clock_of_the_case_on_the_day_of_the_approval(
    cast: Cast, case: Case
) -> None:
    row = decide(pending(cast, case, "suspension"), cast.head, on=day(3, 18))

    clock = dossier.clock(case, "case")
    assert (row.started_on, clock.suspended_on) == (day(3, 18), day(3, 18))
    assert [pause["reason"] for pause in clock.suspensions] == ["中止调查"]
    assert AuditEntry.objects.filter(action="deadline.suspend").count() == 1


@pytest.mark.parametrize("kind", ["termination", "filing_withdrawal"])
def test_an_end_lifts_the_duty_to_decide_and_the_suspension_with_it(
    cast: Cast, case: Case, kind: str
) -> None:
    halted = decide(pending(cast, case, "suspension", on=day(3, 10)), cast.head, on=day(3, 10))

    decide(pending(cast, case, kind), cast.head)

    halted.refresh_from_db()
    assert (halted.status, halted.ended_on) == ("done", ON)
    clock = dossier.clock(case, "case")
    assert (clock.outcome, clock.ended_on, clock.suspended_on) == ("void", ON, None)
    assert AuditEntry.objects.filter(action="incident.resume").count() == 1
