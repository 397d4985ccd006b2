"""What the forms of the record share: days and times that cannot lie ahead, and refusals."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.errors import RuleError
from core.forms import PastDateField, PortalForm, not_ahead


class PastTimeField(forms.DateTimeField):
    """A time up to now, entered by the minute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[not_ahead], **kwargs)


class DayForm(PortalForm):
    """The day an act was done."""

    on = PastDateField(label=gettext_lazy("日期"))


def long_text(rows: int) -> forms.Textarea:
    """A text box of so many lines."""
    return forms.Textarea(attrs={"rows": rows})


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
