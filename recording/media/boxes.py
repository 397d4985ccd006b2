"""Arithmetic on the boxes of an MP4 or QuickTime file (ISO/IEC 14496-12): a few reads, no decoding.

A file cut short still tells its full duration, so only this shows that bytes are missing.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from recording.media.finding import Verdict

# Parents that lead to what is looked for here; everything else is skipped unread.
PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"}
ENCRYPTED_ENTRIES = {b"encv", b"enca", b"enct", b"encs", b"drms", b"drmi"}
MAX_BOXES = 200_000  # a day of one-second fragments is 172,800; more is an attack
MAX_ENTRIES = 64  # sample descriptions of one track
HEADER, LARGE_HEADER = 8, 16


@dataclass(frozen=True)
class Box:
    """One box: type, where its payload starts, and where it ends by its own size."""

    kind: bytes
    start: int
    stop: int


@dataclass
class Layout:
    """What the boxes of a file say: the kinds seen, tracks, schemes, and the last byte needed."""

    size: int
    kinds: set[bytes] = field(default_factory=set)
    tracks: int = 0
    encrypted: bool = False
    needed: int = 0
    left: int = MAX_BOXES

    @property
    def short(self) -> bool:
        """Whether a box or a sample lies beyond the end of the file."""
        return self.needed > self.size


def layout_of(file: IO[bytes]) -> Layout:
    """The boxes of an open, seekable file. Reads headers and small tables only."""
    layout = Layout(size=file.seek(0, 2))
    _walk(file, layout, 0, layout.size)
    return layout


def verdict_of(file: IO[bytes]) -> Verdict | None:
    """What the boxes prove is wrong; None when they prove nothing."""
    layout = layout_of(file)
    if layout.left <= 0:
        return Verdict.NO_MEDIA
    if _picture(layout):
        return Verdict.TRUNCATED if layout.short else None
    if layout.short or not {b"moov", b"mdat"} <= layout.kinds:
        whole_of_nothing = not layout.short and not layout.kinds & {b"mdat", b"moof"}
        return Verdict.NO_MEDIA if whole_of_nothing and not layout.tracks else Verdict.TRUNCATED
    if layout.tracks == 0:
        return Verdict.NO_MEDIA
    return Verdict.ENCRYPTED if layout.encrypted else None


def open_ended(file: IO[bytes]) -> bool:
    """Whether the film is in fragments without an end mark: a cut between two cannot be seen."""
    kinds = layout_of(file).kinds
    return b"moof" in kinds and b"mfra" not in kinds


def _picture(layout: Layout) -> bool:
    # HEIC and AVIF keep their items under a top-level meta box and have no film.
    return b"meta" in layout.kinds and b"moov" not in layout.kinds


def _walk(file: IO[bytes], layout: Layout, start: int, stop: int) -> None:
    for box in _boxes(file, start, stop):
        layout.left -= 1
        if layout.left <= 0:
            return
        layout.kinds.add(box.kind)
        layout.needed = max(layout.needed, box.stop)
        if box.stop <= layout.size:
            _look(file, layout, box)


def _boxes(file: IO[bytes], start: int, stop: int) -> Iterator[Box]:
    """The boxes side by side in [start, stop); one that claims more is the last."""
    while stop - start >= HEADER:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(HEADER))
        head = HEADER
        if size == 1:
            large = file.read(LARGE_HEADER - HEADER)
            size, head = (int.from_bytes(large, "big"), LARGE_HEADER) if len(large) == 8 else (0, 8)
        elif size == 0:
            if kind == bytes(4):
                return  # padding at the end
            size = stop - start
        if size < head:
            return
        yield Box(kind, start + head, start + size)
        start += size


def _look(file: IO[bytes], layout: Layout, box: Box) -> None:
    if box.kind == b"trak":
        layout.tracks += 1
    if box.kind in PARENTS:
        _walk(file, layout, box.start, box.stop)
    elif box.kind == b"stsd":
        layout.encrypted |= _entries(file, box)
    elif box.kind in (b"stco", b"co64"):
        layout.needed = max(layout.needed, _last_chunk(file, box))
    elif box.kind == b"senc":
        layout.encrypted = True


def _entries(file: IO[bytes], box: Box) -> bool:
    # Version and flags, then the number of entries, then boxes named by their codec.
    entries = _boxes(file, box.start + 8, box.stop)
    return any(entry.kind in ENCRYPTED_ENTRIES for entry in islice(entries, MAX_ENTRIES))


def _last_chunk(file: IO[bytes], box: Box) -> int:
    """The first byte after the start of the last chunk that a track names; 0 when it has none."""
    width = 4 if box.kind == b"stco" else 8
    file.seek(box.start + 4)
    count = int.from_bytes(file.read(4), "big")
    if count == 0 or box.start + 8 + count * width > box.stop:
        return 0
    file.seek(box.start + 8 + (count - 1) * width)
    return int.from_bytes(file.read(width), "big") + 1
