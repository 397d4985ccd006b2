"""What the party does by itself: its defence and its request for a hearing, each inside its window."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from enforcement.models import Decision, Defence, PartyLink
from enforcement.services import notices, party_acts, party_links
from tests.base import Cast
from tests.enforcement import dossier
from tests.party_links import LAST, NOON, TOLD, again, bound, case, end, issued, start, told

pytestmark = pytest.mark.django_db
WORDS = "货已下架，请求从轻处罚。"


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return told(cast.bureau)


@pytest.fixture
def link(decision: Decision) -> PartyLink:
    return bound(decision.case)


def refused(act: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def entry(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).latest("id")


# ------------------------------------------------------------------------------- the defence
def test_a_defence_is_the_partys_own_and_says_so(decision: Decision, link: PartyLink) -> None:
    row = party_acts.defend(link, at=NOON, text=WORDS)

    assert (row.text, row.received_on, row.link_id, row.created_by) == (WORDS, TOLD, link.pk, None)
    read = entry("defence.receive")
    assert (read.actor_id, read.actor) == (None, "")
    assert f'"link":{link.pk}' in read.data
    assert WORDS not in read.data


def test_the_decision_waits_for_the_answer_to_it(decision: Decision, link: PartyLink) -> None:
    row = party_acts.defend(link, at=NOON, text=WORDS)
    assert "defence" in dossier.codes(decision, TOLD)

    notices.answer(row, by=dossier.lead(decision.case), on=TOLD, adopted=True, reasons="情况属实。")
    row.refresh_from_db()
    assert row.adopted


def test_the_window_closes_with_its_last_day(link: PartyLink) -> None:
    party_acts.defend(link, at=end(LAST), text=WORDS)

    error = refused(
        lambda: party_acts.defend(link, at=end(LAST) + timedelta(seconds=1), text="再补充。")
    )
    assert "2026-11-27届满" in error.message
    assert "行政处罚法第四十四条、第四十五条" in error.article
    assert error.field == "text"
    assert Defence.objects.count() == 1


def test_the_same_words_are_taken_once_and_blank_ones_never(link: PartyLink) -> None:
    party_acts.defend(link, at=NOON, text=WORDS)
    for text in (WORDS, "  \n", "长" * (party_acts.LONGEST + 1)):
        assert refused(partial(party_acts.defend, link, at=NOON, text=text)).field == "text"
    party_acts.defend(link, at=NOON, text="另有照片一张。")
    assert Defence.objects.count() == 2


def test_before_the_notice_there_is_nothing_to_defend_against(cast: Cast) -> None:
    link = bound(case(cast.bureau))
    error = refused(lambda: party_acts.defend(link, at=NOON, text=WORDS))
    assert isinstance(error, StaleError)
    assert error.article == "行政处罚法第四十四条"


def test_a_new_notice_opens_a_new_window(decision: Decision, link: PartyLink) -> None:
    dossier.tell(decision, on=LAST)
    row = party_acts.defend(link, at=end(LAST) + timedelta(days=3), text=WORDS)
    assert row.notice.served_on == LAST


def test_a_link_that_ended_files_nothing(decision: Decision, link: PartyLink) -> None:
    by = dossier.lead(decision.case)
    for act in (
        lambda: party_acts.defend(link, at=link.expires_at, text=WORDS),
        lambda: party_acts.request_hearing(link, at=link.expires_at),
    ):
        assert isinstance(refused(act), StaleError)
    party_links.revoke(again(link), by=by, at=NOON, reason="误发")
    assert isinstance(refused(lambda: party_acts.defend(link, at=NOON, text=WORDS)), StaleError)
    assert not Defence.objects.exists()


def test_a_link_nobody_opened_files_nothing(decision: Decision) -> None:
    row, _token = issued(decision.case)
    assert isinstance(refused(lambda: party_acts.defend(row, at=NOON, text=WORDS)), StaleError)


def test_the_database_wants_to_know_who_filed_a_defence(
    decision: Decision, link: PartyLink
) -> None:
    by, notice = dossier.lead(decision.case), decision.notices.get()
    for who in ({}, {"created_by": by, "link": link}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Defence.objects.create(notice=notice, received_on=TOLD, text=WORDS, **who)


def test_an_officers_own_record_stays_bound_to_the_handler(cast: Cast, decision: Decision) -> None:
    notice = decision.notices.get()
    error = refused(lambda: notices.defend(notice, by=cast.head, on=TOLD, text=WORDS))
    assert "只有本案承办人员" in error.message
    refused(lambda: notices.request_hearing(notice, by=cast.head, on=TOLD))


# ------------------------------------------------------------------------------- the hearing
def test_vector_a_request_on_the_fifth_working_day_is_in_time(
    decision: Decision, link: PartyLink
) -> None:
    assert decision.notices.get().hearing_until == LAST

    notice = party_acts.request_hearing(link, at=end(LAST))

    assert notice.hearing_requested_on == LAST
    read = entry("notice.hearing_request")
    assert (read.actor_id, f'"link":{link.pk}' in read.data) == (None, True)


def test_vector_a_second_later_it_is_refused_with_its_article(link: PartyLink) -> None:
    error = refused(lambda: party_acts.request_hearing(link, at=end(LAST) + timedelta(seconds=1)))
    assert (error.article, "2026-11-27" in error.message) == ("行政处罚法第六十四条", True)


def test_the_first_second_of_the_day_of_the_notice_is_in_time(decision: Decision) -> None:
    link = bound(decision.case, at=start(TOLD))
    assert party_acts.request_hearing(link, at=start(TOLD)).hearing_requested_on == TOLD


def test_the_time_to_decide_stands_still_from_the_request(
    decision: Decision, link: PartyLink
) -> None:
    party_acts.request_hearing(link, at=NOON)
    clocks = Deadline.objects.filter(subject_type="case", subject_id=str(decision.case_id))
    assert [row.suspended_on for row in clocks] == [TOLD]
    assert "已记录听证申请" in refused(lambda: party_acts.request_hearing(link, at=NOON)).message


def test_without_the_right_to_a_hearing_none_is_asked_for(cast: Cast) -> None:
    link = bound(told(cast.bureau, fine_cents=200_000).case)
    assert refused(lambda: party_acts.request_hearing(link, at=NOON)).article == (
        "行政处罚法第六十四条"
    )
