"""The picture that other sites show beside a link: agency, kind, number, day, timeliness. No party.

Drawn from structured fields alone, so that no text about anybody can get into it; always in Chinese.
"""

import io
import unicodedata
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from core import fonts
from disclosure import presentation
from disclosure.models import Publication
from enforcement.models import Agency

WIDTH, HEIGHT = 1200, 630
MARGIN, BAND = 80, 24
BRAND, INK, SOFT, PAPER = "#0b4264", "#17232c", "#4b5a65", "#ffffff"
WEIGHT = 700
SIZES = {"site": 34, "head": 68, "line": 44}
LINES = 3
Line = tuple[str, str, str]


@translation.override(settings.LANGUAGE_CODE)
def of_decision(row: Publication) -> list[Line]:
    """(size, colour, text) of each line for a public decision; nothing of whom it is about."""
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    kind = _("%(kind)s决定公示") % {"kind": row.get_kind_display()}
    lines = [(str(version.agency_name), INK), (version.doc_no, SOFT)]
    lines.append((_("决定日期 %(day)s") % {"day": row.decided_on.isoformat()}, SOFT))
    lines.append((_timely(row), BRAND))
    return [*_head(kind), *(("line", colour, text) for text, colour in lines if text)]


@translation.override(settings.LANGUAGE_CODE)
def of_agency(agency: Agency) -> list[Line]:
    """The lines for an agency: its name and the government it belongs to."""
    return [
        *_head(str(agency.name)),
        ("line", SOFT, str(agency.get_kind_display())),
        ("line", SOFT, str(agency.government_name)),
    ]


def _head(text: str) -> list[Line]:
    return [("site", SOFT, _("行政执法公示平台")), ("head", BRAND, text)]


def _timely(row: Publication) -> str:
    found = presentation.timing(row)
    if found is None:
        return ""
    if found.late_by:
        late = found.late_by
        return ngettext("逾期公开 %(n)s 个工作日", "逾期公开 %(n)s 个工作日", late) % {"n": late}
    return _("在法定期限内公开")


def png(lines: list[Line]) -> bytes:
    """The picture of the lines, 1200 by 630, without metadata."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, BAND, HEIGHT), fill=BRAND)
    top = MARGIN
    for size, colour, text in lines:
        for part in _wrapped(text, size):
            _write(draw, part, (MARGIN, top), size, colour)
            top += int(SIZES[size] * 1.5)
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _wrapped(text: str, size: str) -> list[str]:
    """The text in lines that fit, the last of them cut."""
    parts, line = [], ""
    for char in filter(_leaves_a_mark, text):
        if _width(line + char, size) > WIDTH - 2 * MARGIN:
            parts.append(line)
            line = ""
        line += char
    parts = [*parts, line] if line else parts
    if len(parts) > LINES:
        parts = [*parts[: LINES - 1], parts[LINES - 1][:-1] + "…"]
    return parts


def _leaves_a_mark(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf"}


def _width(text: str, size: str) -> float:
    return sum(_font(char, size).getlength(char) for char in text)


def _write(
    draw: ImageDraw.ImageDraw, text: str, place: tuple[float, float], size: str, colour: str
) -> None:
    left, top = place
    for char in text:
        font = _font(char, size)
        draw.text((left, top), char, font=font, fill=colour)
        left += font.getlength(char)


def _font(char: str, size: str) -> ImageFont.FreeTypeFont:
    """The file that holds the character; names of places use rare ones too."""
    return _face("common" if ord(char) in _common() else "rare", size)


@lru_cache(maxsize=8)
def _face(part: str, size: str) -> ImageFont.FreeTypeFont:
    found = next(face for face in fonts.build() if face.part == part and face.weight == WEIGHT)
    # One character at a time needs no shaping, and the shaper refuses characters that leave no mark.
    basic = ImageFont.Layout.BASIC
    return ImageFont.truetype(str(found.path), SIZES[size], layout_engine=basic)


@lru_cache(maxsize=1)
def _common() -> frozenset[int]:
    found = next(face for face in fonts.build() if face.part == "common" and face.weight == WEIGHT)
    with TTFont(found.path, lazy=True) as font:
        return frozenset(font.getBestCmap())
