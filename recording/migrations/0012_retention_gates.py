"""The end of keeping only moves forward, and a hold is lifted once, with its reason (domain §8.5)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

SHORTER = "保管期限只能延长，不能缩短；请填写更晚的日期。"
LIFTED = "冻结一经解除不得恢复或者修改；仍需冻结的，请重新办理。"
# Also any other end after 永久, which has none.
EARLIER = (
    "EXISTS (SELECT 1 FROM recording_retention r WHERE r.evidence_id = NEW.evidence_id"
    " AND NEW.until IS NOT NULL AND (r.until IS NULL OR r.until > NEW.until))"
)

GATES = [
    *append_only("recording_retention"),
    guard(
        "recording_retention_forward",
        "recording_retention",
        ["INSERT"],
        EARLIER,
        message=SHORTER,
        code="RETENTION",
    ),
    *append_only(
        "recording_legalhold", frozen=["id", "evidence_id", "reason", "set_by_id", "set_at"]
    ),
    guard(
        "recording_legalhold_lifted",
        "recording_legalhold",
        ["UPDATE"],
        "OLD.lifted_at IS NOT NULL",
        message=LIFTED,
        code="APPEND_ONLY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0011_retention")]

    operations = [Triggers(*GATES)]
