"""Who hears of a clock that runs out, and when: handlers, roles of the agency, its supervisors."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from core.models import Alert
from enforcement.models import Agency, CaseOfficer, User

Level = Alert.Level
DAY_KEYS = ("alert.first_days", "alert.second_days", "alert.supervisor_days")


def levels(left: int, days: dict[str, int]) -> list[Level]:
    """The levels that hold with `left` working days remaining (negative: overdue).

    A duty found late for the first time goes up the line at once; nobody is told then that days
    remain.
    """
    if left < 0:
        return overdue(left, days["alert.supervisor_days"])
    if left <= days["alert.second_days"]:
        return [Level.WARN_1]
    return [Level.WARN_3] if left <= days["alert.first_days"] else []


def overdue(left: int, supervisor_days: int) -> list[Level]:
    """Up the line: the head of the unit, and the supervisors once it lasts."""
    if left < -supervisor_days:
        return [Level.UNIT_HEAD, Level.SUPERVISOR]
    return [Level.UNIT_HEAD]


@dataclass
class People:
    """Accounts and rules of the agencies concerned, read once for all rows."""

    staff: dict[int, list[User]]
    handlers: dict[UUID | None, list[User]]
    overseers: list[User] | None = None
    rules: dict[int, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, agencies: Iterable[int], cases: Iterable[UUID]) -> "People":
        """The active accounts of the agencies, and the handlers of the cases."""
        staff: dict[int, list[User]] = defaultdict(list)
        accounts = User.objects.filter(is_active=True, agency_id__in=set(agencies))
        for account in accounts.order_by("pk"):
            staff[account.agency_id or 0].append(account)
        handlers: dict[UUID | None, list[User]] = defaultdict(list)
        parts = CaseOfficer.objects.filter(case__in=set(cases), until=None).order_by("pk")
        for part in parts.select_related("officer__account"):
            handler = part.officer.account
            if handler is not None and handler.is_active:
                handlers[part.case_id].append(handler)
        return cls(staff, handlers)

    def days(self, agency: Agency) -> dict[str, int]:
        """The numbers of working days at which the agency's rules warn."""
        if agency.pk not in self.rules:
            profile = agency.rules()
            self.rules[agency.pk] = {key: int(profile.value(key)) for key in DAY_KEYS}
        return self.rules[agency.pk]

    def audience(
        self, agency: Agency, case: UUID | None, level: Level, roles: Iterable[str]
    ) -> list[User]:
        """The accounts that hear of a row at the level, each once; `roles` besides the handlers."""
        if level == Level.SUPERVISOR:
            return self._supervisors(agency)
        wanted = set(roles)
        found = [account for account in self.staff[agency.pk] if wanted & set(account.roles)]
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
