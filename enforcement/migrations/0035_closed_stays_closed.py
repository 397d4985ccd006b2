"""Nothing is decided or executed in a case that was closed (行政处罚法 57, 行政强制法 39)."""

from django.db import migrations

from core.triggers import Triggers, guard

OPEN = "('draft', 'abandoned')"
CLOSED = "(SELECT k.status FROM enforcement_case k WHERE k.id = {0}) IN ('closed', 'archived')"
OF_DECISION = "(SELECT d.case_id FROM enforcement_decision d WHERE d.id = NEW.decision_id)"
MESSAGE = "案件已经结案，不能再作出决定或者开始执行；确有需要的，请另行立案。"
BEGUN = {
    "enforcement_forcedexecution": "NEW.case_id",
    "enforcement_substitution": "NEW.case_id",
    "enforcement_courtapplication": OF_DECISION,
}
GATES = [
    guard(
        "decision_in_an_open_case",
        "enforcement_decision",
        ["UPDATE"],
        f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN} AND {CLOSED.format('NEW.case_id')}",
        message=MESSAGE,
        code="CLOSED",
        timing="AFTER",
    ),
    *(
        guard(
            f"{table}_in_an_open_case",
            table,
            ["INSERT"],
            CLOSED.format(case),
            message=MESSAGE,
            code="CLOSED",
            timing="AFTER",
        )
        for table, case in BEGUN.items()
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0034_what_was_told_stays")]

    operations = [Triggers(*GATES)]
