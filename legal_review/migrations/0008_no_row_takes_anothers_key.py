"""No case, decision or review takes the place of another by a unique key.

SQLite's OR REPLACE deletes the row that collides on any unique key, and fires no DELETE trigger.
"""

from django.db import migrations

from core.triggers import Gate, Triggers, guard

LIVE = "('draft', 'issued', 'served')"
NUMBERED = "x.agency_id = NEW.agency_id AND x.{0} = NEW.{0} AND NEW.{0} <> ''"
# Name of the gate, table, when another row `x` has the same unique key.
KEYS = [
    ("case_number_kept", "enforcement_case", NUMBERED.format("number")),
    ("decision_number_kept", "enforcement_decision", NUMBERED.format("doc_no")),
    (
        "decision_live_kept",
        "enforcement_decision",
        f"x.case_id = NEW.case_id AND x.status IN {LIVE} AND NEW.status IN {LIVE}",
    ),
    (
        "review_open_kept",
        "legal_review_review",
        "x.decision_id = NEW.decision_id AND x.status = 'open' AND NEW.status = 'open'",
    ),
]


def keeper(name: str, table: str, same: str) -> Gate:
    """Refuse a row that would push out another one with the same key."""
    taken = f"EXISTS (SELECT 1 FROM {table} x WHERE x.id <> NEW.id AND {same})"
    message = "编号或者状态与已有的记录重复，不能覆盖已有的记录。请刷新页面后重新办理。"
    return guard(name, table, ["INSERT", "UPDATE"], taken, None, message, code="NO_REPLACE")


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0007_submissions_stay_as_sent")]

    operations = [Triggers(*(keeper(*row) for row in KEYS))]
