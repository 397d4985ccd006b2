"""The register of 复议 and 诉讼: any decision in force, and what each outcome does to it (PL 48)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import RuleError
from core.models import Deadline
from enforcement.models import Case, Decision, Stay
from enforcement.services import compulsion, decisions, execution, relief
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import again, audited, page
from tests.enforcement.fined import fined

pytestmark = pytest.mark.django_db
ASKED, RULED = day(4, 1), day(4, 30)
RESULT = "云政复决〔2026〕5号。"
FALLS = ["changed", "revoked", "illegal", "void"]
STANDS = ["upheld", "dismissed", "perform", "settled", "dropped"]


def asked(cast: Cast, row: Decision, **changes: Any) -> Stay:
    values = {"by": cast.officer1, "on": ASKED, "kind": "reconsideration", "number": "5号"}
    return relief.stay(row, **{**values, **changes})


def ended(cast: Cast, row: Stay, outcome: str, **changes: Any) -> Stay:
    values = {"by": cast.officer1, "on": RULED, "result": RESULT}
    return relief.end_stay(row, outcome=outcome, **{**values, **changes})


@pytest.fixture
def warned(cast: Cast) -> Decision:
    """A warning without a fine, served: nothing of it is ever paid."""
    return fined(cast, fine=0, penalty_kinds=["warning"], result="警告。")


def test_the_table_of_what_falls_is_that_of_the_law() -> None:
    assert sorted(Stay.FALLEN) == sorted(FALLS)
    assert sorted(Stay.Outcome.values) == sorted(FALLS + STANDS)


@pytest.mark.parametrize("outcome", FALLS)
def test_the_decision_falls_on_the_day_of_the_ruling(
    cast: Cast, warned: Decision, outcome: str
) -> None:
    row = ended(cast, asked(cast, warned), outcome)
    kept = again(warned)
    assert (kept.status, kept.revoked_on) == ("revoked", RULED)
    assert kept.revoke_ground == f"行政复议{Stay.Outcome(outcome).label}：{RESULT}"
    assert (row.status, row.outcome, row.until) == ("ended", outcome, RULED)
    assert audited(kept, "decision.revoke")


@pytest.mark.parametrize("outcome", STANDS)
def test_any_other_outcome_leaves_it_as_it_is(cast: Cast, warned: Decision, outcome: str) -> None:
    ended(cast, asked(cast, warned), outcome)
    assert (again(warned).status, again(warned).revoked_on) == ("served", None)


def test_a_permit_can_be_reviewed_too(cast: Cast) -> None:
    row = factories.served(cast.bureau, procedure="permit")
    ended(cast, asked(cast, row), "illegal")
    assert again(row).status == "revoked"


def test_before_service_and_after_the_case_was_closed(cast: Cast, warned: Decision) -> None:
    issued = factories.issued(cast.bureau)
    assert asked(cast, issued).status == "running"
    Case.objects.filter(pk=warned.case_id).update(status=Case.Status.CLOSED)
    ended(cast, asked(cast, again(warned)), "revoked")
    assert again(warned).status == "revoked"


@pytest.mark.parametrize("status", ["draft", "revoked"])
def test_what_binds_nobody_cannot_be_challenged(cast: Cast, status: str) -> None:
    row = factories.draft(cast.bureau)
    if status == "revoked":
        row = factories.served(cast.bureau)
        decisions.revoke(row, by=cast.head, on=RULED, ground="程序违法。")
    with pytest.raises(RuleError, match="不能登记复议、诉讼"):
        asked(cast, row, on=day(5, 6))


def test_an_agency_that_took_it_back_meanwhile_ends_the_review(
    cast: Cast, warned: Decision
) -> None:
    running = asked(cast, warned)
    decisions.revoke(warned, by=cast.head, on=day(4, 10), ground="主动纠正。")
    row = ended(cast, running, "illegal")
    assert row.status == "ended"
    assert (again(warned).revoked_on, again(warned).revoke_ground) == (day(4, 10), "主动纠正。")


def test_only_a_fallen_decision_is_made_again(cast: Cast, warned: Decision) -> None:
    running = asked(cast, warned)
    with pytest.raises(RuleError) as caught:
        ended(cast, running, "upheld", remake=True)
    assert caught.value.field == "remake"
    ended(cast, Stay.objects.get(), "revoked", remake=True)
    assert Case.objects.get(pk=warned.case_id).status == "filed"


@pytest.mark.parametrize(
    ("outcome", "result", "field"),
    [("", RESULT, "outcome"), ("won", "x", "outcome"), ("upheld", " ", "result")],
)
def test_an_end_names_its_outcome_and_its_paper(
    cast: Cast, warned: Decision, outcome: str, result: str, field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        ended(cast, asked(cast, warned), outcome, result=result)
    assert caught.value.field == field
    assert Stay.objects.get().status == "running"


def test_only_handlers_of_the_case_record_it(cast: Cast, warned: Decision) -> None:
    for by, refusal in ((cast.head, RuleError), (cast.publisher, PermissionDenied)):
        with pytest.raises((RuleError, PermissionDenied)):
            asked(cast, warned, by=by)
        assert refusal


def test_a_fine_that_fell_opens_no_way_to_the_court(cast: Cast) -> None:
    windows = Deadline.objects.filter(key=execution.COURT_WINDOW, outcome="open")
    stands, falls = fined(cast), fined(cast)
    for row in (stands, falls):
        compulsion.urge(row, by=cast.officer1, on=day(3, 17))
    for row, outcome in ((stands, "upheld"), (falls, "revoked")):
        ended(cast, asked(cast, row), outcome)
    assert {one.subject_id for one in windows} == {str(stands.pk)}
    assert execution.balance(again(falls), day(6, 1)).total == 0


def test_the_database_keeps_the_register(cast: Cast, warned: Decision) -> None:
    row = asked(cast, warned)
    for change in (
        {"outcome": "revoked"},
        {"status": "ended", "until": RULED, "result": RESULT},
        {"status": "ended", "until": RULED, "result": RESULT, "outcome": "won"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Stay.objects.filter(pk=row.pk).update(**change)
    ended(cast, row, "revoked")
    with pytest.raises(DatabaseError), transaction.atomic():
        Stay.objects.filter(pk=row.pk).update(outcome="upheld")


def test_the_page_of_a_fallen_decision_tells_the_outcome(cast: Cast, warned: Decision) -> None:
    client = cast.client("officer1")
    assert "登记复议、诉讼" in page(client, "case-execution", warned.case_id)
    ended(cast, asked(cast, warned), "revoked")
    told = page(client, "case-execution", warned.case_id)
    assert f"撤销：{RESULT}" in told
