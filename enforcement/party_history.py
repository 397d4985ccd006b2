"""An organisation across the cases of an agency, found by its code.

A natural person has no such history: it is known only inside the case it is part of (个人信息保护法 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from enforcement.gates.content import PUNISHED
from enforcement.gates.gap import yuan
from enforcement.models import Case, CaseOfficer, Decision, Party
from enforcement.models.kinds import ActionKind, PartyKind

RUNNING = (Case.Status.DRAFT, Case.Status.FILED)


@dataclass(frozen=True)
class History:
    """The cases of one organisation an account may see, in numbers. Amounts in 分."""

    names: Sequence[str]
    cases: int
    running: int
    penalties: int
    fine_cents: int

    @property
    def fines(self) -> str:
        """The fines in words of money."""
        return yuan(self.fine_cents)


def has_page(party: Party) -> bool:
    """Whether the party is an organisation known by its code."""
    return party.kind != PartyKind.PERSON and bool(party.uscc)


def cases_of(party: Party, user: Any) -> QuerySet[Case]:
    """The cases of the agency of the row with the organisation, as far as the account may see.

    A case whose record is sealed by law (治安管理处罚法 136) is there for its handlers and for the
    heads of its agency only: a list over cases is no query for the purpose of one.
    """
    alike = {"party__uscc": party.uscc, "agency_id": party.agency_id}
    rows = Case.objects.visible_to(user).filter(**alike).exclude(party__kind=PartyKind.PERSON)
    handled = CaseOfficer.objects.filter(officer__account=user.pk, until=None).values("case_id")
    open_to = Q(sealed=False) | Q(pk__in=handled)
    if user.has_perm("enforcement.approve_filing"):
        open_to |= Q(agency_id=user.agency_id)
    return rows.filter(open_to)


def of(party: Party, cases: QuerySet[Case]) -> History:
    """What the cases come to; a fixed number of queries."""
    rows = cases.order_by()
    counted = rows.aggregate(all=Count("pk"), running=Count("pk", filter=Q(status__in=RUNNING)))
    imposed = _penalties(rows).aggregate(all=Count("pk"), cents=Sum("fine_cents"))
    names = rows.values_list("party__name", flat=True).distinct()
    return History(
        names=sorted({*names, party.name}),
        cases=counted["all"],
        running=counted["running"],
        penalties=imposed["all"],
        fine_cents=imposed["cents"] or 0,
    )


def _penalties(rows: QuerySet[Case]) -> QuerySet[Decision]:
    """The penalties that were imposed and stand; a decision not to punish is none."""
    made = Decision.objects.filter(
        case__in=rows, kind=ActionKind.PENALTY, outcome=PUNISHED, issued_on__isnull=False
    )
    return made.exclude(status=Decision.Status.REVOKED)
