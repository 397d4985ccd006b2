"""SHA-256 and SM3 of a stream while it arrives, each in a thread of its own.

A state of hashlib cannot be saved, so the digests of an unfinished file live in the process that
received it. Another process starts anew from the bytes on disk, or leaves the work to the sealing.
"""

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Any

CHUNK = 1 << 20  # bytes at a time
WAITING = 4  # chunks in a lane: what an upload may hold in memory
ALGORITHMS = ("sha256", "sm3")
KEPT = 64  # unfinished uploads whose digests one process remembers


class Running:
    """Both digests of the first `size` bytes."""

    def __init__(self) -> None:
        self.hashes: list[Any] = [hashlib.new(name) for name in ALGORITHMS]
        self.size = 0

    def copy(self) -> "Running":
        """The same state, to go back to."""
        twin = Running()
        twin.hashes = [one.copy() for one in self.hashes]
        twin.size = self.size
        return twin

    @property
    def sha256(self) -> str:
        """In hex."""
        return str(self.hashes[0].hexdigest())

    @property
    def sm3(self) -> str:
        """In hex."""
        return str(self.hashes[1].hexdigest())


class Feed:
    """Hashes what it is given on two threads until the block ends; then `running` is whole.

    `path`: the file whose first `prefix` bytes come before; they are read while the rest arrives.
    After a read error `broken` is set and `running` says nothing.
    """

    def __init__(self, running: Running, path: Path, prefix: int = 0) -> None:
        self.running = running
        self.path, self.prefix = path, prefix
        self.broken = False
        self.lanes: list[Queue[bytes | None]] = [Queue(WAITING) for _ in running.hashes]
        self.threads = [
            threading.Thread(target=self._run, args=pair, daemon=True)
            for pair in zip(running.hashes, self.lanes, strict=True)
        ]

    def __enter__(self) -> "Feed":
        for thread in self.threads:
            thread.start()
        self.running.size += self.prefix
        return self

    def put(self, chunk: bytes) -> None:
        """The next bytes; waits while the digests are behind."""
        for lane in self.lanes:
            lane.put(chunk)
        self.running.size += len(chunk)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for lane in self.lanes:
            lane.put(None)
        for thread in self.threads:
            thread.join()

    def _run(self, digest: Any, lane: "Queue[bytes | None]") -> None:
        try:
            read_into(digest, self.path, self.prefix)
        except OSError:
            self.broken = True
        while (chunk := lane.get()) is not None:
            digest.update(chunk)


def read_into(digest: Any, path: Path, length: int) -> None:
    """The first `length` bytes of the file into the digest. OSError when it has fewer."""
    if not length:
        return
    with path.open("rb") as file:
        while length > 0:
            chunk = file.read(min(CHUNK, length))
            if not chunk:
                raise OSError(f"{path} is too short")
            digest.update(chunk)
            length -= len(chunk)


class Memory:
    """The running digests of the unfinished files of this process, the oldest forgotten first."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.lock = threading.Lock()
        self.states: OrderedDict[str, Running] = OrderedDict()

    def take(self, name: str, size: int) -> Running | None:
        """The state of that file if it stands at `size`; it is handed over, not lent."""
        with self.lock:
            state = self.states.pop(name, None)
        return state if state is not None and state.size == size else None

    def keep(self, name: str, state: Running) -> None:
        """Remember the state until somebody goes on."""
        with self.lock:
            self.states[name] = state
            self.states.move_to_end(name)
            while len(self.states) > self.kept:
                self.states.popitem(last=False)

    def forget(self, name: str) -> None:
        """Nothing goes on from here."""
        with self.lock:
            self.states.pop(name, None)
