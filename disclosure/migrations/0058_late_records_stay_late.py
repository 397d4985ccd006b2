"""Whether a received record was public in time is settled once; no day of it moves afterwards."""

from django.db import migrations

from core.triggers import Triggers, guard

TABLE = "disclosure_publication"
DEADLINE = "core_deadline"
COUNTED = ("publication", "record")
FIXED = ("start_on", "due_on", "outcome", "ended_on", "period", "subject_type", "subject_id")
MOVED = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in FIXED)
# JSON has no equality on PostgreSQL before it is text.
MOVED_POSTGRES = MOVED.replace(
    'NEW."period" IS DISTINCT FROM OLD."period"',
    'NEW."period"::text IS DISTINCT FROM OLD."period"::text',
)
ENDED = (
    f"OLD.subject_type IN {COUNTED} AND OLD.outcome IN ('met', 'late') AND OLD.ended_on IS NOT NULL"
)

GATES = [
    guard(
        "publication_timeliness_fixed",
        TABLE,
        ["UPDATE"],
        "OLD.first_published_on IS NOT NULL AND ("
        "NEW.source_published_on IS DISTINCT FROM OLD.source_published_on "
        "OR (OLD.deadline_id IS NOT NULL AND NEW.deadline_id IS DISTINCT FROM OLD.deadline_id) "
        "OR (OLD.not_judged IS NOT NULL AND (NEW.not_judged IS DISTINCT FROM OLD.not_judged "
        "OR NEW.deadline_id IS DISTINCT FROM OLD.deadline_id)))",
        None,
        "公开是否及时在首次公开时确定，以后不得更改。",
        code="FIRST_DAY",
    ),
    guard(
        "publication_source_day",
        TABLE,
        ["INSERT", "UPDATE"],
        "NEW.source_published_on IS NOT NULL AND (NEW.record_id IS NULL "
        "OR NEW.first_published_on IS NULL OR NEW.source_published_on < NEW.decided_on "
        "OR NEW.source_published_on > NEW.first_published_on)",
        None,
        "报送单位的公示日期只能在决定日期与本平台首次公开日期之间。",
        code="SOURCE_DAY",
    ),
    guard(
        "publication_judged_once",
        TABLE,
        ["INSERT", "UPDATE"],
        "NEW.not_judged IS NOT NULL AND (NEW.record_id IS NULL OR NEW.deadline_id IS NOT NULL)",
        None,
        "已经评判公开时效的信息不能标为不评判。",
        code="FIRST_DAY",
    ),
    guard(
        "deadline_of_publication_stays",
        DEADLINE,
        ["UPDATE"],
        f"{ENDED} AND ({MOVED})",
        f"{ENDED} AND ({MOVED_POSTGRES})",
        "公开期限已经按期或者逾期完成，不得更改。",
        code="FIRST_DAY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0057_how_timely_a_record_was"),
        ("core", "0001_initial"),
    ]

    operations = [Triggers(*GATES)]
