"""The yearly report: started from the record, frozen with its numbers, published, corrected."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry
from core.triggers import refusal
from enforcement.models import Agency
from supervision import tasks
from supervision.annual import figures
from supervision.models import YearlyReport
from supervision.services import report_clock, report_printing, yearly_reports
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import BEFORE, LAST, QUERIED, TEXTS, YEAR

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 31)


def fines(row: YearlyReport, key: str = "total", none: Any = None) -> Any:
    """A number of the first frozen table; `none` where it has no such number."""
    columns = row.figures["tables"][0]["columns"] if row.figures else []
    return next((column["value"] for column in columns if column["key"] == key), none)


def code(statement: str, *values: Any) -> str:
    """The gate that refuses raw SQL; "" when none does."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


def key(row: YearlyReport) -> str:
    """The key as the database writes it."""
    return str(row.pk) if connection.vendor == "postgresql" else row.pk.hex


# ------------------------------------------------------------------------------- starting
def test_a_report_begins_with_what_the_record_says(cast: Cast) -> None:
    row = yearly.started(cast)
    assert (row.status, row.version, row.due_on) == ("draft", 1, DUE)
    assert "在岗行政执法人员2名" in row.staffing and "法制审核人员1名" in row.staffing
    assert row.performance.count("\n") == 2
    assert "全年作出行政执法决定0件，已公开0件（其中逾期公开0件）" in row.performance
    assert "送审0件次" in row.performance and "应当进行音像记录的环节0个" in row.performance
    assert row.remedies.endswith("行政执法决定0件。")
    assert (row.problems, row.plans, row.figures) == ("", "", None)
    assert AuditEntry.objects.get(action="yearlyreport.start").actor_id == cast.listadmin.pk


def test_a_year_has_one_report_and_none_before_it_begins(cast: Cast) -> None:
    yearly.started(cast)
    with pytest.raises(RuleError, match="2026年度的年报已经起草"):
        yearly.started(cast)
    with pytest.raises(RuleError, match="没有2028年度的统计数据"):
        yearly.started(cast, 2028)


def test_only_the_agency_itself_writes_and_publishes(cast: Cast) -> None:
    given: dict[str, Any] = {"agency": cast.other_bureau, "year": YEAR, "on": QUERIED}
    with pytest.raises(RuleError, match="由本机关起草和公布"):
        yearly_reports.start(by=cast.listadmin, **given)
    for person in (cast.officer1, cast.supervisor, cast.head):
        with pytest.raises(PermissionDenied):
            yearly_reports.start(by=person, **{**given, "agency": cast.bureau})
    with pytest.raises(PermissionDenied):
        yearly_reports.publish(yearly.frozen(cast), by=cast.listadmin, on=QUERIED)


# ------------------------------------------------------------------------------- freezing
def test_a_frozen_report_keeps_the_numbers_of_the_day(cast: Cast) -> None:
    record(cast.bureau, on=LAST)
    row = yearly.frozen(cast)
    assert (row.status, row.queried_on, row.frozen_by) == ("frozen", QUERIED, cast.listadmin)
    record(cast.bureau, on=LAST)
    row.refresh_from_db()
    assert (fines(row), fines(row, "amount")) == (1, "2000.00")
    assert row.figures == report_printing.told(row, QUERIED)
    assert AuditEntry.objects.filter(action="yearlyreport.freeze").exists()
    with pytest.raises(StaleError, match="当前状态为“已定稿”"):
        yearly_reports.write(row, by=cast.listadmin, plans="改")


def test_a_running_year_is_not_frozen(cast: Cast) -> None:
    row = yearly.told(yearly.started(cast, on=LAST), cast)
    with pytest.raises(RuleError, match="2026年度还没有结束"):
        yearly_reports.freeze(row, by=cast.listadmin, on=LAST)
    assert yearly_reports.freeze(row, by=cast.listadmin, on=date(2027, 1, 1)).figures


def test_every_part_of_the_narrative_is_written_before_the_freeze(cast: Cast) -> None:
    row = yearly_reports.write(yearly.started(cast), by=cast.listadmin, plans="有", staffing=" ")
    with pytest.raises(RuleError, match="机构与人员、存在的问题"):
        yearly_reports.freeze(row, by=cast.listadmin, on=QUERIED)


