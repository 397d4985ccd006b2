"""What of the material of an enforcement object is shown, and what it is taken out for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import LookUpForm
from recording.dossier import Wanted
from recording.materials import GROUPS


class DossierFilter(LookUpForm):
    """A group of records and a year."""

    group = forms.ChoiceField(label=gettext_lazy("材料种类"), required=False)
    year = forms.TypedChoiceField(
        label=gettext_lazy("年度"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("全部")), *GROUPS.items()]  # type: ignore[attr-defined]  # a ChoiceField
        named = [(str(year), _("%(year)s年") % {"year": year}) for year in years]
        self.fields["year"].choices = [("", _("全部")), *named]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted:
        """The choice; everything when it is none."""
        if not self.is_bound or not self.is_valid():
            return Wanted()
        return Wanted(self.cleaned_data["group"], self.cleaned_data["year"])


class DossierExportForm(DossierFilter):
    """The same, with the purpose, which goes into the log, and the form it is taken out in."""

    purpose = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=200,
        help_text=gettext_lazy("记入日志；例如：准备现场检查、案件讨论、上级机关调阅。"),
    )
    form = forms.ChoiceField(
        label=gettext_lazy("格式"),
        choices=[("pdf", gettext_lazy("打印清单（PDF）")), ("xlsx", gettext_lazy("表格（XLSX）"))],
        widget=forms.RadioSelect,
        initial="pdf",
    )
