"""Forms of the catalogue of review: the version, one rule by its kind of test, the period of a trial."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import LookUpForm, PastDateField, PortalForm
from enforcement.discretion import YUAN, smallest
from enforcement.forms.decisions import DecisionForm
from enforcement.models import Agency, CatalogueRule, ForcedExecution, Measure, ReviewCatalogue
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure
from enforcement.review_facts import BEYOND, DEPARTED, REDUCED
from enforcement.review_rules import CONFISCATED, FINE, SEPARATE, SUM

AREA = {"rows": 3}
CENTS = 100
MOST = Decimal(10**11)
TEST_LABELS: Mapping[str, Any] = {
    "kind": _("某类决定全部送审"),
    "penalty_kinds": _("按处罚种类"),
    "amount": _("按罚款、没收数额"),
    "outcome": _("按处理结果（如不予许可）"),
    "hearing_held": _("经过听证"),
    "hearing_asked": _("当事人申请听证"),
    "benchmark": _("减轻、加重或者偏离裁量基准"),
    "measure": _("采取行政强制措施"),
    "forced": _("行政强制执行"),
    "asked": _("由承办人判断并说明理由"),
}


def several(label: Any, choices: Any, *, required: bool = True) -> forms.MultipleChoiceField:
    """A list to tick."""
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=required, widget=widget)


def amount_field(label: Any) -> forms.DecimalField:
    """An amount in yuan."""
    return forms.DecimalField(
        label=label, min_value=Decimal("0.01"), max_value=MOST, decimal_places=2, required=False
    )


class CatalogueForm(PortalForm):
    """The document by which the agency adopts a version."""

    title = forms.CharField(label=_("清单名称"), max_length=200)
    doc_no = forms.CharField(label=_("制定文件文号"), max_length=128)
    source = forms.CharField(label=_("制定依据"), widget=forms.Textarea(attrs=AREA))
    change_note = forms.CharField(
        label=_("修订说明"), widget=forms.Textarea(attrs=AREA), required=False
    )


class NewCatalogueForm(CatalogueForm):
    """The same, with the agency that adopts it."""

    agency = forms.ModelChoiceField(label=_("编制机关"), queryset=Agency.objects.none())
    field_order = ["agency"]

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField


class RuleForm(PortalForm):
    """What every rule says. Subclasses add what their test compares."""

    label = forms.CharField(label=_("审核事项"), max_length=200)
    article = forms.CharField(
        label=_("依据条款"), max_length=300, help_text=_("写明文件名称、文号和条款。")
    )
    kinds = several(_("限于执法类别（不选为各类决定）"), ActionKind.choices, required=False)
    procedures = several(_("限于程序（不选为各种程序）"), Procedure.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What is compared comes before the acts it is limited to."""
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name not in RuleForm.base_fields]
        self.order_fields(["label", "article", *own, "kinds", "procedures"])

    @classmethod
    def known(cls, rule: CatalogueRule) -> dict[str, Any]:
        """The values of a rule that exists."""
        fixed = {name: getattr(rule, name) for name in ("label", "article", "kinds", "procedures")}
        return {**fixed, **rule.terms, **_yuan(rule.terms.get("limits", {}))}

    def terms(self) -> dict[str, Any]:
        """What the test compares, as enforcement.review_terms takes it."""
        names = set(self.cleaned_data) - set(RuleForm.base_fields) - set(LimitForm.base_fields)
        return {name: self.cleaned_data[name] for name in names}


def _yuan(limits: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"limit_{kind}": Decimal(each["cents"]) / CENTS for kind, each in limits.items()
    }
    if limits:
        found["inclusive"] = all(each["inclusive"] for each in limits.values())
    return found


