"""What is being recorded today, for the supervisor to open at once (实时调阅, 国办发〔2018〕118号第十条)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import midnight
from core.forms import LookUpForm
from core.permissions import AccountRequest, requires
from enforcement.models import Agency, Case
from recording.models import Evidence, Upload

SHOWN = 100


class LiveFilter(LookUpForm):
    """Which agency."""

    agency = forms.ModelChoiceField(label=_("机关"), queryset=Agency.objects.none(), required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]  # a ModelChoiceField


@requires("enforcement.supervise")
def live_list(request: AccountRequest) -> HttpResponse:
    """The cases with recordings of today, what arrives now, and the way into each."""
    agencies = Agency.objects.filter(pk__in=request.user.visible_agency_ids()).order_by("pk")
    form = LiveFilter(request.GET or None, agencies=agencies)
    agency = form.cleaned_data.get("agency") if form.is_valid() else None
    since = midnight(timezone.localdate())
    cases = Case.objects.visible_to(request.user)
    cases = cases.filter(agency=agency) if agency else cases
    context = {
        "form": form,
        "rows": _recorded(cases, request.user, since),
        "arriving": Upload.objects.filter(
            case__in=cases, status=Upload.Status.RECEIVING, created_at__gte=since
        ).select_related("case__agency")[:SHOWN],
    }
    return render(request, "recording/live_list.html", context)


def _recorded(cases: QuerySet[Case], user: Any, since: datetime) -> list[dict[str, Any]]:
    """The cases with recordings of the day, the newest first: how many, and when the last came."""
    seen = Evidence.objects.visible_to(user).filter(case__in=cases, uploaded_at__gte=since)
    counted = seen.order_by().values("case").annotate(count=Count("pk"), last=Max("uploaded_at"))
    found = list(counted.order_by("-last")[:SHOWN])
    rows = cases.select_related("agency").in_bulk([row["case"] for row in found])
    return [{**row, "row": rows[row["case"]]} for row in found]
