"""Boxes and the ways between them as a picture: where each lies, for templates/partials/flowchart_picture.html.

`chart` draws the `Flow` that the services and the database obey, so it cannot show a way that does not exist;
`drawn` any other `Sketch`. Boxes stand in one column in their order. A way to the next box is a straight
arrow; any other is a line beside the column, to the right when it leads down and to the left when it leads
back up; the sources of one way share its line. A way that stays in its box is a loop at its lower left
corner. Lengths are pixels.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.flow import Flow

HALF = 6.6  # width of half an ideograph
TEXT = 17  # height of a line of text
WORDS = 18  # halves in a line of a label
BOX_HALVES = 26  # halves in a line of a box
PAD, SPACE = 12, 18
GAP = 34
SHIFT = 7  # what leaves a box beside the column lies above what enters it
LOOP = 14  # how far a loop goes out of its box


@dataclass(frozen=True)
class Line:
    """A line of text, centred at `x` on the baseline `y`."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A state. `first`: a row may begin here; `last`: no move leads away."""

    lines: tuple[Line, ...]
    x: float
    y: float
    width: float
    height: float
    first: bool
    last: bool

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Arrow:
    """A move: the line of it, the place behind its words, and the words."""

    path: str
    lines: tuple[Line, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Step:
    """A move in words, for those who do not see the picture. `stays`: it leads to no other state."""

    label: str
    sources: str
    target: str
    article: str
    stays: bool = False


@dataclass(frozen=True)
class Chart:
    """The picture and, of a table of moves, its text."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Way:
    """What leads from the boxes of some rows to that of another. `words` may be empty."""

    sources: tuple[int, ...]
    target: int
    words: str


@dataclass(frozen=True)
class Sketch:
    """What is to be drawn: the lines in each box, the rows one may begin at, and the ways."""

    names: Sequence[Sequence[str]]
    first: frozenset[int]
    ways: Sequence[Way]

    def leaves(self, row: int) -> bool:
        """Whether a way leads away from the box."""
        return any(row in way.sources and way.target != row for way in self.ways)


@dataclass
class Lane:
    """A line beside the column from the rows of `sources` to that of `target`; `no` counts from the column."""

    sources: tuple[int, ...]
    target: int
    words: list[str]
    no: int = 0

    @property
    def rows(self) -> tuple[int, int]:
        """The first and the last row it passes."""
        return min(*self.sources, self.target), max(*self.sources, self.target)

    @property
    def gap(self) -> int:
        """The space below which row its words stand in."""
        first, last = self.rows
        return (first + last - 1) // 2


@dataclass
class Plan:
    """Which moves are straight or stay (row -> words), and which go round on either side."""

    straight: dict[int, list[str]] = field(default_factory=dict)
    loops: dict[int, list[str]] = field(default_factory=dict)
    right: list[Lane] = field(default_factory=list)
    left: list[Lane] = field(default_factory=list)


def chart(flow: "Flow[Any]") -> Chart:
    """The picture of a table of moves, in the language of the request."""
    labels = {
        key: str(text) for key, text in flow.model._meta.get_field(flow.field).flatchoices or []
    }
    states = states_of(flow, list(labels))
    rows = {state: no for no, state in enumerate(states)}
    ways = [
        Way(tuple(sorted(rows[each] for each in move.sources)), rows[move.target], str(move.label))
        for move in flow.moves.values()
    ]
    names = [wrapped(labels[state], BOX_HALVES) for state in states]
    steps = tuple(
        Step(
            str(move.label),
            _("、").join(labels[state] for state in states if state in move.sources),
            labels[move.target],
            move.article,
            set(move.sources) == {move.target},
        )
        for move in flow.moves.values()
    )
    return drawn(Sketch(names, frozenset(rows[state] for state in flow.starts), ways), steps)


def drawn(sketch: Sketch, steps: tuple[Step, ...] = ()) -> Chart:
    """The picture of a sketch of at least one box."""
    plan = plan_of(sketch.ways)
    for lanes in (plan.right, plan.left):
        number(lanes)
    return Drawing(sketch, plan).chart(steps)


def states_of(flow: "Flow[Any]", order: Sequence[str]) -> list[str]:
    """The states the table knows, in the order of the model."""
    known = set(flow.starts)
    for move in flow.moves.values():
        known |= {*move.sources, move.target}
    return [state for state in order if state in known]


def plan_of(ways: Iterable[Way]) -> Plan:
    """Where each way goes."""
    plan = Plan()
    for way in ways:
        if way.target - 1 in way.sources:
            plan.straight.setdefault(way.target - 1, []).extend(wrapped(way.words, BOX_HALVES))
        if way.target in way.sources:
            plan.loops.setdefault(way.target, []).extend(wrapped(way.words, WORDS))
        below = tuple(row for row in way.sources if row < way.target - 1)
        above = tuple(row for row in way.sources if row > way.target)
        _join(plan.right, below, way)
        _join(plan.left, above, way)
    return plan


def _join(lanes: list[Lane], sources: tuple[int, ...], way: Way) -> None:
    """A lane of its own, or the one that leads the same way already."""
    if not sources:
        return
    for lane in lanes:
        if lane.sources == sources and lane.target == way.target:
            lane.words.append(way.words)
            return
    lanes.append(Lane(sources, way.target, [way.words]))


def number(lanes: list[Lane]) -> None:
    """Give each lane the nearest place to the column where nothing runs beside the same rows."""
    lanes.sort(key=lambda lane: (lane.rows[1] - lane.rows[0], lane.rows))
    taken: list[list[tuple[int, int]]] = []
    for lane in lanes:
        first, last = lane.rows
        no = next(
            (
                no
                for no, spans in enumerate(taken)
                if all(last < begin or first > end for begin, end in spans)
            ),
            len(taken),
        )
        if no == len(taken):
            taken.append([])
        taken[no].append((first, last))
        lane.no = no


def halves(text: str) -> int:
    """Width of a text in halves of an ideograph."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrapped(text: str, limit: int) -> list[str]:
    """The text in lines of at most `limit` halves; Latin words stay whole."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and halves(line + piece.rstrip()) > limit:
            lines.append(line.strip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(text: str) -> Iterable[str]:
    """Ideographs one by one, Latin words with the space behind them."""
    word = ""
    for sign in text:
        if unicodedata.east_asian_width(sign) in "WF":
            yield from (word, sign) if word else (sign,)
            word = ""
        else:
            word += sign
            if sign == " ":
                yield word
                word = ""
    if word:
        yield word


def _width(lines: Iterable[str]) -> float:
    return max((halves(line) for line in lines), default=0) * HALF


class Drawing:
    """The plan with its lengths."""

    def __init__(self, sketch: Sketch, plan: Plan) -> None:
        self.sketch, self.plan = sketch, plan
        self.box = max(_width(name) for name in sketch.names) + 2 * PAD
        self.left, self.right = self._sides(plan.left), self._sides(plan.right)
        beside = self._beside()
        self.corner = self._corner()
        self.x = sum(self.left) + self.corner + 2
        # The words of straight arrows stand to the right of the column's axis.
        self.lanes_begin = self.x + max(self.box, self.box / 2 + beside + 2 * PAD)
        self.rows = self._rows()

    def _words(self, lane: Lane) -> list[str]:
        return [line for words in lane.words for line in wrapped(words, WORDS)]

    def _sides(self, lanes: list[Lane]) -> list[float]:
        """Width of each lane of a side, the nearest first."""
        widths = [0.0] * (max((lane.no for lane in lanes), default=-1) + 1)
        for lane in lanes:
            widths[lane.no] = max(widths[lane.no], _width(self._words(lane)) + SPACE)
        return widths

    def _beside(self) -> float:
        return max((_width(words) for words in self.plan.straight.values()), default=0)

    def _corner(self) -> float:
        """Width that loops and their words take to the left of the column."""
        if not self.plan.loops:
            return 0
        words = max(_width(words) for words in self.plan.loops.values())
        return max(LOOP, words / 2, words + PAD / 2 - self.box / 2) + SHIFT

    def _rows(self) -> list[tuple[float, float]]:
        """Top and height of each box; every space takes the words that stand in it."""
        names = self.sketch.names
        spaces = [len(self.plan.straight.get(no, [])) for no in range(len(names))]
        for lane in (*self.plan.left, *self.plan.right):
            spaces[lane.gap] = max(spaces[lane.gap], len(self._words(lane)))
        for no, words in self.plan.loops.items():
            spaces[no] = max(spaces[no], len(words) + 1)
        rows: list[tuple[float, float]] = []
        top = 2.0
        for name, lines in zip(names, spaces, strict=True):
            height = len(name) * TEXT + 2 * PAD
            rows.append((top, height))
            top += height + max(GAP, lines * TEXT + 2 * PAD)
        return rows

    def chart(self, steps: tuple[Step, ...]) -> Chart:
        """The finished picture."""
        boxes = tuple(self._box(no) for no in range(len(self.sketch.names)))
        arrows = [self._straight(no, words) for no, words in sorted(self.plan.straight.items())]
        arrows += [self._loop(no, words) for no, words in sorted(self.plan.loops.items())]
        arrows += [self._round(lane, boxes, left=True) for lane in self.plan.left]
        arrows += [self._round(lane, boxes, left=False) for lane in self.plan.right]
        ends = [box.y + box.height for box in boxes] + [arrow.y + arrow.height for arrow in arrows]
        return Chart(
            width=self.lanes_begin + sum(self.right) + 2,
            height=max(ends) + 2,
            boxes=boxes,
            arrows=tuple(arrows),
            steps=steps,
        )

    def _box(self, no: int) -> Box:
        top, height = self.rows[no]
        lines = tuple(
            Line(text, self.x + self.box / 2, top + PAD + (row + 0.75) * TEXT)
            for row, text in enumerate(self.sketch.names[no])
        )
        first, last = no in self.sketch.first, not self.sketch.leaves(no)
        return Box(lines, self.x, top, self.box, height, first, last)

    def _straight(self, no: int, words: list[str]) -> Arrow:
        top, height = self.rows[no]
        begin, end = top + height, self.rows[no + 1][0]
        axis, width = self.x + self.box / 2, _width(words)
        begins = (begin + end - len(words) * TEXT) / 2
        lines = tuple(
            Line(text, axis + PAD / 2 + width / 2, begins + (row + 0.75) * TEXT)
            for row, text in enumerate(words)
        )
        path = f"M{axis:.1f} {begin:.1f}V{end:.1f}"
        return Arrow(path, lines, axis + PAD / 2, begins, width, len(words) * TEXT)

    def _loop(self, no: int, words: list[str]) -> Arrow:
        """Out of the left edge and back from below; its words stand under it, before the straight arrow."""
        top, height = self.rows[no]
        bottom, width = top + height, _width(words)
        out, below, back = self.x - LOOP, bottom + LOOP, self.x + LOOP
        axis = min(self.x, self.x + self.box / 2 - PAD / 2 - width / 2)
        lines = tuple(
            Line(text, axis, below + 2 + (row + 0.75) * TEXT) for row, text in enumerate(words)
        )
        path = f"M{self.x:.1f} {bottom - SHIFT:.1f}H{out:.1f}V{below:.1f}H{back:.1f}V{bottom:.1f}"
        return Arrow(path, lines, axis - width / 2, below + 2, width, len(words) * TEXT)

    def _round(self, lane: Lane, boxes: Sequence[Box], *, left: bool) -> Arrow:
        words, widths = self._words(lane), self.left if left else self.right
        away = sum(widths[: lane.no]) + widths[lane.no] / 2
        axis = self.x - self.corner - away if left else self.lanes_begin + away
        edge = self.x if left else self.x + self.box
        lower = SHIFT if left else -SHIFT
        goal = boxes[lane.target].middle + lower
        path = "".join(
            f"M{edge:.1f} {boxes[row].middle - lower:.1f}H{axis:.1f}V{goal:.1f}"
            for row in lane.sources
        )
        width, height = _width(words) + 4, len(words) * TEXT
        above, below = boxes[lane.gap], boxes[lane.gap + 1]
        begins = (above.y + above.height + below.y - height) / 2
        lines = tuple(
            Line(text, axis, begins + (row + 0.75) * TEXT) for row, text in enumerate(words)
        )
        return Arrow(f"{path}H{edge:.1f}", lines, axis - width / 2, begins, width, height)