@pytest.mark.parametrize("text", ["联系人电话13800138000。", "证件号11010519491231002X。"])
def test_nothing_that_belongs_to_one_person_goes_into_a_report(cast: Cast, text: str) -> None:
    given = {**TEXTS, "problems": text}
    row = yearly_reports.write(
        yearly.started(cast), by=cast.listadmin, numbers=yearly.NUMBERS, **given
    )
    with pytest.raises(RuleError, match="“存在的问题”中有身份证号、手机号等个人信息"):
        yearly_reports.freeze(row, by=cast.listadmin, on=QUERIED)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("plans = '改'", "YEARLY_FROZEN"),
        ("figures = '{}'", "YEARLY_FROZEN"),
        ("entered = '{}'", "YEARLY_FROZEN"),
        ("entered = NULL", "YEARLY_FROZEN"),
        ("queried_on = '2027-01-09'", "YEARLY_FROZEN"),
        ("year = 2020", "APPEND_ONLY"),
        ("notice = '改'", "APPEND_ONLY"),
        ("due_on = '2027-12-31'", "APPEND_ONLY"),
        ("status = 'draft', figures = NULL, queried_on = NULL", "YEARLY_FROZEN"),
        ("status = 'draft'", "CHECK MOVE"),
    ],
)
def test_the_database_refuses_to_change_a_frozen_report(
    cast: Cast, change: str, expected: str
) -> None:
    row = yearly.frozen(cast)
    sql = f"UPDATE supervision_yearlyreport SET {change} WHERE id = %s"  # noqa: S608  # own words
    assert code(sql, key(row)) in expected.split()
    assert code("DELETE FROM supervision_yearlyreport WHERE id = %s", key(row)) == "APPEND_ONLY"


def test_the_database_refuses_to_move_the_day_of_publication(cast: Cast) -> None:
    row = yearly.published(cast)
    sql = "UPDATE supervision_yearlyreport SET published_on = '2027-01-01' WHERE id = %s"
    assert code(sql, key(row)) == "YEARLY_PUBLISHED"
    draft = yearly.started(cast, 2025)
    sql = "UPDATE supervision_yearlyreport SET status = 'published' WHERE id = %s"
    assert code(sql, key(draft)) in ("CHECK", "MOVE")


# ------------------------------------------------------------------------------- publishing
@pytest.mark.parametrize(("on", "late"), [(DUE, False), (date(2027, 2, 1), True)])
def test_a_report_after_the_last_of_january_is_late_for_ever(
    cast: Cast, on: date, *, late: bool
) -> None:
    row = yearly_reports.publish(yearly.frozen(cast), by=cast.publisher, on=on)
    assert row.late is late
    noted = '"note":"late"' in AuditEntry.objects.get(action="yearlyreport.publish").data
    assert noted is late
    assert list(YearlyReport.objects.public()) == [row]
    with pytest.raises(StaleError):
        yearly_reports.publish(row, by=cast.publisher, on=on)


def test_nothing_is_published_before_it_was_counted(cast: Cast) -> None:
    row = yearly.started(cast)
    with pytest.raises(StaleError):
        yearly_reports.publish(row, by=cast.publisher, on=QUERIED)
    done = yearly.told(row, cast)
    frozen = yearly_reports.freeze(done, by=cast.listadmin, on=QUERIED)
    with pytest.raises(RuleError, match="不能早于查询日期2027-01-05"):
        yearly_reports.publish(frozen, by=cast.publisher, on=date(2027, 1, 4))


# ------------------------------------------------------------------------------- correcting
def test_a_correction_is_a_new_version_and_the_old_one_stays(cast: Cast) -> None:
    first = yearly.published(cast)
    record(cast.bureau, on=LAST)
    draft = yearly_reports.correct(first, by=cast.listadmin, notice="漏报一宗处罚。")
    assert (draft.version, draft.status, draft.plans) == (2, "draft", TEXTS["plans"])
    assert str(draft) == "2026年度行政执法统计年报（第2版）"
    second = yearly_reports.freeze(draft, by=cast.listadmin, on=date(2027, 3, 1))
    done = yearly_reports.publish(second, by=cast.publisher, on=date(2027, 3, 1))
    first.refresh_from_db()
    assert not done.late
    assert (fines(first, none=0), fines(done)) == (0, 1)
    assert set(YearlyReport.objects.public()) == {first, done}


def test_a_correction_says_why_and_only_the_newest_is_corrected(cast: Cast) -> None:
    first = yearly.frozen(cast)
    with pytest.raises(RuleError, match="错在何处"):
        yearly_reports.correct(first, by=cast.listadmin, notice="  ")
    draft = yearly_reports.correct(first, by=cast.listadmin, notice="更正。")
    for row in (first, draft):
        with pytest.raises(StaleError, match="已有更新的版本"):
            yearly_reports.correct(row, by=cast.listadmin, notice="再更正。")
    with pytest.raises(RuleError, match="已经起草了更正版"):
        yearly_reports.publish(first, by=cast.publisher, on=QUERIED)


