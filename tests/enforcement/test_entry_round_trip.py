"""Whatever an entry says: its export, as CSV and as a workbook, comes back as unchanged, row by row."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import tables
from core.cells import literal
from enforcement.imports import entry_cells
from enforcement.imports.entry_sheet import columns, kept, table
from enforcement.models import EntryVersion, RegisterEntry
from enforcement.models.kinds import ActionKind
from enforcement.registers import BOOKS, Book, Field
from tests.base import Cast
from tests.enforcement.sheeted import WAYS, exported, imported, outcome
from tests.registers import opened

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NASTY = ["=1+1", "+8610", "-", "@x", "'=x", "无", "｜", "\\", "\\n", "\n", "\t", " 甲 ", "x005F_"]
# What the database keeps; a workbook loses the control characters, and must not call that a change.
WORDS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Values a field may hold, odd ones among them."""
    if field.shape == "lines":
        return st.lists(WORDS, max_size=3)
    if field.shape == "rows":
        row = st.fixed_dictionaries({key: WORDS for key, _label in field.columns})
        return st.lists(row, max_size=3)
    if field.shape == "kinds":
        return st.lists(st.sampled_from(ActionKind.values), max_size=3, unique=True)
    if field.shape == "choice":
        return st.sampled_from([key for key, _label in field.choices])
    return {
        "number": st.integers(0, 9999),
        "day": st.dates().map(str),
        "officers": st.just([]),
    }.get(field.shape, WORDS)


@st.composite
def entries(draw: st.DrawFn) -> tuple[Book, list[tuple[str, dict[str, Any]]]]:
    """A register and some entries of it: titles, and what they say."""
    book = draw(st.sampled_from(list(BOOKS.values())))
    content = st.fixed_dictionaries({}, optional={f.key: value_of(f) for f in book.fields})
    title = WORDS.filter(lambda text: bool(literal(text)))
    return book, draw(st.lists(st.tuples(title, content), min_size=1, max_size=3))


@given(given_=entries(), way=st.sampled_from(sorted(WAYS)))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_export_comes_back_as_the_same(
    cast: Cast, given_: tuple[Book, list[tuple[str, dict[str, Any]]]], way: str
) -> None:
    book, rows = given_
    with transaction.atomic():
        for title, content in rows:
            entry = RegisterEntry.objects.create(
                agency=cast.bureau, register=book.register, created_by=cast.listadmin
            )
            EntryVersion.objects.create(
                entry=entry, number=1, title=title, content=content, created_by=cast.listadmin
            )
        register = book.register.value
        # Twice: the same words of the same agency are told apart by the number alone.
        report = imported(cast, exported(cast, register), register, way=way, dry=True)
        transaction.set_rollback(True)
    assert (outcome(report), report.rejected) == ((0, 0, len(rows), 0), [])


CLEAN = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20
).map(str.strip)
PROSE = CLEAN.filter(lambda text: bool(literal(text)) and "\ufeff" not in text)


def nobody(words: str) -> int:
    raise AssertionError(words)


def field_of(shape: str) -> Field:
    return next(f for book in BOOKS.values() for f in book.fields if f.shape == shape)


@given(lines=st.lists(PROSE, min_size=1, max_size=4))
@example(lines=["甲｜乙", "\\", "\\n", "\\｜"])
def test_the_lines_of_a_cell_are_read_as_they_were_written(lines: list[str]) -> None:
    field = field_of("lines")
    assert entry_cells.read(field, entry_cells.said(field, lines, {}), nobody) == lines


@given(rows=st.lists(st.lists(st.one_of(PROSE, st.just("")), min_size=4, max_size=4), max_size=4))
@example(rows=[["甲｜乙", "\\", "\\n", "\\｜"]])
@example(rows=[["", "", "", "乙"]])
def test_the_rows_of_a_table_are_read_as_they_were_written(rows: list[list[str]]) -> None:
    field = next(f for f in BOOKS["guide"].fields if f.key == "steps")
    keys = [key for key, _label in field.columns]
    value = [dict(zip(keys, row, strict=True)) for row in rows]
    cell = literal(entry_cells.said(field, value, {}))
    assert (entry_cells.read(field, cell, nobody) or []) == value


@given(kinds=st.lists(st.sampled_from(ActionKind.values), min_size=1, unique=True))
def test_kinds_are_read_as_they_were_written(kinds: list[str]) -> None:
    field = field_of("kinds")
    assert entry_cells.read(field, entry_cells.said(field, kinds, {}), nobody) == kinds


@pytest.mark.parametrize("register", sorted(BOOKS))
def test_headers_are_one_for_each_column_and_do_not_change_with_the_language(register: str) -> None:
    chinese = columns(BOOKS[register])
    with translation.override("en"):
        assert columns(BOOKS[register]) == chinese
    names = [name for each in chinese.values() for name in each]
    assert len(set(names)) == len(names) == len(chinese)


def test_a_reader_in_english_exports_and_imports_the_same_sheet(cast: Cast) -> None:
    opened(cast.bureau, cast.listadmin, "channel")
    chinese = exported(cast, "channel")
    with translation.override("en"):
        assert exported(cast, "channel") == chinese
        assert outcome(imported(cast, chinese, "channel")) == (0, 0, 1, 0)


def test_no_cell_of_an_export_is_a_formula(cast: Cast) -> None:
    draft = opened(cast.bureau, cast.listadmin, "device")
    evil = dict.fromkeys(("location", "kind", "watches", "basis"), '=HYPERLINK("http://x")')
    EntryVersion.objects.filter(pk=draft.pk).update(title="@SUM(1)", content=draft.content | evil)
    lines = exported(cast, "device")

    text = WAYS["csv"](lines).decode()
    assert "'=HYPERLINK" in text and ",=" not in text and "'@SUM" in text
    assert '=HYPERLINK("http://x")' in tables.read_bytes(WAYS["xlsx"](lines))[0].rows[1][1]
    sheet = openpyxl.load_workbook(io.BytesIO(WAYS["xlsx"](lines))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}


def test_an_export_asks_the_same_number_of_questions_for_any_number_of_entries(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    def export(most: int) -> None:
        with django_assert_num_queries(most):
            list(table(BOOKS["window"], kept("window", [cast.bureau])))

    opened(cast.bureau, cast.listadmin, "window")
    export(4)
    for _time in range(4):
        opened(cast.bureau, cast.listadmin, "window")
    export(4)
