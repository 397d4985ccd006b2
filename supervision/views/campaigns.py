"""Campaigns of file review: list, plan, one campaign, its results and its papers."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import sniff
from core.acts import accepted
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement.models.kinds import ActionKind
from recording.delivery import guarded
from supervision import sheets
from supervision.acts import reviews as acts
from supervision.forms.reviews import CampaignForm
from supervision.models import Campaign, FileReview
from supervision.models.campaign import MANAGE
from supervision.services import campaigns, printing, sampling, summary

PAGE = 25


def visible(request: AccountRequest, pk: UUID) -> Campaign:
    """The campaign, when the account's agency organises it."""
    rows = Campaign.objects.visible_to(request.user).select_related("agency", "prepared_by")
    return get_object_or_404(rows, pk=pk)


@requires(MANAGE)
def campaign_list(request: AccountRequest) -> HttpResponse:
    """Campaigns of the agency, newest first, with how far they are."""
    done = Q(files__told_on__isnull=False)
    rows = Campaign.objects.visible_to(request.user).annotate(
        total=Count("files", distinct=True), done=Count("files", filter=done, distinct=True)
    )
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="created_at")
    return render(request, "supervision/campaign_list.html", {"page": page})


@requires(MANAGE)
def campaign_create(request: AccountRequest) -> HttpResponse:
    """Plan a campaign; what was typed stays when a rule refuses it."""
    on, made = timezone.localdate(), []
    form = CampaignForm(request.POST or None, user=request.user, on=on)
    if request.method == "POST" and accepted(
        form, lambda: made.append(campaigns.plan(by=request.user, on=on, **form.cleaned_data))
    ):
        messages.success(request, _("已拟定，核对后请承诺名单。"))
        return redirect("review-campaign", made[0].pk)
    return render(request, "supervision/campaign_form.html", {"form": form})


@requires(MANAGE)
def campaign_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One campaign: plan, commitment, files with their state, what may be done now."""
    row, on = visible(request, pk), timezone.localdate()
    files = row.files.select_related("case", "agency", "rectification").order_by("ordinal")
    context = {
        "campaign": row,
        "agencies": row.agencies.all(),
        "reviewers": row.reviewers.select_related("agency").order_by("pk"),
        "kinds": [ActionKind(kind).label for kind in row.kinds],
        "acts": acts.offered(acts.OF_CAMPAIGN, row, request.user),
        "files": files.prefetch_related("sheets__reviewer"),
        "sheet": sheet_of(row, on),
        "drawable": sampling.population(row).count() if row.status == "planning" else None,
        "on": on,
    }
    return render(request, "supervision/campaign_detail.html", context)


def sheet_of(row: Campaign, on: date) -> sheets.Sheet | None:
    """The sheet committed to, before that the one in force; None when it ended meanwhile."""
    if row.sheet:
        return sheets.Sheet(row.sheet)
    return next((one for one in sheets.in_force(on) if one.key == row.sheet_key), None)


@requires(MANAGE)
def campaign_results(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Results by agency, unit and line; `?agency=`, `?unit=` and `?item=` show the files behind."""
    row = visible(request, pk)
    files = summary.told(row)
    context: dict[str, Any] = {
        "campaign": row,
        "total": len(files),
        "waiting": row.files.count() - len(files),
        **chosen(request, files),
    }
    if files:
        context |= added_up(row, files, summary.late(row, timezone.localdate()))
    return render(request, "supervision/campaign_results.html", context)


def added_up(row: Campaign, files: list[FileReview], late: set[object]) -> dict[str, Any]:
    """The tables by agency, unit and line; each group with how many files earned which grade."""
    sheet = summary.sheet_of(row)
    labels = [grade.label for grade in sheet.grades]

    def shown(group: summary.Group) -> tuple[summary.Group, list[tuple[str, int]]]:
        return group, list(zip(labels, group.grades(sheet), strict=True))

    return {
        "grades": labels,
        "agencies": [shown(one) for one in summary.by_agency(files, late)],
        "units": [shown(one) for one in summary.by_unit(files, late) if one.name],
        "whole": shown(summary.whole(files, late)),
        "faults": summary.faults(row, files),
    }


def chosen(request: AccountRequest, files: list[Any]) -> dict[str, Any]:
    """The files behind the number that was clicked, with the reasons when it was a line's."""
    item, agency, unit = (request.GET.get(key, "") for key in ("item", "agency", "unit"))
    marks = summary.reasons(files, item) if item else {}
    shown = [
        (row, marks.get(row.pk, []))
        for row in files
        if (not item or row.pk in marks)
        and agency in ("", str(row.agency_id))
        and unit in ("", f"{row.agency_id}/{row.unit}")
    ]
    return {"shown": shown, "item": item, "agency": agency, "unit": unit}


@requires(MANAGE)
def campaign_report(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The report as PDF."""
    row = visible(request, pk)
    data = printing.report(row, by=request.user, on=timezone.localdate())
    response = HttpResponse(data, content_type=sniff.PDF)
    guarded(response, f"{row.title}.pdf", inline=True)
    return response


@requires(MANAGE)
def campaign_table(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The results as XLSX."""
    row = visible(request, pk)
    response = HttpResponse(printing.table(row, by=request.user), content_type=sniff.XLSX)
    guarded(response, f"{row.title}.xlsx", inline=False)
    return response


@requires(MANAGE)
def campaign_draw(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The lists, the seed and the result, for the stand-alone script that checks random draws."""
    row = get_object_or_404(Campaign.objects.visible_to(request.user).exclude(commitment=""), pk=pk)
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(sampling.published(row), json_dumps_params=options)
    guarded(response, "draw.json", inline=False)
    return response
