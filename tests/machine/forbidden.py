"""States no row may ever be in (domain §16), looked for after every action of a machine.

A rule names its invariant and yields what it found, in words. A state that was reached lawfully is
remembered: what the law looks at on the day of an act is asked when the act has just been done.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from disclosure.models import Publication
from enforcement import drafts
from enforcement.models import (
    Case,
    Certificate,
    CourtApplication,
    Decision,
    Draw,
    ForcedExecution,
    Hearing,
    Incident,
    InspectionTask,
    Licence,
    Measure,
    Payment,
    Substitution,
)
from legal_review import seals
from legal_review.models import Review, ReviewObjection

MADE = ("issued", "served", "revoked")
HELD = ("in_force", "due_release")
Found = Iterator[str]
Rule = Callable[["Seen"], Found]


class Seen:
    """What a machine looks at after an action, and what it saw before the first."""

    def __init__(self, subject: Case | Draw) -> None:
        self.subject = subject
        self.before = {row.pk: row.status for row in self.made()}
        self.recusals = self._recusals()

    def made(self) -> list[Decision]:
        """The decisions of the case that were made."""
        if isinstance(self.subject, Draw):
            return []
        rows = Decision.objects.filter(case=self.subject.pk, status__in=MADE)
        return list(rows.select_related("case", "case__party", "agency", "clearance"))

    def fresh(self) -> list[Decision]:
        """Those made since the last look."""
        return [row for row in self.made() if row.pk not in self.before]

    def _recusals(self) -> set[int]:
        rows = Incident.objects.filter(case_id=self.subject.pk, kind="recusal", status="done")
        return set() if isinstance(self.subject, Draw) else set(rows.values_list("pk", flat=True))

    def next(self) -> None:
        """Go on from here."""
        self.before = {row.pk: row.status for row in self.made()}
        self.recusals = self._recusals()


# ------------------------------------------------------------------------------- the decision
def passed(row: Decision) -> list[Review]:
    """The passed reviews of exactly the text that was made, if nothing came after them."""
    rows = Review.objects.filter(decision=row, status=Review.Status.PASSED)
    return [review for review in rows.select_related("version") if stands(review, row)]


def stands(review: Review, row: Decision) -> bool:
    """The review is the last word, of this text, on what the party was last told and heard for."""
    if review.version_id != row.clearance_id or not drafts.same(row, review.version):
        return False
    later = Review.objects.filter(decision=row, round__gt=review.round)
    notice = row.notices.filter(superseded=False).first()
    told = (notice.pk, notice.hearing_closed_on) if notice else (None, None)
    return not later.exclude(status="withdrawn").exists() and told == (
        review.notice_id,
        review.heard_on,
    )


def resolved(row: Decision) -> list[ReviewObjection]:
    """The resolutions of the heads on exactly the text that was made, on an objection to its return."""
    found = ReviewObjection.objects.filter(
        review__decision=row,
        review__status="returned",
        status="upheld",
        discussion__decision=row,
        discussion__about="objection",
        discussion__status="held",
        discussion__result="agreed",
        discussion__version=row.clearance_id,
        discussion__held_on__lte=row.issued_on,
        negotiated_on__isnull=False,
    )
    return [one for one in found if stands(one.review, row) and carried(one, row)]


def carried(objection: ReviewObjection, row: Decision) -> bool:
    """Three heads or more, more than half for it, none of them with a part in the case."""
    review, discussion = objection.review, objection.discussion
    assert discussion is not None
    votes = dict(discussion.members.values_list("name", "vote"))
    agreed = sum(vote == "agree" for vote in votes.values())
    officers = row.case.assignments.values_list("officer__name", flat=True)
    people = [review.reviewer, review.submitted_by, row.drafted_by]
    barred = {*officers, *(person.name for person in people if person is not None)}
    enough = len(votes) >= 3 and 2 * agreed > len(votes)
    return enough and not barred & set(votes) and review.reviewer_id != row.issued_by_id


def unreviewed(seen: Seen) -> Found:
    """§16.1: where review is due, a passed review of the text or the resolution on an objection."""
    for row in seen.fresh():
        due = row.review_required or (row.kind == "penalty" and row.case.procedure != "simple")
        if due and not passed(row) and not resolved(row):
            yield f"{row.status} without a passed review of its text or a resolution"
        flawed = [one for one in passed(row) if one.checks.filter(result="flaw").exists()]
        if any(not hasattr(one, "handling") for one in flawed):
            yield "made while a flaw was open"


def misplaced(seen: Seen) -> Found:
    """The clearance is of the draft's own text; what was sealed and given stays whole."""
    rows = Review.objects.filter(decision__case=seen.subject.pk).select_related("version")
    for row in rows.exclude(seal=None):
        if row.seal != seals.seal(row.version.sha256, row.materials):
            yield "a submission whose seal is not that of its draft and materials"
        if row.status in ("passed", "returned") and row.opinion_seal != row.sealed()[1]:
            yield "an opinion on other materials than those it was given"
        if row.status == "returned" and not row.problems.exists():
            yield "returned for no problem"
        if row.status == "passed" and row.checks.filter(result="fail").exists():
            yield "passed with a failed head"


