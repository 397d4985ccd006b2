"""常见问题: an answered consultation for everybody, anonymised, examined and approved by a second person."""

import hashlib
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.numbering import fold_doc_no, written_in
from core.permissions import demand_in
from disclosure import redaction
from disclosure.flows import FREQUENT
from disclosure.models import Consultation, FrequentQuestion, RedactedVersion
from disclosure.models.consultation import HANDLE
from disclosure.redaction.titles import addressed
from disclosure.services import consultations, secrecy
from enforcement.models import Decision, User
from enforcement.models.kinds import PartyKind

APPROVE, WITHDRAW = "disclosure.approve", "disclosure.withdraw"
ARTICLE = "政府信息公开条例第十五条、第十七条；个人信息保护法第六条"
SHORTEST = 2  # characters of a name or a contact that are looked for in the text
Status = FrequentQuestion.Status


def proposal(row: Consultation) -> dict[str, str]:
    """Question and answer with what the engine hides hidden, for the drafter to begin with."""
    found = redaction.redact_fields({"question": row.question, "answer": row.answer}, _asker(row))
    return {name: one.text for name, one in found.items()}


def _asker(row: Consultation) -> list[redaction.Party]:
    return [redaction.Party(row.asker, PartyKind.PERSON, _("咨询人"))] if row.asker.strip() else []


def open_to(row: Consultation) -> bool:
    """Whether it was answered and is not told, or to be told, yet."""
    rows = FrequentQuestion.objects.filter(consultation=row)
    told = rows.filter(status__in=(Status.DRAFT, Status.PUBLISHED))
    return row.status == Consultation.Status.ANSWERED and not told.exists()


@transaction.atomic
def draft(row: Consultation, *, by: User, question: str, answer: str) -> FrequentQuestion:
    """Words for everybody; a second person approves them. RuleError for what tells who asked, or of anybody."""
    consultations.demand(row, by)
    locked = Consultation.objects.select_for_update().get(pk=row.pk)
    if not open_to(locked):
        raise _refusal(_("该咨询尚未答复，或者已经作为常见问题公开、待审批。"), _("请查看其状态。"))
    said = {"question": question.strip(), "answer": answer.strip()}
    for name, text in said.items():
        if not text:
            raise _refusal(_("常见问题应当写明问和答。"), _("请填写。"), name)
        _refuse_leaks(text, locked, name)
    made = FrequentQuestion.objects.create(
        **said,
        agency=locked.agency,
        consultation=locked,
        about=locked.about,
        sha256=digest(**said),
        drafted_by=by,
    )
    audit.append("frequentquestion.draft", obj=made, actor=by, data={"sha256": made.sha256})
    return made


def digest(question: str, answer: str) -> str:
    """SHA-256 (hex) of a text; the parts are told apart."""
    return hashlib.sha256(f"{question}\0{answer}".encode()).hexdigest()


def _refuse_leaks(text: str, row: Consultation, field: str) -> None:
    found = redaction.redact(text, _asker(row))
    leaks = sorted({span.reason for span in found.spans})
    for told, name in ((row.asker, _("咨询人")), (row.contact, _("联系方式"))):
        if len(told.strip()) >= SHORTEST and told.strip() in text:
            leaks.append(name)
    if addressed(text, row.asker):
        leaks.append(_("以姓氏和称谓指明的人"))
    if _names_a_decision(text):
        leaks.append(_("执法决定的文号"))
    if leaks:
        raise _refusal(
            _("拟公开的内容仍含应当隐去的信息：%(list)s") % {"list": "、".join(leaks)},
            _("请隐去后再提交。"),
            field,
        )


def _names_a_decision(text: str) -> bool:
    """Whether a text bears the number of a decision: what becomes of that would not reach the answer.

    Numbers of regulations and notices may stand.
    """
    written = list(written_in(text))
    known = RedactedVersion.objects.filter(doc_no_key__in=[fold_doc_no(one) for one in written])
    return known.exists() or Decision.objects.filter(doc_no__in=written).exists()


@transaction.atomic
def approve(
    row: FrequentQuestion, *, by: User, on: date, examined: bool, seen: str
) -> FrequentQuestion:
    """保密审查 and approval of exactly the text that was seen, by another than its drafter."""
    _demand(row, by, APPROVE)
    if not examined:
        raise _refusal(
            _("拟公开的内容应当先经保密审查，未经审查不得公开。"),
            _("请逐项审查并确认。"),
            "examined",
        )

    def check(locked: FrequentQuestion) -> None:
        if locked.drafted_by_id == by.pk:
            raise _refusal(_("起草人不得审批自己起草的常见问题。"), _("请由另一名公示审核人审批。"))
        secrecy.demand_seen(locked.sha256, seen)
        for field in ("question", "answer"):
            _refuse_leaks(getattr(locked, field), locked.consultation, field)

    stated = secrecy.statement(row.agency, on)
    changes = {"approved_by": by, "published_on": on, "statement": stated}
    return FREQUENT.move(row, "approve", by=by, check=check, changes=changes, note=row.sha256)


@transaction.atomic
def drop(row: FrequentQuestion, *, by: User, reason: str) -> FrequentQuestion:
    """Not to be told, or in other words."""
    _demand(row, by, HANDLE)
    said = _said(reason)
    return FREQUENT.move(row, "drop", by=by, changes={"reason": said}, note=said)


@transaction.atomic
def withdraw(row: FrequentQuestion, *, by: User, on: date, reason: str) -> FrequentQuestion:
    """撤下: gone from the public page at once."""
    _demand(row, by, WITHDRAW)
    said = _said(reason)
    changes = {"ended_on": on, "reason": said}
    return FREQUENT.move(row, "withdraw", by=by, changes=changes, note=said)


def _demand(row: FrequentQuestion, by: User, right: str) -> None:
    demand_in(by, right, row.agency_id)
    if not FrequentQuestion.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied(right)


def _said(reason: str) -> str:
    if not reason.strip():
        raise _refusal(_("应当说明理由。"), _("请填写理由。"), "reason")
    return reason.strip()


def _refusal(message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)
