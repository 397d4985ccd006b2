"""What evidence is looked for by."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import LookUpForm
from recording.models import Evidence

LONGEST = 100


def text(label: Any, **given: Any) -> forms.CharField:
    """A condition in words."""
    return forms.CharField(label=label, max_length=LONGEST, required=False, **given)


class EvidenceSearchForm(LookUpForm):
    """The conditions; each one narrows, none is required, but one at least makes a search."""

    q = text(gettext_lazy("文字"), help_text=gettext_lazy("名称、文件名、案件名称、环节中的文字"))
    party = text(gettext_lazy("当事人"))
    number = text(gettext_lazy("案号"))
    officers = text(gettext_lazy("执法人员"))
    device = text(gettext_lazy("设备编号"), help_text=gettext_lazy("填写完整的编号"))
    place = text(gettext_lazy("地点"))
    kind = forms.ChoiceField(label=gettext_lazy("证据种类"), required=False)
    medium = forms.ChoiceField(label=gettext_lazy("媒体"), required=False)
    since = forms.DateField(label=gettext_lazy("记录日期自"), required=False)
    until = forms.DateField(label=gettext_lazy("记录日期至"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("kind", Evidence.Kind.choices), ("medium", Evidence.Media.choices)):
            self.fields[name].choices = [("", _("不限")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("截止日期不能早于开始日期。"))
        return data