# ------------------------------------------------------------------------------- the clock
def owed(cast: Cast, on: date) -> report_clock.Owed | None:
    return report_clock.owed(cast.bureau, on)


def test_a_report_is_owed_from_the_days_of_reminding_until_it_is_published(cast: Cast) -> None:
    yearly.started(cast, 2025)
    assert owed(cast, date(2026, 12, 31)) is not None  # that of 2025 still
    found = owed(cast, date(2027, 1, 1))
    assert found is not None and (found.year, found.due_on, found.row) == (2026, DUE, None)
    assert found.left(DUE) == 0 and found.left(date(2027, 2, 1)) == -1
    yearly.published(cast)
    assert owed(cast, date(2027, 1, 6)) is None


def test_an_agency_without_a_number_owes_the_report_too(cast: Cast) -> None:
    yearly.announced(cast)
    assert owed(cast, date(2026, 12, 31)) is None  # it was none in 2025
    found = owed(cast, date(2027, 1, 1))
    assert found is not None and (found.row, found.due_on) == (None, DUE)
    assert report_clock.give(date(2027, 1, 1)) == 3  # two publishers, one keeper of lists
    assert report_clock.owed(cast.other_bureau, date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("changes", "owes"),
    [
        ({}, True),
        ({"announced_on": date(2026, 12, 31)}, True),
        ({"announced_on": date(2027, 1, 1)}, False),  # it was none in the year
        ({"kind": "delegated"}, False),  # it acts in the name of another
        ({"status": "pending"}, False),
    ],
)
def test_who_owes_a_report_without_numbers(
    cast: Cast, changes: dict[str, Any], *, owes: bool
) -> None:
    Agency.objects.filter(pk=cast.bureau.pk).update(**changes)
    assert (owed(cast, date(2027, 2, 1)) is not None) is owes


def test_who_has_a_report_goes_on_owing_whatever_it_is(cast: Cast) -> None:
    yearly.started(cast)
    Agency.objects.filter(pk=cast.bureau.pk).update(kind="delegated")
    assert owed(cast, date(2027, 2, 1)) is not None


def test_reminders_go_to_who_writes_and_lateness_up_the_line_each_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    yearly.started(cast)
    yearly.announced(cast)
    assert owed(cast, date(2026, 6, 1)) is None
    assert report_clock.give(BEFORE.replace(year=2026)) == 0
    assert report_clock.give(date(2027, 1, 1)) == 3  # two publishers, one keeper of lists
    assert report_clock.give(date(2027, 1, 31)) == 0
    late = date(2027, 2, 1)
    monkeypatch.setattr("supervision.tasks.timezone.localdate", lambda: late)
    assert tasks.give_alarms() == 5  # them and the head, and the supervisor
    assert tasks.give_alarms() == 0
    told = Alert.objects.get(recipient=cast.supervisor)
    assert "2026年度行政执法统计年报应当在2027-01-31前公布，已逾期1日" in told.text
    first = Alert.objects.filter(recipient=cast.listadmin).order_by("pk")[0]
    assert "剩余30日" in first.text
    assert AuditEntry.objects.filter(action="alert.raise").count() == 8


# ------------------------------------------------------------------------------- the papers
def test_the_paper_says_the_frozen_numbers_and_all_parts(cast: Cast) -> None:
    record(cast.bureau, on=LAST)
    row = yearly.published(cast)
    told = report_printing.context(row, report_printing.told(row, QUERIED))
    assert told["on"] == "2027年1月5日" and not told["draft"]
    assert [text for _heading, (text,) in told["parts"]] == list(TEXTS.values())
    first, second = told["tables"][:2]
    assert ["罚款", "1"] in [line[at : at + 2] for line in first["lines"] for at in (0, 2)]
    assert all(len(line) == 4 for line in first["lines"])
    assert second["note"] == "本单位无相关行政执法职责" and second["lines"] == []
    sheet = figures.cells(report_printing.told(row, QUERIED))
    assert ["表一 行政处罚实施情况统计表", "合计", 1, "宗"] in sheet
    assert ["表二 行政许可实施情况统计表", "本单位无相关行政执法职责", None, None] in sheet
    assert ["表四 其他行政执法行为实施情况统计表", "本单位无相关行政执法职责", None, None] in sheet
