"""Copies of uploaded files for the public, made by programs in a cage, and what they must cover."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from disclosure import redaction
from disclosure.public_files import residue, sheets
from disclosure.public_files.residue import WHOLE, Area
from recording.media import cut, sandbox
from recording.media.edits import Area as PictureArea
from recording.media.edits import Edits, Mode

PROGRAM = str(Path(sheets.__file__))
LIMITS = sandbox.Limits(
    wall=120, cpu=100, memory=3072 * sandbox.MEBIBYTE, file=128 * sandbox.MEBIBYTE
)
ARTICLE = "政府信息公开条例第十五条、第三十七条"
MARGIN = 30  # ten-thousandths around a word that is covered
NEAR = 60  # ten-thousandths: characters so close are on one line and side by side


@dataclass(frozen=True)
class Page:
    """The text of a page and where its characters are: `boxes` as Area, one for each character."""

    text: str = ""
    boxes: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Found:
    """Something on a page that must be covered: its type (ID_CARD, PERSON, ...) and where it is."""

    type: str
    areas: tuple[Area, ...]


@contextmanager
def at_hand(data: bytes) -> Iterator[Path]:
    """The bytes as a file alone in a directory of its own."""
    place = Path(tempfile.mkdtemp(prefix="portal-file-"))
    try:
        name = place / "file"
        name.write_bytes(data)
        yield name
    finally:
        shutil.rmtree(place, ignore_errors=True)


def pages_of(data: bytes) -> list[Page]:
    """The pages of a PDF. RuleError in words when it cannot be read."""
    with at_hand(data) as path:
        answer = _run(path, "look", str(path))
    rows = json.loads(answer.output)["pages"]
    return [Page(row["text"], tuple(Area(*box) for box in row["boxes"])) for row in rows]


def page_picture(data: bytes, number: int) -> bytes:
    """One page of a PDF (from 0) as a JPEG to look at."""
    with at_hand(data) as path:
        out = path.with_name("page")
        _run(path, "page", str(path), str(number), str(out))
        return out.read_bytes()


def covered_pdf(data: bytes, areas: Sequence[Sequence[Area]]) -> bytes:
    """The public copy of a PDF: pictures of its pages with the areas black."""
    told = json.dumps([[asdict(area) for area in marks] for marks in areas])
    with at_hand(data) as path:
        out = path.with_name("copy")
        _run(path, "cover", str(path), str(out), told)
        return out.read_bytes()


def covered_picture(data: bytes, areas: Sequence[Area]) -> bytes:
    """The public copy of a picture: a JPEG of its pixels with the areas black."""
    edits = Edits(areas=tuple(PictureArea(**asdict(area), mode=Mode.BLACK) for area in areas))
    with at_hand(data) as path:
        out = path.with_name("copy")
        try:
            cut.picture(path, out, edits=edits)
        except sandbox.Ended as error:
            raise _unreadable() from error
        return out.read_bytes()


def _run(path: Path, *order: str) -> sandbox.Answer:
    command = [sys.executable, "-I", PROGRAM, *order]
    try:
        answer = sandbox.run(command, limits=LIMITS, place=path.parent)
    except sandbox.Ended as error:
        raise _unreadable() from error
    if answer.code == sheets.LOCKED:
        raise refused(_("文件设有密码，无法读取。"), _("请去除密码后重新上传。"))
    if answer.code == sheets.TOO_LARGE:
        given = {"pages": sheets.MAX_PAGES, "side": sheets.MAX_SIDE // sheets.POINTS}
        raise refused(
            _("文件超过%(pages)s页，或者页面边长超过%(side)s英寸。") % given,
            _("请拆分成几份文件上传。"),
        )
    if answer.code:
        raise _unreadable()
    return answer


def refused(message: str, remedy: str, field: str = "file") -> RuleError:
    """What is wrong with a file, under the rule on publishing only what may be public."""
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def _unreadable() -> RuleError:
    return refused(_("文件已损坏或者无法读取。"), _("请用 PDF 或者图片软件打开确认后重新导出。"))


# ------------------------------------------------------------------ what must be covered
def to_cover(page: Page, parties: Sequence[redaction.Party], policy: str) -> list[Found]:
    """What the text of the page would give away, and where it stands."""
    spans = redaction.redact(page.text, parties, name_policy=policy).spans
    return [Found(span.type, tuple(_lines(page.boxes[span.start : span.end]))) for span in spans]


def _lines(boxes: Sequence[Area]) -> list[Area]:
    """Boxes of characters as one area a line, with a margin."""
    lines: list[Area] = []
    for box in boxes:
        if not box.w or not box.h:
            continue
        if lines and _beside(lines[-1], box):
            lines[-1] = _around(lines[-1], box)
        else:
            lines.append(box)
    return [_wider(line) for line in lines]


def _beside(line: Area, box: Area) -> bool:
    level = abs((line.y + line.h / 2) - (box.y + box.h / 2)) < max(line.h, box.h) / 2
    return level and box.x <= line.x + line.w + max(NEAR, 2 * box.w)


def _around(a: Area, b: Area) -> Area:
    x, y = min(a.x, b.x), min(a.y, b.y)
    return Area(x, y, max(a.x + a.w, b.x + b.w) - x, max(a.y + a.h, b.y + b.h) - y)


def _wider(area: Area) -> Area:
    x, y = max(0, area.x - MARGIN), max(0, area.y - MARGIN)
    w, h = area.x + area.w + MARGIN - x, area.y + area.h + MARGIN - y
    return replace(area, x=x, y=y, w=min(WHOLE - x, w), h=min(WHOLE - y, h))


def uncovered(found: Sequence[Found], areas: Sequence[Area]) -> list[Found]:
    """Of what was found, that of which some part is under none of the areas."""
    return [one for one in found if not all(_hidden(part, areas) for part in one.areas)]


def _hidden(part: Area, areas: Sequence[Area]) -> bool:
    """Whether the areas hide the part: all of its width at most of its height."""
    middle = part.y + part.h // 2
    rows = sorted((a.x, a.x + a.w) for a in areas if _most(a, part, middle))
    at = part.x + MARGIN
    for left, right in rows:
        if left <= at:
            at = max(at, right)
    return at >= part.x + part.w - MARGIN


def _most(area: Area, part: Area, middle: int) -> bool:
    shared = min(area.y + area.h, part.y + part.h) - max(area.y, part.y)
    return area.y <= middle <= area.y + area.h and shared >= max(1, part.h - 2 * MARGIN) * 3 // 4


def check(copy: bytes, kind: str, areas: Sequence[Sequence[Area]]) -> None:
    """The gate before a copy is kept. RuleError naming all that is still in it."""
    pdf = kind == "application/pdf"
    found = residue.of_pdf(copy, areas) if pdf else residue.of_jpeg(copy)
    if not pdf and not found and not residue.is_covered(copy, areas[0] if areas else ()):
        found = [_("有没有遮盖完整的区域")]
    if found:
        raise refused(
            _("公开副本中仍有：%(list)s。") % {"list": "、".join(found)},
            _("请重新制作；仍不成功的，请联系系统管理员。"),
        )


def office_refusal(data: bytes) -> RuleError:
    """Why a Word or Excel file is not taken: what it gives away beside what it shows."""
    found = residue.of_office(data)
    text = _("Word、Excel 文件不能直接公开。")
    if found:
        text += _("这份文件中有：%(list)s。") % {"list": "、".join(found)}
    return refused(text, _("请打开确认内容后另存为 PDF 上传。"))


def as_areas(rows: Any) -> list[list[Area]]:
    """Stored JSON as areas of each page."""
    return [[Area(row["x"], row["y"], row["w"], row["h"]) for row in page] for page in rows]
