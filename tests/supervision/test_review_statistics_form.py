"""What the statistics of legal review are asked for, and how they are worded; nothing is counted here."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils import translation

from supervision import plots
from supervision import review_statistics as statistics
from supervision import review_statistics_sheet as sheet
from supervision.review_statistics import Line, Spent
from supervision.review_statistics_form import ReviewStatisticsForm
from tests.base import Cast, day

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(6, 1)


def form(cast: Cast, who: str = "supervisor", **given: str) -> ReviewStatisticsForm:
    data = QueryDict(mutable=True)
    data.update(given)
    return ReviewStatisticsForm(data, user=cast.people[who], on=ON)


def spent(**values: Any) -> Spent:
    base: dict[str, Any] = {
        "key": uuid4(),
        "agency": 1,
        "unit": "",
        "kind": "penalty",
        "on": day(3, 2),
        "status": "passed",
        "round": 1,
        "reviewer": None,
        "days": 2,
        "late": False,
        "overdue": False,
        "extended": False,
    }
    return Spent(**{**base, **values})


def test_without_a_question_the_year_so_far_is_asked_for(cast: Cast) -> None:
    asked = form(cast)
    assert asked.is_valid()
    values = asked.cleaned_data
    assert (values["since"], values["until"], values["by"]) == (day(1, 1), ON, "agency")
    own = form(cast, "reviewer")
    assert own.is_valid()
    assert own.cleaned_data["by"] == "month"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"since": "x"}, "since"),
        ({"until": "2026-13-01"}, "until"),
        ({"since": "2026-05-01", "until": "2026-04-01"}, "until"),
        ({"by": "nothing"}, "by"),
        ({"kind": "nothing"}, "kind"),
        ({"what": "nothing"}, "what"),
        ({"reviewer": "-1"}, "reviewer"),
        ({"agency": "0"}, "agency"),
        ({"head": "x" * 41}, "head"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    cast: Cast, given: dict[str, str], field: str
) -> None:
    asked = form(cast, **given)
    assert not asked.is_valid()
    assert field in asked.errors


def test_only_visible_agencies_can_be_asked_about(cast: Cast) -> None:
    assert form(cast, agency=str(cast.other_bureau.pk)).is_valid()
    assert not form(cast, "reviewer", agency=str(cast.other_bureau.pk)).is_valid()


def test_a_number_carries_the_conditions_along(cast: Cast) -> None:
    asked = form(cast, kind="penalty", since="2026-01-01", until="2026-03-31")
    found = QueryDict(asked.query(what="late", month="2026-03-01"))
    assert found["kind"] == "penalty"
    assert found["what"] == "late"
    assert found["month"] == "2026-03-01"
    assert "reviewer" not in found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_count_and_grouping_has_its_words(language: str) -> None:
    with translation.override(language):
        assert list(statistics.words()) == list(statistics.COUNTS)
        assert set(statistics.headings()) == set(statistics.TABLES)
        assert all([*statistics.words().values(), *statistics.headings().values()])


@pytest.mark.parametrize(
    ("values", "name", "counts"),
    [
        ({}, "passed", True),
        ({}, "returned", False),
        ({"status": "returned"}, "returned", True),
        ({"status": "withdrawn"}, "withdrawn", True),
        ({"status": "open"}, "open", True),
        ({"round": 2}, "again", True),
        ({"round": 1}, "again", False),
        ({"late": True}, "late", True),
        ({"overdue": True}, "overdue", True),
        ({"extended": True}, "extended", True),
        ({"objected": True}, "objected", True),
        ({"objected": False}, "objected", False),
        ({}, "submitted", True),
    ],
)
def test_what_each_count_counts(values: dict[str, Any], name: str, counts: bool) -> None:
    assert statistics.COUNTS[name](spent(**values)) is counts


@pytest.mark.parametrize(
    ("value", "words"), [(None, "—"), (2.0, "2"), (2.5, "2.5"), (0.0, "0"), (11, "11")]
)
def test_days_are_written_without_a_decimal_that_says_nothing(
    value: float | None, words: str
) -> None:
    assert sheet.days(value) == words


def test_the_bar_of_time_is_median_and_the_rest_to_nine_of_ten() -> None:
    line = Line("甲", {}, [1, 2, 3, 4, 10])
    label, told, counts = sheet._time(line)
    assert (label, told) == ("甲", "3 / 10")
    assert list(counts.values()) == [3, 7]
    drawn = plots.plot([(label, told, counts)])
    assert [part.count for part in drawn.bars[0].parts] == [3, 7]
    assert sheet._time(Line("乙", {}, []))[2] == {"covered": 0, "exempt": 0}


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, "2026-01-01 至 2026-06-01"),
        ({"unit": "-"}, "2026-01-01 至 2026-06-01 · 未登记内设机构"),
        ({"unit": "执法一科"}, "2026-01-01 至 2026-06-01 · 执法一科"),
        ({"kind": "permit"}, "2026-01-01 至 2026-06-01 · 行政许可"),
        ({"month": date(2026, 3, 1)}, "2026-01-01 至 2026-06-01 · 2026年3月"),
    ],
)
def test_the_conditions_in_words(values: dict[str, Any], wanted: str) -> None:
    assert sheet.conditions({"since": day(1, 1), "until": ON, **values}) == wanted


def test_the_conditions_name_the_reviewer(cast: Cast) -> None:
    told = sheet.conditions({"since": day(1, 1), "until": ON, "reviewer": cast.reviewer.pk})
    assert told.endswith(str(cast.reviewer))


def test_the_sheet_has_a_line_for_each_group_and_the_sum(cast: Cast) -> None:
    found = [
        spent(agency=cast.bureau.pk),
        spent(agency=cast.bureau.pk, status="returned", days=4),
        spent(agency=cast.other_bureau.pk, status="open", days=None),
    ]
    cells = sheet.table(found, "agency")
    assert cells[0][0] == "机关"
    assert len(cells) == 4
    by_name = {str(row[0]): row for row in cells[1:]}
    bureau = by_name[cast.bureau.name]
    assert bureau[1:4] == [2, 1, 1]
    assert bureau[-3:] == [3.0, 4, 50.0]
    assert by_name[cast.other_bureau.name][-3:] == [None, None, None]
    assert by_name["合计"][1] == 3


def test_units_of_two_agencies_are_two_lines(cast: Cast) -> None:
    found = [
        spent(agency=cast.bureau.pk, unit="一科"),
        spent(agency=cast.other_bureau.pk, unit="一科"),
        spent(agency=cast.bureau.pk),
    ]
    lines = statistics.table(found, "unit")
    assert len(lines) == 3
    assert {line.narrows["unit"] for line in lines} == {"一科", statistics.NO_UNIT}
    assert any(line.label.endswith("未登记内设机构") for line in lines)


def test_months_stand_in_their_order() -> None:
    found = [spent(on=day(month, 9)) for month in (11, 2, 10, 2)]
    lines = statistics.table(found, "month")
    assert [line.narrows["month"] for line in lines] == ["2026-02-01", "2026-10-01", "2026-11-01"]
    assert [line.counts["submitted"] for line in lines] == [2, 1, 1]
