"""The lines that statistics count say what the coverage map says, and follow every change of it."""

import random
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enforcement.models import Case
from recording import coverage, coverage_map
from recording.media.finding import Finding as Probed
from recording.media.finding import Verdict
from recording.models import CoverageLine, Evidence, RecordingMark, StaleCoverage, Step
from recording.services import coverage as telling
from recording.services import coverage_lines, media
from tests import factories
from tests.base import Cast
from tests.recording import bare
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
STATE = CoverageLine.State


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def clock(hour: int, minute: int = 0, second: int = 0) -> datetime:
    local = timezone.get_default_timezone()
    return datetime(2026, 3, 4, hour, minute, second, tzinfo=local)


def film(cast: Cast, step: Step, begins: datetime, ends: datetime, **told: object) -> Evidence:
    values = {"step": step, "started_at": begins, "ended_at": ends, **told}
    return bare.item(step.case, cast.officer1, f"{step.pk}{begins}{ends}", **values)


def counted(*cases: Case) -> None:
    """As the worker does after the changes."""
    coverage_lines.changed(case.pk for case in cases)
    coverage_lines.refresh()


def only() -> CoverageLine:
    [line] = CoverageLine.objects.all()
    return line


# ---------------------------------------------------------------------------------- one line
def test_a_recorded_step_is_covered_and_a_step_without_recording_is_missing(
    cast: Cast, case: Case
) -> None:
    seen = bare.step(case, cast.officer1, at=clock(9))
    film(cast, seen, clock(9), clock(9, 5))
    bare.step(case, cast.officer1, at=clock(11))
    counted(case)
    lines = CoverageLine.objects.order_by("step__at")
    assert [line.state for line in lines] == [STATE.COVERED, STATE.MISSING]
    assert {(line.activity, line.kind, line.first) for line in lines} == {
        ("evidence_taking", "penalty", True)
    }
    assert {(line.on, line.month) for line in lines} == {(date(2026, 3, 4), date(2026, 3, 1))}
    assert {line.agency_id for line in lines} == {cast.bureau.pk}


def test_a_reason_makes_a_step_exempt_until_a_recording_comes(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1, at=clock(9), av_exemption="文字记录足以反映。")
    counted(case)
    assert (only().state, only().reason) == (STATE.EXEMPT, "文字记录足以反映。")
    film(cast, step, clock(9), clock(9, 5))
    counted(case)
    assert (only().state, only().reason) == (STATE.COVERED, "")


def test_a_photograph_does_not_cover_what_must_be_recorded_from_end_to_end(
    cast: Cast, case: Case
) -> None:
    step = bare.step(case, cast.officer1, kind="seizure", at=clock(9))
    film(cast, step, clock(9), clock(9), media="photo")
    counted(case)
    assert (only().state, only().full) == (STATE.MISSING, True)


def test_a_step_near_midnight_counts_on_the_local_day(cast: Cast, case: Case) -> None:
    local = timezone.get_default_timezone()
    bare.step(case, cast.officer1, at=datetime(2026, 4, 1, 0, 30, tzinfo=local))
    counted(case)
    assert (only().on, only().month) == (date(2026, 4, 1), date(2026, 4, 1))


def test_a_step_without_the_party_counts_under_two_items_but_once_in_all(
    cast: Cast, case: Case
) -> None:
    bare.step(case, cast.officer1, at=clock(9), party_present=False)
    counted(case)
    lines = {line.activity: line.first for line in CoverageLine.objects.all()}
    assert lines == {"evidence_taking": True, "refused_signature": False}


def test_the_unit_is_that_of_the_officer_who_led_on_the_day() -> None:
    leads = [
        (date(2026, 3, 2), date(2026, 3, 9), "一中队"),
        (date(2026, 3, 10), None, "二中队"),
    ]
    told = [coverage_lines._unit(leads, date(2026, 3, day)) for day in (1, 2, 9, 10, 20)]
    assert told == ["一中队", "一中队", "一中队", "二中队", "二中队"]
    assert coverage_lines._unit(leads[:1], date(2026, 4, 1)) == "一中队"
    assert coverage_lines._unit([], date(2026, 4, 1)) == ""


def test_a_paper_step_has_no_line(cast: Cast, case: Case) -> None:
    bare.step(case, cast.officer1, kind="investigation_report")
    counted(case)
    assert not CoverageLine.objects.exists()


