"""The form of an edited copy: why and what for, and the marks as rows of fields (drawn or typed)."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PortalForm
from recording.media.edits import MOST_AREAS, MOST_SPANS, Mode, Original
from recording.models.edited import PURPOSE_LENGTH, REASON_LENGTH

MOMENT = re.compile(r"(?:(\d{1,3}):)?(?:(\d{1,3}):)?(\d{1,6})(?:[.．](\d{1,3})\d*)?", re.ASCII)
BLANK_AREAS, BLANK_SPANS = 4, 2  # rows to type into where no script adds them
HUNDRED = Decimal(100)


class PercentField(forms.DecimalField):
    """A share of the width or height in percent, two decimals; an int of ten-thousandths."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=100, decimal_places=2, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else int(found * HUNDRED)


class MomentField(forms.Field):
    """A moment as 分:秒.毫秒, 时:分:秒 or seconds; an int of milliseconds, None when left empty."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip().replace("：", ":")
        if not text:
            return None
        found = MOMENT.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("请按“分:秒.毫秒”填写，例如 1:23.500。"))
        first, second, seconds, part = found.groups()
        hours, minutes = (first, second) if second is not None else ("0", first or "0")
        whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
        return whole * 1000 + int((part or "0").ljust(3, "0"))


class AreaForm(PortalForm):
    """A rectangle of the picture, in percent of its width and height."""

    x = PercentField(label=gettext_lazy("左（%）"))
    y = PercentField(label=gettext_lazy("上（%）"))
    w = PercentField(label=gettext_lazy("宽（%）"))
    h = PercentField(label=gettext_lazy("高（%）"))
    mode = forms.ChoiceField(label=gettext_lazy("方式"), choices=Mode.choices, initial=Mode.BLACK)

    def as_json(self, original: Original) -> dict[str, Any]:
        """The area as recording.media.edits reads it."""
        return {name: self.cleaned_data[name] for name in ("x", "y", "w", "h", "mode")}


class TimedAreaForm(AreaForm):
    """A rectangle for a time; without a time for the whole film."""

    start = MomentField(label=gettext_lazy("开始"), required=False)
    stop = MomentField(label=gettext_lazy("结束"), required=False)

    def as_json(self, original: Original) -> dict[str, Any]:
        start, stop = self.cleaned_data["start"] or 0, self.cleaned_data["stop"]
        span = [start, original.length if stop is None else stop]
        return {**super().as_json(original), "span": span}


class SpanForm(PortalForm):
    """A part of the recording."""

    start = MomentField(label=gettext_lazy("开始"))
    stop = MomentField(label=gettext_lazy("结束"))

    def as_json(self, original: Original) -> list[int]:
        """The span as recording.media.edits reads it."""
        return [self.cleaned_data["start"], self.cleaned_data["stop"]]


def rows_of(form: type[PortalForm], extra: int, most: int) -> Any:
    """A list of such rows; the server counts them, edits.read says how many are too many."""
    return forms.formset_factory(form, extra=extra, max_num=most + 1, absolute_max=most + 1)


Areas = rows_of(AreaForm, BLANK_AREAS, MOST_AREAS)
TimedAreas = rows_of(TimedAreaForm, BLANK_AREAS, MOST_AREAS)
Spans = rows_of(SpanForm, BLANK_SPANS, MOST_SPANS)


class EditedCopyForm(PortalForm):
    """Reason and purpose, and the rows: `areas`, `keep` and `mute` as the original allows."""

    reason = forms.CharField(label=gettext_lazy("编辑理由"), max_length=REASON_LENGTH)
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=PURPOSE_LENGTH)
    # The rows again, in one field that survives a closed window whatever their number.
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, original: Original) -> None:
        super().__init__(data)
        self.original = original
        moving = original.kind != "photo"
        shapes = {
            "area": (TimedAreas if moving else Areas) if original.kind != "audio" else None,
            "keep": Spans if moving else None,
            "mute": Spans if original.sound else None,
        }
        self.rows = {
            name: make(data, prefix=name, error_messages=REFUSALS)
            for name, make in shapes.items()
            if make
        }

    def is_valid(self) -> bool:
        """The fields and every row; what is wrong in a row is told above the form too."""
        fine = super().is_valid()
        for name, rows in self.rows.items():
            if not rows.is_valid():
                fine = False
                self._tell(name, rows)
        return fine

    def _tell(self, name: str, rows: Any) -> None:
        for number, form in enumerate(rows.forms, 1):
            for bound in form:
                for error in bound.errors:
                    text = _("%(row)s %(n)s，%(label)s：%(error)s")
                    given = {"row": LABELS[name], "n": number, "label": bound.label, "error": error}
                    self.add_error(None, text % given)
        for error in rows.non_form_errors():
            self.add_error(None, error)

    def edit_list(self) -> dict[str, list[Any]]:
        """The marks of all rows that are not empty, as recording.media.edits reads them."""
        names = {"area": "areas", "keep": "keep", "mute": "mute"}
        return {
            names[name]: [form.as_json(self.original) for form in rows.forms if form.cleaned_data]
            for name, rows in self.rows.items()
        }


REFUSALS = {
    "missing_management_form": gettext_lazy("提交的内容不完整。请刷新页面后重新标记。"),
    "too_many_forms": gettext_lazy("标记的条数过多。请分成几份副本制作。"),
}
LABELS = {
    "area": gettext_lazy("遮盖区域"),
    "keep": gettext_lazy("保留片段"),
    "mute": gettext_lazy("静音片段"),
}
