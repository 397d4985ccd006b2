"""Three ways round the review, closed in the database.

A draft that claims another kind than its case would leave the scope of review; a reviewer could
become a handler after the opinion; an on-the-spot case, which is not reviewed, could carry a penalty
that must be (行政处罚法 51, 58).
"""

from django.db import migrations

from core.triggers import Triggers, guard

DECISION, STAFF = "enforcement_decision", "enforcement_caseofficer"
OPEN = "('draft', 'abandoned')"
OTHER_CASE = (
    "NOT EXISTS (SELECT 1 FROM enforcement_case k WHERE k.id = NEW.case_id "
    "AND k.kind = NEW.kind AND k.agency_id = NEW.agency_id)"
)
REVIEWED_BY_HIM = (
    "NEW.until IS NULL AND EXISTS (SELECT 1 FROM legal_review_review r "
    "JOIN enforcement_decision d ON d.id = r.decision_id "
    "JOIN enforcement_officer o ON o.id = NEW.officer_id "
    "WHERE d.case_id = NEW.case_id AND r.status IN ('passed', 'returned') "
    "AND r.reviewer_id = o.account_id)"
)


def without(text: str, *parts: str) -> str:
    """SQL of a text with some parts taken out."""
    for part in parts:
        text = f"REPLACE({text}, '{part}', '')"
    return text


OTHER_KINDS = without("CAST(NEW.penalty_kinds AS text)", '"warning"', '"fine"', "[", "]", ",", " ")
ON_THE_SPOT = (
    "EXISTS (SELECT 1 FROM enforcement_case k WHERE k.id = NEW.case_id AND k.procedure = 'simple')"
)

GATES = [
    guard(
        "decision_of_its_case",
        DECISION,
        ["INSERT", "UPDATE"],
        OTHER_CASE,
        None,
        "决定的执法类别和机关应当与案件一致。",
        code="OTHER_CASE",
    ),
    guard(
        "handler_not_reviewer",
        STAFF,
        ["INSERT", "UPDATE"],
        REVIEWED_BY_HIM,
        None,
        "已出具本案法制审核意见的人员不得再承办本案（行政处罚法第五十八条）。请另选承办人员。",
        code="REVIEWER",
    ),
    guard(
        "simple_penalty_is_light",
        DECISION,
        ["UPDATE"],
        f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN} AND {ON_THE_SPOT} "
        f"AND (NEW.confiscated_cents > 0 OR {OTHER_KINDS} <> '')",
        None,
        "简易程序只能处以警告或者罚款（行政处罚法第五十一条）。请改用普通程序。",
        code="NOT_SIMPLE",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0003_foreign_keys_leave_no_name")]

    operations = [Triggers(*GATES)]
