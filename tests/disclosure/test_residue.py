"""What a file gives away beside what it shows is gone from its public copy, and the gate says so."""

import io
import zlib
from functools import cache

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import RuleError
from disclosure.public_files import making, residue
from disclosure.public_files.residue import Area
from tests.disclosure import leaky
from tests.disclosure.leaky import NAME, OFFICE, PDFS, SECRET

JFIF_ONLY = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
MARK = Area(500, 2200, 7000, 1500)  # over the line of the number
NAMED = {
    "comment": "批注",
    "form field": "表单域",
    "attachment": "嵌入的附件",
    "layer": "图层",
    "properties": "文档属性",
    "metadata": "元数据",
    "thumbnail": "缩略图",
    "script": "脚本",
    "bookmark": "书签",
    "earlier version": "修改之前的版本",
    "text under a box": "文字",
}


@pytest.fixture(scope="module")
def copies() -> dict[str, bytes]:
    """The public copy of each leaky file."""
    return {name: making.covered_pdf(make(), [[MARK]]) for name, make in PDFS.items()}


@cache
def one_copy() -> bytes:
    return making.covered_pdf(leaky.layered(), [[MARK]])


@pytest.mark.parametrize("name", PDFS)
def test_each_leak_is_there_and_the_gate_refuses_it(name: str) -> None:
    data = PDFS[name]()
    assert SECRET.encode() in data or NAME.encode() in data
    found = residue.of_pdf(data)
    assert found
    assert NAMED.get(name, "") in "、".join(found)


@pytest.mark.parametrize("name", PDFS)
def test_nothing_of_it_is_in_the_public_copy(copies: dict[str, bytes], name: str) -> None:
    copy = copies[name]
    assert residue.of_pdf(copy, [[MARK]]) == []
    assert SECRET.encode() not in copy and NAME.encode() not in copy
    document = pypdfium2.PdfDocument(copy)
    page = document[0]
    assert (len(document), page.get_textpage().count_chars()) == (1, 0)
    assert document.get_metadata_dict(skip_empty=True).keys() <= {"Creator", "CreationDate"}
    assert (document.count_attachments(), list(document.get_toc())) == (0, [])
    assert [type(one).__name__ for one in page.get_objects()] == ["PdfImage"]
    assert page.get_size() == (400, 300)


def test_the_pixels_under_an_area_are_black(copies: dict[str, bytes]) -> None:
    picture = pypdfium2.PdfDocument(copies["text under a box"])[0].render().to_pil().convert("L")
    assert picture.crop((30, 80, 290, 100)).getextrema()[1] < residue.DARK
    assert picture.crop((300, 0, 400, 60)).getextrema()[0] > 200


def test_an_area_that_was_left_is_found(copies: dict[str, bytes]) -> None:
    elsewhere = Area(500, 6000, 2000, 2000)
    [found] = residue.of_pdf(copies["comment"], [[MARK, elsewhere]])
    assert "第1页" in found
    assert residue.of_pdf(copies["comment"], [[MARK], []]) == ["页数与原件不同"]


ADDED = [
    b"/Annots[9 0 R]",
    b"(words)",
    b"<776f726473>",
    b"/Author(somebody)",
    b"/Lang(zh)",
]


@pytest.mark.parametrize("added", ADDED)
def test_whatever_is_added_to_a_copy_is_refused(copies: dict[str, bytes], added: bytes) -> None:
    copy = copies["comment"]
    assert residue.of_pdf(copy.replace(b"/Type/Page>>", b"/Type/Page" + added + b">>"))


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000), word=st.binary(min_size=1, max_size=12))
def test_a_copy_with_anything_put_in_between_is_refused(at: int, word: bytes) -> None:
    """Somewhere behind its pictures, where nothing else is counted by a length."""
    copy = one_copy()
    start = copy.rindex(b"endstream")
    place = start + at % (len(copy) - start)
    changed = copy[:place] + b"%" + word + copy[place:]
    assert residue.of_pdf(changed)


def test_words_in_the_drawing_of_a_page_are_found(copies: dict[str, bytes]) -> None:
    copy = copies["layer"]
    head = b"<</Filter/FlateDecode/Length "
    at = copy.index(head)
    start = copy.index(b"stream\r\n", at) + 8
    size = int(copy[at + len(head) : copy.index(b">>", at)])
    drawn = zlib.decompress(copy[start : start + size])
    words = zlib.compress(drawn + b" BT (words) Tj ET")
    changed = copy[:at] + head + b"%d>>stream\r\n" % len(words) + words + copy[start + size :]
    [found] = residue.of_pdf(changed)
    assert "文字" in found


# ------------------------------------------------------------------------- pictures
@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {})]
)
def test_a_photograph_leaves_only_its_pixels(kind: str, options: dict[str, bool]) -> None:
    data = leaky.photograph(kind, **options)
    area = Area(1000, 1000, 3000, 3000)
    copy = making.covered_picture(data, [area])
    making.check(copy, "image/jpeg", [[area]])
    assert SECRET.encode() not in copy
    with Image.open(io.BytesIO(copy)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((320, 240), {})


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_words_written_into_a_picture_are_gone_from_its_copy(kind: str) -> None:
    data = leaky.drawn_with_words(kind)
    assert SECRET.encode() in data
    assert residue.of_jpeg(data)
    try:
        copy = making.covered_picture(data, [])
    except RuleError as refused:
        assert kind == "TIFF" and refused.remedy
        return
    making.check(copy, "image/jpeg", [[]])
    assert SECRET.encode() not in copy and NAME.encode() not in copy
    with Image.open(io.BytesIO(copy)) as picture:
        assert (picture.size, set(picture.info)) == ((320, 240), set(picture.info) & JFIF_ONLY)


def test_the_gate_names_what_a_photograph_holds() -> None:
    assert residue.of_jpeg(leaky.photograph()) == [
        "拍摄信息（EXIF，含位置和缩略图）",
        "图片结尾之后的数据",
    ]
    commented = io.BytesIO()
    Image.new("RGB", (16, 16)).save(commented, "JPEG", comment=SECRET)
    assert residue.of_jpeg(commented.getvalue()) == ["图片中的注释"]


@pytest.mark.parametrize("cut", [2, 100, -2])
def test_half_a_picture_is_not_let_through(cut: int) -> None:
    copy = making.covered_picture(leaky.photograph(), [])
    assert residue.of_jpeg(copy) == []
    assert residue.of_jpeg(copy[:cut])


def test_a_picture_that_was_not_covered_is_refused() -> None:
    copy = making.covered_picture(leaky.photograph(), [])
    with pytest.raises(RuleError, match="没有遮盖完整"):
        making.check(copy, "image/jpeg", [[Area(0, 0, 5000, 5000)]])


@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert residue.of_pdf(data)
    assert residue.of_jpeg(data)
    assert isinstance(residue.of_office(data), list)


# ------------------------------------------------------------------------- office files
@pytest.mark.parametrize("name", OFFICE)
def test_a_word_or_excel_file_is_refused_with_what_it_hides(name: str) -> None:
    part, text, word = OFFICE[name]
    error = making.office_refusal(leaky.office({part: text}))
    assert word in error.message
    assert "PDF" in error.remedy


def test_an_office_file_with_nothing_hidden_is_refused_all_the_same() -> None:
    error = making.office_refusal(leaky.office({"word/document.xml": "<w:t>x</w:t>"}))
    assert "不能直接公开" in error.message and "这份文件中有" not in error.message
