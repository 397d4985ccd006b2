"""Marking a recording; the reason for what the recordings of a step lack."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import ActForm
from recording import coverage, coverage_map, segments
from recording.forms.base import long_text

POSITION = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", re.ASCII)
HOUR, MINUTE = 3600, 60


class PositionField(forms.CharField):
    """A place in a recording, "12:05" or "1:02:05"; cleans to seconds."""

    def clean(self, value: Any) -> Any:
        """Seconds from the beginning; ValidationError for what is no such time."""
        text = super().clean(value).strip().replace("：", ":")
        found = POSITION.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("请按“分:秒”或者“时:分:秒”填写，例如 3:25。"))
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * HOUR + minutes * MINUTE + seconds


class MarkForm(ActForm):
    """A segment and where the recording shows it."""

    segment = forms.ChoiceField(label=gettext_lazy("内容"))
    place = PositionField(
        label=gettext_lazy("位置"),
        max_length=10,
        initial="0:00",
        help_text=gettext_lazy("按播放器显示的位置，分:秒；照片填 0:00。"),
    )

    def shape(self) -> None:
        rows = segments.segments().values()
        self.fields["segment"].choices = [(row.key, row.label) for row in rows]  # type: ignore[attr-defined]  # a ChoiceField


class CoverageNoteForm(ActForm):
    """Which lack, and why."""

    lack = forms.ChoiceField(label=gettext_lazy("问题"))
    reason = forms.CharField(
        label=gettext_lazy("原因说明"),
        widget=long_text(4),
        max_length=1000,
        help_text=gettext_lazy(
            "例如设备故障、恶劣天气、受到阻挠；写明发现的时间和采取的补救措施。"
        ),
    )

    def shape(self) -> None:
        self.fields["lack"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (lack.key, f"{row.title} {coverage_map.clock(lack.step.at)}：{lack.text}")
            for row in coverage_map.read(self.row)
            for lack in row.lacks
            if lack.note is None and lack.effect != coverage_map.BLOCK
            if lack.finding.kind != coverage.MISSING
        ]
