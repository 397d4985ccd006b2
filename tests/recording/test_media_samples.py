"""Every published sample behaves as its manifest says: container, codecs, size, length, faults."""

import csv
import hashlib
import re
from pathlib import Path

import pytest

from core import sniff
from recording.media import probe
from recording.media.finding import Finding, Verdict

# What is wrong with a file is our judgement; everything else comes from the manifest.
FAULTS = {
    "broken_tiny_mpeg4.mp4": Verdict.NO_MEDIA,
    "derived_truncated.jpg": Verdict.TRUNCATED,
    "derived_truncated_h264.mp4": Verdict.TRUNCATED,
    "encrypted_cbcs.mp4": Verdict.ENCRYPTED,
    "init_prog_only.mp4": Verdict.TRUNCATED,
    "no_mdat.mp4": Verdict.NO_MEDIA,
}
PLAYED = {"h264", "mjpeg", "png", ""}
POSITIONS = {"derived_gps.jpg": (39.9075, 116.3972)}
DEVICES = {
    "exif_canon.jpg": "Canon PowerShot G1 X Mark II",
    "exif_r_sony.jpg": "SONY DSC-RX1R",
    "exif_02.jpg": "CASIO COMPUTER CO.,LTD  QV-R51",
}


def expected(name: str, video: str) -> Verdict:
    """The verdict by the manifest."""
    unseen = video not in PLAYED or name in ("sample.heic", "vvc_2s.mp4")
    return FAULTS.get(name, Verdict.UNPLAYABLE if unseen else Verdict.WHOLE)


def look(path: Path) -> Finding:
    """The finding, as the worker gets it."""
    head = path.read_bytes()[: sniff.HEAD_BYTES]
    return probe.probe(path, sniff.content_type(head, frozenset()))


def check(row: dict[str, str], found: Finding) -> list[str]:
    """What differs from the manifest."""
    name, picture = row["file"], found.container in ("JPEG", "PNG")
    size = f"{found.width}x{found.height}" if found.width else ""
    pairs: dict[str, tuple[object, object]] = {
        "verdict": (found.verdict, expected(name, row["video_codec"])),
        "size": (size, row["size"]),
    }
    if not picture:
        known = "" if found.video_codec == "vvc1" else found.video_codec
        pairs |= {
            "video": (known, row["video_codec"]),
            "audio": (found.audio_codec, row["audio_codec"]),
            "container": (found.container, _container(name, row)),
            "duration": (found.duration, float(row["duration_s"]) if row["duration_s"] else None),
        }
    return [f"{name} {key}: {is_} != {told}" for key, (is_, told) in pairs.items() if is_ != told]


def _container(name: str, row: dict[str, str]) -> str:
    # ffprobe reads no HEIC; its name then comes from the signature.
    return "heic" if name == "sample.heic" else row["container"].split(",")[0]


def test_all_samples_behave_as_their_manifest_says(shared_data: Path) -> None:
    folder = shared_data / "media"
    with (folder / "MANIFEST.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 29
    wrong: list[str] = []
    for row in rows:
        path = folder / row["file"]
        found = look(path)
        wrong += check(row, found)
        if row["file"] in POSITIONS:
            assert (found.latitude, found.longitude) == pytest.approx(
                POSITIONS[row["file"]], abs=1e-3
            )
        assert found.device == DEVICES.get(row["file"], found.device)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]
    assert wrong == []


def test_a_camera_without_a_zone_is_read_in_local_time(shared_data: Path) -> None:
    found = look(shared_data / "media" / "exif_canon.jpg")
    assert found.recorded_at is not None
    assert (found.recorded_at.isoformat(), found.zone_told) == ("2013-12-17T14:04:24+08:00", False)
    assert re.match(r"Pillow \d", found.tool)
