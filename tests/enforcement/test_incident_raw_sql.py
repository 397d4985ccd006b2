"""What the database itself refuses about procedural measures, and what stands before a decision."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.triggers import refusal
from enforcement.gates.disturbed import undisturbed
from enforcement.models import Case, CaseOfficer, Decision, Incident
from enforcement.services import incident_course, recusal
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.incidents import GROUNDS, POLICE, REASON
from tests.moving import put

pytestmark = pytest.mark.django_db
ON = day(3, 16)
LATER = ("approved", "refused", "sent", "accepted", "declined", "objected", "done", "ended")
# In which states a measure stops a fine: the gates, and the database against raw SQL.
STATES = {
    "crime_transfer": ("applied", *LATER),
    "jurisdiction_transfer": (
        "applied",
        "approved",
        "refused",
        "sent",
        "declined",
        "done",
        "ended",
    ),
    "suspension": ("applied", "approved", "refused", "done"),
    "termination": ("applied", "refused", "done"),
    "filing_withdrawal": ("applied", "refused", "done"),
}
STOPS = {
    "crime_transfer": set(STATES["crime_transfer"]) - {"refused", "ended"},
    "jurisdiction_transfer": {"approved", "sent", "declined", "done"},
    "suspension": {"approved"},
}
HELD_BY_SQL = {
    "crime_transfer": {"sent", "accepted", "declined", "objected", "done"},
    "jurisdiction_transfer": {"sent", "declined", "done"},
    "suspension": {"approved"},
}
COURSE = [(kind, status) for kind, states in STATES.items() for status in states]


def held(case: Case, kind: str, status: str = "applied", **fields: Any) -> Incident:
    """A row in the state, as its course would leave it."""
    by = case.created_by
    row = Incident.objects.create(
        case=case,
        kind=kind,
        ground=GROUNDS[kind],
        reason=REASON,
        applied_on=ON,
        applied_by=by,
        target_name=POLICE,
        **fields,
    )
    if status != "applied":
        made = {"decided_by": by, "decided_on": ON, "decided_as": "head", "opinion": "属实。"}
        put(row, status, started_on=ON, **made)
    return Incident.objects.get(pk=row.pk)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


@pytest.fixture
def spot(cast: Cast) -> Decision:
    """An on-the-spot fine, which no review stands before."""
    row = dossier.draft(cast.bureau, procedure="simple", penalty_kinds=["fine"], fine_cents=5_000)
    Decision.objects.filter(pk=row.pk).update(review_required=False)
    return dossier.again(row)


def update(row: Incident, **changes: Any) -> tuple[str, str] | None:
    """The refusal of the database; None when the row was changed."""
    try:
        with transaction.atomic():
            Incident.objects.filter(pk=row.pk).update(**changes)
    except DatabaseError as error:
        return refusal(error)
    return None


def code(found: tuple[str, str] | None) -> str:
    return found[0] if found else ""


# ------------------------------------------------------------------------------- the row itself
@pytest.mark.parametrize(
    "name",
    [
        *("case_id", "kind", "applicant", "ground", "reason", "applied_on", "applied_by_id"),
        *("officer_id", "target_id", "target_name"),
    ],
)
@pytest.mark.parametrize("status", ["applied", "approved"])
def test_what_was_asked_for_is_not_rewritten(
    cast: Cast, case: Case, name: str, status: str
) -> None:
    other = factories.case(cast.bureau, on=ON, filed=True)
    values = {
        "case_id": other.pk,
        "kind": "termination",
        "applicant": "party",
        "ground": "other",
        "reason": "另有缘由。",
        "applied_on": day(3, 17),
        "applied_by_id": cast.head.pk,
        "officer_id": cast.officers[1].pk,
        "target_id": cast.other_bureau.pk,
        "target_name": "别处公安分局",
    }
    row = held(case, "suspension", status)

    assert code(update(row, **{name: values[name]})) == "INCIDENT"
    assert update(row, **{name: getattr(row, name)}) is None


def test_only_a_recusal_is_ordered(cast: Cast, case: Case) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        held(case, "suspension", applicant="order")

    found = refusal(caught.value)
    assert code(found) == "APPROVAL_FIRST"
    assert found is not None and "只能指令回避" in found[1]
    assert held(case, "recusal", person=cast.reviewer, applicant="order").pk


def test_whom_a_recusal_concerns_is_not_exchanged(cast: Cast, case: Case) -> None:
    row = held(case, "recusal", person=cast.reviewer)

    assert code(update(row, person=cast.unithead)) == "INCIDENT"
    assert code(update(row, person=None, officer=cast.officers[0])) == "INCIDENT"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (kind, status)
        for kind, status in COURSE
        if status in ("refused", "ended", "done") and (kind, status) != ("crime_transfer", "done")
    ],
)
def test_what_is_over_is_not_touched(cast: Cast, case: Case, kind: str, status: str) -> None:
    row = held(case, kind, status)

    for changes in (
        {"status": "applied"},
        {"opinion": "改写"},
        {"ended_on": ON},
        {"result": "改写"},
    ):
        found = update(row, **changes)
        assert found is not None
        assert found[0] == "INCIDENT"
        assert "不能修改" in found[1]
    assert Incident.objects.get(pk=row.pk).opinion == row.opinion


def test_a_complete_transfer_only_comes_back(cast: Cast, case: Case) -> None:
    row = held(case, "crime_transfer", "done")

    for changes in ({"status": "sent"}, {"status": "refused"}, {"result": "改写"}):
        assert code(update(row, **changes)) == "INCIDENT"
    assert update(row, status="ended", ended_on=ON) is None
    assert code(update(row, status="done")) == "INCIDENT"


@pytest.mark.parametrize("status", LATER)
def test_a_measure_begins_with_its_application(cast: Cast, case: Case, status: str) -> None:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        Incident.objects.create(
            case=case,
            kind="suspension",
            status=status,
            ground="other",
            reason=REASON,
            applied_on=ON,
            applied_by=cast.officer1,
            decided_by=cast.head,
            decided_on=ON,
            decided_as="head",
            opinion="属实。",
            started_on=ON,
            target_name=POLICE,
        )
    assert code(refusal(error.value)) == "APPROVAL_FIRST"


@pytest.mark.parametrize("status", ["applied", *LATER])
def test_a_measure_is_neither_deleted_nor_replaced(cast: Cast, case: Case, status: str) -> None:
    row = held(case, "crime_transfer", status)

    with pytest.raises(DatabaseError) as gone, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM enforcement_incident WHERE id = %s", [row.pk])
    assert code(refusal(gone.value)) == "APPEND_ONLY"
    row.status = "applied"
    with pytest.raises(DatabaseError) as again, transaction.atomic():
        row.save(force_insert=True)
    assert code(refusal(again.value)) == "APPROVAL_FIRST"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "approved"}, "incident_decided_has_decider"),
        ({"decided_as": "collective"}, "incident_body_is_recorded"),
        ({"decided_as": "superior"}, "incident_body_is_recorded"),
    ],
)
def test_a_row_says_what_its_state_needs(
    cast: Cast, case: Case, changes: dict[str, str], name: str
) -> None:
    row = held(case, "suspension")

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize("status", ["sent", "accepted", "declined", "objected"])
def test_what_was_sent_has_a_day_and_an_organ(cast: Cast, case: Case, status: str) -> None:
    row = held(case, "crime_transfer", "approved")

    with pytest.raises(IntegrityError, match="sent_has_target"), transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(status=status, started_on=None)
    assert code(update(row, status=status, started_on=ON, target_name="")) == "INCIDENT"
    put(row, status, started_on=ON)


def test_no_measure_is_asked_for_without_a_reason(cast: Cast, case: Case) -> None:
    row = held(case, "suspension", "done")
    row.pk, row.status, row.reason = None, "applied", ""

    with pytest.raises(IntegrityError, match="incident_has_reason"), transaction.atomic():
        row.save(force_insert=True)


def test_a_refusal_has_its_reason_in_the_database_too(cast: Cast, case: Case) -> None:
    row = held(case, "suspension")
    made = {"decided_by": cast.head, "decided_on": ON, "decided_as": "head"}

    with pytest.raises(IntegrityError, match="refused_has_reason"), transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(status="refused", **made)
    assert update(row, status="refused", opinion="理由。", **made) is None


def test_a_recusal_names_one_person_in_the_database_too(cast: Cast, case: Case) -> None:
    both: dict[str, Any] = {"officer": cast.officers[0], "person": cast.reviewer}
    for fields in ({}, both):
        with pytest.raises(IntegrityError, match="recusal_names_one"), transaction.atomic():
            held(case, "recusal", **fields)


def test_no_second_measure_of_a_kind_is_pending(cast: Cast, case: Case) -> None:
    held(case, "suspension", "approved")
    held(case, "recusal", "done", person=cast.reviewer)
    again: dict[str, dict[str, Any]] = {"suspension": {}, "recusal": {"person": cast.reviewer}}
    for kind, fields in again.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            held(case, kind, **fields)
    assert held(case, "recusal", person=cast.unithead).pk


# ------------------------------------------------------------------------------- the recused
@pytest.mark.parametrize("status", ["applied", "refused"])
def test_a_recusal_not_granted_keeps_nobody_out(cast: Cast, case: Case, status: str) -> None:
    third = factories.officer(cast.bureau, name="安试三")
    held(case, "recusal", status, officer=third)

    assert CaseOfficer.objects.create(case=case, officer=third, part="second", since=ON).pk
    assert recusal.recused_officers(case) == set()
    assert not recusal.is_recused(case, factories.account_of(third))


def test_a_recusal_keeps_nobody_out_of_another_case(cast: Cast, case: Case) -> None:
    third = factories.officer(cast.bureau, name="安试三")
    held(case, "recusal", "done", officer=third)
    other = factories.case(cast.bureau, on=ON, filed=True)

    assert CaseOfficer.objects.create(case=other, officer=third, part="second", since=ON).pk
    recusal.assert_none_recused(other, [third])
    with pytest.raises(RuleError) as error:
        recusal.assert_none_recused(case, [cast.officers[0], third])
    assert (error.value.field, "安试三" in error.value.message) == ("officers", True)


# ------------------------------------------------------------------------------- no decision
@pytest.mark.parametrize(("kind", "status"), COURSE)
def test_a_measure_stops_a_fine_in_its_states_and_in_no_other(
    cast: Cast, spot: Decision, kind: str, status: str
) -> None:
    held(spot.case, kind, status)

    gaps = undisturbed(spot, ON)
    assert [gap.code for gap in gaps] == ([kind] if status in STOPS.get(kind, ()) else [])
    assert all(gap.article and gap.remedy and gap.message for gap in gaps)
    made = {"status": "issued", "doc_no": "X〔2026〕1号", "remedies": "复议", "issued_on": ON}
    by_sql = ""
    try:
        with transaction.atomic():
            Decision.objects.filter(pk=spot.pk).update(**made, issued_by=cast.officer1)
    except DatabaseError as error:
        by_sql = code(refusal(error))
    assert by_sql == ("INCIDENT" if status in HELD_BY_SQL.get(kind, ()) else "")


@pytest.mark.parametrize("status", ["applied", "approved", "sent", "done"])
@pytest.mark.parametrize(
    ("kinds", "before"),
    [
        (["warning"], True),
        (["stop_business"], True),
        (["suspend_licence"], True),
        (["warning", "revoke_licence"], True),
        (["fine"], False),
        (["warning", "fine"], False),
        ([], False),
    ],
)
def test_only_some_penalties_may_precede_a_transfer(
    cast: Cast, spot: Decision, status: str, kinds: list[str], before: bool
) -> None:
    held(spot.case, "crime_transfer", status)
    spot.penalty_kinds = kinds

    free = before and status in ("applied", "approved")
    assert (undisturbed(spot, ON) == []) == free
    spot.kind = "coercion"
    assert undisturbed(spot, ON) == []


# ------------------------------------------------------------------------------- no closing
@pytest.mark.parametrize(("kind", "status"), COURSE)
def test_a_case_is_closed_by_what_is_done_and_never_beside_what_is_open(
    cast: Cast, case: Case, kind: str, status: str
) -> None:
    ground = {"termination": "terminated", "filing_withdrawal": "filing_withdrawn"}.get(kind)
    held(case, kind, status)

    if status in ("refused", "done", "ended"):
        incident_course.assert_closable(case, "executed")
    else:
        with pytest.raises(RuleError) as error:
            incident_course.assert_closable(case, "executed")
        assert f"“{Incident.Kind(kind).label}”尚未办结" in error.value.message
    if kind == "suspension" or status != "done":
        with pytest.raises(RuleError):
            incident_course.assert_closable(case, ground or "transferred")
    else:
        incident_course.assert_closable(case, ground or "transferred")


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(max_examples=25)
@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.lists(DAYS, min_size=5, max_size=5))
def test_the_latest_day_is_the_last_thing_that_happened(
    applied: date, others: list[date | None]
) -> None:
    names = ("decided_on", "started_on", "answered_on", "objected_on", "ended_on")
    row = Incident(applied_on=applied, **dict(zip(names, others, strict=True)))

    known = [each for each in (applied, *others) if each]
    assert row.latest in known
    assert all(each <= row.latest for each in known)
