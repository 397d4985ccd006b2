"""The table of moves: what is not in it cannot happen, and what happens is locked and logged."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError, StaleError
from core.flow import Flow, Move
from core.models import AuditEntry
from disclosure import flows as disclosure_flows
from enforcement import flows
from enforcement.models import Case
from legal_review import flows as legal_review
from tests import factories
from tests.base import Cast

TABLES: list[Flow[Any]] = [
    *(table for table in vars(flows).values() if isinstance(table, Flow)),
    *(table for table in vars(disclosure_flows).values() if isinstance(table, Flow)),
    legal_review.REVIEW,
]
IDS = [table.model.__name__ for table in TABLES]
tables = st.sampled_from(TABLES)


def states(table: Flow[Any]) -> list[str]:
    field = table.model._meta.get_field(table.field)
    return [value for value, _label in field.choices]


def test_every_table_of_the_portal_is_looked_at() -> None:
    assert set(IDS) >= {"Case", "Decision", "Review", "Publication"}


@pytest.mark.parametrize("table", TABLES, ids=IDS)
def test_a_table_names_only_states_of_its_model(table: Flow[Any]) -> None:
    known = set(states(table))
    for move in table.moves.values():
        assert {*move.sources, move.target} <= known, move.name
        assert move.target not in move.sources or len(move.sources) > 1 or move.label
        assert str(move.label)


@pytest.mark.parametrize("table", TABLES, ids=IDS)
def test_every_state_is_reached_from_the_first(table: Flow[Any]) -> None:
    first = table.model._meta.get_field(table.field).get_default()
    reached, grown = {first}, True
    while grown:
        more = {m.target for m in table.moves.values() if reached & set(m.sources)} - reached
        reached |= more
        grown = bool(more)

    same = [other for other in TABLES if other.model is table.model]
    others = {m.target for other in same for m in other.moves.values()}
    assert reached | (others if len(same) > 1 else set()) == set(states(table))


@given(data=st.data(), table=tables)
def test_a_row_offers_exactly_the_moves_of_its_state(data: st.DataObject, table: Flow[Any]) -> None:
    state = data.draw(st.sampled_from(states(table)))
    row = table.model(**{table.field: state})

    offered = {move.name for move in table.allowed(row)}

    assert offered == {name for name, move in table.moves.items() if state in move.sources}


@pytest.mark.django_db
@given(table=tables, name=st.text(max_size=12))
def test_a_move_that_is_not_in_the_table_does_not_exist(table: Flow[Any], name: str) -> None:
    if name in table.moves:
        return
    with pytest.raises(StaleError, match="没有这一环节"):
        table.move(table.model(), name, by=None)


# ------------------------------------------------------------------------------- on a real row
CASE: Flow[Case] = Flow(
    Case,
    [
        Move("file", ("draft",), "filed", "立案", "某条"),
        Move("reject", ("draft",), "rejected", "不予立案"),
    ],
)


@pytest.fixture
def row(cast: Cast) -> Case:
    return factories.case(cast.bureau)


@pytest.mark.django_db
def test_a_move_saves_the_state_and_the_named_fields_and_logs_both(cast: Cast, row: Case) -> None:
    moved = CASE.move(
        row, "reject", by=cast.unithead, changes={"close_ground": "理由"}, note="说明"
    )

    kept = Case.objects.get(pk=row.pk)
    assert (kept.status, kept.close_ground) == ("rejected", "理由")
    assert (row.status, moved.status) == ("rejected", "rejected"), "the caller's row follows"
    entry = AuditEntry.objects.get(action="case.reject")
    assert (entry.actor_id, entry.object_id) == (cast.unithead.pk, str(row.pk))
    assert '"from":"draft"' in entry.data
    assert '"to":"rejected"' in entry.data
    assert '"note":"说明"' in entry.data


@pytest.mark.django_db
def test_only_the_named_fields_are_written(cast: Cast, row: Case) -> None:
    row.title = "在内存中改过的名称"

    CASE.move(row, "reject", by=cast.unithead)

    assert Case.objects.get(pk=row.pk).title == "晨星商贸销售过期食品案"


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["filed", "decided", "closed", "archived", "rejected"])
def test_a_move_from_another_state_is_stale(cast: Cast, row: Case, state: str) -> None:
    table = Flow(Case, [Move("file", (state,), "filed", "立案", "某条")])

    with pytest.raises(StaleError, match="当前状态为“待立案”，不能立案") as caught:
        table.move(row, "file", by=cast.unithead)
    assert caught.value.article == "某条"
    assert "刷新" in caught.value.remedy
    assert not AuditEntry.objects.filter(action="case.file").exists()


@pytest.mark.django_db
def test_the_row_is_read_anew_before_it_is_judged(cast: Cast, row: Case) -> None:
    """The caller's copy says draft; somebody else has rejected the case meanwhile."""
    CASE.move(Case.objects.get(pk=row.pk), "reject", by=cast.unithead)
    assert row.status == "draft"

    with pytest.raises(StaleError, match="不予立案"):
        CASE.move(row, "reject", by=cast.head)
    assert AuditEntry.objects.filter(action="case.reject").count() == 1


