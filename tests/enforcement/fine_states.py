"""An unpaid fine of 27 February 2026 in every state of its execution, for tables of stories.

A state is a path of acts, such as "urge ask accept", each done on its own usual day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry, Deadline, NumberUse
from enforcement.models import (
    CourtApplication,
    Decision,
    Deferral,
    Payment,
    Stay,
    Urging,
    User,
)
from enforcement.services import compulsion, payments, relief
from recording.models import Document, Service
from tests.base import Cast, day
from tests.enforcement.fined import DUE, FINE, fined

ASKED, UNTIL = day(3, 10), day(6, 10)
URGED, URGED_UNTIL = day(3, 17), day(3, 31)
# The review of a simple fine ends on 28 April; the three months of the court follow.
FIRST, LAST = day(4, 29), day(7, 28)
COURT = "云溪市人民法院"
NOTE = "当事人书面提出当场缴纳。"
EXECUTION = (Payment, Deferral, Stay, Urging, CourtApplication)
KEPT = (*EXECUTION, Deadline, AuditEntry, NumberUse, Document, Service)


@dataclass
class Fine:
    """The fine and the acts on it; a name stands for the account of the cast."""

    cast: Cast
    row: Decision

    def values(self, changes: dict[str, Any], by: str, on: date, **usual: Any) -> dict[str, Any]:
        """What an act is called with: the usual, and what the story changes."""
        merged = {"by": by, "on": on, **usual, **changes}
        return {**merged, "by": self.account(merged["by"])}

    def account(self, who: str | User) -> User:
        return self.cast.people[who] if isinstance(who, str) else who

    def pay(self, **changes: Any) -> Payment:
        usual = {"cents": FINE, "kind": "fine", "way": "bank", "receipt_no": "00017"}
        return payments.record(self.row, **self.values(changes, "officer1", DUE, **usual))

    def spot(self, **changes: Any) -> Payment:
        usual = {"way": "on_spot", "ground": "remote", "note": NOTE, "cents": 10_000}
        return self.pay(**{**usual, **changes})

    def turn_in(self, **changes: Any) -> Payment:
        paid = self.row.payments.latest("pk")
        return payments.turn_in(paid, **self.values(changes, "officer1", day(3, 17)))

    def bank(self, **changes: Any) -> Payment:
        paid = self.row.payments.latest("pk")
        return payments.bank(paid, **self.values(changes, "officer1", day(3, 18)))

    def defer(self, **changes: Any) -> Deferral:
        usual = {"reason": "停业半年，收入中断。", "until": UNTIL}
        return relief.apply(self.row, **self.values(changes, "officer1", ASKED, **usual))

    def grant(self, **changes: Any) -> Deferral:
        asked = self.row.deferrals.latest("pk")
        return relief.grant(asked, **self.values(changes, "head", day(3, 12), opinion="同意。"))

    def refuse(self, **changes: Any) -> Deferral:
        asked = self.row.deferrals.latest("pk")
        usual = self.values(changes, "head", day(3, 12), opinion="没有证明材料。")
        return relief.refuse(asked, **usual)

    def stay(self, **changes: Any) -> Stay:
        usual = {"kind": "suit", "number": "云行初1号"}
        return relief.stay(self.row, **self.values(changes, "officer1", ASKED, **usual))

    def end(self, **changes: Any) -> Stay:
        begun = self.row.stays.latest("pk")
        values = self.values(
            changes, "officer1", day(4, 1), outcome="dismissed", result="驳回诉讼请求。"
        )
        return relief.end_stay(begun, **values)

    def urge(self, **changes: Any) -> Urging:
        return compulsion.urge(self.row, **self.values(changes, "officer1", URGED))

    def hear(self, **changes: Any) -> Urging:
        usual = {"text": "无力缴纳。", "adopted": False, "answer": "可以申请分期。"}
        urging = self.row.urgings.latest("pk")
        return compulsion.hear(urging, **self.values(changes, "officer1", day(3, 20), **usual))

    def ask(self, **changes: Any) -> CourtApplication:
        values = self.values(changes, "head", FIRST, court=COURT)
        return compulsion.apply_to_court(self.row, **values)

    def accept(self, **changes: Any) -> CourtApplication:
        asked = self.row.courtapplications.latest("pk")
        return compulsion.accept(asked, **self.values(changes, "officer1", day(5, 6)))

    def conclude(self, move: str, **changes: Any) -> CourtApplication:
        asked = self.row.courtapplications.latest("pk")
        values = self.values(changes, "officer1", day(6, 6), ruling="云执1号裁定", move=move)
        return compulsion.conclude(asked, **values)

    def executed(self, **changes: Any) -> CourtApplication:
        return self.conclude("execute", **changes)

    def ended(self, **changes: Any) -> CourtApplication:
        return self.conclude("end", **changes)

    def declined(self, **changes: Any) -> CourtApplication:
        return self.conclude("refuse", **changes)

    def act(self, name: str, **changes: Any) -> object:
        """One act by its name."""
        return getattr(self, name)(**changes)


def reach(cast: Cast, path: str = "", **fields: Any) -> Fine:
    """A fresh fine after the acts of the path."""
    fine = Fine(cast, fined(cast, **fields))
    for name in path.split():
        fine.act(name)
    return fine


def kept() -> list[list[Any]]:
    """Everything that an act of execution may write."""
    return [list(model._default_manager.order_by("pk").values()) for model in KEPT]


def refused(act: Callable[[], object]) -> RuleError:
    """The rule that refused the act, which left nothing behind."""
    before = kept()
    with pytest.raises(RuleError) as caught:
        act()
    assert kept() == before
    assert caught.value.remedy
    return caught.value
