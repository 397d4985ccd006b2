"""Late stays late: no hand, no second attempt and no raw SQL makes a publication timely."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core.errors import RuleError
from core.models import Deadline
from disclosure import search
from disclosure.models import ExternalRecord, Publication, SearchEntry
from disclosure.services import duties, pipeline, records, sweep, withdrawals
from enforcement.services import decisions
from tests import factories as cases
from tests.base import Cast, day
from tests.disclosure import factories

DUE = day(3, 25)


def clock(row: Publication, subject: str = "publication") -> Deadline:
    return Deadline.objects.get(subject_type=subject, subject_id=str(row.decision_id))


@pytest.mark.parametrize(
    ("published_on", "outcome"),
    [(day(3, 17), "met"), (DUE, "met"), (day(3, 26), "late"), (day(6, 1), "late")],
)
def test_the_last_day_is_in_time_and_the_next_is_not(
    cast: Cast, published_on: date, outcome: str
) -> None:
    row = cases.published(cast.bureau, published_on=published_on)
    assert (row.first_published_on, clock(row).outcome) == (published_on, outcome)
    assert (clock(row).due_on, clock(row).ended_on) == (DUE, published_on)


def attempts(row: Publication, cast: Cast) -> dict[str, Callable[[], Any]]:
    """Ways in which somebody might try to make a late publication look timely."""
    return {
        "publish again": lambda: pipeline.publish(row, by=cast.publisher, on=day(3, 18)),
        "publish by sweep": lambda: pipeline.publish(row, by=None, on=day(3, 18)),
        "redact again": lambda: pipeline.redact(row, by=cast.publisher),
        "send back": lambda: pipeline.send_back(row, by=cast.publisher2, reason="重做"),
        "withhold": lambda: pipeline.withhold(
            row, by=cast.publisher, on=day(3, 18), code="secret", reason="涉密"
        ),
    }


def test_no_service_takes_a_late_publication_back(cast: Cast) -> None:
    row = cases.published(cast.bureau, published_on=day(4, 15))
    for name, attempt in attempts(row, cast).items():
        with pytest.raises(RuleError):
            attempt()
        row.refresh_from_db()
        assert (row.status, row.first_published_on) == ("published", day(4, 15)), name
        assert clock(row).outcome == "late", name
    assert row.decision is not None
    assert duties.open_duty(row.decision).pk == row.pk
    sweep.run(day(3, 18))
    assert clock(row).outcome == "late"


@pytest.mark.parametrize(
    "change",
    [
        {"first_published_on": day(3, 18)},
        {"first_published_on": None},
        {"decided_on": day(4, 14)},
        {"decision": None},
    ],
)
@pytest.mark.django_db
def test_the_database_keeps_the_first_day(change: dict[str, Any]) -> None:
    row = factories.published(factories.agency())
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(**{"record": None, **change})
    kept = Publication.objects.get(pk=row.pk)
    assert (kept.first_published_on, kept.decided_on) == (row.first_published_on, row.decided_on)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).delete()


@pytest.mark.django_db
def test_the_database_does_not_open_an_ended_publication_again() -> None:
    bureau = factories.agency()
    for ending in ("withdrawn", "expired"):
        row = factories.published(bureau)
        if ending == "expired":
            pipeline.expire(row, on=factories.TODAY)
        else:
            pipeline.withdraw(row, by=None, on=factories.TODAY, reason="决定被撤销。")
        for status in ("pending", "approved", "published"):
            with pytest.raises(DatabaseError), transaction.atomic():
                Publication.objects.filter(pk=row.pk).update(status=status)


@pytest.mark.django_db
def test_a_shown_version_is_never_changed_in_place() -> None:
    row = factories.published(factories.agency())
    assert row.shown is not None
    versions = type(row.shown).objects.filter(pk=row.shown.pk)
    for change in ({"title": "别的"}, {"sha256": "0" * 64}, {"fine_cents": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            versions.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        versions.delete()


@pytest.mark.django_db
def test_a_corrected_record_keeps_its_first_day_whenever_it_comes() -> None:
    row = factories.published(factories.agency())
    first = row.first_published_on
    record = ExternalRecord.objects.get(agency=row.agency)
    for month in (4, 5, 6):
        record.fields["facts"] = f"更正{month}次。"
        record.save()
        row = records.publish_record(record, by=None, on=day(month, 1))
        assert (row.first_published_on, row.status) == (first, "published")
        assert "更正" in SearchEntry.objects.get(publication=row).text
    assert row.versions.count() == 4


# ---------------------------------------------------------------------------------- withdrawal
@pytest.mark.parametrize(("on", "outcome"), [(day(4, 7), "met"), (day(4, 8), "late")])
def test_a_fallen_decision_taken_down_by_hand_runs_the_same_clock(
    cast: Cast, on: date, outcome: str
) -> None:
    row = cases.published(cast.bureau)
    assert row.decision is not None
    decisions.revoke(row.decision, by=cast.head, on=day(4, 1), ground="主要证据不足")
    row = Publication.objects.get(pk=row.pk)
    pipeline.withdraw(row, by=cast.publisher, on=on, reason="决定已被依法撤销。", ground="content")
    found = clock(row, "withdrawal")
    assert (found.start_on, found.due_on, found.outcome) == (day(4, 1), day(4, 7), outcome)
    assert not withdrawals.take_down(row.pk, day(4, 9))
    assert Deadline.objects.filter(subject_type="withdrawal").count() == 1


def test_a_mistake_taken_down_by_hand_starts_no_clock_of_the_law(cast: Cast) -> None:
    row = cases.published(cast.bureau)
    pipeline.withdraw(
        row, by=cast.publisher, on=day(4, 1), reason="公开内容有误。", ground="content"
    )
    assert not Deadline.objects.filter(subject_type="withdrawal").exists()


# ---------------------------------------------------------------------------------- the sweep
def test_a_sweep_that_dies_in_the_middle_is_taken_up_by_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [cases.approved(cases.issued(cast.bureau)) for _each in range(2)]
    publish = pipeline.publish
    seen: list[Any] = []

    def die(row: Publication, **arguments: Any) -> Publication:
        if seen:
            raise KeyboardInterrupt
        seen.append(row.pk)
        return publish(row, **arguments)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            sweep.run(day(3, 17))
    found = {row.pk: row.status for row in Publication.objects.all()}
    assert sorted(found.values()) == ["approved", "published"]
    assert sweep.run(day(3, 30)).published == 1
    outcomes = {row.pk: clock(row).outcome for row in rows}
    assert outcomes[seen[0]] == "met"
    assert sorted(outcomes.values()) == ["late", "met"]
    assert sweep.run(day(3, 30)).published == 0


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), OverflowError("x")])
def test_a_row_that_breaks_a_rule_of_the_program_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    bad, good = (factories.published(cast.bureau, publish_until="2026-04-30") for _each in range(2))
    expire = pipeline.expire

    def break_down(row: Publication, *, on: date) -> Publication:
        if row.pk == bad.pk:
            raise error
        return expire(row, on=on)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "expire", break_down)
        counts = sweep.run(day(5, 1))
    assert (counts.expired, counts.failed) == (1, 1)
    good.refresh_from_db()
    assert good.status == "expired"
    assert sweep.run(day(5, 2)).expired == 1


def test_the_figures_count_what_is_open_and_late(cast: Cast) -> None:
    cases.published(cast.bureau, published_on=day(3, 25))
    cases.published(cast.bureau, published_on=day(3, 26))
    cases.duty(cases.issued(cast.other_bureau, procedure="permit"))
    found = search.timeliness(day(4, 1))
    assert (found.met, found.late, found.overdue) == (1, 1, 1)
    own = search.timeliness(day(4, 1), cast.bureau)
    assert (own.met, own.late, own.overdue) == (1, 1, 0)
    assert search.timeliness(DUE, cast.other_bureau).overdue == 0
    assert search.timeliness(day(3, 26), cast.other_bureau).overdue == 1
    assert search.timeliness(date(2027, 1, 1)).met == 0
