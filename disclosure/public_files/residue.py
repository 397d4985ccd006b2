"""The gate: what a file that is to be public still holds beside its pixels. Pure.

A rasterised PDF and a JPEG are read byte by byte against the only form in which `sheets` and the
picture program write them. Whatever is not part of that form is residue, known by name or not.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

WHOLE = 10_000
DARK = 24  # of 255; JPEG leaves a shade of what was black
RIM = 8  # pixels at the edge of an area, where JPEG mixes it with what is beside
MAX_PARTS, MAX_PART = 2_000, 8 << 20

# What an honest file of ours is made of; every other name in it is residue.
OWN_NAMES = frozenset(
    (
        b"/Type /Catalog /Pages /Count /Kids /Page /Parent /Rotate /MediaBox /Contents /Resources"
    ).split()
    + (
        b"/ExtGState /BM /Normal /CA /ca /XObject /Subtype /Image /Width /Height /ColorSpace"
    ).split()
    + (
        b"/DeviceRGB /BitsPerComponent /Filter /DCTDecode /FlateDecode /Length /CreationDate"
    ).split()
    + (b"/Creator /Root /Info /Size /ID").split()
)
OWN_NUMBERED = re.compile(rb"/FX[EX]\d{1,4}")
NAME = re.compile(rb"/[^\s/<>\[\](){}%]*")
HEAD = re.compile(rb"%PDF-1\.\d\r?\n%[\x80-\xff]{4}\r?\n")
OBJECT = re.compile(rb"(\d{1,6}) 0 obj\r?\n(<<.{0,4000}?>>)(stream\r?\n|\r?\nendobj\r?\n)", re.S)
LENGTH = re.compile(rb"/Length (\d{1,9})(?!\d)")
END_OF_STREAM = re.compile(rb"\r?\nendstream\r?\nendobj\r?\n")
TAIL = re.compile(
    rb"xref\r?\n0 \d{1,6}\r?\n(?:\d{10} \d{5} [fn]\s{1,2}\n?)+trailer\r?\n(<<.{0,300}?>>)\r?\n"
    rb"startxref\r?\n\d{1,10}\r?\n%%EOF\r?\n?",
    re.S,
)
INFO = re.compile(rb"<</CreationDate\(D:\d{14}[^()]{0,8}\)/Creator\(PDFium\)>>")
IDENTIFIER = re.compile(rb"/ID\[<[0-9A-Fa-f]{32}><[0-9A-Fa-f]{32}>\]")
PLAIN = re.compile(rb"[A-Za-z0-9\s/<>\[\].+-]*")
HEX = re.compile(rb"(?<!<)<(?!<)|<<<")
DRAWN = re.compile(rb"(?:\s|[-+.\d]+\s|/FX[EX]\d{1,4}\s|(?:q|Q|cm|gs|Do|RG|rg|w|J|j)(?:\s|$))*")
SEGMENTS = {0xDB, 0xC0, 0xC2, 0xC4, 0xDD}  # tables, frame, restart interval
JFIF = re.compile(rb"JFIF\0.{7}\0\0", re.S)  # without a thumbnail

KNOWN = {
    b"/Annots": gettext_lazy("批注或者注释"),
    b"/Annot": gettext_lazy("批注或者注释"),
    b"/AcroForm": gettext_lazy("表单域及其内容"),
    b"/EmbeddedFiles": gettext_lazy("嵌入的附件"),
    b"/EmbeddedFile": gettext_lazy("嵌入的附件"),
    b"/Filespec": gettext_lazy("嵌入的附件"),
    b"/Metadata": gettext_lazy("元数据（XMP）"),
    b"/Author": gettext_lazy("文档属性（作者、标题等）"),
    b"/Title": gettext_lazy("文档属性（作者、标题等）"),
    b"/Subject": gettext_lazy("文档属性（作者、标题等）"),
    b"/Keywords": gettext_lazy("文档属性（作者、标题等）"),
    b"/Producer": gettext_lazy("文档属性（作者、标题等）"),
    b"/OCProperties": gettext_lazy("图层"),
    b"/OCG": gettext_lazy("图层"),
    b"/JavaScript": gettext_lazy("脚本"),
    b"/JS": gettext_lazy("脚本"),
    b"/Thumb": gettext_lazy("页面缩略图"),
    b"/Outlines": gettext_lazy("书签"),
    b"/Font": gettext_lazy("可以选取的文字"),
    b"/ObjStm": gettext_lazy("压缩的对象流"),
    b"/Encrypt": gettext_lazy("加密的内容"),
    b"/StructTreeRoot": gettext_lazy("可以选取的文字"),
    b"/PieceInfo": gettext_lazy("编辑软件留下的数据"),
}
PARTS = {
    "docProps/": gettext_lazy("文档属性（作者、标题等）"),
    "comments": gettext_lazy("批注或者注释"),
    "threadedComment": gettext_lazy("批注或者注释"),
    "/embeddings/": gettext_lazy("嵌入的附件"),
    "/media/": gettext_lazy("图片及其拍摄信息"),
    "thumbnail": gettext_lazy("缩略图"),
    "vbaProject": gettext_lazy("脚本"),
    "customXml/": gettext_lazy("编辑软件留下的数据"),
    "pivotCache": gettext_lazy("数据透视表的缓存"),
    "externalLinks/": gettext_lazy("其他文件的内容"),
    "queryTables/": gettext_lazy("数据连接"),
    "connections.xml": gettext_lazy("数据连接"),
    "people.xml": gettext_lazy("文档属性（作者、标题等）"),
    "persons/": gettext_lazy("文档属性（作者、标题等）"),
    "revisions/": gettext_lazy("修订记录"),
    "notesSlides/": gettext_lazy("批注或者注释"),
    "printerSettings": gettext_lazy("编辑软件留下的数据"),
}
MARKUP = {
    b"<w:del ": gettext_lazy("修订记录"),
    b"<w:ins ": gettext_lazy("修订记录"),
    b"<w:moveFrom ": gettext_lazy("修订记录"),
    b"<w:vanish": gettext_lazy("隐藏文字"),
    b"<w:moveTo ": gettext_lazy("修订记录"),
    b"<w:rPrChange": gettext_lazy("修订记录"),
    b"<w:docVar ": gettext_lazy("编辑软件留下的数据"),
    b"<w:instrText": gettext_lazy("域代码"),
    b"<definedName": gettext_lazy("定义的名称"),
    b'state="hidden"': gettext_lazy("隐藏工作表"),
    b'state="veryHidden"': gettext_lazy("隐藏工作表"),
    b'hidden="1"': gettext_lazy("隐藏的行或者列"),
}


@dataclass(frozen=True)
class Area:
    """A covered rectangle, in ten-thousandths of the page."""

    x: int
    y: int
    w: int
    h: int


def of_pdf(data: bytes, areas: Sequence[Sequence[Area]] = ()) -> list[str]:
    """What a PDF holds beside one picture a page, in words without repeats; empty when nothing.

    `areas`: for each page what must be black.
    """
    try:
        pictures = list(_pictures(data))
    except _Strange as error:
        return _named(data) or [str(error)]
    found = [word for picture in pictures for word in of_jpeg(picture)]
    if len(areas) not in (0, len(pictures)):
        found.append(_("页数与原件不同"))
    for number, (picture, marks) in enumerate(zip(pictures, areas, strict=False), 1):
        if not found and not is_covered(picture, marks):
            found.append(_("第%(page)s页有没有遮盖完整的区域") % {"page": number})
    return list(dict.fromkeys(found))


def _named(data: bytes) -> list[str]:
    """What of it has a name that people know."""
    found = [str(KNOWN[name]) for name in NAME.findall(data) if name in KNOWN]
    if data.count(b"%%EOF") > 1:
        found.append(_("修改之前的版本"))
    return list(dict.fromkeys(found))


class _Strange(Exception):
    """Something that our own files never hold."""


def _strange(what: str) -> _Strange:
    return _Strange(_("不是由本系统生成的内容（%(what)s）") % {"what": what})


def _pictures(data: bytes) -> Iterator[bytes]:
    """The pictures of the file in order. Raises _Strange for the first byte that is not ours."""
    head = HEAD.match(data)
    if head is None:
        raise _strange(_("文件头"))
    at = head.end()
    while found := OBJECT.match(data, at):
        _own(found[2])
        at = found.end()
        if not found[3].startswith(b"stream"):
            continue
        length = LENGTH.search(found[2])
        end = at + int(length[1]) if length else at
        closing = END_OF_STREAM.match(data, end)
        if closing is None:
            raise _strange(_("数据流"))
        if b"/Subtype/Image" in found[2]:
            yield data[at:end]
        else:
            _drawing(data[at:end])
        at = closing.end()
    tail = TAIL.fullmatch(data, at)
    if tail is None:
        raise _strange(_("第%(at)s字节之后") % {"at": at})
    _own(IDENTIFIER.sub(b"", tail[1]))


def _own(dictionary: bytes) -> None:
    if INFO.fullmatch(dictionary):
        return
    for name in NAME.findall(dictionary):
        if name not in OWN_NAMES and not OWN_NUMBERED.fullmatch(name):
            raise _strange(name[:40].decode("ascii", "replace"))
    if HEX.search(dictionary) or not PLAIN.fullmatch(dictionary):
        raise _strange(_("文字"))


def _drawing(stream: bytes) -> None:
    """A page's instructions: put the picture there, nothing else."""
    try:
        told = zlib.decompressobj().decompress(stream, 4_000)
    except zlib.error as error:
        raise _strange(_("数据流")) from error
    if not DRAWN.fullmatch(told):
        raise _strange(_("可以选取的文字或者图形"))


