"""Made-up benchmarks of discretion, entered through the service."""

from datetime import date
from decimal import Decimal
from typing import Any

from enforcement.models import Agency, Benchmark, Decision, ListVersion, Tier, User
from enforcement.models.kinds import ListKind
from enforcement.services import announcing, benchmarks, discretion, list_versions
from enforcement.services.benchmarks import Step
from tests import factories
from tests.retold import told_once

VIOLATION = "销售超过保质期的食品"  # the violation of tests.contents.PENALTY
PROMPT, AGAIN = "当场改正", "一年内再次违法"
STEPS = (
    Step("exempt", conditions=["首次发现", PROMPT]),
    Step("reduced", high=100_000, high_open=True, conditions=["有法定减轻情节"]),
    Step("lighter", low=100_000, high=300_000, high_open=True, conditions=[PROMPT]),
    Step("normal", low=300_000, high=600_000, high_open=True),
    Step("heavier", low=600_000, high=1_000_000, conditions=[AGAIN]),
)


def values(**changes: Any) -> dict[str, Any]:
    """Columns of a benchmark from 1,000 to 10,000 yuan."""
    return {
        "violation": VIOLATION,
        "basis": "《中华人民共和国食品安全法》第一百二十四条",
        "penalty_kinds": ["fine", "warning"],
        "unit": "yuan",
        "low": 100_000,
        "high": 1_000_000,
        "issuer": "云溪市市场监督管理局",
        "doc_no": "云市监规〔2025〕1号",
        "effective_from": date(2025, 1, 1),
        "published_on": date(2025, 1, 2),
        **changes,
    }


def benchmark(agency: Agency, *, steps: Any = STEPS, **changes: Any) -> Benchmark:
    """A benchmark of the agency, in force and published since 2025."""
    if steps is STEPS:
        return usual(agency, **changes)
    return benchmarks.create(by=None, agency=agency, steps=steps, **values(**changes))


@told_once
def usual(agency: Agency, **changes: Any) -> Benchmark:
    """One with the usual steps."""
    return benchmarks.create(by=None, agency=agency, steps=STEPS, **values(**changes))


def announced(row: Benchmark, *, by: User, head: User, on: date) -> Benchmark:
    """Handed in by the list administrator and approved by the head, on the day."""
    days = {"on": on, "valid_from": on}
    announcing.announce(row, by=by, change_note="首次公布。", **days)
    version = ListVersion.objects.of(ListKind.BENCHMARK, row.pk).get(status="submitted")
    list_versions.publish(version, by=head, on=on, examined=True)
    return Benchmark.objects.get(pk=row.pk)


def tier(row: Benchmark, degree: str) -> Tier:
    """Its tier of the degree."""
    return row.tiers.get(degree=degree)


def weigh(decision: Decision, row: Benchmark, degree: str = "lighter", **changes: Any) -> Decision:
    """The draft with the benchmark applied; by default a prompt correction in the lighter tier."""
    given: dict[str, Any] = {"conditions": [PROMPT], **changes}
    return discretion.weigh(
        decision,
        by=factories.account_of(factories.lead_of(decision.case)),
        benchmark=row,
        tier=tier(row, degree),
        **given,
    )


def by_value(agency: Agency, **changes: Any) -> Benchmark:
    """A benchmark of five to ten times the value of the goods."""
    steps = (
        Step("lighter", low=50_000, high=70_000, high_open=True, measure_to=Decimal(100)),
        Step("heavier", low=70_000, high=100_000, measure_from=Decimal(100)),
    )
    given = {"unit": "times", "base_name": "货值金额", "low": 50_000, "high": 100_000}
    return benchmark(agency, steps=steps, **{**given, **changes})
