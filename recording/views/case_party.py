"""Tab of a case: its party in full, the links it was given, and what it did with them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from core.acts import accepted
from core.permissions import AccountRequest, requires
from enforcement import codes, party_history
from enforcement.models import Case, Defence, PartyLink
from enforcement.services import assignment, parties, party_links
from recording.acts.casework import RECORD
from recording.acts.party_links import may_issue
from recording.forms.base import LinkForm


@requires("enforcement.view_case")
def case_party(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The party in this case; its personal data is shown, so the read is recorded."""
    rows = Case.objects.visible_to(request.user).select_related("party", "agency")
    case = get_object_or_404(rows, pk=pk)
    links = case.party_links.select_related("created_by", "revoked_by").order_by("-pk")
    context = {
        "case": case,
        "tab": "case-party",
        "personal": parties.reveal(case.party, by=request.user),
        "has_page": party_history.has_page(case.party),
        "links": links,
        "now": timezone.now(),
        "may_issue": may_issue(case, request.user),
        "may_revoke": request.user.has_perm(RECORD) and assignment.is_handler(case, request.user),
        "defences": Defence.objects.filter(link__in=links).select_related("link").order_by("pk"),
    }
    return render(request, "recording/case_party.html", context)


@requires(RECORD)
def party_link_issue(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Make a link: its address and code are on this one page and never again."""
    rows = Case.objects.visible_to(request.user).select_related("party", "agency")
    case, made = get_object_or_404(rows, pk=pk), list[tuple[PartyLink, str]]()
    last = case.party_links.order_by("-pk").first()
    form = LinkForm(
        request.POST if request.method == "POST" else None, newest=last.pk if last else 0
    )
    context: dict[str, Any] = {"case": case, "tab": "case-party", "form": form}

    def issue() -> None:
        form.assert_fresh()
        made.append(party_links.issue(case, by=request.user, at=timezone.now()))

    if request.method == "POST" and accepted(form, issue):
        link, token = made[0]
        address = codes.on_the_site(reverse("party-page", args=[token]))
        context |= {"link": link, "address": address, "number": party_links.enquiry_number(link)}
        context["code"] = party_links.enquiry_code(link)
    context |= {"mark": party_links.mark_of(case.party), "may": may_issue(case, request.user)}
    context["standing"] = case.party_links.standing().exists()
    response = render(request, "recording/party_link.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
