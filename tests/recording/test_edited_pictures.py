"""What is covered in the copy of a picture is gone, at the right place, and so is what a camera wrote."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from recording.media import cover, cut, sandbox
from recording.media.edits import Area, Edits

pytestmark = pytest.mark.one_database
BASE, GPS, OWN = ExifTags.Base, ExifTags.GPS, ExifTags.IFD
SIZE = (400, 300)
TOP_LEFT = Area(0, 0, 5000, 5000, "black")


def noise(size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture in which no two pixels are alike: what survives can be measured."""
    return Image.effect_noise(size, 90).convert("RGB")


def taken(orientation: int = 1, size: tuple[int, int] = SIZE) -> bytes:
    """What a telephone writes: a turned picture, its place, its maker and a small picture of it."""
    exif = Image.Exif()
    exif[BASE.Orientation] = orientation
    exif[BASE.Make] = "PRIVATE-MAKER"
    gps = exif.get_ifd(OWN.GPSInfo)
    gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef] = (34.0, 46.0, 23.0), "N"
    small = io.BytesIO()
    noise((32, 24)).save(small, "JPEG", comment=b"THUMBNAIL")
    out = io.BytesIO()
    noise(size).save(out, "JPEG", exif=exif, comment=b"PRIVATE-WORDS", quality=98)
    return out.getvalue()


def edited(place: Path, content: bytes, *areas: Area) -> Image.Image:
    """The copy, made in the cage as the worker makes it."""
    source, out = place / "source", place / "out"
    source.write_bytes(content)
    with sandbox.cell(source) as name:
        cut.picture(name, out, edits=Edits(areas=areas))
    return Image.open(out)


def spread(picture: Image.Image, box: tuple[int, int, int, int]) -> float:
    """The mean difference of pixels side by side: the detail that is left."""
    part = picture.convert("L").crop(box)
    pixels: Any = part.load()
    pairs = [(x, y) for x in range(part.width - 1) for y in range(part.height)]
    return float(sum(abs(pixels[x, y] - pixels[x + 1, y]) for x, y in pairs)) / len(pairs)


def test_a_black_area_is_black_and_the_rest_is_as_it_was(tmp_path: Path) -> None:
    copy = edited(tmp_path, taken(), TOP_LEFT)
    inside = copy.crop((0, 0, 192, 144))
    assert max(inside.tobytes()) <= 8
    assert spread(copy, (208, 160, 400, 300)) > 20


@pytest.mark.parametrize("mode", ["mosaic", "blur"])
def test_of_a_covered_area_only_few_mean_colours_are_left(tmp_path: Path, mode: str) -> None:
    area = Area(2500, 2500, 5000, 5000, mode)
    copy = edited(tmp_path, taken(), area)
    box = (108, 83, 292, 217)
    assert spread(copy, box) < 2
    assert spread(copy, (0, 0, 90, 60)) > 20
    across, down = cover.blocks_of(200, 150)
    assert across * down <= 2 * cover.BLOCKS**2


def test_two_pictures_alike_in_their_means_give_the_same_cover() -> None:
    """Nothing but the means is kept: what differs below them cannot come back."""
    first, second = Image.new("RGB", (64, 64)), Image.new("RGB", (64, 64))
    for x in range(64):
        for y in range(64):
            first.putpixel((x, y), (255, 255, 255) if (x + y) % 2 else (0, 0, 0))
            second.putpixel((x, y), (255, 255, 255) if x // 2 % 2 else (0, 0, 0))
    for mode in ("mosaic", "blur"):
        area = {"x": 0, "y": 0, "w": 10_000, "h": 10_000, "mode": mode}
        one, other = first.copy(), second.copy()
        cover.cover(one, area)
        cover.cover(other, area)
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    ("size", "most"), [((1, 1), 1), ((8, 400), 8), ((200, 60), 32), ((4000, 3000), 32), ((9, 9), 1)]
)
def test_no_area_keeps_more_than_a_few_blocks(size: tuple[int, int], most: int) -> None:
    across, down = cover.blocks_of(*size)
    assert 1 <= across * down <= most


def test_an_area_is_rounded_outwards() -> None:
    area = {"x": 3333, "y": 3333, "w": 3333, "h": 3333}
    assert cover.box_of(area, (100, 7)) == (33, 2, 67, 5)
    assert cover.box_of({"x": 0, "y": 0, "w": 10_000, "h": 10_000}, (101, 77)) == (0, 0, 101, 77)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_an_area_lies_where_it_was_seen_in_a_turned_picture(
    tmp_path: Path, orientation: int
) -> None:
    copy = edited(tmp_path, taken(orientation), TOP_LEFT)
    assert copy.size == (SIZE if orientation in (1, 3) else SIZE[::-1])
    half = (copy.width // 2 - 8, copy.height // 2 - 8)
    assert spread(copy, (0, 0, *half)) < 1
    assert spread(copy, (copy.width // 2 + 8, 0, copy.width, half[1])) > 20
    assert spread(copy, (0, copy.height // 2 + 8, half[0], copy.height)) > 20


def test_nothing_that_the_camera_wrote_comes_along(tmp_path: Path) -> None:
    content = taken(6)
    assert b"PRIVATE-MAKER" in content
    copy = edited(tmp_path, content, TOP_LEFT)
    assert not copy.getexif()
    assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    data = (tmp_path / "out").read_bytes()
    for word in (b"PRIVATE", b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE"):
        assert word not in data


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    copy = edited(tmp_path, out.getvalue(), TOP_LEFT)
    assert copy.mode == "RGB"
    assert min(copy.getpixel((35, 35))) > 240  # type: ignore[arg-type]  # a pixel of RGB


def test_a_broken_picture_ends_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(sandbox.Ended):
        edited(tmp_path, taken()[:2000], TOP_LEFT)


def test_the_program_needs_nothing_of_the_portal(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(taken())
    command = [sys.executable, "-I", cut.COVER, str(tmp_path / "in"), str(tmp_path / "o"), "[]"]
    subprocess.run(command, check=True, cwd=tmp_path, env={})
    assert Image.open(tmp_path / "o").size == SIZE
