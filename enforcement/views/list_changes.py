"""Changes that public lists must follow, in the back office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Deadline
from core.pages import cursor_page
from core.permissions import requires
from enforcement.acts import list_changes as acts
from enforcement.services import freshness
from enforcement.views.registry import PAGE, VIEW


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
