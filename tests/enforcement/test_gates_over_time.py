"""What only waits for a day opens on that day and stays open; what was forgotten never opens alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.gates import standing, told
from enforcement.models import Decision, Notice
from enforcement.models.case import Case
from tests.enforcement import unsaved

TOLD = unsaved.FILED
WINDOW = date(2026, 3, 9)
DAYS = st.dates(date(2026, 3, 2), date(2026, 6, 30))
MAYBE = st.none() | DAYS
NOTICES = st.fixed_dictionaries(
    {
        "hearing_until": st.just(WINDOW),
        "waived_on": MAYBE,
        "hearing_requested_on": st.none() | st.dates(TOLD, WINDOW),
        "hearing_closed_on": MAYBE,
    }
)
HEARD = date(2026, 3, 20)


def draft() -> Decision:
    """An ordinary draft below every threshold."""
    return unsaved.decision(
        unsaved.case(procedure="ordinary"), penalty_kinds=["fine"], fine_cents=200_000
    )


def hearing(on: date, **changes: Any) -> list[str]:
    """What the hearing still asks for on the day, in words."""
    row = draft()
    return [gap.message for gap in told._hearing(row, unsaved.notice(row, **changes), on)]


@pytest.mark.parametrize(
    ("on", "changes", "closed"),
    [
        (TOLD, {}, True),
        (WINDOW, {}, True),
        (WINDOW + timedelta(days=1), {}, False),
        # Waived within the window: from the day of the waiver on.
        (date(2026, 3, 4), {"waived_on": date(2026, 3, 5)}, True),
        (date(2026, 3, 5), {"waived_on": date(2026, 3, 5)}, False),
        # Asked for: no window ends it, only its closing does.
        (date(2026, 6, 30), {"hearing_requested_on": WINDOW}, True),
        (HEARD, {"hearing_requested_on": WINDOW, "hearing_closed_on": HEARD}, False),
        (
            HEARD - timedelta(days=1),
            {"hearing_requested_on": WINDOW, "hearing_closed_on": HEARD},
            True,
        ),
        # A waiver does not take back the request.
        (HEARD, {"hearing_requested_on": WINDOW, "waived_on": TOLD}, True),
    ],
)
def test_the_hearing_closes_the_gate_on_exactly_its_days(
    on: date, changes: dict[str, Any], closed: bool
) -> None:
    assert bool(hearing(on, hearing_until=WINDOW, **changes)) is closed


def test_the_words_name_the_last_day_or_the_pending_hearing() -> None:
    assert "2026-03-09届满" in hearing(TOLD, hearing_until=WINDOW)[0]
    pending = hearing(TOLD, hearing_until=WINDOW, hearing_requested_on=TOLD)
    assert pending == ["当事人已申请听证，听证尚未结束。"]


@given(notice=NOTICES, on=DAYS, later=st.integers(min_value=0, max_value=120))
def test_an_open_gate_of_the_hearing_never_shuts_again(
    notice: dict[str, Any], on: date, later: int
) -> None:
    if not hearing(on, **notice):
        assert not hearing(on + timedelta(days=later), **notice)


@given(notice=NOTICES, on=DAYS)
def test_a_hearing_asked_for_is_held_before_the_decision(notice: dict[str, Any], on: date) -> None:
    asked, closed = notice["hearing_requested_on"], notice["hearing_closed_on"]
    if not hearing(on, **notice) and asked is not None:
        assert closed is not None and closed <= on


@given(notice=NOTICES, on=DAYS)
def test_without_a_request_the_window_passed_or_was_waived(
    notice: dict[str, Any], on: date
) -> None:
    quiet = notice | {"hearing_requested_on": None, "hearing_closed_on": None}
    waived = quiet["waived_on"]

    expected = on > WINDOW or (waived is not None and waived <= on)

    assert (not hearing(on, **quiet)) is expected


@pytest.mark.parametrize(
    ("content", "ground"),
    [
        ({"penalty_kinds": ["revoke_licence"], "fine_cents": 0}, "吊销许可证件"),
        ({"fine_cents": 5_000_000}, "较大数额罚款"),
        ({"fine_cents": 4_999_999}, ""),
        ({"confiscated_cents": 5_000_000}, "没收较大数额违法所得"),
    ],
)
def test_a_notice_silent_on_a_hearing_is_enough_only_where_none_is_due(
    content: dict[str, Any], ground: str
) -> None:
    row = draft()
    for name, value in content.items():
        setattr(row, name, value)

    gaps = told._hearing(row, unsaved.notice(row, hearing_until=None), HEARD)

    assert [gap.code for gap in gaps] == (["hearing"] if ground else [])
    assert ground in "".join(gap.message for gap in gaps)


def test_an_untold_hearing_is_not_cured_by_time_or_waiver() -> None:
    row = draft()
    row.fine_cents = 5_000_000
    silent = unsaved.notice(row, hearing_until=None, waived_on=TOLD)

    far = told._hearing(row, silent, date(2027, 3, 1))

    assert "应当告知听证权利而未告知" in far[0].message
    assert far[0].article == "行政处罚法第六十三条"


@pytest.mark.parametrize("state", [state for state in Case.Status.values if state != "filed"])
def test_only_a_filed_case_is_decided(state: str) -> None:
    row = unsaved.decision(unsaved.case(status=state))

    assert [gap.code for gap in standing.filed(row, HEARD)] == ["filed"]


@pytest.mark.parametrize(("step", "codes"), [(-1, ["date"]), (0, []), (1, []), (400, [])])
def test_a_case_is_decided_from_the_day_it_was_filed(step: int, codes: list[str]) -> None:
    row = unsaved.decision(unsaved.case())

    gaps = standing.filed(row, unsaved.FILED + timedelta(days=step))

    assert [gap.code for gap in gaps] == codes
    assert all("2026-03-02" in gap.message for gap in gaps)


def test_a_case_filed_without_a_day_is_not_filed() -> None:
    row = unsaved.decision(unsaved.case(filed_on=None))

    assert [gap.code for gap in standing.filed(row, HEARD)] == ["filed"]


@pytest.mark.parametrize(
    ("waived_on", "on", "waived"),
    [
        (None, HEARD, False),
        (HEARD, HEARD, True),
        (HEARD, HEARD - timedelta(days=1), False),
        (TOLD, HEARD, True),
    ],
)
def test_a_waiver_counts_from_its_day(waived_on: date | None, on: date, waived: bool) -> None:
    assert told._waived(Notice(waived_on=waived_on), on) is waived
