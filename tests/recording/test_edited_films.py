"""What is covered, muted or cut in the copy of a recording is gone, and its length is right."""

import json
import subprocess
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from recording.media import cut, sandbox
from recording.media.edits import Area, Edits, Span
from tests.clips import H264, made
from tests.recording.test_edited_pictures import spread

pytestmark = pytest.mark.one_database
LENGTH, RATE, SIZE = 4000, 25, (160, 96)
# Every frame full of detail, with a tone, a place and a maker.
NOISE = ("-f", "lavfi", "-i", "nullsrc=s=160x96:r=25:d=4,geq=random(1)*255:128:128")
TONE = ("-f", "lavfi", "-i", "sine=f=440:d=4:r=16000")
TOLD = ("-metadata", "location=+34.7732+111.2003/", "-metadata", "make=PRIVATE-MAKER")
TAGS = ("-movflags", "use_metadata_tags")
FILM = (*NOISE, *TONE, *H264, "-g", "40", "-c:a", "aac", *TOLD, *TAGS)
TAPE = (*TONE, "-c:a", "pcm_s16le")
WHOLE: tuple[Span, ...] = ((0, LENGTH),)


@cache
def film() -> bytes:
    return made("noise.mp4", FILM)


def turned(place: Path, degrees: int) -> bytes:
    """The film with the mark of a telephone that was held upright."""
    source, out = place / "plain.mp4", place / "turned.mp4"
    source.write_bytes(film())
    run("ffmpeg", "-i", source, "-c", "copy", "-metadata:s:v:0", f"rotate={degrees}", out)
    return out.read_bytes()


def run(*command: Any) -> bytes:
    """What a program answers."""
    words = [str(word) for word in command]
    quiet = [words[0], "-v", "error", *words[1:]]
    return subprocess.run(quiet, check=True, capture_output=True, timeout=60).stdout


def edited(place: Path, content: bytes, edits: Edits, *, picture: bool = True) -> Path:
    """The copy, made in the cage as the worker makes it."""
    source, out = place / "source", place / "copy.mp4"
    source.write_bytes(content)
    with sandbox.cell(source) as name:
        cut.recording(
            name,
            out,
            edits=edits,
            length=LENGTH,
            frame=cut.frame_of(name) if picture else None,
            sound=True,
            tell=lambda _percent: None,
        )
    return out


def told(path: Path) -> dict[str, Any]:
    """What ffprobe says of the file, its frames counted."""
    asked = ("-count_frames", "-show_streams", "-show_format", "-of", "json")
    found: dict[str, Any] = json.loads(run("ffprobe", *asked, path))
    return found


def frame(path: Path, moment: float) -> Image.Image:
    """One picture of the film."""
    given = ("-i", path, "-ss", f"{moment:.3f}", "-frames:v", "1", "-f", "image2pipe")
    data = run("ffmpeg", *given, "-c:v", "ppm", "-")
    place = path.with_suffix(".ppm")
    place.write_bytes(data)
    return Image.open(place)


def loudest(path: Path, start: float, stop: float) -> int:
    """The largest sample (of 32768) between two moments."""
    given = ("-i", path, "-vn", "-af", f"atrim={start}:{stop}", "-ac", "1", "-f", "s16le", "-")
    data = run("ffmpeg", *given)
    assert data
    samples = (data[at : at + 2] for at in range(0, len(data), 2))
    return max(abs(int.from_bytes(sample, "little", signed=True)) for sample in samples)


# ------------------------------------------------------------------------------------- areas
@pytest.mark.parametrize("mode", ["black", "mosaic", "blur"])
def test_an_area_is_gone_for_its_time_and_nowhere_else(tmp_path: Path, mode: str) -> None:
    area = Area(0, 0, 5000, 5000, mode, (1000, 3000))
    copy = edited(tmp_path, film(), Edits(areas=(area,)))
    inside, beside = (2, 2, 76, 44), (84, 52, 158, 94)
    for moment in (1.0, 2.0, 2.99):
        assert spread(frame(copy, moment), inside) < 6, moment
        assert spread(frame(copy, moment), beside) > 20
    for moment in (0.8, 3.2):
        assert spread(frame(copy, moment), inside) > 20, moment


