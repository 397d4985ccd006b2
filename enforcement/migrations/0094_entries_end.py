"""An entry that ended is told of the days before; one that was withdrawn of none (domain §16.16).

What has ended takes no further version either, and may still be withdrawn.
"""

from importlib import import_module

from django.db import migrations, models

from core.triggers import DropTriggers, Triggers, guard, moves_only

BEFORE = import_module("enforcement.migrations.0044_register_entry_stays")
ENTRY, VERSION = BEFORE.ENTRY, BEFORE.VERSION
OVER = f"(SELECT e.status FROM {ENTRY} e WHERE e.id = NEW.entry_id) <> 'kept'"  # noqa: S608  # our own columns
CHANGED = ("gate_entry_version_added", "gate_entry_version_in_order", "gate_register_entry_kept")
OLD = [gate for gate in BEFORE.GATES if gate.name in CHANGED]
MOVES = [("ended", "withdrawn"), ("kept", "ended"), ("kept", "withdrawn")]
NEW = [
    guard(
        "entry_version_added",
        VERSION,
        ["INSERT"],
        f"{OVER} OR EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = NEW.id "  # noqa: S608  # our own columns
        "OR (v.entry_id = NEW.entry_id AND v.number = NEW.number))",
        None,
        BEFORE.MESSAGE,
        code="REGISTER",
    ),
    guard(
        "entry_version_in_order",
        VERSION,
        ["UPDATE"],
        f"OLD.status <> 'published' AND NEW.status = 'published' AND ({BEFORE.EARLIER} OR {OVER})",
        None,
        "新版本的生效日期应当晚于已公布的版本，且条目没有撤下；此前各日的内容不得改变。",
        code="REGISTER",
    ),
    guard(
        "register_entry_kept",
        ENTRY,
        ["UPDATE"],
        "OLD.status = 'withdrawn' OR (OLD.status = 'ended' AND NEW.status <> 'withdrawn') "
        f"OR {BEFORE.changed(*BEFORE.ENTRY_FIXED)}",
        None,
        BEFORE.GONE,
        code="REGISTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0093_sealed_and_crimes_by_index")]

    operations = [
        DropTriggers(*OLD, *moves_only(ENTRY, {"": [("kept", "withdrawn")]}, starts=("kept",))),
        migrations.AlterField(
            model_name="registerentry",
            name="status",
            field=models.CharField(
                choices=[("kept", "在册"), ("ended", "已停止"), ("withdrawn", "已撤下")],
                default="kept",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        Triggers(*NEW, *moves_only(ENTRY, {"": MOVES}, starts=("kept",))),
    ]
