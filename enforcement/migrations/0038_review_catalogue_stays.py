"""A published catalogue of review is never edited (国办发〔2018〕118号第十二条).

Rules change only while their version is a draft; a version that was published or given up stays as
it is, and only later days may be given to the next one, so that what was in force on a day stays
known. It holds its day and its text from the moment it is handed in for approval.
"""

from django.db import migrations

from core.triggers import Triggers, guard, moves_only

VERSION, RULE = "enforcement_reviewcatalogue", "enforcement_cataloguerule"
MOVES = {
    "": [
        ("draft", "discarded"),
        ("draft", "submitted"),
        ("submitted", "draft"),
        ("submitted", "published"),
    ],
}
TEXT = ("title", "doc_no", "source", "change_note")
FIXED = ("id", "agency_id", "profile", "created_by_id", "created_at")
MESSAGE = "已报批、公布或者放弃的目录清单不得修改；请编制新的版本。"


def changed(*names: str) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in names)


def of_draft(key: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {key} AND v.status = 'draft')"  # noqa: S608  # our own columns


EARLIER = (
    f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.agency_id = NEW.agency_id AND v.id <> NEW.id "  # noqa: S608  # our own columns
    "AND v.status = 'published' AND v.valid_from >= NEW.valid_from)"
)

GATES = [
    guard(
        "catalogue_kept",
        VERSION,
        ["UPDATE"],
        f"OLD.status IN ('published', 'discarded') OR {changed(*FIXED)} "
        f"OR (OLD.status <> 'draft' AND ({changed(*TEXT)}))",
        None,
        MESSAGE,
        code="CATALOGUE",
    ),
    guard("catalogue_not_deleted", VERSION, ["DELETE"], "1 = 1", None, MESSAGE, code="CATALOGUE"),
    guard(
        "catalogue_not_replaced",
        VERSION,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = NEW.id)",  # noqa: S608  # our own columns
        None,
        MESSAGE,
        code="CATALOGUE",
    ),
    guard(
        "catalogue_in_order",
        VERSION,
        ["UPDATE"],
        f"OLD.status <> 'published' AND NEW.status = 'published' AND {EARLIER}",
        None,
        "新版本的生效日期应当晚于已公布的版本；此前各日适用的清单不得改变。",
        code="CATALOGUE",
    ),
    guard(
        "catalogue_rule_added",
        RULE,
        ["INSERT"],
        f"{of_draft('NEW.catalogue_id')} OR EXISTS (SELECT 1 FROM {RULE} r WHERE r.id = NEW.id "  # noqa: S608  # our own columns
        "OR (r.catalogue_id = NEW.catalogue_id AND r.key = NEW.key))",
        None,
        MESSAGE,
        code="CATALOGUE",
    ),
    guard(
        "catalogue_rule_changed",
        RULE,
        ["UPDATE"],
        f"{of_draft('OLD.catalogue_id')} OR NEW.catalogue_id <> OLD.catalogue_id OR NEW.id <> OLD.id",
        None,
        MESSAGE,
        code="CATALOGUE",
    ),
    guard(
        "catalogue_rule_removed",
        RULE,
        ["DELETE"],
        of_draft("OLD.catalogue_id"),
        None,
        MESSAGE,
        code="CATALOGUE",
    ),
    *moves_only(VERSION, MOVES, starts=("draft",)),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0037_review_catalogue")]

    operations = [Triggers(*GATES)]