def of_jpeg(data: bytes) -> list[str]:
    """What a JPEG holds beside its pixels: EXIF, place, thumbnail, comments, anything behind its end."""
    found: list[str] = []
    at = 2
    if data[:2] != b"\xff\xd8":
        return [_("不是 JPEG 图片")]
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        found += _segment(marker, data[at + 4 : at + 2 + length])
        at += 2 + length
    end = _end_of_scans(data, at)
    if end is None:
        found.append(_("图片数据不完整"))
    elif end != len(data):
        found.append(_("图片结尾之后的数据"))
    return list(dict.fromkeys(found))


def _segment(marker: int, body: bytes) -> list[str]:
    if marker in SEGMENTS or (marker == 0xE0 and JFIF.fullmatch(body)):
        return []
    if marker == 0xE1 and body.startswith(b"Exif"):
        return [_("拍摄信息（EXIF，含位置和缩略图）")]
    if marker == 0xE1:
        return [_("元数据（XMP）")]
    return [_("图片中的注释") if marker == 0xFE else _("图片中的附加数据")]


def _end_of_scans(data: bytes, at: int) -> int | None:
    """Where the picture ends, None when it does not. Between scans only tables may stand."""
    while at + 4 <= len(data):
        if data[at] != 0xFF or (data[at + 1] != 0xDA and data[at + 1] not in SEGMENTS):
            return None
        scan = data[at + 1] == 0xDA
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not scan:
            continue
        at = _after_samples(data, at)
        if data[at : at + 2] == b"\xff\xd9":
            return at + 2
    return None


