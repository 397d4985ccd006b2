"""Statistics on the public site: counts of the log, shares in time, their rows, the API, the reports."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.triggers import suspended
from disclosure import search
from disclosure.filters import DecisionFilter
from disclosure.models import LedgerNumber, Publication
from disclosure.services import pipeline
from enforcement.models import Agency
from supervision import public_statistics as statistics
from supervision.models import YearlyReport
from supervision.services import yearly_reports
from tests import factories
from tests.base import Cast
from tests.disclosure import factories as public
from tests.recording.bare import BlankPages
from tests.supervision import yearly

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
URL, API = reverse("statistics"), reverse("api-statistics")


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


def numbered(agency: Agency, month: int, **state: Any) -> LedgerNumber:
    """A number of the log, with the record behind it."""
    record = public.record(agency, on=date(2026, month, 15))
    fields = {"state": "pending", "due_on": date(2026, month, 28), **state}
    return LedgerNumber.objects.create(
        ref=f"{record.pk:032}", record=record, agency=agency, month=f"2026-{month:02}", **fields
    )


@pytest.fixture
def log(cast: Cast) -> None:
    """Bureau: March 3 published, 1 withheld, 1 overdue; July 1 pending. The other: March 1."""
    for _no in range(3):
        numbered(cast.bureau, 3, state="published")
    numbered(cast.bureau, 3, state="withheld")
    numbered(cast.bureau, 3)
    numbered(cast.bureau, 7)
    numbered(cast.other_bureau, 3, state="published")


def counted(values: dict[str, Any]) -> statistics.Statistics:
    return statistics.of({"year": 2026, "agency": "", **values}, ON)


# ------------------------------------------------------------------------------- counts
@pytest.mark.usefixtures("log")
def test_issued_is_published_and_withheld_and_pending_in_every_line(cast: Cast) -> None:
    found = counted({})
    for line in (found.total, *found.months, *found.agencies):
        told = line.counts
        assert told["issued"] == told["published"] + told["withheld"] + told["pending"]
    assert [line.label for line in found.months] == ["2026-03", "2026-07"]
    assert [line.counts["issued"] for line in found.months] == [6, 1]
    assert [line.counts["overdue"] for line in found.months] == [1, 0]
    assert found.total.counts["issued"] == 7
    for key in statistics.KEYS:
        assert sum(line.counts[key] for line in found.months) == found.total.counts[key]
        assert sum(line.counts[key] for line in found.agencies) == found.total.counts[key]


@pytest.mark.usefixtures("log")
def test_one_agency_and_one_year_are_counted_alone(cast: Cast) -> None:
    found = counted({"agency": str(cast.other_bureau.pk)})
    assert found.total.counts["issued"] == 1
    assert [line.agency for line in found.agencies] == [cast.other_bureau]
    assert counted({"year": 2025}).total.counts["issued"] == 0
    assert statistics.of({}, date(2026, 2, 1)).year == 2026


@pytest.mark.usefixtures("log")
def test_agencies_stand_in_the_order_of_the_register_whatever_their_numbers(cast: Cast) -> None:
    names = [line.label for line in counted({}).agencies]
    assert names == [cast.bureau.name, cast.other_bureau.name]
    for _no in range(9):
        numbered(cast.other_bureau, 4)
    assert [line.label for line in counted({}).agencies] == names


def test_no_amount_of_money_is_counted_anywhere() -> None:
    assert not any("cents" in key or "amount" in key for key in statistics.KEYS)
    assert "fine" not in "".join(statistics.StatisticsFilter().parameters())


def test_the_last_day_is_in_time_and_what_is_shown_leads_to_its_rows(cast: Cast) -> None:
    row = factories.published(cast.bureau, on=date(2026, 3, 16))
    found = counted({})
    line = found.months[0]
    assert (line.counts["in_time"], line.counts["out_of_time"], line.rate) == (1, 0, 100.0)
    query = dict(parse_qsl(urlsplit(line.rows({})).query))
    form = DecisionFilter(query)
    assert form.is_valid()
    assert [each.pk for each in search.decisions(form.cleaned_data, ON)] == [row.pk]
    assert line.counts["shown"] == 1


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1)])
def test_the_day_after_the_last_is_out_of_time_for_ever(cast: Cast, days: int, late: int) -> None:
    row = factories.published(cast.bureau, on=date(2026, 3, 16))
    assert row.deadline is not None
    shown = row.deadline.due_on + timedelta(days=days)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with suspended(connection):
        Publication.objects.filter(pk=row.pk).update(first_published_on=shown)
    told = counted({}).total
    assert (told.counts["in_time"], told.counts["out_of_time"]) == (1 - late, late)
    assert told.rate == 100.0 * (1 - late)


def test_nothing_due_has_no_share(cast: Cast) -> None:
    numbered(cast.bureau, 7)
    assert counted({}).total.rate is None
    assert statistics.rate_text(counted({}).total) == "—"


def test_a_withdrawn_decision_is_no_longer_shown_and_stays_published_in_the_log(cast: Cast) -> None:
    row = factories.published(cast.bureau, on=date(2026, 3, 16))
    before = counted({}).total.counts
    reason = "经行政复议，决定被撤销。"
    pipeline.withdraw(row, by=cast.publisher, on=date(2026, 4, 1), reason=reason, ground="content")
    after = counted({}).total.counts
    assert (before["shown"], after["shown"]) == (1, 0)
    assert before["published"] == after["published"]


# ------------------------------------------------------------------------------- page and API
@pytest.mark.usefixtures("log")
def test_the_api_gives_the_numbers_of_the_page(client: Client, cast: Cast) -> None:
    for query in ({"year": "2026"}, {"year": "2026", "agency": str(cast.bureau.pk)}):
        page = client.get(URL, query).context
        data = client.get(API, query).json()
        found = page["found"]
        assert data["total"] == {"counts": found.total.counts, "rate": found.total.rate}
        assert [row["counts"] for row in data["months"]] == [row.counts for row in found.months]
        assert [row["month"] for row in data["months"]] == [row.month for row in found.months]
        assert [row["agency"]["name"] for row in data["agencies"]] == [
            row.label for row in found.agencies
        ]
        told = [count for _heading, count, _rows in page["total"]["counts"]]
        assert told == list(data["total"]["counts"].values())


@pytest.mark.usefixtures("log")
def test_the_plot_tells_in_words_what_it_draws(client: Client) -> None:
    html = client.get(URL, {"year": "2026"}).content.decode()
    assert (
        '<svg viewBox="0 0' in html and 'role="img" aria-labelledby="plot-title plot-desc"' in html
    )
    description = html.partition('<desc id="plot-desc">')[2].partition("</desc>")[0]
    assert "2026-03：已公开 4、依法不公开 1、待公开 1、按期公开率" in description
    assert reverse("ledger-numbers") + "?period=2026-03&amp;counted=overdue" in html


@pytest.mark.parametrize("query", [{"year": "abc"}, {"year": "1"}, {"agency": "市监局"}])
def test_a_filter_in_error_is_explained(client: Client, query: dict[str, str]) -> None:
    assert client.get(URL, query).status_code == 400
    assert client.get(API, query).status_code == 400


def test_an_unknown_parameter_of_the_api_is_refused(client: Client) -> None:
    answer = client.get(API, {"sort": "fine"})
    assert answer.status_code == 400
    assert "未知的查询参数：sort" in answer.content.decode()


def test_a_year_without_decisions_says_so(client: Client) -> None:
    assert "没有符合条件的决定" in client.get(URL, {"year": "2001"}).content.decode()
    assert client.get(API, {"year": "2001"}).json()["months"] == []


@pytest.mark.usefixtures("log")
def test_more_agencies_ask_no_more_queries(client: Client, cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            counted({})
        return len(queries)

    before = asked()
    numbered(factories.agency("云溪市水利局", parent=cast.government), 5)
    assert asked() == before <= 5


def test_the_answers_may_be_a_minute_old_and_no_older(client: Client) -> None:
    for url in (URL, API):
        assert "max-age=60" in client.get(url)["Cache-Control"]


def test_the_schema_describes_the_statistics(client: Client) -> None:
    answer = client.get(reverse("api-schema"), {"format": "json"}).json()
    told = answer["paths"]["/api/v1/statistics/"]["get"]
    assert {row["name"] for row in told["parameters"]} == {"year", "agency"}
    assert told["operationId"] == "statistics_retrieve"


# ------------------------------------------------------------------------------- the reports
def pages(agency: Agency, year: int = yearly.YEAR) -> list[str]:
    at = [year, agency.pk]
    return [
        reverse("statistics-year", args=[year]),
        reverse("statistics-report", args=at),
        *(reverse("statistics-file", args=[*at, form]) for form in ("xlsx",)),
    ]


def test_only_a_published_report_is_public(client: Client, cast: Cast) -> None:
    row = yearly.frozen(cast)
    assert [client.get(url).status_code for url in pages(cast.bureau)] == [404] * 3
    assert client.get(API, {"year": str(yearly.YEAR)}).json()["reports"] == []
    yearly_reports.publish(row, by=cast.publisher, on=yearly.QUERIED)
    assert [client.get(url).status_code for url in pages(cast.bureau)] == [200] * 3
    assert [client.get(url).status_code for url in pages(cast.other_bureau)[1:]] == [404] * 2
    (told,) = client.get(API, {"year": str(yearly.YEAR)}).json()["reports"]
    assert row.figures is not None and told["tables"] == row.figures["tables"]
    assert (told["version"], told["late"]) == (1, False)


def test_an_agency_not_announced_shows_no_report(client: Client, cast: Cast) -> None:
    yearly.published(cast)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.CLOSED)
    assert [client.get(url).status_code for url in pages(cast.bureau)] == [404] * 3


def test_a_correction_takes_the_place_and_the_old_version_stays_readable(
    client: Client, cast: Cast
) -> None:
    first = yearly.published(cast)
    notice = "罚款宗数漏报一宗。"
    draft = yearly_reports.correct(first, by=cast.listadmin, notice=notice)
    url = reverse("statistics-report", args=[first.year, cast.bureau.pk])
    assert notice not in client.get(url).content.decode()
    frozen = yearly_reports.freeze(draft, by=cast.listadmin, on=yearly.QUERIED)
    yearly_reports.publish(frozen, by=cast.publisher, on=yearly.QUERIED)
    assert notice in client.get(url).content.decode()
    old = client.get(url, {"version": "1"}).content.decode()
    assert "本版已经更正" in old and notice not in old
    for version in ("3", "x", "99999999999"):
        assert client.get(url, {"version": version}).status_code == 404
    assert [row.version for row in statistics.reports(first.year)] == [2]
    assert statistics.report_years() == [first.year]
    assert YearlyReport.objects.public().count() == 2


def test_a_form_that_is_none_is_not_found(client: Client, cast: Cast) -> None:
    row = yearly.published(cast)
    url = reverse("statistics-file", args=[row.year, cast.bureau.pk, "docx"])
    assert client.get(url).status_code == 404