class LimitForm(RuleForm):
    """A rule with a limit of money for each kind of party."""

    limit_person = amount_field(_("公民：数额（元）"))
    limit_sole_trader = amount_field(_("个体工商户：数额（元，不填按公民）"))
    limit_org = amount_field(_("法人或者其他组织：数额（元）"))
    inclusive = forms.BooleanField(label=_("含本数"), required=False, initial=True)

    def terms(self) -> dict[str, Any]:
        """The limits in cents, by kind of party; a party without one is left out."""
        data = self.cleaned_data
        limits = {
            kind: {"cents": smallest(YUAN, given), "inclusive": data["inclusive"]}
            for kind in PartyKind.values
            if (given := data.get(f"limit_{kind}")) is not None
        }
        return {**super().terms(), "limits": limits}


class AmountForm(LimitForm):
    """Fine and confiscation from an amount on."""

    of = several(_("比较的金额"), [(FINE, _("罚款")), (CONFISCATED, _("没收违法所得、非法财物"))])
    counted = forms.ChoiceField(
        label=_("罚款与没收"),
        choices=[(SEPARATE, _("分别计算")), (SUM, _("合并计算"))],
    )


class ForcedForm(LimitForm):
    """Forced execution in certain ways, from an amount on if one is given."""

    ways = several(_("强制执行方式"), ForcedExecution.Way.choices)


class PenaltyKindsForm(RuleForm):
    """Kinds of penalty."""

    penalty_kinds = several(_("处罚种类"), PenaltyKind.choices)


class OutcomeForm(RuleForm):
    """Outcomes, told apart for the proceedings about a licence that exists."""

    outcomes = several(
        _("处理结果"), [row for rows in DecisionForm.OUTCOMES.values() for row in rows]
    )
    proceedings = several(
        _("限于许可办理事项（不选为各种事项）"),
        [("renew", _("延续")), ("change", _("变更"))],
        required=False,
    )


class BenchmarkRuleForm(RuleForm):
    """How the penalty stands to the benchmark."""

    weights = several(
        _("裁量情形"),
        [
            (REDUCED, _("减轻处罚")),
            (BEYOND, _("超出裁量基准加重处罚")),
            (DEPARTED, _("偏离裁量基准")),
        ],
    )


class MeasureRuleForm(RuleForm):
    """Coercive measures in the case."""

    measures = several(_("强制措施种类"), Measure.Kind.choices)


FORMS: Mapping[str, type[RuleForm]] = {
    "kind": RuleForm,
    "penalty_kinds": PenaltyKindsForm,
    "amount": AmountForm,
    "outcome": OutcomeForm,
    "hearing_held": RuleForm,
    "hearing_asked": RuleForm,
    "benchmark": BenchmarkRuleForm,
    "measure": MeasureRuleForm,
    "forced": ForcedForm,
    "asked": RuleForm,
}


class TodayForm(ActForm):
    """An act that is done today: the day is not asked for."""

    def clean(self) -> dict[str, Any]:
        """The day with what was typed."""
        return {**(super().clean() or {}), "on": self.today}


class RemoveForm(TodayForm):
    """Nothing is asked but whether."""


class SubmitForm(TodayForm):
    """The first day on which the version is to hold."""

    valid_from = forms.DateField(label=_("生效日期"))

    def known(self) -> dict[str, Any]:
        """The day named before, if it was sent back."""
        catalogue: ReviewCatalogue = self.row
        return {"valid_from": catalogue.valid_from or self.today}


class OpinionForm(ActForm):
    """What the head says of it."""

    opinion = forms.CharField(label=_("意见"), widget=forms.Textarea(attrs=AREA))


class PublishForm(TodayForm, OpinionForm):
    """What the head says of a version that is published today."""


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs=AREA))


class TrialForm(LookUpForm):
    """Decisions of which period are held against both lists."""

    since = PastDateField(label=_("决定日期自"))
    until = PastDateField(label=_("决定日期至"))

    def clean(self) -> dict[str, Any]:
        """The period runs forward."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            self.add_error("until", _("截止日期早于起始日期，请调整日期。"))
        return data
