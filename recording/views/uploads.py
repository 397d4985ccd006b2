"""Uploads of a person: announced for a case, sent in pieces, looked at."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import partial
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from recording import tus
from recording.forms.uploads import AnnounceForm
from recording.models import Upload
from recording.services import uploads
from recording.tus import Refused
from recording.views.tus import guarded, resource

LISTED = (*uploads.OPEN, Upload.Status.REJECTED)


@require_POST
@requires("recording.add_evidence")
def upload_begin(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Announce one file: 201 with its address, or 422/413/507 in JSON before any byte is sent."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    return guarded(lambda: _begin(request, case))


def _begin(request: AccountRequest, case: Case) -> HttpResponse:
    form = AnnounceForm(request.POST, case=case)
    if not form.is_valid():
        return JsonResponse(
            {"error": _("填写的内容有误。"), "errors": form.errors},
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    row = uploads.begin(
        case,
        by=request.user,
        file=form.announced(),
        described=form.described(),
        at=timezone.now(),
    )
    response = JsonResponse(state_of(row), status=HTTPStatus.CREATED)
    response["Location"] = reverse("upload-resource", args=[row.pk])
    return response


def upload_resource(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The tus address of an upload; for a person with a browser GET tells how far it is, in JSON."""
    method = tus.method(request)
    if method in tus.METHODS or method == "OPTIONS":
        by = request.user if request.user.is_authenticated else None
        return resource(request, lambda: own(request, pk), by)
    return upload_state(request, pk)


def own(request: HttpRequest, pk: UUID) -> Upload:
    """The upload of this person; 401 without a session, 403 without the right, else 404."""
    if not request.user.is_authenticated:
        raise Refused(HTTPStatus.UNAUTHORIZED, _("请先登录。"))
    if not request.user.has_perm("recording.add_evidence"):
        raise Refused(HTTPStatus.FORBIDDEN, _("没有上传证据的权限。"))
    row = Upload.objects.filter(pk=pk, owner=request.user).first()
    if row is None:
        raise Refused(HTTPStatus.NOT_FOUND, _("没有这一上传。"))
    return row


@requires("recording.add_evidence")
def upload_state(request: AccountRequest, pk: UUID) -> HttpResponse:
    """What has become of it."""
    row = get_object_or_404(Upload, pk=pk, owner=request.user)
    response = JsonResponse(state_of(row))
    response["Cache-Control"] = "no-store"
    return response


def state_of(row: Upload) -> dict[str, Any]:
    """An upload for the page; sizes in bytes."""
    return {
        "id": str(row.pk),
        "url": reverse("upload-resource", args=[row.pk]),
        "name": row.file_name,
        "size": row.size,
        "offset": _received(row),
        "status": row.status,
        "label": str(row.get_status_display()),
        "reason": row.reason,
        "title": row.title,
    }


def _received(row: Upload) -> int:
    if row.status != Upload.Status.RECEIVING:
        return row.size
    try:
        return uploads.part_of(row).look().committed
    except partial.Gone:
        return 0


def unfinished(case: Case, user: Any) -> list[dict[str, Any]]:
    """The uploads of this person for the case that are not sealed yet, oldest first."""
    rows = Upload.objects.filter(case=case, owner=user, status__in=uploads.OPEN)
    return [state_of(row) for row in rows.order_by("created_at")]
