"""The registers against raw SQL: no way round what was handed in, published, given up or withdrawn."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from enforcement.models import EntryVersion, RegisterEntry
from enforcement.services import registers
from tests import factories
from tests.base import Cast, day
from tests.registers import CHANNEL, FROM, ON, opened, published

pytestmark = pytest.mark.django_db
VERSION, ENTRY = "enforcement_entryversion", "enforcement_registerentry"

# A gate, a move the flow does not know, or a constraint; SQLite names a unique index by its column.
WHY = r"REGISTER|MOVE|entry_version|register_entry|UNIQUE constraint failed: \w+\.entry_id"


def run(statement: str, *values: Any) -> None:
    """One statement past every service and model."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def held() -> list[Any]:
    """All that the registers say."""
    rows = [EntryVersion.objects.order_by("pk"), RegisterEntry.objects.order_by("pk")]
    return [list(each.values()) for each in rows]


def in_state(cast: Cast, state: str) -> EntryVersion:
    """A version of a channel in one of its states."""
    version = opened(cast.bureau, cast.listadmin, "channel")
    if state == "discarded":
        registers.discard(version, by=cast.listadmin, reason="弃。")
    elif state == "published":
        published(version, cast.listadmin, cast.head)
    elif state == "submitted":
        registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)
    version.refresh_from_db()
    return version


def refused(statement: str, *values: Any) -> None:
    """The statement changes nothing and the database says why."""
    before = held()
    with pytest.raises(DatabaseError, match=WHY):
        run(statement, *values)
    assert held() == before


# Of each column another value than the version has.
CHANGES = {
    "title": "title = title || '改'",
    "content": """content = '{"way": "report"}'""",
    "change_note": "change_note = '改'",
    "number": "number = number + 7",
    "created_at": "created_at = '2020-01-01 00:00:00+00:00'",
}
OVER = {
    "valid_from": "valid_from = '2026-12-01'",
    "published_on": "published_on = '2026-01-01'",
    "opinion": "opinion = '另有意见'",
    "approved_by": "approved_by_id = NULL",
    "submitted_by": "submitted_by_id = NULL",
}


@pytest.mark.parametrize("column", [*CHANGES, *OVER])
@pytest.mark.parametrize("state", ["published", "discarded"])
def test_no_column_of_a_version_that_is_over_changes(cast: Cast, state: str, column: str) -> None:
    version = in_state(cast, state)
    refused(f"UPDATE {VERSION} SET {(CHANGES | OVER)[column]} WHERE id = %s", version.pk)  # noqa: S608  # our own text


@pytest.mark.parametrize("column", CHANGES)
def test_the_text_the_head_reads_is_the_text_that_was_handed_in(cast: Cast, column: str) -> None:
    version = in_state(cast, "submitted")
    refused(f"UPDATE {VERSION} SET {CHANGES[column]} WHERE id = %s", version.pk)  # noqa: S608  # our own text


def test_text_and_state_are_not_changed_in_one_breath(cast: Cast) -> None:
    version = in_state(cast, "submitted")
    refused(
        f"UPDATE {VERSION} SET title = '偷换', status = 'published', published_on = '2026-03-02', "  # noqa: S608  # our own text
        "approved_by_id = %s WHERE id = %s",
        cast.head.pk,
        version.pk,
    )
    refused(f"UPDATE {VERSION} SET title = '偷换', status = 'draft' WHERE id = %s", version.pk)  # noqa: S608  # our own text


WAYS = {
    "draft": {"submitted", "discarded"},
    "submitted": {"draft"},  # and published, with its approval
    "published": set(),
    "discarded": set(),
}


@pytest.mark.parametrize("target", [*WAYS, "withdrawn", "", "PUBLISHED"])
@pytest.mark.parametrize("state", WAYS)
def test_a_bare_change_of_state_goes_only_where_the_flow_goes(
    cast: Cast, state: str, target: str
) -> None:
    version = in_state(cast, state)
    statement = f"UPDATE {VERSION} SET status = %s WHERE id = %s"  # noqa: S608  # our own text
    if target in WAYS[state] or (target == state and state in ("draft", "submitted")):
        run(statement, target, version.pk)
        version.refresh_from_db()
        assert version.status == target
    else:
        refused(statement, target, version.pk)


