"""Keeping benchmarks of discretion: what is entered, what is refused, what never changes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import RuleError, StaleError
from core.triggers import refusal
from enforcement.models import Benchmark, Tier
from enforcement.services import benchmarks
from enforcement.services.benchmarks import Step
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited
from tests.gauges import STEPS, VIOLATION, announced, benchmark, by_value, values

ONE = (Step("normal", low=100_000, high=1_000_000),)


def refused(cast: Cast, *, steps: Any = STEPS, **changes: Any) -> RuleError:
    """What is said about the benchmark."""
    with pytest.raises(RuleError) as caught:
        benchmark(cast.bureau, steps=steps, **changes)
    assert not Benchmark.objects.exists()
    return caught.value


def test_a_benchmark_is_entered_with_its_tiers_in_order(cast: Cast) -> None:
    given = values(published_on=None)
    row = benchmarks.create(by=cast.listadmin, agency=cast.bureau, steps=STEPS, **given)

    assert [tier.degree for tier in row.tiers.all()] == [step.degree for step in STEPS]
    assert row.tiers.all()[2].bounds == STEPS[2].bounds
    assert row.basis_refs[0]["title"] == "中华人民共和国食品安全法"
    assert row.agency_id == row.tiers.all()[0].agency_id == cast.bureau.pk
    assert str(row) == f"{VIOLATION}（云市监规〔2025〕1号）"
    assert audited(row, "benchmark.create")


def test_only_the_list_administrator_enters_one(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        benchmarks.create(by=cast.officer1, agency=cast.bureau, steps=STEPS, **values())


@pytest.mark.parametrize("field", ["violation", "basis", "issuer", "doc_no", "penalty_kinds"])
def test_every_field_of_the_document_is_asked_for(cast: Cast, field: str) -> None:
    error = refused(cast, **{field: [] if field == "penalty_kinds" else ""})

    assert error.field == field
    assert error.article == "国办发〔2022〕27号第六项"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"penalty_kinds": ["flogging"]}, "penalty_kinds", "无法识别"),
        ({"effective_to": date(2024, 12, 31)}, "effective_to", "早于生效日期"),
        ({"unit": "none"}, "unit", "不能填写幅度"),
        ({"unit": "times"}, "base_name", "计罚基数"),
        ({"low": 2_000_000}, "high", "低于法定最低"),
    ],
)
def test_a_contradiction_in_the_document_is_refused(
    cast: Cast, changes: dict[str, Any], field: str, words: str
) -> None:
    error = refused(cast, **changes)

    assert error.field == field
    assert words in error.message


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), "没有法定幅度以内的裁量阶次"),
        ((Step("exempt"),), "没有法定幅度以内的裁量阶次"),
        (
            (Step("lighter", low=100_000, high=300_000), Step("normal", low=300_000, high=600_000)),
            "“从轻处罚”与“一般处罚”两个阶次的幅度重叠",
        ),
        ((Step("normal", low=99_999, high=300_000),), "“一般处罚”阶次超出法定幅度"),
        ((Step("normal", low=100_000, high=1_000_001),), "超出法定幅度"),
        ((Step("normal", low=100_000),), "超出法定幅度"),
        ((*ONE, Step("exempt", low=1)), "“不予处罚”阶次不能填写数额"),
        ((Step("normal", low=300_000, high=200_000),), "幅度是空的"),
        ((Step("normal", low=300_000, high=300_000, low_open=True),), "幅度是空的"),
        ((*ONE, Step("reduced", low=50_000, high=100_000)), "没有低于法定最低限"),
        (
            (
                Step(
                    "normal",
                    low=100_000,
                    high=200_000,
                    measure_from=Decimal(5),
                    measure_to=Decimal(5),
                ),
            ),
            "计量范围是空的",
        ),
    ],
)
def test_tiers_share_no_amount_and_stay_in_the_statutory_range(
    cast: Cast, steps: Any, words: str
) -> None:
    assert words in refused(cast, steps=steps).message


def test_a_reduced_tier_ends_below_the_statutory_minimum(cast: Cast) -> None:
    row = benchmark(cast.bureau, steps=(*ONE, Step("reduced", low=0, high=100_000, high_open=True)))

    assert row.tiers.get(degree=Tier.Degree.REDUCED).high == 100_000


def test_a_benchmark_without_amounts_has_tiers_without_amounts(cast: Cast) -> None:
    none = {"unit": "none", "low": None, "high": None}
    assert "没有计量单位" in refused(cast, steps=ONE, **none).message

    row = benchmark(cast.bureau, steps=(Step("normal", standard="警告"),), **none)
    assert row.bounds.holds(10**9)


def test_a_ratio_names_its_base(cast: Cast) -> None:
    assert by_value(cast.bureau).base_name == "货值金额"


# ------------------------------------------------------------------------- XJ214 15
@pytest.mark.parametrize("count", [1, 2, 3])
def test_xinjiang_asks_for_three_tiers_within_the_range(cast: Cast, count: int) -> None:
    agency = factories.agency(profile="xinshi_urban")
    cuts = [100_000, 300_000, 600_000, 1_000_000]
    steps = [
        Step("normal", low=low, high=high, high_open=place < count - 1)
        for place, (low, high) in enumerate(zip(cuts[:count], cuts[1:], strict=False))
    ]
    spared = Step("exempt")  # lies outside the range and does not count
    if count == 3:
        assert benchmark(agency, steps=[spared, *steps]).tiers.count() == 4
        return
    with pytest.raises(RuleError, match="不少于3个裁量阶次") as caught:
        benchmark(agency, steps=[spared, *steps])
    assert "第十五条" in caught.value.article


def test_elsewhere_one_tier_is_enough(cast: Cast) -> None:
    assert benchmark(cast.bureau, steps=ONE).tiers.count() == 1


# ------------------------------------------------------------------------- time
@pytest.mark.parametrize(
    ("start", "end", "accepted"),
    [
        (day(1, 1, 2026), None, False),
        (day(6, 1, 2026), None, True),  # the day the first one ends
        (day(5, 31, 2026), None, False),
        (day(1, 1, 2024), day(1, 1, 2025), True),  # up to the day the first one begins
        (day(1, 1, 2024), day(1, 2, 2025), False),
    ],
)
def test_on_each_day_a_violation_has_one_benchmark(
    cast: Cast, start: date, end: date | None, accepted: bool
) -> None:
    benchmark(cast.bureau, effective_to=day(6, 1, 2026))
    spelt = {"violation": f" {VIOLATION} ", "doc_no": "云市监规〔2026〕9号"}
    again = {**spelt, "effective_from": start, "effective_to": end}
    if accepted:
        assert benchmark(cast.bureau, **again).pk
        return
    with pytest.raises(RuleError, match="同一期间已有裁量基准") as caught:
        benchmark(cast.bureau, **again)
    assert caught.value.field == "effective_from"


def test_another_agency_and_another_unit_have_their_own(cast: Cast) -> None:
    benchmark(cast.bureau)

    assert benchmark(cast.other_bureau).pk
    assert by_value(cast.bureau).pk


@pytest.mark.parametrize(
    ("on", "holds"),
    [(day(12, 31, 2024), False), (day(1, 1, 2025), True), (day(5, 31), True), (day(6, 1), False)],
)
def test_it_holds_from_its_first_day_up_to_its_end(cast: Cast, on: date, holds: bool) -> None:
    row = benchmark(cast.bureau, effective_to=day(6, 1))

    assert (row in Benchmark.objects.in_force(on)) is holds


def test_a_refinement_stays_in_the_range_of_the_superior(cast: Cast) -> None:
    above = benchmark(
        cast.government, steps=(Step("normal", low=100_000, high=500_000),), high=500_000
    )
    with pytest.raises(RuleError, match="超出所细化的上级裁量基准") as caught:
        benchmark(cast.bureau, superior=above)
    assert caught.value.article == "国办发〔2022〕27号第五项"

    steps = (Step("normal", low=200_000, high=400_000),)
    assert benchmark(cast.bureau, steps=steps, superior=above, high=500_000).superior == above


# ------------------------------------------------------------------------- publication, repeal
def test_it_is_published_once(cast: Cast) -> None:
    row = benchmark(cast.bureau, published_on=None)
    assert row not in Benchmark.objects.public(day(3, 2))

    announced(row, by=cast.listadmin, head=cast.head, on=day(3, 2))

    assert row in Benchmark.objects.public(day(3, 2))
    assert row not in Benchmark.objects.public(day(3, 1))
    assert audited(row, "benchmark.update")
    with pytest.raises(StaleError, match="已经公布"):
        announced(row, by=cast.listadmin, head=cast.head, on=day(3, 3))


def test_it_is_repealed_with_a_reason_and_stays_for_earlier_acts(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    with pytest.raises(RuleError, match="说明理由"):
        benchmarks.end(row, by=cast.listadmin, on=day(3, 2), reason=" ")
    with pytest.raises(RuleError, match="没有效力"):
        benchmarks.end(row, by=cast.listadmin, on=day(12, 31, 2024), reason="修订")

    benchmarks.end(row, by=cast.listadmin, on=day(3, 2), reason="云市监规〔2026〕1号废止")

    assert row in Benchmark.objects.in_force(day(3, 1))
    assert row not in Benchmark.objects.in_force(day(3, 2))
    assert audited(row, "benchmark.end")
    with pytest.raises(RuleError, match="已经废止"):
        benchmarks.end(row, by=cast.listadmin, on=day(3, 4), reason="再次")


def test_only_the_list_administrator_publishes_and_repeals(cast: Cast) -> None:
    row = benchmark(cast.bureau, published_on=None)
    with pytest.raises(PermissionDenied):
        announced(row, by=cast.head, head=cast.head, on=day(3, 2))
    with pytest.raises(PermissionDenied):
        benchmarks.end(row, by=cast.head, on=day(3, 2), reason="修订")


# ------------------------------------------------------------------------- the database
@pytest.mark.parametrize(
    "change",
    [{"high": 2_000_000}, {"basis": "别的"}, {"doc_no": "x"}, {"effective_from": day(1, 1, 2024)}],
)
def test_the_database_keeps_what_was_published(cast: Cast, change: dict[str, Any]) -> None:
    row = benchmark(cast.bureau)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Benchmark.objects.filter(pk=row.pk).update(**change)
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "APPEND_ONLY"


def test_the_database_keeps_every_tier(cast: Cast) -> None:
    rows = benchmark(cast.bureau).tiers.all()
    for act in (lambda: rows.update(high=1), lambda: rows.delete()):
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            act()
        found = refusal(caught.value)
        assert found is not None
        assert found[0] == "APPEND_ONLY"
