"""Random checks: the list with its plans, the draws, and the file and script to check a draw by."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from disclosure import earlier_lists, listings, objections, once_listed, random_checks
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import CURSOR, RandomCheckFilter, RandomItemFilter, offer
from disclosure.views.public.list_versions import LINE, Page, line
from enforcement import draws
from enforcement.models import RandomCheckItem
from enforcement.services import draw_files

PAGE = 20
BAD = 400
SCRIPT = Path(draws.__file__)


@kept_a_minute
def random_check_list(request: HttpRequest) -> HttpResponse:
    """The draws, newest commitment first."""
    form = RandomCheckFilter(request.GET)
    offer(form, listings.announced())
    context = {"form": form, "title": _("双随机抽查")}
    if not form.is_valid():
        return render(request, "public/random_check_list.html", context, status=BAD)
    rows = random_checks.draws(form.cleaned_data)
    page = cursor_page(rows, request.GET.get(CURSOR, ""), size=PAGE, field="committed_at")
    return render(request, "public/random_check_list.html", {**context, "page": page})


@kept_a_minute
def random_check_items(request: HttpRequest) -> HttpResponse:
    """The list of random checks, agency by agency, with the plan of the day's year."""
    form = RandomItemFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, "public/random_check_items.html", {"form": form}, status=BAD)
    today = timezone.localdate()
    on = earlier_lists.day_of(form.cleaned_data, today)
    rows = earlier_lists.random_items(form.cleaned_data, today)
    page = earlier_lists.page_of(rows, request.GET.get(CURSOR, ""), size=PAGE, field="agency_id")
    objections.mark(page.rows)
    context = {"form": form, "page": page, "on": on, "year": (on or today).year}
    return render(request, "public/random_check_items.html", context)


def _item(item: RandomCheckItem, on: date) -> dict[str, Any]:
    objected = objections.waits_line("random", item.pk)
    return {"item": item, "facts": facts(item), "year": on.year, "objected": objected}


ITEM = Page(
    "public/random_check_item.html",
    lambda on: random_checks.items({}, on),
    once_listed.random_items,
    _item,
)
PLAN = Page(LINE, random_checks.plans, once_listed.random_plans, line)


@revalidated
def random_check_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of the list with every field, and its plan of the year."""
    return ITEM.answer(request, pk)


@revalidated
def random_check_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of a yearly plan, with its history."""
    return PLAN.answer(request, pk)


def facts(item: RandomCheckItem) -> list[tuple[str, object]]:
    """The published fields (domain §6.3): names and values, empty ones left out."""
    rows = [
        (_("抽查主体"), item.agency.name),
        (_("抽查依据"), item.basis),
        (_("抽查对象"), item.target),
        (_("抽查内容"), item.content),
        (_("抽查比例"), item.ratio),
        (_("抽查方式"), item.get_way_display()),
        (_("检查方法"), item.method),
        (_("抽查频次"), item.frequency),
        (_("检查类别"), item.get_weight_display()),
        (_("抽查领域"), item.field),
        (_("抽查层级"), item.level),
        (_("发起部门"), item.leading_unit),
        (_("配合部门"), item.joining_units),
        (_("实施时间"), item.season),
        (_("备注"), item.remark),
        (_("生效日期"), item.effective_from),
        (_("公布日期"), item.published_on),
    ]
    return [(name, value) for name, value in rows if value]


@revalidated
def random_check_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One draw: commitment, seed, result, what was published of it, and how to check it."""
    draw = get_object_or_404(random_checks.draws({}), pk=pk)
    lists = draw_files.published(draw)["lists"]
    context = {
        "draw": draw,
        "lists": lists,
        "pairs": random_checks.pairs(draw, timezone.localdate()),
        "host": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "public/random_check_detail.html", context)


@kept_a_minute
def random_check_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file of a draw that the script checks."""
    draw = get_object_or_404(random_checks.draws({}), pk=pk)
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(draw_files.published(draw), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="draw.json"'
    return response


@kept_a_minute
def random_check_script(request: HttpRequest) -> HttpResponse:
    """The stand-alone script: the very module that draws."""
    text = SCRIPT.read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_draw.py"'
    return response
