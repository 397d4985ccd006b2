"""Taking a text out of the history is asked once, answered once, and never undone (个人信息保护法 47)."""

from django.db import migrations

from core.triggers import Triggers, guard, moves_only

WITHHOLDING = "enforcement_listwithholding"
MOVES = {"": [("asked", "refused"), ("asked", "withheld")]}
FIXED = ("id", "version_id", "reason", "asked_by_id", "asked_at")
CHANGED = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in FIXED)
MESSAGE = "不再公开的申请和答复不得修改或者删除；不同意的可以另行申请。"

GATES = [
    guard(
        "list_withholding_kept",
        WITHHOLDING,
        ["UPDATE"],
        f"OLD.status <> 'asked' OR {CHANGED}",
        None,
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "list_withholding_not_deleted",
        WITHHOLDING,
        ["DELETE"],
        "1 = 1",
        None,
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "list_withholding_added",
        WITHHOLDING,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {WITHHOLDING} w WHERE w.id = NEW.id "  # noqa: S608  # our own columns
        "OR (w.version_id = NEW.version_id AND w.status IN ('asked', 'withheld')))",
        None,
        MESSAGE,
        code="REGISTER",
    ),
    *moves_only(WITHHOLDING, MOVES, starts=("asked",)),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0062_list_withholding")]

    operations = [Triggers(*GATES)]
