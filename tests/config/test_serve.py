"""`serve`: web, worker and scheduler live and end together (real processes, SQLite, no Redis)."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.processes import Group
from tests.installation import Installation, end_all, fetch
from tests.servers import free_port, wait_until, workspace

pytestmark = pytest.mark.slow
PATIENCE = 180  # seconds; the machine that runs the suite may be busy
PROGRAMS = ("gunicorn", "worker", "beat")


class Served:
    """A running `serve` and what it looks like from outside."""

    def __init__(self, place: Path) -> None:
        self.site = Installation(place, {"PORTAL_HEARTBEAT_MAX_SECONDS": "40"})
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        arguments = ("serve", "--port", str(self.port), "--workers", "1")
        self.process = self.site.start("serve", "manage.py", *arguments)
        wait_until(self.ready, "readiness", seconds=PATIENCE)

    def ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.site.logged("serve")
        return fetch(f"http://127.0.0.1:{self.port}/readyz")[0] == 200

    def children(self) -> dict[str, int]:
        """Process ids of the three programs by what they are."""
        assert self.process is not None
        pid = self.process.pid
        pids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        words = {int(child): command_line(child) for child in pids}
        return {name: child for child, row in words.items() for name in PROGRAMS if name in row}


@pytest.fixture(scope="module")
def served(migrated: Callable[[Installation], None]) -> Iterator[Served]:
    with workspace("serve") as place:
        served = Served(place)
        migrated(served.site)
        try:
            served.start()
            yield served
        finally:
            if served.process is not None:
                end_all(served.process)


def command_line(pid: str) -> list[str]:
    """The words a process was started with; none when it has just ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def gone(pid: int) -> bool:
    """Whether no process has this id any more."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_it_becomes_ready_with_all_three_programs(served: Served) -> None:
    assert set(served.children()) == set(PROGRAMS)
    status, answer = fetch(f"http://127.0.0.1:{served.port}/readyz")
    assert status == 200
    assert answer["checks"]["scheduler"]["ok"]


def test_it_prints_where_to_look(served: Served) -> None:
    text = served.site.logged("serve")
    for path in ("/", "/office/", "/readyz"):
        assert f"http://127.0.0.1:{served.port}{path}\n" in text


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_dies_is_started_again(served: Served, name: str) -> None:
    before = served.children()[name]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: served.children().get(name, before) != before, f"restart of {name}", 30)
    wait_until(served.ready, f"readiness after the restart of {name}", 60)
    assert "starting it again" in served.site.logged("serve")


def test_the_same_data_is_never_served_twice(served: Served) -> None:
    again = served.site.manage("serve", "--port", str(free_port()), ok=False)
    assert again.returncode == 1
    assert "already being served" in again.stderr


def test_a_port_that_is_taken_is_refused_with_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = str(holder.getsockname()[1])
        refused = Installation(tmp_path, {}).manage("serve", "--port", port, ok=False)
    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "serve.pid").exists()


def test_one_signal_ends_all_of_it(served: Served) -> None:
    children = served.children()
    assert served.process is not None
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(timeout=30) == 0
    assert all(gone(pid) for pid in children.values())
    assert not (served.site.place / "serve.pid").exists()
    assert fetch(f"http://127.0.0.1:{served.port}/healthz") == (0, None)


def test_a_program_that_cannot_start_is_not_tried_in_a_busy_loop() -> None:
    said: list[str] = []
    group = Group({"broken": ["false"]}, said.append)
    group.children[0].start()
    wait_until(lambda: group.children[0].ended() is not None, "end of the broken program", 10)
    for _ in range(50):
        group.revive()
    assert said == []
    group.stop()