def test_the_frame_that_is_seen_at_the_start_of_an_area_is_covered(tmp_path: Path) -> None:
    """A player at 1.03 s shows the frame of 1.00 s: that one shows what is to be covered."""
    area = Area(0, 0, 10_000, 10_000, "black", (1030, 2000))
    copy = edited(tmp_path, film(), Edits(areas=(area,)))
    assert spread(frame(copy, 1.0), (0, 0, *SIZE)) < 2


@pytest.mark.parametrize(("degrees", "size"), [(90, (96, 160)), (180, SIZE), (270, (96, 160))])
def test_an_area_lies_where_it_was_seen_in_a_turned_film(
    tmp_path: Path, degrees: int, size: tuple[int, int]
) -> None:
    area = Area(0, 0, 5000, 5000, "black", (0, LENGTH))
    copy = edited(tmp_path, turned(tmp_path, degrees), Edits(areas=(area,)))
    shown = frame(copy, 1.0)
    assert shown.size == size
    across, down = size[0] // 2, size[1] // 2
    assert spread(shown, (0, 0, across - 4, down - 4)) < 2
    assert spread(shown, (across + 4, 0, size[0], down - 4)) > 20
    assert spread(shown, (0, down + 4, across - 4, size[1])) > 20
    (video,) = (row for row in told(copy)["streams"] if row["codec_type"] == "video")
    assert "rotate" not in video.get("tags", {})
    assert "side_data_list" not in video


def test_many_areas_at_once(tmp_path: Path) -> None:
    areas = tuple(
        Area(n * 1500, 0, 1000, 10_000, mode, (0, LENGTH))
        for n, mode in enumerate(["black", "mosaic", "blur", "mosaic", "black", "blur"])
    )
    shown = frame(edited(tmp_path, film(), Edits(areas=areas)), 1.0)
    for n in range(6):
        assert spread(shown, (n * 24 + 2, 2, n * 24 + 14, 94)) < 6, n
        assert spread(shown, (n * 24 + 18, 2, n * 24 + 23, 94)) > 20, n


# ------------------------------------------------------------------------------------- sound
def test_a_muted_span_is_silent_and_the_rest_is_heard(tmp_path: Path) -> None:
    copy = edited(tmp_path, film(), Edits(mute=((1000, 2000), (3000, 3200))))
    assert loudest(copy, 1.0, 2.0) <= 1
    assert loudest(copy, 3.0, 3.2) <= 1
    for start, stop in ((0.2, 0.9), (2.1, 2.9), (3.3, 3.8)):
        assert loudest(copy, start, stop) > 1000


def test_a_span_muted_before_a_cut_is_silent_after_it(tmp_path: Path) -> None:
    copy = edited(tmp_path, film(), Edits(keep=((2000, 4000),), mute=((2500, 3000),)))
    assert loudest(copy, 0.5, 1.0) <= 1
    assert loudest(copy, 0.1, 0.4) > 1000


def test_a_tape_is_cut_and_muted_without_a_picture(tmp_path: Path) -> None:
    edits = Edits(keep=((1000, 2500),), mute=((2000, 2200),))
    copy = edited(tmp_path, made("tape.wav", TAPE), edits, picture=False)
    found = told(copy)
    assert [row["codec_name"] for row in found["streams"]] == ["aac"]
    assert float(found["format"]["duration"]) == pytest.approx(1.5, abs=0.03)
    assert loudest(copy, 1.0, 1.2) <= 1


# ------------------------------------------------------------------------------------- length
@pytest.mark.parametrize(
    "keep",
    [
        ((0, 1000),),
        ((1234, 3456),),
        ((3960, 4000),),
        ((100, 500), (510, 1510), (3000, 4000)),
        tuple((at, at + 110) for at in range(0, 3900, 130)),
    ],
)
def test_a_clip_is_as_long_as_was_asked_within_a_frame(
    tmp_path: Path, keep: tuple[Span, ...]
) -> None:
    copy = edited(tmp_path, film(), Edits(keep=keep))
    asked = sum(stop - start for start, stop in keep) / 1000
    rows = {row["codec_type"]: row for row in told(copy)["streams"]}
    assert int(rows["video"]["nb_read_frames"]) == pytest.approx(asked * RATE, abs=1)
    assert float(rows["video"]["duration"]) == pytest.approx(asked, abs=1 / RATE)
    assert float(rows["audio"]["duration"]) == pytest.approx(asked, abs=1 / RATE)


