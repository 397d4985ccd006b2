"""Each ground of closing has its own conditions: money owed keeps a case open."""

from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from enforcement.models import Case, CourtApplication, Decision, Proceeding
from enforcement.services import cases, compulsion, decisions, execution, proceedings
from recording import closing, kinds
from recording.services import archive, steps
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier, permit_case
from tests.enforcement.fined import DUE, fined, pay

pytestmark = pytest.mark.django_db
ON = day(4, 10)


def refused(row: Decision, ground: str, on: date = ON) -> RuleError:
    with pytest.raises(RuleError) as caught:
        closing.refuse_ground(row.case, row, ground=ground, on=on)
    assert caught.value.field == "ground"
    assert caught.value.article == kinds.grounds()[ground].article
    return caught.value


def allowed(row: Decision, ground: str, on: date = ON) -> bool:
    closing.refuse_ground(row.case, row, ground=ground, on=on)
    return True


def test_a_fine_that_is_owed_keeps_the_case_open(cast: Cast) -> None:
    row = fined(cast)
    with pytest.raises(RuleError, match="尚有2,000.00元未缴纳") as caught:
        archive.close_case(row.case, by=cast.officer1, on=DUE, ground="executed")
    assert "第七十七条" in caught.value.article
    assert Case.objects.get(pk=row.case_id).status == "decided"


def test_a_surcharge_that_is_owed_keeps_it_open_too(cast: Cast) -> None:
    row = fined(cast)
    pay(row, cast.officer1, day(3, 18))
    assert "120.00元" in refused(row, "executed").message
    pay(row, cast.officer1, ON, 12_000, kind="surcharge")
    assert allowed(row, "executed")


def test_a_paid_fine_closes_the_case(cast: Cast) -> None:
    row = fined(cast)
    factories.pay(row, on=DUE)
    case = archive.close_case(row.case, by=cast.officer1, on=DUE, ground="executed")
    assert case.status == "closed"
    assert execution.balance(row, DUE).total == 0


def test_a_warning_is_executed_by_its_service(cast: Cast) -> None:
    assert allowed(Decision(case=Case(), kind="penalty", penalty_kinds=["warning"]), "executed")


def test_what_is_no_money_needs_a_record_of_its_performance(cast: Cast) -> None:
    row = fined(cast)
    pay(row, cast.officer1, DUE)
    row.penalty_kinds = ["fine", "stop_business"]
    assert "责令停产停业" in refused(row, "executed").message
    steps.record(
        row.case,
        by=cast.officer1,
        kind="performance",
        at=factories.at(DUE),
        text="当事人已停业。",
        officers=cast.officers,
    )
    assert allowed(row, "executed")


def executed_by_court(cast: Cast, row: Decision, move: str) -> CourtApplication:
    by = cast.officer1
    compulsion.urge(row, by=by, on=day(3, 17))
    asked = compulsion.apply_to_court(row, by=cast.head, on=day(4, 29), court="云溪市人民法院")
    compulsion.accept(asked, by=by, on=day(5, 6))
    return compulsion.conclude(asked, by=by, on=day(6, 6), move=move, ruling="1号裁定")


def test_what_the_court_executed_is_executed(cast: Cast) -> None:
    row = fined(cast)
    executed_by_court(cast, row, "execute")
    assert allowed(row, "executed", day(6, 8))
    assert "终结执行" in refused(row, "court_ended").message


def test_the_end_of_execution_by_the_court_closes_what_is_still_owed(cast: Cast) -> None:
    row = fined(cast)
    assert "没有人民法院" in refused(row, "court_ended").message
    executed_by_court(cast, row, "end")
    assert allowed(row, "court_ended", day(6, 8))
    assert "未缴纳" in refused(row, "executed", day(6, 8)).message


UNSAVED: dict[str, Any] = {
    "punished": Decision(kind="penalty", outcome="penalty"),
    "spared": Decision(kind="penalty", outcome="no_penalty"),
    "permit": Decision(kind="permit", outcome="granted"),
}


