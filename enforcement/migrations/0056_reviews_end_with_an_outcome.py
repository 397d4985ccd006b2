"""A review or suit ends with its outcome, and a decision it took away binds no longer (行政处罚法 48)."""

from django.db import migrations

from core.triggers import Triggers, guard

KNOWN = "'upheld', 'dismissed', 'changed', 'revoked', 'illegal', 'void', 'perform', 'settled', 'dropped'"
GATES = [
    guard(
        "stay_ends_with_an_outcome",
        "enforcement_stay",
        ["UPDATE"],
        f"NEW.status = 'ended' AND OLD.status = 'running' "
        f"AND (NEW.outcome IS NULL OR NEW.outcome NOT IN ({KNOWN}))",
        None,
        "登记复议、诉讼终结应当写明结果类别。",
        code="STAY_OUTCOME",
    ),
    guard(
        "stay_runs_without_an_outcome",
        "enforcement_stay",
        ["UPDATE"],
        "NEW.status = 'running' AND NEW.outcome IS NOT NULL",
        None,
        "复议、诉讼尚未终结，不能登记结果。",
        code="STAY_OUTCOME_EARLY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0055_outcome_of_a_review")]

    operations = [Triggers(*GATES)]
