"""What is to be done to a copy: parts to keep, areas to cover, spans to mute; checked and as JSON.

Times are whole milliseconds from the start of the original. Areas are ten-thousandths of the width
and height of the picture as it is seen (turned upright), so they fit the original and every copy made
for viewing. JSON: {"keep": [[0, 5000]], "areas": [{"x", "y", "w", "h", "mode", "span": [0, 900]}],
"mute": [[100, 900]]}; a photograph's areas have no span.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleError

WHOLE = 10_000  # parts of a side
SMALLEST = 20  # parts: a smaller area was a slip of the hand
SHORTEST = 40  # milliseconds: about one frame
MOST_AREAS, MOST_SPANS = 60, 60
FIELD = "edits"
Span = tuple[int, int]


class Mode(models.TextChoices):
    """How an area is covered."""

    BLACK = "black", gettext_lazy("涂黑")
    MOSAIC = "mosaic", gettext_lazy("马赛克")
    BLUR = "blur", gettext_lazy("模糊")


@dataclass(frozen=True)
class Original:
    """What the edits are for. kind: photo, video or audio; length in milliseconds; has it sound."""

    kind: str
    length: int = 0
    sound: bool = False


@dataclass(frozen=True)
class Area:
    """A rectangle, covered from span[0] to span[1]; without a span in the whole photograph."""

    x: int
    y: int
    w: int
    h: int
    mode: str
    span: Span | None = None


@dataclass(frozen=True)
class Edits:
    """All of them, in order of time."""

    keep: tuple[Span, ...] = ()
    areas: tuple[Area, ...] = ()
    mute: tuple[Span, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form that is kept."""
        areas = [
            {name: value for name, value in asdict(area).items() if value is not None}
            for area in self.areas
        ]
        spans = {"keep": [list(s) for s in self.keep], "mute": [list(s) for s in self.mute]}
        return {**spans, "areas": [_listed(area) for area in areas]}

    def kept(self, length: int) -> tuple[Span, ...]:
        """The parts of a recording of this length that stay; without a choice the whole."""
        return self.keep or ((0, length),)


def _listed(area: dict[str, Any]) -> dict[str, Any]:
    return {**area, "span": list(area["span"])} if "span" in area else area


def read(data: Any, original: Original) -> Edits:
    """The edits in JSON values from outside. RuleError for everything that cannot be done."""
    if not isinstance(data, dict) or not set(data) <= {"keep", "areas", "mute"}:
        raise _malformed()
    rows = {name: data.get(name, []) for name in ("keep", "areas", "mute")}
    if not all(isinstance(row, list) for row in rows.values()):
        raise _malformed()
    if len(rows["areas"]) > MOST_AREAS or max(len(rows["keep"]), len(rows["mute"])) > MOST_SPANS:
        raise _refused(
            _("遮盖区域最多 %(areas)s 处，保留片段和静音片段各最多 %(spans)s 段。")
            % {"areas": MOST_AREAS, "spans": MOST_SPANS},
            _("请分成几份副本制作。"),
        )
    _fit(rows, original)
    keep = _keep([_span(row, original, _("保留片段")) for row in rows["keep"]], original)
    areas = [_area(row, original, n) for n, row in enumerate(rows["areas"], 1)]
    mute = sorted(_span(row, original, _("静音片段")) for row in rows["mute"])
    edits = Edits(keep, tuple(areas), tuple(mute))
    if edits == Edits():
        raise _refused(
            _("没有任何编辑内容：保留的是全部，也没有遮盖或者静音。"),
            _("请至少标出一处；如果不需要编辑，请直接提供原件。"),
        )
    return edits


def _fit(rows: dict[str, list[Any]], original: Original) -> None:
    """Only what there is can be edited."""
    if original.kind == "photo" and (rows["keep"] or rows["mute"]):
        raise _refused(_("照片没有时间，不能剪取或者静音。"), _("请删除这些片段。"))
    if original.kind == "audio" and rows["areas"]:
        raise _refused(_("录音没有画面，不能遮盖区域。"), _("请删除遮盖区域。"))
    if rows["mute"] and not original.sound:
        raise _refused(_("这份录像没有声音，不需要静音。"), _("请删除静音片段。"))


def _keep(spans: Sequence[Span], original: Original) -> tuple[Span, ...]:
    """In order, without overlap; keeping all of it is no edit."""
    rows = sorted(spans)
    for before, after in zip(rows, rows[1:], strict=False):
        if after[0] < before[1]:
            text = _("保留片段 %(a)s 与 %(b)s 互相重叠。")
            raise _refused(
                text % {"a": words(before), "b": words(after)},
                _("请修改起止时间，或者合并为一段。"),
            )
    return () if rows == [(0, original.length)] else tuple(rows)


def _span(row: Any, original: Original, name: str) -> Span:
    if not isinstance(row, list | tuple) or len(row) != 2 or not all(map(_whole, row)):
        raise _malformed()
    start, stop = row
    if start < 0 or stop > original.length:
        text = _("%(name)s %(span)s 超出录制时长（0:00.000–%(length)s）。")
        given = {"name": name, "span": words((start, stop)), "length": clock(original.length)}
        raise _refused(text % given, _("请把起止时间改到录制时长之内。"))
    if stop - start < SHORTEST:
        text = _("%(name)s %(span)s 的结束时间应当晚于开始时间，且至少长 %(ms)s 毫秒。")
        given = {"name": name, "span": words((start, stop)), "ms": str(SHORTEST)}
        raise _refused(text % given, _("请核对起止时间。"))
    return start, stop


def _area(row: Any, original: Original, number: int) -> Area:
    names = {"x", "y", "w", "h", "mode"} | ({"span"} if original.kind == "video" else set())
    if not isinstance(row, dict) or set(row) != names:
        raise _malformed()
    sides = [row[name] for name in "xywh"]
    if not all(map(_whole, sides)) or row["mode"] not in Mode.values:
        raise _malformed()
    x, y, w, h = sides
    if min(w, h) < SMALLEST:
        text = _("遮盖区域 %(n)s 太小：宽和高至少 %(least)s%%。")
        given = {"n": number, "least": f"{SMALLEST / 100:.2f}"}
        raise _refused(text % given, _("请放大或者删除该区域。"))
    if min(x, y) < 0 or max(x + w, y + h) > WHOLE:
        raise _refused(
            _("遮盖区域 %(n)s 超出画面：左加宽、上加高都不得超过 100%%。") % {"n": number},
            _("请把区域移到画面之内。"),
        )
    name = _("遮盖区域 %(n)s 的时间") % {"n": number}
    span = _span(row["span"], original, name) if "span" in row else None
    return Area(x, y, w, h, row["mode"], span)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def clock(moment: int) -> str:
    """Milliseconds as h:mm:ss.mmm, without hours when there are none."""
    sign, whole = ("-" if moment < 0 else ""), abs(moment)
    hours, minutes = whole // 3_600_000, whole // 60_000 % 60
    tail = f"{whole // 1000 % 60:02d}.{whole % 1000:03d}"
    return f"{sign}{hours}:{minutes:02d}:{tail}" if hours else f"{sign}{minutes}:{tail}"


def words(span: Span) -> str:
    """A span for people."""
    return f"{clock(span[0])}–{clock(span[1])}"


def _refused(message: str, remedy: str) -> RuleError:
    return RuleError(message, remedy=remedy, field=FIELD)


def _malformed() -> RuleError:
    return _refused(_("编辑内容的格式不正确。"), _("请刷新页面后重新标记。"))
