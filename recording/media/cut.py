"""Edited copies of recordings and pictures: one program in a cage writes one new file.

Every function raises sandbox.Ended with the reason when the copy cannot be made. All pixels and samples
are decoded, changed and encoded anew, so what is covered or cut is nowhere in the new file.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from recording.media import derive, sandbox
from recording.media.cover import blocks_of
from recording.media.edits import WHOLE, Area, Edits, Mode, Span
from recording.media.probe import SAFE_INPUT

COVER = str(Path(__file__).with_name("cover.py"))
PICTURE = sandbox.Limits(
    wall=90, cpu=80, memory=3072 * sandbox.MEBIBYTE, file=256 * sandbox.MEBIBYTE
)
RATES = (Fraction(1), Fraction(60))  # frames per second of a copy, at least and at most
USUAL_RATE = Fraction(25)
RUN_UP = 5_000  # milliseconds read before the first part that is kept
SAMPLE_RATE, SAMPLES = 48_000, 480  # sound is muted in steps of 10 ms
# An AAC frame reaches 43 ms beyond what is silent; so far beyond a muted span it is silent too.
MUTE_MARGIN = 60
VIDEO_CODEC = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p")
AUDIO_CODEC = ("-c:a", "aac", "-b:a", "128k")
ASKED = (
    "stream=width,height,avg_frame_rate,r_frame_rate:stream_tags=rotate:stream_side_data=rotation"
)


@dataclass(frozen=True)
class Frame:
    """The picture of a film as it is seen: even pixels across and down, frames per second."""

    width: int
    height: int
    rate: Fraction


def picture(path: Path, out: Path, *, edits: Edits) -> None:
    """A JPEG with the areas covered, upright, without metadata."""
    areas = json.dumps(edits.as_json()["areas"])
    command = [sys.executable, "-I", COVER, str(path), str(out), areas]
    derive.make(command, PICTURE, out)


def frame_of(path: Path) -> Frame:
    """Size and rate of the first picture stream, turned as its file says. Raises sandbox.Ended."""
    command = ["ffprobe", "-hide_banner", "-v", "error", *SAFE_INPUT, "-select_streams", "V:0"]
    command += ["-show_entries", ASKED, "-of", "json", f"file:{path}"]
    answer = sandbox.run(command, limits=sandbox.PROBE, place=path.parent)
    try:
        told = json.loads(answer.output)["streams"][0]
        sides = told.get("side_data_list", [])
        turns = [row["rotation"] for row in sides if "rotation" in row]
        turn = int(float(turns[0] if turns else told.get("tags", {}).get("rotate", 0)))
        width, height = int(told["width"]), int(told["height"])
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise sandbox.Ended(f"unreadable answer: {type(error).__name__}") from error
    if turn % 180:
        width, height = height, width
    rate = _rate(told.get("avg_frame_rate")) or _rate(told.get("r_frame_rate")) or USUAL_RATE
    return Frame(max(2, width // 2 * 2), max(2, height // 2 * 2), rate)


def _rate(text: object) -> Fraction | None:
    try:
        found = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        return None
    return min(max(found, RATES[0]), RATES[1]).limit_denominator(1001) if found > 0 else None


def recording(
    path: Path,
    out: Path,
    *,
    edits: Edits,
    length: int,
    frame: Frame | None,
    sound: bool,
    tell: derive.Progress,
) -> None:
    """An MP4 of the kept parts: H.264 when there is a `frame`, AAC when there is `sound`.

    `length`: milliseconds of the original. `tell` hears the percent done every few seconds.
    """
    kept = edits.kept(length)
    shift = max(0, kept[0][0] - RUN_UP) // 1000 * 1000
    command = derive.ffmpeg(
        path, "-ss", _seconds(shift), "-t", _seconds(kept[-1][1] - shift + 1000)
    )
    command += ["-filter_complex", graph(edits, kept=kept, shift=shift, frame=frame, sound=sound)]
    command += ["-map", "[picture]", *VIDEO_CODEC] if frame else []
    command += ["-map", "[sound]", *AUDIO_CODEC] if sound else []
    command += ["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"]
    command += ["-movflags", "+faststart", "-f", "mp4", *derive.TOLD_PROGRESS, f"file:{out}"]
    derive.make(command, derive.FILM, out, _watcher(sum(b - a for a, b in kept), tell))


def _watcher(length: int, tell: derive.Progress) -> Callable[[bytes], None]:
    """Tells of progress, and that the maker lives, also while nothing is written yet."""

    def watch(output: bytes) -> None:
        found = derive.TIME.findall(output)
        done = int(found[-1]) // 1000 if found else 0
        tell(max(0, min(99, done * 100 // length)))

    return watch


def graph(
    edits: Edits, *, kept: tuple[Span, ...], shift: int, frame: Frame | None, sound: bool
) -> str:
    """The filters, in seconds after `shift` (milliseconds): cover and mute first, then cut."""
    parts: list[str] = []
    spans = [(start - shift, stop - shift) for start, stop in kept]
    if frame:
        spans = on_grid(spans, frame.rate)
        half = round(500 / frame.rate)
        parts += _pictures(edits.areas, shift, frame)
        parts += _cut("v", "trim", "setpts", [(a - half, b - half) for a, b in spans])
    if sound:
        parts += [_sounds(edits.mute, shift)]
        parts += _cut("a", "atrim", "asetpts", spans)
    marks = ("v" if frame else "") + ("a" if sound else "")
    pairs = "".join(f"[{mark}{n}]" for n in range(len(kept)) for mark in marks)
    ends = ("[picture]" if frame else "") + ("[sound]" if sound else "")
    parts.append(f"{pairs}concat=n={len(kept)}:v={int(bool(frame))}:a={int(sound)}{ends}")
    return ";".join(parts)


def on_grid(spans: list[Span], rate: Fraction) -> list[Span]:
    """Spans of whole frames (milliseconds); all together are within half a frame of what was asked."""
    found: list[Span] = []
    asked = frames = 0
    for start, stop in spans:
        asked += stop - start
        count = max(1, round(asked * rate / 1000) - frames)
        frames += count
        first = round(start * rate / 1000)
        found.append((round(first * 1000 / rate), round((first + count) * 1000 / rate)))
    return found


def _cut(mark: str, trim: str, restart: str, spans: list[Span]) -> list[str]:
    """Each kept part as a stream of its own that begins at 0."""
    many = len(spans)
    names = "".join(f"[{mark}s{n}]" for n in range(many))
    split = f"[{mark}all]{'a' if mark == 'a' else ''}split={many}{names}"
    return [
        split,
        *(
            f"[{mark}s{n}]{trim}=start={_seconds(max(0, start))}:end={_seconds(stop)},"
            f"{restart}=PTS-STARTPTS[{mark}{n}]"
            for n, (start, stop) in enumerate(spans)
        ),
    ]


def _sounds(mute: tuple[Span, ...], shift: int) -> str:
    spans = [(start - shift - MUTE_MARGIN, stop - shift + MUTE_MARGIN) for start, stop in mute]
    silent = f",volume=0:enable='{_during(spans)}'" if spans else ""
    even = f"aresample={SAMPLE_RATE}:async=1:first_pts=0,asetnsamples={SAMPLES}:p=0"
    return f"[0:a:0]{even}{silent}[aall]"


def _pictures(areas: tuple[Area, ...], shift: int, frame: Frame) -> list[str]:
    """The film at its even size and rate, with one layer for each area."""
    base = f"scale={frame.width}:{frame.height},fps={frame.rate}:start_time=0,format=yuv420p"
    parts, last = [], f"[0:V:0]{base}"
    for n, area in enumerate(areas):
        start, stop = area.span or (0, 0)
        once = 1000 / frame.rate  # a frame is seen until the next one comes
        during = _during([(start - shift - ceil(once * 3 / 2), stop - shift + ceil(once / 2))])
        x, y, w, h = box_of(area, frame)
        if area.mode == Mode.BLACK:
            last += f",drawbox=x={x}:y={y}:w={w}:h={h}:color=black:t=fill:enable='{during}'"
            continue
        parts.append(f"{last},split[m{n}][c{n}]")
        parts.append(f"[c{n}]crop={w}:{h}:{x}:{y},{_coarse(w, h, area.mode)}[o{n}]")
        last = f"[m{n}][o{n}]overlay=x={x}:y={y}:enable='{during}'"
    return [*parts, f"{last}[vall]"]


def box_of(area: Area, frame: Frame) -> tuple[int, int, int, int]:
    """Left, top, width and height in even pixels, rounded outwards."""
    left, right = _edges(area.x, area.w, frame.width)
    top, bottom = _edges(area.y, area.h, frame.height)
    return left, top, right - left, bottom - top


def _edges(start: int, extent: int, pixels: int) -> tuple[int, int]:
    first = start * pixels // (2 * WHOLE) * 2
    return first, min(pixels, ceil((start + extent) * pixels / (2 * WHOLE)) * 2)


def _coarse(width: int, height: int, mode: str) -> str:
    """Few mean colours, drawn again as blocks, or washed into each other by a box blur."""
    across, down = blocks_of(width, height)
    few = f"scale={across}:{down}:flags=area,scale={width}:{height}:flags="
    if mode == Mode.MOSAIC:
        return f"{few}neighbor"
    radius = min(width, height) // 8
    return f"{few}bilinear,boxblur={radius}:1:{radius // 2}:1"


def _during(spans: list[Span]) -> str:
    return "+".join(f"between(t,{_seconds(start)},{_seconds(stop)})" for start, stop in spans)


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"
