"""Filing of major penalties on the desk: what the agency has to send, what waits for the organ."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import READ, Entry, Queue, urgent
from enforcement.models import User
from legal_review import filing_page
from legal_review.models import PenaltyFiling
from legal_review.models.penalty_filing import PenaltyFilingQuerySet

Status = PenaltyFiling.Status
JOINED = ("agency", "deadline", "decision__case")


def to_send(user: User, on: date) -> Queue | None:
    """Filings of the account's agency to send, to send again, or to answer; None when there are none."""
    rows = PenaltyFiling.objects.filter(agency=user.agency)
    open_ones = rows.filter(status__in=(*PenaltyFiling.UNSENT, Status.ASKED))
    steps = {Status.ASKED: _("答复询问"), Status.RETURNED: _("补正后重新报送")}
    return _queue(open_ones, on, steps, _("报送备案"), reverse("penalty-filings"))


def to_receive(user: User, on: date) -> Queue | None:
    """Filings that wait for the organ of the account, and late ones it should press for."""
    visible = PenaltyFiling.objects.visible_to(user)
    late = filing_page.overdue(visible, on).exclude(agency=user.agency)
    waiting = Q(receiver=user.agency, status__in=(Status.SENT, Status.RECEIVED))
    steps = {Status.SENT: _("接收备案"), Status.RECEIVED: _("审查备案")}
    rows = visible.filter(waiting | Q(pk__in=late.values("pk")))
    return _queue(rows, on, steps, _("督促报送（逾期）"), reverse("penalty-filing-inbox"))


def _queue(
    rows: PenaltyFilingQuerySet, on: date, steps: dict[Status, str], other: str, more: str
) -> Queue | None:
    found = rows.select_related(*JOINED).order_by("deadline__due_on", "pk")[:READ]
    entries = [
        Entry(
            title=row.filing.decision.case.title,
            detail=f"{row.filing.decision} · {row.filing.agency}",
            url=reverse("penalty-filing", args=[row.filing.pk]),
            step=steps.get(Status(row.filing.status), other),
            clock=row.clock,
            left=row.left,
        )
        for row in filing_page.shown(found, on)
    ]
    if not entries:
        return None
    return Queue(
        key="penalty-filings",
        title=_("重大行政处罚备案"),
        entries=urgent(entries),
        total=len(entries),
        more_url=more,
        empty=_("没有待办的备案"),
        hint=_("应当备案的决定作出后，系统自动列在这里。"),
    )
