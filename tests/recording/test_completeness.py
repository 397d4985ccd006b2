"""What the record lacks is said in words, with its rule and what to do."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import RuleError
from enforcement.models import Case
from recording import completeness, kinds
from recording.models import Step
from recording.services import evidence, steps
from tests import factories
from tests.base import Cast, day
from tests.originals import SILENCE

ON = day(3, 16)
FILED = factories.Days.before(ON).filed
HEADS = {
    "photo": factories.PHOTO,
    "video": factories.FILM,
    "audio": SILENCE,
}


def codes(case: Case, stage: str = "review") -> set[str]:
    """The codes of what is missing."""
    return {gap.code for gap in completeness.gaps(case, stage, ON)}


def step(cast: Cast, case: Case, kind: str, **values: Any) -> Step:
    """A step on the day after filing."""
    given = {"at": factories.at(FILED), "text": "情况属实。", "officers": cast.officers, **values}
    return steps.record(case, by=cast.officer1, kind=kind, **given)


def recording(
    cast: Cast, case: Case, of: Step | None, *, full: bool = False, media: str = "photo"
) -> None:
    """A photograph of a step, or of the service when None; or a film of it."""
    taking = evidence.Taking(step=of, full_recording=full, started_at=factories.at(FILED, 11))
    evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(HEADS[media] + str(of and of.pk).encode()),
        file_name="现场",
        kind="audiovisual",
        media=media,
        title="现场记录",
        stage=of.stage if of else "service",
        at=factories.at(FILED, 12),
        taking=taking,
    )


EMPTY = {
    "ordinary": {"investigation_record", "investigation_report", "evidence"},
    "simple": {"onspot_facts"},
    "permit": {"application", "examination"},
    "inspection": {"site_inspection"},
}


@pytest.mark.parametrize("procedure", EMPTY)
def test_an_empty_record_names_everything_its_procedure_demands(cast: Cast, procedure: str) -> None:
    kind = factories.KIND_OF[procedure]
    case = factories.case(cast.bureau, on=ON, kind=kind, procedure=procedure, filed=True)
    found = completeness.gaps(case, "review", ON)
    assert {gap.code for gap in found} == EMPTY[procedure]
    assert all(gap.message.endswith("。") and gap.article and gap.remedy for gap in found)


@pytest.mark.parametrize("procedure", EMPTY)
def test_a_complete_record_has_no_gap(cast: Cast, procedure: str) -> None:
    case = factories.recorded(
        cast.bureau, on=ON, kind=factories.KIND_OF[procedure], procedure=procedure
    )
    assert codes(case) == set()


@pytest.mark.parametrize(
    ("kind", "penalty_law"), [("penalty", True), ("levy", False), ("coercion", False)]
)
def test_only_a_penalty_is_held_to_the_law_on_penalties(
    cast: Cast, kind: str, penalty_law: bool
) -> None:
    case = factories.case(cast.bureau, filed=True)
    case.kind = kind
    found = {gap.code: gap.article for gap in completeness.gaps(case, "review", ON)}
    assert {"investigation_record", "investigation_report", "evidence"} <= set(found)
    assert any("行政处罚法" in article for article in found.values()) == penalty_law
    assert ("行政处罚法" in completeness.served_by(case)) == penalty_law


def test_any_one_of_the_named_steps_suffices(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    step(cast, case, "sampling", av_exemption="文字记录足够。")
    assert "investigation_record" not in codes(case)


def test_a_step_needs_its_recording_or_a_reason_for_none(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    bare = step(cast, case, "site_inspection")
    assert f"av_{bare.pk}" in codes(case)
    recording(cast, case, bare)
    assert f"av_{bare.pk}" not in codes(case)
    excused = step(cast, case, "inquiry", av_exemption="文字记录能够全面有效记录。")
    assert f"av_{excused.pk}" not in codes(case)


@pytest.mark.parametrize("media", ["video", "audio"])
def test_a_seizure_needs_a_recording_from_end_to_end(cast: Cast, media: str) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    taken = step(cast, case, "seizure")
    recording(cast, case, taken, media=media)
    assert f"av_{taken.pk}" in codes(case)
    gap = next(g for g in completeness.gaps(case, "review", ON) if g.code == f"av_{taken.pk}")
    assert "全程" in gap.message
    recording(cast, case, taken, full=True, media=media)
    assert f"av_{taken.pk}" not in codes(case)


def test_no_photograph_is_a_recording_from_end_to_end(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    taken = step(cast, case, "seizure")
    recording(cast, case, taken, full=True)

    gap = next(g for g in completeness.gaps(case, "review", ON) if g.code == f"av_{taken.pk}")

    assert gap.article == "国办发〔2018〕118号第八条"
    assert "照片不能代替" in gap.remedy


def test_internal_work_needs_no_recording(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    report = step(cast, case, "investigation_report")
    assert f"av_{report.pk}" not in codes(case)


def test_an_absent_party_adds_a_duty_of_its_own(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    report = step(cast, case, "order_correction", party_present=False)
    assert f"av_{report.pk}" in codes(case)
    recording(cast, case, report)
    assert f"av_{report.pk}" not in codes(case)


@pytest.mark.parametrize(
    ("profile", "excused"),
    [
        ("sanmenxia_gov", True),
        ("xinshi_urban", True),
        ("changzhi_police", False),
        ("lingchuan_civil", False),
        ("datong_commerce", False),
    ],
)
def test_the_older_local_rules_know_no_exemption(db: None, profile: str, excused: bool) -> None:
    agency = factories.agency(profile=profile)
    case = factories.case(agency, on=ON)
    rules = kinds.av_rules(case, kinds.step_kinds()["site_inspection"], party_present=True)
    assert [rule.required for rule in rules] == [True]
    assert rules[0].exemptible is excused


def test_before_service_there_must_be_a_decision_and_its_document(cast: Cast) -> None:
    draft = factories.draft(cast.bureau, on=ON, procedure="simple")
    assert codes(draft.case, "service") == {"decision"}
    factories.issue(draft, on=ON)
    assert codes(draft.case, "service") == set()


def test_before_archiving_everything_earlier_is_asked_again(cast: Cast) -> None:
    case = factories.issued(cast.bureau, on=ON).case
    assert codes(case, "archive") == {"closed", "served", "closing_approval"}
    step(cast, case, "forced_demolition", at=factories.at(ON + timedelta(days=1)))
    found = codes(case, "archive")
    assert any(code.startswith("av_") for code in found)


def test_refusing_names_the_first_gap_and_carries_the_rest(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    with pytest.raises(RuleError) as refused:
        completeness.refuse_gaps(case, "review", ON)
    assert "调查取证笔录" in refused.value.message
    assert len(refused.value.extra) == 2


def test_an_unknown_stage_is_a_mistake_of_the_caller(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    with pytest.raises(ValueError, match="no such stage"):
        completeness.gaps(case, "dinner", ON)


def test_the_number_of_queries_does_not_grow_with_the_record(cast: Cast) -> None:
    small = factories.recorded(cast.bureau, on=ON)
    large = factories.recorded(cast.bureau, on=ON)
    for _ in range(4):
        recording(cast, large, step(cast, large, "site_inspection"))
    counts = []
    for case in (small, large):
        fresh = Case.objects.select_related("agency").get(pk=case.pk)
        with CaptureQueriesContext(connection) as queries:
            completeness.gaps(fresh, "archive", ON)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_requirement_names_known_steps_and_papers() -> None:
    for row in kinds.requirements():
        assert set(row.steps) <= set(kinds.step_kinds())
        assert set(row.documents) <= set(kinds.document_kinds())
        assert set(row.grounds) <= set(kinds.grounds())
        assert row.stage in (completeness.REVIEW, completeness.DECISION, completeness.ARCHIVE)
        assert row.steps or row.documents or row.evidence
        assert row.article
