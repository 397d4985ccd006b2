"""Requests to put right what is public: received from anybody, answered by the agency in time.

What is put right of a decision goes through `pipeline`: a corrected version approved by a second
person, or the withdrawal; of a row of the registers through the services that keep them. A request
only says that it was done, and the database checks it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, calendar, deadlines, periods, receipts
from core.errors import RuleError, StaleError
from core.models import Deadline
from core.numbering import fold_doc_no
from core.permissions import demand, demand_in
from core.receipts import Receipt
from disclosure import register_targets
from disclosure.flows import CORRECTION, PUT_RIGHT
from disclosure.models import CorrectionRequest, Publication
from disclosure.models.correction import APPROVE, HANDLE
from disclosure.register_targets import Target
from disclosure.services import pipeline, secrecy
from enforcement.models import Agency, User
from enforcement.services.alarms import Kind, Subject
from enforcement.services.keeping import demand_kept

PREFIX, SUBJECT = "GZ", "correction"
PERIOD, TARGET = "pub.correct_error_days", "pub.correct_error_days.target"
Status = CorrectionRequest.Status


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the form asks for. `applicant` and `contact` may be empty: the receipt is enough."""

    what: str
    relation: str
    statement: str
    applicant: str = ""
    contact: str = ""


def find_public(text: str, on: date) -> Publication:
    """The public decision of an address, a key or a document number, as the public knows it.

    RuleError when there is none, or when several bear the number: then the address says which.
    """
    rows = Publication.objects.public(on).select_related("shown", "agency", "decision__case__party")
    key = _key_in(text)
    if key is not None:
        found = list(rows.filter(pk=key))
    else:
        number = fold_doc_no(text)
        found = list(rows.filter(shown__doc_no_key=number)[:2]) if number else []
    if len(found) != 1:
        raise RuleError(
            _("有多份公开的决定使用这一文号。") if found else _("没有找到这份公开的决定。"),
            article=PUT_RIGHT,
            remedy=_("请打开该决定的网页，点击“申请更正”，或者粘贴该网页的地址。"),
            field="decision",
        )
    return found[0]


def _key_in(text: str) -> UUID | None:
    """The key in an address such as https://…/decisions/<key>/, or the key itself."""
    for part in reversed(text.strip().split("/")):
        try:
            return UUID(part)
        except ValueError:
            continue
    return None


@transaction.atomic
def submit(
    publication: Publication, *, wish: Wish, seed: str, on: date
) -> tuple[CorrectionRequest, Receipt]:
    """Take a request in; its clock starts and the decision is marked. The same seed makes no second.

    RuleError when the decision is no longer public.
    """
    receipt, known = _known(f"{seed} {publication.pk} {wish.statement}", on)
    if known is not None:
        return known, receipt
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.status != Publication.Status.PUBLISHED or row.shown is None:
        raise StaleError(_("该信息已经不再公开。"), remedy=_("无需申请更正。"))
    about = {"publication": row, "version": row.shown}
    return _taken(row.agency, receipt, wish, on, about), receipt


@transaction.atomic
def submit_about(
    target: Target, *, wish: Wish, seed: str, on: date
) -> tuple[CorrectionRequest, Receipt]:
    """The same of a row of the registers, as `register_targets.find` gave it."""
    receipt, known = _known(f"{seed} {target.key} {wish.statement}", on)
    if known is not None:
        return known, receipt
    return _taken(target.agency, receipt, wish, on, target.columns()), receipt


def _known(of: str, on: date) -> tuple[Receipt, CorrectionRequest | None]:
    receipt = receipts.issue(PREFIX, of, on=on)
    return receipt, CorrectionRequest.objects.filter(number=receipt.number).first()


def _taken(
    agency: Agency, receipt: Receipt, wish: Wish, on: date, about: Mapping[str, Any]
) -> CorrectionRequest:
    made = CorrectionRequest.objects.create(
        number=receipt.number,
        code_hash=receipt.code_hash,
        agency=agency,
        received_on=on,
        **about,
        **vars(wish),
    )
    _start_clock(made, on)
    audit.append("correctionrequest.submit", obj=made, data={"what": wish.what, "on": on})
    return made


def _demand(by: User, row: CorrectionRequest) -> None:
    """Who publishes answers for the decisions of the agency, who keeps its lists for the lists."""
    if row.publication_id is None:
        demand(by, HANDLE)
        demand_kept(row.agency, by)
    else:
        demand_in(by, HANDLE, row.agency_id)
        demand_in(by, APPROVE, row.agency_id)


