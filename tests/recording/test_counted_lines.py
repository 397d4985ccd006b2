"""The lines of the statistics one by one: unit, reason, lacks, who sees them, and what makes them anew."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from enforcement.models import Case, Officer
from enforcement.models.case import CaseOfficer
from recording.models import CoverageLine, Evidence, RecordingMark, StaleCoverage, Step
from recording.services import coverage_lines
from recording.tasks import count_coverage
from tests import factories
from tests.base import Cast
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
STATE = CoverageLine.State
Leads = Sequence[tuple[date, date | None, str]]


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def clock(hour: int, minute: int = 0, second: int = 0) -> datetime:
    local = timezone.get_default_timezone()
    return datetime(2026, 3, 4, hour, minute, second, tzinfo=local)


def film(cast: Cast, step: Step, begins: datetime, minutes: int = 5, **told: Any) -> Evidence:
    values = {"step": step, "started_at": begins, "ended_at": begins + timedelta(minutes=minutes)}
    name = f"{step.pk}{begins}{told}"
    return bare.item(step.case, cast.officer1, name, **{**values, **told})


def counted(*cases: Case) -> list[CoverageLine]:
    """The lines after the worker's run, by step and item."""
    coverage_lines.changed(case.pk for case in cases)
    coverage_lines.refresh()
    return list(CoverageLine.objects.order_by("step__at", "activity"))


def only(case: Case) -> CoverageLine:
    [line] = counted(case)
    return line


# ---------------------------------------------------------------------------------- lacks
def test_every_lack_is_counted_in_its_own_column(cast: Cast, case: Case) -> None:
    step = bare.step(
        case, cast.officer1, kind="seizure", at=clock(9), ended_at=clock(10), party_present=True
    )
    film(cast, step, clock(9), 10, late_reason="连续外勤")
    film(cast, step, clock(9, 30), 30)
    line = next(line for line in counted(case) if line.first)
    assert (line.state, line.full) == (STATE.COVERED, True)
    assert (line.late, line.gaps, line.drifts) == (1, 1, 0)
    assert line.unshown > 0


def test_a_recording_from_end_to_end_has_no_gap(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1, kind="seizure", at=clock(9), ended_at=clock(10))
    film(cast, step, clock(9), 30)
    film(cast, step, clock(9, 30), 30)
    assert only(case).gaps == 0


def test_each_hole_is_a_gap_of_its_own(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1, kind="seizure", at=clock(9), ended_at=clock(10))
    for minute in (10, 25, 40):
        film(cast, step, clock(9, minute), 5)
    assert only(case).gaps == 4, "before the first, between them, and after the last"


def test_a_mark_that_was_taken_back_shows_nothing(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1, at=clock(9))
    kept = film(cast, step, clock(9))
    values = {"evidence": kept, "segment": "certificate", "created_by": cast.officer1}
    mark = RecordingMark.objects.create(**values)
    assert only(case).unshown == 0
    RecordingMark.objects.create(cancels=mark, **values)
    assert only(case).unshown == 1


def test_a_mark_in_any_recording_of_the_step_is_enough(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1, at=clock(9))
    rows = [film(cast, step, clock(9, minute), 3) for minute in (0, 4, 8)]
    RecordingMark.objects.create(evidence=rows[2], segment="certificate", created_by=cast.officer1)
    assert only(case).unshown == 0


@pytest.mark.parametrize("media", ["photo", "audio", "video"])
def test_any_recording_covers_a_step_that_need_not_be_recorded_in_full(
    cast: Cast, case: Case, media: str
) -> None:
    step = bare.step(case, cast.officer1, at=clock(9))
    film(cast, step, clock(9), media=media)
    assert only(case).state == STATE.COVERED


def test_a_paper_or_a_recording_of_another_step_covers_nothing(cast: Cast, case: Case) -> None:
    step, other = bare.step(case, cast.officer1, at=clock(9)), bare.step(case, cast.officer1)
    film(cast, step, clock(9), media="document")
    film(cast, other, clock(9))
    states = {line.step_id: line.state for line in counted(case)}
    assert states == {step.pk: STATE.MISSING, other.pk: STATE.COVERED}


