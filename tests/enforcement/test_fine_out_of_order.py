"""Every act in every state of the fine: what the order of the law leaves open, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from core.errors import StaleError
from enforcement.models import Case, Decision
from enforcement.services import decisions
from tests.base import Cast, day
from tests.enforcement.dossier import again, audited, draft
from tests.enforcement.fine_states import FIRST, UNTIL, Fine, reach, refused
from tests.enforcement.fined import FINE, SERVED

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# The acts on each kind of row, the states it may be in, and the acts a state leaves open.
DEFERRAL = {"defer": {"grant", "refuse"}, "defer grant": set[str](), "defer refuse": set[str]()}
STAY = {"stay": {"end"}, "stay end": set[str]()}
COURT = {
    "urge ask": {"accept", "declined"},
    "urge ask accept": {"executed", "ended", "declined"},
    "urge ask declined": set[str](),
    "urge ask accept executed": set[str](),
    "urge ask accept ended": set[str](),
    "urge ask accept declined": set[str](),
}
ACTS = {
    ("grant", "refuse"): DEFERRAL,
    ("end",): STAY,
    ("accept", "executed", "ended", "declined"): COURT,
}
MATRIX = [
    (path, name, name in left)
    for names, states in ACTS.items()
    for path, left in states.items()
    for name in names
]


@pytest.mark.parametrize(("path", "name", "open_"), MATRIX)
def test_a_row_moves_only_as_its_state_allows(
    cast: Cast, path: str, name: str, open_: bool
) -> None:
    fine = reach(cast, path)
    if open_:
        assert fine.act(name)
        return
    error = refused(lambda: fine.act(name))
    assert isinstance(error, StaleError)
    assert error.message.startswith("当前状态为")
    assert "第" in error.article
    assert error.remedy == "请刷新页面，查看最新状态后再操作。"


ON_FINE = ("pay", "spot", "defer", "urge", "ask")


def drafted(cast: Cast) -> Fine:
    content: dict[str, Any] = {"penalty_kinds": ["fine"], "fine_cents": FINE}
    return Fine(cast, draft(cast.bureau, procedure="simple", on=SERVED, **content))


def unserved(cast: Cast) -> Fine:
    fine = drafted(cast)
    decisions.issue(fine.row, by=cast.head, on=SERVED)
    return Fine(cast, again(fine.row))


def warned(cast: Cast) -> Fine:
    return reach(cast, fine=0, penalty_kinds=["warning"], result="警告。")


def revoked(cast: Cast) -> Fine:
    fine = reach(cast)
    decisions.revoke(fine.row, by=cast.head, on=day(3, 2), ground="复议决定撤销。")
    return Fine(cast, again(fine.row))


def closed(cast: Cast) -> Fine:
    fine = reach(cast)
    Case.objects.filter(pk=fine.row.case_id).update(status=Case.Status.CLOSED)
    return Fine(cast, again(fine.row))


@pytest.mark.parametrize("name", ON_FINE)
@pytest.mark.parametrize("state", [drafted, unserved, warned, revoked, closed])
def test_without_a_fine_in_effect_nothing_is_carried_out(
    cast: Cast, state: Callable[[Cast], Fine], name: str
) -> None:
    fine = state(cast)
    error = refused(lambda: fine.act(name))
    assert "本案没有已生效且需要缴纳款项的处罚决定，或者案件已经办结" in error.message
    assert error.article == "行政处罚法第六十六条"


@pytest.mark.parametrize(
    ("path", "name"),
    [("defer", "grant"), ("defer", "refuse"), ("urge", "hear")],
)
@pytest.mark.parametrize("way", ["revoked", "closed"])
def test_what_was_under_way_stops_with_the_fine(cast: Cast, path: str, name: str, way: str) -> None:
    fine = reach(cast, path)
    if way == "revoked":
        decisions.revoke(fine.row, by=cast.head, on=day(3, 20), ground="复议决定撤销。")
    else:
        Case.objects.filter(pk=fine.row.case_id).update(status=Case.Status.CLOSED)
    fine = Fine(cast, again(fine.row))
    assert "案件已经办结" in refused(lambda: fine.act(name)).message


@pytest.mark.parametrize("state", [drafted, revoked])
def test_what_binds_nobody_is_not_challenged(cast: Cast, state: Callable[[Cast], Fine]) -> None:
    fine = state(cast)
    error = refused(lambda: fine.act("stay"))
    assert error.message == "决定尚未作出，或者已被撤销、变更，不能登记复议、诉讼。"
    assert error.article == "行政处罚法第七十三条"


@pytest.mark.parametrize("state", [unserved, warned, closed])
def test_whatever_binds_may_be_challenged(cast: Cast, state: Callable[[Cast], Fine]) -> None:
    assert state(cast).stay().status == "running"


@pytest.mark.parametrize("way", [revoked, closed])
def test_a_review_ends_although_the_decision_did(cast: Cast, way: Callable[[Cast], Fine]) -> None:
    fine = reach(cast, "stay")
    if way is revoked:
        decisions.revoke(fine.row, by=cast.head, on=day(3, 20), ground="复议决定撤销。")
    else:
        Case.objects.filter(pk=fine.row.case_id).update(status=Case.Status.CLOSED)
    assert Fine(cast, again(fine.row)).end().status == "ended"


@pytest.mark.parametrize(
    ("path", "name", "status"),
    [
        ("defer refuse", "defer", "applied"),
        ("stay end", "stay", "running"),
        ("urge ask declined", "ask", "applied"),
        ("urge ask accept ended", "ask", "applied"),
    ],
)
def test_what_has_ended_may_be_begun_again(cast: Cast, path: str, name: str, status: str) -> None:
    fine = reach(cast, path)
    later = day(6, 8) if name == "ask" else day(4, 2)
    row = fine.act(name, on=later)
    assert getattr(row, "status", "") == status


@pytest.mark.parametrize(
    "path", ["", "defer", "stay", "urge", "urge ask", "defer grant", "stay end"]
)
def test_the_party_may_pay_at_any_time(cast: Cast, path: str) -> None:
    """Nothing that runs keeps money out: execution goes on during 复议 and 诉讼 (行政处罚法 73)."""
    fine = reach(cast, path)
    assert fine.pay(on=FIRST).cents == FINE


@pytest.mark.parametrize("path", ["stay", "defer"])
def test_neither_a_review_nor_a_request_keeps_the_party_from_being_urged(
    cast: Cast, path: str
) -> None:
    assert reach(cast, path).urge().owed_cents >= FINE


def test_a_request_may_be_granted_while_a_review_runs(cast: Cast) -> None:
    fine = reach(cast, "defer stay")
    assert fine.grant().until == UNTIL


# The act, the row it ends, and the entry it leaves.
ENTRIES = [
    ("", "pay", "payment.record"),
    ("spot", "turn_in", "payment.turn_in"),
    ("spot turn_in", "bank", "payment.bank"),
    ("", "defer", "deferral.apply"),
    ("defer", "grant", "deferral.grant"),
    ("defer", "refuse", "deferral.refuse"),
    ("", "stay", "stay.begin"),
    ("stay", "end", "stay.end"),
    ("", "urge", "urging.serve"),
    ("urge", "hear", "urging.hear"),
    ("urge", "ask", "courtapplication.apply"),
    ("urge ask", "accept", "courtapplication.accept"),
    ("urge ask", "declined", "courtapplication.refuse"),
    ("urge ask accept", "executed", "courtapplication.execute"),
    ("urge ask accept", "ended", "courtapplication.end"),
]


@pytest.mark.parametrize(("path", "name", "action"), ENTRIES)
def test_every_act_leaves_an_entry_on_its_row(
    cast: Cast, path: str, name: str, action: str
) -> None:
    fine = reach(cast, path)
    rows = getattr(fine.row, f"{action.partition('.')[0]}s")
    fine.act(name)
    assert audited(rows.latest("pk"), action)


def test_the_decision_itself_is_never_touched(cast: Cast) -> None:
    fine = reach(cast)
    before = Decision.objects.filter(pk=fine.row.pk).values().get()
    for name in ("spot", "turn_in", "bank", "stay", "end", "urge", "hear", "ask", "accept"):
        fine.act(name)
    fine.executed()
    assert Decision.objects.filter(pk=fine.row.pk).values().get() == before
