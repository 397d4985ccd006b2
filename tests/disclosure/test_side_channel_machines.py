"""Random orders of acts: both machines keep to their tables, and what each state promises holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from disclosure import search
from disclosure.flows import COMPLAINT, CORRECTION
from disclosure.models import Complaint, CorrectionRequest
from disclosure.services import complaints, corrections
from tests.base import Cast
from tests.disclosure import factories as public
from tests.disclosure.asking import ON, complaint, correction

pytestmark = pytest.mark.django_db
Act = Callable[[Any, Cast], object]
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ASKED: dict[str, Act] = {
    "accept": lambda row, cast: corrections.accept(row, by=cast.publisher),
    "ask": lambda row, cast: corrections.ask(row, by=cast.publisher, on=ON, asked="第几页？"),
    "supply": lambda row, cast: corrections.supply(row, on=ON, text="第二页。"),
    "correct": lambda row, cast: corrections.correct(row, by=cast.publisher, on=ON, answer="好。"),
    "refuse": lambda row, cast: corrections.refuse(row, by=cast.publisher, on=ON, answer="否。"),
    "again": lambda row, cast: corrections.refuse(row, by=cast.publisher2, on=ON, answer="否。"),
    "reopen": lambda row, cast: corrections.reopen(row, on=ON, text="不服。"),
    "stranger": lambda row, cast: corrections.refuse(row, by=cast.head, on=ON, answer="否。"),
}
TOLD: dict[str, Act] = {
    "accept": lambda row, cast: complaints.accept(row, by=cast.supervisor, on=ON),
    "decline": lambda row, cast: complaints.decline(
        row, by=cast.supervisor, on=ON, channel="petition", answer="信访事项。"
    ),
    "extend": lambda row, cast: complaints.extend(row, by=cast.supervisor, on=ON, reason="复杂。"),
    "answer": lambda row, cast: complaints.answer(row, by=cast.supervisor, on=ON, answer="查实。"),
    "rate": lambda row, cast: complaints.rate(row, on=ON, satisfaction="partly"),
    "stranger": lambda row, cast: complaints.answer(row, by=cast.head, on=ON, answer="无。"),
}


def tried(act: Act, row: Any, cast: Cast) -> bool:
    """Whether the act was done; a refusal leaves no trace."""
    before = AuditEntry.objects.count()
    try:
        with transaction.atomic():
            act(row, cast)
    except (RuleError, PermissionDenied):
        assert AuditEntry.objects.count() == before
        return False
    assert AuditEntry.objects.count() > before
    return True


def running(key: object) -> list[Deadline]:
    return list(Deadline.objects.filter(subject_id=str(key), outcome="open"))


@FEW
@given(st.lists(st.sampled_from(sorted(ASKED)), max_size=9))
def test_a_request_keeps_to_its_table(cast: Cast, names: list[str]) -> None:
    with transaction.atomic():
        row, _receipt = correction(public.published(cast.bureau))
        for name in names:
            before = row.status
            done = tried(ASKED[name], row, cast)
            row = CorrectionRequest.objects.get(pk=row.pk)
            assert name != "stranger" or not done
            assert done or row.status == before
            assert (before, row.status) in {*CORRECTION.pairs, (before, before)}
            # Whatever waits for an answer has one clock, whatever was answered has none.
            assert len(running(row.pk)) == int(row.open)
            standing = [clock for clock in running(row.pk) if clock.suspended_on]
            assert bool(standing) == (row.status == "more")
            assert (str(row.publication_id) in search.disputed(ON)) == row.open
            assert row.open or (row.answer and row.answered_on and row.decided_by)
        transaction.set_rollback(True)


@FEW
@given(st.lists(st.sampled_from(sorted(TOLD)), max_size=7))
def test_a_complaint_keeps_to_its_table(cast: Cast, names: list[str]) -> None:
    with transaction.atomic():
        row, _receipt = complaint(cast.bureau)
        for name in names:
            before = row.status
            done = tried(TOLD[name], row, cast)
            row = Complaint.objects.get(pk=row.pk)
            assert name != "stranger" or not done
            assert done or row.status == before
            assert (before, row.status) in {*COMPLAINT.pairs, (before, before)}
            keys = [clock.key for clock in running(row.pk)]
            own = {"received": ["complaint.accept"], "accepted": ["complaint.decide"]}
            assert keys == own.get(row.status, [])
            assert row.open or (row.answer and row.answered_on and row.decided_by)
            assert not row.satisfaction or not row.open
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", ["received", "accepted", "more", "corrected", "refused"])
def test_every_state_of_a_request_leads_to_an_answer(state: str) -> None:
    ends = {"corrected", "refused"}
    assert state in ends or any(target in ends for target in reached(CORRECTION.pairs, state))


@pytest.mark.parametrize("state", ["received", "accepted"])
def test_every_state_of_a_complaint_leads_to_an_answer(state: str) -> None:
    assert {"answered", "declined"} & reached(COMPLAINT.pairs, state)


def reached(pairs: list[tuple[str, str]], start: str) -> set[str]:
    """The states a row may come to from the first."""
    found, waiting = set[str](), [start]
    while waiting:
        at = waiting.pop()
        new = {target for source, target in pairs if source == at} - found
        found |= new
        waiting += new
    return found
