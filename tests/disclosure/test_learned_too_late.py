"""What the agency learns after publication bars it still: the next sweep takes it down everywhere."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from disclosure.models import Publication, SearchEntry
from disclosure.services import patrol, sweep, withdrawals
from enforcement.models import Case, Party
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
ON = day(4, 1)
ACT = day(3, 2)


def public(cast: Cast, born: date | None = date(1990, 1, 1)) -> Publication:
    """A published penalty of a grown person, as the agency knew it then."""
    party = factories.party(cast.bureau, "person", name="柳试然", birth_date=date(1990, 1, 1))
    row = factories.published(cast.bureau, of=party)
    Case.objects.filter(party=party).update(act_to=ACT)
    Party.objects.filter(pk=party.pk).update(birth_date=born)
    return row


@pytest.mark.parametrize(
    ("born", "gone"),
    [
        (date(2008, 3, 2), True),
        (date(2008, 3, 1), False),
        (date(2009, 1, 1), True),
        (date(1990, 1, 1), False),
        (None, False),
    ],
)
def test_a_birth_date_learned_later_takes_a_minor_down(
    cast: Cast, born: date | None, gone: bool
) -> None:
    row = public(cast, born)

    counts = sweep.run(ON)

    fresh = Publication.objects.get(pk=row.pk)
    assert (fresh.status == "withdrawn") is gone
    assert counts.withdrawn == int(gone)
    assert SearchEntry.objects.filter(publication=row).exists() is not gone
    answer = Client().get(reverse("decision-detail", args=[row.pk]))
    assert answer.status_code == (404 if gone else 200)
    if gone:
        for told in ("柳", "未成年", "撤下"):
            assert told not in answer.content.decode(), "that it was a minor is not told either"
        assert AuditEntry.objects.filter(
            action="publication.withdraw", object_id=str(row.pk), data__contains="未成年人保护法"
        ).exists()


def test_a_case_sealed_later_is_taken_down(cast: Cast) -> None:
    row = public(cast)
    assert row.decision is not None
    Case.objects.filter(pk=row.decision.case_id).update(sealed=True)

    assert sweep.run(ON).withdrawn == 1
    assert sweep.run(ON).withdrawn == 0
    assert Publication.objects.get(pk=row.pk).public_reason == "违反治安管理的记录依法封存"


def test_what_was_taken_down_meanwhile_is_left_alone(cast: Cast) -> None:
    row = public(cast, date(2010, 1, 1))
    (key,) = withdrawals.barred()

    assert withdrawals.take_barred(key, ON)
    assert not withdrawals.take_barred(key, ON)
    assert withdrawals.barred() == []
    assert key == row.pk


def test_the_search_for_them_does_not_grow_with_the_rows(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    public(cast)
    withdrawals.barred()
    with CaptureQueriesContext(connection) as few:
        assert withdrawals.barred() == []
    for _more in range(3):
        public(cast)

    with django_assert_num_queries(len(few)):
        assert withdrawals.barred() == []


def test_every_row_has_its_turn_and_then_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patrol, "STRETCH", 2)
    keys = sorted(public(cast).pk for _row in range(5))
    Party.objects.filter(name="柳试然").update(birth_date=date(2010, 1, 1))

    rounds = [sorted(withdrawals.barred()) for _round in range(4)]

    assert rounds == [keys[:2], keys[2:4], keys[4:], keys[:2]]


def test_a_stretch_that_ends_with_the_last_row_begins_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patrol, "STRETCH", 2)
    keys = sorted(public(cast, date(2010, 1, 1)).pk for _row in range(2))

    assert [withdrawals.barred() for _round in range(3)] == [keys, [], keys]


def test_what_one_fact_seals_does_not_wait_for_its_turn(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patrol, "STRETCH", 1)
    monkeypatch.setattr(withdrawals, "BATCH", 2)
    rows = sorted((public(cast) for _row in range(3)), key=lambda row: row.pk)
    for row in rows:
        assert row.decision is not None
        Case.objects.filter(pk=row.decision.case_id).update(sealed=True)

    assert withdrawals.barred() == [row.pk for row in rows]
