"""What was paid, deferred, urged and asked of a court stays as it was recorded (行政处罚法 66-73)."""

from django.db import migrations

from core.triggers import Gate, Triggers, append_only, guard

OVERPAID = "收缴的金额不得超过决定的数额；加处罚款不得超过罚款本数。请核对金额和已缴数额。"
UNSERVED = "决定书尚未送达或者已被撤销，不能收缴。请核对决定的状态。"
ONCE = "该事项已经办结，不能再改。如有错误，请另作记录说明。"
RUNNING = "已有一项同类事项正在办理，不能重复记录。请先办结前一项。"
BASE = ["id", "decision_id", "created_by_id", "created_at"]


def settled(table: str, condition: str) -> Gate:
    """Refuse a further change of a row that has ended."""
    return guard(f"{table}_once", table, ["UPDATE"], condition, message=ONCE, code="ONCE")


def single(table: str, states: str) -> Gate:
    """Refuse a second open row of one decision, by INSERT OR REPLACE too."""
    taken = (
        f"NEW.status IN ({states}) AND EXISTS (SELECT 1 FROM {table} r"  # noqa: S608  # our own names
        f" WHERE r.decision_id = NEW.decision_id AND r.status IN ({states}))"
    )
    return guard(f"{table}_single", table, ["INSERT"], taken, message=RUNNING, code="RUNNING")


GATES = [
    *append_only(
        "enforcement_payment",
        frozen=[
            *BASE,
            "kind",
            "cents",
            "paid_on",
            "way",
            "ground",
            "receipt_no",
            "note",
            "ashore_on",
        ],
    ),
    guard(
        "enforcement_payment_once",
        "enforcement_payment",
        ["UPDATE"],
        "(OLD.turned_in_on IS NOT NULL AND NEW.turned_in_on IS NOT OLD.turned_in_on)"
        " OR (OLD.banked_on IS NOT NULL AND NEW.banked_on IS NOT OLD.banked_on)",
        "(OLD.turned_in_on IS NOT NULL AND NEW.turned_in_on IS DISTINCT FROM OLD.turned_in_on)"
        " OR (OLD.banked_on IS NOT NULL AND NEW.banked_on IS DISTINCT FROM OLD.banked_on)",
        ONCE,
        code="ONCE",
    ),
    guard(
        "enforcement_payment_over",
        "enforcement_payment",
        ["INSERT"],
        "NEW.cents + (SELECT COALESCE(SUM(p.cents), 0) FROM enforcement_payment p"
        " WHERE p.decision_id = NEW.decision_id AND p.kind = NEW.kind)"
        " > (SELECT CASE NEW.kind WHEN 'confiscation' THEN d.confiscated_cents"
        " ELSE d.fine_cents END FROM enforcement_decision d WHERE d.id = NEW.decision_id)",
        message=OVERPAID,
        code="OVERPAID",
    ),
    guard(
        "enforcement_payment_served",
        "enforcement_payment",
        ["INSERT"],
        "NOT EXISTS (SELECT 1 FROM enforcement_decision d"
        " WHERE d.id = NEW.decision_id AND d.status = 'served')",
        message=UNSERVED,
        code="UNSERVED",
    ),
    *append_only(
        "enforcement_deferral", frozen=[*BASE, "applied_on", "reason", "until", "schedule"]
    ),
    settled("enforcement_deferral", "OLD.status <> 'applied'"),
    single("enforcement_deferral", "'applied'"),
    *append_only("enforcement_stay", frozen=[*BASE, "kind", "number", "since"]),
    settled("enforcement_stay", "OLD.status = 'ended'"),
    single("enforcement_stay", "'running'"),
    *append_only("enforcement_urging", frozen=[*BASE, "served_on", "until", "owed_cents"]),
    settled("enforcement_urging", "OLD.defended_on IS NOT NULL"),
    *append_only(
        "enforcement_courtapplication",
        frozen=[*BASE, "urging_id", "applied_on", "court", "owed_cents"],
    ),
    settled("enforcement_courtapplication", "OLD.status NOT IN ('applied', 'accepted')"),
    single("enforcement_courtapplication", "'applied', 'accepted'"),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0005_execution")]

    operations = [Triggers(*GATES)]
