"""What the statistics of recording are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PortalForm
from enforcement.models import Agency, User
from enforcement.models.kinds import ActionKind
from supervision import recording_statistics as statistics


class StatisticsForm(PortalForm):
    """The period and the conditions; `unit`, `month`, `reason` and `what` come from the numbers."""

    since = forms.DateField(label=gettext_lazy("自"))
    until = forms.DateField(label=gettext_lazy("至"))
    agency = forms.ModelChoiceField(
        label=gettext_lazy("机关"), queryset=Agency.objects.none(), required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("执法类别"), required=False)
    item = forms.ChoiceField(label=gettext_lazy("音像记录事项"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("分组"))
    unit = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    month = forms.DateField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, user: User, on: date, **kwargs: Any) -> None:
        given = data.copy()
        own = Agency.objects.filter(pk__in=user.visible_agency_ids()).order_by("path")
        given.setdefault("since", on.replace(month=1, day=1).isoformat())
        given.setdefault("until", on.isoformat())
        given.setdefault("by", "agency" if len(own) > 1 else "month")
        super().__init__(given, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset, agency.empty_label = own, _("全部")
        for name, choices in (
            ("kind", [("", _("全部")), *ActionKind.choices]),
            ("item", [("", _("全部")), *statistics.items().items()]),
            ("by", list(statistics.headings().items())),
            ("what", [("", ""), *statistics.words().items()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("截止日期不能早于开始日期。"))
        return data

    def query(self, **more: str) -> str:
        """The conditions as a query, with others in the place of some; without empty ones."""
        given = {**self.data.dict(), **more}  # type: ignore[attr-defined]  # a QueryDict
        kept = QueryDict(mutable=True)
        kept.update({name: given[name] for name in self.fields if given.get(name)})
        return kept.urlencode()
