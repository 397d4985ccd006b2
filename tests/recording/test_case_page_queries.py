"""A case page asks the database the same number of times, however much was recorded in the case."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enforcement.models import Case
from recording.models import RecordingMark
from tests import factories
from tests.base import Cast
from tests.recording import bare

pytestmark = pytest.mark.django_db
PAGES = ("case-detail", "case-record", "evidence-list", "case-coverage")
KINDS = ("inquiry", "site_inspection", "seizure", "hearing")
BEGIN = datetime(2026, 3, 4, 8, tzinfo=timezone.get_default_timezone())


def more(case: Case, cast: Cast, steps: int, first: int) -> None:
    """Further steps of several kinds, two recordings and a mark of each."""
    for no in range(first, first + steps):
        at = BEGIN + timedelta(minutes=10 * no)
        step = bare.step(case, cast.officer1, kind=KINDS[no % len(KINDS)], at=at)
        step.officers.set(factories.staff_of(case))
        bare.paper(case, cast.officer1, f"笔录{no}")
        for film in range(2):
            told = {"step": step, "started_at": at, "ended_at": at + timedelta(minutes=film)}
            kept = bare.item(case, cast.officer1, f"录像{no}-{film}", **told)
        RecordingMark.objects.create(evidence=kept, segment="certificate", created_by=cast.officer1)


def test_the_case_pages_ask_no_more_when_the_record_grows(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=date(2026, 3, 16), filed=True)
    client = cast.client("officer1")
    counts: list[dict[str, int]] = []
    for size in (4, 24):
        more(case, cast, size, first=len(counts) * 100)
        found = {}
        for page in PAGES:
            url = reverse(page, args=[case.pk])
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found[page] = len(queries)
        counts.append(found)
    assert counts[0] == counts[1]
