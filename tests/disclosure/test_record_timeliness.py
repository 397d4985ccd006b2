"""A received record has a last day of its own; late is late for ever, and history is not judged."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from core.models import Deadline
from core.triggers import suspended
from disclosure import export, presentation, search, timeliness
from disclosure.exchange import wire
from disclosure.models import ExternalRecord, LedgerEntry, Publication
from disclosure.services import record_terms, records, sweep
from supervision import public_statistics as statistics
from tests.base import Cast, day
from tests.disclosure import factories
from tests.disclosure.test_exchange_import import take as sheet

pytestmark = pytest.mark.django_db
OPENING = day(1, 5)
DECIDED, PENALTY_DUE, OTHER_DUE = day(3, 16), day(3, 25), day(4, 14)


def opened(cast: Cast, on: date = OPENING) -> None:
    """Something was public here on the day: the portal has stood since."""
    records.publish_record(factories.record(cast.other_bureau, on=on), by=None, on=on)


def take(cast: Cast, on: date, **fields: Any) -> Publication:
    record = factories.record(cast.bureau, **{"on": DECIDED, **fields})
    return records.publish_record(record, by=None, on=on)


def counts(cast: Cast) -> dict[str, int]:
    values = {"year": 2026, "agency": str(cast.bureau.pk)}
    found = statistics.of(values, day(6, 1)).total.counts
    return {key: found[key] for key in statistics.TIMED}


@pytest.mark.parametrize(
    ("kind", "on", "outcome"),
    [
        ("penalty", PENALTY_DUE, "met"),
        ("penalty", day(3, 26), "late"),
        ("permit", day(3, 26), "late"),
        ("coercion", OTHER_DUE, "met"),
        ("inspection", day(4, 15), "late"),
    ],
)
def test_seven_or_twenty_working_days_from_the_decision(
    cast: Cast, kind: str, on: date, outcome: str
) -> None:
    opened(cast)
    row = take(cast, on, kind=kind)
    assert row.deadline is not None
    due = PENALTY_DUE if kind in ("penalty", "permit") else OTHER_DUE
    assert (row.deadline.due_on, row.not_judged) == (due, None)
    assert Deadline.objects.get(pk=row.deadline.pk).outcome == outcome
    late = outcome == "late"
    told = {"in_time": int(not late), "out_of_time": int(late), "not_judged": 0}
    assert counts(cast) == told


def test_the_page_api_and_sheet_tell_a_late_record(client: Client, cast: Cast) -> None:
    opened(cast)
    row = take(cast, day(3, 27))
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "本平台 2026-03-27 收到并公开；应当于 2026-03-25 前" in page
    assert "逾期公开 2 个工作日" in page
    told = client.get(f"/api/v1/decisions/{row.pk}/").json()
    assert told["deadline"] == {"due_on": "2026-03-25", "provisional": False, "outcome": "late"}
    assert (told["source_published_on"], told["not_judged"]) == (None, None)
    shown = search.find(row.pk, day(3, 28))
    assert "逾期" in export.line(shown, str)
    page = client.get(reverse("decision-derivation", args=[row.pk])).content.decode()
    assert "第 7 个工作日" in page


@pytest.mark.parametrize(
    ("source", "kept", "late"),
    [
        ("2026-03-25", day(3, 25), 0),
        ("2026-03-26", day(3, 26), 1),
        ("2026-03-15", None, 2),  # before the decision
        ("2026-03-28", None, 2),  # after it came here
        ("", None, 2),
    ],
)
def test_the_day_at_the_source_counts_where_it_can_be(
    cast: Cast, source: str, kept: date | None, late: int
) -> None:
    opened(cast)
    row = take(cast, day(3, 27), source_published_on=source)
    timing = presentation.timing(row)
    assert timing is not None
    assert (row.source_published_on, timing.late_by) == (kept, late)
    assert timing.source == (kept is not None)
    assert counts(cast)["out_of_time"] == int(late > 0)


def test_a_day_at_the_source_sent_later_resets_nothing(cast: Cast) -> None:
    opened(cast)
    row = take(cast, day(3, 27))
    record = ExternalRecord.objects.get(pk__in=[row.record_id])
    record.fields = {
        **record.fields,
        "source_published_on": "2026-03-17",
        "content": "罚款三千元。",
    }
    record.save(update_fields=["fields"])
    row = records.publish_record(record, by=None, on=day(3, 30))
    row.refresh_from_db()
    assert (row.source_published_on, row.versions.count()) == (None, 2)
    assert counts(cast) == {"in_time": 0, "out_of_time": 1, "not_judged": 0}


def test_history_is_received_and_not_judged(client: Client, cast: Cast) -> None:
    opened(cast, day(3, 26))
    row = take(cast, day(3, 27))
    assert (row.deadline, row.not_judged) == (None, "history")
    assert counts(cast) == {"in_time": 0, "out_of_time": 0, "not_judged": 1}
    assert (
        statistics.of({"year": 2026, "agency": str(cast.bureau.pk)}, day(6, 1)).total.rate is None
    )
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "未评判公开是否及时" in page
    assert "在本平台开通前已经届满" in page
    assert export.timeliness(row) == "报送未评判"


def test_the_last_day_on_the_opening_day_is_judged(cast: Cast) -> None:
    opened(cast, PENALTY_DUE)
    assert take(cast, day(3, 27)).not_judged is None
    assert counts(cast)["out_of_time"] == 1


def test_history_with_a_day_at_the_source_is_judged_by_it(cast: Cast) -> None:
    opened(cast, day(6, 1))
    assert take(cast, day(6, 2), source_published_on="2026-03-20").not_judged is None
    assert take(cast, day(6, 2), source_published_on="2026-03-26").not_judged is None
    assert counts(cast) == {"in_time": 1, "out_of_time": 1, "not_judged": 0}


def test_before_the_duty_nothing_is_judged(cast: Cast) -> None:
    opened(cast)
    record = factories.record(cast.bureau, on=date(2018, 12, 4), source_published_on="2018-12-05")
    row = records.publish_record(record, by=None, on=day(3, 27))
    assert (row.deadline, row.not_judged) == (None, "no_term")


def test_the_log_says_the_last_day_of_a_received_number(cast: Cast) -> None:
    opened(cast)
    take(cast, day(3, 27))
    lines = [json.loads(row.line) for row in LedgerEntry.objects.order_by("-pk")[:2]]
    told = [(line["event"], line["on"], line["due"]) for line in reversed(lines)]
    assert told == [("received", "2026-03-16", "2026-03-25"), ("published", "2026-03-27", "")]


@pytest.mark.parametrize(
    "change",
    [
        {"source_published_on": day(3, 17)},
        {"deadline": None},
        {"not_judged": "history"},
        {"first_published_on": day(3, 17)},
    ],
)
def test_the_database_keeps_what_was_judged(cast: Cast, change: dict[str, Any]) -> None:
    opened(cast)
    row = take(cast, day(3, 27))
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(**change)
    assert Publication.objects.filter(timeliness.LATE, pk=row.pk).exists()


@pytest.mark.parametrize(
    "change", [{"due_on": day(4, 30)}, {"outcome": "met"}, {"outcome": "void"}]
)
def test_the_database_keeps_the_last_day(cast: Cast, change: dict[str, Any]) -> None:
    opened(cast)
    row = take(cast, day(3, 27))
    with pytest.raises(DatabaseError), transaction.atomic():
        Deadline.objects.filter(pk__in=[row.deadline_id]).update(**change)


@pytest.mark.parametrize("source", [day(3, 15), day(3, 28)])
def test_the_database_takes_no_impossible_day_at_the_source(cast: Cast, source: date) -> None:
    pending = Publication.objects.create(
        record=factories.record(cast.bureau, on=DECIDED), agency=cast.bureau, decided_on=DECIDED
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=pending.pk).update(
            source_published_on=source, first_published_on=day(3, 27)
        )


@pytest.mark.parametrize(("first", "told"), [(day(3, 26), "late"), (PENALTY_DUE, "met")])
def test_the_sweep_judges_what_was_received_before(cast: Cast, first: date, told: str) -> None:
    opened(cast)
    row = take(cast, first)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with suspended(connection):
        Publication.objects.filter(pk=row.pk).update(deadline=None)
        Deadline.objects.filter(pk__in=[row.deadline_id]).delete()
    sweep.run(day(4, 1))
    row = Publication.objects.select_related("deadline").get(pk=row.pk)
    assert row.deadline is not None
    assert row.deadline.outcome == told
    assert not record_terms.unjudged()


def test_a_sheet_and_a_sender_can_say_the_day(cast: Cast) -> None:
    column = {"公示日期": "2026/3/5", "处罚机关": cast.bureau.name}
    assert sheet(column, agency=cast.bureau).created == 1
    assert Publication.objects.get().source_published_on == date(2026, 3, 5)
    row = wire.read({"kind": "levy", "source_published_on": "2026-03-05"}, 0)
    assert row.fields["source_published_on"] == "2026-03-05"


@pytest.mark.parametrize(
    ("said", "words"), [("2026-03-01", "早于决定日期"), ("2026-03-21", "晚于")]
)
def test_an_impossible_day_is_remarked_on(cast: Cast, said: str, words: str) -> None:
    report = sheet({"公示日期": said, "处罚机关": cast.bureau.name}, agency=cast.bureau)
    assert report.created == 1
    assert any(words in finding.text for finding in report.flagged)
    assert Publication.objects.get().source_published_on is None
