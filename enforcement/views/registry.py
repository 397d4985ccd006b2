"""The registry's front page, and what its pages share."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import RuleError
from core.forms import AccessibleForm
from core.permissions import requires
from enforcement import registers
from enforcement.forms.registry import SearchForm
from enforcement.models import Agency, Benchmark, Delegation, Item, Officer, Statute, User

VIEW, CHANGE = "enforcement.view_registry", "enforcement.change_registry"
PAGE = 25
T = TypeVar("T")


def user_of(request: HttpRequest) -> User:
    """The account of a request that has passed `requires`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def own_agencies(request: HttpRequest) -> QuerySet[Agency]:
    """The agencies whose lists are the account's; everybody else's do not exist for it."""
    rows: QuerySet[Agency] = Agency.objects.kept_by(user_of(request))
    return rows.order_by("path")


def own_delegations(request: HttpRequest) -> QuerySet[Delegation]:
    """Delegations one side of which is an agency of the account's lists."""
    own = own_agencies(request)
    return Delegation.objects.filter(Q(delegator__in=own) | Q(delegate__in=own)).select_related(
        "delegator", "delegate"
    )


def search_of(request: HttpRequest) -> tuple[SearchForm, str]:
    """The filter of a list and the word it asks for."""
    form = SearchForm(request.GET or None)
    return form, form.cleaned_data["q"].strip() if form.is_valid() else ""


def attempt(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Run a change; a refused rule is shown in the form, and what was typed stays."""
    try:
        return act()
    except RuleError as error:
        if not isinstance(form, AccessibleForm):
            raise
        form.refuse(error)
        return None


def warn(request: HttpRequest, flags: list[str]) -> None:
    """Show what is odd about a saved row; it is saved all the same."""
    for words in flags:
        messages.warning(request, words)


@requires(VIEW)
def registry_home(request: HttpRequest) -> HttpResponse:
    """How much is in each list, and the way there."""
    own = own_agencies(request)
    context = {
        "agencies": own.count(),
        "officers": Officer.objects.filter(agency__in=own).count(),
        "items": Item.objects.filter(agency__in=own).count(),
        "benchmarks": Benchmark.objects.filter(agency__in=own).count(),
        "delegations": own_delegations(request).count(),
        "statutes": Statute.objects.count(),
        "books": registers.BOOKS.values(),
    }
    return render(request, "enforcement/registry_home.html", context)
