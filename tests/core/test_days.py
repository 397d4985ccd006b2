"""A day typed into a filter: from midnight to midnight of the portal, at the edges of the calendar too."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core import audit, days
from core.models import AuditEntry
from tests.base import Cast
from tests.core.audit_case import tamper

pytestmark = pytest.mark.one_database
LOCAL = timezone.get_default_timezone()
# (page, parameter of the first day, of the last day, who reads it)
FILTERS = (
    ("audit-list", "since", "until", "supervisor"),
    ("evidence-search", "since", "until", "officer1"),
)


# ------------------------------------------------------------------------------- the instants
def test_a_day_begins_at_midnight_of_the_portal_and_not_of_greenwich() -> None:
    day = date(2026, 3, 5)
    assert days.midnight(day) == datetime(2026, 3, 5, tzinfo=LOCAL)
    assert days.midnight(day) == datetime(2026, 3, 4, 16, tzinfo=UTC)
    assert days.over(day) == datetime(2026, 3, 6, tzinfo=LOCAL)


def test_a_day_ends_where_the_next_begins_over_months_years_and_leap_days() -> None:
    for day in (date(2026, 12, 31), date(2028, 2, 28), date(2028, 2, 29), date(2026, 2, 28)):
        assert days.over(day) == days.midnight(day + timedelta(days=1))


@given(st.dates(min_value=date(1902, 1, 1)))
def test_every_moment_of_a_day_lies_between_its_ends(day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=LOCAL)
    assert days.midnight(day) < noon
    assert noon < days.over(day) or day == date.max


@given(st.dates())
def test_every_day_of_the_calendar_has_instants_that_a_database_holds(day: date) -> None:
    for made in (days.midnight(day), days.over(day)):
        assert timezone.is_aware(made)
        assert made.astimezone(UTC).year >= 1
    assert days.midnight(day) < days.over(day)


@pytest.mark.parametrize("make", [days.midnight, days.over])
def test_later_days_never_come_before_earlier_ones(make: Callable[[date], datetime]) -> None:
    edges = [date.min, date.min + days.DAY, date(2026, 3, 5), date.max - days.DAY, date.max]
    made = [make(day) for day in edges]
    assert made == sorted(made)


# ------------------------------------------------------------------------------- the pages
@pytest.mark.django_db
@pytest.mark.parametrize(("page", "first", "last", "who"), FILTERS)
@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"])
def test_no_day_breaks_a_page_that_is_filtered_by_days(
    cast: Cast, page: str, first: str, last: str, who: str, day: str
) -> None:
    client = cast.client(who)
    for query in ({first: day}, {last: day}, {first: day, last: day}):
        assert client.get(reverse(page), query).status_code == 200


@pytest.fixture
def entries(cast: Cast) -> list[AuditEntry]:
    """Entries of one object at the edges of 5 March 2026."""
    rows = [
        audit.append("x", object_type="t", object_id="1", agency_id=cast.bureau.pk)
        for _each in range(4)
    ]
    day, second = date(2026, 3, 5), timedelta(seconds=1)
    begins, ends = days.midnight(day), days.over(day)
    for row, at in zip(rows, (begins - second, begins, ends - second, ends), strict=True):
        told = connection.ops.adapt_datetimefield_value(at)
        tamper("UPDATE core_auditentry SET at = %s WHERE id = %s", told, row.pk)
    return rows


def logged(cast: Cast, **query: str) -> list[int]:
    """Keys of the entries the page of the log shows for the days, oldest first."""
    answer = cast.client("supervisor").get(reverse("audit-list"), {"object_type": "t", **query})
    return sorted(row.pk for row in answer.context["entries"])


@pytest.mark.django_db
def test_the_log_of_a_day_holds_its_first_and_its_last_second(
    cast: Cast, entries: list[AuditEntry]
) -> None:
    before, first, last, after = (row.pk for row in entries)
    day = "2026-03-05"
    assert logged(cast, since=day, until=day) == [first, last]
    assert logged(cast, since=day) == [first, last, after]
    assert logged(cast, until=day) == [before, first, last]
    assert logged(cast, since="2026-03-06", until="2026-03-06") == [after]
    assert logged(cast, since="2026-03-07") == []


@pytest.mark.django_db
def test_from_the_first_day_to_the_last_is_everything(
    cast: Cast, entries: list[AuditEntry]
) -> None:
    everything = logged(cast)
    assert len(everything) == 4
    assert logged(cast, since="1900-01-01", until="2999-12-31") == everything