@pytest.mark.parametrize(
    ("begins", "public", "approver"),
    [
        ("2026-04-01", None, "head"),
        ("2026-04-01", "2026-04-02", "head"),  # in force a day before it was published
        ("2026-04-01", "2026-03-02", "listadmin"),  # who handed it in
        ("2026-04-01", "2026-03-02", None),
    ],
)
def test_nothing_is_published_without_its_day_and_another_persons_approval(
    cast: Cast, begins: str, public: str | None, approver: str | None
) -> None:
    version = in_state(cast, "submitted")
    refused(
        f"UPDATE {VERSION} SET status = 'published', valid_from = %s, published_on = %s, "  # noqa: S608  # our own text
        "approved_by_id = %s WHERE id = %s",
        begins,
        public,
        cast.people[approver].pk if approver else None,
        version.pk,
    )


@pytest.mark.parametrize("begins", ["2026-03-02", "2026-03-31", "2026-04-01"])
def test_a_second_version_is_not_slipped_in_under_the_first(cast: Cast, begins: str) -> None:
    first = in_state(cast, "published")
    later = registers.revise(first.entry, by=cast.listadmin)
    registers.submit(later, by=cast.listadmin, on=ON, valid_from=day(5, 1))
    refused(
        f"UPDATE {VERSION} SET status = 'published', valid_from = %s, published_on = '2026-03-02', "  # noqa: S608  # our own text
        "approved_by_id = %s WHERE id = %s",
        begins,
        cast.head.pk,
        later.pk,
    )
    assert first.entry.version_on(FROM) == first


def test_a_version_belongs_to_its_entry_for_good(cast: Cast) -> None:
    other = in_state(cast, "published").entry
    for state in ("draft", "submitted", "published", "discarded"):
        version = in_state(cast, state)
        refused(
            f"UPDATE {VERSION} SET entry_id = %s, number = 9 WHERE id = %s",  # noqa: S608  # our own text
            other.pk,
            version.pk,
        )


def copied(version: EntryVersion, **changes: Any) -> tuple[str, list[Any]]:
    """An INSERT of a row like the version's."""
    values = {
        "id": version.pk,
        "entry_id": version.entry_id,
        "number": version.number,
        "title": "替换",
        "content": "{}",
        "change_note": "",
        "status": "draft",
        "opinion": "",
        "created_at": "2026-03-02 00:00:00+00:00",
        "created_by_id": version.created_by_id,
        **changes,
    }
    marks = ", ".join(["%s"] * len(values))
    return f"INTO {VERSION} ({', '.join(values)}) VALUES ({marks})", list(values.values())


@pytest.mark.sqlite
@pytest.mark.parametrize("state", ["draft", "submitted", "published", "discarded"])
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_a_version_is_not_written_over_by_a_new_row(cast: Cast, state: str, verb: str) -> None:
    version = in_state(cast, state)
    free = version.pk + 1000
    for changes in ({}, {"id": free}, {"number": 2, "status": "published"}):
        text, values = copied(version, **changes)
        refused(f"{verb} {text}", *values)


def test_no_second_draft_and_no_second_number(cast: Cast) -> None:
    version = in_state(cast, "draft")
    for changes in ({"number": 2}, {"number": 1}):
        text, values = copied(version, id=version.pk + 1000, **changes)
        refused(f"INSERT {text}", *values)


@pytest.mark.parametrize("status", ["submitted", "published", "discarded"])
def test_every_version_is_born_a_draft(cast: Cast, status: str) -> None:
    version = in_state(cast, "published")
    text, values = copied(version, id=version.pk + 1000, number=2, status=status)
    refused(f"INSERT {text}", *values)


@pytest.mark.parametrize("ground", ["withdraw", "end"])
def test_a_withdrawn_entry_takes_no_version_by_any_way(cast: Cast, ground: str) -> None:
    first = in_state(cast, "published")
    waiting = registers.revise(first.entry, by=cast.listadmin)
    registers.submit(waiting, by=cast.listadmin, on=ON, valid_from=day(5, 1))
    registers.withdraw(first.entry, by=cast.listadmin, on=ON, reason="撤下。", ground=ground)
    text, values = copied(first, id=first.pk + 1000, number=3)
    refused(f"INSERT {text}", *values)
    refused(
        f"UPDATE {VERSION} SET status = 'published', published_on = '2026-03-02', "  # noqa: S608  # our own text
        "approved_by_id = %s WHERE id = %s",
        cast.head.pk,
        waiting.pk,
    )


