"""A review changes its state along its table only, by whatever way it is written.

The pairs are those of the flow tables on the day of this migration. When a table changes, a new
migration installs `moves_only` for its model again; tests/test_moves.py says so and prints the pairs.
"""

from django.db import migrations

from core.triggers import Triggers, moves_only

MOVES: dict[str, dict[str, list[tuple[str, str]]]] = {
    "legal_review_review": {
        "": [
            ("open", "passed"),
            ("open", "returned"),
            ("open", "withdrawn"),
        ],
    },
}
STARTS = {
    "legal_review_review": ("open",),
}


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0011_weighing_is_reviewed")]

    operations = [
        Triggers(
            *(
                gate
                for table, moves in MOVES.items()
                for gate in moves_only(table, moves, starts=STARTS[table])
            )
        )
    ]
