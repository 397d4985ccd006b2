"""Telling when the officers came back to the unit, and why nothing was stored the same day."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Case, User
from enforcement.services import cases
from recording import owed
from recording.models import FieldReturn, Step
from recording.services import documents

RECORD = "enforcement.record_step"


@transaction.atomic
def record(step: Step, *, by: User, returned_at: datetime, reason: str) -> FieldReturn:
    """登记返回单位: from here on the hours run within which the step's recordings are stored.

    Once for each step. RuleError for a time before its end or ahead, a return on the same day, no
    reason, a return told already.
    """
    demand(by, RECORD)
    cases.assert_handler(step.case, by)
    locked = Case.objects.select_for_update().select_related("agency").get(pk=step.case_id)
    documents.refuse_archived(locked)
    article = locked.agency.rules().article(owed.UPLOAD_PERIOD)
    if FieldReturn.objects.filter(step=step).exists():
        raise RuleError(
            _("本环节已经登记返回单位时间，不能更改。"),
            article=article,
            remedy=_("请尽快上传；已逾期的，上传时写明理由。"),
        )
    _assert_plausible(step, returned_at, article)
    return keep(locked, step, by=by, returned_at=returned_at, reason=reason, article=article)


def _assert_plausible(step: Step, returned_at: datetime, article: str) -> None:
    if not owed.ended(step) <= returned_at <= timezone.now():
        raise RuleError(
            _("返回单位时间应当在活动结束之后、现在之前。"),
            article=article,
            remedy=_("请核对时间。"),
            field="returned_at",
        )


def keep(
    case: Case,
    step: Step | None,
    *,
    by: User,
    returned_at: datetime,
    reason: str,
    article: str,
) -> FieldReturn:
    """The row and its entry in the log; inside a transaction only."""
    if not reason.strip():
        raise RuleError(
            _("没有写明未能当日储存的理由。"),
            article=article,
            remedy=_("写明路途、时间、网络等客观情形。"),
            field="reason",
        )
    row = FieldReturn.objects.create(
        case=case, step=step, returned_at=returned_at, reason=reason.strip(), created_by=by
    )
    data = {"step": step.pk if step else None, "returned_at": returned_at, "reason": row.reason}
    audit.append("fieldreturn.record", obj=row, actor=by, data=data)
    return row
