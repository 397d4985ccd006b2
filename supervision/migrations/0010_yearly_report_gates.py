"""A frozen yearly report stays as it was frozen; what was published stays published (国办发〔2018〕118号 6)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "supervision_yearlyreport"
BEGUN = ["id", "agency_id", "year", "version", "notice", "due_on", "created_by_id", "created_at"]
WRITTEN = ["staffing", "performance", "remedies", "problems", "plans"]
FROZEN = [*WRITTEN, "figures", "queried_on", "frozen_by_id"]
PUBLISHED = ["published_on", "published_by_id"]
JSON = frozenset({"figures"})
STAYS = "年报已经定稿，不能修改或者删除；需要更正的，请起草更正版并说明理由。"


def after(states: str, names: list[str]) -> tuple[str, str]:
    """(SQLite, PostgreSQL): the report was in one of the states and one of the columns changes."""
    sqlite = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in names)
    postgres = " OR ".join(
        f'NEW."{name}"{cast} IS DISTINCT FROM OLD."{name}"{cast}'
        for name in names
        for cast in ["::text" if name in JSON else ""]
    )
    return f"OLD.status IN ({states}) AND ({sqlite})", f"OLD.status IN ({states}) AND ({postgres})"


GATES = [
    *append_only(TABLE, frozen=BEGUN, unique=[("agency_id", "year", "version")], message=STAYS),
    guard(
        "yearlyreport_frozen",
        TABLE,
        ["UPDATE"],
        *after("'frozen', 'published'", FROZEN),
        message=STAYS,
        code="YEARLY_FROZEN",
    ),
    guard(
        "yearlyreport_published",
        TABLE,
        ["UPDATE"],
        *after("'published'", PUBLISHED),
        message="年报已经公布，公布日期不能修改。",
        code="YEARLY_PUBLISHED",
    ),
    *moves_only(TABLE, {"": [("draft", "frozen"), ("frozen", "published")]}, starts=("draft",)),
]


class Migration(migrations.Migration):
    dependencies = [("supervision", "0009_yearly_report")]

    operations = [Triggers(*GATES)]
