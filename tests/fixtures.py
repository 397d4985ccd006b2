"""Fixtures of the stories; tests/conftest.py takes them in for the whole suite."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from core import pdf
from disclosure import sample
from disclosure.views.kept_pages import STORE
from recording.models import Document
from tests.base import Cast
from tests.beginning import beginning
from tests.installation import Installation
from tests.migrated import given
from tests.people import serials
from tests.retold import retelling

# Where scripts/test.sh lets both passes keep the papers they rendered.
PAPERS = "PORTAL_TEST_PAPERS"
COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}


@pytest.fixture
def begun(
    request: pytest.FixtureRequest,
    cast_leaves_at_the_end: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The cast is in the database before the test's own transaction, or it is not there at all."""
    names = set(request.fixturenames)
    mark = request.node.get_closest_marker("django_db")
    alone = bool(names & COMMITTING) or (mark is not None and bool(mark.args or mark.kwargs))
    with django_db_blocker.unblock():
        if "cast_in_place" in names and not alone:
            beginning.open()
        else:
            beginning.close()


@pytest.fixture
def _django_db_helper(begun: None, _django_db_helper: None) -> None:
    """pytest-django's own, through which every test gets its transaction; ours comes before.

    Nothing but the cast is in the database now, if it is there: on that ground stories begin.
    """
    retelling.stand_on(beginning.ground if beginning.cast else "")


@pytest.fixture
def cast_in_place(db: None) -> Cast:
    """A copy of the cast that stays in the database, or a cast of one's own for who commits."""
    return beginning.copy() if beginning.cast else Cast.assemble()


@pytest.fixture
def cast(cast_in_place: Cast) -> Cast:
    """The fixed cast in a fresh database."""
    return cast_in_place


@pytest.fixture(scope="session")
def cast_leaves_at_the_end(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Nothing of the cast is left when the database goes."""
    yield
    with django_db_blocker.unblock():
        beginning.close()


@pytest.fixture(scope="session")
def migrated() -> Callable[[Installation], None]:
    """Gives an installation its SQLite database, a kept one; migrating takes a minute."""
    return given


@pytest.fixture(autouse=True)
def same_names_every_time() -> None:
    """Made-up names start from one in every test, so that the same story has the same papers."""
    serials.restart()


@pytest.fixture(autouse=True)
def no_page_is_kept() -> None:
    """Public pages of an earlier test; its settings may have been others."""
    caches[STORE].clear()


@pytest.fixture(autouse=True)
def no_sample_falls_due() -> None:
    """The process draws one a minute: the test that ran then counted a query of somebody else.

    Without monkeypatch: a test that patches hears no story retold (tests/retold.py).
    """
    sample.Kept.sample, sample.Kept.drawn_at = None, time.monotonic()


@pytest.fixture(autouse=True, scope="session")
def nothing_waits_for_the_disk() -> Iterator[None]:
    """As with the servers of the tests: what a power cut would take is no loss here."""
    with patch.object(os, "fsync", lambda _descriptor: None):
        yield


@pytest.fixture(autouse=True, scope="session")
def static_files_listed_once() -> Iterator[None]:
    """Each test client loads the middleware, and WhiteNoise would look at every file again: 18 ms."""
    listed: dict[tuple[Any, ...], dict[str, Any]] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def once(middleware: WhiteNoiseMiddleware) -> None:
        key = (middleware.static_prefix, middleware.max_age, middleware.allow_all_origins)
        if key not in listed:
            look(middleware)
            listed[key] = dict(middleware.files)
        middleware.files.update(listed[key])

    with patch.object(WhiteNoiseMiddleware, "add_files_from_finders", once):
        yield


class RememberedPages:
    """The real engine for the papers of a case, which renders each distinct paper once per run.

    Rendering is a pure function of template and context (tests/core/test_pdf.py), and most stories
    begin alike; without this two thirds of the suite's time is the same pages again. The papers lie
    in `place`, which the workers of a run share, and both passes of scripts/test.sh.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir(parents=True, exist_ok=True)

    def render(self, template: str, context: dict[str, Any]) -> bytes:
        words = json.dumps([template, context], sort_keys=True)
        kept = self.place / hashlib.sha256(words.encode()).hexdigest()
        if not kept.exists():
            # Another worker may be rendering the same paper: each puts a whole file in its place.
            mine = kept.with_name(f"{kept.name}.{os.getpid()}")
            mine.write_bytes(pdf.render(template, context))
            mine.replace(kept)
        return kept.read_bytes()

    def page_count(self, data: bytes) -> int:
        return pdf.page_count(data)


@pytest.fixture(autouse=True, scope="session")
def papers_rendered_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remember the papers of the made-up cases for the length of the run."""
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    papers = RememberedPages(Path(os.environ.get(PAPERS) or run / "papers"))
    with (
        patch("recording.services.documents.pdf", papers),
        patch("recording.services.documents.new_code", same_code_every_time),
    ):
        yield


def same_code_every_time() -> str:
    """The next code that no paper in the database has: a code by lot makes every paper a new one."""
    code = serials.code()
    while Document.objects.filter(code=code).exists():
        code = serials.code()
    return code
