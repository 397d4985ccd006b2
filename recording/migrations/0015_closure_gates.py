"""A closure is lifted once, a grant withdrawn once; neither is changed otherwise or deleted."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

LIFTED = "限制查阅一经解除不得恢复或者修改；仍需限制的，请重新办理。"
WITHDRAWN = "查阅授权一经撤回不得恢复；仍需查阅的，请重新授权。"

GATES = [
    *append_only(
        "recording_closure",
        frozen=["id", "case_id", "evidence_id", "group", "reason", "set_by_id", "set_at"],
    ),
    guard(
        "recording_closure_lifted",
        "recording_closure",
        ["UPDATE"],
        "OLD.lifted_at IS NOT NULL",
        message=LIFTED,
        code="APPEND_ONLY",
    ),
    *append_only(
        "recording_accessgrant",
        frozen=[
            *("id", "case_id", "group", "person_id", "role", "purpose"),
            *("ends_at", "granted_by_id", "granted_at"),
        ],
    ),
    guard(
        "recording_accessgrant_withdrawn",
        "recording_accessgrant",
        ["UPDATE"],
        "OLD.revoked_at IS NOT NULL",
        message=WITHDRAWN,
        code="APPEND_ONLY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0014_closures")]

    operations = [Triggers(*GATES)]
