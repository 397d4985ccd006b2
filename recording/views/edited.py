"""Edited copies: the editor over an original, the page of a copy, and its file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acts import accepted
from core.errors import RuleError
from core.permissions import AccountRequest, demand_in, requires
from recording import delivery, edited_page, evidence_page
from recording.forms.edited import LABELS, EditedCopyForm
from recording.models import Disposal, EditedCopy, Evidence, MediaProbe
from recording.services import edited, evidence, media, retention, viewing
from recording.views.purpose import ask


def visible_copies(user: Any) -> QuerySet[EditedCopy]:
    """The copies of the evidence that the account may look at."""
    rows = EditedCopy.objects.filter(evidence__in=Evidence.objects.visible_to(user))
    return rows.select_related("evidence__case__agency", "evidence__blob", "blob", "made_by")


@requires(edited.EDIT)
def evidence_edit(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Mark what to cover, keep and mute; the worker makes the copy."""
    rows = Evidence.objects.visible_to(request.user).select_related("blob", "case__agency")
    row = get_object_or_404(rows, pk=pk)
    demand_in(request.user, edited.EDIT, row.agency_id)
    if asked := ask(request, row.case):
        return asked
    try:
        original = edited.original_of(row)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("evidence-detail", row.pk)
    form = EditedCopyForm(request.POST or None, original=original)
    made: list[EditedCopy] = []
    if request.method == "POST" and accepted(
        form, lambda: made.append(_asked_for(request, row, form))
    ):
        messages.success(request, _("已提交，后台正在制作编辑副本。"))
        return redirect("edited-detail", made[0].pk)
    return render(request, "recording/evidence_edit.html", _shown(row, form))


def _shown(row: Evidence, form: EditedCopyForm) -> dict[str, Any]:
    """The original to draw on and the lists of marks."""
    found = MediaProbe.objects.filter(blob=row.blob_id).last()
    return {
        "case": row.case,
        "row": row,
        "form": form,
        "original": form.original,
        "marks": [(name, LABELS[name], rows) for name, rows in form.rows.items()],
        "player": evidence_page.player(row, found),
        "length": edited_page.length_words(form.original.length),
    }


def _asked_for(request: AccountRequest, row: Evidence, form: EditedCopyForm) -> EditedCopy:
    return edited.ask(
        row,
        by=request.user,
        edit_list=form.edit_list(),
        reason=form.cleaned_data["reason"],
        purpose=form.cleaned_data["purpose"],
        at=timezone.now(),
    )


@requires("recording.view_evidence")
def edited_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """The copy, what was done to it, and what it was made from."""
    row = get_object_or_404(visible_copies(request.user), pk=pk)
    if asked := ask(request, row.evidence.case):
        return asked
    context = {
        "case": row.evidence.case,
        "tab": "evidence-list",
        "row": row,
        "told": edited_page.told(row),
        "lines": edited_page.described(row),
        "manner": edited_page.MANNERS[row.kind],
        "may_edit": edited.may_edit(row.evidence, request.user),
        "gone": Disposal.objects.filter(evidence=row.evidence)
        .select_related("appraisal__appraiser", "appraisal__decided_by")
        .first(),
    }
    return render(request, "recording/edited_detail.html", context)


@requires("recording.view_evidence")
def edited_download(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The file of a copy or a byte range of it; logged with the original it comes from."""
    row = get_object_or_404(visible_copies(request.user), pk=pk)
    if asked := ask(request, row.evidence.case):
        return asked
    retention.refuse_gone(row.evidence)
    blob = row.blob
    if blob is None:
        raise Http404
    span = delivery.span_of(request.headers.get("Range", ""), blob.size)
    if span is None:
        return delivery.unsatisfiable(blob.size)
    given: Any = {
        "content_type": blob.content_type,
        "name": edited_page.file_name(row),
        "attached": "save" in request.GET,
    }
    _log(request, row, span)
    sent = delivery.handed_over(place, **given) if (place := media.local(blob)) else None
    return sent or delivery.stream(evidence.chunks_of(blob, span.start, span.stop), span, **given)


def _log(request: AccountRequest, row: EditedCopy, span: delivery.Span) -> None:
    """The ranges of a player as one viewing, a whole file as one reading."""
    what = edited_page.what(row)
    if not span.partial:
        edited.opened(row, by=request.user, what=what, saved="save" in request.GET)
        return
    now = timezone.now()
    viewing.saw(row.evidence, by=request.user, start=span.start, stop=span.stop, at=now, what=what)
