"""/corrections/new/: anybody asks to put right what is public, and takes a receipt home."""

from typing import Any

from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import receipts
from core.acts import accepted
from core.errors import RuleError
from disclosure.correction_forms import CorrectionForm
from disclosure.services import corrections
from disclosure.views.public.unseen import paced, unseen


@unseen
def correction_new(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is answered with the receipt itself, shown once."""
    if request.method != "POST":
        known = {"decision": request.GET.get("decision", "")[:300], "seed": receipts.seed()}
        return _form(request, CorrectionForm(initial=known), known["decision"])
    form, made = CorrectionForm(request.POST), []
    if not accepted(form, lambda: made.append(_sent(request, form))):
        return _form(request, form, form.cleaned_data.get("decision", ""))
    return render(request, "public/receipt.html", made[0])


def _form(request: HttpRequest, form: CorrectionForm, decision: str) -> HttpResponse:
    """The form; a decision that is known already is named instead of asked for."""
    try:
        about = corrections.find_public(decision[:300], timezone.localdate())
    except RuleError:
        about = None
    else:
        form.fields["decision"].widget = HiddenInput()
    context = {"form": form, "about": about.shown if about else None}
    return render(request, "public/correction_form.html", context)


def _sent(request: HttpRequest, form: CorrectionForm) -> dict[str, Any]:
    """The receipt of the request that was taken in."""
    paced(request, "correction")
    on, data = timezone.localdate(), form.cleaned_data
    publication = corrections.find_public(data["decision"], on)
    wish = corrections.Wish(**form.wish())
    row, receipt = corrections.submit(publication, wish=wish, seed=data["seed"], on=on)
    return {
        "kind": row._meta.verbose_name,
        "receipt": receipt,
        "agency": publication.agency,
        "about": publication.shown,
        "received_on": row.received_on,
        "clock": corrections.clock_of(row),
    }
