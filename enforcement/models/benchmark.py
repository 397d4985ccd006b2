"""Benchmarks of discretion (裁量基准): a violation, its statutory range and the tiers within it.

Source of the fields: 国办发〔2022〕27号（六）. Amounts are kept in the smallest part of their unit:
cents, ten-thousandths of a multiple, hundredths of a per cent, days.
"""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.folding import fold_name
from enforcement.discretion import Bounds
from enforcement.models.agency import Agency


class BenchmarkQuerySet(models.QuerySet["Benchmark"]):
    """Reading vocabulary of benchmarks."""

    def in_force(self, on: date) -> "BenchmarkQuerySet":
        """Published benchmarks that hold on the day: what nobody approved gives no power."""
        ended = models.Q(effective_to__isnull=True) | models.Q(effective_to__gt=on)
        return self.filter(ended, effective_from__lte=on, published_on__isnull=False)

    def public(self, on: date) -> "BenchmarkQuerySet":
        """Published benchmarks of announced agencies, in force on the day (行政处罚法 34)."""
        return self.in_force(on).announced(on)

    def announced(self, on: date) -> "BenchmarkQuerySet":
        """Those of announced agencies that were published by the day, in force or not."""
        return self.filter(published_on__lte=on, agency__status=Agency.Status.CONFIRMED)

    def about(self, violation: str) -> "BenchmarkQuerySet":
        """Benchmarks of the violation, however its name is written."""
        return self.filter(folded_violation=fold_name(violation))


class Benchmark(models.Model):
    """One benchmark of one document. Its content never changes: a new document is a new row, which
    `replaces` the one before; acts before its day keep that one.

    `agency` keeps it in its list; `of_superior` says that a superior organ issued it and the agency
    applies it as it is. `low` and `high` are the statutory range, both ends included; None is no end.
    """

    class Unit(models.TextChoices):
        YUAN = "yuan", _("元")
        TIMES = "times", _("倍")
        PERCENT = "percent", _("百分比")
        DAYS = "days", _("天")
        NONE = "none", _("无数额")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="benchmarks")
    violation = models.CharField(_("违法行为"), max_length=300)
    folded_violation = models.CharField(max_length=300, db_index=True)
    basis = models.TextField(_("法定依据"))
    basis_refs = models.JSONField(_("依据条款"), default=list, blank=True)
    penalty_kinds = models.JSONField(_("处罚种类"), default=list)
    unit = models.CharField(_("计量单位"), max_length=8, choices=Unit.choices)
    base_name = models.CharField(_("计罚基数"), max_length=60, blank=True)
    measure_name = models.CharField(_("情节计量"), max_length=60, blank=True)
    low = models.BigIntegerField(_("法定最低"), null=True, blank=True)
    high = models.BigIntegerField(_("法定最高"), null=True, blank=True)
    issuer = models.CharField(_("制定机关"), max_length=100)
    doc_no = models.CharField(_("文号"), max_length=128)
    of_superior = models.BooleanField(_("上级机关制定的基准"), default=False)
    superior = models.ForeignKey(
        "self",
        verbose_name=_("所细化的上级基准"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    replaces = models.ForeignKey(
        "self",
        verbose_name=_("所修订的原基准"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    effective_from = models.DateField(_("生效日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)

    objects = BenchmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("裁量基准")
        indexes = [models.Index(fields=["agency", "folded_violation"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="benchmark_period",
            ),
            models.CheckConstraint(
                condition=models.Q(low__isnull=True)
                | models.Q(high__isnull=True)
                | models.Q(high__gte=models.F("low")),
                name="benchmark_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.violation}（{self.doc_no}）"

    @property
    def bounds(self) -> Bounds:
        """The statutory range."""
        return Bounds(self.low, self.high)

    def own_of(self, agency_id: int) -> bool:
        """Whether the agency issued it itself; otherwise leaving it is for the superior to approve."""
        return self.agency_id == agency_id and not self.of_superior


class Tier(models.Model):
    """One step (裁量阶次): when it applies, and the range that goes with it.

    `conditions` are lines of text, all of which must hold, or any one of them (`any_condition`).
    The measure's own range runs from `measure_from` up to, not including, `measure_to`.
    """

    class Degree(models.TextChoices):
        EXEMPT = "exempt", _("不予处罚")
        WAIVED = "waived", _("免予处罚")
        REDUCED = "reduced", _("减轻处罚")
        LIGHTER = "lighter", _("从轻处罚")
        NORMAL = "normal", _("一般处罚")
        HEAVIER = "heavier", _("从重处罚")
        SLIGHT = "slight", _("情节轻微")
        MILD = "mild", _("情节较轻")
        SERIOUS = "serious", _("情节较重")
        GRAVE = "grave", _("情节严重")

    SPARED = (Degree.EXEMPT, Degree.WAIVED)
    BELOW = (*SPARED, Degree.REDUCED)

    benchmark = models.ForeignKey(Benchmark, on_delete=models.PROTECT, related_name="tiers")
    place = models.PositiveSmallIntegerField()
    degree = models.CharField(_("裁量阶次"), max_length=10, choices=Degree.choices)
    conditions = models.JSONField(_("适用条件"), default=list)
    any_condition = models.BooleanField(_("具备任一条件即可"), default=False)
    measure_from = models.DecimalField(
        _("计量自（含）"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    measure_to = models.DecimalField(
        _("计量至（不含）"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    low = models.BigIntegerField(_("下限"), null=True, blank=True)
    high = models.BigIntegerField(_("上限"), null=True, blank=True)
    low_open = models.BooleanField(_("不含下限"), default=False)
    high_open = models.BooleanField(_("不含上限"), default=False)
    standard = models.TextField(_("具体标准"), blank=True)

    class Meta:
        verbose_name = _("裁量阶次")
        ordering = ["benchmark", "place"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "place"], name="tier_place_once")
        ]

    def __str__(self) -> str:
        return str(self.get_degree_display())

    @property
    def agency_id(self) -> int:
        """The agency of the benchmark."""
        return int(self.benchmark.agency_id)

    @property
    def bounds(self) -> Bounds:
        """The range of the step."""
        return Bounds(self.low, self.high, self.low_open, self.high_open)

    @property
    def within_range(self) -> bool:
        """Whether the step lies inside the statutory range; 减轻 and 不予 lie below it."""
        return self.degree not in self.BELOW

    @property
    def terms(self) -> list[str]:
        """What must hold for the step, in words: its conditions and the range of its measure."""
        ends = [(self.measure_from, "以上"), (self.measure_to, "以下（不含本数）")]
        parts = "".join(f"{value.normalize():f}{end}" for value, end in ends if value is not None)
        measure = [f"{self.benchmark.measure_name}{parts}"] if parts else []
        return [*self.conditions, *measure]

    def measured(self, value: Any) -> bool:
        """Whether a measure (Decimal or None) falls into the step; a step without one takes any."""
        if self.measure_from is None and self.measure_to is None:
            return True
        return (
            value is not None
            and (self.measure_from is None or value >= self.measure_from)
            and (self.measure_to is None or value < self.measure_to)
        )
