"""What the forms of the record share: times that cannot lie ahead, long texts, links made once."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.forms import PortalForm, not_ahead


class PastTimeField(forms.DateTimeField):
    """A time up to now, entered by the minute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[not_ahead], **kwargs)


def long_text(rows: int) -> forms.Textarea:
    """A text box of so many lines."""
    return forms.Textarea(attrs={"rows": rows})


class LinkForm(PortalForm):
    """Nothing to fill in; `newest`, the key of the newest link, tells a page that is sent again."""

    newest = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, newest: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"newest": newest}, **kwargs)
        self.now = newest

    def assert_fresh(self) -> None:
        """RuleError when a link was made since the page was opened: it would end at once."""
        if (self.cleaned_data["newest"] or 0) != self.now:
            raise RuleError(
                _("打开本页之后已经出具过链接，没有再次出具。"),
                remedy=_(
                    "先前的链接仍然有效；地址没有记下、确需重新出具的，请返回后重新打开本页。"
                ),
            )
