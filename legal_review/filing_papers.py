"""The package of a filing: report, decision, opinion of the review, receipts of service, with hashes."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core import files, pdf, sniff
from core.errors import RuleError
from core.models import Blob
from enforcement.models import Agency, Decision
from legal_review.models import PenaltyFiling
from legal_review.models.penalty_filing import FilingPackage
from recording import kinds
from recording.contexts import base_context
from recording.models import Document
from recording.wording import day, filled, section

TITLE = "重大行政处罚备案报告"
OPINION, RECEIPT = "review_opinion", "service_receipt"
TEMPLATE = "documents/letter.html"


@dataclass(frozen=True)
class Parcel:
    """What is sent: the report and the bound whole as stored, the list and its SHA-256."""

    report: Blob
    bound: Blob
    items: list[dict[str, Any]]
    items_sha256: str


def papers(decision: Decision) -> list[Document]:
    """The kept papers that go with the report: the decision, the opinion that passed, the receipts.

    A draft that was returned and passed later goes with the opinion that passed.
    """
    rows = Document.objects.filter(decision=decision).select_related("blob")
    made = kinds.decision_document(decision).key
    order = {made: 0, OPINION: 1, RECEIPT: 2}
    found = [row for row in rows.order_by("pk") if row.kind in order]
    opinions = [row for row in found if row.kind == OPINION]
    kept = [row for row in found if row.kind != OPINION or row == opinions[-1]]
    return sorted(kept, key=lambda row: (order[row.kind], row.pk))


def refuse_incomplete(filing: PenaltyFiling, found: Sequence[Document]) -> None:
    """RuleError naming what the package lacks; a receipt may follow, for service takes its time."""
    names = kinds.document_kinds()
    asked = (kinds.decision_document(filing.decision).key, OPINION)
    have = {row.kind for row in found}
    missing = [names[key].label_zh for key in asked if key not in have]
    if missing:
        raise RuleError(
            _("备案材料不齐，案卷中没有：%(list)s。") % {"list": "、".join(missing)},
            article=str(filing.deadline.article),
            remedy=_("请先补齐后再报送。"),
        )


@translation.override(settings.LANGUAGE_CODE)
def report(
    filing: PenaltyFiling, found: Sequence[Document], *, receiver: Agency, on: date, note: str
) -> dict[str, Any]:
    """The plain context of the 备案报告 (domain §9.7)."""
    decision = filing.decision
    made = decision.issued_on or on
    served = day(decision.served_on) if decision.served_on else "尚未送达，送达后另行补报"
    return {
        **base_context(decision.case, on=on),
        "title": TITLE,
        "doc_no": "",
        "addressee": receiver.name,
        "opening": [
            f"我机关于{day(made)}作出{decision.title}（{decision.doc_no}），属于应当备案的重大"
            "行政处罚，现将有关材料报送备案。"
        ],
        "sections": filled(
            [
                section("应当备案的理由", *(_ground(row) for row in filing.reasons)),
                section("违法事实", decision.facts),
                section("处罚依据", decision.basis, decision.discretion),
                section("处罚决定", decision.result),
                section("送达日期", served),
                section("备案期限", f"应当于{day(filing.deadline.due_on)}前报送。"),
                section("补正说明", note),
            ]
        ),
        "columns": ["序号", "材料", "文号", "日期", "页数"],
        "rows": [
            [str(no), row.title, row.number, day(row.dated_on), str(row.pages)]
            for no, row in enumerate(found, start=1)
        ],
        "attachments": [row.title for row in found],
    }


def _ground(row: dict[str, str]) -> str:
    return f"{row['reason']}（{row['article']}）。"


def assemble(filing: PenaltyFiling, *, receiver: Agency, on: date, note: str) -> Parcel:
    """Make the package as of the day. RuleError when a paper it must hold is not on file."""
    found = papers(filing.decision)
    refuse_incomplete(filing, found)
    context = report(filing, found, receiver=receiver, on=on, note=note)
    data = pdf.render(TEMPLATE, context)
    own = files.store(data, content_type=sniff.PDF)
    whole = io.BytesIO()
    sheets = [pdf.Sheet(data, 1, TITLE)]
    sheets += [pdf.Sheet(files.read_bytes(row.blob), 0, row.title) for row in found]
    pdf.bind(sheets, whole)
    items = [
        _item(TITLE, "", on, pdf.page_count(data), own),
        *(_item(row.title, row.number, row.dated_on, row.pages, row.blob) for row in found),
    ]
    bound = files.store(whole.getvalue(), content_type=sniff.PDF)
    return Parcel(own, bound, items, digest(items))


def _item(title: str, number: str, on: date, pages: int, blob: Blob) -> dict[str, Any]:
    return {
        "title": title,
        "number": number,
        "day": on.isoformat(),
        "pages": pages,
        "sha256": blob.sha256,
        "sm3": blob.sm3,
    }


def canonical(items: list[dict[str, Any]]) -> bytes:
    """The list as it is hashed and handed out: sorted keys, no spaces, UTF-8."""
    text = json.dumps(items, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(items: list[dict[str, Any]]) -> str:
    """SHA-256 of the list, in hex."""
    return hashlib.sha256(canonical(items)).hexdigest()


def members(package: FilingPackage) -> list[tuple[str, bytes]]:
    """(name, bytes) of the files of the package, the list first; the papers as they were kept."""
    blobs = Blob.objects.in_bulk([row["sha256"] for row in package.items])
    found = [("00_清单.json", canonical(package.items))]
    for no, row in enumerate(package.items, start=1):
        name = f"{no:02d}_{row['title']}.pdf".replace("/", "_")
        found.append((name, files.read_bytes(blobs[row["sha256"]])))
    return found
