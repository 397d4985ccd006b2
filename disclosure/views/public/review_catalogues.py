"""The register of the catalogues of review (重大执法决定法制审核目录清单), as of any day."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from disclosure import earlier_lists, listings, objections, review_catalogues, review_sheets
from disclosure.caching import kept_a_minute
from disclosure.filters import CURSOR, CatalogueFilter, offer
from disclosure.views.public.days import day
from disclosure.views.public.registers import BAD, PAGE


@kept_a_minute
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """Which list each agency applies on a day, today when none is named."""
    form = CatalogueFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, "public/review_catalogue_list.html", {"form": form}, status=BAD)
    today = timezone.localdate()
    on = form.cleaned_data["on"] or today
    rows = earlier_lists.subjects(form.cleaned_data, today)
    page = earlier_lists.page_of(rows, request.GET.get(CURSOR, ""), size=PAGE, field="path")
    lists = review_catalogues.told(page.rows, on, today)
    context = {"form": form, "page": page, "lists": lists, "on": on, "today": today}
    return render(request, "public/review_catalogue_list.html", context)


@kept_a_minute
def catalogue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of one agency on a day, of one to come as published by now, and every version it had."""
    on, today = day(request.GET.get("on", "")), timezone.localdate()
    agency = get_object_or_404(earlier_lists.known(on, timezone.localdate()), pk=pk)
    applied = review_catalogues.told([agency], on, today)[0]
    absent = not earlier_lists.was_listed(agency, on, today)
    context = {
        "list": applied,
        "absent": absent,
        "told": applied.begun and not absent,
        "versions": review_catalogues.versions(agency),
        "objected": objections.waits_line("catalogue", pk),
        "on": on,
        "today": today,
    }
    return render(request, "public/review_catalogue_detail.html", context)


@kept_a_minute
def catalogue_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same as CSV, XLSX or JSON."""
    on, today = day(request.GET.get("on", "")), timezone.localdate()
    agency = get_object_or_404(earlier_lists.known(on, timezone.localdate()), pk=pk)
    if kind not in review_sheets.FILES or not earlier_lists.was_listed(agency, on, today):
        raise Http404
    (applied,) = review_catalogues.told([agency], on, today)
    sort, write = review_sheets.FILES[kind]
    response = HttpResponse(write(applied), content_type=sort)
    name = f"review-catalogue-{agency.pk}-{on}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
