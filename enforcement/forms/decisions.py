"""Forms of a decision: its draft, and what ends it."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.forms import PortalForm
from enforcement import drafts, particulars
from enforcement.forms.cases import ReasonForm
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind, PenaltyKind

CENTS = 100
GRANTED = "granted"
LEVIED = _(
    "征收的，写明征收项目、标准、金额（含减免缓）和缴纳期限；"
    "征用的，写明征用标的、期限、补偿标准、金额和返还日期。"
)
# The words are stored and published as they are, and translated where they are offered.
PERMIT_KINDS = (
    *(gettext_noop("普通"), gettext_noop("特许"), gettext_noop("认可")),
    *(gettext_noop("核准"), gettext_noop("登记"), gettext_noop("其他")),
)
INSPECTION_KINDS = (
    *(gettext_noop("双随机检查"), gettext_noop("日常检查")),
    *(gettext_noop("专项检查"), gettext_noop("个案检查")),
)
INSPECTION_METHODS = (gettext_noop("现场检查"), gettext_noop("书面检查"), gettext_noop("网络检查"))


def _lines(label: Any, help_text: Any) -> forms.CharField:
    """An optional text of a few lines."""
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=help_text, widget=box, required=False)


class RevokeForm(ReasonForm):
    """Why a decision falls, and whether another must be made."""

    remake = forms.BooleanField(label=_("需要在本案中重新作出决定（责令重新作出）"), required=False)


class ParticularsForm(PortalForm):
    """What a penalty decision says beside its facts, ground and penalty; all of it may be left out."""

    qualification = _lines(_("当事人的其他登记信息"), _("每行一项，例如“许可证号：……”。"))
    course = _lines(_("案件来源和调查经过"), _("含采取的行政强制措施及其文书名称、文号。"))
    reasons = _lines(_("违法行为的认定和理由"), _("写明违反的条款、认定的理由。"))
    goods = _lines(_("没收物品清单"), _("每行一件，依次写品名、数量、备注，用逗号隔开。"))
    payee = _lines(_("缴款账户"), _("每行一项：收款银行、户名、账号。默认与本机关上一份决定相同。"))
    contact = _lines(_("联系方式"), _("每行一项：地址、部门、电话。不填的，按主体登记信息打印。"))
    attachments = _lines(_("附件"), _("每行一件。"))
    copies = _lines(_("抄送"), "")

    def particulars(self) -> dict[str, str] | None:
        """What the draft keeps of the entered ones."""
        entered = {key: self.cleaned_data.get(key) for key in particulars.KEYS}
        return particulars.kept(entered)


class DecisionForm(ParticularsForm):
    """The draft of a decision; which fields it shows depends on the kind of act."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
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
        label=_("许可类别"), choices=[(name, _(name)) for name in PERMIT_KINDS], required=False
    )
    cert_title = forms.CharField(label=_("许可证书名称"), max_length=100, required=False)
    permit_no = forms.CharField(label=_("许可编号"), max_length=100, required=False)
    valid_from = forms.DateField(label=_("有效期自"), required=False)
    valid_to = forms.DateField(label=_("有效期至"), required=False)
    inspection_kind = forms.ChoiceField(
        label=_("检查类型"),
        choices=[(name, _(name)) for name in INSPECTION_KINDS],
        required=False,
    )
    inspection_method = forms.ChoiceField(
        label=_("检查方式"),
        choices=[(name, _(name)) for name in INSPECTION_METHODS],
        required=False,
    )

    # As the paper reads (行政处罚法 59): what was done, on what ground, what follows, the rest.
    ORDER = (
        *("seen", "outcome", "title", "violation", "qualification", "course", "facts", "evidence"),
        *("reasons", "basis", "penalty_kinds", "fine", "confiscated", "goods", "order"),
        *("discretion", "result", "performance", "valid_from", "valid_to", "payee", "contact"),
        *("attachments", "copies"),
    )
    COMMON = ("seen", "outcome", "title", "facts", "evidence", "basis", "result")
    OWN: Mapping[str, tuple[str, ...]] = {
        ActionKind.PENALTY: (
            *("violation", "penalty_kinds", "fine", "confiscated"),
            *("order", "discretion", "performance", "valid_from", "valid_to"),
            *particulars.KEYS,
        ),
        ActionKind.PERMIT: ("permit_kind", "cert_title", "permit_no", "valid_from", "valid_to"),
        ActionKind.INSPECTION: ("inspection_kind", "inspection_method", "order"),
        ActionKind.COERCION: ("performance", "valid_from", "valid_to"),
        ActionKind.LEVY: ("performance",),
    }
    TERM: Mapping[str, Any] = {
        "valid_from": _("处罚期限自（暂扣、限制等有期限的处罚）"),
        "valid_to": _("处罚期限至"),
    }
    OUTCOMES: Mapping[str, tuple[tuple[str, Any], ...]] = {
        ActionKind.PENALTY: (("penalty", _("给予处罚")), ("no_penalty", _("不予处罚"))),
        ActionKind.PERMIT: (
            ("granted", _("准予许可")),
            ("refused", _("不予许可")),
            ("withdrawn", _("撤回许可")),
            ("revoked", _("撤销许可")),
            ("cancelled", _("注销许可")),
        ),
        ActionKind.INSPECTION: (
            ("clean", _("未发现问题")),
            ("rectify", _("责令改正")),
            ("file", _("立案查处")),
            ("transfer", _("移送立案处理")),
        ),
        ActionKind.COERCION: (("measure", _("采取强制措施")),),
        ActionKind.LEVY: (("levy", _("征收征用")),),
    }

    def __init__(
        self, *args: Any, kind: str, outcomes: Collection[str] = (), **kwargs: Any
    ) -> None:
        """`outcomes`: those open to the case, all of its kind when empty."""
        super().__init__(*args, **kwargs)
        self.order_fields(self.ORDER)
        ends = bool(outcomes) and GRANTED not in outcomes
        keep = self.COMMON if ends else (*self.COMMON, *self.OWN[ActionKind(kind)])
        for name in [name for name in self.fields if name not in keep]:
            del self.fields[name]
        if kind == ActionKind.PENALTY:
            for name, label in self.TERM.items():
                self.fields[name].label = label
        if kind == ActionKind.LEVY:
            self.fields["performance"].required = True
            self.fields["performance"].help_text = LEVIED
        found = [
            row for row in self.OUTCOMES[ActionKind(kind)] if not outcomes or row[0] in outcomes
        ]
        self.fields["outcome"].choices = found  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Amounts go with their kinds of penalty, and the other way round."""
        data = super().clean() or {}
        kinds = set(data.get("penalty_kinds") or [])
        if data.get("outcome") == "penalty":
            self._clean_penalty(data, kinds)
        if data.get("outcome") == "no_penalty" and any(
            (kinds, data.get("fine"), data.get("confiscated"))
        ):
            self.add_error("outcome", _("不予处罚的，不得选择处罚种类或者填写罚没金额。"))
        if data.get("outcome") == GRANTED and not data.get("valid_from"):
            self.add_error("valid_from", _("准予许可应当填写有效期。"))
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("有效期截止日期不能早于开始日期。"))
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
        apart = {"seen", *particulars.KEYS}
        data = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        if particulars.COURSE in self.fields:
            data["particulars"] = self.particulars()
        for name in ("fine", "confiscated"):
            if name in data:
                data[f"{name}_cents"] = int((data.pop(name) or Decimal(0)) * CENTS)
        return data

    def show_latest(self, decision: Decision | None) -> None:
        """After a conflict: what is saved next was typed in sight of the draft as it now stands."""
        if decision is not None:
            latest = Decision.objects.get(pk=decision.pk)
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["seen"] = drafts.digest(latest)
            self.data = data


def initial_of(decision: Decision) -> dict[str, Any]:
    """Form values of an existing draft."""
    values = {name: getattr(decision, name, None) for name in DecisionForm.base_fields}
    values |= {key: particulars.said(decision, key) for key in particulars.KEYS}
    values["seen"] = drafts.digest(decision)
    values["fine"] = Decimal(decision.fine_cents) / CENTS if decision.fine_cents else None
    values["confiscated"] = (
        Decimal(decision.confiscated_cents) / CENTS if decision.confiscated_cents else None
    )
    return values
