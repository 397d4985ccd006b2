"""More time for a review is asked for while it is open, answered once, and stays as answered."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "legal_review_reviewextension"
MOVES = {"": [("asked", "approved"), ("asked", "refused")]}
OPEN = (
    "NOT EXISTS (SELECT 1 FROM legal_review_review r "
    "WHERE r.id = NEW.review_id AND r.status = 'open')"
)
GATES = [
    *append_only(
        TABLE,
        frozen=["id", "review_id", "reason", "asked_by_id", "asked_on", "old_due_on"],
    ),
    guard(
        "review_extension_answered",
        TABLE,
        ["UPDATE"],
        "OLD.status <> 'asked'",
        message="延长审核期限的申请已经审批，不得修改；不同意的，可以另行申请。",
        code="EXTENSION_ANSWERED",
    ),
    guard(
        "review_extension_open",
        TABLE,
        ["INSERT"],
        OPEN,
        message="审核已经办结或者撤回，不能再申请延长。",
        code="EXTENSION_OPEN",
    ),
    *moves_only(TABLE, MOVES, starts=("asked",)),
]


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0017_review_extensions")]

    operations = [Triggers(*GATES)]