@pytest.mark.django_db
def test_a_check_sees_the_locked_row_and_may_refuse(cast: Cast, row: Case) -> None:
    seen: list[str] = []

    def refuse(fresh: Case) -> None:
        seen.append(fresh.status)
        raise RuleError("不行。")

    with pytest.raises(RuleError, match="不行"):
        CASE.move(row, "reject", by=cast.unithead, check=refuse)

    assert seen == ["draft"]
    assert Case.objects.get(pk=row.pk).status == "draft"
    assert row.status == "draft"


@pytest.mark.django_db
def test_a_failure_after_the_move_takes_state_and_log_back(cast: Cast, row: Case) -> None:
    def move_and_fail() -> None:
        with transaction.atomic():
            CASE.move(row, "reject", by=cast.unithead)
            raise RuntimeError("later")

    with pytest.raises(RuntimeError, match="later"):
        move_and_fail()

    assert Case.objects.get(pk=row.pk).status == "draft"
    assert not AuditEntry.objects.filter(action="case.reject").exists()


@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(names=st.lists(st.sampled_from([*flows.CASE.moves]), max_size=6))
def test_a_random_walk_stays_on_the_table(cast: Cast, row: Case, names: list[str]) -> None:
    with transaction.atomic():
        state = "draft"
        for name in names:
            move = flows.CASE.moves[name]
            try:
                with transaction.atomic():
                    flows.CASE.move(Case.objects.get(pk=row.pk), name, by=cast.head)
            except StaleError:
                assert state not in move.sources
            except DatabaseError:
                assert state in move.sources, "the database asks for more than the table"
            else:
                assert state in move.sources
                state = move.target
            assert Case.objects.get(pk=row.pk).status == state
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_row_is_locked_while_it_is_judged(cast: Cast, row: Case) -> None:
    with CaptureQueriesContext(connection) as queries:
        CASE.move(row, "reject", by=cast.unithead)

    assert "FOR UPDATE" in " ".join(query["sql"] for query in queries)


@pytest.mark.django_db
def test_a_lock_alone_gives_the_fresh_row_or_refuses(cast: Cast, row: Case) -> None:
    assert CASE.lock(row, "file").pk == row.pk
    CASE.move(row, "reject", by=cast.unithead)
    with pytest.raises(StaleError):
        CASE.lock(row, "file")


def test_a_state_without_words_is_shown_as_it_is() -> None:
    table: Flow[AuditEntry] = Flow(AuditEntry, [], field="action")

    assert table.display(AuditEntry(action="case.file")) == "case.file"
    assert CASE.display(Case(status="draft")) == "待立案"
