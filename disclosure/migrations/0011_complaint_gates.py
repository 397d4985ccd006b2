"""What was complained of stays as it was said; it is handled along its table, and rated once."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "disclosure_complaint"
SAID = [
    *("id", "number", "code_hash", "unit_id", "handled_by", "form", "what"),
    *("reporter", "contact", "statement", "received_on"),
]
FIXED = "投诉举报收到后，其内容不得修改或者删除。"
AGAIN = "OLD.satisfaction <> '' AND NEW.satisfaction <> OLD.satisfaction"
MOVES = [("accepted", "answered"), ("received", "accepted"), ("received", "declined")]
GATES = [
    *append_only(TABLE, frozen=SAID, unique=[("number",)], message=FIXED),
    *append_only("disclosure_complaintfile", message=FIXED),
    guard(
        "complaint_rated_once",
        TABLE,
        ["UPDATE"],
        AGAIN,
        message="满意度只能评价一次，不得修改。",
        code="RATED_ONCE",
    ),
    *moves_only(TABLE, {"": MOVES}, starts=("received",)),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0010_complaint")]

    operations = [Triggers(*GATES)]
