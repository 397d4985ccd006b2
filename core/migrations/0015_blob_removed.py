"""Bytes may be gone after an approved appraisal; coming in again they get a new place."""

from django.db import migrations, models

from core.triggers import DropTriggers, Triggers, append_only, guard

BLOB = "该文件一经保存不得更改或删除；请另行上传新文件。"
DESCRIBED = ["sha256", "sm3", "size", "content_type", "key", "stored_at"]


def kept(frozen):
    return append_only("core_blob", key="sha256", frozen=frozen, message=BLOB)


MOVED = guard(
    "core_blob_moved",
    "core_blob",
    ["UPDATE"],
    "NEW.version <> OLD.version AND OLD.removed_at IS NULL",
    message=BLOB,
    code="APPEND_ONLY",
)


class Migration(migrations.Migration):
    dependencies = [("core", "0014_checkpoints_by_time")]

    operations = [
        DropTriggers(*kept([*DESCRIBED, "version"])),
        migrations.AddField(
            model_name="blob",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        Triggers(*kept(DESCRIBED), MOVED),
    ]
