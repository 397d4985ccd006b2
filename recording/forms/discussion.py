"""Asking for a collective discussion, and recording it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import DayActForm
from enforcement.models import Discussion
from enforcement.services import discussions
from enforcement.services.discussions import Voice
from recording.forms.base import long_text

PARTS = 3
COMMA = re.compile("[,，]")


class CallForm(DayActForm):
    """Why the heads should discuss the draft."""

    ground = forms.CharField(label=gettext_lazy("提请讨论的理由"), widget=long_text(4))

    def known(self) -> dict[str, Any]:
        return {"ground": discussions.usual_ground(self.row, self.today)}


class DiscussionForm(DayActForm):
    """Who took part, what each said, and what came of it."""

    place = forms.CharField(label=gettext_lazy("讨论地点"), max_length=200)
    voices = forms.CharField(
        label=gettext_lazy("参加人及意见"),
        widget=long_text(6),
        help_text=gettext_lazy("每行一名：姓名，职务，意见。"),
    )
    result = forms.ChoiceField(label=gettext_lazy("讨论结论"), choices=Discussion.Result.choices)
    conclusion = forms.CharField(label=gettext_lazy("结论意见"), widget=long_text(4))

    def clean_voices(self) -> list[Voice]:
        """One head a line."""
        found = []
        for line in self.cleaned_data["voices"].splitlines():
            parts = COMMA.split(line, maxsplit=PARTS - 1)
            if line.strip() and len(parts) < PARTS:
                raise ValidationError(
                    _("“%(line)s”应当依次写明姓名、职务、意见，以逗号分开。"),
                    params={"line": line},
                )
            if line.strip():
                found.append(Voice(*parts))
        return found
