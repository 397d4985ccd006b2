"""Answering a doubt in writing; the answer stays with the case and the reviewer reads it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.gates.judgement import Doubt, doubts
from enforcement.models import Case, Decision, Finding, User
from enforcement.services import cases, decisions

Code = Finding.Code
# A doubt and a way to answer it as one word, for a form: code and subject.
SEPARATOR = "|"


def open_doubts(case: Case, on: date) -> list[Doubt]:
    """What the draft of the case asks and nobody has answered; empty without a draft."""
    draft = decisions.live(case)
    if draft is None or draft.status != Decision.Status.DRAFT:
        return []
    return doubts(draft, on)


def key(code: Code, subject: str) -> str:
    """The word for answering a subject by a code."""
    return f"{code.value}{SEPARATOR}{subject}"


@transaction.atomic
def record(
    case: Case,
    *,
    by: User,
    on: date,
    answer: str,
    reason: str,
    basis: str = "",
    until: date | None = None,
) -> Finding:
    """Record the answer to an open doubt. `answer` is one of `key(...)`.

    RuleError when no such doubt is open, the reason is blank, or another limitation period lacks
    its last day or its basis.
    """
    demand(by, "enforcement.draft_decision")
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    code, subject = _asked(locked, answer, on)
    _assert_complete(code, reason, basis, until)
    row = Finding.objects.create(
        case=locked,
        code=code,
        subject=subject,
        reason=reason.strip(),
        basis=basis.strip(),
        until=until if code == Code.LIMITATION_OTHER else None,
        found_on=on,
        created_by=by,
    )
    data = {"code": code, "subject": subject, "on": on}
    audit.append("case.finding", obj=row, actor=by, data=data)
    return row


def _asked(case: Case, answer: str, on: date) -> tuple[Code, str]:
    for doubt in open_doubts(case, on):
        for code in doubt.codes:
            if key(code, doubt.subject) == answer:
                return code, doubt.subject
    raise RuleError(
        _("没有需要这样说明的事项。"),
        article="行政处罚法第二十九条、第三十六条、第三十七条",
        remedy=_("请刷新页面，按提示的事项说明理由。"),
        field="answer",
    )


def _assert_complete(code: Code, reason: str, basis: str, until: date | None) -> None:
    if not reason.strip():
        raise RuleError(
            _("应当写明理由。"),
            article="行政处罚法第四十四条、第五十九条",
            remedy=_("请填写理由。"),
            field="reason",
        )
    if code == Code.LIMITATION_OTHER and (until is None or not basis.strip()):
        raise RuleError(
            _("适用其他法律规定的追责期限，应当写明该规定和期限届满日。"),
            article="行政处罚法第三十六条",
            remedy=_("请填写依据的法律条款和届满日期。"),
            field="until" if until is None else "basis",
        )
