"""What the public can read of decisions: one query behind every list, feed, export and the API.

It starts at `Publication.objects.public(on)` and sees `shown`, the approved redacted projection;
the raw decision is never joined but for its day of service.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from django.http import Http404

from core.calendar import stem
from core.models import Deadline
from core.numbering import fold_doc_no
from core.pages import Page, cursor_page, cursor_place, write_cursor
from core.search import place
from disclosure import entries, personal, redaction
from disclosure.filters import MAX_AGENCY_KEY
from disclosure.models import CorrectionRequest, Publication, RecordProceeding
from enforcement.models import Agency, Licence, Stay

CAP = 10_000  # counted exactly up to here, "10,000+" beyond
CERTAIN = 2  # times CAP that an estimate must reach before nothing is counted
OFFERED = 200
ORDER = "decided_on"
LISTED = (
    *("kind", "division_code", "decided_on", "first_published_on", "publish_until", "updated_at"),
    *("record", "source_published_on"),
    *("agency__name", "agency__status", "deadline__outcome", "deadline__due_on"),
    *(
        "shown__title",
        "shown__doc_no",
        "shown__party_name",
        "shown__party_kind",
        "shown__result",
        "shown__facts",
    ),
    *("shown__party_uscc", "shown__agency_name", "shown__penalty_kinds", "shown__fine_cents"),
)
NOBODY = UUID(int=0)
NO_ENTRY = -1
NO_AGENCY = 0  # no key of one
Values = Mapping[str, Any]
Shape = Callable[[QuerySet[Publication]], QuerySet[Publication]]
Conditions = tuple[entries.Entries, list[entries.Term], Values]


class Withdrawn(Exception):
    """The decision was public and was taken down: the law wants the reason told (行政处罚法 48).

    `reason` is redacted; nothing here says whom the decision was about. `fell`: the decision itself did,
    otherwise the reason says on what ground it came down.
    """

    def __init__(self, *, reason: str, on: date | None, agency: str, kind: str, fell: bool) -> None:
        super().__init__(reason)
        self.reason, self.on, self.agency, self.kind = reason, on, agency, kind
        self.fell = fell


def decisions(values: Values, on: date) -> QuerySet[Publication]:
    """Public decisions that answer the cleaned values of a DecisionFilter, as of the day.

    For a page of them ask `page`, which knows faster ways where there are words.
    """
    rows: QuerySet[Publication] = Publication.objects.public(on)
    rows = rows.filter(_columns(values))
    if personal.asked_for(values):
        # Asked all the same, so that the answer takes the way of any other that finds nothing.
        rows = rows.filter(pk=NOBODY)
    if worded(values):
        rows = rows.filter(pk__in=entries.matching(values).values("publication_id"))
    if values.get("penalty"):
        # Codes are ASCII and quoted in the stored list, so the text of the list can be compared.
        rows = rows.annotate(penalties=Cast("shown__penalty_kinds", TextField()))
        rows = rows.filter(penalties__contains=f'"{values["penalty"]}"')
    return rows


def fresh(values: Values, on: date, since: date) -> QuerySet[Publication]:
    """What answers the filter on the day and was first published after `since` and before the day."""
    rows = listed(decisions(values, on))
    days = {"first_published_on__gt": since, "first_published_on__lt": on}
    return rows.filter(**days).order_by(f"-{ORDER}", "-pk")


def listed(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The same rows with what a list shows of them, and no more.

    `licence_status`: how the licence of a permit ended, None while it holds. `disputed` as `marked`.
    """
    ended = Licence.objects.filter(decision=OuterRef("decision_id")).exclude(
        status=Licence.Status.VALID
    )
    joined = marked(rows).select_related("shown", "agency", "deadline").only(*LISTED)
    return joined.annotate(licence_status=Subquery(ended.values("status")[:1]))


