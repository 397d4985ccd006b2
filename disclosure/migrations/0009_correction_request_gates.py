"""What was asked stays as it was asked; it is answered along its table, and reopened once.

"Corrected" is only said when what the public reads has changed (政府信息公开条例 41).
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "disclosure_correctionrequest"
ASKED = [
    *("id", "number", "code_hash", "publication_id", "version_id", "agency_id", "what", "relation"),
    *("applicant", "contact", "statement", "received_on"),
]
FIXED = "更正申请收到后，申请的内容不得修改或者删除。"
UNCHANGED = (
    "NEW.status = 'corrected' AND OLD.status <> 'corrected' AND EXISTS (SELECT 1 FROM "
    "disclosure_publication p WHERE p.id = NEW.publication_id AND p.status = 'published' "
    "AND p.shown_id = NEW.version_id)"
)
AGAIN = "NEW.status = 'reopened' AND OLD.status <> 'reopened' AND OLD.reopened_on IS NOT NULL"
MOVES = [
    ("accepted", "corrected"),
    ("accepted", "more"),
    ("accepted", "refused"),
    ("corrected", "reopened"),
    ("more", "accepted"),
    ("more", "refused"),
    ("received", "accepted"),
    ("received", "more"),
    ("received", "refused"),
    ("refused", "reopened"),
    ("reopened", "corrected"),
    ("reopened", "refused"),
]
GATES = [
    *append_only(TABLE, frozen=ASKED, unique=[("number",)], message=FIXED),
    guard(
        "correction_made",
        TABLE,
        ["UPDATE"],
        UNCHANGED,
        message="公开的内容没有变更，不能记为已更正（政府信息公开条例第四十一条）。",
        code="NOT_CORRECTED",
    ),
    guard(
        "correction_reopened_once",
        TABLE,
        ["UPDATE"],
        AGAIN,
        message="更正申请只能复查一次。",
        code="REOPENED_ONCE",
    ),
    *moves_only(TABLE, {"": MOVES}, starts=("received",)),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0008_correction_request")]

    operations = [Triggers(*GATES)]
