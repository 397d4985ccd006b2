"""What was withheld is weighed anew: with a reason, never against the law, and no clock is reset."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from disclosure.models import Publication
from disclosure.services import pipeline, reconsideration
from disclosure.views.staff.publications import late_days
from enforcement.models import Case, Decision
from tests import factories
from tests.base import Cast, day
from tests.disclosure.factories import published as received

pytestmark = pytest.mark.django_db
DECIDED = factories.DECIDED
WITHHELD, LATER = day(3, 18), day(6, 1)
WHY = "商业秘密保护期已满，不公开事由消失。"


def withheld(decision: Decision, on: date = WITHHELD) -> Publication:
    """Withheld by a publisher's choice."""
    row = factories.duty(decision)
    by = factories.someone(row.agency, "publisher")
    return pipeline.withhold(row, by=by, on=on, code="trade_secret", reason="涉及商业秘密。")


@pytest.fixture
def row(cast: Cast) -> Publication:
    return withheld(factories.issued(cast.bureau, procedure="simple"))


def anew(row: Publication, on: date = LATER, reason: str = WHY) -> Publication:
    by = factories.someone(row.agency, "publisher")
    return reconsideration.reconsider(row, by=by, on=on, reason=reason)


def test_it_waits_for_redaction_again_and_the_ground_is_gone(row: Publication) -> None:
    moved = anew(row)
    assert moved.status == "pending"
    assert (moved.withheld_code, moved.public_reason, moved.approved_by) == ("", "", None)
    entry = AuditEntry.objects.get(action="publication.reconsider", object_id=str(row.pk))
    assert "商业秘密保护期已满" in entry.data
    assert factories.redact(moved).status == "redacted"


def test_the_days_it_was_withheld_are_left_out_of_the_period(row: Publication) -> None:
    clock = anew(row).deadline
    assert clock is not None
    assert (clock.outcome, clock.start_on, clock.suspended_on) == ("open", DECIDED, None)
    # One of the 7 working days was used before 18 March; the other six begin with 1 June.
    assert clock.due_on == day(6, 8)


def test_what_was_late_before_stays_late(cast: Cast) -> None:
    late = withheld(factories.issued(cast.bureau, procedure="simple"), on=day(5, 8))
    moved = anew(late)
    assert moved.deadline is not None
    assert moved.deadline.due_on == day(3, 25)
    assert late_days(moved, day(6, 1)) > 0


def test_the_voided_clock_stays_on_record(row: Publication) -> None:
    first = row.deadline_id
    moved = anew(row)
    assert moved.deadline_id != first
    assert first is not None
    assert Deadline.objects.get(pk=first).outcome == "void"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_due(row: Publication, reason: str) -> None:
    with pytest.raises(RuleError, match="说明") as caught:
        anew(row, reason=reason)
    assert caught.value.field == "reason"
    assert Publication.objects.get(pk=row.pk).status == "withheld"


def sealed(row: Publication) -> None:
    Case.objects.filter(decisions=row.decision).update(sealed=True)


def revoked(row: Publication) -> None:
    assert row.decision is not None
    Decision.objects.filter(pk=row.decision.pk).update(status="revoked", revoked_on=day(5, 1))


@pytest.mark.parametrize("bar", [sealed, revoked])
def test_what_the_law_keeps_back_is_not_weighed(row: Publication, bar: Any) -> None:
    bar(row)
    fresh = Publication.objects.get(pk=row.pk)
    assert not reconsideration.may_reconsider(fresh)
    with pytest.raises(RuleError, match="依法不得公开"):
        anew(fresh)


def test_only_what_is_withheld_is_weighed(cast: Cast) -> None:
    pending = factories.duty(factories.issued(cast.bureau, procedure="simple"))
    with pytest.raises(StaleError):
        anew(pending)


def test_a_received_record_is_the_senders_to_correct(cast: Cast) -> None:
    with pytest.raises(RuleError, match="外部报送"):
        anew(received(cast.bureau))


def test_only_an_approver_of_the_agency_may(cast: Cast, row: Publication) -> None:
    for name in ("officer1", "head", "supervisor", "outsider"):
        with pytest.raises(PermissionDenied):
            reconsideration.reconsider(row, by=cast.people[name], on=day(6, 1), reason=WHY)


# ------------------------------------------------------------------------------- the page
def address(row: Publication) -> str:
    return reverse("publication-reconsider", args=[row.pk])


def test_the_publisher_finds_the_form_and_nobody_else(cast: Cast, row: Publication) -> None:
    detail = reverse("publication-detail", args=[row.pk])
    assert address(row) in cast.client("publisher").get(detail).content.decode()
    assert address(row) not in cast.client("officer1").get(detail).content.decode()
    sealed(row)
    assert address(row) not in cast.client("publisher").get(detail).content.decode()


def test_the_page_moves_it_back_and_shows_the_reason(cast: Cast, row: Publication) -> None:
    client = cast.client("publisher")
    empty = client.post(address(row), {"reason": ""})
    assert empty.status_code == 422
    answer = client.post(address(row), {"reason": WHY}, follow=True)
    text = answer.content.decode()
    assert "已重新列入待公开" in text
    assert WHY in text
    assert "重新评估公开" in text
