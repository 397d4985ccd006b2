"""What a decision owes before it is made: one table, asked by its gates and by its case file.

A gate asks whether the thing was done, the file (recording/completeness.py) whether its paper is
there. Both ask by the same row whether it is owed at all, so neither can demand what the other does
not know.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from enforcement import discussions, review_scope
from enforcement.gates.content import PUNISHED
from enforcement.gates.discretion import approval_owed
from enforcement.models import Decision, Defence, Hearing, Incident, PermitHearing
from enforcement.models.hearing import HearingQuerySet
from enforcement.models.kinds import ActionKind, Procedure

Test = Callable[[Decision, date], bool]


def noticed(decision: Decision, on: date) -> bool:
    """A penalty that is not imposed on the spot is told beforehand (行政处罚法 44)."""
    return (
        decision.kind == ActionKind.PENALTY
        and decision.outcome == PUNISHED
        and decision.case.procedure != Procedure.SIMPLE
    )


def defences(decision: Decision) -> QuerySet[Defence]:
    """What the party said against any notice of the decision."""
    return Defence.objects.filter(notice__decision=decision)


def hearings(decision: Decision) -> HearingQuerySet:
    """The hearings on any notice of the decision in which something was said."""
    return Hearing.objects.filter(notice__decision=decision).heard()


def defended(decision: Decision, on: date) -> bool:
    """What the party said against a notice is examined again (行政处罚法 45)."""
    return defences(decision).exists()


def heard(decision: Decision, on: date) -> bool:
    """A hearing that took place has its record (行政处罚法 64, 65; 行政许可法 48)."""
    if hearings(decision).filter(held_on__isnull=False).exists():
        return True
    if decision.kind != ActionKind.PERMIT:
        return False
    rows = PermitHearing.objects.filter(application__case=decision.case)
    return rows.filter(closed_on__isnull=False).exists()


def reported(decision: Decision, on: date) -> bool:
    """Who presided at a hearing that was closed reports on it (行政处罚法 64)."""
    return hearings(decision).filter(status=Hearing.Status.CLOSED).exists()


def reviewed(decision: Decision, on: date) -> bool:
    """Legal review, by the lists of the day or by what the handler judged (行政处罚法 58)."""
    return decision.review_required or bool(review_scope.match(decision, on))


def discussed(decision: Decision, on: date) -> bool:
    """Discussion by the heads, by the lists of the day or because a person asked (行政处罚法 57)."""
    return decision.discussion_required or bool(discussions.grounds(decision, on))


def resumed(decision: Decision, on: date) -> bool:
    """An investigation that was suspended is taken up again by a decision."""
    rows = decision.case.incidents.filter(kind=Incident.Kind.SUSPENSION)
    return rows.filter(status=Incident.Status.DONE).exists()


OWED: dict[str, Test] = {
    "notice": noticed,
    "defence": defended,
    "hearing_record": heard,
    "hearing_report": reported,
    "review": reviewed,
    "discussion": discussed,
    "departure_approval": approval_owed,
    "suspension": resumed,
}


def owes(decision: Decision, what: str, on: date) -> bool:
    """Whether the decision of the day owes the thing; `what` is a key of OWED."""
    return OWED[what](decision, on)
