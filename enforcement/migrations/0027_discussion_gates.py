"""A penalty that must be discussed is issued only in the text the heads agreed to (行政处罚法 57)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

DECISION, DISCUSSION = "enforcement_decision", "enforcement_discussion"
MEMBER = "enforcement_discussionmember"
OPEN = "('draft', 'abandoned')"
CALLED = (
    "(NEW.discussion_required = TRUE OR EXISTS (SELECT 1 FROM enforcement_discussion c"
    " WHERE c.decision_id = NEW.id AND c.about = 'serious'))"
)
# The passed version is the issued text (gate decision_reviewed), so its key stands for the hash.
AGREED = (
    "EXISTS (SELECT 1 FROM enforcement_discussion x WHERE x.decision_id = NEW.id"
    " AND x.about = 'serious' AND x.status = 'held' AND x.result = 'agreed'"
    " AND x.version_id = NEW.clearance_id AND x.held_on <= NEW.issued_on)"
)
GATES = [
    guard(
        "decision_discussed",
        DECISION,
        ["UPDATE"],
        f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN} AND {CALLED} AND NOT {AGREED}",
        message="应当由行政机关负责人集体讨论决定，且须就同一草案讨论通过（行政处罚法第五十七条）。",
        code="NOT_DISCUSSED",
    ),
    *append_only(
        DISCUSSION, frozen=["decision_id", "about", "ground", "called_by_id", "called_on"]
    ),
    guard(
        "discussion_held",
        DISCUSSION,
        ["UPDATE"],
        "OLD.status = 'held'",
        message="集体讨论已经记录，不得修改；需要再行讨论的，请重新提请。",
        code="DISCUSSED",
    ),
    *append_only(MEMBER, unique=[("discussion_id", "name")]),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0026_discussion")]

    operations = [Triggers(*GATES)]
