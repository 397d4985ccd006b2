"""Delegations in the back office: the list, a new deed, a change of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement.acts import delegations as acts
from enforcement.forms.delegations import DelegationForm
from enforcement.models.kinds import ListKind
from enforcement.services import delegations, list_versions
from enforcement.views.list_versions import added, kept, on_to, shown_version
from enforcement.views.registry import (
    CHANGE,
    PAGE,
    VIEW,
    own_agencies,
    own_delegations,
    user_of,
)


@requires(VIEW)
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Delegations given and received; those given by an own agency are changed from here."""
    page = cursor_page(
        own_delegations(request), request.GET.get("after", ""), size=PAGE, field="valid_to"
    )
    on, own = timezone.localdate(), set(own_agencies(request).values_list("pk", flat=True))
    rows = [(row, row.in_force(on), row.delegator_id in own) for row in page.rows]
    context = {"title": _("委托执法"), "rows": rows, "page": page, "on": on}
    return render(request, "enforcement/registry_delegation_list.html", context)


@requires(CHANGE)
def delegation_create(request: HttpRequest) -> HttpResponse:
    """Enter a written delegation of an own agency; with a day of publication it is to be approved."""
    own, on = own_agencies(request), timezone.localdate()
    initial = {"delegator": user_of(request).agency, "published_on": on}
    form = DelegationForm(request.POST or None, own=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = added(request, form, ListKind.DELEGATION, delegations.create)
        if made is not None:
            return on_to(request, made[1], _("已登记委托执法。"), "delegation-admin-list")
    context = {"form": form, "title": _("登记委托执法"), "back": reverse("delegation-admin-list")}
    return render(request, "enforcement/registry_form.html", context)


@requires(CHANGE)
def delegation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a deed: a draft at once, a public one by a version that waits for its approval."""
    row = get_object_or_404(acts.given(request.user), pk=pk)
    own = own_agencies(request)
    form = DelegationForm(request.POST or None, own=own, instance=list_versions.begun(row))
    if request.method == "POST" and form.is_valid():
        done = kept(request, form, row, form.cleaned_data)
        if done is not None:
            return on_to(request, done[0], _("已保存。"), "delegation-admin-list")
    context = {"form": form, "title": row.number, "back": reverse("delegation-admin-list")}
    context |= {"acts": acts.offered(row, user_of(request)), **shown_version(request, row)}
    return render(request, "enforcement/registry_delegation_edit.html", context)
