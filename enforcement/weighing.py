"""How a draft weighs: which benchmark and tier it applies, which tier fits, what it leaves.

Reads the draft and the rows it names; writes nothing. Sentences for documents are Chinese,
whatever the language of who has them made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from enforcement import circumstances, range_text
from enforcement.discretion import YUAN, Bounds, amount
from enforcement.models import Agency, Benchmark, Case, Decision, Tier
from enforcement.models.decision import DecisionContent
from enforcement.models.kinds import PenaltyKind


def day_of_act(case: Case) -> date:
    """The day whose benchmarks count: the end of the act, else its discovery."""
    return case.act_to or case.discovered_on


def offered(agency: Agency, on: date) -> list[Benchmark]:
    """Benchmarks in force on the day that the agency or an organ above it keeps, own ones first."""
    above = [row.pk for row in agency.ancestors()]
    rows = Benchmark.objects.in_force(on).filter(agency_id__in=[agency.pk, *above])
    return sorted(
        rows.order_by("folded_violation", "pk"), key=lambda row: row.agency_id != agency.pk
    )


def candidates(decision: Decision) -> list[Benchmark]:
    """The benchmarks of the draft's violation on the day of the act."""
    above = [row.pk for row in decision.agency.ancestors()]
    rows = Benchmark.objects.in_force(day_of_act(decision.case)).about(decision.violation)
    return list(rows.filter(agency_id__in=[decision.agency_id, *above]).order_by("pk"))


def said(row: DecisionContent, name: str) -> Any:
    """One entry of the weighing, "" when it says nothing of it."""
    return (row.weighing or {}).get(name, "")


def fitting(tiers: Iterable[Tier], met: Iterable[str], measure: Decimal | None) -> list[Tier]:
    """The tiers whose conditions hold and into which the measure falls.

    A tier without any condition is for what no other tier takes.
    """
    rows, held = list(tiers), set(met)
    own = [row for row in rows if _stated(row) and _holds(row, held) and row.measured(measure)]
    return own or [row for row in rows if not _stated(row) and row.degree not in Tier.BELOW]


def _stated(tier: Tier) -> bool:
    return bool(tier.conditions) or tier.measure_from is not None or tier.measure_to is not None


def _holds(tier: Tier, held: set[str]) -> bool:
    if not tier.conditions:
        return True
    return bool(held & set(tier.conditions)) if tier.any_condition else held >= set(tier.conditions)


def fits(decision: Decision) -> list[Tier]:
    """The tiers of the chosen benchmark that fit what the draft states."""
    if decision.benchmark is None:
        return []
    text = said(decision, "measure")
    measure = Decimal(text) if text else None
    return fitting(decision.benchmark.tiers.all(), said(decision, "conditions") or (), measure)


def fine(decision: Decision) -> Fraction | None:
    """The draft's fine in the unit of its benchmark; None when it cannot be compared."""
    if decision.benchmark is None or not decision.fine_cents:
        return None
    return amount(decision.benchmark.unit, decision.fine_cents, decision.base_cents)


def fine_words(decision: Decision) -> str:
    """The draft's fine as its reader writes it; "" without one."""
    return range_text.number(YUAN, decision.fine_cents) if decision.fine_cents else ""


def penalty_words(decision: Decision) -> str:
    """The kinds of penalty of a decision and its amounts; "" without any."""
    fined = fine_words(decision)
    words = [
        _("%(name)s%(range)s") % {"name": PenaltyKind(kind).label, "range": fined}
        if kind == PenaltyKind.FINE and fined
        else str(PenaltyKind(kind).label)
        for kind in decision.penalty_kinds
    ]
    if decision.confiscated_cents:
        amount = range_text.number(YUAN, decision.confiscated_cents)
        words.append(_("没收金额%(amount)s") % {"amount": amount})
    return _("；").join(words)


def departing(decision: Decision) -> list[str]:
    """What an approver reads: the fine, the range, the tier, what is left, and why."""
    chosen, tier = decision.benchmark, decision.tier
    if chosen is None or tier is None:
        return []
    lines = [
        (_("草案罚款"), fine_words(decision)),
        (_("法定幅度"), range_text.statutory(chosen)),
        (_("所选阶次"), _("；").join(filter(None, (str(tier), range_text.tier(chosen, tier))))),
        (_("偏离的理由"), str(said(decision, "departure"))),
    ]
    told = [_("%(name)s：%(text)s") % {"name": name, "text": text} for name, text in lines if text]
    return [*departures(decision), *told]


def outside(decision: Decision) -> str:
    """ "above" or "below" when the fine leaves the statutory range, else ""."""
    found = fine(decision)
    if decision.benchmark is None or found is None:
        return ""
    if decision.benchmark.bounds.above(found):
        return "above"
    return "below" if decision.benchmark.bounds.below(found) else ""


def eased(decision: Decision) -> bool:
    """Whether a ground of 从轻或者减轻 is stated."""
    return bool(circumstances.of(decision.circumstances, *circumstances.EASES))


