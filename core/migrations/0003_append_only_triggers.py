"""The log, its seals and heads, stored content and used numbers can only be added to."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

BLOB = "该文件一经保存不得更改或删除；请另行上传新文件。"
NUMBER = "编号一经取得不得修改或删除；不再使用的，请作废并写明原因。"
TAKEN_BACK = "该编号已作废，不得恢复使用，作废记录也不得修改。"

GATES = [
    *append_only("core_auditentry"),
    *append_only("core_auditseal", key="index", unique=[("entry_id",)]),
    *append_only("core_auditcheckpoint", key="size"),
    # A fixity check writes its time and its result; the description of the content stays.
    *append_only(
        "core_blob",
        key="sha256",
        frozen=["sha256", "sm3", "size", "content_type", "key", "version", "stored_at"],
        message=BLOB,
    ),
    *append_only(
        "core_numberuse",
        unique=[("series_id", "value")],
        frozen=["id", "series_id", "value", "text", "taken_at"],
        message=NUMBER,
    ),
    guard(
        "core_numberuse_void",
        "core_numberuse",
        ["UPDATE"],
        "OLD.voided_at IS NOT NULL",
        message=TAKEN_BACK,
        code="APPEND_ONLY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("core", "0002_seed_calendar")]

    operations = [Triggers(*GATES)]
