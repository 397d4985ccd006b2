"""No version of a register or list is approved that nobody examined for secrets (政府信息公开条例第十七条).

What was published before this migration stays as it is. The text of a version that was handed in does
not change any more (0044, 0059), so that the digest stays the one of what was examined.
"""

from django.db import migrations

from core.triggers import Gate, Triggers, guard

ENTRY, LIST = "enforcement_entryversion", "enforcement_listversion"
MESSAGE = "未经保密审查的内容不得公布（政府信息公开条例第十七条）。请由批准人审查并同意。"
AUTHOR = "编制人不得审查、批准自己编写的内容。请由其他负责人办理。"
BEGINS = "NEW.status = 'published' AND OLD.status <> 'published'"
UNEXAMINED = "(NEW.cleared_sha256 IS NULL OR LENGTH(NEW.cleared_sha256) <> 64)"
CHANGED = "NEW.cleared_sha256 IS DISTINCT FROM OLD.cleared_sha256"
TOO_SOON = "NEW.cleared_sha256 IS NOT NULL AND NEW.status IN ('draft', 'submitted')"


def examined(name: str, table: str) -> list[Gate]:
    # After the others, which say more of what is wrong with a row.
    given = f"({CHANGED}) AND NOT ({BEGINS})"
    return [
        guard(
            f"{name}_examined",
            table,
            ["UPDATE"],
            f"({BEGINS} AND {UNEXAMINED}) OR ({given})",
            None,
            MESSAGE,
            code="NOT_EXAMINED",
            timing="AFTER",
        ),
        guard(
            f"{name}_examined_first",
            table,
            ["INSERT"],
            TOO_SOON,
            None,
            MESSAGE,
            code="NOT_EXAMINED",
            timing="AFTER",
        ),
        guard(
            f"{name}_by_another",
            table,
            ["UPDATE"],
            f"{BEGINS} AND NEW.approved_by_id = NEW.created_by_id",
            None,
            AUTHOR,
            code="SECRECY_OTHER",
            timing="AFTER",
        ),
    ]


GATES = [*examined("entry_version", ENTRY), *examined("list_version", LIST)]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0065_examined_versions")]

    operations = [Triggers(*GATES)]
