"""A database without room: the upload says so in words, and what came is neither lost nor doubled."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from core import audit, files
from core.http import full, rule_of, status_of
from enforcement.models import Case
from recording.models import Evidence, Upload
from recording.services import sealing, uploads
from tests import factories
from tests.base import Cast
from tests.lately import lately
from tests.recording.uploading import PHOTO, begun, complete, head, sealed, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
KIND = "recording.upload"  # each of its steps writes an entry of this kind
WORDS = "服务器数据库没有空间"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    for path in uploads.place().glob("*"):
        path.unlink()


def pragma(text: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")
        return int(cursor.fetchone()[0])


def one_more(key: str, agency: int | None, size: int, kind: str = KIND) -> bool:
    """Whether another entry of the log found room."""
    data = {"x": "x" * size}
    try:
        with transaction.atomic():
            audit.append("fill", object_type=kind, object_id=key, agency_id=agency, data=data)
    except OperationalError as error:
        assert "full" in str(error)
        return False
    return True


def fill_up() -> None:
    """Entries like those of the upload, of ever smaller size, until none fits anywhere.

    A refusal may come from one page of an index while another entry still finds room in the next:
    so a round goes over the uploads there are and over keys in every page a new one could fall in.
    The last rounds are of kinds and agencies that lie anywhere in the indexes: when none of them fits
    either, the page of the entries themselves is full and no other is free.
    """
    agencies = [None, *Case.objects.values_list("agency_id", flat=True)]
    spread = [f"{first:02x}{uuid.uuid4()}"[:36] for first in range(256)]
    keys = [*map(str, Upload.objects.values_list("pk", flat=True)), *spread]
    for size in (3000, 300, 0):
        while any(one_more(key, agency, size) for key in keys for agency in agencies):
            pass
    while sum(one_more(key, int(key[:6], 16), 0, key[:8]) for key in spread):
        spread = [str(uuid.uuid4()) for _key in spread]
    assert pragma("freelist_count") == 0


@contextmanager
def no_room() -> Iterator[None]:
    """The database may not grow by a page, and its log has no room left in those it has."""
    before = pragma("max_page_count")
    pragma(f"max_page_count = {pragma('page_count')}")
    try:
        fill_up()
        yield
    finally:
        pragma(f"max_page_count = {before}")


def test_the_last_piece_is_answered_in_words_and_the_upload_goes_on_later(
    cast: Cast, case: Case
) -> None:
    officer = cast.client("officer1")
    row = begun(cast, case)
    with no_room():
        answer = send(officer, row, PHOTO)
        assert (answer.status_code, head(officer, row).status_code) == (507, 507)
        assert WORDS in answer.json()["error"]
        assert "不会丢失" in answer.json()["remedy"]
        assert Upload.objects.get(pk=row.pk).status == "receiving"
    again = head(officer, row)
    assert (again.status_code, again["Upload-Offset"]) == (200, str(len(PHOTO)))
    done = sealed(Upload.objects.get(pk=row.pk))
    assert done.status == "sealed"
    item = Evidence.objects.get(case=case)
    assert files.read_bytes(item.blob) == PHOTO


def test_a_file_is_not_announced_and_nothing_is_left_of_it(cast: Cast, case: Case) -> None:
    officer: Client = cast.client("officer1")
    form = {
        "medium": "photo",
        "kind": "audiovisual",
        "stage": "investigation",
        "file_name": "现场.jpg",
        "size": 5,
        "started_at": lately(5).strftime("%Y-%m-%dT%H:%M"),
    }
    with no_room():
        answer = officer.post(reverse("upload-begin", args=[case.pk]), form)
    assert (answer.status_code, WORDS in answer.json()["error"]) == (507, True)
    assert not Upload.objects.exists()
    assert list(uploads.place().glob("*")) == []


def refuse(
    execute: Callable[..., object], sql: str, given: object, many: bool, context: dict[str, Any]
) -> object:
    """What SQLite says when an entry of the log finds no page."""
    if "INSERT INTO core_auditentry" in sql:
        raise OperationalError("database or disk is full")
    return execute(sql, given, many, context)


def test_the_sealing_waits_for_room_and_ends_with_one_original(cast: Cast, case: Case) -> None:
    """Late in a run of the suite a database without a free page still took it: here it is refused."""
    row = complete(cast, case)
    with connection.execute_wrapper(refuse):
        assert not sealing.settle(row)
    assert Upload.objects.get(pk=row.pk).status == "verifying"
    assert not Evidence.objects.exists()
    assert sealed(Upload.objects.get(pk=row.pk)).status == "sealed"
    assert Evidence.objects.filter(case=case).count() == 1


def test_every_database_says_that_its_disk_is_full() -> None:
    told = OperationalError("could not extend file")
    told.__cause__ = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
    for error in (told, OperationalError("database or disk is full")):
        assert full(error)
        rule = rule_of(error)
        assert rule is not None and WORDS in rule.message
        assert status_of(rule) == 507
    assert not full(DatabaseError("something else"))
    assert rule_of(DatabaseError("something else")) is None
