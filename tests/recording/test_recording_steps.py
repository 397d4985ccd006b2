"""A step is recorded by a handler, by certified officers, in its place in the procedure."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import kinds
from recording.models import Document, Step
from recording.services import steps
from tests import factories
from tests.base import Cast, day
from tests.recording.papers import said

ON = day(3, 16)
FILED = factories.Days.before(ON).filed


def record(cast: Cast, case: Case, kind: str = "inquiry", **values: Any) -> Step:
    """A step with everything it needs, unless told otherwise."""
    given: dict[str, Any] = {
        "by": cast.officer1,
        "at": factories.at(FILED),
        "text": "问：是否销售上述食品？\n答：是。",
        "place": "云溪市示范路1号",
        "officers": cast.officers,
        **values,
    }
    return steps.record(case, kind=kind, **given)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def test_a_step_keeps_its_paper_its_officers_and_an_audit_entry(cast: Cast, case: Case) -> None:
    step = record(cast, case)
    assert step.stage == "investigation"
    assert set(step.officers.all()) == set(cast.officers)
    paper = Document.objects.get(case=case, kind="inquiry_record")
    assert paper.context["step"] == step.pk
    words_of = said(paper)
    for officer in cast.officers:
        certificate = officer.certificate_on(FILED)
        assert certificate is not None
        assert officer.name in words_of
        assert certificate.number in words_of
    assert "是否销售上述食品" in words_of
    entry = AuditEntry.objects.get(action="step.record", object_id=str(step.pk))
    assert entry.actor_id == cast.officer1.pk


def test_the_first_step_of_a_filed_case_keeps_the_filing_form_once(cast: Cast, case: Case) -> None:
    record(cast, case)
    record(cast, case, "site_inspection")
    form = Document.objects.get(case=case, kind="filing_approval")
    assert form.dated_on == case.filed_on
    assert case.number in said(form)


def test_one_officer_is_not_enough(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="不得少于2名") as refused:
        record(cast, case, officers=cast.officers[:1])
    assert refused.value.field == "officers"
    assert "第四十二条" in refused.value.article
    with pytest.raises(RuleError, match="不得少于2名"):
        record(cast, case, officers=[cast.officers[0], cast.officers[0]])


def test_the_certificate_must_be_valid_on_the_day_of_the_step_not_today(
    cast: Cast, case: Case
) -> None:
    late = factories.officer(cast.bureau, name="新证人", valid_from=FILED + timedelta(days=1))
    with pytest.raises(RuleError, match="新证人"):
        record(cast, case, officers=[cast.officers[0], late])
    next_day = factories.at(FILED + timedelta(days=1))
    assert record(cast, case, officers=[cast.officers[0], late], at=next_day).pk


def test_an_officer_of_another_agency_is_refused_by_name(cast: Cast, case: Case) -> None:
    stranger = cast.outsider.officer
    with pytest.raises(RuleError, match=stranger.name):
        record(cast, case, officers=[*cast.officers, stranger])


def test_only_a_handler_records(cast: Cast, case: Case) -> None:
    for name in ("unithead", "head", "reviewer", "outsider"):
        with pytest.raises(RuleError, match="承办人员"):
            record(cast, case, by=cast.people[name])
    assert record(cast, case, by=cast.officer2).created_by == cast.officer2


@pytest.mark.parametrize("kind", ["application", "verification", "onspot_facts", "no_such_step"])
def test_a_step_of_another_procedure_is_refused(cast: Cast, case: Case, kind: str) -> None:
    with pytest.raises(RuleError, match="没有这一环节") as refused:
        record(cast, case, kind)
    assert refused.value.field == "kind"


def test_before_filing_only_the_start_is_recorded(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON)
    with pytest.raises(RuleError, match="待立案"):
        record(cast, case)
    assert record(cast, case, "source").stage == "start"
    assert not Document.objects.filter(case=case, kind="filing_approval").exists()


def test_an_investigation_step_cannot_precede_the_filing(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError) as refused:
        record(cast, case, at=factories.at(FILED - timedelta(days=1)))
    assert refused.value.field == "at"


def test_performance_is_recorded_only_after_the_decision(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="不能记录"):
        record(cast, case, "performance")
    decided = factories.issued(cast.bureau, on=ON).case
    assert record(cast, decided, "performance", at=factories.at(ON)).stage == "execution"
    with pytest.raises(RuleError, match="不能记录"):
        record(cast, decided, "inquiry", at=factories.at(ON))


def test_an_empty_record_is_refused(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError) as refused:
        record(cast, case, text="  \n ")
    assert refused.value.field == "text"
    assert not Step.objects.filter(case=case).exists()


def test_a_seizure_may_not_do_without_a_recording(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="应当进行音像记录") as refused:
        record(cast, case, "seizure", av_exemption="文字记录足够。")
    assert refused.value.field == "av_exemption"
    assert record(cast, case, "seizure").pk


def test_an_absent_party_needs_a_recording_whatever_the_step(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="应当进行音像记录"):
        record(cast, case, party_present=False, av_exemption="文字记录足够。")
    assert record(cast, case, av_exemption="文字记录足够。").av_exemption


def test_a_character_without_a_glyph_saves_neither_step_nor_paper(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="\U0001f600"):
        record(cast, case, text="当事人\U0001f600")
    assert not Step.objects.filter(case=case).exists()
    assert not Document.objects.filter(case=case).exists()


@pytest.mark.parametrize("procedure", ["ordinary", "simple", "permit", "inspection"])
def test_every_procedure_knows_its_steps_and_each_step_its_paper(procedure: str) -> None:
    known = kinds.steps_of(procedure)
    assert known
    for row in known:
        assert row.document in kinds.document_kinds()
        assert row.article
        assert row.label
