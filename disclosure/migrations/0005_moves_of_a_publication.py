"""A publication changes its state along its table only, by whatever way it is written.

The pairs are those of the flow tables on the day of this migration. When a table changes, a new
migration installs `moves_only` for its model again; tests/test_moves.py says so and prints the pairs.
"""

from django.db import migrations

from core.triggers import Triggers, moves_only

MOVES: dict[str, dict[str, list[tuple[str, str]]]] = {
    "disclosure_publication": {
        "NEW.decision_id IS NOT NULL": [
            ("approved", "pending"),
            ("approved", "published"),
            ("approved", "redacted"),
            ("approved", "withheld"),
            ("pending", "redacted"),
            ("pending", "withheld"),
            ("published", "expired"),
            ("published", "withdrawn"),
            ("redacted", "approved"),
            ("redacted", "pending"),
            ("redacted", "withheld"),
            ("withheld", "pending"),
        ],
        "NEW.record_id IS NOT NULL": [
            ("pending", "published"),
            ("pending", "withheld"),
            ("published", "expired"),
            ("published", "withdrawn"),
        ],
    },
}
STARTS = {
    "disclosure_publication": ("pending",),
}


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0004_search_indexes")]

    operations = [
        Triggers(
            *(
                gate
                for table, moves in MOVES.items()
                for gate in moves_only(table, moves, starts=STARTS[table])
            )
        )
    ]
