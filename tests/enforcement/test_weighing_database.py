"""What a draft weighs, held by the database against raw SQL."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core.triggers import refusal
from enforcement.models import Decision, Departure
from enforcement.services import decisions, discretion
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import ON, again, draft
from tests.gauges import AGAIN, PROMPT, benchmark, by_value, tier, weigh

EASED = {"harm_removed": "召回全部商品并赔偿消费者。"}


@pytest.fixture
def row(cast: Cast) -> Decision:
    """A draft fining 2,000 yuan."""
    return draft(cast.bureau)


@pytest.fixture
def spot(cast: Cast) -> Decision:
    """An on-the-spot draft, which no review stands before."""
    row = draft(cast.bureau, procedure="simple", penalty_kinds=["fine"], fine_cents=200_000)
    Decision.objects.filter(pk=row.pk).update(review_required=False)
    return row


def issue_by_sql(cast: Cast, row: Decision, **changes: Any) -> str:
    """The code with which the database refuses to issue the changed row, "" when it is issued."""
    Decision.objects.filter(pk=row.pk).update(**changes)
    made = {"status": "issued", "doc_no": "X〔2026〕1号", "remedies": "复议", "issued_on": ON}
    try:
        with transaction.atomic():
            Decision.objects.filter(pk=row.pk).update(**made, issued_by=cast.head)
    except DatabaseError as error:
        found = refusal(error)
        assert found is not None
        return found[0]
    return ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fine_cents": 1_000_001}, "OUT_OF_RANGE"),
        ({"fine_cents": 99_999}, "OUT_OF_RANGE"),
        ({"fine_cents": 99_999, "circumstances": {"slight": '"harm_removed"'}}, "OUT_OF_RANGE"),
        ({"fine_cents": 1_000_001, "circumstances": EASED}, "OUT_OF_RANGE"),
    ],
)
def test_the_database_keeps_the_fine_in_the_range(
    cast: Cast, spot: Decision, changes: dict[str, Any], code: str
) -> None:
    weigh(spot, benchmark(cast.bureau))

    assert issue_by_sql(cast, spot, **changes) == code


@pytest.mark.parametrize(
    "changes", [{}, {"fine_cents": 1_000_000}, {"fine_cents": 1, "circumstances": EASED}]
)
def test_the_database_lets_a_fine_in_the_range_pass(
    cast: Cast, spot: Decision, changes: dict[str, Any]
) -> None:
    weigh(spot, benchmark(cast.bureau))

    assert issue_by_sql(cast, spot, **changes) == ""


@pytest.mark.parametrize(
    ("base", "fine", "code"),
    [
        (20_000, 200_000, ""),
        (19_999, 200_000, "OUT_OF_RANGE"),
        (None, 200_000, "OUT_OF_RANGE"),
        (10**14, 5 * 10**14, ""),  # the products are larger than a column
        (10**14, 5 * 10**14 - 1, "OUT_OF_RANGE"),
    ],
)
def test_the_database_measures_a_multiple_by_its_base(
    cast: Cast, spot: Decision, base: int | None, fine: int, code: str
) -> None:
    weigh(spot, by_value(cast.bureau), base_cents=30_000, conditions=[])

    assert issue_by_sql(cast, spot, base_cents=base, fine_cents=fine) == code


def test_the_database_refuses_a_tier_of_another_benchmark(cast: Cast, row: Decision) -> None:
    chosen, other = benchmark(cast.bureau), benchmark(cast.government)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(benchmark=chosen, tier=tier(other, "lighter"))
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "OTHER_BENCHMARK"


@pytest.mark.parametrize(
    "change",
    [
        {"weighing": {"conditions": [AGAIN]}},
        {"circumstances": EASED},
        {"base_cents": 5},
        {"benchmark": None, "tier": None},
    ],
)
def test_what_is_weighed_is_reviewed_and_fixed_with_the_text(
    cast: Cast, change: dict[str, Any]
) -> None:
    chosen = benchmark(cast.bureau)
    made = factories.issued(
        cast.bureau,
        benchmark_id=chosen.pk,
        tier_id=tier(chosen, "lighter").pk,
        weighing={"conditions": [PROMPT]},
    )
    assert made.status == Decision.Status.ISSUED
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(**change)
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "DECIDED"


def test_a_reviewed_draft_whose_weighing_was_changed_by_sql_is_not_issued(cast: Cast) -> None:
    chosen = benchmark(cast.bureau)
    row = factories.reviewed(
        cast.bureau,
        benchmark_id=chosen.pk,
        tier_id=tier(chosen, "lighter").pk,
        weighing={"conditions": [PROMPT]},
    )

    assert issue_by_sql(cast, row, weighing={"conditions": [AGAIN]}) == "NOT_REVIEWED"


def test_an_approval_is_kept(cast: Cast, row: Decision) -> None:
    decisions.edit(row, by=cast.officer1, content={"fine_cents": 300_000})
    left = weigh(again(row), benchmark(cast.bureau), departure="数量接近一般阶次。")
    approval = discretion.approve_departure(left, by=cast.head, on=ON, way="head", opinion="同意。")
    rows = Departure.objects.filter(pk=approval.pk)
    for act in (lambda: rows.update(opinion="别的"), lambda: rows.delete()):
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            act()
        found = refusal(caught.value)
        assert found is not None
        assert found[0] == "APPEND_ONLY"
