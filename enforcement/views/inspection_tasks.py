"""Inspection tasks in the back office: list, plan, read; and the counts a supervisor reads."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement import codes, visit_course
from enforcement.acts import inspection_tasks as acts
from enforcement.forms.inspection_tasks import TaskFilter, TaskForm, YearFilter
from enforcement.models import InspectionTask
from enforcement.services import frequency, inspection_tasks, visits

PAGE = 25
TOP = 200


@requires("enforcement.view_case")
def task_list(request: AccountRequest) -> HttpResponse:
    """Tasks of the agency, newest first."""
    form = TaskFilter(request.GET or None)
    rows = acts.rows(request.user)
    if form.is_valid():
        data = form.cleaned_data
        if data["q"]:
            rows = rows.filter(party__name__icontains=data["q"])
        for name in ("status", "kind", "source"):
            if data[name]:
                rows = rows.filter(**{name: data[name]})
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="created_at")
    return render(request, "enforcement/task_list.html", {"form": form, "page": page})


@requires("enforcement.file_case")
def task_plan(request: AccountRequest) -> HttpResponse:
    """Plan a visit; what was typed stays when a gate refuses it."""
    user, on = request.user, timezone.localdate()
    if user.agency is None:
        raise RuleError(_("您的账号没有所属机关。"), remedy=_("请联系系统管理员。"))
    initial = {"visit_from": on, "visit_to": on}
    form = TaskForm(request.POST or None, agency=user.agency, on=on, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                party = inspection_tasks.party_for(by=user, agency=user.agency, fields=form.party())
                task = inspection_tasks.plan(form.visit(party), by=user, agency=user.agency, on=on)
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect("task-detail", task.pk)
    return render(request, "enforcement/task_form.html", {"form": form})


@requires("enforcement.view_case")
def task_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One task: what was approved, where it stands, what comes next; the opinion where it may be read."""
    task, on = get_object_or_404(acts.rows(request.user), pk=pk), timezone.localdate()
    offered = [act for act in acts.ACTS if act.offered(task, request.user)]
    context = {
        "task": task,
        "items": task.items.select_related("agency").order_by("pk"),
        "joint": task.joint_agencies.order_by("path"),
        "officers": inspection_tasks.handlers(task.case),
        "measured": acts.measured(task, on),
        "next": visit_course.next_step(task, request.user, on),
        "acts": [(act.title, reverse(act.name, args=[task.pk])) for act in offered],
        "may_cancel": task.status in visits.BEFORE_VISIT,
        "address": codes.address(task.code) if task.code else "",
        "rating": rating_of(task, request),
    }
    return render(request, "enforcement/task_detail.html", context)


def rating_of(task: InspectionTask, request: AccountRequest) -> object:
    """The opinion of the enterprise, None for those it is hidden from."""
    return getattr(task, "rating", None) if visits.may_read_rating(task, request.user) else None


@requires("enforcement.supervise")
def task_counts(request: AccountRequest) -> HttpResponse:
    """How often each enterprise was visited in a year, by which agency, the most visited first."""
    form = YearFilter(request.GET or None)
    asked = form.cleaned_data["year"] if form.is_valid() else None
    year = asked or timezone.localdate().year
    rows = frequency.counts(request.user.visible_agency_ids(), year)[:TOP]
    return render(
        request, "enforcement/task_counts.html", {"form": form, "rows": rows, "year": year}
    )
