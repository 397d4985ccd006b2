"""Who deceived once is not served again at once, or only for a reason (行政许可法 78, 79)."""

from datetime import date

import pytest

from core.errors import RuleError
from enforcement import reapplication
from enforcement.models import Case, Finding, Party
from enforcement.services import decisions, findings, permits, proceedings
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.permit_case import accepted, decided, licensed

CAUSE = "食品经营许可申请"


@pytest.fixture
def party(cast: Cast) -> Party:
    return factories.party(cast.bureau)


def refused(cast: Cast, party: Party, *, on: date) -> Case:
    """An application refused for false papers."""
    case = factories.case(
        cast.bureau, kind="permit", procedure="permit", of=party, cause=CAUSE, discovered_on=on
    )
    permits.refuse(case, by=cast.officer1, on=on, ground="false", reason="营业执照系伪造。")
    return case


def again(cast: Cast, party: Party, *, on: date, cause: str = CAUSE) -> Case:
    return accepted(cast, on=on, of=party, cause=cause)


@pytest.mark.parametrize(
    ("on", "barred"), [(day(3, 3), True), (day(3, 2, 2027), True), (day(3, 3, 2027), False)]
)
def test_false_papers_bar_for_a_year(cast: Cast, party: Party, on: date, barred: bool) -> None:
    earlier = refused(cast, party, on=day(3, 2))

    found = reapplication.bars(again(cast, party, on=on))

    assert [bar.case for bar in found] == ([earlier] if barred else [])
    assert all(bar.article == "行政许可法第七十八条" for bar in found)
    assert all(bar.until == day(3, 2, 2027) for bar in found)


def test_another_matter_and_another_party_are_not_barred(cast: Cast, party: Party) -> None:
    refused(cast, party, on=day(3, 2))

    assert reapplication.bars(again(cast, party, on=day(4, 1), cause="户外广告设置许可")) == []
    other = factories.party(cast.bureau, name="云溪市暮雪商贸有限公司", uscc="")
    assert reapplication.bars(again(cast, other, on=day(4, 1))) == []


def test_a_licence_got_by_deceit_bars_for_three_years(cast: Cast, party: Party) -> None:
    licence = licensed(cast, of=party)
    Case.objects.filter(pk=licence.case_id).update(cause=CAUSE)
    row = proceedings.begin_end(
        licence, by=cast.officer1, on=day(6, 1), kind="revoke", ground="fraud", reasons="贿赂取得。"
    )
    nothing = {"valid_from": None, "valid_to": None}
    decided(row.case, on=day(6, 1), outcome="revoked", **nothing)

    found = reapplication.bars(again(cast, party, on=day(7, 1)))

    assert [(bar.until, bar.article) for bar in found] == [
        (day(6, 1, 2029), "行政许可法第七十九条")
    ]


def test_a_penalty_case_is_not_looked_at(cast: Cast, party: Party) -> None:
    refused(cast, party, on=day(3, 2))

    assert reapplication.bars(factories.case(cast.bureau, of=party, cause=CAUSE)) == []


def test_the_bar_stops_the_decision_until_it_is_answered(cast: Cast, party: Party) -> None:
    earlier = refused(cast, party, on=day(3, 2))
    case = again(cast, party, on=day(4, 1))
    draft = decisions.draft(case, by=dossier.lead(case), content=factories.content("permit"))
    assert dossier.codes(draft, day(4, 8)) == ["reapply"]
    with pytest.raises(RuleError, match="不得再次申请"):
        decisions.issue(draft, by=cast.head, on=day(4, 8))

    answer = findings.key(Finding.Code.REAPPLY, str(earlier.pk))
    with pytest.raises(RuleError, match="写明理由"):
        findings.record(case, by=cast.officer1, on=day(4, 8), answer=answer, reason=" ")
    findings.record(
        case,
        by=cast.officer1,
        on=day(4, 8),
        answer=answer,
        reason="本事项不直接关系公共安全、人身健康、生命财产安全。",
    )

    assert dossier.codes(draft, day(4, 8)) == []