def departures(decision: Decision) -> list[str]:
    """In what the draft leaves the tier that fits, in words; empty when it keeps to it."""
    tier, found = decision.tier, fine(decision)
    if tier is None:
        return []
    words = []
    if tier not in fits(decision):
        words.append(_("所选“%(tier)s”阶次与已勾选的适用条件不符。") % {"tier": tier})
    if _not_reduced(decision, tier):
        words.append(_("罚款没有低于法定最低幅度，不属于减轻处罚。"))
    if found is not None and not tier.bounds.holds(found):
        words.append(_("罚款不在“%(tier)s”阶次的幅度内。") % {"tier": tier})
    return words


def _not_reduced(decision: Decision, tier: Tier) -> bool:
    """减轻 without amounts of its own is whatever lies below the statutory range (行政处罚法 32)."""
    bare = tier.degree == Tier.Degree.REDUCED and tier.low is None and tier.high is None
    return bare and fine(decision) is not None and outside(decision) != "below"


@translation.override(settings.LANGUAGE_CODE)
def number(unit: str, value: int) -> str:
    """An amount in its unit as documents write it: 1,500元, 5倍, 3%, 10天."""
    return range_text.number(unit, value)


@translation.override(settings.LANGUAGE_CODE)
def range_words(bounds: Bounds, unit: str, base_name: str = "") -> str:
    """A range as the law words it; "" when it has no ends."""
    return range_text.bounds(bounds, unit, base_name)


@translation.override(settings.LANGUAGE_CODE)
def statutory_words(row: Benchmark) -> str:
    """The statutory range of a benchmark, as documents word it."""
    return range_text.statutory(row)


@translation.override(settings.LANGUAGE_CODE)
def tier_words(row: Benchmark, tier: Tier) -> str:
    """The range and the standard of a tier, as documents word it."""
    return range_text.tier(row, tier)


def facts(row: Benchmark) -> list[tuple[str, Any]]:
    """The fields of a benchmark (国办发〔2022〕27号（六）): names and values, empty ones left out."""
    pairs = [
        (_("法定依据"), row.basis),
        (_("处罚种类"), _("、").join(str(PenaltyKind(kind).label) for kind in row.penalty_kinds)),
        (_("法定幅度"), range_text.statutory(row)),
        (_("情节计量"), row.measure_name),
        (_("制定机关"), row.issuer),
        (_("文号"), row.doc_no),
        (_("所细化的上级基准"), row.superior),
        (_("生效日期"), row.effective_from),
        (_("失效日期"), row.effective_to),
        (_("公布日期"), row.published_on),
    ]
    return [(name, value) for name, value in pairs if value]


@dataclass(frozen=True)
class Applied:
    """How the benchmark was applied, in the lines a document prints (国办发〔2022〕27号（十二）)."""

    benchmark: list[str]
    circumstances: list[str]

    @property
    def lines(self) -> list[str]:
        """Circumstances first, because the tier follows from them."""
        return [*self.circumstances, *self.benchmark]


@translation.override(settings.LANGUAGE_CODE)
def applied(row: DecisionContent, *, public: bool = False) -> Applied:
    """The lines of a draft, a frozen version or a decision; for the public without age and health."""
    return Applied(_benchmark_lines(row), _circumstance_lines(row, public=public))


def _circumstance_lines(row: DecisionContent, *, public: bool) -> list[str]:
    lines = [
        f"法定情节：{circumstances.table()[code].label_zh}"
        f"（{circumstances.table()[code].article}）。事实：{facts}"
        for code, facts in (row.circumstances or {}).items()
        if code in circumstances.table() and not (public and circumstances.table()[code].private)
    ]
    education = said(row, "education")
    return [*lines, f"教育情况：{education}"] if education else lines


def _counted(row: DecisionContent, chosen: Benchmark) -> list[str]:
    """What the benchmark counts: its measure and the base of a ratio."""
    pairs = [(chosen.measure_name, said(row, "measure"))]
    if row.base_cents:
        pairs.append((chosen.base_name, number(YUAN, row.base_cents)))
    return [f"{name}：{value}。" for name, value in pairs if name and value]


def _benchmark_lines(row: DecisionContent) -> list[str]:
    if row.benchmark is None or row.tier is None:
        return []
    chosen = row.benchmark
    met = [text for text in said(row, "conditions") or () if text in row.tier.conditions]
    head = f"适用裁量基准：{chosen.issuer}制定的裁量基准（{chosen.doc_no}），违法行为“{chosen.violation}”"
    statutory = statutory_words(chosen)
    lines = [
        f"{head}，法定幅度为{statutory}。" if statutory else f"{head}。",
        *_counted(row, chosen),
    ]
    basis = f"符合“{'；'.join(met)}”，" if met else ""
    lines.append(
        f"{basis}适用“{row.tier.get_degree_display()}”阶次：{tier_words(chosen, row.tier)}。"
    )
    departure = said(row, "departure")
    return [*lines, f"偏离该阶次的理由：{departure}"] if departure else lines
