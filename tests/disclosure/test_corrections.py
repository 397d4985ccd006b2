"""A request to put right what is public: its receipt, its clock, its states, who may do what."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from core import deadlines
from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry, Deadline
from core.triggers import refusal
from disclosure import search
from disclosure.models import CorrectionRequest, LedgerEntry, Publication
from disclosure.services import corrections, pipeline, records, sweep
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.disclosure.asking import NAME, ON, PHONE, WRONG, correction
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
ANSWER = "经核对决定书原文，已更正。"


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def shown(cast: Cast) -> Publication:
    """A received record: the quickest thing that is public."""
    return public.published(cast.bureau)


def decided(cast: Cast) -> Publication:
    """A decision of the bureau that is public."""
    return factories.published(cast.bureau, on=day(3, 16))


def accepted(cast: Cast, publication: Publication) -> CorrectionRequest:
    row, _receipt = correction(publication)
    return corrections.accept(row, by=cast.publisher)


def refused(cast: Cast, publication: Publication) -> CorrectionRequest:
    row = accepted(cast, publication)
    return corrections.refuse(row, by=cast.publisher, on=day(4, 3), answer="与决定书一致。")


def clock(row: CorrectionRequest) -> Deadline:
    found = corrections.clock_of(row)
    assert found is not None
    return found


def code(row: CorrectionRequest, **values: Any) -> str:
    """The gate that refuses the change by SQL; "" when none does."""
    try:
        with transaction.atomic():
            CorrectionRequest.objects.filter(pk=row.pk).update(**values)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


# --------------------------------------------------------------------------------- taking in
def test_a_request_starts_the_clock_of_the_agency_s_rules(shown: Publication) -> None:
    row, _receipt = correction(shown)
    own = clock(row)
    assert (own.key, own.outcome) == ("pub.correct_error_days", "open")
    # Twenty working days after 1 April 2026: 清明 and 劳动节 are left out.
    assert own.due_on == date(2026, 4, 30)
    assert "三政办〔2019〕16号" in own.article
    assert corrections.target(row) == date(2026, 4, 9)
    assert AuditEntry.objects.filter(action="correctionrequest.submit", object_id=str(row.pk))


def test_the_same_form_sent_twice_is_one_request(shown: Publication) -> None:
    first, receipt = correction(shown, seed="seed")
    again, second = correction(shown, seed="seed")
    assert (first.pk, receipt) == (again.pk, second)
    assert CorrectionRequest.objects.count() == 1


def test_another_text_from_the_same_form_is_another_request(shown: Publication) -> None:
    correction(shown, seed="seed")
    correction(shown, seed="seed", statement="当事人名称有误。")
    assert CorrectionRequest.objects.count() == 2


def test_the_decision_is_marked_while_the_request_waits(cast: Cast, shown: Publication) -> None:
    assert search.disputed(ON) == set()
    row, _receipt = correction(shown)
    assert search.disputed(ON) == {str(shown.pk)}
    corrections.refuse(row, by=cast.publisher, on=ON, answer="与决定书一致。")
    assert search.disputed(ON) == set()


def test_who_asks_is_encrypted_in_the_database(shown: Publication) -> None:
    row, receipt = correction(shown)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM disclosure_correctionrequest")
        stored = str(cursor.fetchall())
    for secret in (NAME, PHONE, WRONG, receipt.code, receipt.code.replace("-", "")):
        assert secret not in stored
    assert CorrectionRequest.objects.get(pk=row.pk).contact == PHONE


def test_the_log_does_not_say_who_asks(cast: Cast, shown: Publication) -> None:
    row = accepted(cast, shown)
    corrections.contact(row, by=cast.publisher)
    logged = " ".join(AuditEntry.objects.values_list("data", flat=True))
    for secret in (NAME, PHONE, WRONG):
        assert secret not in logged


def test_nobody_asks_about_what_is_not_public(cast: Cast) -> None:
    row = decided(cast)
    pipeline.withdraw(row, by=cast.publisher, on=ON, reason="复议决定撤销。", ground="content")
    with pytest.raises(StaleError, match="不再公开"):
        correction(row)


@pytest.mark.parametrize("wrap", ["{}", "https://portal.example/decisions/{}/", "/decisions/{}"])
def test_a_decision_is_found_by_its_address(shown: Publication, wrap: str) -> None:
    assert corrections.find_public(wrap.format(shown.pk), ON) == shown


def test_a_decision_is_found_by_its_number_in_any_brackets(shown: Publication) -> None:
    assert shown.shown is not None
    number = shown.shown.doc_no
    assert corrections.find_public(number, ON) == shown
    assert corrections.find_public(number.replace("〔", "[").replace("〕", "]"), ON) == shown


@pytest.mark.parametrize(
    "text", ["", "  ", "云溪市晨星商贸有限公司", "110101199003077758", "/decisions/x/"]
)
def test_words_that_are_no_number_find_nothing(shown: Publication, text: str) -> None:
    with pytest.raises(RuleError, match="没有找到") as caught:
        corrections.find_public(text, ON)
    assert caught.value.field == "decision"


def test_a_number_of_two_decisions_asks_for_the_address(cast: Cast) -> None:
    for _twice in range(2):
        public.published(cast.bureau, doc_no="云试罚〔2026〕900号")
    with pytest.raises(RuleError, match="多份"):
        corrections.find_public("云试罚〔2026〕900号", ON)


def test_a_withdrawn_decision_is_not_found(cast: Cast) -> None:
    row = decided(cast)
    pipeline.withdraw(row, by=cast.publisher, on=ON, reason="复议决定撤销。", ground="content")
    with pytest.raises(RuleError, match="没有找到"):
        corrections.find_public(str(row.pk), ON)


# --------------------------------------------------------------------------------- handling
def test_more_is_asked_once_and_the_clock_stands_still(cast: Cast, shown: Publication) -> None:
    row = accepted(cast, shown)
    before = clock(row).due_on
    corrections.ask(row, by=cast.publisher, on=day(4, 2), asked="请提供决定书复印件。")
    assert clock(row).suspended_on == day(4, 2)
    corrections.supply(row, on=day(4, 9), text="决定书第二页。")
    assert (row.status, row.supplied) == ("accepted", "决定书第二页。")
    assert clock(row).due_on > before
    with pytest.raises(RuleError, match="已经要求补充过"):
        corrections.ask(row, by=cast.publisher, on=day(4, 9), asked="再补充。")


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (corrections.ask, {"asked": " "}),
        (corrections.correct, {"answer": ""}),
        (corrections.refuse, {"answer": "\n"}),
    ],
)
def test_the_applicant_is_told_something(
    cast: Cast, shown: Publication, act: Any, given: dict[str, str]
) -> None:
    row = accepted(cast, shown)
    with pytest.raises(RuleError, match="不能为空") as caught:
        act(row, by=cast.publisher, on=ON, **given)
    assert caught.value.field == next(iter(given))


def test_a_refusal_gives_reasons_and_ends_the_clock(cast: Cast, shown: Publication) -> None:
    row = refused(cast, shown)
    assert (row.status, row.decided_by, row.answered_on) == ("refused", cast.publisher, day(4, 3))
    assert clock(row).outcome == "met"
    assert AuditEntry.objects.filter(action="correctionrequest.refuse", actor_id=cast.publisher.pk)


def test_a_late_answer_stays_late(cast: Cast, shown: Publication) -> None:
    row = accepted(cast, shown)
    corrections.refuse(row, by=cast.publisher, on=day(5, 8), answer="与决定书一致。")
    assert clock(row).outcome == "late"


@pytest.mark.parametrize("who", ["officer1", "head", "supervisor", "unithead", "outsider"])
def test_only_the_publisher_of_the_agency_handles_it(
    cast: Cast, shown: Publication, who: str
) -> None:
    row, _receipt = correction(shown)
    with pytest.raises(PermissionDenied):
        corrections.accept(row, by=cast.people[who])
    with pytest.raises(PermissionDenied):
        corrections.contact(row, by=cast.people[who])


def test_a_publisher_next_door_does_not_handle_it(cast: Cast, shown: Publication) -> None:
    stranger = factories.user("publisher", cast.other_bureau)
    row, _receipt = correction(shown)
    assert not CorrectionRequest.objects.visible_to(stranger).exists()
    with pytest.raises(PermissionDenied):
        corrections.refuse(row, by=stranger, on=ON, answer="不。")


# --------------------------------------------------------------------------------- putting right
def test_nothing_is_called_corrected_while_the_page_is_the_same(
    cast: Cast, shown: Publication
) -> None:
    row = accepted(cast, shown)
    with pytest.raises(RuleError, match="还没有更正"):
        corrections.correct(row, by=cast.publisher, on=ON, answer=ANSWER)
    assert code(row, status="corrected", answer="x", answered_on=ON, decided_by=cast.publisher) == (
        "NOT_CORRECTED"
    )


def test_a_second_person_puts_a_proposal_on_the_page(cast: Cast) -> None:
    page = decided(cast)
    assert page.shown is not None
    row = accepted(cast, page)
    corrections.propose(row, by=cast.publisher, edits={"title": "更正后的标题"})
    assert Publication.objects.get(pk=page.pk).shown_id == page.shown_id
    with pytest.raises(RuleError, match="不得审批自己"):
        corrections.correct(row, by=cast.publisher, on=ON, answer=ANSWER)
    corrections.correct(row, by=cast.publisher2, on=ON, answer=ANSWER, examined=True)
    now = search.find(page.pk, ON)
    assert now.shown is not None
    assert now.shown.title == "更正后的标题"
    assert now.first_published_on == page.first_published_on
    assert CorrectionRequest.objects.get(pk=row.pk).status == "corrected"


def test_a_correction_is_on_the_publication_log_and_in_the_search(cast: Cast) -> None:
    page = decided(cast)
    row = accepted(cast, page)
    corrections.propose(row, by=cast.publisher, edits={"title": "更正后的独特标题"})
    corrections.correct(row, by=cast.publisher2, on=ON, answer=ANSWER, examined=True)
    assert LedgerEntry.objects.filter(number__decision=page.decision, event="corrected").exists()
    assert list(search.decisions({"q": "独特标题"}, ON)) == [page]


def test_a_proposal_gives_nothing_away(cast: Cast) -> None:
    row = accepted(cast, decided(cast))
    with pytest.raises(RuleError, match="应当隐去"):
        corrections.propose(row, by=cast.publisher, edits={"title": "电话13912345678"})


def test_a_proposal_needs_a_request_that_was_accepted(cast: Cast) -> None:
    row, _receipt = correction(decided(cast))
    with pytest.raises(StaleError, match="不能拟更正"):
        corrections.propose(row, by=cast.publisher, edits={})


def test_a_record_is_put_right_where_it_came_from(cast: Cast, shown: Publication) -> None:
    row = accepted(cast, shown)
    with pytest.raises(RuleError, match="报送系统"):
        corrections.propose(row, by=cast.publisher, edits={})
    record = shown.record
    assert record is not None
    record.fields = {**record.fields, "facts": "更正后的事实。"}
    record.save(update_fields=["fields"])
    records.publish_record(record, by=None, on=ON)
    corrections.correct(row, by=cast.publisher, on=ON, answer=ANSWER)
    assert row.status == "corrected"


def test_a_withdrawal_is_an_answer_too(cast: Cast) -> None:
    page = decided(cast)
    row = accepted(cast, page)
    pipeline.withdraw(page, by=cast.publisher, on=ON, reason="复议决定撤销。", ground="content")
    row.refresh_from_db()
    corrections.correct(row, by=cast.publisher, on=ON, answer="已撤下。")
    assert row.status == "corrected"


def test_a_version_of_another_decision_is_not_shown(cast: Cast, shown: Publication) -> None:
    page = decided(cast)
    assert shown.shown is not None
    with pytest.raises(ValueError, match="another publication"):
        pipeline.correct(page, by=cast.publisher2, version=shown.shown, examined=True)


# --------------------------------------------------------------------------------- once again
def test_another_person_looks_again_once(cast: Cast, shown: Publication) -> None:
    row = refused(cast, shown)
    corrections.reopen(row, on=day(4, 7), text="决定书第三页写明1000元。")
    assert (row.status, row.first_answer, row.answer) == ("reopened", "与决定书一致。", "")
    again = clock(row)
    assert (again.outcome, again.start_on) == ("open", day(4, 7))
    with pytest.raises(RuleError, match="不得复查自己的答复"):
        corrections.refuse(row, by=cast.publisher, on=day(4, 8), answer="不变。")
    corrections.refuse(row, by=cast.publisher2, on=day(4, 8), answer="复查后不变。")
    with pytest.raises(StaleError, match="已经复查过"):
        corrections.reopen(row, on=day(4, 9), text="还是不服。")
    assert code(row, status="reopened") == "REOPENED_ONCE"


def test_a_reason_is_asked_for_before_it_is_looked_at_again(cast: Cast, shown: Publication) -> None:
    row = refused(cast, shown)
    with pytest.raises(RuleError, match="不能为空"):
        corrections.reopen(row, on=day(4, 7), text=" ")


# --------------------------------------------------------------------------------- the database
def test_what_was_asked_stays_as_it_was_asked(shown: Publication) -> None:
    row, _receipt = correction(shown)
    for change in ({"statement": "别的"}, {"contact": ""}, {"received_on": day(4, 2)}):
        assert code(row, **change) == "APPEND_ONLY"
    with pytest.raises(DatabaseError), transaction.atomic():
        CorrectionRequest.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize("state", ["corrected", "reopened"])
def test_no_step_is_skipped_by_sql(shown: Publication, state: str) -> None:
    row, _receipt = correction(shown)
    assert code(row, status=state) != ""


def test_an_answer_without_words_is_refused_by_the_database(shown: Publication) -> None:
    row, _receipt = correction(shown)
    assert code(row, status="refused") == "CHECK"
    assert code(row, status="more") == "CHECK"


# --------------------------------------------------------------------------------- the alarms
def test_who_is_late_hears_of_it_and_so_does_the_supervisor(cast: Cast, shown: Publication) -> None:
    row, _receipt = correction(shown)
    sweep.run(day(4, 29))
    told = Alert.objects.filter(deadline=clock(row))
    assert {alert.recipient for alert in told} >= {cast.publisher, cast.unithead}
    sweep.run(day(5, 20))
    late = told.filter(level="supervisor")
    assert [alert.recipient for alert in late] == [cast.supervisor]
    assert row.number in late[0].text
    assert str(row.pk) in late[0].url
    assert not any(NAME in alert.text or WRONG in alert.text for alert in told)


def test_rows_beside_their_clocks(cast: Cast, shown: Publication) -> None:
    row, _receipt = correction(shown)
    other, _receipt = correction(shown, statement="另一处。")
    Deadline.objects.filter(subject_id=str(other.pk)).delete()
    found = deadlines.beside([row, other], corrections.SUBJECT, ON)
    assert [(r.pk, c is not None, left) for r, c, left in found] == [
        (row.pk, True, 20),
        (other.pk, False, None),
    ]
