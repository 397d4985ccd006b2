"""The suite's own machinery: real servers that start and go away, and no skip where none is allowed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from tests.servers import (
    OURS,
    ServerError,
    answers_sql,
    binary,
    fresh_redis,
    listening,
    postgres,
    running,
)
from tests.source import ROOT


def test_postgresql_starts_empty_and_is_gone_afterwards() -> None:
    with postgres() as url:
        assert answers_sql(url)
        port = int(url.rpartition(":")[2].partition("/")[0])
    assert not listening(port)
    assert not answers_sql(url)


def test_the_wrapped_command_gets_the_database_and_its_exit_code_is_kept() -> None:
    code = "import os, sys; sys.exit(7 if os.environ['DATABASE_URL'].startswith('postgres') else 1)"
    wrapper = [sys.executable, "-m", "tests.servers", "postgres", "--", sys.executable, "-c", code]
    assert subprocess.run(wrapper, cwd=ROOT, capture_output=True).returncode == 7


@pytest.mark.redis
def test_redis_starts_empty_and_is_gone_afterwards() -> None:
    with fresh_redis() as url:
        client = redis.Redis.from_url(url)
        assert client.dbsize() == 0
        port = int(url.rpartition(":")[2].partition("/")[0])
    assert not listening(port)


def test_a_missing_server_is_named() -> None:
    with pytest.raises(ServerError, match="no-such-server is not installed"):
        binary("no-such-server")


def test_a_server_that_ends_at_once_shows_its_log(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo no such option >&2; exit 3"]
    with (
        pytest.raises(ServerError, match="no such option"),
        running(command, log=tmp_path / "log", ready=lambda: False),
    ):
        pytest.fail("a dead server must not be handed out")


SKIPPING = """
import pytest

def test_one_that_is_skipped():
    pytest.skip("nothing to see")

def test_one_that_runs():
    assert True
"""


@pytest.mark.parametrize(("ci", "code", "words"), [("true", 1, "1 failed"), ("", 0, "1 skipped")])
def test_a_skip_is_a_failure_only_where_everything_is_installed(
    tmp_path: Path, ci: str, code: int, words: str
) -> None:
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    done = run_suite(tmp_path, CI=ci)
    assert done.returncode == code, done.stdout
    assert words in done.stdout


def test_tests_of_a_postgresql_server_are_left_out_on_sqlite_and_not_skipped(
    tmp_path: Path,
) -> None:
    marked = "import pytest\n\n@pytest.mark.postgres\ndef test_it():\n    assert False\n"
    (tmp_path / "test_marked.py").write_text(marked)
    done = run_suite(tmp_path)
    assert "1 deselected" in done.stdout


def run_suite(place: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder under our hooks, in a process of their own, on SQLite."""
    (place / "conftest.py").write_text("from tests.conftest import *\n")
    ours = ("PYTEST_", "DATABASE_URL", "CI", OURS)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    inner = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*inner, "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(place), str(place)],
        cwd=ROOT,
        env={**clean, **variables},
        capture_output=True,
        text=True,
    )
