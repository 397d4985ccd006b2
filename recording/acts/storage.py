"""Telling the return to the unit, and that a recording is to be kept for good."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from core.acts import Act
from enforcement.models import Case
from recording import kinds
from recording.acts.retention import custody_of
from recording.forms.storage import ReturnForm, SpecialForm
from recording.models import Evidence, FieldReturn, Step
from recording.retention import term_of
from recording.services import field_returns, retention


def _steps(user: Any) -> QuerySet[Step]:
    rows = Step.objects.select_related("case__agency").filter(
        case__in=Case.objects.visible_to(user)
    )
    return rows


def _untold(row: Step) -> bool:
    open_case = row.case.status != Case.Status.ARCHIVED
    return open_case and not FieldReturn.objects.filter(step=row).exists()


def _items(user: Any) -> QuerySet[Evidence]:
    return Evidence.objects.visible_to(user).select_related("case__agency", "blob", "step")


def _not_for_good(row: Evidence) -> bool:
    term = term_of(row)
    return term.open or term.until is not None


def _lead(row: Step, on: Any) -> str:
    words = gettext(
        "%(case)s：%(at)s 的%(step)s。音像记录应当当日储存；确实不能的，从返回单位起计算储存时限。登记后不能更改。"
    )
    told = {"case": row.case.title, "at": f"{timezone.localtime(row.at):%m-%d %H:%M}"}
    return words % {**told, "step": kinds.step_kinds()[row.kind].label}


FIELD_RETURN = Act[Step](
    name="field-return",
    permission=field_returns.RECORD,
    title=gettext_lazy("登记返回单位"),
    done=gettext_lazy("已登记返回单位时间，请在规定时间内上传音像记录。"),
    rows=_steps,
    form=ReturnForm,
    do=field_returns.record,
    home=lambda row: (str(gettext_lazy("待储存的音像记录")), reverse("storage-list")),
    open=_untold,
    lead=_lead,
)
RETENTION_SPECIAL = Act[Evidence](
    name="retention-special",
    permission="recording.add_evidence",
    title=gettext_lazy("登记特殊情形"),
    done=gettext_lazy("已登记，永久保管。"),
    rows=_items,
    form=SpecialForm,
    do=retention.special,
    home=custody_of,
    open=_not_for_good,
    lead=lambda row, on: gettext_lazy(
        "一般资料用作证据、反映妨碍执法或者重大事件的，转为永久保管，不能改回。"
    ),
)
