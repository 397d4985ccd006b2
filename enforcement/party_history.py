"""An organisation across the cases of an agency, found by its code.

A natural person has no such history: it is known only inside the case it is part of (个人信息保护法 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from enforcement.gates.gap import yuan
from enforcement.models import Case, Decision, Licence, Party
from enforcement.models.kinds import ActionKind, PartyKind


@dataclass(frozen=True)
class Entry:
    """One case and the decision in it that counts, if there is one."""

    case: Case
    decision: Decision | None


@dataclass(frozen=True)
class History:
    """The cases of one organisation an account may see, the newest first. Amounts in 分."""

    names: Sequence[str]
    entries: Sequence[Entry]
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


def of(party: Party, user: Any) -> History:
    """What the agency of the row did with the organisation, as far as the account may see."""
    alike = {"party__uscc": party.uscc, "agency_id": party.agency_id}
    rows = Case.objects.visible_to(user).filter(**alike).exclude(party__kind=PartyKind.PERSON)
    rows = rows.select_related("party", "agency").prefetch_related("decisions")
    entries = [Entry(case, _decision(case)) for case in rows.order_by("-created_at")]
    fined = [row.decision for row in entries if row.decision and _punishes(row.decision)]
    return History(
        names=sorted({row.case.party.name for row in entries} | {party.name}),
        entries=entries,
        licences=list(Licence.objects.filter(case__in=rows).order_by("-pk")),
        penalties=len(fined),
        fine_cents=sum(row.fine_cents for row in fined),
        running=sum(row.case.status in (Case.Status.DRAFT, Case.Status.FILED) for row in entries),
    )


def _decision(case: Case) -> Decision | None:
    """The decision that binds; a draft is nobody's record yet."""
    bound = [row for row in case.decisions.all() if row.issued_on is not None]
    return max(bound, key=lambda row: row.created_at, default=None)


def _punishes(decision: Decision) -> bool:
    return decision.kind == ActionKind.PENALTY and decision.status != Decision.Status.REVOKED
