"""What was asked for together is about one row and gets one answer, the first version's first."""

from django.db import migrations

from core.triggers import Triggers, guard

TABLE = "enforcement_listwithholding"
FIXED = ("together_id", "left_out", "passages")
MESSAGE = "不再公开的申请不得修改；涉及的版本请另行申请。"


def same(column: str) -> str:
    # PostgreSQL has no comparison of json, only of its text.
    return f'CAST(NEW."{column}" AS text) IS DISTINCT FROM CAST(OLD."{column}" AS text)'


LEAD = f"SELECT 1 FROM {TABLE} w WHERE w.id = NEW.together_id"  # noqa: S608  # our own columns
VERSIONS = (
    f"SELECT 1 FROM {TABLE} w JOIN enforcement_listversion a ON a.id = w.version_id, "  # noqa: S608  # our own columns
    "enforcement_listversion b WHERE w.id = NEW.together_id AND b.id = NEW.version_id "
    "AND a.kind = b.kind AND a.row = b.row AND w.asked_by_id = NEW.asked_by_id "
    "AND w.status = 'asked' AND w.together_id IS NULL"
)
GATES = [
    guard(
        "list_withholding_together_kept",
        TABLE,
        ["UPDATE"],
        " OR ".join(same(name) for name in FIXED),
        None,
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "list_withholding_together",
        TABLE,
        ["INSERT"],
        f"NEW.together_id IS NOT NULL AND NOT EXISTS ({VERSIONS})",
        None,
        "一并申请的版本应当属于同一条目，由同一人同时申请。请重新申请。",
        code="REGISTER",
    ),
    guard(
        "list_withholding_one_answer",
        TABLE,
        ["UPDATE"],
        "NEW.together_id IS NOT NULL AND NEW.status <> OLD.status AND NOT EXISTS "
        f"({LEAD} AND w.status = NEW.status AND w.decided_by_id = NEW.decided_by_id)",
        None,
        "一并申请的版本应当一并答复。请在申请的首个版本上答复。",
        code="REGISTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0081_withheld_together")]

    operations = [Triggers(*GATES)]
