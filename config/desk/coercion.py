"""What awaits the head in coercion: measures asked for or done in an emergency, executions urged."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import READ, Clocks, Entry, Queue, urgent
from enforcement.models import ForcedExecution, Measure, User

Status = Measure.Status


def to_approve(user: User, on: date) -> Queue:
    """Measures to approve, first those already carried out, and executions to decide."""
    entries = [*_measures(user, on), *_executions(user, on)]
    return Queue(
        key="coercion",
        title=_("待审批的行政强制"),
        entries=urgent(entries),
        total=len(entries),
        empty=_("没有待审批的行政强制"),
        hint=_("承办人报请强制措施并登记清单后，在这里审批；紧急实施的应当限时补办。"),
    )


def _measures(user: User, on: date) -> list[Entry]:
    unapproved = Q(status=Status.IN_FORCE, emergency=True, approved_at=None)
    rows = Measure.objects.visible_to(user).filter(case__agency=user.agency)
    rows = rows.filter(unapproved | Q(status=Status.PLANNED)).exclude(items=None)
    found = list(rows.select_related("case").order_by("created_at", "pk")[:READ])
    clocks = Clocks.of({"measure": [str(row.pk) for row in found]}, on)
    entries = []
    for row in found:
        clock, left = clocks.next(("measure", str(row.pk)))
        late = row.status == Status.IN_FORCE
        entries.append(
            Entry(
                title=row.case.title,
                detail=f"{row.get_kind_display()} · {row.case.number}",
                url=reverse("measure-judge", args=[row.pk]),
                step=_("补办强制措施审批") if late else _("审批强制措施"),
                clock=clock,
                left=left,
            )
        )
    return entries


def _executions(user: User, on: date) -> list[Entry]:
    """Executions whose time to perform has passed."""
    rows = ForcedExecution.objects.visible_to(user).filter(
        case__agency=user.agency, status=ForcedExecution.Status.URGED, perform_until__lt=on
    )
    return [
        Entry(
            title=row.case.title,
            detail=f"{row.get_way_display()} · {row.urging_no}",
            url=reverse("forced-decide", args=[row.pk]),
            step=_("作出强制执行决定"),
        )
        for row in rows.select_related("case").order_by("perform_until", "pk")[:READ]
    ]
