"""The coverage of a step by its recordings, rule by rule, and on 300 made cases with known faults."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recording import coverage
from recording.coverage import Clip, Duty, Finding, Limits

LIMITS = Limits(timedelta(seconds=5), timedelta(minutes=2), timedelta(minutes=1))
TEN = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return TEN + timedelta(seconds=seconds)


def clip(begins: float, ends: float, key: str = "a", **changes: object) -> Clip:
    return Clip(key=key, begins=at(begins), ends=at(ends), **changes)  # type: ignore[arg-type]  # the changes of a test


def duty(*clips: Clip, ends: float | None = 600, **changes: object) -> Duty:
    told = None if ends is None else at(ends)
    values = {"full": True, **changes}
    return Duty(key="step", begins=TEN, ends=told, clips=clips, **values)  # type: ignore[arg-type]  # the changes of a test


def kinds(one: Duty) -> list[str]:
    return [finding.kind for finding in coverage.find(one, LIMITS)]


def test_one_film_from_begin_to_end_lacks_nothing() -> None:
    assert coverage.find(duty(clip(0, 600)), LIMITS) == []


@pytest.mark.parametrize(("pause", "found"), [(4.9, []), (5, ["gap"]), (5.1, ["gap"])])
def test_an_interruption_counts_from_five_seconds_on(pause: float, found: list[str]) -> None:
    assert kinds(duty(clip(0, 300), clip(300 + pause, 600, "b"))) == found


def test_the_interruption_is_named_by_its_begin_and_end() -> None:
    [finding] = coverage.find(duty(clip(0, 300), clip(330, 600, "b")), LIMITS)
    assert finding == Finding("gap", "step", at(300), at(330))


def test_a_second_camera_closes_the_gap_of_the_first() -> None:
    both = duty(clip(0, 300), clip(330, 600, "b"), clip(200, 400, "c"))
    assert kinds(both) == []


def test_a_short_clip_inside_a_long_one_opens_no_gap() -> None:
    assert kinds(duty(clip(0, 600), clip(10, 20, "b"))) == []


@pytest.mark.parametrize(("late", "found"), [(60, []), (61, ["gap"])])
def test_told_times_are_good_to_the_minute(late: float, found: list[str]) -> None:
    assert kinds(duty(clip(late, 600))) == found
    assert kinds(duty(clip(0, 600 - late))) == found


def test_a_step_whose_end_nobody_told_is_as_long_as_its_recording() -> None:
    assert kinds(duty(clip(200, 300), ends=None)) == []
    assert kinds(duty(clip(200, 300), clip(320, 400, "b"), ends=None)) == ["gap"]


def test_a_photograph_is_no_recording_from_end_to_end() -> None:
    photo = clip(0, 0, running=False)
    assert kinds(duty(photo)) == ["missing"]
    assert kinds(duty(photo, full=False)) == []


def test_no_recording_is_missing_unless_a_reason_stands_for_it() -> None:
    assert kinds(duty()) == ["missing"]
    assert kinds(duty(excused=True)) == []


@pytest.mark.parametrize(
    ("drift", "found"), [(119, []), (120, ["drift"]), (-120, ["drift"]), (-119, [])]
)
def test_a_clock_counts_as_off_from_two_minutes_on(drift: float, found: list[str]) -> None:
    assert kinds(duty(clip(0, 600, drift=timedelta(seconds=drift)))) == found


def test_late_storage_and_a_wrong_clock_are_told_of_photographs_too() -> None:
    photo = clip(0, 0, running=False, late=True, drift=timedelta(hours=8))
    assert kinds(duty(photo, full=False)) == ["drift", "late"]
    assert kinds(duty(photo)) == ["missing", "drift", "late"]


def test_what_no_clip_shows_is_named_segment_by_segment() -> None:
    needs = ("announcement", "certificate")
    one = duty(clip(0, 600, shows=frozenset({"announcement"})), needs=needs)
    [finding] = coverage.find(one, LIMITS)
    assert (finding.kind, finding.segment) == ("unshown", "certificate")
    other = clip(0, 1, "b", running=False, shows=frozenset({"certificate"}))
    assert kinds(replace(one, clips=(*one.clips, other))) == []


def test_nothing_is_unshown_where_nothing_was_recorded() -> None:
    assert kinds(duty(needs=("certificate",))) == ["missing"]


def test_the_drawn_clips_stay_inside_the_picture() -> None:
    clips = (clip(0, 150), clip(450, 600, "b"))
    assert coverage.covered(duty(*clips), clips) == [(0.0, 0.25), (0.75, 0.25)]
    moment = (clip(0, 0),)
    assert coverage.covered(duty(*moment, ends=None), moment) == [(0.0, 0.0)]


SPANS = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600)), min_size=1, max_size=8)


@given(SPANS)
def test_holes_and_clips_together_are_the_whole_time(spans: list[tuple[int, int]]) -> None:
    """Against an oracle that counts second by second."""
    clips = [clip(min(pair), max(pair), str(no)) for no, pair in enumerate(spans)]
    exact = Limits(timedelta(seconds=1), LIMITS.drift, timedelta())
    seen = {second for pair in spans for second in range(min(pair), max(pair))}
    told = {
        second
        for begins, ends in coverage.holes(duty(*clips), clips, exact)
        for second in range(int((begins - TEN).total_seconds()), int((ends - TEN).total_seconds()))
    }
    assert told == set(range(600)) - seen


# ------------------------------------------------------------ 300 made cases with known faults
NEEDS = ("certificate",)


def sound_case(random: Random, no: int) -> list[Duty]:
    """The steps of a case recorded as they should be: several films a step, overlapping a little."""
    return [sound_step(random, f"{no}-{step}") for step in range(random.randint(2, 6))]


def sound_step(random: Random, key: str) -> Duty:
    length = random.randint(300, 5400)
    cuts = sorted(random.sample(range(60, length - 60), random.randint(0, 3)))
    edges = [random.randint(0, 50), *cuts, length - random.randint(0, 50)]
    clips = []
    for part, (begins, ends) in enumerate(zip(edges, edges[1:], strict=False)):
        pause = random.uniform(-20, 4.9) if part else 0.0
        clips.append(
            clip(
                max(0.0, begins + pause),
                ends,
                f"{key}-{part}",
                drift=random.choice([None, timedelta(seconds=random.randint(-119, 119))]),
                shows=frozenset(NEEDS) if part == 0 else frozenset(),
            )
        )
    return replace(duty(*clips, ends=length, needs=NEEDS), key=key)


def broken(random: Random, sound: Duty, fault: str) -> tuple[Duty, tuple[str, str]]:
    """The step with one fault put in, and what must be found: (kind, step)."""
    clips = list(sound.clips)
    pick = random.randrange(len(clips))
    one = clips[pick]
    if fault == coverage.MISSING:
        clips = []
    elif fault == coverage.GAP:
        # The film is cut in two with a hole of at least five seconds that no other one covers.
        middle = one.begins + (one.ends - one.begins) / 2
        hole = timedelta(seconds=random.uniform(5, 20))
        clips[pick] = replace(one, ends=middle - hole / 2)
        clips.append(replace(one, key=one.key + "b", begins=middle + hole / 2, shows=frozenset()))
    elif fault == coverage.DRIFT:
        off = random.choice([-1, 1]) * random.randint(120, 36000)
        clips[pick] = replace(one, drift=timedelta(seconds=off))
    elif fault == coverage.UNSHOWN:
        clips = [replace(row, shows=frozenset()) for row in clips]
    else:
        clips[pick] = replace(one, late=True)
    return replace(sound, clips=tuple(clips)), (fault, sound.key)


def test_of_300_cases_every_fault_put_in_is_found_and_nothing_else() -> None:
    random = Random(20261121)  # noqa: S311  # a test's own dice
    put, found, steps = set(), set(), 0
    for no in range(300):
        for sound in sound_case(random, no):
            steps += 1
            seen = sound
            if random.random() < 0.3:
                seen, fault = broken(random, sound, random.choice(coverage.KINDS))
                put.add(fault)
            found |= {(finding.kind, finding.duty) for finding in coverage.find(seen, LIMITS)}
    assert {kind for kind, _key in put} == set(coverage.KINDS)
    assert len(put & found) >= 0.99 * len(put)
    assert len(found - put) <= 0.01 * (steps - len(put))
