"""No case is closed while something is still being carried out (行政强制法 39, 53)."""

from collections.abc import Callable

import pytest

from core.errors import RuleError
from enforcement.models import Case, Decision
from enforcement.services import compulsion, forced
from recording import closing
from recording.services import archive
from tests import coercion
from tests.base import Cast, day
from tests.enforcement.fined import fined, pay

pytestmark = pytest.mark.django_db


def refusal(case: Case) -> RuleError:
    with pytest.raises(RuleError) as caught:
        closing.refuse_open(case)
    assert caught.value.article == "行政强制法第三十九条、第五十三条"
    return caught.value


def test_a_fine_paid_while_the_court_is_asked_waits_for_the_court(cast: Cast) -> None:
    row, by = fined(cast), cast.officer1
    compulsion.urge(row, by=by, on=day(3, 17))
    asked = compulsion.apply_to_court(row, by=cast.head, on=day(4, 29), court="云溪市人民法院")
    pay(row, by, day(5, 4))
    pay(row, by, day(5, 4), 200_000, kind="surcharge")

    with pytest.raises(RuleError, match="法院强制执行尚未办结，不能结案"):
        archive.close_case(row.case, by=by, on=day(5, 6), ground="executed")
    assert Case.objects.get(pk=row.case_id).status == "decided"

    compulsion.accept(asked, by=by, on=day(5, 6))
    assert "法院强制执行" in refusal(row.case).message
    compulsion.conclude(asked, by=by, on=day(5, 8), move="end", ruling="1号裁定")
    closing.refuse_open(row.case)


def test_forced_execution_and_performance_by_others_are_ended_first(cast: Cast) -> None:
    decision = coercion.binding(cast.bureau)
    urged = coercion.urged(decision)
    coercion.ordered(decision)
    assert refusal(decision.case).message == "强制执行、代履行尚未办结，不能结案。"

    forced.perform(urged, by=cast.officer1, on=coercion.DECIDED, record="当事人已自行拆除。")
    assert refusal(decision.case).message == "代履行尚未办结，不能结案。"


@pytest.mark.parametrize("begin", [coercion.urged, coercion.ordered])
def test_nothing_is_begun_in_a_case_that_is_closed(
    cast: Cast, begin: Callable[[Decision], object]
) -> None:
    decision = coercion.binding(cast.bureau)
    Case.objects.filter(pk=decision.case_id).update(status="closed")

    with pytest.raises(RuleError, match="案件状态为“已结案”，不能强制执行") as refused:
        begin(decision)

    assert refused.value.article == "行政强制法第三十四条、第三十九条"
    closing.refuse_open(Case.objects.get(pk=decision.case_id))
