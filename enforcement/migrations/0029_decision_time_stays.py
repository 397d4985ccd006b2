"""A longer period and the days left out of it are answered once and stay (行政处罚法 60)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

EXTENSION, EXCLUSION = "enforcement_extension", "enforcement_exclusion"
GATES = [
    *append_only(EXTENSION, frozen=["case_id", "step", "body", "reason", "old_due_on"]),
    guard(
        "extension_answered",
        EXTENSION,
        ["UPDATE"],
        "OLD.approved IS NOT NULL",
        message="延长办案期限的申请已经审批，不得修改；需要再次延长的，请另行申请。",
        code="EXTENSION_ANSWERED",
    ),
    *append_only(EXCLUSION, frozen=["case_id", "ground", "started_on", "start_paper"]),
    guard(
        "exclusion_ended",
        EXCLUSION,
        ["UPDATE"],
        "OLD.ended_on IS NOT NULL",
        message="该期间已经结束，不得修改。",
        code="EXCLUSION_ENDED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0028_decision_time")]

    operations = [Triggers(*GATES)]
