"""Uploads of a person: announced for a case, sent in pieces, looked at."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import accepted
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from recording import arrivals, tus
from recording.forms.uploads import AnnounceForm, DescribeForm
from recording.models import Upload
from recording.services import documents, sealing, uploads
from recording.tus import Refused
from recording.uploading import state_of, told_by, waiting, waiting_of
from recording.views.tus import guarded, resource

SHOWN = 50
SEARCHED = 60


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
            {"error": _("填写的内容有误。"), "lines": sentences(form)},
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


def sentences(form: AnnounceForm) -> list[str]:
    """Every error of the form with the label of its field."""
    found = [str(error) for error in form.non_field_errors()]
    for bound in form:
        found += [f"{bound.label}：{error}" for error in bound.errors]
    return found


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


@requires("recording.add_evidence")
def recording_list(request: AccountRequest, pk: UUID) -> HttpResponse:
    """What the docking stations of the agency sent and nobody has put into a case yet."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    documents.refuse_archived(case)
    context = {"case": case, "title": _("从采集站归入"), "rows": waiting(case)}
    return render(request, "recording/recording_list.html", context)


@requires("recording.add_evidence")
def recording_choose(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The cases of this person that may take a recording of a station of the same agency."""
    row = get_object_or_404(waiting_of(request.user.agency_id or 0), pk=pk)
    words = request.GET.get("q", "").strip()[:SEARCHED]
    cases = arrivals.cases_for(request.user, words)[:SHOWN]
    context = {"row": row, "cases": cases, "words": words, "title": _("选择案件")}
    return render(request, "recording/recording_choose.html", context)


@requires("recording.add_evidence")
def recording_assign(request: AccountRequest, pk: UUID, upload: UUID) -> HttpResponse:
    """Put one of them into the case, with what must be told about its taking."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    row = get_object_or_404(waiting(case), pk=upload)
    form = DescribeForm(request.POST or None, case=case, initial=told_by(row))
    if request.method == "POST" and accepted(
        form,
        lambda: sealing.assign(
            row, case=case, by=request.user, described=form.described(), at=timezone.now()
        ),
    ):
        messages.success(request, _("已归入本案证据。"))
        return redirect("evidence-list", case.pk)
    context = {"case": case, "form": form, "row": row, "title": _("归入本案")}
    return render(request, "recording/recording_assign.html", context)