def untold(seen: Seen) -> Found:
    """§16.1, §16.3, §16.4: told before, heard, never above what was told."""
    for row in seen.made():
        if row.kind != "penalty" or row.outcome != "penalty" or row.case.procedure == "simple":
            continue
        notice = row.notices.filter(superseded=False).first()
        if notice is None or row.issued_on is None:
            yield "made without a notice"
            continue
        if row.fine_cents > notice.fine_cents or row.confiscated_cents > notice.confiscated_cents:
            yield "an amount above the notice"
        if not set(row.penalty_kinds) <= set(notice.penalty_kinds):
            yield "a kind that was not told"
        waived = notice.waived_on is not None and notice.waived_on <= row.issued_on
        answered = notice.defences.filter(answered_on__lte=row.issued_on).exists()
        if not (waived or answered or row.issued_on > notice.defence_until):
            yield "made while the party could still defend itself"
        asked = notice.hearing_requested_on is not None
        if notice.hearing_until and not (waived or asked or row.issued_on > notice.hearing_until):
            yield "made while the party could still ask for a hearing"


def unheard(seen: Seen) -> Found:
    """§16.2: a hearing that was asked for is over before the decision."""
    for row in seen.made():
        rows = row.notices.filter(superseded=False, hearing_requested_on__isnull=False)
        late = rows.filter(
            Q(hearing_closed_on__isnull=True) | Q(hearing_closed_on__gt=row.issued_on)
        )
        if late.exists():
            yield "made before the hearing was over"


def few_officers(seen: Seen) -> Found:
    """§16.5: two officers with certificates valid on the day."""
    for row in seen.fresh():
        handlers = Certificate.objects.valid(row.issued_on or date.min).filter(
            officer__assignments__case=row.case_id, officer__assignments__until=None
        )
        if handlers.values("officer").distinct().count() < 2:
            yield "made with fewer than two certified officers"


def not_independent(seen: Seen) -> Found:
    """§16.6: the reviewer has no other part in the case; the host did not investigate."""
    for row in seen.made():
        for review in passed(row):
            by = review.reviewer_id
            if by in {row.issued_by_id, row.drafted_by_id, review.submitted_by_id}:
                yield "reviewed by who had another part"
            if row.case.assignments.filter(officer__account_id=by).exists():
                yield "reviewed by a handler"
    rows = Hearing.objects.filter(case_id=seen.subject.pk).exclude(host=None)
    for hearing in rows.select_related("case"):
        if hearing.case.assignments.filter(officer__account_id=hearing.host_id).exists():
            yield "the host investigated"


def heavy_on_the_spot(seen: Seen) -> Found:
    """§16.7: on the spot only warnings and fines within the limit."""
    for row in seen.made():
        if row.case.procedure != "simple" or row.kind != "penalty":
            continue
        if set(row.penalty_kinds) - {"warning", "fine"} or row.confiscated_cents:
            yield "more than a warning or a fine on the spot"
        limit = 20_000 if row.case.party.kind == "person" else 300_000
        if row.fine_cents > limit:
            yield "a fine on the spot above the limit"


def served_before_made(seen: Seen) -> Found:
    """A decision is served after it is made, and revoked after that."""
    for row in seen.made():
        if row.issued_on is None or row.issued_by_id is None or not row.doc_no:
            yield "made without day, number or person"
            continue
        if row.served_on is not None and row.served_on < row.issued_on:
            yield "served before it was made"
        if row.status == "served" and row.served_on is None:
            yield "served on no day"


# ------------------------------------------------------------------------------- around it
def recused_acted(seen: Seen) -> Found:
    """§16.5: who is recused handles the case no more."""
    rows = Incident.objects.filter(pk__in=seen.recusals).select_related("officer", "case")
    for row in rows:
        handlers = row.case.assignments.filter(until=None)
        if handlers.filter(
            Q(officer=row.officer_id)
            | Q(officer__account_id=row.person_id, officer__account__isnull=False)
        ).exists():
            yield "a recused officer handles the case"


def kept_too_long(seen: Seen) -> Found:
    """§16.8: in force only within its days; §16.9: nothing in force unapproved or unlisted."""
    rows = Measure.objects.filter(case_id=seen.subject.pk)
    last = Coalesce("extended_until", "until_on")
    for row in rows.filter(status__in=HELD).annotate(last=last):
        if row.until_on is None or row.started_at is None:
            yield "in force without days"
        if row.approved_at is None and not row.emergency:
            yield "in force unapproved"
        if row.extended_until and row.extended_on is None:
            yield "extended without approval"
    if rows.filter(status__in=HELD, items=None).exists():
        yield "in force without an inventory"


