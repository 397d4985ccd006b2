"""Which penalties are filed (domain §9.7), when the filing opens, and when its days begin."""

from datetime import timedelta

import pytest

from core.models import Deadline
from disclosure.services import sweep
from enforcement.models import Agency
from legal_review import filing_rules
from legal_review.models import PenaltyFiling
from legal_review.services import penalty_filings
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited
from tests.legal_review.filed import MAJOR, ON, due, major, unprinted

pytestmark = pytest.mark.django_db
Status = PenaltyFiling.Status


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


# ------------------------------------------------------------------------------- what is filed
class Said:
    """A made decision without a database row: what the rules look at."""

    def __init__(self, agency: Agency, kind: str, fine: int, confiscated: int, *kinds: str) -> None:
        self.agency, self.kind, self.issued_on, self.served_on = agency, "penalty", ON, None
        self.fine_cents, self.confiscated_cents = fine, confiscated
        self.penalty_kinds = list(kinds)
        self.case = type("C", (), {"party": type("P", (), {"kind": kind})()})()


@pytest.mark.parametrize(
    ("party", "fine", "confiscated", "kinds", "rules"),
    [
        ("org", 9_999_999, 0, ("fine",), []),
        ("org", 10_000_000, 0, ("fine",), ["amount"]),
        ("person", 999_999, 0, ("fine",), []),
        ("person", 1_000_000, 0, ("fine",), ["amount"]),
        ("sole_trader", 1_000_000, 0, ("fine",), ["amount"]),
        ("org", 0, 10_000_000, ("confiscate_income",), ["amount"]),
        ("org", 6_000_000, 6_000_000, ("fine", "confiscate_goods"), []),
        ("org", 10_000_000, 10_000_000, ("fine", "confiscate_goods"), ["amount", "amount"]),
        ("org", 0, 0, ("stop_business",), ["kinds"]),
        ("org", 0, 0, ("revoke_licence", "stop_business"), ["kinds"]),
        ("org", 0, 0, ("suspend_licence",), []),
        ("org", 20_000_000, 0, ("fine", "revoke_licence"), ["kinds", "amount"]),
        ("org", 0, 0, ("warning",), []),
    ],
)
def test_the_list_of_the_profile_says_what_is_filed(
    cast: Cast, party: str, fine: int, confiscated: int, kinds: tuple[str, ...], rules: list[str]
) -> None:
    found = filing_rules.grounds(Said(cast.bureau, party, fine, confiscated, *kinds))  # type: ignore[arg-type]  # has what the rules read
    assert [row.rule for row in found] == rules
    assert all("三政办〔2019〕16号" in row.article for row in found)


def test_the_grounds_are_words_of_the_file(cast: Cast) -> None:
    found = filing_rules.grounds(Said(cast.bureau, "org", 12_345_678, 0, "stop_business"))  # type: ignore[arg-type]  # has what the rules read
    assert [row.reason for row in found] == ["责令停产停业", "罚款123,456.78元"]


def test_where_no_rule_sets_a_period_nothing_is_filed(cast: Cast) -> None:
    elsewhere = factories.agency("某县局", profile="datong_commerce")
    said = Said(elsewhere, "org", MAJOR * 10, 0, "revoke_licence")
    assert filing_rules.grounds(said) == []  # type: ignore[arg-type]  # has what the rules read
    assert filing_rules.start_of(said) is None  # type: ignore[arg-type]  # has what the rules read


def test_an_agency_without_a_profile_follows_the_nearest_one_above(cast: Cast) -> None:
    other = factories.agency("某县局", profile="national")
    below = factories.agency("某大队", parent=cast.bureau)
    found = filing_rules.agencies_under("sanmenxia_gov")
    assert {cast.bureau.pk, below.pk, cast.government.pk} <= set(found)
    assert other.pk not in found
    assert other.pk in filing_rules.agencies_under("national")


def test_candidates_hold_every_decision_that_is_filed(cast: Cast) -> None:
    wanted, small = major(cast), factories.issued(cast.bureau, fine_cents=100_000)
    keys = set(filing_rules.candidates().values_list("pk", flat=True))
    assert wanted.pk in keys
    assert small.pk not in keys
    assert penalty_filings.without_filing() == [wanted.pk]


# ------------------------------------------------------------------------------- opened
def test_the_sweep_opens_the_filing_of_a_made_decision_once(cast: Cast) -> None:
    decision = major(cast)
    assert sweep.run(ON).to_file == 1
    assert sweep.run(ON).to_file == 0
    row = PenaltyFiling.objects.get(decision=decision)
    assert (row.status, row.agency, row.receiver) == (Status.DUE, cast.bureau, None)
    assert row.reasons[0]["reason"] == "罚款100,000.00元"
    assert audited(row, "penaltyfiling.open")


def test_fifteen_days_are_counted_from_the_decision(cast: Cast) -> None:
    row = due(cast)
    assert row.deadline.start_on == ON
    assert row.deadline.due_on >= ON + timedelta(days=15)
    assert row.deadline.period["count"] == 15
    assert row.deadline.outcome == Deadline.Outcome.OPEN


def test_where_the_profile_says_so_the_days_begin_with_service(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = major(cast)
    monkeypatch.setattr(filing_rules, "SERVED", "issued")
    assert penalty_filings.without_filing() == []
    assert not penalty_filings.open_for(decision.pk)
    served = factories.serve(decision, on=day(3, 25))
    assert penalty_filings.open_for(served.pk)
    assert PenaltyFiling.objects.get().deadline.start_on == day(3, 25)


def test_a_draft_is_not_filed(cast: Cast) -> None:
    draft = factories.draft(cast.bureau, fine_cents=MAJOR)
    assert not penalty_filings.open_for(draft.pk)


def test_a_decision_is_filed_once_however_often_it_is_asked(cast: Cast) -> None:
    row = due(cast)
    assert not penalty_filings.open_for(row.decision_id)
    assert PenaltyFiling.objects.count() == 1
