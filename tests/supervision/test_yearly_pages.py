"""The yearly report in the office: who sees what, the rows behind a number, the papers, the desk."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from config.desk import yearly as desk
from core.models import AuditEntry
from supervision.models import YearlyReport
from supervision.services import yearly_reports
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import NUMBERS, TEXTS

pytestmark = pytest.mark.django_db
LIST = reverse("yearly-reports")


@pytest.fixture
def draft(cast: Cast) -> YearlyReport:
    """The draft of the year that runs, with one fine."""
    on = timezone.localdate()
    record(cast.bureau, on=on, penalty_kinds=["fine"])
    return yearly.started(cast, on.year, on)


def page(cast: Cast, who: str, url: str) -> tuple[int, str]:
    """Status and text of a page."""
    answer = cast.client(who).get(url)
    return answer.status_code, answer.content.decode()


def at(name: str, row: YearlyReport, *more: str) -> str:
    return reverse(name, args=[row.pk, *more])


def test_a_report_is_started_written_frozen_and_published_by_clicks(cast: Cast) -> None:
    client, year = cast.client("listadmin"), timezone.localdate().year - 1
    answer = client.post(reverse("yearly-start"), {"year": str(year)})
    row = YearlyReport.objects.get()
    assert answer.headers["Location"] == at("yearly-report", row)
    assert client.post(at("yearly-write", row), {**TEXTS, **NUMBERS}).status_code == 302
    assert client.post(at("yearly-freeze", row), {"sent": "1"}).status_code == 302
    today = timezone.localdate().isoformat()
    answer = cast.client("publisher").post(at("yearly-publish", row), {"on": today})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.plans, row.published_by) == (
        "published",
        TEXTS["plans"],
        cast.publisher,
    )


def test_a_refused_start_keeps_the_year_and_says_why(cast: Cast, draft: YearlyReport) -> None:
    answer = cast.client("publisher").post(reverse("yearly-start"), {"year": str(draft.year)})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f"{draft.year}年度的年报已经起草" in text and f'value="{draft.year}"' in text


def test_acts_are_offered_by_state_and_right(cast: Cast, draft: YearlyReport) -> None:
    url = at("yearly-report", draft)
    assert at("yearly-freeze", draft) in page(cast, "listadmin", url)[1]
    assert at("yearly-freeze", draft) not in page(cast, "head", url)[1]
    done = yearly.frozen(cast, draft.year - 1, timezone.localdate())
    url = at("yearly-report", done)
    assert at("yearly-publish", done) in page(cast, "head", url)[1]
    text = page(cast, "listadmin", url)[1]
    assert at("yearly-publish", done) not in text and at("yearly-correct", done) in text
    assert at("yearly-write", done) not in text


def test_a_version_that_was_corrected_leads_to_the_newer_one(cast: Cast) -> None:
    first = yearly.published(cast)
    second = yearly_reports.correct(first, by=cast.listadmin, notice="更正。")
    text = page(cast, "listadmin", at("yearly-report", first))[1]
    assert at("yearly-report", second) in text and at("yearly-correct", first) not in text
    assert at("yearly-write", second) in page(cast, "listadmin", at("yearly-report", second))[1]


def test_other_agencies_do_not_see_it(cast: Cast, draft: YearlyReport) -> None:
    url = at("yearly-report", draft)
    assert page(cast, "supervisor", url)[0] == 200
    assert page(cast, "outsider", url)[0] == 403
    cast.publisher2.agency = cast.other_bureau
    cast.publisher2.save(update_fields=["agency"])
    assert page(cast, "publisher2", url)[0] == 404
    assert str(draft) not in page(cast, "publisher2", LIST)[1]


# ------------------------------------------------------------------------------- rows
def test_a_number_leads_to_its_rows_and_the_look_is_logged(cast: Cast, draft: YearlyReport) -> None:
    url = at("yearly-rows", draft, "penalty", "fine")
    assert url in page(cast, "head", at("yearly-report", draft))[1]
    assert url not in page(cast, "listadmin", at("yearly-report", draft))[1]
    status, text = page(cast, "head", url)
    assert status == 200 and "晨星商贸第" in text
    assert AuditEntry.objects.filter(action="yearlyreport.read").exists()
    assert page(cast, "listadmin", url)[0] == 403
    assert page(cast, "head", at("yearly-rows", draft, "penalty", "nonsense"))[0] == 404
    assert page(cast, "head", at("yearly-rows", draft, "nonsense", "fine"))[0] == 404


def test_rows_beyond_one_page_follow(cast: Cast, draft: YearlyReport) -> None:
    for _no in range(51):
        record(cast.bureau, on=timezone.localdate(), penalty_kinds=["fine"])
    url = at("yearly-rows", draft, "penalty", "fine")
    assert "after=50" in page(cast, "head", url)[1]
    status, text = page(cast, "head", f"{url}?after=50")
    assert text.count('<td class="unbroken"') == 2 and "after=100" not in text
    assert "没有记录" in page(cast, "head", f"{url}?after=999")[1]


# ------------------------------------------------------------------------------- papers
def test_the_tables_come_as_a_sheet_and_the_export_is_logged(
    cast: Cast, draft: YearlyReport
) -> None:
    answer = cast.client("head").get(at("yearly-file", draft, "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert ["表一 行政处罚实施情况统计表", "罚款", 1, "宗"] in rows
    assert AuditEntry.objects.filter(action="yearlyreport.export").exists()
    assert page(cast, "head", at("yearly-file", draft, "docx"))[0] == 404


def test_the_paper_is_a_pdf_with_every_part(cast: Cast) -> None:
    row = yearly.published(cast)
    answer = cast.client("head").get(at("yearly-file", row, "pdf"))
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"


# ------------------------------------------------------------------------------- the desk
def test_the_desk_asks_for_what_comes_next(cast: Cast) -> None:
    on, late = date(2027, 1, 6), date(2027, 2, 2)
    row = yearly.started(cast)
    queue = desk.of(cast.listadmin, on)
    assert queue is not None
    (entry,) = queue.entries
    assert (entry.step, entry.url) == ("填写并定稿", at("yearly-report", row))
    assert "剩余25日" in entry.detail and desk.of(cast.head, on) is None
    yearly.told(row, cast)
    yearly_reports.freeze(row, by=cast.listadmin, on=on)
    assert desk.of(cast.listadmin, on) is None
    queue = desk.of(cast.head, late)
    assert queue is not None and queue.entries[0].step == "公布"
    assert "已逾期2日" in queue.entries[0].detail
    yearly_reports.publish(row, by=cast.head, on=late)
    assert desk.of(cast.head, late) is None


def test_the_desk_asks_to_begin_a_report_nobody_began(cast: Cast) -> None:
    yearly.published(cast, 2025, date(2026, 1, 20))
    queue = desk.of(cast.publisher, date(2027, 1, 6))
    assert queue is not None
    assert (queue.entries[0].step, queue.entries[0].url) == ("起草年报", LIST)
    assert desk.of(cast.publisher, date(2026, 2, 1)) is None


def test_the_list_tells_what_is_owed_and_what_was_late(cast: Cast) -> None:
    on = timezone.localdate()
    done = yearly.published(cast, on.year - 1, on)
    text = page(cast, "publisher", LIST)[1]
    assert str(done) in text and ("逾期" in text) is (on > done.due_on)
