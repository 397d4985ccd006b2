"""The values of a filing change with the step they belong to, and receipt is said before it is marked."""

from django.db import migrations

from core.triggers import Triggers, guard

FILING, ENTRY = "legal_review_penaltyfiling", "legal_review_filingentry"
# The step -> the columns that are written by it alone.
STEPS = {
    "OLD.status = 'sent' AND NEW.status = 'received'": ("number", "received_on"),
    "OLD.status = 'received' AND NEW.status = 'reviewed'": ("result", "reviewed_on"),
    "OLD.status <> 'sent' AND NEW.status = 'sent'": ("sent_on", "receiver_id"),
}
RECEIVED = (
    "OLD.status = 'sent' AND NEW.status = 'received' AND NOT EXISTS "
    f"(SELECT 1 FROM {ENTRY} e WHERE e.filing_id = NEW.id AND e.kind = 'received')"  # noqa: S608  # our own names
)


def out_of_step(differs: str) -> str:
    """SQL: a column changes without its step; `differs` is how the database compares with null."""
    parts = []
    for step, columns in STEPS.items():
        changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns)
        parts.append(f"(({changed}) AND NOT ({step}))")
    return " OR ".join(parts)


GATES = [
    guard(
        "penalty_filing_in_step",
        FILING,
        ["UPDATE"],
        out_of_step("IS NOT"),
        out_of_step("IS DISTINCT FROM"),
        "报送、备案和审查结果只能在相应环节登记，不能单独修改。",
        code="FILING",
    ),
    guard(
        "penalty_filing_receipt",
        FILING,
        ["UPDATE"],
        RECEIVED,
        message="没有接收记录，不能登记为已备案。",
        code="FILING",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0021_people_and_counsel_gates")]

    operations = [Triggers(*GATES)]
