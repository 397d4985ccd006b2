"""The yearly report on the desk of who writes and who publishes it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import Entry, Queue
from enforcement.models import User
from supervision.models import YearlyReport
from supervision.models.yearly import PUBLISH, WRITE
from supervision.services import report_clock
from supervision.services.report_clock import Owed


def of(user: User, on: date) -> Queue | None:
    """The report the account's agency owes, in its last days and until it is published; else None."""
    found = report_clock.owed(user.agency, on) if user.agency else None
    if found is None or not mine(user, found):
        return None
    left = found.left(on)
    words = {"due": f"{found.due_on:%Y-%m-%d}", "n": abs(left)}
    late = (
        _("应当在%(due)s前公布，已逾期%(n)d日")
        if left < 0
        else _("应当在%(due)s前公布，剩余%(n)d日")
    )
    entry = Entry(
        title=_("%(year)s年度行政执法统计年报") % {"year": found.year},
        detail=late % words,
        url=found.url,
        step=step(found.row),
    )
    return Queue("yearly-reports", _("统计年报"), [entry], "", "", reverse("yearly-reports"), 1)


def mine(user: User, found: Owed) -> bool:
    """Whether what comes next is for the account: writing, or publishing what is frozen."""
    frozen = found.row is not None and found.row.status == YearlyReport.Status.FROZEN
    return user.has_perm(PUBLISH if frozen else WRITE)


def step(row: YearlyReport | None) -> str:
    """What to do next."""
    if row is None:
        return _("起草年报")
    return _("公布") if row.status == YearlyReport.Status.FROZEN else _("填写并定稿")
