"""What a check found stays: a closed run takes no further result, and no result is changed."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

FOUND = "校验结果一经记录不得修改或删除；请重新校验。"
CLOSED = "校验已经结束或者中断，不得再改；请重新开始一次校验。"

GATES = [
    *append_only(
        "core_fixityrun",
        frozen=["id", "everything", "continues_id", "asked_by", "started_at"],
        message=FOUND,
    ),
    guard(
        "core_fixityrun_closed",
        "core_fixityrun",
        ["UPDATE"],
        "OLD.state IN ('finished', 'crashed')",
        message=CLOSED,
        code="APPEND_ONLY",
    ),
    *append_only(
        "core_fixityoutcome",
        unique=[("run_id", "blob_id")],
        frozen=["id", "run_id", "blob_id"],
        message=FOUND,
    ),
    guard(
        "core_fixityoutcome_found",
        "core_fixityoutcome",
        ["UPDATE"],
        "OLD.result <> 'not_checked' OR OLD.word <> '' OR EXISTS (SELECT 1 FROM core_fixityrun r"
        " WHERE r.id = OLD.run_id AND r.state IN ('finished', 'crashed'))",
        message=FOUND,
        code="APPEND_ONLY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("core", "0010_fixity_run")]

    operations = [Triggers(*GATES)]
