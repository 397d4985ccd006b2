"""Keeping the benchmarks of discretion: entered whole, checked, published, repealed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.folding import fold_name
from core.permissions import demand
from enforcement import statutes
from enforcement.discretion import RATIOS, Bounds, overlapping
from enforcement.models import Agency, Benchmark, Tier, User
from enforcement.models.kinds import PenaltyKind

CHANGE = "enforcement.change_registry"
ARTICLE = "国办发〔2022〕27号第六项"
MIN_TIERS = "discretion.min_tiers"
LARGEST = 10**14  # of any unit's smallest part, and of a measure: as much as its column holds
SHORT = ("violation", "base_name", "measure_name", "issuer", "doc_no")
DEMANDED: Mapping[str, Callable[[], str]] = {
    "violation": lambda: _("请填写违法行为。"),
    "basis": lambda: _("请填写法定依据。"),
    "issuer": lambda: _("请填写制定机关。"),
    "doc_no": lambda: _("请填写文号。"),
    "penalty_kinds": lambda: _("请选择处罚种类。"),
}


@dataclass(frozen=True)
class Step:
    """One tier as it is entered; amounts in the smallest part of the benchmark's unit."""

    degree: str
    conditions: list[str] = field(default_factory=list)
    any_condition: bool = False
    measure_from: Decimal | None = None
    measure_to: Decimal | None = None
    low: int | None = None
    high: int | None = None
    low_open: bool = False
    high_open: bool = False
    standard: str = ""

    @property
    def bounds(self) -> Bounds:
        """The range of the step."""
        return Bounds(self.low, self.high, self.low_open, self.high_open)

    @property
    def label(self) -> str:
        """Its name as pages show it."""
        return str(Tier.Degree(self.degree).label)

    @property
    def within_range(self) -> bool:
        """Whether it lies inside the statutory range."""
        return self.degree not in Tier.BELOW

    @property
    def has_amounts(self) -> bool:
        """Whether it says how much."""
        return self.low is not None or self.high is not None


@transaction.atomic
def create(*, by: User | None, agency: Agency, steps: Sequence[Step], **values: Any) -> Benchmark:
    """Enter a benchmark with its tiers, light to heavy. `values` are columns of Benchmark.

    Raises RuleError when a field of 国办发〔2022〕27号（六） is missing, tiers overlap or leave the
    range, there are fewer than the jurisdiction asks for, or the violation has a benchmark already.
    """
    if by is not None:
        demand(by, CHANGE)
    row = Benchmark(agency=agency, **values)
    row.violation = row.violation.strip()
    row.folded_violation = fold_name(row.violation)
    _check_size(row, steps)
    row.basis_refs = list(statutes.link_citations(row.basis, row.effective_from))
    for check in (_check_head, _check_range, _check_superior, _check_once):
        check(row)
    _check_steps(row, steps)
    row.save(force_insert=True)
    Tier.objects.bulk_create(
        Tier(benchmark=row, place=place, **asdict(step))
        for place, step in enumerate(steps, start=1)
    )
    data = {"violation": row.violation, "doc_no": row.doc_no, "tiers": len(steps)}
    audit.append("benchmark.create", obj=row, actor=by, data=data)
    return row


def _refuse(message: str, remedy: str, field: str = "", article: str = ARTICLE) -> RuleError:
    return RuleError(message, article=article, remedy=remedy, field=field)


def _check_size(row: Benchmark, steps: Sequence[Step]) -> None:
    """Refuse in words what no column holds."""
    numbers: list[int | Decimal | None] = [row.low, row.high]
    for step in steps:
        numbers += [step.low, step.high, step.measure_from, step.measure_to]
    long = [name for name in SHORT if len(getattr(row, name)) > _limit(name)]
    if long or any(abs(Decimal(value)) >= LARGEST for value in numbers if value is not None):
        raise _refuse(
            _("有内容超出可保存的范围，请核对各项的长度。"),
            _("请核对文件。"),
            long[0] if long else "",
        )


def _limit(name: str) -> int:
    return int(getattr(Benchmark._meta.get_field(name), "max_length", 0))


def _check_head(row: Benchmark) -> None:
    for name, words in DEMANDED.items():
        if not getattr(row, name):
            raise _refuse(words(), _("裁量基准应当写明违法行为、法定依据和制定文件。"), name)
    if set(row.penalty_kinds) - set(PenaltyKind.values):
        raise _refuse(_("处罚种类无法识别。"), _("请按行政处罚法第九条选择。"), "penalty_kinds")
    if row.effective_to is not None and row.effective_to < row.effective_from:
        raise _refuse(_("失效日期早于生效日期。"), _("请核对文件。"), "effective_to")


def _check_range(row: Benchmark) -> None:
    if row.unit == Benchmark.Unit.NONE and (row.low is not None or row.high is not None):
        raise _refuse(_("无数额的处罚不能填写幅度。"), _("请更正计量单位。"), "unit")
    if row.unit in RATIOS and not row.base_name:
        raise _refuse(
            _("按倍数或者百分比计罚的，应当写明计罚基数。"), _("例如货值金额。"), "base_name"
        )
    if row.low is not None and row.high is not None and row.low > row.high:
        raise _refuse(_("法定最高低于法定最低。"), _("请核对法定幅度。"), "high")


def _check_superior(row: Benchmark) -> None:
    above = row.superior
    if above is None:
        return
    if above.unit == row.unit and not row.bounds.inside(above.bounds):
        raise _refuse(
            _("幅度超出所细化的上级裁量基准。"),
            _("下级机关只能在上级基准的范围内细化。"),
            "superior",
            "国办发〔2022〕27号第五项",
        )