def _after_samples(data: bytes, at: int) -> int:
    """The next marker that is neither a stuffed byte nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and (data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7):
            at += 2
        else:
            return at
    return len(data)


def is_covered(picture: bytes, areas: Sequence[Area]) -> bool:
    """Whether nothing but black is in each area, but for a rim of RIM pixels."""
    if not areas:
        return True
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
        grey = image.convert("L")
    return all(_darkest(grey, area) for area in areas)


def _darkest(grey: Image.Image, area: Area) -> bool:
    width, height = grey.size
    left, top = area.x * width // WHOLE, area.y * height // WHOLE
    right = min(width, ceil((area.x + area.w) * width / WHOLE))
    bottom = min(height, ceil((area.y + area.h) * height / WHOLE))
    rim = max(0, min(RIM, (right - left - 1) // 2, (bottom - top - 1) // 2))
    inner = grey.crop((left + rim, top + rim, right - rim, bottom - rim))
    low, high = inner.getextrema()
    return isinstance(high, int | float) and high <= DARK and low is not None


def of_office(data: bytes) -> list[str]:
    """What a Word or Excel file gives away beside what it shows. It is never published as it is."""
    found: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.infolist()[:MAX_PARTS]:
                found += [str(word) for mark, word in PARTS.items() if mark in part.filename]
                if part.filename.endswith(".xml"):
                    with parts.open(part) as file:
                        text = file.read(MAX_PART)
                    found += [str(word) for mark, word in MARKUP.items() if mark in text]
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error, OSError):
        return [_("无法读取的内容")]
    return list(dict.fromkeys(found))
