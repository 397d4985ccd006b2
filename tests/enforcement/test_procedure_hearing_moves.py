"""A hearing that is set or was held: which acts are open then, and that the others write nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from core.errors import RuleError
from enforcement.models import Hearing, Notice
from enforcement.services import hearings
from tests import hearings as sessions
from tests import procedures
from tests.base import Cast
from tests.procedures import HELD, TOLD, brought

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STATES = ("scheduled", "held")
OPEN = {
    "scheduled": {"hold", "terminate", "reschedule", "bench", "withdraw"},
    "held": {"close"},
}
ACTS = ("schedule", "reschedule", "bench", "hold", "close", "terminate", "withdraw")


@pytest.fixture
def asked(cast: Cast) -> Notice:
    """A notice under which a hearing was asked for on 2026-03-09."""
    return procedures.asked(cast.bureau)


def acts(row: Hearing, cast: Cast) -> dict[str, Callable[[], Hearing]]:
    """Every act, with everything it needs."""
    by: dict[str, Any] = {"by": cast.reviewer, "on": HELD}
    seats: dict[str, Any] = {"host": cast.head, "clerk": cast.publisher2, "reason": "申请回避。"}
    return {
        "schedule": lambda: sessions.schedule(row.notice),
        "reschedule": lambda: procedures.moved(row, cast),
        "bench": lambda: hearings.change_bench(row, by=cast.unithead, on=TOLD, **seats),
        "hold": lambda: hearings.hold(row, **by, record="如实。", signed=True),
        "close": lambda: hearings.close(row, **by, report="程序合法。"),
        "terminate": lambda: hearings.terminate(row, **by, ground="absent", note="未到。"),
        "withdraw": lambda: sessions.withdraw(row.notice, on=HELD),
    }


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_what_is_open_in_each_state(cast: Cast, asked: Notice, state: str, act: str) -> None:
    row = brought(asked, state, cast)
    assert row.status == state
    before = procedures.trace()

    if act in OPEN[state]:
        acts(row, cast)[act]()
        assert procedures.trace() != before
        return
    with pytest.raises(RuleError) as caught:
        acts(row, cast)[act]()
    assert caught.value.remedy
    assert procedures.trace() == before
