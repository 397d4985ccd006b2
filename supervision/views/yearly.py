"""Yearly reports in the office: list, one report with its numbers, the rows behind them, its papers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, sniff
from core.acts import accepted
from core.errors import RuleError
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from recording.delivery import guarded
from supervision.acts.yearly import ACTS
from supervision.annual import figures
from supervision.annual.scope import scope
from supervision.forms.yearly import StartForm
from supervision.models import YearlyReport
from supervision.models.yearly import PARTS, VIEW, WRITE
from supervision.services import report_clock, report_printing, yearly_reports

PAGE = 50
ROWS = "enforcement.view_case"


def visible(request: AccountRequest, pk: UUID) -> YearlyReport:
    """The report, when the account may see it."""
    rows = YearlyReport.objects.visible_to(request.user).select_related("agency")
    return get_object_or_404(rows, pk=pk)


@requires(VIEW)
def yearly_list(request: AccountRequest) -> HttpResponse:
    """Reports of the visible agencies, the newest year first, and what is owed by the own one."""
    rows = YearlyReport.objects.visible_to(request.user).select_related("agency")
    agency = request.user.agency
    context = {
        "reports": list(rows.order_by("-year", "agency__path", "-version")[: PAGE * 4]),
        "owed": report_clock.owed(agency, timezone.localdate()) if agency else None,
        "may_write": request.user.has_perm(WRITE) and agency is not None,
        "on": timezone.localdate(),
    }
    return render(request, "supervision/yearly_list.html", context)


@requires(WRITE)
def yearly_start(request: AccountRequest) -> HttpResponse:
    """Begin the report of a year."""
    on, made = timezone.localdate(), []
    form, agency = StartForm(request.POST or None, on=on), request.user.agency
    if agency is None:
        raise Http404("an account without an agency")
    if request.method == "POST" and accepted(
        form,
        lambda: made.append(
            yearly_reports.start(by=request.user, agency=agency, on=on, **form.cleaned_data)
        ),
    ):
        messages.success(request, _("已起草，请核对数据并填写情况说明。"))
        return redirect("yearly-report", made[0].pk)
    return render(request, "supervision/yearly_form.html", {"form": form, "agency": agency})


@requires(VIEW)
def yearly_report(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One report: tables, narrative, what may be done. A draft shows the numbers of today."""
    row, on = visible(request, pk), timezone.localdate()
    rows = YearlyReport.objects.filter(agency=row.agency_id, year=row.year)
    newer = rows.filter(version__gt=row.version).order_by("-version").first()
    own = row.agency_id == request.user.agency_id and newer is None
    context = {
        "report": row,
        "figures": report_printing.told(row, on),
        "parts": narrative(row),
        "acts": [act for act in ACTS if own and act.offered(row, request.user)],
        "newer": newer,
        "may_see_rows": request.user.has_perm(ROWS),
    }
    return render(request, "supervision/yearly_detail.html", context)


def narrative(row: YearlyReport) -> list[tuple[str, str]]:
    """(heading, text) of each part."""
    return [(row.heading(part), getattr(row, part)) for part in PARTS]


@requires(ROWS)
def yearly_rows(request: AccountRequest, pk: UUID, table: str, column: str) -> HttpResponse:
    """The rows a number counts, as they are today; the look is logged."""
    row, on = visible(request, pk), timezone.localdate()
    after = request.GET.get("after", "")
    first = int(after) if after.isascii() and after.isdigit() else 0
    rules = scope(row.agency, row.year, on=on)
    try:
        label, lines = figures.behind(rules, table, column, after=first, size=PAGE + 1)
    except RuleError as error:
        raise Http404(str(error)) from error
    audit.read(row, what=f"{table}.{column}", actor=request.user)
    cases = {line.case for line in lines[:PAGE] if line.case}
    seen = Case.objects.visible_to(request.user).filter(pk__in=cases)
    context = {
        "report": row,
        "label": label,
        "lines": lines[:PAGE],
        "cases": set(seen.values_list("pk", flat=True)),
        "next_cursor": str(first + PAGE) if len(lines) > PAGE else "",
    }
    return render(request, "supervision/yearly_rows.html", context)


@requires(VIEW)
def yearly_file(request: AccountRequest, pk: UUID, form: str) -> HttpResponse:
    """The report as PDF, its tables as XLSX; logged."""
    row, on = visible(request, pk), timezone.localdate()
    found = paper(row, form, on)
    with transaction.atomic():
        audit.append("yearlyreport.export", obj=row, actor=request.user, data={"form": form})
    return found


def paper(row: YearlyReport, form: str, on: Any) -> HttpResponse:
    """The answer with the file; Http404 for a form there is not."""
    makers = {
        "pdf": (report_printing.as_pdf, sniff.PDF),
        "xlsx": (report_printing.as_xlsx, sniff.XLSX),
    }
    if form not in makers:
        raise Http404("no such form")
    make, kind = makers[form]
    response = HttpResponse(make(row, on), content_type=kind)
    guarded(response, f"{row.agency.name}{row}.{form}", inline=form == "pdf")
    return response
