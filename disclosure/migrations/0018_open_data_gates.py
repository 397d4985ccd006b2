"""A signed day stays as it is; a line of it can only end, once, and lose its salt."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

LINE = "disclosure_snapshotline"
TEXT = "快照中的行不得修改或者删除，只能在不再公开时注明最后一日。"
GATES = [
    *append_only("disclosure_snapshot", unique=[("day",)]),
    *append_only(LINE, frozen=["id", "table", "key", "commitment", "first_day"], message=TEXT),
    guard(f"{LINE}_once", LINE, ["UPDATE"], 'OLD."last_day" IS NOT NULL', message=TEXT),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0017_open_data_snapshots")]

    operations = [Triggers(*GATES)]
