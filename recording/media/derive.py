"""Copies for viewing, made by ffmpeg and Pillow in a cage: each function writes one file.

Every one raises sandbox.Ended with the reason when the copy cannot be made. The original is only read.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from recording.media import sandbox
from recording.media.probe import LOOK, SAFE_INPUT

THUMBNAIL_PIXELS, PREVIEW_PIXELS, FILM_PIXELS = 480, 1600, 1280  # longer side
WAVE = "1200x120"
MIB = sandbox.MEBIBYTE
PICTURE = sandbox.Limits(wall=60, cpu=50, memory=2048 * MIB, file=16 * MIB)
SOUND = sandbox.Limits(wall=1200, cpu=900, memory=2048 * MIB, file=16 * MIB)
# A whole shift: 12 hours of film at a quarter of real time, on several cores.
FILM = sandbox.Limits(wall=6 * 3600, cpu=24 * 3600, memory=4096 * MIB, file=16384 * MIB)
COPIED_VIDEO, COPIED_AUDIO = {"h264"}, {"aac"}
FIRST_SECONDS, PART = 5.0, 0.1  # the picture is taken from a tenth of the film, at most so late
TIME = re.compile(rb"out_time_us=(\d+)")
TOLD_PROGRESS = ("-progress", "pipe:1", "-stats_period", "2")  # seconds
EVEN = "scale='trunc(min({side},iw)/2)*2':-2"

Progress = Callable[[int], None]


def still(path: Path, out: Path, *, duration: float | None) -> None:
    """A JPEG of one moment of a film."""
    moment = min(FIRST_SECONDS, (duration or 0) * PART)
    try:
        _still(path, out, moment)
    except sandbox.Ended:
        # A film that was cut short may end before that.
        _still(path, out, 0)


def _still(path: Path, out: Path, moment: float) -> None:
    scale = f"scale='min({THUMBNAIL_PIXELS},iw)':-2"
    command = [*ffmpeg(path, "-ss", f"{moment:.3f}"), "-map", "0:v:0", "-frames:v", "1"]
    command += ["-vf", scale, "-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-f", "image2pipe"]
    make([*command, f"file:{out}"], PICTURE, out)


def smaller(path: Path, out: Path, *, pixels: int) -> None:
    """A JPEG of a picture, upright and without what the camera wrote into it."""
    command = [sys.executable, "-I", LOOK, "shrink", str(path), str(out), str(pixels)]
    make(command, PICTURE, out)


def waveform(path: Path, out: Path) -> None:
    """A PNG of how loud the sound is from its start to its end."""
    wave = f"[0:a:0]aformat=channel_layouts=mono,showwavespic=s={WAVE}:scale=sqrt:colors=0x2a5d9f"
    command = [*ffmpeg(path), "-filter_complex", wave, "-frames:v", "1"]
    make([*command, "-c:v", "png", "-f", "image2pipe", f"file:{out}"], SOUND, out)


def film(
    path: Path, out: Path, *, video: str, audio: str, duration: float | None, tell: Progress
) -> None:
    """An MP4 that browsers play: H.264 and AAC; streams that are so already are copied unchanged.

    `video`, `audio`: codecs of the original, "" when it has none. `tell` hears the percent done.
    """
    command = [*ffmpeg(path), "-map", "0:v:0?", "-map", "0:a:0?", "-sn", "-dn"]
    command += ["-map_metadata", "-1", "-map_chapters", "-1"]
    command += ["-c:v", "copy"] if video in COPIED_VIDEO else _picture_codec()
    command += ["-c:a", "copy"] if audio in COPIED_AUDIO else ["-c:a", "aac", "-b:a", "96k"]
    command += ["-movflags", "+faststart", "-f", "mp4"]
    command += [*TOLD_PROGRESS, f"file:{out}"]

    def watch(output: bytes) -> None:
        found = TIME.findall(output)
        if found and duration:
            tell(min(99, int(int(found[-1]) / 10_000 / duration)))

    make(command, FILM, out, watch)


def _picture_codec() -> list[str]:
    scale = EVEN.format(side=FILM_PIXELS)
    quality = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "26"]
    return [*quality, "-pix_fmt", "yuv420p", "-vf", scale]


def ffmpeg(path: Path, *before: str) -> list[str]:
    """The beginning of a command that reads the original, with these options for reading it."""
    quiet = ["ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-y"]
    return [*quiet, *SAFE_INPUT, *before, "-i", f"file:{path}"]


def make(
    command: list[str],
    limits: sandbox.Limits,
    out: Path,
    watch: Callable[[bytes], None] | None = None,
) -> None:
    """Run the command that writes `out`. Raises sandbox.Ended with what it complained about last."""
    answer = sandbox.run(command, limits=limits, place=out.parent, watch=watch)
    if answer.code or not out.exists() or out.stat().st_size == 0:
        said = answer.errors.replace(str(out), "copy").strip().splitlines() or [
            _("程序没有给出结果。")
        ]
        raise sandbox.Ended(said[-1])
