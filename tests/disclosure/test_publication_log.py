"""Every number issued and everything that becomes of it is an entry, in the transaction of the act."""

import io
import json
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from core.models import AuditEntry
from disclosure import ledger_walk
from disclosure.ledger import commitment
from disclosure.models import LedgerEntry, LedgerNumber, LedgerOpening, Publication
from disclosure.services import pipeline, publication_log, reconsideration, records, sweep
from enforcement.models import Decision
from tests import factories
from tests.base import Cast, day
from tests.core.audit_case import tamper
from tests.disclosure import factories as received

REASON = "涉及商业秘密"


def lines(number: LedgerNumber) -> list[dict[str, Any]]:
    """The lines of a number, oldest first."""
    rows = LedgerEntry.objects.filter(number=number).order_by("pk")
    return [json.loads(line) for line in rows.values_list("line", flat=True)]


def events(number: LedgerNumber) -> list[str]:
    return [line["event"] for line in lines(number)]


def number_of(row: Decision) -> LedgerNumber:
    return LedgerNumber.objects.get(decision=row)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.issued(cast.bureau)


def test_a_number_is_in_the_log_from_the_moment_it_is_issued(decision: Decision) -> None:
    number = number_of(decision)
    (line,) = lines(number)
    assert (line["event"], line["month"], line["agency"]) == (
        "issued",
        f"{decision.issued_on:%Y-%m}",
        decision.agency_id,
    )
    assert number.state == "pending"
    duty = factories.duty(decision)
    assert duty.deadline is not None
    assert line["due"] == duty.deadline.due_on.isoformat()


