"""What may be listed, and by whom: no delegate, no necessity of life, nothing twice (CL 17, 23)."""

from decimal import Decimal

import pytest

from core.errors import RuleError
from enforcement.models import Agency, Case, Measure
from enforcement.services import delegations, measures
from tests import coercion, deeds, factories
from tests.base import Cast, day
from tests.coercion import ON
from tests.factories import at

pytestmark = pytest.mark.one_database


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def measure(case: Case) -> Measure:
    return coercion.planned(case)


def refused(error: pytest.ExceptionInfo[RuleError]) -> tuple[str, str]:
    """The message and the article of a refusal."""
    return error.value.message, error.value.article


# ------------------------------------------------------------------------------- not delegable
def test_a_delegated_organisation_takes_no_measure(cast: Cast, case: Case) -> None:
    Agency.objects.filter(pk=cast.bureau.pk).update(kind="delegated")
    with pytest.raises(RuleError) as error:
        coercion.planned(Case.objects.get(pk=case.pk))
    assert "不得委托" in refused(error)[0]
    assert refused(error)[1] == "行政强制法第十七条"


def test_an_officer_of_a_delegate_takes_no_measure(cast: Cast) -> None:
    team = factories.agency("云溪市执法服务队", parent=cast.bureau, kind="delegated")
    deeds.deed(
        cast,
        delegate=team,
        number="委〔2026〕1号",
        matters="市容巡查",
        powers="警告",
        valid_from=day(1, 1),
        valid_to=day(12, 31),
    )
    lent = factories.officer(team, name="借试人")
    row = coercion.case(cast.bureau, staff=[*cast.officers, lent])
    with pytest.raises(RuleError) as error:
        coercion.planned(row)
    assert "借试人" in refused(error)[0]
    assert refused(error)[1] == "行政强制法第十七条"


@pytest.mark.parametrize("words", ["实施行政强制", "查封违法场所", "强制拆除", "扣押物品"])
def test_coercion_is_never_delegated_on_paper(cast: Cast, words: str) -> None:
    team = factories.agency("云溪市执法服务队", parent=cast.bureau, kind="delegated")
    with pytest.raises(RuleError) as error:
        delegations.create(
            delegator=cast.bureau,
            delegate=team,
            number="委〔2026〕2号",
            matters=words,
            powers="",
            valid_from=day(1, 1),
            valid_to=day(12, 31),
        )
    assert refused(error)[1] == "行政强制法第十七条"


# ------------------------------------------------------------------------------- the inventory
def test_necessities_of_life_are_never_listed(measure: Measure) -> None:
    with pytest.raises(RuleError) as error:
        coercion.listed(measure, mark="另一批", necessity=True)
    assert "生活必需品" in refused(error)[0]
    assert refused(error)[1] == "行政强制法第二十三条"
    assert error.value.field == "necessity"


def test_an_object_needs_a_reason_why_it_belongs_to_the_case(measure: Measure) -> None:
    with pytest.raises(RuleError) as error:
        coercion.listed(measure, mark="另一批", relevance="  ")
    assert error.value.field == "relevance"


def test_what_another_organ_sealed_is_not_sealed_again(measure: Measure) -> None:
    with pytest.raises(RuleError, match="其他国家机关"):
        coercion.listed(measure, mark="另一批", sealed_elsewhere=True)


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_is_more_than_nothing(measure: Measure, quantity: int) -> None:
    with pytest.raises(RuleError, match="大于零"):
        coercion.listed(measure, mark="另一批", quantity=Decimal(quantity))


def test_an_object_is_not_taken_twice_however_its_mark_is_written(
    cast: Cast, measure: Measure
) -> None:
    other = coercion.case(cast.bureau, title="另一案", cause="另一违法行为")
    with pytest.raises(RuleError) as error:
        coercion.listed(
            measures.plan(
                other,
                by=cast.officer1,
                on=ON,
                kind="seal",
                basis="依据条款",
                reason="理由",
                days=10,
            ),
            mark="批号 20250101 ",
        )
    assert "不得重复查封" in refused(error)[0]
    assert refused(error)[1] == "行政强制法第二十三条"


def test_an_object_is_free_again_once_it_was_returned(cast: Cast, case: Case) -> None:
    first = coercion.in_force(case)
    coercion.released(first, on=day(3, 20))
    again = coercion.planned(case, on=day(3, 20))
    assert again.items.get().held


def test_what_the_head_refused_is_free_again(case: Case) -> None:
    coercion.judged(coercion.planned(case), when=at(ON, 9), agree=False)
    assert coercion.planned(case).items.get().held


def test_an_unmarked_object_is_known_by_its_owner_and_place(case: Case, measure: Measure) -> None:
    coercion.listed(measure, mark="", name="货架")
    with pytest.raises(RuleError, match="不得重复查封"):
        coercion.listed(measure, mark="", name=" 货架 ")
    assert coercion.listed(measure, mark="", name="货架", place="二号库房").pk


def test_nothing_is_added_once_the_inventory_was_handed_over(case: Case) -> None:
    with pytest.raises(RuleError, match="清单已经交付"):
        coercion.listed(coercion.in_force(case), mark="另一批")
