"""The list of reviewers and their qualifications, kept by the list administrator."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.permissions import AccountRequest, requires
from enforcement.models import Officer, User
from legal_review import qualifications
from legal_review.forms import QualificationEndForm, QualificationForm
from legal_review.models import Qualification
from legal_review.models.qualification import QualificationQuerySet

VIEW, CHANGE = "enforcement.view_registry", "enforcement.change_registry"


def own_qualifications(user: User) -> QualificationQuerySet:
    """Qualifications at the agencies the account may see."""
    return Qualification.objects.filter(agency_id__in=user.visible_agency_ids())


def own_reviewers(user: User) -> QuerySet[User]:
    """Accounts of reviewers at the agencies the account may see."""
    rows = User.objects.filter(agency_id__in=user.visible_agency_ids(), is_active=True)
    reviewers = [row.pk for row in rows if row.has_perm(qualifications.REVIEW)]
    return User.objects.filter(pk__in=reviewers).order_by("name", "pk")


@requires(VIEW)
def qualification_list(request: AccountRequest) -> HttpResponse:
    """Reviewers now and earlier, and whether the agency has enough of them."""
    on = timezone.localdate()
    rows = own_qualifications(request.user).select_related("account", "agency")
    context = {
        "rows": rows.order_by("agency", "-valid_from", "pk"),
        "valid": set(rows.valid(on).values_list("pk", flat=True)),
        "today": on,
    }
    agency = request.user.agency
    if agency is not None:
        officers = Officer.objects.filter(agency=agency, status=Officer.Status.ACTIVE).count()
        context["needed"] = qualifications.required_reviewers(officers, agency.rules())
        context["present"] = rows.valid(on).filter(agency=agency).count()
    return render(request, "legal_review/qualification_list.html", context)


@requires(CHANGE)
def qualification_create(request: AccountRequest) -> HttpResponse:
    """Record the qualification of a reviewer."""
    form = QualificationForm(request.POST or None, accounts=own_reviewers(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            qualifications.register(by=request.user, **form.cleaned_data)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已登记法制审核资格。"))
            return redirect("qualification-list")
    return _form_page(request, form, _("登记法制审核资格"))


@requires(CHANGE)
def qualification_end(request: AccountRequest, pk: int) -> HttpResponse:
    """End a qualification from a day on."""
    rows = own_qualifications(request.user).select_related("account")
    row = get_object_or_404(rows, pk=pk)
    form = QualificationEndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            qualifications.end(row, by=request.user, **form.cleaned_data)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已终止法制审核资格。"))
            return redirect("qualification-list")
    return _form_page(request, form, _("终止法制审核资格：%(name)s") % {"name": row.account})


def _form_page(
    request: AccountRequest, form: QualificationForm | QualificationEndForm, title: str
) -> HttpResponse:
    context = {"form": form, "title": title, "back": reverse("qualification-list")}
    return render(request, "enforcement/registry_form.html", context)
