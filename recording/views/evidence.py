"""Evidence: list, upload, and the original by byte range."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.acts import accepted
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from enforcement.services import cases
from recording import access, delivery, evidence_page
from recording.forms.evidence import EvidenceForm, of_step
from recording.models import Access, Evidence, Upload
from recording.services import documents, evidence, media, viewing, visits
from recording.services.retention import refuse_gone
from recording.views.purpose import ask


def visible(user: Any) -> QuerySet[Evidence]:
    """The evidence that the account may see."""
    return Evidence.objects.visible_to(user).select_related("blob", "case")


@requires("recording.view_evidence")
def evidence_list(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab: every item with its hashes and the circumstances of its taking."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    if asked := ask(request, case):
        return asked
    rows = Evidence.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("blob", "step", "recorder", "uploaded_by", "kept_anyway")
    may_add = request.user.has_perm("recording.add_evidence") and cases.is_handler(
        case, request.user
    )
    context = {
        "case": case,
        "tab": "evidence-list",
        "rows": evidence_page.listed(rows, access.closed_items(case)),
        "arriving": Upload.objects.filter(case=case, status=Upload.Status.VERIFYING),
        "watched": visits.watched(case),
        "closed": len(access.hidden(case, request.user)),
        "may_add": may_add and case.status != Case.Status.ARCHIVED,
    }
    return render(request, "recording/evidence_list.html", context)


@requires("recording.add_evidence")
def evidence_upload(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Upload one or several originals; all of them are kept, or none."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    documents.refuse_archived(case)
    known = of_step(case, request.GET.get("step", ""))
    form = EvidenceForm(request.POST or None, request.FILES or None, case=case, initial=known)
    if request.method == "POST" and accepted(form, lambda: _seal_all(request, case, form)):
        count = len(form.cleaned_data["originals"])
        text = ngettext("已保存 %(n)s 个文件。", "已保存 %(n)s 个文件。", count)
        messages.success(request, text % {"n": count})
        return redirect("evidence-list", case.pk)
    context = {
        "case": case,
        "form": form,
        "title": _("上传证据"),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
    }
    return render(request, "recording/evidence_form.html", context)


@transaction.atomic
def _seal_all(request: AccountRequest, case: Case, form: EvidenceForm) -> None:
    at = timezone.now()
    data = form.cleaned_data
    for file, title in form.titled():
        evidence.seal(
            case,
            by=request.user,
            stream=file,
            file_name=file.name or "",
            kind=data["kind"],
            media=data["medium"],
            title=title,
            stage=data["stage"],
            at=at,
            taking=form.taking(),
            insist=data["insist_reason"],
        )


@requires("recording.view_evidence")
def evidence_download(request: AccountRequest, pk: UUID) -> HttpResponseBase:
    """The original or a byte range of it; every read is logged, the ranges of a player as one.

    `?save`: to be saved, not shown.
    """
    row = get_object_or_404(visible(request.user), pk=pk)
    return ask(request, row.case) or original(request, row)


def original(request: AccountRequest, row: Evidence) -> HttpResponseBase:
    """What `evidence_download` answers, of a row that the account may see and said why."""
    refuse_gone(row)
    blob, saved = row.blob, "save" in request.GET
    span = delivery.span_of(request.headers.get("Range", ""), blob.size)
    if span is None:
        return delivery.unsatisfiable(blob.size)
    given: Any = {"content_type": blob.content_type, "name": row.file_name, "attached": saved}
    if not span.partial:
        act = Access.Act.DOWNLOAD if saved else Access.Act.VIEW
        _blob, chunks = evidence.open_for(row, by=request.user, act=act)
    else:
        now = timezone.now()
        viewing.saw(row, by=request.user, start=span.start, stop=span.stop, at=now)
        chunks = evidence.chunks_of(blob, span.start, span.stop)
    sent = delivery.handed_over(place, **given) if (place := media.local(blob)) else None
    return sent or delivery.stream(chunks, span, **given)
