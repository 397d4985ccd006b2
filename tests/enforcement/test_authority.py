"""Only a confirmed subject decides, in its own name, on a matter of its list (行政处罚法 17-20)."""

from datetime import date

import pytest

from core.errors import RuleError
from enforcement.models import Agency, Item
from enforcement.services import assignment, decisions
from tests import deeds, factories
from tests.base import Cast
from tests.enforcement.dossier import ON, again, codes, draft
from tests.people import inspection_item

pytestmark = pytest.mark.django_db
FROM, TO = date(2026, 1, 1), date(2026, 2, 28)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": Agency.Status.PENDING}, "待确认"),
        ({"status": Agency.Status.CLOSED}, "已撤销"),
        ({"kind": Agency.Kind.DELEGATED}, "委托机关的名义"),
    ],
)
def test_a_subject_without_standing_decides_nothing(
    cast: Cast, values: dict[str, str], words: str
) -> None:
    row = draft(cast.bureau, procedure="simple")
    Agency.objects.filter(pk=cast.bureau.pk).update(**values)

    assert "subject" in codes(row, ON)
    with pytest.raises(RuleError, match=words) as caught:
        decisions.issue(again(row), by=cast.officer1, on=ON)
    assert caught.value.article.startswith("行政处罚法第")


@pytest.mark.parametrize("kind", [Agency.Kind.STATUTORY, Agency.Kind.AUTHORISED])
def test_organs_and_authorised_organisations_decide(cast: Cast, kind: str) -> None:
    row = draft(cast.bureau, procedure="simple")
    Agency.objects.filter(pk=cast.bureau.pk).update(kind=kind)

    assert "subject" not in codes(row, ON)


@pytest.mark.parametrize(("days", "closed"), [(0, False), (1, True)])
def test_the_item_was_on_the_list_when_the_case_was_filed(
    cast: Cast, days: int, closed: bool
) -> None:
    row = draft(cast.bureau, procedure="inspection")
    filed = row.case.filed_on
    assert filed is not None
    Item.objects.update(effective_from=filed.replace(day=filed.day + days))

    assert ("item" in codes(row, ON)) is closed


def test_an_item_that_ended_on_the_day_of_filing_counts_no_more(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="inspection")
    Item.objects.update(effective_to=row.case.filed_on)

    assert "item" in codes(row, ON)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        (date(2025, 12, 31), False),
        (FROM, True),
        (date(2026, 2, 1), True),
        (TO, True),
        (date(2026, 3, 1), False),
    ],
)
def test_officers_of_a_delegate_handle_cases_while_the_delegation_lasts(
    cast: Cast, day: date, allowed: bool
) -> None:
    delegate = factories.agency("云溪市执法大队", parent=cast.bureau, kind="delegated")
    deeds.deed(
        cast,
        delegate=delegate,
        number="云委〔2026〕1号",
        matters="市容管理",
        powers="调查取证",
        valid_from=FROM,
        valid_to=TO,
    )
    team = [factories.officer(delegate), factories.officer(delegate)]
    case = factories.case(cast.bureau)

    if allowed:
        assignment.assert_team(case, team, day)
    else:
        with pytest.raises(RuleError, match="未受本机关委托") as caught:
            assignment.assert_team(case, team, day)
        assert "第二十条" in caught.value.article


def test_a_delegation_the_other_way_opens_nothing(cast: Cast) -> None:
    deeds.publicly(
        delegator=cast.other_bureau,
        delegate=cast.bureau,
        number="云委〔2026〕2号",
        matters="路政",
        powers="调查取证",
        valid_from=FROM,
        valid_to=TO,
    )
    team = [factories.officer(cast.other_bureau), factories.officer(cast.other_bureau)]

    with pytest.raises(RuleError, match="未受本机关委托"):
        assignment.assert_team(factories.case(cast.bureau), team, FROM)


def test_the_item_is_asked_about_only_where_the_case_has_one(cast: Cast) -> None:
    inspection_item(cast.bureau, on=ON)

    assert "item" not in codes(draft(cast.bureau, procedure="simple"), ON)
