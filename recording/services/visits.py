"""Why evidence is opened, told once per session and case; and the record of every look at it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Case, User
from enforcement.services import cases
from recording.models import Access, Evidence, Viewing, Visit

VIEW = "recording.view_evidence"
ARTICLE = "国办发〔2018〕118号第九条、第十条"
Act, Purpose = Access.Act, Visit.Purpose
SHOWN_WORDS, SHOWN_WATCHES = 150, 3
OFFICES = {
    "supervisor": Purpose.SUPERVISION,
    "reviewer": Purpose.REVIEW,
    "head": Purpose.APPROVAL,
    "unithead": Purpose.APPROVAL,
    "officer": Purpose.HANDLING,
}


@transaction.atomic
def begin(
    case: Case, *, by: User, purpose: str, at: datetime, note: str = "", live: bool = False
) -> Visit:
    """Note why the account opens the evidence of the case. RuleError for 其他 without a word of
    explanation, and for who says to handle a case that is not theirs."""
    demand(by, VIEW)
    if purpose == Purpose.OTHER and not note.strip():
        raise RuleError(
            _("选择“其他”的，请说明具体用途。"),
            article=ARTICLE,
            remedy=_("例如来函单位和文号。"),
            field="note",
        )
    if purpose == Purpose.HANDLING and not cases.is_handler(case, by):
        raise RuleError(
            _("您不是本案承办人员，不能以“办理本案”为由查阅。"),
            article=ARTICLE,
            remedy=_("请选择实际的用途。"),
            field="purpose",
        )
    return _begin(case, by, purpose, note.strip(), live, at)


def _begin(case: Case, by: User, purpose: str, note: str, live: bool, at: datetime) -> Visit:
    row = Visit.objects.create(
        case=case, user=by, purpose=purpose, note=note, live=live, began_at=at
    )
    data = {"case": str(case.pk), "purpose": purpose, "note": note, "live": live}
    audit.append("visit.begin", obj=row, actor=by, data=data)
    _write(row, act=Act.OPEN, at=at)
    return row


def of(case: Case, by: User, at: datetime) -> Visit:
    """What the account last said it opens the evidence of the case for.

    A handler need not say it. Who got here without being asked leaves 未说明 in the record.
    """
    row = Visit.objects.filter(case=case, user=by).first()
    if row is not None:
        return row
    purpose = Purpose.HANDLING if cases.is_handler(case, by) else Purpose.UNTOLD
    return _begin(case, by, purpose, "", False, at)


def watched(case: Case) -> list[Access]:
    """The latest times a supervisor looked in while the case was being recorded (实时调阅)."""
    rows = Access.objects.filter(case=case, live=True, act=Act.OPEN)
    return list(rows.select_related("user__agency")[:SHOWN_WATCHES])


def saw(
    evidence: Evidence, *, by: User, act: str, what: str = "", viewing: Viewing | None = None
) -> Access:
    """Note one look at an item, in the transaction of its entry in the log."""
    now = timezone.now()
    visit = of(evidence.case, by, now)
    return _write(visit, act=act, at=now, evidence=evidence, what=what, viewing=viewing)


def took(case: Case, *, by: User, act: str, what: str = "") -> Access:
    """Note that the case's file was taken as a whole, in the transaction of its entry in the log."""
    now = timezone.now()
    return _write(of(case, by, now), act=act, at=now, what=what)


def searched(*, by: User, words: str, found: int) -> Access | None:
    """Note a search over the evidence of several cases, in the transaction of its entry in the log.

    It has no case whose purpose could be asked: the purpose is that of the account's office. An
    account without an agency sees no evidence and has no register: only the log has its search.
    """
    if by.agency_id is None:
        return None
    what = _("“%(words)s”，本页 %(found)d 件") % {"words": words[:SHOWN_WORDS], "found": found}
    return Access.objects.create(
        agency_id=by.agency_id,
        user=by,
        act=Act.SEARCH,
        purpose=next((OFFICES[role] for role in by.roles if role in OFFICES), Purpose.UNTOLD),
        what=what,
        at=timezone.now(),
    )


def _write(visit: Visit, *, act: str, at: datetime, **fields: Any) -> Access:
    return Access.objects.create(
        agency_id=visit.agency_id,
        case_id=visit.case_id,
        user_id=visit.user_id,
        visit=visit,
        purpose=visit.purpose,
        note=visit.note,
        live=visit.live,
        act=act,
        at=at,
        **fields,
    )
