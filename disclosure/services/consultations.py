"""Consultations: taken in from anybody, answered by the agency itself within its promised period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines, receipts
from core.errors import RuleError
from core.models import Deadline
from core.receipts import Receipt
from disclosure.flows import CONSULTATION, CONSULTED
from disclosure.models import Consultation
from disclosure.models.consultation import HANDLE
from disclosure.register_targets import Target
from enforcement.models import Agency, User
from enforcement.services.alarms import Kind, Subject

PREFIX, SUBJECT, ANSWER = "ZX", "consultation", "consult.answer"
# What a question may be about, as it is called in a request about the registers.
KNOWN = frozenset({"entry", "item"})


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the form says. `asker` and `contact` may be empty: anonymous is allowed."""

    question: str
    asker: str = ""
    contact: str = ""


@transaction.atomic
def submit(
    agency: Agency, *, question: Question, seed: str, on: date, about: Target | None = None
) -> tuple[Consultation, Receipt]:
    """Take a question in; the clock for its answer starts. The same seed makes no second one.

    RuleError when `about` is another agency's.
    """
    if about is not None and about.agency.pk != agency.pk:
        raise RuleError(
            _("咨询的事项由别的机关办理。"),
            article=CONSULTED,
            remedy=_("请向办理该事项的机关咨询。"),
        )
    receipt = receipts.issue(PREFIX, f"{seed} {agency.pk} {question.question}", on=on)
    known = Consultation.objects.filter(number=receipt.number).first()
    if known is not None:
        return known, receipt
    named = {about.column: about.row} if about is not None and about.column in KNOWN else {}
    row = Consultation.objects.create(
        number=receipt.number,
        code_hash=receipt.code_hash,
        agency=agency,
        about=about.title if about is not None and named else "",
        received_on=on,
        **named,
        **vars(question),
    )
    _start(row, on)
    audit.append("consultation.submit", obj=row, data={"about": row.about})
    return row, receipt


def _start(row: Consultation, on: date) -> None:
    rules = row.agency.rules()
    deadlines.open_deadline(
        key=ANSWER,
        label=gettext_noop("答复咨询"),
        subject_type=SUBJECT,
        subject_id=str(row.pk),
        agency_id=row.agency_id,
        region=rules.region,
        period=rules.period(ANSWER, on=on),
        start_on=on,
    )


def clock_of(row: Consultation) -> Deadline | None:
    """The clock of the answer."""
    return deadlines.for_subject(SUBJECT, str(row.pk)).first()


def demand(row: Consultation, by: User) -> None:
    """PermissionDenied for everybody who does not find the consultation."""
    if not Consultation.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied(HANDLE)


@transaction.atomic
def answer(row: Consultation, *, by: User, on: date, answer: str) -> Consultation:
    """答复."""
    return _end(row, "answer", by=by, on=on, answer=answer)


@transaction.atomic
def send(row: Consultation, *, by: User, on: date, sent_to: str, answer: str) -> Consultation:
    """告知有权机关: what is not this agency's to answer, and whose it is."""
    if not sent_to.strip():
        raise RuleError(
            _("内容不能为空。"),
            article=CONSULTED,
            remedy=_("请填写有权答复的机关。"),
            field="sent_to",
        )
    return _end(row, "send", by=by, on=on, answer=answer, sent_to=sent_to.strip())


def _end(
    row: Consultation, move: str, *, by: User, on: date, answer: str, sent_to: str = ""
) -> Consultation:
    demand(row, by)
    if not answer.strip():
        raise RuleError(
            _("内容不能为空。"), article=CONSULTED, remedy=_("请写明答复。"), field="answer"
        )
    if on < row.received_on:
        raise RuleError(
            _("日期不能早于%(day)s。") % {"day": row.received_on},
            article=CONSULTED,
            remedy=_("请核对日期。"),
            field="on",
        )
    changes = {"answer": answer.strip(), "answered_on": on, "decided_by": by, "sent_to": sent_to}
    moved = CONSULTATION.move(row, move, by=by, changes=changes)
    deadlines.close(SUBJECT, str(row.pk), on=on)
    return moved


def contact(row: Consultation, *, by: User) -> tuple[str, str]:
    """Who asks and how to reach them; the look is on the record before it is answered."""
    demand(row, by)
    audit.read(row, what="contact", actor=by)
    return row.asker, row.contact


def of_consultations(keys: Iterable[str]) -> dict[str, Subject]:
    """Consultations by key, for the alarms."""
    rows = Consultation.objects.filter(pk__in=[UUID(key) for key in keys]).select_related("agency")
    return {
        str(row.pk): Subject(row.agency, row.pk, row.number, "consultation-detail") for row in rows
    }


KINDS = (Kind(SUBJECT, of_consultations, ("publisher", "unithead")),)
