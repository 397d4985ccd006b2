"""Major penalties made under the profile of Sanmenxia, and their filing; the papers are blank pages."""

import io
import uuid
from datetime import date
from typing import Any

import pytest

from core import deadlines
from core.models import Blob
from enforcement.models import Decision
from legal_review import filing_papers
from legal_review.models import FilingPackage, PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings
from tests import factories
from tests.base import Cast
from tests.recording.bare import BlankPages

ON = factories.DECIDED
MAJOR = 10_000_000
LATER = date(2026, 3, 30)


class Sheets(BlankPages):
    """Blank pages that can be bound."""

    told_apart = "blank sheets"

    def Sheet(self, data: bytes, first: int, title: str) -> tuple[bytes, int, str]:  # noqa: N802  # as core.pdf names it
        return data, first, title

    def bind(self, parts: Any, file: io.BytesIO) -> None:
        file.write(b"%PDF-1.4 bound\n" + b"\n".join(data for data, _first, _title in parts))


def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the papers of the case nor the package are printed."""
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    monkeypatch.setattr("legal_review.filing_papers.pdf", Sheets())


def major(cast: Cast, **fields: Any) -> Decision:
    """A made decision that has to be filed."""
    return factories.issued(cast.bureau, **{"fine_cents": MAJOR, **fields})


def due(cast: Cast, **fields: Any) -> PenaltyFiling:
    """The filing of a major penalty, opened as the sweep opens it."""
    decision = major(cast, **fields)
    assert penalty_filings.open_for(decision.pk)
    return PenaltyFiling.objects.get(decision=decision)


def sent(cast: Cast, *, on: date = LATER, **fields: Any) -> PenaltyFiling:
    """A filing sent on the day."""
    row = due(cast, **fields)
    penalty_filings.send(row, by=cast.reviewer, on=on)
    return again(row)


def received(cast: Cast, **fields: Any) -> PenaltyFiling:
    """A filing the justice bureau took for its file."""
    row = sent(cast, **fields)
    filing_inbox.receive(row, by=cast.supervisor, on=LATER)
    return again(row)


def asked(cast: Cast, **fields: Any) -> PenaltyFiling:
    """A filing with an open question."""
    row = received(cast, **fields)
    filing_inbox.ask(row, by=cast.supervisor, on=LATER, text="裁量依据是什么？", days=5)
    return again(row)


def again(row: PenaltyFiling) -> PenaltyFiling:
    """The row as it is now."""
    return PenaltyFiling.objects.get(pk=row.pk)


def scene(cast: Cast, decision: Decision, *, paper: Blob) -> dict[str, str]:
    """A filing of the decision that lies with the justice bureau, whatever its profile asks."""
    own, rules = uuid.uuid4(), cast.bureau.rules()
    clock = deadlines.open_deadline(
        key="filing.days",
        label=penalty_filings.LABEL,
        subject_type=penalty_filings.SUBJECT,
        subject_id=str(own),
        agency_id=cast.bureau.pk,
        region=rules.region,
        period=rules.period("filing.days"),
        start_on=decision.issued_on or ON,
    )
    row = PenaltyFiling.objects.create(
        pk=own,
        agency=cast.bureau,
        decision=decision,
        deadline=clock,
        reasons=[{"rule": "kinds", "reason": "责令停产停业", "article": clock.article}],
    )
    package = FilingPackage.objects.create(
        filing=row,
        ordinal=1,
        report=paper,
        bound=paper,
        items=[],
        items_sha256=filing_papers.digest([]),
        receiver=cast.justice,
        sent_by=cast.reviewer,
        sent_on=LATER,
    )
    PenaltyFiling.objects.filter(pk=own).update(status="sent", sent_on=LATER, receiver=cast.justice)
    return {"filing": str(own), "filing_package": str(package.pk)}
