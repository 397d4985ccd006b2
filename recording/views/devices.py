"""The register of recording devices."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import accepted
from core.forms import LookUpForm
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement.models import Agency, Officer
from recording.acts.devices import offered
from recording.forms.devices import DeviceForm
from recording.models import Device, DeviceFault, Evidence
from recording.services import devices

PAGE, RECENT = 50, 50


class DeviceFilter(LookUpForm):
    """A piece of the number, and whether those out of use are wanted."""

    q = forms.CharField(label=gettext_lazy("设备编号或者型号"), max_length=60, required=False)
    all = forms.BooleanField(label=gettext_lazy("包括已停用的"), required=False)


def _narrowed(rows: QuerySet[Device], values: dict[str, Any]) -> QuerySet[Device]:
    if not values.get("all"):
        rows = rows.filter(retired_on=None)
    text = (values.get("q") or "").strip()
    return rows.filter(number__icontains=text) | rows.filter(model__icontains=text)


@requires("enforcement.view_registry")
def device_list(request: AccountRequest) -> HttpResponse:
    """The devices, who holds them, and whether there are enough for the officers."""
    form = DeviceFilter(request.GET or None)
    faults = DeviceFault.objects.filter(device=OuterRef("pk"), mended_at=None)
    rows = _narrowed(
        Device.objects.visible_to(request.user), form.cleaned_data if form.is_valid() else {}
    )
    rows = rows.select_related("agency").annotate(faulty=Exists(faults))
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="registered_on")
    loans = devices.open_loans(page.rows)
    context = {
        "form": form,
        "lines": [(row, loans.get(row.pk)) for row in page.rows],
        "next_cursor": page.next_cursor,
        "equipped": _equipped(request.user),
        "may_manage": request.user.has_perm(devices.MANAGE),
    }
    return render(request, "recording/device_list.html", context)


def _equipped(user: Any) -> dict[str, Any] | None:
    """How many devices the account's own agency has, and should have."""
    if user.agency_id is None:
        return None
    officers = Officer.objects.filter(agency=user.agency_id, status=Officer.Status.ACTIVE).count()
    have = Device.objects.filter(agency=user.agency_id, retired_on=None).count()
    need = devices.needed(user.agency, officers)
    return {"officers": officers, "have": have, "need": need, "short": max(0, need - have)}


@requires(devices.MANAGE)
def device_create(request: AccountRequest) -> HttpResponse:
    """Register a device."""
    agencies = Agency.objects.filter(pk__in=request.user.visible_agency_ids()).order_by("pk")
    form = DeviceForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and accepted(
        form, lambda: devices.register(by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("已登记。"))
        return redirect("device-list")
    return render(request, "recording/device_form.html", {"form": form})


@requires("enforcement.view_registry")
def device_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """One device: who held it when, its faults, what was recorded with it."""
    rows = Device.objects.visible_to(request.user).select_related("agency")
    row = get_object_or_404(rows, pk=pk)
    may_see = request.user.has_perm("recording.view_evidence")
    recordings = devices.recordings(row, request.user) if may_see else Evidence.objects.none()
    context = {
        "device": row,
        "loans": row.loans.select_related("officer")[:RECENT],
        "faults": row.faults.all()[:RECENT],
        "recordings": recordings[:RECENT],
        "count": recordings.count(),
        "acts": offered(row, request.user),
    }
    return render(request, "recording/device_detail.html", context)
