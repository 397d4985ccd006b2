"""What the recordings of a step show of what must be recorded. Pure: no database, no clock.

A duty is a step that must be recorded; a clip is a photograph, a sound or a film of it. `find` names
every lack: no recording, an interruption, a clock that is off, a segment nobody marked, late storage
(domain §8.2-§8.5). Times are aware and of one clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MISSING, GAP, DRIFT, UNSHOWN, LATE = "missing", "gap", "drift", "unshown", "late"
COVERED, EXEMPT = "covered", "exempt"
KINDS = (MISSING, GAP, DRIFT, UNSHOWN, LATE)


@dataclass(frozen=True)
class Limits:
    """From what on an interruption or a clock's difference counts (both inclusive).

    `edge`: how far the told begin and end of a step may lie from those of its recording, because a
    person tells them by the minute.
    """

    gap: timedelta
    drift: timedelta
    edge: timedelta


@dataclass(frozen=True, kw_only=True)
class Clip:
    """One recording. `running`: sound or film; `drift`: the device's time in the file less the told
    one, None when the file says none; `shows`: keys of the segments marked in it."""

    key: str
    begins: datetime
    ends: datetime
    running: bool = True
    drift: timedelta | None = None
    late: bool = False
    shows: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A step that must be recorded. `full`: from begin to end; `ends` is None when nobody told it;
    `needs`: segments the recording must show; `excused`: a reason stands for the whole recording."""

    key: str
    begins: datetime
    ends: datetime | None = None
    full: bool = False
    excused: bool = False
    needs: tuple[str, ...] = ()
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One lack. `clip` names the recording, `segment` what was not shown, where it is about one."""

    kind: str
    duty: str
    begins: datetime
    ends: datetime | None = None
    clip: str = ""
    segment: str = ""


def usable(duty: Duty) -> list[Clip]:
    """The clips that count: what must be recorded from end to end, no photograph records."""
    return [clip for clip in duty.clips if clip.running or not duty.full]


def standing(duty: Duty) -> str:
    """Whether the duty is covered, exempt by a reason, or missing."""
    if usable(duty):
        return COVERED
    return EXEMPT if duty.excused else MISSING


def find(duty: Duty, limits: Limits) -> list[Finding]:
    """Every lack of one duty: the recording itself, interruptions by time, clocks, marks, storage."""
    counted = usable(duty)
    found = [*_clocks(duty, limits), *_late(duty)]
    if not counted:
        return found if duty.excused else [Finding(MISSING, duty.key, duty.begins), *found]
    shown = frozenset[str]().union(*(clip.shows for clip in duty.clips))
    found += [
        Finding(UNSHOWN, duty.key, duty.begins, segment=segment)
        for segment in duty.needs
        if segment not in shown
    ]
    if duty.full:
        found += [
            Finding(GAP, duty.key, begins, ends) for begins, ends in holes(duty, counted, limits)
        ]
    return found


def _clocks(duty: Duty, limits: Limits) -> Iterator[Finding]:
    for clip in duty.clips:
        if clip.drift is not None and abs(clip.drift) >= limits.drift:
            yield Finding(DRIFT, duty.key, clip.begins, clip.ends, clip=clip.key)


def _late(duty: Duty) -> Iterator[Finding]:
    for clip in duty.clips:
        if clip.late:
            yield Finding(LATE, duty.key, clip.begins, clip.ends, clip=clip.key)


def holes(duty: Duty, clips: Iterable[Clip], limits: Limits) -> Iterator[tuple[datetime, datetime]]:
    """The spans nothing recorded, by time.

    Before the first and after the last clip only where the end of the step was told: a step with one
    time is told by its moment, and its recording is all that says how long it took.
    """
    spans = sorted((clip.begins, clip.ends) for clip in clips)
    reached = spans[0][0]
    if duty.ends is not None and reached - duty.begins > limits.edge:
        yield duty.begins, reached
    for begins, ends in spans:
        if begins - reached >= limits.gap:
            yield reached, begins
        reached = max(reached, ends)
    if duty.ends is not None and duty.ends - reached > limits.edge:
        yield reached, duty.ends


def covered(duty: Duty, clips: Sequence[Clip]) -> list[tuple[float, float]]:
    """Where the clips lie, as shares of the drawn span: (left, width), each from 0 to 1."""
    first = min([duty.begins, *(clip.begins for clip in clips)])
    last = max([duty.ends or duty.begins, *(clip.ends for clip in clips)])
    whole = (last - first) / timedelta(seconds=1) or 1.0
    return [
        (
            (clip.begins - first) / timedelta(seconds=1) / whole,
            max(clip.ends - clip.begins, timedelta()) / timedelta(seconds=1) / whole,
        )
        for clip in clips
    ]
