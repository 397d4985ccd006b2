"""An item or an officer comes to be public by an approved version, also against raw SQL."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import RuleError
from enforcement.models import Agency, Item, Officer
from enforcement.services import agencies, items, list_versions, officers
from tests.base import Cast, day
from tests.enforcement.listed import drafted, fresh, item, published, submitted

pytestmark = pytest.mark.django_db
ON, LATER = day(3, 2), day(3, 20)
TABLES = {"item": Item, "officer": Officer}


def made(cast: Cast, kind: str, agency: Agency | None = None) -> Any:
    """A row that is on no list yet, as an account writes it."""
    agency = agency or cast.bureau
    if kind == "item":
        return item(cast, agency=agency, published_on=None)
    return officers.create(by=cast.listadmin, agency=agency, name="钱七", post="科员")


def sql(row: Any, on: date | None, **more: Any) -> None:
    columns = {"published_on": on, **more}
    named = ", ".join(f"{name} = %s" for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        statement = f"UPDATE {row._meta.db_table} SET {named} WHERE id = %s"  # noqa: S608  # our own names
        cursor.execute(statement, [*columns.values(), row.pk])


each = pytest.mark.parametrize("kind", sorted(TABLES))


# ------------------------------------------------------------------------------ by SQL
@each
def test_nobody_writes_a_day_that_nobody_approved(cast: Cast, kind: str) -> None:
    row = made(cast, kind)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(row, ON)
    assert fresh(row).published_on is None


@each
def test_nobody_writes_another_day_than_was_approved(cast: Cast, kind: str) -> None:
    row = made(cast, kind)
    published(cast, row, ON, published_on=ON)
    assert fresh(row).published_on == ON
    for wrong in (ON - timedelta(1), ON + timedelta(1), day(1, 1)):
        with pytest.raises(IntegrityError, match="REGISTER"):
            sql(row, wrong)
    sql(row, None)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(row, ON + timedelta(1))
    sql(row, ON)
    assert fresh(row).published_on == ON


@each
def test_what_waits_or_was_given_up_is_no_approval(cast: Cast, kind: str) -> None:
    row = made(cast, kind)
    version = drafted(row, cast.listadmin, ON, published_on=ON)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(row, ON)
    list_versions.discard(version, by=cast.listadmin, reason="不报了")
    submitted(row, cast.listadmin, ON, published_on=ON)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(row, ON)


@each
def test_the_approval_of_another_row_is_none_of_this(cast: Cast, kind: str) -> None:
    first, second = made(cast, kind), made(cast, kind)
    published(cast, first, ON, published_on=ON)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(second, ON)


@each
def test_an_approval_for_a_later_day_gives_that_day(cast: Cast, kind: str) -> None:
    row = made(cast, kind)
    published(cast, row, ON, valid_from=LATER, published_on=ON)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(row, LATER)
    list_versions.apply_due(on=LATER)
    assert fresh(row).published_on == LATER


@each
def test_a_change_that_was_recorded_at_once_is_no_approval(cast: Cast, kind: str) -> None:
    row = made(cast, kind)
    published(cast, row, ON, published_on=ON)
    update: Any = items.update if kind == "item" else officers.update
    update(fresh(row), **({"fee": "每件1元"} if kind == "item" else {"post": "主任"}))
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(row, timezone.localdate() + timedelta(days=1))


@each
def test_rows_of_an_agency_not_yet_announced_wait_with_it(cast: Cast, kind: str) -> None:
    pending = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    row = made(cast, kind, pending)
    sql(row, ON)
    assert fresh(row).published_on == ON


def test_who_is_out_of_post_is_on_no_list(cast: Cast) -> None:
    row = made(cast, "officer")
    officers.set_status(row, "suspended", on=ON)
    sql(row, ON)
    assert not Officer.objects.public(ON).filter(pk=row.pk).exists()
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(row, ON + timedelta(1), status="active")


def test_what_has_ended_is_on_no_list(cast: Cast) -> None:
    ended = item(cast, published_on=None, effective_to=day(2, 1))
    sql(ended, ON)
    running = item(cast, published_on=None, effective_to=date(2999, 1, 1))
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(running, ON)


# ------------------------------------------------------------------------------ the services
@each
def test_the_services_refuse_it_in_words(cast: Cast, kind: str) -> None:
    row = made(cast, kind)
    update: Any = items.update if kind == "item" else officers.update
    for by in (None, cast.listadmin):
        with pytest.raises(RuleError, match="经批准公布.*负责人批准"):
            update(row, by=by, published_on=ON)
    assert fresh(row).published_on is None


@each
def test_an_officer_and_an_item_taken_off_come_back_by_approval(cast: Cast, kind: str) -> None:
    row = made(cast, kind)
    published(cast, row, ON, published_on=ON)
    update: Any = items.update if kind == "item" else officers.update
    update(fresh(row), published_on=None)
    with pytest.raises(RuleError, match="经批准公布"):
        update(fresh(row), published_on=LATER)
    published(cast, fresh(row), LATER, published_on=LATER)
    assert fresh(row).published_on == LATER


def test_stock_is_public_when_it_is_written(cast: Cast) -> None:
    row = officers.create(agency=cast.bureau, name="孙八", post="科员", published_on=ON)
    assert fresh(row).published_on == ON
    assert officers.create(agency=cast.bureau, name="李九", post="科员").published_on is not None
