"""Sealing the file of a case, and the sealed file."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.acts import accepted
from core.errors import RuleError
from core.permissions import AccountRequest, requires
from core.views.preview import previewed
from enforcement.models import Case
from recording import access, bag, completeness, inner_volume, manifest
from recording.acts.supplements import SUPPLEMENT_START
from recording.delivery import guarded
from recording.forms.archive import SealForm
from recording.forms.export import ExportForm
from recording.models import Archive, Disposal, Document, Supplement
from recording.services import archive, export, file_rooms, supplements
from recording.views.purpose import ask


@requires("recording.archive")
@previewed
def case_archive(request: AccountRequest, pk: UUID) -> HttpResponse:
    """归档: what is missing, the order of the file, and the form that seals it."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    on = timezone.localdate()
    form = SealForm(request.POST or None, row=case, on=on)
    if request.method == "POST" and accepted(form, lambda: _seal(request, case, form)):
        messages.success(request, _("已归档，案卷不能再增加或者抽取材料。"))
        return redirect("archive-detail", case.pk)
    context = {
        "case": case,
        "form": form,
        "title": _("归档"),
        "gaps": completeness.gaps(case, completeness.ARCHIVE, on),
        "entries": access.masked(map(dict, manifest.entries(case)), case, request.user),
        "unset": file_rooms.unset(case.agency_id),
    }
    return render(request, "recording/case_archive.html", context)


def _seal(request: AccountRequest, case: Case, form: SealForm) -> Archive:
    on = form.cleaned_data["on"]
    return archive.seal(case, by=request.user, on=on, assembly=form.assembly())


def _archive(request: AccountRequest, pk: UUID) -> Archive:
    visible = Case.objects.visible_to(request.user)
    rows = Archive.objects.select_related("case", "agency", "sealed_by").filter(case__in=visible)
    return get_object_or_404(rows, case_id=pk)


@requires("recording.view_evidence")
def archive_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The sealed file, and whether it is still as it was sealed."""
    row = _archive(request, pk)
    context = {
        "archive": row,
        "case": row.case,
        "tab": "case-record",
        "entries": access.masked(row.manifest["entries"], row.case, request.user),
        "changed": [*archive.changed(row), *supplements.changed(row)],
        "supplements": Supplement.objects.filter(archive=row).order_by("request_no"),
        "may_supplement": SUPPLEMENT_START.offered(row, request.user),
        "papers": Document.objects.filter(case=row.case, kind__in=manifest.COVERS),
        "may_export": request.user.has_perm(export.EXPORT),
        "gone": Disposal.objects.filter(evidence__case=row.case).select_related(
            "evidence", "appraisal"
        ),
    }
    return render(request, "recording/archive_detail.html", context)


@requires("recording.view_evidence")
def archive_manifest(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The manifest as JSON; its canonical form has the sealed hash."""
    row = _archive(request, pk)
    inner_volume.assert_open(row.case, request.user)
    audit.read(row, what="manifest", actor=request.user)
    response = HttpResponse(manifest.pretty(row.manifest), content_type="application/json")
    guarded(response, f"{row.number}.json", inline=False)
    return response


@requires("recording.archive")
def archive_export(request: AccountRequest, pk: UUID) -> HttpResponse | StreamingHttpResponse:
    """The whole file as one package, once its purpose is told."""
    row = _archive(request, pk)
    if asked := ask(request, row.case):
        return asked
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        try:
            parts = export.package(row, by=request.user, purpose=purpose, at=timezone.localtime())
        except RuleError as error:
            form.refuse(error)
        else:
            answer = StreamingHttpResponse(parts, content_type="application/zip")
            guarded(answer, f"{row.number}.zip", inline=False)
            return answer
    context = {"archive": row, "case": row.case, "form": form, "title": _("导出案卷")}
    return render(request, "recording/archive_export.html", context)


@requires("recording.view_evidence")
def archive_script(request: AccountRequest) -> HttpResponse:
    """The script that checks a package off-line."""
    answer = HttpResponse(Path(bag.__file__).read_bytes(), content_type="text/x-python")
    guarded(answer, "verify_case_file.py", inline=False)
    return answer
