"""A whole installation in its own processes, for tests that kill them: database, files, environment."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.servers import bound_to_parent, end
from tests.source import ROOT

# What a developer's shell may carry and a test's installation must not inherit.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "PORTAL_", "DJANGO_")
KEPT = {"DJANGO_SETTINGS_MODULE"}


@dataclass(frozen=True)
class Installation:
    """The environment of one installation; `place` is its data directory and holds its logs."""

    place: Path
    extra: Mapping[str, str]

    @property
    def env(self) -> dict[str, str]:
        """The environment of every process of this installation."""
        clean = {
            key: value
            for key, value in os.environ.items()
            if key in KEPT or not key.startswith(FOREIGN)
        }
        return {**clean, "PORTAL_VAR_DIR": str(self.place), **self.extra}

    def manage(self, *arguments: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one management command to its end; with `ok`, a failure fails the test."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0 or not ok, done.stderr[-3000:]
        return done

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start a long-running program; its output goes to `<name>.log` of the installation."""
        return subprocess.Popen(
            bound_to_parent([sys.executable, *command]),
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=self.log(name),
            stderr=subprocess.STDOUT,
        )

    def log(self, name: str) -> IO[bytes]:
        """The log of a program, open for appending."""
        return (self.place / f"{name}.log").open("ab")

    def logged(self, name: str) -> str:
        """What a program has written so far."""
        return (self.place / f"{name}.log").read_text(errors="replace")


def fetch(url: str) -> tuple[int, Any]:
    """Status and decoded JSON of a page; (0, None) when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - a loopback URL of ours
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return 0, None


def end_all(*processes: subprocess.Popen[bytes]) -> None:
    """Stop whatever still runs."""
    for process in processes:
        end(process)
