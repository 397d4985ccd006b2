"""What was sent to review stays as it was sent, in the agency of its decision (行政处罚法 58).

The agency decides who may give the opinion: a review moved to another agency would be passed there.
"""

from django.db import migrations

from core.triggers import Triggers, guard

REVIEW = "legal_review_review"
SENT = ["agency_id", "round", "materials", "reasons", "created_at"]
CHANGED = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in SENT)
OTHER_AGENCY = (
    "NOT EXISTS (SELECT 1 FROM enforcement_decision d WHERE d.id = NEW.decision_id "
    "AND d.agency_id = NEW.agency_id)"
)

GATES = [
    guard(
        "review_of_its_agency",
        REVIEW,
        ["INSERT"],
        OTHER_AGENCY,
        None,
        "法制审核应当由作出决定的机关办理。请送本机关审核。",
        code="OPEN_FIRST",
    ),
    guard(
        "review_as_sent",
        REVIEW,
        ["UPDATE"],
        CHANGED,
        None,
        "送审的机关、次数、材料目录和审核理由不得修改；请撤回后重新送审。",
        code="REVIEWED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0006_review_answers")]

    operations = [Triggers(*GATES)]