def _start_clock(row: CorrectionRequest, on: date) -> None:
    rules = row.agency.rules()
    deadlines.open_deadline(
        key=PERIOD,
        label=gettext_noop("答复更正申请"),
        subject_type=SUBJECT,
        subject_id=str(row.pk),
        agency_id=row.agency_id,
        region=rules.region,
        period=rules.period(PERIOD, on=on),
        start_on=on,
    )


def clock_of(row: CorrectionRequest) -> Deadline | None:
    """The clock that runs for the answer, or ran last."""
    return deadlines.for_subject(SUBJECT, str(row.pk)).last()


def target(row: CorrectionRequest) -> date:
    """The day by which the agency means to answer; the clock itself is the outer limit."""
    rules, start = row.agency.rules(), row.reopened_on or row.received_on
    book = calendar.load(rules.region)
    return periods.apply(rules.period(TARGET, on=start), start, book).due_on


@transaction.atomic
def accept(row: CorrectionRequest, *, by: User) -> CorrectionRequest:
    """受理."""
    _demand(by, row)
    return CORRECTION.move(row, "accept", by=by)


@transaction.atomic
def ask(row: CorrectionRequest, *, by: User, on: date, asked: str) -> CorrectionRequest:
    """要求补充, once; the clock stands still until the applicant has answered."""
    _demand(by, row)
    _told(asked, "asked", _("请写明需要申请人补充什么。"))
    if row.asked:
        raise RuleError(
            _("已经要求补充过一次。"), article=PUT_RIGHT, remedy=_("请根据现有材料作出答复。")
        )
    moved = CORRECTION.move(row, "ask", by=by, changes={"asked": asked.strip()})
    deadlines.suspend(SUBJECT, str(row.pk), on=on, reason=asked.strip())
    return moved


@transaction.atomic
def supply(row: CorrectionRequest, *, on: date, text: str) -> CorrectionRequest:
    """The applicant, known by number and code, adds what was asked for; the clock runs again."""
    _told(text, "text", _("请填写补充的内容。"))
    moved = CORRECTION.move(row, "supply", by=None, changes={"supplied": text.strip()})
    deadlines.resume(SUBJECT, str(row.pk), on=on)
    return moved


@transaction.atomic
def propose(row: CorrectionRequest, *, by: User, edits: Mapping[str, Any]) -> CorrectionRequest:
    """拟更正: a version that would replace the shown one; a second person decides on it."""
    _demand(by, row)
    locked = CorrectionRequest.objects.select_for_update().get(pk=row.pk)
    if locked.status not in (Status.ACCEPTED, Status.REOPENED):
        raise StaleError(_("当前状态下不能拟更正。"), remedy=_("请先受理。"))
    public = locked.publication
    if public is None or public.status != Publication.Status.PUBLISHED:
        raise StaleError(_("该信息已经不再公开。"), remedy=_("请直接答复申请人。"))
    locked.proposal = pipeline.propose(public, by=by, edits=edits)
    locked.save(update_fields=["proposal", "updated_at"])
    data = {"version": locked.proposal.sha256}
    audit.append("correctionrequest.propose", obj=locked, actor=by, data=data)
    return locked


@transaction.atomic
def correct(
    row: CorrectionRequest,
    *,
    by: User,
    on: date,
    answer: str,
    examined: bool = False,
    seen: str = "",
) -> CorrectionRequest:
    """更正 and tell the applicant: the proposal is shown from now on, or it was put right already.

    RuleError when nothing the public reads has changed since the request came in, or when the proposal
    was not `examined` for secrets; StaleError when it is another than the one `seen`, by its SHA-256.
    """
    _demand(by, row)
    _told(answer, "answer", _("请告知申请人更正了什么。"))
    locked = CORRECTION.lock(row, "correct")
    _assert_other(locked, by)
    if locked.publication is None:
        result = register_targets.outcome(locked, on)
    else:
        result = {}
        secrecy.demand_seen(locked.proposal.sha256 if locked.proposal else "", seen)
        _put_right(locked, locked.publication, by, examined)
    return _answer(row, "correct", by=by, on=on, answer=answer, result=result)


def _put_right(locked: CorrectionRequest, public: Publication, by: User, examined: bool) -> None:
    standing = public.status == Publication.Status.PUBLISHED
    if locked.proposal is not None and standing:
        if public.shown_id != locked.proposal_id:
            pipeline.correct(public, by=by, version=locked.proposal, examined=examined)
    elif standing and public.shown_id == locked.version_id:
        raise RuleError(
            _("公开的内容还没有更正。"),
            article=PUT_RIGHT,
            remedy=_("请先拟更正并由另一人审批，或者撤下；报送的记录由报送系统重新报送。"),
        )


