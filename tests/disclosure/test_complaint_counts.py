"""Counts of complaints: each unit's own, and with its subordinate units where they add to them."""

import pytest
from django.urls import reverse

from disclosure import complaint_counts
from disclosure.complaint_counts import Line
from disclosure.services import complaints
from enforcement.models import Agency
from tests import factories
from tests.base import Cast, day
from tests.disclosure.asking import ON, complaint

pytestmark = pytest.mark.django_db
FIELDS = complaint_counts.COUNTS


@pytest.fixture
def squad(cast: Cast) -> Agency:
    """A unit below the bureau."""
    return factories.agency("云溪市市场监督管理局执法大队", parent=cast.bureau)


def table(cast: Cast) -> list[Line]:
    return complaint_counts.table(cast.supervisor, day(4, 2))


def told(cast: Cast) -> dict[tuple[str, bool], int]:
    return {(line.unit.name, line.whole): line.received for line in table(cast)}


def test_what_is_below_counts_for_the_units_above_it(cast: Cast, squad: Agency) -> None:
    complaint(cast.bureau)
    complaint(squad)
    complaint(squad, statement="第二件。")
    complaint(cast.other_bureau)
    found = told(cast)
    assert found[cast.bureau.name, False] == 1
    assert found[cast.bureau.name, True] == 3
    assert found[squad.name, False] == 2
    assert found[cast.other_bureau.name, False] == 1
    # Where nothing is below, the line of the whole would only repeat the own one.
    assert {(squad.name, True), (cast.other_bureau.name, True)}.isdisjoint(found)


def test_a_unit_with_none_of_its_own_shows_those_below(cast: Cast, squad: Agency) -> None:
    complaint(squad)
    found = told(cast)
    assert found[cast.bureau.name, True] == 1
    assert (cast.bureau.name, False) not in found


def test_a_unit_two_levels_down_counts_on_each_level_once(cast: Cast, squad: Agency) -> None:
    team = factories.agency("云溪市市场监督管理局执法大队一中队", parent=squad)
    complaint(team)
    found = told(cast)
    assert (found[cast.bureau.name, True], found[squad.name, True]) == (1, 1)
    assert found[team.name, False] == 1


def test_the_whole_is_the_sum_of_its_parts_in_every_column(cast: Cast, squad: Agency) -> None:
    first, _receipt = complaint(cast.bureau)
    complaints.decline(first, by=cast.supervisor, on=ON, channel="none", answer="没有线索。")
    second, _receipt = complaint(squad)
    complaints.accept(second, by=cast.supervisor, on=ON)
    complaints.answer(second, by=cast.supervisor, on=day(4, 2), answer="经查属实，已改正。")
    complaints.rate(second, on=day(4, 2), satisfaction="satisfied")
    complaint(squad, statement="第三件。")
    lines = table(cast)
    whole = next(line for line in lines if line.whole and line.unit == cast.bureau)
    own = [line for line in lines if not line.whole]
    for name in FIELDS:
        assert getattr(whole, name) == sum(getattr(line, name) for line in own), name
    assert (whole.declined, whole.answered, whole.waiting, whole.satisfied) == (1, 1, 1, 1)


def test_no_government_sums_up_its_departments(cast: Cast, squad: Agency) -> None:
    for unit in (cast.bureau, cast.other_bureau, squad):
        complaint(unit)
    assert cast.government.name not in {name for name, _whole in told(cast)}


def test_the_supervisor_s_own_organ_is_in_no_sum(cast: Cast) -> None:
    complaint(cast.bureau)
    before = told(cast)
    factories.user("supervisor", cast.government)
    complaint(cast.justice)
    assert told(cast) == before


def test_the_page_tells_the_two_lines_apart(cast: Cast, squad: Agency) -> None:
    complaint(cast.bureau)
    complaint(squad)
    page = cast.client("supervisor").get(reverse("complaint-counts")).content.decode()
    assert page.count("（含下级）") == 1
    assert page.index(cast.bureau.name) < page.index("（含下级）") < page.index(squad.name)
