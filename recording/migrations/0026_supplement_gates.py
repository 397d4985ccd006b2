"""Nothing is added to an archived file but by a supplementary volume, which is sealed in its turn."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

SUPPLEMENT, ITEM, INNER = (
    "recording_supplement",
    "recording_supplementitem",
    "recording_innervolume",
)
MOVES = {
    "": [
        ("draft", "submitted"),
        ("draft", "withdrawn"),
        ("submitted", "refused"),
        ("submitted", "sealed"),
        ("submitted", "withdrawn"),
    ],
}
ENDED = "补充卷已经办结，不能修改；确需再补充的，请另立补充卷。"
GATHERED = "补充卷已经报请批准或者办结，不能增加材料；请另立补充卷。"
LATE = "案卷已经归档，不能补立密封内卷；确需补充的，请另立补充卷。"
ASKED = ["id", "archive_id", "request_no", "reason", "requested_by_id", "requested_at"]
STATUS = "(SELECT s.status FROM recording_supplement s WHERE s.id = NEW.supplement_id)"

GATES = [
    *append_only(
        SUPPLEMENT, unique=[("archive_id", "request_no"), ("archive_id", "no")], frozen=ASKED
    ),
    *moves_only(SUPPLEMENT, MOVES, starts=("draft",)),
    guard(
        "supplement_ended",
        SUPPLEMENT,
        ["UPDATE"],
        "OLD.status IN ('sealed', 'refused', 'withdrawn')",
        message=ENDED,
        code="ARCHIVED",
    ),
    *append_only(ITEM, unique=[("supplement_id", "paper", "no")]),
    # Pieces while it is put together; its own papers at the moment of sealing.
    guard(
        "supplement_item_late",
        ITEM,
        ["INSERT"],
        f"NOT (({STATUS} = 'draft' AND NEW.paper = '')"
        f" OR ({STATUS} = 'submitted' AND NEW.paper <> ''))",
        message=GATHERED,
        code="ARCHIVED",
    ),
    *append_only(INNER, unique=[("archive_id",)]),
    guard(
        "inner_volume_late",
        INNER,
        ["INSERT"],
        "EXISTS (SELECT 1 FROM recording_archive a JOIN enforcement_case c ON c.id = a.case_id"
        " WHERE a.id = NEW.archive_id AND c.status = 'archived')",
        message=LATE,
        code="ARCHIVED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0025_supplements")]

    operations = [Triggers(*GATES)]
