"""An answer to a request or a complaint, once given, is not rewritten past the services."""

from datetime import timedelta
from typing import Any

import pytest

from disclosure.services import complaints, corrections
from tests.base import Cast
from tests.disclosure import factories as public
from tests.disclosure.asking import ON, complaint, correction, gate

pytestmark = pytest.mark.django_db
LATER = ON + timedelta(days=3)


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "已更正。"},
        {"answered_on": LATER},
        {"decided_by": None},
    ],
)
def test_the_answer_to_a_request_stays(cast: Cast, change: dict[str, Any]) -> None:
    row, _receipt = correction(public.published(cast.bureau))
    assert gate(row, answer="先写下的话。") == "", "nothing is answered yet"
    corrections.refuse(row, by=cast.publisher, on=ON, answer="不变。")
    assert gate(row, **change) == "ANSWERED"


def test_a_reopening_keeps_its_day_and_the_first_answer(cast: Cast) -> None:
    row, _receipt = correction(public.published(cast.bureau))
    corrections.refuse(row, by=cast.publisher, on=ON, answer="不变。")
    assert gate(row, status="reopened", reopened_on=LATER, first_answer="别的话。") == "ANSWERED"
    row.refresh_from_db()
    type(row)._default_manager.filter(pk=row.pk).update(
        status="reopened", reopened_on=LATER, first_answer="不变。", answer=""
    )
    for change in ({"reopened_on": None}, {"reopened_on": ON}, {"first_answer": "改过的话。"}):
        given: dict[str, Any] = change
        assert gate(row, **given) == "REOPENED_ONCE", change


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "另有处理。"},
        {"answered_on": LATER},
        {"decided_by": None},
        {"accepted_on": LATER},
        {"extended_on": LATER},
        {"extend_reason": "案情复杂。"},
        {"channel": "petition"},
    ],
)
def test_the_answer_to_a_complaint_stays(cast: Cast, change: dict[str, Any]) -> None:
    row, _receipt = complaint(cast.bureau)
    complaints.accept(row, by=cast.supervisor, on=ON)
    complaints.answer(row, by=cast.supervisor, on=ON, answer="已查清。")
    assert gate(row, **change) == "ANSWERED"
    assert gate(row, satisfaction="satisfied", rated_on=LATER) == "", "it may still be rated"
