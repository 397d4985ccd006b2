"""/complaints/new/: first what kind of matter it is, then the complaint itself, then the receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import receipts
from core.acts import accepted
from disclosure import channels
from disclosure.complaint_forms import ComplaintForm, RouteForm
from disclosure.services import complaints
from disclosure.views.public.unseen import paced, unseen

CONDUCT = "conduct"


@unseen
def complaint_new(request: HttpRequest) -> HttpResponse:
    """The question, the way to another channel, or the form; what was sent gets its receipt."""
    if request.method == "POST":
        return _post(request)
    about = request.GET.get("about", "")
    if about == CONDUCT:
        known = {"seed": receipts.seed(), "unit": _number(request.GET.get("unit", ""))}
        return _form(request, ComplaintForm(initial=known))
    guide = channels.guide(about, timezone.localdate())
    route = RouteForm(request.GET) if "about" in request.GET else RouteForm()
    context = {"form": route, "guide": guide}
    return render(request, "public/complaint_route.html", context)


def _number(text: str) -> int | None:
    """The key of a unit in an address."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _form(request: HttpRequest, form: ComplaintForm) -> HttpResponse:
    return render(request, "public/complaint_form.html", {"form": form})


def _post(request: HttpRequest) -> HttpResponse:
    form = ComplaintForm(request.POST, request.FILES)
    made: list[dict[str, Any]] = []
    if not accepted(form, lambda: made.append(_sent(request, form))):
        return _form(request, form)
    return render(request, "public/receipt.html", made[0])


def _sent(request: HttpRequest, form: ComplaintForm) -> dict[str, Any]:
    """The receipt of the complaint that was taken in."""
    paced(request, "complaint")
    data, on = form.cleaned_data, timezone.localdate()
    number = data["certificate"]
    officer = complaints.named_officer(data["unit"], number, on) if number else None
    grievance = complaints.Grievance(**form.grievance(), officer=officer)
    row, receipt = complaints.submit(
        data["unit"],
        grievance=grievance,
        seed=data["seed"],
        on=on,
        uploads=form.uploads(),
    )
    return {
        "kind": row._meta.verbose_name,
        "receipt": receipt,
        "agency": complaints.handler_of(row) or row.get_handled_by_display(),
        "received_on": row.received_on,
        "clock": complaints.clock_of(row),
    }
