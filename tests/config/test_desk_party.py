"""What a party files by itself reaches the desk of its handlers, who were not there to see it."""

import pytest

from config import desk
from enforcement.models import Defence
from enforcement.services import notices, party_acts
from tests.base import Cast
from tests.party_links import NOON, TOLD, bound, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def step(cast: Cast) -> tuple[str, str]:
    """What the only case of the handler waits for, and where that is done."""
    entry = desk.queues(cast.officer1, on=TOLD, now=NOON)[0].entries[0]
    return entry.step, entry.url


def test_a_defence_the_party_filed_is_to_be_answered(cast: Cast) -> None:
    link = bound(told(cast.bureau).case)
    row = party_acts.defend(link, at=NOON, text="请求从轻处罚。")
    assert step(cast) == ("复核陈述申辩", f"/office/defences/{row.pk}/answer/")

    notices.answer(row, by=cast.officer1, on=TOLD, adopted=False, reasons="证据充分。")
    assert Defence.objects.get().answered_on == TOLD
    assert step(cast)[0] == "送法制审核"


def test_a_hearing_the_party_asked_for_is_to_be_arranged(cast: Cast) -> None:
    decision = told(cast.bureau)
    party_acts.request_hearing(bound(decision.case), at=NOON)
    assert step(cast) == ("组织听证", f"/office/cases/{decision.case_id}/procedure/")
