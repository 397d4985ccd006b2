"""Forms of the list of benchmarks: the document, its tiers, publication and repeal."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import PortalForm
from enforcement.discretion import SCALE, lines, smallest
from enforcement.models import Agency, Benchmark, Tier
from enforcement.models.kinds import PenaltyKind
from enforcement.services.benchmarks import Step

ROWS = 8
AREA = {"rows": 3}


class BenchmarkForm(PortalForm):
    """A benchmark as its document says it (国办发〔2022〕27号（六）)."""

    agency = forms.ModelChoiceField(label=_("列入清单的执法主体"), queryset=Agency.objects.none())
    violation = forms.CharField(label=_("违法行为"), max_length=300)
    basis = forms.CharField(label=_("法定依据"), widget=forms.Textarea(attrs=AREA))
    penalty_kinds = forms.MultipleChoiceField(
        label=_("处罚种类"), choices=PenaltyKind.choices, widget=forms.CheckboxSelectMultiple
    )
    unit = forms.ChoiceField(label=_("计量单位"), choices=Benchmark.Unit.choices)
    base_name = forms.CharField(
        label=_("计罚基数"),
        max_length=60,
        required=False,
        help_text=_("按倍数或者百分比计罚的填写，例如货值金额。"),
    )
    low = forms.DecimalField(label=_("法定最低"), min_value=Decimal(0), required=False)
    high = forms.DecimalField(label=_("法定最高"), min_value=Decimal(0), required=False)
    measure_name = forms.CharField(
        label=_("情节计量"),
        max_length=60,
        required=False,
        help_text=_("用于自动判断阶次的数量，例如占用面积（平方米）。"),
    )
    issuer = forms.CharField(label=_("制定机关"), max_length=100)
    doc_no = forms.CharField(label=_("文号"), max_length=128)
    of_superior = forms.BooleanField(label=_("上级机关制定的基准"), required=False)
    superior = forms.ModelChoiceField(
        label=_("所细化的上级基准"), queryset=Benchmark.objects.none(), required=False
    )
    replaces = forms.ModelChoiceField(
        label=_("所修订的原基准"),
        queryset=Benchmark.objects.none(),
        required=False,
        help_text=_("公布后，原基准适用到修订后的生效日期之前。"),
    )
    effective_from = forms.DateField(label=_("生效日期"))
    published_on = forms.DateField(
        label=_("公布日期"), required=False, help_text=_("填写的，保存后报请批准，批准后公布。")
    )

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        rows = Benchmark.objects.order_by("folded_violation", "pk")
        self.fields["superior"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
        own_rows = rows.filter(agency__in=own, published_on__isnull=False)
        self.fields["replaces"].queryset = own_rows  # type: ignore[attr-defined]  # a ModelChoiceField

    def values(self) -> dict[str, Any]:
        """The columns of the benchmark; amounts in the smallest part of the unit."""
        data = dict(self.cleaned_data)
        for name in ("low", "high"):
            data[name] = smallest(data["unit"], data[name])
        return data


class StepForm(PortalForm):
    """One tier; a row without a degree is left out."""

    degree = forms.ChoiceField(
        label=_("裁量阶次"), choices=[("", _("不填写")), *Tier.Degree.choices], required=False
    )
    conditions = forms.CharField(
        label=_("适用条件"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("每行一个条件。"),
    )
    any_condition = forms.BooleanField(label=_("具备任一条件即可"), required=False)
    measure_from = forms.DecimalField(label=_("计量自（含）"), required=False, decimal_places=2)
    measure_to = forms.DecimalField(label=_("计量至（不含）"), required=False, decimal_places=2)
    low = forms.DecimalField(label=_("下限"), min_value=Decimal(0), required=False)
    low_open = forms.BooleanField(label=_("不含下限"), required=False)
    high = forms.DecimalField(label=_("上限"), min_value=Decimal(0), required=False)
    high_open = forms.BooleanField(label=_("不含上限"), required=False)
    standard = forms.CharField(label=_("具体标准"), max_length=500, required=False)


StepFormSet = forms.formset_factory(StepForm, extra=ROWS, max_num=ROWS)


def steps(rows: Iterable[Any], unit: str) -> list[Step]:
    """The tiers of valid rows, in their order."""
    found = [dict(row.cleaned_data) for row in rows if row.cleaned_data.get("degree")]
    for row in found:
        row["conditions"] = lines(row["conditions"])
        row["low"], row["high"] = smallest(unit, row["low"]), smallest(unit, row["high"])
    return [Step(**row) for row in found]


def shown(row: Benchmark) -> dict[str, Any]:
    """What a form of its revision begins with: all it says but the document and the days."""
    same = ("agency", "violation", "basis", "penalty_kinds", "unit", "base_name", "measure_name")
    found = {name: getattr(row, name) for name in (*same, "issuer", "of_superior", "superior")}
    ends = {name: written(row.unit, getattr(row, name)) for name in ("low", "high")}
    return {**found, **ends, "replaces": row}


def shown_steps(row: Benchmark) -> list[dict[str, Any]]:
    """Its tiers, as they were entered."""
    same = ("degree", "any_condition", "measure_from", "measure_to", "low_open", "high_open")
    return [
        {
            **{name: getattr(tier, name) for name in (*same, "standard")},
            **{name: written(row.unit, getattr(tier, name)) for name in ("low", "high")},
            "conditions": "\n".join(tier.conditions),
        }
        for tier in row.tiers.all()
    ]


def written(unit: str, value: int | None) -> Decimal | None:
    """An amount in its unit, as people enter it."""
    return None if value is None else Decimal(value) / SCALE.get(unit, 1)


class EndForm(ActForm):
    """The day from which it no longer holds, and why."""

    on = forms.DateField(label=_("失效日期"))
    reason = forms.CharField(label=_("废止的理由和文件"), widget=forms.Textarea(attrs=AREA))


class BenchmarkEndForm(EndForm):
    """The same, with the day on which it is asked: what ends later waits for its approval."""

    def clean(self) -> dict[str, Any]:
        """The values and today."""
        return {**(super().clean() or self.cleaned_data), "asked_on": self.today}