def marked(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The same rows with `disputed` (异议处理中): a request about it waits for an answer, or a review
    or suit about the decision, ours or received, runs.

    Every page, file, feed and answer of the API takes the mark from here, so that it comes and goes
    everywhere at once. It says that there is an objection, never whose or what about.
    """
    waiting = CorrectionRequest.objects.pending().filter(publication=OuterRef("pk"))
    running = Stay.objects.filter(decision=OuterRef("decision"), status=Stay.Status.RUNNING)
    received = RecordProceeding.objects.running().filter(publication=OuterRef("pk"))
    return rows.annotate(disputed=Exists(waiting) | Exists(running) | Exists(received))


def licensed(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The same rows with the status of the licence a permit is about as `permit_state`, or None."""
    given = Licence.objects.filter(decision=OuterRef("decision_id")).values("status")[:1]
    about = Licence.objects.filter(proceedings__case=OuterRef("decision__case_id"))
    state = Coalesce(Subquery(given), Subquery(about.values("status")[:1]))
    return rows.annotate(permit_state=state)


def as_data(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """What a list of the API shows of the rows."""
    return licensed(listed(rows))


def disputed(on: date) -> set[str]:
    """The keys of the public decisions that bear the mark on the day."""
    waiting = CorrectionRequest.objects.pending().values("publication_id")
    running = Stay.objects.filter(status=Stay.Status.RUNNING).values("decision_id")
    received = RecordProceeding.objects.running().values("publication_id")
    public = Publication.objects.public(on)
    # Three questions, each by its index: one with OR reads every row.
    found = (
        public.filter(pk__in=waiting),
        public.filter(decision__in=running),
        public.filter(pk__in=received),
    )
    return {str(pk) for rows in found for pk in rows.values_list("pk", flat=True)}


def whole(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The same rows with their projection, the day of service as `served_on`, and `permit_state`."""
    joined = licensed(marked(rows)).select_related("shown", "agency", "deadline")
    return joined.annotate(served_on=F("decision__served_on"))


def find(pk: UUID, on: date) -> Publication:
    """One public decision. Raises Withdrawn for one taken down, Http404 for any other."""
    row = whole(Publication.objects.public(on).filter(pk=pk)).first()
    if row is not None:
        return row
    gone = Publication.objects.filter(pk=pk, status=Publication.Status.WITHDRAWN, withheld_code="")
    ended = gone.select_related("agency", "decision").first()
    if ended is None:
        raise Http404("no public decision")
    reason = redaction.redact(ended.told_reason).text
    raise Withdrawn(
        reason=reason,
        on=ended.ended_on,
        agency=str(ended.agency.name),
        kind=ended.kind,
        fell=ended.fell,
    )


def of_agency(value: str, path: str = "agency") -> Q:
    """Rows of the agency named by key or 统一社会信用代码; `path` is the way to it."""
    if not value:
        return Q()
    return Q(**{f"{path}_id" if len(value) <= MAX_AGENCY_KEY else f"{path}__uscc": value})


def _columns(values: Values) -> Q:
    found = of_agency(values.get("agency", ""))
    if values.get("kind"):
        found &= Q(kind=values["kind"])
    if values.get("region"):
        found &= Q(division_code__startswith=stem(values["region"]))
    if values.get("since"):
        found &= Q(decided_on__gte=values["since"])
    if values.get("until"):
        found &= Q(decided_on__lte=values["until"])
    if values.get("doc_no"):
        found &= Q(shown__doc_no_key=fold_doc_no(values["doc_no"]))
    return found


def page(
    values: Values,
    on: date,
    after: str = "",
    *,
    size: int,
    shape: Shape,
    strict: bool = False,
) -> Page[Publication]:
    """One page of the public decisions that answer the cleaned values of a DecisionFilter.

    `shape` is `listed` or `whole`; `after` and `strict` as in `cursor_page`.
    """
    public: QuerySet[Publication] = Publication.objects.public(on)
    if not worded(values):
        rows = shape(decisions(values, on))
        return cursor_page(rows, after, size=size, field=ORDER, strict=strict)
    behind = cursor_place(public, after, ORDER, strict=strict) if after else None
    before = place(behind.value, behind.pk) if behind else None
    found = entries_of(values, on, before, size + 1)
    keys = [] if found is None else list(found.values_list("publication_id", flat=True)[: size + 1])
    shown = shape(public.filter(pk__in=keys[:size])).order_by(f"-{ORDER}", "-pk")
    rows_ = list(shown) if keys else []
    more = len(keys) > size and rows_
    return Page(rows_, write_cursor(rows_[-1], ORDER) if more else "")


def worded(values: Values) -> bool:
    """Whether words are asked for, which only the search index knows."""
    return bool(values.get("q") or values.get("party"))


def entries_of(values: Values, on: date, before: int | None, most: int) -> entries.Entries | None:
    """Entries of the index that answer, newest first, `most` of them are wanted; None when nothing can."""
    asked = conditions(values, on)
    return None if asked is None else entries.worded(*asked, before, most)


def conditions(values: Values, on: date) -> Conditions | None:
    """Entries under every condition but the words, the words, and the values; None when nothing can answer."""
    if entries.empty(values):
        return None
    nothing = personal.asked_for(values)
    values = {**values, "agency": _agency_key(values.get("agency", ""))}
    rows, values = entries.narrowed(values, on)
    if nothing:
        # Asked all the same, as in `decisions`.
        rows = rows.filter(pk=NO_ENTRY)
    return rows, entries.terms(values), values


def _agency_key(value: str) -> str:
    """The key of the agency named by key or 统一社会信用代码; "" for none."""
    if len(value) <= MAX_AGENCY_KEY:
        return value
    known = Agency.objects.filter(uscc=value).values_list("pk", flat=True).first()
    return str(known or NO_AGENCY)


@dataclass(frozen=True)
class Facets:
    """How many of the newest CAP rows fall where. `total` is exact unless `capped`.

    0 is "some": there are so many that a sample tells which there are, the most frequent first.
    """

    total: int = 0
    capped: bool = False
    kinds: dict[str, int] = field(default_factory=dict)
    agencies: dict[int, int] = field(default_factory=dict)

    def beyond(self) -> "Facets":
        """The same values in the same order of more rows than are counted."""
        return Facets(CAP, True, dict.fromkeys(self.kinds, 0), dict.fromkeys(self.agencies, 0))


def facets(values: Values, on: date) -> Facets:
    """Counts of a query in one statement that never reads more than CAP rows."""
    if not worded(values):
        newest = decisions(values, on).order_by(f"-{ORDER}", "-pk").values("pk")[: CAP + 1]
        rows = Publication.objects.filter(pk__in=newest).order_by()
        return _counted(rows.values_list("kind", "agency_id").annotate(n=Count("pk")))
    about, drawn = entries.sampled(values)
    if about > CERTAIN * CAP and not personal.asked_for(values):
        groups = Counter((row.kind, row.agency_id) for row in drawn)
        return _counted((*group, n) for group, n in groups.items()).beyond()
    found = entries_of(values, on, None, CAP + 1)
    if found is None:
        return Facets()
    return _counted(entries.grouped(found, CAP + 1))


def count(values: Values, on: date, most: int) -> int:
    """How many answer, counted no further than `most`."""
    if not worded(values):
        return decisions(values, on).order_by()[:most].count()
    found = entries_of(values, on, None, most)
    return 0 if found is None else found[:most].count()


def _counted(groups: Iterable[tuple[str, int, int]]) -> Facets:
    """The facets of (kind, agency, how many)."""
    kinds: Counter[str] = Counter()
    agencies: Counter[int] = Counter()
    for kind, agency, n in groups:
        kinds[kind] += n
        agencies[agency] += n
    total = sum(kinds.values())
    return Facets(
        min(total, CAP), total > CAP, dict(kinds.most_common()), dict(agencies.most_common())
    )


def publishing_agencies(on: date) -> list[Agency]:
    """Agencies with a public decision, in the order of the tree, at most OFFERED."""
    public = Publication.objects.public(on).filter(agency=OuterRef("pk"))
    rows = Agency.objects.filter(Exists(public)).order_by("path")
    return list(rows.only("name", "division_code", "government_name")[:OFFERED])


@dataclass(frozen=True)
class Timeliness:
    """Publication duties of a span of time: done in time, done late, overdue and still undone."""

    met: int
    late: int
    overdue: int


def timeliness(on: date, agency: Agency | None = None) -> Timeliness:
    """The duties from decisions of the current year, counted in one query."""
    rows = Publication.objects.filter(decided_on__gte=on.replace(month=1, day=1))
    if agency is not None:
        rows = rows.filter(agency=agency)
    open_ = Q(deadline__outcome=Deadline.Outcome.OPEN, deadline__due_on__lt=on)
    found = rows.aggregate(
        met=Count("pk", filter=Q(deadline__outcome=Deadline.Outcome.MET)),
        late=Count("pk", filter=Q(deadline__outcome=Deadline.Outcome.LATE)),
        overdue=Count("pk", filter=open_),
    )
    return Timeliness(**found)
