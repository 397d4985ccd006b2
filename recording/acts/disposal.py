"""The second person's decision on an appraisal."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from core.acts import Act
from recording.forms.disposal import OpinionForm
from recording.models import DisposalAppraisal
from recording.services import disposal


def _rows(user: Any) -> QuerySet[DisposalAppraisal]:
    rows = DisposalAppraisal.objects.visible_to(user).select_related("agency", "appraiser")
    # The right of deciding is one of one's own agency.
    return rows.filter(agency=user.agency_id)


def _home(row: DisposalAppraisal) -> tuple[str, str]:
    return str(row), reverse("disposal-detail", args=[row.pk])


def _pending(row: DisposalAppraisal) -> bool:
    return row.status == DisposalAppraisal.Status.PENDING


def _lead(row: DisposalAppraisal, on: Any) -> str:
    words = gettext(
        "拟销毁 %(n)d 件，鉴定人%(who)s。批准后逐件再次核对期限和冻结情况，原件从存储中永久删除，只保留校验值和鉴定记录。"
    )
    return words % {"n": row.items.count(), "who": row.appraiser}


DISPOSAL_APPROVE = Act[DisposalAppraisal](
    name="disposal-approve",
    permission=disposal.APPROVE,
    title=gettext_lazy("批准销毁"),
    done=gettext_lazy("已批准，后台逐件复核后销毁。"),
    rows=_rows,
    form=OpinionForm,
    do=disposal.approve,
    home=_home,
    lead=_lead,
    open=_pending,
    question=gettext_lazy("销毁后不能恢复。确认批准？"),
)
DISPOSAL_REFUSE = Act[DisposalAppraisal](
    name="disposal-refuse",
    permission=disposal.APPROVE,
    title=gettext_lazy("不予销毁"),
    done=gettext_lazy("已不予销毁，清单内证据继续保存。"),
    rows=_rows,
    form=OpinionForm,
    do=disposal.refuse,
    home=_home,
    lead=lambda row, on: gettext_lazy(
        "写明不予销毁的理由；仍需保存的，由有权限的人员延长保管期限。"
    ),
    open=_pending,
)


def offered(row: DisposalAppraisal, user: Any) -> list[tuple[str, str]]:
    """Title and address of what the account may decide; never for its own appraisal."""
    if user.agency_id != row.agency_id or user.pk == row.appraiser_id:
        return []
    acts = (DISPOSAL_APPROVE, DISPOSAL_REFUSE)
    return [
        (str(act.title), reverse(act.name, args=[row.pk])) for act in acts if act.offered(row, user)
    ]
