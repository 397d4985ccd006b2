"""The case pages: list, open, read, file, reject."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement import gates, timeline
from enforcement.acts import casework
from enforcement.forms.cases import CaseFilter, CaseForm, DateForm, ReasonForm, ReassignForm
from enforcement.models import Case
from enforcement.models.kinds import ActionKind
from enforcement.services import assignment, cases, decisions, parties

PAGE = 25


@requires("enforcement.view_case")
def case_list(request: AccountRequest) -> HttpResponse:
    """Cases of the agency, newest first."""
    form = CaseFilter(request.GET or None, statuses=list(Case.Status.choices))
    rows = Case.objects.visible_to(request.user).select_related("agency", "party")
    if form.is_valid():
        data = form.cleaned_data
        if data["q"]:
            rows = rows.filter(Q(title__icontains=data["q"]) | Q(number__icontains=data["q"]))
        for name in ("status", "kind"):
            if data[name]:
                rows = rows.filter(**{name: data[name]})
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="created_at")
    return render(request, "enforcement/case_list.html", {"form": form, "page": page})


@requires("enforcement.file_case")
def case_open(request: AccountRequest) -> HttpResponse:
    """Open a case; what was typed stays when a rule refuses it."""
    user = request.user
    if user.agency is None:
        raise RuleError(_("您的账号没有所属机关。"), remedy=_("请联系系统管理员。"))
    on = timezone.localdate()
    initial = {"discovered_on": on}
    form = CaseForm(request.POST or None, agency=user.agency, on=on, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                party = parties.create(by=user, agency=user.agency, **form.party())
                case = cases.open_case(by=user, agency=user.agency, party=party, **form.case())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _registered(case))
            return redirect("case-detail", case.pk)
    return render(request, "enforcement/case_form.html", {"form": form})


def _registered(case: Case) -> str:
    """What comes next: of an application its handlers decide themselves."""
    if case.kind == ActionKind.PERMIT:
        return _("已登记，请在“许可”中登记材料并决定是否受理。")
    return _("已登记，等待立案审批。")


@requires("enforcement.view_case")
def case_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One case: timeline, clocks, what is missing, who may act."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    on = timezone.localdate()
    audit.read(case.party, what="party", actor=request.user)
    clocks = timeline.open_deadlines(case, on)
    left = deadlines.remaining_of(clocks, on)
    context = {
        "case": case,
        "tab": "case-detail",
        "decision": decisions.live(case) or case.decisions.order_by("-created_at").first(),
        "next": timeline.next_step(case, request.user, on),
        "moments": timeline.moments(case),
        "clocks": [(row, left[row.pk]) for row in clocks],
        "acts": casework.offered(case, request.user),
        "findings": case.findings.select_related("created_by").order_by("pk"),
        "assignments": case.assignments.select_related("officer").order_by("since", "part"),
    }
    return render(request, "enforcement/case_detail.html", context)


@requires("enforcement.view_case")
def case_file(request: AccountRequest, pk: UUID) -> HttpResponse:
    """立案审批: approve the filing. A permit is accepted on its own page, with its paper."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    if case.kind == ActionKind.PERMIT:
        return redirect("case-permit", case.pk)
    form = DateForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            cases.file(case, by=request.user, on=form.cleaned_data["on"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已立案，案号%(no)s。") % {"no": case.number})
            return redirect("case-detail", case.pk)
    return filing_page(request, case, form, ReasonForm())


def filing_page(
    request: AccountRequest, case: Case, form: DateForm, reject_form: ReasonForm
) -> HttpResponse:
    """The page both answers are given on; who rejects keeps a paper (recording.views.filing)."""
    context = {
        "case": case,
        "form": form,
        "reject_form": reject_form,
        "awaits": case.status == Case.Status.DRAFT,
        "may": cases.may_file(case, request.user),
        "doubts": gates.at_filing(case),
        "assignments": case.assignments.select_related("officer").order_by("since", "part"),
    }
    return render(request, "enforcement/case_file.html", context)


@requires("enforcement.approve_filing")
def case_reassign(request: AccountRequest, pk: UUID) -> HttpResponse:
    """调整承办人员: another team goes on from today."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    on = timezone.localdate()
    form = ReassignForm(request.POST or None, case=case, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            assignment.reassign(
                case,
                officers=form.officers(),
                by=request.user,
                on=on,
                reason=form.cleaned_data["reason"],
            )
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已调整承办人员。"))
            return redirect("case-detail", case.pk)
    return render(request, "enforcement/case_reassign.html", {"case": case, "form": form})
