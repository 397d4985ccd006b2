"""Supplies to outsiders, in the back office: application, one supply, its link, the register."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import files, zips
from core.acts import accepted
from core.forms import LookUpForm
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement import codes
from enforcement.models import Case
from recording import access, supply_papers
from recording.acts.supplies import ACTS, rows
from recording.delivery import guarded
from recording.forms.base import LinkForm
from recording.forms.supplies import SupplyForm
from recording.models import Supply
from recording.services import supplies, supply_links
from recording.views.purpose import ask

VIEW, PAGE = "recording.view_evidence", 50


class SupplyFilter(LookUpForm):
    """Whom, on which ground, how far."""

    q = forms.CharField(label=_("单位、申请人或者编号"), max_length=60, required=False)
    basis = forms.ChoiceField(
        label=_("依据"), choices=[("", _("全部")), *Supply.Basis.choices], required=False
    )
    status = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), *Supply.Status.choices], required=False
    )


@requires(VIEW)
def supply_list(request: AccountRequest) -> HttpResponse:
    """The register (对外提供登记簿): every application and what became of it; it prints as it stands."""
    form = SupplyFilter(request.GET or None)
    found = _narrowed(rows(request.user), form.cleaned_data if form.is_valid() else {})
    found = found.select_related("asked_by", "decided_by", "case", "agency")
    page = cursor_page(found, request.GET.get("after", ""), size=PAGE, field="asked_at")
    context = {"form": form, "rows": page.rows, "next_cursor": page.next_cursor}
    return render(request, "recording/supply_list.html", context)


def _narrowed(found: QuerySet[Supply], values: dict[str, Any]) -> QuerySet[Supply]:
    for key in ("basis", "status"):
        if values.get(key):
            found = found.filter(**{key: values[key]})
    text = (values.get("q") or "").strip()
    named = found.filter(organisation__icontains=text) | found.filter(applicant__icontains=text)
    return named | found.filter(number__icontains=text) if text else found


@requires(supplies.ASK)
def supply_ask(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Apply for a supply from a case."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("agency"), pk=pk)
    if asked := ask(request, case):
        return asked
    form = SupplyForm(request.POST or None, case=case, user=request.user)
    made: list[Supply] = []
    if request.method == "POST" and accepted(
        form,
        lambda: made.append(
            supplies.ask(
                case, by=request.user, at=timezone.now(), pieces=form.pieces(), **form.told()
            )
        ),
    ):
        return redirect("supply-detail", made[0].pk)
    context = {"case": case, "tab": "evidence-list", "form": form}
    return render(request, "recording/supply_form.html", context)


@requires(VIEW)
def supply_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """One supply: application, scope, decision, copies with hashes, links, receipt."""
    row = get_object_or_404(rows(request.user), pk=pk)
    return render(request, "recording/supply_detail.html", _shown(request, row))


def _shown(request: AccountRequest, row: Supply) -> dict[str, Any]:
    hidden = access.hidden(row.case, request.user)
    items = row.items.select_related("evidence", "blob").order_by("pk")
    own = request.user.agency_id == row.agency_id
    link = row.links.select_related("created_by").first()
    return {
        "case": row.case,
        "tab": "evidence-list",
        "row": row,
        "items": [
            (item, supply_papers.span_of(item), str(item.evidence_id) in hidden) for item in items
        ],
        "link": link,
        "live": link is not None and link.live(timezone.now()),
        "acts": [act for act in ACTS if own and act.offered(row, request.user)],
        "may_link": own
        and request.user.has_perm(supplies.ASK)
        and row.channel == Supply.Channel.LINK
        and row.status in supply_links.OPEN_STATES,
        "may_take": own
        and request.user.has_perm(supplies.ASK)
        and row.status in supply_links.OPEN_STATES,
        "article": supplies.article(row.case),
    }


@requires(supplies.ASK)
def supply_link(request: AccountRequest, pk: int) -> HttpResponse:
    """Make the link: its address and code are on this one page and never again."""
    row = get_object_or_404(rows(request.user), pk=pk)
    shown, made = _shown(request, row), list[Any]()
    data = request.POST if request.method == "POST" else None
    form = LinkForm(data, newest=shown["link"].pk if shown["link"] else 0)
    context: dict[str, Any] = {**shown, "form": form}

    def issue() -> None:
        form.assert_fresh()
        made.append(supply_links.issue(row, by=request.user, at=timezone.now()))

    if request.method == "POST" and accepted(form, issue):
        link, token, code = made[0]
        address = codes.on_the_site(reverse("supply-door", args=[token]))
        context |= {"link": link, "address": address, "code": code}
    response = render(request, "recording/supply_link.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@requires(supplies.ASK)
def supply_package(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The copies with list and cover, to be written on a medium; the handing over is told afterwards."""
    found = rows(request.user).filter(status__in=supply_links.OPEN_STATES)
    row = get_object_or_404(found.exclude(manifest=None), pk=pk)
    if not access.hidden(row.case, request.user).isdisjoint(_keys(row)):
        raise Http404
    if asked := ask(request, row.case):
        return asked
    supplies.take(row, by=request.user)
    return package(row)


def _keys(row: Supply) -> set[str]:
    return {str(key) for key in row.items.values_list("evidence_id", flat=True)}


def package(row: Supply) -> StreamingHttpResponse:
    """Cover, list and copies in one archive; always the same bytes."""
    items = enumerate(row.items.select_related("evidence", "blob").order_by("pk"), start=1)
    members = [
        zips.Member("00_说明.pdf", files.open_blob(row.cover)) if row.cover else None,
        zips.Member("00_清单.json", files.open_blob(row.manifest)) if row.manifest else None,
        *(
            zips.Member(supply_papers.name_of(item, no), files.open_blob(item.blob))
            for no, item in items
            if item.blob
        ),
    ]
    stream = zips.stream(
        [member for member in members if member], timezone.localtime(row.decided_at)
    )
    response = StreamingHttpResponse(stream, content_type="application/zip")
    guarded(response, f"{row.number}.zip", inline=False)
    return response
