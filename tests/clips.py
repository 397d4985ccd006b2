"""Recordings made once per run by ffmpeg: what cameras and recorders write, a few kilobytes each."""

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

TOLD = (
    *(
        "-metadata",
        "creation_time=2026-03-09T03:00:00Z",
        "-metadata",
        "location=+34.7732+111.2003/",
    ),
    *("-metadata", "make=YX", "-metadata", "model=DSJ-1"),
)
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=96x64:r=5:d=2")
SOUND = ("-f", "lavfi", "-i", "sine=f=440:d=2:r=8000")
TAGS = ("-movflags", "use_metadata_tags+faststart")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
RECIPES: dict[str, tuple[str, ...]] = {
    "film.mp4": (*PICTURE, *SOUND, *H264, "-c:a", "aac", *TOLD, *TAGS),
    "late_index.mp4": (*PICTURE, *H264),
    "fragments.mp4": (*PICTURE, *H264, "-movflags", "frag_every_frame+empty_moov"),
    "hevc.mp4": (
        *(*PICTURE, *SOUND, "-c:v", "libx265", "-preset", "ultrafast"),
        *("-x265-params", "log-level=none", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    ),
    "camera.ts": (*PICTURE, *SOUND, *H264, "-c:a", "aac"),
    "recorder.caf": (*SOUND, "-c:a", "pcm_s16le"),
}


@cache
def clip(name: str) -> bytes:
    """The bytes of one recording; skips the test where ffmpeg is not installed."""
    return made(name, RECIPES[name])


def made(name: str, recipe: tuple[str, ...]) -> bytes:
    """The bytes that ffmpeg writes into a file of that name."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / name
        command = ["ffmpeg", "-v", "error", "-nostdin", *recipe, str(out)]
        subprocess.run(command, check=True, timeout=60)
        return out.read_bytes()
