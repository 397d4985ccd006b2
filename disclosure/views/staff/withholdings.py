"""What the system withheld by itself: the list of who may confirm it, where several are confirmed at once."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.acts import accepted
from core.http import UNPROCESSABLE
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from disclosure import grounds
from disclosure.forms import ConfirmAllForm
from disclosure.models import AutomaticWithholding, Publication
from disclosure.services import automatic

PAGE = 50


@requires(automatic.APPROVE)
def withholding_list(request: AccountRequest) -> HttpResponse:
    """Those the account may confirm, the oldest first; the chosen ones are confirmed here."""
    rows = AutomaticWithholding.objects.confirmable_by(request.user).select_related(
        *("publication__agency", "publication__shown", "publication__decision__case__party"),
        "publication__record__agency",
    )
    if request.method == "POST":
        return _confirm(request, rows)
    return _list(request, rows, ConfirmAllForm(rows=rows))


def _confirm(request: AccountRequest, rows: QuerySet[AutomaticWithholding]) -> HttpResponse:
    sent = request.POST.copy()
    if "all" in sent:
        sent.setlist("withholdings", sent.getlist("listed"))
    form, done = ConfirmAllForm(sent, rows=rows), 0

    def confirm() -> None:
        nonlocal done
        given = form.cleaned_data
        done = automatic.confirm_all(
            given["withholdings"], by=request.user, opinion=given["opinion"]
        )

    if not accepted(form, confirm):
        return _list(request, rows, form, status=UNPROCESSABLE)
    messages.success(request, _("已确认不公开%(n)d件，确认人已记录在案。") % {"n": done})
    return redirect("withholding-list")


def _list(
    request: AccountRequest,
    rows: QuerySet[AutomaticWithholding],
    form: ConfirmAllForm,
    status: int = 200,
) -> HttpResponse:
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id", descending=False)
    chosen = set(form["withholdings"].value() or ())
    lines = [(row, told(row.publication), str(row.pk) in chosen) for row in page.rows]
    context = {"rows": lines, "next_cursor": page.next_cursor, "form": form}
    return render(request, "disclosure/withholding_list.html", context, status=status)


def told(row: Publication) -> dict[str, Any]:
    """Its number, its ground with the article, and the facts; neither the title nor the party."""
    return {
        "number": grounds.number(row),
        "ground": grounds.words(row.withheld_code),
        "article": grounds.article(row),
        "facts": grounds.facts(row),
    }
