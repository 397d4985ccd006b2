"""An ended line of a snapshot keeps its salt while its list tells the day; then it loses it for good."""

from django.db import migrations

from core.triggers import DropTriggers, Triggers, guard

LINE = "disclosure_snapshotline"
TEXT = "快照中的行不得修改或者删除，只能在不再公开时注明最后一日。"
BEFORE = guard(f"{LINE}_once", LINE, ["UPDATE"], 'OLD."last_day" IS NOT NULL', message=TEXT)
AFTER = guard(
    f"{LINE}_once",
    LINE,
    ["UPDATE"],
    'OLD."last_day" IS NOT NULL AND (NEW."last_day" IS NULL'
    """ OR NEW."last_day" <> OLD."last_day" OR NEW."salt" <> '')""",
    message=TEXT,
)
# Nor is the salt of a running line another one.
SALT = guard(
    f"{LINE}_salt",
    LINE,
    ["UPDATE"],
    """NEW."salt" <> OLD."salt" AND NEW."salt" <> ''""",
    message=TEXT,
)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0061_frequent_question_gates")]

    operations = [DropTriggers(BEFORE), Triggers(AFTER, SALT)]
