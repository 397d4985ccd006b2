"""The scripts behind `make`: what they name, install and refuse."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import wait_until
from tests.source import ROOT

SCRIPTS = sorted((ROOT / "scripts").glob("*.sh"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
NOBODY = 65534


def run(
    *command: str, path: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a script of the project; `path` comes first in the search for programs."""
    env = {**os.environ, **variables}
    if path is not None:
        env["PATH"] = f"{path}:{env['PATH']}"
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def as_nobody(*command: str) -> list[str]:
    """The command without root's rights."""
    if os.geteuid() != 0:
        return list(command)
    ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["setpriv", *ids, "--", *command]


def fake(place: Path, name: str, text: str) -> Path:
    """A program that stands before the real one; readable by everybody."""
    place.mkdir(exist_ok=True)
    program = place / name
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return place


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that accounts without rights can read, unlike pytest's own."""
    place = Path("/tmp") / f"portal-commands-{os.getpid()}"  # noqa: S108 - must be reachable for nobody
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o755)
    yield place
    shutil.rmtree(place)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_parses_and_stops_at_the_first_error(script: Path) -> None:
    assert run("bash", "-n", str(script)).returncode == 0
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text or "/say.sh" in text


@pytest.mark.parametrize("target", ["demo", "demo-stop", "test", "bench", "check"])
def test_every_promised_target_is_there(target: str) -> None:
    found = re.search(rf"^{target}:.*\n\t@(scripts/\S+)$", MAKEFILE, re.MULTILINE)
    assert found
    assert os.access(ROOT / found[1], os.X_OK)


def test_make_alone_lists_the_targets() -> None:
    listed = run("make").stdout
    assert "make demo" in listed
    assert "make test" in listed


def test_without_root_missing_packages_are_named_and_the_way_goes_on(open_folder: Path) -> None:
    place = fake(open_folder, "dpkg-query", "exit 1")
    script = as_nobody("bash", "-c", f"cd {open_folder} && {packages_copy(open_folder)} demo")
    done = run(*script, path=place)
    assert done.returncode == 0, done.stderr
    assert "missing system packages: python3-venv libpango-1.0-0" in done.stderr
    assert "going on" in done.stderr


def test_with_everything_installed_nothing_is_said(open_folder: Path) -> None:
    place = fake(open_folder, "dpkg-query", "printf installed")
    done = run(str(packages_copy(open_folder)), "test", path=place)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_root_installs_only_what_is_missing(open_folder: Path) -> None:
    log = open_folder / "apt.log"
    fake(
        open_folder,
        "dpkg-query",
        'case "$4" in fonts-noto-cjk) exit 1;; *) printf installed;; esac',
    )
    fake(open_folder, "apt-get", f'echo "$@" >>{log}')
    place = fake(open_folder, "id", "echo 0")
    done = run(str(packages_copy(open_folder)), "demo", path=place)
    assert done.returncode == 0, done.stderr
    assert log.read_text().splitlines()[-1].endswith("--no-install-recommends fonts-noto-cjk")
    assert "python3-venv" not in log.read_text()


def test_a_failed_installation_is_told_and_stops_the_way(open_folder: Path) -> None:
    fake(open_folder, "dpkg-query", "exit 1")
    fake(open_folder, "apt-get", "echo no network >&2; exit 100")
    place = fake(open_folder, "id", "echo 0")
    done = run(str(packages_copy(open_folder)), "demo", path=place)
    assert done.returncode != 0
    assert "no network" in done.stderr
    assert "could not install" in done.stderr


def test_ending_a_demo_that_does_not_run_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "serve.pid").write_text("999999999")
    done = run("scripts/demo-stop.sh", PORTAL_VAR_DIR=str(tmp_path))
    assert done.returncode == 0
    assert "not running" in done.stdout
    assert not (tmp_path / "serve.pid").exists()


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A portal that does not listen, with its file in place."""
    code = (
        "import os, pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
    )
    file = tmp_path / "serve.pid"
    process = subprocess.Popen([sys.executable, "-S", "-c", code, str(file)])
    wait_until(lambda: file.exists() and file.read_text() != "", "its file", 30)
    yield process
    process.kill()
    process.wait()


def test_a_portal_that_does_not_end_in_time_can_be_ended_again(
    stubborn: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    """The portal takes its file away on the way out: whoever gives up waiting puts it back."""
    file = tmp_path / "serve.pid"
    place = fake(tmp_path / "bin", "sleep", f"rm -f {file}; exec /bin/sleep 0.1")
    for _time in range(2):
        done = run(
            "scripts/demo-stop.sh", path=place, PORTAL_VAR_DIR=str(tmp_path), STOP_SECONDS="1"
        )
        assert done.returncode == 1
        assert f"process {stubborn.pid} did not stop" in done.stderr
        assert file.read_text() == str(stubborn.pid)
    assert stubborn.poll() is None


def test_a_portal_that_has_ended_and_is_not_fetched_counts_as_gone(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-S", "-c", "pass"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    (tmp_path / "serve.pid").write_text(str(process.pid))
    os.kill(process.pid, 0)  # it can still be signalled
    done = run("scripts/demo-stop.sh", PORTAL_VAR_DIR=str(tmp_path), STOP_SECONDS="0")
    process.wait()
    assert (done.returncode, done.stdout) == (0, "== the portal is not running\n")
    assert not (tmp_path / "serve.pid").exists()


def test_a_running_demo_is_not_started_again(tmp_path: Path) -> None:
    (tmp_path / "serve.pid").write_text(str(os.getpid()))
    done = run("scripts/demo.sh", PORTAL_VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert "make demo-stop" in done.stderr


def test_the_pip_list_is_in_step_with_the_lock() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r'^name = "(.+)"\nversion = "(.+)"$', lock, re.MULTILINE))
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = set(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))
        assert len(pinned) > 30
        assert pinned <= locked, sorted(pinned - locked)


def packages_copy(place: Path) -> Path:
    """The package script where accounts without rights can read it."""
    scripts = place / "scripts"
    scripts.mkdir(exist_ok=True)
    for name in ("say.sh", "packages.sh"):
        shutil.copy(ROOT / "scripts" / name, scripts / name)
    return scripts / "packages.sh"
