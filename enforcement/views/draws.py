"""Random draws in the back office: list, begin, read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement.acts import draws as acts
from enforcement.forms.draws import DrawForm
from enforcement.models import Draw
from enforcement.services import draw_files, draws
from enforcement.views.registry import attempt

VIEW = "enforcement.view_case"
PAGE = 25
SHOWN = 100  # rows of the object list on one page


@requires(VIEW)
def draw_list(request: AccountRequest) -> HttpResponse:
    """Draws of the agency, newest first."""
    rows = Draw.objects.visible_to(request.user).select_related("agency")
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="created_at")
    return render(request, "enforcement/draw_list.html", {"page": page})


@requires(draws.PREPARE)
def draw_create(request: AccountRequest) -> HttpResponse:
    """Begin a draw; what was typed stays when a rule refuses it."""
    user, on = request.user, timezone.localdate()
    if user.agency is None:
        raise RuleError(_("您的账号没有所属机关。"), remedy=_("请联系系统管理员。"))
    form = DrawForm(request.POST or None, agency=user.agency, on=on)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        row = attempt(form, lambda: draws.prepare(by=user, agency=user.agency, on=on, **data))
        if row is not None:
            messages.success(request, _("已登记，请添加抽查对象和执法人员。"))
            return redirect("draw-detail", row.pk)
    return render(request, "enforcement/draw_form.html", {"form": form})


@requires(VIEW)
def draw_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One draw: its rule, its lists, its result, and what the account may do."""
    draw = get_object_or_404(Draw.objects.visible_to(request.user), pk=pk)
    objects = draw.objects_listed.order_by("pk")
    context = {
        "draw": draw,
        "acts": acts.offered(draw, request.user),
        "page": cursor_page(
            objects, request.GET.get("after", ""), size=SHOWN, field="id", descending=False
        ),
        "total": objects.count(),
        "officers": draw.officers_listed.select_related("officer").order_by("pk"),
        "recusals": draw.recusals.select_related("listed_officer__officer", "listed_object"),
        "results": draw_files.results(draw),
        "excludes": acts.preparing(draw) and request.user.has_perm(draws.PREPARE),
        "opens": request.user.has_perm(draws.PREPARE),
    }
    return render(request, "enforcement/draw_detail.html", context)
