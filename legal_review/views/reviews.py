"""The reviewer's desk and the review tab of a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import deadlines
from core.errors import RuleError
from core.models import Deadline
from core.permissions import AccountRequest, requires
from core.views.preview import previewed
from enforcement import particulars, weighing
from enforcement.models import Case, Decision
from enforcement.services import cases, decisions
from legal_review import answers, catalogue, changes, papers, services
from legal_review.forms import APPROVE, OpinionForm, SubmitForm
from legal_review.models import Review
from recording import completeness, coverage_map


def clocks_of(rows: list[Review]) -> dict[str, Deadline]:
    """The running review clock of each review, by its key."""
    found = deadlines.running().filter(
        subject_type="review", subject_id__in=[str(row.pk) for row in rows]
    )
    return {clock.subject_id: clock for clock in found}


@requires("enforcement.view_case")
def review_queue(request: AccountRequest) -> HttpResponse:
    """Open reviews, the most urgent first."""
    rows = Review.objects.visible_to(request.user).select_related("decision__case", "submitted_by")
    waiting = list(rows.filter(status=Review.Status.OPEN))
    clocks = clocks_of(waiting)
    left = deadlines.remaining_of(clocks.values(), timezone.localdate())
    queue = [
        (row, clock, left[clock.pk] if clock else None)
        for row in waiting
        for clock in [clocks.get(str(row.pk))]
    ]
    queue.sort(key=lambda item: (item[2] is None, item[2] or 0))
    decided = rows.exclude(status=Review.Status.OPEN).order_by("-decided_on", "-created_at")[:20]
    return render(request, "legal_review/queue.html", {"queue": queue, "decided": decided})


@requires("enforcement.view_case")
def case_review(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The review tab of a case: what is missing, why review is due, every round so far."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    return _case_page(request, case)


def _submit_form(draft: Decision, data: QueryDict | None = None) -> SubmitForm:
    """The form with the heads of the draft's jurisdiction, begun from the last submission."""
    asked = answers.questions(draft.agency.rules())
    return SubmitForm(data, questions=asked, initial=SubmitForm.known(answers.earlier(draft)))


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
        "gaps": completeness.gaps(case, "review", on) if draft else [],
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
                decision, by=request.user, on=on, declared=declared, answers=form.answers()
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
    heads = catalogue.heads(review.agency.rules())
    form = OpinionForm(request.POST or None, heads=heads)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, review, form)
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect("review-detail", review.pk)
    return render(request, "legal_review/detail.html", _context(request, review, form))


def _decide(request: AccountRequest, review: Review, form: OpinionForm) -> None:
    data = form.cleaned_data
    decide = services.approve if data["outcome"] == APPROVE else services.send_back
    decide(
        review,
        by=request.user,
        on=timezone.localdate(),
        opinion=data["opinion"],
        checks=form.checks(),
    )
    messages.success(request, _("审核意见已出具并归入案卷。"))


def _context(request: AccountRequest, review: Review, form: OpinionForm) -> dict[str, object]:
    earlier = Review.objects.of(review.decision).filter(round__lt=review.round).last()
    open_review = review.status == Review.Status.OPEN
    return {
        "review": review,
        "materials": papers.shown(review, request.user),
        "case": review.decision.case,
        "coverage": coverage_map.read(review.decision.case),
        "version": review.version,
        "weighed": "\n".join(weighing.applied(review.version).lines),
        "particulars": particulars.labelled(review.version),
        "form": form,
        "answers": review.answers.order_by("pk"),
        "checks": review.checks.order_by("pk"),
        "changes": changes.between(earlier.version, review.version) if earlier else None,
        "may_decide": open_review and request.user.has_perm("legal_review.review"),
        "may_withdraw": open_review and cases.is_handler(review.decision.case, request.user),
    }


@requires("legal_review.submit")
def review_withdraw(request: AccountRequest, pk: UUID) -> HttpResponse:
    """撤回送审."""
    review = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        services.withdraw(review, by=request.user, on=timezone.localdate())
        messages.success(request, _("已撤回送审。"))
    return redirect("case-review", review.decision.case_id)
