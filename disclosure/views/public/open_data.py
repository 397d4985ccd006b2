"""The files of the daily snapshots."""

from datetime import date
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from disclosure import open_data, verify_open_data
from disclosure.caching import kept_a_minute, revalidated
from disclosure.models import Snapshot

SCRIPT = Path(verify_open_data.__file__)
TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "sig": "application/octet-stream",
    "pem": "application/x-pem-file",
}
ROWS = {"jsonl": open_data.json_lines, "csv": open_data.csv}


@kept_a_minute
def snapshot_script(request: HttpRequest) -> HttpResponse:
    """The script that checks the files of a day."""
    return HttpResponse(SCRIPT.read_text("utf-8"), content_type="text/x-python; charset=utf-8")


@revalidated
def snapshot_file(request: HttpRequest, day: str, name: str) -> HttpResponse:
    """One file of a day; rows that are no longer public are tombstones from the same moment."""
    row = get_object_or_404(Snapshot, day=_day(day))
    kind = TYPES.get(name.rpartition(".")[2], "text/plain; charset=utf-8")
    return HttpResponse(_content(row, name), content_type=kind)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _content(row: Snapshot, name: str) -> bytes | str:
    if name in open_data.FIXED:
        return open_data.fixed(row)[name]
    if name == open_data.SUMS:
        return open_data.checksums(row)
    if name == open_data.DISPUTED:
        return open_data.disputed(row.day, timezone.localdate())
    part, _dot, kind = name.rpartition(".")
    if part not in open_data.parts(row):
        raise Http404
    table, _dash, number = part.rpartition("-")
    lines = open_data.part(table, row.day, int(number))
    if kind == "txt":
        return open_data.commitments(lines)
    if kind not in ROWS:
        raise Http404
    return ROWS[kind](row, table, lines, timezone.localdate())
