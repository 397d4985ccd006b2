"""The path of one organisation across agencies. Never of a person."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from core.pages import cursor_page
from disclosure import organisation_names, organisations, personal, search
from disclosure.caching import revalidated
from disclosure.filters import CURSOR, OrganisationFilter, OrganisationForm

PAGE = 20
BAD = 400


@revalidated
def organisation_find(request: HttpRequest) -> HttpResponse:
    """From a code or a name to its page; one with nothing public says so, whoever it belongs to."""
    form, on = OrganisationForm(request.GET), timezone.localdate()
    valid = form.is_valid()
    code, name = (form.cleaned_data["code"], form.cleaned_data["name"]) if valid else ("", "")
    found = organisation_names.named(name, on) if name else None
    here = code if code and organisations.overview(code, on) else (found.only if found else "")
    if here:
        return redirect("organisation", here)
    context = {"form": form, "code": code, "found": found, "most": organisation_names.SHOWN}
    if name and not personal.asked_for({"party": name}):
        context["query"] = urlencode({"party": name})
    status = 200 if valid else BAD
    response = render(request, "public/organisation_find.html", context, status=status)
    if request.GET:
        # Names of organisations in the order of their days, as on a page of one.
        response["X-Robots-Tag"] = "noindex"
    return response


@revalidated
def organisation(request: HttpRequest, uscc: str) -> HttpResponse:
    """Everything public of the organisation, newest first; 404 when there is nothing (any more)."""
    on = timezone.localdate()
    found = organisations.overview(uscc, on)
    if found is None:
        raise Http404("nothing is public of such an organisation")
    form = OrganisationFilter(request.GET, kinds=found.kinds, years=found.years)
    context = {"form": form, "organisation": found, "draws": organisations.draws(uscc)}
    if form.is_valid():
        rows = organisations.decisions(uscc, on).filter(form.condition())
        listed = organisations.path(rows)
        after = request.GET.get(CURSOR, "")
        context["page"] = cursor_page(listed, after, size=PAGE, field=search.ORDER)
        context["query"] = urlencode({"party": uscc})
    status = 200 if form.is_valid() else BAD
    response = render(request, "public/organisation.html", context, status=status)
    # A search engine shall not rank organisations by what was decided about them.
    response["X-Robots-Tag"] = "noindex"
    return response