@pytest.mark.parametrize(
    ("ground", "what", "fits"),
    [
        ("no_penalty", "spared", True),
        ("no_penalty", "punished", False),
        ("no_penalty", "permit", False),
        ("transferred", "punished", False),
        ("terminated", "punished", False),
        ("transferred", "spared", True),
        ("completed", "permit", True),
        ("completed", "punished", False),
    ],
)
def test_a_ground_fits_only_its_kind_of_decision(ground: str, what: str, fits: bool) -> None:
    row = UNSAVED[what]
    row.case = Case()
    assert allowed(row, ground) if fits else refused(row, ground)


@pytest.fixture
def renewal(cast: Cast) -> Proceeding:
    """A renewal that was asked for and entered, on a licence that ends with the year."""
    row = permit_case.asked(cast, permit_case.licensed(cast))
    cases.file(row.case, by=cast.officer1, on=permit_case.LATER)
    return row


def test_a_renewal_by_silence_closes_its_case_without_a_decision(
    cast: Cast, renewal: Proceeding
) -> None:
    after = day(1, 4, 2027)
    proceedings.lapse(renewal.licence_id, after)
    case = archive.close_case(renewal.case, by=cast.officer1, on=after, ground="deemed_renewed")
    assert (case.status, case.ended_on) == ("closed", after)
    assert case.close_ground == kinds.ground_text("deemed_renewed")


@pytest.mark.parametrize("settled", ["", "decided", "dropped"])
def test_a_renewal_silence_did_not_settle_is_not_closed_as_such(
    cast: Cast, renewal: Proceeding, settled: str
) -> None:
    Proceeding.objects.filter(pk=renewal.pk).update(settled=settled)
    with pytest.raises(RuleError, match="视为准予延续") as caught:
        archive.close_case(renewal.case, by=cast.officer1, on=ON, ground="deemed_renewed")
    assert (caught.value.field, caught.value.article) == ("ground", "行政许可法第五十条")
    assert "作出并送达决定" in caught.value.remedy
    assert Case.objects.get(pk=renewal.case_id).status == "filed"


@pytest.mark.parametrize("procedure", ["simple", "permit"])
def test_a_served_decision_is_no_renewal_by_silence(cast: Cast, procedure: str) -> None:
    row = factories.served(cast.bureau, procedure=procedure, on=DUE)
    with pytest.raises(RuleError, match="视为准予延续"):
        archive.close_case(row.case, by=cast.officer1, on=ON, ground="deemed_renewed")


def test_every_ground_of_the_portal_with_a_decision_has_its_condition() -> None:
    without = {"filing_withdrawn", closing.SILENCE}
    assert set(kinds.grounds()) - without <= set(closing.CONDITIONS)


@pytest.mark.parametrize("ground", ["executed", "terminated", "transferred"])
def test_a_case_is_not_closed_over_a_draft(cast: Cast, ground: str) -> None:
    row = dossier.draft(cast.bureau)
    with pytest.raises(RuleError) as caught:
        closing.refuse_draft(row.case)
    assert caught.value.message == f"本案的决定草案“{row.title}”尚未办结，不能结案。"
    assert "放弃草案" in caught.value.remedy
    assert caught.value.article == "国办发〔2018〕118号第七条、第十二条"

    with pytest.raises(RuleError, match="决定草案|应当先办结"):
        archive.close_case(row.case, by=cast.officer1, on=ON, ground=ground)

    assert Case.objects.get(pk=row.case_id).status == "filed"


def test_a_draft_given_up_or_a_decision_made_does_not_keep_the_case_open(cast: Cast) -> None:
    row = dossier.draft(cast.bureau)
    decisions.abandon(row, by=cast.officer1, on=ON, reason="事实有变。")
    closing.refuse_draft(row.case)
    closing.refuse_draft(fined(cast).case)
