"""A proceeding about a record stays as it was told, begins before its result, and renews the kept pages."""

from django.db import migrations

from core.change_marks import watched
from core.triggers import Triggers, append_only, guard

TABLE, RULED = "disclosure_recordproceeding", "disclosure_recordruling"
SAME = "x.publication_id = NEW.publication_id AND x.kind = NEW.kind AND x.number = NEW.number"
GATES = [
    *append_only(TABLE, unique=[("publication_id", "kind", "number")]),
    guard(
        "record_proceeding_of_a_record",
        TABLE,
        ["INSERT"],
        "NOT EXISTS (SELECT 1 FROM disclosure_publication p WHERE p.id = NEW.publication_id "
        "AND p.record_id IS NOT NULL)",
        None,
        "本机关的决定在案件中登记复议、诉讼，不能登记在报送的记录上。",
        code="PROCEEDING",
    ),
    guard(
        "record_proceeding_not_over",
        TABLE,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {RULED} x WHERE {SAME})",  # noqa: S608  # our own words
        None,
        "该案号的结果已经登记，不能再登记受理。",
        code="PROCEEDING",
    ),
    guard(
        "record_ruling_after_acceptance",
        RULED,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {TABLE} x WHERE {SAME} AND x.since > NEW.ended_on)",  # noqa: S608  # our own words
        None,
        "终结日期不能早于受理日期。",
        code="RULING",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0054_record_proceeding")]

    operations = [Triggers(*GATES, watched(TABLE), watched(RULED))]