def test_a_reason_is_kept_only_while_it_stands_for_the_recording(cast: Cast, case: Case) -> None:
    bare.step(case, cast.officer1, at=clock(9), av_exemption="文字记录足以反映。")
    shown = bare.step(case, cast.officer1, at=clock(10), av_exemption="设备故障。")
    film(cast, shown, clock(10))
    assert [line.reason for line in counted(case)] == ["文字记录足以反映。", ""]


def test_an_excused_step_has_nothing_unsettled_and_a_missing_one_has(
    cast: Cast, case: Case
) -> None:
    bare.step(case, cast.officer1, at=clock(9), av_exemption="文字记录足以反映。")
    bare.step(case, cast.officer1, at=clock(10))
    excused, missing = counted(case)
    assert excused.unsettled == 0
    assert missing.unsettled == 1


# ---------------------------------------------------------------------------------- unit and day
@pytest.mark.parametrize(
    ("leads", "on", "unit"),
    [
        ([], date(2026, 3, 4), ""),
        ([(date(2026, 3, 4), None, "一")], date(2026, 3, 3), "一"),
        ([(date(2026, 3, 4), None, "一")], date(2026, 3, 4), "一"),
        ([(date(2026, 3, 4), None, "一")], date(2036, 3, 4), "一"),
        ([(date(2026, 3, 4), date(2026, 3, 4), "一")], date(2026, 3, 4), "一"),
        ([(date(2026, 3, 4), date(2026, 3, 4), "一")], date(2026, 3, 5), "一"),
        (
            [(date(2026, 3, 4), date(2026, 3, 9), "一"), (date(2026, 3, 9), None, "二")],
            date(2026, 3, 9),
            "一",
        ),
        (
            [(date(2026, 3, 4), date(2026, 3, 5), "一"), (date(2026, 3, 9), None, "二")],
            date(2026, 3, 7),
            "二",
        ),
        ([(date(2026, 3, 4), None, "")], date(2026, 3, 4), ""),
    ],
)
def test_the_unit_of_a_day_is_that_of_who_led_then(leads: Leads, on: date, unit: str) -> None:
    assert coverage_lines._unit(leads, on) == unit


def test_the_unit_comes_from_the_lead_and_not_from_the_second(cast: Cast, case: Case) -> None:
    for part, unit in ((CaseOfficer.Part.LEAD, "一中队"), (CaseOfficer.Part.SECOND, "二中队")):
        row = case.assignments.get(part=part)
        Officer.objects.filter(pk=row.officer_id).update(unit=unit)
    bare.step(case, cast.officer1, at=clock(9))
    assert only(case).unit == "一中队"


def unit_of(case: Case) -> str:
    ((_case, _since, _until, unit),) = CaseOfficer.objects.filter(case=case).led()
    return unit


def test_an_officer_without_a_unit_is_of_that_of_the_account(cast: Cast, case: Case) -> None:
    lead = case.assignments.get(part=CaseOfficer.Part.LEAD).officer
    account = factories.account_of(lead)
    account.unit = "执法三科"
    account.save(update_fields=["unit"])
    assert unit_of(case) == "执法三科"
    bare.step(case, cast.officer1, at=clock(9))
    assert only(case).unit == "执法三科"

    Officer.objects.filter(pk=lead.pk).update(unit="一中队", account=None)
    assert unit_of(case) == "一中队"
    Officer.objects.filter(pk=lead.pk).update(unit="")
    assert unit_of(case) == ""


@pytest.mark.parametrize(
    ("at", "on", "month"),
    [
        (datetime(2026, 3, 31, 23, 59), date(2026, 3, 31), date(2026, 3, 1)),
        (datetime(2026, 4, 1, 0, 0), date(2026, 4, 1), date(2026, 4, 1)),
        (datetime(2025, 12, 31, 23, 59), date(2025, 12, 31), date(2025, 12, 1)),
        (datetime(2024, 2, 29, 12, 0), date(2024, 2, 29), date(2024, 2, 1)),
    ],
)
def test_a_line_belongs_to_the_local_day_and_its_month(
    cast: Cast, case: Case, at: datetime, on: date, month: date
) -> None:
    bare.step(case, cast.officer1, at=at.replace(tzinfo=timezone.get_default_timezone()))
    line = only(case)
    assert (line.on, line.month) == (on, month)


