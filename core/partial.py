"""A file that arrives in pieces, over broken lines and killed processes, and is never half right.

On disk: `<name>.bin`, allocated in full when it is made, and `<name>.ctl` with the number of bytes
that count (`committed`) and the number of the last claim (`epoch`). Every writer claims the file
first and checks its claim, under a lock, before each write: an older writer finds that it has been
overtaken and writes nothing more. What counts survives the death of the process; after the death of
the machine (another boot id) only what was synced counts.

Knows nothing of the web or the database.
"""

import base64
import binascii
import contextlib
import errno
import fcntl
import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from core.digesting import CHUNK, Feed, Memory, Running

SYNC_BYTES = 64 << 20  # how often the disk is asked to have it
REREAD_BYTES = 256 << 20  # a longer beginning is hashed when the file is sealed
LAYOUT = struct.Struct("<QQQQ?16s")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
ALGORITHMS = ("sha256", "sha1", "sm3")


class PartError(Exception):
    """The part cannot take these bytes."""


class NoRoom(PartError):
    """The disk is full, or a limit of the system says so."""


class Fenced(PartError):
    """Another writer has claimed the file since."""


class Closed(PartError):
    """The file takes no more bytes."""


class Gone(PartError):
    """There is no such file."""


class WrongChecksum(PartError):
    """The piece is not what its sender meant; it does not count."""


