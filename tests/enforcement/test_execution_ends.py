"""终结执行 (行政强制法 40): who ends an execution, when, on which ground; what the database refuses."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.triggers import refusal
from enforcement.models import ForcedExecution, Substitution
from enforcement.models.kinds import Termination
from enforcement.services import forced
from tests import coercion
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
Row = ForcedExecution | Substitution
EXECUTION, WORK = "enforcement_forcedexecution", "enforcement_substitution"


@pytest.fixture(params=["execution", "substitution"])
def row(cast: Cast, request: pytest.FixtureRequest) -> Row:
    """An execution that was decided, or a substitution that was ordered, on 20 April."""
    decision = coercion.binding(cast.bureau)
    if request.param == "execution":
        return coercion.decided(coercion.urged(decision))
    return coercion.ordered(decision)


def end(row: Row, cast: Cast, **changes: Any) -> None:
    given = {"by": cast.officer1, "on": day(4, 22), "ground": "lost", "record": " 房屋已经倒塌。 "}
    forced.terminate(row, **{**given, **changes})


def table(row: Row) -> str:
    return EXECUTION if isinstance(row, ForcedExecution) else WORK


def refused(row: Row, change: str) -> str:
    """The gate that refuses raw SQL; "" when none does."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table(row)} SET {change} WHERE id = %s", [row.pk])  # noqa: S608  # names of ours
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


@pytest.mark.parametrize("ground", Termination.values)
def test_an_execution_ends_with_its_day_ground_and_what_happened(
    cast: Cast, row: Row, ground: str
) -> None:
    end(row, cast, ground=ground)
    row.refresh_from_db()
    assert (row.status, row.terminated_on, row.termination) == ("ended", day(4, 22), ground)
    assert row.record == "房屋已经倒塌。"
    with pytest.raises(StaleError):
        end(row, cast)
    with pytest.raises(StaleError):
        forced.perform(row, by=cast.officer1, on=day(4, 23), record="已履行。")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"record": " \t"}, "record"),
        ({"ground": ""}, "ground"),
        ({"ground": "nonsense"}, "ground"),
        ({"on": day(1, 2)}, "on"),
    ],
)
def test_an_end_without_ground_words_or_before_its_decision_is_refused(
    cast: Cast, row: Row, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError, match="终结执行应当写明") as error:
        end(row, cast, **changes)
    assert (error.value.field, error.value.article) == (field, "行政强制法第四十条")
    row.refresh_from_db()
    assert row.terminated_on is None and row.status != "ended"


def test_the_day_of_the_decision_itself_is_late_enough(cast: Cast, row: Row) -> None:
    decided = row.decided_on if isinstance(row, ForcedExecution) else row.ordered_on
    end(row, cast, on=decided)
    row.refresh_from_db()
    assert row.status == "ended"


def test_only_who_handles_the_case_ends_it(cast: Cast, row: Row) -> None:
    for person in (cast.reviewer, cast.outsider):
        with pytest.raises((RuleError, PermissionDenied)):
            end(row, cast, by=person)


def test_what_was_only_urged_is_no_execution_yet(cast: Cast) -> None:
    urged = coercion.urged(coercion.binding(cast.bureau))
    with pytest.raises(StaleError):
        end(urged, cast)


# ------------------------------------------------------------------------------- the database
@pytest.mark.parametrize(
    "change",
    [
        "status = 'ended'",
        "status = 'ended', terminated_on = '2026-04-22'",
        "status = 'ended', termination = 'lost'",
        "status = 'ended', terminated_on = '2026-04-22', termination = ''",
    ],
)
def test_the_database_wants_the_day_and_the_ground(row: Row, change: str) -> None:
    assert refused(row, change) == "ENDED_WHOLE"


def test_what_ended_stays_as_it_ended(cast: Cast, row: Row) -> None:
    end(row, cast)
    for change in (
        "terminated_on = '2026-04-23'",
        "terminated_on = NULL",
        "termination = 'other'",
        "termination = NULL",
        "status = 'executed'",
        "status = 'urged'",
    ):
        assert refused(row, change) != "", change


# ------------------------------------------------------------------------------- the page
def test_the_page_ends_it_and_the_case_tells_why(cast: Cast, row: Row) -> None:
    name = "forced" if isinstance(row, ForcedExecution) else "substitution"
    url, client = reverse(f"{name}-terminate", args=[row.pk]), cast.client("officer1")
    tab = reverse("case-measures", args=[row.case_id])
    assert url in client.get(tab).content.decode()
    given = {"on": "2026-04-22", "ground": "lost", "record": "房屋已经倒塌。"}
    assert client.post(url, {**given, "ground": "x"}).status_code == 200
    assert client.post(url, given).status_code == 302
    shown = client.get(tab).content.decode()
    assert "2026-04-22" in shown and "执行标的灭失" in shown and url not in shown
    assert client.post(url, given).status_code in (200, 404, 409)
