"""Looking into a file in a cage: ffprobe for recordings, Pillow for pictures; both answer a Finding.

Whatever the prober does (crash, hang, nonsense), the answer is "not probed" and the original stays.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core import sniff
from recording.media import boxes, sandbox, structure
from recording.media.finding import TOOL_MISSING, Finding, Verdict

LOOK = str(Path(__file__).with_name("look.py"))
# No demuxer that opens other files (concat, hls, dash, image sequences), no protocol but the file.
DEMUXERS = (
    "mov,matroska,avi,asf,mpegts,mpeg,mp3,wav,w64,ogg,aac,ac3,flac,amr,amrnb,amrwb,caf,flv,"
    "h264,hevc,m4v,mpegvideo,dv,dhav,aiff"
)
SAFE_INPUT = ("-protocol_whitelist", "file", "-format_whitelist", DEMUXERS)
ASKED = (
    "format=format_name,duration:format_tags:stream=codec_type,codec_name,codec_tag_string,width,"
    "height,pix_fmt:stream_tags:stream_disposition=attached_pic"
)
CUT = re.compile(r"partial file|ended prematurely|moov atom not found|truncated", re.IGNORECASE)
UNREADABLE = re.compile(r"Invalid data found|could not find codec|End of file", re.IGNORECASE)
ISO6709 = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
PLAYED_CONTAINERS = {"mov", "matroska", "mp3", "wav", "ogg", "aac", "flac"}
PLAYED_VIDEO = {"h264", "vp8", "vp9", "av1"}
PLAYED_AUDIO = {"aac", "mp3", "opus", "vorbis", "flac", "pcm_s16le", "pcm_u8"}
PLAYED_PIXELS = {"yuv420p", "yuvj420p"}
SHOWN_PICTURES = {"JPEG", "PNG", "WEBP", "GIF", "AVIF"}
UNSHOWN_PICTURES = frozenset({"image/heic", "image/tiff", "image/bmp"})
TEXT = 200  # characters kept of what a file calls its device or its codec

Runner = Callable[..., sandbox.Answer]


@cache
def tool() -> str:
    """Name and version of ffprobe, TOOL_MISSING when it is not installed or does not start."""
    if shutil.which("ffprobe") is None:
        return TOOL_MISSING
    try:
        answer = sandbox.run(["ffprobe", "-version"], limits=sandbox.PROBE, place=Path("/"))
    except sandbox.Ended:
        return TOOL_MISSING
    return " ".join(answer.output.decode(errors="replace").split()[0:3:2])[:TEXT]


def probe(path: Path, content_type: str, *, run: Runner = sandbox.run) -> Finding:
    """What the file at `path` is; never raises for what is in the file.

    `content_type` is that of core.sniff. Structure is counted first, since a decoder accepts a file
    that was cut short.
    """
    with path.open("rb") as file:
        proven = structure.verdict_of(file, content_type)
        open_ended = content_type in structure.BOXED and boxes.open_ended(file)
    look = _picture if content_type.startswith("image/") else _recording
    with sandbox.cell(path) as name:
        try:
            found = look(name, content_type, run)
        except sandbox.Ended as error:
            found = Finding(verdict=Verdict.NOT_PROBED, tool=tool(), detail=str(error))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            detail = f"unreadable answer: {type(error).__name__}"
            found = Finding(verdict=Verdict.NOT_PROBED, tool=tool(), detail=detail)
    if open_ended and not proven:
        return replace(
            found, detail=_("分段录制的文件没有结尾标记，是否完整应当与设备上的清单核对。")
        )
    return replace(found, verdict=proven) if proven else found


# --------------------------------------------------------------------------------- recordings
def _recording(name: Path, content_type: str, run: Runner) -> Finding:
    command = ["ffprobe", "-hide_banner", "-v", "error", *SAFE_INPUT]
    command += ["-show_entries", ASKED, "-of", "json", f"file:{name}"]
    answer = run(command, limits=sandbox.PROBE, place=name.parent)
    errors = answer.errors.replace(str(name), "file")
    return read_recording(json.loads(answer.output or b"{}"), errors)


def read_recording(told: dict[str, Any], errors: str) -> Finding:
    """The finding in what ffprobe answered; `errors` is what it complained about."""
    form, streams = told.get("format", {}), told.get("streams", [])
    video = _first(streams, "video")
    audio = _first(streams, "audio")
    tags = {str(k).lower(): str(v) for s in (form, video, audio) for k, v in _tags(s)}
    moment, zone_told = recorded_at(tags)
    latitude, longitude = position(tags)
    return Finding(
        verdict=_judged(form, video, audio, errors),
        tool=tool(),
        detail=errors[-TEXT:].strip(),
        container=str(form.get("format_name", "")).split(",")[0][:TEXT],
        video_codec=_codec(video),
        audio_codec=_codec(audio),
        duration=_number(form.get("duration")),
        width=video.get("width"),
        height=video.get("height"),
        recorded_at=moment,
        zone_told=zone_told,
        latitude=latitude,
        longitude=longitude,
        device=device(tags),
    )


def _first(streams: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    # The cover picture of a sound file is no film.
    own = (
        row
        for row in streams
        if row.get("codec_type") == kind and not row.get("disposition", {}).get("attached_pic")
    )
    return next(own, {})


def _tags(part: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(part.get("tags", {}).items())


def _codec(stream: dict[str, Any]) -> str:
    """The name of the codec; of one that ffprobe does not know, its tag."""
    known = stream.get("codec_name") or stream.get("codec_tag_string") or ""
    return str(known)[:TEXT]


def _judged(
    form: dict[str, Any], video: dict[str, Any], audio: dict[str, Any], errors: str
) -> Verdict:
    if CUT.search(errors):
        return Verdict.TRUNCATED
    if not (video or audio):
        answered = form or UNREADABLE.search(errors)
        return Verdict.NO_MEDIA if answered else Verdict.NOT_PROBED
    return Verdict.WHOLE if playable(form, video, audio) else Verdict.UNPLAYABLE


def playable(form: dict[str, Any], video: dict[str, Any], audio: dict[str, Any]) -> bool:
    """Whether current browsers show it as it is (measured with Chromium; HEVC is not played)."""
    container = str(form.get("format_name", "")).split(",")[0]
    seen = not video or (
        video.get("codec_name") in PLAYED_VIDEO and video.get("pix_fmt") in PLAYED_PIXELS
    )
    heard = not audio or audio.get("codec_name") in PLAYED_AUDIO
    return container in PLAYED_CONTAINERS and seen and heard


def _number(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if 0 <= found < 10**9 else None


def recorded_at(tags: dict[str, str]) -> tuple[datetime | None, bool]:
    """(moment, whether its zone is told). A film's creation_time is UTC by its own word only."""
    for name in ("com.apple.quicktime.creationdate", "creation_time", "date"):
        moment = read_time(tags.get(name, ""))
        if moment is not None:
            return (moment if moment.tzinfo else timezone.make_aware(moment)), bool(moment.tzinfo)
    return None, False


