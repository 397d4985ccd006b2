"""Who urges, hears, decides and executes, and in which state: forced execution and substitution."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import StaleError
from core.models import AuditEntry
from enforcement.models import Agency, Decision, ForcedExecution, Substitution, User
from enforcement.services import forced, officers, substitution
from tests import coercion, factories
from tests.base import Cast, day
from tests.coercion import DECIDED, URGED
from tests.enforcement.coerced import refuses
from tests.factories import at
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WORKDAY = day(4, 27)
SIGNED: dict[str, Any] = {
    "started_at": at(WORKDAY, 9),
    "ended_at": at(WORKDAY, 11),
    "record": "清运完毕。",
    "supervisors": "安试一、安试二",
    "signatures": "均已签名。",
    "cost_cents": 280_000,
}
Act = Callable[[Any, User], object]


def urge(decision: Decision, by: User) -> ForcedExecution:
    return forced.urge(
        decision,
        by=by,
        on=URGED,
        way="restore",
        perform_until=day(4, 17),
        perform_how="自行清除。",
        number="催一号",
    )


def order(decision: Decision, by: User) -> Substitution:
    return substitution.order(decision, by=by, on=DECIDED, number="代一号", what=coercion.order())


def decide(row: ForcedExecution, by: User) -> ForcedExecution:
    return forced.decide(
        row,
        by=by,
        on=DECIDED,
        number="执一号",
        power_basis="《城乡规划法》第六十八条",
        reason="逾期不履行。",
        means="组织清除。",
    )


HANDLERS: dict[str, tuple[str, Act]] = {
    "urge": ("decision", urge),
    "hear": (
        "urged",
        lambda row, by: forced.hear(
            row, by=by, on=day(4, 9), text="申辩", answer="不采纳", answered_on=day(4, 9)
        ),
    ),
    "execute": (
        "decided",
        lambda row, by: forced.execute(
            row, by=by, started_at=at(WORKDAY, 9), ended_at=at(WORKDAY, 10), record="清除。"
        ),
    ),
    "perform": (
        "decided",
        lambda row, by: forced.perform(row, by=by, on=day(4, 22), record="已清除。"),
    ),
    "substitute": ("ordered", lambda row, by: substitution.urge(row, by=by, on=day(4, 22))),
    "work": ("warned", lambda row, by: substitution.carry_out(row, by=by, **SIGNED)),
    "clear": (
        "ordered",
        lambda row, by: forced.perform(row, by=by, on=day(4, 22), record="已清运。"),
    ),
}
HEADS: dict[str, tuple[str, Act]] = {
    "decide": ("urged", decide),
    "order": ("decision", order),
}


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return coercion.binding(cast.bureau)


def in_state(cast: Cast, decision: Decision, state: str) -> Any:
    """An execution, or with "ordered" and "warned" a substitution, brought to the state."""
    if state == "decision":
        return decision
    if state in ("ordered", "warned", "substituted", "cleared"):
        return substituted(cast, order(decision, cast.head), state)
    row = urge(decision, cast.officer1)
    if state != "urged":
        decide(row, cast.head)
    if state in ("executed", "performed"):
        HANDLERS["execute" if state == "executed" else "perform"][1](row, cast.officer1)
    return ForcedExecution.objects.get(pk=row.pk)


def substituted(cast: Cast, row: Substitution, state: str) -> Substitution:
    if state in ("warned", "substituted"):
        HANDLERS["substitute"][1](row, cast.officer1)
    if state in ("substituted", "cleared"):
        HANDLERS["work" if state == "substituted" else "clear"][1](row, cast.officer1)
    return Substitution.objects.get(pk=row.pk)


# ------------------------------------------------------------------------------- people
@pytest.mark.parametrize("name", ["unithead", "head", "reviewer", "supervisor"])
@pytest.mark.parametrize("act", HANDLERS)
def test_only_who_records_steps_carries_an_execution_through(
    cast: Cast, decision: Decision, act: str, name: str
) -> None:
    state, do = HANDLERS[act]
    row, before = in_state(cast, decision, state), AuditEntry.objects.count()
    with pytest.raises(PermissionDenied):
        do(row, cast.people[name])
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("act", HANDLERS)
def test_only_a_handler_of_the_case_carries_it_through(
    cast: Cast, decision: Decision, act: str
) -> None:
    state, do = HANDLERS[act]
    row = in_state(cast, decision, state)
    stranger = factories.account_of(factories.officer(cast.bureau, name="安试三"))
    for person in (stranger, cast.outsider):
        with refuses("只有本案承办人员可以办理", "行政处罚法第四十二条"):
            do(row, person)


@pytest.mark.parametrize("name", ["officer1", "unithead", "reviewer", "admin"])
@pytest.mark.parametrize("act", HEADS)
def test_only_the_head_orders(cast: Cast, decision: Decision, act: str, name: str) -> None:
    state, do = HEADS[act]
    row = in_state(cast, decision, state)
    for person in (cast.people[name], factories.user("head", cast.other_bureau)):
        with pytest.raises(PermissionDenied):
            do(row, person)


@pytest.mark.parametrize("act", HEADS)
def test_no_organisation_that_acts_by_delegation_orders(
    cast: Cast, decision: Decision, act: str
) -> None:
    Agency.objects.filter(pk=cast.bureau.pk).update(kind=Agency.Kind.DELEGATED)
    target = Decision.objects.get(pk=decision.pk)
    with refuses("不得委托", "行政强制法第十七条", "officers"):
        urge(target, cast.officer1) if act == "decide" else order(target, cast.head)


@pytest.mark.parametrize("act", ["execute", "work"])
def test_two_certified_officers_are_at_the_scene(cast: Cast, decision: Decision, act: str) -> None:
    state, do = HANDLERS[act]
    row = in_state(cast, decision, state)
    for certificate in cast.officers[1].certificates.all():
        officers.end_certificate(certificate, on=day(4, 25), reason="到期未审验")
    with refuses("至少需要2名", "行政处罚法第四十二条", "officers"):
        do(row, cast.officer1)


# ------------------------------------------------------------------------------- states
STATES = {
    "urged": {"hear", "decide", "perform"},
    "decided": {"execute", "perform"},
    "executed": set[str](),
    "performed": set[str](),
    "ordered": {"substitute", "clear"},
    "warned": {"work", "clear"},
    "substituted": set[str](),
    "cleared": set[str](),
}
FORCED_ACTS = ("hear", "decide", "execute", "perform")
OF: dict[str, tuple[str, ...]] = {
    state: FORCED_ACTS if state in list(STATES)[:4] else ("substitute", "work", "clear")
    for state in STATES
}


@pytest.mark.parametrize(("state", "act"), [(s, act) for s in STATES for act in OF[s]])
def test_each_act_has_its_states(cast: Cast, decision: Decision, state: str, act: str) -> None:
    row = in_state(cast, decision, state)
    do, by = (HEADS[act][1], cast.head) if act in HEADS else (HANDLERS[act][1], cast.officer1)
    before = AuditEntry.objects.count()
    if act in STATES[state]:
        do(row, by)
        assert AuditEntry.objects.count() > before
        return
    with pytest.raises(StaleError) as error:
        do(row, by)
    assert row.get_status_display() in error.value.message
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("state", ["decided", "ordered"])
def test_what_the_party_did_itself_is_told_in_words(
    cast: Cast, decision: Decision, state: str
) -> None:
    row = in_state(cast, decision, state)
    with refuses("应当记录当事人履行的情况", "行政强制法第三十五条、第五十一条", "record"):
        forced.perform(row, by=cast.officer1, on=day(4, 22), record="\t")
    forced.perform(row, by=cast.officer1, on=day(4, 22), record=" 已自行清除。 ")
    row.refresh_from_db()
    assert (row.status, row.record) == ("performed", "2026-04-22 已自行清除。")


def test_rows_are_seen_with_their_case(cast: Cast, decision: Decision) -> None:
    row, other = in_state(cast, decision, "urged"), in_state(cast, decision, "ordered")
    assert ForcedExecution.objects.visible_to(cast.supervisor).get() == row
    assert Substitution.objects.visible_to(cast.head).get() == other
    assert not ForcedExecution.objects.visible_to(cast.outsider).exists()
    assert not Substitution.objects.visible_to(cast.outsider).exists()
    assert row.agency_id == other.agency_id == cast.bureau.pk
