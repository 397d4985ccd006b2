"""Fines in effect, for the stories of their execution."""

from datetime import date
from typing import Any

from enforcement.models import Decision, Payment, User
from enforcement.services import compulsion, decisions, payments, relief
from tests import factories
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


def executing(cast: Cast, *, on: date) -> dict[str, str]:
    """The keys of a fine of 16 March and of a row of each kind: the scene of the pages."""
    row, by = factories.served(cast.bureau, on=on), cast.officer1
    asked = relief.apply(row, by=by, on=day(3, 20), reason="停业整顿。", until=day(5, 6))
    stay = relief.stay(row, by=by, on=day(3, 20), kind="reconsideration", number="云政复1号")
    relief.end_stay(stay, by=by, on=day(3, 25), outcome="upheld", result="维持。")
    spot = {"way": "on_spot", "ground": "remote", "note": "当事人提出当场缴纳。"}
    paid = pay(row, by, day(3, 20), 10_000, **spot)
    urging = compulsion.urge(row, by=by, on=day(4, 2))
    court = compulsion.apply_to_court(row, by=cast.head, on=day(4, 20), court="云溪市人民法院")
    return {
        "executing": str(row.case_id),
        "fined": str(row.pk),
        "deferral": str(asked.pk),
        "stay": str(stay.pk),
        "payment": str(paid.pk),
        "urging": str(urging.pk),
        "court": str(court.pk),
    }
