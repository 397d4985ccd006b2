"""Scoring: my sheets, one sheet with its draft saved while it is filled in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import RuleError, StaleError
from core.permissions import AccountRequest, requires
from supervision import scoring
from supervision.acts import reviews as acts
from supervision.models import ScoreSheet
from supervision.models.file import REVIEW
from supervision.services import scores
from supervision.services.scores import Entry
from supervision.sheets import Item

FINDINGS, REASON = "findings-", "reason-"
CONFLICT, UNPROCESSABLE = 409, 422


@requires(REVIEW)
def sheet_list(request: AccountRequest) -> HttpResponse:
    """The sheets of the account: those to fill in first."""
    rows = ScoreSheet.objects.own(request.user).select_related("file__campaign", "file__case")
    found = list(rows.select_related("file__agency").order_by("-signed_at", "file__ordinal"))
    context = {
        "waiting": [row for row in found if row.status == ScoreSheet.Status.OPEN],
        "done": [row for row in found if row.status != ScoreSheet.Status.OPEN],
    }
    return render(request, "supervision/sheet_list.html", context)


@requires(REVIEW)
def sheet_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One sheet: to fill in while it is open, to read once it is signed."""
    row = get_object_or_404(acts.own_sheets(request.user), pk=pk)
    context = {
        "sheet": row,
        "file": row.file,
        "scoring": scores.sheet_of(row),
        "groups": groups(row),
        "progress": scores.progress(row),
        "acts": acts.offered((acts.SIGN, acts.RECUSE), row, request.user),
        "open": row.status == ScoreSheet.Status.OPEN,
        "most": scores.MOST_FINDINGS,
    }
    return render(request, "supervision/sheet_detail.html", context)


def groups(row: ScoreSheet) -> list[dict[str, Any]]:
    """The lines of the sheet by section, vetoes first, each with its mark and its pre-check."""
    marks = {mark.item: mark for mark in row.marks.all()}
    checks = {check["item"]: check for check in row.file.checks}
    sections: list[tuple[str, str, Any]] = [("", _("一票否决项"), None)]
    sections += [(one.key, one.label, one.points) for one in scores.sheet_of(row).sections]
    lines = scores.lines_of(row)
    return [
        {
            "key": key or "veto",
            "label": label,
            "points": points,
            "lines": [_line(line, marks, checks) for line in lines if line.section == key],
        }
        for key, label, points in sections
    ]


def _line(line: Item, marks: Any, checks: Any) -> dict[str, Any]:
    mark = marks[line.key]
    return {
        "item": line,
        "mark": mark,
        "check": checks.get(line.key),
        "open": mark.findings is None,
    }


def entries_of(data: QueryDict) -> list[Entry]:
    """The lines that were sent. RuleError for a number that is none."""
    found = []
    for name in data:
        if not name.startswith(FINDINGS):
            continue
        key, text = name.removeprefix(FINDINGS), str(data[name]).strip()
        if text and not (text.isascii() and text.isdigit()):
            raise RuleError(_("问题数应当是数字。"), remedy=_("请填写0或者发现的问题个数。"))
        reason = str(data.get(REASON + key, ""))
        found.append(Entry(key, int(text) if text else None, reason))
    return found


@require_POST
@requires(REVIEW)
def sheet_save(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Keep the draft of the lines sent: by script while typing, or with the button."""
    row = get_object_or_404(acts.own_sheets(request.user), pk=pk)
    scripted = request.headers.get("Accept") == "application/json"
    try:
        progress = scores.save(row, by=request.user, entries=entries_of(request.POST))
    except RuleError as error:
        if scripted:
            status = CONFLICT if isinstance(error, StaleError) else UNPROCESSABLE
            return JsonResponse({"error": str(error)}, status=status)
        messages.error(request, str(error))
        return redirect("review-sheet", row.pk)
    if not scripted:
        messages.success(request, _("草稿已保存。"))
        return redirect("review-sheet", row.pk)
    return JsonResponse(told(progress))


def told(progress: scores.Progress) -> dict[str, Any]:
    """What the page shows after saving."""
    return {
        "judged": progress.judged,
        "lines": progress.lines,
        "total": scoring.text(progress.score.total),
        "vetoed": bool(progress.score.vetoes),
        "sections": {key: str(points) for key, points in progress.score.sections.items()},
        "at": timezone.localtime().strftime("%H:%M:%S"),
    }
