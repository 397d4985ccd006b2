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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1 << 20
OPEN_FILES = 64
SHOWN_ERRORS = 4000  # characters of what a program complained about


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
        return ["prlimit", *limits, "--", *guard, *command]


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


def run(command: Sequence[str], *, limits: Limits, place: Path) -> Answer:
    """Run the command in directory `place`. Raises Missing, or Ended with the reason.

    An exit code above 0 is an answer; death by a signal is not.
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
            code = process.wait(timeout=limits.wall)
        except subprocess.TimeoutExpired:
            raise Ended(f"no answer within {limits.wall:g} s") from None
        finally:
            end_group(process)
        output.seek(0)
        errors.seek(0)
        answer = Answer(output.read(), errors.read().decode(errors="replace")[-SHOWN_ERRORS:], code)
    if code < 0:
        raise Ended(f"ended by {signal.Signals(-code).name}")
    return answer


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End the program and everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