def read_time(text: str) -> datetime | None:
    """ISO 8601 or EXIF time; None for nonsense, and for the zero of QuickTime (1904) or Unix."""
    shaped = re.sub(r"^(\d{4}):(\d\d):(\d\d)", r"\1-\2-\3", text.strip())
    try:
        found = datetime.fromisoformat(shaped)
    except ValueError:
        return None
    if not 1971 <= found.year <= 9000:
        return None
    return found.astimezone(UTC) if found.tzinfo else found


def position(tags: dict[str, str]) -> tuple[float | None, float | None]:
    """(latitude, longitude) in WGS-84 degrees from an ISO 6709 tag, else (None, None)."""
    told = tags.get("com.apple.quicktime.location.iso6709") or tags.get("location") or ""
    found = ISO6709.match(told)
    return on_earth(float(found[1]), float(found[2])) if found else (None, None)


def on_earth(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
    """The position if there is such a place; 0, 0 is what a device without a fix writes."""
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else (None, None)


def device(tags: dict[str, str]) -> str:
    """Maker and model as the file gives them."""
    names = (
        ("com.apple.quicktime.make", "com.apple.quicktime.model"),
        ("make", "model"),
        ("com.android.manufacturer", "com.android.model"),
    )
    for maker, model in names:
        if tags.get(maker) or tags.get(model):
            return named(tags.get(maker, ""), tags.get(model, ""))
    return ""


def named(maker: str, model: str) -> str:
    """Maker and model without saying the maker twice, printable, cut to a line."""
    said = model if model.lower().startswith(maker.lower()) else f"{maker} {model}"
    return "".join(char for char in said if char.isprintable()).strip()[:TEXT]


# --------------------------------------------------------------------------------- pictures
def _picture(name: Path, content_type: str, run: Runner) -> Finding:
    if content_type in UNSHOWN_PICTURES:
        container = sniff.NAMES.get(content_type, content_type.partition("/")[2])
        return Finding(verdict=Verdict.UNPLAYABLE, tool=tool(), container=container)
    command = [sys.executable, "-I", LOOK, "facts", str(name)]
    answer = run(command, limits=sandbox.PROBE, place=name.parent)
    return read_picture(json.loads(answer.output))


PROBLEMS = {
    "": Verdict.WHOLE,
    "truncated": Verdict.TRUNCATED,
    "no_media": Verdict.NO_MEDIA,
    "bomb": Verdict.NOT_PROBED,
}


def read_picture(told: dict[str, Any]) -> Finding:
    """The finding in what the picture program answered."""
    moment = read_time(told.get("time", "") + told.get("zone", "").strip())
    zone_told = moment is not None and moment.tzinfo is not None
    latitude, longitude = on_earth(told.get("latitude"), told.get("longitude"))
    return Finding(
        verdict=PROBLEMS[told["problem"]],
        tool=told["tool"],
        detail=told.get("detail", ""),
        container=told.get("format", ""),
        width=told.get("width"),
        height=told.get("height"),
        recorded_at=timezone.make_aware(moment) if moment and not zone_told else moment,
        zone_told=zone_told,
        latitude=latitude,
        longitude=longitude,
        device=named(told.get("make", ""), told.get("model", "")),
    )
