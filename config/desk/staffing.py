"""Too few reviewers, on the desks of the list administrator and of the supervisors."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue
from enforcement.models import User
from legal_review import staffing


def of(user: User, on: date) -> Queue | None:
    """The visible agencies with fewer reviewers than their rules ask for; None when there is none."""
    short = [row for row in staffing.table(user.visible_agency_ids(), on) if row.short]
    if not short:
        return None
    entries = [
        Entry(
            title=str(row.agency),
            detail=_("执法人员%(officers)d名，法制审核人员%(reviewers)d名，至少应当%(needed)d名")
            % {"officers": row.officers, "reviewers": row.reviewers, "needed": row.needed},
            url=reverse("qualification-list"),
            step=_("配备法制审核人员"),
            mine=row.agency.pk == user.agency_id,
        )
        for row in short
    ]
    return Queue(
        key="staffing",
        title=_("法制审核力量不足"),
        entries=entries[:LIMIT],
        total=len(entries),
        more_url=reverse("qualification-list"),
        empty=_("法制审核人员已经配齐"),
        hint=_("法制审核人员应当不少于规定的比例，且有专人负责（国办发〔2018〕118号第十一条）。"),
    )
