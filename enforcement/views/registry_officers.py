"""Officers and their certificates in the back office."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement import credentials, lists
from enforcement.acts.credentials import cards
from enforcement.forms.registry import CertificateEndForm, CertificateForm, OfficerForm
from enforcement.models import Certificate, Credential, ListVersion, Officer, User
from enforcement.services import (
    list_guards,
    list_records,
    list_versions,
    officer_cards,
    officers,
)
from enforcement.views.list_versions import SEEN, on_to, shown_version
from enforcement.views.registry import (
    CHANGE,
    PAGE,
    VIEW,
    attempt,
    own_agencies,
    search_of,
    user_of,
)


def own_officers(request: HttpRequest) -> QuerySet[Officer]:
    """Officers of the agencies of the account's lists."""
    return Officer.objects.filter(agency__in=own_agencies(request)).select_related("agency")


@requires(VIEW)
def officer_list(request: HttpRequest) -> HttpResponse:
    """Officers with the certificate that is valid today."""
    form, q = search_of(request)
    rows = own_officers(request)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(certificates__number=q)).distinct()
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    on = timezone.localdate()
    valid = Certificate.objects.valid(on).filter(officer__in=page.rows)
    numbers = dict(valid.values_list("officer_id", "number"))
    lines = [(row, numbers.get(row.pk, "")) for row in page.rows]
    context = {"title": _("行政执法人员"), "form": form, "page": page, "rows": lines}
    return render(request, "enforcement/registry_officer_list.html", context)


@requires(CHANGE)
def officer_create(request: HttpRequest) -> HttpResponse:
    """Add an officer; the certificate comes next."""
    form = OfficerForm(request.POST or None, own=own_agencies(request))
    if request.method == "POST" and form.is_valid():
        by = user_of(request)
        if made := attempt(form, lambda: _add(form, by)):
            words = _(
                "已登记，请继续登记执法证。公众在批准之后才能看到该人员：请到其页面报请批准。"
            )
            messages.success(request, words)
            return redirect("certificate-create", made.pk)
    context = {"form": form, "title": _("登记执法人员"), "back": reverse("officer-admin-list")}
    return render(request, "enforcement/registry_form.html", context)


def _add(form: OfficerForm, by: User) -> Officer:
    """Somebody new, and the draft by which the list names them."""
    on = timezone.localdate()
    values = {**form.cleaned_data, lists.PUBLISHED: on}
    row: Officer = list_versions.add("officer", officers.create, by=by, on=on, values=values)[0]
    return row


@requires(CHANGE)
def officer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an officer; the certificates are listed with their history."""
    officer = get_object_or_404(own_officers(request), pk=pk)
    shown = list_versions.begun(officer)
    form = OfficerForm(request.POST or None, instance=shown, own=own_agencies(request))
    if request.method == "POST" and form.is_valid():
        by = user_of(request)
        done = attempt(form, lambda: (_save(officer, form, by, request.POST.get(SEEN, "")),))
        if done is not None:
            return on_to(request, done[0], _("已保存。"), "officer-admin-edit", officer.pk)
    context = {
        "form": form,
        "officer": officer,
        "certificates": with_cards(officer),
        "today": timezone.localdate(),
        **shown_version(request, officer),
    }
    return render(request, "enforcement/registry_officer_edit.html", context)


def with_cards(officer: Officer) -> QuerySet[Certificate]:
    """The certificates of an officer, the newest first, each with the credential in use as `cards`."""
    rows = officer.certificates.order_by("-valid_from", "-pk")
    return rows.prefetch_related(Prefetch("credentials", Credential.objects.in_use(), "cards"))


@requires(CHANGE)
def credential_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The credential as it is printed: the public fields and the signed QR code."""
    row = get_object_or_404(cards(request.user), pk=pk)
    context = {
        "row": row,
        "certificate": row.certificate,
        "officer": row.certificate.officer,
        "void": credentials.void(row),
        "address": credentials.address(row),
    }
    response = render(request, "enforcement/credential_card.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@transaction.atomic
def _save(officer: Officer, form: OfficerForm, by: User, seen: str) -> ListVersion | None:
    """Standing in the post is changed at once; what the public reads of an officer in post is not."""
    changes, on = dict(form.cleaned_data), timezone.localdate()
    row = officers.set_status(officer, changes.pop("status"), by=by, on=on)
    if row.status == Officer.Status.ACTIVE:
        changes[lists.PUBLISHED] = row.published_on or on
        if (named := officer_cards.with_unlisted(row, on)) is not None:
            changes[lists.CARDS] = named
    elif list_records.versions(row).open().exists():  # who is out of post is off the list at once
        unit = {"unit": changes.pop("unit")}
        list_guards.assert_unchanged(list_versions.begun(row), changes)
        changes = unit
    return list_versions.change(row, by=by, on=on, changes=changes, seen=seen)


@requires(CHANGE)
def certificate_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a certificate to an officer."""
    officer = get_object_or_404(own_officers(request), pk=pk)
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = user_of(request)
        on, card = timezone.localdate(), form.cleaned_data
        made = attempt(form, lambda: officer_cards.register(officer, by=by, on=on, **card))
        if made:
            back = "officer-admin-edit"
            return on_to(request, made[1], _("已登记执法证。"), back, officer.pk)
    context = {
        "form": form,
        "title": _("登记执法证：%(name)s") % {"name": officer.name},
        "back": reverse("officer-admin-edit", args=[officer.pk]),
    }
    return render(request, "enforcement/registry_form.html", context)


@requires(CHANGE)
def certificate_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspend or cancel a certificate from a day on."""
    rows = Certificate.objects.filter(officer__in=own_officers(request))
    certificate = get_object_or_404(rows.select_related("officer"), pk=pk)
    form = CertificateEndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        by = user_of(request)
        ended = attempt(
            form, lambda: officers.end_certificate(certificate, by=by, **form.cleaned_data)
        )
        if ended is not None:
            messages.success(request, _("已登记暂扣或注销。"))
            return redirect("officer-admin-edit", certificate.officer_id)
    context = {
        "form": form,
        "title": _("暂扣或注销执法证 %(number)s") % {"number": certificate.number},
        "back": reverse("officer-admin-edit", args=[certificate.officer_id]),
    }
    return render(request, "enforcement/registry_form.html", context)
