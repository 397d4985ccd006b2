"""Own published decisions leave in the exchange sheets as the public reads them, and come back."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from core import tables
from core.models import AuditEntry
from core.row_report import RowReport
from disclosure.models import ExternalRecord, Publication
from disclosure.services import exchange, pipeline
from disclosure.services.exchange_export import export
from enforcement.models import Case, Decision
from enforcement.models.kinds import ActionKind
from tests import factories
from tests.base import Cast
from tests.disclosure.test_exchange_import import counts, take

pytestmark = pytest.mark.django_db
START, END = date(2000, 1, 1), date(2030, 12, 31)
ON = date(2026, 3, 20)


def publish(decision: Decision) -> Publication:
    """The decision where the public reads it."""
    row = factories.approved(decision)
    return pipeline.publish(row, by=factories.someone(row.agency, "publisher"), on=ON)


@pytest.fixture
def shown(cast: Cast) -> Publication:
    """A penalty of the bureau that the public reads."""
    return publish(factories.served(cast.bureau))


def sheet(kind: str = ActionKind.PENALTY, on: date = ON) -> str:
    return tables.csv_text(export(kind, start=START, end=END, on=on))


def lines(kind: str = ActionKind.PENALTY, on: date = ON) -> list[dict[str, str]]:
    """The sheet, row by row, by header."""
    return list(csv.DictReader(io.StringIO(sheet(kind, on)[1:], newline="")))


def back(text: str, **options: Any) -> RowReport:
    """Read a sheet that was given out."""
    run = exchange.RecordImport(by=None, on=ON, **options)
    return run.run(tables.read_bytes(text.encode()))


def test_a_published_penalty_is_given_out_as_the_public_reads_it(shown: Publication) -> None:
    (row,) = lines()
    version = shown.shown
    assert version is not None
    assert row["行政相对人名称"] == version.party_name
    assert row["行政处罚决定书文号"] == version.doc_no
    assert row["违法事实"] == version.facts
    assert row["处罚内容"] == version.result
    assert row["处罚名称"] == version.title
    assert row["处罚机关"] == version.agency_name
    assert row["处罚决定日期"] == shown.decided_on.strftime("%Y/%m/%d")
    assert shown.publish_until is not None
    assert row["公示截止期"] == shown.publish_until.strftime("%Y/%m/%d")
    assert round(float(row["罚款金额（万元）"]) * 1_000_000) == version.fine_cents > 0


def test_a_persons_name_is_given_out_only_as_it_is_shown(cast: Cast) -> None:
    party = factories.party(cast.bureau, kind="person", name="欧阳春晓")
    row = publish(factories.served(cast.bureau, procedure="simple", of=party))
    (line,) = lines()
    assert "欧阳春晓" not in sheet()
    assert row.shown is not None
    assert line["行政相对人名称"] == row.shown.party_name
    assert line["证件号码"] == ""
    assert line["行政相对人类别"] == "自然人"


def test_a_permit_leaves_in_its_own_layout(cast: Cast) -> None:
    row = publish(factories.served(cast.bureau, procedure="permit"))
    (line,) = lines(ActionKind.PERMIT)
    assert row.shown is not None
    assert line["行政许可决定文书名称"] == dict(row.shown.sections)["文书名称"]
    assert line["许可内容"] == row.shown.result
    assert lines() == []


def test_received_and_own_rows_stand_together_by_date(shown: Publication) -> None:
    take(create_agencies=True)
    dates = [row["处罚决定日期"] for row in lines()]
    assert len(dates) == 2
    assert dates == sorted(dates)
    entry = AuditEntry.objects.filter(action="record.export").latest("id")
    assert '"rows":2' in entry.data


def withdraw(row: Publication) -> None:
    by = factories.someone(row.agency, "publisher")
    pipeline.withdraw(row, by=by, on=ON, reason="决定已被依法撤销。", ground="content")


def expire(row: Publication) -> None:
    pipeline.expire(row, on=ON)


def seal(row: Publication) -> None:
    assert row.decision is not None
    Case.objects.filter(pk=row.decision.case_id).update(sealed=True)


@pytest.mark.parametrize("end", [withdraw, expire, seal])
def test_what_the_public_may_not_read_is_not_given_out(shown: Publication, end: Any) -> None:
    end(shown)
    assert lines() == []


def test_after_its_last_day_a_decision_is_no_longer_given_out(shown: Publication) -> None:
    assert shown.publish_until is not None
    assert len(lines(on=shown.publish_until)) == 1
    assert lines(on=shown.publish_until + timedelta(days=1)) == []


def test_what_waits_for_publication_is_not_given_out(cast: Cast) -> None:
    factories.approved(factories.served(cast.bureau, procedure="simple"))
    assert lines() == []


# ------------------------------------------------------------------------------- coming back
def test_an_own_decision_that_comes_back_changes_nothing(shown: Publication) -> None:
    text = sheet()
    before = Publication.objects.count(), AuditEntry.objects.count()
    assert counts(back(text)) == (0, 0, 1, 0)
    assert not ExternalRecord.objects.exists()
    assert (Publication.objects.count(), AuditEntry.objects.count()) == before


def test_an_own_decision_that_comes_back_changed_is_refused_by_its_number(
    shown: Publication,
) -> None:
    version = shown.shown
    assert version is not None
    report = back(sheet().replace(version.result, "免予处罚。"))
    assert counts(report) == (0, 0, 0, 1)
    (found,) = report.rejected
    assert version.doc_no in found.text
    assert "不能以导入的记录代替" in found.text
    assert found.field == "行政处罚决定书文号"


@pytest.mark.parametrize("end", [withdraw, expire])
def test_what_has_ended_does_not_return_through_a_sheet(shown: Publication, end: Any) -> None:
    text = sheet()
    end(shown)
    assert counts(back(text)) == (0, 0, 0, 1)
    assert not ExternalRecord.objects.exists()
    assert not Publication.objects.public(ON).exists()


def test_another_portal_takes_the_sheet_and_gives_the_same_out(
    shown: Publication, cast: Cast
) -> None:
    (given,) = lines()
    assert counts(back(sheet(), agency=cast.other_bureau)) == (1, 0, 0, 0)
    assert lines() == [given, given]


def test_the_command_gives_own_decisions_out(
    shown: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: ON)
    out = io.StringIO()
    call_command("export_records", layout="xzcf", start="2026-01-01", end="2026-12-31", stdout=out)
    assert shown.name in out.getvalue()
