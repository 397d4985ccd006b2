"""Bars drawn on the server: shares of a whole, told apart by pattern as well as by colour. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Units of the drawing; it is scaled to the page, so a unit is about a pixel on a telephone.
WIDTH, LINE, BAR, TOP = 320, 44, 16, 4
LABEL_CHARS = 20


@dataclass(frozen=True)
class Part:
    """A piece of a bar: which series, where it begins and how long it is."""

    series: str
    x: float
    width: float
    count: int


@dataclass(frozen=True)
class Bar:
    """One bar under its label; `told` is written at its right end."""

    label: str
    told: str
    y: int
    parts: tuple[Part, ...]

    @property
    def text_y(self) -> int:
        """The base line of the label."""
        return self.y + 13

    @property
    def bar_y(self) -> int:
        """The upper edge of the bar."""
        return self.y + 18


@dataclass(frozen=True)
class Plot:
    """Bars from top to bottom in a drawing of `width` x `height` units."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    bar_height: int = BAR

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return TOP + LINE * len(self.bars)


def short(label: str) -> str:
    """The label as it fits over a bar; the whole one stands in the table."""
    return label if len(label) <= LABEL_CHARS else label[: LABEL_CHARS - 1] + "…"


def plot(rows: Sequence[tuple[str, str, Mapping[str, int]]]) -> Plot:
    """Bars of (label, what is written at the end, count of each series in order).

    The longest bar is as wide as the drawing: length is number, its pieces are shares.
    """
    most = max((sum(counts.values()) for _label, _told, counts in rows), default=0)
    bars = []
    for no, (label, told, counts) in enumerate(rows):
        bars.append(Bar(short(label), told, TOP + LINE * no, _parts(counts, most)))
    return Plot(tuple(bars))


def _parts(counts: Mapping[str, int], most: int) -> tuple[Part, ...]:
    found, x = [], 0.0
    for series, count in counts.items():
        width = round(WIDTH * count / most, 2) if most else 0.0
        if count:
            found.append(Part(series, round(x, 2), width, count))
        x += width
    return tuple(found)
