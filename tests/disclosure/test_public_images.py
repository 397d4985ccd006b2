"""A public image has the pixels of the original and tells nothing else."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.errors import RuleError
from disclosure.imaging import public_image

GPS_IFD, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photograph(orientation: int = 1) -> bytes:
    """A JPEG 40 wide, 20 high, red left half, with camera, place and a comment."""
    image = Image.new("RGB", (40, 20), "blue")
    image.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[MAKE] = "SecretCamera"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[2] = (36.0, 11.0, 42.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"taken at home", quality=95)
    return out.getvalue() + b"trailing SecretCamera bytes"


def test_exif_place_camera_comment_and_trailing_bytes_are_gone() -> None:
    original = photograph()
    assert b"SecretCamera" in original
    public = public_image(original)
    shown = Image.open(io.BytesIO(public))
    assert dict(shown.getexif()) == {}
    assert b"SecretCamera" not in public
    assert b"taken at home" not in public
    assert shown.size == (40, 20)


def test_a_rotated_photograph_is_turned_upright() -> None:
    assert Image.open(io.BytesIO(public_image(photograph(orientation=6)))).size == (20, 40)


def test_the_pixels_stay() -> None:
    shown = Image.open(io.BytesIO(public_image(photograph()))).convert("RGB")
    left, right = shown.getpixel((5, 10)), shown.getpixel((35, 10))
    assert isinstance(left, tuple) and isinstance(right, tuple)
    assert left[0] > 200 and left[2] < 60
    assert right[2] > 200 and right[0] < 60


@pytest.mark.parametrize(
    ("mode", "kept"), [("RGB", "RGB"), ("RGBA", "RGBA"), ("L", "L"), ("P", "RGB"), ("1", "L")]
)
def test_png_text_is_gone_and_transparency_stays(mode: str, kept: str) -> None:
    note = PngInfo()
    note.add_text("Author", "SecretAuthor")
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG", pnginfo=note)
    public = public_image(out.getvalue())
    shown = Image.open(io.BytesIO(public))
    assert b"SecretAuthor" in out.getvalue()
    assert b"SecretAuthor" not in public
    assert shown.mode == kept


@pytest.mark.parametrize(
    "data",
    [b"", b"not an image", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", photograph()[:60]],
)
def test_other_formats_and_damaged_files_are_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(RuleError) as refused:
        public_image(data)
    assert "JPEG" in refused.value.remedy
    assert refused.value.field == "file"


def test_a_gif_is_refused() -> None:
    out = io.BytesIO()
    Image.new("P", (4, 4)).save(out, "GIF")
    with pytest.raises(RuleError):
        public_image(out.getvalue())


def test_too_many_pixels_are_refused_before_they_are_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("disclosure.imaging.MAX_PIXELS", 100)
    with pytest.raises(RuleError, match="像素"):
        public_image(photograph())
