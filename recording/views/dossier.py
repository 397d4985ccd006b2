"""执法对象档案: the page of an organisation with all material about it, and its list as a file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core import sniff
from core.errors import RuleError
from core.permissions import AccountRequest, requires
from enforcement import party_history
from enforcement.models import Party
from recording import dossier
from recording.delivery import guarded
from recording.forms.dossier import DossierExportForm, DossierFilter
from recording.materials import Scope
from recording.services import dossier as service

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"pdf": sniff.PDF, "xlsx": XLSX}


def _scope(request: AccountRequest, pk: int) -> Scope:
    """The organisation of an agency the account may see; a natural person has no such page (404)."""
    rows = Party.objects.filter(agency_id__in=request.user.visible_agency_ids())
    party = get_object_or_404(rows.select_related("agency"), pk=pk)
    if not party_history.has_page(party):
        raise Http404("a natural person, or no code")
    return service.scope_of(party, request.user)


@requires("enforcement.view_case")
def party_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """Every record about the organisation, by kind and year; who looked is logged."""
    scope = _scope(request, pk)
    tally = dossier.tally(scope)
    amounts = dossier.amounts(tally)
    form = DossierFilter(request.GET or None, years=dossier.years(amounts))
    wanted = form.wanted()
    personal, sheet = service.look(scope, wanted, request.GET.get("after", ""), tally)
    context = {
        "party": scope.party,
        "personal": personal,
        "history": party_history.of(scope.party, scope.cases),
        "amounts": amounts,
        "form": form,
        "wanted": wanted,
        "sheet": sheet,
        "may_export": request.user.has_perm(service.EXPORT),
    }
    return render(request, "recording/dossier.html", context)


@requires(service.EXPORT)
def party_export(request: AccountRequest, pk: int) -> HttpResponse:
    """The list as a paper or a table, once its purpose is told."""
    scope = _scope(request, pk)
    years = dossier.years(dossier.amounts(dossier.tally(scope)))
    first = {name: request.GET.get(name, "") for name in ("group", "year")}
    form = DossierExportForm(request.POST or None, years=years, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _file(scope, form)
        except RuleError as error:
            form.refuse(error)
    context: dict[str, Any] = {"party": scope.party, "form": form}
    return render(request, "recording/dossier_export.html", context)


def _file(scope: Scope, form: DossierExportForm) -> HttpResponse:
    kind = form.cleaned_data["form"]
    data = service.export(scope, form.wanted(), form=kind, purpose=form.cleaned_data["purpose"])
    answer = HttpResponse(data, content_type=TYPES[kind])
    name = f"{scope.party.uscc}-{timezone.localdate().isoformat()}.{kind}"
    guarded(answer, name, inline=False)
    return answer
