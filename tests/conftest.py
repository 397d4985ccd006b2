"""What the whole suite shares: real servers on demand, its own files, and no silent gaps.

The suite runs twice. With SQLite everything runs except what only PostgreSQL can answer (marker
`postgres`). With DATABASE_URL and `--only-database`, only tests that touch the database run again;
browser, Redis and object-store tests would say nothing new there, nor those marked `one_database`.
After a first pass that wrote down its statements, those that make no new one are left out too.
"""

import gc
import os
import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import SimpleTestCase, TransactionTestCase, override_settings
from django.utils import translation
from hypothesis import settings as property_settings
from xdist.remote import Producer

from config.celery import app as celery_app
from core.triggers import suspended
from tests.fixtures import PAPERS
from tests.fixtures import _django_db_helper as _django_db_helper
from tests.fixtures import begun as begun
from tests.fixtures import cast as cast
from tests.fixtures import cast_in_place as cast_in_place
from tests.fixtures import cast_leaves_at_the_end as cast_leaves_at_the_end
from tests.fixtures import migrated as migrated
from tests.fixtures import no_page_is_kept as no_page_is_kept
from tests.fixtures import no_sample_falls_due as no_sample_falls_due
from tests.fixtures import nothing_waits_for_the_disk as nothing_waits_for_the_disk
from tests.fixtures import papers_rendered_once as papers_rendered_once
from tests.fixtures import same_names_every_time as same_names_every_time
from tests.fixtures import static_files_listed_once as static_files_listed_once
from tests.migrated import PLACE, migrated_once
from tests.object_store import ObjectStore, object_store
from tests.one_at_a_time import take_turns
from tests.order import Companions, long_ones_begin
from tests.own_transactions import keep_apart
from tests.retold import ForEveryTest, retelling, world
from tests.servers import OURS, fresh_redis, postgres
from tests.stage import browser as browser
from tests.stage import visit as visit
from tests.statements import cover, recorded, written_down

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
SAME_ON_BOTH = {"browser", "redis", "s3", "one_database"}
SEEDED = ("core_calendarday", "core_calendarnotice")
QUOTED = re.compile(r'"([^"]+)"')
# Where the passes of one run keep what they share (scripts/test.sh).
RUN = Path(os.environ[PAPERS]) if os.environ.get(PAPERS) else None
NO_SKIPS = os.environ.get("CI") == "true"

# A busy machine is no fault of the property: examples are not timed.
property_settings.register_profile("suite", deadline=None)
property_settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only tests that touch the database (the second pass, on PostgreSQL)",
    )


def pytest_configure(config: pytest.Config) -> None:
    # Most of what a test makes is gone before the collector would look for it.
    gc.set_threshold(50_000, 20, 50)
    # The broker is only a doorbell: tests call the tasks themselves, so nothing may ring outside.
    celery_app.conf.update(broker_url="memory://", broker_transport_options={})
    config.pluginmanager.register(ForEveryTest())
    keep_apart()
    take_turns()


def pytest_collection_finish() -> None:
    # What was imported stays: looking through it again and again took an eighth of the run.
    gc.collect()
    gc.freeze()


def touches_database(item: pytest.Item) -> bool:
    """Whether a test reads or writes Django's test database."""
    cls = getattr(item, "cls", None)
    if cls is not None and issubclass(cls, SimpleTestCase):
        return issubclass(cls, TransactionTestCase)
    names: set[str] = set(getattr(item, "fixturenames", ()))
    return bool(names & DATABASE_FIXTURES) or item.get_closest_marker("django_db") is not None


