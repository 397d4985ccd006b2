"""管辖移送 (行政处罚法 22, 23, 25): approval, letter, the case of the receiving organ, its answer."""

from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement import gates
from enforcement.models import Case, Incident
from enforcement.services import assignment, cases, incident_course
from recording.models import Document
from recording.services import archive, incidents
from tests import factories
from tests.base import Cast, day
from tests.incidents import approved, asked
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
ON = day(3, 16)
Status = Incident.Status


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def sent(cast: Cast, case: Case, **fields: Any) -> Incident:
    row = approved(case, "jurisdiction_transfer", on=ON, **fields)
    return incidents.send_case(row, by=cast.officer1, on=ON)


def reply(cast: Cast, row: Incident, *, accepted: bool) -> Incident:
    return incidents.answer(
        row, by=cast.officer1, on=day(3, 18), accepted=accepted, answer="函复。"
    )


def filed_there(cast: Cast, row: Incident) -> Case:
    """The receiving organ appoints its handlers and files its case."""
    other = row.new_case
    assert other is not None
    head = factories.someone(cast.other_bureau, "unithead")
    team = factories.handlers(cast.other_bureau)
    assignment.reassign(other, officers=team, by=head, on=day(3, 17), reason="接收移送案件。")
    return cases.file(other, by=head, on=day(3, 17))


def test_the_receiving_organ_on_the_portal_gets_a_case_of_its_own(cast: Cast, case: Case) -> None:
    row = sent(cast, case, target=cast.other_bureau)

    other = row.new_case
    assert other is not None
    assert other.agency == cast.other_bureau
    assert other.status == Case.Status.DRAFT
    assert other.source == f"{cast.bureau.name}移送（{row.number}）"
    assert (other.cause, other.discovered_on) == (case.cause, ON)
    assert other.party.name == case.party.name
    assert other.party.agency == cast.other_bureau
    assert other.party_id != case.party_id
    assert AuditEntry.objects.get(action="case.receive").agency_id == cast.other_bureau.pk
    filed = filed_there(cast, row)
    assert filed.status == Case.Status.FILED
    assert filed.number != case.number


def test_the_case_there_is_not_visible_here(cast: Cast, case: Case) -> None:
    row = sent(cast, case, target=cast.other_bureau)
    assert row.new_case is not None

    here = Case.objects.visible_to(cast.officer1)
    there = Case.objects.visible_to(cast.outsider)
    assert row.new_case in there
    assert row.new_case not in here
    assert case not in there


def test_the_letter_names_the_organ_the_case_and_the_ground(cast: Cast, case: Case) -> None:
    sent(cast, case)

    words = said(Document.objects.get(case=case, kind="case_transfer_letter"))
    for expected in ("云溪市交通运输局：", case.number, "不属于本机关管辖", "不得再自行移送"):
        assert expected in words


def test_a_case_that_was_taken_is_closed_as_transferred(cast: Cast, case: Case) -> None:
    row = sent(cast, case, target=cast.other_bureau)
    with pytest.raises(RuleError) as refused:
        reply(cast, row, accepted=True)
    assert refused.value.field == "accepted"

    filed_there(cast, row)
    row.refresh_from_db()
    assert reply(cast, row, accepted=True).status == Status.DONE
    closed = archive.close_case(case, by=cast.officer1, on=day(3, 19), ground="transferred")
    assert closed.close_ground == "案件移送"


def test_a_case_filed_there_was_not_declined(cast: Cast, case: Case) -> None:
    row = sent(cast, case, target=cast.other_bureau)
    filed_there(cast, row)
    row.refresh_from_db()

    with pytest.raises(RuleError, match="不一致"):
        reply(cast, row, accepted=False)


def test_a_refusal_asks_the_common_superior_within_seven_working_days(
    cast: Cast, case: Case
) -> None:
    row = reply(cast, sent(cast, case), accepted=False)

    found = Deadline.objects.get(subject_type="incident", subject_id=str(row.pk), outcome="open")
    assert (found.key, found.due_on) == ("jurisdiction.designate_days", day(3, 27))
    back = incident_course.go_on(row, by=cast.officer1, on=day(3, 25), result="指定本机关管辖。")
    assert back.status == Status.ENDED


def test_or_the_superior_designates_the_other_organ_after_all(cast: Cast, case: Case) -> None:
    row = reply(cast, sent(cast, case), accepted=False)

    assert reply(cast, row, accepted=True).status == Status.DONE


def test_nothing_is_drafted_away_meanwhile(cast: Cast, case: Case) -> None:
    row = sent(cast, case)
    draft = factories.draft(cast.bureau, on=ON, case=factories.record(case, on=ON))
    assert row.kind in {gap.code for gap in gates.before_issue(draft, ON)}


def test_a_case_with_a_draft_is_not_given_away(cast: Cast, case: Case) -> None:
    factories.draft(cast.bureau, on=ON, case=factories.record(case, on=ON))

    with pytest.raises(RuleError, match="已有决定草案"):
        asked(case, "jurisdiction_transfer", on=ON)


def test_the_organ_is_named_and_is_another_one(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError) as unnamed:
        asked(case, "jurisdiction_transfer", on=ON, target_name=" ")
    assert unnamed.value.field == "target_name"
    with pytest.raises(RuleError) as own:
        asked(case, "jurisdiction_transfer", on=ON, target=cast.bureau)
    assert own.value.field == "target"


def test_an_organ_out_of_whose_scope_it_is_gets_nothing(cast: Cast) -> None:
    civil = factories.agency("云溪市民政局", profile="lingchuan_civil", prefix="云民")
    case = factories.case(cast.bureau, on=ON, filed=True, kind="levy")
    assert "levy" not in civil.rules().kinds

    row = approved(case, "jurisdiction_transfer", on=ON, target=civil)
    with pytest.raises(RuleError, match="实施范围不包括"):
        incidents.send_case(row, by=cast.officer1, on=ON)
    assert not Case.objects.filter(agency=civil).exists()
