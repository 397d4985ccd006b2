"""Lists that are models of their own as sheets: one table of columns each, read from the model.

What a sheet brings in is never public by it: a new row waits for its publication, and a change of a
published one is handed in for approval. An export comes back as unchanged throughout.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.folding import fold_name
from core.row_report import Finding, RowReport
from core.tables import Cell, Sheet
from enforcement import lists
from enforcement.directory import Directory
from enforcement.imports import entry_cells
from enforcement.imports.entries import OUTCOMES, agency_of
from enforcement.imports.entry_cells import plain
from enforcement.imports.entry_sheet import OF_ENTRY
from enforcement.imports.sheets import Columns, Row, each_row, limit_of
from enforcement.models import Agency, User
from enforcement.registers import LINE, TEXT
from enforcement.services import list_versions

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OF_AGENCY: Columns = {key: OF_ENTRY[key] for key in ("agency", "agency_code")}
PUBLISHED = "published_on"
# Of the integer columns of the databases.
MOST = {models.PositiveSmallIntegerField: 32_767, models.PositiveIntegerField: 2_147_483_647}
YEARS = (2000, 2100)
Values = dict[str, Any]


@dataclass(frozen=True)
class Book:
    """A list: its model, the columns of its sheet, and what makes two rows the same one.

    `save` adds a row, or changes the named fields of one, by the rules of the list's own service.
    """

    key: str
    title: "StrOrPromise"
    back: str
    model: type[Any]
    fields: Sequence[str]
    identity: Sequence[str]
    save: Callable[..., Any]

    def column(self, key: str) -> Any:
        """The model's own column."""
        return self.model._meta.get_field(key)

    def columns(self) -> Columns:
        """The headers by key: whose row it is, its fields, and when it was published."""
        keys = (*self.fields, PUBLISHED)
        return {**OF_AGENCY, **{key: (plain(self.column(key).verbose_name),) for key in keys}}

    def needed(self) -> list[str]:
        """The columns a sheet cannot do without: those that say which row it is."""
        return [key for key in self.identity if not self.column(key).blank]

    def rows(self, agencies: Iterable[Agency]) -> Any:
        """The rows of the agencies with what they name."""
        named = [key for key in self.fields if self.column(key).is_relation]
        rows = self.model.objects.filter(agency__in=list(agencies))
        return rows.select_related("agency", *named).order_by("pk")


def table(book: Book, rows: Iterable[Any]) -> Iterator[list[Cell]]:
    """The sheet of a list: its headers, then one line for each row."""
    columns = book.columns()
    yield [names[0] for names in columns.values()]
    for row in rows:
        keys = (*book.fields, PUBLISHED)
        told = {key: said(book.column(key), getattr(row, key)) for key in keys}
        told |= {"agency": row.agency.name, "agency_code": row.agency.uscc}
        yield [told[key] for key in columns]


def said(column: Any, value: Any) -> str:
    """A value of a column as a cell says it."""
    chosen = dict(column.choices or ())
    if value is None:
        return ""
    return plain(chosen[value]) if value in chosen else str(getattr(value, "name", value))


