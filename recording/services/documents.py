"""Keeping a document: rendered, stored by hash, with the plain context it was made from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, files, pdf, rehearsal, secrets, sniff
from core.errors import RuleError
from enforcement.codes import address, grouped, new_code, typed_at
from enforcement.models import Case, Decision, PartyLink, User
from recording import inspection_papers, kinds
from recording.contexts import base_context
from recording.contexts import for_decision as context_for_decision
from recording.models import Document

__all__ = [
    "base_context",
    "context_for_decision",
    "keep",
    "keep_filing_form",
    "open_for",
    "plain_context",
    "refuse_archived",
]

# Kept encrypted: the context of a document lies in the database, the paper in the store.
PERSONAL = ("address", "phone", "code", "e_address")


def refuse_archived(case: Case) -> None:
    """Refuse any addition to an archived file (domain §8.6)."""
    if case.status == Case.Status.ARCHIVED:
        raise RuleError(
            _("案卷已经归档，不能增加或者抽取材料。"),
            article="国办发〔2018〕118号第九条",
            remedy=_("确需补充的，请另立副卷并注明。"),
        )


def sealed(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context as stored: personal values of the party encrypted."""
    party = {
        key: secrets.encrypt(value) if key in PERSONAL else value
        for key, value in context.get("party", {}).items()
    }
    return {**context, "party": party} if party else dict(context)


def plain_context(document: Document) -> dict[str, Any]:
    """The context the document was rendered from; with it the same pages come out again."""
    context = dict(document.context)
    if "party" in context:
        context["party"] = {
            key: secrets.decrypt(value) if key in PERSONAL else value
            for key, value in context["party"].items()
        }
    return context


def template_of(kind: str) -> str:
    """The template a kind of document is rendered from."""
    return f"documents/{kinds.document_kinds()[kind].template}.html"


@transaction.atomic
def keep(
    case: Case,
    *,
    kind: str,
    context: Mapping[str, Any],
    by: User | None,
    on: date,
    decision: Decision | None = None,
    number: str = "",
    stage: str = "",
) -> Document:
    """Render and keep one document. `by` is None for a document the system makes.

    `stage` defaults to the stage of the kind. RuleError when the case is archived or a character
    has no glyph (it is named).
    """
    refuse_archived(case)
    row = kinds.document_kinds()[kind]
    code = new_code() if row.coded and not rehearsal.active() else None
    values = {"title": row.label_zh, "doc_no": number, **context, **_check(code)}
    data = _printed(case, kind, values)
    document = Document.objects.create(
        case=case,
        decision=decision,
        stage=stage or row.stage,
        kind=kind,
        title=values["title"],
        number=number,
        context=sealed(values),
        code=code,
        blob=files.store(data, content_type=sniff.PDF),
        pages=pdf.page_count(data),
        dated_on=on,
        created_by=by,
    )
    told = {"kind": kind, "number": number, "sha256": document.blob_id}
    audit.append("document.keep", obj=document, actor=by, data=told)
    return document


def _check(code: str | None) -> dict[str, str]:
    """The code as the paper prints it, and the address that its symbol holds."""
    if code is None:
        return {}
    return {"check_code": grouped(code), "check_url": address(code), "check_at": typed_at()}


def _printed(case: Case, kind: str, values: dict[str, Any]) -> bytes:
    """The pages; a rehearsal shows them marked as a preview, for nothing of them is kept."""
    if not rehearsal.active():
        return pdf.render(template_of(kind), values)
    data = pdf.render(template_of(kind), {**values, "preview": True})
    rehearsal.show(rehearsal.Paper(data, str(values["title"]), case))
    return data


def keep_filing_form(case: Case, *, by: User | None) -> Document | None:
    """Keep the paper of the filing (立案审批表, 受理通知书, 检查审批表), once per case.

    The filing itself lies a room below, which knows no documents; so the first record of the
    filed case keeps it. None when the procedure has no such paper, or it is kept already.
    """
    kind = kinds.filing_document(case)
    if not kind or case.filed_on is None:
        return None
    if Document.objects.filter(case=case, kind=kind).exists():
        return None
    context = inspection_papers.for_filing(case, case.filed_on)
    return keep(case, kind=kind, context=context, by=by, on=case.filed_on, number=case.number)


@transaction.atomic
def open_for(document: Document, *, by: User) -> bytes:
    """The document as kept; the read is logged first, for it names the party in full."""
    audit.read(document, what="original", actor=by)
    return _bytes(document)


@transaction.atomic
def open_for_party(document: Document, *, link: PartyLink) -> bytes:
    """A document that was served, for the party itself; the log names the link it came by."""
    audit.read(document, what="original", data={"link": link.pk})
    return _bytes(document)


def _bytes(document: Document) -> bytes:
    try:
        return files.read_bytes(document.blob)
    except FileNotFoundError as error:
        raise RuleError(
            _("文书不在存储中。"),
            article="国办发〔2018〕118号第九条",
            remedy=_("请立即报告系统管理员，从备份恢复并查明原因。"),
        ) from error
