"""What the record itself says of the year, as the first words of the 情况说明; a person goes on from there.

The report is a paper: its words are Chinese.
"""

from django.db.models import Count, Q

from core.models import Deadline
from disclosure.models import LedgerNumber, Publication
from enforcement.models import Decision, Officer
from legal_review.models import Qualification, Review
from recording.models import CoverageLine
from supervision.annual.scope import Scope

State = LedgerNumber.State


def parts(scope: Scope) -> dict[str, str]:
    """{part of the report: its first words} for what the portal knows."""
    return {
        "staffing": staffing(scope),
        "performance": "\n".join((published(scope), recorded(scope), reviewed(scope))),
        "remedies": remedies(scope),
    }


def staffing(scope: Scope) -> str:
    """Officers and reviewers as of the last day."""
    rows = Officer.objects.filter(agency=scope.agency, status=Officer.Status.ACTIVE)
    certified = rows.filter(pk__in=Officer.objects.certified(scope.last).values("pk"))
    reviewers = Qualification.objects.valid(scope.last).filter(agency=scope.agency)
    people = reviewers.values("account_id").distinct().count()
    return (
        f"截至{scope.last:%Y-%m-%d}，本单位在岗行政执法人员{rows.count()}名，"
        f"其中持有有效执法证件{certified.count()}名；具备资格的法制审核人员{people}名。"
    )


def published(scope: Scope) -> str:
    """行政执法公示: what became of the numbers of the year, and how many came in time."""
    rows = LedgerNumber.objects.filter(agency=scope.agency, month__startswith=f"{scope.year}-")
    told = rows.aggregate(
        issued=Count("pk"),
        published=Count("pk", filter=Q(state=State.PUBLISHED)),
        withheld=Count("pk", filter=Q(state=State.WITHHELD)),
        pending=Count("pk", filter=Q(state=State.PENDING)),
    )
    clocks = Publication.objects.filter(agency=scope.agency, decided_on__range=scope.days)
    late = clocks.filter(
        first_published_on__isnull=False, deadline__outcome=Deadline.Outcome.LATE
    ).count()
    return (
        f"行政执法公示：全年作出行政执法决定{told['issued']}件，已公开{told['published']}件"
        f"（其中逾期公开{late}件），依法不公开{told['withheld']}件，待公开{told['pending']}件。"
    )


def recorded(scope: Scope) -> str:
    """执法全过程记录: the steps that had to be recorded in sound and picture."""
    state = CoverageLine.State
    rows = CoverageLine.objects.filter(agency=scope.agency, first=True, on__range=scope.days)
    told = rows.aggregate(
        required=Count("pk"),
        covered=Count("pk", filter=Q(state=state.COVERED)),
        exempt=Count("pk", filter=Q(state=state.EXEMPT)),
        missing=Count("pk", filter=Q(state=state.MISSING)),
    )
    return (
        f"执法全过程记录：应当进行音像记录的环节{told['required']}个，已记录{told['covered']}个，"
        f"说明理由免予记录{told['exempt']}个，未记录{told['missing']}个。"
    )


def reviewed(scope: Scope) -> str:
    """重大执法决定法制审核: submissions by outcome."""
    rows = Review.objects.filter(agency=scope.agency, submitted_on__range=scope.days)
    told = rows.aggregate(
        submitted=Count("pk"),
        passed=Count("pk", filter=Q(status=Review.Status.PASSED)),
        returned=Count("pk", filter=Q(status=Review.Status.RETURNED)),
    )
    return (
        f"重大执法决定法制审核：送审{told['submitted']}件次，"
        f"审核通过{told['passed']}件次，退回{told['returned']}件次。"
    )


def remedies(scope: Scope) -> str:
    """Decisions that did not stand in the year."""
    rows = Decision.objects.filter(
        agency=scope.agency,
        status=Decision.Status.REVOKED,
        revoked_on__range=scope.days,
    )
    return f"本年度被撤销、变更或者确认违法、无效的行政执法决定{rows.count()}件。"
