"""Parties as an agency knows them. They are case data: seen by those who may see its cases."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.identifiers import normalise_code
from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.registry import PartyForm
from enforcement.models import Party
from enforcement.models.kinds import PartyKind
from enforcement.services import parties
from enforcement.views.registry import PAGE, attempt, search_of, user_of, warn


def own_parties(request: HttpRequest) -> QuerySet[Party]:
    """Parties of the agencies the account may see."""
    ids = user_of(request).visible_agency_ids()
    return Party.objects.filter(agency_id__in=ids)


@requires("enforcement.view_case")
def party_list(request: HttpRequest) -> HttpResponse:
    """Organisations: names, codes and remarks. A natural person is found inside a case only."""
    form, q = search_of(request)
    rows = own_parties(request).exclude(kind=PartyKind.PERSON).select_related("agency")
    rows = rows.defer("id_no", "address", "phone")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(uscc=normalise_code(q)))
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    context = {"title": _("当事人"), "form": form, "page": page}
    return render(request, "enforcement/registry_party_list.html", context)


@requires("enforcement.file_case")
def party_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One party with its personal data; showing it is recorded in the log."""
    party = get_object_or_404(own_parties(request), pk=pk)
    by = user_of(request)
    form = PartyForm(request.POST or None, instance=party)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: parties.update(party, by=by, **form.cleaned_data))
        if saved is not None:
            messages.success(request, _("已保存。"))
            warn(request, saved.flags)
            return redirect("party-list")
    parties.reveal(party, by=by)
    return render(request, "enforcement/registry_party_edit.html", {"form": form, "party": party})
