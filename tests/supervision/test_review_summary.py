"""Results added up: by agency, unit and line; the findings as words; the report and the table."""

from decimal import Decimal
from typing import Any

import pytest

from core import tables
from core.models import AuditEntry
from enforcement.models import Agency
from supervision import sheets
from supervision.models import FileReview, Mark
from supervision.services import findings, follow_up, printing, summary
from supervision.services.findings import Line
from supervision.services.summary import Fault, Group
from supervision.sheets import Item
from tests.base import Cast, day
from tests.supervision.prepared import SCORED, file_of, scored, sheets_of, sign

ONE, TWO = Agency(pk=1, name="甲局", path="1."), Agency(pk=2, name="乙局", path="0.")
ITEM = Item(key="d_law", label="引用依据", section="decision", points=Decimal(2), most=Decimal(4))
VETO = Item(key="v_law", label="适用依据错误")


def file(agency: Agency, score: str, grade: str = "优秀", *, unit: str = "", no: int = 1) -> Any:
    return FileReview(agency=agency, score=Decimal(score), grade=grade, unit=unit, ordinal=no)


# --- groups -------------------------------------------------------------------------------------


def test_agencies_stand_in_the_order_of_the_tree_with_their_files() -> None:
    rows = [file(ONE, "90", no=1), file(TWO, "80", no=2), file(ONE, "85", no=3)]
    groups = summary.by_agency(rows, set())

    assert [(group.name, len(group.files)) for group in groups] == [("乙局", 1), ("甲局", 2)]
    assert [group.key for group in groups] == ["2", "1"]


def test_an_average_is_to_the_hundredth_a_half_upwards() -> None:
    rows = [file(ONE, "90.25"), file(ONE, "90.50")]

    assert summary.by_agency(rows, set())[0].average == Decimal("90.38")


def test_a_group_without_a_score_has_no_average() -> None:
    assert Group("甲局", "1").average is None
    assert Group("甲局", "1", [FileReview(score=None)]).average is None


def test_units_of_two_agencies_with_one_name_stay_apart() -> None:
    rows = [file(ONE, "90", unit="一科"), file(TWO, "80", unit="一科"), file(ONE, "70", unit="")]
    groups = summary.by_unit(rows, set())

    assert [group.agency for group in groups] == ["乙局", "甲局", "甲局"]

    assert [(group.name, group.key) for group in groups] == [
        ("一科", "2/一科"),
        ("", "1/"),
        ("一科", "1/一科"),
    ]


def test_grades_are_counted_in_the_order_of_the_sheet() -> None:
    sheet = sheets.find("national", day(6, 1))
    rows = [file(ONE, "95"), file(ONE, "91"), file(ONE, "60", "合格"), file(ONE, "0", "不合格")]

    assert summary.by_agency(rows, set())[0].grades(sheet) == [2, 0, 1, 1]


def test_files_that_are_late_are_counted_in_their_group() -> None:
    first, second = file(ONE, "90", no=1), file(ONE, "80", no=2)
    [group] = summary.by_agency([first, second], {second.pk})

    assert group.late == 1
    assert summary.by_agency([], set()) == []


# --- lines --------------------------------------------------------------------------------------


def test_the_mean_of_a_fault_is_over_the_sheets_that_found_it() -> None:
    assert Fault(ITEM).mean == 0
    assert Fault(ITEM, {1}, Decimal(5), 3).mean == Decimal("1.67")


def test_points_of_a_line_stop_at_its_most() -> None:
    line = Line(ITEM, [Mark(findings=1), Mark(findings=9), Mark(findings=None)])

    assert [off for _mark, off in line.cells] == [2, 4, 0]
    assert line.found
    assert not Line(ITEM, [Mark(findings=0), Mark(findings=None)]).found


def test_a_reason_is_told_once_and_only_of_what_was_found() -> None:
    marks = [
        Mark(findings=1, reason="缺款项"),
        Mark(findings=2, reason="缺款项"),
        Mark(findings=1, reason=""),
        Mark(findings=0, reason="没有问题"),
        Mark(findings=1, reason="缺条"),
    ]

    assert Line(ITEM, marks).reasons == ["缺款项", "缺条"]
    assert Line(ITEM, [Mark(findings=1, reason="没有签名。")]).reasons == ["没有签名"]


def test_what_two_reviewers_say_alike_is_said_once_with_both_names() -> None:
    names = ["甲", "乙", "丙", "丁", "戊"]
    marks = [
        Mark(findings=1, reason="缺款项"),
        Mark(findings=0, reason="没有问题"),
        Mark(findings=2, reason="缺款项"),
        Mark(findings=1, reason="缺款项"),
        Mark(findings=1, reason=""),
    ]

    assert Line(ITEM, marks).said(names) == [
        (Decimal(2), "缺款项", "甲、丁"),
        (Decimal(4), "缺款项", "丙"),
        (Decimal(2), "", "戊"),
    ]


