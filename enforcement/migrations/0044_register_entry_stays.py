"""What a register said on a day stays known (国办发〔2018〕118号第四条、第六条).

The text of a version changes only while it is a draft; a published one stays, only later days may be
given to the next one, and an entry that was withdrawn is not put back and takes no further version.
"""

from django.db import migrations

from core.triggers import Triggers, guard, moves_only

ENTRY, VERSION = "enforcement_registerentry", "enforcement_entryversion"
MOVES = {
    "": [
        ("draft", "discarded"),
        ("draft", "submitted"),
        ("submitted", "draft"),
        ("submitted", "published"),
    ],
}
TEXT = ("title", "change_note")
FIXED = ("id", "entry_id", "number", "created_by_id", "created_at")
ENTRY_FIXED = ("id", "register", "agency_id", "item_id", "created_by_id", "created_at")
MESSAGE = "已报批、公布或者放弃的版本不得修改；请编制新的版本。"
GONE = "已撤下的条目不得恢复、修改或者删除；请登记新的条目。"


def changed(*names: str) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in names)


WITHDRAWN = f"(SELECT e.status FROM {ENTRY} e WHERE e.id = NEW.entry_id) = 'withdrawn'"  # noqa: S608  # our own columns
EARLIER = (
    f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.entry_id = NEW.entry_id AND v.id <> NEW.id "  # noqa: S608  # our own columns
    "AND v.status = 'published' AND v.valid_from >= NEW.valid_from)"
)


def kept(content: str) -> str:
    """A version that may not change so: over, another's, or handed in and its text different."""
    return (
        f"OLD.status IN ('published', 'discarded') OR {changed(*FIXED)} "
        f"OR (OLD.status <> 'draft' AND ({changed(*TEXT)} OR {content}))"
    )


GATES = [
    guard(
        "entry_version_kept",
        VERSION,
        ["UPDATE"],
        kept("NEW.content IS NOT OLD.content"),
        kept("NEW.content::text IS DISTINCT FROM OLD.content::text"),
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "entry_version_not_deleted", VERSION, ["DELETE"], "1 = 1", None, MESSAGE, code="REGISTER"
    ),
    guard(
        "entry_version_added",
        VERSION,
        ["INSERT"],
        f"{WITHDRAWN} OR EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = NEW.id "  # noqa: S608  # our own columns
        "OR (v.entry_id = NEW.entry_id AND v.number = NEW.number))",
        None,
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "entry_version_in_order",
        VERSION,
        ["UPDATE"],
        f"OLD.status <> 'published' AND NEW.status = 'published' AND ({EARLIER} OR {WITHDRAWN})",
        None,
        "新版本的生效日期应当晚于已公布的版本，且条目没有撤下；此前各日的内容不得改变。",
        code="REGISTER",
    ),
    guard(
        "register_entry_kept",
        ENTRY,
        ["UPDATE"],
        f"OLD.status = 'withdrawn' OR {changed(*ENTRY_FIXED)}",
        None,
        GONE,
        code="REGISTER",
    ),
    guard("register_entry_not_deleted", ENTRY, ["DELETE"], "1 = 1", None, GONE, code="REGISTER"),
    guard(
        "register_entry_not_replaced",
        ENTRY,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.id = NEW.id)",  # noqa: S608  # our own columns
        None,
        GONE,
        code="REGISTER",
    ),
    *moves_only(VERSION, MOVES, starts=("draft",)),
    *moves_only(ENTRY, {"": [("kept", "withdrawn")]}, starts=("kept",)),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0043_register_entry")]

    operations = [Triggers(*GATES)]
