"""A decision of another kind punishes nobody, by whatever way it is written."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.errors import RuleError
from core.triggers import refusal
from enforcement import gates
from enforcement.models import Decision
from enforcement.services import decisions
from tests.base import Cast
from tests.enforcement import unsaved
from tests.enforcement.dossier import ON, codes, draft, head, lead

CASES = [
    ("inspection", {"penalty_kinds": ["stop_business"]}),
    ("inspection", {"fine_cents": 8_000_000}),
    ("inspection", {"confiscated_cents": 1}),
    ("permit", {"penalty_kinds": ["warning"]}),
    ("permit", {"fine_cents": 1}),
]


@pytest.mark.parametrize(("procedure", "content"), CASES)
@pytest.mark.django_db
def test_an_inspection_or_a_permit_that_punishes_is_refused(
    cast: Cast, procedure: str, content: dict[str, Any]
) -> None:
    row = draft(cast.bureau, procedure=procedure, **content)

    assert "kind" in codes(row, ON)
    with pytest.raises(RuleError):
        decisions.issue(row, by=head(cast.bureau), on=ON)


@pytest.mark.parametrize(("procedure", "content"), CASES)
@pytest.mark.django_db
def test_raw_sql_does_not_punish_by_a_decision_of_another_kind(
    cast: Cast, procedure: str, content: dict[str, Any]
) -> None:
    row = draft(cast.bureau, procedure=procedure, **content)

    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE enforcement_decision SET status = 'issued', doc_no = 'x', remedies = 'x', "
            "issued_on = %s, issued_by_id = %s WHERE case_id = %s",
            [
                ON,
                lead(row.case).pk,
                row.case_id.hex if connection.vendor == "sqlite" else row.case_id,
            ],
        )

    assert (refusal(caught.value) or ("", ""))[0] in {"NOT_PENALTY", "NOT_REVIEWED"}
    assert Decision.objects.get().status == "draft"


@pytest.mark.parametrize("procedure", ["inspection", "permit"])
@pytest.mark.django_db
def test_one_that_punishes_nobody_meets_no_such_gate(cast: Cast, procedure: str) -> None:
    assert "kind" not in codes(draft(cast.bureau, procedure=procedure), ON)


@pytest.mark.parametrize(
    ("kind", "content", "refused"),
    [
        ("levy", {"fine_cents": 1000}, False),
        ("coercion", {"fine_cents": 1000}, False),
        ("levy", {"penalty_kinds": ["fine"]}, True),
        ("coercion", {"confiscated_cents": 1}, True),
        ("inspection", {"fine_cents": 0}, False),
    ],
)
def test_money_that_is_no_penalty_may_be_claimed_by_a_levy(
    kind: str, content: dict[str, Any], refused: bool
) -> None:
    procedure = "inspection" if kind == "inspection" else "ordinary"
    row = unsaved.decision(unsaved.case(kind=kind, procedure=procedure), **content)

    found = gates.content.unpunished(row, ON)

    assert bool(found) is refused
    if refused:
        assert found[0].article == "行政处罚法第四十四条、第五十四条、第五十八条"
        assert "另立行政处罚案件" in found[0].remedy
