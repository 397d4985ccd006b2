"""How forms look and speak: one renderer and one base form, so `{{ form }}` is accessible markup."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import DjangoTemplates
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError

OWN_TEMPLATES = "partials/"
FIRST_YEAR, LAST_YEAR = 1900, 2999
KEY_DIGITS = 18  # every number of so many digits fits a key


class PortalRenderer(DjangoTemplates):
    """Form renderer (settings.FORM_RENDERER): forms and fields from our partials.

    Widgets keep Django's own templates; only names under ``partials/`` come from the project.
    """

    form_template_name = "partials/form.html"
    field_template_name = "partials/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith(OWN_TEMPLATES):
            return loader.get_template(template_name)
        return super().get_template(template_name)


def native_widget(widget: forms.Widget) -> None:
    """Let the browser offer its own date, time and decimal entry; the server still decides."""
    if isinstance(widget, forms.DateInput):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    elif isinstance(widget, forms.DateTimeInput):
        widget.input_type = "datetime-local"
        widget.format = "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.TimeInput):
        widget.input_type = "time"
        widget.format = "%H:%M"
    elif isinstance(widget, forms.Textarea):
        # Django's 40 x 10 box is too small for a 笔录 and wrong on a phone; the width is in the CSS.
        widget.attrs.pop("cols", None)


def name_the_blank(field: forms.Field) -> None:
    """Say in words what the first line of a list of rows means; Django draws dashes."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        field.empty_label = _("请选择") if field.required else _("不选择")


def within_reach(value: date) -> None:
    """Validator: a day no calculation can leave the calendar from."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            _("日期应当在%(first)s年至%(last)s年之间。") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


class AccessibleForm(forms.BaseForm):
    """Mixin of every form of the portal. Put it left of `forms.Form` or `forms.ModelForm`."""

    default_renderer = PortalRenderer
    keeps = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            native_widget(field.widget)
            name_the_blank(field)
            if isinstance(field, forms.DateField | forms.DateTimeField):
                field.validators = [*field.validators, within_reach]

    def refuse(self, error: RuleError) -> None:
        """Show a refused rule beside the field it names, or above the form when it names none."""
        name = error.field if error.field in self.fields else None
        for text in (str(error), *error.extra):
            self.add_error(name, text)


class PortalForm(AccessibleForm, forms.Form):
    """Base of plain forms."""


class LookUpForm(PortalForm):
    """Base of filters and enquiries: they keep nothing, so nothing can be said to be lost."""

    keeps = False


class PortalModelForm(AccessibleForm, forms.ModelForm):  # type: ignore[type-arg]  # generic at use
    """Base of forms bound to one model row."""


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Rows by their keys; a number that no key can be is none of the choices."""

    def clean(self, value: Any) -> Any:
        """The rows. ValidationError before a database is asked for what it cannot hold."""
        rows = self.queryset
        if rows is not None and isinstance(rows.model._meta.pk, models.IntegerField):
            for each in value or ():
                if len(str(each)) > KEY_DIGITS:
                    raise forms.ValidationError(
                        self.error_messages["invalid_choice"],
                        code="invalid_choice",
                        params={"value": str(each)[:KEY_DIGITS]},
                    )
        return super().clean(value)


def not_ahead(value: date | datetime) -> None:
    """Field validator: what is recorded has happened."""
    ahead = value > timezone.now() if isinstance(value, datetime) else value > timezone.localdate()
    if ahead:
        raise ValidationError(_("不能晚于现在。请按实际发生的时间填写。"))


def not_to_come(value: date) -> None:
    """Field validator of a day that is asked about: nothing is said of days to come."""
    if value > timezone.localdate():
        raise ValidationError(_("不能查询今天以后的内容，请填写今天或者以前的日期。"))


class AskedDateField(forms.DateField):
    """A day that is asked about, up to today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[not_to_come], **kwargs)


class PastDateField(forms.DateField):
    """A day up to today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[not_ahead], **kwargs)
