"""One thing a person may do with one row: a page with one form, and one service behind it.

An Act is a row of a table; `page` makes its view. The view authorises, fetches the visible row,
validates, calls the service and goes back; a refused rule is shown beside the field it names and
what was typed stays. A place that offers acts as links asks `Act.offered`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.errors import RuleError
from core.forms import PastDateField, PortalForm
from core.permissions import AccountRequest, requires

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=models.Model)


class ActForm(PortalForm):
    """A form that knows its row and the day; `known` gives what need not be asked again."""

    def __init__(self, *args: Any, row: Any, on: "date", **kwargs: Any) -> None:
        self.row, self.today = row, on
        super().__init__(*args, initial={"on": on, **self.known()}, **kwargs)
        self.shape()

    def known(self) -> dict[str, Any]:
        """Values already on record, by field name."""
        return {}

    def shape(self) -> None:
        """Choices and fields that depend on the row."""


class DayActForm(ActForm):
    """The day an act was done, never ahead."""

    on = PastDateField(label=gettext_lazy("日期"))


def nothing(row: Any, on: "date") -> str:
    """No explanation beforehand."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Act(Generic[M]):
    """What one page does.

    rows: the rows an account may see (a row that is not yours is 404); form: an ActForm; do: the
    service, called with the row, `by` and the cleaned data; home: label and URL of the page it
    belongs to; lead: what to know beforehand; open: whether the row is in a state that allows it;
    question: asked before a step that cannot be undone.
    """

    name: str
    permission: str
    title: "StrOrPromise"
    done: "StrOrPromise"
    rows: Callable[[Any], "models.QuerySet[M]"]
    form: type[ActForm]
    do: Callable[..., object]
    home: Callable[[M], tuple[str, str]]
    lead: Callable[[M, "date"], "StrOrPromise"] = nothing
    open: Callable[[M], bool] = bool
    question: "StrOrPromise" = ""

    def offered(self, row: M, user: Any) -> bool:
        """Whether to show the way to the page: the right is there and the state allows it."""
        return user.has_perm(self.permission) and self.open(row)


def accepted(form: PortalForm, act: Callable[[], object]) -> bool:
    """Do what a valid form asks; a refused rule is shown on the form, with what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except RuleError as error:
        form.refuse(error)
        return False
    return True


def page(act: Act[M]) -> Callable[..., HttpResponseBase]:
    """The view of an act, at a URL with the row's `pk`."""

    @requires(act.permission)
    def view(request: AccountRequest, pk: Any) -> HttpResponse:
        row = get_object_or_404(act.rows(request.user), pk=pk)
        form = _form(act, request, row)
        if request.method == "POST" and accepted(
            form, lambda: act.do(row, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, act.done)
            return redirect(act.home(row)[1])
        return render(request, "office/act.html", _context(act, row, form))

    view.__name__ = act.name.replace("-", "_")
    return view


def _form(act: Act[M], request: HttpRequest, row: M) -> ActForm:
    return act.form(request.POST or None, request.FILES or None, row=row, on=timezone.localdate())


def _context(act: Act[M], row: M, form: ActForm) -> dict[str, Any]:
    label, url = act.home(row)
    return {
        "row": row,
        "title": act.title,
        "lead": act.lead(row, form.today),
        "form": form,
        "home_label": label,
        "home_url": url,
        "question": act.question,
    }
