"""Officers and items, and the text of the articles that items and decisions cite."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure import (
    earlier_lists,
    inspection_lists,
    listings,
    objections,
    once_listed,
    presentation,
    registers,
)
from disclosure.caching import kept_a_minute, revalidated
from disclosure.earlier_lists import page_of
from disclosure.filters import CURSOR, ItemFilter, OfficerFilter, offer
from disclosure.views.public.days import day
from disclosure.views.public.list_versions import Page
from enforcement.models import Article, Item, Statute, StatuteVersion

PAGE = 30
BAD = 400
MISSING = 404
LARGEST = 9_999  # 条 are numbered far below; a longer number is no article


@kept_a_minute
def officer_list(request: HttpRequest) -> HttpResponse:
    """Officers in post, agency by agency; as of a day when one is named."""
    form = OfficerFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, "public/officer_list.html", {"form": form}, status=BAD)
    values, today = form.cleaned_data, timezone.localdate()
    rows = earlier_lists.officers(values, today)
    page = page_of(rows, request.GET.get(CURSOR, ""), size=PAGE, field="agency_id")
    objections.mark(page.rows)
    context = {"form": form, "page": page, "on": earlier_lists.day_of(values, today)}
    return render(request, "public/officer_list.html", context)


OFFICER = Page(
    "public/officer_detail.html",
    lambda on: listings.officers({}, on),
    once_listed.officers,
    lambda officer, _on: {"officer": officer, "objected": objections.waits(officer)},
)


@revalidated
def officer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One officer: the published fields and nothing else (domain §6.4)."""
    return OFFICER.answer(request, pk)


@kept_a_minute
def item_list(request: HttpRequest) -> HttpResponse:
    """The published power list; as of a day when one is named."""
    form = ItemFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, "public/item_list.html", {"form": form}, status=BAD)
    values, today = form.cleaned_data, timezone.localdate()
    rows = earlier_lists.items(values, today)
    page = page_of(rows, request.GET.get(CURSOR, ""), size=PAGE, field="agency_id")
    objections.mark(page.rows)
    context = {"form": form, "page": page, "on": earlier_lists.day_of(values, today)}
    return render(request, "public/item_list.html", context)


def _item(item: Item, on: date) -> dict[str, Any]:
    bases = [(row, _article_link(row.article, on)) for row in listings.bases(item, on)]
    return {
        "item": item,
        "facts": facts(item),
        "bases": bases,
        "inspections": inspection_lists.announced(item.agency, on, item),
        "guides": registers.guides_of(item, on),
        "objected": objections.waits(item),
    }


ITEM = Page("public/item_detail.html", lambda on: listings.items({}, on), once_listed.items, _item)


@revalidated
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One item with its basis, each article as it reads today."""
    return ITEM.answer(request, pk)


def _article_link(article: Article | None, on: date) -> str:
    return presentation.article_url(article, on) if article else ""


def facts(item: Item) -> list[tuple[Any, Any]]:
    """The published fields of an item (domain §6.2): names and values, empty ones left out."""
    rows = [
        (_("职权类别"), item.get_kind_display()),
        (_("事项编码"), item.code),
        (_("执法领域"), item.field),
        (_("承办机构"), item.unit),
        (_("办理期限"), item.time_limit),
        (_("收费情况"), item.fee),
        (_("救济渠道"), item.remedy),
        *((name, linebreaksbr(text)) for name, text in item.further()),
        (_("生效日期"), item.effective_from),
        (_("公布日期"), item.published_on),
    ]
    return [(name, value) for name, value in rows if value]


@kept_a_minute
def statute_article(request: HttpRequest, pk: int, no: str) -> HttpResponse:
    """One article as it read on a day (`?on=`, today when left out)."""
    on = day(request.GET.get("on", ""))
    statute = get_object_or_404(Statute, pk=pk)
    number, suffix = numbers(no)
    version = statute.version_on(on)
    articles = version.articles.filter(no=number, suffix=suffix) if version else None
    article = articles.first() if articles is not None else None
    context = {
        "statute": statute,
        "on": on,
        "version": version,
        "article": article,
        "no": no,
        "others": list(statute.versions.order_by("-effective_from")),
        "neighbours": neighbours(version, article),
    }
    status = HttpResponse.status_code if article else MISSING
    return render(request, "public/statute_article.html", context, status=status)


def numbers(no: str) -> tuple[int, int]:
    """(条, 之) of the URL form 53 or 53-1. Raises Http404 for a number no article can have."""
    head, _dash, tail = no.partition("-")
    found = int(head), int(tail or 0)
    if max(found) > LARGEST:
        raise Http404("no such article")
    return found


def neighbours(
    version: StatuteVersion | None, article: Article | None
) -> dict[str, tuple[str, str]]:
    """(label, number in the URL) of the articles before and after, where there are any."""
    if version is None or article is None:
        return {}
    near = version.articles.filter(ordinal__in=[article.ordinal - 1, article.ordinal + 1])
    sides = {article.ordinal - 1: "previous", article.ordinal + 1: "next"}
    return {sides[row.ordinal]: (row.label, presentation.number(row)) for row in near}
