"""Forms of the public lists: a change is answered for, a version of a row is handed in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from core.forms import PastDateField, PortalForm, RowsField
from enforcement.forms.catalogues import AREA, PublishForm, ReasonForm, SubmitForm
from enforcement.models import Agency, EntryVersion, ListChange, ListVersion
from enforcement.registers import TEXT
from enforcement.services import examination, list_repeats, list_withholding

HASH_LENGTH = 64
EXAMINE = _("请先进行保密审查。")


class PublishVersionForm(PublishForm):
    """The same of a register or list: its text was examined for secrets, and which text it was."""

    examined = forms.BooleanField(error_messages={"required": EXAMINE})
    seen = forms.CharField(required=False, max_length=HASH_LENGTH, widget=forms.HiddenInput())

    def known(self) -> dict[str, Any]:
        """The text that the page is about."""
        return {"seen": examination.digest(self.row)}

    def clean_seen(self) -> str:
        """The hash of the text that was shown; who sends none has looked at none."""
        return self.cleaned_data["seen"] or examination.UNSEEN

    def shape(self) -> None:
        """What is stated, in the words of the agency's rules."""
        agency = self.row.entry.agency if isinstance(self.row, EntryVersion) else self.row.agency
        self.fields["examined"].label = examination.statement(agency, self.today)


class ChangeForm(PortalForm):
    """A change that the lists must follow, entered by hand."""

    agency = forms.ModelChoiceField(label=_("执法主体"), queryset=Agency.objects.none())
    cause = forms.ChoiceField(
        label=_("变动"), choices=ListChange.Cause.choices, widget=forms.RadioSelect
    )
    what = forms.CharField(
        label=_("变动内容"),
        max_length=300,
        help_text=_("例如：《某省某条例》修订施行；某项职责划转某局。"),
    )
    changed_on = PastDateField(label=_("变动日期"))

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField


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


def _told(passage: list_repeats.Passage) -> str:
    """A passage as the form offers it."""
    words = str(passage)
    return str(_("%(words)s（现行内容仍有）") % {"words": words}) if passage.today else words


class WithholdForm(ReasonForm):
    """Which words are to be told no more, and which other versions tell them."""

    passages = forms.MultipleChoiceField(
        label=_("不再公开的内容"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选的，为现行内容中已经没有的全部内容。现行内容仍有的，须先变更现行内容。"),
    )
    also = RowsField(
        ListVersion.objects.none(),
        label=_("一并不再公开的其他版本"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("这些版本也写有同样的内容。不选的继续公开，并写入申请和日志。"),
    )

    def known(self) -> dict[str, Any]:
        """Every version with the same words is covered, unless somebody leaves it out."""
        return {"also": [row.pk for row, _told in self._others()]}

    def _others(self) -> list[tuple[ListVersion, list[list_repeats.Passage]]]:
        found = list_repeats.others(self.row, list_repeats.concerned(self.row))
        return [(row, told) for row, told in found if list_withholding.askable(row)]

    def shape(self) -> None:
        """The passages of the version; the versions that tell any of those the row says no more."""
        found, others = list_repeats.passages(self.row), self._others()
        self.fields["passages"].choices = [(each.key, _told(each)) for each in found]  # type: ignore[attr-defined]  # a MultipleChoiceField
        also: Any = self.fields["also"]
        if not others:
            del self.fields["also"]
            return
        labels = {row.pk: list_repeats.named(row, told) for row, told in others}
        also.queryset = ListVersion.objects.filter(pk__in=labels).order_by("number")
        also.label_from_instance = lambda row: labels[row.pk]


class ApproveAllForm(PortalForm):
    """Versions to be approved in one act."""

    versions = RowsField(
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
        self.fields["versions"].queryset = rows.order_by("pk")  # type: ignore[attr-defined]  # a RowsField
