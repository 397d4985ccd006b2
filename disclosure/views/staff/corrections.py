"""Requests for correction in the back office: the list, one of them, and who asks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from disclosure.acts.corrections import CORRECTION_ACTS, rows
from disclosure.models import CorrectionRequest
from disclosure.models.correction import CHANGE, HANDLE, SEE
from disclosure.services import corrections
from enforcement.models import User

PAGE = 25
ABOUT = ("version", "entry_version", "officer", "item", "organ")
LINES = {"benchmark": "benchmark-admin-detail", "random": "random-item-edit"}
LISTS = {"delegation": "delegation-admin-list", "catalogue": "catalogue-list"}
KEPT = {"organ": "agency-admin-edit", "officer": "officer-admin-edit", "item": "item-admin-edit"}


@requires(SEE)
def correction_list(request: AccountRequest) -> HttpResponse:
    """The requests, the newest first; those that wait, or all."""
    found = CorrectionRequest.objects.visible_to(request.user)
    everything = request.GET.get("status", "") == "all"
    found = found if everything else found.pending()
    found = found.select_related("agency", *ABOUT)
    page = cursor_page(found, request.GET.get("after", ""), size=PAGE, field="received_on")
    queue = deadlines.beside(page.rows, corrections.SUBJECT, timezone.localdate())
    context = {"page": page, "queue": queue, "tabs": tabs(everything)}
    return render(request, "disclosure/correction_list.html", context)


def tabs(everything: bool) -> list[dict[str, object]]:
    """Those that wait, and all."""
    url = reverse("correction-list")
    return [
        {"label": _("待答复"), "url": url, "current": not everything},
        {"label": _("全部"), "url": f"{url}?status=all", "current": everything},
    ]


@requires(SEE)
def correction_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One request: what is said to be wrong, the clock, what to do. The read is logged."""
    found = CorrectionRequest.objects.visible_to(request.user)
    found = found.select_related("agency", "publication__shown", "remade", "decided_by", *ABOUT)
    row = get_object_or_404(found, pk=pk)
    audit.read(row, what="statement", actor=request.user)
    clocks = list(deadlines.for_subject(corrections.SUBJECT, str(row.pk)))
    left = deadlines.remaining_of(clocks, timezone.localdate())
    own = rows(request.user).filter(pk=row.pk).exists()
    acts = [act for act in CORRECTION_ACTS if own and act.offered(row, request.user)]
    context = {
        "row": row,
        "clocks": [(clock, left[clock.pk]) for clock in clocks],
        "target": corrections.target(row),
        "kept_at": kept_at(row, request.user),
        "acts": [(act.title, reverse(act.name, args=[row.pk])) for act in acts],
        "may_reach": own and request.user.has_perm(HANDLE),
    }
    return render(request, "disclosure/correction_detail.html", context)


def kept_at(row: CorrectionRequest, user: User) -> str:
    """Where the row of a register is kept, for who keeps it; "" otherwise."""
    if row.publication_id is not None or not user.has_perm(CHANGE):
        return ""
    if row.entry_id is not None:
        return reverse("entry-detail", args=[row.entry_id])
    if row.line:
        return _kept_line(*row.line["key"].split("-"))
    column = next(name for name in KEPT if getattr(row, f"{name}_id") is not None)
    return reverse(KEPT[column], args=[getattr(row, f"{column}_id")])


def _kept_line(name: str, key: str) -> str:
    """Where a line is kept; what must be recorded is set by the rules of the place, on no page."""
    if name in LINES:
        return reverse(LINES[name], args=[key])
    return reverse(LISTS[name]) if name in LISTS else ""


@requires(HANDLE)
def correction_contact(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Who asks and how to reach them; each look is on the audit log."""
    row = get_object_or_404(rows(request.user), pk=pk)
    applicant, contact = corrections.contact(row, by=request.user)
    context = {"row": row, "applicant": applicant, "contact": contact}
    response = render(request, "disclosure/correction_contact.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
