"""What the list imports share: finding the header row, naming the columns, giving each row a chance."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import zip_longest

from django.db import DataError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.cells import text_of
from core.errors import RuleError
from core.folding import fold_header
from core.row_report import Finding, RowReport
from core.tables import Cell, Sheet

HEADER_DEPTH = 10
# The data rows of a sheet are given to `take` by field name.
Columns = Mapping[str, Sequence[str]]
Row = dict[str, Cell]


def named_rows(
    sheet: Sheet, columns: Columns, required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """(row number, field -> cell) of every data row below the header.

    `columns` maps a field to the headers it may carry. Raises RuleError naming what is missing.
    """
    names = {fold_header(h): field for field, headers in columns.items() for h in headers}
    for depth, (_number, cells) in enumerate(sheet.rows[:HEADER_DEPTH], start=1):
        fields = [names.get(fold_header(text_of(cell)), "") for cell in cells]
        if set(required) <= set(fields):
            data = sheet.rows[depth:]
            break
    else:
        wanted = "、".join(columns[field][0] for field in required)
        raise RuleError(
            _("没有找到表头，表头应包含：%(names)s。") % {"names": wanted},
            remedy=_("请下载模板，按模板的表头填写。"),
        )
    for number, cells in data:
        yield number, _named(fields, cells)


def _named(fields: Sequence[str], cells: Sequence[Cell]) -> Row:
    """Cells by field; of two columns that mean the same, the first that says something.

    Empty cells at the end of a row, which a workbook leaves out, are there as None.
    """
    row: Row = {}
    for field, cell in zip_longest(fields, cells[: len(fields)]):
        if field and not text_of(row.get(field)):
            row[field] = cell
    return row


def each_row(
    sheets: Sequence[Sheet],
    columns: Columns,
    required: Sequence[str],
    take: Callable[[int, Row, RowReport], str],
    *,
    dry_run: bool,
) -> RowReport:
    """Give every row to `take`, which returns created, updated or unchanged.

    A row that raises RuleError is undone and reported; the others are kept. A dry run goes the same
    way and undoes everything at the end.
    """
    report = RowReport()
    # Every header is looked for before the first row is saved.
    given = [
        named
        for sheet in sheets
        if sheet.rows or len(sheets) == 1
        for named in named_rows(sheet, columns, required)
    ]
    with transaction.atomic() if dry_run else nullcontext():
        for number, row in given:
            report.rows += 1
            _one_row(number, row, take, columns, report)
        if dry_run:
            transaction.set_rollback(True)
    return report


def limit_of(model: type[Model], field: str) -> int:
    """The longest text a column holds, 0 where there is no limit."""
    return int(getattr(model._meta.get_field(field), "max_length", 0) or 0)


def _one_row(
    number: int,
    row: Row,
    take: Callable[[int, Row, RowReport], str],
    columns: Columns,
    report: RowReport,
) -> None:
    try:
        with transaction.atomic():
            report.count(take(number, row, report))
    except DataError:
        report.rejected.append(Finding(number, "", _("有内容超出可保存的范围，请核对各项的长度。")))
    except RuleError as error:
        headers = columns.get(error.field, (error.field,))
        report.rejected.append(Finding(number, headers[0], str(error)))
