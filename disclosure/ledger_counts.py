"""What became of the numbers: issued = published + withheld + pending, by month and agency."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure import eligibility
from disclosure.models import LedgerNumber
from enforcement.profiles import NATIONAL, load

State = LedgerNumber.State
MONTHS = 36
LATE = 50  # late numbers named on the page
REASONS = {
    **{code: label for code, (label, _article) in eligibility.REASONS.items()},
    **{row["code"]: row["label"] for row in load(NATIONAL).withholding()},
    "sealed": gettext_lazy("违反治安管理的记录依法封存"),
    "minor": gettext_lazy("当事人为未成年人"),
    "revoked": gettext_lazy("公开前已被撤销、变更或者确认违法、无效"),
}


def counted(rows: QuerySet[LedgerNumber], on: date, *by: str) -> QuerySet[Any]:
    """issued, published, withheld, pending and, of these, late, for each value of the columns."""
    pending = Q(state=State.PENDING)
    found: QuerySet[Any] = rows.values(*by).annotate(
        issued=Count("pk"),
        published=Count("pk", filter=Q(state=State.PUBLISHED)),
        withheld=Count("pk", filter=Q(state=State.WITHHELD)),
        pending=Count("pk", filter=pending),
        late=Count("pk", filter=pending & Q(due_on__lt=on)),
    )
    return found


def by_month(on: date) -> list[dict[str, Any]]:
    """The newest months, newest first."""
    return list(counted(LedgerNumber.objects.all(), on, "month").order_by("-month")[:MONTHS])


def by_agency(month: str, on: date) -> list[dict[str, Any]]:
    """The agencies of one month, in the order of their keys."""
    rows = LedgerNumber.objects.filter(month=month)
    names = ("agency_id", "agency__name", "agency__status")
    return list(counted(rows, on, *names).order_by("agency_id"))


def reasons(month: str) -> list[tuple[str, int]]:
    """(reason in words, how many) of what was withheld in one month."""
    rows = LedgerNumber.objects.filter(month=month, state=State.WITHHELD)
    found = rows.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    return [(str(REASONS.get(code, _("其他法定事由"))), count) for code, count in found]


def late(month: str, on: date) -> list[LedgerNumber]:
    """The numbers of one month that are late, the longest first."""
    rows = LedgerNumber.objects.filter(month=month, state=State.PENDING, due_on__lt=on)
    return list(rows.select_related("agency").order_by("due_on", "pk")[:LATE])
