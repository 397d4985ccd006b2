"""What a register said on a day stays known, also against raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from enforcement.models import EntryVersion
from enforcement.services import registers
from tests.base import Cast, day
from tests.registers import FROM, ON, opened, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> EntryVersion:
    return opened(cast.bureau, cast.listadmin)


def sql(statement: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


VERSION, ENTRY = "enforcement_entryversion", "enforcement_registerentry"


@pytest.mark.parametrize(
    "change",
    [
        "title = '改'",
        "content = '{}'",
        "change_note = '改'",
        "valid_from = '2020-01-01'",
        "status = 'draft'",
        "number = 9",
    ],
)
def test_the_database_keeps_a_published_version(
    cast: Cast, draft: EntryVersion, change: str
) -> None:
    published(draft, cast.listadmin, cast.head)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(f"UPDATE {VERSION} SET {change} WHERE id = %s", draft.pk)  # noqa: S608  # our own text


def test_the_database_keeps_what_was_handed_in(cast: Cast, draft: EntryVersion) -> None:
    registers.submit(draft, by=cast.listadmin, on=ON, valid_from=FROM)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(f"UPDATE {VERSION} SET content = '{{}}' WHERE id = %s", draft.pk)  # noqa: S608  # our own text


@pytest.mark.parametrize("table", [VERSION, ENTRY])
def test_the_database_deletes_nothing(cast: Cast, draft: EntryVersion, table: str) -> None:
    key = draft.pk if table == VERSION else draft.entry_id
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(f"DELETE FROM {table} WHERE id = %s", key)  # noqa: S608  # our own text


def test_the_database_refuses_a_second_version_of_an_earlier_day(
    cast: Cast, draft: EntryVersion
) -> None:
    first = published(draft, cast.listadmin, cast.head)
    later = registers.revise(first.entry, by=cast.listadmin)
    registers.submit(later, by=cast.listadmin, on=FROM, valid_from=day(5, 1))
    with pytest.raises(IntegrityError, match="REGISTER|entry_version"):
        sql(
            f"UPDATE {VERSION} SET status = 'published', valid_from = '2026-03-20', "  # noqa: S608  # our own text
            "published_on = '2026-03-20', approved_by_id = %s WHERE id = %s",
            cast.head.pk,
            later.pk,
        )


def test_the_database_puts_no_withdrawn_entry_back(cast: Cast, draft: EntryVersion) -> None:
    registers.withdraw(draft.entry, by=cast.listadmin, on=ON, reason="取消。")
    for change in ("status = 'kept'", "withdrawn_reason = '别的'"):
        with pytest.raises(IntegrityError, match="REGISTER"):
            sql(f"UPDATE {ENTRY} SET {change} WHERE id = %s", draft.entry_id)  # noqa: S608  # our own text


def test_what_ended_may_still_be_withdrawn_and_nothing_else(
    cast: Cast, draft: EntryVersion
) -> None:
    registers.withdraw(draft.entry, by=cast.listadmin, on=ON, reason="拆除。", ground="end")
    for change in ("status = 'kept'", "withdrawn_on = '2020-01-01'"):
        with pytest.raises(IntegrityError, match="REGISTER"):
            sql(f"UPDATE {ENTRY} SET {change} WHERE id = %s", draft.entry_id)  # noqa: S608  # our own text
    registers.withdraw(draft.entry, by=cast.listadmin, on=ON, reason="含个人信息。")
    draft.entry.refresh_from_db()
    assert (draft.entry.status, draft.entry.withdrawn_reason) == ("withdrawn", "含个人信息。")


def test_the_database_wants_a_reason_for_a_withdrawal(cast: Cast, draft: EntryVersion) -> None:
    with pytest.raises(IntegrityError, match="register_entry_withdrawn_why"):
        sql(f"UPDATE {ENTRY} SET status = 'withdrawn' WHERE id = %s", draft.entry_id)  # noqa: S608  # our own text


def test_the_database_lets_no_version_be_born_published(cast: Cast, draft: EntryVersion) -> None:
    with pytest.raises(IntegrityError, match="MOVE|entry_version"):
        EntryVersion.objects.create(
            entry=draft.entry,
            number=2,
            title="x",
            status="published",
            created_by=cast.listadmin,
            submitted_by=cast.listadmin,
            approved_by=cast.head,
            valid_from=FROM,
            published_on=ON,
        )
