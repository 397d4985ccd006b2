"""A supply moves along its table, stays as applied for, and its copies and links as they were made."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

MOVES = {
    "": [
        ("approved", "failed"),
        ("approved", "ready"),
        ("approved", "withdrawn"),
        ("asked", "approved"),
        ("asked", "refused"),
        ("asked", "withdrawn"),
        ("failed", "approved"),
        ("failed", "withdrawn"),
        ("ready", "delivered"),
        ("ready", "withdrawn"),
    ],
}
APPLIED = [
    *("id", "agency_id", "case_id", "applicant", "organisation", "contact", "paper", "basis"),
    *("purpose", "channel", "due_on", "asked_by_id", "asked_at"),
]
KEPT = "对外提供的申请不能删除或者修改；请撤回后重新申请。"
MADE = "提供的副本一经制作不能更换；请重新申请。"
OVER = "链接一经停用不得恢复；请重新出具。"

GATES = [
    *append_only("recording_supply", frozen=APPLIED, message=KEPT),
    *moves_only("recording_supply", MOVES, starts=("asked",)),
    *append_only(
        "recording_supplyitem",
        frozen=["id", "supply_id", "evidence_id", "edited_id", "begin", "end", "parent_sha256"],
        message=KEPT,
    ),
    guard(
        "recording_supplyitem_made",
        "recording_supplyitem",
        ["UPDATE"],
        "OLD.blob_id IS NOT NULL AND (NEW.blob_id IS NULL OR NEW.blob_id <> OLD.blob_id)",
        message=MADE,
        code="APPEND_ONLY",
    ),
    *append_only(
        "recording_supplylink",
        unique=[("token_hash",)],
        frozen=[
            *("id", "supply_id", "token_hash", "code_hash", "expires_at"),
            *("created_by_id", "created_at"),
        ],
    ),
    guard(
        "recording_supplylink_over",
        "recording_supplylink",
        ["UPDATE"],
        "OLD.ended_at IS NOT NULL OR (OLD.binding_hash <> ''"
        " AND NEW.binding_hash <> OLD.binding_hash)",
        message=OVER,
        code="APPEND_ONLY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0028_supplies")]

    operations = [Triggers(*GATES)]
