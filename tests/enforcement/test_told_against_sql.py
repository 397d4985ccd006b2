"""What the party was told binds the decision, and no file closes early: against SQL too."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from core.triggers import refusal
from enforcement.models import Case, CaseOfficer, Decision, Defence, Draw, InspectionTask, Notice
from enforcement.services import notices
from tests import coercion, factories
from tests.base import Cast, day
from tests.enforcement import dossier, prepared_draws, visits

pytestmark = pytest.mark.django_db
ON = factories.DECIDED
TOLD = factories.Days.before(ON).notified


def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses the statement; "" when none does."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError as error:
        return (refusal(error) or (str(error), ""))[0]
    return ""


def update(row: Model, **values: Any) -> str:
    """The code of the gate that refuses an UPDATE of the row."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    return code(lambda: rows.update(**values))


def delete(row: Model) -> str:
    """The code of the gate that refuses a DELETE of the row."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        return code(lambda: cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row.pk]))  # noqa: S608  # own names


def issue(row: Decision, on: date, **values: Any) -> str:
    """The code of the gate that refuses an UPDATE which makes the decision."""
    made = {
        "status": "issued",
        "doc_no": "X〔2026〕1号",
        "remedies": "复议",
        "issued_on": on,
        "issued_by": factories.someone(row.agency, "head"),
    }
    return update(row, **{**made, **values})


def told(cast: Cast) -> Notice:
    return dossier.tell(dossier.draft(cast.bureau), on=TOLD)


@pytest.fixture
def notice(cast: Cast) -> Notice:
    return told(cast)


# ------------------------------------------------------------------------------- the notice
@pytest.mark.parametrize(
    "values",
    [
        {"fine_cents": 9_999_999},
        {"penalty_kinds": ["fine", "revoke"]},
        {"facts": "另一事实"},
        {"served_on": day(1, 5)},
        {"hearing_offered": True},
    ],
)
def test_a_notice_is_not_rewritten(notice: Notice, values: dict[str, Any]) -> None:
    assert update(notice, **values) == "APPEND_ONLY"


def test_a_notice_is_not_deleted(notice: Notice) -> None:
    assert delete(notice) == "APPEND_ONLY"


def test_what_the_party_said_is_not_taken_back(cast: Cast, notice: Notice) -> None:
    notices.waive(notice, by=cast.officer1, on=TOLD, note="书面放弃。")
    assert update(notice, waived_on=None) == "TOLD"
    assert update(notice, waived_on=TOLD + timedelta(days=1)) == "TOLD"


def test_a_superseded_notice_does_not_come_back(cast: Cast, notice: Notice) -> None:
    dossier.tell(notice.decision, on=TOLD + timedelta(days=1))
    assert update(notice, superseded=False) == "TOLD"


def test_a_defence_and_its_answer_stay(cast: Cast, notice: Notice) -> None:
    defence = notices.defend(notice, by=cast.officer1, on=TOLD, text="货值很小。")
    assert update(defence, text="没有意见。") == "APPEND_ONLY"
    assert delete(defence) == "APPEND_ONLY"
    notices.answer(defence, by=cast.officer1, on=TOLD, adopted=False, reasons="已考虑。")
    assert update(Defence.objects.get(pk=defence.pk), adopted=True) == "TOLD"


def test_who_handled_a_case_is_not_struck_out(cast: Cast, notice: Notice) -> None:
    row = CaseOfficer.objects.filter(case=notice.case, officer=cast.officers[1]).get()
    assert delete(row) == "APPEND_ONLY"
    assert update(row, officer=factories.officer(cast.bureau)) == "APPEND_ONLY"
    assert update(row, until=ON) == ""


# ------------------------------------------------------------------------------- the decision
def test_no_penalty_is_made_without_a_notice(cast: Cast) -> None:
    row = dossier.reviewed(dossier.draft(cast.bureau))
    assert issue(row, ON) == "NOT_TOLD"


@pytest.mark.parametrize(("late", "expected"), [(0, "NOT_TOLD"), (1, "")])
def test_no_penalty_is_made_while_the_party_may_defend_itself(
    cast: Cast, notice: Notice, late: int, expected: str
) -> None:
    on = notice.defence_until + timedelta(days=late)
    row = dossier.reviewed(notice.decision, on=notice.served_on)
    assert issue(row, on) == expected


def test_a_waiver_opens_the_way(cast: Cast, notice: Notice) -> None:
    notices.waive(notice, by=cast.officer1, on=TOLD, note="书面放弃。")
    row = dossier.reviewed(notice.decision, on=TOLD)
    assert issue(row, TOLD) == ""


def test_an_unanswered_defence_bars_the_decision(cast: Cast, notice: Notice) -> None:
    defence = notices.defend(notice, by=cast.officer1, on=TOLD, text="货值很小。")
    row = dossier.reviewed(notice.decision, on=TOLD)
    assert issue(row, ON) == "NOT_TOLD"
    notices.answer(defence, by=cast.officer1, on=TOLD, adopted=False, reasons="已考虑。")
    assert issue(row, ON) == ""


def test_no_fine_above_the_notice(cast: Cast, notice: Notice) -> None:
    assert update(notice.decision, fine_cents=notice.fine_cents + 1) == ""
    row = dossier.reviewed(dossier.again(notice.decision), on=TOLD)
    assert issue(row, ON) == "NOT_TOLD"


def test_a_simple_penalty_needs_no_notice(cast: Cast) -> None:
    row = dossier.draft(cast.bureau, procedure="simple")
    assert issue(row, ON) == ""


# ------------------------------------------------------------------------------- the end
def test_a_decision_is_not_served_before_it_was_made(cast: Cast) -> None:
    row = dossier.draft(cast.bureau, procedure="simple")
    issue(row, ON)
    assert update(row, status="served", served_on=ON - timedelta(days=1)) == "SERVED"
    assert update(row, status="served", served_on=ON) == ""
    assert update(row, served_on=ON - timedelta(days=1)) != ""


def test_a_case_is_not_closed_before_its_decision_is_served(cast: Cast) -> None:
    row = dossier.draft(cast.bureau, procedure="simple")
    issue(row, ON)
    case = Case.objects.get(pk=row.case_id)
    assert update(case, status="decided") == ""
    assert update(case, status="closed", ended_on=ON) == "UNFINISHED"
    assert update(row, status="served", served_on=ON) == ""
    assert update(case, status="closed", ended_on=ON) == ""


def test_a_case_is_not_closed_while_execution_is_under_way(cast: Cast) -> None:
    row = coercion.urged(coercion.binding(cast.bureau))
    assert update(row.case, status="closed", ended_on=day(4, 20)) == "UNFINISHED"


def test_a_visit_comes_after_its_approval(cast: Cast) -> None:
    task = visits.arrived(cast)
    assert task.approved_on is not None
    early = task.approved_on - timedelta(days=1)
    assert update(task, arrived_on=early) == "INSPECTION_TASK"
    assert InspectionTask.objects.get(pk=task.pk).arrived_on == visits.FIRST


def test_a_draw_without_pairs_is_not_drawn(cast: Cast) -> None:
    row = prepared_draws.committed(cast)
    values = {
        "seed_value": prepared_draws.VALUE,
        "checkpoint": "x",
        "drawn_on": prepared_draws.SEED_DAY,
        "seed_by": cast.unithead,
    }
    assert update(row, status="drawn", **values) == "DRAW_RESULT"
    assert Draw.objects.get(pk=row.pk).status == "committed"
