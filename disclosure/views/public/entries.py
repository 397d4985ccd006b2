"""The registers kept entry by entry, as of any day: one list and one page for each register."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from core.pages import cursor_page
from disclosure import list_names, listings, objections, registers
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import CURSOR, EntryFilter, offer
from disclosure.shelves import SHELVES
from disclosure.views.public.days import day
from disclosure.views.public.gone import GONE
from disclosure.views.public.registers import BAD, PAGE
from enforcement.models import EntryVersion, RegisterEntry
from enforcement.register_books import FLOWCHART
from enforcement.registers import BOOKS, GUIDE, WINDOW, Book

View = Callable[..., HttpResponseBase]
# Registers whose page is drawn in a way of its own.
PAGES = {
    GUIDE.register: "public/guide_detail.html",
    WINDOW.register: "public/window_detail.html",
    FLOWCHART.register: "public/agency_flowchart.html",
}
LIST = "public/entry_list.html"
REFRESH = 300  # seconds after which a board on a wall asks again


def list_of(book: Book) -> View:
    """The view of a register's list."""

    @kept_a_minute
    def view(request: HttpRequest) -> HttpResponse:
        form = EntryFilter(request.GET)
        offer(form, listings.announced())
        context: dict[str, Any] = {"form": form, "book": book}
        if not form.is_valid():
            return render(request, LIST, context, status=BAD)
        today = timezone.localdate()
        on = form.cleaned_data["on"] or today
        rows = registers.versions(book, form.cleaned_data, on)
        page = cursor_page(
            rows, request.GET.get(CURSOR, ""), size=PAGE, field="id", descending=False
        )
        objections.mark(page.rows)
        list_names.then(page.rows, on, today, "entry__agency")
        context |= {"page": page, "on": on, "today": today}
        return render(request, LIST, context)

    return view


def gone_entry(view: View) -> View:
    """View decorator: a withdrawn entry becomes the page that says when and why, a missing one 404."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except RegisterEntry.DoesNotExist as error:
            raise Http404 from error
        except registers.Gone as ended:
            return gone(request, ended.entry)

    return inner


def gone(request: HttpRequest, entry: RegisterEntry) -> HttpResponse:
    """When and why an entry was withdrawn; of one that ended also its versions."""
    held = [
        row for row in registers.history(entry) if row.valid_from and entry.stands(row.valid_from)
    ]
    context = {"entry": entry, "versions": held}
    response = render(request, "public/entry_gone.html", context, status=GONE)
    response["X-Robots-Tag"] = "noindex"
    return response


def _context(request: HttpRequest, book: Book, pk: int, on: date) -> dict[str, Any]:
    row, today = registers.entry(book, pk, on), timezone.localdate()
    list_names.then([row], on, today, "agency")
    version = row.version_on(on)
    return {
        "book": book,
        "entry": row,
        "on": on,
        "today": today,
        "version": version,
        "current": row.version_on(today) if row.stands(today) else None,
        "shown": registers.Shown(book, version) if version else None,
        "officers": registers.officers(version, on, today) if version else [],
        "versions": registers.history(row),
        "list_url": reverse(f"public-{row.register}-list"),
        "address": request.build_absolute_uri(page_of(row)),
        "objected": objections.waits(row),
    }


def page_of(row: RegisterEntry) -> str:
    """The address of an entry's page."""
    return reverse(f"public-{row.register}-detail", args=[row.pk])


def detail_of(book: Book) -> View:
    """The view of one entry of a register."""

    @revalidated
    @gone_entry
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        context = _context(request, book, pk, day(request.GET.get("on", "")))
        return render(request, PAGES.get(book.register, "public/entry_detail.html"), context)

    return view


@revalidated
@gone_entry
def entry_changes(request: HttpRequest, register: str, pk: int, number: int) -> HttpResponse:
    """What one version changed against the one before, word by word."""
    if register not in BOOKS:
        raise Http404
    book = BOOKS[register]
    row = registers.entry(book, pk)
    pair = _pair(registers.history(row), number)
    context = {"book": book, "entry": row, "old": pair[0], "new": pair[1]}
    context["changes"] = registers.compared(book, *pair)
    return render(request, "public/entry_changes.html", {**context, "address": page_of(row)})


def _pair(rows: list[EntryVersion], number: int) -> tuple[EntryVersion, EntryVersion]:
    """The version published before the one of the number, and that one."""
    for new, old in zip(rows, rows[1:], strict=False):
        if new.number == number:
            return old, new
    raise Http404


@revalidated
@gone_entry
def guide_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A guide on paper."""
    context = _context(request, GUIDE, pk, day(request.GET.get("on", "")))
    return render(request, "public/guide_print.html", context)


@revalidated
@gone_entry
def window_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """A board for a screen on the wall; the browser asks again by itself, without a script."""
    context = _context(request, WINDOW, pk, timezone.localdate())
    response = render(request, "public/window_board.html", {**context, "screen": True})
    response["Refresh"] = str(REFRESH)
    return response


@revalidated
@gone_entry
def window_print(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """A board on paper, a4 or a3."""
    context = _context(request, WINDOW, pk, timezone.localdate())
    return render(request, "public/window_board.html", {**context, "paper": paper})


@kept_a_minute
def register_home(request: HttpRequest) -> HttpResponse:
    """Everything that is public before an act, and where."""
    return render(request, "public/register_home.html", {"shelves": SHELVES})
