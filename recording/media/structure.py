"""What the bytes of a file prove about it without decoding one of them."""

import struct
from typing import IO

from recording.media import boxes
from recording.media.finding import Verdict

CHUNK = 1 << 20
BOXED = frozenset({"video/mp4", "video/quicktime", "audio/mp4", "image/heic", "image/avif"})
RIFF = frozenset({"image/webp", "audio/wav", "video/x-msvideo"})
JPEG_END, JPEG_SCAN = b"\xff\xd9", 0xDA
JPEG_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
STREAMED = {0, 0xFFFFFFFF}  # a RIFF written to a pipe never learnt its size
MAX_CHUNKS = 100_000


def verdict_of(file: IO[bytes], content_type: str) -> Verdict | None:
    """What is proven to be wrong with an open, seekable file; None when nothing is.

    `content_type` comes from core.sniff. The position of the file is moved.
    """
    if content_type in BOXED:
        return boxes.verdict_of(file)
    whole = True
    if content_type == "image/jpeg":
        whole = jpeg_ends(file)
    elif content_type == "image/png":
        whole = png_ends(file)
    elif content_type in RIFF:
        whole = riff_fills(file)
    return None if whole else Verdict.TRUNCATED


def jpeg_ends(file: IO[bytes]) -> bool:
    """Whether the picture itself, not the small one inside its header, comes to its end mark."""
    place = 2
    for _segment in range(MAX_CHUNKS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return False
        if head[1] == 0xFF or head[1] in JPEG_BARE:
            place += 1 if head[1] == 0xFF else 2
            continue
        place += 2 + int.from_bytes(head[2:], "big")
        if head[1] == JPEG_SCAN:
            return _contains(file, place, JPEG_END)
    return False


def _contains(file: IO[bytes], start: int, wanted: bytes) -> bool:
    file.seek(start)
    kept = b""
    while chunk := file.read(CHUNK):
        if wanted in kept + chunk:
            return True
        kept = chunk[-len(wanted) + 1 :]
    return False


def png_ends(file: IO[bytes]) -> bool:
    """Whether the chunks lead to IEND inside the file."""
    size, place = file.seek(0, 2), 8
    for _chunk in range(MAX_CHUNKS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return False
        length, kind = struct.unpack(">I4s", head)
        place += 12 + length
        if kind == b"IEND":
            return bool(place <= size)
    return False


def riff_fills(file: IO[bytes]) -> bool:
    """Whether the bytes that a RIFF header promises are there."""
    size = file.seek(0, 2)
    file.seek(4)
    told = int.from_bytes(file.read(4), "little")
    return told in STREAMED or told + 8 <= size