def belongs(item: pytest.Item, *, vendor: str, only_database: bool) -> bool:
    """Whether a test has something to say in this pass."""
    own_server = "postgres_url" in getattr(item, "fixturenames", ())
    if item.get_closest_marker("postgres") and not own_server and vendor != "postgresql":
        return False
    if item.get_closest_marker("sqlite") and vendor != "sqlite":
        return False
    if not only_database:
        return True
    repeats = own_server or any(item.get_closest_marker(name) for name in SAME_ON_BOTH)
    return touches_database(item) and not repeats


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    vendor = connections["default"].vendor
    only_database = bool(config.getoption("--only-database"))
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    first = recorded(RUN) if RUN and only_database else []
    known = {made.test for made in first}
    pool = {item.nodeid for item in items if belongs(item, vendor=vendor, only_database=True)}
    chosen = cover(made for made in first if made.test in pool)
    for item in items:
        wanted = belongs(item, vendor=vendor, only_database=only_database)
        wanted = wanted and (item.nodeid not in known or item.nodeid in chosen)
        (kept if wanted else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept
    if hasattr(config, "workerinput"):
        long_ones_begin(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """In the first of two passes, write down what the test asks the database."""
    if RUN is None or item.config.getoption("--only-database"):
        return (yield)
    with written_down(item.nodeid, RUN):
        return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Companions | None:
    if config.getoption("dist") != "loadscope":
        return None
    # Our order, not the number of tests, says what begins.
    config.option.loadscopereorder = False
    return Companions(config, log)


def refuse_skip(report: Any) -> None:
    """Turn a skip into a failure: where everything is installed, a skip hides a gap."""
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI=true allows no skip: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Nothing is patched yet that not every test has."""
    retelling.patched = []


@pytest.fixture(autouse=True, scope="session")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Uploads and documents of the suite go to a directory of its own, never to var/."""
    place = tmp_path_factory.mktemp("var")
    blobs = {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": f"{place}/blobs"}}
    storages = {**settings.STORAGES, "blobs": blobs}
    # Building the document fonts takes a while; the cache is keyed by content, so it may be shared.
    fonts = Path(settings.VAR_DIR) / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    (place / "fonts").symlink_to(fonts)
    # WhiteNoise warns about a missing folder with every client.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with override_settings(VAR_DIR=place, MEDIA_ROOT=place / "media", STORAGES=storages):
        retelling.usual = world()
        with retelling.wary():
            yield place


def without_seeded(statements: list[str]) -> list[str]:
    """The flush without the tables that migrations filled: DELETE per table, or one TRUNCATE."""
    kept: list[str] = []
    for statement in statements:
        if statement.startswith("TRUNCATE"):
            first, *names, rest = QUOTED.split(statement)
            tables = [f'"{name}"' for name in names[::2] if name not in SEEDED]
            kept.append(first + ", ".join(tables) + rest)
        elif not any(f'"{table}"' in statement for table in SEEDED):
            kept.append(statement)
    return kept


@pytest.fixture(autouse=True)
def language_of_the_interface() -> Iterator[None]:
    """A request in English leaves its language to the thread; the next test begins in Chinese."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def flush_guarded_tables() -> Iterator[None]:
    """Append-only tables refuse the flush after a transactional test: lift the gates just for it.

    The calendar came with a migration and every clock needs it, so it stays.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with suspended(operations.connection):
            flush(operations, without_seeded(sql_list))

    with patch.object(BaseDatabaseOperations, "execute_sql_flush", lifted):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Every xdist worker but the first gets a PostgreSQL server of its own.

    Sealing the audit log waits for all open transactions of the server, and each test is one.
    """
    with patch("django.core.management.call_command", migrated_once(PLACE)), ExitStack() as more:
        if OURS in os.environ and os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
            url = more.enter_context(postgres())
            connections["default"].settings_dict["PORT"] = url.rpartition(":")[2].partition("/")[0]
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """DATABASE_URL of a real PostgreSQL server started for this run."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a real, empty Redis server started for this run."""
    with fresh_redis() as url:
        yield url


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[ObjectStore]:
    """A real S3-compatible store with object lock: `.url`, `.access_key`, `.secret_key`."""
    with object_store() as store:
        yield store


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real published samples, which are read but never kept in the repository."""
    given = os.environ.get("PORTAL_SHARED_DATA")
    place = Path(given) if given else settings.BASE_DIR.parent / "shared" / "data"
    if not place.is_dir():
        pytest.skip(f"no folder of real samples at {place} (set PORTAL_SHARED_DATA)")
    return place
