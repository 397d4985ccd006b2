"""What stays public while decisions go: pages of registers, frozen yearly reports, daily snapshots.

`registers` makes one row of each register of a bureau and names its pages; they are asked before,
while and after decisions of the bureau are public. `frozen` and `files` read what was fixed while
they were.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdfium2
from django.test import Client
from django.urls import reverse

from disclosure import open_data
from disclosure.models import Snapshot
from enforcement.models import Officer
from enforcement.registers import BOOKS
from supervision.models import YearlyReport
from tests import deeds, gauges
from tests.base import Cast
from tests.disclosure import factories
from tests.disclosure.test_public_registers import item
from tests.registers import opened, published

SINCE, FROM = date(2026, 1, 5), date(2026, 1, 12)


def registers(cast: Cast) -> dict[str, tuple[str, list[Any]]]:
    """{what it is: (name of the address, its arguments)} of a page of every register."""
    bureau, officer = cast.bureau, Officer.objects.filter(agency=cast.bureau).order_by("pk")[0]
    power, measure = item(bureau), gauges.benchmark(bureau)
    law = factories.statute(
        "中华人民共和国食品安全法", (date(2015, 10, 1), None, {34: "禁止生产经营下列食品。"})
    )
    deed = deeds.deed(cast, valid_from=SINCE, valid_to=date(2027, 1, 5))
    named: dict[str, list[Any]] = {
        **dict.fromkeys(("officer-detail", "api-officer-detail"), [officer.pk]),
        **dict.fromkeys(("item-detail", "api-item-detail"), [power.pk]),
        **dict.fromkeys(("benchmark-detail", "api-benchmark-detail"), [measure.pk]),
        "flowchart-detail": ["case"],
        "api-review-catalogue-detail": [bureau.pk],
        **dict.fromkeys(("delegation-detail", "api-delegation-detail"), [deed.pk]),
        "recording-items-export": ["csv"],
        "review-catalogue-export": [bureau.pk, "csv"],
        "statute-article": [law.pk, "34"],
    }
    return {name: (name, args) for name, args in named.items()} | entries(cast)


def entries(cast: Cast) -> dict[str, tuple[str, list[Any]]]:
    """The same of the registers that are kept entry by entry."""
    pages: dict[str, tuple[str, list[Any]]] = {}
    for book in BOOKS:
        draft = opened(cast.bureau, cast.listadmin, book)
        version = published(draft, cast.listadmin, cast.head, on=SINCE, valid_from=FROM)
        key = version.entry_id
        pages[f"public-{book}-detail"] = (f"public-{book}-detail", [key])
        if book == "guide":
            pages["guide-print"] = ("guide-print", [key])
        if book == "window":
            pages["window-screen"] = ("window-screen", [key])
            pages["window-print"] = ("window-print", [key, "a4"])
    return pages


def frozen(client: Client, report: YearlyReport) -> Iterator[tuple[str, str]]:
    """(name, text) of everything that shows a published yearly report."""
    args = [report.year, report.agency_id]
    yield "statistics-year", text_of(client, reverse("statistics-year", args=args[:1]))
    yield "statistics-report", text_of(client, reverse("statistics-report", args=args))
    for form, read in (("xlsx", of_workbook), ("pdf", of_paper)):
        answer = client.get(reverse("statistics-file", args=[*args, form]))
        assert answer.status_code == 200
        yield f"statistics-file {form}", read(answer.getvalue())


def files(client: Client, day: date) -> Iterator[tuple[str, str]]:
    """(name, text) of every file of a day's snapshot."""
    for name in open_data.names(Snapshot.objects.get(day=day)):
        yield name, text_of(client, reverse("open-data-file", args=[day.isoformat(), name]))


def text_of(client: Client, url: str) -> str:
    """What an address says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.getvalue().decode("utf-8", "replace")


def of_workbook(data: bytes) -> str:
    """Every part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def of_paper(data: bytes) -> str:
    """The text of a PDF and what it says of itself."""
    paper = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in paper) + str(
        paper.get_metadata_dict()
    )
