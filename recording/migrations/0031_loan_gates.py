"""What was asked for and answered of a loan stays as it was."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

LOAN = "recording_loan"
MOVES = {"": [("lent", "returned"), ("requested", "lent"), ("requested", "refused")]}
ASKED = [
    *("id", "archive_id", "what", "form", "borrower", "unit", "account_id", "purpose", "basis"),
    *("starts_on", "until", "requested_by_id", "requested_at"),
]
ENDED = "借阅已经办结，登记不能修改。"

GATES = [
    *append_only(LOAN, frozen=ASKED),
    *moves_only(LOAN, MOVES, starts=("requested",)),
    guard(
        "loan_ended",
        LOAN,
        ["UPDATE"],
        "OLD.status IN ('refused', 'returned')",
        message=ENDED,
        code="APPEND_ONLY",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0030_loans")]

    operations = [Triggers(*GATES)]
