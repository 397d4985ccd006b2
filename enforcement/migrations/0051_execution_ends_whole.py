"""An execution ends once, from a decision to execute, with a day and a ground."""

from django.db import migrations

from core.triggers import Triggers, guard, moves_only

MOVES = {
    "enforcement_forcedexecution": [
        ("decided", "ended"),
        ("decided", "executed"),
        ("decided", "performed"),
        ("urged", "decided"),
        ("urged", "performed"),
    ],
    "enforcement_substitution": [
        ("ordered", "ended"),
        ("ordered", "executed"),
        ("ordered", "performed"),
        ("ordered", "urged"),
        ("urged", "ended"),
        ("urged", "executed"),
        ("urged", "performed"),
    ],
}
STARTS = {"enforcement_forcedexecution": "urged", "enforcement_substitution": "ordered"}
TOLD = "NEW.terminated_on IS NOT NULL AND NEW.termination IS NOT NULL AND NEW.termination <> ''"
GATES = [
    gate
    for table, pairs in MOVES.items()
    for gate in (
        *moves_only(table, {"": pairs}, starts=(STARTS[table],)),
        guard(
            f"{table}_ended_whole",
            table,
            ["UPDATE"],
            f"NEW.status = 'ended' AND NOT ({TOLD})",
            None,
            "终结执行应当写明日期和情形（行政强制法第四十条）。",
            code="ENDED_WHOLE",
        ),
        guard(
            f"{table}_ended_stays",
            table,
            ["UPDATE"],
            "OLD.status = 'ended' AND (NEW.terminated_on IS DISTINCT FROM OLD.terminated_on "
            "OR NEW.termination IS DISTINCT FROM OLD.termination)",
            None,
            "执行已经终结，日期和情形不能修改。",
            code="ENDED_STAYS",
        ),
    )
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0050_execution_ends")]

    operations = [Triggers(*GATES)]
