"""Batches of records sent by another system: each record by itself, with a receipt of all of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.identifiers import normalise_code
from core.numbering import fold_doc_no
from disclosure import projection
from disclosure.exchange import wire
from disclosure.exchange.rows import CONTROL, MAX_DOC_NO, ImportRow
from disclosure.models import ExchangeReceipt, ExchangeToken, ExternalRecord, Publication
from disclosure.services import pipeline, sender_reviews
from disclosure.services.exchange import KEY_LENGTH, RecordImport
from enforcement.directory import Directory
from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind

MOST = 1000  # records at once
REJECTED, UNCHANGED, WITHDRAWN = "rejected", "unchanged", "withdrawn"


@dataclass(kw_only=True)
class Batch(RecordImport):
    """One request of a system: its records go only to the agencies it speaks for."""

    token: ExchangeToken
    results: list[dict[str, Any]] = field(default_factory=list)

    def take(self, records: Sequence[Any]) -> None:
        """Take every record; what is wrong with one never stops another."""
        for number, record in enumerate(records):
            if isinstance(record, dict):
                self._answer(wire.read(record, number), record)
            else:
                row = wire.WireRow(number, ActionKind.PENALTY, wire.LAYOUT, frozenset())
                row.error("", _("每条记录应当是一个对象"))
                self._answer(row, {})

    def _answer(self, row: ImportRow, record: dict[str, Any]) -> None:
        self.report.rows += 1
        outcome = self.one(row) or REJECTED
        shown = None if outcome == REJECTED else self._publication(row)
        self.results.append(
            {
                "index": row.number,
                **{name: echoed(record.get(name)) for name in (wire.AGENCY, wire.KIND, "doc_no")},
                "outcome": outcome,
                "id": str(shown.pk) if shown else None,
                "status": shown.status if shown else None,
                "errors": [{"field": key, "error": kept(words)} for key, words in row.errors],
                "flags": [{"field": key, "flag": kept(words)} for key, words in row.flags],
            }
        )

    def _publication(self, row: ImportRow) -> Publication | None:
        key = fold_doc_no(row.text("doc_no"))[:KEY_LENGTH]
        rows = Publication.objects.filter(
            record__agency=self.agency_of(row), record__kind=row.kind, record__key=key
        )
        return rows.first()

    def agency_of(self, row: ImportRow) -> Agency:
        """The agency of the record's code among those the system speaks for."""
        found = self.directory.find(code=row.text("organ_uscc"))
        if found is None:
            raise RuleError(
                _("本密钥不能代统一社会信用代码为“%(code)s”的机关报送。")
                % {"code": row.text("organ_uscc")[:40]},
                remedy=_("请核对代码；确需代报的，请由其上级机关的系统报送。"),
                field=wire.AGENCY,
            )
        return found


def echoed(value: Any) -> str:
    """What the sender wrote to tell its record by."""
    return kept(str("" if value is None else value))[:MAX_DOC_NO]


def kept(text: str) -> str:
    """A text as a database can hold it."""
    return text.translate(CONTROL)


def spoken_for(token: ExchangeToken) -> Directory:
    """The agency of the token and those below it."""
    return Directory(token.agency.with_descendants())


def receive(
    token: ExchangeToken, records: Sequence[Any], *, body: bytes, key: str, on: date
) -> ExchangeReceipt:
    """Take a batch and keep its receipt; the same key and body again give the receipt there is.

    RuleError for more than MOST records or none; StaleError for a key that was used with other content.
    """
    digest = hashlib.sha256(body).hexdigest()
    before = replayed(token, key, digest)
    if before is not None:
        return before
    sender_reviews.demand_agreement(token)
    if not 1 <= len(records) <= MOST:
        raise RuleError(
            _("每次应当报送1至%(most)d条记录，本次%(n)d条。") % {"most": MOST, "n": len(records)},
            remedy=_("请分批报送。"),
            field="records",
        )
    batch = Batch(by=None, on=on, token=token, directory=spoken_for(token))
    batch.take(records)
    try:
        return _kept(batch, key, digest)
    except DatabaseError:
        # The same batch came twice at once; its records were taken once, the other wrote the receipt.
        found = replayed(token, key, digest)
        if found is None:
            raise
        return found


def replayed(token: ExchangeToken, key: str, digest: str) -> ExchangeReceipt | None:
    """The receipt of an earlier request with the same key."""
    found = ExchangeReceipt.objects.filter(token=token, key=key).first() if key else None
    if found is not None and found.body_sha256 != digest:
        raise StaleError(
            _("该 Idempotency-Key 已用于另一批内容。"),
            remedy=_("请为每一批使用新的值；重发同一批时内容不得改动。"),
        )
    return found


@transaction.atomic
def _kept(batch: Batch, key: str, digest: str) -> ExchangeReceipt:
    counts = {
        name: sum(result["outcome"] == name for result in batch.results)
        for name in ("created", "updated", UNCHANGED, REJECTED)
    }
    answer = {
        "received_at": timezone.now().isoformat(),
        "sha256": digest,
        "rows": len(batch.results),
        **counts,
        "results": batch.results,
    }
    row = ExchangeReceipt.objects.create(
        token=batch.token, key=key, body_sha256=digest, answer=answer
    )
    data = {"token": batch.token.pk, "sha256": digest, **counts}
    audit.append("exchange.receive", obj=row, agency_id=batch.token.agency_id, data=data)
    return row


@transaction.atomic
def withdraw(
    token: ExchangeToken, *, uscc: str, kind: str, doc_no: str, reason: str, on: date
) -> Publication:
    """Take down a record that was sent, with its reason made public; harmless when repeated.

    RuleError for an unknown record, one of this portal's own decisions, or a reason that tells too much.
    """
    row = sent_by(token, uscc=uscc, kind=kind, doc_no=doc_no)
    if row.status == Publication.Status.WITHDRAWN:
        return row
    leaks = projection.text_leaks(reason, row)
    if leaks:
        raise RuleError(
            _("理由中含有不宜公开的内容：%(what)s。") % {"what": "、".join(leaks)},
            article="政府信息公开条例第十五条",
            remedy=_("请改写公开的理由。"),
            field="reason",
        )
    moved = pipeline.withdraw(row, by=None, on=on, reason=reason)
    audit.append("exchange.withdraw", obj=moved, data={"token": token.pk})
    return moved


def sent_by(token: ExchangeToken, *, uscc: str, kind: str, doc_no: str) -> Publication:
    """The publication of a record that was sent, locked. RuleError when there is none."""
    agency = spoken_for(token).find(code=normalise_code(uscc))
    key = fold_doc_no(doc_no)[:KEY_LENGTH]
    rows = ExternalRecord.objects.filter(agency=agency, kind=kind, key=key)
    record = rows.first() if agency is not None else None
    if record is None:
        _refuse_unknown(agency, kind, key)
    return Publication.objects.select_for_update().get(record=record)


def _refuse_unknown(agency: Agency | None, kind: str, key: str) -> None:
    own = Decision.objects.filter(agency=agency, kind=kind).exclude(doc_no="")
    if agency is not None and key in {
        fold_doc_no(no) for no in own.values_list("doc_no", flat=True)
    }:
        raise RuleError(
            _("该决定是本机关在本系统作出的，不能通过数据交换撤下。"),
            remedy=_("请在“公示”中办理。"),
            field="doc_no",
        )
    raise RuleError(
        _("没有收到过这一记录。"),
        remedy=_("请核对执法机关代码、执法类别和文书号。"),
        field="doc_no",
    )
