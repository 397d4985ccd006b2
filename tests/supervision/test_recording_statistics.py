"""Statistics of recording: every number is the count of the rows behind it, for whoever asks."""

import csv
import io
import re
from datetime import date, datetime
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement.models import Agency, Case
from recording.services import coverage_lines
from supervision import recording_statistics as statistics
from supervision import recording_statistics_sheet as sheet
from tests import factories
from tests.base import Cast
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
PERIOD = {"since": "2026-01-01", "until": "2026-12-31"}
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
URL = reverse("recording-statistics")
ROWS = reverse("recording-statistics-rows")
REASON = "文字记录足以反映。"


def clock(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=timezone.get_default_timezone())


def case(agency: Agency) -> Case:
    return factories.case(agency, on=ON, filed=True)


def step(row: Case, at: datetime, *, films: int = 1, late: str = "", **told: Any) -> None:
    by = factories.account_of(factories.lead_of(row))
    made = bare.step(row, by, at=at, **told)
    for no in range(films):
        given = {"started_at": at, "ended_at": at, "late_reason": late}
        bare.item(row, by, f"{made.pk} {no}", step=made, **given)


@pytest.fixture
def record(cast: Cast) -> Case:
    """Of the bureau: 2 recorded (one late), 1 exempt, 1 missing without the party; 1 of April."""
    row = case(cast.bureau)
    step(row, clock(3, 4, 9))
    step(row, clock(3, 4, 10), late="出差")
    step(row, clock(3, 4, 11), films=0, av_exemption=REASON)
    step(row, clock(3, 5, 9), films=0, party_present=False)
    step(row, clock(4, 2, 9), kind="hearing")
    other = case(cast.other_bureau)
    step(other, clock(3, 4, 9), films=0)
    coverage_lines.changed([row.pk, other.pk])
    coverage_lines.refresh()
    return row


def counts(line: statistics.Line) -> list[int]:
    names = ("required", "covered", "missing", "exempt", "late")
    return [line.counts[name] for name in names]


# ---------------------------------------------------------------------------------- counting
def test_an_officer_counts_the_own_agency_and_the_supervisor_those_below(
    cast: Cast, record: Case
) -> None:
    assert counts(statistics.total(YEAR, by=cast.officer1)) == [5, 3, 1, 1, 1]
    assert counts(statistics.total(YEAR, by=cast.outsider)) == [1, 0, 1, 0, 0]
    whole = statistics.total(YEAR, by=cast.supervisor)
    assert counts(whole) == [6, 3, 2, 1, 1]
    assert whole.rate == pytest.approx(60.0)
    lines = statistics.table(YEAR, "agency", by=cast.supervisor)
    assert {line.label: counts(line)[0] for line in lines} == {
        cast.bureau.name: 5,
        cast.other_bureau.name: 1,
    }
    assert counts(statistics.total(YEAR, by=cast.admin))[0] == 0


def test_a_period_is_counted_by_the_local_day_of_the_step(cast: Cast, record: Case) -> None:
    april = {"since": date(2026, 4, 1), "until": date(2026, 4, 2)}
    assert counts(statistics.total(april, by=cast.officer1)) == [1, 1, 0, 0, 0]
    until = {"since": date(2026, 1, 1), "until": date(2026, 4, 1)}
    assert counts(statistics.total(until, by=cast.officer1))[0] == 4


def test_a_step_of_two_items_counts_in_both_and_once_in_all(cast: Cast, record: Case) -> None:
    lines = statistics.table(YEAR, "item", by=cast.officer1)
    found = {line.narrows["item"]: counts(line)[:3] for line in lines}
    assert found == {
        "evidence_taking": [4, 2, 1],
        "hearing": [1, 1, 0],
        "refused_signature": [1, 0, 1],
    }
    assert {line.label for line in lines} > {"举行听证", "调查取证、证据保全"}


def test_every_number_of_every_table_is_the_number_of_its_rows(cast: Cast, record: Case) -> None:
    for kind in statistics.TABLES:
        for line in statistics.table(YEAR, kind, by=cast.supervisor):
            for what, count in line.counts.items():
                narrowed = {**YEAR, **line.narrows}
                assert statistics.rows(narrowed, by=cast.supervisor, what=what).count() == count


def test_the_tables_are_told_apart_by_unit_kind_and_month(cast: Cast, record: Case) -> None:
    by = cast.officer1
    months = statistics.table(YEAR, "month", by=by)
    assert [(line.label, counts(line)[0]) for line in months] == [
        ("2026年3月", 4),
        ("2026年4月", 1),
    ]
    [kind] = statistics.table(YEAR, "kind", by=by)
    assert (kind.label, kind.narrows) == ("行政处罚", {"kind": "penalty"})
    unit = factories.lead_of(record).unit
    [line] = statistics.table(YEAR, "unit", by=by)
    assert line.label == f"{cast.bureau.name} · {unit or '未登记内设机构'}"
    assert line.narrows["unit"] == (unit or statistics.NO_UNIT)


