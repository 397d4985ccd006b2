"""Rendered documents: the only module that knows the PDF engine.

A document is a template under `templates/documents/` and a context of plain JSON values, so that
the context can be frozen beside the file and rendered to the same bytes again. Every key is
optional unless the template's head says otherwise:

    agency_name   str           organ in whose name the document is made (red head, signature)
    title         str           name of the document, e.g. 行政处罚决定书 (also the PDF's title)
    doc_no        str           文号, e.g. 陵民罚〔2026〕3号
    date          "2026-11-21"  date of the document
    draft         bool          prints the watermark 草案 未经审核
    preview       bool          prints the watermark 预览 instead: a paper that is not kept
    case_no, case_title         案号, 案件名称
    party         {"kind": "org"|"sole_trader"|"person", "name", "code", "legal_rep", "address",
                   "phone"}
    fields        [[label, value], ...]                     labelled lines, or cells of a form
    opening       [str, ...]                                paragraphs before the sections
    sections      [{"heading": str, "paragraphs": [str]}]   numbered 一、二、…
    questions     [{"question", "answer"}]                  of an interview record
    columns, rows [str], [[str, ...]]                       one table; long ones break over pages
    opinions      [{"label", "text", "name", "date"}]       boxes of an approval form
    officers      [{"name", "cert_no"}]
    signatures    [{"label", "name", "date"}]               empty name: a line to sign on
    closing       [str, ...]                                paragraphs after the sections
    remedies      str                                       救济途径
    attachments   [str, ...]
    notes         [str, ...]                                small print at the end
    check_code, check_url, check_at   str   the code a holder checks the paper by, its address as a
                                            QR symbol, and the address where it is typed
"""

import html
import io
import json
import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import pypdfium2
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import fonts
from core.errors import RuleError
from core.pdf_outline import Bookmark, outlined

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher
except OSError:  # Pango is not installed: the site goes on, documents are refused by name.
    weasyprint = None

STYLE = Path(__file__).with_name("data") / "document.css"
# Licensed 仿宋 faces win where installed; the built subset covers every character in any case.
FAMILIES = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong")
# Neither Pango's font map nor PDFium may be entered by two threads at once.
_ENGINE = threading.RLock()

logging.getLogger("fontTools").setLevel(logging.WARNING)


def available() -> bool:
    """Whether the PDF engine could be loaded."""
    return weasyprint is not None


def render(template: str, context: dict[str, Any]) -> bytes:
    """The document as PDF; the same template and context give the same bytes.

    `template` is a template name such as `documents/penalty_decision.html`. The engine can reach
    neither the network nor files. RuleError when a character has no glyph (it is named), or when
    the engine or the font is not installed. TypeError when the context is not plain JSON.
    """
    json.dumps(context)
    if not available():
        raise RuleError(
            _("服务器缺少生成文书所需的组件：%(name)s。") % {"name": "libpango-1.0-0"},
            remedy=_("请联系系统管理员安装后重试。"),
        )
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string(template, context)
    refuse_missing(html.unescape(page))
    with _ENGINE:
        style, font_config = _style()
        data: bytes = weasyprint.HTML(string=page, url_fetcher=_sealed_fetcher()).write_pdf(
            stylesheets=[style], font_config=font_config
        )
    return data


def refuse_missing(text: str) -> None:
    """RuleError naming the characters that the document font cannot draw."""
    absent = fonts.missing(text)
    if absent:
        names = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in absent)
        raise RuleError(
            _("文书字体中没有以下字符：%(names)s。") % {"names": names},
            remedy=_("请核对是否录入有误；确需使用的，请改用字库中的通用字形并在文书中注明。"),
            extra=absent,
        )


def join(parts: Iterable[bytes]) -> bytes:
    """One PDF with the pages of all, in order. ValueError when one is not a readable PDF."""
    with _ENGINE, pypdfium2.PdfDocument.new() as whole:
        for part in parts:
            _append(whole, part)
        buffer = io.BytesIO()
        whole.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class Sheet:
    """A part of a bound file: its PDF, the number of its first page (0: its pages have none), and
    the words of its bookmark ("" for none), `below` the one before it."""

    data: bytes
    first: int = 0
    title: str = ""
    below: bool = True


def bind(parts: Iterable[Sheet], file: IO[bytes]) -> None:
    """Write one PDF of all parts to `file`, with page numbers lower right and bookmarks.

    ValueError when a part is not a readable PDF.
    """
    numbers: dict[int, int] = {}
    marks: list[Bookmark] = []
    buffer = io.BytesIO()
    with _ENGINE, pypdfium2.PdfDocument.new() as whole:
        for part in parts:
            start = len(whole)
            _append(whole, part.data)
            if part.title:
                marks.append(Bookmark(part.title, start, part.below))
            if part.first:
                numbers |= {page: part.first + page - start for page in range(start, len(whole))}
        _number(whole, numbers)
        whole.save(buffer)
    data = buffer.getvalue()
    file.write(data)
    file.write(outlined(data, marks))


def _append(whole: Any, part: bytes) -> None:
    with _opened(part) as document:
        whole.import_pages(document)


def _number(whole: Any, numbers: Mapping[int, int]) -> None:
    """Print the numbers in the lower right corner of their pages (by place from 0)."""
    if not numbers:
        return
    values = {"numbers": list(numbers.values())}
    with _opened(render("documents/partials/page_numbers.html", values)) as source:
        for place, target in enumerate(numbers):
            page = whole.get_page(target)
            mark = source.page_as_xobject(place, whole)
            stamp = mark.as_pageobject()
            _left, bottom, right, _top = source[place].get_mediabox()
            corner = page.get_cropbox()
            stamp.set_matrix(pypdfium2.PdfMatrix().translate(corner[2] - right, corner[1] - bottom))
            page.insert_obj(stamp)
            page.gen_content()
            page.close()
            mark.close()


def page_count(data: bytes) -> int:
    """Pages of a PDF. ValueError when it is not a readable PDF."""
    with _ENGINE, _opened(data) as document:
        return len(document)


def text(data: bytes) -> str:
    """The text layer of a PDF, pages separated by a form feed."""
    pages: list[str] = []
    with _ENGINE, _opened(data) as document:
        for page in document:
            layer = page.get_textpage()
            pages.append(layer.get_text_bounded())
            layer.close()
            page.close()
    return "\f".join(pages)


def _opened(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(io.BytesIO(data), autoclose=True)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a readable PDF") from error


@lru_cache(maxsize=1)
def _sealed_fetcher() -> Any:
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


def _style() -> tuple[Any, Any]:
    return _style_of(tuple(fonts.build()))


@lru_cache(maxsize=2)
def _style_of(faces: tuple[fonts.Face, ...]) -> tuple[Any, Any]:
    """One parsed style sheet and font configuration per process: building them costs 60 ms."""
    font_config = FontConfiguration()
    rules = [
        f'@font-face{{font-family:"{fonts.FAMILY} {face.part}";font-weight:{face.weight};'
        f"src:url({face.path.resolve().as_uri()})}}"
        for face in faces
    ]
    parts = [f"{fonts.FAMILY} {part}" for part in fonts.PARTS]
    families = ",".join(f'"{name}"' for name in (*FAMILIES, *parts))
    sheet = STYLE.read_text(encoding="utf-8").replace("var(--song)", families)
    css = weasyprint.CSS(
        string="".join(rules) + sheet,
        font_config=font_config,
        # The fonts are the only files ever read, and only by this sheet.
        url_fetcher=URLFetcher(allowed_protocols=("file",), allow_redirects=False),
    )
    return css, font_config
