"""One sweep does everything due; it may run twice, in parallel, late, and past a bad row."""

import io
import logging
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from core.errors import RuleError
from core.models import Alert, AuditEntry
from disclosure.models import Publication, SearchEntry
from disclosure.services import pipeline, sweep
from disclosure.tasks import sweep as sweep_task
from enforcement.services import decisions, parties
from tests import factories
from tests.base import Cast, day
from tests.core.test_audit_concurrency import file_database, on_file

NOTHING = sweep.Counts().as_dict()


def run(on: date) -> dict[str, int]:
    """One sweep; only the counts that are not zero."""
    return {name: count for name, count in sweep.run(on).as_dict().items() if count}


def test_a_sweep_opens_the_missing_duties(cast: Cast) -> None:
    factories.issued(cast.bureau)
    factories.issued(cast.other_bureau)
    assert run(day(3, 16)) == {"opened": 2}
    assert run(day(3, 16)) == {}
    assert Publication.objects.filter(status="pending").count() == 2


def test_a_sweep_publishes_what_is_approved(cast: Cast) -> None:
    row = factories.approved(factories.issued(cast.bureau))
    assert run(day(3, 17)) == {"published": 1}
    row.refresh_from_db()
    assert (row.status, row.first_published_on) == ("published", day(3, 17))
    entry = AuditEntry.objects.get(action="publication.publish")
    assert (entry.actor_id, entry.actor) == (None, "")


def test_a_late_sweep_publishes_late_and_says_so(cast: Cast) -> None:
    row = factories.approved(factories.issued(cast.bureau))
    assert run(day(4, 15))["published"] == 1
    row.refresh_from_db()
    assert row.first_published_on == day(4, 15)
    assert row.deadline is not None
    assert row.deadline.outcome == "late"
    run(day(3, 18))  # an earlier day asked for afterwards changes nothing
    row.refresh_from_db()
    assert row.first_published_on == day(4, 15)


def test_what_was_revoked_meanwhile_is_never_published(cast: Cast) -> None:
    row = factories.approved(factories.issued(cast.bureau))
    assert row.decision is not None
    decisions.revoke(row.decision, by=cast.head, on=day(3, 17), ground="适用法律错误")
    assert run(day(3, 17)) == {"withdrawn": 1}
    row.refresh_from_db()
    assert (row.status, row.withheld_code, row.first_published_on) == (
        "withheld",
        "revoked",
        None,
    )
    assert not SearchEntry.objects.exists()


def test_what_the_law_bars_after_approval_is_withheld_by_the_sweep(cast: Cast) -> None:
    person = factories.party(cast.bureau, "person")
    row = factories.approved(factories.issued(cast.bureau, of=person))
    parties.update(person, by=cast.officer1, birth_date=day(5, 1, 2012))
    assert run(day(3, 17)) == {}
    row.refresh_from_db()
    assert (row.status, row.withheld_code) == ("withheld", "minor")


def test_a_publication_expires_after_its_last_day(cast: Cast) -> None:
    row = factories.published(cast.bureau, procedure="simple")
    assert row.publish_until == day(6, 16)
    assert "expired" not in run(day(6, 16))
    assert Publication.objects.public(day(6, 16)).exists()
    assert run(day(6, 17)) == {"expired": 1}
    row.refresh_from_db()
    assert (row.status, row.ended_on) == ("expired", day(6, 17))


def test_a_permit_is_public_on_the_last_day_of_its_licence(cast: Cast) -> None:
    row = factories.published(cast.bureau, procedure="permit", valid_to=day(6, 30))
    assert row.publish_until == day(6, 30)
    assert "expired" not in run(day(6, 30))
    assert Publication.objects.public(day(6, 30)).filter(pk=row.pk).exists()
    assert not Publication.objects.public(day(7, 1)).filter(pk=row.pk).exists()


def test_a_sweep_warns_of_what_comes_due(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))
    assert run(day(3, 20)) == {"warned": 4, "alarmed": 2}
    assert run(day(3, 20)) == {}


def test_everything_at_once_then_nothing_more(cast: Cast) -> None:
    factories.issued(cast.bureau)
    factories.approved(factories.issued(cast.bureau))
    gone = factories.published(cast.bureau)
    assert gone.decision is not None
    decisions.revoke(gone.decision, by=cast.head, on=day(3, 19), ground="程序违法")
    found = run(day(3, 20))
    assert found == {"opened": 1, "published": 1, "withdrawn": 1, "warned": 4, "alarmed": 4}
    assert sweep.run(day(3, 20)).as_dict() == NOTHING


def test_one_bad_row_does_not_hold_up_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = factories.approved(factories.issued(cast.bureau))
    good = factories.approved(factories.issued(cast.bureau))
    publish = pipeline.publish

    def stumble(row: Publication, **arguments: Any) -> Publication:
        if row.pk == bad.pk:
            raise RuleError("工作日历没有数据")
        return publish(row, **arguments)

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(pipeline, "publish", stumble)
        assert run(day(3, 17)) == {"published": 1, "failed": 1}
    assert str(bad.pk) in caplog.text
    good.refresh_from_db()
    assert good.status == "published"
    assert run(day(3, 18)) == {"published": 1}


def test_the_command_takes_a_day_and_prints_counts(cast: Cast) -> None:
    factories.approved(factories.issued(cast.bureau))
    out = io.StringIO()
    call_command("sweep", "--on", "2026-03-17", stdout=out)
    assert out.getvalue().split() == [
        "accepted=0",
        "lapsed=0",
        "opened=0",
        "logged=0",
        "to_file=0",
        "published=1",
        "withdrawn=0",
        "expired=0",
        "warned=0",
        "due_release=0",
        "alarmed=0",
        "failed=0",
    ]


def test_the_command_refuses_what_is_no_day(db: None) -> None:
    with pytest.raises(CommandError, match="not an ISO date: 2026-13-01"):
        call_command("sweep", "--on", "2026-13-01")


def test_the_task_sweeps_as_of_today(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))  # due months before any day this test runs on
    counts = sweep_task()
    assert counts["warned"] > 0
    assert sweep_task() == NOTHING


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_double_nothing(tmp_path: Path) -> None:
    place = tmp_path / "sweep.sqlite3"
    bureau = Cast.assemble().bureau
    for _each in range(3):
        factories.issued(bureau)
    for _each in range(3):
        factories.approved(factories.issued(bureau))
    counts: list[dict[str, int]] = []
    errors: list[BaseException] = []
    start = threading.Barrier(2)

    def work() -> None:
        if connection.vendor == "sqlite":
            connections["default"] = on_file(place)
        try:
            start.wait()
            counts.append(sweep.run(day(3, 20)).as_dict())
        except Exception as error:  # noqa: BLE001  # reported by the assertion on the list
            errors.append(error)
        finally:
            connections.close_all()

    with file_database(place):
        threads = [threading.Thread(target=work) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        total = {name: sum(row[name] for row in counts) for name in NOTHING}
        assert total == {**NOTHING, "opened": 3, "published": 3, "warned": 12, "alarmed": 12}
        assert Publication.objects.filter(status="published").count() == 3
        assert Alert.objects.filter(deadline__subject_type="publication").count() == 12
        published = AuditEntry.objects.filter(action="publication.publish")
        assert published.count() == 3
