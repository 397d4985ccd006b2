"""What a list said of a row on a day stays known (国办发〔2018〕118号第四条).

The text of a version changes only while it is a draft. A published one changes once: on the day the
row begins to say it, or when the row left its list before that day. Nobody writes an approved version
that was never handed in.
"""

from django.db import migrations

from core.triggers import Triggers, guard, moves_only

VERSION = "enforcement_listversion"
MOVES = {
    "": [
        ("draft", "discarded"),
        ("draft", "submitted"),
        ("published", "discarded"),
        ("submitted", "draft"),
        ("submitted", "published"),
    ],
}
TEXT = ("title", "change_note", "batch")
FIXED = ("id", "kind", "row", "agency_id", "number", "way", "created_by_id", "created_at")
DECIDED = ("valid_from", "published_on", "opinion", "submitted_by_id", "approved_by_id")
MESSAGE = "已报批、公布或者放弃的版本不得修改；请编制新的版本。"


def changed(*names: str) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in names)


def kept(content: str) -> str:
    """A version that may not change so: over, in force, another's, or handed in and its text different."""
    return (
        f"OLD.status = 'discarded' OR {changed(*FIXED)} "
        f"OR (OLD.status <> 'draft' AND ({changed(*TEXT)} OR {content})) "
        f"OR (OLD.status = 'published' AND ({changed(*DECIDED)})) "
        f"OR (OLD.applied_on IS NOT NULL AND ({changed('applied_on', 'status')}))"
    )


GATES = [
    guard(
        "list_version_kept",
        VERSION,
        ["UPDATE"],
        kept("NEW.content IS NOT OLD.content OR NEW.base IS NOT OLD.base"),
        kept(
            "NEW.content::text IS DISTINCT FROM OLD.content::text "
            "OR NEW.base::text IS DISTINCT FROM OLD.base::text"
        ),
        MESSAGE,
        code="REGISTER",
    ),
    guard("list_version_not_deleted", VERSION, ["DELETE"], "1 = 1", None, MESSAGE, code="REGISTER"),
    guard(
        "list_version_added",
        VERSION,
        ["INSERT"],
        "(NEW.status = 'published' AND NEW.way <> 'recorded') "
        f"OR EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = NEW.id "  # noqa: S608  # our own columns
        "OR (v.kind = NEW.kind AND v.row = NEW.row AND (v.number = NEW.number "
        "OR (v.status IN ('draft', 'submitted') AND NEW.status IN ('draft', 'submitted')))))",
        None,
        MESSAGE,
        code="REGISTER",
    ),
    *moves_only(VERSION, MOVES, starts=("draft", "published")),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0058_list_version")]

    operations = [Triggers(*GATES)]
