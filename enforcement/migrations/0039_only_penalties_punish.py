"""No decision of another kind punishes: that would pass by notice, hearing and review (行政处罚法 44, 58)."""

from django.db import migrations

from core.triggers import Triggers, guard

LEAVES_DRAFT = "OLD.status IN ('draft', 'abandoned') AND NEW.status NOT IN ('draft', 'abandoned')"
PUNISHES = (
    "CAST(NEW.penalty_kinds AS text) <> '[]' OR NEW.confiscated_cents > 0 "
    "OR (NEW.kind IN ('inspection', 'permit') AND NEW.fine_cents > 0)"
)

GATES = [
    guard(
        "decision_punishes_as_penalty",
        "enforcement_decision",
        ["UPDATE"],
        f"{LEAVES_DRAFT} AND NEW.kind <> 'penalty' AND ({PUNISHES})",
        None,
        "只有行政处罚决定才能给予处罚；应当处罚的，另立行政处罚案件，依法告知并经法制审核（行政处罚法第四十四条、第五十八条）。",
        code="NOT_PENALTY",
    )
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0038_review_catalogue_stays")]

    operations = [Triggers(*GATES)]
