"""/corrections/new/: anybody asks to put right what is public, and takes a receipt home."""

from typing import Any, NamedTuple

from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import receipts
from core.acts import accepted
from core.errors import RuleError
from core.receipts import Receipt
from disclosure import register_targets, registers
from disclosure.correction_forms import CorrectionForm, RegisterCorrectionForm
from disclosure.models import CorrectionRequest
from disclosure.register_targets import Target
from disclosure.services import corrections
from disclosure.views.public.entries import gone
from disclosure.views.public.unseen import paced, unseen

FORM = "public/correction_form.html"


class About(NamedTuple):
    """What a form is about: its name, and whose it is."""

    title: str
    agency: str


@unseen
def correction_new(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is answered with the receipt itself, shown once."""
    if request.GET.get("about") or request.POST.get("about"):
        try:
            return _about_register(request)
        except registers.Gone as ended:
            return gone(request, ended.entry)
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
        shown = corrections.find_public(decision[:300], timezone.localdate()).shown
    except RuleError:
        shown = None
    else:
        form.fields["decision"].widget = HiddenInput()
    about = About(shown.title, f"{shown.agency_name} {shown.doc_no}") if shown else None
    return render(request, FORM, {"form": form, "about": about})


def _sent(request: HttpRequest, form: CorrectionForm) -> dict[str, Any]:
    """The receipt of the request that was taken in."""
    paced(request, "correction")
    on, data = timezone.localdate(), form.cleaned_data
    publication = corrections.find_public(data["decision"], on)
    wish = corrections.Wish(**form.wish())
    row, receipt = corrections.submit(publication, wish=wish, seed=data["seed"], on=on)
    return _receipt(row, receipt)


def _receipt(row: CorrectionRequest, receipt: Receipt) -> dict[str, Any]:
    return {
        "kind": row._meta.verbose_name,
        "receipt": receipt,
        "agency": row.agency,
        "about": row.about,
        "received_on": row.received_on,
        "clock": corrections.clock_of(row),
    }


def _about_register(request: HttpRequest) -> HttpResponse:
    """The same for the row of a register that its page named; 404 when the public reads no such row."""
    if request.method != "POST":
        target = _public(request.GET["about"])
        known = {"about": request.GET["about"], "seed": receipts.seed()}
        return _register_form(request, RegisterCorrectionForm(initial=known), target)
    form, made = RegisterCorrectionForm(request.POST), []
    if not accepted(form, lambda: made.append(_sent_about(request, form))):
        return _register_form(request, form, _public(request.POST["about"]))
    return render(request, "public/receipt.html", made[0])


def _public(text: str) -> Target:
    try:
        return register_targets.find(text, timezone.localdate())
    except RuleError as error:
        raise Http404 from error


def _register_form(
    request: HttpRequest, form: RegisterCorrectionForm, target: Target
) -> HttpResponse:
    about = About(target.title, target.agency.name)
    return render(request, FORM, {"form": form, "about": about})


def _sent_about(request: HttpRequest, form: RegisterCorrectionForm) -> dict[str, Any]:
    paced(request, "correction")
    on, data = timezone.localdate(), form.cleaned_data
    target = register_targets.find(data["about"], on)
    wish = corrections.Wish(**form.wish())
    return _receipt(*corrections.submit_about(target, wish=wish, seed=data["seed"], on=on))
