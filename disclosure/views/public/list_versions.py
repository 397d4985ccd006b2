"""What the lists of subjects, officers, items, benchmarks, delegations and random checks said on an earlier day, and what changed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from disclosure import list_history
from disclosure.caching import revalidated
from disclosure.views.public.days import past_day
from enforcement import lists


def with_history(
    request: HttpRequest, row: Any, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page of a row with its history; with `?on=` an earlier day, what was said then."""
    on, today = past_day(request.GET.get("on", "")), timezone.localdate()
    book = lists.list_of(row)
    known = {"history": list_history.history(row, today), "kind": book.kind, "row": row, "on": on}
    if on == today:
        return render(request, template, {**context, **known})
    known |= {"told": list_history.told(row, on), "address": reverse(book.page, args=[row.pk])}
    return render(request, "public/list_version.html", {**known, "book": book})


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
