"""Running a foreign program on hostile bytes: limits, an empty directory, no shell, a sure end.

The limits are set by `prlimit` and `setpriv` of util-linux, not by code between fork and exec: a web
worker has threads, and there that is not safe.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MEBIBYTE = 1 << 20
OPEN_FILES = 64
SHOWN_ERRORS = 4000  # characters of what a program complained about
WATCH_SECONDS = 2.0


@dataclass(frozen=True)
class Limits:
    """What a program may use: wall and CPU seconds, bytes of address space, bytes of one file."""

    wall: float
    cpu: int
    memory: int
    file: int

    def command(self, command: Sequence[str]) -> list[str]:
        """The command under these limits; it dies with the thread that started it."""
        limits = (
            f"--cpu={self.cpu}",
            f"--as={self.memory}",
            f"--fsize={self.file}",
            f"--nofile={OPEN_FILES}",
            "--core=0",
        )
        guard = ("setpriv", "--no-new-privs", "--pdeathsig", "KILL", "--")
        # Pages go first: the machine has other work than films.
        return ["nice", "-n", "10", "prlimit", *limits, "--", *guard, *command]


PROBE = Limits(wall=15, cpu=10, memory=1024 * MEBIBYTE, file=4 * MEBIBYTE)


class Ended(Exception):
    """The program did not answer: it was not there, crashed, or was stopped by a limit."""


class Missing(Ended):
    """The program is not installed."""


@dataclass(frozen=True)
class Answer:
    """What a program wrote: bytes of its output, the end of its complaints, its exit code."""

    output: bytes
    errors: str
    code: int


@contextmanager
def cell(path: Path) -> Iterator[Path]:
    """A random name without extension for the file, alone in an empty directory."""
    place = Path(tempfile.mkdtemp(prefix="portal-probe-"))
    try:
        name = place / secrets.token_hex(16)
        name.symlink_to(path.resolve())
        yield name
    finally:
        shutil.rmtree(place, ignore_errors=True)


def run(
    command: Sequence[str],
    *,
    limits: Limits,
    place: Path,
    watch: Callable[[bytes], None] | None = None,
) -> Answer:
    """Run the command in directory `place`. Raises Missing, or Ended with the reason.

    An exit code above 0 is an answer; death by a signal is not. `watch` hears the end of the output
    every few seconds; what it raises ends the program.
    """
    if shutil.which(command[0]) is None:
        raise Missing(f"{command[0]} is not installed")
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603  # our own command lines, no shell
            limits.command(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            cwd=place,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            code = _wait(process, limits.wall, output, watch)
        finally:
            end_group(process)
        output.seek(0)
        errors.seek(0)
        answer = Answer(output.read(), errors.read().decode(errors="replace")[-SHOWN_ERRORS:], code)
    if code < 0:
        raise Ended(f"ended by {signal.Signals(-code).name}")
    return answer


def _wait(
    process: subprocess.Popen[bytes],
    wall: float,
    output: IO[bytes],
    watch: Callable[[bytes], None] | None,
) -> int:
    end = time.monotonic() + wall
    while (left := end - time.monotonic()) > 0:
        try:
            return process.wait(timeout=min(left, WATCH_SECONDS) if watch else left)
        except subprocess.TimeoutExpired:
            if watch:
                size = os.fstat(output.fileno()).st_size
                watch(os.pread(output.fileno(), SHOWN_ERRORS, max(0, size - SHOWN_ERRORS)))
    raise Ended(f"no answer within {wall:g} s")


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End the program and everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