def unfinished(case: Case) -> dict[str, QuerySet[Any]]:
    """What is still open in the case, by name."""
    court = CourtApplication.objects.filter(decision__case=case)
    return {
        "goods that are held": Measure.objects.filter(case=case, status__in=HELD),
        "a decision that was not served": Decision.objects.filter(case=case, status="issued"),
        "an open execution": ForcedExecution.objects.filter(
            case=case, status__in=["urged", "decided"]
        ),
        "an open substitution": Substitution.objects.filter(
            case=case, status__in=["ordered", "urged"]
        ),
        "an execution at court": court.filter(status__in=["applied", "accepted"]),
    }


def closed_while_open(seen: Seen) -> Found:
    """§16.15: nothing is closed while goods are held, and nothing archived that was not closed."""
    case = Case.objects.get(pk=seen.subject.pk)
    if case.status not in ("closed", "archived"):
        return
    for what, rows in unfinished(case).items():
        if rows.exists():
            yield f"closed with {what}"


def wrongly_paid(seen: Seen) -> Found:
    """§16.18, §16.19: no more than is owed; on the spot only on a ground, with a receipt."""
    for row in seen.made():
        totals: dict[str, int] = {}
        for paid in Payment.objects.filter(decision=row):
            totals[paid.kind] = totals.get(paid.kind, 0) + paid.cents
            if paid.way == "on_spot" and not (paid.ground and paid.receipt_no):
                yield "collected on the spot without ground or receipt"
        if totals.get("fine", 0) > row.fine_cents or totals.get("surcharge", 0) > row.fine_cents:
            yield "more was paid than the fine"


def wrongly_public(seen: Seen) -> Found:
    """§16.10: public only what a second person approved, of a decision that was made, unsealed."""
    rows = Publication.objects.filter(decision__case=seen.subject.pk, status="published")
    for row in rows.select_related("shown", "decision__case"):
        version, decision = row.shown, row.decision
        if version is None or row.approved_by_id in (None, version.redacted_by_id):
            yield "public without a second person"
        elif version.publication_id != row.pk:
            yield "public with the text of another"
        if decision is None or decision.status not in MADE or decision.case.sealed:
            yield "public though not made, or sealed"


def uninspected(seen: Seen) -> Found:
    """§16.13: no visit without approval, no inspection case filed without its task."""
    rows = InspectionTask.objects.filter(case_id=seen.subject.pk)
    bare = Q(approved_on=None) | Q(approved_by=None)
    if rows.exclude(status__in=["planned", "cancelled"]).filter(bare).exists():
        yield "visited without approval"
    if rows.filter(arrived_on__lt=F("approved_on")).exists():
        yield "visited before the approval"


def unlicensed(seen: Seen) -> Found:
    """A licence in effect comes from a decision that granted it and has not fallen."""
    rows = Licence.objects.filter(case_id=seen.subject.pk).select_related("decision")
    for row in rows:
        if row.decision.status not in MADE:
            yield "a licence without a decision"
        if (row.status == "valid") != (row.ended_on is None):
            yield "ended without a day"


def drawn_otherwise(seen: Seen) -> Found:
    """A draw shows no pairs it did not draw, and keeps what it committed to."""
    row = Draw.objects.get(pk=seen.subject.pk)
    if row.drawn.exists() is not (row.status == "drawn"):
        yield "pairs that were not drawn"
    if row.status in ("committed", "drawn") and not (row.commitment and row.lists):
        yield "committed to nothing"
    if row.prepared_by_id in (row.committed_by_id, row.seed_by_id):
        yield "one person prepared and committed"


DECISION: tuple[Rule, ...] = (
    *(unreviewed, misplaced, untold, unheard, few_officers, not_independent, heavy_on_the_spot),
    *(served_before_made, recused_acted, closed_while_open),
)
OF_CASE: tuple[Rule, ...] = (
    *DECISION,
    *(kept_too_long, wrongly_paid, wrongly_public, uninspected, unlicensed),
)
OF_DRAW: tuple[Rule, ...] = (drawn_otherwise,)


def found(seen: Seen) -> list[str]:
    """Everything forbidden that there is now; the look goes on from here."""
    if not type(seen.subject)._default_manager.filter(pk=seen.subject.pk).exists():
        draft = seen.subject.status in ("draft", "preparing")
        return [] if draft else ["what was begun is gone"]
    rules = OF_DRAW if isinstance(seen.subject, Draw) else OF_CASE
    problems = [f"{rule.__name__}: {what}" for rule in rules for what in rule(seen)]
    seen.next()
    return problems


def explain(problems: list[str], done: list[Any]) -> str:
    """The forbidden states and the actions that led to them, for the reader of the failure."""
    return "\n".join([*problems, "after:", *(f"  {step}" for step in done)])
