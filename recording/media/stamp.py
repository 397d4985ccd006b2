"""Copies for outsiders: words over pictures and films, words in the metadata of sound.

Each function writes one file by a program in a cage and raises sandbox.Ended with the reason when it
cannot. A span is in seconds of the original.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from core import fonts
from recording.media import cut, derive, sandbox

MARK = str(Path(__file__).with_name("mark.py"))
WEIGHT = 400
Span = tuple[int, int] | None


def photo(path: Path, out: Path, *, lines: Sequence[str]) -> None:
    """A JPEG with the lines in its pixels."""
    command = [sys.executable, "-I", MARK, "photo", str(path), str(out), _font(), *lines]
    derive.make(command, cut.PICTURE, out)


def film(
    path: Path, out: Path, *, lines: Sequence[str], span: Span, tell: Callable[[], None]
) -> None:
    """An MP4 with the lines on every frame; `tell` is called every few seconds while it grows."""
    frame = cut.frame_of(path)
    words = out.with_name("words.png")
    size = (str(frame.width), str(frame.height))
    drawing = [sys.executable, "-I", MARK, "layer", str(words), *size, _font(), *lines]
    derive.make(drawing, cut.PICTURE, words)
    command = [*derive.ffmpeg(path, *_from(span)), "-i", f"file:{words}"]
    even = f"[0:V:0]scale={frame.width}:{frame.height},setsar=1[film]"
    command += ["-filter_complex", f"{even};[film][1:v]overlay=0:0:format=auto[picture]"]
    command += ["-map", "[picture]", "-map", "0:a:0?", *cut.VIDEO_CODEC, *cut.AUDIO_CODEC]
    _finish(command, out, lines, tell)


def sound(
    path: Path, out: Path, *, lines: Sequence[str], span: Span, tell: Callable[[], None]
) -> None:
    """An MP4 of the sound whose metadata says for whom it was made."""
    command = [*derive.ffmpeg(path, *_from(span)), "-map", "0:a:0", *cut.AUDIO_CODEC]
    _finish(command, out, lines, tell)


def _finish(command: list[str], out: Path, lines: Sequence[str], tell: Callable[[], None]) -> None:
    command = [*command, "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"]
    command += ["-metadata", "comment=" + " ".join(lines), "-movflags", "+faststart", "-f", "mp4"]
    command += [*derive.TOLD_PROGRESS, f"file:{out}"]
    derive.make(command, derive.FILM, out, lambda output: tell())


def _from(span: Span) -> list[str]:
    return ["-ss", str(span[0]), "-t", str(span[1] - span[0])] if span else []


def _font() -> str:
    found = fonts.source(WEIGHT)
    if found is None:
        raise sandbox.Missing("fonts-noto-cjk is not installed")
    return str(found)
