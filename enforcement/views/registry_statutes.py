"""The library of statutes: every version, and the text in force on the day of an act."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.folding import fold_title
from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.registry import OnForm, day_or
from enforcement.models import Statute
from enforcement.views.registry import PAGE, VIEW, search_of


@requires(VIEW)
def statute_list(request: HttpRequest) -> HttpResponse:
    """Statutes by title with their newest version."""
    form, q = search_of(request)
    rows = Statute.objects.prefetch_related("versions")
    if q:
        rows = rows.filter(folded_title__contains=fold_title(q))
    page = cursor_page(
        rows, request.GET.get("after", ""), size=PAGE, field="folded_title", descending=False
    )
    context = {"title": _("法规库"), "form": form, "page": page}
    return render(request, "enforcement/registry_statute_list.html", context)


@requires(VIEW)
def statute_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The articles of the version in force on `?on=` (today when it is not given)."""
    statute = get_object_or_404(Statute, pk=pk)
    on = day_or(request.GET.get("on", ""), timezone.localdate())
    version = statute.version_on(on)
    context = {
        "statute": statute,
        "form": OnForm(initial={"on": on}),
        "on": on,
        "version": version,
        "versions": statute.versions.order_by("-effective_from"),
        "articles": version.articles.all() if version else [],
    }
    return render(request, "enforcement/registry_statute_detail.html", context)