# ---------------------------------------------------------------------------------- changes
def test_every_change_of_the_record_asks_for_new_lines(cast: Cast, case: Case) -> None:
    def asked() -> bool:
        found = StaleCoverage.objects.filter(case=case).exists()
        coverage_lines.refresh()
        assert not StaleCoverage.objects.exists()
        return found

    factories.record(case, on=date(2026, 3, 4))
    assert asked() and CoverageLine.objects.filter(state=STATE.COVERED).exists()
    kept = Evidence.objects.filter(case=case)[0]
    mark = telling.mark(kept, by=cast.officer1, segment="certificate", second=0)
    assert asked()
    telling.take_back(mark, by=cast.officer1)
    assert asked()
    [lack, *_rest] = [one for row in coverage_map.read(case) for one in row.lacks]
    telling.explain(case, by=cast.officer1, lack=lack.key, reason="设备故障。")
    assert asked()
    found = Probed(verdict=Verdict.WHOLE, tool="t", recorded_at=clock(9))
    media.keep(kept.blob, found, at=timezone.now())
    assert asked()
    media.keep(kept.blob, found, at=timezone.now())
    assert not asked(), "nothing new was found"


def test_a_mark_changes_what_is_counted_as_unshown(cast: Cast, case: Case) -> None:
    kept = film(cast, bare.step(case, cast.officer1, at=clock(9)), clock(9), clock(9, 5))
    counted(case)
    assert only().unshown == 1
    telling.mark(kept, by=cast.officer1, segment="certificate", second=3)
    coverage_lines.refresh()
    assert only().unshown == 0


def test_a_run_ends_after_so_many_batches_and_the_next_one_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage_lines, "BATCH", 2)
    cases = [factories.case(cast.bureau, on=ON, filed=True) for _each in range(3)]
    for one in cases:
        bare.step(one, cast.officer1, at=clock(9))
    coverage_lines.changed(one.pk for one in cases)
    assert (coverage_lines.refresh(most=1), CoverageLine.objects.count()) == (2, 2)
    assert (coverage_lines.refresh(most=1), CoverageLine.objects.count()) == (1, 3)
    assert coverage_lines.refresh() == 0


def test_many_cases_take_the_queries_of_one(cast: Cast, case: Case) -> None:
    cases = [case, *(factories.case(cast.bureau, on=ON, filed=True) for _each in range(3))]
    for one in cases:
        bare.step(one, cast.officer1, at=clock(9))
    counts = []
    for some in ([case], cases):
        coverage_lines.changed(one.pk for one in some)
        with CaptureQueriesContext(connection) as queries:
            coverage_lines.refresh(most=1)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ---------------------------------------------------------------------------------- the same as the map
def random_record(cast: Cast, case: Case, dice: random.Random) -> None:
    for hour in range(8, 8 + dice.randint(1, 4)):
        step = bare.step(
            case,
            cast.officer1,
            kind=dice.choice(["inquiry", "seizure", "hearing", "investigation_report"]),
            at=clock(hour),
            ended_at=dice.choice([None, clock(hour, 30)]),
            party_present=dice.random() < 0.7,
            av_exemption=dice.choice(["", "", "文字足以反映。"]),
        )
        for no in range(dice.randint(0, 3)):
            begins = clock(hour, no * 10, dice.randint(0, 59))
            kept = film(
                cast,
                step,
                begins,
                begins + timedelta(minutes=dice.randint(0, 12)),
                media=dice.choice(["photo", "audio", "video"]),
                late_reason=dice.choice(["", "", "出差"]),
            )
            if dice.random() < 0.5:
                RecordingMark.objects.create(
                    evidence=kept, segment="certificate", created_by=cast.officer1
                )


@pytest.mark.parametrize("seed", range(4))
def test_the_lines_add_up_to_the_maps_of_random_cases(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # a reproducible world, no secret
    cases = [factories.case(cast.bureau, on=ON, filed=True) for _each in range(4)]
    for one in cases:
        random_record(cast, one, dice)
    counted(*cases)
    for one in cases:
        rows = coverage_map.read(one)
        lines = list(CoverageLine.objects.filter(case=one, first=True))
        assert {line.step_id for line in lines} == {row.step.pk for row in rows}
        for kind, column in coverage_lines.COLUMNS.items():
            told = sum(lack.finding.kind == kind for row in rows for lack in row.lacks)
            assert sum(getattr(line, column) for line in lines) == told
        missing = [
            row.step.pk
            for row in rows
            if any(lack.finding.kind == coverage.MISSING for lack in row.lacks)
        ]
        assert {line.step_id for line in lines if line.state == STATE.MISSING} == set(missing)
        still = sum(lack.open for row in rows for lack in row.lacks)
        assert sum(line.unsettled for line in lines) == still
        items = CoverageLine.objects.filter(case=one).count()
        assert items == sum(len(row.activities) for row in rows)


def test_the_command_makes_everything_anew(cast: Cast, case: Case) -> None:
    bare.step(case, cast.officer1, at=clock(9))
    kept = bare.item(case, cast.officer1, "一页")
    written = StringIO()
    call_command("rebuild_statistics", stdout=written)
    assert written.getvalue().strip() == "cases=1 evidence=1"
    assert only().case_id == case.pk == kept.case_id
