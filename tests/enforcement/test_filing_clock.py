"""线索核查: the days to decide whether a case is filed, from the day of its discovery."""

from datetime import date

import pytest

from core.models import Deadline
from enforcement import timeline
from enforcement.models import Case
from enforcement.services import alarms, cases
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db


def clocks(case: Case) -> list[Deadline]:
    return list(Deadline.objects.filter(subject_type="filing", subject_id=str(case.pk)))


def opened(cast: Cast, **fields: object) -> Case:
    return factories.case(cast.bureau, on=day(4, 1), **fields)  # type: ignore[arg-type]  # passed on


def test_a_new_case_shows_by_when_its_filing_is_to_be_decided(cast: Cast) -> None:
    case = opened(cast)

    shown = timeline.open_deadlines(case, case.discovered_on)

    assert [(row.label, row.start_on) for row in shown] == [("决定是否立案", case.discovered_on)]
    assert "第十八条" in shown[0].article


def test_fifteen_working_days_from_the_discovery(cast: Cast) -> None:
    officers = factories.handlers(cast.bureau)
    case = cases.open_case(
        by=cast.officer1,
        agency=cast.bureau,
        kind="penalty",
        procedure="ordinary",
        title="线索",
        cause="销售过期食品",
        party=factories.party(cast.bureau),
        discovered_on=date(2026, 9, 18),
        officers=officers,
    )

    # 09-20 and 10-10 are days of work; 09-25 to 09-27 and 10-01 to 10-07 are holidays.
    assert [row.due_on for row in clocks(case)] == [date(2026, 10, 15)]


def test_filing_ends_the_clock_and_a_late_one_says_so(cast: Cast) -> None:
    soon, late = opened(cast), opened(cast)
    due = clocks(late)[0].due_on
    cases.file(soon, by=cast.unithead, on=soon.discovered_on)
    cases.file(late, by=cast.unithead, on=date.fromordinal(due.toordinal() + 1))

    assert [row.outcome for row in (*clocks(soon), *clocks(late))] == ["met", "late"]


def test_not_filing_ends_it_too(cast: Cast) -> None:
    case = opened(cast)
    cases.reject(case, by=cast.unithead, on=case.discovered_on, reason="没有违法事实。")

    assert [row.outcome for row in clocks(case)] == ["met"]


@pytest.mark.parametrize(
    ("kind", "procedure"), [("penalty", "simple"), ("inspection", "inspection")]
)
def test_what_is_done_on_the_spot_or_by_plan_has_no_such_clock(
    cast: Cast, kind: str, procedure: str
) -> None:
    assert clocks(opened(cast, kind=kind, procedure=procedure)) == []


def test_a_clue_of_a_year_without_a_calendar_is_still_taken(cast: Cast) -> None:
    old = opened(cast)
    taken = cases.open_case(
        by=cast.officer1,
        agency=cast.bureau,
        kind="penalty",
        procedure="ordinary",
        title="旧线索",
        cause="销售过期食品",
        party=old.party,
        discovered_on=date(2003, 1, 8),
        officers=factories.handlers(cast.bureau),
        applied=False,
    )

    assert clocks(taken) == []


def test_who_files_hears_before_it_is_too_late(cast: Cast) -> None:
    case = opened(cast)
    due = clocks(case)[0].due_on

    told = {row.recipient.pk for row in alarms.due(due) if row.deadline.subject_id == str(case.pk)}

    assert cast.unithead.pk in told
