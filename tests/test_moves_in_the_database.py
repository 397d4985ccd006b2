"""What is not in a table of moves is refused by the database too, and the two tables are the same."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from core.flow import Flow, Move
from core.triggers import moves_only, refusal
from disclosure.models import ExternalRecord, Publication
from enforcement import flows as tables
from enforcement.models import Case, Hearing, Incident
from legal_review.gates import bodies
from tests import factories
from tests.base import Cast
from tests.incidents import asked
from tests.moving import put, way
from tests.test_moves import flows

REMEDY = (
    "make a new migration that installs moves_only({table!r}, {moves!r}, starts={starts!r}) "
    "(like enforcement 0030): the table of moves and the database differ"
)


def by_table() -> dict[str, list["Flow[Model]"]]:
    """The flows of every database table."""
    found: dict[str, list[Flow[Model]]] = {}
    for _name, flow in flows():
        found.setdefault(flow.model._meta.db_table, []).append(flow)
    return found


def code(table: str, key: str, state: str) -> str:
    """The code of the gate that refuses the state; "" when none does."""
    sql = f'UPDATE "{table}" SET status = %s WHERE id = %s'  # noqa: S608  # own names
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [state, key])
            transaction.set_rollback(True)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


def states(model: type[Model]) -> Iterator[str]:
    """The states of a model."""
    yield from (value for value, _label in model._meta.get_field("status").flatchoices)  # type: ignore[union-attr]  # a column


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(by_table()))
def test_the_database_holds_the_moves_of_the_table_and_no_others(table: str) -> None:
    own = by_table()[table]
    moves = {flow.rows: flow.pairs for flow in own}
    held = bodies(connection)
    for gate in moves_only(table, moves, starts=own[0].starts):
        for statement in gate.create[connection.vendor][:1]:
            condition = statement.partition("WHEN ")[2].partition(" BEGIN ")[0]
            condition = condition or statement.partition("IF (")[2].partition(") THEN")[0]
            assert any(
                name.startswith(gate.name) and condition in sql for name, sql in held.items()
            ), REMEDY.format(table=table, moves=moves, starts=own[0].starts)


def test_every_model_with_a_table_of_moves_is_named() -> None:
    names = {table.rpartition("_")[2] for table in by_table()}
    assert names == {
        *("application", "case", "courtapplication", "decision", "deferral", "discussion"),
        *("draw", "forcedexecution", "hearing", "incident", "inspectiontask", "licence"),
        *("measure", "stay", "substitution", "publication", "review", "upload"),
        *("reviewsupplement", "reviewobjection"),
        *("reviewcatalogue", "entryversion", "registerentry", "listversion"),
        "listwithholding",
        *("disposalappraisal", "loan", "supplement", "supply"),
        *("campaign", "filereview", "rectification", "scoresheet"),
        *("qualitysample", "secondreview", "liability", "yearlyreport"),
        *("penaltyfiling", "reviewextension", "correctionrequest", "complaint"),
        *("publicfile", "consultation", "frequentquestion"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", [s for s in states(Case) if s not in ("draft", "filed", "rejected")]
)
def test_a_draft_case_skips_no_step_by_sql(cast: Cast, state: str) -> None:
    row = factories.case(cast.bureau)
    assert code("enforcement_case", key(row), state) != ""
    assert Case.objects.get(pk=row.pk).status == "draft"


@pytest.mark.django_db
def test_a_case_is_not_archived_before_it_is_closed(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    assert code("enforcement_case", key(row), "rejected") == "MOVE"
    assert code("enforcement_case", key(row), "filed") == ""
    assert code("enforcement_case", key(row), "closed") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["sent", "accepted", "objected", "ended"])
def test_a_recusal_has_no_states_of_a_transfer(cast: Cast, state: str) -> None:
    row = asked(
        factories.case(cast.bureau, filed=True),
        "recusal",
        on=factories.DECIDED,
        officer=cast.officers[1],
    )
    made = {"decided_by": cast.head, "decided_on": factories.DECIDED, "decided_as": "head"}
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(
            status=state, opinion="同意。", started_on=factories.DECIDED, target_name="甲", **made
        )
    assert (refusal(caught.value) or ("",))[0] in ("MOVE", "INCIDENT")


@pytest.mark.django_db
def test_a_hearing_is_not_written_as_held(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, fine_cents=5_000_000, result="罚款人民币50000元。")
    notice = factories.notify(decision, on=factories.Days.before(factories.DECIDED).notified)
    row = Hearing(
        case=notice.case,
        notice=notice,
        status="held",
        ground="withdrawn",
        held_on=factories.DECIDED,
        record="笔录。",
        signed=True,
        created_by=cast.officer1,
    )
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        row.save(force_insert=True)
    assert (refusal(caught.value) or ("",))[0] == "MOVE"


@pytest.mark.django_db
def test_a_decision_goes_public_through_its_approval_only(cast: Cast) -> None:
    row = factories.redact(factories.duty(factories.issued(cast.bureau)))
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(
            status="published",
            approved_by=cast.publisher2,
            first_published_on=factories.DECIDED,
        )
    assert (refusal(caught.value) or ("",))[0] == "MOVE"
    assert ExternalRecord.objects.count() == 0


def key(row: Case) -> str:
    """The key as a statement writes it on this database."""
    return row.pk.hex if connection.vendor == "sqlite" else str(row.pk)


# ------------------------------------------------------------------------------- the tool
def test_the_way_to_a_state_goes_along_the_table() -> None:
    assert way(tables.CASE, "draft", "archived") == ["filed", "closed", "archived"]
    assert way(tables.CASE, "filed", "filed") == []
    with pytest.raises(ValueError, match="no way from archived to draft"):
        way(tables.CASE, "archived", "draft")


def test_pairs_leave_out_what_stays_and_are_sorted() -> None:
    moves = [Move("b", ("y", "x"), "y", "乙"), Move("a", ("x",), "w", "甲")]
    flow = Flow(Case, moves)
    assert flow.pairs == [("x", "w"), ("x", "y")]
    assert flow.starts == ("draft",)


@pytest.mark.django_db
def test_a_row_is_put_where_its_table_leads(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    put(row, "closed", title="改名")
    again = Case.objects.get(pk=row.pk)
    assert (again.status, again.title) == ("closed", "改名")
