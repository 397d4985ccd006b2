"""A file under review: its result, objection and rectification; the list of an agency's own results."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines, files, sniff
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from recording import delivery
from supervision.acts import reviews as acts
from supervision.models import FileReview, RectificationEntry, ScoreSheet
from supervision.models.file import ANSWER
from supervision.services import findings, follow_up, results
from supervision.services.follow_up import ANSWER_SUBJECT, RECTIFY_SUBJECT
from supervision.sheets import Item, Sheet

PAGE = 25
SEE = "enforcement.view_case"


@requires(ANSWER)
def result_list(request: AccountRequest) -> HttpResponse:
    """The results of the agency's own files, the newest first."""
    rows = FileReview.objects.told().filter(agency_id=request.user.agency_id)
    rows = rows.select_related("campaign__agency", "case", "rectification")
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="told_on")
    context = {"page": page, "on": timezone.localdate()}
    return render(request, "supervision/result_list.html", context)


@requires(SEE)
def file_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One file: who scored, the marks once all have signed, the result and what follows it."""
    user, on = request.user, timezone.localdate()
    rows = FileReview.objects.visible_to(user).select_related("campaign__agency", "case", "agency")
    row = get_object_or_404(rows, pk=pk)
    shown = list(
        ScoreSheet.objects.visible_to(user)
        .filter(file=row, status=ScoreSheet.Status.SIGNED)
        .select_related("reviewer")
        .order_by("ordinal")
    )
    context = {
        "file": row,
        "organiser": row.campaign.agency_id == user.agency_id,
        "people": row.sheets.select_related("reviewer__agency"),
        "acts": acts.offered(acts.OF_FILE, row, user),
        **marks_of(row, shown, user, on),
        **follow_up_of(row, user),
        "on": on,
    }
    return render(request, "supervision/file_detail.html", context)


def marks_of(file: FileReview, sheets: list[ScoreSheet], user: Any, on: date) -> dict[str, Any]:
    """The marks once nobody scores the file any more, and why it waits for a meeting."""
    if file.status in (FileReview.Status.SCORING, FileReview.Status.THIRD):
        return {"sheets": [], "difference": ""}
    names = names_of(sheets, file.campaign.agency_id == user.agency_id)
    meeting = file.status == FileReview.Status.MEETING
    return {
        "sheets": list(zip(names, sheets, strict=True)),
        "difference": results.difference(file, sheets, on) if meeting else "",
        "sections": sections(file, sheets),
        "lines": remarks(file, sheets, names),
    }


def names_of(sheets: list[ScoreSheet], organiser: bool) -> list[str]:
    """The reviewers by name for the organiser, by number for the agency under review."""
    if organiser:
        return [str(sheet.reviewer) for sheet in sheets]
    return [_("评查人%(n)d") % {"n": number} for number in range(1, len(sheets) + 1)]


def remarks(file: FileReview, sheets: list[ScoreSheet], names: list[str]) -> list[tuple[Item, Any]]:
    """The lines in which something was found: what, and who said so."""
    found = findings.lines(file, sheets)
    return [(line.item, line.said(names)) for line in found if line.found]


def sections(file: FileReview, sheets: list[ScoreSheet]) -> list[tuple[str, Any, list[str]]]:
    """Each section, its points, and what each signed sheet left of them."""
    return [
        (one.label, one.points, [sheet.sections.get(one.key, "") for sheet in sheets])
        for one in Sheet(file.campaign.sheet).sections
    ]


def follow_up_of(file: FileReview, user: Any) -> dict[str, Any]:
    """Objection and rectification with their clocks, and what the account may do about them."""
    objection = getattr(file, "objection", None)
    demand = getattr(file, "rectification", None)
    key = str(file.pk)
    return {
        "objection": objection,
        "objection_clock": follow_up.objection_clock(file),
        "answer_clock": deadlines.for_subject(ANSWER_SUBJECT, key).first(),
        "rectification": demand,
        "rectification_clock": deadlines.for_subject(RECTIFY_SUBJECT, str(demand.pk)).first()
        if demand
        else None,
        "entries": demand.entries.select_related("by") if demand else [],
        "rectify_acts": acts.offered(acts.OF_RECTIFICATION, demand, user) if demand else [],
        "ways": {"average": results.METHOD},
    }


@requires(SEE)
def proof(request: AccountRequest, pk: int) -> HttpResponseBase:
    """What was handed in as a proof of rectification; the read is logged."""
    rows = RectificationEntry.objects.filter(
        rectification__file__in=FileReview.objects.visible_to(request.user), blob__isnull=False
    )
    row = get_object_or_404(rows.select_related("blob", "rectification"), pk=pk)
    if row.blob is None:
        raise ValueError(f"entry {row.pk} has no proof")
    audit.read(row, what="proof", actor=request.user)
    response = HttpResponse(files.read_bytes(row.blob), content_type=row.blob.content_type)
    inline = row.blob.content_type in {sniff.PDF, *sniff.IMAGES}
    delivery.guarded(response, row.file_name, inline=inline)
    return response
