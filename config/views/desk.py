"""The desk, the warnings, and the supervisors' page."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from config import desk as desks
from config import readiness
from config import supervision as timeliness
from config.alert_pages import page_for
from core import audit
from core.models import Alert
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement.models import User

PAGE = 50
NEWEST = 5


def alerts_of(request: HttpRequest) -> QuerySet[Alert]:
    """The warnings given to this account and to nobody else."""
    return Alert.objects.filter(recipient=cast(User, request.user)).select_related("deadline")


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the account, by remaining working days."""
    user = cast(User, request.user)
    context = {
        "queues": desks.queues(user, on=timezone.localdate(), now=timezone.now()),
        "fresh": alerts_of(request).filter(read_at=None).order_by("-created_at", "-pk")[:NEWEST],
    }
    return render(request, "config/desk.html", context)


@login_required
def alert_list(request: HttpRequest) -> HttpResponse:
    """Every warning given to the account, the newest first."""
    after = request.GET.get("after", "")
    page = cursor_page(alerts_of(request), after, size=PAGE, field="created_at")
    return render(request, "config/desk_alerts.html", {"page": page})


@login_required
def alert_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a warning as read and go where it points; where the account has no access, show it here."""
    alert = get_object_or_404(alerts_of(request), pk=pk)
    with transaction.atomic():
        unread = Alert.objects.filter(pk=alert.pk, read_at=None)
        if unread.update(read_at=timezone.now()):
            agency = alert.deadline.agency_id if alert.deadline else None
            audit.append("alert.open", obj=alert, agency_id=agency)
    if not alert.url or not url_has_allowed_host_and_scheme(alert.url, allowed_hosts=None):
        return redirect("alert-list")
    user = cast(User, request.user)
    target = page_for(user, alert.url)
    if target:
        return redirect(target)
    return render(request, "config/desk_alert_detail.html", {"alert": alert})


@requires("enforcement.supervise")
def supervision(request: AccountRequest) -> HttpResponse:
    """How timely each agency publishes, what is overdue, and whether the scheduler runs."""
    on, now = timezone.localdate(), timezone.now()
    lines = timeliness.table(request.user, on)
    context = {
        "lines": lines,
        "totals": timeliness.totals(lines),
        "queue": desks.overdue(request.user, on),
        "scheduler": readiness.scheduler_alive(now),
        "originals": readiness.originals_whole(now),
        "watch": [readiness.log_sealed(now), readiness.gates_on()],
    }
    return render(request, "config/desk_supervision.html", context)