def _check_once(row: Benchmark) -> None:
    """On each day the agency has one benchmark of the violation in one unit."""
    others = Benchmark.objects.filter(
        agency=row.agency, folded_violation=row.folded_violation, unit=row.unit
    ).select_for_update()
    for other in others:
        ends_before = other.effective_to is not None and other.effective_to <= row.effective_from
        begins_after = row.effective_to is not None and row.effective_to <= other.effective_from
        if not ends_before and not begins_after:
            raise _refuse(
                _("该违法行为在同一期间已有裁量基准（%(doc)s）。") % {"doc": other.doc_no},
                _("请先废止原基准，或者更正生效日期。"),
                "effective_from",
            )


def _check_steps(row: Benchmark, steps: Sequence[Step]) -> None:
    within = [step for step in steps if step.within_range]
    if not within:
        raise _refuse(_("没有法定幅度以内的裁量阶次。"), _("请至少填写一个阶次。"))
    _check_count(row, len(within))
    for step in steps:
        _check_step(row, step)
    ranged = [step for step in within if step.has_amounts]
    clash = overlapping(step.bounds for step in ranged)
    if clash is not None:
        words = {"one": ranged[clash[0]].label, "other": ranged[clash[1]].label}
        raise _refuse(
            _("“%(one)s”与“%(other)s”两个阶次的幅度重叠。") % words,
            _("相邻阶次的端点只能归入其中一个，请写明不含本数的一端。"),
        )


def _check_count(row: Benchmark, count: int) -> None:
    rules = row.agency.rules()
    if not rules.has(MIN_TIERS, row.effective_from):
        return
    least = int(rules.value(MIN_TIERS, row.effective_from))
    if count < least:
        raise _refuse(
            _("每一裁量幅度应当不少于%(n)d个裁量阶次。") % {"n": least},
            _("请细化裁量阶次。"),
            article=rules.article(MIN_TIERS, row.effective_from),
        )


def _check_step(row: Benchmark, step: Step) -> None:
    named = {"tier": step.label}
    for wrong, message, remedy in (
        (
            step.degree in Tier.SPARED and step.has_amounts,
            _("“%(tier)s”阶次不能填写数额。"),
            _("请删去数额。"),
        ),
        (
            row.unit == Benchmark.Unit.NONE and step.has_amounts,
            _("“%(tier)s”阶次有数额，而基准没有计量单位。"),
            _("请更正计量单位。"),
        ),
        (
            step.within_range and row.unit != Benchmark.Unit.NONE and not step.has_amounts,
            _("“%(tier)s”阶次没有写明幅度。"),
            _("请填写下限或者上限；没有数额的处罚，请另立无数额的基准。"),
        ),
        (step.bounds.empty(), _("“%(tier)s”阶次的幅度是空的。"), _("请核对上限和下限。")),
        (
            step.within_range and row.unit != Benchmark.Unit.NONE and not _inside(row, step),
            _("“%(tier)s”阶次超出法定幅度。"),
            _("请在法定幅度以内划分阶次；低于法定最低限的只能是减轻处罚。"),
        ),
        (
            step.degree == Tier.Degree.REDUCED and step.has_amounts and not _beneath(row, step),
            _("“%(tier)s”阶次没有低于法定最低限。"),
            _("在法定幅度以内的，应当是从轻处罚。"),
        ),
        (
            step.measure_from is not None
            and step.measure_to is not None
            and step.measure_from >= step.measure_to,
            _("“%(tier)s”阶次的计量范围是空的。"),
            _("请核对计量的起止。"),
        ),
    ):
        if wrong:
            raise _refuse(message % named, remedy)


def _inside(row: Benchmark, step: Step) -> bool:
    return step.bounds.inside(row.bounds)


def _beneath(row: Benchmark, step: Step) -> bool:
    if row.low is None or step.high is None:
        return False
    return step.high < row.low or (step.high == row.low and step.high_open)


@transaction.atomic
def publish(benchmark: Benchmark, *, by: User, on: date) -> Benchmark:
    """Show it to the public from the day (行政处罚法 34); the day is set once."""
    return _set_day(
        benchmark, "published_on", by=by, on=on, action="benchmark.publish", allowed=_unpublished
    )


@transaction.atomic
def end(benchmark: Benchmark, *, by: User, on: date, reason: str) -> Benchmark:
    """废止: it no longer holds from the day on; acts before that day keep it."""
    if not reason.strip():
        raise _refuse(_("废止裁量基准应当说明理由。"), _("请填写文件名称和文号。"), "reason")
    return _set_day(
        benchmark,
        "effective_to",
        by=by,
        on=on,
        action="benchmark.end",
        allowed=_holds_until,
        reason=reason,
    )


def _unpublished(row: Benchmark, on: date) -> None:
    if row.published_on is not None:
        raise _refuse(
            _("该裁量基准已经公布。"), _("公布日期不得更改。"), "on", "行政处罚法第三十四条"
        )


def _holds_until(row: Benchmark, on: date) -> None:
    if on < row.effective_from or row.effective_to is not None:
        raise _refuse(_("该裁量基准在这一天没有效力或者已经废止。"), _("请核对日期。"), "on")


def _set_day(
    benchmark: Benchmark,
    name: str,
    *,
    by: User,
    on: date,
    action: str,
    allowed: Callable[[Benchmark, date], None],
    **data: str,
) -> Benchmark:
    demand(by, CHANGE)
    row = Benchmark.objects.select_for_update().get(pk=benchmark.pk)
    allowed(row, on)
    setattr(row, name, on)
    row.save(update_fields=[name])
    audit.append(action, obj=row, actor=by, data={"on": on, **data})
    return row
