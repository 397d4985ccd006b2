"""Items of the power list in the back office."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.registry import ItemForm
from enforcement.models import Item
from enforcement.services import items, list_versions
from enforcement.views.list_versions import added, kept, on_to, shown_version
from enforcement.views.registry import (
    CHANGE,
    PAGE,
    VIEW,
    own_agencies,
    search_of,
    user_of,
)


def own_items(request: HttpRequest) -> QuerySet[Item]:
    """Items of the agencies of the account's lists."""
    return Item.objects.filter(agency__in=own_agencies(request)).select_related("agency")


@requires(VIEW)
def item_list(request: HttpRequest) -> HttpResponse:
    """Items, the newest first."""
    form, q = search_of(request)
    rows = own_items(request).filter(name__icontains=q) if q else own_items(request)
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    context = {"title": _("行政执法事项"), "form": form, "page": page}
    return render(request, "enforcement/registry_item_list.html", context)


@requires(CHANGE)
def item_create(request: HttpRequest) -> HttpResponse:
    """Add an item; its citations are joined to the library of statutes."""
    initial = {"agency": user_of(request).agency, "effective_from": timezone.localdate()}
    form = ItemForm(request.POST or None, own=own_agencies(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = added(request, form, "item", items.create)
        if made is not None:
            return on_to(request, made[1], _("已登记事项。"), "item-admin-edit", made[0].pk)
    context = {"form": form, "title": _("登记执法事项"), "back": reverse("item-admin-list")}
    return render(request, "enforcement/registry_form.html", context)


@requires(CHANGE)
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item; its citations are shown with the text in force today."""
    item = get_object_or_404(own_items(request), pk=pk)
    shown = list_versions.begun(item)
    form = ItemForm(request.POST or None, instance=shown, own=own_agencies(request))
    if request.method == "POST" and form.is_valid():
        done = kept(request, form, item, form.cleaned_data)
        if done is not None:
            return on_to(request, done[0], _("已保存。"), "item-admin-edit", item.pk)
    context = {
        "form": form,
        "item": item,
        "bases": item.bases.select_related("statute").order_by("pk"),
        "today": timezone.localdate(),
        **shown_version(request, item),
    }
    return render(request, "enforcement/registry_item_edit.html", context)
