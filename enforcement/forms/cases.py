"""Forms of a case: opening it with its party, filing it, naming who handles it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LookUpForm, PastDateField, PortalForm
from enforcement.models import Agency, Case, Item, Officer
from enforcement.models.kinds import ACTS_OF_POWER, PROCEDURES, ActionKind, PartyKind, Procedure

CASE_FIELDS = (
    *("kind", "procedure", "title", "cause", "item", "source", "summary", "place"),
    *("discovered_on", "act_from", "act_to"),
)
PARTY_FIELDS = ("name", "uscc", "legal_rep", "id_no", "birth_date", "address", "phone")


class TeamForm(PortalForm):
    """The officers of a case: who leads, who assists, both certified on the day."""

    lead = forms.ModelChoiceField(label=_("承办人"), queryset=Officer.objects.none())
    second = forms.ModelChoiceField(label=_("协办人"), queryset=Officer.objects.none())

    def __init__(self, *args: Any, agency: Agency, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = Officer.objects.filter(agency=agency, status=Officer.Status.ACTIVE)
        for name in ("lead", "second"):
            self.fields[name].queryset = officers.certified(on).order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Two different officers."""
        data = super().clean() or {}
        if data.get("lead") and data.get("lead") == data.get("second"):
            self.add_error(
                "second", _("承办人和协办人应当是两名不同的执法人员（行政处罚法第四十二条）。")
            )
        return data

    def officers(self) -> list[Officer]:
        """The chosen officers, the lead first."""
        return [self.cleaned_data["lead"], self.cleaned_data["second"]]


class ReassignForm(TeamForm):
    """Another team for a case, from today, with the reason."""

    reason = forms.CharField(label=_("调整理由"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, case: Case, on: date, **kwargs: Any) -> None:
        super().__init__(*args, agency=case.agency, on=on, **kwargs)
        parts = case.assignments.filter(until=None).order_by("part", "pk")
        for name, row in zip(("lead", "second"), parts, strict=False):
            self.fields[name].initial = row.officer_id


class CaseForm(TeamForm):
    """A new case: what, about whom, found when, handled by which officers."""

    kind = forms.ChoiceField(label=_("执法类别"), choices=ActionKind.choices)
    procedure = forms.ChoiceField(label=_("程序"), choices=Procedure.choices)
    title = forms.CharField(
        label=_("案件名称"), max_length=300, help_text=_("一般为“当事人名称＋违法行为＋案”。")
    )
    cause = forms.CharField(label=_("案由或申请事项"), max_length=300)
    item = forms.ModelChoiceField(label=_("执法事项"), queryset=Item.objects.none(), required=False)
    source = forms.CharField(
        label=_("案件来源"),
        max_length=60,
        help_text=_("例如：检查发现、投诉举报、上级交办、依申请。"),
    )
    summary = forms.CharField(label=_("简要情况"), widget=forms.Textarea(attrs={"rows": 5}))
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    discovered_on = PastDateField(label=_("发现或申请日期"))
    act_from = PastDateField(label=_("违法行为开始日期"), required=False)
    act_to = PastDateField(label=_("违法行为终了日期"), required=False)
    party_kind = forms.ChoiceField(label=_("行政相对人类别"), choices=PartyKind.choices)
    party_name = forms.CharField(label=_("当事人名称或姓名"), max_length=200)
    party_uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    party_legal_rep = forms.CharField(label=_("法定代表人或经营者"), max_length=60, required=False)
    party_id_no = forms.CharField(
        label=_("身份证件号码"), max_length=40, required=False, help_text=_("加密保存，不公开。")
    )
    party_birth_date = PastDateField(
        label=_("出生日期"), required=False, help_text=_("自然人应当填写，用于确认责任年龄。")
    )
    party_address = forms.CharField(label=_("地址"), max_length=200, required=False)
    party_phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    field_order = [*CASE_FIELDS, "party_kind", *(f"party_{name}" for name in PARTY_FIELDS)]

    def __init__(self, *args: Any, agency: Agency, on: date, **kwargs: Any) -> None:
        super().__init__(*args, agency=agency, on=on, **kwargs)
        items = Item.objects.filter(agency=agency, kind__in=ACTS_OF_POWER).in_force(on)
        self.fields["item"].queryset = items.order_by("kind", "name")  # type: ignore[attr-defined]  # a ModelChoiceField
        kinds = agency.rules().kinds
        self.fields["kind"].choices = [row for row in ActionKind.choices if row[0] in kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """The procedure belongs to the kind; the act does not end before it begins."""
        data = super().clean() or {}
        kind, procedure = data.get("kind"), data.get("procedure")
        if kind and procedure and procedure not in PROCEDURES[ActionKind(kind)]:
            self.add_error("procedure", _("该执法类别不适用此程序，请重新选择。"))
        if data.get("act_from") and data.get("act_to") and data["act_to"] < data["act_from"]:
            self.add_error("act_to", _("终了日期不能早于开始日期。"))
        return data

    def party(self) -> dict[str, Any]:
        """Keyword arguments of enforcement.services.parties.create."""
        data = self.cleaned_data
        values = {name: data[f"party_{name}"] for name in PARTY_FIELDS}
        return {"kind": data["party_kind"], **{k: v for k, v in values.items() if v}}

    def case(self) -> dict[str, Any]:
        """Keyword arguments of enforcement.services.cases.open_case, without the party."""
        data = self.cleaned_data
        return {**{name: data[name] for name in CASE_FIELDS}, "officers": self.officers()}


class DateForm(PortalForm):
    """A date a person records an act on."""

    on = PastDateField(label=_("日期"))


class ReasonForm(PortalForm):
    """A reason."""

    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}))


class CaseFilter(LookUpForm):
    """Filters of the case list."""

    q = forms.CharField(label=_("案号、名称"), max_length=100, required=False)
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[])
    kind = forms.ChoiceField(
        label=_("执法类别"), required=False, choices=[("", _("全部")), *ActionKind.choices]
    )

    def __init__(self, *args: Any, statuses: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("全部")), *statuses]  # type: ignore[attr-defined]  # a ChoiceField
