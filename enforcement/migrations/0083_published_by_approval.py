"""No item and no officer comes to be public but by an approved version (国办发〔2018〕118号第四条).

It asks of rows whose agency is announced: with the agency that is announced later its rows are shown to
who approves that. What is loaded as stock is public when it is written first.
"""

from django.db import migrations

from core.triggers import Gate, Triggers, guard

MESSAGE = "公布日期只能由已经批准的清单版本写入。请编制版本，由负责人批准公布。"
ANNOUNCED = (
    "EXISTS (SELECT 1 FROM enforcement_agency a "
    "WHERE a.id = NEW.agency_id AND a.status = 'confirmed')"
)
MOVED = "NEW.published_on IS NOT NULL AND NEW.published_on IS DISTINCT FROM OLD.published_on"
# What has ended is on no list, whatever its day; a day more, for the clock of the place is ahead.
RUNS_SQLITE = "(NEW.effective_to IS NULL OR NEW.effective_to > date('now', '+1 day'))"
RUNS_POSTGRES = "(NEW.effective_to IS NULL OR NEW.effective_to > CURRENT_DATE + 1)"
SAID_SQLITE = "json_extract(v.content, '$.published_on')"
SAID_POSTGRES = "CAST(CAST(v.content AS jsonb) ->> 'published_on' AS date)"


def unapproved(kind: str, said: str, runs: str) -> str:
    """SQL: the row is to be public from a day that no approved version gives."""
    version = (
        "SELECT 1 FROM enforcement_listversion v "  # noqa: S608  # our own names
        f"WHERE v.kind = '{kind}' AND v.row = NEW.id AND v.way = 'approved' "
        "AND v.status = 'published' AND v.applied_on IS NOT NULL "
        f"AND (NEW.published_on = {said} OR NEW.published_on = v.valid_from)"
    )
    return f"{MOVED} AND {runs} AND {ANNOUNCED} AND NOT EXISTS ({version})"


def gate(kind: str, sqlite: str, postgres: str) -> Gate:
    return guard(
        f"{kind}_published_by_approval",
        f"enforcement_{kind}",
        ["UPDATE"],
        unapproved(kind, SAID_SQLITE, sqlite),
        unapproved(kind, SAID_POSTGRES, postgres),
        MESSAGE,
        code="REGISTER",
    )


IN_POST = "NEW.status = 'active'"  # who is out of post is off the list
GATES = [gate("item", RUNS_SQLITE, RUNS_POSTGRES), gate("officer", IN_POST, IN_POST)]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0082_withheld_together_stays")]

    operations = [Triggers(*GATES)]
