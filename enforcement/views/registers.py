"""The registers in the back office: their entries, and the draft of a version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement import registers
from enforcement.acts import registers as acts
from enforcement.forms.registers import OpenEntryForm, VersionForm, table_forms, table_values
from enforcement.models import Agency, Item, Officer
from enforcement.services import registers as service
from enforcement.views.registry import CHANGE, PAGE, VIEW, attempt, own_agencies, user_of


def book_or_404(register: str) -> registers.Book:
    """The table of a register named in an address."""
    try:
        return registers.book_of(register)
    except KeyError as error:
        raise Http404 from error


@requires(VIEW)
def entry_list(request: HttpRequest, register: str) -> HttpResponse:
    """The entries of one register, the newest first."""
    book = book_or_404(register)
    rows = acts.kept(request.user).filter(register=register).prefetch_related("versions")
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    context = {"title": book.name, "book": book, "page": page}
    return render(request, "enforcement/entry_list.html", context)


@requires(CHANGE)
def entry_create(request: HttpRequest, register: str) -> HttpResponse:
    """Open an entry; what the lists already know is written into its draft."""
    book, by = book_or_404(register), user_of(request)
    form = OpenEntryForm(
        request.POST or None, book=book, own=own_agencies(request), initial={"agency": by.agency}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        content = known(book, values["agency"], values.get("item"))
        made = attempt(
            form,
            lambda: service.open_entry(by=by, register=register, content=content, **values),
        )
        if made is not None:
            messages.success(request, _("已登记，请填写内容。"))
            return redirect("entry-edit", made.pk)
    context = {"form": form, "title": _("登记%(name)s") % {"name": book.name}}
    context["back"] = reverse("entry-list", args=[register])
    return render(request, "enforcement/registry_form.html", context)


def known(book: registers.Book, agency: Agency, item: Item | None) -> dict[str, Any]:
    """What the lists of agencies and items say already, by field."""
    found = {"hours": agency.office_hours, "phone": agency.phone, "address": agency.office_addr}
    if item is not None:
        found |= {"basis": item.basis_text, "remedy": item.remedy, "fee": item.fee}
        found |= {"accepting": item.unit or agency.name, "approving": agency.name}
    keys = {row.key for row in book.fields}
    return {key: value for key, value in found.items() if value and key in keys}


@requires(VIEW)
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: its newest version, what may be done, and every version before."""
    row = get_object_or_404(acts.kept(request.user), pk=pk)
    book, user = registers.book_of(row.register), user_of(request)
    versions = list(acts.kept_versions(user).filter(entry=row).order_by("-number"))
    newest = versions[0]
    context = {
        "entry": row,
        "book": book,
        "version": newest,
        "facts": registers.facts(book, newest.said()),
        "tables": registers.tables(book, newest.said()),
        "officers": Officer.objects.filter(pk__in=newest.said().get("officers", [])),
        "acts": acts.of_version(newest, user) + acts.of_entry(row, user),
        "editable": newest.status == acts.DRAFT and user.has_perm(CHANGE),
        "versions": versions,
    }
    return render(request, "enforcement/entry_detail.html", context)


@requires(CHANGE)
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft."""
    row = get_object_or_404(acts.kept_versions(request.user), pk=pk, status=acts.DRAFT)
    book, data = registers.book_of(row.entry.register), request.POST or None
    form = VersionForm(data, book=book, version=row)
    sets = table_forms(book, row, data)
    if data and form.is_valid() and all(rows.is_valid() for rows in sets.values()):
        values = form.text() | {"content": form.content() | table_values(sets)}
        by = user_of(request)
        if attempt(form, lambda: service.rewrite(row, by=by, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("entry-detail", row.entry_id)
    named = [(book.field(key), rows) for key, rows in sets.items()]
    context = {"form": form, "tables": named, "version": row, "book": book}
    return render(request, "enforcement/entry_form.html", context)
