"""Drafting and revoking a decision. Making and serving it keep documents: see recording."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.permissions import AccountRequest, requires
from enforcement import drafts, licence_drafts, particulars, statutes, visit_course, weighing
from enforcement.forms.cases import ReasonForm
from enforcement.forms.decisions import DecisionForm, RevokeForm, initial_of
from enforcement.models import Case, Decision, User
from enforcement.models.kinds import ActionKind
from enforcement.services import decisions


@requires("enforcement.draft_decision")
def decision_draft(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Start or change the draft of a case."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    row = decisions.live(case)
    initial = initial_of(row) if row else _fresh(case)
    open_to = licence_drafts.outcomes(case)
    form = DecisionForm(request.POST or None, kind=case.kind, outcomes=open_to, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _save(case, row, form, by=request.user)
        except RuleError as error:
            form.refuse(error)
            form.show_latest(row)
        else:
            messages.success(request, _("草案已保存。"))
            return redirect("case-detail", case.pk)
    return render(
        request, "enforcement/decision_form.html", {"case": case, "form": form, "decision": row}
    )


def _fresh(case: Case) -> dict[str, object]:
    """What a new draft says before anybody typed: known already, so not asked again."""
    title = str(case.get_kind_display()) + _("决定书")
    known: dict[str, object] = {"title": title, "facts": case.summary}
    known |= licence_drafts.known(case)
    if case.kind == ActionKind.PENALTY:
        known["violation"] = case.cause
    if case.kind == ActionKind.INSPECTION:
        known |= visit_course.known(case)
    return {**known, **particulars.usual(case.agency)}


def _save(case: Case, row: Decision | None, form: DecisionForm, *, by: User) -> None:
    """Start the draft, or change it on what the editor saw."""
    content = form.content()
    content["basis_refs"] = statutes.link_citations(
        content["basis"], case.act_to or case.discovered_on
    )
    if row is None:
        decisions.draft(case, by=by, content=content)
    else:
        decisions.edit(row, by=by, content=content, seen=form.cleaned_data["seen"])


@requires("enforcement.view_case")
def decision_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The decision in full, as drafted or as made."""
    decision = get_object_or_404(
        Decision.objects.visible_to(request.user).select_related("case", "agency"), pk=pk
    )
    context = {
        "decision": decision,
        "case": decision.case,
        "sha256": drafts.digest(decision),
        "penalty": weighing.penalty_words(decision),
        "particulars": particulars.labelled(decision),
        "tab": "case-detail",
    }
    return render(request, "enforcement/decision_detail.html", context)


@requires("enforcement.decide")
def decision_revoke(request: AccountRequest, pk: UUID) -> HttpResponse:
    """变更、撤销、确认违法或者无效; the publication is withdrawn by the next sweep."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ground, remake = form.cleaned_data["reason"], form.cleaned_data["remake"]
        on = timezone.localdate()
        try:
            decisions.revoke(decision, by=request.user, on=on, ground=ground, remake=remake)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已记录。公开信息将在法定期限内撤下并说明理由。"))
            return redirect("case-detail", decision.case_id)
    context = {"decision": decision, "case": decision.case, "form": form}
    return render(request, "enforcement/decision_revoke.html", context)


@requires("enforcement.draft_decision")
def decision_abandon(request: AccountRequest, pk: UUID) -> HttpResponse:
    """放弃草案, with the reason."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, on = form.cleaned_data["reason"], timezone.localdate()
        try:
            decisions.abandon(decision, by=request.user, on=on, reason=reason)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已放弃草案，可以重新拟稿。"))
            return redirect("case-detail", decision.case_id)
    context = {"decision": decision, "case": decision.case, "form": form}
    return render(request, "enforcement/decision_abandon.html", context)
