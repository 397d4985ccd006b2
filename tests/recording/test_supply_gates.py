"""What no statement changes of a supply, its pieces and its links."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.models import Blob
from recording.models import Evidence, Supply, SupplyItem, SupplyLink
from recording.services import supplies, supply_links
from tests.base import Cast
from tests.recording.supplying import (
    approve,
    ask,
    link_of,
    made,
    photograph,
)

pytestmark = pytest.mark.django_db
Status = Supply.Status


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


@pytest.fixture
def ready(item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    return made(ask(item, cast), cast, monkeypatch)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE recording_supply SET organisation = 'x'",
        "UPDATE recording_supply SET status = 'delivered'",
        "DELETE FROM recording_supply",
        "UPDATE recording_supplyitem SET parent_sha256 = 'x'",
        "UPDATE recording_supplyitem SET blob_id = NULL",
        "UPDATE recording_supplylink SET expires_at = '2199-01-01'",
        "DELETE FROM recording_supplylink",
    ],
)
def test_no_statement_goes_around_the_procedure(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    row = made(ask(item, cast), cast, monkeypatch)
    link_of(row, cast)
    if "delivered" in sql:
        ask(item, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(sql)


def test_a_link_that_ended_does_not_come_back(ready: Supply, cast: Cast) -> None:
    link, _token, _code = link_of(ready, cast)
    SupplyLink.objects.filter(pk=link.pk).update(ended_at=timezone.now())
    with pytest.raises(IntegrityError, match="一经停用"), transaction.atomic():
        SupplyLink.objects.filter(pk=link.pk).update(ended_at=None)


def test_the_original_is_no_copy_of_itself(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    with pytest.raises(IntegrityError, match="another_object"), transaction.atomic():
        SupplyItem.objects.filter(supply=row).update(blob=Blob.objects.get(pk=item.blob_id))


@pytest.mark.parametrize(
    "column",
    ["applicant", "contact", "paper", "basis", "purpose", "channel", "due_on", "asked_at"],
)
def test_no_column_of_an_application_is_changed(item: Evidence, cast: Cast, column: str) -> None:
    row = ask(item, cast)
    days = {"due_on": "2199-01-01", "asked_at": timezone.now() + timedelta(days=9)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Supply.objects.filter(pk=row.pk).update(**{column: days.get(column, "x")})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("asked", "ready"),
        ("asked", "failed"),
        ("approved", "delivered"),
        ("approved", "refused"),
        ("refused", "approved"),
        ("withdrawn", "asked"),
        ("withdrawn", "ready"),
    ],
)
def test_no_statement_takes_a_short_cut(
    item: Evidence, cast: Cast, before: str, after: str
) -> None:
    row = ask(item, cast)
    if before == "approved":
        approve(row, cast)
    elif before == "refused":
        supplies.refuse(row, by=cast.head, at=timezone.now(), answer="与案件无关")
    elif before == "withdrawn":
        supplies.withdraw(row, by=cast.officer1, reason="不再需要")
    with pytest.raises(IntegrityError), transaction.atomic():
        Supply.objects.filter(pk=row.pk).update(
            status=after, decided_by=cast.head, decided_at=timezone.now(), answer="x"
        )


@pytest.mark.parametrize("state", ["approved", "ready", "delivered", "refused"])
def test_no_application_begins_decided(item: Evidence, cast: Cast, state: str) -> None:
    row = ask(item, cast)
    row.pk, row.status, row.answer = None, state, "同意"
    row.decided_by, row.decided_at = cast.head, timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_number_is_given_once_in_an_agency(ready: Supply, item: Evidence, cast: Cast) -> None:
    other = ask(item, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Supply.objects.filter(pk=other.pk).update(number=ready.number)


@pytest.mark.parametrize("span", [(5, 5), (9, 5), (None, 5), (5, None)])
def test_a_span_ends_after_it_began(item: Evidence, cast: Cast, span: tuple[Any, Any]) -> None:
    row = ask(item, cast)
    piece = SupplyItem(
        supply=row, evidence=item, begin=span[0], end=span[1], parent_sha256=item.blob_id
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        piece.save(force_insert=True)


@pytest.mark.parametrize("column", ["code_hash", "token_hash", "created_at", "expires_at"])
def test_no_column_of_a_link_is_changed(ready: Supply, cast: Cast, column: str) -> None:
    link, _token, _code = link_of(ready, cast)
    value = "0" * 64 if column.endswith("hash") else timezone.now() + timedelta(days=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplyLink.objects.filter(pk=link.pk).update(**{column: value})


def test_a_bound_link_changes_no_browser(ready: Supply, cast: Cast) -> None:
    link, _token, code = link_of(ready, cast)
    supply_links.bind(link, code=code, at=timezone.now())
    with pytest.raises(IntegrityError, match="一经停用"), transaction.atomic():
        SupplyLink.objects.filter(pk=link.pk).update(binding_hash="1" * 64)


def test_a_second_link_does_not_live_beside_the_first(ready: Supply, cast: Cast) -> None:
    link, _token, _code = link_of(ready, cast)
    link.pk, link.token_hash = None, "2" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        link.save(force_insert=True)