@transaction.atomic
def refuse(row: CorrectionRequest, *, by: User, on: date, answer: str) -> CorrectionRequest:
    """不予更正, with the reasons."""
    _demand(by, row)
    _told(answer, "answer", _("请向申请人说明不予更正的理由。"))
    _assert_other(CORRECTION.lock(row, "refuse"), by)
    return _answer(row, "refuse", by=by, on=on, answer=answer)


@transaction.atomic
def send(
    row: CorrectionRequest, *, by: User, on: date, sent_to: str, answer: str
) -> CorrectionRequest:
    """转送有权更正的机关 and tell the applicant which: what is not this agency's to put right."""
    _demand(by, row)
    _told(sent_to, "sent_to", _("请填写有权更正的机关。"))
    _told(answer, "answer", _("请告知申请人转送的理由。"))
    _assert_other(CORRECTION.lock(row, "send"), by)
    return _answer(row, "send", by=by, on=on, answer=answer, result={"sent_to": sent_to.strip()})


def _answer(
    row: CorrectionRequest,
    move: str,
    *,
    by: User,
    on: date,
    answer: str,
    result: Mapping[str, Any] = MappingProxyType({}),
) -> CorrectionRequest:
    locked = CORRECTION.lock(row, move)
    earliest = locked.reopened_on or locked.received_on
    if on < earliest:
        raise RuleError(
            _("日期不能早于%(day)s。") % {"day": earliest},
            article=PUT_RIGHT,
            remedy=_("请核对日期。"),
            field="on",
        )
    changes = {"answer": answer.strip(), "answered_on": on, "decided_by": by, **result}
    moved = CORRECTION.move(row, move, by=by, changes=changes)
    deadlines.close(SUBJECT, str(row.pk), on=on)
    return moved


def _told(text: str, field: str, remedy: str) -> None:
    if not text.strip():
        raise RuleError(_("内容不能为空。"), article=PUT_RIGHT, remedy=remedy, field=field)


def _assert_other(row: CorrectionRequest, by: User) -> None:
    """A second look is taken by other eyes."""
    if row.reopened_on is not None and row.decided_by_id == by.pk:
        raise RuleError(
            _("您作出了第一次答复，不得复查自己的答复。"),
            article=PUT_RIGHT,
            remedy=_("请由另一名办理人复查。"),
        )


@transaction.atomic
def reopen(row: CorrectionRequest, *, on: date, text: str) -> CorrectionRequest:
    """申请复查, once, by the applicant who does not accept the answer; the clock starts anew."""
    _told(text, "text", _("请说明对答复不服的理由。"))
    if CORRECTION.lock(row, "reopen").reopened_on is not None:
        raise StaleError(
            _("已经复查过一次，不能再次申请复查。"),
            article=PUT_RIGHT,
            remedy=_("仍不服的，可以依法申请行政复议或者提起行政诉讼。"),
        )
    changes = {
        "reopened_on": on,
        "reopen_reason": text.strip(),
        "first_answer": row.answer,
        "answer": "",
        "proposal": None,
        "told_after": "",
        "remade": None,
        "sent_to": "",
    }
    moved = CORRECTION.move(row, "reopen", by=None, changes=changes)
    _start_clock(moved, on)
    return moved


def contact(row: CorrectionRequest, *, by: User) -> tuple[str, str]:
    """Who asks and how to reach them; the look is on the record before it is answered."""
    _demand(by, row)
    audit.read(row, what="applicant", actor=by)
    return row.applicant, row.contact


def _found(keys: Iterable[str], about: Q) -> dict[str, Subject]:
    rows = CorrectionRequest.objects.filter(about, pk__in=[UUID(key) for key in keys])
    found = rows.select_related("agency")
    return {
        str(row.pk): Subject(row.agency, row.pk, row.number, "correction-detail") for row in found
    }


def of_decisions(keys: Iterable[str]) -> dict[str, Subject]:
    """Requests about decisions by key, for the alarms."""
    return _found(keys, Q(publication__isnull=False))


def of_registers(keys: Iterable[str]) -> dict[str, Subject]:
    """Requests about rows of the registers by key."""
    return _found(keys, Q(publication=None))


KINDS = (
    Kind(SUBJECT, of_decisions, ("publisher",)),
    Kind(SUBJECT, of_registers, ("listadmin",)),
)
