"""A story made again leaves what telling it leaves; whoever changes the world gets it told."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from core import audit, files
from core.audit import verification
from core.models import AuditEntry
from enforcement.models import Agency, Case, Decision
from recording.models import Document
from tests import factories
from tests.base import Cast
from tests.beginning import Beginning
from tests.people import serials
from tests.retold import plain, retelling, told_once

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table'"
    " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'"
)
ON, LATER = date(2026, 5, 1), date(2026, 6, 1)
told: list[str] = []


@told_once
def walked(agency: Agency, *, title: str = "一案") -> Case:
    """A case that is filed; says each time that it was really told."""
    told.append(title)
    transaction.on_commit(lambda: told.append("committed"))
    return factories.case(agency, title=title, filed=True)


@pytest.fixture(scope="session")
def patched_for_all() -> Iterator[None]:
    with patch("tests.test_retold.TABLES", TABLES):
        yield


@pytest.fixture(autouse=True)
def nothing_told() -> None:
    told.clear()
    retelling.known.clear()


def rows() -> dict[str, list[Any]]:
    """Every row of every table; marks of change are another each time, as they must."""
    with connection.cursor() as cursor:
        names = [name for (name,) in cursor.execute(TABLES).fetchall()]
        return {
            name: sorted(cursor.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608  # our tables
            for name in names
            if name != "core_changemark"
        }


def taken_back(story: Callable[[], Any]) -> tuple[Any, dict[str, list[Any]]]:
    """What the story gives and leaves; then the database and the numbers are as before."""
    ground, numbers = retelling.ground, (serials.last, serials.coded)
    with transaction.atomic():
        given, left = story(), rows()
        transaction.set_rollback(True)
    retelling.stand_on(ground)
    serials.last, serials.coded = numbers
    return given, left


def test_every_row_is_the_same_as_when_it_was_told(cast: Cast) -> None:
    before = rows()
    first, left = taken_back(lambda: factories.served(cast.bureau))
    assert rows() == before
    again, made = taken_back(lambda: factories.served(cast.bureau))

    assert made == left
    assert made != before
    assert (again.pk, again.status) == (first.pk, Decision.Status.SERVED)
    assert again is not first


def test_it_goes_on_from_there_as_from_the_story_itself(cast: Cast) -> None:
    taken_back(lambda: factories.issued(cast.bureau))
    decision = factories.issued(cast.bureau)
    served = factories.serve(decision, on=factories.DECIDED)

    assert served.status == Decision.Status.SERVED
    # This transaction is nobody's to wait for on SQLite: all entries are sealed.
    assert audit.seal(timezone.now()) == AuditEntry.objects.count()
    assert verification.verify() is None
    for row in Document.objects.filter(case=decision.case):
        assert files.verify(row.blob) == "ok"


def test_a_story_is_told_once_and_its_result_is_about_the_agency_given(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    taken_back(lambda: walked(cast.bureau))
    with django_capture_on_commit_callbacks(execute=True):
        case = walked(cast.bureau)

    assert told == ["一案", "committed"]
    assert case.agency is cast.bureau
    assert Case.objects.get() == case


def test_other_words_are_another_story(cast: Cast) -> None:
    taken_back(lambda: walked(cast.bureau))
    walked(cast.bureau, title="另一案")

    assert told == ["一案", "另一案"]


def test_a_second_story_begins_where_the_first_ended(cast: Cast) -> None:
    def both() -> list[str]:
        return [walked(cast.bureau).number, walked(cast.bureau).number]

    numbers, left = taken_back(both)
    again, made = taken_back(both)

    assert told == ["一案", "一案"]
    assert (again, made) == (numbers, left)
    assert len(set(numbers)) == 2


def test_what_was_written_before_it_makes_it_another_story(cast: Cast) -> None:
    taken_back(lambda: walked(cast.bureau))
    cast.head.name = "江改名"
    cast.head.save(update_fields=["name"])
    walked(cast.bureau)

    assert told == ["一案", "一案"]


def test_what_was_taken_back_before_it_makes_it_another_story(cast: Cast) -> None:
    walked(cast.bureau)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        walked(cast.bureau, title="另一案")
        raise ZeroDivisionError
    assert retelling.ground == ""
    walked(cast.bureau, title="另一案")

    assert told == ["一案", "另一案", "另一案"]


def test_a_test_that_patches_gets_the_whole_story(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back(lambda: walked(cast.bureau))
    ground = retelling.ground
    with patch("tests.test_retold.TABLES", ""):
        taken_back(lambda: walked(cast.bureau))
    retelling.stand_on(ground)
    monkeypatch.setattr("tests.test_retold.TABLES", TABLES)
    walked(cast.bureau)

    assert told == ["一案", "一案", "一案"]


@pytest.mark.usefixtures("patched_for_all")
def test_what_the_session_patches_is_so_for_every_story(cast: Cast) -> None:
    taken_back(lambda: walked(cast.bureau))
    walked(cast.bureau)

    assert told == ["一案"]


def test_another_day_makes_another_story_that_is_kept_as_well(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back(lambda: walked(cast.bureau))
    monkeypatch.setattr(timezone, "localdate", lambda *_given: LATER)
    taken_back(lambda: walked(cast.bureau))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_given: LATER)
    taken_back(lambda: walked(cast.bureau))
    with patch.object(timezone, "localdate", lambda *_given: LATER):
        taken_back(lambda: walked(cast.bureau))
    with patch("django.utils.timezone.localdate", lambda *_given: LATER):
        walked(cast.bureau)

    assert told == ["一案", "一案"]


@pytest.mark.parametrize(
    ("ground", "patched", "on", "stays"),
    [
        ("a cast", [], ON, True),
        ("a cast", None, ON, True),
        ("a cast", [], LATER, False),
        ("", None, ON, True),
        ("", [], ON, False),
    ],
)
def test_a_cast_of_a_test_that_patches_is_not_the_ground_of_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ground: str, patched: Any, on: date, stays: bool
) -> None:
    begun = Beginning()
    begun.cast, begun.day, begun.ground = cast, ON, ground
    monkeypatch.setattr(retelling, "patched", patched)
    monkeypatch.setattr(timezone, "localdate", lambda *_given: on)

    assert begun.stands() is stays


def test_a_test_with_settings_of_its_own_gets_the_whole_story(
    cast: Cast, settings: Settings
) -> None:
    taken_back(lambda: walked(cast.bureau))
    settings.PUBLIC_BASE_URL = "https://elsewhere.example"
    walked(cast.bureau)

    assert told == ["一案", "一案"]


def test_a_row_that_a_story_may_change_is_no_argument(cast: Cast) -> None:
    assert plain((cast.bureau, [1, "二"], {"a": None}))
    with pytest.raises(TypeError):
        plain(walked(cast.bureau))
    with pytest.raises(TypeError):
        plain(object())
