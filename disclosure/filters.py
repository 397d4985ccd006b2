"""What a reader may ask the public lists for: one form per list, for page, feed, export and API."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import AskedDateField, LookUpForm, within_reach
from core.identifiers import check_uscc, normalise_code, uscc_meant, uscc_ok
from core.search import words
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind, PenaltyKind, PowerKind, Register

MAX_Q = 100
NAME_CHARACTERS = 2  # of a name that is looked for
MAX_AGENCY_KEY = 12  # longer runs of digits are codes, not keys
CURSOR = "after"
ANY = ("", gettext_lazy("全部"))
# `from` is no Python name, so fields that a URL calls so are declared under another one.
URL_NAMES = {"since": "from", "until": "to"}


class PublicFilter(LookUpForm):
    """Base of the filters: every parameter may be left out."""

    def add_prefix(self, field_name: str) -> str:
        return URL_NAMES.get(field_name, field_name)

    def parameters(self) -> list[str]:
        """The names the filters have in a URL."""
        return [self.add_prefix(name) for name in self.fields]

    def unknown(self, given: Iterable[str]) -> list[str]:
        """Parameters that are neither a filter nor the cursor, in order."""
        known = {*self.parameters(), CURSOR}
        return [name for name in dict.fromkeys(given) if name not in known]

    def problems(self) -> dict[str, list[str]]:
        """Errors in words, by URL name."""
        return {self.add_prefix(k): [str(text) for text in v] for k, v in self.errors.items()}

    def asked(self) -> dict[str, str]:
        """The filters in use, as the URL gave them, without the empty ones."""
        given = {name: self.data.get(name, "") for name in self.parameters()}
        return {name: str(value) for name, value in given.items() if str(value).strip()}


class PatternField(forms.CharField):
    """A text of one shape, or nothing."""

    pattern: str

    @property
    def described(self) -> str:
        """The pattern for a description of the API."""
        return f"^({self.pattern}|)$"

    def fits(self, text: str) -> bool:
        """Whether the cleaned text has the shape, or is none."""
        return not text or re.fullmatch(self.pattern, text) is not None


class AgencyField(PatternField):
    """An agency by its number here or by its 统一社会信用代码."""

    pattern = rf"[0-9]{{1,{MAX_AGENCY_KEY}}}|[0-9A-Z]{{18}}"

    def clean(self, value: Any) -> str:
        text = normalise_code(str(super().clean(value)))
        if self.fits(text):
            return text
        raise forms.ValidationError(_("请填写执法主体的编号或者18位统一社会信用代码。"))


class RegionField(PatternField):
    """A division code of two, four or six digits; wider codes include those inside."""

    pattern = r"[0-9]{2}|[0-9]{4}|[0-9]{6}"

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if self.fits(text):
            return text
        raise forms.ValidationError(_("请填写2位、4位或者6位行政区划代码。"))


def keyword(label: Any, help_text: Any = "") -> forms.CharField:
    """A field of words to search for."""
    widget = forms.TextInput(attrs={"type": "search"})
    return forms.CharField(
        label=label, max_length=MAX_Q, required=False, help_text=help_text, widget=widget
    )


def chosen_agency() -> AgencyField:
    """The agency filter, drawn as a list that `offer` fills."""
    return AgencyField(label=gettext_lazy("执法主体"), required=False, widget=forms.Select())


class DecisionFilter(PublicFilter):
    """Filters of the public decisions."""

    q = keyword(gettext_lazy("关键词"))
    kind = forms.ChoiceField(
        label=gettext_lazy("执法类别"), required=False, choices=[ANY, *ActionKind.choices]
    )
    agency = chosen_agency()
    region = RegionField(label=gettext_lazy("行政区划"), required=False, widget=forms.Select())
    party = keyword(gettext_lazy("行政相对人"))
    doc_no = forms.CharField(label=gettext_lazy("文号"), max_length=128, required=False)
    penalty = forms.ChoiceField(
        label=gettext_lazy("处罚种类"), required=False, choices=[ANY, *PenaltyKind.choices]
    )
    since = forms.DateField(label=gettext_lazy("决定日期自"), required=False)
    until = forms.DateField(label=gettext_lazy("决定日期至"), required=False)

    SELDOM = ("region", "party", "doc_no", "penalty", "since", "until")

    def seldom(self) -> list[forms.BoundField]:
        """The filters behind “更多条件”."""
        return [self[name] for name in self.SELDOM]

    def seldom_used(self) -> bool:
        """Whether one of those is in use or in error, so that it must be seen."""
        asked = self.asked()
        return any(self.add_prefix(name) in asked or name in self.errors for name in self.SELDOM)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("截止日期早于起始日期，请调整日期。"))
        return values


class OrganisationFilter(PublicFilter):
    """Filters of one organisation's path, out of the kinds and years there are."""

    kind = forms.ChoiceField(label=gettext_lazy("执法类别"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("年份"), required=False)

    def __init__(
        self, data: Any, *, kinds: Iterable[str], years: Iterable[int], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        names = dict(ActionKind.choices)
        self._offer("kind", [(kind, names[kind]) for kind in kinds])
        self._offer("year", [(str(year), str(year)) for year in years])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *choices]

    def condition(self) -> Q:
        """The rows asked for."""
        found = Q()
        if self.cleaned_data["kind"]:
            found &= Q(kind=self.cleaned_data["kind"])
        if self.cleaned_data["year"]:
            found &= Q(decided_on__year=int(self.cleaned_data["year"]))
        return found


class OrganisationForm(PublicFilter):
    """Whose path is wanted: a code, or words of a name, which are given as `name`."""

    code = keyword(
        gettext_lazy("名称或者统一社会信用代码"),
        gettext_lazy("名称可以只写其中的几个字，例如字号；几处的字用空格隔开。"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        text = values.get("code", "")
        values["code"] = values["name"] = ""
        right = [word for word in text.split() if uscc_ok(normalise_code(word))]
        if uscc_meant(text) or len(right) == 1:
            values["code"] = self._code(right[0] if right else text)
        elif text:
            values["name"] = self._name(text)
        return values

    def _code(self, text: str) -> str:
        """The code as it is written in addresses; what it is not is explained."""
        found = check_uscc(text)
        if not found.valid:
            self.add_error("code", forms.ValidationError([*found.problems, *found.hints]))
        return found.normal

    def _name(self, text: str) -> str:
        """Words long enough to look for."""
        if sum(char.isalnum() for word in words(text) for char in word) < NAME_CHARACTERS:
            told = _("请至少填写名称中的两个字，或者填写18位统一社会信用代码。")
            self.add_error("code", told)
        return text


class AsOfFilter(PublicFilter):
    """A filter with the day whose text is wanted as `on`: however long ago, for nothing is counted from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["on"]
        asked.validators = [check for check in asked.validators if check is not within_reach]


class AgencyFilter(PublicFilter):
    """Filters of the agencies; `on` is the day whose list is wanted."""

    q = keyword(gettext_lazy("名称或统一社会信用代码"))
    region = RegionField(label=gettext_lazy("行政区划代码"), required=False)
    on = AskedDateField(label=gettext_lazy("查询日期"), required=False)


class OfficerFilter(PublicFilter):
    """Filters of the officers; `on` is the day whose list is wanted."""

    q = keyword(gettext_lazy("姓名或执法证号"))
    agency = chosen_agency()
    on = AskedDateField(label=gettext_lazy("查询日期"), required=False)


class ItemFilter(PublicFilter):
    """Filters of the enforcement items; `on` is the day whose list is wanted."""

    q = keyword(gettext_lazy("事项名称或编码"))
    kind = forms.ChoiceField(
        label=gettext_lazy("职权类别"), required=False, choices=[ANY, *PowerKind.choices]
    )
    agency = chosen_agency()
    on = AskedDateField(label=gettext_lazy("查询日期"), required=False)


class DayFilter(AsOfFilter):
    """The day alone."""

    on = forms.DateField(label=gettext_lazy("查询日期"), required=False)


class PastDayFilter(PublicFilter):
    """The day alone, of lists that say nothing of days to come."""

    on = AskedDateField(label=gettext_lazy("查询日期"), required=False)


class BenchmarkFilter(AsOfFilter):
    """Filters of the benchmarks of discretion; `on` is the day whose text is wanted."""

    q = keyword(gettext_lazy("违法行为"))
    agency = chosen_agency()
    on = forms.DateField(label=gettext_lazy("违法行为发生日期"), required=False)


class CatalogueFilter(AsOfFilter):
    """Filters of the catalogues of review; `on` is the day whose list is wanted."""

    agency = chosen_agency()
    on = AskedDateField(label=gettext_lazy("适用日期"), required=False)


class EntryFilter(AsOfFilter):
    """Filters of the registers kept entry by entry; `on` is the day whose text is wanted."""

    q = keyword(gettext_lazy("名称"))
    agency = chosen_agency()
    on = forms.DateField(label=gettext_lazy("查询日期"), required=False)


class AnyEntryFilter(EntryFilter):
    """The same over all of these registers, for machines."""

    register = forms.ChoiceField(
        label=gettext_lazy("清单"), required=False, choices=[ANY, *Register.choices]
    )


class RecordingFilter(AsOfFilter):
    """Whose register of recording items, as of which day."""

    agency = chosen_agency()
    on = AskedDateField(label=gettext_lazy("查询日期"), required=False)


class DelegationFilter(AsOfFilter):
    """Filters of the delegations; of an agency on either side."""

    q = keyword(gettext_lazy("委托事项或者编号"))
    agency = chosen_agency()
    on = forms.DateField(label=gettext_lazy("查询日期"), required=False)


class InspectionFilter(AsOfFilter):
    """Filters of the plans and limits of inspection; `on` is the day whose lists are wanted."""

    q = keyword(gettext_lazy("检查事项"))
    agency = chosen_agency()
    on = forms.DateField(label=gettext_lazy("查询日期"), required=False)


class RandomCheckFilter(PublicFilter):
    """Filters of the random checks and of their draws."""

    q = keyword(gettext_lazy("名称或者承诺值"))
    agency = chosen_agency()


class RandomItemFilter(PublicFilter):
    """Filters of the list of random checks; `on` is the day whose list is wanted."""

    q = keyword(gettext_lazy("名称"))
    agency = chosen_agency()
    on = AskedDateField(label=gettext_lazy("查询日期"), required=False)


def offer(form: PublicFilter, agencies: Iterable[Agency]) -> None:
    """Fill the lists of agencies and regions; what the reader typed stays chosen in any case."""
    rows = list(agencies)
    _fill(form, "agency", {str(row.pk): row.name for row in rows})
    regions = {row.division_code: row.government_name for row in rows if row.division_code}
    _fill(form, "region", {code: f"{name} {code}".strip() for code, name in regions.items()})


def _fill(form: PublicFilter, name: str, labels: Mapping[str, str]) -> None:
    if name not in form.fields or not isinstance(form.fields[name].widget, forms.Select):
        return
    given = str(form.data.get(name, "")).strip()
    kept = {given: given} if given and given not in labels else {}
    form.fields[name].widget.choices = [ANY, *{**labels, **kept}.items()]
