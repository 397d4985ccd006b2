"""Office pages of the working-day calendar, and the derivation of one deadline."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import calendar, deadline_sight, deadlines, derivation
from core.calendar_import import Impact, import_notice, load_json
from core.calendar_years import days_of
from core.errors import RuleError
from core.forms import PortalForm
from core.models import CalendarNotice, Deadline
from core.periods import Period
from core.permissions import requires
from core.workdays import DayInfo

MAX_FILE = 1024 * 1024
WEEK = 7


@dataclass(frozen=True)
class Month:
    """One month of the year page; cells before the first day and after the last are None."""

    first: date
    weeks: list[list[DayInfo | None]]
    workdays: int


class ImportForm(PortalForm):
    """A notice to upload. `payload` carries the text from the preview to the confirmation."""

    notice_file = forms.FileField(
        label=gettext_lazy("放假安排文件（JSON）"),
        required=False,
        help_text=gettext_lazy("包含 year、papers、days 三项的年度放假安排文件，不超过 1 MB。"),
    )
    region = forms.CharField(
        label=gettext_lazy("适用地区"),
        required=False,
        max_length=6,
        help_text=gettext_lazy("全国通知请留空；地方通知填写六位行政区划代码，例如 650000。"),
    )
    payload = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MAX_FILE)

    def text(self) -> bytes:
        """The notice: the uploaded file, else the text carried along. Raises RuleError."""
        upload = self.cleaned_data["notice_file"]
        if upload is None and not self.cleaned_data["payload"]:
            raise RuleError(
                _("没有选择文件。"), remedy=_("请选择放假安排文件。"), field="notice_file"
            )
        if upload is not None and upload.size > MAX_FILE:
            raise RuleError(
                _("文件超过 1 MB。"), remedy=_("请核对是否为放假安排文件。"), field="notice_file"
            )
        return bytes(upload.read() if upload else self.cleaned_data["payload"].encode())


@requires("core.view_calendar")
def calendar_list(request: HttpRequest) -> HttpResponse:
    """The notices in force, by year, for the country and for each region with an overlay."""
    counts = Count("days"), Count("days", filter=Q(days__is_workday=True))
    current = CalendarNotice.objects.filter(superseded_at=None)
    rows = current.annotate(total=counts[0], workdays=counts[1]).order_by("region", "-year")
    context = {
        "national": [row for row in rows if not row.region],
        "regional": [row for row in rows if row.region],
        "superseded": CalendarNotice.objects.exclude(superseded_at=None).order_by("-superseded_at"),
    }
    return render(request, "office/calendar_list.html", context)


@requires("core.view_calendar")
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """Every day of a year, with the notice it comes from."""
    region = request.GET.get("region", "")
    notice = CalendarNotice.objects.filter(region__in=["", region], year=year, superseded_at=None)
    notices = list(notice.order_by("region", "-pk"))
    if not notices:
        raise Http404(year)
    days = calendar.load(region).days
    months = months_of([days[day] for day in days_of(year) if day in days])
    context = {
        "year": year,
        "region": region,
        "notices": notices,
        "months": months,
        "workdays": sum(month.workdays for month in months),
        "provisional": any(day.provisional for day in days.values() if day.date.year == year),
    }
    return render(request, "office/calendar_year.html", context)


def months_of(days: list[DayInfo]) -> list[Month]:
    """Days grouped into months and weeks that begin on Monday."""
    months = []
    for number in sorted({day.date.month for day in days}):
        of_month = [day for day in days if day.date.month == number]
        first = of_month[0].date
        cells: list[DayInfo | None] = [*[None] * first.weekday(), *of_month]
        cells += [None] * (-len(cells) % WEEK)
        weeks = [cells[index : index + WEEK] for index in range(0, len(cells), WEEK)]
        months.append(Month(first, weeks, sum(day.is_workday for day in of_month)))
    return months


@requires("core.import_calendar")
def calendar_import(request: HttpRequest) -> HttpResponse:
    """Upload a notice, look at what it moves, then apply it."""
    form = ImportForm(request.POST or None, request.FILES or None)
    impact = None
    if request.method == "POST" and form.is_valid():
        try:
            text = form.text()
            impact = run_import(request, form.cleaned_data["region"].strip(), text)
        except RuleError as error:
            form.refuse(error)
        else:
            if impact.applied:
                messages.success(request, applied_words(impact))
                return redirect("calendar-year", year=impact.notice.year)
            form = ImportForm({"region": impact.region, "payload": text.decode("utf-8-sig")})
    return render(request, "office/calendar_import.html", {"form": form, "impact": impact})


def run_import(request: HttpRequest, region: str, text: bytes) -> Impact:
    """Preview, or apply when the person confirmed the preview."""
    data = load_json(text)
    apply = request.POST.get("action") == "apply"
    return import_notice(data, region=region, by=request.user, apply=apply)


def applied_words(impact: Impact) -> str:
    """What an applied import did, in a sentence."""
    moved = len(impact.moved)
    return ngettext(
        "已导入%(year)s年放假安排，%(n)d 个办理中的期限改期。",
        "已导入%(year)s年放假安排，%(n)d 个办理中的期限改期。",
        moved,
    ) % {"year": impact.notice.year, "n": moved}


@login_required
def deadline_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One deadline: its period and article, the count day by day, and what moved it."""
    deadline = get_object_or_404(Deadline, pk=pk)
    if not deadline_sight.may_see(request.user, deadline):
        raise Http404(pk)
    on = timezone.localdate()
    context = {
        "deadline": deadline,
        "period": Period.from_dict(deadline.period),
        "pauses": deadlines.pauses_of(deadline),
        "days_left": deadlines.remaining(deadline, on),
        "rows": derivation.of_deadline(deadline),
        "changes": deadline.changes.select_related("notice", "changed_by").order_by("-pk"),
    }
    return render(request, "office/deadline_detail.html", context)
