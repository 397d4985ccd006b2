"""Carrying a measure out: every act in every state, its words, its dates and its clock."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from enforcement.models import Case, CaseOfficer, Incident, User
from enforcement.services import (
    crime_transfer,
    incident_course,
    incidents,
    jurisdiction,
    suspension,
)
from enforcement.services.incident_requests import Request, apply
from enforcement.services.incidents import Verdict
from tests import factories
from tests.base import Cast, day
from tests.incidents import GROUNDS, POLICE, REASON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(3, 16)
DAY = timedelta(days=1)
Act = Callable[..., Incident]
PAPERS = {"goods": "饼干12袋", "opinion": "检验报告1份", "other": "无：没有其他材料"}
PLUS: dict[str, Any] = {**PAPERS, "letter": "伪造", "goods": " 清单 "}
CRIME, JURISDICTION, HALT = "crime_transfer", "jurisdiction_transfer", "suspension"


def _decide(row: Incident, *, by: User, on: date, approved: bool) -> Incident:
    verdict = Verdict(approved=approved, opinion="情况属实。")
    return incidents.decide(row, by=by, on=on, verdict=verdict)


def _send(row: Incident, *, by: User, on: date, **said: Any) -> Incident:
    if row.kind == CRIME:
        return crime_transfer.send(row, by=by, on=on, number="试〔2026〕1号", papers=said or PAPERS)
    return jurisdiction.send(row, by=by, on=on, number="试〔2026〕1号")


def _answer(row: Incident, *, by: User, on: date, accepted: bool, answer: str = "复") -> Incident:
    service = crime_transfer.answer if row.kind == CRIME else jurisdiction.answer
    return service(row, by=by, on=on, accepted=accepted, answer=answer)


def act(name: str, row: Incident, *, by: User, on: date = ON, **said: Any) -> Incident:
    """Do what the move is called by the service that a person would use."""
    if name in ("approve", "refuse"):
        head = factories.someone(row.case.agency, "head")
        return _decide(row, by=head, on=on, approved=name == "approve")
    if name in ("accept", "decline"):
        return _answer(row, by=by, on=on, accepted=name == "accept", **said)
    services: dict[str, tuple[Act, dict[str, str]]] = {
        "send": (_send, {}),
        "object": (crime_transfer.object_to, {"objection": "达到追诉标准。"}),
        "hand_over": (crime_transfer.hand_over, {"result": "交接清单。"}),
        "resume": (suspension.resume, {"result": "已经消除。"}),
        "end": (incident_course.go_on, {"result": "退回。"}),
    }
    service, words = services[name]
    return service(row, by=by, on=on, **{**words, **said})


OWN = {
    CRIME: ("approve", "refuse", "send", "accept", "decline", "object", "hand_over", "end"),
    JURISDICTION: ("approve", "refuse", "send", "accept", "decline", "end"),
    HALT: ("approve", "refuse", "resume"),
}
# Kind, the moves that lead to a state, and the moves that may follow it.
COURSES: list[tuple[str, str, str]] = [
    (CRIME, "", "approve refuse"),
    (CRIME, "approve", "send"),
    (CRIME, "refuse", ""),
    (CRIME, "approve send", "accept decline"),
    (CRIME, "approve send accept", "hand_over end"),
    (CRIME, "approve send decline", "object end"),
    (CRIME, "approve send decline object", "accept decline"),
    (CRIME, "approve send decline object accept", "hand_over end"),
    (CRIME, "approve send decline object decline", "end"),
    (CRIME, "approve send accept hand_over", "end"),
    (CRIME, "approve send accept hand_over end", ""),
    (CRIME, "approve send decline end", ""),
    (JURISDICTION, "", "approve refuse"),
    (JURISDICTION, "approve", "send"),
    (JURISDICTION, "refuse", ""),
    (JURISDICTION, "approve send", "accept decline"),
    (JURISDICTION, "approve send accept", ""),
    (JURISDICTION, "approve send decline", "accept end"),
    (JURISDICTION, "approve send decline accept", ""),
    (JURISDICTION, "approve send decline end", ""),
    (HALT, "", "approve refuse"),
    (HALT, "approve", "resume"),
    (HALT, "refuse", ""),
    (HALT, "approve resume", ""),
]
# Kind, course, and what follows it with a text that must not be blank, its field and its rule.
BLANKS = [
    (CRIME, "approve", "send", "goods", "规定第六条"),
    (CRIME, "approve", "send", "opinion", "规定第六条"),
    (CRIME, "approve", "send", "other", "规定第六条"),
    (CRIME, "approve send", "accept", "answer", "规定第八条"),
    (CRIME, "approve send", "decline", "answer", "规定第八条"),
    (CRIME, "approve send decline", "object", "objection", "规定第九条"),
    (CRIME, "approve send accept", "hand_over", "result", "规定第十二条"),
    (CRIME, "approve send accept", "end", "result", "行政处罚法第二十七条"),
    (JURISDICTION, "approve send", "accept", "answer", "第二十五条"),
    (JURISDICTION, "approve send", "decline", "answer", "第二十五条"),
    (JURISDICTION, "approve send decline", "end", "result", "第二十五条"),
    (HALT, "approve", "resume", "result", "第四十六条"),
]
STEPS = sorted(
    {(kind, course, name) for kind, course, name, _field, _rule in BLANKS}
    | {(JURISDICTION, "approve", "send")}
)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def walked(cast: Cast, case: Case, kind: str, course: str, *, on: date = ON) -> Incident:
    """A measure after the moves of the course, all on one day."""
    staff = tuple(cast.officers) if kind == CRIME else ()
    target = "" if kind == HALT else POLICE
    said = Request(
        kind=kind, ground=GROUNDS[kind], reason=REASON, target_name=target, verified_by=staff
    )
    row = apply(case, by=cast.officer1, on=on, request=said)
    for name in course.split():
        row = act(name, row, by=cast.officer1, on=on)
    return Incident.objects.get(pk=row.pk)


def kept() -> tuple[Any, ...]:
    rows, clocks = Incident.objects.order_by("pk"), Deadline.objects.order_by("pk")
    return AuditEntry.objects.count(), list(rows.values()), list(clocks.values())


def refused(name: str, row: Incident, **said: Any) -> RuleError:
    """The rule that refused the move; nothing changed."""
    before = kept()
    with pytest.raises(RuleError) as error:
        act(name, row, **said)
    assert kept() == before
    return error.value


# ------------------------------------------------------------------------------- the order
@pytest.mark.parametrize(("kind", "course", "open_now"), COURSES)
def test_only_the_moves_of_the_table_follow_a_state(
    cast: Cast, case: Case, kind: str, course: str, open_now: str
) -> None:
    row = walked(cast, case, kind, course)
    allowed = set(open_now.split())

    for name in set(OWN[kind]) - allowed:
        error = refused(name, row, by=cast.officer1)
        again = name == "object" and "object" in course
        assert isinstance(error, StaleError) or again
        words = "已经提请过复议" if again else f"当前状态为“{row.get_status_display()}”"
        assert words in error.message
    for name in allowed - ({"object"} if "object" in course else set()):
        assert incident_course.may_move(row, name)
    assert bool(incident_course.awaited(row)) == (row in Incident.objects.open())


@pytest.mark.parametrize(
    ("kind", "course", "name"),
    [(kind, course, name) for kind, course, moves in COURSES for name in moves.split()],
)
def test_each_move_that_may_follow_is_made_with_its_entry(
    cast: Cast, case: Case, kind: str, course: str, name: str
) -> None:
    row = walked(cast, case, kind, course)
    before = row.status

    moved = act(name, row, by=cast.officer1)

    entry = AuditEntry.objects.filter(action=f"incident.{name}").latest("pk")
    data = json.loads(entry.data)
    assert (data["from"], data["to"]) == (before, moved.status)
    assert (entry.object_id, bool(data["article"])) == (str(row.pk), True)
    assert Incident.objects.get(pk=row.pk).status == moved.status


# ------------------------------------------------------------------------------- words
@pytest.mark.parametrize("blank", ["", "  \n"])
@pytest.mark.parametrize(("kind", "course", "name", "field", "rule"), BLANKS)
def test_a_move_without_its_words_is_refused(
    cast: Cast, case: Case, kind: str, course: str, name: str, field: str, rule: str, blank: str
) -> None:
    row = walked(cast, case, kind, course)
    said: dict[str, Any] = {**(PAPERS if name == "send" else {}), field: blank}

    error = refused(name, row, by=cast.officer1, **said)

    assert error.field == field
    assert rule in error.article
    assert error.remedy


def test_every_missing_paper_is_named_at_once(cast: Cast, case: Case) -> None:
    row = walked(cast, case, CRIME, "approve")

    error = refused("send", row, by=cast.officer1, letter="有")
    for label in ("涉案物品清单", "有关检验报告或者鉴定结论", "其他有关涉嫌犯罪的材料"):
        assert label in error.message
    assert "移送书" not in error.message
    sent = act("send", row, by=cast.officer1, **PLUS)
    assert sent.attachments == {**PAPERS, "goods": "清单"}


# ------------------------------------------------------------------------------- who
@pytest.mark.parametrize(("kind", "course", "name"), STEPS)
def test_only_a_handler_of_the_case_carries_it_out(
    cast: Cast, case: Case, kind: str, course: str, name: str
) -> None:
    row = walked(cast, case, kind, course)
    stranger = factories.account_of(factories.officer(cast.bureau, name="安试九"))
    CaseOfficer.objects.filter(case=case, officer=cast.officers[1]).update(until=ON)

    for by in (stranger, cast.outsider, cast.officer2):
        error = refused(name, row, by=by)
        assert error.message == "只有本案承办人员可以办理。"
    for by in (cast.head, cast.unithead, cast.supervisor, cast.reviewer):
        with pytest.raises(PermissionDenied):
            act(name, row, by=by)
    before = row.status
    assert act(name, row, by=cast.officer1).status != before


# ------------------------------------------------------------------------------- dates
@pytest.mark.parametrize(("kind", "course", "name"), STEPS)
def test_a_move_is_never_dated_before_the_one_it_follows(
    cast: Cast, case: Case, kind: str, course: str, name: str
) -> None:
    row = walked(cast, case, kind, course)

    error = refused(name, row, by=cast.officer1, on=ON - DAY)
    assert error.message == f"日期不能早于上一环节的日期{ON}。"
    assert (error.field, error.remedy) == ("on", "请核对日期。")
    assert act(name, row, by=cast.officer1, on=ON).latest == ON


@pytest.mark.parametrize(
    ("course", "name", "began", "last"),
    [
        ("approve", "send", day(3, 16), day(3, 17)),
        ("approve send", "accept", day(3, 16), day(3, 19)),
        ("approve send", "decline", day(3, 16), day(3, 19)),
        ("approve send accept", "hand_over", day(3, 16), day(3, 19)),
        # Three days end on a Sunday, so Monday is still in time (民法典 203).
        ("approve send", "accept", day(3, 12), day(3, 16)),
        ("approve send accept", "hand_over", day(3, 12), day(3, 16)),
    ],
)
def test_a_duty_is_met_on_its_last_day_and_late_on_the_next(
    cast: Cast, course: str, name: str, began: date, last: date
) -> None:
    for on, outcome in ((last, "met"), (last + DAY, "late")):
        row = walked(cast, factories.case(cast.bureau, on=ON, filed=True), CRIME, course, on=began)
        running = incident_course.clocks([row])
        assert [clock.due_on for clock in running] == [last]

        act(name, row, by=cast.officer1, on=on)

        ended = Deadline.objects.get(pk=running[0].pk)
        assert (ended.outcome, ended.ended_on) == (outcome, on)


@pytest.mark.parametrize(
    ("began", "last"), [(day(3, 16), day(3, 19)), (day(3, 12), day(3, 16)), (day(3, 9), day(3, 12))]
)
def test_an_objection_is_in_time_until_the_last_day(
    cast: Cast, case: Case, began: date, last: date
) -> None:
    row = walked(cast, case, CRIME, "approve send decline", on=began)
    assert incident_course.window(row, "decline") == last

    late = refused("object", row, by=cast.officer1, on=last + DAY)
    assert late.message == f"提请复议的期限已于{last}届满。"
    assert (late.field, "第九条" in late.article) == ("on", True)
    assert "立案监督" in late.remedy
    assert act("object", row, by=cast.officer1, on=last).objected_on == last


def test_a_second_refusal_leaves_only_the_way_back(cast: Cast, case: Case) -> None:
    row = walked(cast, case, CRIME, "approve send decline object decline")

    error = refused("object", row, by=cast.officer1)
    assert error.message == "已经提请过复议。"
    assert "人民检察院" in error.remedy
    assert act("end", row, by=cast.officer1).status == "ended"


def test_a_measure_that_ends_voids_the_clock_that_ran(cast: Cast, case: Case) -> None:
    for kind, key in (
        (CRIME, "transfer.objection_days"),
        (JURISDICTION, "jurisdiction.designate_days"),
    ):
        row = walked(cast, case, kind, "approve send decline")
        assert [clock.key for clock in incident_course.clocks([row])] == [key]

        ended = act("end", row, by=cast.officer1, on=ON + DAY, result=" 退回。 ")

        assert (ended.ended_on, ended.result) == (ON + DAY, "退回。")
        assert incident_course.clocks([row]) == []
        assert Deadline.objects.get(subject_id=str(row.pk), key=key).outcome == "void"


def test_a_move_without_a_clock_has_no_window(cast: Cast, case: Case) -> None:
    row = walked(cast, case, HALT, "approve")
    assert incident_course.window(row, "approve") is None
    assert incident_course.window(row, "resume") is None
    assert incident_course.clocks([row]) == []


def test_the_running_clocks_of_several_measures_come_in_the_order_they_end(
    cast: Cast, case: Case
) -> None:
    away = walked(cast, case, JURISDICTION, "approve send decline")
    crime = walked(cast, case, CRIME, "approve")

    found = incident_course.clocks([away, crime])
    assert [clock.key for clock in found] == ["transfer.send_hours", "jurisdiction.designate_days"]
    assert incident_course.clocks([]) == []