def test_reasons_are_counted_and_lead_to_their_rows(cast: Cast, record: Case) -> None:
    assert statistics.reasons(YEAR, by=cast.officer1) == [(REASON, 1)]
    found = statistics.rows({**YEAR, "reason": REASON}, by=cast.officer1, what="exempt")
    assert [row.reason for row in found] == [REASON]
    assert statistics.reasons(YEAR, by=cast.outsider) == []


def test_nothing_to_record_has_no_rate() -> None:
    line = statistics.Line("甲", {"required": 2, "exempt": 2, "covered": 0})
    assert (line.rate, sheet.rate(line)) == (None, "—")


# ---------------------------------------------------------------------------------- pages
def test_the_page_links_each_number_to_as_many_rows(cast: Cast, record: Case) -> None:
    client = cast.client("supervisor")
    page = client.get(URL, PERIOD).content.decode()
    links = re.findall(r'href="(/office/recording-statistics/rows/\?[^"]+)">(\d+)</a>', page)
    assert len(links) > 10
    for link, number in set(links):
        answer = client.get(unescape(link))
        assert len(answer.context["lines"]) == int(number), link


def test_the_plot_has_a_text_and_patterns_beside_the_colours(cast: Cast, record: Case) -> None:
    page = cast.client("supervisor").get(URL, PERIOD).content.decode()
    assert page.count('role="img"') == 2
    assert f"{cast.bureau.name}：已记录 3、说明免予记录 1、缺少记录 1" in page
    assert 'fill="url(#missing-1)"' in page and 'fill="url(#exempt-1)"' in page
    assert "style=" not in page


def test_the_rows_say_what_is_wrong_and_lead_to_the_map(cast: Cast, record: Case) -> None:
    client = cast.client("officer1")
    page = client.get(ROWS, {**PERIOD, "what": "late"}).content.decode()
    assert "逾期上传 1" in page and reverse("case-coverage", args=[record.pk]) in page
    page = client.get(ROWS, {**PERIOD, "what": "exempt"}).content.decode()
    assert REASON in page and "以文字说明免予音像记录" in page


def test_an_agency_that_is_not_visible_is_no_choice(cast: Cast, record: Case) -> None:
    asked = {**PERIOD, "agency": str(cast.bureau.pk)}
    page = cast.client("outsider").get(URL, asked)
    assert page.status_code == 200 and "lines" not in page.context
    assert cast.client("outsider").get(ROWS, asked).status_code == 404


def test_without_a_query_the_year_to_date_is_shown_and_wrong_days_are_refused(cast: Cast) -> None:
    client = cast.client("officer1")
    assert "这一期间没有应当音像记录的环节" in client.get(URL).content.decode()
    wrong = client.get(URL, {"since": "2026-05-01", "until": "2026-04-01"}).content.decode()
    assert "截止日期不能早于开始日期" in wrong


def test_the_page_asks_no_more_when_there_is_more_to_count(cast: Cast, record: Case) -> None:
    client, seen = cast.client("supervisor"), []
    for _each in range(2):
        client.get(URL, PERIOD)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL, PERIOD)
        seen.append(len(queries))
        more = case(cast.other_bureau)
        for day in range(1, 9):
            step(more, clock(day + 3, 6), films=day % 2)
        coverage_lines.changed([more.pk])
        coverage_lines.refresh()
    assert seen[0] == seen[1]


# ---------------------------------------------------------------------------------- files
def test_the_table_and_the_rows_leave_as_files_and_the_log_says_so(
    cast: Cast, record: Case
) -> None:
    client = cast.client("officer1")
    answer = client.get(reverse("recording-statistics-export", args=["csv"]), PERIOD)
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["月份", "应当记录", "已记录"]
    assert lines[-1] == ["合计", "5", "3", "1", "1", "1", "0", "0", "2", "1", "75.0"]
    entry = AuditEntry.objects.get(action="statistics.export")
    assert (entry.actor_id, '"since":"2026-01-01"' in entry.data) == (cast.officer1.pk, True)
    asked = {**PERIOD, "what": "missing"}
    answer = client.get(reverse("recording-statistics-export", args=["xlsx"]), asked)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    [head, row] = list(book[book.sheetnames[0]].values)
    assert (head[0], row[2], row[8]) == ("日期", record.title, "缺少音像记录")
    assert client.get(URL + "export.pdf", PERIOD).status_code == 404


def test_too_many_rows_are_not_one_file(
    cast: Cast, record: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    asked = {**PERIOD, "what": "required"}
    url = reverse("recording-statistics-export", args=["csv"])
    answer = cast.client("officer1").get(url, asked)
    assert answer.status_code == 409 and "超过2行" in answer.content.decode()
