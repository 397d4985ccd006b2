"""When a recording was made and when it came: the same day, else in hours after the return, with the reason.

国办发〔2018〕118号第八条; 三政办〔2019〕16号三（二）4.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core import periods
from core.errors import RuleError
from enforcement.models import Case, Officer, User
from recording import completeness
from recording.models import FieldReturn, Step
from recording.owed import UPLOAD_PERIOD
from recording.services import field_returns


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Where and when a recording was made, and how it came to the unit (domain §8.4)."""

    step: Step | None = None
    full_recording: bool = False
    device_no: str = ""
    recorder: Officer | None = None
    place: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    late_reason: str = ""

    def columns(self) -> dict[str, Any]:
        """The same by column of Evidence."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "late_reason": self.late_reason.strip()}


def settle(case: Case, taking: Taking, *, by: User, media: str, at: datetime) -> Taking:
    """The taking as it is kept, when a recording of it may come in at this time.

    One that came after its day, but in time after the return to the unit, carries the return and its
    reason as a FieldReturn and is not late: its `late_reason` is empty. RuleError for times that cannot
    be, for a late recording without a reason, for one not stored the same day without a reason.
    """
    if media not in completeness.AUDIOVISUAL:
        return taking
    article = case.agency.rules().article(UPLOAD_PERIOD)
    _assert_times(taking, at, article)
    if same_day(taking, at):
        return taking
    back = told_return(case, taking)
    told = taking if back is None else replace(taking, returned_at=back.returned_at)
    if not in_time(case, told, at):
        if not taking.late_reason.strip():
            raise _late(case, article)
        return told
    if back is None:
        _note(case, told, by, article)
    return replace(told, late_reason="")


def _assert_times(taking: Taking, at: datetime, article: str) -> None:
    if taking.started_at is None:
        raise RuleError(
            _("音像资料应当注明记录开始时间。"),
            article=article,
            remedy=_("请按设备显示的时间填写。"),
            field="started_at",
        )
    ended = taking.ended_at or taking.started_at
    if ended < taking.started_at or ended > at:
        raise RuleError(
            _("记录的起止时间不合理：结束不得早于开始，也不得晚于上传。"),
            article=article,
            remedy=_("请核对起止时间。"),
            field="ended_at" if taking.ended_at else "started_at",
        )


def _late(case: Case, article: str) -> RuleError:
    period = case.agency.rules().period(UPLOAD_PERIOD)
    return RuleError(
        _("应当在执法活动当日、至迟在返回单位后%(limit)s内上传，现已超过。")
        % {"limit": period.words()},
        article=article,
        remedy=_("请填写返回单位时间；确已逾期的，请写明逾期上传的理由。"),
        field="late_reason",
    )


def _note(case: Case, taking: Taking, by: User, article: str) -> None:
    """Keep the return that was told with the recording itself, and its reason."""
    if not taking.late_reason.strip():
        raise RuleError(
            _("没有当日储存，应当写明理由。"),
            article=article,
            remedy=_("请写明路途、时间、网络等客观情形，或者先登记返回单位的时间和理由。"),
            field="late_reason",
        )
    if taking.returned_at is not None:
        field_returns.keep(
            case,
            taking.step,
            by=by,
            returned_at=taking.returned_at,
            reason=taking.late_reason,
            article=article,
        )


def told_return(case: Case, taking: Taking) -> FieldReturn | None:
    """The return already told of the step, which goes before a later word; of recordings without a
    step one of the same moment."""
    rows = FieldReturn.objects.filter(case=case, step=taking.step)
    if taking.step is None and taking.returned_at is None:
        return None
    if taking.step is None and taking.returned_at is not None:
        rows = rows.filter(returned_at=taking.returned_at)
    return rows.last()


def same_day(taking: Taking, at: datetime) -> bool:
    """Whether a recording came in on the day it was made."""
    ended = taking.ended_at or taking.started_at or at
    return timezone.localtime(ended).date() == timezone.localtime(at).date()


def in_time(case: Case, taking: Taking, at: datetime) -> bool:
    """Whether a recording came in the same day, or in time after the return to the unit.

    A return before the end of the recording, or still ahead, proves nothing."""
    if same_day(taking, at):
        return True
    ended = taking.ended_at or taking.started_at or at
    if taking.returned_at is None or not ended <= taking.returned_at <= at:
        return False
    return at <= periods.until(case.agency.rules().period(UPLOAD_PERIOD), taking.returned_at)
