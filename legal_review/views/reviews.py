"""One review on the reviewer's desk, and the review tab of a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.permissions import AccountRequest, requires
from core.views.preview import previewed
from enforcement import particulars, weighing
from enforcement.models import Agency, Case, Decision, User
from enforcement.services import cases, decisions
from legal_review import (
    answers,
    catalogue,
    changes,
    desk,
    materials,
    opinion_papers,
    papers,
    services,
    sources,
)
from legal_review.acts import loops
from legal_review.forms import SubmitForm
from legal_review.models import Review
from legal_review.opinion_form import APPROVE, OpinionForm
from legal_review.queue_form import QueueFilter
from legal_review.services import handling, objections, submission
from legal_review.views import queue
from recording import coverage_map


@requires("enforcement.view_case")
def case_review(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The review tab of a case: what is missing, why review is due, every round so far."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    return _case_page(request, case)


def _submit_form(draft: Decision, data: QueryDict | None = None) -> SubmitForm:
    """The form with the heads of the draft's jurisdiction, begun from the last submission."""
    asked = answers.questions(answers.asked_of(draft, timezone.localdate()))
    last = handling.last_return(draft)
    unhandled = last is not None and handling.recorded(last) is None
    return SubmitForm(
        data,
        questions=asked,
        returned=last.number if last is not None and unhandled else "",
        initial=SubmitForm.known(answers.earlier(draft)),
    )


def _in_review(draft: Decision) -> bool:
    return Review.objects.of(draft).filter(status=Review.Status.OPEN).exists()


def _may_submit(request: AccountRequest, case: Case) -> bool:
    may = request.user.has_perm("legal_review.submit")
    return may and cases.is_handler(case, request.user)


def _case_page(request: AccountRequest, case: Case, form: SubmitForm | None = None) -> HttpResponse:
    on = timezone.localdate()
    decision = decisions.live(case)
    draft = decision if decision and decision.status == Decision.Status.DRAFT else None
    waits = draft is not None and _in_review(draft)
    may_submit = _may_submit(request, case) and (form is not None or not waits)
    context = {
        "case": case,
        "tab": "case-review",
        "decision": decision,
        "draft": draft,
        "form": form or (_submit_form(draft) if draft and may_submit else None),
        "gaps": submission.gaps(draft, on) if draft else [],
        "materials": materials.of(draft) if draft else [],
        "rules": catalogue.explain(draft, on) if draft else [],
        "may_submit": may_submit,
        "waits": waits,
        "rounds": Review.objects.visible_to(request.user)
        .filter(decision__case=case)
        .select_related("reviewer", "version")
        .order_by("created_at"),
    }
    return render(request, "legal_review/case_review.html", context)


@requires("legal_review.submit")
@previewed
def review_submit(request: AccountRequest, pk: UUID) -> HttpResponse:
    """送审 the draft of a case."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("case-review", case.pk)
    decision = get_object_or_404(Decision, case=case, status=Decision.Status.DRAFT)
    form = _submit_form(decision, request.POST)
    if form.is_valid():
        declared, on = form.cleaned_data["declared"], timezone.localdate()
        try:
            services.submit(
                decision,
                by=request.user,
                on=on,
                declared=declared,
                answers=form.answers(),
                handled=form.cleaned_data.get("handled", ""),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已送法制审核。"))
            return redirect("case-review", case.pk)
    return _case_page(request, case, form)


@requires("enforcement.view_case")
@previewed
def review_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One review: the frozen draft, materials, changes since the last round, the checklist."""
    review = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    form = _opinion_form(request, review)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, review, form)
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect("review-detail", review.pk)
    return render(request, "legal_review/detail.html", _context(request, review, form))


def _opinion_form(request: AccountRequest, review: Review) -> OpinionForm:
    rules = review.agency.rules()
    return OpinionForm(
        request.POST or None,
        heads=catalogue.heads(rules),
        materials=papers.shown_choices(review, request.user),
        flaws=not rules.value("review.no_conditional"),
    )


def _decide(request: AccountRequest, review: Review, form: OpinionForm) -> None:
    data = form.cleaned_data
    given = {"by": request.user, "on": timezone.localdate(), "opinion": data["opinion"]}
    if data["outcome"] == APPROVE:
        services.approve(review, checks=form.checks(), **given)
    else:
        services.send_back(review, checks=form.checks(), problems=data["problems"], **given)
    messages.success(request, _("审核意见已出具并归入案卷。"))


def _context(request: AccountRequest, review: Review, form: OpinionForm) -> dict[str, object]:
    user, case = request.user, review.decision.case
    open_review = review.status == Review.Status.OPEN
    return {
        "review": review,
        "case": case,
        "version": review.version,
        "weighed": "\n".join(weighing.applied(review.version).lines),
        "particulars": particulars.labelled(review.version),
        "form": form,
        "answers": review.answers.order_by("pk"),
        "checks": review.checks.order_by("pk"),
        "kind": opinion_papers.kind_of(review),
        **_panes(review, user),
        **_loops(review, user),
        **_queue(request, review),
        "may_decide": desk.is_for(user, review),
        "may_withdraw": open_review and cases.is_handler(case, user),
    }


def _panes(review: Review, user: User) -> dict[str, object]:
    """What is read beside the checklist."""
    before = Review.objects.of(review.decision).filter(round__lt=review.round).last()
    return {
        "materials": sources.materials(review, user),
        "coverage": coverage_map.read(review.decision.case),
        "law": sources.law(review.version, timezone.localdate()),
        "earlier": sources.wanting(sources.earlier(review, user)),
        "comparable": sources.wanting(sources.comparable(review, user)),
        "changes": changes.between(before.version, review.version) if before else None,
        "lists": _lists(before, review, user) if before else None,
    }


def _loops(review: Review, user: User) -> dict[str, object]:
    """What goes back and forth over it."""
    return {
        "acts": loops.offered(review, user),
        "supplements": review.supplements.order_by("pk"),
        "objection": objections.of(review),
        "handled": handling.recorded(review),
    }


def _queue(request: AccountRequest, review: Review) -> dict[str, object]:
    """Where it stands in the queue it was opened from."""
    agencies = Agency.objects.filter(pk__in=request.user.visible_agency_ids())
    waiting = queue.waiting(request.user, QueueFilter(request.GET or None, agencies=agencies))
    before, after = desk.neighbours(waiting, review)
    return {
        "before": before,
        "after": after,
        "clock": next((row for row in waiting if row.review == review), None),
        "query": request.GET.urlencode(),
    }


def _lists(earlier: Review, review: Review, user: User) -> changes.Materials:
    """Materials added and removed since the last round, as the account may see them."""
    found = changes.of_materials(earlier.sealed()[0], list(review.materials))
    case = review.decision.case
    return changes.Materials(
        papers.as_seen(found.added, case, user), papers.as_seen(found.removed, case, user)
    )


@requires("legal_review.submit")
def review_withdraw(request: AccountRequest, pk: UUID) -> HttpResponse:
    """撤回送审."""
    review = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        services.withdraw(review, by=request.user, on=timezone.localdate())
        messages.success(request, _("已撤回送审。"))
    return redirect("case-review", review.decision.case_id)
