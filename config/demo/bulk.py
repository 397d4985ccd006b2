"""Publishing many new synthetic records at once: the rows that services.records writes for each.

The gates of the database stay on: rows start as pending and are moved as anybody's are. What is left out is
the audit log of each step of each record: there is one entry for a batch. For measurements alone.
benchmarks/search_world.py makes texts of its own and measures the search; these rows are what the service writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from config.demo.copying import save_new
from core import audit, deadlines
from core.models import Deadline
from core.periods import Due, Period
from disclosure import eligibility, period, projection, redaction
from disclosure.models import (
    AutomaticWithholding,
    ExternalRecord,
    LedgerEntry,
    LedgerNumber,
    LedgerOpening,
    Publication,
    RedactedVersion,
)
from disclosure.services import (
    automatic,
    duties,
    publication_log,
    record_terms,
    records,
    search_index,
    sender_reviews,
)
from enforcement.models import Agency

Event = LedgerEntry.Event
Status = Publication.Status
Term = tuple[tuple[Period, Due] | None, Publication.NotJudged | None]
ONE_DIGIT = bytes.maketrans(b"123456789", b"000000000")


class Engine:
    """The engine of redaction, asked once for all texts that differ in digits alone and hide nothing."""

    def __init__(self) -> None:
        self.clean: set[bytes] = set()

    def __call__(
        self, fields: Mapping[str, str], parties: Sequence[redaction.Party], policy: str
    ) -> dict[str, redaction.Redacted]:
        people = [f"{party.kind} {party.role} {party.name}" for party in parties]
        shape = "\n".join([policy, *people, *fields.values()]).encode().translate(ONE_DIGIT)
        if shape in self.clean:
            return {key: redaction.Redacted(text, []) for key, text in fields.items()}
        found = redaction.redact_fields(fields, parties, policy)
        if not any(result.spans for result in found.values()):
            self.clean.add(shape)
        return found


@dataclass
class Bulk:
    """One load. What depends on agency and day alone is worked out once for each: synthetic records
    bring no dates of their own and are all of one kind."""

    on: date
    hide: Engine = field(default_factory=Engine)
    ends: dict[tuple[int, date], date | None] = field(default_factory=dict)
    terms: dict[tuple[int, date], Term] = field(default_factory=dict)
    statements: dict[int, str] = field(default_factory=dict)

    def publish(self, batch: Sequence[ExternalRecord]) -> None:
        """Save and publish, withhold or hold new records, in the caller's transaction."""
        self.opened = record_terms.opening_day(self.on)
        save_new(batch)
        shown: list[Publication] = []
        held: list[Publication] = []
        barred: dict[eligibility.Bar, list[Publication]] = {}
        for record in batch:
            row = _row(record)
            bar = eligibility.bar_record(record) or records.over(self._end(record), self.on)
            if bar is not None:
                barred.setdefault(bar, []).append(row)
            elif eligibility.in_doubt(record):
                held.append(row)
            else:
                shown.append(row)
        self._judge(shown, held)
        save_new([*shown, *held, *(r for rs in barred.values() for r in rs)])
        now = timezone.now()
        self._withhold(barred, now)
        self._hold(held, now)
        self._show(shown, now)
        data = {"first": batch[0].key, "last": batch[-1].key, "count": len(batch)}
        audit.append("record.synthetic", object_type="demo", object_id="synthetic", data=data)

    def _end(self, record: ExternalRecord) -> date | None:
        key = (record.agency_id, record.decided_on)
        if key not in self.ends:
            self.ends[key] = period.until_record(record, shown_on=self.on)
        return self.ends[key]

    def _judge(self, shown: Iterable[Publication], held: Iterable[Publication]) -> None:
        """What services.record_terms settles, and the end of the period of what is shown."""
        clocks: list[Deadline] = []
        for row in held:
            row.deadline = self._clock(row)[0]
            clocks += [row.deadline] if row.deadline else []
        for row in shown:
            row.deadline, row.not_judged = self._clock(row)
            row.publish_until = self._end(_record(row))
            if row.deadline is not None:
                row.deadline.outcome = deadlines.judged(row.deadline, self.on)
                row.deadline.ended_on = self.on
                clocks.append(row.deadline)
        save_new(clocks)

    def _clock(self, row: Publication) -> tuple[Deadline | None, Publication.NotJudged | None]:
        key = (row.agency_id, row.decided_on)
        if key not in self.terms:
            self.terms[key] = record_terms.term(row, self.opened, None)
        found, why = self.terms[key]
        if found is None:
            return None, why
        region = row.agency.rules().region
        clock = Deadline(
            key=duties.period_key(row.kind),
            label=record_terms.LABEL,
            subject_type=record_terms.SUBJECT,
            subject_id=str(row.pk),
            agency_id=row.agency_id,
            **deadlines.counted(found[0], row.decided_on, found[1], region=region),
        )
        return clock, None

    def _withhold(
        self, barred: Mapping[eligibility.Bar, Sequence[Publication]], now: datetime
    ) -> None:
        today, openings = timezone.localtime(now).date(), list[LedgerOpening]()
        for bar, rows in barred.items():
            _moved(rows, Status.WITHHELD, now, withheld_code=bar.code, public_reason=bar.reason)
            for row in rows:
                row.withheld_code = bar.code
                openings += _entries(row, Event.WITHHELD, today)
        _enter(openings)
        save_new(
            [
                AutomaticWithholding(publication=row, code=bar.code)
                for bar, rows in barred.items()
                for row in rows
                if bar.code != automatic.COUNTED
            ]
        )

    def _hold(self, rows: Sequence[Publication], now: datetime) -> None:
        self._versions(rows)
        _moved(rows, Status.PENDING, now, shown=_version_of_row())

    def _show(self, rows: Sequence[Publication], now: datetime) -> None:
        versions = self._versions(rows)
        _moved(
            rows,
            Status.PUBLISHED,
            now,
            shown=_version_of_row(),
            approved_at=now,
            first_published_on=self.on,
        )
        for row, version in zip(rows, versions, strict=True):
            row.shown, row.first_published_on = version, self.on
        save_new(search_index.entries(list(zip(rows, versions, strict=True))))
        _enter([one for row in rows for one in _entries(row, Event.PUBLISHED, self.on)])

    def _versions(self, rows: Sequence[Publication]) -> list[RedactedVersion]:
        versions = []
        for row in rows:
            fields = projection.build_record(_record(row), self.hide)
            sha256 = projection.digest(fields)
            versions.append(RedactedVersion(publication=row, sha256=sha256, **fields))
        save_new(versions)
        save_new(
            [
                sender_reviews.about(version, statement=self._statement(row.agency))
                for row, version in zip(rows, versions, strict=True)
            ]
        )
        return versions

    def _statement(self, agency: Agency) -> str:
        if agency.pk not in self.statements:
            said = agency.rules().value(sender_reviews.RULE, on=self.on)
            self.statements[agency.pk] = str(said)
        return self.statements[agency.pk]