def test_all_files_are_one_group_too() -> None:
    first, second = file(ONE, "90"), file(TWO, "80.5")
    group = summary.whole([first, second], {second.pk})

    assert (group.average, len(group.files), group.late) == (Decimal("85.25"), 2, 1)
    assert summary.whole([], set()).average is None


def test_a_veto_takes_no_points_of_its_own() -> None:
    assert VETO.veto and VETO.off(3) == 0
    assert not ITEM.veto and ITEM.off(0) == 0


@pytest.mark.parametrize(
    ("kinds", "kind", "asked"),
    [((), "permit", True), (("penalty",), "penalty", True), (("penalty",), "permit", False)],
)
def test_a_line_is_asked_of_its_kinds_of_files(
    kinds: tuple[str, ...], kind: str, asked: bool
) -> None:
    assert Item(key="x", label="x", kinds=kinds).applies(kind) is asked


# --- from the database --------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_files_with_a_result_are_summed_up(cast: Cast) -> None:
    row = file_of(cast)
    first, second = sheets_of(row)
    sign(first, d_law=1)
    assert summary.told(row.campaign) == []
    assert summary.faults(row.campaign, []) == []
    sign(second)

    assert summary.told(row.campaign) == [row]


@pytest.mark.django_db
def test_faults_come_the_most_frequent_first_then_the_dearest(cast: Cast) -> None:
    row = scored(cast, {"d_law": 1, "e_inquiry": 2}, {"d_law": 1, "s_power": 1})
    faults = summary.faults(row.campaign, [row])

    assert [fault.item.key for fault in faults] == ["d_law", "e_inquiry", "s_power"]
    assert [(fault.off, fault.sheets, len(fault.files)) for fault in faults] == [
        (Decimal(4), 2, 1),
        (Decimal(4), 1, 1),
        (Decimal(2), 1, 1),
    ]


@pytest.mark.django_db
def test_the_marks_behind_a_line_are_those_of_its_files(cast: Cast) -> None:
    row = scored(cast, {"d_law": 1}, {})

    [mark] = summary.reasons([row], "d_law")[row.pk]
    assert (mark.findings, mark.reason) == (1, "见案卷第3页。")
    assert summary.reasons([row], "d_facts") == {}
    assert summary.reasons([], "d_law") == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("on", "count"), [(day(7, 8), 0), (day(7, 9), 1)])
def test_a_rectification_is_late_after_its_last_day(cast: Cast, on: Any, count: int) -> None:
    row = scored(cast, {"d_law": 1}, {})
    demand = follow_up.demand_rectification(row, by=cast.supervisor, on=SCORED, text="补正。")

    assert len(summary.late(row.campaign, on)) == count
    follow_up.report(demand, by=cast.unithead, on=on, text="已整改。")
    assert summary.late(row.campaign, on) == set()


@pytest.mark.django_db
def test_a_demand_starts_from_the_findings_with_their_reasons(cast: Cast) -> None:
    row = scored(cast, {"d_law": 1, "v_power": 0}, {"d_law": 1, "d_facts": 1})
    lines = findings.as_text(row).split("\n")

    assert lines == [
        "1. 事实、证据、理由叙述清楚，定性准确：见案卷第3页。",
        "2. 引用依据准确到条、款、项：见案卷第3页。",
    ]


@pytest.mark.django_db
def test_a_file_in_which_nothing_was_found_demands_nothing(cast: Cast) -> None:
    assert findings.as_text(scored(cast, {}, {})) == ""


@pytest.mark.django_db
def test_the_lines_of_a_file_take_two_questions(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    row = scored(cast, {"d_law": 1}, {})
    kept = findings.signed(row)
    with django_assert_max_num_queries(3):
        lines = findings.lines(row, kept)

    assert [len(line.marks) for line in lines] == [2] * len(lines)


@pytest.mark.django_db
def test_the_table_has_one_row_for_a_file_without_findings(cast: Cast) -> None:
    row = scored(cast, {}, {})
    data = printing.table(row.campaign, by=cast.supervisor)
    rows = [cells for _number, cells in tables.read_bytes(data)[0].rows]

    assert len(rows) == 2
    assert rows[1][1] == row.case.number
    entry = AuditEntry.objects.filter(action="campaign.export").latest("pk")
    assert (entry.actor_id, '"form":"xlsx"' in entry.data) == (cast.supervisor.pk, True)


@pytest.mark.django_db
def test_the_report_counts_groups_and_lines_and_says_that_it_is_a_draft(cast: Cast) -> None:
    row = scored(cast, {"v_law": 1}, {"v_law": 1, "d_law": 1})
    told = printing.context(row.campaign, day(6, 20))

    # A veto costs the whole file and no points of its own line.
    assert [(one["veto"], one["mean"]) for one in told["faults"]] == [
        (False, "2"),
        (True, "0"),
    ]
    assert told["files"][0]["veto"] is True
    assert told["groups"][0]["grades"] == [0, 0, 0, 1]
    assert (told["draft"], told["on"]) == (True, "2026年6月20日")
    assert told["grades"] == ["优秀", "良好", "合格", "不合格"]
