"""What was asked stays as it was asked; it is answered once."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "disclosure_consultation"
ASKED = [
    *("id", "number", "code_hash", "agency_id", "item_id", "entry_id", "about"),
    *("question", "asker", "contact", "received_on"),
]
ANSWER = ("answer", "answered_on", "decided_by_id", "sent_to")
CHANGED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ANSWER)
GATES = [
    *append_only(
        TABLE, frozen=ASKED, unique=[("number",)], message="咨询收到后，其内容不得修改或者删除。"
    ),
    guard(
        "consultation_answer_stays",
        TABLE,
        ["UPDATE"],
        f"OLD.status <> 'received' AND ({CHANGED})",
        message="咨询答复后，答复不得修改；需要补充的，请咨询人再次咨询。",
        code="ANSWERED",
    ),
    *moves_only(
        TABLE, {"": [("received", "answered"), ("received", "sent")]}, starts=("received",)
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0035_consultation")]

    operations = [Triggers(*GATES)]
