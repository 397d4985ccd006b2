"""Tables as files."""

from collections.abc import Iterable

from django.http import HttpResponse

from core import tables
from core.tables import Cell

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_file(lines: Iterable[list[Cell]], form: str, name: str) -> HttpResponse:
    """The lines as CSV or XLSX, to be saved."""
    body = tables.csv_text(lines) if form == "csv" else tables.xlsx_bytes(lines)
    answer = HttpResponse(body, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
