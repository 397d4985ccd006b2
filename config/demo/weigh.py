"""The made-up benchmarks of the demo, and how its drafts apply them."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from config.demo.cast import CERTIFIED_FROM, FOLDER, Staff
from config.demo.list_changes import approved
from enforcement import weighing
from enforcement.discretion import smallest
from enforcement.models import Agency, Benchmark
from enforcement.services import benchmarks
from enforcement.services.benchmarks import Step

NEW = "首次公布。"


def keep(staff: Mapping[str, Staff]) -> None:
    """Enter the benchmarks; the head approves each before the list says it."""
    text = (FOLDER / "benchmarks.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["benchmark"]:
        unit = row["unit"]
        steps = [_step(unit, tier) for tier in row.pop("tier")]
        amounts = {name: smallest(unit, Decimal(row.pop(name))) for name in ("low", "high")}
        house = staff[row.pop("agency")]
        made = benchmarks.create(
            by=house.one("listadmin"),
            agency=house.agency,
            steps=steps,
            effective_from=CERTIFIED_FROM,
            **row,
            **amounts,
        )
        approved(house, made, CERTIFIED_FROM, {"published_on": CERTIFIED_FROM}, NEW)


def _step(unit: str, row: dict[str, Any]) -> Step:
    for name in ("low", "high"):
        if name in row:
            row[name] = smallest(unit, Decimal(row[name]))
    for name in ("measure_from", "measure_to"):
        if name in row:
            row[name] = Decimal(row[name])
    return Step(**row)


def weighed(agency: Agency, story: Mapping[str, Any], end: str, act: date) -> dict[str, Any]:
    """What a penalty's draft says of its discretion."""
    said: dict[str, Any] = {}
    if end == "minor":
        said["circumstances"] = {"minor": "当事人行为时已满十四周岁不满十八周岁，有户籍证明。"}
    rows = Benchmark.objects.in_force(act).about(story["cause"])
    chosen = rows.filter(agency=agency).first()
    if chosen is None:
        return said
    measure = Decimal(story["measure"])
    tier = weighing.fitting(chosen.tiers.all(), (), measure)[0]
    return {
        **said,
        "benchmark_id": chosen.pk,
        "tier_id": tier.pk,
        "weighing": {"measure": str(measure)},
    }