class Stream(Protocol):
    """Whatever can be read: a request, an open file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


@dataclass(frozen=True)
class Control:
    """What the control file says; numbers in bytes."""

    epoch: int
    committed: int
    synced: int
    size: int
    closed: bool
    boot: bytes

    def pack(self) -> bytes:
        """As on disk."""
        return LAYOUT.pack(
            self.epoch, self.committed, self.synced, self.size, self.closed, self.boot
        )

    def as_booted(self) -> "Control":
        """The same after a power loss: what was not synced may be gone."""
        boot = boot_id()
        if self.boot == boot:
            return self
        return replace(self, committed=min(self.committed, self.synced), boot=boot)


def boot_id() -> bytes:
    """16 bytes that change when the machine starts; zeros where the system has none."""
    try:
        return bytes.fromhex(BOOT_ID.read_text().strip().replace("-", ""))
    except (OSError, ValueError):
        return bytes(16)


@dataclass(frozen=True)
class Checksum:
    """The digest a sender gives for one piece."""

    algorithm: str
    digest: bytes

    @classmethod
    def parse(cls, header: str) -> "Checksum":
        """From "sha256 <base64>". ValueError for another algorithm or broken base64."""
        algorithm, _, encoded = header.strip().partition(" ")
        if algorithm not in ALGORITHMS:
            raise ValueError(f"unknown checksum algorithm {algorithm}")
        try:
            digest = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError("the checksum is not base64") from error
        return cls(algorithm, digest)

    def hash(self) -> Any:
        """A fresh hash of the algorithm."""
        # SHA-1 is in the protocol; it guards a piece against the line, nothing more.
        return hashlib.new(self.algorithm, usedforsecurity=False)


class Part:
    """One unfinished file in a directory."""

    def __init__(self, directory: Path, name: str) -> None:
        self.name = name
        self.directory = directory
        self.data = directory / f"{name}.bin"
        self.control = directory / f"{name}.ctl"

    def create(self, size: int) -> None:
        """Take the whole room on disk at once. NoRoom when there is not enough; nothing is left."""
        self.directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.data, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            if size:
                os.posix_fallocate(descriptor, 0, size)
            os.fsync(descriptor)
            first = Control(0, 0, 0, size, False, boot_id())
            self.control.write_bytes(first.pack())
        except OSError as error:
            self.discard()
            raise no_room(error) from error
        finally:
            os.close(descriptor)

    def look(self) -> Control:
        """What counts right now, without claiming it. Gone when there is no such file."""
        with self.locked() as (control, _):
            return control

    def claim(self) -> Control:
        """Become the only writer. Closed, Gone."""
        with self.locked() as (control, descriptor):
            if control.closed:
                raise Closed(self.name)
            mine = replace(control, epoch=control.epoch + 1)
            os.pwrite(descriptor, mine.pack(), 0)
            return mine

    def close(self) -> Control:
        """Shut every writer out for good; may be called again. Gone."""
        with self.locked() as (control, descriptor):
            last = replace(control, epoch=control.epoch + 1, closed=True)
            os.pwrite(descriptor, last.pack(), 0)
            return last

    def discard(self) -> None:
        """Remove it; what is not there is gone already."""
        self.control.unlink(missing_ok=True)
        self.data.unlink(missing_ok=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """True for one process at a time; it ends with the process. Gone."""
        try:
            descriptor = os.open(self.data, os.O_RDONLY)
        except FileNotFoundError as error:
            raise Gone(self.name) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def locked(self) -> Iterator[tuple[Control, int]]:
        """The control file under its lock, and its descriptor."""
        try:
            descriptor = os.open(self.control, os.O_RDWR)
        except FileNotFoundError as error:
            raise Gone(self.name) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield read_control(descriptor), descriptor
        finally:
            os.close(descriptor)


def read_control(descriptor: int) -> Control:
    """The control file as it holds today. Gone when it was cut short."""
    raw = os.pread(descriptor, LAYOUT.size, 0)
    if len(raw) != LAYOUT.size:
        raise Gone("the control file is not whole")
    return Control(*LAYOUT.unpack(raw)).as_booted()


def no_room(error: OSError) -> Exception:
    """NoRoom when that is what the system said, else the error itself."""
    return NoRoom(str(error)) if error.errno in NO_SPACE else error


class Writer:
    """Writes under one claim, until another claim is made. A context manager."""

    def __init__(self, part: Part, claim: Control) -> None:
        self.part, self.epoch = part, claim.epoch
        self.position = self.committed = claim.committed
        self.size = claim.size
        self.unsynced = 0
        try:
            self.data = os.open(part.data, os.O_WRONLY)
        except FileNotFoundError as error:
            raise Gone(part.name) from error

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.data)

    def write(self, chunk: bytes, *, commit: bool = True) -> None:
        """Put the bytes behind those before; they count at once, or with `commit()`.

        Fenced when somebody else has claimed the file: nothing is written then. NoRoom.
        """
        if self.position + len(chunk) > self.size:
            raise PartError("more bytes than announced")
        with self._mine() as (control, descriptor):
            self._put(chunk)
            if commit:
                self._count(control, descriptor)
        self.unsynced += len(chunk)
        if commit and self.unsynced >= SYNC_BYTES:
            self.sync()

    def commit(self) -> None:
        """Let everything written count. Fenced."""
        with self._mine() as (control, descriptor):
            self._count(control, descriptor)

    def sync(self) -> None:
        """Have what counts on the disk before saying so."""
        os.fdatasync(self.data)
        with self._mine() as (control, descriptor):
            os.pwrite(descriptor, replace(control, synced=self.committed).pack(), 0)
            os.fdatasync(descriptor)
        self.unsynced = 0

    def _put(self, chunk: bytes) -> None:
        rest, position = memoryview(chunk), self.position
        try:
            while rest:
                written = os.pwrite(self.data, rest, position)
                rest, position = rest[written:], position + written
        except OSError as error:
            raise no_room(error) from error
        self.position = position

    def _count(self, control: Control, descriptor: int) -> None:
        os.pwrite(descriptor, replace(control, committed=self.position).pack(), 0)
        self.committed = self.position

    @contextlib.contextmanager
    def _mine(self) -> Iterator[tuple[Control, int]]:
        with self.part.locked() as (control, descriptor):
            if control.epoch != self.epoch:
                raise Fenced(self.part.name)
            yield control, descriptor


@dataclass(frozen=True)
class Received:
    """After a piece: how many bytes count, and the digests of all of them where they are known."""

    committed: int
    sha256: str = ""
    sm3: str = ""


Look = Callable[[bytes], None]


def receive(
    part: Part,
    claim: Control,
    stream: Stream,
    *,
    length: int,
    memory: Memory,
    checksum: Checksum | None = None,
    first: Look | None = None,
) -> Received:
    """Take at most `length` bytes of the stream; an early end of it is no error.

    `first` sees the first bytes of the file before they are written and may refuse them. With a
    checksum nothing counts until all has come and is right. Raises Fenced, NoRoom, WrongChecksum;
    an error of the stream passes through, and what counted before it still counts.
    """
    running = memory.take(part.name, claim.committed)
    prefix = 0 if running else claim.committed
    state = running or Running()
    before = running.copy() if running and checksum else None
    feed = Feed(state, part.data, prefix) if prefix <= REREAD_BYTES else None
    with Writer(part, claim) as writer:
        pieces = looked_at(read(stream, length), claim.committed, first)
        try:
            with feed or contextlib.nullcontext():
                _take(writer, pieces, checksum, length, feed.put if feed else nowhere)
        finally:
            if feed and not feed.broken:
                _remember(memory, part.name, writer.committed, [state, before])
        if writer.committed < writer.size:
            return Received(writer.committed)
        writer.sync()
        known = feed is not None and not feed.broken
        return Received(writer.committed, *((state.sha256, state.sm3) if known else ()))


def nowhere(chunk: bytes) -> None:
    """Where the bytes go that are hashed later, from the disk."""


def _remember(memory: Memory, name: str, committed: int, states: list[Running | None]) -> None:
    """Keep the state that stands where the next piece begins."""
    for state in states:
        if state is not None and state.size == committed:
            memory.keep(name, state)
            return


def _take(
    writer: Writer,
    pieces: Iterator[bytes],
    checksum: Checksum | None,
    length: int,
    put: Look,
) -> None:
    """Write the pieces and hand on what was written."""
    if checksum is None:
        for piece in pieces:
            writer.write(piece)
            put(piece)
        return
    wanted, came = checksum.hash(), 0
    for piece in pieces:
        writer.write(piece, commit=False)
        wanted.update(piece)
        came += len(piece)
        put(piece)
    if came < length or not hmac.compare_digest(wanted.digest(), checksum.digest):
        raise WrongChecksum(writer.part.name)
    writer.commit()


def read(stream: Stream, length: int) -> Iterator[bytes]:
    """Up to `length` bytes, in chunks, until the stream ends."""
    while length > 0 and (chunk := stream.read(min(CHUNK, length))):
        length -= len(chunk)
        yield chunk


def looked_at(pieces: Iterator[bytes], offset: int, first: Look | None) -> Iterator[bytes]:
    """The pieces, the beginning of the file shown to `first`."""
    for piece in pieces:
        if offset == 0 and first is not None:
            first(piece)
        offset += len(piece)
        yield piece
