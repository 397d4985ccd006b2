"""Forms of discretion in a draft: what it weighs, and the approval that it leaves its tier."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from enforcement import circumstances, range_text, weighing
from enforcement.forms.decisions import CENTS
from enforcement.models import Benchmark, Departure, Tier

PREFIX = "fact_"
TEXT_LENGTH = 1000


def _tier_words(chosen: Benchmark, tier: Tier) -> str:
    words = range_text.tier(chosen, tier)
    return gettext("%(name)s：%(text)s") % {"name": tier, "text": words} if words else str(tier)


class WeighForm(ActForm):
    """Benchmark, tier and stated conditions, and the circumstances of 行政处罚法 30-33.

    The conditions and tiers offered are those of the benchmark that is sent or already chosen.
    """

    benchmark = forms.ModelChoiceField(
        label=_("裁量基准"),
        queryset=Benchmark.objects.none(),
        required=False,
        help_text=_("违法行为发生时有效的基准。更换基准后请保存一次，再选择条件和阶次。"),
    )
    conditions = forms.MultipleChoiceField(
        label=_("本案具备的适用条件"), widget=forms.CheckboxSelectMultiple, required=False
    )
    measure = forms.DecimalField(
        label=_("情节计量"), max_digits=16, decimal_places=2, min_value=Decimal(0), required=False
    )
    base = forms.DecimalField(
        label=_("计罚基数（元）"),
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
    )
    tier = forms.ModelChoiceField(label=_("裁量阶次"), queryset=Tier.objects.none(), required=False)
    departure = forms.CharField(
        label=_("偏离阶次的理由"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("所选阶次与适用条件不符，或者罚款不在阶次幅度内的，应当写明。"),
    )
    education = forms.CharField(
        label=_("教育情况"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("不予处罚的，写明教育的时间、方式和内容。"),
    )

    def known(self) -> dict[str, Any]:
        row = self.row
        facts = {f"{PREFIX}{code}": text for code, text in (row.circumstances or {}).items()}
        names = ("conditions", "measure", "departure", "education")
        return {
            "benchmark": row.benchmark_id or self._only(),
            "tier": row.tier_id,
            "base": Decimal(row.base_cents) / CENTS if row.base_cents else None,
            **{name: weighing.said(row, name) for name in names},
            **facts,
        }

    def _only(self) -> int | None:
        found = weighing.candidates(self.row)
        return found[0].pk if len(found) == 1 else None

    def shape(self) -> None:
        offered = weighing.offered(self.row.agency, weighing.day_of_act(self.row.case))
        rows = Benchmark.objects.filter(pk__in=[row.pk for row in offered])
        self.fields["benchmark"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
        self._shape_tiers(self._chosen(offered))
        for row in circumstances.table().values():
            self.fields[f"{PREFIX}{row.code}"] = forms.CharField(
                label=f"{row.label}（{row.article}）",
                required=False,
                max_length=TEXT_LENGTH,
            )
        first = self.fields[f"{PREFIX}{next(iter(circumstances.table()))}"]
        first.help_text = _("以下为法定情节。具有该情节的，写明事实和证据；没有的留空。")

    def _chosen(self, offered: list[Benchmark]) -> Benchmark | None:
        given = self.data.get("benchmark") if self.is_bound else self.initial.get("benchmark")
        return next((row for row in offered if str(row.pk) == str(given)), None)

    def _shape_tiers(self, chosen: Benchmark | None) -> None:
        if chosen is None:
            for name in ("conditions", "measure", "base", "tier", "departure"):
                del self.fields[name]
            return
        tiers = list(chosen.tiers.all())
        texts = list(dict.fromkeys(text for tier in tiers for text in tier.conditions))
        if not texts and not self.is_bound:  # nothing to tick; what is sent is still checked
            del self.fields["conditions"]
        else:
            self.fields["conditions"].choices = [(text, text) for text in texts]  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["tier"].queryset = chosen.tiers.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["tier"].label_from_instance = lambda tier: (  # type: ignore[attr-defined]  # a ModelChoiceField
            gettext("；").join([_tier_words(chosen, tier), *range_text.terms(tier)])
        )
        for name, label in (("measure", chosen.measure_name), ("base", chosen.base_name)):
            if label:
                self.fields[name].label = f"{label}（{_('元')}）" if name == "base" else label
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The arguments of discretion.weigh."""
        data = super().clean() or {}
        facts = {
            name.removeprefix(PREFIX): str(data.pop(name))
            for name in list(data)
            if name.startswith(PREFIX)
        }
        base = data.pop("base", None)
        missing: dict[str, Any] = {"tier": None, "measure": None, "departure": "", "conditions": []}
        return {
            **missing,
            **data,
            "base_cents": int(base * CENTS) if base is not None else None,
            "facts": facts,
        }


class DepartureForm(DayActForm):
    """The approval that a draft leaves the tier of its benchmark (国办发〔2022〕27号（十二）)."""

    way = forms.ChoiceField(label=_("批准方式"), choices=Departure.Way.choices)
    organ = forms.CharField(label=_("批准的上级机关"), max_length=100, required=False)
    doc_no = forms.CharField(label=_("批准文号"), max_length=128, required=False)
    opinion = forms.CharField(label=_("批准意见"), widget=forms.Textarea(attrs={"rows": 4}))
