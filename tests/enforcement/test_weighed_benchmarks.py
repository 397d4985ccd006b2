"""Entering, publishing and repealing a benchmark: each refusal, each boundary, and who may."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core import tables
from core.errors import RuleError
from enforcement.imports.benchmarks import COLUMNS, BenchmarkImport
from enforcement.models import Benchmark, Tier
from enforcement.services import benchmarks
from enforcement.services.benchmarks import Step
from tests import factories
from tests.base import Cast, day
from tests.enforcement.weighed import logged, unheard
from tests.gauges import STEPS, VIOLATION, announced, benchmark, by_value, values

pytestmark = pytest.mark.django_db
ARTICLE = "国办发〔2022〕27号第六项"
STEP = Step("normal", low=100_000, high=1_000_000)
OPEN = {"unit": "none", "low": None, "high": None}


def refused(cast: Cast, *, steps: Any = STEPS, **changes: Any) -> RuleError:
    """What is said about the benchmark; nothing of it is stored."""
    error = unheard(lambda: benchmark(cast.bureau, steps=steps, **changes))
    assert not Benchmark.objects.exists()
    assert not Tier.objects.exists()
    return error


# ------------------------------------------------------------------------- the document
@pytest.mark.parametrize(
    ("changes", "field", "message", "remedy"),
    [
        (
            {"violation": "  "},
            "violation",
            "请填写违法行为。",
            "裁量基准应当写明违法行为、法定依据和制定文件。",
        ),
        (
            {"penalty_kinds": []},
            "penalty_kinds",
            "请选择处罚种类。",
            "裁量基准应当写明违法行为、法定依据和制定文件。",
        ),
        (
            {"penalty_kinds": ["fine", "flogging"]},
            "penalty_kinds",
            "处罚种类无法识别。",
            "请按行政处罚法第九条选择。",
        ),
        (
            {"effective_to": date(2024, 12, 31)},
            "effective_to",
            "失效日期早于生效日期。",
            "请核对文件。",
        ),
        ({"unit": "none", "low": None}, "unit", "无数额的处罚不能填写幅度。", "请更正计量单位。"),
        (
            {"unit": "percent"},
            "base_name",
            "按倍数或者百分比计罚的，应当写明计罚基数。",
            "例如货值金额。",
        ),
        ({"low": 1_000_001}, "high", "法定最高低于法定最低。", "请核对法定幅度。"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused_at_its_field(
    cast: Cast, changes: dict[str, Any], field: str, message: str, remedy: str
) -> None:
    error = refused(cast, **changes)

    assert (error.field, error.message, error.remedy) == (field, message, remedy)
    assert error.article == ARTICLE


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_to": date(2025, 1, 1)},  # ends on the day it begins
        {"low": 1_000_000, "steps": (Step("normal", low=1_000_000, high=1_000_000),)},
        {"high": None, "steps": (Step("normal", low=100_000),)},
        {"low": None, "steps": (Step("normal", high=1_000_000),)},
        {**OPEN, "steps": (Step("normal", standard="警告"),)},
        {"published_on": None},
        {"penalty_kinds": ["fine"]},
    ],
)
def test_what_is_just_inside_the_rules_is_entered(cast: Cast, changes: dict[str, Any]) -> None:
    assert benchmark(cast.bureau, **changes).tiers.exists()


# ------------------------------------------------------------------------- the tiers
@pytest.mark.parametrize(
    ("step", "message", "remedy"),
    [
        (Step("waived", low=0), "“免予处罚”阶次不能填写数额。", "请删去数额。"),
        (Step("exempt", high=1), "“不予处罚”阶次不能填写数额。", "请删去数额。"),
        (
            Step("reduced", low=5, high=5, high_open=True),
            "“减轻处罚”阶次的幅度是空的。",
            "请核对上限和下限。",
        ),
        (
            Step("grave", standard="从重处罚"),
            "“情节严重”阶次没有写明幅度。",
            "请填写下限或者上限；没有数额的处罚，请另立无数额的基准。",
        ),
        (
            Step("grave", low=100_000, high=1_000_001),
            "“情节严重”阶次超出法定幅度。",
            "请在法定幅度以内划分阶次；低于法定最低限的只能是减轻处罚。",
        ),
        (
            Step("reduced", high=100_000),  # the minimum itself is not below it
            "“减轻处罚”阶次没有低于法定最低限。",
            "在法定幅度以内的，应当是从轻处罚。",
        ),
        (
            Step("reduced", low=1),  # without an upper end it reaches the range
            "“减轻处罚”阶次没有低于法定最低限。",
            "在法定幅度以内的，应当是从轻处罚。",
        ),
        (
            Step("exempt", measure_from=Decimal(8), measure_to=Decimal(7)),
            "“不予处罚”阶次的计量范围是空的。",
            "请核对计量的起止。",
        ),
    ],
)
def test_a_wrong_tier_is_named_with_the_way_out(
    cast: Cast, step: Step, message: str, remedy: str
) -> None:
    error = refused(cast, steps=(STEP, step))

    assert (error.message, error.remedy) == (message, remedy)
    assert (error.article, error.field) == (ARTICLE, "")


@pytest.mark.parametrize("ends", [{"low": None}, {"high": None}, {"low": None, "high": None}])
def test_a_tier_of_amounts_says_how_much_however_open_the_law(
    cast: Cast, ends: dict[str, None]
) -> None:
    error = refused(cast, steps=(Step("normal", standard="处以罚款"),), **ends)

    assert error.message == "“一般处罚”阶次没有写明幅度。"


def test_an_amount_without_a_unit_is_refused(cast: Cast) -> None:
    error = refused(cast, steps=(Step("normal", high=5),), **OPEN)

    assert error.message == "“一般处罚”阶次有数额，而基准没有计量单位。"
    assert error.remedy == "请更正计量单位。"


@pytest.mark.parametrize("low", [None, 0, 99_999])
def test_a_tier_just_below_the_minimum_is_a_reduced_one(cast: Cast, low: int | None) -> None:
    reduced = Step("reduced", low=low, high=99_999)

    assert benchmark(cast.bureau, steps=(reduced, STEP)).tiers.count() == 2


def test_without_a_statutory_minimum_nothing_is_reduced_by_amount(cast: Cast) -> None:
    error = refused(cast, steps=(Step("reduced", high=5), Step("normal", high=9)), low=None)
    assert "没有低于法定最低限" in error.message

    steps = (Step("reduced", standard="按下一档处罚"), Step("normal", high=9))
    assert benchmark(cast.bureau, steps=steps, low=None).tiers.count() == 2


def test_two_tiers_that_share_an_amount_are_both_named(cast: Cast) -> None:
    steps = (
        Step("slight", low=100_000, high=300_000),
        Step("serious", low=300_000, high=500_000),
    )
    error = refused(cast, steps=steps)

    assert error.message == "“情节轻微”与“情节较重”两个阶次的幅度重叠。"
    assert error.remedy == "相邻阶次的端点只能归入其中一个，请写明不含本数的一端。"


# ------------------------------------------------------------------------- the superior
@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"low": 200_000, "high": 900_000}, True),
        ({"low": 99_999}, False),
        ({"high": 1_000_001}, False),
        ({"high": None}, False),
    ],
)
def test_a_refinement_lies_in_the_range_above(
    cast: Cast, changes: dict[str, Any], fits: bool
) -> None:
    above = benchmark(cast.government)
    steps = (Step("normal", low=200_000, high=900_000),)
    if fits:
        assert benchmark(cast.bureau, steps=steps, superior=above, **changes).superior == above
        return
    error = unheard(lambda: benchmark(cast.bureau, steps=steps, superior=above, **changes))
    assert (error.field, error.article) == ("superior", "国办发〔2022〕27号第五项")
    assert error.remedy == "下级机关只能在上级基准的范围内细化。"


def test_ranges_in_different_units_are_not_compared(cast: Cast) -> None:
    above = by_value(cast.government)

    assert benchmark(cast.bureau, superior=above).superior == above


@pytest.mark.parametrize("changes", [{}, {"of_superior": True}])
def test_whose_benchmark_it_is_decides_who_may_leave_it(
    cast: Cast, changes: dict[str, Any]
) -> None:
    row = benchmark(cast.bureau, **changes)

    assert row.own_of(cast.bureau.pk) is not changes.get("of_superior", False)
    assert not row.own_of(cast.other_bureau.pk)


# ------------------------------------------------------------------------- in time
def test_the_earlier_document_is_named_when_it_still_holds(cast: Cast) -> None:
    benchmark(cast.bureau)
    later = {"doc_no": "云市监规〔2026〕9号", "effective_from": day(1, 1)}

    error = unheard(lambda: benchmark(cast.bureau, **later))

    assert error.message == "该违法行为在同一期间已有裁量基准（云市监规〔2025〕1号）。"
    assert (error.field, error.article) == ("effective_from", ARTICLE)
    assert error.remedy == "请先废止原基准，或者更正生效日期。"
    assert Benchmark.objects.count() == 1


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2024, 12, 31), "该裁量基准在这一天没有效力或者已经废止。"),
        (date(2025, 1, 1), ""),  # its first day: it never held
        (day(3, 2), ""),
        (date(2030, 1, 1), ""),  # announced ahead
    ],
)
def test_a_repeal_begins_no_earlier_than_the_benchmark(cast: Cast, on: date, message: str) -> None:
    row = benchmark(cast.bureau)
    if message:
        error = unheard(lambda: benchmarks.end(row, by=cast.listadmin, on=on, reason="修订"))
        assert (error.message, error.field, error.remedy) == (message, "on", "请核对日期。")
        return
    assert benchmarks.end(row, by=cast.listadmin, on=on, reason="修订").effective_to == on
    assert logged("benchmark.end") == {"on": on.isoformat(), "reason": "修订"}
    again = unheard(lambda: benchmarks.end(row, by=cast.listadmin, on=on, reason="再次"))
    assert "已经废止" in again.message


def test_a_repeal_without_a_reason_names_the_field(cast: Cast) -> None:
    row = benchmark(cast.bureau)

    error = unheard(lambda: benchmarks.end(row, by=cast.listadmin, on=day(3, 2), reason="\n"))

    assert (error.field, error.remedy) == ("reason", "请填写文件名称和文号。")
    assert Benchmark.objects.get().effective_to is None


def test_the_day_of_publication_is_set_once(cast: Cast) -> None:
    row = benchmark(cast.bureau, published_on=None)
    announced(row, by=cast.listadmin, head=cast.head, on=day(3, 2))

    error = unheard(lambda: announced(row, by=cast.listadmin, head=cast.head, on=day(3, 1)))

    assert (error.message, error.remedy) == ("该条目已经公布。", "请刷新页面。")
    assert Benchmark.objects.get().published_on == day(3, 2)


@pytest.mark.parametrize(
    "name", ["officer1", "head", "reviewer", "publisher", "admin", "supervisor"]
)
def test_who_keeps_no_lists_changes_no_benchmark(cast: Cast, name: str) -> None:
    by, row = cast.people[name], benchmark(cast.other_bureau, published_on=None)
    with pytest.raises(PermissionDenied):
        benchmarks.create(by=by, agency=cast.bureau, steps=STEPS, **values())
    with pytest.raises(PermissionDenied):
        announced(row, by=by, head=cast.head, on=day(3, 2))
    with pytest.raises(PermissionDenied):
        benchmarks.end(row, by=by, on=day(3, 2), reason="修订")

    kept = Benchmark.objects.get()
    assert (kept.published_on, kept.effective_to) == (None, None)


@pytest.mark.parametrize("status", ["pending", "closed"])
def test_an_agency_not_announced_publishes_nothing(cast: Cast, status: str) -> None:
    row = benchmark(factories.agency(parent=cast.government, status=status))

    assert row in Benchmark.objects.in_force(day(3, 2))
    assert row not in Benchmark.objects.public(day(3, 2))


# ------------------------------------------------------------------------- what is too large
HUGE = 10**20


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"high": HUGE}, STEP),
        ({"high": None}, Step("normal", low=100_000, high=HUGE)),
        ({}, Step("normal", low=100_000, high=200_000, measure_from=Decimal(HUGE))),
        ({"violation": "长" * 301}, STEP),
        ({"doc_no": "长" * 129}, STEP),
    ],
)
def test_what_no_column_holds_is_refused_in_words(
    cast: Cast, changes: dict[str, Any], step: Step
) -> None:
    assert refused(cast, steps=(step,), **changes).message


def test_a_sheet_with_such_a_row_names_it(cast: Cast) -> None:
    given = {
        "violation": VIOLATION,
        "basis": "《某条例》第二十条",
        "penalty_kinds": "罚款",
        "unit": "元",
        "low": "1000",
        "degree": "一般",
        "tier_low": "1000",
        "issuer": "某局",
        "effective_from": "2025-03-01",
    }
    header = [names[0] for names in COLUMNS.values()]
    rows = [
        [{**given, "doc_no": number, "tier_high": high}.get(name, "") for name in COLUMNS]
        for number, high in (("一号", "1" + "0" * 25), ("二号", "5000"))
    ]
    sheets = tables.read_bytes(tables.csv_text([header, *rows]).encode())

    report = BenchmarkImport(cast.listadmin, cast.bureau).run(sheets)

    assert (report.rejected_rows, report.created) == (1, 1)
    assert Benchmark.objects.get().doc_no == "二号"
