"""Benchmarks of discretion as one sheet, in the columns in which they are imported: a line per tier."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from core.tables import Cell
from enforcement.discretion import SCALE
from enforcement.imports.benchmarks import COLUMNS
from enforcement.imports.entry_cells import plain
from enforcement.models import Benchmark, Tier
from enforcement.models.kinds import PenaltyKind

TEXTS = ("violation", "basis", "base_name", "measure_name", "issuer", "doc_no")
YES = "是"


def table(rows: Iterable[Benchmark]) -> Iterator[list[Cell]]:
    """The headers, then the tiers of each benchmark from light to heavy."""
    yield [names[0] for names in COLUMNS.values()]
    for row in rows:
        head = _head(row)
        for tier in row.tiers.all():
            said = head | _tier(row, tier)
            yield [said[key] for key in COLUMNS]


def _head(row: Benchmark) -> dict[str, str]:
    return {
        **{key: getattr(row, key) for key in TEXTS},
        "penalty_kinds": "、".join(plain(PenaltyKind(kind).label) for kind in row.penalty_kinds),
        "unit": plain(Benchmark.Unit(row.unit).label),
        "low": _amount(row, row.low),
        "high": _amount(row, row.high),
        "effective_from": str(row.effective_from),
        "published_on": str(row.published_on or ""),
        "agency_name": row.agency.name,
    }


def _tier(row: Benchmark, tier: Tier) -> dict[str, str]:
    return {
        "degree": plain(Tier.Degree(tier.degree).label),
        "conditions": "\n".join(tier.conditions),
        "any_condition": YES if tier.any_condition else "",
        "measure_from": _number(tier.measure_from),
        "measure_to": _number(tier.measure_to),
        "tier_low": _amount(row, tier.low),
        "low_open": YES if tier.low_open else "",
        "tier_high": _amount(row, tier.high),
        "high_open": YES if tier.high_open else "",
        "standard": tier.standard,
    }


def _amount(row: Benchmark, value: int | None) -> str:
    """An amount in its unit, as it was entered."""
    return "" if value is None else _number(Decimal(value) / SCALE.get(row.unit, 1))


def _number(value: Any) -> str:
    return "" if value is None else f"{Decimal(value).normalize():f}"
