"""Agencies in the back office."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.registry import AgencyForm
from enforcement.services import agencies, list_versions
from enforcement.views.list_versions import added, kept, on_to, shown_version
from enforcement.views.registry import (
    CHANGE,
    PAGE,
    VIEW,
    own_agencies,
    search_of,
    user_of,
    warn,
)


@requires(VIEW)
def agency_list(request: HttpRequest) -> HttpResponse:
    """The subjects in the order of the tree."""
    form, q = search_of(request)
    rows = own_agencies(request).filter(name__icontains=q) if q else own_agencies(request)
    page = cursor_page(
        rows, request.GET.get("after", ""), size=PAGE, field="path", descending=False
    )
    context = {"title": _("行政执法主体"), "form": form, "page": page}
    return render(request, "enforcement/registry_agency_list.html", context)


@requires(CHANGE)
def agency_create(request: HttpRequest) -> HttpResponse:
    """Register a subject below the own one."""
    user = user_of(request)
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = added(request, form, "agency", partial(agencies.create, parent=user.agency))
        if made is not None:
            words = _("已登记执法主体“%(name)s”。") % {"name": made[0].name}
            warn(request, agencies.code_flags(made[0].uscc))
            return on_to(request, made[1], words, "agency-admin-list")
    context = {"form": form, "title": _("登记执法主体"), "back": reverse("agency-admin-list")}
    return render(request, "enforcement/registry_form.html", context)


@requires(CHANGE)
def agency_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a subject; a wrong code is remarked on, not refused."""
    agency = get_object_or_404(own_agencies(request), pk=pk)
    form = AgencyForm(request.POST or None, instance=list_versions.begun(agency))
    if request.method == "POST" and form.is_valid():
        done = kept(request, form, agency, form.cleaned_data)
        if done is not None:
            warn(request, agencies.code_flags(form.cleaned_data["uscc"]))
            return on_to(request, done[0], _("已保存。"), "agency-admin-list")
    context = {"form": form, "title": agency.name, "back": reverse("agency-admin-list")}
    context |= shown_version(request, agency)
    return render(request, "enforcement/registry_form.html", context)
