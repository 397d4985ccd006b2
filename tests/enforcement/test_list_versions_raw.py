"""What a list said on a day stays known, also against raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from enforcement.models import ListVersion
from enforcement.services import items, list_versions
from tests.base import Cast, day
from tests.enforcement.listed import drafted, fresh, item, published, submitted

pytestmark = pytest.mark.django_db
ON, LATER = day(4, 10), day(4, 20)
TABLE = "enforcement_listversion"


def sql(statement: str, row: Model) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {statement} WHERE id = %s", [row.pk])  # noqa: S608  # our own text


@pytest.mark.parametrize(
    "change",
    [
        *("title = '改'", "content = '{}'", "base = '{}'", "change_note = '改'", "batch = 'x'"),
        *("valid_from = '2030-01-01'", "published_on = '2020-01-01'", "opinion = '改'"),
        *("number = 9", "row = 9", "kind = 'officer'", "way = 'recorded'", "applied_on = NULL"),
        *("status = 'draft'", "status = 'discarded'", "approved_by_id = submitted_by_id"),
    ],
)
def test_a_version_that_held_stays(cast: Cast, change: str) -> None:
    made = published(cast, item(cast), ON, fee="每件10元")
    with pytest.raises(IntegrityError):
        sql(change, made)


@pytest.mark.parametrize("change", ["content = '{}'", "base = '{}'", "change_note = '改'"])
def test_what_was_handed_in_is_what_is_approved(cast: Cast, change: str) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(f"{change}, status = 'published'", made)


@pytest.mark.parametrize("change", ['content = \'{"fee": "1"}\'', "title = '改'"])
def test_a_draft_may_be_written(cast: Cast, change: str) -> None:
    sql(change, drafted(item(cast), cast.listadmin, ON, fee="每件10元"))


def test_what_waits_for_its_day_is_applied_once_and_not_before(cast: Cast) -> None:
    made = published(cast, item(cast), ON, valid_from=LATER, fee="每件10元")
    with pytest.raises(IntegrityError):
        sql("applied_on = '2026-04-19'", made)
    sql("applied_on = '2026-04-21'", made)
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql("applied_on = '2026-04-22'", made)


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_what_was_given_up_stays_so(cast: Cast, state: str) -> None:
    made = drafted(item(cast), cast.listadmin, ON, fee="每件10元")
    list_versions.discard(made, by=cast.listadmin, reason="不改了")
    with pytest.raises(IntegrityError, match="REGISTER"):
        sql(f"status = '{state}'", made)


def test_no_step_is_skipped(cast: Cast) -> None:
    made = drafted(item(cast), cast.listadmin, ON, fee="每件10元")
    with pytest.raises(IntegrityError, match="MOVE|approved"):
        sql("status = 'published', valid_from = '2026-04-10', published_on = '2026-04-10'", made)


def test_nothing_is_deleted(cast: Cast) -> None:
    made = drafted(item(cast), cast.listadmin, ON, fee="每件10元")
    with pytest.raises(IntegrityError, match="REGISTER"), transaction.atomic():
        made.delete()


def copied(made: ListVersion, **values: object) -> ListVersion:
    row = fresh(made)
    row.pk = None
    for key, value in values.items():
        setattr(row, key, value)
    return row  # type: ignore[no-any-return]  # any row


def test_nobody_writes_an_approval_that_never_was(cast: Cast) -> None:
    made = published(cast, item(cast), ON, fee="每件10元")
    with pytest.raises(IntegrityError, match="REGISTER"), transaction.atomic():
        copied(made, number=9).save(force_insert=True)


def test_no_number_is_given_twice_and_one_change_waits(cast: Cast) -> None:
    made = drafted(item(cast), cast.listadmin, ON, fee="每件10元")
    for values in (
        {"number": made.number, "status": "published", "way": "recorded"},
        {"number": 9},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            copied(made, valid_from=ON, published_on=ON, **values).save(force_insert=True)


@pytest.mark.parametrize(
    "change", ["approved_by_id = submitted_by_id, status = 'published'", "status = 'published'"]
)
def test_the_database_asks_for_a_second_person(cast: Cast, change: str) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    with pytest.raises(IntegrityError, match="list_version_approved|CHECK|check"):
        sql(f"{change}, published_on = '2026-04-10'", made)


def test_a_record_names_no_approval(cast: Cast) -> None:
    row = item(cast)
    items.update(row, fee="每件10元")
    first = ListVersion.objects.of("item", row.pk)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        copied(first, number=9, approved_by=cast.head).save(force_insert=True)
