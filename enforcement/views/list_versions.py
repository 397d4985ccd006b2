"""Changes of the public lists in the back office: what waits, one version, several approved at once."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import demand, requires
from enforcement import lists
from enforcement.acts import list_versions as acts
from enforcement.forms.list_changes import ApproveAllForm
from enforcement.models import ListVersion
from enforcement.services import examination, list_records, list_withholding
from enforcement.services import list_versions as service
from enforcement.views.registry import PAGE, VIEW, attempt, user_of

SEEN = "seen"  # the field of a form with the state of the version it shows


@requires(VIEW)
def version_list(request: HttpRequest) -> HttpResponse:
    """Open versions, the newest first, each with what it changes; chosen ones are approved here."""
    if request.method == "POST":
        demand(user_of(request), service.APPROVE)
        return _approve(request)
    return _list(request, ApproveAllForm(rows=ListVersion.objects.none()))


def _list(request: HttpRequest, form: BaseForm) -> HttpResponse:
    rows = acts.kept(request.user).open()  # type: ignore[attr-defined]  # the model's own queryset
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    own = examination.written(page.rows, user_of(request))
    lines = [
        (row, changes(row), row.pk not in own and _decides(request, row), examination.digest(row))
        for row in page.rows
    ]
    for row in page.rows:
        row.returning = acts.returning(row)  # words for the template
    context = {"title": _("待公布的清单变更"), "page": page, "rows": lines, "form": form}
    context["decides"] = any(mine for _row, _changes, mine, _seen in lines)
    return render(request, "enforcement/list_version_list.html", context)


def changes(row: ListVersion) -> list[Any]:
    """What a version changes of what it was written upon."""
    book = lists.LISTS[row.kind]
    public = lists.says_public(book, row.base, timezone.localdate())
    return lists.compared(book, row.base if public else {}, row.content)


def along(row: ListVersion) -> list[tuple[Any, Any, list[Any]]]:
    """The list, the row and every line of what becomes public with an open version of its agency."""
    if row.status not in ListVersion.OPEN:
        return []
    rows = [(lists.list_of(each), each) for each in list_records.along(row)]
    return [(book, each, lists.lines(book, lists.content(each))) for book, each in rows]


def _decides(request: HttpRequest, row: ListVersion) -> bool:
    """Whether the account may approve the version."""
    user = user_of(request)
    mine = user.agency is not None and row.agency.path.startswith(user.agency.path)
    return mine and acts.VERSION_PUBLISH.offered(row, user) and row.submitted_by_id != user.pk


def _approve(request: HttpRequest) -> HttpResponse:
    """Approve the chosen versions in one act; one refused refuses all, and says why."""
    rows = ListVersion.objects.decided_by(request.user).filter(status=acts.SUBMITTED)
    sent, by, on = request.POST.copy(), user_of(request), timezone.localdate()
    if "all" in sent:
        sent.setlist("versions", sent.getlist("listed"))
    form = ApproveAllForm(sent, rows=rows)
    if form.is_valid():
        given = dict(form.cleaned_data)
        given["seen"] = {
            row.pk: sent.get(f"seen-{row.pk}") or examination.UNSEEN for row in given["versions"]
        }
        done = attempt(form, lambda: service.publish_all(by=by, on=on, **given))
        if done is not None:
            messages.success(request, _("已批准公布%(n)d项。") % {"n": done})
            return redirect("list-version-list")
    return _list(request, form)


@requires(VIEW)
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it changes, what may be done, and every version of the row."""
    row = get_object_or_404(acts.kept(request.user), pk=pk)
    withheld = row.withholdings.exclude(status="refused").first()
    context = {
        "version": row,
        "first": list_records.opens(row),
        "book": lists.LISTS[row.kind],
        "changes": changes(row),
        "along": along(row),
        "returning": acts.returning(row) if row.status in ListVersion.OPEN else "",
        "withholding": withheld,
        "withholding_told": list_withholding.told(withheld) if withheld else [],
        "acts": acts.of_version(row, user_of(request)),
        "versions": ListVersion.objects.of(row.kind, row.row).order_by("-number"),
    }
    return render(request, "enforcement/list_version_detail.html", context)


def kept(request: HttpRequest, form: BaseForm, row: Any, values: dict[str, Any]) -> Any:
    """(its draft or None,) once a change of a row is kept; None where a rule refuses it."""
    by, on, seen = user_of(request), timezone.localdate(), request.POST.get(SEEN, "")
    return attempt(form, lambda: (service.change(row, by=by, on=on, changes=values, seen=seen),))


def added(request: HttpRequest, form: BaseForm, kind: str, make: service.Write) -> Any:
    """(row, its draft or None) once a row is made; None where a rule refuses it."""
    by, on, values = user_of(request), timezone.localdate(), form.cleaned_data
    return attempt(form, lambda: service.add(kind, make, by=by, on=on, values=values))


def on_to(
    request: HttpRequest, version: ListVersion | None, words: str, back: str, *args: int
) -> HttpResponse:
    """Say what became of it and go on: to the draft, or back where no draft was made."""
    if version is None:
        messages.success(request, words)
        return redirect(back, *args)
    messages.success(request, _("修改已存为待报批的版本：公众看到的内容在批准之后才改变。"))
    return redirect("list-version-detail", version.pk)


def shown_version(request: HttpRequest, row: Any) -> dict[str, Any]:
    """The version of a row that is written or waits, and what its form sends back of it."""
    seen = request.POST.get(SEEN, "") if request.method == "POST" else service.state(row)
    waiting = list_records.versions(row).open().first()
    begins = waiting is not None and not list_records.told_of(
        row, waiting.base, list_records.day_of(waiting)
    )
    return {"waiting": waiting, "begins": begins, "seen": seen}
