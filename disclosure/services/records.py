"""Publishing records received from other systems: redacted like a decision, already decided."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from disclosure import eligibility, flows, period, projection
from disclosure.models import ExchangeToken, ExternalRecord, Publication, RedactedVersion
from disclosure.services import (
    automatic,
    doubts,
    pipeline,
    record_terms,
    search_index,
    sender_reviews,
)
from enforcement.models import User

# What the public may no longer read stays so, whatever the source sends again.
ENDED = (
    Publication.Status.WITHDRAWN,
    Publication.Status.EXPIRED,
    Publication.Status.WITHHELD,
)


@transaction.atomic
def publish_record(
    record: ExternalRecord, *, by: User | None, on: date, token: ExchangeToken | None = None
) -> Publication:
    """Publish a received record, redacted; again only when it changed.

    Whoever sent it answers for its examination for secrets, see sender_reviews; `token`: the system.
    A record the law bars is withheld, one that it may bar waits for the ruling of a person
    (services/order.py); one that was withdrawn or has expired is left alone. DoubtError for one that
    is public and is sent in words that leave such a doubt.
    """
    row = _row(record)
    if row.status in ENDED:
        return row
    bar = eligibility.bar_record(record) or _over(row, record, on)
    if bar is not None and row.status == Publication.Status.PENDING:
        return withhold(row, bar, by=by)
    if bar is not None:
        return pipeline.take_barred(row, bar, by=by, on=on)
    if row.status == Publication.Status.PENDING and eligibility.in_doubt(record):
        return _hold(row, record, by=by, on=on, token=token)
    doubts.demand_none(row, record)
    return _show(row, record, by=by, on=on, token=token)


def _over(row: Publication, record: ExternalRecord, on: date) -> eligibility.Bar | None:
    """Why a record that was never public here can be so no more; what is public the sweep ends."""
    if row.status != Publication.Status.PENDING:
        return None
    return over(period.until_record(record, shown_on=on, chosen=row.credit_class or ""), on)


def over(end: date | None, on: date) -> eligibility.Bar | None:
    """The bar of a record whose last day in public is before the day it came."""
    return eligibility.over() if end is not None and end < on else None


def withhold(
    row: Publication, bar: eligibility.Bar, *, by: User | None, ruled: bool = False
) -> Publication:
    """Withhold a record that was not public; `ruled`: `by` has said so and answers for it."""
    changes: dict[str, Any] = {"withheld_code": bar.code, "public_reason": bar.reason}
    if ruled:
        changes["approved_by"] = by
    record_terms.fall_away(row)
    moved = flows.RECORD.move(row, "withhold", by=by, changes=changes, note=bar.article)
    if not ruled and bar.code != automatic.COUNTED:
        automatic.found(moved)
    return moved


def _row(record: ExternalRecord) -> Publication:
    ExternalRecord.objects.select_for_update().get(pk=record.pk)
    row, _created = Publication.objects.get_or_create(
        record=record,
        defaults={
            "agency": record.agency,
            "kind": record.kind,
            "division_code": record.agency.division_code,
            "decided_on": record.decided_on,
        },
    )
    return row


def _show(
    row: Publication,
    record: ExternalRecord,
    *,
    by: User | None,
    on: date,
    token: ExchangeToken | None,
) -> Publication:
    keep_period(row, record, by=by, on=on)
    version = _version(row, record, by=by, on=on, token=token)
    if version == row.shown:
        return row
    return release(row, record, version, by=by, on=on)


def _version(
    row: Publication,
    record: ExternalRecord,
    *,
    by: User | None,
    on: date,
    token: ExchangeToken | None,
) -> RedactedVersion:
    """The redacted text of the record: a new one, or that of the row where nothing has changed."""
    fields = projection.build_record(record)
    sha256 = projection.digest(fields)
    if row.shown is not None and row.shown.sha256 == sha256:
        return row.shown
    version = RedactedVersion.objects.create(
        publication=row, redacted_by=by, sha256=sha256, **fields
    )
    sender_reviews.keep(version, token=token, by=by, on=on)
    return version


def _hold(
    row: Publication,
    record: ExternalRecord,
    *,
    by: User | None,
    on: date,
    token: ExchangeToken | None,
) -> Publication:
    """Keep the text ready inside, for who must say whether it may be public; its term runs on."""
    version = _version(row, record, by=by, on=on, token=token)
    if version != row.shown:
        row.shown, row.deadline = version, row.deadline or record_terms.begun(row, record, on=on)
        row.save(update_fields=["shown", "deadline", "updated_at"])
        audit.append("publication.doubt", obj=row, actor=by, data={"sha256": version.sha256})
    return row


def release(
    row: Publication,
    record: ExternalRecord,
    version: RedactedVersion,
    *,
    by: User | None,
    on: date,
    **more: Any,
) -> Publication:
    """Let the public read the version from now on; `more`: further fields of the row."""
    changes: dict[str, Any] = {"shown": version, "approved_at": timezone.now(), **more}
    if row.first_published_on is None:
        changes |= {"first_published_on": on, **record_terms.judged(row, record, on=on)}
    moved = flows.RECORD.move(row, "record", by=by, changes=changes, note=version.sha256)
    search_index.put(moved)
    return moved


def keep_period(row: Publication, record: ExternalRecord, *, by: User | None, on: date) -> None:
    """The end of the period follows the sheet even where nothing that is shown has changed."""
    shown_on = row.first_published_on or on
    end = period.until_record(record, shown_on=shown_on, chosen=row.credit_class or "")
    if row.publish_until == end:
        return
    row.publish_until = end
    row.save(update_fields=["publish_until"])
    audit.append("publication.period", obj=row, actor=by, data={"publish_until": end})
