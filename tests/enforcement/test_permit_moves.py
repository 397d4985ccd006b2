"""Every act on an application in every state it may be in: done once it is due, refused otherwise."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from enforcement.models import (
    Application,
    Case,
    Incident,
    PermitHearing,
    SpecialProcedure,
    ThirdParty,
    User,
)
from enforcement.services import cases, intake, permit_hearings, permit_steps, permits
from tests import factories
from tests.base import Cast, day
from tests.enforcement.permit_case import RECEIVED, accepted, application, decided

pytestmark = pytest.mark.django_db
Do = Callable[[Case, User], object]
ON = day(3, 5)
STATES = ("received", "correcting", "corrected", "accepted", "decided", "refused")
OPEN = ("received", "correcting", "corrected")


def received(cast: Cast) -> Case:
    """An application that waits for its answer."""
    return factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=RECEIVED)


def in_state(cast: Cast, state: str) -> Case:
    """A permit case whose application is in the state, before or on ON."""
    if state in ("accepted", "decided"):
        case = accepted(cast)
        if state == "decided":
            decided(case)
        return Case.objects.get(pk=case.pk)
    case = received(cast)
    if state in ("correcting", "corrected"):
        permits.ask_correction(case, by=cast.officer1, on=day(3, 3), items=["健康证明"])
    if state == "corrected":
        permits.take_correction(case, by=cast.officer1, on=day(3, 4), materials=["健康证明"])
    if state == "refused":
        permits.refuse(case, by=cast.officer1, on=ON, ground="not_needed", reason="不需要许可。")
    return case


def kept() -> list[Any]:
    """All that an act could change."""
    models = (Application, Case, Deadline, SpecialProcedure, ThirdParty, PermitHearing)
    rows = [sorted(map(str, model._default_manager.values_list())) for model in models]
    return [*rows, AuditEntry.objects.count()]


# Name -> what is done, the audit entry it leaves, and the states it is done in.
ACTS: dict[str, tuple[Do, str, tuple[str, ...]]] = {
    "receive": (
        lambda case, by: permits.receive(
            case, by=by, on=ON, channel="post", materials=["申请书"], joint=False
        ),
        "application.receive",
        OPEN,
    ),
    "fix": (
        lambda case, by: permits.correct_on_spot(case, by=by, on=ON, what="门牌号笔误"),
        "application.fix",
        OPEN,
    ),
    "ask": (
        lambda case, by: permits.ask_correction(case, by=by, on=ON, items=["平面图"]),
        "application.ask",
        ("received",),
    ),
    "correct": (
        lambda case, by: permits.take_correction(case, by=by, on=ON, materials=["平面图"]),
        "application.correct",
        ("correcting",),
    ),
    "refuse": (
        lambda case, by: permits.refuse(
            case, by=by, on=ON, ground="false", reason="营业执照系伪造。"
        ),
        "application.refuse",
        OPEN,
    ),
    "accept": (lambda case, by: cases.file(case, by=by, on=ON), "case.file", OPEN),
    "false": (
        lambda case, by: permits.find_false(case, by=by, on=ON),
        "application.false",
        ("accepted", "decided"),
    ),
    "special": (
        lambda case, by: permit_steps.start_special(
            case, by=by, on=ON, kind="experts", days_needed=3
        ),
        "application.special",
        ("accepted",),
    ),
    "tell": (
        lambda case, by: permit_steps.tell(
            case, by=by, on=ON, name="邻里业委会", interest="采光通风。"
        ),
        "application.tell",
        ("accepted",),
    ),
    "announce": (
        lambda case, by: permit_hearings.announce(case, by=by, on=ON, subject="公共利益。"),
        "permit_hearing.open",
        ("accepted",),
    ),
    "extend": (
        lambda case, by: permit_steps.extend(case, by=by, on=ON, reasons="事项复杂。"),
        "application.extend",
        ("accepted",),
    ),
}
DONE = [(name, state) for name, (_, _, states) in ACTS.items() for state in states]
REFUSED = [
    (name, state)
    for name, (_, _, states) in ACTS.items()
    for state in STATES
    if state not in states
]
# What a refused move says: by the act and, where it differs, by the state.
SAYS = {
    **dict.fromkeys(("receive", "fix", "refuse"), "不能再这样办理"),
    "ask": "不能再这样办理",
    "ask correcting": "已于2026-03-03告知补正，需要补正的全部内容应当一次告知",
    "ask corrected": "已于2026-03-03告知补正，需要补正的全部内容应当一次告知",
    "correct": "不能收到补正材料",
    "accept": "不能立案",
    "false": "申请未受理或者已经记录",
    **dict.fromkeys(("special", "tell", "announce", "extend"), "申请尚未受理或者已经作出决定"),
}


def actor(cast: Cast, name: str) -> User:
    """Who does the act: the lead of the case, or the head who gives more time."""
    return cast.head if name == "extend" else cast.officer1


@pytest.mark.parametrize(("name", "state"), DONE)
def test_an_act_that_is_due_is_done_and_logged(cast: Cast, name: str, state: str) -> None:
    case = in_state(cast, state)
    act, action, _ = ACTS[name]
    before = AuditEntry.objects.filter(action=action).count()

    act(case, actor(cast, name))

    entries = AuditEntry.objects.filter(action=action).order_by("-pk")
    assert entries.count() == before + 1
    assert entries[0].agency_id == cast.bureau.pk
    assert entries[0].actor_id == actor(cast, name).pk


@pytest.mark.parametrize(("name", "state"), REFUSED)
def test_an_act_out_of_order_is_refused_and_leaves_nothing(
    cast: Cast, name: str, state: str
) -> None:
    case = in_state(cast, state)
    before = kept()

    with pytest.raises(RuleError, match=SAYS.get(f"{name} {state}", SAYS[name])) as caught:
        ACTS[name][0](case, actor(cast, name))

    assert kept() == before
    assert caught.value.remedy
    assert isinstance(caught.value, StaleError) == (name in ("correct", "accept"))


HANDLERS_ONLY = [name for name in ACTS if name not in ("accept", "extend")]
WITHOUT_RIGHT = ("unithead", "head", "reviewer", "publisher", "listadmin", "supervisor", "admin")


@pytest.mark.parametrize("name", HANDLERS_ONLY)
def test_only_the_officers_of_the_case_act(cast: Cast, name: str) -> None:
    case = in_state(cast, ACTS[name][2][0])
    third = factories.account_of(factories.officer(cast.bureau, name="安试三"))
    before = kept()

    for person in WITHOUT_RIGHT:
        with pytest.raises(PermissionDenied):
            ACTS[name][0](case, cast.people[person])
    for stranger in (cast.outsider, third):
        with pytest.raises(RuleError, match="只有本案承办人员可以办理"):
            ACTS[name][0](case, stranger)

    assert kept() == before


@pytest.mark.parametrize("name", HANDLERS_ONLY)
def test_the_second_officer_may_do_what_the_first_may(cast: Cast, name: str) -> None:
    case = in_state(cast, ACTS[name][2][0])

    ACTS[name][0](case, cast.officer2)

    assert AuditEntry.objects.filter(action=ACTS[name][1], actor_id=cast.officer2.pk).exists()


@pytest.mark.parametrize("name", ["officer1", "officer2", "unithead", "head"])
def test_an_application_is_accepted_by_a_handler_or_above(cast: Cast, name: str) -> None:
    case = cases.file(received(cast), by=cast.people[name], on=ON)

    assert application(case).status == "accepted"


@pytest.mark.parametrize("name", ["reviewer", "publisher", "supervisor", "admin", "outsider"])
def test_nobody_else_accepts_it(cast: Cast, name: str) -> None:
    case = received(cast)
    before = kept()

    with pytest.raises(PermissionDenied):
        cases.file(case, by=cast.people[name], on=ON)

    assert kept() == before


def test_a_head_who_was_recused_gives_no_time(cast: Cast) -> None:
    case = accepted(cast)
    asked = Incident.objects.create(
        case=case,
        kind=Incident.Kind.RECUSAL,
        ground="interest",
        reason="与申请人有亲属关系。",
        applied_on=RECEIVED,
        applied_by=cast.officer1,
        person=cast.head,
    )
    Incident.objects.filter(pk=asked.pk).update(
        status=Incident.Status.DONE,
        decided_by=cast.unithead,
        decided_on=RECEIVED,
        decided_as=Incident.Body.COLLECTIVE,
        decided_note="主要负责人和分管负责人参加。",
    )

    with pytest.raises(RuleError, match="您已经回避本案"):
        permit_steps.extend(case, by=cast.head, on=ON, reasons="事项复杂。")
    assert application(case).extended_on is None


def test_the_head_of_another_bureau_gives_no_time(cast: Cast) -> None:
    stranger = factories.user("head", cast.other_bureau)

    with pytest.raises(PermissionDenied):
        permit_steps.extend(accepted(cast), by=stranger, on=ON, reasons="事项复杂。")


ANSWERS = ("ask", "refuse", "accept")


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_ends_the_days_to_tell_what_is_missing(cast: Cast, name: str) -> None:
    case = received(cast)

    ACTS[name][0](case, cast.officer1)

    clock = Deadline.objects.get(subject_id=str(case.pk), key=intake.CORRECTION)
    assert (clock.outcome, clock.ended_on) == ("met", ON)


@pytest.mark.parametrize("name", ["receive", "fix"])
def test_taking_papers_is_no_answer(cast: Cast, name: str) -> None:
    case = received(cast)

    ACTS[name][0](case, cast.officer1)

    clock = Deadline.objects.get(subject_id=str(case.pk), key=intake.CORRECTION)
    assert (clock.outcome, clock.ended_on) == ("open", None)


@pytest.mark.parametrize(
    ("ground", "words"), [(row.value, str(row.label)) for row in permits.Ground]
)
def test_a_refusal_is_logged_with_its_reason(cast: Cast, ground: str, words: str) -> None:
    case = in_state(cast, "correcting")

    permits.refuse(
        case, by=cast.officer1, on=ON, ground=ground, reason=f" {words} ", told_organ=" 云溪县局 "
    )

    row = application(case)
    assert (row.reason, row.told_organ, row.ground) == (words, "云溪县局", ground)
    entry = AuditEntry.objects.get(action="application.refuse")
    assert words in str(entry.data)
    case.refresh_from_db()
    assert (case.status, case.number) == ("rejected", "")
