"""The custody page of one item: its entries, a check on demand, and the certificate."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import audit, chunks, files, zips
from core.acts import accepted
from core.audit import proofs
from core.models import AuditCheckpoint, BlobChunks, FixityOutcome
from core.permissions import AccountRequest, requires
from enforcement.services import cases
from recording import custody, retention
from recording.acts.retention import RETENTION_EXTEND
from recording.acts.storage import RETENTION_SPECIAL
from recording.evidence_page import gone_of
from recording.forms.custody import PART, PDF, CertificateForm
from recording.models import Evidence, LegalHold
from recording.services import custody as service
from recording.views.purpose import ask

SHOWN = 200
CHECKS = 10


def visible(request: AccountRequest, pk: UUID) -> Evidence:
    """The item, when it may be seen."""
    rows = Evidence.objects.visible_to(request.user).select_related("blob", "case__agency")
    return get_object_or_404(rows, pk=pk)


@requires("recording.view_evidence")
def custody_page(request: AccountRequest, pk: UUID) -> HttpResponseBase:
    """The entries of the item and whether they are sealed; POST makes a certificate."""
    row = visible(request, pk)
    if asked := ask(request, row.case):
        return asked
    form = CertificateForm(request.POST or None)
    made: list[HttpResponseBase] = []
    if request.method == "POST" and accepted(form, lambda: made.append(_made(request, row, form))):
        return made[0]
    gone = gone_of(row)
    may_keep = gone is None and _may_keep(request, row)
    may_mark = gone is None and RETENTION_SPECIAL.offered(row, request.user)
    may_mark = may_mark and cases.is_handler(row.case, request.user)
    context = {
        **_shown(row),
        "form": form,
        "gone": gone,
        "may_keep": may_keep,
        "may_mark": may_mark,
    }
    return render(request, "recording/custody.html", context)


def _may_keep(request: AccountRequest, row: Evidence) -> bool:
    mine: bool = request.user.agency_id == row.agency_id
    return mine and RETENTION_EXTEND.offered(row, request.user)


def _shown(row: Evidence) -> dict[str, Any]:
    entries = custody.entries_of(row)[-SHOWN:]
    newest = AuditCheckpoint.objects.order_by("-size").first()
    sealed = proofs.places_of(entries, newest) if newest else {}
    checks = FixityOutcome.objects.filter(blob=row.blob_id).exclude(at=None)
    return {
        "case": row.case,
        "tab": "evidence-list",
        "row": row,
        "entries": [
            {
                "row": entry,
                "label": custody.LABELS.get(entry.action, entry.action),
                "sealed": entry.pk in sealed,
            }
            for entry in reversed(entries)
        ],
        "newest": newest,
        "checks": checks.order_by("-pk")[:CHECKS],
        "term": retention.term_of(row),
        "shortest": retention.shortest(row),
        "holds": LegalHold.objects.filter(evidence=row).select_related("set_by").order_by("-pk"),
        "tree": BlobChunks.objects.filter(pk=row.blob_id).first(),
        "count": -(-row.blob.size // chunks.SIZE),
    }


def _made(request: AccountRequest, row: Evidence, form: CertificateForm) -> HttpResponseBase:
    """The file asked for. The taking is noted and sealed first, so that the certificate shows it."""
    asked = form.cleaned_data
    part = custody.part_of(row, asked["first"], asked["last"]) if asked["kind"] == PART else None
    size = asked["checkpoint"]
    if size:
        custody.head(size)
    service.export(row, by=request.user, purpose=asked["purpose"], what=asked["kind"], part=part)
    now = timezone.now()
    audit.seal(now)
    data = custody.certificate(row, at=now, size=size, part=part)
    if part is not None:
        return _part_file(row, part, data)
    if asked["kind"] == PDF:
        content = custody.as_pdf(
            data, agency=row.case.agency.name, on=timezone.localdate().isoformat()
        )
        return _attached(HttpResponse(content, content_type="application/pdf"), "custody.pdf")
    content = custody.as_json(data)
    return _attached(HttpResponse(content, content_type="application/json"), "custody.json")


def _part_file(row: Evidence, part: custody.Part, data: custody.Certificate) -> HttpResponseBase:
    """The part, its certificate and the script in one archive."""
    members = [
        zips.Member("custody.json", [custody.as_json(data)]),
        zips.Member("verify_custody.py", [custody.SCRIPT.read_bytes()]),
        zips.Member("part.bin", files.open_blob(row.blob, start=part.start, stop=part.stop)),
    ]
    stream = zips.stream(members, timezone.localtime())
    return _attached(StreamingHttpResponse(stream, content_type="application/zip"), "part.zip")


def _attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@requires("recording.view_evidence")
def custody_verify(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Read the original now and compare it."""
    row = visible(request, pk)
    if service.verify(row, by=request.user) == "ok":
        messages.success(request, _("原件与收存时的 SHA-256、SM3 一致。"))
    else:
        messages.error(
            request, _("原件与收存时不一致或者已经丢失：请立即报告系统管理员，不得再作为定案依据。")
        )
    return redirect("custody-page", row.pk)


@requires("recording.view_evidence")
def custody_script(request: AccountRequest) -> HttpResponse:
    """The stand-alone script that checks a certificate."""
    response = HttpResponse(
        custody.SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="verify_custody.py"'
    return response
