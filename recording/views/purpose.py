"""The question before the evidence of a case is opened: what for. Once per session and case."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from core.acts import accepted
from core.forms import PortalForm
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from enforcement.services import cases
from recording.models import Visit
from recording.services import visits

KEY = "visits"
ASKED = [row for row in Visit.Purpose.choices if row[0] not in ("untold", "handling")]


class PurposeForm(PortalForm):
    """What the evidence is opened for."""

    purpose = forms.ChoiceField(label=_("用途"), choices=[("", _("请选择")), *ASKED])
    note = forms.CharField(
        label=_("说明"),
        max_length=200,
        required=False,
        help_text=_("例如来函文号、复议案号；选择“其他”的必须填写。"),
    )


def ask(request: AccountRequest, case: Case) -> HttpResponse | None:
    """The way to the question while this session has not answered it for the case; else None.

    Handlers are not asked: their purpose is the case.
    """
    if str(case.pk) in request.session.get(KEY, {}):
        return None
    if cases.is_handler(case, request.user):
        now = timezone.now()
        remember(request, visits.begin(case, by=request.user, purpose="handling", at=now))
        return None
    place = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    query = urlencode({"next": place}) if place else ""
    return redirect(f"{reverse('evidence-purpose', args=[case.pk])}?{query}")


def remember(request: AccountRequest, visit: Visit) -> None:
    """Keep the answer for the session."""
    request.session[KEY] = {**request.session.get(KEY, {}), str(visit.case_id): visit.pk}


@requires("recording.view_evidence")
def evidence_purpose(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Ask what for, then go on to where the person was going."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    live = "live" in request.GET and request.user.has_perm("enforcement.supervise")
    first = {"purpose": "supervision"} if live else {}
    form = PurposeForm(request.POST or None, initial=first)
    if request.method == "POST" and accepted(
        form,
        lambda: remember(
            request,
            visits.begin(case, by=request.user, at=timezone.now(), live=live, **form.cleaned_data),
        ),
    ):
        return redirect(_going_to(request, case))
    context = {"case": case, "tab": "evidence-list", "form": form}
    return render(request, "recording/evidence_purpose.html", context)


def _going_to(request: AccountRequest, case: Case) -> str:
    place = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        place, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return place if safe else reverse("evidence-list", args=[case.pk])
