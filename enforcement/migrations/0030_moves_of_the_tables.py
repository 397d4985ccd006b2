"""No row changes its state but along its table, by whatever way it is written.

The pairs are those of the flow tables on the day of this migration. When a table changes, a new
migration installs `moves_only` for its model again; tests/test_moves.py says so and prints the pairs.
"""

from django.db import migrations

from core.triggers import Triggers, moves_only

MOVES: dict[str, dict[str, list[tuple[str, str]]]] = {
    "enforcement_application": {
        "": [
            ("correcting", "accepted"),
            ("correcting", "received"),
            ("correcting", "refused"),
            ("received", "accepted"),
            ("received", "correcting"),
            ("received", "refused"),
        ],
    },
    "enforcement_case": {
        "": [
            ("closed", "archived"),
            ("decided", "closed"),
            ("decided", "filed"),
            ("draft", "filed"),
            ("draft", "rejected"),
            ("filed", "closed"),
            ("filed", "decided"),
        ],
    },
    "enforcement_courtapplication": {
        "": [
            ("accepted", "ended"),
            ("accepted", "executed"),
            ("accepted", "refused"),
            ("applied", "accepted"),
            ("applied", "refused"),
        ],
    },
    "enforcement_decision": {
        "": [
            ("draft", "abandoned"),
            ("draft", "issued"),
            ("issued", "revoked"),
            ("issued", "served"),
            ("served", "revoked"),
        ],
    },
    "enforcement_deferral": {
        "": [
            ("applied", "granted"),
            ("applied", "refused"),
        ],
    },
    "enforcement_discussion": {
        "": [
            ("called", "held"),
        ],
    },
    "enforcement_draw": {
        "": [
            ("committed", "abandoned"),
            ("committed", "drawn"),
            ("preparing", "abandoned"),
            ("preparing", "committed"),
        ],
    },
    "enforcement_forcedexecution": {
        "": [
            ("decided", "executed"),
            ("decided", "performed"),
            ("urged", "decided"),
            ("urged", "performed"),
        ],
    },
    "enforcement_hearing": {
        "": [
            ("held", "closed"),
            ("scheduled", "held"),
            ("scheduled", "rescheduled"),
            ("scheduled", "terminated"),
        ],
    },
    "enforcement_incident": {
        "NEW.kind = 'recusal'": [
            ("applied", "done"),
            ("applied", "refused"),
        ],
        "NEW.kind = 'termination'": [
            ("applied", "done"),
            ("applied", "refused"),
        ],
        "NEW.kind = 'filing_withdrawal'": [
            ("applied", "done"),
            ("applied", "refused"),
        ],
        "NEW.kind = 'suspension'": [
            ("applied", "approved"),
            ("applied", "refused"),
            ("approved", "done"),
        ],
        "NEW.kind = 'jurisdiction_transfer'": [
            ("applied", "approved"),
            ("applied", "refused"),
            ("approved", "sent"),
            ("declined", "done"),
            ("declined", "ended"),
            ("sent", "declined"),
            ("sent", "done"),
        ],
        "NEW.kind = 'crime_transfer'": [
            ("accepted", "done"),
            ("accepted", "ended"),
            ("applied", "approved"),
            ("applied", "refused"),
            ("approved", "sent"),
            ("declined", "ended"),
            ("declined", "objected"),
            ("done", "ended"),
            ("objected", "accepted"),
            ("objected", "declined"),
            ("sent", "accepted"),
            ("sent", "declined"),
        ],
    },
    "enforcement_inspectiontask": {
        "": [
            ("approved", "cancelled"),
            ("approved", "notified"),
            ("arrived", "recorded"),
            ("notified", "arrived"),
            ("notified", "cancelled"),
            ("planned", "approved"),
            ("planned", "cancelled"),
            ("recorded", "closed"),
            ("recorded", "told"),
            ("told", "closed"),
        ],
    },
    "enforcement_licence": {
        "": [
            ("expired", "cancelled"),
            ("punished", "cancelled"),
            ("revoked", "cancelled"),
            ("valid", "cancelled"),
            ("valid", "expired"),
            ("valid", "punished"),
            ("valid", "revoked"),
            ("valid", "withdrawn"),
            ("withdrawn", "cancelled"),
        ],
    },
    "enforcement_measure": {
        "": [
            ("approved", "in_force"),
            ("due_release", "confiscated"),
            ("due_release", "handed_over"),
            ("due_release", "released"),
            ("in_force", "confiscated"),
            ("in_force", "due_release"),
            ("in_force", "handed_over"),
            ("in_force", "released"),
            ("planned", "approved"),
            ("planned", "in_force"),
            ("planned", "refused"),
        ],
    },
    "enforcement_stay": {
        "": [
            ("running", "ended"),
        ],
    },
    "enforcement_substitution": {
        "": [
            ("ordered", "executed"),
            ("ordered", "performed"),
            ("ordered", "urged"),
            ("urged", "executed"),
            ("urged", "performed"),
        ],
    },
}
STARTS = {
    "enforcement_application": ("received",),
    "enforcement_case": ("draft",),
    "enforcement_courtapplication": ("applied",),
    "enforcement_decision": ("draft",),
    "enforcement_deferral": ("applied",),
    "enforcement_discussion": ("called",),
    "enforcement_draw": ("preparing",),
    "enforcement_forcedexecution": ("urged",),
    "enforcement_hearing": (
        "scheduled",
        "terminated",
    ),
    "enforcement_incident": ("applied",),
    "enforcement_inspectiontask": ("planned",),
    "enforcement_licence": ("valid",),
    "enforcement_measure": ("planned",),
    "enforcement_stay": ("running",),
    "enforcement_substitution": ("ordered",),
}


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0029_decision_time_stays")]

    operations = [
        Triggers(
            *(
                gate
                for table, moves in MOVES.items()
                for gate in moves_only(table, moves, starts=STARTS[table])
            )
        )
    ]
