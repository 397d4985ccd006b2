"""Forms of a case: opening it with its party, filing it, drafting its decision."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from enforcement.models import Agency, Item, Officer
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure

CENTS = 100
PROCEDURES = {
    ActionKind.PENALTY: (Procedure.ORDINARY, Procedure.SIMPLE),
    ActionKind.PERMIT: (Procedure.PERMIT,),
    ActionKind.INSPECTION: (Procedure.INSPECTION,),
    ActionKind.COERCION: (Procedure.ORDINARY,),
    ActionKind.LEVY: (Procedure.ORDINARY,),
}
PARTY_FIELDS = ("name", "uscc", "legal_rep", "id_no", "birth_date", "address", "phone")


class CaseForm(PortalForm):
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
    discovered_on = forms.DateField(label=_("发现或申请日期"), widget=forms.DateInput())
    act_from = forms.DateField(label=_("违法行为开始日期"), required=False)
    act_to = forms.DateField(label=_("违法行为终了日期"), required=False)
    party_kind = forms.ChoiceField(label=_("行政相对人类别"), choices=PartyKind.choices)
    party_name = forms.CharField(label=_("当事人名称或姓名"), max_length=200)
    party_uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    party_legal_rep = forms.CharField(label=_("法定代表人或经营者"), max_length=60, required=False)
    party_id_no = forms.CharField(
        label=_("身份证件号码"), max_length=40, required=False, help_text=_("加密保存，不公开。")
    )
    party_birth_date = forms.DateField(label=_("出生日期"), required=False)
    party_address = forms.CharField(label=_("地址"), max_length=200, required=False)
    party_phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    lead = forms.ModelChoiceField(label=_("承办人"), queryset=Officer.objects.none())
    second = forms.ModelChoiceField(label=_("协办人"), queryset=Officer.objects.none())

    def __init__(self, *args: Any, agency: Agency, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = Officer.objects.filter(agency=agency, status=Officer.Status.ACTIVE)
        for name in ("lead", "second"):
            self.fields[name].queryset = officers.certified(on).order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField
        items = Item.objects.filter(agency=agency).in_force(on)
        self.fields["item"].queryset = items.order_by("kind", "name")  # type: ignore[attr-defined]  # a ModelChoiceField
        kinds = agency.rules().kinds
        self.fields["kind"].choices = [row for row in ActionKind.choices if row[0] in kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """The procedure belongs to the kind; two different officers; the act does not end early."""
        data = super().clean() or {}
        kind, procedure = data.get("kind"), data.get("procedure")
        if kind and procedure and procedure not in PROCEDURES[ActionKind(kind)]:
            self.add_error("procedure", _("该执法类别不适用此程序，请重新选择。"))
        if data.get("lead") and data.get("lead") == data.get("second"):
            self.add_error(
                "second", _("承办人和协办人应当是两名不同的执法人员（行政处罚法第四十二条）。")
            )
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
        names = [
            "kind",
            "procedure",
            "title",
            "cause",
            "item",
            "source",
            "summary",
            "place",
            "discovered_on",
            "act_from",
            "act_to",
        ]
        return {**{name: data[name] for name in names}, "officers": [data["lead"], data["second"]]}


class DateForm(PortalForm):
    """A date a person records an act on."""

    on = forms.DateField(label=_("日期"))


class ReasonForm(PortalForm):
    """A reason."""

    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(PortalForm):
    """The draft of a decision; which fields it shows depends on the kind of act."""

    outcome = forms.ChoiceField(label=_("处理结果"), choices=[])
    title = forms.CharField(label=_("文书名称"), max_length=200)
    violation = forms.CharField(label=_("违法行为类型"), max_length=300, required=False)
    facts = forms.CharField(label=_("事实"), widget=forms.Textarea(attrs={"rows": 8}))
    evidence = forms.CharField(
        label=_("证据"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    basis = forms.CharField(
        label=_("依据"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明法律名称和条、款、项，例如《中华人民共和国行政处罚法》第三十三条第一款。"),
    )
    penalty_kinds = forms.MultipleChoiceField(
        label=_("处罚种类"),
        choices=PenaltyKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fine = forms.DecimalField(
        label=_("罚款（元）"), min_value=Decimal(0), decimal_places=2, max_digits=14, required=False
    )
    confiscated = forms.DecimalField(
        label=_("没收金额（元）"),
        min_value=Decimal(0),
        decimal_places=2,
        max_digits=14,
        required=False,
    )
    order = forms.CharField(
        label=_("责令改正"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    discretion = forms.CharField(
        label=_("裁量说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    result = forms.CharField(label=_("决定内容"), widget=forms.Textarea(attrs={"rows": 5}))
    performance = forms.CharField(
        label=_("履行方式和期限"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    permit_kind = forms.ChoiceField(
        label=_("许可类别"),
        choices=[(name, name) for name in ("普通", "特许", "认可", "核准", "登记", "其他")],
        required=False,
    )
    cert_title = forms.CharField(label=_("许可证书名称"), max_length=100, required=False)
    permit_no = forms.CharField(label=_("许可编号"), max_length=100, required=False)
    valid_from = forms.DateField(label=_("有效期自"), required=False)
    valid_to = forms.DateField(label=_("有效期至"), required=False)
    inspection_kind = forms.ChoiceField(
        label=_("检查类型"),
        choices=[(n, n) for n in ("双随机检查", "日常检查", "专项检查", "个案检查")],
        required=False,
    )
    inspection_method = forms.ChoiceField(
        label=_("检查方式"),
        choices=[(name, name) for name in ("现场检查", "书面检查", "网络检查")],
        required=False,
    )

    COMMON = ("outcome", "title", "facts", "evidence", "basis", "result")
    OWN: Mapping[str, tuple[str, ...]] = {
        ActionKind.PENALTY: (
            *("violation", "penalty_kinds", "fine", "confiscated"),
            *("order", "discretion", "performance"),
        ),
        ActionKind.PERMIT: ("permit_kind", "cert_title", "permit_no", "valid_from", "valid_to"),
        ActionKind.INSPECTION: ("inspection_kind", "inspection_method", "order"),
        ActionKind.COERCION: ("performance", "valid_from", "valid_to"),
        ActionKind.LEVY: ("performance",),
    }
    OUTCOMES: Mapping[str, tuple[tuple[str, Any], ...]] = {
        ActionKind.PENALTY: (("penalty", _("给予处罚")), ("no_penalty", _("不予处罚"))),
        ActionKind.PERMIT: (("granted", _("准予许可")), ("refused", _("不予许可"))),
        ActionKind.INSPECTION: (
            ("clean", _("未发现问题")),
            ("rectify", _("责令改正")),
            ("transfer", _("移送立案处理")),
        ),
        ActionKind.COERCION: (("measure", _("采取强制措施")),),
        ActionKind.LEVY: (("levy", _("征收征用")),),
    }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = (*self.COMMON, *self.OWN[ActionKind(kind)])
        for name in [name for name in self.fields if name not in keep]:
            del self.fields[name]
        self.fields["outcome"].choices = list(self.OUTCOMES[ActionKind(kind)])  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Amounts go with their kinds of penalty, and the other way round."""
        data = super().clean() or {}
        kinds = set(data.get("penalty_kinds") or [])
        if data.get("outcome") == "penalty":
            self._clean_penalty(data, kinds)
        if data.get("outcome") == "no_penalty" and (kinds or data.get("fine")):
            self.add_error("outcome", _("不予处罚的，不得选择处罚种类或者填写罚款。"))
        if data.get("outcome") == "granted" and not data.get("valid_from"):
            self.add_error("valid_from", _("准予许可应当填写有效期。"))
        return data

    def _clean_penalty(self, data: Mapping[str, Any], kinds: set[str]) -> None:
        if not kinds:
            self.add_error("penalty_kinds", _("请选择处罚种类（行政处罚法第九条）。"))
        if (PenaltyKind.FINE in kinds) != bool(data.get("fine")):
            self.add_error("fine", _("罚款金额与处罚种类不一致。"))
        confiscate = kinds & {PenaltyKind.CONFISCATE_GOODS, PenaltyKind.CONFISCATE_INCOME}
        if data.get("confiscated") and not confiscate:
            self.add_error("confiscated", _("填写没收金额的，应当选择没收的处罚种类。"))

    def content(self) -> dict[str, Any]:
        """The draft by DecisionContent field; amounts in cents."""
        data = dict(self.cleaned_data)
        for name in ("fine", "confiscated"):
            if name in data:
                data[f"{name}_cents"] = int((data.pop(name) or Decimal(0)) * CENTS)
        return data


def initial_of(decision: Any) -> dict[str, Any]:
    """Form values of an existing draft."""
    values = {name: getattr(decision, name, None) for name in DecisionForm.base_fields}
    values["fine"] = Decimal(decision.fine_cents) / CENTS if decision.fine_cents else None
    values["confiscated"] = (
        Decimal(decision.confiscated_cents) / CENTS if decision.confiscated_cents else None
    )
    return values


class CaseFilter(PortalForm):
    """Filters of the case list."""

    q = forms.CharField(label=_("案号、名称"), required=False)
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[])
    kind = forms.ChoiceField(
        label=_("执法类别"), required=False, choices=[("", _("全部")), *ActionKind.choices]
    )

    def __init__(self, *args: Any, statuses: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("全部")), *statuses]  # type: ignore[attr-defined]  # a ChoiceField
