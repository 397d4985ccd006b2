"""What the automatic pre-check reads of a case file: a fixed number of queries, whatever its size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.models import Deadline
from disclosure.models import Publication
from enforcement.models import Case, Decision, Discussion, Measure, Notice
from enforcement.services import cases, filing_clock, intake
from legal_review.models import Review
from recording import completeness, coverage_map
from recording.models import Archive, Document, Evidence, Service, Step

WRITTEN = (Decision.Status.ISSUED, Decision.Status.SERVED, Decision.Status.REVOKED)


@dataclass(frozen=True)
class Found:
    """The answer of one check. `findings` is None where only a person can judge; `anchor` names the
    row it rests on within the page of the file, such as "document-5"."""

    findings: int | None
    reason: str
    anchor: str = ""


@dataclass(frozen=True)
class Facts:
    """The rows of one case file, read once; `on` is the day of the check."""

    case: Case
    on: date
    decision: Decision | None
    documents: list[Document]
    steps: list[Step]
    evidence: list[Evidence]
    services: list[Service]
    notices: list[Notice]
    reviews: list[Review]
    discussions: list[Discussion]
    measures: list[Measure]
    publication: Publication | None
    archive: Archive | None
    clocks: list[Deadline]

    @classmethod
    def of(cls, case: Case, on: date) -> "Facts":
        """Read the file."""
        rows = case.decisions.filter(status__in=WRITTEN).select_related("issued_by", "drafted_by")
        decision = rows.order_by("-issued_on").first()
        subjects = [str(case.pk), *([str(decision.pk)] if decision else [])]
        kinds = ("case", "decision", filing_clock.SUBJECT, "simple_report")
        clocks = Deadline.objects.filter(subject_type__in=kinds, subject_id__in=subjects)
        notices = Notice.objects.filter(case=case, superseded=False).order_by("served_on")
        return cls(
            case=case,
            on=on,
            decision=decision,
            documents=list(Document.objects.filter(case=case).select_related("blob")),
            steps=list(Step.objects.filter(case=case)),
            evidence=list(Evidence.objects.filter(case=case).select_related("blob")),
            services=list(Service.objects.filter(case=case).select_related("document")),
            notices=list(notices.prefetch_related("defences")),
            reviews=list(Review.objects.filter(decision__case=case).order_by("round")),
            discussions=list(Discussion.objects.filter(decision__case=case)),
            measures=list(case.measures.all()),
            publication=Publication.objects.filter(decision=decision)
            .select_related("deadline")
            .first()
            if decision
            else None,
            archive=Archive.objects.filter(case=case).first(),
            clocks=list(clocks.order_by("pk")),
        )

    def paper(self, kinds: Iterable[str]) -> Document | None:
        """The first paper of any of the kinds."""
        wanted = set(kinds)
        return next((row for row in self.documents if row.kind in wanted), None)

    def step(self, kinds: Iterable[str]) -> Step | None:
        """The first step of any of the kinds."""
        wanted = set(kinds)
        return next((row for row in self.steps if row.kind in wanted), None)

    def clock(self, *keys: str) -> Deadline | None:
        """The last clock of any of the keys."""
        return next((row for row in reversed(self.clocks) if row.key in keys), None)

    @property
    def decide_clock(self) -> Deadline | None:
        """The clock of the time to decide."""
        from_case = [row for row in self.clocks if row.subject_type == "case"]
        named = (row for row in from_case if row.key in DECIDE_KEYS)
        return next(named, None)

    def lacks(self) -> list[coverage_map.Lack]:
        """What the coverage map of the case finds."""
        rows = coverage_map.of(self.case, self.steps, self.evidence)
        return [lack for row in rows for lack in row.lacks]

    def gaps(self) -> list[str]:
        """What the record lacks before archiving, in words; recordings are asked about apart."""
        found = completeness.gaps(self.case, completeness.ARCHIVE, self.on)
        apart = ("av_", "coverage_", "closed", "date", "damaged_")
        return [gap.message for gap in found if not gap.code.startswith(apart)]


DECIDE_KEYS = (*cases.DECIDE_PERIODS.values(), intake.DECIDE, intake.JOINT)


def anchor(row: Document | Step | Service | Evidence | None) -> str:
    """Where the row stands on the page of the file."""
    return f"{row._meta.model_name}-{row.pk}" if row is not None else ""


def judged(good: bool, well: str, ill: str, where: str = "") -> Found:
    """No finding, or one."""
    return Found(0 if good else 1, well if good else ill, where)


def in_time(clock: Deadline | None, what: str, where: str = "") -> Found:
    """Whether a duty was done by its day, from its own clock."""
    if clock is None:
        return Found(None, f"系统中没有{what}的期限记录，请查阅案卷判断。", where)
    done = f"，{clock.ended_on}完成" if clock.ended_on else ""
    text = f"{what}期限至{clock.due_on}{done}（{clock.article}）。"
    if clock.outcome == Deadline.Outcome.OPEN:
        return Found(None, f"{what}尚未完成。{text}", where)
    late = clock.outcome == Deadline.Outcome.LATE
    return judged(not late, text, f"{what}逾期。{text}", where)
