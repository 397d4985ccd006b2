"""Warnings of running publication duties: 3 and 1 working days left, then up the line."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.models import Alert, Deadline
from disclosure.models import Publication
from enforcement.models import Agency, CaseOfficer, User

Level = Alert.Level
WAITING = ("pending", "redacted", "approved")
# Who hears of it at each level, besides the handlers of the case; overdue goes up the line.
AUDIENCE = {
    Level.WARN_3: ("publisher",),
    Level.WARN_1: ("publisher", "unithead"),
    Level.UNIT_HEAD: ("publisher", "unithead"),
    Level.SUPERVISOR: ("supervisor",),
}
READS_QUEUE = "disclosure.view_publication"


@dataclass(frozen=True)
class Warned:
    """One warning to be given: about which publication, to whom, at which level."""

    publication: Publication
    deadline: Deadline
    recipient: User
    level: Level
    left: int

    def __str__(self) -> str:
        return f"{self.publication.pk} {self.level} {self.recipient.pk}"


def levels(left: int, days: dict[str, int]) -> list[Level]:
    """The levels that hold with `left` working days remaining (negative: overdue).

    A duty found late for the first time goes up the line at once; nobody is told then that days
    remain.
    """
    if left < -days["alert.supervisor_days"]:
        return [Level.UNIT_HEAD, Level.SUPERVISOR]
    if left < 0:
        return [Level.UNIT_HEAD]
    if left <= days["alert.second_days"]:
        return [Level.WARN_1]
    return [Level.WARN_3] if left <= days["alert.first_days"] else []


def waiting() -> list[Publication]:
    """Publications whose clock runs and which the public cannot read yet, the next due first."""
    rows = Publication.objects.filter(
        deadline__outcome=Deadline.Outcome.OPEN,
        deadline__suspended_on=None,
        status__in=WAITING,
    )
    return list(
        rows.select_related("deadline", "agency", "decision").order_by("deadline__due_on", "pk")
    )


def due(on: date) -> list[Warned]:
    """Every warning due on the day that has not been given; few queries however many rows."""
    rows = [(row, row.deadline) for row in waiting() if row.deadline is not None]
    left = deadlines.remaining_of([clock for _row, clock in rows], on)
    people = _People.of([row for row, _clock in rows])
    given = set(
        Alert.objects.filter(deadline__in=[clock for _row, clock in rows]).values_list(
            "deadline_id", "recipient_id", "level"
        )
    )
    return [
        Warned(row, clock, account, level, left[clock.pk])
        for row, clock in rows
        for level in levels(left[clock.pk], people.days(row.agency))
        for account in people.audience(row, level)
        if (clock.pk, account.pk, level.value) not in given
    ]


@transaction.atomic
def send(warned: Warned) -> bool:
    """Give one warning, once: the unique key makes a repeated or parallel sweep harmless."""
    alert, created = Alert.objects.get_or_create(
        deadline=warned.deadline,
        recipient=warned.recipient,
        level=warned.level,
        defaults={"text": text(warned), "url": link(warned)},
    )
    if created:
        audit.append(
            "alert.raise",
            obj=alert,
            agency_id=warned.publication.agency_id,
            data={"level": alert.level, "recipient": alert.recipient_id, "left": warned.left},
        )
    return created


def text(warned: Warned) -> str:
    """The warning in a sentence."""
    words = {
        "doc": str(warned.publication.decision or warned.publication.pk),
        "due": warned.deadline.due_on,
        "n": abs(warned.left),
    }
    if warned.left < 0:
        return _("%(doc)s应当在%(due)s前公开，已逾期%(n)d个工作日。") % words
    if warned.left == 0:
        return _("%(doc)s应当在%(due)s前公开，今日到期。") % words
    return _("%(doc)s应当在%(due)s前公开，剩余%(n)d个工作日。") % words


def link(warned: Warned) -> str:
    """Where the recipient can act or look: the publication, or the case for its handlers."""
    row = warned.publication
    if warned.recipient.has_perm(READS_QUEUE) or row.decision is None:
        return reverse("publication-detail", args=[row.pk])
    return reverse("case-publication", args=[row.decision.case_id])


@dataclass
class _People:
    """Accounts and rules of the agencies concerned, read once for all rows."""

    staff: dict[int, list[User]]
    handlers: dict[object, list[User]]
    overseers: list[User] | None = None
    rules: dict[int, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Publication]) -> "_People":
        rows = list(rows)
        staff: dict[int, list[User]] = defaultdict(list)
        keys = {row.agency_id for row in rows}
        for account in User.objects.filter(is_active=True, agency_id__in=keys).order_by("pk"):
            staff[account.agency_id or 0].append(account)
        handlers: dict[object, list[User]] = defaultdict(list)
        cases = [row.decision.case_id for row in rows if row.decision is not None]
        parts = CaseOfficer.objects.filter(case__in=cases, until=None).order_by("pk")
        for part in parts.select_related("officer__account"):
            handler = part.officer.account
            if handler is not None and handler.is_active:
                handlers[part.case_id].append(handler)
        return cls(staff, handlers)

    def days(self, agency: Agency) -> dict[str, int]:
        """The numbers of working days at which the agency's rules warn."""
        if agency.pk not in self.rules:
            profile = agency.rules()
            self.rules[agency.pk] = {
                key: int(profile.value(key))
                for key in ("alert.first_days", "alert.second_days", "alert.supervisor_days")
            }
        return self.rules[agency.pk]

    def audience(self, row: Publication, level: Level) -> list[User]:
        """The accounts that hear of the row at the level, each once."""
        if level == Level.SUPERVISOR:
            return self._supervisors(row.agency)
        roles = set(AUDIENCE[level])
        found = [account for account in self.staff[row.agency_id] if roles & set(account.roles)]
        case = row.decision.case_id if row.decision is not None else None
        found += self.handlers[case]
        return list({account.pk: account for account in found}.values())

    def _supervisors(self, agency: Agency) -> list[User]:
        """Supervisors whose field of view covers the agency (User.visible_agency_ids)."""
        if self.overseers is None:
            self.overseers = supervisors()
        return [row for row in self.overseers if agency.path.startswith(top_of(row))]


def supervisors() -> list[User]:
    """Every active account that supervises an agency."""
    text = Cast("roles", TextField())
    rows = User.objects.filter(is_active=True, agency__isnull=False).annotate(role_text=text)
    found = rows.filter(role_text__contains='"supervisor"').select_related("agency")
    return list(found.order_by("pk"))


def top_of(supervisor: User) -> str:
    """Tree path of the topmost agency a supervisor sees: the parent of his own, if it has one."""
    path = str(supervisor.agency.path) if supervisor.agency else ""
    return path[: -Agency.steplen] or path