# ---------------------------------------------------------------------------------- making anew
def test_making_them_again_changes_nothing(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1, at=clock(9), party_present=False)
    film(cast, step, clock(9))
    told = [
        [(line.activity, line.first, line.state, line.unshown) for line in counted(case)]
        for _each in range(2)
    ]
    assert told[0] == told[1] and len(told[0]) == 2


def test_a_case_named_many_times_is_made_anew_once(cast: Cast, case: Case) -> None:
    bare.step(case, cast.officer1, at=clock(9))
    for _each in range(3):
        coverage_lines.changed([case.pk])
    assert StaleCoverage.objects.count() == 3
    assert coverage_lines.refresh() == 1
    assert (StaleCoverage.objects.count(), CoverageLine.objects.count()) == (0, 1)


def test_other_cases_keep_their_lines(cast: Cast, case: Case) -> None:
    other = factories.case(cast.bureau, on=ON, filed=True)
    bare.step(case, cast.officer1, at=clock(9))
    bare.step(other, cast.officer1, at=clock(10))
    counted(case, other)
    kept = CoverageLine.objects.get(case=other).pk
    counted(case)
    assert CoverageLine.objects.get(case=other).pk == kept
    assert CoverageLine.objects.filter(case=case).count() == 1


def test_nothing_changed_is_nothing_done(cast: Cast, case: Case) -> None:
    coverage_lines.changed([])
    assert (coverage_lines.refresh(), count_coverage()) == (0, 0)


def test_a_change_that_is_undone_asks_for_nothing(cast: Cast, case: Case) -> None:
    class UndoneError(Exception):
        """Ends the transaction."""

    with pytest.raises(UndoneError), transaction.atomic():
        coverage_lines.changed([case.pk])
        raise UndoneError
    assert not StaleCoverage.objects.exists()


def test_a_batch_that_fails_is_asked_for_again(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.step(case, cast.officer1, at=clock(9))
    counted(case)
    kept = CoverageLine.objects.get().pk
    coverage_lines.changed([case.pk])

    def broken(*_: object) -> None:
        raise ValueError("no rules")

    with monkeypatch.context() as patched:
        patched.setattr(coverage_lines, "lines_of", broken)
        with pytest.raises(ValueError, match="no rules"):
            coverage_lines.refresh()
    assert CoverageLine.objects.get().pk == kept, "the old lines stand"
    assert StaleCoverage.objects.filter(case=case).exists()
    assert coverage_lines.refresh() == 1


def test_rebuilding_takes_every_case_with_a_step_and_no_other(cast: Cast, case: Case) -> None:
    factories.case(cast.bureau, on=ON, filed=True)
    bare.step(case, cast.officer1, at=clock(9))
    bare.step(case, cast.officer1, at=clock(10))
    assert coverage_lines.rebuild() == Step.objects.values("case").distinct().count()
    assert CoverageLine.objects.filter(case=case).count() == 2


def test_a_step_has_one_line_for_an_item(cast: Cast, case: Case) -> None:
    bare.step(case, cast.officer1, at=clock(9))
    line = only(case)
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


# ---------------------------------------------------------------------------------- who
def test_lines_are_seen_by_who_sees_the_cases(cast: Cast, case: Case) -> None:
    bare.step(case, cast.officer1, at=clock(9))
    line = only(case)
    seen = {
        name
        for name, account in cast.people.items()
        if line in CoverageLine.objects.visible_to(account)
    }
    assert {"officer1", "officer2", "unithead", "head", "reviewer", "supervisor"} <= seen
    assert not seen & {"outsider", "admin"}
    assert not CoverageLine.objects.visible_to(AnonymousUser()).exists()