@dataclass
class RowImport:
    """One import run. Rows that name no agency belong to `agency`."""

    by: User
    book: Book
    agency: Agency
    own: Sequence[Agency]
    on: date
    batch: str = field(default_factory=lambda: str(uuid4()))
    seen: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says of each row whether it is new, changed, same, refused."""
        self.directory = Directory(self.own)
        self.known: dict[tuple[Any, ...], list[Any]] = {}
        for row in self.book.rows(self.own):
            told = {key: getattr(row, key) for key in self.book.identity}
            self.known.setdefault(self._key(row.agency, told), []).append(row)
        return each_row(sheets, self.book.columns(), self.book.needed(), self.take, dry_run=dry_run)

    def _key(self, agency: Agency, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What two rows of one list may not share; what they name, by its name."""
        named = [getattr(values[key], "name", values[key]) for key in self.book.identity]
        return agency.pk, *(fold_name(each) if isinstance(each, str) else each for each in named)

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Save what one row says, when it is new or changes what is not public. Raises RuleError."""
        words = {key: entry_cells.text(cell, key) for key, cell in row.items()}
        agency = agency_of(words, self.agency, self.directory)
        asked = {*self.book.identity, *(key for key in self.book.fields if key in words)}
        given = {key: self._value(key, words.get(key, ""), agency) for key in asked}
        key = self._key(agency, given)
        self._once(key, number)
        old = self._standing(key)
        changed = [name for name in asked if self._differs(old, name, words.get(name, ""))]
        _assert_day_stays(old, words.get(PUBLISHED, ""))
        fresh = self._save(old, agency, {name: given[name] for name in changed})
        outcome = "created" if old is None else "updated" if fresh else "unchanged"
        title = str(given[self.book.identity[0]] or self.book.title)
        report.taken.append(Finding(number, str(OUTCOMES[outcome]), title[:LINE]))
        return outcome

    def _differs(self, old: Any, key: str, words: str) -> bool:
        """Whether a cell says something else than an export of the row would."""
        if old is None:
            return True
        return not entry_cells.same(words, said(self.book.column(key), getattr(old, key)))

    def _once(self, key: tuple[Any, ...], number: int) -> None:
        first = self.seen.setdefault(key, number)
        if first != number:
            raise _refuse(
                _("与第 %(row)d 行是同一条目。") % {"row": first},
                _("请只保留一行。"),
                self.book.identity[0],
            )

    def _standing(self, key: tuple[Any, ...]) -> Any:
        found = self.known.get(key, [])
        if len(found) > 1:
            raise _refuse(
                _("清单中有几条相同的条目。"), _("请在页面上修改。"), self.book.identity[0]
            )
        return found[0] if found else None

    def _save(self, old: Any, agency: Agency, values: Values) -> bool:
        """Whether the row, or a version of it, says something new now."""
        if old is None:
            columns = [(name, self.book.column(name)) for name in self.book.fields]
            empty = [
                name
                for name, column in columns
                if not (name in values or column.blank or column.has_default())
            ]
            if empty:
                names = "、".join(self.book.columns()[name][0] for name in empty)
                raise _refuse(_("%(name)s为空。") % {"name": names}, _("请补充。"), empty[0])
            self.book.save(by=self.by, agency=agency, **values)
            return True
        return bool(values) and self._change(old, values)

    def _change(self, old: Any, values: Values) -> bool:
        """Have a change of what the public reads approved; what is not public is written at once."""
        waits = list_versions.needs_approval(old, values, self.on)
        draft = list_versions.change(old, by=self.by, on=self.on, changes=values, batch=self.batch)
        handed = list_versions.hand_in(draft, by=self.by, on=self.on)
        return handed or not waits or values.keys() - lists.list_of(old).fields != set()

    def _value(self, key: str, words: str, agency: Agency) -> Any:
        """What a cell means for a column. RuleError for an empty or unreadable one."""
        column = self.book.column(key)
        if not words:
            if not column.blank:
                raise _refuse(
                    _("%(name)s为空。") % {"name": self.book.columns()[key][0]},
                    _("请补充后重新导入；合并的单元格请先取消合并。"),
                    key,
                )
            return None if column.null else ""
        entry_cells.assert_short(words, key, limit_of(self.book.model, key) or TEXT)
        if column.is_relation:
            return _row_of(column.related_model, words, agency, key)
        if column.choices:
            return choice(column.choices, words, key)
        if isinstance(column, models.DateField):
            return entry_cells.day(words, key)
        return _whole(column, words, key) if type(column) in MOST else words


def _assert_day_stays(old: Any, told: str) -> None:
    """RuleError where a sheet would make something public."""
    known = str(getattr(old, PUBLISHED, None) or "")
    if told and (entry_cells.day(told, PUBLISHED).isoformat() != known):
        raise _refuse(
            _("公布日期不由表格填写。"), _("请清空该单元格，导入后在页面上公布。"), PUBLISHED
        )


def _row_of(model: type[models.Model], words: str, agency: Agency, key: str) -> models.Model:
    rows = model._default_manager.filter(agency=agency, name=words).order_by("-pk")
    found = list(rows[:2])
    if not found:
        raise _refuse(
            _("清单中没有“%(name)s”。") % {"name": words[:100]}, _("请先登记，或者核对名称。"), key
        )
    return found[0]


def choice(options: "Iterable[tuple[str, StrOrPromise]]", words: str, key: str) -> str:
    """The value that a column holds for the word of an option. RuleError for another."""
    named = {plain(label): value for value, label in options}
    if words not in named:
        raise _refuse(
            _("没有“%(text)s”这一项。") % {"text": words[:LINE]},
            _("可填：%(names)s。") % {"names": "、".join(named)},
            key,
        )
    return str(named[words])


def _whole(column: Any, words: str, key: str) -> int:
    least, most = YEARS if key == "year" else (0, MOST[type(column)])
    if not re.fullmatch(r"[0-9]{1,10}", words) or not least <= int(words) <= most:
        raise _refuse(
            _("“%(text)s”不是 %(least)d 至 %(most)d 的整数。")
            % {"text": words[:LINE], "least": least, "most": most},
            _("请只填数字。"),
            key,
        )
    return int(words)


def _refuse(message: str, remedy: str, key: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=key)
