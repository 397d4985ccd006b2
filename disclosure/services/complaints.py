"""Complaints and reports about enforcement: taken in from anybody, handled from outside the unit.

The clocks and the entries of the audit log carry no agency: by neither does the unit concerned come
to know of a complaint.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadline_sight, deadlines, files, receipts, sniff
from core.errors import RuleError, StaleError
from core.models import Blob, Deadline
from core.periods import Period
from core.receipts import Receipt
from disclosure.flows import COMPLAINT, HANDLED
from disclosure.models import Complaint, ComplaintFile
from disclosure.models.complaint import part_of
from enforcement.models import Agency, Certificate, Officer, User
from enforcement.services.alarms import Kind, Subject
from enforcement.services.audience import supervisors, top_of

PREFIX, SUBJECT = "TS", "complaint"
ACCEPT, DECIDE, EXTEND = "complaint.accept", "complaint.decide", "complaint.decide.extension"
HANDLER = "complaint.handler"
# Who has a say in what a unit's own legal reviewers do.
PARTIAL = frozenset({"reviewer", "unithead", "head"})
MOST_FILES, FILE_BYTES = 3, 10 * files.MEBIBYTE
FILE_TYPES = frozenset({sniff.PDF, "image/jpeg", "image/png"})
Status, Handler = Complaint.Status, Complaint.Handler

# Its clocks carry no agency, so that its handlers alone can look at them.
deadline_sight.sealed(SUBJECT, Complaint.objects.visible_to)


@dataclass(frozen=True, kw_only=True)
class Grievance:
    """What the form says. `reporter` and `contact` may be empty: anonymous is allowed."""

    form: str
    what: str
    statement: str
    reporter: str = ""
    contact: str = ""
    officer: Officer | None = None


@transaction.atomic
def submit(
    unit: Agency, *, grievance: Grievance, seed: str, on: date, uploads: Sequence[Any] = ()
) -> tuple[Complaint, Receipt]:
    """Take a complaint in with its files; its clock starts. The same seed makes no second one.

    RuleError for a file of another type than FILE_TYPES, an empty one, or one beyond FILE_BYTES, and
    about a unit that nobody on this portal supervises from outside.
    """
    receipt = receipts.issue(PREFIX, f"{seed} {unit.pk} {grievance.statement}", on=on)
    known = Complaint.objects.filter(number=receipt.number).first()
    if known is not None:
        return known, receipt
    if len(uploads) > MOST_FILES:
        raise RuleError(
            _("附件最多%(n)d个。") % {"n": MOST_FILES}, remedy=_("请合并后再上传。"), field="file1"
        )
    handled_by = _handler(unit, grievance.officer, on)
    _demand_anybody(Complaint(unit=unit, handled_by=handled_by))
    blobs = [(_kept(upload), str(upload.name)[:200]) for upload in uploads]
    row = Complaint.objects.create(
        number=receipt.number,
        code_hash=receipt.code_hash,
        unit=unit,
        handled_by=handled_by,
        received_on=on,
        **vars(grievance),
    )
    for blob, name in blobs:
        ComplaintFile.objects.create(complaint=row, blob=blob, name=name)
    _start(row, ACCEPT, gettext_noop("决定是否受理"), on)
    audit.append("complaint.submit", obj=row, data={"what": row.what, "files": len(blobs)})
    return row, receipt


def _demand_anybody(row: Complaint) -> None:
    """A complaint that no account would ever find is not taken in."""
    if handler_of(row) is None:
        raise RuleError(
            _("本平台上没有从外部监督%(unit)s的机关，无法在这里办理对它的投诉举报。")
            % {"unit": row.unit.name},
            article=HANDLED,
            remedy=_("请直接向它的上级机关或者本级人民政府提出。"),
            field="unit",
        )


def _handler(unit: Agency, officer: Officer | None, on: date) -> str:
    """Who handles it by the unit's rules; from outside where the one complained about is among those
    who would: a legal reviewer of the unit, or one of its heads."""
    account = officer.account if officer is not None else None
    if account is not None and PARTIAL.intersection(account.roles):
        return str(Handler.SUPERVISOR)
    return str(unit.rules().value(HANDLER, on=on))


def named_officer(unit: Agency, number: str, on: date) -> Officer:
    """The officer of the unit, or of a branch of it, who holds a certificate of the number.

    RuleError when there is none: the number was mistyped, or the officer is another unit's.
    """
    rows = Certificate.objects.filter(number__iexact=number.strip(), valid_from__lte=on)
    held = rows.select_related("officer__agency", "officer__account").order_by("-valid_from")
    found = [row.officer for row in held if part_of(row.officer.agency, unit)]
    if not found:
        raise RuleError(
            _("被反映的机关没有使用这一执法证号的执法人员。"),
            remedy=_("请核对证号和机关；不清楚的可以不填，在具体情况中写明。"),
            field="certificate",
        )
    return found[0]


def _kept(upload: Any) -> Blob:
    head = upload.read(sniff.HEAD_BYTES)
    upload.seek(0)
    kind = sniff.sniff(head, str(upload.name), FILE_TYPES)
    return files.store(upload, content_type=kind, max_bytes=FILE_BYTES)


def _start(row: Complaint, key: str, label: str, on: date) -> None:
    rules = row.unit.rules()
    deadlines.open_deadline(
        key=key,
        label=label,
        subject_type=SUBJECT,
        subject_id=str(row.pk),
        agency_id=None,
        region=rules.region,
        period=rules.period(key, on=on),
        start_on=on,
    )


def handler_of(row: Complaint) -> Agency | None:
    """The organ that handles it; None while nobody supervises the unit from outside."""
    if row.handled_by == Handler.LEGAL_UNIT:
        return row.unit
    found = [
        account.agency for account in supervisors() if row.unit.path.startswith(top_of(account))
    ]
    return next((agency for agency in found if agency and not part_of(agency, row.unit)), None)


def clock_of(row: Complaint) -> Deadline | None:
    """The clock that runs, or ran last."""
    return deadlines.for_subject(SUBJECT, str(row.pk)).order_by("pk").last()


def demand_handler(row: Complaint, by: User) -> None:
    """PermissionDenied for everybody who does not find the complaint."""
    if not Complaint.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied("disclosure.handle_complaints")


def _told(text: str, field: str, remedy: str) -> None:
    if not text.strip():
        raise RuleError(_("内容不能为空。"), article=HANDLED, remedy=remedy, field=field)


def _not_before(earliest: date | None, on: date) -> None:
    """An act dated before what it follows would make a late one look timely."""
    if earliest is not None and on < earliest:
        raise RuleError(
            _("日期不能早于%(day)s。") % {"day": earliest},
            article=HANDLED,
            remedy=_("请核对日期。"),
            field="on",
        )


@transaction.atomic
def accept(row: Complaint, *, by: User, on: date) -> Complaint:
    """受理: the clock for the answer runs from this day."""
    demand_handler(row, by)
    if on < row.received_on:
        raise RuleError(_("受理日期不能早于收到日期。"), remedy=_("请核对日期。"), field="on")
    moved = COMPLAINT.move(row, "accept", by=by, changes={"accepted_on": on})
    deadlines.close(SUBJECT, str(row.pk), on=on)
    _start(moved, DECIDE, gettext_noop("答复投诉举报"), on)
    return moved


@transaction.atomic
def decline(row: Complaint, *, by: User, on: date, channel: str, answer: str) -> Complaint:
    """不予受理, with the reasons and the channel the matter belongs to."""
    demand_handler(row, by)
    _told(answer, "answer", _("请说明不予受理的理由。"))
    _not_before(row.received_on, on)
    changes = {"answer": answer.strip(), "answered_on": on, "decided_by": by, "channel": channel}
    moved = COMPLAINT.move(row, "decline", by=by, changes=changes, note=channel)
    deadlines.close(SUBJECT, str(row.pk), on=on)
    return moved


@transaction.atomic
def extend(row: Complaint, *, by: User, on: date, reason: str) -> Complaint:
    """延长, once, where the rules of the unit know it, and before the period has ended."""
    demand_handler(row, by)
    _told(reason, "reason", _("请说明延长的理由，告知投诉举报人。"))
    locked = Complaint.objects.select_for_update().get(pk=row.pk)
    clock = clock_of(locked)
    if locked.status != Status.ACCEPTED or clock is None or locked.extended_on is not None:
        raise StaleError(_("只能在办理中延长一次。"), article=HANDLED, remedy=_("请在期限内答复。"))
    _not_before(locked.accepted_on, on)
    more = locked.unit.rules().period(EXTEND, on=on)
    if more.unit != Period.from_dict(clock.period).unit:
        raise RuleError(
            _("本地规定没有规定可以延长。"), article=clock.article, remedy=_("请在期限内答复。")
        )
    if on > clock.due_on:
        raise RuleError(
            _("期限已满，不能再延长。"), article=clock.article, remedy=_("请尽快答复。")
        )
    deadlines.lengthen(clock, by=more)
    locked.extended_on, locked.extend_reason = on, reason.strip()
    locked.save(update_fields=["extended_on", "extend_reason", "updated_at"])
    audit.append("complaint.extend", obj=locked, actor=by, data={"on": on})
    return locked


@transaction.atomic
def answer(row: Complaint, *, by: User, on: date, answer: str) -> Complaint:
    """答复: what was found and done."""
    demand_handler(row, by)
    _told(answer, "answer", _("请写明查明的事实和处理结果。"))
    _not_before(COMPLAINT.lock(row, "answer").accepted_on, on)
    changes = {"answer": answer.strip(), "answered_on": on, "decided_by": by}
    moved = COMPLAINT.move(row, "answer", by=by, changes=changes)
    deadlines.close(SUBJECT, str(row.pk), on=on)
    return moved


@transaction.atomic
def rate(row: Complaint, *, on: date, satisfaction: str) -> Complaint:
    """满意度, once, by whoever has number and code, after the answer."""
    locked = Complaint.objects.select_for_update().get(pk=row.pk)
    if locked.open or locked.satisfaction:
        raise StaleError(_("答复之后可以评价一次。"), remedy=_("无需再次评价。"))
    locked.satisfaction, locked.rated_on = satisfaction, on
    locked.save(update_fields=["satisfaction", "rated_on", "updated_at"])
    audit.append("complaint.rate", obj=locked, data={"satisfaction": satisfaction})
    return locked


def reporter(row: Complaint, *, by: User) -> tuple[str, str]:
    """Who complains and how to reach them; the look is on the record before it is answered."""
    demand_handler(row, by)
    audit.read(row, what="reporter", actor=by)
    return row.reporter, row.contact


def opened(file: ComplaintFile, *, by: User) -> bytes:
    """A file of a complaint, for its handler; each look is on the record."""
    demand_handler(file.complaint, by)
    audit.read(file.complaint, what=f"file {file.pk}", actor=by)
    return files.read_bytes(file.blob)


def of_complaints(keys: Iterable[str]) -> dict[str, Subject]:
    """Complaints by key, for the alarms: the duty is the handler's, and nobody else hears."""
    rows = Complaint.objects.filter(pk__in=[UUID(key) for key in keys]).select_related("unit")
    found = ((row, handler_of(row)) for row in rows)
    return {
        str(row.pk): Subject(organ, row.pk, row.number, "complaint-detail")
        for row, organ in found
        if organ is not None
    }


def _hears(account: User, subject: Subject) -> bool:
    return Complaint.objects.visible_to(account).filter(pk=subject.case).exists()


# The organ that handles it may be the unit itself: nobody in it hears but those who find the row.
KINDS = (Kind(SUBJECT, of_complaints, ("supervisor", "reviewer"), hears=_hears),)
