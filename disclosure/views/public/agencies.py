"""Enforcement agencies: the register, and one agency with its rules and how timely it publishes."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from disclosure import (
    earlier_lists,
    inspection_lists,
    listings,
    objections,
    once_listed,
    rulebook,
    search,
)
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import CURSOR, AgencyFilter
from disclosure.views.public.list_versions import Page
from enforcement.models import Agency, Delegation, Item
from enforcement.models.kinds import ActionKind
from legal_review import staffing

PAGE = 30
BAD = 400


@kept_a_minute
def agency_list(request: HttpRequest) -> HttpResponse:
    """The announced agencies, in the order of the tree; as of a day when one is named."""
    form = AgencyFilter(request.GET)
    if not form.is_valid():
        return render(request, "public/agency_list.html", {"form": form}, status=BAD)
    values, today = form.cleaned_data, timezone.localdate()
    rows = earlier_lists.agencies(values, today)
    page = earlier_lists.page_of(rows, request.GET.get(CURSOR, ""), size=PAGE, field="path")
    objections.mark(page.rows)
    context = {"form": form, "page": page, "on": earlier_lists.day_of(values, today)}
    return render(request, "public/agency_list.html", context)


def _agency(agency: Agency, on: date) -> dict[str, Any]:
    newest = search.listed(search.decisions({"agency": str(agency.pk)}, on))
    rules = agency.rules()
    return {
        "agency": agency,
        "facts": facts(agency, on),
        "parent": Agency.objects.get_parent(agency),
        "delegations": Delegation.objects.public(on).running(on).filter(delegator=agency),
        "delegated_by": Delegation.objects.public(on).running(on).filter(delegate=agency),
        "newest": cursor_page(newest, "", size=5, field=search.ORDER).rows,
        "timeliness": search.timeliness(on, agency),
        "year": on.year,
        "inspections": inspection_lists.announced(agency, on),
        "staffing": staffing.of(agency, on),
        "rules": rules,
        "rulebook": rulebook.chapters(rules, on),
        "objected": objections.waits(agency),
    }


AGENCY = Page(
    "public/agency_detail.html",
    lambda _on: listings.agencies({}),
    once_listed.agencies,
    _agency,
)


@revalidated
def agency_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: what it is, may do, must publish when, and did."""
    return AGENCY.answer(request, pk)


def facts(agency: Agency, on: date) -> list[tuple[str, Any]]:
    """The published fields of an agency (domain §6.1): names and values, empty ones left out."""
    rows = [
        (_("主体类别"), agency.get_kind_display()),
        (_("统一社会信用代码"), agency.uscc),
        (_("执法领域"), agency.field),
        (_("执法类别"), kinds(agency, on)),
        (_("本级人民政府"), agency.government_name),
        (_("行政区划代码"), agency.division_code),
        (_("确认机关"), agency.confirmed_by),
        (_("确认文号"), agency.confirm_doc_no),
        (_("公告日期"), agency.announced_on),
        (_("办公地点"), agency.office_addr),
        (_("通信地址"), agency.mail_addr),
        (_("办公时间"), agency.office_hours),
        (_("咨询电话"), agency.phone),
        (_("监督电话"), agency.supervise_phone),
        (_("机关负责人"), agency.head_name),
    ]
    return [(name, value) for name, value in rows if value]


def kinds(agency: Agency, on: date) -> str:
    """The kinds of act its public power list has, in their order."""
    found = set(Item.objects.public(on).filter(agency=agency).values_list("kind", flat=True))
    return _("、").join(str(kind.label) for kind in ActionKind if kind.value in found)
