"""复议、诉讼 about the records of a system, told by that system: harmless when repeated."""

from datetime import date
from typing import Any

from django.db import transaction

from disclosure.models import ExchangeToken, Publication, RecordProceeding, RecordRuling
from disclosure.services import exchange_batches, proceedings, rulings


@transaction.atomic
def begin(
    token: ExchangeToken, *, of: dict[str, str], on: date, **told: Any
) -> tuple[Publication, bool]:
    """One was accepted; (the publication, whether it is under review now).

    `of`: uscc, kind and doc_no of the record; `told`: since, kind, organ, number.
    """
    row = exchange_batches.sent_by(token, **of)
    proceedings.begin(row, by=None, token=token, on=on, **told)
    return _told(row)


@transaction.atomic
def end(
    token: ExchangeToken, *, of: dict[str, str], on: date, **told: Any
) -> tuple[Publication, bool]:
    """One ended; what fell is taken down. `told`: ended_on, kind, number, outcome, result."""
    row = exchange_batches.sent_by(token, **of)
    known = proceedings.same(RecordRuling, row, told["kind"], told["number"])
    if known is None or not _says(known, told):
        rulings.record(row, by=None, token=token, on=on, **told)
    return _told(row)


def _says(known: RecordRuling, told: dict[str, Any]) -> bool:
    """Whether the result on record is just what is told again."""
    said = (known.outcome, known.ended_on, known.result)
    return said == (told["outcome"], told["ended_on"], str(told["result"]).strip())


def _told(row: Publication) -> tuple[Publication, bool]:
    found = Publication.objects.get(pk=row.pk)
    running = RecordProceeding.objects.running().filter(publication=found)
    return found, found.status == Publication.Status.PUBLISHED and running.exists()
