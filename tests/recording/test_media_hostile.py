"""Hostile and broken files: named by what they are, never opened further, never a crash of ours."""

import os
import random
import signal
import sys
import time
import zlib
from pathlib import Path

import pytest

from core import sniff
from recording.media import boxes, probe, sandbox, structure
from recording.media.finding import Verdict
from tests.clips import clip
from tests.originals import FILM, PHOTO, SILENCE

GIB = 1 << 30


def look(path: Path) -> Verdict:
    """The verdict on a file by its content."""
    with path.open("rb") as file:
        head = file.read(sniff.HEAD_BYTES)
    return probe.probe(path, sniff.content_type(head, frozenset())).verdict


def put(place: Path, content: bytes, name: str = "film.mp4") -> Path:
    path = place / name
    path.write_bytes(content)
    return path


# ------------------------------------------------------------------------------- cut short
def test_a_film_cut_anywhere_is_not_whole(tmp_path: Path) -> None:
    for name in ("film.mp4", "late_index.mp4"):
        whole = clip(name)
        with put(tmp_path, whole).open("rb") as file:
            assert structure.verdict_of(file, "video/mp4") is None
        for left in (len(whole) * 6 // 10, len(whole) - 200, len(whole) - 1):
            with put(tmp_path, whole[:left]).open("rb") as file:
                assert structure.verdict_of(file, "video/mp4") == Verdict.TRUNCATED, (name, left)


def test_a_film_cut_between_fragments_only_lacks_its_end_mark(tmp_path: Path) -> None:
    whole = clip("fragments.mp4")
    with put(tmp_path, whole).open("rb") as file:
        assert not boxes.open_ended(file)
    last = whole.rindex(b"moof") - 4
    with put(tmp_path, whole[:last]).open("rb") as file:
        assert structure.verdict_of(file, "video/mp4") is None
        assert boxes.open_ended(file)
    with put(tmp_path, whole[: last + 20]).open("rb") as file:
        assert structure.verdict_of(file, "video/mp4") == Verdict.TRUNCATED
    assert "结尾标记" in probe.probe(put(tmp_path, whole[:last]), "video/mp4").detail


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PHOTO, "image/jpeg"),
        (SILENCE, "audio/wav"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82", "image/png"),
    ],
)
def test_the_last_byte_counts(tmp_path: Path, content: bytes, content_type: str) -> None:
    with put(tmp_path, content).open("rb") as file:
        assert structure.verdict_of(file, content_type) is None
    with put(tmp_path, content[:-1]).open("rb") as file:
        assert structure.verdict_of(file, content_type) == Verdict.TRUNCATED


def test_ten_sparse_gigabytes_are_judged_at_once(tmp_path: Path) -> None:
    path = put(tmp_path, FILM[:32])
    with path.open("r+b") as file:
        file.seek(32)
        file.write(b"\0\0\0\x01mdat" + (10 * GIB - 32).to_bytes(8, "big"))
    os.truncate(path, 10 * GIB)
    begun = time.monotonic()
    with path.open("rb") as file:
        assert structure.verdict_of(file, "video/mp4") == Verdict.TRUNCATED
    os.truncate(path, 10 * GIB - 1)
    with path.open("rb") as file:
        assert structure.verdict_of(file, "video/mp4") == Verdict.TRUNCATED
    assert time.monotonic() - begun < 5


def test_a_million_empty_boxes_end_the_walk(tmp_path: Path) -> None:
    with put(tmp_path, FILM[:32] + b"\0\0\0\x08free" * 1_000_000).open("rb") as file:
        assert boxes.verdict_of(file) == Verdict.NO_MEDIA


def test_flipped_bits_crash_nothing(tmp_path: Path) -> None:
    dice = random.Random(4)  # noqa: S311  # damage, not a secret
    for _no in range(150):
        content = bytearray(FILM)
        for _flip in range(dice.randint(1, 8)):
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        with put(tmp_path, bytes(content)).open("rb") as file:
            assert structure.verdict_of(file, "video/mp4") in (None, *Verdict)
    assert look(tmp_path / "film.mp4") in Verdict


# ------------------------------------------------------------------------------- hostile
def test_a_list_of_other_files_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, clip("film.mp4"), "secret.mp4")
    for text in (
        "ffconcat version 1.0\nfile secret.mp4\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{tmp_path}/secret.mp4\n",
    ):
        found = probe.probe(put(tmp_path, text.encode()), "")
        assert found.verdict in (Verdict.NO_MEDIA, Verdict.NOT_PROBED)
        assert found.video_codec == ""


@pytest.mark.parametrize(
    "content", [b"<html>" + FILM, b"<svg xmlns='x'/>", b"\0" * 4096, b"PK\3\4"]
)
def test_what_is_no_recording_is_none(tmp_path: Path, content: bytes) -> None:
    assert look(put(tmp_path, content)) in (Verdict.NO_MEDIA, Verdict.NOT_PROBED)


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    check = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + check


def test_a_picture_of_400_million_pixels_is_not_opened(tmp_path: Path) -> None:
    side = 20_000
    head = side.to_bytes(4, "big") * 2 + b"\x01\0\0\0\0"
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    found = probe.probe(put(tmp_path, bomb, "bomb.png"), "image/png")
    assert found.verdict == Verdict.NOT_PROBED
    assert "decompression bomb" in found.detail


# ------------------------------------------------------------------------------- the cage
TIGHT = sandbox.Limits(wall=3, cpu=1, memory=256 << 20, file=1 << 20)


def cage(code: str, place: Path) -> sandbox.Answer:
    """A program of ours in the cage."""
    return sandbox.run([sys.executable, "-I", "-c", code], limits=TIGHT, place=place)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os; os.kill(os.getpid(), 11)", "SIGSEGV"),
        ("while True: pass", "SIGXCPU|SIGKILL|no answer"),
        ("import time; time.sleep(60)", "no answer"),
        ("open('x', 'wb').write(bytes(2 << 20))", None),
        ("bytearray(1 << 30)", None),
    ],
)
def test_a_program_that_crashes_hangs_or_takes_too_much_is_ended(
    tmp_path: Path, code: str, says: str | None
) -> None:
    if says is None:
        assert cage(code, tmp_path).code != 0
        return
    with pytest.raises(sandbox.Ended, match=says):
        cage(code, tmp_path)


def test_what_a_program_left_behind_ends_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess as s, sys; "
        "p = s.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print(p.pid)"
    )
    child = int(cage(code, tmp_path).output)
    for _try in range(50):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the child lives on")


def test_the_file_is_alone_under_a_name_that_says_nothing(tmp_path: Path) -> None:
    path = put(tmp_path, FILM)
    with sandbox.cell(path) as name:
        assert name.suffix == ""
        assert os.listdir(name.parent) == [name.name]
        assert name.read_bytes() == FILM
    assert not name.parent.exists()
    assert path.exists()


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(sandbox.Missing, match="no-such-program"):
        sandbox.run(["no-such-program"], limits=TIGHT, place=tmp_path)


def test_nonsense_from_the_prober_is_not_probed(tmp_path: Path) -> None:
    def babbles(*args: object, **options: object) -> sandbox.Answer:
        return sandbox.Answer(b"[]not json", "", 0)

    found = probe.probe(put(tmp_path, FILM), "video/mp4", run=babbles)
    assert found.verdict == Verdict.NOT_PROBED
    assert "unreadable answer" in found.detail
