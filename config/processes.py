"""Keeps the processes of the embedded mode alive together and ends them together."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

POLL_SECONDS = 0.3
STOP_SECONDS = 15.0
# A child that dies at once is started again, but not in a busy loop.
RESTART_SECONDS = 2.0


class Child:
    """One long-running program; `start` may be called again after it died."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = [*until_parent_dies(), *command]
        self.process: subprocess.Popen[bytes] | None = None
        self.started = float("-inf")

    def start(self) -> None:
        """Start the program in our own process group, so that Ctrl-C reaches it too."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)  # noqa: S603 - fixed commands

    def ended(self) -> int | None:
        """Exit code of a dead program (negative: signal), None while it runs."""
        return self.process.poll() if self.process else 0

    def may_restart(self) -> bool:
        """Whether the last start is long enough ago."""
        return time.monotonic() - self.started >= RESTART_SECONDS

    def stop(self, deadline: float) -> None:
        """Wait for a program that was asked to stop; kill it at `deadline` (monotonic seconds)."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def until_parent_dies() -> list[str]:
    """Prefix that ends a child whose parent was killed outright, where the system offers it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


class Group:
    """Runs children until SIGINT or SIGTERM; restarts the dead ones and tells `say` about it."""

    def __init__(self, children: Mapping[str, Sequence[str]], say: Callable[[str], None]) -> None:
        self.children = [Child(name, command) for name, command in children.items()]
        self.say = say
        self.stopping = False

    def ask_to_stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Signal handler: leave the loop of `run` soon."""
        self.stopping = True

    def run(self) -> None:
        """Start all, watch them, and end all of them on the way out."""
        previous = {
            number: signal.signal(number, self.ask_to_stop)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                self.revive()
                time.sleep(POLL_SECONDS)
        finally:
            self.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def revive(self) -> None:
        """Start every dead child again."""
        for child in self.children:
            code = child.ended()
            if code is not None and child.may_restart():
                self.say(f"{child.name} ended ({code}); starting it again")
                child.start()

    def stop(self) -> None:
        """Ask every child to stop, then insist."""
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is not None and child.ended() is None:
                child.process.terminate()
        for child in self.children:
            child.stop(deadline)
