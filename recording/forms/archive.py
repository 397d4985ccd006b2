"""The form that seals a file: the day, and what the note of its state (备考表) is to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from enforcement.models import User
from recording.services.archive import Assembly


class SealForm(DayActForm):
    """The day of archiving, who checked the file, and what is missing."""

    checked_by = forms.ModelChoiceField(
        label=_("检查人"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("写入卷内备考表；应当是立卷人以外的人。"),
    )
    missing = forms.CharField(
        label=_("缺件情况"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remarks = forms.CharField(
        label=_("其他需要说明的情况"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def shape(self) -> None:
        accounts = User.objects.filter(agency=self.row.agency_id, is_active=True)
        self.fields["checked_by"].queryset = accounts.order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField

    def assembly(self) -> Assembly:
        """What the notes of the volumes are to say."""
        names = ("checked_by", "missing", "remarks")
        return Assembly(**{name: self.cleaned_data[name] for name in names})
