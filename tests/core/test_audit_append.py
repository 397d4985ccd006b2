"""Writing audit entries: what they carry, how they chain, and that nobody may touch them."""

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from core import audit
from core.actor import Actor, acting
from core.audit.entries import CONTENT, chained_hash, content_digest
from core.days import moment
from core.models import AuditEntry, NumberSeries
from enforcement.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> NumberSeries:
    return NumberSeries.objects.create(agency_id=7, kind="case", year=2026)


def stored(entry: AuditEntry) -> AuditEntry:
    return AuditEntry.objects.get(pk=entry.pk)


def test_an_entry_names_the_object_its_agency_and_the_acting_account(series: NumberSeries) -> None:
    user = User.objects.create_user("wang", name="王小明")
    with acting(Actor(user, "10.1.2.3", "r1")):
        entry = stored(audit.append("series.open", obj=series, data={"to": "open"}))
    assert (entry.object_type, entry.object_id) == ("core.numberseries", str(series.pk))
    assert (entry.agency_id, entry.actor_id, entry.actor) == (7, user.pk, "王小明")
    assert (entry.ip, entry.action) == ("10.1.2.3", "series.open")
    assert json.loads(entry.data) == {"to": "open"}


def test_a_given_actor_beats_the_one_of_the_request(series: NumberSeries) -> None:
    asking, acting_for = User.objects.create_user("a"), User.objects.create_user("b")
    with acting(Actor(asking, "10.1.2.3")):
        assert audit.append("x", obj=series, actor=acting_for).actor_id == acting_for.pk


def test_a_task_and_an_anonymous_visitor_have_no_account(series: NumberSeries) -> None:
    with acting(Actor(AnonymousUser(), "10.1.2.3")):
        visitor = audit.append("x", obj=series)
    task = audit.append("x", obj=series)
    assert (visitor.actor_id, visitor.actor, visitor.ip) == (None, "", "10.1.2.3")
    assert (task.actor_id, task.actor, task.ip) == (None, "", "")


def test_the_data_is_canonical_json(series: NumberSeries) -> None:
    data = {"b": Decimal("1.50"), "a": date(2026, 1, 2), "文号": "示〔2026〕1号"}
    entry = stored(audit.append("x", obj=series, data=data))
    assert entry.data == '{"a":"2026-01-02","b":"1.50","文号":"示〔2026〕1号"}'


def test_text_that_no_database_takes_is_escaped(series: NumberSeries) -> None:
    entry = stored(audit.append("x", obj=series, data={"name": "a\x00b\ud800"}))
    assert json.loads(entry.data) == {"name": "a\x00b\ud800"}


def test_the_hash_covers_every_column_and_the_previous_entry(series: NumberSeries) -> None:
    first = stored(audit.append("one", obj=series))
    second = stored(audit.append("two", obj=series))
    other = stored(audit.append("x", object_type="desk", object_id="1"))
    assert (first.prev, second.prev, other.prev) == ("", first.hash, "")
    covered = tuple(getattr(second, name) for name in CONTENT)
    assert second.hash == chained_hash(first.hash, content_digest(covered))
    assert {field.attname for field in AuditEntry._meta.concrete_fields} == {
        *CONTENT,
        *("id", "prev", "hash"),
    }
    for place in range(len(CONTENT)):
        other_row = (*covered[:place], first.at if place == 0 else "?", *covered[place + 1 :])
        assert content_digest(other_row) != content_digest(covered), CONTENT[place]


def test_the_digest_is_that_of_a_compact_json_array() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5)
    row = (at, None, '王"小明\\', "x", "t", "1", 7, '{"a":"\\u0000\\n"}', "", "\x1f\u2028\ud800")
    text = json.dumps([moment(at), *row[1:]], ensure_ascii=False, separators=(",", ":"))
    assert content_digest(row) == sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def test_equal_entries_are_salted_apart(series: NumberSeries) -> None:
    entries = [audit.append("x", object_type="t", object_id=str(n)) for n in range(2)]
    assert entries[0].salt != entries[1].salt


def test_an_instant_reads_the_same_in_every_zone() -> None:
    shanghai = datetime(2026, 1, 2, 11, 4, 5, 600, tzinfo=timezone(timedelta(hours=8)))
    assert moment(shanghai) == "2026-01-02T03:04:05.000600+00:00"
    assert moment(datetime(2026, 1, 2, 3, 4, 5)) == "2026-01-02T03:04:05.000000+00:00"


def test_an_append_is_one_statement(
    series: NumberSeries, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        audit.append("x", obj=series, data={"to": "open"})


def test_a_sensitive_read_is_an_entry_of_its_own(series: NumberSeries) -> None:
    entry = stored(audit.read(series, what="original", data={"range": [0, 10]}))
    assert entry.action == "numberseries.read"
    assert json.loads(entry.data) == {"what": "original", "range": [0, 10]}


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        audit.append("x", object_type="t", object_id="1")
    assert audit.read(NumberSeries.objects.create(agency_id=1, kind="c", year=2026)).pk


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_rolled_back_with_its_change() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        NumberSeries.objects.create(agency_id=1, kind="case", year=2026)
        audit.append("x", object_type="t", object_id="1")
        raise ZeroDivisionError
    assert not NumberSeries.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditentry SET action = 'y'",
        "UPDATE core_auditentry SET hash = hash",
        "DELETE FROM core_auditentry",
    ],
)
def test_raw_sql_cannot_change_or_delete_an_entry(series: NumberSeries, sql: str) -> None:
    entry = audit.append("x", obj=series)
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        connection.cursor().execute(sql)
    assert stored(entry).hash == entry.hash


def test_the_orm_cannot_change_or_delete_an_entry(series: NumberSeries) -> None:
    entry = audit.append("x", obj=series)
    entry.action = "y"
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
            attempt()
    assert stored(entry).action == "x"
