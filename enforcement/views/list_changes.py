"""Changes that public lists must follow, in the back office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Deadline
from core.pages import cursor_page
from core.permissions import requires
from enforcement.acts import list_changes as acts
from enforcement.forms.list_changes import ChangeForm
from enforcement.services import freshness
from enforcement.views.registry import CHANGE, PAGE, VIEW, attempt, own_agencies, user_of


@requires(VIEW)
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes with their clocks, the newest first."""
    rows = acts.kept(request.user)
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="changed_on")
    keys = [str(row.pk) for row in page.rows]
    clocks = Deadline.objects.filter(subject_type=freshness.SUBJECT, subject_id__in=keys)
    due = {clock.subject_id: clock for clock in clocks}
    pairs = [(row, due.get(str(row.pk))) for row in page.rows]
    context = {"title": _("待更新的清单"), "page": page, "rows": pairs, "on": timezone.localdate()}
    return render(request, "enforcement/list_change_list.html", context)


@requires(CHANGE)
def change_create(request: HttpRequest) -> HttpResponse:
    """Enter a change that no service of the portal noted by itself."""
    by = user_of(request)
    own = own_agencies(request)
    form = ChangeForm(request.POST or None, own=own, initial={"agency": by.agency})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: freshness.enter(by=by, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("已登记，请在应当更新日期以前更新清单。"))
            return redirect("list-change-settle", made.pk)
    context = {"form": form, "title": _("登记变动"), "back": reverse("list-change-list")}
    return render(request, "enforcement/registry_form.html", context)
