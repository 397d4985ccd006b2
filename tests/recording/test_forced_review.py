"""A forced execution that the list wants reviewed: none without a decision that passed, on this party."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Decision, ForcedExecution
from enforcement.services import coercion_review as rules
from tests import coercion, factories
from tests.base import Cast, day
from tests.catalogues import begun, published, put
from tests.coercion import key, raw

pytestmark = pytest.mark.django_db
FROM, DECIDED = day(4, 1), coercion.DECIDED
WAYS: dict[str, Any] = {
    "kinds": ["coercion"],
    "test": "forced",
    "terms": {"ways": ["restore", "demolish"]},
}


@pytest.fixture
def urged(cast: Cast) -> ForcedExecution:
    return coercion.urged(coercion.binding(cast.bureau))


@pytest.fixture
def listed(cast: Cast) -> None:
    """A list in force that wants the clearing of a place reviewed."""
    row = begun(cast.bureau, cast.listadmin)
    put(row, cast.listadmin, label="强制排除妨碍、强制拆除", **WAYS)
    published(row, cast.listadmin, cast.head)


def passed(urged: ForcedExecution, **fields: Any) -> Decision:
    """A decision on coercion against the same party that passed its review."""
    return coercion.passed(urged.case, on=day(4, 10), **fields)


def refused(act: Callable[[], object], words: str) -> RuleError:
    with pytest.raises(RuleError, match=words) as caught:
        act()
    assert caught.value.field == "reviewed"
    assert caught.value.remedy
    return caught.value


def test_without_such_a_list_no_review_is_asked_for(urged: ForcedExecution) -> None:
    row = coercion.decided(urged)
    assert (row.status, row.review_due, row.reviewed) == ("decided", False, None)


@pytest.mark.usefixtures("listed")
def test_a_listed_execution_is_refused_without_its_review(urged: ForcedExecution) -> None:
    error = refused(lambda: coercion.decided(urged), "列入法制审核目录")
    assert "排除妨碍" in error.message
    assert "另立行政强制案件" in error.remedy


@pytest.mark.usefixtures("listed")
def test_it_is_made_on_a_decision_that_passed(urged: ForcedExecution) -> None:
    decision = passed(urged)
    row = coercion.decided(urged, reviewed=decision)
    assert (row.status, row.review_due, row.reviewed) == ("decided", True, decision)


@pytest.mark.usefixtures("listed")
def test_another_way_is_not_on_the_list(cast: Cast) -> None:
    row = coercion.urged(coercion.binding(cast.bureau), way="other")
    assert not coercion.decided(row).review_due


@pytest.mark.usefixtures("listed")
def test_a_decision_of_another_kind_party_or_day_does_not_do(
    cast: Cast, urged: ForcedExecution
) -> None:
    stranger = passed(urged, of=factories.party(cast.bureau, name="云溪市别家示范有限公司"))
    for row in (urged.decision, stranger):
        refused(lambda row=row: coercion.decided(urged, reviewed=row), "所选的不是")  # type: ignore[misc]  # bound at once
    later = passed(urged)
    assert later in rules.reviewable(urged.case, day(4, 10))
    assert later not in rules.reviewable(urged.case, day(4, 9))


def test_a_decision_carries_one_execution(urged: ForcedExecution) -> None:
    decision = passed(urged)
    assert decision in rules.reviewable(urged.case, DECIDED)
    coercion.decided(urged, reviewed=decision)
    second = coercion.urged(urged.decision, way="other")
    assert decision not in rules.reviewable(second.case, DECIDED)
    refused(lambda: coercion.decided(second, reviewed=decision), "尚未使用")
    assert coercion.decided(second, reviewed=passed(second)).status == "decided"


@pytest.mark.usefixtures("listed")
def test_the_form_offers_what_passed_and_keeps_what_was_typed(
    cast: Cast, urged: ForcedExecution
) -> None:
    decision = passed(urged)
    url = reverse("forced-decide", args=[urged.pk])
    html = cast.client("head").get(url).content.decode()
    assert decision.doc_no in html
    sent = {
        "power_basis": "《中华人民共和国城乡规划法》第六十八条",
        "reason": "经催告逾期仍不履行。",
        "means": "组织人员清除堆放的物品。",
        "on": DECIDED.isoformat(),
    }
    answer = cast.client("head").post(url, sent)
    assert answer.status_code == 200
    assert "组织人员清除堆放的物品。" in answer.content.decode()
    assert "列入法制审核目录" in answer.content.decode()
    cast.client("head").post(url, {**sent, "reviewed": str(decision.pk)})
    urged.refresh_from_db()
    assert (urged.status, urged.reviewed) == ("decided", decision)


# ------------------------------------------------------------------------------- past every service
def made(row: ForcedExecution, head: Any, **values: Any) -> dict[str, Any]:
    return {
        "status": "decided",
        "decided_on": DECIDED,
        "decided_by_id": head.pk,
        "doc_no": "云市监强执〔2026〕9号",
        "power_basis": "依据",
        "reason": "理由",
        "means": "方式",
        **values,
    }


def test_sql_cannot_decide_a_listed_one_without_its_review(
    cast: Cast, urged: ForcedExecution
) -> None:
    head = cast.head
    assert raw(urged, **made(urged, head, review_due=True)) == "NOT_REVIEWED"
    wrong = key(urged.decision)
    assert raw(urged, **made(urged, head, review_due=True, reviewed_id=wrong)) == "NOT_REVIEWED"
    assert raw(urged, **made(urged, head, reviewed_id=wrong)) == "NOT_REVIEWED"
    right = key(passed(urged))
    assert raw(urged, **made(urged, head, review_due=True, reviewed_id=right)) == ""


def test_sql_cannot_use_a_review_twice(cast: Cast, urged: ForcedExecution) -> None:
    decision = passed(urged)
    coercion.decided(urged, reviewed=decision)
    second = coercion.urged(urged.decision, way="other")
    values = made(second, cast.head, review_due=True, reviewed_id=key(decision))
    assert raw(second, **values) == "UNIQUE"


def test_sql_cannot_change_the_review_of_a_made_decision(urged: ForcedExecution) -> None:
    row = coercion.decided(urged, reviewed=passed(urged))
    assert raw(row, review_due=True) == "REVIEW_FIXED"
    assert raw(row, reviewed_id=None) == "REVIEW_FIXED"
