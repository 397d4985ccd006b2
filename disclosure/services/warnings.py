"""Warnings of running publication duties: 3 and 1 working days left, then up the line."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from core import deadlines
from core.models import Alert, Deadline
from disclosure.models import Publication
from enforcement.models import User

Level = Alert.Level
# Role that hears of it at each level; overdue goes to the unit head, then to the supervisor.
AUDIENCE = {
    Level.WARN_3: ("publisher", "officer"),
    Level.WARN_1: ("publisher", "officer", "unithead"),
    Level.UNIT_HEAD: ("unithead",),
    Level.SUPERVISOR: ("supervisor",),
}


def levels(left: int, rules: dict[str, int]) -> list[Level]:
    """The levels reached with `left` working days remaining (negative: overdue)."""
    reached = []
    if left <= rules["alert.first_days"]:
        reached.append(Level.WARN_3)
    if left <= rules["alert.second_days"]:
        reached.append(Level.WARN_1)
    if left < 0:
        reached.append(Level.UNIT_HEAD)
    if left <= -rules["alert.supervisor_days"]:
        reached.append(Level.SUPERVISOR)
    return reached


def raise_due(on: date) -> int:
    """Raise every warning due on the day; the unique key makes a repeated sweep harmless."""
    rows = Publication.objects.filter(deadline__outcome=Deadline.Outcome.OPEN)
    rows = rows.exclude(status__in=["published", "withheld", "withdrawn", "expired"])
    raised = 0
    for row in rows.select_related("deadline", "agency", "decision"):
        raised += _raise(row, on)
    return raised


def _raise(row: Publication, on: date) -> int:
    if row.deadline is None:
        return 0
    rules = row.agency.rules()
    days = {
        key: int(rules.value(key))
        for key in ("alert.first_days", "alert.second_days", "alert.supervisor_days")
    }
    raised = 0
    for level in levels(deadlines.remaining(row.deadline, on), days):
        for user in _audience(row, level):
            _alert, created = Alert.objects.get_or_create(
                deadline=row.deadline,
                recipient=user,
                level=level,
                defaults={
                    "text": _text(row, level),
                    "url": reverse("publication-detail", args=[row.pk]),
                },
            )
            raised += created
    return raised


def _text(row: Publication, level: Level) -> str:
    due = row.deadline.due_on if row.deadline else row.decided_on
    return _("%(doc)s应当在%(due)s前公开：%(level)s。") % {
        "doc": row.decision or row.pk,
        "due": due,
        "level": Level(level).label,
    }


def _audience(row: Publication, level: Level) -> Iterable[User]:
    roles = set(AUDIENCE[level])
    if level == Level.SUPERVISOR:
        # The supervisor sits beside or above the agency in the tree.
        above = [node.pk for node in row.agency.get_ancestors()]
        siblings = row.agency.get_siblings().values_list("pk", flat=True)
        users = User.objects.filter(is_active=True, agency_id__in=[*above, *siblings])
    else:
        users = User.objects.filter(is_active=True, agency_id=row.agency_id)
    return [user for user in users if roles & set(user.roles)]
