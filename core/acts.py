"""One thing a person may do with one row: a page with one form, and one service behind it.

An Act is a row of a table; core.views.acts makes its page. A place that offers acts as links asks
`Act.offered`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy

from core.errors import RuleError
from core.forms import PastDateField, PortalForm

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
    question: asked before a step that cannot be undone; papers: it keeps a paper, which can be seen
    beforehand.
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
    papers: bool = False

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
