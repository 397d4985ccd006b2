"""What a handler does with a complaint."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.acts import Act, DayActForm
from disclosure.complaint_forms import DeclineForm, ExtendForm, FoundForm
from disclosure.models import Complaint
from disclosure.models.complaint import HANDLE, ComplaintQuerySet
from disclosure.services import complaints

Status = Complaint.Status


def rows(user: Any) -> ComplaintQuerySet:
    """The complaints an account handles."""
    found: ComplaintQuerySet = Complaint.objects.visible_to(user).select_related("unit")
    return found


def home(row: Complaint) -> tuple[str, str]:
    """The page of the complaint."""
    return str(row), reverse("complaint-detail", args=[row.pk])


COMPLAINT_ACCEPT = Act(
    name="complaint-accept",
    permission=HANDLE,
    title=_("受理投诉举报"),
    done=_("已受理，办理期限从今日起算。"),
    rows=rows,
    form=DayActForm,
    do=complaints.accept,
    home=home,
    open=lambda row: row.status == Status.RECEIVED,
)
COMPLAINT_DECLINE = Act(
    name="complaint-decline",
    permission=HANDLE,
    title=_("不予受理"),
    done=_("已告知不予受理。"),
    rows=rows,
    form=DeclineForm,
    do=complaints.decline,
    home=home,
    lead=lambda row, on: _(
        "属于其他途径的，应当告知该途径；名为投诉、实为信访等诉求的，选择相应途径。"
    ),
    open=lambda row: row.status == Status.RECEIVED,
)
COMPLAINT_EXTEND = Act(
    name="complaint-extend",
    permission=HANDLE,
    title=_("延长办理期限"),
    done=_("已延长办理期限。"),
    rows=rows,
    form=ExtendForm,
    do=complaints.extend,
    home=home,
    open=lambda row: row.status == Status.ACCEPTED and row.extended_on is None,
)
COMPLAINT_ANSWER = Act(
    name="complaint-answer",
    permission=HANDLE,
    title=_("答复投诉举报人"),
    done=_("已答复。"),
    rows=rows,
    form=FoundForm,
    do=complaints.answer,
    home=home,
    open=lambda row: row.status == Status.ACCEPTED,
)
COMPLAINT_ACTS = (COMPLAINT_ACCEPT, COMPLAINT_ANSWER, COMPLAINT_DECLINE, COMPLAINT_EXTEND)
