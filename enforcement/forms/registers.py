"""Forms of the registers, made of the tables of enforcement.registers."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, RowsField
from enforcement.forms.catalogues import AREA, ReasonForm, TodayForm, several
from enforcement.models import Agency, EntryVersion, Item, Officer
from enforcement.models.kinds import ActionKind
from enforcement.registers import LINE, NUMBER, ROWS, TEXT, Book, Field

if TYPE_CHECKING:
    from django.forms.formsets import BaseFormSet

    Rows = BaseFormSet[Any]

SPARE = 3  # empty rows offered below the filled ones


def _line(row: Field, agency: Agency) -> forms.Field:
    return forms.CharField(max_length=LINE)


def _text(row: Field, agency: Agency) -> forms.Field:
    return forms.CharField(max_length=TEXT, widget=forms.Textarea(attrs=AREA))


def _lines(row: Field, agency: Agency) -> forms.Field:
    return forms.CharField(
        max_length=TEXT, widget=forms.Textarea(attrs=AREA), help_text=_("每行一项。")
    )


def _number(row: Field, agency: Agency) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=NUMBER)


def _day(row: Field, agency: Agency) -> forms.Field:
    return forms.DateField()


def _choice(row: Field, agency: Agency) -> forms.Field:
    return forms.ChoiceField(choices=row.choices)


def _kinds(row: Field, agency: Agency) -> forms.Field:
    return several(row.label, ActionKind.choices)


def _officers(row: Field, agency: Agency) -> forms.Field:
    people = Officer.objects.filter(agency=agency, status=Officer.Status.ACTIVE).order_by("pk")
    return RowsField(
        people,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("姓名、职务随执法人员清单公开；离岗人员不再显示。"),
    )


SHAPES: Mapping[str, Callable[[Field, Agency], forms.Field]] = {
    "line": _line,
    "text": _text,
    "lines": _lines,
    "number": _number,
    "day": _day,
    "choice": _choice,
    "kinds": _kinds,
    "officers": _officers,
}


class VersionForm(PortalForm):
    """The fields of one version, without its tables; `content` gives them as they are kept."""

    title = forms.CharField(max_length=200)

    def __init__(self, *args: Any, book: Book, version: EntryVersion, **kwargs: Any) -> None:
        self.book = book
        known = {"title": version.title, "change_note": version.change_note}
        super().__init__(*args, initial={**_shown(book, version.said()), **known}, **kwargs)
        self.fields["title"].label = book.title
        for row in book.fields:
            if row.shape != "rows":
                self.fields[row.key] = _field(row, version.entry.agency)
        if version.number > 1:
            note = _text(Field("", ""), version.entry.agency)
            note.label, note.required = _("修订说明"), True
            self.fields["change_note"] = note

    def content(self) -> dict[str, Any]:
        """The valid fields by key; what says nothing is left out."""
        found = {}
        for row in self.book.fields:
            value = _kept(row, self.cleaned_data.get(row.key))
            if value not in (None, "", []):
                found[row.key] = value
        return found

    def text(self) -> dict[str, Any]:
        """Title and note of the change."""
        values = self.cleaned_data
        return {"title": values["title"], "change_note": values.get("change_note", "")}


def _field(row: Field, agency: Agency) -> forms.Field:
    field = SHAPES[row.shape](row, agency)
    field.label, field.required = row.label, row.needed
    field.help_text = row.help or field.help_text
    if isinstance(field.widget, forms.DateInput):
        field.widget.input_type, field.widget.format = "date", "%Y-%m-%d"
    return field


def _shown(book: Book, content: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept, as the form shows it."""
    shown = dict(content)
    for row in book.fields:
        if row.shape == "lines" and row.key in content:
            shown[row.key] = "\n".join(content[row.key])
    return shown


def _kept(row: Field, value: Any) -> Any:
    """What the form says, as it is kept."""
    if row.shape == "lines":
        return [line.strip() for line in (value or "").splitlines() if line.strip()]
    if row.shape == "officers":
        return sorted(each.pk for each in value or ())
    return value.isoformat() if isinstance(value, date) else value


def table_forms(book: Book, version: EntryVersion, data: Any = None) -> "dict[str, Rows]":
    """One formset for each table of the register, by the key of its field."""
    found = {}
    for row in book.fields:
        if row.shape == "rows":
            initial = version.said().get(row.key, [])
            found[row.key] = _set(row)(data, prefix=row.key, initial=initial)
    return found


def _set(row: Field) -> "type[Rows]":
    columns = {
        key: forms.CharField(label=label, max_length=LINE, required=False)
        for key, label in row.columns
    }
    kind = type("RowForm", (PortalForm,), columns)
    return forms.formset_factory(kind, extra=SPARE, max_num=ROWS, absolute_max=ROWS)


def table_values(sets: "dict[str, Rows]") -> dict[str, list[dict[str, str]]]:
    """The rows of valid formsets in which something stands; a table without any is left out."""
    found = {
        key: [dict(row.cleaned_data) for row in rows if any(row.cleaned_data.values())]
        for key, rows in sets.items()
    }
    return {key: rows for key, rows in found.items() if rows}


class OpenEntryForm(PortalForm):
    """Which agency, which item and what it is called; the rest is written in the draft."""

    agency = forms.ModelChoiceField(label=_("执法主体"), queryset=Agency.objects.none())
    item = forms.ModelChoiceField(label=_("执法事项"), queryset=Item.objects.none())
    title = forms.CharField(max_length=200)

    def __init__(self, *args: Any, book: Book, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["title"].label = book.title
        if not book.items:
            del self.fields["item"]
            return
        items = Item.objects.filter(agency__in=own, kind__in=book.items).order_by("agency", "pk")
        self.fields["item"].queryset = items  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["title"].required = False
        self.fields["title"].help_text = _("不填的，用执法事项的名称。")

    def clean(self) -> dict[str, Any]:
        """An entry about an item is called as the item is, unless it says otherwise."""
        values = super().clean() or {}
        if values.get("item") and not values.get("title"):
            values["title"] = values["item"].name[: self.fields["title"].max_length]  # type: ignore[attr-defined]  # a CharField
        return values


class WithdrawForm(TodayForm, ReasonForm):
    """On what ground and why the public is no longer to read it; the reason is public."""

    ground = forms.ChoiceField(
        label=_("撤下的事由"),
        choices=(
            ("end", _("不再有效：设施拆除、职能取消、文件废止等，此前各日的内容仍可按日期查询")),
            ("withdraw", _("公开的内容依法不应公开，任何一日的内容都不再提供")),
        ),
        widget=forms.RadioSelect,
    )
    field_order = ("ground", "reason")
