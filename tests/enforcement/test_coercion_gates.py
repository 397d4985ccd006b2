"""Raw SQL against measures and executions: each gate and each constraint refuses by its own name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from core.errors import RuleError
from core.triggers import refusal
from enforcement.models import Case, Measure
from enforcement.services import measure_course
from tests import coercion
from tests.base import Cast, day
from tests.coercion import END, ON
from tests.enforcement import coerced
from tests.enforcement.coerced import STATES
from tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LEGAL = {
    "planned": {"approved", "refused"},
    "approved": {"in_force"},
    "in_force": {"due_release", "released", "handed_over", "confiscated"},
    "due_release": {"released", "handed_over", "confiscated"},
}


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def held(case: Case) -> Measure:
    return coerced.in_force(case)


def refused(act: Callable[[], object]) -> str:
    """The code of the gate or the text of the constraint that refuses the act."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    found = refusal(error.value)
    return found[0] if found else str(error.value)


def change(row: Model, **values: Any) -> Callable[[], object]:
    """An UPDATE of the one row that no service stands before."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    return lambda: rows.update(**values)


def copy(row: Model, **values: Any) -> Callable[[], object]:
    """An INSERT of a second row that differs in the values."""
    made = type(row)._base_manager.get(pk=row.pk)
    made.pk = None
    for name, value in values.items():
        setattr(made, name, value)
    return lambda: made.save(force_insert=True)


# ------------------------------------------------------------------------------- the order of things
# What each state must carry, so that only the move itself can be at fault.
CARRIES: dict[str, dict[str, Any]] = {
    "in_force": {
        "started_at": at(ON, 10),
        "from_on": ON,
        "until_on": END,
        "papers_on": ON,
        "doc_no": "一号",
    },
    "released": {"ended_on": ON},
    "handed_over": {"ended_on": ON},
    "confiscated": {"ended_on": ON},
}


@pytest.mark.parametrize(
    ("state", "target"),
    [(s, t) for s in STATES for t in STATES if s != t and t not in LEGAL.get(s, ())],
)
def test_no_state_is_skipped_or_left_again(cast: Cast, case: Case, state: str, target: str) -> None:
    row = coerced.in_state(case, state)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(row, status=target, **CARRIES.get(target, {}))()
    assert coerced.fresh(row).status == state


@pytest.mark.parametrize("target", ["released", "handed_over", "confiscated"])
@pytest.mark.parametrize("state", ["in_force", "due_release"])
def test_a_held_measure_may_end_in_each_way(case: Case, state: str, target: str) -> None:
    row = coerced.in_state(case, state)
    change(row, status=target, ended_on=ON)()
    assert coerced.fresh(row).status == target


@pytest.mark.parametrize("state", [state for state in STATES if state != "planned"])
def test_no_measure_begins_anywhere_but_with_the_request(
    cast: Cast, case: Case, state: str
) -> None:
    assert refused(copy(coerced.in_state(case, state))) == "APPROVAL_FIRST"


def test_only_an_emergency_begins_without_approval(cast: Cast, case: Case) -> None:
    plain = coercion.planned(case)
    begin = {"status": "in_force", **CARRIES["in_force"]}
    assert refused(change(plain, **begin)) == "MEASURE"
    change(plain, emergency=True)()
    change(plain, **begin)()
    assert coerced.fresh(plain).status == "in_force"


SAID: dict[str, Any] = {
    "kind": "seal",
    "basis": "别的依据",
    "reason": "别的理由",
    "emergency": True,
    "days": 29,
    "doc_no": "别的文号",
    "place": "别处",
    "started_at": at(ON, 11),
    "papers_on": None,
}


@pytest.mark.parametrize("field", SAID)
def test_what_the_decision_says_stays(held: Measure, field: str) -> None:
    code = refused(change(held, **{field: SAID[field]}))
    assert code == "MEASURE" or "measure_papers_on_the_spot" in code


@pytest.mark.parametrize("state", ["released", "handed_over", "confiscated", "refused"])
@pytest.mark.parametrize("values", [{"end_note": "补记"}, {"opinion": "补记"}])
def test_what_is_over_is_never_written_again(
    case: Case, state: str, values: dict[str, Any]
) -> None:
    assert refused(change(coerced.in_state(case, state), **values)) == "MEASURE"


@pytest.mark.parametrize(
    "values",
    [
        {"until_on": day(6, 30)},
        {"extended_until": day(6, 30)},
        {"opinion": "再看看"},
        {"status": "released", "ended_on": END, "reason": "别的理由"},
    ],
)
def test_what_ran_out_is_only_ended(case: Case, values: dict[str, Any]) -> None:
    assert refused(change(coerced.in_state(case, "due_release"), **values)) == "DUE_RELEASE"


@pytest.mark.parametrize("until", [day(4, 14), day(4, 16), day(12, 31)])
def test_the_last_day_does_not_move_without_a_test(held: Measure, until: date) -> None:
    assert refused(change(held, until_on=until)) == "PERIOD"


def test_even_with_a_test_the_last_day_never_comes_nearer(cast: Cast, held: Measure) -> None:
    measure_course.exclude_test(
        held,
        by=cast.officer1,
        subject="检验",
        body="中心",
        from_on=day(3, 20),
        until_on=day(3, 20),
        notified_on=day(3, 20),
    )
    assert refused(change(held, until_on=END)) == "PERIOD"


def test_an_extension_stays_as_it_was_given(cast: Cast, held: Measure) -> None:
    measure_course.extend(held, by=cast.head, on=day(4, 10), reason="案情复杂。")
    for values in ({"extended_on": day(4, 9)}, {"extension_reason": "别的理由"}):
        assert refused(change(held, **values)) == "ONE_EXTENSION"
    assert refused(change(held, extended_until=day(5, 16))) == "PERIOD"


# ------------------------------------------------------------------------------- constraints
EXTENDED: dict[str, Any] = {
    "extended_on": day(4, 10),
    "extended_until": day(5, 15),
    "extension_reason": "案情复杂。",
}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"status": "released"}, "measure_ended_has_day"),
        ({"status": "released", "ended_on": day(3, 15)}, "measure_ended_has_day"),
        ({"status": "confiscated", "ended_on": day(4, 16)}, "measure_confiscated_in_time"),
        ({**EXTENDED, "extended_on": END}, "measure_extended_in_time"),
        ({**EXTENDED, "extended_until": END}, "measure_extended_in_time"),
        ({**EXTENDED, "extension_reason": ""}, "measure_extended_in_time"),
        (EXTENDED, "measure_extended_in_time"),  # by nobody
    ],
)
def test_a_constraint_refuses_what_a_gate_lets_pass(
    held: Measure, values: dict[str, Any], name: str
) -> None:
    assert name in refused(change(held, **values))


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"reason": ""}, "measure_has_reason_and_basis"),
        ({"basis": ""}, "measure_has_reason_and_basis"),
        ({"days": 0}, "measure_has_reason_and_basis"),
        ({"status": "approved"}, "measure_approved_before"),
    ],
)
def test_a_request_is_whole(case: Case, values: dict[str, Any], name: str) -> None:
    assert name in refused(change(coercion.planned(case), **values))


def test_a_scene_before_the_approval_is_refused(case: Case) -> None:
    row = coerced.answered(coercion.planned(case))
    early = {**CARRIES["in_force"], "status": "in_force", "started_at": at(ON, 8)}
    assert "measure_started_after_approval" in refused(change(row, **early))
    bare = {**CARRIES["in_force"], "status": "in_force", "until_on": None}
    assert "measure_in_force_is_complete" in refused(change(row, **bare))


@pytest.mark.parametrize("kind", ["", "detain"])
def test_a_measure_is_one_of_the_three_kinds(cast: Cast, kind: str) -> None:
    with pytest.raises(RuleError, match="没有选择强制措施种类") as caught:
        coercion.planned(coercion.case(cast.bureau), kind=kind)
    assert (caught.value.article, caught.value.field) == ("行政强制法第九条", "kind")
