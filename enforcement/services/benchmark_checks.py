"""What a benchmark of discretion must say: its head, its range, its tiers, and once for a violation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.discretion import RATIOS, Bounds, overlapping
from enforcement.models import Benchmark, Tier
from enforcement.models.kinds import PenaltyKind

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


def check(row: Benchmark, steps: Sequence[Step]) -> None:
    """RuleError for what create refuses; the size was checked before its citations were read."""
    for each in (_check_head, _check_range, _check_superior, _check_replaced, check_once):
        each(row)
    _check_steps(row, steps)


def refuse(message: str, remedy: str, field: str = "", article: str = ARTICLE) -> RuleError:
    return RuleError(message, article=article, remedy=remedy, field=field)


def check_size(row: Benchmark, steps: Sequence[Step]) -> None:
    """Refuse in words what no column holds."""
    numbers: list[int | Decimal | None] = [row.low, row.high]
    for step in steps:
        numbers += [step.low, step.high, step.measure_from, step.measure_to]
    long = [name for name in SHORT if len(getattr(row, name)) > _limit(name)]
    if long or any(abs(Decimal(value)) >= LARGEST for value in numbers if value is not None):
        raise refuse(
            _("有内容超出可保存的范围，请核对各项的长度。"),
            _("请核对文件。"),
            long[0] if long else "",
        )


def _limit(name: str) -> int:
    return int(getattr(Benchmark._meta.get_field(name), "max_length", 0))


def _check_head(row: Benchmark) -> None:
    for name, words in DEMANDED.items():
        if not getattr(row, name):
            raise refuse(words(), _("裁量基准应当写明违法行为、法定依据和制定文件。"), name)
    if set(row.penalty_kinds) - set(PenaltyKind.values):
        raise refuse(_("处罚种类无法识别。"), _("请按行政处罚法第九条选择。"), "penalty_kinds")
    if row.effective_to is not None and row.effective_to < row.effective_from:
        raise refuse(_("失效日期早于生效日期。"), _("请核对文件。"), "effective_to")


def _check_range(row: Benchmark) -> None:
    if row.unit == Benchmark.Unit.NONE and (row.low is not None or row.high is not None):
        raise refuse(_("无数额的处罚不能填写幅度。"), _("请更正计量单位。"), "unit")
    if row.unit in RATIOS and not row.base_name:
        raise refuse(
            _("按倍数或者百分比计罚的，应当写明计罚基数。"), _("例如货值金额。"), "base_name"
        )
    if row.low is not None and row.high is not None and row.low > row.high:
        raise refuse(_("法定最高低于法定最低。"), _("请核对法定幅度。"), "high")


def _check_superior(row: Benchmark) -> None:
    above = row.superior
    if above is None:
        return
    if above.unit == row.unit and not row.bounds.inside(above.bounds):
        raise refuse(
            _("幅度超出所细化的上级裁量基准。"),
            _("下级机关只能在上级基准的范围内细化。"),
            "superior",
            "国办发〔2022〕27号第五项",
        )


def _check_replaced(row: Benchmark) -> None:
    """A revision takes the place of one that is public and still holds on its day."""
    old = row.replaces
    if old is None:
        return
    if old.agency_id != row.agency_id or old.folded_violation != row.folded_violation:
        raise refuse(
            _("修订前后的裁量基准应当是同一主体、同一违法行为的。"),
            _("请重新选择原基准，或者作为新的基准登记。"),
            "replaces",
        )
    holds = old.effective_to is None or old.effective_to >= row.effective_from
    if old.published_on is None or not holds or row.effective_from <= old.effective_from:
        raise refuse(
            _("原基准没有公布，或者在修订后的生效日期没有效力。"),
            _("请核对原基准和生效日期。"),
            "effective_from",
        )


def check_once(row: Benchmark) -> None:
    """On each day the agency has one published benchmark of the violation in one unit."""
    others = Benchmark.objects.filter(
        agency=row.agency,
        folded_violation=row.folded_violation,
        unit=row.unit,
        published_on__isnull=False,
    ).exclude(pk__in=[key for key in (row.pk, row.replaces_id) if key is not None])
    others = others.select_for_update(of=("self",))
    for other in others:
        ends_before = other.effective_to is not None and other.effective_to <= row.effective_from
        begins_after = row.effective_to is not None and row.effective_to <= other.effective_from
        if not ends_before and not begins_after:
            raise refuse(
                _("该违法行为在同一期间已有裁量基准（%(doc)s）。") % {"doc": other.doc_no},
                _("请先废止原基准，或者更正生效日期。"),
                "effective_from",
            )


def _check_steps(row: Benchmark, steps: Sequence[Step]) -> None:
    within = [step for step in steps if step.within_range]
    if not within:
        raise refuse(_("没有法定幅度以内的裁量阶次。"), _("请至少填写一个阶次。"))
    _check_count(row, len(within))
    for step in steps:
        _check_step(row, step)
    ranged = [step for step in within if step.has_amounts]
    clash = overlapping(step.bounds for step in ranged)
    if clash is not None:
        words = {"one": ranged[clash[0]].label, "other": ranged[clash[1]].label}
        raise refuse(
            _("“%(one)s”与“%(other)s”两个阶次的幅度重叠。") % words,
            _("相邻阶次的端点只能归入其中一个，请写明不含本数的一端。"),
        )


def _check_count(row: Benchmark, count: int) -> None:
    rules = row.agency.rules()
    if not rules.has(MIN_TIERS, row.effective_from):
        return
    least = int(rules.value(MIN_TIERS, row.effective_from))
    if count < least:
        raise refuse(
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
            raise refuse(message % named, remedy)


def _inside(row: Benchmark, step: Step) -> bool:
    return step.bounds.inside(row.bounds)


def _beneath(row: Benchmark, step: Step) -> bool:
    if row.low is None or step.high is None:
        return False
    return step.high < row.low or (step.high == row.low and step.high_open)
