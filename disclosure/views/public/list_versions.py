"""What the lists of subjects, officers, items, benchmarks, delegations and random checks said on an earlier day, and what changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from disclosure import list_history
from disclosure.caching import revalidated
from disclosure.views.public.days import past_day
from enforcement import lists

MISSING = 404
LINE = "public/announced_line.html"


@dataclass(frozen=True)
class Page:
    """The page of the rows of one list.

    `now`, `once`: the rows that it has on a day, and all that it ever had. `context`: what the
    template is given of a row that is on the list today.
    """

    template: str
    now: Callable[[date], QuerySet[Any]]
    once: Callable[[], QuerySet[Any]]
    context: Callable[[Any, date], dict[str, Any]]

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The row of today, or what it said on the earlier day of `?on=`, with its history."""
        on = timezone.localdate()
        row = self.now(on).filter(pk=pk).first()
        if row is None:
            return _ended(request, get_object_or_404(self.once(), pk=pk))
        return with_history(request, row, self.template, self.context(row, on))


def _ended(request: HttpRequest, row: Any) -> HttpResponse:
    """The page of a row that its list has no more: 404 for a day on which the list did not have it.

    Raises Http404 where nothing of it may be told.
    """
    on, today = past_day(request.GET.get("on", "")), timezone.localdate()
    told, history = list_history.told(row, on), list_history.history(row, today)
    if told is None and not history:
        raise Http404
    book = lists.list_of(row)
    known = {"told": told, "history": history, "kind": book.kind, "row": row, "on": on}
    known |= {"book": book, "title": told.title if told else history[0].title, "ended": True}
    known["asked"] = "on" in request.GET
    status = HttpResponse.status_code if told else MISSING
    return render(request, "public/list_version.html", known, status=status)


def with_history(
    request: HttpRequest, row: Any, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page of a row with its history; with `?on=` an earlier day, what was said then."""
    on, today = past_day(request.GET.get("on", "")), timezone.localdate()
    book = lists.list_of(row)
    known = {"history": list_history.history(row, today), "kind": book.kind, "row": row, "on": on}
    if on == today:
        return render(request, template, {**context, **known})
    told = list_history.told(row, on)
    known |= {"told": told, "address": reverse(book.page, args=[row.pk])}
    known["title"] = told.title if told else getattr(row, "name", "")
    return render(request, "public/list_version.html", {**known, "book": book})


def line(row: Any, _on: date) -> dict[str, Any]:
    """What the page of a line of a plan or of limits is given."""
    return {"facts": facts(row)}


def facts(row: Any) -> list[tuple[str, Any]]:
    """What the list says of a row today: names and words, and since when it is public."""
    book = lists.list_of(row)
    told = [(str(label), words) for _key, label, words in lists.lines(book, lists.content(row))]
    return [*told, (str(book.column(lists.PUBLISHED).verbose_name), row.published_on)]


@revalidated
def list_version_changes(request: HttpRequest, kind: str, pk: int, number: int) -> HttpResponse:
    """What one version changed against the one before, word by word."""
    on = timezone.localdate()
    row = list_history.find(kind, pk, on)
    found = list_history.pair(row, number, on) if row is not None else None
    if found is None:
        raise Http404
    old, new = found
    context = {
        "old": old,
        "new": new,
        "changes": list_history.compared(row, old, new),
        "address": reverse(lists.list_of(row).page, args=[row.pk]),
    }
    return render(request, "public/list_version_changes.html", context)
