"""Who may record what, on which day, in which state of the case: certificates day by day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.errors import RuleError
from enforcement.models import Case, Certificate, Officer
from enforcement.services import officers as registry
from recording import kinds
from recording.models import Document, Step
from recording.models.step import Stage
from recording.services import steps
from tests import factories
from tests.base import Cast, day
from tests.recording.bare import BlankPages

FILED = factories.Days.before(factories.DECIDED).filed
ACTED = FILED + timedelta(days=3)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def record(cast: Cast, case: Case, **values: Any) -> Step:
    given: dict[str, Any] = {
        "kind": "inquiry",
        "at": factories.at(ACTED),
        "text": "如实。",
        "officers": cast.officers,
        **values,
    }
    return steps.record(case, by=cast.officer1, **given)


def refused(cast: Cast, case: Case, **values: Any) -> RuleError:
    """The refusal of a step that must leave no trace."""
    with pytest.raises(RuleError) as caught:
        record(cast, case, **values)
    assert caught.value.article
    assert caught.value.remedy
    assert not Step.objects.exists()
    assert not Document.objects.exists()
    return caught.value


def second(cast: Cast) -> Certificate:
    return Certificate.objects.get(officer=cast.officers[1])


# ------------------------------------------------------------------------------- certificates
CERTIFIED = [
    ("valid_from", ACTED, True),
    ("valid_from", ACTED + ONE, False),
    ("valid_to", ACTED, True),
    ("valid_to", ACTED - ONE, False),
    ("ended_on", ACTED + ONE, True),
    ("ended_on", ACTED, False),
    ("ended_on", ACTED - ONE, False),
]


@pytest.mark.parametrize(("column", "on", "counts"), CERTIFIED)
def test_a_certificate_counts_from_its_first_day_to_its_last(
    cast: Cast, case: Case, column: str, on: date, counts: bool
) -> None:
    Certificate.objects.filter(pk=second(cast).pk).update(**{column: on})
    if counts:
        assert record(cast, case).officers.count() == 2
        return
    error = refused(cast, case)
    assert error.field == "officers"
    assert cast.officers[1].name in error.message
    assert cast.officers[0].name not in error.message


def test_each_step_asks_for_the_certificates_of_its_own_day(cast: Cast, case: Case) -> None:
    registry.end_certificate(second(cast), on=ACTED, reason="调离执法岗位。")
    refused(cast, case, at=factories.at(ACTED))
    assert record(cast, case, at=factories.at(ACTED - ONE)).pk


@pytest.mark.parametrize(("hour", "minute"), [(23, 59), (0, 0), (0, 1)])
def test_the_day_of_a_step_is_the_local_day_not_that_of_greenwich(
    cast: Cast, case: Case, hour: int, minute: int
) -> None:
    Certificate.objects.filter(pk=second(cast).pk).update(valid_from=ACTED, valid_to=ACTED)
    at = timezone.make_aware(datetime(ACTED.year, ACTED.month, ACTED.day, hour, minute))
    assert record(cast, case, at=at).at == at


def test_a_minute_before_the_local_day_is_the_day_before(cast: Cast, case: Case) -> None:
    Certificate.objects.filter(pk=second(cast).pk).update(valid_from=ACTED, valid_to=ACTED)
    at = factories.at(ACTED, 0) - timedelta(minutes=1)
    assert str(ACTED - ONE) in refused(cast, case, at=at).message


def test_a_renewed_certificate_counts_though_the_old_one_ran_out(cast: Cast, case: Case) -> None:
    old = second(cast)
    Certificate.objects.filter(pk=old.pk).update(valid_to=ACTED - ONE)
    refused(cast, case)
    registry.certify(
        cast.officers[1],
        number="YX999999",
        issuer="云溪市人民政府",
        area="云溪市",
        valid_from=ACTED,
        valid_to=day(12, 31),
    )
    assert record(cast, case).pk


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_are_refused_with_their_number(cast: Cast, case: Case, count: int) -> None:
    error = refused(cast, case, officers=cast.officers[:count])
    assert f"只有{count}名" in error.message
    assert error.field == "officers"


def test_the_same_officer_twice_is_one_officer(cast: Cast, case: Case) -> None:
    first = cast.officers[0]
    assert "只有1名" in refused(cast, case, officers=[first, first]).message


def test_an_officer_of_the_bureau_who_is_not_on_the_case_may_help(cast: Cast, case: Case) -> None:
    helper = factories.officer(cast.bureau)
    row = record(cast, case, officers=[cast.officers[0], helper])
    assert set(row.officers.all()) == {cast.officers[0], helper}


def test_everybody_without_a_certificate_is_named(cast: Cast, case: Case) -> None:
    Certificate.objects.all().update(valid_to=FILED)
    message = refused(cast, case).message
    assert all(row.name in message for row in cast.officers)


def test_an_officer_who_is_no_row_any_more_is_no_officer(cast: Cast, case: Case) -> None:
    ghost = Officer(pk=10**6, name="虚试无", agency=cast.bureau)
    assert "虚试无" in refused(cast, case, officers=[*cast.officers, ghost]).message


# ------------------------------------------------------------------------------- days
@pytest.mark.parametrize(("days", "taken"), [(-30, False), (-1, False), (0, True), (1, True)])
def test_an_investigation_begins_with_the_filing(
    cast: Cast, case: Case, days: int, taken: bool
) -> None:
    at = factories.at(FILED + timedelta(days=days))
    if taken:
        assert record(cast, case, at=at).at == at
    else:
        error = refused(cast, case, at=at)
        assert error.field == "at"
        assert str(FILED) in error.message


def test_the_source_of_a_case_lies_before_its_filing(cast: Cast, case: Case) -> None:
    assert record(cast, case, kind="source", at=factories.at(FILED - ONE)).stage == "start"


# ------------------------------------------------------------------------------- states
OPEN: dict[str, set[Stage]] = {
    "draft": {Stage.START},
    "filed": {Stage.START, Stage.INVESTIGATION, Stage.REVIEW, Stage.DECISION},
    "rejected": set(),
    "decided": {Stage.SERVICE, Stage.EXECUTION},
    "closed": set(),
}
BY_STAGE = {kind.stage: kind for kind in reversed(kinds.steps_of("ordinary"))}


@pytest.mark.parametrize("status", OPEN)
def test_each_state_of_a_case_takes_the_steps_of_its_stages_and_no_others(
    cast: Cast, case: Case, status: str
) -> None:
    case.status = status
    for stage, kind in BY_STAGE.items():
        if Stage(stage) in OPEN[status]:
            steps._assert_open(case, kind, ACTED)
            continue
        with pytest.raises(RuleError) as caught:
            steps._assert_open(case, kind, ACTED)
        assert caught.value.field == "kind"
        assert kind.label in caught.value.message


@pytest.mark.parametrize("key", ["", "nothing", "application", "INQUIRY", "inquiry "])
def test_a_step_the_procedure_does_not_know_is_refused(cast: Cast, case: Case, key: str) -> None:
    assert refused(cast, case, kind=key).field == "kind"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u3000"])
def test_a_record_of_blanks_is_no_record(cast: Cast, case: Case, text: str) -> None:
    assert refused(cast, case, text=text).field == "text"


@pytest.mark.parametrize("kind", ["seizure", "seizure_release"])
def test_no_reason_replaces_the_recording_of_a_seizure(cast: Cast, case: Case, kind: str) -> None:
    assert refused(cast, case, kind=kind, av_exemption="设备损坏").field == "av_exemption"
    # Blanks are no reason, so there is nothing to refuse; the gap stays.
    assert record(cast, case, kind=kind, av_exemption="  ").av_exemption == ""
