"""Fines in effect, for the stories of their execution."""

from datetime import date
from typing import Any

from enforcement.models import Decision, Payment, User
from enforcement.services import decisions, payments
from tests.base import Cast, day
from tests.enforcement.dossier import again, draft

# Served on a Friday; the fifteen days end on Monday 16 March 2026.
SERVED, DUE = day(2, 27), day(3, 16)
FINE = 200_000


def fined(
    cast: Cast, *, on: date = SERVED, fine: int = FINE, by: User | None = None, **changes: Any
) -> Decision:
    """A fine imposed on the spot by the head (or `by`) and served the same day."""
    content = {"result": "罚款。", "penalty_kinds": ["fine"], "fine_cents": fine, **changes}
    row = draft(cast.bureau, procedure="simple", on=on, **content)
    decisions.issue(row, by=by or cast.head, on=on)
    decisions.serve(row, by=cast.officer1, on=on)
    return again(row)


def pay(decision: Decision, by: User, on: date, cents: int = FINE, **changes: Any) -> Payment:
    """Money paid into the bank."""
    values = {"kind": "fine", "way": "bank", "receipt_no": "00017", **changes}
    return payments.record(decision, by=by, on=on, cents=cents, **values)
