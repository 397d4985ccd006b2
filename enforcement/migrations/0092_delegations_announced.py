"""No delegation of an announced agency becomes public but by an approved version (行政处罚法第二十条).

What was public before this migration stays so; its first version is made when it first changes. A deed
that is public keeps its sides, its number and its first day, and an end that it had.
"""

from django.db import migrations

from core.triggers import Triggers, guard

DELEGATION, VERSION, AGENCY = (
    "enforcement_delegation",
    "enforcement_listversion",
    "enforcement_agency",
)
MESSAGE = "委托应当报经批准后公布；请登记后报请公布，由负责人批准（行政处罚法第二十条）。"
STAYS = "已经公布的委托不得改换委托双方、编号和起始日期；请提前终止，另行登记并报请公布。"
PUBLIC = "NEW.published_on IS NOT NULL AND NEW.published_on IS DISTINCT FROM OLD.published_on"
CONFIRMED = (
    f"EXISTS (SELECT 1 FROM {AGENCY} a WHERE a.id = NEW.delegator_id "  # noqa: S608  # our own names
    "AND a.status = 'confirmed')"
)
LATER = (
    f"SELECT 1 FROM {VERSION} w WHERE w.kind = v.kind AND w.row = v.row "  # noqa: S608  # our own names
    "AND w.applied_on IS NOT NULL AND w.number > v.number"
)


def unapproved(said: str) -> str:
    """SQL: it becomes public from a day that the newest version of it, an approved one, does not give."""
    version = (
        f"SELECT 1 FROM {VERSION} v WHERE v.kind = 'delegation' AND v.row = NEW.id "  # noqa: S608  # our own names
        "AND v.way = 'approved' AND v.status = 'published' AND v.applied_on IS NOT NULL "
        f"AND (NEW.published_on = {said} OR NEW.published_on = v.valid_from AND {said} IS NOT NULL) "
        f"AND NOT EXISTS ({LATER})"
    )
    return f"{PUBLIC} AND {CONFIRMED} AND NOT EXISTS ({version})"


GATES = [
    guard(
        "delegation_added_unpublished",
        DELEGATION,
        ["INSERT"],
        "NEW.published_on IS NOT NULL",
        None,
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "delegation_announced",
        DELEGATION,
        ["UPDATE"],
        unapproved("json_extract(v.content, '$.published_on')"),
        unapproved("CAST(v.content->>'published_on' AS date)"),
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "delegation_stays_itself",
        DELEGATION,
        ["UPDATE"],
        f"OLD.published_on IS NOT NULL AND NEW.published_on IS NOT NULL AND {CONFIRMED} "
        "AND (NEW.id <> OLD.id OR NEW.delegator_id <> OLD.delegator_id "
        "OR NEW.delegate_id <> OLD.delegate_id OR NEW.number <> OLD.number "
        "OR NEW.valid_from <> OLD.valid_from OR (OLD.ended_on IS NOT NULL "
        "AND NEW.ended_on IS DISTINCT FROM OLD.ended_on))",
        None,
        STAYS,
        code="REGISTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0091_delegations_so_far")]

    operations = [Triggers(*GATES)]