@pytest.mark.parametrize(
    "change",
    [
        "register = 'device'",
        "agency_id = %s",
        "created_at = '2020-01-01 00:00:00+00:00'",
        "status = 'withdrawn'",
        "status = 'withdrawn', withdrawn_on = '2026-03-02'",
        "status = 'withdrawn', withdrawn_reason = '撤下'",
        "status = 'erased'",
    ],
)
def test_an_entry_keeps_its_register_and_its_agency(cast: Cast, change: str) -> None:
    entry = in_state(cast, "published").entry
    more = [cast.other_bureau.pk] if "%s" in change else []
    refused(f"UPDATE {ENTRY} SET {change} WHERE id = %s", *more, entry.pk)  # noqa: S608  # our own text


@pytest.mark.parametrize(
    "change",
    [
        "status = 'kept', withdrawn_on = NULL, withdrawn_reason = ''",
        "withdrawn_on = '2020-01-01'",
        "withdrawn_reason = '另一个理由'",
    ],
)
@pytest.mark.parametrize("ground", ["withdraw", "end"])
def test_the_reason_of_a_withdrawal_stands(cast: Cast, change: str, ground: str) -> None:
    entry = in_state(cast, "published").entry
    registers.withdraw(entry, by=cast.listadmin, on=ON, reason="撤下。", ground=ground)
    refused(f"UPDATE {ENTRY} SET {change} WHERE id = %s", entry.pk)  # noqa: S608  # our own text
    refused(f"DELETE FROM {ENTRY} WHERE id = %s", entry.pk)  # noqa: S608  # our own text


def test_a_whole_table_is_emptied_by_nobody(cast: Cast) -> None:
    for state in ("draft", "published"):
        in_state(cast, state)
    for table in (VERSION, ENTRY):
        refused(f"DELETE FROM {table}")  # noqa: S608  # our own text


def test_in_bulk_the_rules_are_the_same(cast: Cast) -> None:
    version, draft = in_state(cast, "published"), in_state(cast, "draft")
    refused(f"UPDATE {VERSION} SET content = '{{}}'")  # noqa: S608  # our own text
    before = held()
    with pytest.raises(DatabaseError), transaction.atomic():
        EntryVersion.objects.bulk_update(
            [EntryVersion(pk=row.pk, title="改") for row in (version, draft)], ["title"]
        )
    assert held() == before


def test_what_may_change_still_does(cast: Cast) -> None:
    draft = in_state(cast, "draft")
    run(f"UPDATE {VERSION} SET title = '新名称', content = '{{}}' WHERE id = %s", draft.pk)  # noqa: S608  # our own text
    draft.refresh_from_db()
    assert (draft.title, draft.content) == ("新名称", {})
    registers.rewrite(draft, by=cast.listadmin, title="渠道", content=CHANNEL)
    other = factories.user("head", cast.bureau, username="head2", name="副负责")
    assert published(draft, cast.listadmin, other).approved_by == other


@pytest.mark.parametrize(
    "column", ["valid_from", "published_on", "submitted_by_id", "approved_by_id"]
)
def test_nothing_is_published_with_a_day_or_a_person_missing(cast: Cast, column: str) -> None:
    """A CHECK lets NULL pass; the trigger does not."""
    version = in_state(cast, "submitted")
    whole = {
        "valid_from": str(FROM),
        "published_on": str(ON),
        "submitted_by_id": cast.listadmin.pk,
        "approved_by_id": cast.head.pk,
    }
    values = {**whole, column: None}
    names = ", ".join(f"{name} = %s" for name in values)
    before = held()
    with pytest.raises(DatabaseError):
        run(
            f"UPDATE {VERSION} SET status = 'published', {names} WHERE id = %s",  # noqa: S608  # our own names
            *values.values(),
            version.pk,
        )
    assert held() == before
