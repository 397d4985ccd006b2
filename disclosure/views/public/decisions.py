"""Decisions: the list with its filters, one decision, its PDF, its deadline, and the export."""

import hashlib
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import derivation, pdf
from core.errors import RuleError
from core.pages import Page
from core.periods import Period
from core.tables import csv_text
from disclosure import data_items, export, feeds, helping, licences, plain, presentation, search
from disclosure.caching import revalidated
from disclosure.filters import CURSOR, DecisionFilter, offer
from disclosure.models import Publication, PublicFile
from disclosure.views.kept_pages import kept_whole
from disclosure.views.public.facets import facet_links
from disclosure.views.public.gone import gone_page

PAGE = 20
EXPORT = 2_000
PDF_SECONDS = 600
BAD = 400


@revalidated
@kept_whole
def decision_list(request: HttpRequest) -> HttpResponse:
    """Search and filters; a filter in error is explained and nothing is listed."""
    on = timezone.localdate()
    form = DecisionFilter(request.GET)
    if not form.is_valid():
        offer(form, search.publishing_agencies(on))
        return render(request, "public/decision_list.html", {"form": form}, status=BAD)
    agencies = search.publishing_agencies(on)
    offer(form, agencies)
    found = search.facets(form.cleaned_data, on)
    page = search.page(
        form.cleaned_data, on, request.GET.get(CURSOR, ""), size=PAGE, shape=search.listed
    )
    context = {
        "form": form,
        "page": page,
        "help": helping.offer(form, on) if not found.total else None,
        "facets": found,
        "links": facet_links(form.asked(), found, agencies),
        "query": urlencode(form.asked()),
        "q": form.cleaned_data["q"],
        "feed": feeds.address(form),
    }
    return render(request, "public/decision_list.html", context)


@revalidated
@gone_page
def decision_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One decision as the public may read it."""
    row = search.find(pk, timezone.localdate())
    return render(request, "public/decision_detail.html", _detail(row))


def _detail(row: Publication) -> dict[str, Any]:
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    return {
        "publication": row,
        "version": version,
        "sections": presentation.sections(version, row.decided_on),
        "days": presentation.days(row),
        "items": data_items.of(row),
        "party_kind": presentation.party_kind(version),
        "penalties": presentation.penalty_names(version.penalty_kinds),
        "timing": presentation.timing(row),
        "unjudged": presentation.unjudged(row),
        "licence": licences.standing(row, timezone.localdate()),
        "plain": plain.answers(row),
        "hidden": presentation.hidden(version),
        "feed": feeds.of_organisation(version),
        "files": PublicFile.objects.shown(row).select_related("copy", "source"),
    }


@revalidated
@gone_page
def decision_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The public text as PDF, rendered from the redacted projection alone."""
    on = timezone.localdate()
    row = search.find(pk, on)
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    context = presentation.document(row, version, on)
    # Filed under the projection's own digest, and read only after the check that it is public.
    # What stands beside the projection (a day of service, a licence that ended) is told apart too.
    beside = hashlib.sha256(repr(context["about"]).encode()).hexdigest()
    days = f"{context['published_on']}:{context['disputed_on']}"
    key = f"public-pdf:{version.sha256}:{beside}:{days}"
    data = cache.get_or_set(
        key, lambda: pdf.render("documents/public_decision.html", context), PDF_SECONDS
    )
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="decision-{row.pk}.pdf"'
    return response


@revalidated
@gone_page
def decision_derivation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the last day for publication was counted, day by day."""
    row = search.find(pk, timezone.localdate())
    timing = presentation.timing(row)
    context: dict[str, Any] = {"publication": row, "version": row.shown, "timing": timing}
    context["unjudged"] = presentation.unjudged(row)
    if timing is not None:
        context |= {
            "rows": derivation.of_deadline(timing.deadline),
            "period": Period.from_dict(timing.deadline.period),
            "changes": timing.deadline.changes.select_related("notice").order_by("pk"),
        }
    return render(request, "public/decision_derivation.html", context)


@revalidated
def decision_csv(request: HttpRequest) -> HttpResponse:
    """The list under the current filter as CSV; `Link` names the next part when there is one."""
    form = DecisionFilter(request.GET)
    if not form.is_valid():
        text = "；".join(line for lines in form.problems().values() for line in lines)
        raise RuleError(_("导出条件有误：%(text)s") % {"text": text}, field="filter")
    on, after = timezone.localdate(), request.GET.get(CURSOR, "")
    shape = search.whole
    # A reader that follows parts is told of a broken cursor: the first part again would never end.
    page = search.page(form.cleaned_data, on, after, size=EXPORT, shape=shape, strict=True)
    lines = [export.HEADER, *(export.line(row, request.build_absolute_uri) for row in page.rows)]
    response = HttpResponse(csv_text(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    return _with_next(response, request, page)


def _with_next(
    response: HttpResponse, request: HttpRequest, page: Page[Publication]
) -> HttpResponse:
    if page.next_cursor:
        query: QueryDict = request.GET.copy()
        query[CURSOR] = page.next_cursor
        url = request.build_absolute_uri(f"{reverse('decision-csv')}?{query.urlencode()}")
        response["Link"] = f'<{url}>; rel="next"'
    return response
