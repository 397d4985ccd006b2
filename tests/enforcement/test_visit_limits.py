"""Which limit holds for a visit and who counts as the same enterprise, case by case."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models import InspectionPlan, InspectionTask, Party
from enforcement.models.task import LEADS
from enforcement.services import frequency, inspection_lists, inspection_tasks
from enforcement.services.frequency import Measure
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import STATES, cap, in_state, refused
from tests.enforcement.visits import FIRST, ON, SINCE, USCC

NUMBERS = st.integers(0, 40)
SOURCES = st.sampled_from(InspectionTask.Source.values)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MONTHS = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted)


def unsaved(source: str, note: str) -> InspectionTask:
    """A task about which only the source is known."""
    party = Party(name="云溪市晨星商贸有限公司")
    return InspectionTask(party=party, source=source, source_note=note, visit_year=2026)


# ------------------------------------------------------------------------ pure rules
@settings(max_examples=60)
@given(NUMBERS, st.none() | NUMBERS)
def test_a_year_is_full_when_the_visits_reach_the_limit(visits: int, most: int | None) -> None:
    full = Measure(visits, most, "公告").full
    assert full is (most is not None and not visits < most)


@settings(max_examples=120)
@given(NUMBERS, st.none() | NUMBERS, SOURCES, st.sampled_from(["", "  ", "登记7号"]))
def test_only_a_recorded_lead_goes_beyond_the_limit(
    visits: int, most: int | None, source: str, note: str
) -> None:
    task, found = unsaved(source, note), Measure(visits, most, "公告")
    lawful = not found.full or (source in LEADS and note == "登记7号")
    if lawful:
        frequency.assert_within(task, found)
    else:
        with pytest.raises(RuleError, match=f"达到年度频次上限{most}次（公告）"):
            frequency.assert_within(task, found)
    exception = frequency.kept(task, found)["exception"]
    assert bool(exception) is (found.full and source in LEADS)


@settings(max_examples=60)
@given(DAYS, MONTHS, st.integers(2024, 2028))
def test_a_line_covers_the_months_it_names_and_no_other(
    on: date, months: list[int], year: int
) -> None:
    row = InspectionPlan(year=year, first_month=months[0], last_month=months[1])
    covered = [(year, month) for month in range(months[0], months[1] + 1)]
    assert row.covers(on) is ((on.year, on.month) in covered)


# ------------------------------------------------------------------ which limit holds
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "before", "on", "after"),
    [
        ({"published_on": ON}, 2, 7, 7),
        ({"valid_from": ON}, 2, 7, 7),
        ({"valid_to": ON}, 7, 7, 2),
        ({"published_on": ON, "valid_from": SINCE, "valid_to": ON}, 2, 7, 2),
    ],
)
def test_a_limit_holds_from_its_announcement_through_its_last_day(
    cast: Cast, fields: dict[str, Any], before: int, on: int, after: int
) -> None:
    cap(cast, 7, **fields)
    days = (day(3, 2), ON, FIRST)
    found = [frequency.cap_of(cast.bureau, [], "", each)[0] for each in days]
    assert found == [before, on, after]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "grade", "expected"),
    [
        ([(9, False, "")], "", 9),
        ([(9, False, ""), (5, True, "")], "", 5),
        ([(1, False, ""), (5, True, "")], "", 5),
        ([(9, False, ""), (3, False, "A类")], "A类", 3),
        ([(9, False, ""), (3, False, "A类")], "B类", 9),
        ([(3, False, "A类"), (8, True, "")], "A类", 8),
        ([(8, True, ""), (6, True, "A类")], "A类", 6),
        ([(8, True, ""), (4, True, "")], "", 4),
        ([(3, False, "A类")], "", 2),
    ],
)
def test_the_nearest_announcement_counts(
    cast: Cast, rows: list[tuple[int, bool, str]], grade: str, expected: int
) -> None:
    item = made.item(cast, "特种设备检查")
    for times, own, name in rows:
        cap(cast, times, item=item if own else None, grade=name)
    assert frequency.cap_of(cast.bureau, [item.pk], grade, ON)[0] == expected


@pytest.mark.django_db
def test_of_several_items_of_one_visit_the_smallest_number_counts(cast: Cast) -> None:
    first, second, third = (made.item(cast, f"检查{name}") for name in "甲乙丙")
    cap(cast, 6, item=first)
    cap(cast, 4, item=second)
    cap(cast, 1, item=third)
    assert frequency.cap_of(cast.bureau, [first.pk, second.pk], "", ON)[0] == 4


@pytest.mark.django_db
def test_the_limit_of_another_agency_is_not_ours(cast: Cast) -> None:
    keeper = factories.someone(cast.other_bureau, "listadmin")
    inspection_lists.add_cap(
        by=keeper,
        agency=cast.other_bureau,
        item=None,
        times=11,
        basis="公告",
        published_on=SINCE,
        valid_from=SINCE,
    )
    assert frequency.cap_of(cast.bureau, [], "", ON)[0] == 2
    assert frequency.cap_of(cast.other_bureau, [], "", ON) == (11, "公告")


# ------------------------------------------------------------------- what is counted
@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_a_visit_counts_from_its_approval_until_it_is_cancelled(cast: Cast, state: str) -> None:
    task = in_state(cast, state)
    counted = list(frequency.visits_of(cast.bureau, task.party, 2026))
    assert counted == ([] if state in ("planned", "cancelled") else [task])


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["paper", "network"])
def test_a_check_from_the_desk_neither_counts_nor_is_limited(cast: Cast, method: str) -> None:
    cap(cast, 1)
    made.approved(cast, method=method)
    task = made.approved(cast)
    assert (task.visits_before, task.cap) == (0, 1)
    assert frequency.measure(made.planned(cast, method=method), ON) == Measure(1, None, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("known", "asked", "same"),
    [
        ({"uscc": USCC}, {"uscc": USCC, "name": "云溪市启明商贸有限公司"}, True),
        ({"name": "云溪市甲店"}, {"name": "云溪市甲店"}, True),
        ({"name": "云溪市甲店"}, {"name": "云溪市乙店"}, False),
        ({"name": "云溪市甲店", "uscc": USCC}, {"name": "云溪市甲店"}, False),
        ({"kind": "sole_trader", "name": "云溪市甲店"}, {"name": "云溪市甲店"}, True),
        ({"kind": "person", "name": "柳试然"}, {"name": "柳试然"}, False),
    ],
)
def test_which_rows_are_one_enterprise(
    cast: Cast, known: dict[str, str], asked: dict[str, str], same: bool
) -> None:
    made.approved(cast, party=factories.party(cast.bureau, **known))
    other = factories.party(cast.bureau, **asked)
    assert frequency.visits_of(cast.bureau, other, 2026).count() == int(same)


@pytest.mark.django_db
def test_a_visit_we_only_joined_uses_up_our_number_as_well(cast: Cast) -> None:
    cap(cast, 1)
    leader, second = cast.outsider.officer, factories.officer(cast.other_bureau)
    item = factories.inspection_item(cast.other_bureau, on=ON)
    theirs = made.visit(
        cast,
        party=factories.party(cast.other_bureau, uscc=USCC),
        items=[item],
        officers=[leader, second],
        joint_agencies=[cast.bureau],
    )
    task = inspection_tasks.plan(theirs, by=cast.outsider, agency=cast.other_bureau, on=ON)
    factories.file(task.case, on=ON)
    ours = made.visit(cast)
    with refused("已安排现场检查1次，达到年度频次上限1次", field="source"):
        inspection_tasks.plan(ours, by=cast.officer1, agency=cast.bureau, on=ON)
