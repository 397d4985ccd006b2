"""Edited copies go with the original they were made from, and not while another one needs their bytes."""

from django.db import migrations

from core.triggers import DropTriggers, Triggers, guard

NAME, TABLE, CODE = "core_blob_removed", "core_blob", "DISPOSAL"
KEPT = "还有未经销毁的证据或者文书使用该原件，不能移除（档案法实施条例第二十四条）。"
REMOVED = "NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL"
GONE = "EXISTS (SELECT 1 FROM recording_disposal d WHERE d.evidence_id = {row})"
ITEM = "SELECT 1 FROM recording_evidence e WHERE e.blob_id = NEW.sha256 AND "
COPY = "SELECT 1 FROM recording_editedcopy k WHERE k.blob_id = NEW.sha256 AND "
ITEM_GONE, COPY_GONE = GONE.format(row="e.id"), GONE.format(row="k.evidence_id")
PAPER = (
    "EXISTS (SELECT 1 FROM recording_document p WHERE p.blob_id = NEW.sha256)"
    " OR EXISTS (SELECT 1 FROM recording_upload u"
    " WHERE u.blob_id = NEW.sha256 AND u.status <> 'sealed')"
)
BEFORE = f"NOT EXISTS ({ITEM}{ITEM_GONE}) OR EXISTS ({ITEM}NOT {ITEM_GONE}) OR {PAPER}"
AFTER = (
    f"(NOT EXISTS ({ITEM}{ITEM_GONE}) AND NOT EXISTS ({COPY}{COPY_GONE}))"
    f" OR EXISTS ({ITEM}NOT {ITEM_GONE}) OR EXISTS ({COPY}NOT {COPY_GONE}) OR {PAPER}"
)


def gate(needed):
    """The gate on marking bytes as removed."""
    return guard(NAME, TABLE, ["UPDATE"], f"{REMOVED} AND ({needed})", message=KEPT, code=CODE)


class Migration(migrations.Migration):
    dependencies = [("recording", "0033_field_return_gates")]

    operations = [DropTriggers(gate(BEFORE)), Triggers(gate(AFTER))]
