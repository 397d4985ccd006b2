"""The coverage map of a case: each step that must be recorded, what its recordings show and lack."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.gates import Gap
from enforcement.models import Case
from recording import coverage, kinds, segments
from recording.coverage import Clip, Duty, Finding, Limits
from recording.models import CoverageNote, Evidence, MediaProbe, RecordingMark, Step

AUDIOVISUAL = (Evidence.Media.PHOTO, Evidence.Media.AUDIO, Evidence.Media.VIDEO)
RUNNING = (Evidence.Media.AUDIO, Evidence.Media.VIDEO)
BLOCK, REASON, WARN = "block", "reason", "warn"
# Times of a step are told by the minute.
TOLD_BY = timedelta(minutes=1)
FULL_RECORD = "国办发〔2018〕118号第八条"

Key = tuple[int, str, datetime, str]


@dataclass(frozen=True)
class Lack:
    """One finding of the map: in words, what the rules make of it, and the reason given for it."""

    finding: Finding
    step: Step
    text: str
    effect: str
    note: CoverageNote | None

    @property
    def open(self) -> bool:
        """Whether it still stands in the way of the next stage."""
        return self.effect == BLOCK or (self.effect == REASON and self.note is None)

    @property
    def key(self) -> str:
        """What names it among the lacks of the case."""
        return "|".join(map(str, key_of(self.finding)))


@dataclass(frozen=True)
class Cell:
    """A segment of a step: `state` is shown, unshown (needed), unmarked, or none (not asked for)."""

    segment: segments.Segment
    state: str
    seconds: tuple[int, ...] = ()


@dataclass(frozen=True)
class Row:
    """A step that must be recorded. `bars`: where the clips lie, (left, width) in per cent;
    `activities`: the items of the recording list that ask for it, its own before that of a fact."""

    step: Step
    title: str
    level: str
    duty: Duty
    bars: list[tuple[float, float]]
    cells: list[Cell]
    lacks: list[Lack]
    activities: tuple[str, ...]


def limits(case: Case) -> Limits:
    """From what on a gap and a clock count in the case's jurisdiction."""
    rules = case.agency.rules()
    return Limits(
        gap=timedelta(seconds=int(rules.value("record.gap_seconds"))),
        drift=timedelta(minutes=int(rules.value("record.drift_minutes"))),
        edge=TOLD_BY,
    )


def key_of(finding: Finding) -> Key:
    """What a finding and its reason are matched by: step, kind, begin, segment."""
    return (int(finding.duty), finding.kind, finding.begins, finding.segment)


@dataclass(frozen=True)
class Told:
    """What was read of some cases at once: three queries whatever their size."""

    evidence: dict[int, list[Evidence]]
    marks: dict[Any, list[RecordingMark]]
    notes: dict[Key, CoverageNote]
    device_times: dict[str, datetime]

    @classmethod
    def of(cls, cases: Sequence[Case], evidence: Sequence[Evidence]) -> "Told":
        """Recordings by step, marks by recording, reasons by finding."""
        by_step: dict[int, list[Evidence]] = defaultdict(list)
        for row in evidence:
            if row.step_id and row.media in AUDIOVISUAL and row.started_at:
                by_step[row.step_id].append(row)
        marks: dict[Any, list[RecordingMark]] = defaultdict(list)
        for mark in effective_marks(*cases):
            marks[mark.evidence_id].append(mark)
        notes = CoverageNote.objects.filter(step__case__in=cases).select_related("created_by")
        return cls(
            by_step,
            marks,
            {(note.step_id, note.kind, note.begins, note.segment): note for note in notes},
            _device_times(evidence),
        )


def effective_marks(*cases: Case) -> list[RecordingMark]:
    """The marks in the recordings of the cases that were not taken back, by position."""
    rows = list(RecordingMark.objects.filter(evidence__case__in=cases))
    gone = {row.cancels_id for row in rows if row.cancels_id}
    return [row for row in rows if not row.cancels_id and row.pk not in gone]


def of(case: Case, steps: Sequence[Step], evidence: Sequence[Evidence]) -> list[Row]:
    """The map: a row for each step with a duty, by time."""
    return _map(case, steps, Told.of([case], evidence))


def _map(case: Case, steps: Sequence[Step], told: Told) -> list[Row]:
    bounds = limits(case)
    rows = [_row(case, step, told, bounds) for step in sorted(steps, key=lambda one: one.at)]
    return [row for row in rows if row is not None]


def read(case: Case) -> list[Row]:
    """The same, reading the steps and recordings of the case."""
    evidence = Evidence.objects.filter(case=case).order_by("started_at", "pk")
    return of(case, list(Step.objects.filter(case=case)), list(evidence))


