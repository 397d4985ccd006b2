"""Benchmarks, tiers, approvals and the range of a fine against raw SQL, statement by statement."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.models import AuditEntry
from enforcement.models import Benchmark, Decision, Departure, Tier
from enforcement.services.benchmarks import Step
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, draft
from tests.enforcement.weighed import EASED, approve, departed, empty, refused_by_gate, rewrite
from tests.gauges import PROMPT, benchmark, tier, weigh

pytestmark = pytest.mark.django_db
APPEND = "APPEND_ONLY"


@pytest.fixture
def spot(cast: Cast) -> Decision:
    """An on-the-spot draft, which no review stands before, with a benchmark of 1,000 to 10,000 yuan."""
    row = draft(cast.bureau, procedure="simple", penalty_kinds=["fine"], fine_cents=200_000)
    Decision.objects.filter(pk=row.pk).update(review_required=False)
    return weigh(row, benchmark(cast.bureau))


def issue(cast: Cast, row: Decision, number: int = 1, **changes: Any) -> None:
    """Make the decision with SQL alone."""
    made = {"status": "issued", "doc_no": f"X〔2026〕{number}号", "remedies": "复议"}
    rows = Decision.objects.filter(pk=row.pk)
    rows.update(issued_on=ON, issued_by=cast.head, **made, **changes)


# ------------------------------------------------------------------------- benchmarks
FROZEN: list[tuple[str, Any]] = [
    ("id", 999_999),
    ("violation", "别的违法行为"),
    ("folded_violation", "别的违法行为"),
    ("basis", "《别的法律》第一条"),
    ("basis_refs", "[]"),
    ("penalty_kinds", '["warning"]'),
    ("unit", "days"),
    ("base_name", "违法所得"),
    ("measure_name", "面积"),
    ("low", 1),
    ("low", None),
    ("high", 999_999_999),
    ("high", None),
    ("issuer", "别的机关"),
    ("doc_no", "别的文号"),
    ("of_superior", True),
    ("effective_from", date(2020, 1, 1)),
]


@pytest.mark.parametrize(("column", "value"), FROZEN)
def test_no_column_of_a_benchmark_is_rewritten(cast: Cast, column: str, value: Any) -> None:
    row = benchmark(cast.bureau)
    before = Benchmark.objects.filter(pk=row.pk).values().get()

    assert refused_by_gate(lambda: rewrite(row, column, value)) == APPEND
    assert Benchmark.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("column", ["agency", "superior"])
def test_a_benchmark_keeps_its_place_among_the_others(cast: Cast, column: str) -> None:
    row, other = benchmark(cast.bureau), benchmark(cast.government)
    keys = {"agency": cast.other_bureau.pk, "superior": other.pk}

    assert refused_by_gate(lambda: rewrite(row, f"{column}_id", keys[column])) == APPEND


def test_its_end_may_be_set(cast: Cast) -> None:
    row = benchmark(cast.bureau, published_on=None)

    rewrite(row, "effective_to", day(6, 1))

    assert Benchmark.objects.get(pk=row.pk).effective_to == day(6, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_to": date(2024, 12, 31)},  # before it began
        {"low": 1_000_001},  # above its own upper end
    ],
)
def test_a_benchmark_that_contradicts_itself_is_not_stored(
    cast: Cast, changes: dict[str, Any]
) -> None:
    kept = Benchmark.objects.filter(pk=benchmark(cast.bureau).pk).values().get()
    values = {**kept, "id": None, "published_on": None, "doc_no": "云市监规〔2026〕7号", **changes}

    with pytest.raises(IntegrityError), transaction.atomic():
        Benchmark.objects.create(**values)
    assert Benchmark.objects.count() == 1


@pytest.mark.parametrize("table", ["benchmark", "tier", "departure"])
def test_no_row_of_discretion_is_deleted(cast: Cast, table: str) -> None:
    approve(cast, departed(cast, draft(cast.bureau)))
    model = {"benchmark": Benchmark, "tier": Tier, "departure": Departure}[table]
    count = model._default_manager.count()

    assert refused_by_gate(lambda: empty(model)) == APPEND
    assert model._default_manager.count() == count > 0


# ------------------------------------------------------------------------- tiers
TIER: list[tuple[str, Any]] = [
    ("benchmark_id", None),
    ("place", 9),
    ("degree", "grave"),
    ("conditions", "[]"),
    ("any_condition", True),
    ("measure_from", 1),
    ("measure_to", 2),
    ("low", 1),
    ("high", 999_999_999),
    ("low_open", True),
    ("high_open", True),
    ("standard", "由承办人裁量"),
]


@pytest.mark.parametrize(("column", "value"), TIER)
def test_no_column_of_a_tier_is_rewritten(cast: Cast, column: str, value: Any) -> None:
    row = tier(benchmark(cast.bureau), "heavier")
    given = benchmark(cast.government).pk if column == "benchmark_id" else value

    assert refused_by_gate(lambda: rewrite(row, column, given)) == APPEND


def test_a_second_tier_does_not_take_the_place_of_the_first(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tier.objects.create(benchmark=row, place=1, degree="grave")

    assert row.tiers.get(place=1).degree == "exempt"


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["benchmark", "tier", "departure"])
def test_no_row_is_replaced_by_another_of_its_key(cast: Cast, table: str) -> None:
    approve(cast, departed(cast, draft(cast.bureau)))
    name = f"enforcement_{table}"
    statement = f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"  # noqa: S608  # names of our own

    with connection.cursor() as cursor:
        assert refused_by_gate(lambda: cursor.execute(statement)) == APPEND


# ------------------------------------------------------------------------- approvals
APPROVAL: list[tuple[str, Any]] = [
    ("sha256", "f" * 64),
    ("way", "meeting"),
    ("organ", "别的机关"),
    ("doc_no", "别的文号"),
    ("opinion", "不同意"),
    ("approved_on", day(1, 1)),
]


@pytest.mark.parametrize(("column", "value"), APPROVAL)
def test_an_approval_is_never_carried_over_to_another_text(
    cast: Cast, column: str, value: Any
) -> None:
    made = approve(cast, departed(cast, draft(cast.bureau)))

    assert refused_by_gate(lambda: rewrite(made, column, value)) == APPEND


@pytest.mark.parametrize(
    "changes",
    [
        {"opinion": ""},
        {"way": "superior"},
        {"way": "superior", "organ": "云溪市人民政府"},
        {"way": "superior", "doc_no": "云政函〔2026〕3号"},
    ],
)
def test_an_approval_without_its_words_is_not_stored(cast: Cast, changes: dict[str, str]) -> None:
    row = draft(cast.bureau)
    values = {"sha256": "0" * 64, "way": "head", "opinion": "同意。", **changes}

    with pytest.raises(IntegrityError), transaction.atomic():
        Departure.objects.create(decision=row, approved_on=ON, approved_by=cast.head, **values)
    assert not Departure.objects.exists()


# ------------------------------------------------------------------------- the decision
@pytest.mark.parametrize("degree", ["exempt", "lighter", "heavier"])
def test_a_draft_never_names_the_tier_of_another_benchmark(
    cast: Cast, spot: Decision, degree: str
) -> None:
    other = tier(benchmark(cast.government), degree)
    rows = Decision.objects.filter(pk=spot.pk)

    assert refused_by_gate(lambda: rows.update(tier=other)) == "OTHER_BENCHMARK"
    assert refused_by_gate(lambda: rows.update(benchmark=None)) == "OTHER_BENCHMARK"
    assert again(spot).tier == tier(spot.benchmark, "lighter")  # type: ignore[arg-type]  # weighed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fine_cents": 100_000}, ""),
        ({"fine_cents": 0, "penalty_kinds": ["warning"]}, ""),  # no fine, nothing to compare
        ({"fine_cents": 1_000_001}, "OUT_OF_RANGE"),
        ({"fine_cents": 99_999, "circumstances": {}}, "OUT_OF_RANGE"),
        ({"fine_cents": 99_999, "circumstances": {"emergency": "疫情"}}, "OUT_OF_RANGE"),
        ({"fine_cents": 99_999, "circumstances": {"x": "harm_removed"}}, "OUT_OF_RANGE"),
        ({"fine_cents": 99_999, "circumstances": {**EASED, "emergency": "疫情"}}, ""),
        ({"fine_cents": 99_999, "circumstances": {"minor": "十六岁"}}, ""),
        ({"fine_cents": 99_999, "circumstances": {"eased_elsewhere": "某条例第九条"}}, ""),
    ],
)
def test_sql_makes_no_decision_outside_the_range(
    cast: Cast, spot: Decision, changes: dict[str, Any], code: str
) -> None:
    if code:
        assert refused_by_gate(lambda: issue(cast, spot, **changes)) == code
        assert again(spot).status == Decision.Status.DRAFT
        return
    issue(cast, spot, **changes)
    assert again(spot).status == Decision.Status.ISSUED


@pytest.mark.parametrize(
    ("base", "fine", "code"),
    [
        (1_000_000, 30_000, ""),  # three per cent of 10,000 yuan
        (1_000_000, 29_999, "OUT_OF_RANGE"),
        (1_000_000, 50_000, ""),
        (1_000_000, 50_001, "OUT_OF_RANGE"),
        (None, 30_000, "OUT_OF_RANGE"),
    ],
)
def test_per_cents_are_measured_as_multiples_are(
    cast: Cast, base: int | None, fine: int, code: str
) -> None:
    steps = (Step("normal", low=300, high=500),)
    given = {"unit": "percent", "base_name": "货值金额", "low": 300, "high": 500}
    chosen = benchmark(cast.bureau, steps=steps, **given)
    row = draft(cast.bureau, procedure="simple", penalty_kinds=["fine"], fine_cents=40_000)
    weigh(row, chosen, "normal", base_cents=1_000_000, conditions=[])
    changes = {"base_cents": base, "fine_cents": fine, "review_required": False}
    Decision.objects.filter(pk=row.pk).update(**changes)
    if code:
        assert refused_by_gate(lambda: issue(cast, row)) == code
        return
    issue(cast, row)
    assert again(row).fine_cents == fine


def test_an_abandoned_draft_does_not_come_back_out_of_range(cast: Cast, spot: Decision) -> None:
    rows = Decision.objects.filter(pk=spot.pk)
    rows.update(status="abandoned")

    assert refused_by_gate(lambda: issue(cast, spot, fine_cents=1_000_001)) == "OUT_OF_RANGE"
    assert rows.filter(weighing={"conditions": [PROMPT]}).exists()


def test_what_sql_was_refused_is_in_no_log(cast: Cast, spot: Decision) -> None:
    before = AuditEntry.objects.count()

    refused_by_gate(lambda: issue(cast, spot, fine_cents=1_000_001))

    assert AuditEntry.objects.count() == before
