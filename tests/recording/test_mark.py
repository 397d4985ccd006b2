"""The words on a copy for outsiders: in the pixels, over the whole picture, in any size."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from core import fonts
from recording.media import cut, derive, mark, sandbox, stamp

LINES = ["仅供云溪市人民法院钟法官使用", "云市监证供〔2026〕1号　云溪市市场监督管理局　2026-03-16"]


@pytest.fixture(scope="module")
def font() -> str:
    found = fonts.source(stamp.WEIGHT)
    assert found is not None, "fonts-noto-cjk is needed to mark copies"
    return str(found)


def plain(size: tuple[int, int], path: Path, mode: str = "RGB", kind: str = "PNG") -> Path:
    Image.new(mode, size, "navy").save(path, kind)
    return path


@pytest.mark.parametrize("size", [(1, 1), (20, 10), (90, 400), (640, 480)])
def test_a_layer_has_the_size_of_what_it_lies_over(size: tuple[int, int], font: str) -> None:
    made = mark.layer(size, font, LINES)
    assert (made.size, made.mode) == (size, "RGBA")


def test_the_words_lie_over_every_part_of_the_picture(font: str) -> None:
    made = mark.layer((600, 400), font, LINES)
    for left in range(0, 600, 200):
        for top in range(0, 400, 200):
            part = made.crop((left, top, left + 200, top + 200)).getchannel("A")
            assert any(part.getdata()), (left, top)


def test_the_band_below_is_dark_under_white_words(font: str) -> None:
    made = mark.layer((600, 400), font, LINES)
    letter = 400 // mark.PART
    band = made.crop((0, 400 - letter * 3, 600, 400))
    assert min(band.getchannel("A").getdata()) >= 190
    shades = set(band.getchannel("R").getdata())
    assert min(shades) == 0
    assert max(shades) > 200


def test_a_long_line_is_made_smaller_until_it_fits(font: str) -> None:
    long = "长" * 200
    written = mark.fitting(font, long, 20, 500)
    assert isinstance(written, ImageFont.FreeTypeFont)
    assert written.size < 20
    assert mark.fitting(font, "短", 20, 500).size == 20
    assert mark.fitting(font, long * 9, 20, 10).size == 1


def test_the_marked_picture_is_a_jpeg_with_other_pixels_and_no_camera_data(
    tmp_path: Path, font: str
) -> None:
    source, out = tmp_path / "a.jpg", tmp_path / "out"
    exif = Image.Exif()
    exif[0x010F] = "示例相机"
    Image.new("RGB", (300, 200), "navy").save(source, "JPEG", exif=exif)
    mark.photo(str(source), str(out), font, LINES)
    with Image.open(out) as made:
        assert (made.format, made.size) == ("JPEG", (300, 200))
        assert not made.getexif()
        assert len(made.convert("L").getcolors(256) or []) > 10


def test_a_picture_that_lay_on_its_side_stands_upright(tmp_path: Path, font: str) -> None:
    source, out = tmp_path / "a.jpg", tmp_path / "out"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (300, 200), "navy").save(source, "JPEG", exif=exif)
    mark.photo(str(source), str(out), font, LINES)
    with Image.open(out) as made:
        assert made.size == (200, 300)


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "1", "LA"])
def test_pictures_of_every_mode_are_marked(tmp_path: Path, font: str, mode: str) -> None:
    source = tmp_path / "a.png"
    Image.new(mode, (80, 60)).save(source, "PNG")
    mark.photo(str(source), str(tmp_path / "out"), font, LINES)
    with Image.open(tmp_path / "out") as made:
        assert made.size == (80, 60)


def test_the_program_writes_a_layer_or_a_picture(tmp_path: Path, font: str) -> None:
    source = plain((64, 48), tmp_path / "a.png")
    mark.main(["photo", str(source), str(tmp_path / "b"), font, *LINES])
    mark.main(["layer", str(tmp_path / "c"), "64", "48", font, *LINES])
    assert Image.open(tmp_path / "b").format == "JPEG"
    assert Image.open(tmp_path / "c").format == "PNG"


def test_a_file_that_is_no_picture_is_not_read(tmp_path: Path, font: str) -> None:
    for content in (b"", b"%PDF-1.4", b"<svg/>"):
        (tmp_path / "a").write_bytes(content)
        with pytest.raises(OSError, match="cannot identify"):
            mark.photo(str(tmp_path / "a"), str(tmp_path / "b"), font, LINES)
    assert not (tmp_path / "b").exists()


# ---------------------------------------------------------------------------------- the commands
@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(derive, "make", lambda command, *given: commands.append(command))
    return commands


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch, run: list[list[str]]) -> None:
    monkeypatch.setattr(fonts, "source", lambda weight: None)
    with pytest.raises(sandbox.Missing, match="noto"):
        stamp.photo(Path("a"), Path("b"), lines=LINES)
    assert run == []


def test_a_photograph_is_marked_in_a_process_without_our_modules(
    font: str, run: list[list[str]]
) -> None:
    stamp.photo(Path("a.jpg"), Path("out"), lines=LINES)
    (command,) = run
    assert command[1:4] == ["-I", stamp.MARK, "photo"]
    assert command[4:] == ["a.jpg", "out", font, *LINES]


@pytest.mark.parametrize(("span", "words"), [(None, []), ((30, 75), ["-ss", "30", "-t", "45"])])
def test_sound_carries_the_words_in_its_metadata_and_nothing_of_the_original(
    run: list[list[str]], span: tuple[int, int] | None, words: list[str]
) -> None:
    stamp.sound(Path("a.mp4"), Path("out"), lines=LINES, span=span, tell=lambda: None)
    (command,) = run
    assert f"comment={' '.join(LINES)}" in command
    assert command[command.index("-map_metadata") + 1] == "-1"
    assert [word for word in command if word in ("-ss", "30", "-t", "45")] == words
    assert command[-1] == "file:out"


def test_a_film_gets_the_layer_over_every_frame(
    font: str, run: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Frame:
        width, height = 320, 240

    monkeypatch.setattr(cut, "frame_of", lambda path: Frame())
    out = Path("place/out")
    stamp.film(Path("a.mp4"), out, lines=LINES, span=(0, 9), tell=lambda: None)
    drawing, filming = run
    assert drawing[3:7] == ["layer", "place/words.png", "320", "240"]
    assert "overlay=0:0" in filming[filming.index("-filter_complex") + 1]
    assert filming[filming.index("-i", filming.index("-i") + 1) + 1] == "file:place/words.png"
    assert "[picture]" in filming


def test_a_picture_in_memory_is_not_touched_by_the_layer(font: str) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    mark.layer((60, 40), font, LINES).save(first, "PNG")
    mark.layer((60, 40), font, LINES).save(second, "PNG")
    assert first.getvalue() == second.getvalue()