@given(
    st.lists(st.integers(0, 600_000), min_size=2, max_size=40, unique=True),
    st.sampled_from([Fraction(5), Fraction(25), Fraction(30_000, 1001), Fraction(60)]),
)
def test_cuts_do_not_add_up_to_a_longer_clip(moments: list[int], rate: Fraction) -> None:
    ordered = sorted(moments)
    spans = [(a, b) for a, b in zip(ordered[::2], ordered[1::2], strict=False) if b - a > 500]
    found = cut.on_grid(spans, rate)
    asked, given_ = sum(b - a for a, b in spans), sum(b - a for a, b in found)
    assert abs(asked - given_) <= 500 / rate + len(spans) + 1
    for (a, _b), (first, _last) in zip(spans, found, strict=True):
        assert abs(a - first) <= 500 / rate + 1


def test_a_clip_shows_the_part_that_was_asked_for(tmp_path: Path) -> None:
    """The frame of 2.0 s of the original is the first of the clip, also after a jump to it."""
    source = tmp_path / "plain.mp4"
    source.write_bytes(film())
    copy = edited(tmp_path, film(), Edits(keep=((2000, 3000),)))
    first = frame(copy, 0).convert("L").resize((16, 10)).tobytes()

    def distance(moment: float) -> int:
        other = frame(source, moment).convert("L").resize((16, 10)).tobytes()
        return sum(abs(a - b) for a, b in zip(first, other, strict=True))

    assert distance(2.0) * 2 < min(distance(1.96), distance(2.04))


def test_a_part_far_into_a_recording_is_reached_by_a_jump() -> None:
    """Times are told from where the reading begins."""
    area = Area(0, 0, 5000, 5000, "black", (100_000, 103_000))
    edits = Edits(keep=((100_500, 102_500),), areas=(area,), mute=((101_000, 102_000),))
    film_frame = cut.Frame(160, 96, Fraction(25))
    text = cut.graph(edits, kept=edits.keep, shift=95_000, frame=film_frame, sound=True)
    assert "between(t,4.940,8.020)" in text
    assert "between(t,5.940,7.060)" in text
    assert "atrim=start=5.520:end=7.520" in text
    assert "[vs0]trim=start=5.500:end=7.500" in text


# ------------------------------------------------------------------------------------- the file
def test_browsers_play_it_and_nothing_of_the_camera_is_in_it(tmp_path: Path) -> None:
    copy = edited(tmp_path, film(), Edits(mute=((0, 100),)))
    found = told(copy)
    assert b"PRIVATE-MAKER" in film()
    rows = {row["codec_type"]: row for row in found["streams"]}
    assert (rows["video"]["codec_name"], rows["video"]["pix_fmt"]) == ("h264", "yuv420p")
    assert rows["audio"]["codec_name"] == "aac"
    data = copy.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"PRIVATE" not in data
    assert b"34.7732" not in data


@pytest.mark.parametrize(
    ("told_", "frame_"),
    [
        ({"width": 161, "height": 97, "avg_frame_rate": "25/1"}, (160, 96, Fraction(25))),
        ({"width": 9, "height": 9, "avg_frame_rate": "0/0"}, (8, 8, Fraction(25))),
        ({"width": 8, "height": 8, "avg_frame_rate": "90000/1"}, (8, 8, Fraction(60))),
        ({"width": 1, "height": 1, "avg_frame_rate": "1/9"}, (2, 2, Fraction(1))),
    ],
)
def test_size_and_rate_are_those_a_codec_can_take(
    told_: dict[str, Any],
    frame_: tuple[int, int, Fraction],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = sandbox.Answer(json.dumps({"streams": [told_]}).encode(), "", 0)
    monkeypatch.setattr(sandbox, "run", lambda *args, **options: answer)
    assert cut.frame_of(tmp_path / "x") == cut.Frame(*frame_)


@pytest.mark.parametrize("output", [b"", b"{}", b'{"streams": []}', b'{"streams": [{}]}'])
def test_an_answer_without_a_picture_ends_with_its_reason(
    output: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "run", lambda *args, **options: sandbox.Answer(output, "", 0))
    with pytest.raises(sandbox.Ended, match="unreadable answer"):
        cut.frame_of(tmp_path / "x")