def read_many(cases: Sequence[Case]) -> Iterator[tuple[Case, list[Row]]]:
    """The maps of many cases, with the queries of one; the steps come without their text."""
    told = Told.of(
        cases, list(Evidence.objects.filter(case__in=cases).order_by("started_at", "pk"))
    )
    steps: dict[Any, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(case__in=cases).defer("text"):
        steps[step.case_id].append(step)
    for case in cases:
        yield case, _map(case, steps[case.pk], told)


def _row(case: Case, step: Step, told: Told, bounds: Limits) -> Row | None:
    kind = kinds.step_kinds().get(step.kind)
    found = kinds.av_rules(case, kind, party_present=step.party_present) if kind else []
    rules = [rule for rule in found if rule.required]
    if kind is None or not rules:
        return None
    duty = _duty(step, rules, told)
    return Row(
        step=step,
        title=kind.label,
        level=kinds.FULL if duty.full else kinds.PARTIAL,
        duty=duty,
        bars=[(left * 100, width * 100) for left, width in coverage.covered(duty, duty.clips)],
        cells=_cells(rules, duty, told),
        lacks=[_lack(case, step, one, told) for one in coverage.find(duty, bounds)],
        activities=tuple(dict.fromkeys(rule.activity for rule in rules)),
    )


def _duty(step: Step, rules: Sequence[kinds.AvRule], told: Told) -> Duty:
    needs = dict.fromkeys(key for rule in rules for key in segments.needed_of(rule.activity))
    return Duty(
        key=str(step.pk),
        begins=step.at,
        ends=step.ended_at,
        full=any(rule.level == kinds.FULL for rule in rules),
        excused=bool(step.av_exemption) and all(rule.exemptible for rule in rules),
        needs=tuple(needs),
        clips=tuple(_clip(row, told) for row in told.evidence.get(step.pk, [])),
    )


def _device_times(evidence: Sequence[Evidence]) -> dict[str, datetime]:
    """When each film or sound began by the clock in the file; a newer look at it wins."""
    blobs = {row.blob_id for row in evidence if row.media in RUNNING}
    probes = MediaProbe.objects.filter(blob__in=blobs, recorded_at__isnull=False)
    return {row.blob_id: row.recorded_at for row in probes.order_by("pk") if row.recorded_at}


def _clip(row: Evidence, told: Told) -> Clip:
    begins = row.started_at or row.uploaded_at
    device = told.device_times.get(row.blob_id) if row.media in RUNNING else None
    return Clip(
        key=str(row.pk),
        begins=begins,
        ends=max(row.ended_at or begins, begins),
        running=row.media in RUNNING,
        # Sealing asks for the reason exactly when the recording came late.
        late=bool(row.late_reason),
        drift=device - begins if device else None,
        shows=frozenset(mark.segment for mark in told.marks.get(row.pk, [])),
    )


def _cells(rules: Sequence[kinds.AvRule], duty: Duty, told: Told) -> list[Cell]:
    asked = {key for rule in rules for key in segments.shown_of(rule.activity)}
    seen: dict[str, list[int]] = defaultdict(list)
    for row in told.evidence.get(int(duty.key), []):
        for mark in told.marks.get(row.pk, []):
            seen[mark.segment].append(mark.second)
    cells = []
    for key, segment in segments.segments().items():
        state = "unshown" if key in duty.needs else "unmarked" if key in asked else "none"
        if key in seen:
            state = "shown"
        cells.append(Cell(segment, state, tuple(sorted(seen[key]))))
    return cells


def _lack(case: Case, step: Step, finding: Finding, told: Told) -> Lack:
    rules, effect = case.agency.rules(), WARN
    if finding.kind in (coverage.MISSING, *rules.value("record.coverage_blocks")):
        effect = BLOCK
    elif finding.kind in rules.value("record.coverage_reasons"):
        effect = REASON
    return Lack(finding, step, _words(finding), effect, told.notes.get(key_of(finding)))


def _words(finding: Finding) -> str:
    """The finding as the officer, the reviewer and the head read it."""
    if finding.kind == coverage.GAP and finding.ends is not None:
        return _("%(begins)s至%(ends)s没有记录（%(seconds)d秒）。") % {
            "begins": clock(finding.begins),
            "ends": clock(finding.ends),
            "seconds": (finding.ends - finding.begins) // timedelta(seconds=1),
        }
    if finding.kind == coverage.UNSHOWN:
        return _("录音录像中没有标记“%(segment)s”。") % {
            "segment": segments.segments()[finding.segment].label
        }
    return {
        coverage.MISSING: _("没有音像记录。"),
        coverage.DRIFT: _("文件内的设备时间与登记的记录时间不符。"),
        coverage.LATE: _("没有在规定的时间内上传。"),
    }[finding.kind]


def clock(at: datetime) -> str:
    """The local time of day, to the second."""
    return f"{timezone.localtime(at):%H:%M:%S}"


def gaps(rows: Sequence[Row]) -> Iterator[Gap]:
    """What the map keeps from the next stage. A missing recording is told by completeness itself."""
    for row in rows:
        for no, lack in enumerate(row.lacks):
            if lack.open and lack.finding.kind != coverage.MISSING:
                yield Gap(
                    f"coverage_{row.step.pk}_{no}",
                    _("“%(step)s”的音像记录：%(lack)s") % {"step": row.title, "lack": lack.text},
                    FULL_RECORD,
                    _("该问题不能以说明代替；确有其他录音录像的，请上传补齐。")
                    if lack.effect == BLOCK
                    else _("请补充上传，或者在“音像覆盖”中说明中断的原因。"),
                )
