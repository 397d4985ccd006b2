"""Statistics of legal review: every number is the count of its rows, every day a working day."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, deadlines
from core.models import AuditEntry
from core.periods import Suspension
from core.workdays import is_workday, workdays_between
from legal_review.models import Review, ReviewObjection
from supervision import review_statistics as statistics
from supervision import review_statistics_sheet as sheet
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import clock, draft
from tests.legal_review.blank import judge
from tests.legal_review.waiting import begun
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
YEAR: dict[str, Any] = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
URL, ROWS = reverse("review-statistics"), reverse("review-statistics-rows")
LATER = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    monkeypatch.setattr(timezone, "localdate", lambda *_args: LATER)


def review(cast: Cast, *, after: int | None = None, passing: bool = True) -> Review:
    """A review of the bureau, decided so many days after its submission, or open."""
    row = begun(draft(cast.bureau))
    if after is not None:
        judge(row, cast.reviewer, passing=passing, on=row.submitted_on + timedelta(days=after))
    return Review.objects.get(pk=row.pk)


@pytest.fixture
def record(cast: Cast) -> list[Review]:
    """Passed the next day, passed late, returned, open and overdue, withdrawn; one of another bureau."""
    made = [
        review(cast, after=1),
        review(cast, after=40),
        review(cast, after=2, passing=False),
        review(cast),
        review(cast),
    ]
    Review.objects.filter(pk=made[4].pk).update(status="withdrawn")
    deadlines.void("review", str(made[4].pk), on=made[4].submitted_on)
    factories.user("head", cast.other_bureau)
    factories.qualified_reviewer(cast.other_bureau)
    begun(draft(cast.other_bureau))
    return made


def load(cast: Cast, who: str = "reviewer", **values: Any) -> list[statistics.Spent]:
    return statistics.load({**YEAR, **values}, by=cast.people[who], on=LATER)


def counts(found: list[statistics.Spent]) -> dict[str, int]:
    return dict(statistics.total(found).counts)


# ---------------------------------------------------------------------------------- counting
def test_each_submission_counts_where_it_stands(cast: Cast, record: list[Review]) -> None:
    assert counts(load(cast)) == {
        "submitted": 5,
        "passed": 2,
        "returned": 1,
        "withdrawn": 1,
        "open": 1,
        "again": 0,
        "extended": 0,
        "objected": 0,
        "late": 1,
        "overdue": 1,
    }


def test_each_sees_its_own_agencies(cast: Cast, record: list[Review]) -> None:
    assert counts(load(cast, "supervisor"))["submitted"] == 6
    assert counts(load(cast, "outsider"))["submitted"] == 1
    assert counts(load(cast, "head"))["submitted"] == 5
    assert load(cast, "admin") == []


def test_a_period_is_that_of_the_submission(cast: Cast, record: list[Review]) -> None:
    on = record[0].submitted_on
    assert len(load(cast, since=on, until=on)) == 5
    assert load(cast, since=on + timedelta(days=1)) == []


def test_every_number_of_every_table_is_the_number_of_its_rows(
    cast: Cast, record: list[Review]
) -> None:
    found = load(cast, "supervisor")
    for kind in statistics.TABLES:
        for line in statistics.table(found, kind):
            for what, count in line.counts.items():
                narrowed: dict[str, Any] = {**line.narrows, "what": what}
                if "month" in narrowed:
                    narrowed["month"] = date.fromisoformat(narrowed["month"])
                assert len(load(cast, "supervisor", **narrowed)) == count, (kind, what)


def test_tables_are_told_apart_by_agency_unit_kind_month_and_reviewer(
    cast: Cast, record: list[Review]
) -> None:
    found = load(cast, "supervisor")
    labels = {
        kind: [line.label for line in statistics.table(found, kind)] for kind in statistics.TABLES
    }
    assert set(labels["agency"]) == {cast.bureau.name, cast.other_bureau.name}
    assert labels["kind"] == ["行政处罚"]
    assert labels["month"] == [f"2026年{record[0].submitted_on.month}月"]
    assert set(labels["reviewer"]) == {str(cast.reviewer), "尚未审核"}
    assert all("·" in label for label in labels["unit"])


def test_a_second_round_and_an_extension_are_counted(cast: Cast) -> None:
    row = review(cast, after=1, passing=False)
    again = begun(row.decision, round=2)
    found = {each.key: each for each in load(cast)}
    assert found[again.pk].round == 2
    assert counts(list(found.values()))["again"] == 1


def test_reasons_lead_to_their_submissions(cast: Cast, record: list[Review]) -> None:
    found = statistics.reasons(YEAR, by=cast.reviewer)
    assert found
    for why in found:
        rows = load(cast, **why.narrows)
        assert len(rows) == why.count
        assert [row.key for row in rows] == [record[2].pk]
    assert statistics.reasons(YEAR, by=cast.outsider) == []


def test_an_objection_is_counted_as_disagreement(cast: Cast, record: list[Review]) -> None:
    ReviewObjection.objects.create(
        review=record[2], grounds="证据充分。", raised_by=cast.officer1, raised_on=LATER
    )
    assert counts(load(cast))["objected"] == 1
    assert [row.key for row in load(cast, what="objected")] == [record[2].pk]


# ---------------------------------------------------------------------------------- days
def test_the_day_of_submission_does_not_count_nor_do_days_of_rest(cast: Cast) -> None:
    row = review(cast, after=9)
    [spent] = load(cast)
    assert row.decided_on is not None
    assert spent.days == workdays_between(calendar.load(), row.submitted_on, row.decided_on)
    assert spent.days is not None
    assert spent.days < 9


def test_days_on_which_supplements_were_awaited_do_not_count(cast: Cast) -> None:
    row = begun(draft(cast.bureau))
    start = row.submitted_on
    deadlines.suspend("review", str(row.pk), on=start + timedelta(days=1), reason="补正材料")
    deadlines.resume("review", str(row.pk), on=start + timedelta(days=20))
    judge(row, cast.reviewer, on=start + timedelta(days=21))
    [spent] = load(cast)
    book = calendar.load()
    whole = workdays_between(book, start, start + timedelta(days=21))
    paused = workdays_between(book, start, start + timedelta(days=19))
    assert spent.days == whole - paused
    assert not spent.late


BASE = date(2026, 1, 1)
DAYS = st.integers(min_value=0, max_value=300)


@given(a=DAYS, length=st.integers(0, 60), wait=st.integers(0, 40), pause=st.integers(0, 40))
def test_spans_are_those_of_the_calendar(a: int, length: int, wait: int, pause: int) -> None:
    """One subtraction gives what walking day by day gives."""
    book = calendar.load()
    days = statistics.Days(book, BASE, date(2026, 12, 31))
    start = BASE + timedelta(days=a)
    end = start + timedelta(days=length)
    begin = start + timedelta(days=wait)
    pauses = [Suspension(begin, begin + timedelta(days=pause - 1), "")] if pause else []
    wanted = sum(
        book_day(book, day) and not any(each.covers(day) for each in pauses)
        for day in (start + timedelta(days=n) for n in range(1, length + 1))
        if day.year == 2026
    )
    assert days.spent(start, end, pauses) == wanted


def book_day(book: Any, on: date) -> bool:
    return bool(is_workday(book, on))


@pytest.mark.parametrize(
    ("days", "median", "p90"),
    [
        ([], None, None),
        ([3], 3.0, 3),
        ([1, 2], 1.5, 2),
        (list(range(1, 11)), 5.5, 9),
        (list(range(1, 12)), 6.0, 10),
        ([1] * 9 + [50], 1.0, 1),
        ([5, 1, 3], 3.0, 5),
    ],
)
def test_median_and_nine_of_ten(days: list[int], median: float | None, p90: int | None) -> None:
    line = statistics.Line("甲", {}, days)
    assert (line.median, line.p90) == (median, p90)


@pytest.mark.parametrize(
    ("passed", "returned", "share", "words"),
    [(0, 0, None, "—"), (3, 1, 25.0, "25.0%"), (0, 2, 100.0, "100.0%")],
)
def test_the_share_of_returns(passed: int, returned: int, share: float | None, words: str) -> None:
    line = statistics.Line("甲", {"passed": passed, "returned": returned}, [])
    assert line.returns == share
    assert sheet.share(line) == words


# ---------------------------------------------------------------------------------- overdue
def test_a_paused_review_is_not_overdue(cast: Cast) -> None:
    row = review(cast)
    assert counts(load(cast))["overdue"] == 1
    deadlines.suspend("review", str(row.pk), on=row.submitted_on, reason="补正材料")
    assert counts(load(cast))["overdue"] == 0


def test_overdue_begins_the_day_after_the_last(cast: Cast) -> None:
    row = review(cast)
    last = clock(row, "review").due_on
    for on, late in ((last, False), (last + timedelta(days=1), True)):
        [spent] = statistics.load(YEAR, by=cast.reviewer, on=on)
        assert spent.overdue is late


# ---------------------------------------------------------------------------------- pages
def page(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_each_number_of_the_page_opens_as_many_rows(cast: Cast, record: list[Review]) -> None:
    client = cast.client("supervisor")
    text = page(client, URL, by="agency")
    links = set(re.findall(rf'href="({re.escape(ROWS)}\?[^"]+)">(\d+)<', text))
    assert len(links) > 6
    for link, count in links:
        rows = client.get(link).context["rows"]
        assert len(rows) == int(count), link


def test_the_plots_say_in_words_what_they_show(cast: Cast, record: list[Review]) -> None:
    text = page(cast.client("supervisor"), URL, by="agency")
    assert text.count("<desc") == 3
    assert "审核通过 2" in text
    assert "退回率 33.3%" in text
    assert "审核用时（工作日）" in text


def test_a_period_without_reviews_says_so(cast: Cast) -> None:
    assert "这一期间没有送审" in page(cast.client("reviewer"), URL)
    assert "没有符合条件的送审" in page(cast.client("reviewer"), ROWS)


def test_a_wrong_period_is_refused_and_a_wrong_number_is_none(cast: Cast) -> None:
    client = cast.client("reviewer")
    text = page(client, URL, since="2026-05-01", until="2026-01-01")
    assert "截止日期不能早于开始日期" in text
    for query in ({"what": "nonsense"}, {"since": "x"}, {"reviewer": "x"}):
        assert client.get(ROWS, query).status_code == 404


def test_a_long_list_has_pages(
    cast: Cast, record: list[Review], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervision.views.review_statistics.PAGE", 2)
    client = cast.client("reviewer")
    seen: list[Any] = []
    after = ""
    for _turn in range(3):
        answer = client.get(ROWS, {"after": after} if after else {})
        seen += [row.spent.key for row in answer.context["rows"]]
        after = answer.context["next_cursor"]
    assert after == ""
    assert sorted(map(str, seen)) == sorted(str(row.pk) for row in record)
    assert client.get(ROWS, {"after": "-3"}).status_code == 200


def test_the_table_leaves_as_csv_and_xlsx_and_the_log_says_so(
    cast: Cast, record: list[Review]
) -> None:
    client = cast.client("supervisor")
    answer = client.get(reverse("review-statistics-export", args=["csv"]), {"by": "agency"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["机关", "送审", "审核通过"]
    assert lines[-1][:3] == ["合计", "6", "2"]
    answer = client.get(reverse("review-statistics-export", args=["xlsx"]), {"what": "returned"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [[cell.value for cell in row] for row in book.active]  # type: ignore[union-attr]  # has a sheet
    assert len(cells) == 2
    assert cells[1][2] == record[2].decision.case.title
    assert AuditEntry.objects.filter(action="statistics.review").count() == 2
    assert client.get(reverse("review-statistics-export", args=["pdf"])).status_code == 404


def test_more_reviews_ask_no_more_questions(cast: Cast, record: list[Review]) -> None:
    client = cast.client("supervisor")

    def queries() -> int:
        client.get(URL, {"by": "reviewer"})
        with CaptureQueriesContext(connection) as found:
            client.get(URL, {"by": "reviewer"})
        return len(found)

    few = queries()
    for _turn in range(3):
        review(cast, after=1)
    assert queries() <= few


def test_only_who_leads_or_reviews_reads_them(cast: Cast) -> None:
    allowed = {"unithead", "reviewer", "head", "supervisor"}
    for name in cast.people:
        status = cast.client(name).get(URL).status_code
        assert status == (200 if name in allowed else 403), name
