"""The duty to publish: opened for every decision, counted from its day, barred by law at once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEntry, Deadline
from disclosure.models import Publication
from disclosure.services import duties
from tests import factories
from tests.base import Cast, day


def entries(row: Publication) -> list[str]:
    """The actions the log has about a publication."""
    found = AuditEntry.objects.filter(object_type="disclosure.publication", object_id=str(row.pk))
    return list(found.order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("procedure", "decided", "due"),
    [
        ("ordinary", day(2, 12), day(2, 28)),
        ("simple", day(9, 29), day(10, 14)),
        ("permit", day(4, 30), day(5, 13)),
        ("inspection", day(1, 30), day(3, 5)),
        ("inspection", day(9, 18), day(10, 22)),
    ],
)
def test_the_period_runs_from_the_day_of_the_decision(
    cast: Cast, procedure: str, decided: date, due: date
) -> None:
    row = duties.open_duty(factories.issued(cast.bureau, procedure=procedure, on=decided))
    assert row.deadline is not None
    assert (row.deadline.start_on, row.deadline.due_on) == (decided, due)
    assert row.status == "pending"
    assert entries(row) == ["publication.open"]


def test_a_duty_opened_late_is_due_on_the_same_day(cast: Cast) -> None:
    decision = factories.issued(cast.bureau)
    assert decision.issued_on is not None
    row = duties.open_duty(decision)
    assert row.decided_on == decision.issued_on < timezone.localdate()
    assert row.deadline is not None
    assert row.deadline.due_on == day(3, 25)


def test_opening_twice_gives_the_same_duty(cast: Cast) -> None:
    decision = factories.issued(cast.bureau)
    assert duties.open_duty(decision) == duties.open_duty(decision)
    assert Deadline.objects.filter(subject_type="publication").count() == 1


def test_a_draft_has_no_duty(cast: Cast) -> None:
    decision = factories.draft(cast.bureau)
    assert duties.without_duty() == []
    with pytest.raises(ValueError, match="not been made"):
        duties.open_duty(decision)
    assert not Publication.objects.exists()


def test_decisions_without_a_duty_are_found_oldest_first(cast: Cast) -> None:
    newer = factories.issued(cast.bureau, on=day(4, 13))
    older = factories.issued(cast.bureau, on=day(3, 9))
    assert duties.without_duty() == [older.pk, newer.pk]
    duties.open_duty(older)
    assert duties.without_duty() == [newer.pk]


def test_a_sealed_public_security_record_is_withheld_at_once(cast: Cast) -> None:
    police = factories.agency("云溪市公安局", profile="changzhi_police", field="治安")
    decision = factories.issued(police)
    assert decision.case.sealed
    row = duties.open_duty(decision)
    assert (row.status, row.withheld_code) == ("withheld", "sealed")
    assert row.deadline is not None
    row.deadline.refresh_from_db()
    assert row.deadline.outcome == Deadline.Outcome.VOID
    assert entries(row) == ["publication.open", "publication.withhold"]


def test_no_statement_can_publish_a_sealed_record(cast: Cast) -> None:
    police = factories.agency("云溪市公安局", profile="changzhi_police", field="治安")
    row = duties.open_duty(factories.issued(police))
    for status in ("approved", "published"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=row.pk).update(
                status=status, first_published_on=day(3, 18)
            )
    row.refresh_from_db()
    assert row.status == "withheld"


@pytest.mark.parametrize(("born", "withheld"), [(day(3, 2, 2008), True), (day(3, 1, 2008), False)])
def test_a_party_under_eighteen_at_the_act_is_withheld(
    cast: Cast, born: date, withheld: bool
) -> None:
    person = factories.party(cast.bureau, "person", birth_date=born)
    stated = {"minor": "行为时未满十八周岁。"} if withheld else {}
    decision = factories.issued(cast.bureau, of=person, circumstances=stated)
    assert decision.case.discovered_on == day(3, 2)
    row = duties.open_duty(decision)
    assert (row.status == "withheld") is withheld
    assert row.withheld_code == ("minor" if withheld else "")


def test_a_refused_permit_is_withheld(cast: Cast) -> None:
    refused = factories.reviewed(
        cast.bureau, procedure="permit", outcome="refused", result="不予许可。"
    )
    row = duties.open_duty(factories.issue(refused, on=factories.DECIDED))
    assert (row.status, row.withheld_code) == ("withheld", "refused_permit")


def test_the_day_of_the_decision_is_fixed_in_the_database(cast: Cast) -> None:
    row = duties.open_duty(factories.issued(cast.bureau))
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(decided_on=day(3, 20))
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).delete()
