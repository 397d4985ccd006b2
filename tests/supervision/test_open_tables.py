"""Samples of legal review and yearly reports in the daily snapshots: what their public pages say."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import open_data
from disclosure.services import open_data as snapshots
from enforcement.models import Agency
from supervision.models import QualitySample, YearlyReport
from supervision.services import sample_lists, yearly_reports
from tests.base import Cast
from tests.disclosure import surfaces
from tests.disclosure.factories import TODAY
from tests.supervision import sampled, yearly

pytestmark = [pytest.mark.django_db]


def rows(table: str) -> list[dict[str, Any]]:
    """What the snapshot of today serves of a table."""
    day = snapshots.take(TODAY)
    lines = open_data.part(table, TODAY, 0)
    served = open_data.served(day, table, lines, TODAY)
    found = [json.loads(one["row"]) for one in served if "row" in one]
    words = json.loads(open_data.dictionary())[table]
    assert all(row.keys() == words.keys() for row in found)
    return found


def test_a_sample_is_told_as_far_as_its_page_tells_it(cast: Cast) -> None:
    sampled.planned(cast)
    assert rows("review-samples") == [], "nobody has committed to it"


def test_a_drawn_sample_tells_the_draw_and_no_outcome(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    (told,) = rows("review-samples")
    assert told["file"] == open_data.plain(sample_lists.published(sheet.sample))
    assert (told["outcomes"], told["heads"], told["file"]["opinions"]) == (None, None, {})
    assert sheet.reviewer.name not in json.dumps(told, ensure_ascii=False)
    assert told["url"] == reverse("quality-detail", args=[sheet.sample_id])


def test_a_closed_sample_tells_how_far_both_agreed(cast: Cast) -> None:
    sheet = sampled.sign(sampled.sheet_of(cast))
    QualitySample.objects.filter(pk=sheet.sample_id).update(status="closed")
    (told,) = rows("review-samples")
    assert told["status"] == "closed" and told["file"]["opinions"]
    page = Client().get(reverse("quality-detail", args=[sheet.sample_id])).context
    assert told["outcomes"] == {"reviews": page["outcomes"].n, "agreed": page["outcomes"].agreed}
    assert [one["head"] for one in told["heads"]] == [str(one.label) for one in page["by_head"]]
    assert sampled.OPINION not in json.dumps(told, ensure_ascii=False)


def test_a_report_is_told_version_by_version_once_it_is_published(cast: Cast) -> None:
    first = yearly.published(cast)
    draft = yearly_reports.correct(first, by=cast.listadmin, notice="罚款宗数漏报一宗。")
    (told,) = rows("yearly-reports")
    assert (told["year"], told["version"], told["agency"]["id"]) == (
        first.year,
        1,
        cast.bureau.pk,
    )
    assert told["figures"] == first.figures and told["performance"] == first.performance
    assert not {"entered", "created_by", "frozen_by", "published_by"} & set(told)
    assert "罚款宗数漏报一宗。" not in json.dumps(told, ensure_ascii=False), draft


def test_reports_of_an_agency_that_is_gone_are_gone_from_the_files(cast: Cast) -> None:
    yearly.published(cast)
    day = snapshots.take(TODAY)
    lines = open_data.part("yearly-reports", TODAY, 0)
    assert len(lines) == 1
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.CLOSED)
    (left,) = open_data.served(day, "yearly-reports", lines, TODAY)
    assert set(left) == {"commitment", "gone", "key"} and left["gone"]["why"] == "ended"
    assert not YearlyReport.objects.public().exists()


# Public lists, and the table of the snapshots from which each is rebuilt; "" for what is none.
REBUILT = {
    **dict.fromkeys(["home", "decision-list", "decision-csv", "decision-feed"], "decisions"),
    **dict.fromkeys(["api-decision-list", "organisation-find"], "decisions"),
    **dict.fromkeys(["agency-list", "api-agency-list"], "agencies"),
    **dict.fromkeys(["officer-list", "api-officer-list"], "officers"),
    **dict.fromkeys(["item-list", "api-item-list"], "items"),
    **dict.fromkeys(["benchmark-list", "api-benchmark-list"], "discretion"),
    **dict.fromkeys(["delegation-list", "api-delegation-list"], "delegations"),
    **dict.fromkeys(["recording-items", "api-recording-items"], "recording-items"),
    **dict.fromkeys(["review-catalogue-list", "api-review-catalogue-list"], "review-catalogue"),
    **dict.fromkeys(["random-check-list", "api-random-check-list"], "random-checks"),
    **dict.fromkeys(["random-check-items"], "random-check-items"),
    **dict.fromkeys(["inspection-column", "api-inspection-plans"], "inspection-plans"),
    **dict.fromkeys(["api-inspection-caps"], "inspection-caps"),
    **dict.fromkeys(["register-home", "api-entry-list"], "entries"),
    **dict.fromkeys(["public-guide-list", "public-window-list", "public-device-list"], "entries"),
    **dict.fromkeys(["public-channel-list", "public-sample-list"], "entries"),
    **dict.fromkeys(["public-flowchart-list", "public-remedy-list"], "entries"),
    **dict.fromkeys(["public-example-list", "public-standard-list"], "entries"),
    **dict.fromkeys(["public-policy-list", "public-empowerment-list"], "entries"),
    "public-recording-list": "entries",
    "quality-list": "review-samples",
    # Lists of addresses, forms, calculators, charts of the program, what has files of its own.
    **dict.fromkeys(["sitemap", "sitemap-pages", "sitemap-month", "open-data", "robots"], ""),
    **dict.fromkeys(["remedies", "trust", "witness", "verify", "progress", "api-schema"], ""),
    **dict.fromkeys(["flowchart-list"], ""),
    **dict.fromkeys(["complaint-new", "consultation-new", "correction-new"], ""),
    "subscription-new": "",
    # Answers in an agency's own words, withdrawn without a trace: no table of the law.
    "faq-list": "",
}


def test_every_public_list_is_rebuilt_from_a_table_of_the_snapshots() -> None:
    assert set(surfaces.LISTS) == set(REBUILT), "name the table, or say that it is none"
    assert set(REBUILT.values()) - {""} | {"yearly-reports"} == set(open_data.TABLES)
