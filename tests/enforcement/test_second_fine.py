"""一事不再罚: the same act is not fined twice; the portal warns, the officer answers (行政处罚法 29)."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from enforcement import duplicates
from enforcement.models import Agency, Case, Decision, Party
from enforcement.services import findings
from tests import factories
from tests.base import Cast
from tests.enforcement import unsaved
from tests.enforcement.dossier import ON, codes, draft, lead
from tests.moving import put

pytestmark = pytest.mark.django_db
CAUSE = "销售超过保质期的食品"
DAY = date(2026, 2, 26)
FINE: dict[str, Any] = {"penalty_kinds": ["fine"], "fine_cents": 200_000}


def opened(agency: Agency, party: Party, **fields: Any) -> Case:
    """A filed case about the same cause, on the same day unless said otherwise."""
    values = {"cause": CAUSE, "act_to": DAY, "discovered_on": DAY, **fields}
    return factories.case(agency, filed=True, of=party, **values)


def twin(agency: Agency, party: Party) -> Party:
    """The same organisation as another agency has entered it."""
    return factories.party(agency, name="另名", uscc=party.uscc)


def test_a_case_under_way_about_the_same_act_is_named(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    first, second = opened(cast.bureau, party), opened(cast.bureau, party)

    assert duplicates.suspects(second) == [first]
    row = draft(cast.bureau, case=second, **FINE)
    (doubt,) = findings.open_doubts(second, ON)
    assert first.number in doubt.gap.message
    assert "正在办理" in doubt.gap.message
    assert doubt.gap.article == "行政处罚法第二十九条"
    assert "duplicate" in codes(row, ON)


def test_a_fine_already_imposed_is_named_with_its_document(cast: Cast) -> None:
    made = factories.issued(
        cast.bureau, procedure="simple", on=DAY, penalty_kinds=["fine"], fine_cents=10_000
    )
    case = made.case
    again = opened(
        cast.bureau, case.party, cause=case.cause, act_to=None, discovered_on=case.discovered_on
    )
    draft(cast.bureau, case=again, **FINE)

    (doubt,) = findings.open_doubts(again, ON)
    assert made.doc_no in doubt.gap.message
    assert "不得给予两次以上罚款" in doubt.gap.message


def test_a_decision_without_a_fine_leaves_room_for_one(cast: Cast) -> None:
    made = factories.issued(
        cast.bureau, procedure="simple", on=DAY, penalty_kinds=["warning"], fine_cents=0
    )
    case = made.case
    again = opened(
        cast.bureau, case.party, cause=case.cause, act_to=None, discovered_on=case.discovered_on
    )

    assert duplicates.suspects(again) == []


def test_units_of_the_same_government_are_looked_at(cast: Cast) -> None:
    party = factories.party(cast.bureau, uscc="91410100MA0000000X")
    first = opened(cast.other_bureau, twin(cast.other_bureau, party))
    second = opened(cast.bureau, party)

    assert duplicates.suspects(second) == [first]


def test_a_sealed_case_of_another_agency_is_not_named(cast: Cast) -> None:
    party = factories.party(cast.bureau, uscc="91410100MA0000000X")
    first = opened(cast.other_bureau, twin(cast.other_bureau, party))
    second = opened(cast.bureau, party)
    draft(cast.bureau, case=second, **FINE)
    assert len(findings.open_doubts(second, ON)) == 1

    Case.objects.filter(pk=first.pk).update(sealed=True)
    assert duplicates.suspects(second) == []
    assert findings.open_doubts(second, ON) == []


def test_a_sealed_case_is_named_to_the_agency_that_handles_it(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    first, second = opened(cast.bureau, party), opened(cast.bureau, party)
    Case.objects.filter(pk=first.pk).update(sealed=True)

    assert Case.objects.visible_to(cast.officer1).filter(pk=first.pk).exists()
    assert duplicates.suspects(second) == [first]


def test_another_government_is_not_looked_at(cast: Cast) -> None:
    party = factories.party(cast.bureau, uscc="91410100MA0000000X")
    elsewhere = factories.agency("远山县试验局")
    opened(elsewhere, twin(elsewhere, party))

    assert duplicates.suspects(opened(cast.bureau, party)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"cause": "无照经营"},
        {"act_to": date(2026, 1, 5), "discovered_on": date(2026, 1, 5)},
        {"act_from": date(2026, 1, 1), "act_to": date(2026, 2, 25)},
    ],
)
def test_another_matter_or_other_days_are_another_act(cast: Cast, other: dict[str, Any]) -> None:
    party = factories.party(cast.bureau)
    opened(cast.bureau, party, **other)

    assert duplicates.suspects(opened(cast.bureau, party)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"cause": "销售超过保质期 的食品"},
        {"act_from": date(2026, 1, 1), "act_to": DAY},
        {"act_from": date(2026, 2, 1), "act_to": None},
    ],
)
def test_spelling_and_longer_acts_do_not_hide_it(cast: Cast, other: dict[str, Any]) -> None:
    party = factories.party(cast.bureau)
    first = opened(cast.bureau, party, **other)

    assert duplicates.suspects(opened(cast.bureau, party)) == [first]


def test_another_party_is_never_suspected(cast: Cast) -> None:
    opened(cast.bureau, factories.party(cast.bureau))
    stranger = factories.party(cast.bureau, name="云溪市另一家商行", uscc="")

    assert duplicates.suspects(opened(cast.bureau, stranger)) == []


def test_people_of_one_name_are_told_apart_by_birth(cast: Cast) -> None:
    born = date(1990, 5, 1)
    first = factories.party(cast.bureau, "person", name="任试验", birth_date=born)
    same = factories.party(cast.bureau, "person", name="任试验", birth_date=born)
    other = factories.party(cast.bureau, "person", name="任试验", birth_date=date(1991, 5, 1))
    unknown = Party(kind="person", name="任试验")

    assert set(duplicates.same_party(first)) == {first, same}
    assert set(duplicates.same_party(other)) == {other}
    assert not duplicates.same_party(unknown).exists()


def test_a_case_refused_at_filing_is_no_second_fine(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    put(factories.case(cast.bureau, of=party, cause=CAUSE, discovered_on=DAY), "rejected")

    assert duplicates.suspects(opened(cast.bureau, party)) == []


def test_a_warning_bars_no_fine_and_is_not_asked_about(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    opened(cast.bureau, party)
    row = draft(
        cast.bureau,
        case=opened(cast.bureau, party),
        penalty_kinds=["warning"],
        fine_cents=0,
        confiscated_cents=0,
    )

    assert "duplicate" not in codes(row, ON)


def test_a_reasoned_answer_lifts_the_doubt_about_that_case_only(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    first, second = opened(cast.bureau, party), opened(cast.bureau, party)
    row = draft(cast.bureau, case=opened(cast.bureau, party), **FINE)

    answer(row, first)
    assert [doubt.subject for doubt in findings.open_doubts(row.case, ON)] == [str(second.pk)]
    answer(row, second)
    assert "duplicate" not in codes(row, ON)


def answer(row: Decision, other: Case) -> None:
    """The lead says why the other case is about another act."""
    findings.record(
        row.case,
        by=lead(row.case),
        on=ON,
        answer=findings.key(findings.Code.DUPLICATE, str(other.pk)),
        reason="两案涉及不同批次、不同地点，不是同一违法行为。",
    )


def test_only_a_handler_may_answer(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    first = opened(cast.bureau, party)
    row = draft(cast.bureau, case=opened(cast.bureau, party), **FINE)
    word = findings.key(findings.Code.DUPLICATE, str(first.pk))

    with pytest.raises(PermissionDenied):
        findings.record(row.case, by=cast.head, on=ON, answer=word, reason="不是同一行为。")
    with pytest.raises(RuleError, match="只有本案承办人员"):
        findings.record(row.case, by=cast.outsider, on=ON, answer=word, reason="不是同一行为。")


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((None, DAY), (None, DAY), True),
        ((date(2026, 2, 1), DAY), (None, date(2026, 2, 1)), True),
        ((date(2026, 2, 2), DAY), (None, date(2026, 2, 1)), False),
        ((None, date(2026, 2, 27)), (date(2026, 2, 1), DAY), False),
    ],
)
def test_acts_overlap_when_they_share_a_day(
    one: tuple[date | None, date], other: tuple[date | None, date], shared: bool
) -> None:
    left, right = (unsaved.case(act_from=begin, act_to=end) for begin, end in (one, other))

    assert duplicates.overlap(left, right) is shared
    assert duplicates.overlap(right, left) is shared
