"""The rows behind each number of the yearly statistics: one QuerySet, or one for each place they lie in.

A number is the count of its rows and nothing else, so the page behind it lists what was counted.
Received records (of another system of the agency) count like decisions of the portal: see received.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    Max,
    Q,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from disclosure.models import Complaint
from enforcement import circumstances
from enforcement.gates import PUNISHED
from enforcement.models import (
    Application,
    CourtApplication,
    Decision,
    ForcedExecution,
    Incident,
    InspectionTask,
    Measure,
    Officer,
    Payment,
    Proceeding,
    Stay,
    Substitution,
    Tier,
)
from enforcement.models import Case as EnforcementCase
from enforcement.models.kinds import ActionKind
from enforcement.profiles import Row
from supervision.annual import received
from supervision.annual.scope import Scope

OTHER = "other"
EASES = circumstances.EASES
LESS = (Tier.Degree.LIGHTER, Tier.Degree.REDUCED)
GRANTED, REFUSED, REVOKED = "granted", "refused", "revoked"


@dataclass(frozen=True)
class Source:
    """Rows of one table; how a list shows them: lookups of the day, the number, title and case.

    `case` "" for rows that belong to no case of the portal.
    """

    rows: Any
    day: str
    number: str
    title: str
    case: str = "case_id"


def total(sources: Iterable[Source]) -> int:
    """How many rows."""
    return sum(source.rows.count() for source in sources)


def decisions(scope: Scope, kind: str, **wanted: Any) -> Source:
    """Decisions of a kind made in the year, by the date of the decision."""
    rows = Decision.objects.issued().filter(
        agency=scope.agency, kind=kind, issued_on__range=scope.days, **wanted
    )
    return Source(rows, "issued_on", "doc_no", "case__title")


def records(scope: Scope, kind: str) -> Source:
    """Received records of decisions made in the year."""
    return _sent(received.records(scope, kind))


def _sent(rows: Any, day: str = "decided_on") -> Source:
    return Source(rows, day, "fields__doc_no", "fields__title", case="")


# ---------------------------------------------------------------------------------- 表一
def penalties(scope: Scope) -> list[Source]:
    """Penalties with their `level`: one decision is one 宗, under its heaviest kind."""
    own = decisions(scope, ActionKind.PENALTY, outcome=PUNISHED)
    rows = own.rows if scope.counts_revoked else own.rows.exclude(status=Decision.Status.REVOKED)
    kinds = Cast("penalty_kinds", TextField())
    sent = records(scope, ActionKind.PENALTY)
    sent = replace(sent, rows=sent.rows.exclude(pk__in=received.spared(scope).values("pk")))
    told = Cast(KeyTextTransform("penalty_kinds", "fields"), TextField())
    return [
        Source(_levelled(rows, kinds, scope.levels), own.day, own.number, own.title, own.case),
        Source(
            _levelled(sent.rows, told, scope.levels),
            *(sent.day, sent.number, sent.title, sent.case),
        ),
    ]


def _levelled(rows: Any, kinds: Any, levels: Sequence[Row]) -> Any:
    # The heaviest is asked first; what names none of the kinds is "other" (没有列明的).
    heavy = [row for row in reversed(levels) if row["key"] != OTHER]
    whens = [When(_names(row["kinds"]), then=Value(row["key"])) for row in heavy]
    level = Case(*whens, default=Value(OTHER), output_field=CharField())
    return rows.annotate(kinds_text=kinds).annotate(level=level)


def _names(kinds: Iterable[str]) -> Q:
    wanted = Q()
    for kind in kinds:
        wanted |= Q(kinds_text__contains=f'"{kind}"')
    return wanted


def of_level(scope: Scope, level: str) -> list[Source]:
    """The penalties of one level."""
    return [narrowed(source, level=level) for source in penalties(scope)]


def narrowed(source: Source, **wanted: Any) -> Source:
    """The rows of the source that answer the lookups."""
    return replace(source, rows=source.rows.filter(**wanted))


def amount_cents(scope: Scope) -> int:
    """罚没金额 as the decisions say, not as collected; goods without a determined value add nothing."""
    own, sent = penalties(scope)
    both = Sum(F("fine_cents") + F("confiscated_cents"))
    told = sum(
        int(sent.rows.aggregate(cents=Coalesce(Sum(_cents(key)), 0))["cents"])
        for key in ("fine_cents", "confiscated_cents")
    )
    return int(own.rows.aggregate(cents=Coalesce(both, 0))["cents"]) + told


def _cents(key: str) -> Any:
    return Cast(KeyTextTransform(key, "fields"), BigIntegerField())


def with_money(scope: Scope) -> list[Source]:
    """The penalties whose decision names an amount."""
    own, sent = penalties(scope)
    money = Q(fine_cents__gt=0) | Q(confiscated_cents__gt=0)
    told = sent.rows.annotate(
        fine=Coalesce(_cents("fine_cents"), 0), taken=Coalesce(_cents("confiscated_cents"), 0)
    )
    found = told.filter(Q(fine__gt=0) | Q(taken__gt=0))
    return [
        Source(own.rows.filter(money), own.day, own.number, own.title, own.case),
        Source(found, sent.day, sent.number, sent.title, sent.case),
    ]


# ---------------------------------------------------------------------------------- 表二
def applications(scope: Scope, day: str) -> list[Source]:
    """Applications by the day they were handed in, or accepted. Consultation leaves no application."""
    rows = Application.objects.filter(case__agency=scope.agency, **{f"{day}__range": scope.days})
    return [Source(rows, day, "case__number", "case__title")]


def granted(scope: Scope) -> list[Source]:
    """准予: new, changed and renewed permits, those deemed renewed, and received records."""
    deemed = Proceeding.objects.filter(
        case__agency=scope.agency,
        settled=Proceeding.Settled.DEEMED,
        settled_on__range=scope.days,
    )
    return [
        decisions(scope, ActionKind.PERMIT, outcome=GRANTED),
        Source(deemed, "settled_on", "case__number", "case__title"),
        records(scope, ActionKind.PERMIT),
    ]


def permits(scope: Scope, outcome: str) -> list[Source]:
    """Permit decisions of one outcome."""
    return [decisions(scope, ActionKind.PERMIT, outcome=outcome)]


# ---------------------------------------------------------------------------------- 表三
def measures(scope: Scope, kind: str) -> list[Source]:
    """Sealing, seizure, freezing by the day of the decision, which is handed over on the spot."""
    rows = Measure.objects.filter(case__agency=scope.agency, kind=kind, from_on__range=scope.days)
    own = Source(rows, "from_on", "doc_no", "case__title")
    return [own, _sent(received.measures(scope, kind))]


def other_measures(scope: Scope) -> list[Source]:
    """Coercive decisions of cases without an own row of measure or execution, which is counted itself."""
    source = decisions(scope, ActionKind.COERCION)
    rows = source.rows.filter(case__measures=None)
    for used in (ForcedExecution.objects.used_reviews(), Measure.objects.used_reviews()):
        rows = rows.exclude(pk__in=used)
    own = Source(rows, "issued_on", "doc_no", "case__title")
    return [own, _sent(received.other_measures(scope))]


def surcharged(scope: Scope) -> list[Source]:
    """加处罚款: decisions whose last surcharge was collected in the year."""
    extra = Q(payments__kind=Payment.Kind.SURCHARGE)
    rows = Decision.objects.filter(agency=scope.agency).annotate(
        done_on=Max("payments__paid_on", filter=extra)
    )
    own = Source(rows.filter(done_on__range=scope.days), "done_on", "doc_no", "case__title")
    sent = received.executions(scope, received.SURCHARGE, by_party=True)
    return [own, _sent(sent, "over_on")]


def forced(scope: Scope, *ways: str) -> list[Source]:
    """Forced execution by the agency itself, by the day it was completed or terminated (终结执行)."""
    rows = ForcedExecution.objects.filter(case__agency=scope.agency, way__in=ways)
    return [*_over(scope, rows), _sent(received.forced(scope, *ways), "over_on")]


def substituted(scope: Scope) -> list[Source]:
    """代履行, by the day it was completed or terminated."""
    own = _over(scope, Substitution.objects.filter(case__agency=scope.agency))
    sent = received.executions(scope, received.SUBSTITUTION)
    return [*own, _sent(sent, "over_on")]


def _over(scope: Scope, rows: Any) -> list[Source]:
    done = rows.filter(status="executed", ended_at__date__range=scope.days)
    ended = rows.filter(status="ended", terminated_on__range=scope.days)
    return [
        Source(done, "ended_at__date", "doc_no", "case__title"),
        Source(ended, "terminated_on", "doc_no", "case__title"),
    ]


def court(scope: Scope) -> list[Source]:
    """Applications to the court, by the day of the application."""
    rows = CourtApplication.objects.filter(
        decision__agency=scope.agency, applied_on__range=scope.days
    )
    title, case = "decision__case__title", "decision__case_id"
    own = Source(rows, "applied_on", "decision__doc_no", title, case)
    return [own, _sent(received.court(scope))]


# ---------------------------------------------------------------------------------- 表四
def inspections(scope: Scope) -> list[Source]:
    """One object with a complete record is 1: visited, recorded, result told in the year.

    Not those that led to a penalty or another act, which is counted itself; a patrol without an
    object has no task. A follow-up that was not filed is no act.
    """
    rows = InspectionTask.objects.filter(
        agency=scope.agency,
        status__in=[InspectionTask.Status.TOLD, InspectionTask.Status.CLOSED],
        told_on__range=scope.days,
        result__in=[InspectionTask.Result.CLEAN, InspectionTask.Result.RECTIFY],
    )
    alone = Q(follow_up=None) | Q(follow_up__status=EnforcementCase.Status.REJECTED)
    own = Source(rows.filter(alone), "told_on", "case__number", "case__title")
    return [own, _sent(received.inspections(scope))]


def levies(scope: Scope) -> list[Source]:
    """行政征收征用 decisions."""
    return [decisions(scope, ActionKind.LEVY), records(scope, ActionKind.LEVY)]


# ---------------------------------------------------------------------------------- 办案情况
def filed(scope: Scope) -> list[Source]:
    """Penalty cases filed in the year."""
    return [_cases(scope, "filed_on")]


def closed(scope: Scope) -> list[Source]:
    """Penalty cases that ended in the year, those withdrawn or terminated with them."""
    over = [EnforcementCase.Status.CLOSED, EnforcementCase.Status.ARCHIVED]
    return [narrowed(_cases(scope, "ended_on"), status__in=over)]


def _cases(scope: Scope, day: str) -> Source:
    rows = EnforcementCase.objects.filter(
        agency=scope.agency, kind=ActionKind.PENALTY, **{f"{day}__range": scope.days}
    )
    return Source(rows, day, "number", "title", "pk")


def spared(scope: Scope) -> list[Source]:
    """不予处罚 decisions."""
    own = decisions(scope, ActionKind.PENALTY, outcome="no_penalty")
    return [own, _sent(received.spared(scope))]


def eased(scope: Scope) -> list[Source]:
    """从轻、减轻: penalties under such a tier, or that state a ground of the law for it."""
    grounds = [code for code, row in circumstances.table().items() if row.effect in EASES]
    said = Q(tier__degree__in=LESS) | Q(circumstances__has_any_keys=grounds)
    own = penalties(scope)[0]
    return [replace(own, rows=own.rows.filter(said))]


def reduced(scope: Scope) -> list[Source]:
    """减轻: those under a tier below the range of the law."""
    return [narrowed(penalties(scope)[0], tier__degree=Tier.Degree.REDUCED)]


def challenged(scope: Scope, kind: str) -> list[Source]:
    """复议 or 诉讼 about a penalty, by the day it was accepted, however it ended."""
    rows = Stay.objects.filter(
        decision__agency=scope.agency,
        decision__kind=ActionKind.PENALTY,
        kind=kind,
        since__range=scope.days,
    )
    return [Source(rows, "since", "number", "decision__case__title", "decision__case_id")]


def complaints(scope: Scope) -> list[Source]:
    """Complaints about the agency answered or declined in the year: an open one is none of its news."""
    rows = Complaint.objects.filter(
        unit=scope.agency,
        status__in=[Complaint.Status.ANSWERED, Complaint.Status.DECLINED],
        answered_on__range=scope.days,
    )
    return [Source(rows, "answered_on", "", "", "")]


def crimes(scope: Scope) -> list[Source]:
    """Suspected crimes handed over in the year, whatever was answered."""
    rows = Incident.objects.filter(
        kind=Incident.Kind.CRIME_TRANSFER,
        case__agency=scope.agency,
        started_on__range=scope.days,
    )
    return [Source(rows, "started_on", "case__number", "case__title")]


def corrected(scope: Scope) -> list[Source]:
    """Penalties revoked, changed or found illegal in the year, whenever they were made."""
    rows = Decision.objects.filter(
        agency=scope.agency,
        kind=ActionKind.PENALTY,
        status=Decision.Status.REVOKED,
        revoked_on__range=scope.days,
    )
    return [Source(rows, "revoked_on", "doc_no", "case__title")]


def officers(scope: Scope) -> list[Source]:
    """Officers in post on the last day of the year."""
    rows = Officer.objects.filter(agency=scope.agency, status=Officer.Status.ACTIVE)
    return [Source(rows, "", "", "name", "")]


def certified(scope: Scope) -> list[Source]:
    """Those with a certificate valid on that day."""
    (whole,) = officers(scope)
    certificates = whole.rows.filter(pk__in=Officer.objects.certified(scope.last).values("pk"))
    return [Source(certificates, "", "", "name", "")]
