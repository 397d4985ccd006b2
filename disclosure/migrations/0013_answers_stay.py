"""An answer that was given stays as it was given; what was reopened stays reopened once."""

from collections.abc import Iterable

from django.db import migrations

from core.triggers import Triggers, guard

CORRECTION, COMPLAINT = "disclosure_correctionrequest", "disclosure_complaint"


def changed(*columns: str) -> str:
    """SQL: any of the columns is another one."""
    return "(" + " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns) + ")"


def ended(states: Iterable[str]) -> str:
    """SQL: the row had ended in one of the states, and stays in it."""
    known = ", ".join(f"'{state}'" for state in states)
    return f"OLD.status IN ({known}) AND NEW.status = OLD.status"


ANSWER = ("answer", "answered_on", "decided_by_id")
GIVEN = "答复作出后不得更改。"
GATES = [
    guard(
        "correction_answer_stays",
        CORRECTION,
        ["UPDATE"],
        f"{ended(('corrected', 'refused'))} AND {changed(*ANSWER)}",
        None,
        GIVEN,
        code="ANSWERED",
    ),
    guard(
        "correction_reopening_stays",
        CORRECTION,
        ["UPDATE"],
        f"OLD.reopened_on IS NOT NULL AND {changed('reopened_on', 'first_answer')}",
        None,
        "申请复查的日期和第一次答复不得更改。",
        code="REOPENED_ONCE",
    ),
    guard(
        "correction_first_answer_kept",
        CORRECTION,
        ["UPDATE"],
        "NEW.status = 'reopened' AND OLD.status <> 'reopened' AND OLD.reopened_on IS NULL "
        "AND NEW.first_answer IS DISTINCT FROM OLD.answer",
        None,
        "复查时应当保留第一次答复。",
        code="ANSWERED",
    ),
    guard(
        "complaint_answer_stays",
        COMPLAINT,
        ["UPDATE"],
        f"{ended(('answered', 'declined'))} AND "
        + changed(*ANSWER, "channel", "accepted_on", "extended_on", "extend_reason"),
        None,
        GIVEN,
        code="ANSWERED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0012_exchange_tokens")]

    operations = [Triggers(*GATES)]
