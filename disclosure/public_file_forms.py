"""Forms of a public file: the upload, and the areas of one page as rows (drawn or typed)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from disclosure.models.public_file import LABEL_LENGTH
from disclosure.services.public_files import MOST_AREAS, OTHER, labels
from recording.forms.edited import REFUSALS, PercentField, rows_of
from recording.media.edits import SMALLEST, WHOLE

SIDES = ("x", "y", "w", "h")
BLANK = 2  # rows to type into where no script adds them


class UploadForm(PortalForm):
    """A file and the name the public reads."""

    file = forms.FileField(
        label=_("文件"), help_text=_("PDF、JPEG 或者 PNG，原件只在内部保存，不公开。")
    )
    label = forms.CharField(
        label=_("附件名称"),
        max_length=LABEL_LENGTH,
        help_text=_("向社会公开，例如“处罚决定书扫描件”；不使用原来的文件名。"),
    )


class AreaForm(PortalForm):
    """A black rectangle in percent of the page, and what it hides."""

    x = PercentField(label=_("左（%）"))
    y = PercentField(label=_("上（%）"))
    w = PercentField(label=_("宽（%）"))
    h = PercentField(label=_("高（%）"))
    why = forms.ChoiceField(label=_("隐去的内容"), choices=[], initial=OTHER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = list(labels().items())  # type: ignore[attr-defined]  # a ChoiceField

    def has_changed(self) -> bool:
        """A row without a side is none, whatever its select says."""
        given = (str(self.data.get(self.add_prefix(name), "")) for name in SIDES)
        return any(text.strip() for text in given)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not all(values.get(name) is not None for name in SIDES):
            return values
        x, y, w, h = (values[name] for name in SIDES)
        if min(w, h) < SMALLEST:
            self.add_error("w", _("区域太小，请放大或者删除。"))
        if x + w > WHOLE or y + h > WHOLE:
            self.add_error("x", _("区域超出页面：左加宽、上加高都不得超过100%。"))
        return values


Areas = rows_of(AreaForm, BLANK, MOST_AREAS)


class PageForm(PortalForm):
    """The areas of one page; `rows` is the list of them."""

    # The rows again, in one field that survives a closed window whatever their number.
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, areas: list[dict[str, Any]]) -> None:
        super().__init__(data)
        known = [
            {**{name: f"{area[name] / 100:.2f}" for name in SIDES}, "why": area["why"]}
            for area in areas
        ]
        kept = known if data is None else None
        self.rows = Areas(data, prefix="area", initial=kept, error_messages=REFUSALS)
        for form in self.rows.forms:
            form.empty_permitted, form.use_required_attribute = True, False

    def is_valid(self) -> bool:
        """The field and every row; what is wrong in a row is told above the form too."""
        fine = super().is_valid()
        if self.rows.is_valid():
            return fine
        for number, form in enumerate(self.rows.forms, 1):
            for errors in form.errors.values():
                for error in errors:
                    self.add_error(
                        None, _("遮盖区域 %(n)s：%(error)s") % {"n": number, "error": error}
                    )
        for error in self.rows.non_form_errors():
            self.add_error(None, error)
        return False

    def areas(self) -> list[dict[str, Any]]:
        """The rows that are not empty."""
        names = (*SIDES, "why")
        return [
            {name: form.cleaned_data[name] for name in names}
            for form in self.rows.forms
            if form.cleaned_data.get("w")
        ]
