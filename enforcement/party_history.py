"""An organisation across the cases of an agency, found by its code.

A natural person has no such history: it is known only inside the case it is part of (个人信息保护法 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from core.pages import cursor_page
from enforcement.gates.content import PUNISHED
from enforcement.gates.gap import yuan
from enforcement.models import Case, Decision, Licence, Party
from enforcement.models.kinds import ActionKind, PartyKind

PAGE = 25
RUNNING = (Case.Status.DRAFT, Case.Status.FILED)


@dataclass(frozen=True)
class Entry:
    """One case and the decision in it that counts, if there is one."""

    case: Case
    decision: Decision | None


@dataclass(frozen=True)
class History:
    """The cases of one organisation an account may see. Amounts in 分.

    `entries` is one page of them, the newest first, `next_cursor` where the next one begins; every
    number is of all of them.
    """

    names: Sequence[str]
    entries: Sequence[Entry]
    next_cursor: str
    cases: int
    licences: Sequence[Licence]
    penalties: int
    fine_cents: int
    running: int

    @property
    def fines(self) -> str:
        """The fines in words of money."""
        return yuan(self.fine_cents)


def has_page(party: Party) -> bool:
    """Whether the party is an organisation known by its code."""
    return party.kind != PartyKind.PERSON and bool(party.uscc)


def of(party: Party, user: Any, after: str = "") -> History:
    """What the agency of the row did with the organisation, as far as the account may see."""
    alike = {"party__uscc": party.uscc, "agency_id": party.agency_id}
    rows = Case.objects.visible_to(user).filter(**alike).exclude(party__kind=PartyKind.PERSON)
    full = rows.select_related("party", "agency").prefetch_related("decisions")
    page = cursor_page(full, after, size=PAGE, field="created_at")
    names = rows.order_by().values_list("party__name", flat=True).distinct()
    penalties = _penalties(rows)
    return History(
        names=sorted({*names, party.name}),
        entries=[Entry(case, _decision(case)) for case in page.rows],
        next_cursor=page.next_cursor,
        cases=rows.count(),
        licences=list(Licence.objects.filter(case__in=rows).order_by("-pk")),
        penalties=penalties.count(),
        fine_cents=penalties.aggregate(total=Sum("fine_cents"))["total"] or 0,
        running=rows.filter(status__in=RUNNING).count(),
    )


def _penalties(rows: QuerySet[Case]) -> QuerySet[Decision]:
    """The penalties that were imposed and stand; a decision not to punish is none."""
    made = Decision.objects.filter(
        case__in=rows, kind=ActionKind.PENALTY, outcome=PUNISHED, issued_on__isnull=False
    )
    return made.exclude(status=Decision.Status.REVOKED)


def _decision(case: Case) -> Decision | None:
    """The decision that binds; a draft is nobody's record yet."""
    bound = [row for row in case.decisions.all() if row.issued_on is not None]
    return max(bound, key=lambda row: row.created_at, default=None)
