"""Forms of the public lists: a change is answered for, a version of a row is handed in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from core.forms import PortalForm
from enforcement.forms.catalogues import AREA, PublishForm, SubmitForm
from enforcement.models import EntryVersion, ListVersion
from enforcement.registers import TEXT
from enforcement.services import examination

HASH_LENGTH = 64
EXAMINE = _("请先进行保密审查。")
KEY_DIGITS = 18  # every number of so many digits fits a key


class PublishVersionForm(PublishForm):
    """The same of a register or list: its text was examined for secrets, and which text it was."""

    examined = forms.BooleanField(error_messages={"required": EXAMINE})
    seen = forms.CharField(required=False, max_length=HASH_LENGTH, widget=forms.HiddenInput())

    def known(self) -> dict[str, Any]:
        """The text that the page is about."""
        return {"seen": examination.digest(self.row)}

    def shape(self) -> None:
        """What is stated, in the words of the agency's rules."""
        agency = self.row.entry.agency if isinstance(self.row, EntryVersion) else self.row.agency
        self.fields["examined"].label = examination.statement(agency, self.today)


class SettleForm(DayActForm):
    """When, and which lists were brought up to date."""

    note = forms.CharField(
        label=_("更新情况"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明更新了哪些清单；核对后不需要更新的，说明理由。"),
    )


class SubmitVersionForm(SubmitForm):
    """From when the version is to hold, and what it changes."""

    change_note = forms.CharField(
        label=_("修订说明"),
        max_length=TEXT,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("说明改了什么、为什么改；批准后与历次版本一并公开。"),
    )


class AnnounceForm(SubmitVersionForm):
    """From when a line that was kept so far is to be public."""

    def known(self) -> dict[str, Any]:
        """Today, and that it is new."""
        return {"valid_from": self.today, "change_note": _("首次公布。")}


class VersionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not one while running
    """Versions by their keys; a number that no key can be is none of the choices."""

    def clean(self, value: Any) -> Any:
        """The versions. ValidationError before a database is asked for what it cannot hold."""
        for each in value or ():
            if len(str(each)) > KEY_DIGITS:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(each)[:KEY_DIGITS]},
                )
        return super().clean(value)


class ApproveAllForm(PortalForm):
    """Versions to be approved in one act."""

    versions = VersionsField(
        ListVersion.objects.none(),
        label=_("清单变更"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项。")},
    )
    opinion = forms.CharField(label=_("意见"), widget=forms.Textarea(attrs={"rows": 2}))
    examined = forms.BooleanField(
        label=_("所选各项均已经过保密审查，可以公开"), error_messages={"required": EXAMINE}
    )

    def __init__(self, *args: Any, rows: QuerySet[ListVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["versions"].queryset = rows.order_by("pk")  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
