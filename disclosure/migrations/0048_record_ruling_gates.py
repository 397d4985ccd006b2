"""A record whose decision fell is not public, now or ever again (行政处罚法第四十八条)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

TABLE = "disclosure_recordruling"
FALLEN = "('changed', 'revoked', 'illegal', 'void')"
GATES = [
    *append_only(TABLE, unique=[("publication_id", "kind", "number")]),
    guard(
        "record_ruling_of_a_record",
        TABLE,
        ["INSERT"],
        "NOT EXISTS (SELECT 1 FROM disclosure_publication p WHERE p.id = NEW.publication_id "
        "AND p.record_id IS NOT NULL)",
        None,
        "本机关的决定在案件中登记复议、诉讼，不能登记在报送的记录上。",
        code="RULING",
    ),
    guard(
        "record_ruling_takes_down",
        TABLE,
        ["INSERT"],
        f"NEW.outcome IN {FALLEN} AND EXISTS (SELECT 1 FROM disclosure_publication p "  # noqa: S608  # our own words
        "WHERE p.id = NEW.publication_id AND p.status = 'published')",
        None,
        "决定已不成立的，应当同时撤下公开的记录。",
        code="RULING",
    ),
    guard(
        "record_fallen_stays_down",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.status = 'published' AND NEW.record_id IS NOT NULL AND EXISTS "
        f"(SELECT 1 FROM {TABLE} r WHERE r.publication_id = NEW.id AND r.outcome IN {FALLEN})",  # noqa: S608  # our own words
        None,
        "该记录的决定已被撤销、变更或者确认违法、无效，不得公开。",
        code="RULING",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0047_record_ruling")]

    operations = [Triggers(*GATES)]
