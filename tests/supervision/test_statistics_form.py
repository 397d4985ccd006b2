"""What the statistics are asked for: the year to date, conditions that fit together, links to rows."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from core.errors import RuleError
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind
from recording.models import CoverageLine, Step
from recording.services import coverage_lines
from supervision import recording_statistics as statistics
from supervision import recording_statistics_sheet as sheet
from supervision.recording_statistics_form import StatisticsForm
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(6, 3)
YEAR = {"since": day(1, 1), "until": day(12, 31)}


def asked(cast: Cast, text: str = "", *, by: str = "officer1", on: date = ON) -> StatisticsForm:
    form = StatisticsForm(QueryDict(text), user=cast.people[by], on=on)
    form.is_valid()
    return form


def line(**changes: Any) -> CoverageLine:
    values = {"state": "missing", "late": 0, "gaps": 0, "drifts": 0, "unshown": 0, **changes}
    return CoverageLine(step=Step(kind="inquiry"), activity="evidence_taking", **values)


# --- the form -----------------------------------------------------------------------------------


def test_without_a_question_the_year_to_date_is_asked_for(cast: Cast) -> None:
    values = asked(cast).cleaned_data

    assert (values["since"], values["until"]) == (day(1, 1), ON)
    assert values["what"] == values["item"] == values["kind"] == ""
    assert values["agency"] is None


def test_one_agency_is_shown_by_month_and_several_by_agency(cast: Cast) -> None:
    assert asked(cast).cleaned_data["by"] == "month"
    assert asked(cast, by="supervisor").cleaned_data["by"] == "agency"
    assert asked(cast, "by=unit", by="supervisor").cleaned_data["by"] == "unit"


def test_on_new_years_day_the_year_has_one_day(cast: Cast) -> None:
    values = asked(cast, on=day(1, 1)).cleaned_data

    assert values["since"] == values["until"] == day(1, 1)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("since=2026-05-02&until=2026-05-01", "until"),
        ("since=yesterday", "since"),
        ("until=2026-02-30", "until"),
        ("by=colour", "by"),
        ("kind=murder", "kind"),
        ("item=nothing", "item"),
        ("what=everything", "what"),
        ("month=May", "month"),
        ("agency=999999", "agency"),
        ("agency=x", "agency"),
    ],
)
def test_a_question_that_is_none_is_shown_at_its_field(cast: Cast, text: str, field: str) -> None:
    assert list(asked(cast, text).errors) == [field]


def test_one_day_is_a_period(cast: Cast) -> None:
    assert asked(cast, "since=2026-05-01&until=2026-05-01").is_valid()


def test_only_agencies_the_account_oversees_can_be_chosen(cast: Cast) -> None:
    own: Any = asked(cast).fields["agency"]
    all_of_them: Any = asked(cast, by="supervisor").fields["agency"]

    assert list(own.queryset) == [cast.bureau]
    assert set(all_of_them.queryset) >= {cast.bureau, cast.other_bureau}
    assert own.empty_label == "全部"


def test_a_link_keeps_the_conditions_and_puts_others_in_their_place(cast: Cast) -> None:
    form = asked(cast, "since=2026-01-01&until=2026-03-31&kind=penalty&unit=&junk=1")

    found = QueryDict(form.query(what="late", kind="permit"))
    assert found.dict() == {
        "since": "2026-01-01",
        "until": "2026-03-31",
        "by": "month",
        "kind": "permit",
        "what": "late",
    }


# --- in words -----------------------------------------------------------------------------------


def test_the_conditions_are_told_in_the_order_of_the_form() -> None:
    told = sheet.conditions(
        {
            **YEAR,
            "agency": Agency(name="云溪市市场监督管理局"),
            "unit": "执法一科",
            "kind": "penalty",
            "item": "hearing",
            "month": day(3, 1),
            "reason": "文字足以反映",
        }
    )

    assert told.split(" · ") == [
        "2026-01-01 至 2026-12-31",
        "云溪市市场监督管理局",
        "执法一科",
        str(ActionKind.PENALTY.label),
        "举行听证",
        "2026年3月",
        "文字足以反映",
    ]


def test_rows_without_a_unit_are_named_as_such() -> None:
    assert sheet.conditions({**YEAR, "unit": statistics.NO_UNIT}).endswith("未登记内设机构")


def test_an_item_that_left_the_list_keeps_its_key() -> None:
    assert sheet.conditions({**YEAR, "item": "former"}).endswith("former")


def test_the_month_follows_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert statistics.month_name(day(3, 1)) == "March 2026"


@pytest.mark.parametrize(
    ("counts", "rate"),
    [
        ({"required": 3, "exempt": 0, "covered": 2}, "66.7%"),
        ({"required": 3, "exempt": 1, "covered": 2}, "100.0%"),
        ({"required": 3, "exempt": 0, "covered": 0}, "0.0%"),
        ({"required": 0, "exempt": 0, "covered": 0}, "—"),
    ],
)
def test_a_rate_has_one_decimal_and_none_of_nothing(counts: dict[str, int], rate: str) -> None:
    assert sheet.rate(statistics.Line("甲", counts)) == rate


def test_what_a_step_lacks_is_told_with_numbers() -> None:
    assert sheet.lacks(line()) == ""
    assert sheet.lacks(line(late=2, drifts=1)) == "逾期上传 2、时间不符 1"
    assert sheet.lacks(line(gaps=1, unshown=3)) == "有中断 1、内容不全 3"


@pytest.mark.parametrize(("state", "tone"), sheet.TONES.items())
def test_a_row_has_the_tone_of_its_state_and_the_words_of_its_item(state: str, tone: str) -> None:
    row = sheet.Row.of(line(state=state))

    assert row.tone == tone
    assert row.item == "调查取证、证据保全"
    assert row.step != "inquiry"


def test_every_series_of_the_plot_is_a_count_with_a_heading() -> None:
    assert set(sheet.SERIES) <= set(statistics.COUNTS)
    assert list(statistics.words()) == list(statistics.COUNTS)
    assert list(statistics.headings()) == list(statistics.TABLES)
    assert set(statistics.NARROWED) == set(statistics.TABLES)


# --- counting -----------------------------------------------------------------------------------


@pytest.fixture
def missing(cast: Cast) -> CoverageLine:
    """One step of the bureau that was not recorded."""
    case = factories.case(cast.bureau, on=day(3, 16), filed=True)
    bare.step(case, cast.officer1, at=factories.at(day(3, 4)))
    coverage_lines.changed([case.pk])
    coverage_lines.refresh()
    return CoverageLine.objects.filter(first=True).get()


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (day(3, 4), day(3, 4), 1),
        (day(3, 5), day(12, 31), 0),
        (day(1, 1), day(3, 3), 0),
        (day(3, 3), day(3, 5), 1),
    ],
)
def test_both_ends_of_the_period_belong_to_it(
    cast: Cast, missing: CoverageLine, since: date, until: date, count: int
) -> None:
    found = statistics.rows({"since": since, "until": until}, by=cast.officer1)

    assert found.count() == count


@pytest.mark.parametrize(
    ("narrows", "count"),
    [
        ({"kind": "penalty"}, 1),
        ({"kind": "permit"}, 0),
        ({"month": day(3, 1)}, 1),
        ({"month": day(4, 1)}, 0),
        ({"unit": "没有这个科"}, 0),
        ({"item": "evidence_taking"}, 1),
        ({"item": "hearing"}, 0),
        ({"reason": "没有"}, 0),
    ],
)
def test_a_condition_leaves_only_its_rows(
    cast: Cast, missing: CoverageLine, narrows: dict[str, Any], count: int
) -> None:
    assert statistics.rows({**YEAR, **narrows}, by=cast.officer1).count() == count


def test_the_file_of_nothing_has_its_heading_and_its_sum(cast: Cast) -> None:
    table = sheet.table({**YEAR, "by": "month"}, by=cast.officer1)

    assert [row[0] for row in table] == ["月份", "合计"]
    assert table[1][1:] == [0] * len(statistics.COUNTS) + [None]
    assert len(sheet.rows({**YEAR, "what": "missing"}, by=cast.officer1)) == 1


@pytest.mark.parametrize(("most", "refused"), [(0, True), (1, False)])
def test_a_file_holds_so_many_rows_and_no_more(
    cast: Cast, missing: CoverageLine, monkeypatch: pytest.MonkeyPatch, most: int, refused: bool
) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", most)
    values = {**YEAR, "what": "missing"}
    if not refused:
        assert len(sheet.rows(values, by=cast.officer1)) == 2
        return
    with pytest.raises(RuleError, match="超过0行，不能导出为一个文件"):
        sheet.rows(values, by=cast.officer1)


def test_who_may_not_see_evidence_sees_no_statistics(cast: Cast) -> None:
    for name in ("publisher", "listadmin", "admin"):
        client = cast.client(name)
        assert client.get(reverse("recording-statistics")).status_code == 403
        assert client.get(reverse("recording-statistics-rows")).status_code == 403
        path = reverse("recording-statistics-export", args=["csv"])
        assert client.get(path).status_code == 403


def test_the_rows_of_no_number_say_that_there_are_none(cast: Cast) -> None:
    page = cast.client("officer1").get(reverse("recording-statistics-rows"), {"what": "late"})

    assert page.status_code == 200
    assert list(page.context["lines"]) == []
    assert page.context["next_cursor"] == ""
