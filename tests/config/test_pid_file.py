"""Who serves a data directory: one living process, and no file left by a dead one is in the way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.test import override_settings

from config import processes
from config.management.commands.serve import (
    alive,
    commands,
    make_directories,
    pid_file,
    refuse_taken,
)
from config.processes import Child, Group

OPTIONS = {"host": "127.0.0.1", "port": 8000, "workers": 3, "threads": 5}
QUICK = [sys.executable, "-S", "-c", "pass"]


@pytest.fixture
def dead() -> str:
    """The id of a process that has ended."""
    process = subprocess.Popen(QUICK)
    process.wait()
    return str(process.pid)


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "-0", "abc", "1.5", " ", "٣", "²", "9" * 30, "1 2", "1\n"]
)
def test_what_is_no_id_of_another_process_is_not_alive(text: str) -> None:
    assert not alive(text)


def test_ourselves_do_not_keep_ourselves_out() -> None:
    assert not alive(str(os.getpid()))
    assert alive(str(os.getppid()))


def test_an_ended_process_is_not_alive(dead: str) -> None:
    assert not alive(dead)


def test_the_directory_is_held_while_it_is_served_and_free_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "serve.pid"
    with pytest.raises(ZeroDivisionError), pid_file(path):
        assert path.read_text() == str(os.getpid())
        raise ZeroDivisionError
    assert not path.exists()


@pytest.mark.parametrize("left", ["", "garbage", "0", "-1"])
def test_a_file_that_names_nobody_is_taken_over(tmp_path: Path, left: str) -> None:
    path = tmp_path / "serve.pid"
    path.write_text(left)
    with pid_file(path):
        assert path.read_text() == str(os.getpid())


def test_a_file_of_a_crash_is_taken_over(tmp_path: Path, dead: str) -> None:
    path = tmp_path / "serve.pid"
    for left in (dead, f"{os.getpid()}\n"):
        path.write_text(left)
        with pid_file(path):
            assert path.read_text() == str(os.getpid())


def test_a_directory_that_is_served_is_refused_and_its_file_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "serve.pid"
    path.write_text(f"{os.getppid()}\n")
    with pytest.raises(CommandError, match="already being served"), pid_file(path):
        pytest.fail("served twice")
    assert path.read_text() == f"{os.getppid()}\n"


def test_a_taken_port_is_named_and_a_free_one_is_not() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(CommandError, match=f"127.0.0.1:{port}.*--port"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_refused_in_one_line() -> None:
    with pytest.raises(CommandError, match="203.0.113.1"):
        refuse_taken("203.0.113.1", 8000)


def test_the_three_programs_get_what_was_asked_for() -> None:
    found = commands(OPTIONS)
    assert list(found) == ["web", "worker", "scheduler"]
    web = " ".join(found["web"])
    assert "--bind 127.0.0.1:8000" in web
    assert "--workers 3 --threads 5" in web
    assert "--no-control-socket" in found["web"]
    assert all(line[0] == sys.executable for line in found.values())
    assert found["scheduler"][-2:] == ["--pidfile", ""]


def test_the_folders_are_made_and_may_be_there_already(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path / "static", BROKER_DIR=tmp_path / "broker"):
        for _time in range(2):
            make_directories()
    made = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*"))
    assert made == ["broker", "broker/control", "broker/processed", "broker/queue", "static"]


@pytest.fixture
def unwrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children without the prefix of the system, so that their exit codes are their own."""
    monkeypatch.setattr(processes, "until_parent_dies", list)


@pytest.mark.usefixtures("unwrapped")
class TestChild:
    def test_one_that_never_started_counts_as_ended_and_stops_at_once(self) -> None:
        child = Child("x", QUICK)
        assert child.ended() == 0
        assert child.may_restart()
        child.stop(time.monotonic())

    def test_its_exit_code_is_kept(self) -> None:
        child = Child("x", [sys.executable, "-S", "-c", "raise SystemExit(7)"])
        child.start()
        child.stop(time.monotonic() + 30)
        assert child.ended() == 7

    def test_it_is_not_started_again_in_a_busy_loop(self, monkeypatch: pytest.MonkeyPatch) -> None:
        child = Child("x", QUICK)
        now = [100.0]
        monkeypatch.setattr(time, "monotonic", lambda: now[0])
        child.start()
        assert not child.may_restart()
        now[0] += processes.RESTART_SECONDS
        assert child.may_restart()
        assert child.process is not None
        child.process.wait()

    def test_one_that_does_not_listen_is_killed(self) -> None:
        child = Child("x", ["sleep", "60"])
        child.start()
        child.stop(time.monotonic())
        assert child.ended() == -9


@pytest.mark.usefixtures("unwrapped")
class TestGroup:
    def test_only_the_dead_are_started_again_and_it_is_told(self) -> None:
        said: list[str] = []
        group = Group({"short": QUICK, "long": ["sleep", "60"]}, said.append)
        short, long = group.children
        long.start()
        group.revive()
        running = long.process
        assert said == ["short ended (0); starting it again"]
        assert short.process is not None
        assert long.process is running
        group.stop()
        assert long.ended() == -15

    def test_a_signal_ends_the_loop_and_gives_the_handlers_back(self) -> None:
        group = Group({"long": ["sleep", "60"]}, print)
        before = handlers()
        group.ask_to_stop(15)
        group.run()
        assert handlers() == before
        assert group.children[0].ended() == -15


def handlers() -> list[object]:
    """Who answers the two signals now."""
    getters: Callable[[int], object] = signal.getsignal
    return [getters(number) for number in (signal.SIGINT, signal.SIGTERM)]


def test_a_child_outlives_no_parent_where_the_system_offers_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    assert Child("x", ["run"]).command == ["/bin/setpriv", "--pdeathsig", "TERM", "--", "run"]
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert Child("x", ["run"]).command == ["run"]
