"""Made-up rows, each walked through the real services on given days.

Verbs act on a row (`notify(decision, on=...)`); participles walk a whole case up to that point
(`issued(agency, on=...)` files, records, drafts, tells, reviews and issues). `on` is the day of the
decision; the days before it follow from `Days`.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from disclosure.models import Publication
from disclosure.services import duties, pipeline
from enforcement.models import Agency, Case, Decision, Notice, Officer, Party, User
from enforcement.services import cases, decisions, execution, notices
from legal_review import catalogue, outcomes
from legal_review import services as reviews
from legal_review.answers import Answer, questions
from legal_review.models import Review, ReviewCheck
from legal_review.services.people import assigned
from recording.models import Evidence
from recording.services import evidence, issuance, steps
from recording.services import execution as execution_papers
from recording.services import notices as notice_papers
from recording.services import service as deliveries
from tests import people
from tests.contents import DECIDED as DECIDED
from tests.contents import Days as Days
from tests.contents import content as content
from tests.originals import FILM as FILM
from tests.originals import PAPER as PAPER
from tests.originals import PHOTO as PHOTO
from tests.people import account_of as account_of
from tests.people import agency as agency
from tests.people import handlers as handlers
from tests.people import inspection_item as inspection_item
from tests.people import officer as officer
from tests.people import qualified_reviewer as qualified_reviewer
from tests.people import serials
from tests.people import someone as someone
from tests.people import user as user
from tests.retold import told_once

# Many stories begin with a party: told as well, it leaves the ground of the next one known.
party = told_once(people.party)


def at(on: date, hour: int = 10) -> datetime:
    """A moment of the day in local time."""
    return timezone.make_aware(datetime.combine(on, time(hour)))


# ------------------------------------------------------------------------------- the case
@told_once
def case(
    agency: Agency,
    *,
    kind: str = "penalty",
    procedure: str = "ordinary",
    filed: bool = False,
    on: date = DECIDED,
    of: Party | None = None,
    by: User | None = None,
    staff: Sequence[Officer] = (),
    **fields: Any,
) -> Case:
    """A case that is to be decided on `on`; awaiting filing, or `filed`."""
    days = Days.before(on)
    staff = staff or handlers(agency)
    if kind == "inspection":
        fields.setdefault("item", inspection_item(agency, on=days.discovered))
    row = cases.open_case(
        by=by or account_of(staff[0]),
        agency=agency,
        kind=kind,
        procedure=procedure,
        title=fields.pop("title", "晨星商贸销售过期食品案"),
        cause=fields.pop("cause", "") or fresh_cause(),
        party=of or party(agency),
        source=fields.pop("source", "日常检查"),
        summary=fields.pop("summary", "检查发现货架上有超过保质期的食品。"),
        discovered_on=fields.pop("discovered_on", days.discovered),
        officers=staff,
        **fields,
    )
    return file(row, on=days.filed) if filed else row


def fresh_cause() -> str:
    """A cause no other case has: the same act is not punished twice, by whatever unit."""
    earlier = Case.objects.count()
    return "销售超过保质期的食品" + (f"（第{earlier + 1}批）" if earlier else "")


def file(row: Case, *, on: date) -> Case:
    """File the case by whoever may: the handler, or the head of the unit."""
    lead = account_of(lead_of(row))
    by = lead if cases.may_file(row, lead) else someone(row.agency, "unithead")
    return cases.file(row, by=by, on=on)


def lead_of(row: Case) -> Officer:
    """The officer who leads the case."""
    return row.assignments.filter(until=None).earliest("part", "pk").officer


def staff_of(row: Case) -> list[Officer]:
    """The officers now on the case."""
    return [each.officer for each in row.assignments.filter(until=None).order_by("part", "pk")]


STEPS = {
    "ordinary": ("inquiry", "investigation_report"),
    "simple": ("onspot_facts",),
    "permit": ("application", "examination"),
    "inspection": ("inspection_notice", "site_inspection"),
}


def record(row: Case, *, on: date) -> Case:
    """Record what the procedure demands before review, each step with a photograph."""
    by = account_of(lead_of(row))
    for kind in STEPS[row.procedure]:
        step = steps.record(
            row,
            by=by,
            kind=kind,
            at=at(on),
            text="经核实，上述情况属实。",
            place="云溪市示范路1号",
            officers=staff_of(row),
        )
        evidence.seal(
            row,
            by=by,
            stream=io.BytesIO(PHOTO + str(next(serials)).encode()),
            file_name="现场.jpg",
            kind=Evidence.Kind.AUDIOVISUAL,
            media=Evidence.Media.PHOTO,
            title="现场照片",
            stage=step.stage,
            at=at(on, 12),
            taking=evidence.Taking(step=step, full_recording=True, started_at=at(on, 11)),
        )
    return row


@told_once
def recorded(agency: Agency, *, on: date = DECIDED, **fields: Any) -> Case:
    """A filed case with a complete record, ready for its draft."""
    row = case(agency, on=on, filed=True, **fields)
    return record(row, on=Days.before(on).recorded)


# ------------------------------------------------------------------------------- the draft
KIND_OF = {
    "ordinary": "penalty",
    "simple": "penalty",
    "permit": "permit",
    "inspection": "inspection",
}


@told_once
def draft(
    agency: Agency,
    *,
    on: date = DECIDED,
    procedure: str = "ordinary",
    of: Party | None = None,
    case: Case | None = None,
    **changes: Any,
) -> Decision:
    """A draft of a fully recorded case; `changes` are content fields."""
    row = case or recorded(agency, on=on, kind=KIND_OF[procedure], procedure=procedure, of=of)
    by = account_of(lead_of(row))
    return decisions.draft(row, by=by, content=content(row.procedure, **changes))


def notify(decision: Decision, *, on: date, waived_on: date | None = None) -> Notice:
    """Serve the notice, with a hearing where one must be offered; waived when a day is given."""
    by = account_of(lead_of(decision.case))
    notice = notice_papers.serve(
        decision,
        by=by,
        on=on,
        receiver="收件人",
        place="云溪市示范路1号",
        method="direct",
        hearing_offered=bool(notices.hearing_required(decision, on)),
    )
    if waived_on is None:
        return notice
    return notices.waive(notice, by=by, on=waived_on, note="当事人书面声明放弃陈述申辩和听证。")


@told_once
def notified(agency: Agency, *, on: date = DECIDED, **fields: Any) -> Decision:
    """A draft whose party was told and waived its defence."""
    decision = draft(agency, on=on, **fields)
    days = Days.before(on)
    notify(decision, on=days.notified, waived_on=days.waived)
    return decision


def checks(agency: Agency, result: str = ReviewCheck.Result.PASS) -> list[reviews.Check]:
    """The whole checklist answered alike."""
    heads = catalogue.heads(agency.rules())
    if result != ReviewCheck.Result.FAIL:
        return [reviews.Check(key, label, result) for key, label in heads.items()]
    return [failed(key, label) for key, label in heads.items()]


def failed(head: str, label: str, note: str = "不符合要求，应当补正。") -> reviews.Check:
    """A failed head with the first of its coded reasons."""
    return reviews.Check(head, label, "fail", note, outcomes.reasons_of(head)[0].key)


def answers(agency: Agency, *yes: str) -> list[Answer]:
    """Every head of judgement answered with its reason: yes to those named, no to the others."""
    asked = questions(agency.rules())
    return [Answer(key, key in yes, "依据调查终结报告判断。") for key in asked]


def submit(decision: Decision, *, on: date) -> Review:
    """Submit the draft to legal review."""
    by = account_of(lead_of(decision.case))
    return reviews.submit(
        decision,
        by=by,
        on=on,
        declared=True,
        answers=answers(decision.agency),
        handled="已按审核意见逐项补正。",
    )


@told_once
def submitted(agency: Agency, *, on: date = DECIDED, **fields: Any) -> Review:
    """An open review of a told draft."""
    return submit(notified(agency, on=on, **fields), on=Days.before(on).submitted)


def reviewer_of(review: Review) -> User:
    """Who has the review, or anybody of the agency who may."""
    given = assigned(review)
    return given.reviewer if given else someone(review.agency, "reviewer")


def approve(review: Review, *, on: date) -> Review:
    """Pass the review."""
    by = reviewer_of(review)
    return reviews.approve(
        review,
        by=by,
        on=on,
        opinion="事实清楚，证据确凿，适用法律正确，程序合法，同意。",
        checks=checks(review.agency),
    )


def send_back(review: Review, *, on: date, opinion: str = "证据不足，退回补充。") -> Review:
    """Return the draft with reasons."""
    by = reviewer_of(review)
    answers = checks(review.agency, ReviewCheck.Result.FAIL)
    return reviews.send_back(review, by=by, on=on, opinion=opinion, checks=answers)


@told_once
def reviewed(agency: Agency, *, on: date = DECIDED, **fields: Any) -> Decision:
    """A draft that passed review and awaits the head."""
    return pass_review(notified(agency, on=on, **fields), on=on)


def pass_review(decision: Decision, *, on: date) -> Decision:
    """The draft that is to be decided on `on`, submitted and passed in time."""
    days = Days.before(on)
    review = submit(decision, on=days.submitted)
    approve(review, on=days.passed)
    return Decision.objects.get(pk=review.decision_id)


# ------------------------------------------------------------------------------- the decision
def issue(decision: Decision, *, on: date) -> Decision:
    """Make the decision: the head, or the handler of an on-the-spot case."""
    row = decision.case
    simple = row.procedure == "simple"
    by = account_of(lead_of(row)) if simple else someone(row.agency, "head")
    return issuance.issue(decision, by=by, on=on)


@told_once
def issued(
    agency: Agency, *, on: date = DECIDED, procedure: str = "ordinary", **fields: Any
) -> Decision:
    """A decision made on `on` by any of the procedures."""
    prepared = notified if procedure == "ordinary" else draft
    row = prepared(agency, on=on, procedure=procedure, **fields)
    return issue(pass_review(row, on=on) if row.review_required else row, on=on)


def serve(decision: Decision, *, on: date) -> Decision:
    """Serve the decision in person."""
    by = account_of(lead_of(decision.case))
    deliveries.serve(
        decision, by=by, on=on, method="direct", receiver="收件人", place="云溪市示范路1号"
    )
    return Decision.objects.get(pk=decision.pk)


def pay(decision: Decision, *, on: date) -> Decision:
    """Record that everything owed on the day was paid into the bank, by who did not decide."""
    accounts = [account_of(row) for row in staff_of(decision.case)]
    by = next(row for row in accounts if row.pk != decision.issued_by_id)
    balance = execution.balance(decision, on)
    for kind in balance.due:
        if cents := balance.owed(kind):
            execution_papers.record_payment(
                decision,
                by=by,
                on=on,
                kind=kind,
                cents=cents,
                way="bank",
                receipt_no=f"{next(serials):08d}",
            )
    return Decision.objects.get(pk=decision.pk)


@told_once
def served(agency: Agency, *, on: date = DECIDED, **fields: Any) -> Decision:
    """A decision served the day after it was made."""
    return serve(issued(agency, on=on, **fields), on=on + timedelta(days=1))


# ------------------------------------------------------------------------------- publication
def duty(decision: Decision) -> Publication:
    """The publication duty of a decision, opened if no sweep has been there yet."""
    found = Publication.objects.filter(decision=decision).first()
    row = found or opened(decision.agency, str(decision.pk))
    row.decision = decision
    return row


@told_once
def opened(agency: Agency, key: str) -> Publication:
    """The duty to publish the decision of the key."""
    return duties.open_duty(Decision.objects.select_related("agency").get(pk=key))


def redact(publication: Publication, *, by: User | None = None) -> Publication:
    """Redact by the publisher."""
    pipeline.redact(publication, by=by or someone(publication.agency, "publisher"))
    return Publication.objects.get(pk=publication.pk)


def approved(decision: Decision) -> Publication:
    """The publication of a decision, redacted by one publisher and approved by another."""
    row = duty(decision)
    first = someone(row.agency, "publisher")
    row = redact(row, by=first)
    pipeline.approve(row, by=someone(row.agency, "publisher", but=first), examined=True)
    return Publication.objects.get(pk=row.pk)


@told_once
def published(
    agency: Agency, *, on: date = DECIDED, published_on: date | None = None, **fields: Any
) -> Publication:
    """A published decision: by default on the second day after it was made."""
    row = approved(served(agency, on=on, **fields))
    by = someone(row.agency, "publisher")
    return pipeline.publish(row, by=by, on=published_on or on + timedelta(days=2))
