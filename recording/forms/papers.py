"""The form of a paper: a field for each element of the table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from enforcement.models import Case
from recording import papers
from recording.forms.base import long_text

LONGEST, LONGEST_LINE = 8000, 300
ROWS = {"text": 5, "rows": 8}


class PaperForm(DayActForm):
    """The words of a paper, begun with what the record knows."""

    row: Case

    def __init__(self, *args: Any, paper: papers.Paper, **kwargs: Any) -> None:
        self.paper = paper
        super().__init__(*args, **kwargs)

    def known(self) -> dict[str, Any]:
        return papers.known(self.row, self.paper)

    def shape(self) -> None:
        self.fields["on"].label = _("文书日期")
        for element in self.paper.elements:
            self.fields[element.key] = _field(element)

    def words(self) -> dict[str, str]:
        """What was typed, by element."""
        return {e.key: self.cleaned_data[e.key] for e in self.paper.elements}


def _field(element: papers.Element) -> forms.CharField:
    long = element.kind != "line"
    return forms.CharField(
        label=element.label,
        required=element.required,
        max_length=LONGEST if long else LONGEST_LINE,
        widget=long_text(ROWS[element.kind]) if long else None,
    )