def _row(record: ExternalRecord) -> Publication:
    return Publication(
        record=record,
        agency=record.agency,
        kind=record.kind,
        division_code=record.agency.division_code,
        decided_on=record.decided_on,
    )


def _record(row: Publication) -> ExternalRecord:
    if row.record is None:
        raise ValueError("a publication of a record")
    return row.record


def _version_of_row() -> Subquery:
    return Subquery(RedactedVersion.objects.filter(publication_id=OuterRef("pk")).values("pk")[:1])


def _moved(rows: Sequence[Publication], status: str, now: datetime, **changes: object) -> None:
    """Move pending rows all at once; the gates answer for each."""
    found = Publication.objects.filter(pk__in=[row.pk for row in rows])
    found.update(status=status, updated_at=now, **changes)


def _entries(row: Publication, event: Event, on: date) -> list[LedgerOpening]:
    """What the publication log says of a record: that it came, and what became of it."""
    record = _record(row)
    number = publication_log.unsaved(
        record.agency_id,
        record.decided_on,
        record=record,
        due_on=row.deadline.due_on if row.deadline else None,
    )
    came = publication_log.drawn_up(
        number, Event.RECEIVED, on=record.decided_on, content=publication_log.received(record)
    )
    number.state = LedgerNumber.State(event.value)
    number.reason = row.withheld_code
    content = publication_log.content_of(row, event)
    end = publication_log.drawn_up(number, event, on=on, content=content, reason=number.reason)
    return [came, end]


def _enter(openings: Sequence[LedgerOpening]) -> None:
    """Write the two entries of each number, with the number."""
    save_new([one.entry.number for one in openings[::2]])
    save_new([one.entry for one in openings])
    save_new(openings)
