"""Cursor pages: nothing twice, nothing missed, and no text a reader types breaks them."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import CalendarNotice, Heartbeat
from core.pages import cursor_page, read_cursor, write_cursor

pytestmark = pytest.mark.django_db


def notices(*years: int) -> list[CalendarNotice]:
    CalendarNotice.objects.filter(region="990000").delete()
    return [
        CalendarNotice.objects.create(region="990000", year=year, title=f"{year}年")
        for year in years
    ]


def own() -> Any:
    return CalendarNotice.objects.filter(region="990000")


def walk(size: int, *, field: str = "year", descending: bool = True) -> list[list[int]]:
    pages, after = [], ""
    while True:
        page = cursor_page(own(), after, size=size, field=field, descending=descending)
        pages.append([row.pk for row in page.rows])
        if not page.next_cursor:
            return pages
        after = page.next_cursor


def pack(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_pages_go_down_by_field_and_then_by_key() -> None:
    a, b, c, d = notices(2020, 2022, 2022, 2021)
    assert walk(2) == [[c.pk, b.pk], [d.pk, a.pk]]


def test_rows_of_one_value_are_neither_repeated_nor_lost_between_pages() -> None:
    rows = notices(*[2020] * 7)
    pages = walk(3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [pk for page in pages for pk in page] == sorted((r.pk for r in rows), reverse=True)


def test_pages_can_go_up() -> None:
    a, b, c = notices(2022, 2020, 2021)
    assert walk(2, descending=False) == [[b.pk, c.pk], [a.pk]]


def test_the_last_full_page_has_no_next_one() -> None:
    notices(2020, 2021)
    assert cursor_page(own(), "", size=2, field="year").next_cursor == ""


def test_an_empty_list_is_one_empty_page() -> None:
    notices()
    page = cursor_page(own(), "", size=2, field="year")
    assert (page.rows, page.next_cursor) == ([], "")


def test_a_row_added_meanwhile_moves_nothing() -> None:
    a, b, c = notices(2020, 2021, 2022)
    first = cursor_page(own(), "", size=2, field="year")
    CalendarNotice.objects.create(region="990000", year=2023, title="新")
    second = cursor_page(own(), first.next_cursor, size=2, field="year")
    assert [row.pk for row in second.rows] == [a.pk]


def test_an_instant_keeps_its_microseconds() -> None:
    start = datetime(2026, 3, 1, 1, 2, 3, 456789, tzinfo=UTC)
    rows = notices(2020, 2021, 2022)
    for index, row in enumerate(rows):
        CalendarNotice.objects.filter(pk=row.pk).update(
            imported_at=start + timedelta(microseconds=index)
        )
    assert walk(1, field="imported_at") == [[rows[2].pk], [rows[1].pk], [rows[0].pk]]


def test_one_page_is_one_query(django_assert_num_queries: Any) -> None:
    notices(2020, 2021, 2022)
    first = cursor_page(own(), "", size=2, field="year")
    with django_assert_num_queries(1):
        cursor_page(own(), first.next_cursor, size=2, field="year")


def test_a_cursor_survives_a_url() -> None:
    (row,) = notices(2020)
    cursor = write_cursor(row, "title")
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert read_cursor(own(), cursor, "title").value == "2020年"


BAD = [
    "x",
    "%%%",
    "次页",
    "a" * 5000,
    pack("2020"),
    pack("2020", 7),
    pack("heute", "1"),
    pack("2020", "eins"),
    pack("2020", "1\x00"),
    pack("", ""),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    base64.urlsafe_b64encode(b"[" * 200).decode(),
]


@pytest.mark.parametrize("after", BAD)
def test_a_bad_cursor_gives_the_first_page(after: str) -> None:
    (row,) = notices(2020)
    assert cursor_page(own(), after, size=5, field="year").rows == [row]


@pytest.mark.parametrize("after", BAD)
def test_a_bad_cursor_is_refused_in_words_where_asked(after: str) -> None:
    with pytest.raises(RuleError, match="翻页参数") as refused:
        cursor_page(own(), after, size=5, field="year", strict=True)
    assert refused.value.field == "after"
    assert refused.value.remedy


@pytest.mark.parametrize("when", ["2026-03-01T00:00:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_no_database_can_compare_is_refused(when: str) -> None:
    with pytest.raises(RuleError):
        read_cursor(own(), pack(when, "1"), "imported_at")


def test_numbers_larger_than_a_column_are_compared_without_an_error() -> None:
    (row,) = notices(2020)
    assert cursor_page(own(), pack("9" * 30, "9" * 30), size=5, field="year").rows == [row]


def test_a_key_that_is_no_uuid_is_refused() -> None:
    with pytest.raises(RuleError):
        read_cursor(Heartbeat.objects.all(), pack("2020", "1"), "no_such_field")


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_a_page(after: str) -> None:
    page = cursor_page(own(), after, size=1, field="year")
    assert len(page.rows) <= 1


@given(st.lists(st.text(max_size=20), max_size=3))
def test_no_forged_pair_breaks_a_page(parts: list[str]) -> None:
    page = cursor_page(own(), pack(*parts, str(uuid.UUID(int=0))), size=1, field="imported_at")
    assert len(page.rows) <= 1
