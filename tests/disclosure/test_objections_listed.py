"""异议处理中 on the lists: a row somebody asked to have put right bears the mark until it is answered."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosure import list_lines, objections
from disclosure.models import CorrectionRequest
from disclosure.services import corrections
from enforcement.models import Agency, EntryVersion, Officer
from tests.base import Cast
from tests.disclosure.asking import ANSWER, KINDS, NAME, ON, OUTDATED, PHONE, about_register
from tests.disclosure.asking import register_names as names_of
from tests.disclosure.test_line_corrections import about, path_of
from tests.disclosure.test_line_corrections import keys as keys  # noqa: PLC0414  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MARK = "异议处理中"
LISTS = {
    "guide": "public-guide-list",
    "agency": "agency-list",
    "officer": "officer-list",
    "item": "item-list",
    "benchmark": "benchmark-list",
    "delegation": "delegation-list",
    "random": "random-check-items",
}


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


def page(path: str) -> str:
    cache.clear()
    return str(Client().get(path).content.decode())


def marks(kind: str) -> int:
    return page(reverse(LISTS[kind])).count(MARK)


def answered(row: CorrectionRequest, cast: Cast) -> None:
    taken = corrections.accept(row, by=cast.listadmin)
    corrections.refuse(taken, by=cast.listadmin, on=ON, answer=ANSWER)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_a_register_bears_the_mark_while_it_waits(
    cast: Cast, guide: EntryVersion, kind: str
) -> None:
    assert marks(kind) == 0
    row, _receipt = about_register(names_of(cast, guide)[kind])
    text = page(reverse(LISTS[kind]))
    assert text.count(MARK) == 1, "its own row and no other"
    for secret in (NAME, PHONE, OUTDATED, row.number):
        assert secret not in text
    answered(row, cast)
    assert marks(kind) == 0


@pytest.mark.parametrize("kind", [kind for kind in list_lines.FINDERS if kind in LISTS])
def test_a_line_of_a_list_bears_the_mark_on_the_list_and_on_its_page(
    cast: Cast, keys: dict[str, int], kind: str
) -> None:
    assert marks(kind) == 0
    row, _receipt = about_register(about(kind, keys), what="content")
    assert marks(kind) == 1
    assert MARK in page(path_of(kind, keys))
    assert marks("agency") == 0, "the agency itself is not in question"
    answered(row, cast)
    assert marks(kind) == 0
    assert MARK not in page(path_of(kind, keys))


@pytest.mark.parametrize("kind", ["recording", "catalogue"])
def test_a_list_that_is_one_line_bears_the_mark_on_its_page(
    cast: Cast, keys: dict[str, int], kind: str
) -> None:
    assert MARK not in page(path_of(kind, keys))
    row, _receipt = about_register(about(kind, keys), what="content")
    assert MARK in page(path_of(kind, keys))
    answered(row, cast)
    assert MARK not in page(path_of(kind, keys))


def test_a_request_about_one_line_marks_no_line_whose_key_begins_alike(
    cast: Cast, keys: dict[str, int]
) -> None:
    about_register(about("benchmark", keys), what="content")
    assert objections.waits_line("benchmark", keys["benchmark"])
    assert not objections.waits_line("benchmark", keys["benchmark"] * 10)
    assert not objections.waits_line("delegation", keys["benchmark"])


def test_a_list_asks_once_however_long_it_is(cast: Cast) -> None:
    rows: list[Any] = list(Officer.objects.all())
    assert len(rows) > 1
    with CaptureQueriesContext(
        connection,
    ) as told:
        objections.mark(rows)
    assert len(told) == 1
    assert not any(row.objected for row in rows)
    with CaptureQueriesContext(connection) as told:
        objections.mark([])
    assert len(told) == 0


def test_rows_of_several_kinds_are_told_apart_by_their_kind(
    cast: Cast, guide: EntryVersion
) -> None:
    about_register(names_of(cast, guide)["agency"])
    officer = Officer.objects.filter(agency=cast.bureau).earliest("pk")
    rows: list[Any] = [cast.bureau, cast.other_bureau, officer, guide]
    objections.mark(rows)
    assert [row.objected for row in rows] == [True, False, False, False]
    assert isinstance(rows[0], Agency)
