"""Walking a list page by page: everything once, in order, whatever the values and the page size."""

import base64
import json
from itertools import pairwise

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import CalendarNotice, Heartbeat
from core.pages import MAX_CURSOR, cursor_page, read_cursor, write_cursor

REGION = "980000"
LONGEST = "长" * 200
SHARED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def forged(*parts: object) -> str:
    """A cursor made by hand."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def listed() -> QuerySet[CalendarNotice]:
    return CalendarNotice.objects.filter(region=REGION)


def keep(*titles: str, year: int = 2020) -> list[CalendarNotice]:
    """Notices of these titles and no others."""
    listed().delete()
    return CalendarNotice.objects.bulk_create(
        CalendarNotice(region=REGION, year=year, title=title) for title in titles
    )


def walked(size: int, field: str, *, descending: bool) -> list[CalendarNotice]:
    """All rows of all pages; every page but the last is full."""
    rows, after = list[CalendarNotice](), ""
    while True:
        page = cursor_page(
            listed(), after, size=size, field=field, descending=descending, strict=True
        )
        rows += page.rows
        if not page.next_cursor:
            return rows
        assert len(page.rows) == size
        after = page.next_cursor


@SHARED
@given(
    st.lists(st.sampled_from(["甲", "乙", "a", "B", "", "é"]), max_size=9),
    st.integers(1, 4),
    st.booleans(),
)
def test_every_row_comes_once_and_in_order(
    db: None, titles: list[str], size: int, descending: bool
) -> None:
    kept = keep(*titles)
    rows = walked(size, "title", descending=descending)
    assert sorted(row.pk for row in rows) == [row.pk for row in kept]
    sign = "-" if descending else ""
    assert rows == list(listed().order_by(f"{sign}title", f"{sign}pk"))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("descending", [True, False])
def test_rows_of_one_value_are_told_apart_by_their_key(
    db: None, size: int, descending: bool
) -> None:
    keep("同", "同", "同")
    keys = [row.pk for row in walked(size, "year", descending=descending)]
    assert len(keys) == 3
    assert all((a > b) is descending for a, b in pairwise(keys))


@pytest.mark.parametrize("title", [LONGEST, '"]', "\\", "</script>", "\u2028", "甲=&?#%", " ", "0"])
def test_a_value_of_any_kind_does_not_end_the_walk(db: None, title: str) -> None:
    kept = keep(title, title[:199] + "z", title)
    assert {row.pk for row in walked(1, "title", descending=False)} == {row.pk for row in kept}


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300))
def test_a_cursor_is_short_and_reads_back(title: str) -> None:
    cursor = write_cursor(CalendarNotice(pk=7, title=title), "title")
    assert len(cursor) <= MAX_CURSOR
    assert cursor.isascii()
    place = read_cursor(CalendarNotice.objects.all(), cursor, "title")
    assert (place.value, place.pk) == (title, 7)


@pytest.mark.parametrize(
    "after",
    [
        forged("\ud800", "1"),
        forged("甲", "\udfff"),
        forged("甲\x00", "1"),
        forged("甲", ""),
        forged("甲", "1", "1"),
        forged("甲", 1),
        forged("甲", None),
        forged("甲", "1.5"),
        forged("甲", "NaN"),
        forged(),
        base64.urlsafe_b64encode(b'{"a": 1}').decode(),
        base64.urlsafe_b64encode(b'["a", "1"').decode(),
        forged("甲", "1") + "\n",
        "é" * 8,
        "a" * (MAX_CURSOR + 1),
    ],
)
def test_a_forged_cursor_is_refused_before_it_reaches_the_database(after: str) -> None:
    with pytest.raises(RuleError, match="翻页参数") as refused:
        read_cursor(CalendarNotice.objects.all(), after, "title")
    assert (refused.value.field, bool(refused.value.remedy)) == ("after", True)


@pytest.mark.parametrize("field", ["no_such", "days", "", "title__length", "pk"])
def test_a_list_is_ordered_by_a_column_and_by_nothing_else(field: str) -> None:
    with pytest.raises(RuleError):
        read_cursor(CalendarNotice.objects.all(), forged("甲", "1"), field)


@pytest.mark.parametrize(
    "when", ["2026-11-21", "heute", "", "2026-11-21T00:00:00", "9999-12-31T23:59:59-14:00"]
)
def test_an_instant_has_a_zone_and_is_one_the_database_knows(when: str) -> None:
    with pytest.raises(RuleError):
        read_cursor(Heartbeat.objects.all(), forged(when, "x"), "beat_at")


def test_an_instant_is_compared_in_one_zone() -> None:
    here, there = (
        read_cursor(Heartbeat.objects.all(), forged(text, "x"), "beat_at")
        for text in ("2026-11-21T08:00:00+08:00", "2026-11-21T00:00:00Z")
    )
    assert here == there


def test_a_row_deleted_meanwhile_does_not_break_the_walk(db: None) -> None:
    a, b, c = keep("甲", "乙", "丙")
    first = cursor_page(listed(), "", size=1, field="year", descending=False)
    assert first.rows == [a]
    a.delete()
    assert cursor_page(
        listed(), first.next_cursor, size=5, field="year", descending=False
    ).rows == [b, c]


def test_a_forged_cursor_is_no_failure_of_the_public_site(db: None, client: Client) -> None:
    for after in (forged("\ud800", "1"), forged("0001", "9" * 99), "x"):
        assert client.get(reverse("agency-list"), {"after": after}).status_code == 200
