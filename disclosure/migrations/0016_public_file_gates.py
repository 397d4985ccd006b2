"""What was uploaded stays; a public file moves along its table, and an approved one is not changed."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "disclosure_publicfile"
FIXED = "公开附件的原件、编号和上传人不得修改，记录不得删除。"
TAKEN = ["id", "publication_id", "number", "source_id", "uploaded_by_id", "created_at"]
MOVES = [
    ("approved", "draft"),
    ("approved", "dropped"),
    ("asked", "failed"),
    ("asked", "made"),
    ("draft", "asked"),
    ("draft", "dropped"),
    ("failed", "asked"),
    ("failed", "dropped"),
    ("made", "approved"),
    ("made", "draft"),
    ("made", "dropped"),
]
COVERED = (
    "OLD.status IN ('asked', 'made', 'approved', 'dropped') AND NEW.status <> 'draft' AND ("
    "CAST(NEW.areas AS TEXT) <> CAST(OLD.areas AS TEXT) OR NEW.label <> OLD.label)"
)
COPIED = (
    "OLD.status IN ('made', 'approved') AND NEW.status IN ('made', 'approved') "
    "AND NEW.copy_id <> OLD.copy_id"
)
GATES = [
    *append_only(TABLE, frozen=TAKEN, unique=[("publication_id", "number")], message=FIXED),
    guard(
        "public_file_covered",
        TABLE,
        ["UPDATE"],
        COVERED,
        message="公开副本制作之后，遮盖区域和名称不得修改；请先退回。",
        code="FILE_COVERED",
    ),
    guard(
        "public_file_copied",
        TABLE,
        ["UPDATE"],
        COPIED,
        message="待审批或者已审批的公开副本不得替换。",
        code="FILE_COPIED",
    ),
    *moves_only(TABLE, {"": MOVES}, starts=("draft",)),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0015_public_file")]

    operations = [Triggers(*GATES)]
