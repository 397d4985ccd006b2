"""/consultations/new/: anybody asks the agency how something is handled, and takes a receipt home."""

from typing import Any

from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import receipts
from core.acts import accepted
from core.errors import RuleError
from disclosure import register_targets, registers
from disclosure.consultation_forms import ConsultationForm
from disclosure.register_targets import Target
from disclosure.services import consultations
from disclosure.views.public.entries import gone
from disclosure.views.public.unseen import paced, unseen


@unseen
def consultation_new(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is answered with the receipt itself, shown once."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        about = named(given.get("about", ""))
    except registers.Gone as ended:
        return gone(request, ended.entry)
    if request.method != "POST":
        known = {"about": given.get("about", ""), "seed": receipts.seed()}
        known |= {"agency": about.agency.pk} if about else {}
        return _form(request, ConsultationForm(initial=known), about)
    form, made = ConsultationForm(request.POST), []
    if not accepted(form, lambda: made.append(_sent(request, form, about))):
        return _form(request, form, about)
    return render(request, "public/receipt.html", made[0])


def named(text: str) -> Target | None:
    """The row of "guide-12", "item-4" or "agency-5"; 404 when the public reads no such row."""
    if not text:
        return None
    try:
        return register_targets.find(text, timezone.localdate())
    except RuleError as error:
        raise Http404 from error


def _form(request: HttpRequest, form: ConsultationForm, about: Target | None) -> HttpResponse:
    if about is not None:
        form.fields["agency"].widget = HiddenInput()
    return render(request, "public/consultation_form.html", {"form": form, "about": about})


def _sent(request: HttpRequest, form: ConsultationForm, about: Target | None) -> dict[str, Any]:
    """The receipt of the question that was taken in."""
    paced(request, "consultation")
    data, on = form.cleaned_data, timezone.localdate()
    question = consultations.Question(**form.asked())
    row, receipt = consultations.submit(
        data["agency"], question=question, seed=data["seed"], on=on, about=about
    )
    return {
        "kind": row._meta.verbose_name,
        "receipt": receipt,
        "agency": row.agency,
        "about": row.about,
        "received_on": row.received_on,
        "clock": consultations.clock_of(row),
    }
