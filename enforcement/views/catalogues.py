"""The catalogue of review in the back office: versions, rules, and the trial over past decisions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.periods import add_months
from core.permissions import requires
from enforcement import review_floor, review_trial
from enforcement.acts import catalogues as acts
from enforcement.forms.catalogues import (
    FORMS,
    TEST_LABELS,
    CatalogueForm,
    NewCatalogueForm,
    RuleForm,
    TrialForm,
)
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.review_terms import described
from enforcement.services import catalogues
from enforcement.views.registry import CHANGE, PAGE, VIEW, attempt, own_agencies, user_of

MONTHS = 12


@requires(VIEW)
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """Versions of the account's agencies, the newest first."""
    rows = acts.kept(request.user)
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    context = {"page": page, "on": timezone.localdate()}
    return render(request, "enforcement/catalogue_list.html", context)


@requires(CHANGE)
def catalogue_create(request: HttpRequest) -> HttpResponse:
    """Begin a version from the rules in force."""
    by, on = user_of(request), timezone.localdate()
    initial = {"agency": by.agency}
    form = NewCatalogueForm(request.POST or None, own=own_agencies(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(form, lambda: catalogues.begin(by=by, on=on, **values))
        if made is not None:
            messages.success(request, _("已按现行审核范围建立新版本，请逐项修改。"))
            return redirect("catalogue-detail", made.pk)
    return _form_page(request, form, _("编制目录清单新版本"), reverse("catalogue-list"))


def _form_page(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "enforcement/registry_form.html", context)


@requires(CHANGE)
def catalogue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the document a draft rests on."""
    row = _draft(request, pk)
    known = {name: getattr(row, name) for name in catalogues.TEXT}
    form = CatalogueForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        by, values = user_of(request), form.cleaned_data
        if attempt(form, lambda: catalogues.rewrite(row, by=by, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("catalogue-detail", pk)
    return _form_page(request, form, _("修改清单名称和依据"), acts.version_page(row)[1])


def _draft(request: HttpRequest, pk: int) -> ReviewCatalogue:
    return get_object_or_404(acts.kept(request.user), pk=pk, status=acts.DRAFT)


@requires(VIEW)
def catalogue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its document, its rules, and what may be done with it."""
    row = get_object_or_404(acts.kept(request.user), pk=pk)
    rules, on = list(row.rules.all()), timezone.localdate()
    laws = review_floor.floor(row.agency.rules(), row.valid_from or on)
    context = {
        "catalogue": row,
        "facts": catalogues.facts(row),
        "rules": [
            (rule, described(rule.row()), review_floor.keeps_law(rule.row(), laws))
            for rule in rules
        ],
        "acts": acts.offered(row, user_of(request)),
        "editable": row.status == acts.DRAFT and user_of(request).has_perm(CHANGE),
        "tests": TEST_LABELS.items(),
        "on": on,
    }
    return render(request, "enforcement/catalogue_detail.html", context)


@requires(CHANGE)
def rule_create(request: HttpRequest, pk: int, test: str) -> HttpResponse:
    """Add a rule of one kind of test."""
    row = _draft(request, pk)
    if test not in FORMS:
        raise Http404
    return _rule_page(request, row, FORMS[test](request.POST or None), test)


@requires(CHANGE)
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule of a draft."""
    rule = get_object_or_404(acts.kept_rules(request.user), pk=pk)
    row = _draft(request, rule.catalogue_id)
    kind = FORMS[rule.test]
    form = kind(request.POST or None, initial=kind.known(rule))
    return _rule_page(request, row, form, rule.test, rule)


def _rule_page(
    request: HttpRequest,
    row: ReviewCatalogue,
    form: RuleForm,
    test: str,
    rule: CatalogueRule | None = None,
) -> HttpResponse:
    by, on = user_of(request), timezone.localdate()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in RuleForm.base_fields}
        values |= {"test": test, "terms": form.terms(), "rule": rule}
        if attempt(form, lambda: catalogues.put(row, by=by, on=on, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("catalogue-detail", row.pk)
    title = str(TEST_LABELS[test])
    return _form_page(request, form, title, acts.version_page(row)[1])


@requires(VIEW)
def catalogue_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What the version would have sent to review in a period, against what is in force."""
    row = get_object_or_404(acts.kept(request.user), pk=pk)
    on = timezone.localdate()
    form = TrialForm(request.GET or {"since": add_months(on, -MONTHS), "until": on})
    context: dict[str, Any] = {"catalogue": row, "form": form, "shown": review_trial.SHOWN}
    if form.is_valid():
        context["trial"] = review_trial.of_version(row, on=on, **form.cleaned_data)
    return render(request, "enforcement/catalogue_trial.html", context)
