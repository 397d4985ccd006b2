"""What every table of statistics is asked for: the period, the agency, the kind, the grouping."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import LookUpForm
from enforcement.models import Agency, User
from enforcement.models.kinds import ActionKind


class PeriodForm(LookUpForm):
    """The period and the conditions; `unit`, `month` and `what` come from the numbers.

    `headings`: groupings and their words; `words`: counts and theirs.
    """

    since = forms.DateField(label=gettext_lazy("自"))
    until = forms.DateField(label=gettext_lazy("至"))
    agency = forms.ModelChoiceField(
        label=gettext_lazy("机关"), queryset=Agency.objects.none(), required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("执法类别"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("分组"))
    unit = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    month = forms.DateField(required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict,
        *,
        user: User,
        on: date,
        headings: Mapping[str, str],
        words: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        given = data.copy()
        own = Agency.objects.filter(pk__in=user.visible_agency_ids()).order_by("path")
        given.setdefault("since", on.replace(month=1, day=1).isoformat())
        given.setdefault("until", on.isoformat())
        given.setdefault("by", "agency" if len(own) > 1 else "month")
        super().__init__(given, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset, agency.empty_label = own, _("全部")
        self.choose("kind", [("", _("全部")), *ActionKind.choices])
        self.choose("by", list(headings.items()))
        self.choose("what", [("", ""), *words.items()])

    def choose(self, name: str, choices: list[Any]) -> None:
        """Set the choices of a field."""
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