def test_a_number_that_is_rolled_back_leaves_no_entry(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        factories.issued(cast.bureau)
        raise RuntimeError
    assert not LedgerEntry.objects.exists()


def test_nothing_of_the_decision_can_be_read_or_guessed_from_its_line(decision: Decision) -> None:
    entry = LedgerEntry.objects.get(number=number_of(decision))
    for secret in (decision.doc_no, str(decision.pk), decision.case.party.name, decision.facts):
        assert secret and secret not in entry.line
    opening = entry.opening
    assert len(bytes.fromhex(opening.salt)) == 32
    told = json.loads(entry.line)["commitment"]
    assert told == commitment(opening.salt, opening.content)
    # Whoever knows the content, but not the salt, learns nothing by trying.
    assert told != commitment("", opening.content)
    again = factories.issued(decision.agency)
    assert number_of(again).ref != number_of(decision).ref


def test_published_withdrawn_and_expired_are_entries(cast: Cast, decision: Decision) -> None:
    row = factories.approved(decision)
    pipeline.publish(row, by=cast.publisher2, on=day(3, 18))
    pipeline.withdraw(row, by=None, on=day(4, 1), reason="决定已被撤销。")
    number = number_of(decision)
    assert events(number) == ["issued", "published", "withdrawn"]
    assert [line["on"] for line in lines(number)[1:]] == ["2026-03-18", "2026-04-01"]
    assert number.state == "published", "it was published: it has not been left out"
    other = factories.approved(factories.issued(cast.bureau))
    pipeline.publish(other, by=cast.publisher2, on=day(3, 18))
    pipeline.expire(other, on=day(4, 2))
    assert other.decision is not None
    assert events(number_of(other.decision)) == ["issued", "published", "expired"]


def test_the_opening_of_a_publication_is_its_very_text(cast: Cast, decision: Decision) -> None:
    row = factories.approved(decision)
    pipeline.publish(row, by=cast.publisher2, on=day(3, 18))
    opening = LedgerOpening.objects.get(entry__event="published")
    assert row.shown is not None
    assert opening.content["shown"] == row.shown.sha256


def test_what_is_withheld_ends_with_its_reason_code_and_may_be_taken_up_again(
    cast: Cast, decision: Decision
) -> None:
    row = factories.duty(decision)
    pipeline.withhold(row, by=cast.publisher2, on=day(3, 17), code="trade_secret", reason=REASON)
    number = number_of(decision)
    assert (number.state, number.reason) == ("withheld", "trade_secret")
    assert lines(number)[-1]["reason"] == "trade_secret"
    row = Publication.objects.get(pk=row.pk)
    reconsideration.reconsider(row, by=cast.publisher2, on=day(3, 20), reason="事由已经消失")
    number.refresh_from_db()
    assert events(number) == ["issued", "withheld", "reopened"]
    assert (number.state, number.reason) == ("pending", "")


def test_what_the_law_bars_is_withheld_in_the_log_too(cast: Cast) -> None:
    person = factories.party(cast.bureau, "person", name="柳小试")
    decision = factories.issued(cast.bureau, of=person)
    person.birth_date = day(1, 1).replace(year=2010)
    person.save(update_fields=["birth_date"])
    decision = Decision.objects.get(pk=decision.pk)
    factories.duty(decision)
    assert number_of(decision).reason == "minor"


def test_a_received_record_is_received_published_and_corrected(cast: Cast) -> None:
    row = received.published(cast.bureau)
    number = LedgerNumber.objects.get(record=row.record)
    assert events(number) == ["received", "published"]
    record = row.record
    assert record is not None
    records.publish_record(record, by=None, on=day(4, 1))
    assert events(number) == ["received", "published"], "sent again unchanged"
    record.fields = {**record.fields, "content": "罚款人民币1000元。"}
    record.save(update_fields=["fields"])
    records.publish_record(record, by=None, on=day(4, 1))
    assert events(number) == ["received", "published", "corrected"]


def test_steps_that_nobody_outside_sees_are_no_entries(decision: Decision) -> None:
    factories.approved(decision)
    assert events(number_of(decision)) == ["issued"]


def test_a_last_day_counted_anew_is_an_entry(decision: Decision) -> None:
    row = factories.duty(decision)
    assert publication_log.moved_terms() == []
    assert row.deadline is not None
    row.deadline.due_on = day(4, 30)
    row.deadline.save(update_fields=["due_on"])
    sweep.run(day(3, 17))
    number = number_of(decision)
    assert (events(number), lines(number)[-1]["due"]) == (["issued", "term"], "2026-04-30")
    assert number.due_on == day(4, 30)
    assert publication_log.moved_terms() == []


def forget() -> None:
    """A database from before the log: as a deployed one that is brought up to date."""
    for table in ("opening", "entry", "number"):
        tamper(f"DELETE FROM disclosure_ledger{table}")  # noqa: S608  # our own tables


def test_numbers_from_before_the_log_are_taken_in_with_their_end(cast: Cast) -> None:
    ended = factories.published(cast.bureau)
    pipeline.expire(ended, on=day(4, 2))
    pending = factories.issued(cast.bureau)
    record = received.published(cast.bureau)
    forget()
    assert len(ledger_walk.omissions(day(3, 17)).unlogged) == 2
    assert sweep.run(day(3, 17)).logged == 3
    assert sweep.run(day(3, 17)).logged == 0
    assert ended.decision is not None
    assert events(number_of(ended.decision)) == ["issued", "published", "expired"]
    assert events(number_of(pending)) == ["issued"]
    assert events(LedgerNumber.objects.get(record=record.record)) == ["received", "published"]
    assert ledger_walk.omissions(day(3, 17)).unlogged == []


def test_a_late_move_of_a_number_from_before_the_log_takes_it_in(
    cast: Cast, decision: Decision
) -> None:
    row = factories.approved(decision)
    forget()
    pipeline.publish(row, by=cast.publisher2, on=day(3, 18))
    assert events(number_of(decision)) == ["issued", "published"]


def test_erasing_leaves_the_lines_and_is_on_record(cast: Cast, decision: Decision) -> None:
    number = number_of(decision)
    before = lines(number)
    assert publication_log.erase(number, by=cast.admin, reason="依法删除") == 1
    assert lines(number) == before
    assert not LedgerOpening.objects.filter(entry__number=number).exists()
    entry = AuditEntry.objects.get(action="ledger.erase")
    assert json.loads(entry.data)["count"] == 1


def test_the_command_erases_one_record_and_wants_a_reason(cast: Cast) -> None:
    one, other = factories.published(cast.bureau), factories.published(cast.bureau)
    out = io.StringIO()
    call_command("erase_ledger_content", str(one.pk), "--reason", "依法删除", stdout=out)
    assert out.getvalue() == "erased: 2\n"
    left = LedgerOpening.objects.values_list("entry__number__decision", flat=True)
    assert set(left) == {other.decision_id}
    for arguments, why in (
        ([str(other.pk), "--reason", " "], "a reason is needed"),
        ([str(uuid.uuid4()), "--reason", "x"], "no such publication"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("erase_ledger_content", *arguments)


REFUSED = [
    "UPDATE disclosure_ledgerentry SET line = line || ' '",
    "UPDATE disclosure_ledgerentry SET event = 'withheld'",
    "DELETE FROM disclosure_ledgerentry",
    "UPDATE disclosure_ledgeropening SET salt = 'x'",
    "UPDATE disclosure_ledgernumber SET ref = 'x'",
    "UPDATE disclosure_ledgernumber SET month = '2020-01'",
    "DELETE FROM disclosure_ledgernumber",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_raw_sql_cannot_change_the_log(decision: Decision, sql: str) -> None:
    with (
        pytest.raises(IntegrityError, match="APPEND_ONLY"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert events(number_of(decision)) == ["issued"]
