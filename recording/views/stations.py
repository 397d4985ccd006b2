"""Docking stations: the tus addresses they send to, and the page on which they are managed."""

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.acts import accepted
from core.forms import PortalForm
from core.permissions import AccountRequest, requires
from recording import tus
from recording.models import Station, Upload
from recording.services import stations, uploads
from recording.services.uploads import Announced
from recording.tus import Refused
from recording.views.tus import guarded, resource

BEARER = "Bearer "
NAME, SHA256 = "filename", "sha256"


# ------------------------------------------------------------------------------- the protocol
@csrf_exempt  # a station has no cookie that could be ridden on
def station_uploads(request: HttpRequest) -> HttpResponse:
    """POST creates an upload (tus creation); OPTIONS tells what the server can do."""
    return guarded(lambda: _create(request))


def _create(request: HttpRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return tus.answer(HTTPStatus.NO_CONTENT)
    if request.method != "POST":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, _("请用 POST 创建上传。"))
    station = sender(request)
    tus.demand_version(request)
    size = tus.number(request.headers, "Upload-Length")
    told = tus.metadata(request.headers.get("Upload-Metadata", ""))
    file = Announced(file_name=told.get(NAME, ""), size=size, sha256=told.get(SHA256, ""))
    row = uploads.begin_from(station, file=file, told=told, at=timezone.now())
    response = tus.progress(HTTPStatus.CREATED, row, 0)
    path = reverse("station-upload", args=[row.pk])
    response["Location"] = request.build_absolute_uri(path)
    return response


@csrf_exempt
def station_upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One upload of a station."""
    method = tus.method(request)
    if method not in tus.METHODS and method != "OPTIONS":
        refused = Refused(HTTPStatus.METHOD_NOT_ALLOWED, _("请按 tus 协议上传。"))
        return guarded(lambda: tus.refusal(refused.status, refused.text))
    return resource(request, lambda: own(request, pk), None)


def sender(request: HttpRequest) -> Station:
    """The station whose token the request carries; 401 otherwise."""
    header = request.headers.get("Authorization", "")
    station = stations.known_by(header.removeprefix(BEARER)) if header.startswith(BEARER) else None
    if station is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, _("采集站密钥无效或者已经停用。"))
    return station


def own(request: HttpRequest, pk: UUID) -> Upload:
    """The upload of this station; 401, 404."""
    row = Upload.objects.filter(pk=pk, station=sender(request)).first()
    if row is None:
        raise Refused(HTTPStatus.NOT_FOUND, _("没有这一上传。"))
    return row


# ------------------------------------------------------------------------------- the page
class StationForm(PortalForm):
    """A new station."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=200, required=False)


@requires("enforcement.manage_accounts")
def station_list(request: AccountRequest) -> HttpResponse:
    """The stations of the administrator's agency; a new one's token is shown this once."""
    form = StationForm(request.POST or None)
    made: list[tuple[Station, str]] = []
    if request.method == "POST" and accepted(
        form, lambda: made.append(stations.register(by=request.user, **form.cleaned_data))
    ):
        form = StationForm()
    context = {
        "form": form,
        "made": made,
        "rows": Station.objects.filter(agency=request.user.agency_id),
        "address": request.build_absolute_uri(reverse("station-uploads")),
    }
    return render(request, "recording/station_list.html", context)


@require_POST
@requires("enforcement.manage_accounts")
def station_revoke(request: AccountRequest, pk: int) -> HttpResponse:
    """Stop a station."""
    row = get_object_or_404(Station, pk=pk, agency=request.user.agency_id)
    stations.revoke(row, by=request.user, at=timezone.now())
    return redirect("station-list")
