"""Measures in every state, moved by the rules alone: nothing is rendered, nothing is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement.models import Case, Measure
from enforcement.services import measure_course, measure_end, measures
from tests import coercion
from tests.base import day
from tests.coercion import END, ON
from tests.enforcement.dossier import head, lead
from tests.factories import at

LATER = day(3, 20)
STATES = (
    *("planned", "approved", "in_force", "due_release"),
    *("released", "handed_over", "confiscated", "refused"),
)
RETURNED = {
    "ground": "other",
    "reason": "已经查清，无需继续扣押。",
    "receiver": "钱试一",
    "receipt": "逐项清点无误，已全部领回。",
}


@contextmanager
def refuses(words: str, article: str, field: str = "") -> Iterator[None]:
    """The act inside is refused in these words, under this article, and leaves no trace."""
    before = AuditEntry.objects.count()
    with pytest.raises(RuleError) as error:
        yield
    assert words in error.value.message
    assert (error.value.article, error.value.field) == (article, field)
    assert error.value.remedy
    assert AuditEntry.objects.count() == before


def fresh(measure: Measure) -> Measure:
    """The measure as the database has it."""
    return Measure.objects.select_related("case__agency").get(pk=measure.pk)


def answered(measure: Measure, *, when: datetime | None = None, agree: bool = True) -> Measure:
    """The head's answer, by nine on the day."""
    opinion = "同意。" if agree else "没有采取强制措施的必要。"
    by = head(measure.case.agency)
    return measures.judge(measure, by=by, at=when or at(ON, 9), agree=agree, opinion=opinion)


def begun(measure: Measure, *, on: date = ON, hour: int = 10, **changes: Any) -> Measure:
    """Carried out at the scene, both papers in the party's hands."""
    values = {"place": "云溪市示范路1号", "doc_no": "云市监强措〔2026〕9号", "papers_on": on}
    by = lead(measure.case)
    return measure_course.enforce(measure, by=by, at=at(on, hour), **{**values, **changes})


def in_force(case: Case, **changes: Any) -> Measure:
    """Asked for, approved, carried out."""
    return fresh(begun(answered(coercion.planned(case, **changes))))


def ended(measure: Measure, state: str) -> None:
    """A measure in force brought to one of its ends."""
    by = lead(measure.case)
    if state == "due_release":
        measure_end.expire_all(END)
    elif state == "released":
        measure_end.release(measure, by=by, on=LATER, **RETURNED)
    elif state == "handed_over":
        measure_end.hand_over(measure, by=by, on=LATER, organ="云溪市公安局", note="核对无误。")
    elif state == "confiscated":
        measure_end.confiscate(measure, by=by, on=LATER, note="依法销毁。", destroyed=True)


def in_state(case: Case, state: str) -> Measure:
    """A measure of the case in the state."""
    row = coercion.planned(case)
    if state in ("approved", "refused"):
        answered(row, agree=state == "approved")
    elif state != "planned":
        ended(begun(answered(row)), state)
    return fresh(row)


def clocks(measure: Measure) -> dict[str, tuple[str, date]]:
    """Outcome and due day of the clocks of a measure, the latest of each key."""
    rows = Deadline.objects.filter(subject_type="measure", subject_id=str(measure.pk))
    return {row.key: (str(row.outcome), row.due_on) for row in rows.order_by("pk")}
