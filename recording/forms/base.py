"""What the forms of the record share: times that cannot lie ahead, long texts."""

from typing import Any

from django import forms

from core.forms import not_ahead


class PastTimeField(forms.DateTimeField):
    """A time up to now, entered by the minute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[not_ahead], **kwargs)


def long_text(rows: int) -> forms.Textarea:
    """A text box of so many lines."""
    return forms.Textarea(attrs={"rows": rows})
